"""Builds data/gbk.npz and data/words.npz, the statistics behind every repair.  For developers; nothing imports it.

Sources, needed only here: jieba's dict.txt (MIT, © 2013 Sun Junyi) for how often characters
and character pairs occur, pypinyin (MIT, © 2016 mozillazg) for readings, OpenCC for which character
is whose Traditional form.  Run `python -m cleantext.repair.build_tables` where all three are
installed; the same versions give the same bytes.

A *cell* is a GBK byte pair: (lead - 0x81) * 190 + trail, with the 0x7F gap closed.  Words are counted
in Simplified classes, because a page converted to Traditional keeps the frequencies of its source.
"""

from __future__ import annotations

import importlib
import importlib.resources
import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["build"]

OUT = Path(__file__).with_name("data") / "gbk.npz"
WORDS = OUT.with_name("words.npz")

TRADITIONAL, SIMPLIFIED, HANZI, COMMON, VARIANT = 1, 2, 4, 8, 16

# Shares of running text; dict.txt has no punctuation.  Orders of magnitude are enough.
PUNCTUATION = {
    "，": 0.05,
    "。": 0.02,
    "、": 0.01,
    "“": 0.005,
    "”": 0.005,
    "：": 0.003,
    "《": 0.002,
    "》": 0.002,
    "（": 0.002,
    "）": 0.002,
    "；": 0.002,
    "？": 0.001,
    "！": 0.001,
    "…": 0.001,
    "—": 0.001,
    "·": 0.0005,
    "　": 0.001,
    "‘": 0.0003,
    "’": 0.0003,
}
# Pairs of marks, which no dictionary has: ln of what the left one multiplies the right one's share by.
USUAL = dict.fromkeys(("……", "——"), 6.0)
USUAL |= dict.fromkeys(("。”", "！”", "？”", "：“"), 4.0)
USUAL |= dict.fromkeys((a + b for a in "”》）’" for b in "，。、；："), 3.0)
USUAL |= dict.fromkeys((a + b for a in "，、" for b in "“《"), 3.0)
USUAL |= dict.fromkeys(("”“", "》《", "》”", "（《", "》）"), 2.5)
USUAL |= dict.fromkeys(("。“", "。《"), 2.0)
HANZI_SHARE = 0.88
LOG_UNIT = 12  # logarithms are stored as bytes: -12 ln p, at most 255
BOOST_UNIT = 20  # likewise 20 ln(what the left neighbour multiplies p by)
MIN_WORD, MAX_WORD = 4, 3  # rarer words do not pay for their bytes (pairs do), longer ones decide what their parts do
MIN_PAIR = 3  # pairs rarer than this in dict.txt do not pay for their bytes


def cells() -> list[str]:
    """Return the character of each cell, '' where GBK has none or only private use."""
    found = []
    for lead in range(0x81, 0xFF):
        for trail in [*range(0x40, 0x7F), *range(0x80, 0xFF)]:
            try:
                found.append(bytes((lead, trail)).decode("gbk"))
            except UnicodeDecodeError:
                found.append("")
    return found


def in_gb2312(char: str) -> bool:
    """Return whether GB2312 has `char`."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def build(out: Path = OUT) -> None:
    """Write the table file; see the module docstring for what must be installed."""
    opencc: Any = importlib.import_module("opencc")
    chars = cells()
    simplify = opencc.OpenCC("t2s").convert
    words, singles, pairs = counted(simplify)
    build_words(words, {c: s for c in chars if c and len(s := simplify(c)) == 1 and s != c}, out.with_name(WORDS.name))

    classes: dict[str, int] = {"": 0}
    class_of = np.zeros(len(chars), np.uint16)
    flags = np.zeros(len(chars), np.uint8)
    logs = np.full(len(chars), 255, np.uint8)
    total = sum(n for c, n in singles.items() if "一" <= c <= "鿿")
    flags_of = flagger(opencc)
    for cell, char in enumerate(chars):
        if "一" <= char <= "鿿":
            simple = simplify(char)
            class_of[cell] = classes.setdefault(simple, len(classes))
            share = (singles[simple] + 0.5) / total * HANZI_SHARE
            flags[cell] = flags_of(char, simple)
        elif char in PUNCTUATION:
            class_of[cell] = classes.setdefault(char, len(classes))
            share = PUNCTUATION[char]
        else:
            share = 0.0
        logs[cell] = min(255, round(-math.log(share) * LOG_UNIT)) if share else 255

    boosts = sorted(boosted(pairs, singles, total, classes))
    heard = readings(chars)
    syllables = sorted({r for each in heard for r in each})
    number = {r: k for k, r in enumerate(syllables)}
    np.savez_compressed(
        out,
        class_of=class_of,
        flags=flags,
        logs=logs,
        pair_keys=np.array([key for key, _ in boosts], np.uint32),
        pair_boosts=np.array([boost for _, boost in boosts], np.uint8),
        reading_start=np.cumsum([0, *map(len, heard)]).astype(np.uint16),
        reading_ids=np.array([number[r] for each in heard for r in each], np.uint16),
        syllables=np.frombuffer("\n".join(syllables).replace("ü", "v").encode(), np.uint8),
    )


def counted(simplify: Callable[[str], str]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how often jieba's words occur, their characters, and their pairs of characters, all Simplified."""
    words: Counter[str] = Counter()
    singles: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    listed = importlib.resources.files("jieba").joinpath("dict.txt").read_text("utf-8")
    for line in listed.splitlines():
        word, count = line.split(" ")[:2]
        word = "".join(c if len(s := simplify(c)) != 1 else s for c in word)
        words[word] += int(count)
        for c in word:
            singles[c] += int(count)
        for k in range(len(word) - 1):
            pairs[word[k : k + 2]] += int(count)
    return words, singles, pairs


def flagger(opencc: Any) -> Callable[[str, str], int]:
    """Return a function that gives the flags of a hanzi and its Simplified form."""
    traditional = opencc.OpenCC("s2t").convert
    taiwanese = opencc.OpenCC("s2tw").convert

    def flags(char: str, simple: str) -> int:
        outside = not in_gb2312(char)
        return (
            HANZI
            | (TRADITIONAL if (outside and simple != char) or char == "著" else 0)
            | (SIMPLIFIED if traditional(char) != char else 0)
            | (0 if simple == char or char in traditional(simple) + taiwanese(simple) else VARIANT)
            | (COMMON if not outside and 0xB0 <= char.encode("gb2312")[0] <= 0xD7 else 0)
        )

    return flags


def readings(chars: list[str]) -> list[list[str]]:
    """Return the readings of each hanzi, pinyin with tone numbers; of all else none."""
    pypinyin: Any = importlib.import_module("pypinyin")
    heard: list[list[str]] = []
    for char in chars:
        found: list[list[str]] = [[]]
        if "一" <= char <= "鿿":
            found = pypinyin.pinyin(char, style=pypinyin.Style.TONE3, heteronym=True, errors="ignore") or [[]]
        heard.append(list(dict.fromkeys(r for r in found[0] if r.isalnum() and "ê" not in r)))
    return heard


def boosted(
    pairs: Counter[str], singles: Counter[str], total: int, classes: dict[str, int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of classes that stand together more often than by chance, and how much more, in stored units."""
    for pair, n in pairs.items():
        a, b = (classes.get(c, 0) for c in pair)
        if not (a and b and n >= MIN_PAIR):
            continue
        ratio = n / singles[pair[0]] / (singles[pair[1]] / total)
        boost = math.log(0.5 + 0.5 * ratio)
        if boost > 0.5:
            yield a << 16 | b, min(255, round(boost * BOOST_UNIT))
    for pair, boost in USUAL.items():
        yield classes[pair[0]] << 16 | classes[pair[1]], round(boost * BOOST_UNIT)


def build_words(words: Counter[str], simplified: dict[str, str], out: Path) -> None:
    """Write the words that are frequent enough, in Simplified characters, and each character's Simplified form."""
    total = words.total()
    kept = sorted(
        word
        for word, n in words.items()
        if len(word) <= MAX_WORD and n >= MIN_WORD - (len(word) == 2) and all("一" <= c <= "鿿" for c in word)
    )
    np.savez_compressed(
        out,
        words=np.frombuffer("\n".join(kept).encode(), np.uint8),
        logs=np.array([min(255, round(-math.log(words[w] / total) * LOG_UNIT)) for w in kept], np.uint8),
        simplified=np.frombuffer("".join(c + s for c, s in sorted(simplified.items())).encode(), np.uint8),
    )


if __name__ == "__main__":
    build()
