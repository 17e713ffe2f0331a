"""The short lines of a page as one array, for what is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.lines import DATE, ENDS, SIGNS
from cleantext.boilerplate.rulebook import LATE_MAX
from cleantext.script.tables import to_points

__all__ = ["Short", "plain_table", "short", "timed"]

# What a character is to a date: a digit, a sign behind one, the end of an "ago".
_DIGIT, _SIGN, _COLON, _END, _AGO = 1, 2, 4, 8, 16


class Short(NamedTuple):
    """Lines one behind the other, those that are not short empty; a line break stands in front and behind each.

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
    points = to_points("\n".join(["", *[s if len(s) <= LATE_MAX else "" for s in shadows], ""]))
    breaks = (points == ord("\n")).nonzero()[0]
    return Short(points.astype(np.uint16), breaks[:-1] + 1, breaks[1:])


def timed(short: Short) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of lines that may end in a date, and of those that may have a time of day or an "ago".

    Of a line that is not short nothing is known, so it may.
    """
    units, starts, ends = short
    kinds = _kinds().take(units, mode="wrap")
    at = ((kinds[1:] & _SIGN != 0) & (kinds[:-1] & _DIGIT != 0)).nonzero()[0] + 1
    rows = ends.searchsorted(at)
    dated = starts == ends
    clock = dated.copy()
    dated |= kinds.take(ends - 1) & _END != 0
    dated[rows[at >= ends.take(rows) - DATE]] = True
    clock[rows[kinds.take(at) & _COLON != 0]] = True
    clock[ends.searchsorted((kinds & _AGO != 0).nonzero()[0])] = True
    return dated.nonzero()[0], clock.nonzero()[0]


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character of 16 bits is to a date."""
    kinds = np.char.isdecimal(np.arange(1 << 16, dtype=np.uint32).view("U1")).astype(np.uint8)
    for kind, chars in ((_SIGN, SIGNS), (_COLON, ":"), (_END, ENDS), (_AGO, "前")):
        kinds[[ord(c) for c in chars]] |= kind
    return kinds
