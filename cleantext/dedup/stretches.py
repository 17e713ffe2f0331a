"""Stretches of 16 letters of a text: where the same stands again, and whether enough do for a copy of a paragraph."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.folding import letters
from cleantext.script.tables import to_points

__all__ = ["GRAM", "I32", "PIECE", "U32", "Ints", "Short", "may_repeat", "pieces", "repeated"]

U32 = NDArray[np.uint32]
Ints = NDArray[np.int64]
I32 = NDArray[np.int32]

# 16 letters: long enough that clean articles of 2,000 characters repeat few by chance,
# short enough to fit between the edits of a second copy.
GRAM = 16
_SCATTER = np.uint32(0x85EBCA6B)
_FACTORS = [np.uint32(pow(0x9E3779B1, 1 << k, 1 << 32)) for k in range(4)]
# Half of all stretches, chosen by their hash, are enough to see that nothing repeats.
_SAMPLE = np.uint32(1 << 31)


class _Share(NamedTuple):
    """The stretches whose hash has such a number in so many of its highest bits."""

    bits: int
    head: int


_SAMPLED = _Share(1, 0)
_QUARTERS = tuple(_Share(2, head) for head in range(4))
# A paragraph of 80 letters at a similarity of 0.8 has one edit: 49 stretches in common, 24 of them sampled.
_MIN_SAMPLED, _WINDOW = 12, 100
# So many characters are looked at in one go.
PIECE = 1 << 15


def _hashes(stream: U32) -> U32:
    """Return a hash of each 16 letters, shape (len - 15,)."""
    h = _sums(stream)
    h *= _SCATTER
    return h


def _sums(stream: U32) -> U32:
    """Return a number for each 16 letters, by doubling: 2, 4, 8, 16; not mixed well enough to choose by."""
    h = stream
    for k, factor in enumerate(_FACTORS):
        more = h[: -(1 << k)] * factor
        more += h[1 << k :]
        h = more
    return h


def pieces(text: str, size: int) -> Iterator[tuple[int, U32, U32]]:
    """Yield where each piece of a text begins, its code points and the numbers of their letters, 0 for all else."""
    for low in range(0, len(text), size):
        points = to_points(text[low : low + size])
        # take and compress do what indexing does, in a third of the time; no index is out of range.
        yield low, points, letters().take(points, mode="wrap")


def _stretches(text: str) -> Iterator[tuple[int, U32]]:
    """Yield, piece by piece, the hashes of the stretches of a text, and which letter the first of them begins with."""
    size = 0
    before = np.empty(0, np.uint32)
    for _, _, numbers in pieces(text, PIECE):
        found = numbers.compress(numbers != 0)
        stream = np.concatenate((before, found)) if len(before) else found
        size += len(found)
        before = stream[max(0, len(stream) - GRAM + 1) :]
        if len(stream) >= GRAM:
            yield size - len(stream), _hashes(stream)


class Short(NamedTuple):
    """A text of at most PIECE characters, looked up once.

    Attributes:
        points: its code points.
        places, letters: where its letters stand, and their numbers.
        before, after: places of the same stretch, each one and the next after it, in letters; shape (pairs,) both.
    """

    points: U32
    places: Ints
    letters: U32
    before: Ints
    after: Ints

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return the text looked up, or None if no paragraph of it can be a copy, as `may_repeat` has it."""
        # Most of a page's time here is the call of a function of NumPy, so there are few of them.
        points = to_points(text)
        numbers = letters().take(points, mode="wrap")
        places = (numbers != 0).nonzero()[0]
        if len(places) < GRAM + _MIN_SAMPLED:
            return None
        found = numbers.take(places)
        if _count_copies(_sums(found)) < _MIN_SAMPLED:
            return None
        h = _hashes(found)
        if _count_copies(h.compress(h < _SAMPLE)) < _MIN_SAMPLED:
            return None
        before, after = _pairs(h)
        again = after[h[after] < _SAMPLE]
        again.sort()
        return cls(points, places, found, before, after) if _is_dense(again) else None


def _count_copies(numbers: U32) -> int:
    """Sort numbers and return how many are like the one before."""
    numbers.sort()
    return int(np.count_nonzero(numbers[1:] == numbers[:-1]))


def may_repeat(text: str) -> bool:
    """Tell quickly whether any paragraph could be a copy; False is certain but for one paragraph in thousands.

    >>> may_repeat("一段短文。")
    False
    """
    if len(text) <= PIECE:
        return Short.of(text) is not None
    again = np.empty(0, np.int64)
    for _, at in _repeated_far(text, _SAMPLED, _MIN_SAMPLED):
        again = np.concatenate((again[1 - _MIN_SAMPLED :], np.sort(at)))
        if _is_dense(again):
            return True
    return False


def _is_dense(again: Ints) -> bool:
    """Say whether somewhere as many places, ascending, stand together as a copy of a paragraph has."""
    return bool((again[_MIN_SAMPLED - 1 :] - again[: 1 - _MIN_SAMPLED] < _WINDOW).any())


def repeated(text: str) -> Iterator[tuple[Ints, Ints]]:
    """Yield places of the same stretch, each one and the next after it, shape (pairs,) both; piece by piece.

    All pairs of a text at once, or the numbers they are sorted by, would be most of what a document takes; so a long
    text is walked through for each quarter of the stretches.
    """
    if len(text) <= PIECE:
        for _, h in _stretches(text):
            yield _pairs(h)
        return
    for share in _QUARTERS:
        yield from _repeated_far(text, share, 1)


def _pairs(h: U32) -> tuple[Ints, Ints]:
    """Return the places of equal hashes, each one and the next after it."""
    hash, at = _sorted(h, None)
    k = (hash[1:] == hash[:-1]).nonzero()[0]
    return at.take(k), at.take(k + 1)


def _repeated_far(text: str, share: _Share, least: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield the same of a long text, for some of the stretches."""
    hashes = _gathered(text, share)
    hashes.sort()
    same = hashes[1:] == hashes[:-1]
    if np.count_nonzero(same) < least:
        return
    first = same.copy()
    first[1:] &= ~same[:-1]
    again = hashes[:-1].compress(first)
    del hashes, same, first
    last = np.full(len(again), -1, np.int32)
    for low, h in _stretches(text):
        hash, at = _sorted(h, h >> (32 - share.bits) == share.head)
        if not len(hash):
            continue
        at += low
        same = hash[1:] == hash[:-1]
        k = np.flatnonzero(same)
        before, after = at[k], at[k + 1]
        # The first of its kind in this piece follows the last of its kind in those before.
        tails = np.append(np.flatnonzero(~same), len(hash) - 1)
        heads = np.append(0, tails[:-1] + 1)
        n = np.minimum(np.searchsorted(again, hash[heads]), len(again) - 1)
        known = again[n] == hash[heads]
        n, heads, tails = n[known], heads[known], tails[known]
        known = last[n] >= 0
        before = np.concatenate((before, last[n[known]]))
        after = np.concatenate((after, at[heads[known]]))
        last[n] = at[tails]
        yield before, after


def _sorted(h: U32, chosen: NDArray[np.bool_] | None) -> tuple[U32, Ints]:
    """Return hashes, or those that are chosen, in order, and their places."""
    at = None
    if chosen is not None:
        at = np.flatnonzero(chosen)
        h = h.take(at)
    # Sorting hash and place as one number is several times as fast as a stable argsort.
    keys = h.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(h), dtype=np.uint64)
    keys.sort()
    # The halves as they lie in memory.
    order, hash = keys.view(np.uint32).reshape(-1, 2).T if sys.byteorder == "little" else _halves(keys)
    return hash, order.astype(np.int64) if at is None else at[order]


def _gathered(text: str, share: _Share) -> U32:
    """Return the hashes of some of the stretches."""
    hashes = np.empty((len(text) >> share.bits) + PIECE, np.uint32)
    size = 0
    for _, h in _stretches(text):
        h = h.compress(h >> (32 - share.bits) == share.head)
        if size + len(h) > len(hashes):  # not by chance: the same again and again
            hashes = np.append(hashes[:size], np.empty(len(text) - size, np.uint32))
        hashes[size : size + len(h)] = h
        size += len(h)
    return hashes[:size]


def _halves(keys: NDArray[np.uint64]) -> tuple[U32, U32]:
    high, low = keys.view(np.uint32).reshape(-1, 2).T
    return low, high
