"""Pairs of numbers as Arrow blocks, many pairs to a row (part, data): what a shuffle of Spark carries for `dedup`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from cleantext.dedup import linkage
from cleantext.dedup.linkage import Pairs

__all__ = ["divided", "groups", "parts_for", "shuffled"]

PAIRS = 1 << 22
"""Pairs in one task at most, about: 64 MB, and some times as much while it works."""

# Pairs in one row, 32 KB: Java makes room for a row by doubling, and what is larger than half a region (1 MB) of its
# heap it keeps apart and lets go of late.
_ROW = 1 << 11
_LISTED = 1 << 16  # rows of nodes in one block

_SCHEMA = "part int, data binary"


def parts_for(pairs: int) -> int:
    """Return into how many parts to divide so many pairs: small ones, while they are few."""
    return max(1, -(-pairs // PAIRS), min(64, 16 * pairs // PAIRS))


def divided(pairs: Iterable[Pairs], parts: int) -> Iterator[Any]:
    """Yield blocks whose rows hold the pairs of one part each, by the first number."""
    import pyarrow as pa

    enough = min(PAIRS, parts * _ROW)
    pairs = iter(pairs)
    for first in pairs:
        held = [first]
        while sum(map(len, held)) < enough and (more := next(pairs, None)) is not None:
            held.append(more)
        together = np.concatenate(held)
        part = linkage.part_of(together[:, 0], parts)
        order = np.argsort(part, kind="stable")
        together, part = together[order], part[order]
        starts = np.flatnonzero(np.diff(part, prepend=-1)).tolist()
        cuts = [k for a, b in pairwise([*starts, len(part)]) for k in range(a, b, _ROW)]
        data = [together[a:b].tobytes() for a, b in pairwise([*cuts, len(part)])]
        yield pa.RecordBatch.from_arrays([pa.array(part[cuts], pa.int32()), pa.array(data)], ["part", "data"])


def shuffled(df: Any, route: Callable[..., Iterator[Any]], work: Callable[[Pairs], Pairs], parts: int) -> Any:
    """Return blocks of what `work` makes of all pairs of each part; `route` makes the blocks that are shuffled."""
    blocks = df.mapInArrow(partial(route, parts=parts), _SCHEMA)
    return blocks.repartitionById(parts, "part").mapInArrow(partial(_whole, work=work), _SCHEMA)


def groups(pairs: Any) -> tuple[Any, int]:
    """Return rows of (node, least node that pairs connect it to), each node once, and how many at most."""
    before = None
    while True:
        pairs = pairs.persist(_disk())
        told = pairs.mapInArrow(_tally, "size long, check long").collect()
        size, check = sum(row.size for row in told), sum(row.check for row in told)
        parts = -(-size // PAIRS)
        if parts <= 1:
            return _listed(pairs, linkage.forest, 1), size
        if before == (size, check):  # stars already
            return _listed(pairs, linkage.distinct_pairs, parts), size
        before = size, check
        pairs = shuffled(pairs, _both_ways, linkage.large_star, parts)
        pairs = shuffled(pairs, _later_first, linkage.small_star, parts)


def _disk() -> Any:
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY


def _listed(pairs: Any, work: Callable[[Pairs], Pairs], parts: int) -> Any:
    blocks = pairs.mapInArrow(partial(_as_they_are, parts=parts), _SCHEMA).repartitionById(parts, "part")
    return blocks.mapInArrow(partial(_rows, work=work), "node long, group long")


def _rows(blocks: Iterator[Any], work: Callable[[Pairs], Pairs]) -> Iterator[Any]:
    import pyarrow as pa

    found = _work(blocks, work)
    columns = [pa.array(np.ascontiguousarray(column)) for column in found.T]
    yield from pa.Table.from_arrays(columns, ["node", "group"]).to_batches(_LISTED)


def _work(blocks: Iterator[Any], work: Callable[[Pairs], Pairs]) -> Pairs:
    return work(np.concatenate([np.empty((0, 2), np.int64), *map(_pairs, blocks)]))


def _pairs(block: Any) -> Pairs:
    return np.frombuffer(b"".join(block.column("data").to_pylist()), np.int64).reshape(-1, 2)


def _whole(blocks: Iterator[Any], work: Callable[[Pairs], Pairs]) -> Iterator[Any]:
    found = _work(blocks, work)
    # Nobody asks for the part before the next shuffle divides them anew.
    return divided((found[k : k + PAIRS] for k in range(0, len(found), PAIRS)), 1)


def _as_they_are(blocks: Iterator[Any], parts: int) -> Iterator[Any]:
    return divided(map(_pairs, blocks), parts)


def _both_ways(blocks: Iterator[Any], parts: int) -> Iterator[Any]:
    return divided((np.concatenate((p, p[:, ::-1])) for p in map(_pairs, blocks)), parts)


def _later_first(blocks: Iterator[Any], parts: int) -> Iterator[Any]:
    return divided((np.sort(p, axis=1)[:, ::-1] for p in map(_pairs, blocks)), parts)


def _tally(blocks: Iterator[Any]) -> Iterator[Any]:
    """Yield how many pairs there are, and a sum that tells whether they are those of the round before."""
    import pyarrow as pa

    size, check = 0, 0
    for pairs in map(_pairs, blocks):
        size += len(pairs)
        mixed = (pairs[:, 0].view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) ^ pairs[:, 1].view(np.uint64)
        check += int((mixed * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(16)).sum())
    columns = [pa.array([size]), pa.array([check % (1 << 62)])]
    yield pa.RecordBatch.from_arrays(columns, ["size", "check"])
