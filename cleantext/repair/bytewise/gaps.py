"""Pairs that did not survive the page: which two characters a missing private-use pair stood between.

GBK leaves 1,894 pairs to users.  A run one byte out of step is full of them, `，人` is AC C8 in the middle, and pages
dropped them or wrote `?`.  The first byte of the pair ended a character, the second began the next.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.bytewise.context import class_of_cell, context, share, shares
from cleantext.repair.bytewise.trails import Row, row_of
from cleantext.repair.tables import HANZI, cell, pair_boosts, tables

__all__ = ["bridges", "firsts"]

# Lead and trails; as the trail is a lead in turn, none below 0x81.
_PRIVATE = [(h, 0xA1, 0xFE) for h in (*range(0xAA, 0xB0), *range(0xF8, 0xFF))]
_PRIVATE += [(h, 0x81, 0xA0) for h in range(0xA1, 0xA8)]
_COMMON, _USUAL = 150, 135  # of the tables' logs: rarer characters are not looked for
_EACH = 4


@lru_cache(8192)
def bridges(pending: int, byte: int) -> dict[int, Row]:
    """Return who can have stood around a pair that is missing between two bytes.

    For each first character the likeliest second ones, each with the logarithm of how likely it is.

    >>> chars = tables().chars
    >>> ("，", "人") in {(chars[a], chars[b]) for a, row in bridges(0xA3, 0xCB).items() for _, b in row}
    True
    """
    begun = _firsts(pending)
    seconds, lows = _seconds(byte)
    if not begun or not seconds.size:
        return {}
    chances = _chances(np.array([k for k, _, _ in begun]), seconds)
    for row, (_, low, high) in zip(chances, begun, strict=True):
        row[(lows < low) | (lows > high)] = 0.0
    best = np.argsort(-chances, axis=1, kind="stable")[:, :_EACH].tolist()
    found: dict[int, Row] = {}
    for (k, _, _), row, order in zip(begun, chances.tolist(), best, strict=True):
        found[k] = tuple((math.log(row[n]), int(seconds[n])) for n in order if row[n] > 0)
    return found


@lru_cache(8192)
def firsts(left: int, pending: int) -> Row:
    """Return the first characters of `bridges`, as likely as they are behind cell `left` in any form."""
    cells = [k for k, _, _ in _firsts(pending)]
    return row_of(cells, shares(left, np.array(cells, np.int64)))


@cache
def _firsts(pending: int) -> list[tuple[int, int, int]]:
    """Return the characters that a byte begins and a missing pair ends, and what bytes the pair can end in."""
    logs = tables().logs
    return [(k, low, high) for h, low, high in _PRIVATE if (k := cell(pending, h)) >= 0 and logs[k] < _COMMON]


@cache
def _seconds(byte: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the characters that end in a byte, and the bytes they begin with."""
    logs = tables().logs
    found = [(k, low) for low in range(0x81, 0xFF) if (k := cell(low, byte)) >= 0 and logs[k] < _USUAL]
    pairs = np.array(found, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _chances(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return `share` of each of the right cells behind each of the left ones, in Traditional form."""
    about, (keys, boosts) = context(), pair_boosts()
    a, b = class_of_cell()[left].astype(np.uint32), class_of_cell()[right].astype(np.uint32)
    begin, end, form = (np.frombuffer(x, np.float64) for x in (about.begin, about.end, about.form))
    logs, flags = (np.frombuffer(x, np.uint8) for x in (about.known.logs, about.known.flags))
    chances = np.exp(end[a][:, None] + begin[b][None, :])
    pairs = a[:, None] << np.uint32(16) | b[None, :]
    at = np.minimum(np.searchsorted(keys, pairs), len(keys) - 1)
    chances += np.where(keys[at] == pairs, _shares()[boosts[at]] * np.exp(logs[right] / -12.0)[None, :], 0.0)
    for i in np.flatnonzero(~flags[left] & HANZI):
        for j in np.flatnonzero(~flags[right] & HANZI):
            chances[i, j] = share(int(left[i]), int(right[j]))
    found: NDArray[np.float64] = chances * np.exp(form[right])[None, :]
    return found


@cache
def _shares() -> NDArray[np.float32]:
    """Return what each boost multiplies the right one's share by."""
    found: NDArray[np.float32] = np.maximum(0.0, 2 * np.exp(np.arange(256) / 20) - 1).astype(np.float32)
    return found
