"""Figures of encoding repair on what is no sentence or page: short runs, joiners, lost words, verdicts, bytes, memory.

    python benchmarks/repair_parts.py --corpus articles.jsonl.zst --half 0 [--only memory]

The corpus is of clean articles; without it sentences of seeds/ are used, which are few.
"""

from __future__ import annotations

import argparse
import gc
import random
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from garbles import CODECS, cp1252, sentences

import cleantext
from cleantext import Document, RejectGarbled, RepairEncoding, StripInvisible

_HAN = re.compile("[一-鿿]+")


def short_runs(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Phrases of so many hanzi, read as cp1252, with nothing else in the text."""
    phrases = [m[0] for t in texts for m in _HAN.finditer(t)]
    repair = RepairEncoding()
    for codec, name in (("gb18030", "GBK"), ("cp950", "Big5")):
        for size in (2, 3, 4, 5, 6, 8):
            total = right = 0
            for p in rng.sample(phrases, min(3000, len(phrases))):
                run = p[:size]
                try:
                    broken = cp1252(run.encode(codec))
                except UnicodeEncodeError:
                    continue
                if len(run) == size:
                    total += 1
                    right += repair(Document(broken)).text == run
            yield f"{name} as cp1252, {size} hanzi alone: exact", right, total


def dropped_bytes(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """`iconv -c`: bad bytes are dropped, not marked."""
    for name in ("UTF-8 as GB18030, bad bytes dropped", "UTF-8 as GBK, bad bytes dropped"):
        right = sum(RepairEncoding()(Document(CODECS[name].make(t, rng))).text == t for t in texts)
        yield f"{name}: exact", right, len(texts)
    broken = [(t, t.encode("gb18030").decode("big5", "ignore")) for t in texts if "\ufffd" not in t]
    docs = [(t, RepairEncoding()(Document(b))) for t, b in broken]
    yield (
        "GBK as Big5, bad bytes dropped: exact or flagged",
        sum(d.text == t or bool(d.meta) for t, d in docs),
        len(docs),
    )


def lost_words(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Words that a converter wrote `?` for; and questions that mean it."""
    made = [re.sub("[^\x00-\x7f]", "?", t) for t in texts if len(_HAN.findall(t)) > 1]
    marked = [t for t in made if re.search("[A-Za-z0-9]", t)]
    for name, lines in (("??? for words beside ASCII", marked), ("??? for a whole line", made)):
        found = sum("question-marks" in _lost(t) for t in lines)
        yield f"{name}: reported", found, len(lines)
    asked = [t.rstrip("。！？") + rng.choice(["?", "??", "???", "?!?"]) for t in texts]
    yield "questions of 1 to 4 marks: reported", sum("question-marks" in _lost(t) for t in asked), len(asked)


def _lost(text: str) -> dict[str, int]:
    found: dict[str, int] = RepairEncoding()(Document(text)).meta.get("damage", {}).get("lost", {})
    return found


def verdicts(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Articles of 30 sentences, read in the wrong encoding for good, and the same articles in health."""
    articles = ["\n".join(rng.sample(texts, min(30, len(texts)))) for _ in range(150)]
    pipe = cleantext.Pipeline([RepairEncoding(), RejectGarbled()])
    for name in ("GBK as UTF-8", "锟斤拷"):
        broken = [CODECS[name].make(t, rng) for t in articles]
        yield (
            f"RejectGarbled, {name}: rejected",
            sum(pipe(Document(t)).rejected is not None for t in broken),
            len(broken),
        )
    marks = [re.sub("[^\x00-\x7f]", "?", t) for t in articles]
    yield "RejectGarbled, all `?`: rejected", sum(pipe(Document(t)).rejected is not None for t in marks), len(marks)
    clean = sum(pipe(Document(t)).rejected is not None for t in articles)
    yield "RejectGarbled, healthy: rejected", clean, len(articles)


# Pairs that a ZWJ joins, with and without what may stand between; spelling with joiners in scripts that have it.
_SKIN = ["", *map(chr, range(0x1F3FB, 0x1F400))]
_JOINED = [
    "{0}\u200d⚕️",
    "{0}\u200d💻",
    "{0}\u200d🚀",
    "{0}\u200d❤️\u200d👩",
    "{0}\u200d👦",
    "{0}\u200d🦰",
    "{0}\u200d✈️",
    "{0}\u200d🌾",
]
# fmt: off
_SPELT = [
    "می\u200cخواهم", "کتاب\u200cها", "نمی\u200cدانم", "خانه\u200cی", "بچه\u200cها", "رفته\u200cام",
    "بزرگ\u200cتر", "پیش\u200cبینی", "क्\u200dष", "क्\u200cष", "र्\u200dय", "द्\u200cध",
    "শ্র\u200cি", "র\u200d্যাব", "উৎ\u200cসব", "ശ്രീ\u200d", "ന്\u200d", "ല്\u200d",
    "അവന്\u200d", "ශ්\u200dරී", "ක්\u200dෂ", "ප්\u200dර", "க்\u200cஷ", "ಕ್\u200cಷ",
    "ರ\u200d್ಯ", "క్\u200cష", "ភាសា\u200bខ្មែរ", "ພາສາ\u200bລາວ", "မြန်မာ\u200bစာ",
    "അവള്\u200d.", "സോഫ്റ്റ്\u200bവെയര്\u200d", "ภาษา\u200bไทย", "தமிழ்\u200bமொழி",
]
# fmt: on


def joiners(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """Emoji sequences and words whose joiners are spelling, alone and in Chinese sentences."""
    people = [chr(c) for c in (0x1F468, 0x1F469, 0x1F9D1, 0x1F466, 0x1F467)]
    emoji = [form.format(p + s) for p in people for s in _SKIN for form in _JOINED]
    emoji += [
        "🏳️\u200d🌈",
        "🏴\u200d☠️",
        "🐕\u200d🦺",
        "🐻\u200d❄️",
        "👁️\u200d🗨️",
        "❤️\u200d🔥",
        "1️⃣",
        "🇨🇳",
        "👨\u200d👩\u200d👧\u200d👦",
    ]
    for name, found in (("emoji sequences", emoji), ("words with joiners", _SPELT)):
        inside = [t[: len(t) // 2] + s + t[len(t) // 2 :] for s in found for t in rng.sample(texts, 3)]
        for where, made in ((" alone", found), (" in a sentence", inside)):
            kept = sum(StripInvisible()(RepairEncoding()(Document(t))).text == t for t in made)
            yield name + where + ": kept", kept, len(made)


def bytes_of_30(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """`decode` of 30 characters of which nobody says the encoding."""
    for codec in ("utf-8", "gb18030", "cp950", "utf-16", "hz"):
        total = right = 0
        for t in texts:
            try:
                data = t[:30].encode(codec)
            except UnicodeEncodeError:
                continue
            total += 1
            right += cleantext.decode(data, errors="replace").text == t[:30]
        yield f"decode, 30 characters of {codec}: exact", right, total


def memory(texts: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """What stays allocated after one of each class was repaired, in KB; the code itself not counted."""
    from repair_speed import WARM

    import cleantext.repair.bytewise.residue
    import cleantext.repair.double.crossed
    import cleantext.repair.entities
    import cleantext.repair.private
    import cleantext.repair.signs
    import cleantext.repair.single.latin  # noqa: F401

    tracemalloc.start()
    for t in WARM:
        RepairEncoding()(Document(t))
    gc.collect()
    yield "tables in memory: KB, of 40,960 allowed", tracemalloc.get_traced_memory()[0] // 1024, 40_960


# Memory first: nothing may be loaded by then.
PARTS = {f.__name__: f for f in (memory, short_runs, dropped_bytes, lost_words, verdicts, joiners, bytes_of_30)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text` (default: seeds/gold)")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only the even or the odd documents")
    parser.add_argument("-n", type=int, default=1000, help="sentences (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="only parts whose name has this: " + ", ".join(PARTS))
    args = parser.parse_args()
    texts: list[str] = []
    print("| what | n | of | % |\n|---|---|---|---|")
    for name, part in PARTS.items():
        if args.only in name:
            if part is not memory and not texts:
                texts = sentences(args.corpus, args.n, args.seed, args.half)
            for what, n, total in part(texts, random.Random(args.seed)):
                print(f"| {what} | {n} | {total} | {n / max(1, total):.1%} |", flush=True)


if __name__ == "__main__":
    main()
