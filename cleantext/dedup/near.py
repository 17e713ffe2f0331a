"""Near copies among texts that are all different: bands find candidates, exact similarity decides, stars choose.

Of a text only its band keys are held, 84 bytes; its shingles are made again where it has a
candidate.  Texts are verified component by component: what no candidate connects cannot
matter to each other, so the shingles of a few components, or of a slice of a large one,
are all that is in memory at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, candidates
from cleantext.dedup.clusters import Sets, jaccard, stars
from cleantext.dedup.minhash import sign
from cleantext.dedup.shingles import distinct, shingles

__all__ = ["Near", "first_equal", "near"]

Ints = NDArray[np.int64]

# So many characters go through at once: their arrays stay in the second-level cache.
_BATCH = 1 << 17
_BLOCK = 4096
# The texts of a component up to this size are compared all with all.
_SMALL = 16
# Of larger components, so many characters at once; more than that is large in itself.
_SLICE = 1 << 22


class Near(NamedTuple):
    """For each text the better one that stays for it; shape (n,) each.

    Attributes:
        center: position of the text that stays, -1 where the text itself stays.
        similarity: exact Jaccard similarity to it, NaN where the text itself stays.
        containment: share of the text's own shingles that are in it, NaN where the text itself stays.
    """

    center: Ints
    similarity: NDArray[np.float64]
    containment: NDArray[np.float64]


def first_equal(texts: Sequence[str], order: Ints) -> Ints:
    """Return for each text the position of the first equal one in the given order of positions, shape (n,).

    >>> first_equal(["a", "b", "a"], np.array([2, 1, 0])).tolist()
    [2, 1, 2]
    """
    first = np.arange(len(texts))
    # Python's own hashes, which str objects keep: no dictionary of all texts.
    hashes = np.fromiter(map(hash, texts), np.int64, len(texts))[order]
    by_hash = np.argsort(hashes, kind="stable")
    hashes = hashes[by_hash]
    again = np.flatnonzero(hashes[1:] == hashes[:-1]) + 1
    known: dict[str, int] = {}
    before = -1
    for low in range(0, len(again), _BLOCK):  # a list of numbers takes five times as much as their array
        places = again[low : low + _BLOCK]
        rows, heads = order[by_hash[places]], order[by_hash[places - 1]]
        for place, n, head in zip(places.tolist(), rows.tolist(), heads.tolist(), strict=True):
            if place != before + 1:
                known = {texts[head]: head}
            first[n] = known.setdefault(texts[n], n)
            before = place
    return first


def near(
    texts: Sequence[str], threshold: float, bands: int, rows: int, *, num_perm: int = 128, ngram: int = 5, seed: int = 1
) -> Near:
    """Return which of the texts go, the better before the worse, and for what.

    >>> near(["一二三四五六七八九十", "日月", "一二三四五六七八九十甲"], 0.8, 21, 6).center.tolist()
    [-1, -1, 0]
    """
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    pairs = candidates(_keys(texts, lengths, bands, rows, num_perm, ngram, seed))
    names, pairs, starts, small = _components(pairs, lengths)
    found = Near(np.full(len(texts), -1, np.int64), np.full(len(texts), np.nan), np.full(len(texts), np.nan))
    if not len(names):
        return found
    weights = lengths[names]
    sizes = np.diff(starts)
    whole = np.add.reduceat(weights, starts[:-1])[:small]
    for low, high in _spans(whole, _BATCH):
        first, last = int(starts[low]), int(starts[high])
        members = np.repeat(np.arange(high - low), sizes[low:high])
        own = pairs[np.searchsorted(pairs[:, 1], first) : np.searchsorted(pairs[:, 1], last)] - first
        _settle_small(found, texts, names[first:last], members, own, threshold, ngram)
    rest = pairs[np.searchsorted(pairs[:, 1], starts[small]) :]
    _settle_large(found, texts, names, weights, rest, threshold, ngram)
    return found


def _keys(
    texts: Sequence[str], lengths: Ints, bands: int, rows: int, num_perm: int, ngram: int, seed: int
) -> NDArray[np.uint32]:
    keys = np.empty((len(texts), bands), np.uint32, order="F")
    for low, high in _spans(lengths, _BATCH):
        keys[low:high] = band_keys(sign(*shingles(texts[low:high], ngram), num_perm, "fast", seed), bands, rows)
    return keys


def _spans(weights: Ints, budget: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of things whose weights sum up to about the budget, one thing at least."""
    ends = np.cumsum(weights + 1)
    low = 0
    while low < len(weights):
        before = int(ends[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(ends, before + budget, side="right")))
        yield low, high
        low = high


def _components(pairs: Ints, lengths: Ints) -> tuple[Ints, Ints, Ints, int]:
    """Put what pairs connect together: small components before large, in each the better before the worse.

    Returns:
        names: the texts that occur in pairs, in this order.
        pairs: the pairs by places in it, ascending by the later.
        starts: where each component starts, and the end.
        small: how many components are small, by texts and by characters.
    """
    names = distinct(pairs.ravel())
    pairs = np.searchsorted(names, pairs)
    label = np.arange(len(names))
    while True:
        ends = label[pairs]
        least = ends.min(axis=1)
        if (ends == least[:, None]).all():
            break
        # Hook each root to the least one beside it, and shorten all ways to the roots.
        np.minimum.at(label, ends[:, 0], least)
        np.minimum.at(label, ends[:, 1], least)
        while (label != label[label]).any():
            label = label[label]
    large = (np.bincount(label) > _SMALL) | (np.bincount(label, lengths[names]) > _SLICE)
    order = np.lexsort((label, large[label]))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    pairs = place[pairs]
    pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
    starts = np.flatnonzero(np.diff(label[order], prepend=-1, append=-1))
    small = len(np.unique(label)) - len(np.unique(label[large[label]]))
    return names[order], pairs, starts, small


def _settle_small(
    found: Near, texts: Sequence[str], names: Ints, members: Ints, pairs: Ints, threshold: float, ngram: int
) -> None:
    """Settle small components, `members` says of which each text is, by counting what all texts of one share."""
    hashes, offsets = shingles([texts[n] for n in names.tolist()], ngram)
    # Component, hash and text in one number: the texts that share a hash stand side by side.
    high = np.repeat(members.astype(np.uint64) << np.uint64(48), np.diff(offsets))
    high |= hashes.astype(np.uint64) << np.uint64(16)
    high |= np.repeat(np.arange(len(names), dtype=np.uint64), np.diff(offsets))
    keys = distinct(high)
    text = (keys & np.uint64(0xFFFF)).astype(np.int64)
    keys >>= np.uint64(16)
    sizes = np.bincount(text, minlength=len(names))
    common = np.zeros(len(names) * _SMALL, np.int64)
    at = np.flatnonzero(keys[1:] == keys[:-1])
    step = 1
    while len(at):
        earlier = text[at]
        common += np.bincount(earlier * (_SMALL - 1) + text[at + step], minlength=len(common))
        step += 1
        at = at[at + step < len(keys)]
        at = at[keys[at + step] == keys[at]]

    # The later of two has a number greater by less than _SMALL.
    width = _SMALL - 1

    def similarity(a: int, b: int) -> float:
        shares = int(common[a * width + b])
        return shares / (int(sizes[a]) + int(sizes[b]) - shares)

    shares = common[pairs[:, 0] * width + pairs[:, 1]]
    similarities = shares / (sizes[pairs].sum(axis=1) - shares)
    dropped = stars(pairs, similarities, threshold, similarity)
    _note(found, names, dropped, sizes)


def _note(found: Near, names: Ints, dropped: dict[int, tuple[int, float]], sizes: Ints) -> None:
    """Write down what goes, and for what."""
    if not dropped:
        return
    row = np.fromiter(dropped, np.int64, len(dropped))
    center = np.fromiter((c for c, _ in dropped.values()), np.int64, len(dropped))
    similarity = np.fromiter((s for _, s in dropped.values()), np.float64, len(dropped))
    shares = np.rint(similarity * (sizes[row] + sizes[center]) / (1 + similarity))
    found.center[names[row]] = names[center]
    found.similarity[names[row]] = similarity
    found.containment[names[row]] = shares / sizes[row]


def _settle_large(
    found: Near, texts: Sequence[str], names: Ints, weights: Ints, pairs: Ints, threshold: float, ngram: int
) -> None:
    """Settle large components pair by pair, a slice of the pairs at a time."""
    dropped: dict[int, tuple[int, float]] = {}
    sizes = np.zeros(len(names), np.int64)
    begins = np.flatnonzero(np.diff(pairs[:, 1], prepend=-1))
    borders = np.append(begins, len(pairs))
    loads = np.add.reduceat(weights[pairs].sum(axis=1), begins) if len(pairs) else weights[:0]
    for low, high in _spans(loads, _SLICE):
        some = pairs[borders[low] : borders[high]]
        inside = distinct(some.ravel())
        sets = Sets(inside.tolist(), [texts[n] for n in names[inside].tolist()], ngram)
        sizes[inside] = sets.sizes
        similarity = _Lookup(sets, texts, names, ngram)
        stars(some, sets.similarities(some), threshold, similarity, dropped)
    _note(found, names, dropped, sizes)


class _Lookup:
    """The similarity of a text of a slice to one that stays, which may have been in an earlier slice."""

    def __init__(self, sets: Sets, texts: Sequence[str], names: Ints, ngram: int) -> None:
        self.sets, self.texts, self.names, self.ngram = sets, texts, names, ngram
        self.centers: dict[int, NDArray[np.uint32]] = {}

    def __call__(self, center: int, text: int) -> float:
        if center in self.sets:
            return self.sets.similarity(center, text)
        if center not in self.centers:
            self.centers[center] = distinct(shingles([self.texts[self.names[center]]], self.ngram)[0])
        return jaccard(self.centers[center], self.sets[text])
