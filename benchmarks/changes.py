"""What cleaning changes in a corpus, by rule: false removals first to be looked at, on text known to be clean.

    python benchmarks/changes.py articles.jsonl[.zst] [--limit N] [--samples 3]

Characters are those of the source that are gone or rewritten, and their share of all.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from pathlib import Path

from speed import read

import cleantext


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=10**9)
    parser.add_argument("--samples", type=int, default=3, help="samples a rule (default: 3)")
    args = parser.parse_args()

    report = cleantext.Report()
    seen: defaultdict[str, list[str]] = defaultdict(list)
    for doc in report.watch(map(cleantext.explain, read(args.corpus, args.limit))):
        for e in doc.edits:
            seen[e.rule].append(
                f"{doc.source[max(0, e.start - 12) : e.start]!r} [{e.removed[:80]!r}] -> {e.replacement!r}"
            )
    print(f"{report.documents} documents, {report.characters_in} -> {report.characters_out} characters\n")
    rooms: Counter[str] = Counter()
    print("| rule | edits | characters | share |\n|---|---|---|---|")
    for rule, n in report.removed.most_common():
        rooms[rule.partition(".")[0]] += n
        print(f"| {rule} | {report.edits[rule]} | {n} | {n / report.characters_in:.4%} |")
    for room, n in rooms.most_common():
        print(f"| **{room}** | | {n} | {n / report.characters_in:.4%} |")
    rng = random.Random(1)
    for rule, samples in seen.items() if args.samples else ():
        print(f"\n{rule}")
        for sample in rng.sample(samples, min(args.samples, len(samples))):
            print(f"    {sample}")


if __name__ == "__main__":
    main()
