"""Exact similarity of candidates, and stars: a text goes only if one that stays is similar to it.

Never the transitive closure: in a chain of 1,200 texts, each like the next and unlike the
one after, closure keeps a tenth, and half of what it drops is like nothing that is left.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.shingles import distinct, shingles
from cleantext.texts import batches

__all__ = ["Sets", "jaccard", "shared", "stars"]

# So many shingles are compared in one sort.
_CHUNK = 1 << 17
# A text near one that was dropped may be a copy of what that is a copy of.
_NEAR = 0.5


class Sets:
    """The shingle sets of some texts, and their exact Jaccard similarities.

    >>> sets = Sets([7, 9], ["一二三四五六", "一二三四五七"])
    >>> sets.similarity(7, 9)
    0.3333333333333333
    """

    def __init__(self, names: list[int], texts: list[str], ngram: int = 5) -> None:
        # No text has more shingles than characters, but an empty one has one.
        self._hashes = np.empty(sum(max(len(t), 1) for t in texts), np.uint32)
        sizes = [np.zeros(1, np.int64)]
        end = 0
        for batch in batches(texts):
            found, offsets = shingles(batch, ngram)
            if len(batch) == 1:  # perhaps a huge one: half the memory
                found = distinct(found)
                self._hashes[end : end + len(found)] = found
                end += len(found)
                sizes.append(np.array([len(found)]))
                continue
            owner = np.repeat(np.arange(len(batch), dtype=np.uint64), np.diff(offsets))
            keys = distinct((owner << np.uint64(32)) | found)
            self._hashes[end : end + len(keys)] = keys.astype(np.uint32)
            end += len(keys)
            sizes.append(np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=len(batch)))
        self._offsets = np.cumsum(np.concatenate(sizes))
        self._rows = {name: row for row, name in enumerate(names)}

    @classmethod
    def of(cls, names: list[int], hashes: NDArray[np.uint32], sizes: NDArray[np.int64]) -> Sets:
        """Return the sets whose hashes stand one after the other, repeated ones among them.

        >>> Sets.of([7, 9], np.array([5, 3, 5, 3], np.uint32), np.array([3, 1])).similarity(7, 9)
        0.5
        """
        sets = cls.__new__(cls)
        ends = np.cumsum(sizes)
        sets._hashes = np.empty(len(hashes), np.uint32)
        counts = np.zeros(len(sizes) + 1, np.int64)
        low = end = 0
        while low < len(sizes):  # as many texts as fit a cache, at least one
            begin = int(ends[low - 1]) if low else 0
            high = max(low + 1, int(np.searchsorted(ends, begin + _CHUNK, side="right")))
            owner = np.repeat(np.arange(high - low, dtype=np.uint64), sizes[low:high])
            keys = distinct((owner << np.uint64(32)) | hashes[begin : int(ends[high - 1])])
            sets._hashes[end : end + len(keys)] = keys  # the low half
            counts[low + 1 : high + 1] = np.bincount((keys >> np.uint64(32)).astype(np.int64), minlength=high - low)
            low, end = high, end + len(keys)
        sets._offsets = np.cumsum(counts)
        sets._rows = {name: row for row, name in enumerate(names)}
        return sets

    def __getitem__(self, name: int) -> NDArray[np.uint32]:
        """Return the ascending hashes of one text."""
        row = self._rows[name]
        return self._hashes[self._offsets[row] : self._offsets[row + 1]]

    def __contains__(self, name: int) -> bool:
        """Say whether the text is one of these."""
        return name in self._rows

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many shingles each text has, in the order of the names; shape (names,)."""
        return np.diff(self._offsets)

    def size(self, name: int) -> int:
        """Return how many shingles one text has."""
        row = self._rows[name]
        return int(self._offsets[row + 1] - self._offsets[row])

    def similarity(self, a: int, b: int) -> float:
        """Return the Jaccard similarity of two texts."""
        return jaccard(self[a], self[b])

    def similarities(self, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the similarity of each pair, shape (pairs,)."""
        names = np.fromiter(self._rows, np.int64, len(self._rows))
        order = np.argsort(names, kind="stable")
        rows = order[np.searchsorted(names, pairs, sorter=order)]
        sizes = np.diff(self._offsets)[rows]
        out = np.empty(len(rows))
        ends = np.cumsum(sizes.sum(axis=1))
        low = 0
        while low < len(rows):
            before = ends[low - 1] if low else 0
            high = max(low + 1, int(np.searchsorted(ends, before + _CHUNK)))
            if ends[low] - before > 8 * _CHUNK:
                out[low] = self.similarity(*pairs[low].tolist())
                low += 1
                continue
            both = self._common(rows[low:high], sizes[low:high])
            out[low:high] = both / (sizes[low:high].sum(axis=1) - both)
            low = high
        return out

    def _common(self, rows: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many hashes the two sets of each pair share."""
        lengths = sizes.ravel()
        starts = np.cumsum(lengths) - lengths
        where = np.arange(lengths.sum()) + np.repeat(self._offsets[rows.ravel()] - starts, lengths)
        both = sizes.sum(axis=1)
        keys = np.repeat(np.arange(len(rows), dtype=np.uint64) << np.uint64(32), both)
        keys |= self._hashes.take(where, mode="wrap")  # no index is out of range; "wrap" is the fastest way to say so
        keys.sort(kind="stable")  # of stretches that are sorted: these it merges, in less than half the time
        twice = np.append(keys[1:] == keys[:-1], False)
        # Of a pair without hashes reduceat would give what stands at its place, which the last one has not.
        common = np.zeros(len(rows), np.int64)
        there = np.flatnonzero(both)
        if len(there):
            common[there] = np.add.reduceat(twice, (np.cumsum(both) - both)[there], dtype=np.int64)
        return common


def jaccard(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> float:
    """Return the Jaccard similarity of two sets, each without repetition.

    >>> jaccard(np.array([1, 2], np.uint32), np.array([2, 3], np.uint32))
    0.3333333333333333
    """
    both = shared(a, b)
    return both / (len(a) + len(b) - both)


def shared(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    """Return how many numbers two sets share, each ascending and without repetition.

    >>> shared(np.array([1, 2], np.uint32), np.array([2, 3], np.uint32))
    1
    """
    if len(a) > len(b):
        a, b = b, a
    if len(a) * 8 > len(b):
        return len(np.intersect1d(a, b, assume_unique=True))
    # A small set in a large one: look each of its numbers up.
    places = np.searchsorted(b, a)
    return int(np.count_nonzero(b[np.minimum(places, len(b) - 1)] == a))


def stars(
    pairs: NDArray[np.int64],
    similarities: NDArray[np.float64],
    threshold: float,
    similarity: Callable[[int, int], float],
    dropped: dict[int, tuple[int, float]] | None = None,
) -> dict[int, tuple[int, float]]:
    """Return what goes, each with the one that stays for it and their similarity.

    Args:
        pairs: (better, worse), ascending by the worse.
        similarities: of the pairs.
        threshold: lowest similarity at which the worse goes.
        similarity: computes that of other pairs, of texts that occur in `pairs` or stay for one that goes.
        dropped: what is known to go, of the texts before the first worse; all that goes is added to it.

    >>> stars(np.array([[0, 1], [1, 2]]), np.array([0.9, 0.9]), 0.8, lambda a, b: 0.7)
    {1: (0, 0.9)}
    """
    dropped = {} if dropped is None else dropped
    worse, begins = np.unique(pairs[:, 1], return_index=True)
    borders = [*begins.tolist(), len(pairs)]
    for x, (low, high) in zip(worse.tolist(), pairwise(borders), strict=True):
        known = dict(zip(pairs[low:high, 0].tolist(), similarities[low:high].tolist(), strict=True))
        for y, s in list(known.items()):
            if y in dropped and s >= _NEAR * threshold:
                center = dropped[y][0]
                if center not in known:
                    known[center] = similarity(center, x)
        staying = [(-s, y) for y, s in known.items() if s >= threshold and y not in dropped]
        if staying:
            s, y = min(staying)
            dropped[x] = (y, -s)
    return dropped
