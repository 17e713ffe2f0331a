"""Which texts may have to do with each other, in arrays of numbers that any engine can carry between machines.

Texts that share a band key are linked, and what links connect is a group.  No candidate of a
text lies outside its group, so `dedup` of some whole groups gives what `dedup` of all texts
gives for them: an engine has only to bring each group together.

A text is a node, a 64-bit hash of it.  Should two texts have the same, their groups become one,
which costs work and changes no answer.  Of a key that a million texts share come a million
links, never their square.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, choose_bands, wide_band_keys
from cleantext.dedup.manifest import NGRAM, NUM_PERM, SEED
from cleantext.dedup.minhash import sign
from cleantext.dedup.shingles import distinct, shingles
from cleantext.texts import batches

__all__ = [
    "CROWDED",
    "Pairs",
    "distinct_pairs",
    "entries",
    "forest",
    "large_star",
    "links",
    "part_of",
    "small_star",
    "tied",
]

CROWDED = 1 << 26
"""Among more texts, 32-bit keys that are equal by chance would tie everything together (at 2**28, one a text)."""

Pairs = NDArray[np.int64]


def entries(texts: Sequence[str], nodes: NDArray[np.int64], threshold: float, *, wide: bool) -> Pairs:
    """Return (key, node) for each text and band, and once more for a node that stands here more than once.

    Args:
        texts: the texts.
        nodes: their hashes, of equal texts the same.
        threshold: lowest similarity of a copy.
        wide: whether keys have 64 bits, or 32 and the number of the band, as `dedup` compares them.

    Returns:
        Shape (m, 2); keys are spread evenly by their high bits.
    """
    nodes, first, counts = np.unique(nodes, return_index=True, return_counts=True)
    bands, rows = choose_bands(threshold, NUM_PERM)
    found = []
    for batch in batches([texts[k] for k in first.tolist()]):
        signatures = sign(*shingles(batch, NGRAM), NUM_PERM, "fast", SEED)
        if wide:
            keys = wide_band_keys(signatures, bands, rows)
        else:
            keys = band_keys(signatures, bands, rows).astype(np.uint64) << np.uint64(32)
            keys |= np.arange(bands, dtype=np.uint64)
        found.append(keys.view(np.int64))
    keys_ = np.concatenate(found)
    out = np.stack((keys_.ravel(), np.repeat(nodes, bands)), axis=1)
    again = counts > 1
    return np.concatenate((out, np.stack((keys_[again, 0], nodes[again]), axis=1)))


def part_of(numbers: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """Return to which of so many parts each number belongs, by its high 32 bits."""
    return (((numbers.view(np.uint64) >> np.uint64(32)) * np.uint64(parts)) >> np.uint64(32)).astype(np.int64)


def links(found: Pairs) -> Pairs:
    """Link all nodes of a key to its least, from all entries of the keys; a node that is linked to itself has copies.

    >>> links(np.array([[7, 30], [7, 10], [8, 10], [7, 20], [9, 40], [9, 40]])).tolist()
    [[10, 10], [20, 10], [30, 10], [40, 40]]
    """
    if not len(found):
        return found
    found = found[np.argsort(found[:, 0], kind="stable")]
    starts = _starts(found[:, 0])
    sizes = np.diff(starts, append=len(found))
    least = np.minimum.reduceat(found[:, 1], starts)
    shared = np.repeat(sizes > 1, sizes)
    return distinct_pairs(np.stack((found[shared, 1], np.repeat(least, sizes)[shared]), axis=1))


def tied(found: Pairs) -> Pairs:
    """Return the forest of the links of some entries: what a task keeps of whole keys."""
    return forest(links(found))


def forest(pairs: Pairs) -> Pairs:
    """Return each node with the least one that the pairs connect it to, (node, root), ascending by node.

    >>> forest(np.array([[2, 1], [3, 2], [9, 8]])).tolist()
    [[1, 1], [2, 1], [3, 1], [8, 8], [9, 8]]
    """
    nodes = distinct(pairs.ravel())
    places = np.searchsorted(nodes, pairs)  # half the memory of what numpy.unique does for it
    root = np.arange(len(nodes))
    while True:
        ends = root[places]
        least = ends.min(axis=1)
        if (ends == least[:, None]).all():
            return np.stack((nodes, nodes[root]), axis=1)
        np.minimum.at(root, ends[:, 0], least)
        np.minimum.at(root, ends[:, 1], least)
        while (root != root[root]).any():
            root = root[root]


def large_star(pairs: Pairs) -> Pairs:
    """Tie the neighbours of a node that are not before it to the least of them all.

    With `small_star` in turns, each on the pairs of whole centers, any graph becomes stars around the
    least node of each component in a few rounds (Kiveris et al., Connected Components in MapReduce and
    Beyond, 2014).

    Args:
        pairs: (center, neighbour), each pair in both directions.
    """
    pairs, least = _least(pairs)
    return distinct_pairs(np.stack((pairs[:, 1], least), axis=1)[pairs[:, 1] >= pairs[:, 0]])


def small_star(pairs: Pairs) -> Pairs:
    """Tie a node and its neighbours to the least of them.

    Args:
        pairs: (center, neighbour), of each pair the later first.
    """
    pairs, least = _least(pairs)
    return distinct_pairs(np.concatenate([np.stack((pairs[:, k], least), axis=1) for k in (0, 1)]))


def _least(pairs: Pairs) -> tuple[Pairs, NDArray[np.int64]]:
    """Return the pairs ascending by center, and the least of each center and its neighbours."""
    pairs = distinct_pairs(pairs)
    if not len(pairs):
        return pairs, pairs[:, 0]
    starts = _starts(pairs[:, 0])
    least = np.minimum(pairs[starts, 0], np.minimum.reduceat(pairs[:, 1], starts))
    return pairs, np.repeat(least, np.diff(starts, append=len(pairs)))


def _starts(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.flatnonzero(np.concatenate(([True], numbers[1:] != numbers[:-1])))


def distinct_pairs(pairs: Pairs) -> Pairs:
    """Return the pairs ascending, each once."""
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return pairs[np.concatenate(([True], (pairs[1:] != pairs[:-1]).any(axis=1)))] if len(pairs) else pairs
