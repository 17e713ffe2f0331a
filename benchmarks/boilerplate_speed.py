"""MB/s of DropBoilerplate and its parts, of WEB, and of what else could look for the words of the rules.

    python benchmarks/boilerplate_speed.py                                 # prose and pages made from seeds/
    python benchmarks/boilerplate_speed.py --corpus articles.jsonl.zst --limit 500 --pages PAGES --rounds 5
    python benchmarks/boilerplate_speed.py --against TREE       # DropBoilerplate here and in another checkout
    python benchmarks/boilerplate_speed.py --pages PAGES --instructions   # of DropBoilerplate, by valgrind

PAGES is a folder of .jsonl files, a record with `text` for each line of a page.  OpenCC's t2s runs in turn with all
others as a yardstick of the machine, and ftfy as datatrove calls it.  ahocorasick-rs (Apache-2.0) is measured if it is
installed: it would take the place of the gate, so what it can save is the difference of the two rows.  With --against
two processes, one for each checkout, take each tenth of the documents in turn.  Times differ from run to run on a busy
machine; instructions of a pass over the documents hardly do: of five passes those of two are taken away.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import ftfy
import opencc
from speed import GENTLE, SEEDS, describe, measure, prose, read

from cleantext import WEB, Document, DropBoilerplate, Report
from cleantext.boilerplate.gate import gate
from cleantext.boilerplate.rulebook import load
from cleantext.script.tables import fold, to_points

YARDSTICK, FTFY = "opencc t2s", "ftfy.fix_text as datatrove calls it"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text`, instead of made prose")
    parser.add_argument("--pages", type=Path, help="a folder of pages, .jsonl files with a record a line")
    parser.add_argument("--limit", type=int, default=300, help="documents of the corpus (default: 300)")
    parser.add_argument("--step", type=int, default=1, help="take every so manieth document of the corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--against", type=Path, help="another checkout: only DropBoilerplate, here and there")
    parser.add_argument("--instructions", action="store_true", help="only how many DropBoilerplate takes, by valgrind")
    args = parser.parse_args()

    corpora = {"made prose": prose(args.limit)}
    if args.corpus:
        articles = read(args.corpus, args.limit, args.step)
        half = len(articles) // 2  # the first ones of a site may have more of its boilerplate
        corpora = {"articles, first half": articles[:half], "articles, second half": articles[half:]}
    corpora["the five seeds"] = [p.read_text("utf-8") for p in sorted((SEEDS / "pages").glob("*.txt"))] * 8
    if args.pages:
        corpora["pages"] = [page(p) for p in sorted(args.pages.rglob("*.jsonl"))] * 2
    print(describe())
    for name, texts in corpora.items():
        size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts)
        lines = sum(bool(line.strip()) for t in texts for line in t.split("\n"))
        print(f"\n{name}: {len(texts)} documents, {size / 1e6:.1f} MB, {size / lines:.0f} bytes a line")
        if args.instructions:
            print(f"{(instructions(texts, 5) - instructions(texts, 2)) / 3e6:.1f} million instructions", flush=True)
            continue
        if args.against:
            here, there = (
                size / s / 1e6 for s in seconds_of([Path(__file__).parents[1], args.against], texts, args.rounds)
            )
            print(f"here {here:.2f} MB/s, there {there:.2f}: x {here / there:.3f}", flush=True)
            continue
        print(f"| {'what':44} | MB/s | us a document | x {YARDSTICK} | x ftfy |\n|---|---|---|---|---|")
        seconds = measure(candidates(texts), texts, args.rounds)
        for what, s in seconds.items():
            ratios = f"{seconds[YARDSTICK] / s:.3f} | {seconds[FTFY] / s:.2f}"
            print(f"| {what:44} | {size / s / 1e6:.1f} | {s / len(texts) * 1e6:.0f} | {ratios} |")


WORKER = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from cleantext import Document, DropBoilerplate
texts, drop = json.loads(sys.stdin.readline()), DropBoilerplate()
for text in texts:
    drop(Document(text))
for line in sys.stdin:
    part = texts[int(line) :: 10]
    started = time.process_time()
    for text in part:
        drop(Document(text))
    print(time.process_time() - started, flush=True)
"""


def seconds_of(trees: list[Path], texts: list[str], rounds: int) -> list[float]:
    """Return CPU seconds for all texts in each checkout: the sum of the medians of ten parts."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(tree.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for tree in trees
    ]
    seconds: list[list[list[float]]] = [[[] for _ in range(10)] for _ in trees]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(json.dumps(texts) + "\n")
    for _ in range(rounds):
        for part in range(10):
            for worker, took in zip(workers, seconds, strict=True):
                assert worker.stdin is not None
                assert worker.stdout is not None
                worker.stdin.write(f"{part}\n")
                took[part].append(float(worker.stdout.readline()))
    for worker in workers:
        worker.communicate()
    return [sum(map(statistics.median, took)) for took in seconds]


def instructions(texts: list[str], passes: int) -> int:
    """Return how many instructions a process takes that drops boilerplate from all texts so many times."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", sys.executable]
    tree = str(Path(__file__).parents[1])
    done = subprocess.run(
        [*command, "-c", WORKER.replace("for line in sys.stdin:", "for line in ():"), tree],
        input=json.dumps(texts * passes) + "\n",
        env={**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(re.search(r"I +refs: +([\d,]+)", done.stderr)[1].replace(",", ""))  # type: ignore[index]


def page(path: Path) -> str:
    return "\n".join(json.loads(line)["text"] for line in path.read_text("utf-8").splitlines())


def candidates(texts: list[str]) -> dict[str, Callable[[str], object]]:
    drop, book = DropBoilerplate(), gate(())
    texts = [*texts, *(p.read_text("utf-8") for p in sorted((SEEDS / "pages").glob("*.txt")))]  # to warm up with
    shadows = {t: fold(t) for t in texts}
    points = {t: to_points(shadow) for t, shadow in shadows.items()}
    cleaned = {t: drop(Document(t)) for t in texts}
    whole = {t: WEB(Document(t)) for t in texts}
    found: dict[str, Callable[[str], object]] = {
        YARDSTICK: opencc.OpenCC("t2s").convert,
        FTFY: lambda t: ftfy.fix_text(t, GENTLE),
        "the gate": lambda t: book.lines(points[t], shadows[t]),
    }
    if importlib.util.find_spec("ahocorasick_rs"):
        import ahocorasick_rs

        words = {a for r in load().rules if r.scope != "item" and not r.late for a in r.anchors}
        automaton = ahocorasick_rs.AhoCorasick(sorted(words), matchkind=ahocorasick_rs.MatchKind.Standard)
        found["the words of the gate by ahocorasick-rs"] = lambda t: automaton.find_matches_as_indexes(
            shadows[t], overlapping=True
        )
    return found | {
        "DropBoilerplate": lambda t: drop(Document(t)),
        "DropBoilerplate on what it gave": lambda t: drop(Document(cleaned[t].text)),
        "WEB": WEB.clean,
        "the edits of WEB": lambda t: WEB(Document(t)).edits,
        "Report.add, of WEB's edits": lambda t: Report().add(whole[t]),
    }


if __name__ == "__main__":
    main()
