"""What a line talks of: which of its pairs of hanzi stand in the article as well."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page

__all__ = ["topic"]

_HANZI, _HANZIS, _BREAK = np.uint16(0x3400), np.uint16(0x9FFF - 0x3400), np.uint16(ord("\n"))


def topic(page: Page, lines: Sequence[Line], last: int = -1, least: int = 0) -> list[float]:
    """Return for each line which share of its pairs of hanzi stand in the body, too; 1 if it has none.

    With `least`, a line of fewer pairs has a share of 0: nothing is known of it.
    """
    if not lines:
        return []
    end = max(last, page.last) + 1
    key, body = page.pairs
    if key != (page.first, end):
        body = _neighbours([line.shadow for line in page.full[page.first : end]])
        body.sort()
        page.pairs = (page.first, end), body
    units = np.frombuffer(_units([line.shadow for line in lines]), np.uint16)
    hanzi = units - _HANZI <= _HANZIS
    at = (hanzi[:-1] & hanzi[1:]).nonzero()[0]
    # A line's pairs count once each: its number stands in front of them.
    keys = (units == _BREAK).nonzero()[0].searchsorted(at).astype(np.int64)
    keys <<= 16
    keys |= units.take(at + 1)
    keys <<= 16
    keys |= units.take(at)
    keys.sort()
    once = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=once[1:])
    pairs, rows = keys.astype(np.uint32), (keys >> 32).astype(np.intp, copy=False)
    there = (body.take(body.searchsorted(pairs), mode="clip") == pairs) & once
    every, found = (np.bincount(rows, x, len(lines)).tolist() for x in (once, there))
    return [0.0 if n < least else part / n if n else 1.0 for n, part in zip(every, found, strict=True)]


def _neighbours(lines: Sequence[str]) -> NDArray[np.uint32]:
    """The pairs of neighbouring characters as numbers, in no order: first those of even places, then the others.

    In UTF-16 they are numbers already.  A character of more than 16 bits is two there, neither of them a hanzi.
    """
    data = _units(["", *lines, ""])
    return np.concatenate([np.frombuffer(data, np.uint32, (len(data) - low) // 4, low) for low in (0, 2)])


def _units(lines: Sequence[str]) -> bytes:
    return "\n".join(lines).encode("utf-16-le", "surrogatepass")
