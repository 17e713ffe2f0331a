"""How likely one character stands behind another in running text, and what each is read as.

Characters are cells, see `tables`.  A character follows another inside a word as often as jieba's words have the two
together, and behind a word as often as words begin with it.  `data/context.npz` has how often words begin and end with
a character and which form Traditional text writes; built by `build_context.py`.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.tables import (
    BOOST_UNIT,
    CELLS,
    HANZI,
    LOG_UNIT,
    SIMPLIFIED,
    TRADITIONAL,
    VARIANT,
    Tables,
    bytes_of,
    pair_boosts,
    reading_of,
    tables,
)

__all__ = [
    "Context",
    "about_points",
    "class_of_cell",
    "context",
    "form_of_cell",
    "heard_as",
    "log_share",
    "reads",
    "share",
    "shares",
]

_SIGN = math.exp(-9.0)  # letters and digits that were full width
_MARK = -9.5  # one mark behind another, but for these; orders of magnitude, counted in news and technical prose
_BRACKETS = {"「": -7.0, "」": -7.0, "【": -8.5, "】": -8.5, "『": -9.0, "』": -9.0}
_WRONG_FORM = -2.5  # on a page of the other script
# fmt: off
_MARKS = {
    "。”": -2.5, "！”": -2.0, "？”": -2.0, "”，": -1.9, "”。": -2.1, "”、": -3.7, "”“": -4.5,
    "”（": -4.2, "），": -1.7, "）。": -1.6, "）：": -3.8, "）、": -4.1, "：“": -1.7, "，“": -4.5,
    "。“": -4.0, "、“": -4.2, "…”": -2.5, "》，": -2.5, "》。": -3.0, "》、": -2.2, "》（": -3.0,
    "》》": -6.0, "、《": -4.5, "，《": -5.5, "。《": -4.5, "：《": -4.5, "……": -0.3, "——": -0.3,
    "。」": -3.5, "！」": -3.0, "？」": -3.0, "」，": -2.5, "」。": -2.7, "」、": -4.2, "」「": -5.0,
    "：「": -2.5, "，「": -5.0, "。「": -5.0, "、「": -4.7, "》」": -5.0, "「《": -5.0, "」（": -4.7,
    "。【": -5.5, "】“": -4.5, "】「": -5.5, "】《": -5.0,
    "“《": -4.0, "》”": -4.5, "）”": -4.2, "”）": -4.2, "。（": -5.4, "。）": -6.0, "》：": -4.5,
}
# fmt: on


@dataclass(frozen=True)
class Context:
    """How likely one cell stands behind another in running text."""

    known: Tables
    begin: array[float]  # logarithms, by class
    end: array[float]
    form: array[float]  # by cell

    @cached_property
    def marks(self) -> dict[tuple[int, int], float]:
        """The pairs of marks that happen."""
        cells = self.known.cells
        return {(cells[a], cells[b]): p for pair, p in _MARKS.items() for a, b in [(pair[0], pair[1])]}

    @cached_property
    def brackets(self) -> dict[int, float]:
        """The share of brackets that the tables do not count."""
        cells = self.known.cells
        return {cells[c]: math.exp(p) for c, p in _BRACKETS.items()}

    @cached_property
    def simplified_form(self) -> array[float]:
        """`form` on a page that is not Traditional."""
        return array("d", (_WRONG_FORM if f & (TRADITIONAL | VARIANT) else 0.0 for f in self.known.flags))

    @cached_property
    def shares(self) -> tuple[array[float], array[float], list[float], list[float]]:
        """What `share` multiplies: of words that begin and end with a class; of a boost; of a cell's own log."""
        begin, end = (array("d", map(math.exp, row)) for row in (self.begin, self.end))
        boost = [max(0.0, 2 * math.exp(n / BOOST_UNIT) - 1) for n in range(256)]
        return begin, end, boost, [math.exp(n / -LOG_UNIT) for n in range(256)]

    @cached_property
    def share_arrays(self) -> tuple[NDArray[np.float64], ...]:
        """`shares`, as arrays."""
        begin, end, boosts, logs = self.shares
        return np.frombuffer(begin), np.frombuffer(end), np.array(boosts), np.array(logs)

    def share(self, left: int, k: int) -> float:
        """Return the share of cell `k`, in any form, behind cell `left`; -1 is the start or something foreign."""
        known = self.known
        b = known.class_of[k]
        if not b:
            bracket = self.brackets.get(k)
            if bracket is None:
                return _SIGN if k // 190 == 0xA3 - 0x81 else 0.0
            if left < 0 or known.flags[left] & HANZI:
                return bracket
            return math.exp(self.marks.get((left, k), _MARK))
        begin, end, boosts, logs = self.shares
        if left < 0:
            return begin[b]
        a = known.class_of[left]
        if not (known.flags[left] | known.flags[k]) & HANZI:
            return math.exp(self.marks.get((left, k), _MARK))
        boost = known.boosts.get(a << 16 | b)
        if boost is None:
            return end[a] * begin[b]
        return end[a] * begin[b] + boosts[boost] * logs[known.logs[k]]


def shares(left: int, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return `Context.share` of each of some cells behind cell `left`."""
    about = context()
    known = about.known
    b = class_of_cell()[cells]
    begin, end, boosts, logs = about.share_arrays
    if left < 0:
        found: NDArray[np.float64] = begin[b]
    else:
        a = known.class_of[left]
        keys, values = pair_boosts()
        pairs = np.uint32(a << 16) | b
        at = np.minimum(np.searchsorted(keys, pairs), len(keys) - 1)
        own = logs[np.frombuffer(known.logs, np.uint8)[cells]]
        found = np.where(keys[at] == pairs, end[a] * begin[b] + boosts[values[at]] * own, end[a] * begin[b])
    odd = b == 0
    if left >= 0 and not known.is_hanzi(left):
        odd |= (np.frombuffer(known.flags, np.uint8)[cells] & HANZI) == 0
    for n in np.flatnonzero(odd).tolist():
        found[n] = about.share(left, int(cells[n]))
    return found


@lru_cache(1 << 13)
def heard_as(k: int) -> tuple[str, ...]:
    """Return the readings of a cell, also those of its Simplified form: 績 is jī in Taiwan, 绩 jì in Beijing."""
    known = tables()
    plain = _simplified().get(known.class_of[k], k)
    return tuple(dict.fromkeys([*known.readings(k), *known.readings(plain)]))


@cache
def _simplified() -> dict[int, int]:
    """Return the cell of GB2312 of each class of hanzi."""
    known = tables()
    hanzi = (k for k in range(CELLS) if known.is_hanzi(k) and not known.is_traditional(k))
    return {known.class_of[k]: k for k in hanzi if min(bytes_of(k)) >= 0xA1 and not known.flags[k] & VARIANT}


@lru_cache(1 << 16)
def share(left: int, k: int) -> float:
    """Return `Context.share`, remembered."""
    return context().share(left, k)


@lru_cache(1 << 16)
def log_share(left: int, k: int) -> float:
    """Return the logarithm of `share`, minus infinity for none."""
    p = context().share(left, k)
    return math.log(p) if p > 0 else -math.inf


@lru_cache(1 << 15)
def reads(k: int, pinyin: str) -> bool:
    """Return whether a cell is a Traditional form that can be read so, with its tone or without any."""
    known = tables()
    if not known.is_traditional(k):
        return False
    heard, reading = heard_as(k), reading_of(pinyin)
    return reading in heard or (reading[-1:] not in "1234" and any(r.rstrip("1234") == reading for r in heard))


@cache
def about_points() -> NDArray[np.uint32]:
    """Return the cell of each code point of the first plane (CELLS, one behind the last, for none) with its form and
    class: `class << 17 | form << 15 | cell`; one look for all three, as they are far apart in memory.
    """
    found = np.full(0x10000, CELLS, np.uint32)
    cells = np.arange(CELLS)
    about = class_of_cell()[cells].astype(np.uint32) << 17 | form_of_cell()[cells].astype(np.uint32) << 15 | cells
    found[[ord(c) for c in tables().chars]] = about
    found.flags.writeable = False
    return found


@cache
def class_of_cell() -> NDArray[np.uint16]:
    """Return the class of each cell, and 0 for none."""
    return np.append(np.frombuffer(tables().class_of, np.uint16), np.uint16(0))


@cache
def form_of_cell() -> NDArray[np.uint8]:
    """Return 1 for Traditional forms, 2 for Simplified ones, 0 for the rest."""
    flags = np.frombuffer(tables().flags, np.uint8)
    forms = np.where(flags & TRADITIONAL, 1, np.where(flags & SIMPLIFIED, 2, 0)).astype(np.uint8)
    return np.append(forms, np.uint8(0))


@cache
def context() -> Context:
    """Return the context tables, read once per process."""
    from importlib.resources import files

    with (files("cleantext.repair") / "data" / "context.npz").open("rb") as file, np.load(file) as found:
        begin, end, form = (array("d", (found[name] / -20.0).tobytes()) for name in ("begin", "end", "form"))
    return Context(tables(), begin, end, form)
