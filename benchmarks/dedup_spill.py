"""Deduplication out of core: `python benchmarks/dedup_spill.py [documents ...] [--memory 1GB]`.

Each size runs in a process of its own, on a corpus generated on the way (275 characters a
document; a third of them in families of exact and near copies), so that the peak of its
resident memory, as the system counts it, is that of the deduplication.  CPU time is without
that of generating.  Up to 100,000 documents the answer is compared with that of `dedup`.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np

from cleantext import dedup
from cleantext.dedup.spill import Spill
from cleantext.script.tables import to_str

COMPARED = 100_000


def corpus(n: int, seed: int = 7) -> Iterator[str]:
    """Texts of 60 to 490 hanzi; copies stand some thousand texts behind what they are copies of."""
    rng = np.random.default_rng(seed)
    later: dict[int, list[str]] = {}
    for number in range(n):
        waiting = later.pop(number, None)
        if waiting:
            text = waiting.pop()
            if waiting:
                later.setdefault(number + 1, []).extend(waiting)
            yield text
            continue
        points = rng.integers(0x4E00, 0x4E00 + 3000, rng.integers(60, 490), dtype=np.uint32)
        if rng.random() < 0.2:
            for _ in range(rng.integers(1, 6)):
                copy = points.copy()
                share = rng.choice((0.0, 0.005, 0.01, 0.02, 0.04, 0.06, 0.09))
                places = rng.integers(0, len(copy), round(share * len(copy)))
                copy[places] = rng.integers(0x4E00, 0x4E00 + 3000, len(places), dtype=np.uint32)
                later.setdefault(number + int(rng.integers(1, 5000)), []).append(to_str(copy))
        yield to_str(points)


def one(n: int, memory: str, tmp_dir: str | None) -> None:
    """Print what one size took as JSON."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    generating = 0.0
    start, wall = time.process_time(), time.perf_counter()
    with Spill(0.8, memory=memory, tmp_dir=tmp_dir) as spill:
        texts = corpus(n)
        while True:
            began = time.process_time()
            text = next(texts, None)
            generating += time.process_time() - began
            if text is None:
                break
            spill.add(text)
        added = time.process_time() - start - generating
        answer = spill.answer()
        solved = time.process_time() - start - generating - added
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken = time.perf_counter() - wall - generating
        temp = spill.temp_bytes
    agrees = None
    if n <= COMPARED:
        result = dedup(list(corpus(n)))
        agrees = bool((np.flatnonzero(~result.keep) == answer.positions).all())
        agrees &= bool((result.duplicate_of[answer.positions] == answer.kept).all())
    keys = ("documents", "before_mb", "peak_mb", "added", "solved", "wall", "temp_mb", "removed", "agrees")
    found = (n, before / 1024, peak / 1024, added, solved, taken, temp / 1e6, len(answer.positions), agrees)
    print(json.dumps(dict(zip(keys, found, strict=True))))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--tmp-dir")
    parser.add_argument("--one", action="store_true", help="one size, here, as JSON")
    args = parser.parse_args()
    if args.one:
        one(args.documents[0], args.memory, args.tmp_dir)
        return
    print(f"memory={args.memory!r}, Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(
        "| documents | peak MiB | before | CPU s adding | solving | µs a document | wall s | temp MB | removed | same |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for n in args.documents:
        command = [sys.executable, __file__, "--one", str(n), "--memory", args.memory]
        command += ["--tmp-dir", args.tmp_dir] if args.tmp_dir else []
        r = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        each = (r["added"] + r["solved"]) / n * 1e6
        same = {None: "-", True: "yes", False: "NO"}[r["agrees"]]
        print(
            f"| {n:,} | {r['peak_mb']:.0f} | {r['before_mb']:.0f} "
            f"| {r['added']:.1f} | {r['solved']:.1f} | {each:.1f} | "
            f"{r['wall']:.1f} | {r['temp_mb']:.0f} | {r['removed']:,} | {same} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
