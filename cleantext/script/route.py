"""Which lines are written in the other Chinese script and are to be converted.

A line decides for itself where it can.  A line without evidence follows the document; a
line of Japanese or Korean, and in a text with much of either a line that is not surely
Chinese, is left alone.  Converted lines hold no evidence for the script they came
from, so a second look finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.detect import CLEAR, HAN, HANS, HANT, Class, Counts, classes, count_lines
from cleantext.script.tables import pieces, simplified, to_points

__all__ = ["Lines", "Whole", "choose", "may_change"]

# Shares of kana and Hangul among letters.  A Japanese sentence has a third and more, a Chinese one that
# quotes a title or writes の has a few in a hundred; between the two it matters what the document is.
_FOREIGN_DOCUMENT = 0.05
_FOREIGN_LINE = 0.1
_QUOTING_LINE = 0.3

# So many characters are looked at one by one before the rest is looked at all at once.
_HEAD = 200

ZHE_REACH = 8
"""A verdict on 著 looks at fewer characters than these on either side."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a line without evidence goes by.

    Attributes:
        of_source: the document is in the script to leave.
        foreign: its share of kana and Hangul.
    """

    of_source: bool = False
    foreign: float = 0.0


class Lines:
    """Lines of a text that were chosen; an offset is `in` them if its line was.

    Attributes:
        flags: for each line whether it was chosen; None for every line.
    """

    def __init__(self, flags: NDArray[np.bool_] | None, ends: NDArray[np.intp] | Sequence[int] = ()) -> None:
        self.flags = None if flags is not None and flags.all() else flags
        self._ends = ends

    def __bool__(self) -> bool:
        return self.flags is None or bool(self.flags.any())

    def __contains__(self, at: int) -> bool:
        return self.flags is None or bool(self.flags[np.searchsorted(self._ends, at)])


def may_change(text: str, to_hans: bool) -> bool:
    """Whether `text` has any evidence for the script to leave; without it `choose` chooses nothing."""
    if _has_evidence(text, to_hans):
        return True
    # 显著 is ordinary Simplified, so 著 is looked at apart.
    return to_hans and "著" in text and any(True for _ in _turned(text))


def _has_evidence(text: str, to_hans: bool) -> bool:
    # A text in the script to leave says so at once; to know that there is nothing, a table takes half the time of `re`.
    if _gate(to_hans).search(text, 0, _HEAD):
        return True
    if len(text) <= _HEAD:
        return False
    evidence = _evidence(to_hans)
    return any(bool(evidence.take(points, mode="wrap").any()) for _, points in pieces(text))


def _turned(text: str) -> Iterator[int]:
    """Where a 著 of the text is 着 for sure."""
    from cleantext.script.zhe import verdict  # reads its word list, which `import cleantext` should not

    at = text.find("著")
    while at >= 0:
        # Its neighbourhood decides; Simplified text has one 著 in ten pages, so little is worth converting.
        start = max(0, at - ZHE_REACH)
        if verdict(text[start : at + ZHE_REACH].translate(_shadows()), at - start).turn:
            yield at
        at = text.find("著", at + 1)


def choose(
    text: str, to_hans: bool, whole: Whole | None = None, index: NDArray[np.intp] | None = None
) -> tuple[Lines, Whole]:
    """Return which lines of `text` to convert, and what it is as a whole.

    Args:
        text: a document; or, with `whole`, a part or a metadatum of a document that is already known.
        to_hans: convert Traditional to Simplified; else Simplified to Traditional.
        whole: what the document is; computed from `text` by default.
        index: the code points of `text`, if the caller has them.
    """
    points = to_points(text).astype(np.intp) if index is None else index
    if whole is None and not _obstacles(to_hans).take(points, mode="wrap").any() and _has_evidence(text, to_hans):
        # All the evidence there is says the same: every line goes, without any counting.
        return Lines(None), Whole(of_source=True)
    counts = count_lines(points)
    ends = np.flatnonzero(points == ord("\n"))
    mine = counts[:, HANT if to_hans else HANS].sum(1)
    other = counts[:, HANS if to_hans else HANT].sum(1)
    if to_hans and "著" in text:
        np.add.at(mine, np.searchsorted(ends, list(_turned(text))), 1)
    mine[counts[:, Class.DESCRIPTION] > 0] = 0  # OpenCC leaves ⿰訁東 alone: it would be evidence for ever
    clear = mine > CLEAR * other
    foreign = whole.foreign if whole else _foreign(counts)
    candidate = _chinese(counts, to_hans, foreign)
    if foreign >= _FOREIGN_DOCUMENT:
        candidate &= clear & _surely_chinese(counts, to_hans)
    whole = whole or Whole(bool(mine[candidate].sum() > other[candidate].sum()), foreign)
    follows = whole.of_source & (other <= CLEAR * mine)
    return Lines(candidate & (clear | follows), ends), whole


@cache
def _shadows() -> dict[int, int]:
    """Return the Simplified form of each character that has another one."""
    table = simplified()
    return {int(c): int(table[c]) for c in np.flatnonzero(table != np.arange(len(table)))}


@cache
def _gate(to_hans: bool) -> re.Pattern[str]:
    # BMP only, as all evidence is: with one astral character in the class the scan is 150 times slower.
    return re.compile("[" + "".join(map(chr, np.flatnonzero(_evidence(to_hans)))) + "]")


@cache
def _evidence(to_hans: bool) -> NDArray[np.bool_]:
    """Return a table, shape (0x110000,): which code points are evidence for the script to leave."""
    return np.isin(classes(), HANT if to_hans else HANS)


@cache
def _obstacles(to_hans: bool) -> NDArray[np.bool_]:
    """Return a table, shape (0x110000,): which code points may keep a line from being converted."""
    foreign = [Class.JPAN, Class.KANA, Class.HANGUL, Class.DESCRIPTION]
    return np.isin(classes(), [*(HANS if to_hans else HANT), *foreign])


def _foreign(counts: Counts) -> float:
    foreign = counts[:, [Class.KANA, Class.HANGUL]].sum()
    return float(foreign / max(1, foreign + counts[:, HAN].sum()))


def _chinese(counts: Counts, to_hans: bool, foreign: float) -> NDArray[np.bool_]:
    """Lines that are not Japanese or Korean by their own letters."""
    there = counts[:, [Class.KANA, Class.HANGUL]].sum(1)
    # 我們去看「のだめ」這部日劇: two words that Japanese and Korean do not have.
    quoting = (foreign < _FOREIGN_DOCUMENT) | (counts[:, _marks(to_hans)].sum(1) >= 2)
    few = there <= np.where(quoting, _QUOTING_LINE, _FOREIGN_LINE) * (there + counts[:, HAN].sum(1))
    # 東京都選挙管理委員会 has no kana, but 挙, and nothing that only Chinese writes.
    chinese: NDArray[np.bool_] = few & (counts[:, Class.JPAN] <= _only_chinese(counts, to_hans) / (8 if foreign else 1))
    return chinese


def _surely_chinese(counts: Counts, to_hans: bool) -> NDArray[np.bool_]:
    """Lines that must be Chinese even among Japanese or Korean: 這是中文, but not 國學院大學."""
    marks = counts[:, _marks(to_hans)].sum(1)
    only = _only_chinese(counts, to_hans)
    han = counts[:, HAN].sum(1)
    # Korean hanja are Traditional characters, so there only everyday words tell.
    japanese = counts[:, Class.KANA].sum() >= counts[:, Class.HANGUL].sum()
    long = japanese & (han >= 12) & (only >= 3) & (only >= 0.2 * han)
    sure: NDArray[np.bool_] = (counts[:, Class.JPAN] == 0) & ((marks > 0) | long)
    return sure


def _only_chinese(counts: Counts, to_hans: bool) -> NDArray[np.int64]:
    strict = Class.HANT if to_hans else Class.HANS
    found: NDArray[np.int64] = counts[:, [strict, *_marks(to_hans)]].sum(1)
    return found


def _marks(to_hans: bool) -> list[Class]:
    return [Class.MARK, Class.HANT_MARK if to_hans else Class.HANS_MARK]
