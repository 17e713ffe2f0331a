"""How much of each encoding garble `RepairEncoding` undoes, and how often it is wrong; garbles made by garbles.py.

    python benchmarks/repair.py                                    # sentences of seeds/
    python benchmarks/repair.py --corpus articles.jsonl.zst --half 1 -n 1000
    python benchmarks/repair.py --only "GBK as" --show 5           # look at what went wrong
    python benchmarks/repair.py --corpus articles.jsonl.zst --half 0 --hard  # pages like news and encyclopedias

Sentences: exact after `RepairEncoding` and `StripInvisible`; characters: 1 - edits needed / length, mean; harmed: needs
more edits than the garble did.  Pages: precision is the share of the edits of a kind that put back exactly what stood
there, recall the share of the damaged spots that read as the source again.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from garbles import CODECS, Page, page, paragraphs, sentences
from news import as_news

from cleantext import Document, RepairEncoding, StripInvisible
from cleantext.edits import align

# What the sentence filter is given besides its defaults, by the start of the class's name.
OPT_IN: dict[str, dict[str, bool]] = {start: {"escapes": True} for start in ("\\u", "%")}
PAGES = {
    "toned, private-use kept": {},
    "toned, private-use dropped": {"private": "dropped"},
    "toned, private-use as ?": {"private": "?"},
    "toned, tags, dropped": {"private": "dropped", "tags": True},
    "toned, width not folded": {"fold": False},
    "toneless": {"toneless": True},
    "no pinyin, private-use kept": {"pinyin": False},
    "no pinyin, private-use dropped": {"pinyin": False, "private": "dropped"},
    "no pinyin, tags, dropped": {"pinyin": False, "private": "dropped", "tags": True},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text` (default: seeds/gold)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only the even or the odd documents")
    parser.add_argument("-n", type=int, default=500, help="sentences (default: 500)")
    parser.add_argument("--pages", type=int, default=100, help="pages of each kind (default: 100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only classes whose name has this")
    parser.add_argument("--show", type=int, default=0, help="failures to print for each class")
    parser.add_argument("--hard", action="store_true", help="only pages, made by news.py")
    args = parser.parse_args()
    if not args.hard:
        codecs(sentences(args.corpus, args.n, args.seed, args.half), args)
    if kinds := {k: v for k, v in PAGES.items() if args.only in k}:
        pages(paragraphs(args.corpus, args.pages, args.seed, args.half), kinds, args)


def codecs(texts: list[str], args: argparse.Namespace) -> None:
    print(f"| {'class':36} | texts | exact % | characters % | harmed | flagged |\n|---|---|---|---|---|---|")
    for name, garble in CODECS.items():
        if args.only not in name:
            continue
        rng = random.Random(args.seed)
        repair = RepairEncoding(**next((v for k, v in OPT_IN.items() if name.startswith(k)), {}))
        total = exact = harmed = flagged = shown = 0
        accuracy = 0.0
        for text in texts:
            try:
                broken = garble.make(text, rng)
            except UnicodeEncodeError:  # Big5 lacks the Simplified characters
                continue
            if broken == text:
                continue
            doc = StripInvisible()(repair(Document(broken)))
            total += 1
            exact += doc.text == text
            flagged += bool(doc.meta)
            wrong = distance(doc.text, text)
            accuracy += max(0.0, 1 - wrong / len(text))
            if doc.text != text:
                harmed += doc.text != broken and wrong > distance(broken, text)
                if shown < args.show:
                    shown += 1
                    print(f"    {broken!r}\n -> {doc.text!r}\nnot {text!r}")
        if total:
            shares = " | ".join(f"{x / total:.1%}" for x in (exact, accuracy))
            print(f"| {name:36} | {total} | {shares} | {harmed} | {flagged / total:.1%} |")


def distance(a: str, b: str) -> int:
    return sum(max(e.end - e.start, len(e.replacement)) for e in align(a, b, "x")) if a != b else 0


def pages(texts: list[str], kinds: dict[str, dict[str, object]], args: argparse.Namespace) -> None:
    print(f"\n| {'pages':32} | residue sites % | lost hanzi P / R | phase shift P / R | spots |\n|---|---|---|---|---|")
    for name, options in kinds.items():
        rng = random.Random(args.seed)
        count: Counter[str] = Counter()
        for text in texts:
            text = as_news(text, rng, tags="tags" in options) if args.hard else text
            made = page(text, rng, **options)  # type: ignore[arg-type]
            score(made, count, args.show)
        rates = {
            kind: f"{ratio(count, kind + '-right', kind + '-edits')} / {ratio(count, kind + '-restored', kind)}"
            for kind in ("lost-hanzi", "phase-shift")
        }
        spots = f"{count['residue']}, {count['lost-hanzi']}, {count['phase-shift']}"
        gone = ratio(count, "residue-restored", "residue")
        print(f"| {name:32} | {gone} | {rates['lost-hanzi']} | {rates['phase-shift']} | {spots} |")


def score(made: Page, count: Counter[str], show: int) -> None:
    """Count which spots read as the source again, and which edits are right."""
    doc = RepairEncoding()(Document(made.text))
    edits = doc.edits
    # Pieces of the garbled text, each with its source: spots, and what is between them, in single characters.
    for e in edits:
        kind = e.rule.removeprefix("encoding.")
        start, end, want = around(made, e.start, e.end)
        right = rendered(made.text, edits, start, end) == want
        count[kind + "-edits"] += 1
        count[kind + "-right"] += right
        if not right and kind != "residue" and count["shown"] < show:
            count["shown"] += 1
            print(f"    {kind}: {e.removed!r} -> {e.replacement!r}, not {want!r}; {e.evidence}")
    for s in made.spots:
        start, end = widened(edits, s.start, s.end)
        start, end, want = around(made, start, end)
        count[s.kind] += 1
        fine = rendered(made.text, edits, start, end) == want
        count[s.kind + "-restored"] += fine
        if not fine and count["missed"] < show:
            count["missed"] += 1
            print(f"    missed {s.kind}: {made.text[max(0, s.start - 6) : s.end + 6]!r}, was {s.source!r}")


def around(made: Page, start: int, end: int) -> tuple[int, int, str]:
    """Widen a stretch to whole spots, and return it with what stood there."""
    source, at = [], start
    for s in made.spots:
        if s.end < start or (s.end == start and s.start < s.end):
            continue
        if s.start >= end and s.start > start:
            break
        start, at = min(start, s.start), min(at, s.start)
        source += [made.text[at : s.start], s.source]
        at, end = s.end, max(end, s.end)
    return start, end, "".join([*source, made.text[at:end]])


def widened(edits: list, start: int, end: int) -> tuple[int, int]:  # type: ignore[type-arg]
    for e in edits:
        if e.start < end and start < e.end:
            start, end = min(start, e.start), max(end, e.end)
    return start, end


def rendered(text: str, edits: list, start: int, end: int) -> str:  # type: ignore[type-arg]
    """Return what the edits make of a stretch that cuts none of them."""
    out, at = [], start
    for e in edits:
        if start <= e.start and e.end <= end:
            out += [text[at : e.start], e.replacement]
            at = e.end
    return "".join([*out, text[at:end]])


def ratio(count: Counter[str], part: str, whole: str) -> str:
    return f"{count[part] / count[whole]:.1%}" if count[whole] else "-"


if __name__ == "__main__":
    main()
