"""Which lines are written in the other Chinese script and are to be converted.

A line decides for itself where it can.  A line without evidence follows the document; a
line of Japanese or Korean, and in a text with much of either a line that is not surely
Chinese, is left alone.  Converted lines hold no evidence for the script they came
from, so a second look finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.script.detect import (
    CLEAR,
    HAN,
    HANS,
    HANT,
    Class,
    Counts,
    classes,
    count_classes,
    count_lines,
    counted_lines,
)
from cleantext.script.tables import pieces, simplified, to_points

__all__ = ["PIECE", "Lines", "Whole", "choose", "may_change"]

PIECE = 1 << 16
"""A text of more characters is looked at in pieces: its code points as an index take eight bytes for each."""

# Shares of kana and Hangul among letters.  A Japanese sentence has a third and more, a Chinese one that
# quotes a title or writes の has a few in a hundred; between the two it matters what the document is.
_FOREIGN_DOCUMENT = 0.05
_FOREIGN_LINE = 0.1
_QUOTING_LINE = 0.3

_LINE_FEED = 10
_FOR, _AGAINST, _FOREIGN = 1, 2, 4
_NOWHERE = np.zeros(0, np.int32)

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

    def __init__(self, flags: NDArray[np.bool_] | None, ends: NDArray[Any] = _NOWHERE) -> None:
        self.flags = None if flags is not None and flags.all() else flags
        self._ends = ends

    def __bool__(self) -> bool:
        return self.flags is None or bool(self.flags.any())

    def __contains__(self, at: int) -> bool:
        # In the type of the array, of which NumPy would make a copy of another type otherwise.
        return self.flags is None or bool(self.flags[self._ends.searchsorted(self._ends.dtype.type(at))])


def may_change(text: str, to_hans: bool) -> bool:
    """Whether `text` has any evidence for the script to leave; without it `choose` chooses nothing."""
    found = _gate(to_hans, to_hans).search(text)
    if found is None or found[0] != "著":
        return found is not None
    # 显著 is ordinary Simplified, so 著 is looked at apart.
    return _has_evidence(text, to_hans, found.end()) or any(True for _ in _turned(text))


def _has_evidence(text: str, to_hans: bool, start: int = 0) -> bool:
    return _gate(to_hans, False).search(text, start) is not None


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
    if index is None and len(text) <= PIECE:
        index = to_points(text).astype(np.intp)
    if index is not None and (whole is None or whole.foreign < _FOREIGN_DOCUMENT):
        chosen = _choose_chinese(text, to_hans, whole, index)
        if chosen is not None:
            return chosen
    elif index is None and whole is None and not _has_obstacles(text, to_hans) and _has_evidence(text, to_hans):
        # All the evidence there is says the same: every line goes, without any counting.
        return Lines(None), Whole(of_source=True)
    parts = [count_lines(index)] if index is not None else None
    total = count_classes(text) if parts is None else parts[0].sum(0)
    turned = list(_turned(text)) if to_hans and "著" in text else []
    foreign = whole.foreign if whole else _foreign(total)
    ends = _ends(text) if index is None else (index == _LINE_FEED).nonzero()[0]
    of_lines = ends.searchsorted(np.array(turned, ends.dtype))
    found = []  # of each line: whether it may be converted, whether it is clear, whether it would follow the others
    for_source = against = row = 0
    for counts in counted_lines(text) if parts is None else parts:
        mine = counts[:, HANT if to_hans else HANS].sum(1)
        other = counts[:, HANS if to_hans else HANT].sum(1)
        if turned:
            here = of_lines[of_lines.searchsorted(row) : of_lines.searchsorted(row + len(mine))]
            np.add.at(mine, here - row, 1)
        row += len(mine)
        mine[counts[:, Class.DESCRIPTION] > 0] = 0  # OpenCC leaves ⿰訁東 alone: it would be evidence for ever
        clear = mine > CLEAR * other
        candidate = _chinese(counts, to_hans, foreign)
        if foreign >= _FOREIGN_DOCUMENT:
            candidate &= clear & _surely_chinese(counts, total, to_hans)
        for_source += int(mine[candidate].sum())
        against += int(other[candidate].sum())
        found.append((candidate, clear, other <= CLEAR * mine))
    candidate, clear, follows = found[0] if len(found) == 1 else map(np.concatenate, zip(*found, strict=True))
    whole = whole or Whole(for_source > against, foreign)
    return Lines(candidate & (clear | (whole.of_source & follows)), ends), whole


def _choose_chinese(
    text: str, to_hans: bool, whole: Whole | None, index: NDArray[np.intp]
) -> tuple[Lines, Whole] | None:
    """Do what `choose` does for a text in which nothing is Japanese or Korean, nor described; None for any other.

    Then each line may be converted, and what counts is the evidence for either script.
    """
    sides = _sides(to_hans).take(index, mode="wrap")
    there = int(np.bitwise_or.reduce(sides)) if len(sides) else 0
    if there & _FOREIGN:
        return None
    if not there & _AGAINST:
        # All the evidence there is says the same: every line goes, without any counting.
        if whole is None and there & _FOR:
            return Lines(None), Whole(of_source=True)
        if whole is not None and whole.of_source:
            return Lines(None), whole
    ends = (index == _LINE_FEED).nonzero()[0]
    mine, other = (
        np.bincount(ends.searchsorted((sides == side).nonzero()[0]), minlength=len(ends) + 1)
        for side in (_FOR, _AGAINST)
    )
    lines, of_all = _by_evidence(mine, other, ends, whole)
    zhe = to_hans and "著" in text
    # A 著 that is 着 adds to the evidence of its line, which matters unless that goes anyway.
    if zhe and not (of_all.of_source and all(m.start() in lines for m in re.finditer("著", text))):
        np.add.at(mine, ends.searchsorted(np.array(list(_turned(text)), np.intp)), 1)
        return _by_evidence(mine, other, ends, whole)
    return lines, of_all


def _by_evidence(
    mine: NDArray[np.intp], other: NDArray[np.intp], ends: NDArray[np.intp], whole: Whole | None
) -> tuple[Lines, Whole]:
    whole = whole or Whole(bool(mine.sum() > other.sum()))
    clear = mine > CLEAR * other
    return Lines(clear | (other <= CLEAR * mine) if whole.of_source else clear, ends), whole


def _has_obstacles(text: str, to_hans: bool) -> bool:
    sides = _sides(to_hans)
    return any(bool((sides.take(points, mode="wrap") & (_AGAINST | _FOREIGN)).any()) for _, points in pieces(text))


def _ends(text: str) -> NDArray[np.int32]:
    """Return where lines end but the last one."""
    found = [np.flatnonzero(points == _LINE_FEED).astype(np.int32) + np.int32(low) for low, points in pieces(text)]
    return np.concatenate(found) if found else _NOWHERE


@cache
def _shadows() -> dict[int, int]:
    """Return the Simplified form of each character that has another one."""
    table = simplified()
    return {int(c): int(table[c]) for c in np.flatnonzero(table != np.arange(len(table)))}


@cache
def _gate(to_hans: bool, zhe: bool) -> re.Pattern[str]:
    """Return a pattern for any evidence for the script to leave, or for 著 as well."""
    # BMP only, as all evidence is: with one astral character in the class the scan is 150 times slower.
    evidence = np.flatnonzero(np.isin(classes(), HANT if to_hans else HANS))
    return re.compile("[" + "".join(map(chr, evidence)) + "著" * zhe + "]")


@cache
def _sides(to_hans: bool) -> NDArray[np.uint8]:
    """Return a table, shape (0x110000,): whether a code point speaks for converting its line, or may keep it."""
    sides = np.zeros(max(Class) + 1, np.uint8)
    sides[HANT if to_hans else HANS] = _FOR
    sides[HANS if to_hans else HANT] = _AGAINST
    sides[[Class.JPAN, Class.KANA, Class.HANGUL, Class.DESCRIPTION]] = _FOREIGN
    return sides.take(classes())


def _foreign(total: NDArray[np.int64]) -> float:
    foreign = total[[Class.KANA, Class.HANGUL]].sum()
    return float(foreign / max(1, foreign + total[HAN].sum()))


def _chinese(counts: Counts, to_hans: bool, foreign: float) -> NDArray[np.bool_]:
    """Lines that are not Japanese or Korean by their own letters."""
    there = counts[:, [Class.KANA, Class.HANGUL]].sum(1)
    # 我們去看「のだめ」這部日劇: two words that Japanese and Korean do not have.
    quoting = (foreign < _FOREIGN_DOCUMENT) | (counts[:, _marks(to_hans)].sum(1) >= 2)
    few = there <= np.where(quoting, _QUOTING_LINE, _FOREIGN_LINE) * (there + counts[:, HAN].sum(1))
    # 東京都選挙管理委員会 has no kana, but 挙, and nothing that only Chinese writes.
    chinese: NDArray[np.bool_] = few & (counts[:, Class.JPAN] <= _only_chinese(counts, to_hans) / (8 if foreign else 1))
    return chinese


def _surely_chinese(counts: Counts, total: NDArray[np.int64], to_hans: bool) -> NDArray[np.bool_]:
    """Lines that must be Chinese even among Japanese or Korean: 這是中文, but not 國學院大學."""
    marks = counts[:, _marks(to_hans)].sum(1)
    only = _only_chinese(counts, to_hans)
    han = counts[:, HAN].sum(1)
    # Korean hanja are Traditional characters, so there only everyday words tell.
    japanese = total[Class.KANA] >= total[Class.HANGUL]
    long = japanese & (han >= 12) & (only >= 3) & (only >= 0.2 * han)
    sure: NDArray[np.bool_] = (counts[:, Class.JPAN] == 0) & ((marks > 0) | long)
    return sure


def _only_chinese(counts: Counts, to_hans: bool) -> NDArray[np.int64]:
    strict = Class.HANT if to_hans else Class.HANS
    found: NDArray[np.int64] = counts[:, [strict, *_marks(to_hans)]].sum(1)
    return found


def _marks(to_hans: bool) -> list[Class]:
    return [Class.MARK, Class.HANT_MARK if to_hans else Class.HANS_MARK]
