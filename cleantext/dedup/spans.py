"""Which stretches of two texts are the same: the tokens that lie in a shingle that both have."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.shingles import shingles, token_starts

__all__ = ["Part", "compared"]

# Of so many pairs of shingles some have the same 32-bit hash by chance: one alone says nothing there.
_MANY = 1 << 29

Part = tuple[bool, str]
"""Whether a stretch is in both texts, and the stretch."""


def compared(a: str, b: str, ngram: int = 5) -> tuple[list[Part], list[Part]]:
    """Return both texts in parts, each in both or in one only; the parts joined are the text.

    >>> compared("春眠不觉晓，处处闻啼鸟", "春眠不覺曉，夜来")
    ([(True, '春眠不觉晓，'), (False, '处处闻啼鸟')], [(True, '春眠不覺曉，'), (False, '夜来')])
    """
    hashes, offsets = shingles([a, b], ngram)
    ours, theirs = hashes[: offsets[1]], hashes[offsets[1] :]
    pair = [np.isin(ours, theirs), np.isin(theirs, ours)]
    if len(ours) * len(theirs) > _MANY:
        pair = [_not_alone(shared) for shared in pair]
    return _parts(a, pair[0], ngram), _parts(b, pair[1], ngram)


def _not_alone(shared: NDArray[np.bool_]) -> NDArray[np.bool_]:
    before, after = np.append(False, shared[:-1]), np.append(shared[1:], False)
    found: NDArray[np.bool_] = shared & (before | after)
    return found


def _parts(text: str, shared: NDArray[np.bool_], ngram: int) -> list[Part]:
    starts = token_starts(text)
    if len(starts) < ngram:
        # One shingle, which is the whole text.
        return [(bool(shared[0]), text)]
    # Windows from the last tokens on are copies of the last one.
    windows = np.flatnonzero(shared[: len(starts) - ngram + 1])
    edges = np.zeros(len(starts) + 1, np.int64)
    np.add.at(edges, windows, 1)
    np.add.at(edges, windows + ngram, -1)
    inside = np.cumsum(edges[:-1]) > 0
    # A stretch goes on to the next token, so what stands between belongs to the one before.
    changes = np.flatnonzero(np.diff(inside)) + 1
    borders = [0, *starts[changes].tolist(), len(text)]
    kinds = [bool(inside[0]), *inside[changes].tolist()]
    return [(kind, text[i:j]) for kind, (i, j) in zip(kinds, pairwise(borders), strict=True)]
