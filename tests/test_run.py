"""Runs: the same bytes however they come about, nothing lost, nothing done twice."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleantext import CORPUS, ConfigError, DecodeError, FilterError, FoldWidth, Pipeline
from cleantext.io import Fields, find_inputs
from cleantext.report import Report
from cleantext.run import Job, Local, duplicates, run_files
from cleantext.run.summary import Summary

ROOT = Path(__file__).parents[1]
PIPE = Pipeline([FoldWidth()])
WORDS = [
    "城市",
    "早晨",
    "人们",
    "工作",
    "天气",
    "公园",
    "散步",
    "文章",
    "网络",
    "安全",
    "宣传",
    "健康",
    "服务",
    "新闻",
    "读书",
    "写字",
    "下雨",
    "春天",
    "山水",
    "河流",
]


def refuse(doc):
    return doc.reject("too.short") if len(doc.text) < 3 else doc


def fail(doc):
    if "boom" in doc.text:
        raise RuntimeError("no!")
    return doc


def prose(rng, n=40):
    return "".join(rng.choice(WORDS) for _ in range(n)) + "Ａ"


def folder(path, docs=300, seed=1):
    """Files of every format; each third document is a copy of an earlier one with a character more."""
    rng = random.Random(seed)
    path.mkdir(parents=True)
    texts = [prose(rng) for _ in range(docs)]
    texts = [texts[k - 1] + "春天来了。" if k % 3 == 2 else t for k, t in enumerate(texts)]
    records = [{"id": k, "text": t, "n": k * 1.5} for k, t in enumerate(texts)]
    line = [json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records]
    n = docs // 5
    (path / "a.jsonl").write_bytes(b"".join(line[: 2 * n]))
    (path / "b.jsonl.gz").write_bytes(gzip.compress(b"".join(line[2 * n : 3 * n])))
    pq.write_table(pa.Table.from_pylist(records[3 * n : 4 * n]), path / "sub.parquet", row_group_size=7)
    for k, record in enumerate(records[4 * n :]):
        (path / f"{k:03}.txt").write_text(record["text"], "utf-8")
    return texts


def run(source, out, executor=None, resume=True, **job):
    fields = Fields(**{k: job.pop(k) for k in ("text", "id", "host", "meta") if k in job})
    pipe = job.pop("pipe", PIPE)
    return run_files(find_inputs([str(source)], out), out, Job(pipe, fields, **job), executor, resume=resume)


def results(out):
    """Every result and what went aside, by name, as bytes."""
    aside = [out / ".cleantext" / "quarantine.jsonl", *(out / ".cleantext").glob("removed/**/*.jsonl")]
    files = [p for p in out.rglob("*") if p.is_file() and ".cleantext" not in p.parts]
    return {str(p.relative_to(out)): p.read_bytes() for p in [*files, *aside] if p.exists()}


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()]


class Shuffled:
    """An executor that runs tasks here, in any order."""

    def __init__(self, seed):
        self.seed = seed
        self.ran = 0

    def map(self, fn, tasks):
        tasks = list(tasks)
        random.Random(self.seed).shuffle(tasks)
        self.ran += len(tasks)
        return [fn(task) for task in tasks]


@pytest.mark.parametrize("dedup", [None, 0.7])
def test_same_bytes_however_it_runs(tmp_path, dedup):
    """One worker, two processes, another order, other pieces: the same results, byte for byte."""
    folder(tmp_path / "in")
    run(tmp_path / "in", tmp_path / "one", dedup=dedup, id="id")
    want = results(tmp_path / "one")

    assert len(want) >= 63
    with Local(2) as executor:
        run(tmp_path / "in", tmp_path / "two", executor, dedup=dedup, id="id", piece=5000)
    for seed in range(3):
        run(tmp_path / "in", tmp_path / f"{seed}", Shuffled(seed), dedup=dedup, id="id", piece=1000 + 3000 * seed)
        assert results(tmp_path / f"{seed}") == want
    assert results(tmp_path / "two") == want


def test_duplicates_go_with_reason(tmp_path):
    """Of each pair of copies one stays; the other is told with the one that stays and their similarity."""
    texts = folder(tmp_path / "in")
    summary = run(tmp_path / "in", tmp_path / "out", dedup=0.7, host="id")
    kept = [json.loads(line)["text"] for line in (tmp_path / "out" / "a.jsonl").read_bytes().splitlines()]
    gone = [r for p in sorted((tmp_path / "out/.cleantext/removed").glob("*.jsonl")) for r in lines(p)]

    copies = set(range(2, len(texts), 3))
    assert summary.report.duplicates == len(gone) == len(copies)
    assert kept == [t.replace("Ａ", "A") for k, t in enumerate(texts[:120]) if k not in copies]
    for r in gone:
        assert r["reason"] == "dedup.near"
        assert 0.7 <= r["similarity"] < 1
    assert summary.report.kept == summary.report.documents - len(copies)
    first = next(r for r in gone if r["file"] == "a.jsonl")
    assert (first["row"], first["duplicate_of"]["row"]) == (3, 2)
    assert first["text"] == texts[2].replace("Ａ", "A")


def test_longest_stays(tmp_path):
    """keep="longest" keeps the longest, though it comes last."""
    rng = random.Random(3)
    long = prose(rng) * 3
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"text": t}) + "\n" for t in (long, long + "，完", prose(rng)))
    )

    run(tmp_path / "a.jsonl", tmp_path / "out", dedup=0.8, keep="longest")

    assert len(lines(tmp_path / "out/a.jsonl")) == 2
    assert lines(tmp_path / "out/a.jsonl")[0]["text"].endswith("，完")


def test_rejected_documents_are_kept_aside(tmp_path):
    """What a filter rejects is no result; it stands under removed with the reason."""
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "ok ok", "u": "k1"}\n{"text": "x", "u": "k2"}\n')
    (tmp_path / "b.txt").write_bytes(b"x")
    for name in ("a.jsonl", "b.txt"):
        summary = run(tmp_path / name, tmp_path / "out", pipe=Pipeline([refuse]), id="u")

    assert (tmp_path / "out/a.jsonl").read_bytes() == b'{"text": "ok ok", "u": "k1"}\n'
    assert not (tmp_path / "out/b.txt").exists()
    assert lines(tmp_path / "out/.cleantext/removed/a.jsonl.jsonl") == [
        {"file": "a.jsonl", "row": 2, "id": "k2", "reason": "too.short", "text": "x"}
    ]
    assert (summary.report.rejected, summary.files) == ({"too.short": 1}, 0)


def doubt(doc):
    """Reject, with a verdict in a form of its own."""
    return doc.reject("too.odd", meta={"verdict": "odd"})


def test_a_verdict_in_another_form_is_no_trouble(tmp_path):
    """What a filter of somebody else calls its verdict is kept, and the report does without."""
    (tmp_path / "a.jsonl").write_text('{"text": "ok"}\n')
    run(tmp_path / "a.jsonl", tmp_path / "out", pipe=Pipeline([doubt]))

    (gone,) = lines(tmp_path / "out/.cleantext/removed/a.jsonl.jsonl")
    assert (gone["reason"], gone["verdict"]) == ("too.odd", "odd")
    assert "rejected: too.odd</strong>" in (tmp_path / "out/.cleantext/report.html").read_text("utf-8")


def test_a_verdict_goes_along_with_what_it_rejected(tmp_path):
    """The removed document has value, threshold and evidence beside its reason; the report shows them."""
    text = "公司创立于1998年，万星棋牌官网登录入口，主营钢材。"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": text}) + "\n")
    run_files(find_inputs([str(tmp_path / "a.jsonl")]), tmp_path / "out", Job(CORPUS))

    (gone,) = lines(tmp_path / "out/.cleantext/removed/a.jsonl.jsonl")
    assert gone["reason"] == "reject.spam"
    assert (gone["verdict"]["value"], gone["verdict"]["threshold"]) == (2, 2)
    assert gone["verdict"]["spans"][0]["text"] == "万星棋牌官网登录入口"
    page = (tmp_path / "out/.cleantext/report.html").read_text("utf-8")
    assert "rejected: reject.spam: injected 2, threshold 2: 万星棋牌官网登录入口" in page


def test_ids_that_stand_twice(tmp_path):
    """The second record of an id is an error that names the first, also across files."""
    for name, ids in (("a.jsonl", [1, 2, 1]), ("b.jsonl", [3, 2])):
        (tmp_path / name).write_text("".join(json.dumps({"id": i, "text": f"t{i}"}) + "\n" for i in ids))

    summary = run(tmp_path, tmp_path / "out", id="id")

    assert [r["id"] for r in lines(tmp_path / "out/a.jsonl") + lines(tmp_path / "out/b.jsonl")] == [1, 2, 3]
    aside = lines(tmp_path / "out/.cleantext/quarantine.jsonl")
    assert [(r["file"], r["row"], r["step"]) for r in aside] == [("a.jsonl", 3, "id"), ("b.jsonl", 2, "id")]
    assert "'2' stands already at a.jsonl, row 2" in aside[1]["error"]
    assert summary.quarantined == 2


def test_ids_are_compared_themselves(tmp_path, monkeypatch):
    """Two ids with one hash are two ids."""
    rows = [
        f'{{"id": "{id}", "text": "{text}"}}\n' for id, text in [("a", "一"), ("b", "二"), ("a", "三"), ("b", "四")]
    ]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("".join([*rows, '{"text": "五"}\n']), "utf-8")
    monkeypatch.setattr(duplicates, "_hash", lambda id, n: 7)

    summary = run(tmp_path / "in", tmp_path / "out", id="id")

    assert summary.quarantined == 2
    assert [r["text"] for r in lines(tmp_path / "out" / "a.jsonl")] == ["一", "二", "五"]


def test_done_is_not_done_again(tmp_path):
    """A second run does nothing; a changed input, pipeline or lost result is done again, and only that."""
    folder(tmp_path / "in", 50)
    first = run(tmp_path / "in", tmp_path / "out")
    want = results(tmp_path / "out")

    def again(**job):
        executor = Shuffled(1)
        summary = run(tmp_path / "in", tmp_path / "out", executor, **job)
        return summary.files - summary.skipped, summary

    redone, summary = again()
    assert redone == 0
    assert summary.report == first.report
    (tmp_path / "out" / "a.jsonl").unlink()
    (tmp_path / "out" / "003.txt").write_text("half")
    assert again()[0] == 2
    assert results(tmp_path / "out") == want

    path = tmp_path / "in" / "a.jsonl"
    old, when = path.read_bytes(), path.stat()
    path.write_bytes(old.replace("城市".encode(), "乡村".encode()))
    os.utime(path, ns=(when.st_atime_ns, when.st_mtime_ns))  # content counts, not dates
    assert again()[0] == 1
    path.write_bytes(old)
    assert again()[0] == 1
    assert results(tmp_path / "out") == want
    assert again(pipe=Pipeline([FoldWidth(), refuse]))[0] == len(want)
    assert list((tmp_path / "out/.cleantext/parts").iterdir()) == []


def test_more_input_is_cleaned_alone_and_compared_with_all(tmp_path):
    """With duplicates: nothing changed, nothing done; one file more, only that one is cleaned."""
    folder(tmp_path / "in", 50)
    run(tmp_path / "in", tmp_path / "out", dedup=0.7)
    want = results(tmp_path / "out")
    idle = Shuffled(1)
    assert run(tmp_path / "in", tmp_path / "out", idle, dedup=0.7).skipped == 13
    assert idle.ran == 2  # the look at the inputs, and at the samples of the report
    shutil.copy(tmp_path / "in" / "a.jsonl", tmp_path / "in" / "z.jsonl")

    summary = run(tmp_path / "in", tmp_path / "out", dedup=0.7)

    assert summary.skipped == 13
    assert lines(tmp_path / "out" / "z.jsonl") == []
    assert len(lines(tmp_path / "out/.cleantext/removed/z.jsonl.jsonl")) == 20
    got = results(tmp_path / "out")
    assert {k: v for k, v in got.items() if not k.endswith(("/z.jsonl.jsonl", "z.jsonl")) or "gz" in k} == want
    assert run(tmp_path / "in", tmp_path / "out", dedup=1.0).report.duplicates == 20


def test_errors_stop_where_they_are_told_to(tmp_path):
    """raise names file and row; max_errors stops with a count; both leave what was finished."""
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' + b"[1]\n" * 5 + b'{"text": "boom"}\n')
    path = tmp_path / "a.jsonl"

    with pytest.raises(DecodeError, match=r"a\.jsonl, row 2: not a JSON object"):
        run(path, tmp_path / "out", on_error="raise")
    for workers in (1, 2):
        with (
            Local(workers) as executor,
            pytest.raises(ConfigError, match=r"4 records in quarantine, more than --max-errors 3"),
        ):
            run(path, tmp_path / "out", executor, max_errors=3)
    assert not (tmp_path / "out/a.jsonl").exists()
    summary = run(path, tmp_path / "out", pipe=Pipeline([fail]), max_errors=6)
    assert summary.quarantined == 6
    aside = lines(tmp_path / "out/.cleantext/quarantine.jsonl")[-1]
    assert (aside["row"], aside["step"], aside["raw"]) == (7, "fail", '{"text": "boom"}')
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "boom"}\n')
    with pytest.raises(FilterError, match=r"'fail' failed on document 'b\.jsonl:1': no!"):
        run(tmp_path / "b.jsonl", tmp_path / "out", pipe=Pipeline([fail]), on_error="raise", piece=5)


def test_inputs_that_vanish(tmp_path):
    """A file that cannot be read is in quarantine with the reason, and is tried again the next time."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("a")
    (tmp_path / "in/b.txt").symlink_to(tmp_path / "in/a.txt")
    inputs = find_inputs([str(tmp_path / "in")])
    (tmp_path / "in/a.txt").rename(tmp_path / "a.txt")

    summary = run_files(inputs, tmp_path / "out", Job(PIPE))
    assert (summary.files, summary.quarantined) == (0, 2)
    assert "No such file" in lines(tmp_path / "out/.cleantext/quarantine.jsonl")[0]["error"]
    (tmp_path / "a.txt").rename(tmp_path / "in/a.txt")
    summary = run_files(inputs, tmp_path / "out", Job(PIPE))
    assert (summary.files, summary.quarantined, (tmp_path / "out/b.txt").read_text()) == (2, 0, "a\n")


def test_one_run_at_a_time(tmp_path):
    """A second run into a folder that is being written is refused."""
    (tmp_path / "a.txt").write_text("a")

    class Nested:
        def map(self, fn, tasks):
            with pytest.raises(ConfigError, match="another run is writing"):
                run(tmp_path / "a.txt", tmp_path / "out")
            return [fn(task) for task in tasks]

    assert run(tmp_path / "a.txt", tmp_path / "out", Nested()).files == 1


# -- processes -------------------------------------------------------------


def square(n):
    return n * n


def die(task):
    path, n = task
    if n == 3 and len(path.read_text()) < 2:
        path.write_text(path.read_text() + "x")
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def always_die(n):
    if n == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return n


def test_local_runs_each_task_once():
    for workers in (1, 2):
        with Local(workers) as executor:
            assert sorted(executor.map(square, range(9))) == [n * n for n in range(9)]


def test_a_killed_worker(tmp_path):
    """Tasks that were under way run again, and the run says so; each gives one result."""
    path = tmp_path / "deaths"
    path.write_text("")
    said = []

    with Local(2, warn=said.append) as executor:
        got = list(executor.map(die, [(path, n) for n in range(8)]))

    assert sorted(got) == list(range(8))
    assert len(said) == 2
    assert "a worker died (killed, or out of memory)" in said[0]


def test_a_task_that_kills_is_named():
    """A task that takes its worker down three times ends the run; the others are done."""
    got = []

    def collect():
        for n in Local(2).map(always_die, [0, 1, 2, 3]):
            got.append(n)

    with pytest.raises(ConfigError, match="1 took its worker down 3 times"):
        collect()
    assert sorted(got) == [0, 2, 3]


def start(*args):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "cleantext", *map(str, args)],
        stderr=subprocess.PIPE,
        env=env,
        start_new_session=True,
        # A shell starts what it puts in the background deaf to Ctrl-C, tests and all.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def children(pid):
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


@pytest.fixture(scope="module")
def crawl(tmp_path_factory):
    """A folder, how to run it, and the results of a run that nobody disturbed."""
    base = tmp_path_factory.mktemp("crawl")
    folder(base / "in", 300)  # so that there is work left when the journal has its first line
    options = ["--dedup", "0.7", "--piece", "3000", "--script", "none"]
    process = start("run", base / "in", "-o", base / "want", *options, "--workers", "1")
    assert process.wait(100) == 0
    process.stderr.close()
    return base / "in", options, results(base / "want")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("sign", [pytest.param(signal.SIGKILL, marks=pytest.mark.slow), signal.SIGINT])
def test_killed_and_resumed(tmp_path, crawl, sign):
    """After kill -9 or Ctrl-C no process is left and no result is half; the next run ends with the same bytes."""
    source, options, want = crawl
    args = ["run", source, "-o", tmp_path / "out", *options]

    process = start(*args, "--workers", "2")
    journal = tmp_path / "out/.cleantext/journal.jsonl"
    until = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < until:
        time.sleep(0.01)
    workers = children(process.pid)
    os.kill(process.pid, sign)
    said = process.stderr.read().decode()
    assert process.wait(30) == (130 if sign == signal.SIGINT else -sign)
    process.stderr.close()
    assert ("interrupted" in said) == (sign == signal.SIGINT)
    assert workers
    until = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    for name, data in results(tmp_path / "out").items():
        assert want[name] == data

    process = start(*args, "--workers", "1")
    assert process.wait(100) == 0
    process.stderr.close()
    assert results(tmp_path / "out") == want
    assert list((tmp_path / "out/.cleantext/tmp").iterdir()) == []


def test_records_that_wait_to_be_written_take_little_memory(tmp_path):
    """Short texts beside long fields: 200 of them are 100 MB, of which a few wait at a time."""
    path = tmp_path / "in" / "pages.jsonl.gz"
    path.parent.mkdir()
    with gzip.open(path, "wt", 1) as out:
        for n in range(200):
            out.write(json.dumps({"html": "x" * 500_000, "text": f"Ａ{n}"}) + "\n")
    tracemalloc.start()
    run_files(find_inputs([str(path.parent)]), tmp_path / "out", Job(PIPE))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20
    with gzip.open(tmp_path / "out" / "pages.jsonl.gz", "rt") as result:
        assert sum(1 for _ in result) == 200


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(1000, 750, "-25.0%"), (1000, 1000, "0.0%"), (10_000, 9_999, "0.0%"), (100, 103, "+3.0%"), (0, 0, "0.0%")],
)
def test_a_summary_says_by_how_much_texts_became_shorter_or_longer(before, after, said):
    """Traditional words may be longer than Simplified ones; what is unchanged has no sign."""
    summary = Summary(report=Report(characters_in=before, characters_out=after))

    assert f"{before} -> {after} characters ({said})" in str(summary)
