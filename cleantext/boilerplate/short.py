"""The short lines of a page as one array, for what is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.lines import BLANKS, DATE, ENDS, SIGNS, Mark
from cleantext.boilerplate.rulebook import LATE_MAX
from cleantext.script.tables import to_points

__all__ = ["WIDE", "Short", "marks", "plain_table", "short", "wide", "wide_number"]

WIDE = 1 << 19  # numbers of three characters


class Short(NamedTuple):
    """Lines one behind the other, those that are not short empty; a line break stands before each, three behind all.

    Attributes:
        units: 16 bits of each character.
        starts, ends: where the lines begin and end.
    """

    units: NDArray[np.uint16]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]


def plain_table(blanks: str = "") -> NDArray[np.uint16]:
    """Return what each character of 16 bits is looked up as: digits as 0, blanks and `blanks` as a space."""
    every = np.arange(1 << 16, dtype=np.uint32).view("U1")
    blank = np.char.isspace(every)
    blank[[ord(c) for c in blanks]] = True
    plain = np.where(np.char.isdecimal(every), ord("0"), np.arange(1 << 16))
    return np.where(blank, ord(" "), plain).astype(np.uint16)


def short(shadows: Sequence[str]) -> Short:
    """Return the short ones of some lines, given by their shadows."""
    points = to_points("\n".join(["", *[s if len(s) <= LATE_MAX else "" for s in shadows], "", "", ""]))
    breaks = (points == ord("\n")).nonzero()[0]
    return Short(points.astype(np.uint16), breaks[:-3] + 1, breaks[1:-2])


def wide(pairs: NDArray[np.uint16], third: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Return the numbers of three characters each, given those of the first two as the gate has them.

    They are of 19 bits: of 14,000 beginnings of lines in 16 bits one in five lines seemed to have one.
    """
    numbers = pairs.astype(np.uint32)
    numbers *= _FACTOR
    numbers += third
    numbers &= _MASK
    return numbers


def wide_number(text: str) -> int:
    """Return the number of three characters.

    >>> wide_number("首页 ") == wide(np.array([number("首页")], np.uint16), np.array([32], np.uint16)).item()
    True
    """
    return (number(text[:2]) * int(FACTOR) + (ord(text[2]) & 0xFFFF)) % WIDE


_FACTOR, _MASK = np.uint32(FACTOR), np.uint32(WIDE - 1)


def marks(short: Short) -> NDArray[np.uint8]:
    """Return for each line, as bits, what of its characters says that a closer look is worth it: a `Mark` each.

    Of a line that is not short only DATE and CLOCK are asked, and nothing is known, so it has them.
    """
    units, starts, ends = short
    kinds = _kinds().take(units)
    found: NDArray[np.uint8] = kinds.take(ends - 1) & _LAST
    found |= kinds.take(starts + 1) & _BLANK
    found[starts == ends] = Mark.DATE | Mark.CLOCK
    at = (kinds >= _SIGN).nonzero()[0]
    signs, rows = kinds.take(at), ends.searchsorted(at)
    behind = kinds.take(at - 1) & _DIGIT != 0
    found[rows[behind & (at >= ends.take(rows) - DATE)]] |= Mark.DATE
    found[rows[behind & (signs & _COLON != 0) | (signs & _BEFORE != 0)]] |= Mark.CLOCK
    return found


# What a character is to the marks, as bits: those of the marks for what it is as the last of a line, or as the second.
_LAST = np.uint8(Mark.DATE | Mark.BRACKET | Mark.NUMBER)
_BLANK = np.uint8(Mark.SPACED)
_DIGIT, _COLON, _BEFORE, _SIGN = (np.uint8(bit) for bit in (2, 4, 64, 128))


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character of 16 bits is to these marks, as bits."""
    digits = np.char.isdecimal(np.arange(1 << 16, dtype=np.uint32).view("U1"))
    kinds = digits * (_DIGIT | Mark.NUMBER)
    for kind, chars in (
        *((_SIGN, SIGNS + "前"), (_COLON, ":"), (_BEFORE, "前"), (Mark.DATE, ENDS)),
        *((Mark.BRACKET, ")]"), (Mark.NUMBER, "kw万+"), (Mark.SPACED, BLANKS)),
    ):
        kinds[[ord(c) for c in chars]] |= kind
    return kinds
