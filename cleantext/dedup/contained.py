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
from cleantext.dedup.shingles import distinct, shingles
from cleantext.texts import batches

__all__ = ["MIN_SHINGLES", "Contained", "contained"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

# Shorter texts are sentences; that an article says a sentence is no reason to lose it elsewhere.
MIN_SHINGLES = 32
# Hashes that represent a text.
_SKETCH = 24
# Of a pair at the threshold so many may be missed because its hashes fell badly.
_MISSED = 0.001
# Texts in which a hash is looked up: the longest that have it.  Phrases of a site's template are in
# all of its pages; more than this of each would make work that grows with the square of them.
_CAP = 16
# So few hashes that are rarer are too few to find a text by.
_FEW = 4
# So many texts are matched at once.
_CHUNK = 4096
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_NONE = np.uint64(0xFFFFFFFFFFFFFFFF)


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
    sizes, long, sketches = _sketch([texts[n] for n in rows], ngram)
    # The longest first: a text can only stand in one before it.
    order = np.argsort(-sizes, kind="stable")
    names = [rows[n] for n in order.tolist()]
    places = np.argsort(order)[long]
    ascending = np.argsort(places)
    pairs = _candidates([texts[n] for n in names], places[ascending], sketches[ascending], share, ngram)
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


def _mixed(texts: Sequence[str], ngram: int) -> Iterator[tuple[U32, Ints]]:
    """Yield the hashes of the shingles of some texts, in a random order of values, and where each text's begin."""
    for batch in batches(texts):
        hashes, offsets = shingles(batch, ngram)
        # The smallest hashes must say nothing about the text: a bijection.
        hashes = hashes * np.uint32(0x9E3779B1)
        hashes ^= hashes >> np.uint32(15)
        hashes *= np.uint32(0x2C1B3C6D)
        hashes ^= hashes >> np.uint32(13)
        yield hashes, offsets


def _sketch(texts: Sequence[str], ngram: int) -> tuple[Ints, Ints, U32]:
    """Return how many tokens each text has, shape (n,), which are long enough, and their smallest hashes, (m, 24)."""
    sizes = []
    rows: list[int] = []
    sketches = []
    low = 0
    for hashes, offsets in _mixed(texts, ngram):
        counts = np.diff(offsets)
        sizes.append(counts)
        # So small that of a text without repetition three times as many as needed remain to be sorted.
        small = np.minimum(3 * _SKETCH * 2.0**32 / counts, 2.0**32 - 1).astype(np.uint32)
        owner = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
        some = np.flatnonzero(hashes <= np.repeat(small, counts))
        keys = distinct((owner[some] << _HALF) | hashes[some])
        found = np.bincount((keys >> _HALF).astype(np.int64), minlength=len(counts))
        starts = np.cumsum(found) - found
        for n in np.flatnonzero(counts >= MIN_SHINGLES).tolist():
            own = keys[starts[n] : starts[n] + found[n]]
            if len(own) < max(_SKETCH, MIN_SHINGLES):
                own = distinct(hashes[offsets[n] : offsets[n + 1]])
            if len(own) >= MIN_SHINGLES:
                rows.append(low + n)
                sketches.append(own[:_SKETCH].astype(np.uint32))
        low += len(counts)
    return (
        np.concatenate([np.empty(0, np.int64), *sizes]),
        np.array(rows, np.int64),
        np.array(sketches, np.uint32).reshape(-1, _SKETCH),
    )


def _candidates(texts: Sequence[str], rows: Ints, sketches: U32, share: float, ngram: int) -> Ints:
    """Return pairs (container, contained) of places in `texts`, which are sorted by length; ascending.

    Args:
        texts: where to look.
        rows: places of the texts to be found in others, ascending.
        sketches: of these.
    """
    wanted = distinct(sketches.ravel())
    if not len(wanted):
        return np.empty((0, 2), np.int64)
    # Places of the texts in which each wanted hash occurs, ascending, and where each hash's begin.
    hits, often = _look_up(texts, wanted, ngram)
    starts = np.searchsorted(hits, np.arange(len(wanted) + 1, dtype=np.uint64) << _HALF)
    where = (hits & _LOW).astype(np.int64)
    found = [np.empty(0, np.uint64)]
    for low in range(0, len(rows), _CHUNK):
        part = np.searchsorted(wanted, sketches[low : low + _CHUNK])
        # What most of a site has says little.  A text that has nothing else is looked for by that.
        rare = often[part] <= _CAP
        rare |= (rare.sum(axis=1) < _FEW)[:, None]
        needed = _needed(share)[rare.sum(axis=1)]
        owner = np.repeat(np.arange(len(part)), _SKETCH)[rare.ravel()]
        part = part[rare]
        counts = starts[part + 1] - starts[part]
        begins = np.repeat(starts[part] - np.cumsum(counts) + counts, counts)
        container = where[begins + np.arange(len(begins))]
        inside = np.repeat(owner, counts)
        earlier = container < rows[low + inside]
        keys = (container[earlier].astype(np.uint64) << _HALF) | inside[earlier].astype(np.uint64)
        keys.sort()
        first = np.flatnonzero(np.diff(keys, prepend=_NONE))
        pairs = keys[first]
        inside = (pairs & _LOW).astype(np.int64)
        enough = np.diff(first, append=len(keys)) >= needed[inside]
        container = pairs[enough] >> _HALF
        found.append((container << _HALF) | rows[low + inside[enough]].astype(np.uint64))
    pairs = np.sort(np.concatenate(found))
    return np.stack((pairs >> _HALF, pairs & _LOW), axis=1).astype(np.int64)


@cache
def _needed(share: float) -> Ints:
    """Return how many of so many hashes must be found, so that hardly a pair at the threshold is missed; (25,)."""
    needed = np.ones(_SKETCH + 1, np.int64)
    for size in range(1, _SKETCH + 1):
        # Hashes that many texts have are left out, and the text has all of those: what it lacks is among the rest.
        each = max(0.0, 1 - (1 - share) * _SKETCH / size)
        missed = 0.0
        for hits in range(size + 1):
            missed += comb(size, hits) * each**hits * (1 - each) ** (size - hits)
            if missed > _MISSED:
                needed[size] = max(hits, 1)
                break
    return needed


def _look_up(texts: Sequence[str], wanted: U32, ngram: int) -> tuple[U64, Ints]:
    """Return for each wanted hash the first texts that have it, and how many have it.

    The former are numbers of hash and text as one, ascending.
    """
    # Most shingles are nobody's: a table of their high bits says so faster than a search.
    shift = np.uint32(max(32 - max(len(wanted), 1 << 12).bit_length() - 4, 0))
    maybe = np.zeros(1 << (32 - int(shift)), bool)
    maybe[wanted >> shift] = True
    seen = np.zeros(len(wanted), np.int64)
    found = [np.empty(0, np.uint64)]
    low = 0
    for hashes, offsets in _mixed(texts, ngram):
        some = np.flatnonzero(maybe[hashes >> shift])
        number = np.searchsorted(wanted, hashes[some])
        number[number == len(wanted)] = 0
        real = wanted[number] == hashes[some]
        text = low + np.searchsorted(offsets, some[real], side="right") - 1
        pairs = distinct((number[real].astype(np.uint64) << _HALF) | text.astype(np.uint64))
        number = (pairs >> _HALF).astype(np.int64)
        first = np.flatnonzero(np.diff(number, prepend=-1))
        counts = np.diff(first, append=len(number))
        place = np.arange(len(number)) - np.repeat(first, counts) + seen[number]
        seen[number[first]] += counts
        found.append(pairs[place < _CAP])
        low += len(offsets) - 1
    return np.sort(np.concatenate(found)), seen
