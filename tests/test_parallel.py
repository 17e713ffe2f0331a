"""Threads and processes: sixteen at once, forked or spawned, give the answers of one."""

import json
import multiprocessing
import subprocess
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

import cleantext
from cleantext import CORPUS, Document, MaskPII, NormalizeScript, Pipeline, RepairPunctuation

from .conftest import PAGES

ROOT = Path(__file__).parents[1]
FIRST = """
import json, sys, threading
import cleantext
texts = json.loads(sys.stdin.read())
got = [None] * 16
ready = threading.Barrier(16)
def work(k):
    ready.wait()  # all meet the tables while nobody has loaded them
    order = range(k, k + len(texts))
    done = {n % len(texts): cleantext.clean(texts[n % len(texts)]) for n in order}
    got[k] = [done[n] for n in range(len(texts))]
threads = [threading.Thread(target=work, args=(k,)) for k in range(16)]
[t.start() for t in threads]
[t.join() for t in threads]
print(json.dumps(got))
"""


def documents():
    from benchmarks.fuzz_targets import targets

    (target,) = (t for t in targets() if t.name == "CORPUS")
    pages = [p.read_text("utf-8") for p in PAGES]
    lines = [line for page in pages for line in page.split("\n")]
    return ["\n".join(lines[k : k + 12]) for k in range(0, len(lines), 12)][:12] + list(islice(target.inputs(11), 20))


PIPE = Pipeline(
    [*CORPUS.filters, NormalizeScript("zh-TW", words=True), RepairPunctuation(), MaskPII()], until_stable=True
)


def answer(text):
    doc = PIPE(Document(text))
    return doc.text, [repr(e) for e in doc.edits], repr(dict(doc.meta)), doc.rejected


def test_sixteen_threads():
    """They share the filters and the tables; each document has the answer it has alone."""
    found = documents()
    want = [answer(text) for text in found]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(answer, found)) == want
    assert threading.active_count() < 16


@pytest.mark.slow
def test_sixteen_threads_that_come_first():
    """In a fresh process all sixteen load the tables at the same time."""
    found = [text for text in documents() if text.isprintable() or "\n" in text][:20]
    done = subprocess.run(
        [sys.executable, "-c", FIRST], input=json.dumps(found), capture_output=True, text=True, cwd=ROOT, check=True
    )
    want = [cleantext.clean(text) for text in found]

    assert json.loads(done.stdout) == [want] * 16


@pytest.mark.slow
@pytest.mark.parametrize(
    "method", [m for m in ("fork", "spawn", "forkserver") if m in multiprocessing.get_all_start_methods()]
)
def test_processes(method):
    """Forked from a process that has loaded all, or started anew: the same answers, edits and metadata."""
    found = documents()
    want = [answer(text) for text in found]
    with ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        assert list(pool.map(answer, found, chunksize=8)) == want


def test_an_index_is_shared_by_readers():
    """Sixteen threads ask one index; the answers are those of one."""
    index = cleantext.DedupIndex()
    found = documents()
    index.add_many(enumerate(found))
    want = [index.query(text) for text in found]
    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(index.query, found)) == want
