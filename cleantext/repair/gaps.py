"""Pairs that did not survive the page: which two characters a missing private-use pair stood between.

GBK leaves 1,894 pairs to users.  A run one byte out of step is full of them, `，人` is AC C8 in the middle, and pages
dropped them or wrote `?`.  The first byte of the pair ended a character, the second began the next.
"""

from __future__ import annotations

import math
from functools import lru_cache

from cleantext.repair.page import context, share
from cleantext.repair.tables import cell

__all__ = ["bridges"]

# Lead and trails; as the trail is a lead in turn, none below 0x81.
_PRIVATE = [(h, range(0xA1, 0xFF)) for h in (*range(0xAA, 0xB0), *range(0xF8, 0xFF))] + [
    (h, range(0x81, 0xA1)) for h in range(0xA1, 0xA8)
]
_COMMON, _USUAL = 150, 135  # of the tables' logs: rarer characters are not looked for
_EACH = 4


@lru_cache(8192)
def bridges(pending: int, byte: int) -> tuple[tuple[int, tuple[tuple[float, int], ...]], ...]:
    """Return who can have stood around a pair that is missing between two bytes.

    For each first character the likeliest second ones, each with the logarithm of how likely it is.

    >>> from cleantext.repair.tables import tables
    >>> chars = tables().chars
    >>> ("，", "人") in {(chars[a], chars[b]) for a, row in bridges(0xA3, 0xCB) for _, b in row}
    True
    """
    known, form = context().known, context().form
    seconds = [(low, k) for low in range(0x81, 0xFF) if (k := cell(low, byte)) >= 0 and known.logs[k] < _USUAL]
    found = []
    for high, lows in _PRIVATE:
        first = cell(pending, high)
        if first < 0 or known.logs[first] >= _COMMON:
            continue
        row = sorted(((share(first, k) * math.exp(form[k]), k) for low, k in seconds if low in lows), reverse=True)
        found.append((first, tuple((math.log(p), k) for p, k in row[:_EACH] if p > 0)))
    return tuple(found)
