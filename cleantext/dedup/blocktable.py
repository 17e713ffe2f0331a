"""Hashes of blocks of text and where they stand: an open-addressing table in two arrays, looked up many at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["BlockTable"]

U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

_FACTOR = np.uint64(0xD6E8FEB86659FD93)
# Added to a hash for its second, third, … place.
_NEXT = 0x9E3779B97F4A7C15


class BlockTable:
    """The first places of each hash, in the order in which they came; 16 bytes a slot, at most half of them in use.

    Args:
        places: so many of each hash are kept.

    >>> table = BlockTable(2)
    >>> table.insert(np.array([5, 6, 5, 5], np.uint64), np.array([10, 20, 30, 40]))
    >>> [found.tolist() for found in table.find(np.array([5, 6, 7], np.uint64))]
    [[10, 20, -1], [30, -1, -1]]
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._keys = np.zeros(1 << 12, np.uint64)  # 0 is an empty slot
        self._values = np.empty(1 << 12, np.int64)
        self._used = 0

    def find(self, hashes: U64) -> list[Ints]:
        """Return the first, second, … places of each hash, -1 where there is none; at least one array."""
        found = [np.full(len(hashes), -1)]
        todo = np.arange(len(hashes))
        for k in range(self._places):
            if k:
                found.append(np.full(len(hashes), -1))
            found[k][todo] = self._find(_nth(hashes[todo], k))
            todo = todo[found[k][todo] >= 0]
            if not len(todo):
                break
        return found

    def insert(self, hashes: U64, values: Ints) -> None:
        """Take in places of hashes, ascending."""
        for k in range(self._places):
            if not len(hashes):
                return
            keys = _nth(hashes, k)
            first = np.zeros(len(keys), bool)
            first[np.unique(keys, return_index=True)[1]] = True
            new = first & (self._find(keys) < 0)
            self._insert(keys[new], values[new])
            hashes, values = hashes[~new], values[~new]

    def _slots(self, keys: U64) -> Ints:
        bits = len(self._keys).bit_length() - 1
        return ((keys * _FACTOR) >> np.uint64(64 - bits)).astype(np.int64)

    def _find(self, keys: U64) -> Ints:
        out = np.full(len(keys), -1)
        slots = self._slots(keys)
        todo = np.arange(len(keys))
        while len(todo):
            there = self._keys[slots[todo]]
            hit = there == keys[todo]
            out[todo[hit]] = self._values[slots[todo[hit]]]
            todo = todo[~hit & (there != 0)]
            slots[todo] = (slots[todo] + 1) & (len(self._keys) - 1)
        return out

    def _insert(self, keys: U64, values: Ints) -> None:
        """Put in keys that are new and different."""
        while 2 * (self._used + len(keys)) > len(self._keys):
            old, known = np.flatnonzero(self._keys), self._keys
            moved, places = known[old], self._values[old]
            self._keys = np.zeros(2 * len(known), np.uint64)
            self._values = np.empty(2 * len(known), np.int64)
            self._put(moved, places)
        self._put(keys, values)
        self._used += len(keys)

    def _put(self, keys: U64, values: Ints) -> None:
        slots = self._slots(keys)
        while len(keys):
            empty = self._keys[slots] == 0
            self._keys[slots[empty]] = keys[empty]  # of several that want one slot, one has it
            placed = self._keys[slots] == keys
            self._values[slots[placed]] = values[placed]
            keys, values, slots = keys[~placed], values[~placed], (slots[~placed] + 1) & (len(self._keys) - 1)


def _nth(hashes: U64, k: int) -> U64:
    numbers: U64 = np.maximum(hashes + np.uint64(_NEXT * k % (1 << 64)), np.uint64(1))
    return numbers
