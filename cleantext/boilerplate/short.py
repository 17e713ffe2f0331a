"""The short lines of a page as one array, for what is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import FACTOR
from cleantext.boilerplate.lines import BLANKS, DATE, ENDS, SIGNS, Mark
from cleantext.boilerplate.rulebook import LATE_MAX
from cleantext.script.tables import to_points

__all__ = [
    "APART",
    "BEGINNINGS",
    "BETWEEN",
    "EDGE",
    "ONE",
    "Short",
    "beginning",
    "beginnings",
    "is_apart",
    "marks",
    "plain_table",
    "short",
    "threes",
]

EDGE = " \t>»›+▼▾▲|｜:·•[]()【】<>《》…._-+"  # ornaments around a word of menus
BETWEEN = "|｜│/·•丨>»-"  # what parts such words

# Numbers of one, of two and of three characters: of 14,000 beginnings of three, in 16 bits one in five lines seemed to
# have one.
_WIDTHS = 16, 16, 19

# Numbers that arrays are joined with stand in arrays of no dimension: a call takes half as long as with scalars.
ONE = np.array(1)


class Short(NamedTuple):
    """Lines one behind the other, those that are not short empty; a line break stands before each, three behind all.

    Attributes:
        units: 16 bits of each character.
        kinds: what it is to the marks and to items, as bits.
        starts, ends: where the lines begin and end.
        heads: the first three characters of each line, one below the other.
    """

    units: NDArray[np.uint16]
    kinds: NDArray[np.uint16]
    starts: NDArray[np.intp]
    ends: NDArray[np.intp]
    heads: NDArray[np.uint16]


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
    breaks = (points == _BREAK).nonzero()[0]
    units, starts = points.astype(np.uint16), breaks[:-3] + ONE
    kinds = _kinds().take(units, mode="wrap")  # nothing wraps, which saves a check
    return Short(units, kinds, starts, breaks[1:-2], threes(units, starts))


def threes(units: NDArray[np.uint16], at: NDArray[np.intp]) -> NDArray[np.uint16]:
    """Return the three characters at each place, one below the other."""
    return units.take(at + _NEXT)


def beginnings(threes: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Return the numbers of the first, of the first two and of all of three characters, less than BEGINNINGS."""
    numbers = threes.astype(np.uint32)
    one, two, three = numbers
    two += one * _TIMES
    three += two * _TIMES
    numbers &= _MASKS
    numbers += _OFFSETS
    return numbers


def beginning(text: str) -> int:
    """Return the number of one, two or three characters.

    >>> beginning("首页 ") == beginnings(np.array([[ord(c)] for c in "首页 "], np.uint16))[2].item()
    True
    """
    number, factor = 0, int(FACTOR)
    for c in text:
        number = number * factor + (ord(c) & 0xFFFF)
    n = len(text) - 1
    return number % (1 << _WIDTHS[n]) + _STARTS[n]


_NEXT = np.arange(3)[:, None]
_TIMES = FACTOR.astype(np.uint32)
_BREAK = np.array(ord("\n"), np.uint32)
_MASKS = np.array([[(1 << width) - 1] for width in _WIDTHS], np.uint32)
*_STARTS, BEGINNINGS = accumulate((1 << width for width in _WIDTHS), initial=0)
_OFFSETS = np.array(_STARTS, np.uint32)[:, None]


def marks(short: Short) -> NDArray[np.uint16]:
    """Return for each line, as bits, what of its characters says that a closer look is worth it: a `Mark` each.

    Of a line that is not short only DATE and CLOCK are asked, and nothing is known, so it has them.
    """
    _, kinds, starts, ends, _ = short
    found: NDArray[np.uint16] = kinds.take(ends - ONE) & _LAST
    found |= kinds.take(starts + ONE) & _BLANK
    found[starts == ends] = Mark.DATE | Mark.CLOCK
    at = (kinds >= _SIGN).nonzero()[0]
    signs, rows = kinds.take(at), ends.searchsorted(at)
    behind = (kinds.take(at - ONE) & _DIGIT).astype(bool)
    found[rows[behind & (at >= ends.take(rows) - _NEAR)]] |= _DATE
    found[rows[behind & (signs & _COLON).astype(bool) | (signs & _BEFORE).astype(bool)]] |= _CLOCK
    return found


# What a character is to the marks, as bits: those of the marks for what it is as the last of a line, or as the second.
_LAST = np.array(Mark.DATE | Mark.BRACKET | Mark.NUMBER, np.uint16)
_BLANK = np.array(Mark.SPACED, np.uint16)
_DIGIT, _COLON, _BEFORE, APART, _SIGN = (np.array(bit, np.uint16) for bit in (2, 4, 64, 128, 256))
_DATE, _CLOCK = np.array(Mark.DATE, np.uint16), np.array(Mark.CLOCK, np.uint16)
_NEAR = np.array(DATE)


def is_apart(character: str) -> bool:
    """Say whether a character, of 16 bits, is one behind which a word of menus may begin."""
    return bool(_kinds()[ord(character)] & APART)


@cache
def _kinds() -> NDArray[np.uint16]:
    """What each character of 16 bits is to these marks, and if it parts cells, as bits."""
    digits = np.char.isdecimal(np.arange(1 << 16, dtype=np.uint32).view("U1"))
    kinds = digits * (_DIGIT | Mark.NUMBER)
    kinds[plain_table(EDGE + BETWEEN + "、") == ord(" ")] |= APART  # 、 may stand behind a number
    for kind, chars in (
        *((_SIGN, SIGNS + "前"), (_COLON, ":"), (_BEFORE, "前"), (Mark.DATE, ENDS)),
        *((Mark.BRACKET, ")]"), (Mark.NUMBER, "kw万+"), (Mark.SPACED, BLANKS)),
    ):
        kinds[[ord(c) for c in chars]] |= kind
    return kinds
