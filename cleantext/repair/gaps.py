"""Pairs that did not survive the page: which two characters a missing private-use pair stood between.

GBK leaves 1,894 pairs to users.  A run one byte out of step is full of them, `，人` is AC C8 in the middle, and pages
dropped them or wrote `?`.  The first byte of the pair ended a character, the second began the next.
"""

from __future__ import annotations

from functools import lru_cache

from cleantext.repair.page import context
from cleantext.repair.tables import cell

__all__ = ["bridges"]

# Lead and trails; as the trail is a lead in turn, none below 0x81.
_PRIVATE = [(h, range(0xA1, 0xFF)) for h in (*range(0xAA, 0xB0), *range(0xF8, 0xFF))] + [
    (h, range(0x81, 0xA1)) for h in range(0xA1, 0xA8)
]
_COMMON, _USUAL = 150, 135  # of the tables' logs: rarer characters are not looked for
_EACH = 4


@lru_cache(8192)
def bridges(pending: int, byte: int) -> tuple[tuple[int, int, int], ...]:
    """Return pairs of characters, and the byte between them, that a missing pair between two bytes can have been part of.

    For each first character the likeliest second ones.

    >>> from cleantext.repair.tables import tables
    >>> chars = tables().chars
    >>> ("要", "人") in {(chars[a], chars[b]) for a, b, _ in bridges(0xD2, 0xCB)}
    True
    """
    known, share = context().known, context().share
    seconds = [(low, k) for low in range(0x81, 0xFF) if (k := cell(low, byte)) >= 0 and known.logs[k] < _USUAL]
    found = []
    for high, lows in _PRIVATE:
        first = cell(pending, high)
        if first < 0 or known.logs[first] >= _COMMON:
            continue
        row = sorted(((share(first, k), k, low) for low, k in seconds if low in lows), reverse=True)
        found += [(first, k, low) for _, k, low in row[:_EACH]]
    return tuple(found)
