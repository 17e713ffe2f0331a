"""Texts inside longer texts: `python benchmarks/containment.py [documents]`, one process, CPU time.

A generated corpus: a third of the texts are pages that hold two to ten articles; some of these
articles stand alone as well, as they are or with some of their characters changed.  Every
text has the template of one of fifty sites around it.  Truth is the exact share of 5-grams,
computed here from the texts alone.
"""

from __future__ import annotations

import platform
import random
import resource
import statistics
import sys
import time
from collections import Counter

import numpy
from dedup import chinese, edited, grams

import cleantext

SHARE = 0.9


def corpus(n: int, seed: int = 11) -> tuple[list[str], list[int]]:
    """Texts in random order, and for each the text that an article of it was taken from, or -1."""
    rng = random.Random(seed)
    sites = [(chinese(rng, 60), chinese(rng, 120)) for _ in range(50)]
    rows: list[tuple[str, int, int]] = []
    page = 0
    while len(rows) < n:
        head, tail = rng.choice(sites)
        articles = [chinese(rng, rng.randint(80, 900)) for _ in range(rng.randint(2, 10))]
        rows.append((head + "".join(articles) + tail, page, -1))
        for article in rng.sample(articles, rng.randint(1, 2)):
            share = rng.choice((0.0, 0.0, 0.005, 0.01, 0.02, 0.04, 0.08))
            text = edited(rng, article, share) if share else article
            if rng.random() < 0.3:
                text = head + text + tail
            rows.append((text, -1, page))
        if rng.random() < 0.5:
            rows.append((head + chinese(rng, rng.randint(80, 900)) + tail, -1, -1))
        page += 1
    rng.shuffle(rows)
    place = {page: i for i, (_, page, _) in enumerate(rows) if page >= 0}
    return [t for t, _, _ in rows], [place.get(inside, -1) for _, _, inside in rows]


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    texts, inside = corpus(n)
    size = sum(len(t.encode()) for t in texts) / 1e6
    print(f"Python {platform.python_version()}, numpy {numpy.__version__}; {len(texts):,} texts, {size:.1f} MB")
    spent: dict[str, list[float]] = {"without": [], "with": []}
    for _ in range(3):
        for name, share in (("without", None), ("with", SHARE)):
            start = time.process_time()
            result = cleantext.dedup(texts, containment=share)
            spent[name].append(time.process_time() - start)

    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for i, container in enumerate(inside):
        if container < 0:
            continue
        ours = grams(texts[i])
        share = len(ours & grams(texts[container])) / len(ours)
        kind = "1" if share == 1 else next(f"{a:.2f} to {b:.2f}" for a, b in BINS if a <= share < b)
        planted[kind] += 1
        found[kind] += not result.keep[i]
    wrong = 0
    for r in result.removals():
        ours, theirs = grams(texts[r.position]), grams(texts[r.duplicate_of])
        both = len(ours & theirs)
        wrong += both < SHARE * len(ours) and both < 0.8 * len(ours | theirs)

    print("| share contained | planted | removed |\n|---|---|---|")
    for kind in sorted(planted):
        print(f"| {kind} | {planted[kind]:,} | {found[kind]:,} ({found[kind] / planted[kind]:.2%}) |")
    print(f"\nwrong removals: {wrong}; {result}")
    for name, seconds in spent.items():
        print(f"{name} containment: {statistics.median(seconds):.2f} s")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


BINS = [(0.0, 0.5), (0.5, 0.8), (0.8, 0.9), (0.9, 0.92), (0.92, 0.95), (0.95, 1.0)]

if __name__ == "__main__":
    main()
