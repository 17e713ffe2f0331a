"""Deduplication next to its peers: `python benchmarks/dedup.py --peer PYTHON --peer PYTHON...`.

Each system runs in fresh processes of its own, one thread each, in turns with all others,
and the medians of their CPU time are printed.  A peer is measured by the first of the
given interpreters (this one is asked first) in whose environment it is installed; what is
installed nowhere is said.  For example:

    python -m venv peers && peers/bin/pip install rensa==0.5.0 gaoya==0.2.2 FastSketchLSH==1.0.1 datasketch==2.0.0
    python benchmarks/dedup.py --peer peers/bin/python --documents 100000 --rounds 3 --plots benchmarks

Corpora are made from seeds (`dedup_corpora.py`), recipes are in `dedup_peers.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import dedup_corpora as corpora
import dedup_plots as plots
import numpy as np
from dedup_peers import SYSTEMS

from cleantext.dedup.minhash import sign

PEERS = Path(__file__).with_name("dedup_peers.py")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "POLARS", "RAYON")}
OURS, BULK = "cleantext fast", "datasketch bulk"


class Bench:
    """Runs systems in the environments where they are installed."""

    def __init__(self, pythons: list[str], only: list[str] | None, folder: Path) -> None:
        self.folder = folder
        self.found: dict[str, str] = {}
        self.versions: dict[str, str] = {}
        wanted = {name: spec[0] for name, spec in SYSTEMS.items() if not only or any(o in name for o in only)}
        for python in [sys.executable, *pythons]:
            code = "import sys, importlib.metadata as m\nfor n in sys.argv[1:]: print(n, m.version(n))"
            for name, distribution in wanted.items():
                if name not in self.found:
                    asked = subprocess.run([python, "-c", code, distribution], capture_output=True, text=True)
                    if asked.returncode == 0:
                        self.found[name] = python
                        self.versions[distribution] = asked.stdout.split()[1]
        for name in wanted:
            if name not in self.found:
                print(f"not installed, not measured: {name}")

    def run(self, system: str, task: str, path: Path) -> dict[str, Any] | None:
        done = subprocess.run(
            [self.found[system], str(PEERS), system, task, str(path)],
            capture_output=True,
            text=True,
            env=os.environ | ONE_THREAD,
            cwd=self.folder,
        )
        if done.returncode:
            print(f"{system} failed: {done.stderr.strip().splitlines()[-1:]}")
            return None
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def rounds(self, task: str, texts: list[str], rounds: int, slow: float = 60) -> dict[str, list[dict[str, Any]]]:
        """Run every system that has the task, in turns; one that takes longer than `slow` seconds only once."""
        path = self.folder / "texts.pickle"
        path.write_bytes(pickle.dumps(texts))
        answers: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for _ in range(rounds):
            for system in self.found:
                _, has_sign, has_kept = SYSTEMS[system]
                known = answers.get(system)
                if not (has_kept if task == "kept" else has_sign) or (known and known[0]["seconds"] > slow):
                    continue
                if (answer := self.run(system, task, path)) is not None:
                    answers[system].append(answer)
        return answers


def median(answers: list[dict[str, Any]], what: str = "seconds") -> float:
    return statistics.median(a[what] for a in answers)


def times(value: float) -> str:
    return f"{value:.1f}x" if value < 100 else f"{value:.0f}x"


def signatures(bench: Bench, rounds: int) -> None:
    for title, task, texts in (
        ("Chinese, 2,488 characters", "sign-chars", corpora.chinese(1000)),
        ("English, 385 words", "sign-words", corpora.english(1000)),
    ):
        print(f"\n| {title}, {corpora.digest(texts)}: 128 slots | us per document | MB/s | x datasketch bulk |")
        print("|---|---|---|---|")
        size = sum(len(t.encode()) for t in texts) / len(texts)
        spent = {name: median(answers) for name, answers in bench.rounds(task, texts, rounds).items()}
        for name, seconds in spent.items():
            ratio = times(spent[BULK] / seconds) if BULK in spent else "-"
            print(f"| {name} | {seconds * 1e6:,.1f} | {size / seconds / 1e6:,.1f} | {ratio} |")
        for name in set(spent) - {OURS, "cleantext affine32"}:
            ratios = f"{times(spent[name] / spent[OURS])}, affine32 {times(spent[name] / spent['cleantext affine32'])}"
            print(f"\nfast is {ratios} as fast as {name}")


def planted(bench: Bench, documents: int, rounds: int) -> None:
    corpus = corpora.planted(documents)
    size = sum(len(t.encode()) for t in corpus.texts) / 1e6
    print(f"\n{documents:,} short Chinese documents, {size:.1f} MB, {corpora.digest(corpus.texts)}, threshold .8\n")
    print("| system | CPU s | x | bytes/document | removed | wrong (no tolerance) | recall % | residual pairs | % |")
    print("|---|---|---|---|---|---|---|---|---|")
    done = bench.rounds("kept", corpus.texts, rounds)
    for name, answers in done.items():
        verdict = corpora.judge(corpus, answers[0]["kept"])
        same = all(a["kept"] == answers[0]["kept"] for a in answers)
        seconds = median(answers)
        print(
            f"| {name}{'' if same else ' (not the same in each round)'} | {seconds:.2f} "
            f"| {times(seconds / median(done[OURS]))} | {median(answers, 'bytes'):,.0f} | {verdict.removed:,} "
            f"| {verdict.wrong:,} ({verdict.strictly:,}) | {100 * verdict.recall:.2f} | {verdict.residual:,} "
            f"| {100 * verdict.residual / verdict.pairs:.3f} |"
        )
    print(f"\n{verdict.pairs:,} pairs at .8 and more")


def other_scripts(bench: Bench) -> None:
    """Copies in another script or width, and short texts, which are merged falsely or overlooked."""
    kinds = corpora.variants(1200)
    mixed = [text for _, *both in kinds for text in both]
    short, classes = corpora.shorts()
    print(f"\n| system | {' | '.join(dict.fromkeys(k for k, *_ in kinds))} | short: falsely merged | copies found % |")
    print("|---" * 9 + "|")
    scripts = bench.rounds("kept", mixed, 1)
    shorts = bench.rounds("kept", short, 1)
    for name in scripts:
        kept = set(scripts[name][0]["kept"])
        found: dict[str, list[bool]] = defaultdict(list)
        for n, (kind, *_) in enumerate(kinds):
            found[kind].append(2 * n + 1 not in kept or 2 * n not in kept)
        shares = " | ".join(f"{100 * statistics.mean(hits):.1f}" for hits in found.values())
        print(f"| {name} | {shares} | {' | '.join(judge_short(classes, shorts[name][0]['kept']))} |")


def judge_short(classes: list[int], kept: list[int]) -> Iterator[str]:
    """Yield how many texts are gone though nothing equal stays, and the share of equal ones that are gone."""
    stays = set(kept)
    rest = {classes[i] for i in stays}
    removed = [c for i, c in enumerate(classes) if i not in stays]
    copies = len(classes) - len(set(classes))
    wrong = len(set(classes) - rest)
    yield f"{wrong:,}"
    yield f"{100 * (len(removed) - wrong) / copies:.1f}"


def estimates() -> None:
    """The error of the similarity that two signatures give, in units of that of 128 independent slots."""
    print("\n| shingles | .5 fast | .8 fast | .9 fast | .8 affine32 |\n|---|---|---|---|---|")
    for size in (20, 40, 60, 100, 200, 400, 1000, 2500):
        trials = min(20_000, 4_000_000 // size)
        errors = [error(size, s, trials, "fast") for s in (0.5, 0.8, 0.9)] + [error(size, 0.8, trials // 8, "affine32")]
        print(f"| {size} | {' | '.join(f'{e:.2f}' for e in errors)} |")


def error(size: int, similarity: float, trials: int, scheme: Any) -> float:
    rng = np.random.default_rng(size)
    both = round(2 * size * similarity / (1 + similarity))
    a = rng.integers(0, 1 << 32, (trials, size), dtype=np.uint32)
    b = np.concatenate((a[:, :both], rng.integers(0, 1 << 32, (trials, size - both), dtype=np.uint32)), axis=1)
    offsets = np.arange(trials + 1) * size
    equal = np.mean(sign(a.ravel(), offsets, 128, scheme, 1) == sign(b.ravel(), offsets, 128, scheme, 1), axis=1)
    truth = both / (2 * size - both)
    return float(np.mean((equal - truth) ** 2) ** 0.5 / (truth * (1 - truth) / 128) ** 0.5)


def growth(bench: Bench, largest: int, folder: Path | None) -> None:
    """CPU time and memory from 10,000 documents to the largest, of us and of the peers that stay below a minute."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    print("\n| documents | system | CPU s | us per document | bytes per document |\n|---|---|---|---|---|")
    n = 10_000
    while n <= largest:
        texts = corpora.planted(n, seed=11, short=60, long=240).texts
        for name, (answer,) in bench.rounds("kept", texts, 1).items():
            lines[name].append((n, answer["seconds"]))
            per = 1e6 * answer["seconds"] / n
            print(f"| {n:,} | {name} | {answer['seconds']:.2f} | {per:.1f} | {answer['bytes']:,.0f} |", flush=True)
            if answer["seconds"] * 3.3 > 60 and name != OURS:
                bench.found.pop(name)
        n = int(round(n * 10**0.5, -3)) if str(n)[0] == "1" else 10 ** len(str(n))
    if folder:
        plots.lines(folder / "dedup_growth.svg", "dedup, CPU seconds by documents", lines, "documents", "CPU seconds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--peer", action="append", default=[], metavar="PYTHON", help="interpreter with peers installed"
    )
    parser.add_argument("--only", action="append", metavar="SYSTEM", help="part of a system's name")
    parser.add_argument("--documents", type=int, default=20_000, help="of the end-to-end run")
    parser.add_argument("--growth", type=int, default=0, metavar="N", help="largest corpus of the growth run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="where to write the SVG files")
    parser.add_argument("--parts", default="signatures,estimates,planted,scripts,growth")
    args = parser.parse_args()
    parts = args.parts.split(",")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench([os.path.abspath(p) for p in args.peer], args.only, Path(folder))
        known = bench.versions | {"numpy": metadata.version("numpy")}
        print(f"Python {platform.python_version()}, {platform.machine()}, {known}")
        if "signatures" in parts:
            signatures(bench, args.rounds)
        if "estimates" in parts:
            estimates()
        if "planted" in parts:
            planted(bench, args.documents, args.rounds)
        if "scripts" in parts:
            other_scripts(bench)
        if "growth" in parts and args.growth:
            growth(bench, args.growth, args.plots)


if __name__ == "__main__":
    main()
