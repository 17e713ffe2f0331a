"""This checkout against another, in turns: `WEB`, what of it is neither boilerplate nor encoding, and `stats`.

    git worktree add ../before a6129ea
    python benchmarks/checkouts.py ../before --corpus articles.jsonl.zst --limit 300

Each has a process of its own and both take turns at a tenth of the documents; CPU time, of each tenth the median of the
rounds.  What one text after another takes, so caches are as they are.  The first document of a process is of fresh
processes, the median of five: what `import cleantext` takes, and what `WEB` takes for it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
_TENTH, _FIRST = 10, 5
_APART = ("boilerplate", "encoding")
_ONCE = """
import sys, time
sys.path.insert(0, sys.argv[1])
at = time.process_time()
import cleantext
done = time.process_time()
cleantext.WEB.clean("今天天气很好(真的)，我们去公园吗？\\n" * 20)
print(done - at, time.process_time() - done)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="a checkout of another commit")
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text`, besides the seeds")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--step", type=int, default=1, help="take every so manieth document of the corpus")
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()

    from benchmarks.speed import SEEDS, read

    corpora = {"the five seeds": [p.read_text("utf-8") for p in sorted((SEEDS / "pages").glob("*.txt"))] * 8}
    if args.corpus:
        corpora = {args.corpus.name: read(args.corpus, args.limit, args.step)} | corpora
    checkouts = [args.other.resolve(), ROOT]
    print("| texts | what | before MB/s | now MB/s | times as fast |\n|---|---|---|---|---|")
    for name, texts in corpora.items():
        size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts) / 1e6
        before, now = compare(checkouts, texts, args.rounds)
        for what in now:
            speeds = f"{size / before[what]:.2f} | {size / now[what]:.2f}"
            print(f"| {name} | {what} | {speeds} | {before[what] / now[what]:.2f} |")
    first = [[once(c) for c in checkouts] for _ in range(_FIRST)]
    for k, what in enumerate(("import cleantext", "first document of WEB")):
        old, new = (statistics.median(round_[c][k] for round_ in first) for c in range(2))
        print(f"{what}: {1000 * old:.0f} ms before, {1000 * new:.0f} ms now")


def compare(checkouts: list[Path], texts: list[str], rounds: int) -> list[dict[str, float]]:
    """Return for each checkout the seconds of each part."""
    workers = []
    for checkout in checkouts:
        command = [sys.executable, __file__, "--work", str(checkout)]
        workers.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
    found: list[list[list[dict[str, float]]]] = [[[] for _ in range(_TENTH)] for _ in workers]
    for worker in workers:
        ask(worker, texts)
    for _ in range(rounds):
        for tenth in range(_TENTH):
            for worker, times in zip(workers, found, strict=True):
                times[tenth].append(ask(worker, tenth))
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.close()
        worker.wait()
    return [
        {what: sum(statistics.median(t[what] for t in tenth) for tenth in times) for what in times[0][0]}
        for times in found
    ]


def ask(worker: subprocess.Popen[str], what: object) -> Any:
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(what) + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def once(checkout: Path) -> tuple[float, ...]:
    """Return the seconds that the import takes and those for the first document, in a fresh process."""
    done = subprocess.run([sys.executable, "-c", _ONCE, str(checkout)], capture_output=True, text=True, check=True)
    return tuple(map(float, done.stdout.split()))


def work(checkout: str) -> None:
    """Be a worker: take texts, then the number of a tenth at a time, and return what each part of it took."""
    sys.path.insert(0, checkout)
    from cleantext import WEB, stats

    assert Path(sys.modules["cleantext"].__file__ or "").is_relative_to(checkout)
    inside = [0.0]
    for f in WEB.filters:
        if getattr(f, "name", "") in _APART:
            kind: Any = type(f)
            kind.__call__ = timed(kind.__call__, inside)
            if hasattr(kind, "settled"):
                kind.settled = timed(kind.settled, inside)
    texts: list[str] = json.loads(sys.stdin.readline())
    for f in (WEB.clean, stats):
        for text in texts:
            f(text)
    print(json.dumps(None), flush=True)
    for tenth in map(int, sys.stdin):
        here = texts[tenth::_TENTH]
        inside[0] = 0.0
        whole = spent(WEB.clean, here)
        rest = whole - inside[0]
        print(json.dumps({"WEB": whole, "its rest": rest, "stats": spent(stats, here)}), flush=True)


def spent(f: Callable[[str], object], texts: list[str]) -> float:
    """Return the seconds that `f` takes for the texts, one after another."""
    at = time.process_time()
    for text in texts:
        f(text)
    return time.process_time() - at


def timed(f: Callable[..., Any], inside: list[float]) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        at = time.process_time()
        result = f(*args)
        inside[0] += time.process_time() - at
        return result

    return run


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(sys.argv[2])
    else:
        sys.path.insert(0, str(ROOT))
        main()
