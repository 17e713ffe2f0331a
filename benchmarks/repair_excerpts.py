"""How many sites of pinyin residue `RepairEncoding` removes from short excerpts that come without their page.

    python benchmarks/repair_excerpts.py --corpus articles.jsonl.zst --half 0 [-n 3000] [--show 5]

Excerpts of 10 to 200 characters are cut at random from pages that garbles.py made; brackets are not cut in two.  A
site counts as restored if the excerpt has its bracket removed; "wrong" are edits of residue that touch anything else.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from garbles import Page, page, paragraphs

from cleantext import Document, RepairEncoding

SIZES = (10, 20, 40, 80, 200)
KINDS: dict[str, dict[str, object]] = {
    "toned": {},
    "toned, a common table": {"common": 300},
    "toneless": {"toneless": True},
    "toneless, a common table": {"toneless": True, "common": 300},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text` (default: seeds/gold)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only the even or the odd documents")
    parser.add_argument("-n", type=int, default=3000, help="excerpts of each kind (default: 3000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="sites that stayed to print for each kind")
    args = parser.parse_args()
    texts = paragraphs(args.corpus, max(20, args.n // 30), args.seed, args.half)
    sizes = [f"up to {b}" for b in SIZES[1:]]
    print(f"| excerpts | sites | restored % | {' | '.join(sizes)} | with one site | wrong |")
    print("|---" * (len(sizes) + 5) + "|")
    for name, options in KINDS.items():
        rng = random.Random(args.seed)
        pages = [page(text, rng, **options) for text in texts]  # type: ignore[arg-type]
        count: Counter[str] = Counter()
        for _ in range(args.n):
            score(*excerpt(rng.choice(pages), rng), count, args.show)
        rows = " | ".join(ratio(count, s) for s in [*sizes, "one"])
        print(f"| {name} | {count['sites']} | {ratio(count, '')} | {rows} | {count['wrong']} |", flush=True)


def excerpt(made: Page, rng: random.Random) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """Return a stretch of a page, where in it the brackets of residue stand, and where other damage does."""
    size = round(10 * 20 ** rng.random())
    start = rng.randrange(max(1, len(made.text) - size))
    end = min(start + size, len(made.text))
    for s in made.spots:
        start = s.end if s.start < start < s.end else start
        end = s.start if s.start < end < s.end else end
    # The character that a bracket belongs to must stand in front of it.
    sites = [(s.start - start, s.end - start) for s in made.spots if s.kind == "residue" and start < s.start < end]
    others = [(s.start - start, s.end - start) for s in made.spots if s.kind != "residue"]
    return made.text[start:end], sites, others


def score(
    text: str, sites: list[tuple[int, int]], others: list[tuple[int, int]], count: Counter[str], show: int
) -> None:
    edits = [e for e in RepairEncoding()(Document(text)).edits if e.rule == "encoding.pinyin-residue"]
    gone = {at for e in edits for at in range(e.start, e.end)}
    # A site without the character that it belongs to may still be told from its bytes.
    known = {at for start, end in [*sites, *others] for at in range(start, end + 12)}
    count["wrong"] += sum(e.start not in known for e in edits)
    size = next(f"up to {b}" for b in SIZES[1:] if len(text) <= b)
    for start, end in sites:
        fine = all(at in gone for at in range(start, end))
        for name in ("", size, "one" if len(sites) == 1 else "more"):
            count[name + "sites"] += 1
            count[name + "restored"] += fine
        if not fine and count["shown"] < show:
            count["shown"] += 1
            print(f"    stays: {text[start - 1 : end]!r} in {text!r}")


def ratio(count: Counter[str], name: str) -> str:
    return f"{count[name + 'restored'] / count[name + 'sites']:.1%}" if count[name + "sites"] else "-"


if __name__ == "__main__":
    main()
