"""MB/s of each filter and of the whole, next to ftfy and opencc on the same text in the same run.

    python benchmarks/speed.py                         # prose and damaged pages made from seeds/
    python benchmarks/speed.py --corpus articles.jsonl.zst --limit 2000
    python benchmarks/speed.py --peer VENV/bin/python  # what datatrove, data-juicer, jionlp and lingua do there instead
                                                       # of `stats`, MaskPII and line_languages, in turns with ftfy

MB are 10^6 bytes of UTF-8 input per second of process CPU time, one thread; each figure is of medians of
the rounds, and all candidates take turns at a few documents, so that a noisy machine hits all alike.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import platform
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ftfy
import opencc

import cleantext
from cleantext import CLEAN, CORPUS, Document, MaskPII
from cleantext.fingerprint import versions
from cleantext.pipeline import filter_name

SEEDS = Path(__file__).parent.parent / "seeds"
_PIECE = 10  # documents that each candidate is given in its turn
# How datatrove calls ftfy: nothing that folds width, quotes or forms.
GENTLE = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, normalization=None
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, help="jsonl or jsonl.zst with a field `text`, instead of generated prose"
    )
    parser.add_argument("--limit", type=int, default=600, help="documents per corpus (default: 600)")
    parser.add_argument("--step", type=int, default=1, help="take every so manieth document of the corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer", action="append", default=[], metavar="PYTHON", help="of an environment with peers")
    args = parser.parse_args()

    corpora = {"clean zh prose": read(args.corpus, args.limit, args.step) if args.corpus else prose(args.limit)}
    corpora["the five seeds"] = [p.read_text("utf-8") for p in sorted((SEEDS / "pages").glob("*.txt"))] * 8
    print(describe())
    for name, texts in corpora.items():
        size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts)
        digest = hashlib.blake2b("\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        print(f"\n{name}: {len(texts)} documents, {size / 1e6:.1f} MB, digest {digest}")
        print(f"| {'what':44} | MB/s | x ftfy.fix_text |\n|---|---|---|")
        seconds = measure(candidates(), texts, args.rounds)
        baseline = size / seconds["ftfy.fix_text"] / 1e6
        for what, s in seconds.items():
            speed = size / s / 1e6 if s else float("inf")
            print(f"| {what:44} | {speed:.1f} | {speed / baseline:.1f} |")
    if args.peer:
        peers(args.peer, next(iter(corpora.values())))
    else:
        print("\npeers: not run; --peer PYTHON names an environment that has datatrove, data-juicer, jionlp or lingua")


def peers(pythons: list[str], texts: list[str]) -> None:
    """Print the same columns for other libraries, each in its environment; the ratio is to ftfy in that environment."""
    print(f"\n| {'peer':60} | MB/s | x ftfy.fix_text there |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder, "task.json")
        task.write_text(json.dumps({"speed": texts}), "utf-8")
        for python in pythons:
            command = [python, str(Path(__file__).with_name("verdict_peers.py")), str(task)]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
            if not rows:
                print(f"| {python}: {done.stderr.strip()[-80:] or 'no peer is installed there'} | - | - |")
            for row in rows:
                ratio = row["x ftfy.fix_text"]
                print(f"| {row['system']:60} | {row['MB/s']:.2f} | {'-' if ratio != ratio else f'{ratio:.2f}'} |")


def describe() -> str:
    """Return the commit, the machine and the versions that a table belongs to."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    return f"commit {commit}, {platform.machine()}, " + ", ".join(f"{k} {v}" for k, v in versions().items())


def candidates() -> dict[str, Callable[[str], object]]:
    t2s = opencc.OpenCC("t2s")
    found: dict[str, Callable[[str], object]] = {
        "ftfy.fix_text": ftfy.fix_text,
        "ftfy.fix_text as datatrove calls it": lambda t: ftfy.fix_text(t, GENTLE),
        "opencc t2s": t2s.convert,
        "ftfy.fix_text, then opencc t2s": lambda t: t2s.convert(ftfy.fix_text(t)),
        "cleantext.clean": cleantext.clean,
        "cleantext.clean(script=None)": lambda t: cleantext.clean(t, script=None),
        "cleantext.CLEAN": CLEAN.clean,
        "cleantext.explain, with edits": lambda t: cleantext.explain(t).edits,
        "cleantext.CORPUS": CORPUS.clean,
        "cleantext.stats": cleantext.stats,
        "cleantext.line_languages": cleantext.line_languages,
    }
    # A verdict is timed with the pass over the text that it shares with the others.
    for f in [*CORPUS.filters, MaskPII()]:
        found[f"  filter {filter_name(f)}"] = lambda t, f=f: f(Document(t))
    return found


def measure(todo: dict[str, Callable[[str], object]], texts: list[str], rounds: int) -> dict[str, float]:
    """Return seconds of CPU time of each candidate: the median of its rounds, piece by piece, and added up.

    All take their turns at a few documents before the next few, as a machine that others use changes its speed
    from one second to the next.
    """
    pieces = [texts[k : k + _PIECE] for k in range(0, len(texts), _PIECE)]
    times: dict[str, list[list[float]]] = {name: [[] for _ in pieces] for name in todo}
    pages = [p.read_text("utf-8") for p in sorted((SEEDS / "pages").glob("*.txt"))]
    for f in todo.values():  # tables and patterns are built once per process, outside the clock; pages need them all
        for t in [*texts[:5], *pages]:
            f(t)
    for _ in range(rounds):
        for n, piece in enumerate(pieces):
            for name, f in todo.items():
                f(texts[0])  # whoever comes after ftfy finds none of its code in the caches of the core
                start = time.process_time()
                for t in piece:
                    f(t)
                times[name][n].append(time.process_time() - start)
    return {name: sum(map(statistics.median, t)) for name, t in times.items()}


def prose(n: int, seed: int = 1) -> list[str]:
    """Documents of ordinary Simplified prose: sentences of the gold texts in random order, each once a document."""
    rng = random.Random(seed)
    text = "".join((SEEDS / "gold" / f"{k:03}.hans.txt").read_text("utf-8") for k in range(5))
    sentences = [s.strip() for s in re.split(r"(?<=[。！？])|\n", text) if len(s.strip()) > 12]
    return ["\n\n".join(_paragraphs(rng.sample(sentences, len(sentences)), rng)) for _ in range(n)]


def _paragraphs(sentences: list[str], rng: random.Random) -> Iterator[str]:
    for _ in range(8):
        size = rng.randint(2, 5)
        yield "".join(sentences[:size])
        del sentences[:size]


def read(path: Path, limit: int, step: int = 1) -> list[str]:
    """Return so many texts, every so manieth of the file: neighbours are of one year of a site and much alike."""
    return [json.loads(line)["text"] for line in itertools.islice(iter_lines(path), 0, limit * step, step)]


def iter_lines(path: Path) -> Iterator[str]:
    if path.suffix == ".zst":
        import zstandard

        with zstandard.open(path, "rt", encoding="utf-8") as f:
            yield from f
    else:
        with path.open(encoding="utf-8") as f:
            yield from f


if __name__ == "__main__":
    main()
