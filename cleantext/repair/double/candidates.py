"""Which characters can have stood in a hole of UTF-8: those that have the bytes that are left, the usual ones first."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.double.words import Candidate, words

__all__ = ["A_LEAD", "MANY", "USUAL", "Pattern", "candidate", "candidates", "order", "possible"]

MANY = 400  # as many characters as can be worth a look
USUAL = 24  # as many candidates as are worth trying

_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)  # of nearly all characters of Chinese text
A_LEAD = -2  # one of these, but which is not known
_REPLACED = ("\ufffd", "\ufffd", 0)

Pattern = tuple[int, ...]  # the bytes of a character, -1 where unknown


@lru_cache(2048)
def candidates(pattern: Pattern, behind: int, is_lost: Callable[[int, int], bool]) -> list[Candidate]:
    """Return what can have stood in a hole: characters on whose missing bytes the decoder does fail."""
    if pattern[:2] == (0xEF, 0xBF):  # U+FFFD, from an earlier loss
        return [_REPLACED]
    if len(pattern) == 4:
        return []
    missing = [k for k, b in enumerate(pattern) if b < 0]
    most = USUAL if len(missing) == 1 else 8 * USUAL
    chars, rows = _ranked()[len(pattern)]
    found = _fitting(pattern)
    fits = np.ones(len(found), bool)
    for k in missing:
        after = rows[k + 1][found] if k + 1 < len(pattern) else behind
        fits &= _lost(is_lost)[rows[k][found], after]
    # What it would not have failed on did not stand there, unless nothing else can have.
    chosen = found[fits] if fits.any() else found
    return [candidate(chars[k]) for k in chosen[:most].tolist()]


@cache
def _lost(is_lost: Callable[[int, int], bool]) -> NDArray[np.bool_]:
    """Return `is_lost` as a table: from 0x80 on by the first byte, and by the second, `A_LEAD` and -1."""
    found = np.zeros((256, 258), bool)
    for b in range(0x80, 0x100):
        found[b] = [*(is_lost(b, after) for after in range(256)), False, is_lost(b, -1)]
    found[:, A_LEAD] = found[:, _LEADS].any(axis=1)
    return found


def possible(pattern: Pattern) -> list[Candidate]:
    """Return the characters whose UTF-8 fits a pattern, the usual ones first; of many, only these.

    >>> [c for c, _, _ in possible((0xE6, 0x9C, -1))[:5]]
    ['有', '月', '會', '最', '本']
    """
    if pattern[:2] == (0xEF, 0xBF):
        return [_REPLACED]
    return [candidate(_ranked()[len(pattern)][0][k]) for k in _fitting(pattern).tolist()] if len(pattern) < 4 else []


def _fitting(pattern: Pattern) -> NDArray[np.int64]:
    """Return the places in `_ranked` of the characters whose UTF-8 fits a pattern; of many, the usual ones."""
    size = len(pattern)
    known = [(k, b) for k, b in enumerate(pattern) if b >= 0]
    if pattern[0] < 0:
        known.append((0, A_LEAD))
    # The rarest byte first: of 12,000 characters a few hundred have it.
    found, *others = sorted(((_having(size, k, b), k, b) for k, b in known), key=lambda one: len(one[0]))
    places = found[0]
    rows = _ranked()[size][1]
    for _, k, b in others:
        row = rows[k][places]
        places = places[_has_lead()[row] if b == A_LEAD else row == b]
    return places[:MANY]


@lru_cache(1024)
def _having(size: int, k: int, b: int) -> NDArray[np.int64]:
    """Return the places in `_ranked` of the characters of `size` bytes that have byte `b`, or `A_LEAD`, at `k`."""
    row = _ranked()[size][1][k]
    return np.flatnonzero(_has_lead()[row] if b == A_LEAD else row == b)


@cache
def _has_lead() -> NDArray[np.bool_]:
    return np.isin(np.arange(256), _LEADS)


@cache
def _ranked() -> dict[int, tuple[str, NDArray[np.uint8]]]:
    """Return the characters with two and with three bytes that have a price, the cheapest first, and their bytes."""
    known = words()
    every = {c for c in known.costs if len(c) == 1} | set(map(chr, known.simplified))
    cost = {c: price for c in every if (price := known.costs.get(known.simplify(c))) is not None}
    found = {}
    for size, low, high in ((2, "\x80", "\u07ff"), (3, "\u0800", "\uffff")):
        chars = "".join(sorted((c for c in cost if low <= c <= high), key=lambda c: (cost[c], c)))
        data = np.frombuffer(chars.encode(), np.uint8).reshape(-1, size)
        found[size] = chars, np.ascontiguousarray(data.T)
    return found


@cache
def order() -> array[int]:
    """Return by code point what candidates are sorted by: the cheapest first."""
    known = words()
    cost = {c: known.costs.get(known.simplify(c), 0) for chars, _ in _ranked().values() for c in chars}
    found = array("H", bytes(2 << 16))
    for place, c in enumerate(sorted(cost, key=lambda c: (cost[c], c)), 1):
        found[ord(c)] = place
    return found  # 0 for U+FFFD


@cache
def candidate(c: str) -> Candidate:
    """Return the one candidate that all lists share for a character; there are some 12,000, 3 MB of them."""
    simple = words().simplify(c)
    return c, c if c == simple else simple, 0
