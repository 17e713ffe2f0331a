"""Second copies inside a document: `python benchmarks/repeats.py [articles.jsonl[.zst]] [--limit N]`.

How much of a second copy goes when some of its characters were changed at random, as a block
of four paragraphs and as a paragraph alone among others, in Chinese and in English; the
paragraphs are those of the seeds' clean texts, the English ones are generated.  Then what
goes from articles that are known to be clean: each of it is a false removal or does stand twice.
"""

from __future__ import annotations

import argparse
import random
import statistics
import string
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dedup import VOCABULARY
from speed import read

from cleantext import Document, DropRepeats

SEEDS = Path(__file__).parents[1] / "seeds"
SHARES = (0.0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.08)
DROP = DropRepeats()


def edited(rng: random.Random, text: str, share: float, letters: Sequence[str]) -> str:
    """So many of the characters replaced at random."""
    out = list(text)
    for i in rng.sample(range(len(out)), round(share * len(out))):
        out[i] = rng.choice(letters)
    return "".join(out)


def english(rng: random.Random) -> str:
    """A paragraph of five sentences."""
    made = [" ".join(rng.choices(VOCABULARY, k=rng.randint(8, 20))) for _ in range(5)]
    return " ".join(f"{s.capitalize()}." for s in made)


def recall(name: str, paragraphs: list[str], letters: Sequence[str], trials: int = 300) -> None:
    rng = random.Random(5)
    gone: Counter[tuple[str, float]] = Counter()
    total: Counter[tuple[str, float]] = Counter()
    for _ in range(trials):
        for share in SHARES:
            first = rng.sample(paragraphs, 7)
            article, others = first[:4], first[4:]
            copy = "\n".join(edited(rng, p, share, letters) for p in article)
            doc = DROP(Document("\n".join([*article, "阅读 1051", copy, others[0]])))
            total["block", share] += len(copy)
            gone["block", share] += sum(len(e.removed) for e in doc.edits)
            again = edited(rng, article[0], share, letters)
            doc = DROP(Document("\n".join([others[0], article[0], others[1], again, others[2]])))
            total["paragraph", share] += 1
            gone["paragraph", share] += bool(doc.edits)
    for kind in ("block", "paragraph"):
        cells = " | ".join(f"{gone[kind, share] / total[kind, share]:.1%}" for share in SHARES)
        print(f"| {name}, {kind} | {cells} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--limit", type=int, default=10**9)
    args = parser.parse_args()

    gold = "\n".join(p.read_text("utf-8") for p in sorted((SEEDS / "gold").glob("*.hans.txt"))).split("\n")
    chinese = sorted({line.strip() for line in gold if 90 <= len(line) <= 600})
    rng = random.Random(1)
    print("| changed | " + " | ".join(f"{share:.1%}" for share in SHARES) + " |\n|---" * 1 + "|---" * len(SHARES) + "|")
    recall("Chinese", chinese, [chr(c) for c in range(0x4E00, 0x5E00)])
    recall("English", [english(rng) for _ in range(60)], string.ascii_lowercase)
    if args.corpus is None:
        return
    docs = list(map(Document, read(args.corpus, args.limit)))
    size = sum(len(doc.text.encode()) for doc in docs) / 1e6
    spent = []
    for _ in range(3):
        start = time.process_time()
        cleaned = [DROP(doc) for doc in docs]
        spent.append(time.process_time() - start)
    edits = [e for doc in cleaned for e in doc.edits]
    print(
        f"\n{len(docs):,} articles, {size:.1f} MB: {len(edits)} edits, {sum(len(e.removed) for e in edits)} characters"
    )
    print(f"{size / statistics.median(spent):.0f} MB/s")
    for e in edits:
        print(f"    {e.rule} {e.evidence} {e.removed[:100]!r}")


if __name__ == "__main__":
    main()
