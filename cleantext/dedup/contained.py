"""Texts that stand inside longer ones: an article in a digest, a post in the page of its thread.

Bands do not find them: a text that is a tenth of another has a Jaccard similarity of .1.
Each text is represented by the smallest of its shingle hashes (bottom-k, Broder 1997);
these are looked up among all shingles of all texts, which go by in a stream and are not
kept.  A text whose hashes are mostly found in one longer text is compared with it exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.clusters import Sets, shared
from cleantext.dedup.minhash import batches
from cleantext.dedup.shingles import distinct, shingles

__all__ = ["MIN_SHINGLES", "Contained", "contained"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

# Shorter texts are sentences; that an article says a sentence is no reason to lose it elsewhere.
MIN_SHINGLES = 32
# Hashes that represent a text.
_SKETCH = 16
# Of a pair at the threshold so many may be missed because its hashes fell badly.
_MISSED = 0.001
# Texts in which a hash is looked up: the longest that have it.  Phrases of a site's template are in
# all of its pages; more than this of each would make work that grows with the square of them.
_CAP = 16
# So many texts are matched at once.
_CHUNK = 4096
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Contained:
    """What a text goes for: the text it stands in, its share that stands there, and their Jaccard similarity."""

    center: int
    containment: float
    similarity: float


def contained(
    texts: Sequence[str],
    rows: Sequence[int],
    followers: Mapping[int, Sequence[int]],
    share: float,
    threshold: float,
    ngram: int = 5,
) -> dict[int, Contained]:
    """Return which of the texts go because one that stays contains them.

    Args:
        texts: all texts, the better before the others.
        rows: which of them stay so far, ascending.
        followers: texts that went because one of `rows` is a near copy.  It goes only if each
            of them is contained in, or a near copy of, the same text; they are in the answer too.
        share: of the shingles of a text, how many must be in the other.
        threshold: lowest Jaccard similarity of a near copy.

    >>> small = "".join(map(chr, range(0x4E00, 0x4E40)))
    >>> contained([small, "前言" + small + "后记"], [0, 1], {}, 0.9, 0.8)[0].center
    1
    """
    sizes, sketches = _sketch([texts[n] for n in rows], ngram)
    # The longest first: a text can only stand in one before it.
    order = np.lexsort((np.arange(len(rows)), -sizes))
    names = [rows[n] for n in order.tolist()]
    pairs = _candidates([texts[n] for n in names], sketches[order], sizes[order], _needed(share), ngram)
    if not len(pairs):
        return {}
    involved = distinct(pairs.ravel()).tolist()
    sets = Sets([names[n] for n in involved], [texts[names[n]] for n in involved], ngram)
    found: dict[int, dict[int, Contained]] = {}
    for y, x in pairs.tolist():
        long, short = names[y], names[x]
        if long in found:
            continue
        best = found.get(short, {}).get(short)
        evidence = _compare(sets[short], sets[long], long)
        if evidence.containment < share or (best and evidence.containment <= best.containment):
            continue
        moved = {n: _compare(_hash_set(texts[n], ngram), sets[long], long) for n in followers.get(short, ())}
        if all(e.containment >= share or e.similarity >= threshold for e in moved.values()):
            found[short] = {short: evidence, **moved}
    return {n: e for moved in found.values() for n, e in moved.items()}


def _compare(short: U32, long: U32, center: int) -> Contained:
    both = shared(short, long)
    return Contained(center, both / len(short), both / (len(short) + len(long) - both))


def _hash_set(text: str, ngram: int) -> U32:
    return distinct(shingles([text], ngram)[0])


@cache
def _needed(share: float) -> int:
    """Return how many hashes of a sketch must be found, so that hardly a pair at the threshold is missed."""
    missed = 0.0
    for hits in range(_SKETCH + 1):
        missed += comb(_SKETCH, hits) * share**hits * (1 - share) ** (_SKETCH - hits)
        if missed > _MISSED:
            return max(hits, 1)
    return _SKETCH


def _mixed(texts: Sequence[str], ngram: int) -> Iterator[tuple[Ints, U64]]:
    """Yield sizes of sets, and their hashes with the number of the text above, ascending."""
    low = 0
    for batch in batches(texts):
        hashes, offsets = shingles(batch, ngram)
        # Another order than that of the hashes themselves, which follow the last token; a bijection.
        mixed = hashes * np.uint32(0x9E3779B1)
        mixed ^= mixed >> np.uint32(15)
        mixed *= np.uint32(0x2C1B3C6D)
        mixed ^= mixed >> np.uint32(13)
        owner = np.repeat(np.arange(low, low + len(batch), dtype=np.uint64) << _HALF, np.diff(offsets))
        owner |= mixed
        keys = distinct(owner)
        yield np.bincount((keys >> _HALF).astype(np.int64) - low, minlength=len(batch)), keys
        low += len(batch)


def _sketch(texts: Sequence[str], ngram: int) -> tuple[Ints, U32]:
    """Return the size of each set, shape (n,), and its smallest hashes, shape (n, 16); too short a text has zeros."""
    sizes = np.zeros(len(texts), np.int64)
    sketches = np.zeros((len(texts), _SKETCH), np.uint32)
    low = 0
    for counts, keys in _mixed(texts, ngram):
        sizes[low : low + len(counts)] = counts
        long = np.flatnonzero(counts >= MIN_SHINGLES)
        starts = (np.cumsum(counts) - counts)[long]
        sketches[low + long] = keys[starts[:, None] + np.arange(_SKETCH)].astype(np.uint32)
        low += len(counts)
    return sizes, sketches


def _candidates(texts: Sequence[str], sketches: U32, sizes: Ints, needed: int, ngram: int) -> Ints:
    """Return pairs (container, contained) of places in `texts`, which are sorted by size; ascending."""
    long = sizes >= MIN_SHINGLES
    wanted = distinct(sketches[long].ravel())
    if not len(wanted):
        return np.empty((0, 2), np.int64)
    # Places of the texts in which each wanted hash occurs, ascending, and where each hash's begin.
    hits = _look_up(texts, wanted, ngram)
    starts = np.searchsorted(hits, np.arange(len(wanted) + 1, dtype=np.uint64) << _HALF)
    where = (hits & _LOW).astype(np.int64)
    # Sizes descend: those long enough come first.
    rows = np.searchsorted(wanted, sketches[long])
    found = [np.empty(0, np.uint64)]
    for low in range(0, len(rows), _CHUNK):
        part = rows[low : low + _CHUNK].ravel()
        counts = starts[part + 1] - starts[part]
        begins = np.repeat(starts[part] - np.cumsum(counts) + counts, counts)
        container = where[begins + np.arange(len(begins))]
        inside = np.repeat(low + np.arange(len(part)) // _SKETCH, counts)
        earlier = container < inside
        keys = (container[earlier].astype(np.uint64) << _HALF) | inside[earlier].astype(np.uint64)
        keys.sort()
        # A pair found often enough stands at a place and `needed - 1` places further.
        last = max(len(keys) - needed + 1, 0)
        found.append(distinct(keys[:last][keys[:last] == keys[needed - 1 :]]))
    pairs = np.sort(np.concatenate(found))
    return np.stack((pairs >> _HALF, pairs & _LOW), axis=1).astype(np.int64)


def _look_up(texts: Sequence[str], wanted: U32, ngram: int) -> U64:
    """Return for each wanted hash the first texts that have it: numbers of hash and text as one, ascending."""
    # Most shingles are nobody's: a table of their high bits says so faster than a search.
    shift = np.uint32(max(32 - max(len(wanted), 1 << 12).bit_length() - 4, 0))
    maybe = np.zeros(1 << (32 - int(shift)), bool)
    maybe[wanted >> shift] = True
    seen = np.zeros(len(wanted), np.int64)
    found = [np.empty(0, np.uint64)]
    for _, keys in _mixed(texts, ngram):
        hashes = keys.astype(np.uint32)
        some = np.flatnonzero(maybe[hashes >> shift])
        number = np.searchsorted(wanted, hashes[some])
        number[number == len(wanted)] = 0
        real = wanted[number] == hashes[some]
        pairs = (number[real].astype(np.uint64) << _HALF) | (keys[some[real]] >> _HALF)
        pairs.sort()
        number = (pairs >> _HALF).astype(np.int64)
        first = np.flatnonzero(np.diff(number, prepend=-1))
        counts = np.diff(first, append=len(number))
        place = np.arange(len(number)) - np.repeat(first, counts) + seen[number]
        seen[number[first]] += counts
        found.append(pairs[place < _CAP])
    hits = np.concatenate(found)
    hits.sort()
    return hits
