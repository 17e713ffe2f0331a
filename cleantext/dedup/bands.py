"""Bands: texts that agree in a whole band of their signatures are candidates, found by sorting.

With b bands of r slots, two texts of similarity s agree in one with probability
1 - (1 - s**r)**b (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
What a band lets through is verified, so the bands are chosen for recall alone.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.coefficients import splitmix
from cleantext.dedup.shingles import distinct

__all__ = ["band_keys", "candidates", "choose_bands", "recall", "wide_band_keys"]

# At 0.8 with 128 slots this takes 21 bands of 6.  Balancing both errors gives 9 of 13 and
# loses six of ten pairs that are exactly at the threshold.
_RECALL = 0.995


def recall(similarity: float, bands: int, rows: int) -> float:
    """Return the probability that two texts of this similarity become candidates.

    >>> round(recall(0.8, 21, 6), 3)
    0.998
    """
    return float(1 - (1 - similarity**rows) ** bands)


def choose_bands(threshold: float, num_perm: int = 128) -> tuple[int, int]:
    """Return bands and rows: the longest rows with which 99.5 % of the pairs at the threshold are found.

    >>> choose_bands(0.8)
    (21, 6)
    """
    for rows in range(num_perm, 1, -1):
        if recall(threshold, num_perm // rows, rows) >= _RECALL:
            return num_perm // rows, rows
    return num_perm, 1


def band_keys(signatures: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint32]:
    """Return a hash of each band of each signature, shape (n, bands)."""
    return (wide_band_keys(signatures, bands, rows) >> np.uint64(32)).astype(np.uint32)


def wide_band_keys(signatures: NDArray[np.uint32], bands: int, rows: int) -> NDArray[np.uint64]:
    """Return the same hashes with 64 bits: among more than some 10**8 texts too many of 32 are equal by chance."""
    factors = _factors(bands, rows)
    keys = np.zeros((len(signatures), bands), np.uint64)
    for k in range(rows):
        # Another odd factor for each slot: a sum of the slots would say little, as minima are all small.
        keys += signatures[:, k : bands * rows : rows] * factors[:, k]
    keys ^= keys >> np.uint64(29)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    return keys


@cache
def _factors(bands: int, rows: int) -> NDArray[np.uint64]:
    return splitmix(bands * 1009 + rows, bands * rows).reshape(bands, rows) | np.uint64(1)


def candidates(keys: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return pairs of rows (earlier, later) that agree in a column, shape (pairs, 2), ascending by the later.

    Of each group of equal keys every row is paired with the first and with the one before
    it: as many pairs as rows, however large the group.
    """
    n = len(keys)
    pairs = np.empty(0, np.uint64)
    for column in keys.T:
        # Key and row as one number: one fast sort instead of an argsort.
        order = column.astype(np.uint64)
        order <<= np.uint64(32)
        order |= np.arange(n, dtype=np.uint64)
        order.sort()
        pairs = distinct(np.concatenate((pairs, linked(order))))
    both = np.stack((pairs & np.uint64(0xFFFFFFFF), pairs >> np.uint64(32)), axis=1)
    return both.astype(np.int64)


def linked(entries: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the pairs of one column, each as `later << 32 | earlier`, ascending.

    Args:
        entries: `key << 32 | row`, ascending.

    >>> [(int(p) >> 32, int(p) & 0xFFFFFFFF) for p in linked(np.array([7 << 32, 7 << 32 | 2, 7 << 32 | 5], np.uint64))]
    [(2, 0), (5, 0), (5, 2)]
    """
    again = np.flatnonzero((entries[1:] ^ entries[:-1]) < np.uint64(1 << 32)) + 1
    if not len(again):
        return np.empty(0, np.uint64)
    # The row before the first of each run of repetitions is the first with its key.
    head = np.diff(again, prepend=-1) != 1
    low = np.uint64(0xFFFFFFFF)
    first = (entries[again[head] - 1] & low)[np.cumsum(head) - 1]
    later = entries[again] << np.uint64(32)
    return distinct(np.concatenate((later | first, later | (entries[again - 1] & low))))
