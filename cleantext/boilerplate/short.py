"""The short lines of a page as one array, for what is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import LATE_MAX
from cleantext.script.tables import to_points

__all__ = ["Short", "plain_table", "short"]


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
