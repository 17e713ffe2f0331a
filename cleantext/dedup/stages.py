"""The stages of a deduplication larger than memory: each a function of a task, files in and files out.

`copies` finds equal texts, `pairs` the candidates that share a band, `verify` computes
their exact similarity; any executor that can map a function over a list can run these.
`select` comes last, in one place, for whether a text goes depends on what went before.
All see the texts as ranks: 0 is the one to keep before all others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import linked
from cleantext.dedup.clusters import Sets, jaccard, stars
from cleantext.dedup.runs import LOW, U64, Run, find_ranges, mapped, read_range, write_array
from cleantext.dedup.shingles import distinct

__all__ = ["NONE", "Job", "Task", "copies", "pairs", "select", "tasks", "verify"]

NONE = 0xFFFFFFFF
"""No text; a corpus has fewer."""

_HIGH = np.uint64(32)


@dataclass(frozen=True)
class Job:
    """What every task knows; small, and it pickles.

    Attributes:
        folder: holds `ranks.npy` and `positions.npy` where the order is not that of the input,
            `speaks.npy` once equal texts are known, and what the stages leave.
        runs: in the order of the input.
        threshold: lowest similarity of a copy.
        entries: at most so many entries or pairs at once.
        hashes: at most so many shingle hashes at once, unless one text and its candidates have more.
        ranked: whether the order is not that of the input.
    """

    folder: Path
    runs: tuple[Run, ...]
    threshold: float
    entries: int
    hashes: int
    ranked: bool

    @property
    def count(self) -> int:
        """Return how many texts there are."""
        return sum(run.count for run in self.runs)

    def columns(self, row: int) -> list[U64]:
        """Return the sorted entries of each run: row 0 by digest, the others by band."""
        return [mapped(run.path / "entries.npy")[row] for run in self.runs]

    def positions(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which positions in the input have these ranks."""
        return mapped(self.folder / "positions.npy")[ranks].astype(np.int64) if self.ranked else ranks

    def sizes(self, ranks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many shingle hashes each of these texts has."""
        out = np.empty(len(ranks), np.int64)
        for run, where, numbers in self._by_run(ranks):
            offsets = mapped(run.path / "offsets.npy")
            out[where] = offsets[numbers + 1] - offsets[numbers]
        return out

    def sets(self, ranks: NDArray[np.int64]) -> Sets:
        """Return the shingle sets of these texts."""
        names: list[NDArray[np.int64]] = []
        hashes: list[NDArray[np.uint32]] = []
        sizes: list[NDArray[np.int64]] = []
        for run, where, numbers in self._by_run(ranks):
            found, lengths = run.sets(numbers)
            names.append(ranks[where])
            hashes += found
            sizes.append(lengths)
        return Sets.of(np.concatenate(names).tolist(), np.concatenate(hashes), np.concatenate(sizes))

    def digests(self, ranks: NDArray[np.int64]) -> U64:
        """Return the digests of these texts, shape (ranks, 2)."""
        out = np.empty((len(ranks), 2), np.uint64)
        for run, where, numbers in self._by_run(ranks):
            out[where] = mapped(run.path / "digests.npy")[numbers]
        return out

    def _by_run(self, ranks: NDArray[np.int64]) -> Iterator[tuple[Run, NDArray[np.int64], NDArray[np.int64]]]:
        """Yield each run with which of the ranks lie in it and their numbers in the run, ascending."""
        positions = self.positions(ranks)
        order = np.argsort(positions, kind="stable")
        begins = np.array([run.begin for run in self.runs] + [self.count])
        borders = np.searchsorted(positions[order], begins)
        for run, low, high in zip(self.runs, borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            if low < high:
                where = order[low:high]
                yield run, where, positions[where] - run.begin


@dataclass(frozen=True)
class Task:
    """A range of keys of one row of the entries."""

    job: Job
    row: int
    low: int
    high: int
    count: int

    @property
    def name(self) -> str:
        """Return a name that no other task of the stage has."""
        return f"{self.row:03}-{self.low:08x}"

    def entries(self) -> Iterator[U64]:
        """Yield the entries as `key << 32 | rank`, ascending; a single key with too many in several parts."""
        spans = [(0, NONE)]
        if self.count > self.job.entries:
            spans = self._spans()
        speaks = mapped(self.job.folder / "speaks.npy") if self.row else None
        for start, stop in spans:
            parts = [np.empty(0, np.uint64)]
            for part in self._parts():
                ranks = part & LOW
                inside = (ranks >= np.uint64(start)) & (ranks < np.uint64(stop))
                if speaks is not None:
                    inside &= speaks[ranks.astype(np.int64)]
                parts.append(part[inside])
            entries = np.concatenate(parts)
            entries.sort()
            yield entries

    def _parts(self) -> Iterator[U64]:
        ranks = mapped(self.job.folder / "ranks.npy") if self.job.ranked else None
        for run, column in zip(self.job.runs, self.job.columns(self.row), strict=True):
            part = read_range(column, self.low, self.high) + np.uint64(run.begin)
            if ranks is not None:
                part = (part & ~LOW) | ranks[(part & LOW).astype(np.int64)]
            yield part

    def _spans(self) -> list[tuple[int, int]]:
        """Return ranges of ranks with about as many entries as fit."""
        width = max(1, self.job.count >> 16)
        counts = np.zeros(self.job.count // width + 1, np.int64)
        for part in self._parts():
            counts += np.bincount((part & LOW).astype(np.int64) // width, minlength=len(counts))
        filled = (np.cumsum(counts) - 1) // self.job.entries
        starts = [0, *((np.flatnonzero(np.diff(filled)) + 1) * width).tolist()]
        return list(zip(starts, [*starts[1:], NONE], strict=True))


def tasks(job: Job, rows: range) -> list[Task]:
    """Divide rows of the entries into tasks that fit into memory."""
    found = []
    for row in rows:
        ranges = find_ranges(job.columns(row), job.entries)
        found += [Task(job, row, low, high, count) for low, high, count in ranges]
    return found


def copies(task: Task) -> Path | None:
    """Find the texts that are equal to one of lower rank.

    Returns:
        A file with an array of (rank, lowest rank of an equal text), or None.
    """
    carried = np.empty(0, np.uint64)
    found = []
    for entries in task.entries():
        entries = np.concatenate((carried, entries))
        keys = entries >> _HIGH
        same = keys[1:] == keys[:-1]
        shared = np.concatenate(([False], same)) | np.concatenate((same, [False])) if len(keys) else same
        entries = entries[shared] if task.count <= task.job.entries else entries
        ranks = (entries & LOW).astype(np.int64)
        digests = task.job.digests(ranks)
        order = np.lexsort((ranks, digests[:, 1], digests[:, 0]))
        ranks, digests, entries = ranks[order], digests[order], entries[order]
        first = np.ones(len(ranks), bool)
        first[1:] = (digests[1:] != digests[:-1]).any(axis=1)
        heads = np.flatnonzero(first)
        speaker = ranks[heads[np.cumsum(first) - 1]]
        found.append(np.stack((ranks[~first], speaker[~first]), axis=1).astype(np.uint32))
        carried = np.sort(entries[first])
    return _leave(task.job.folder / f"copies-{task.name}.npy", np.concatenate(found))


def pairs(task: Task) -> Path | None:
    """Find the candidates: of texts that share a key each with the first and with the one before it.

    Returns:
        A file with an ascending array of `worse rank << 32 | better rank`, or None.
    """
    carried = np.empty(0, np.uint64)
    found = []
    for entries in task.entries():
        # Only a single key comes in parts: its first and its last so far are all that is needed.
        entries = np.concatenate((carried, entries))
        found.append(linked(entries))
        carried = entries[[0, -1]] if len(entries) > 1 else entries
    return _leave(task.job.folder / f"pairs-{task.name}.npy", distinct(np.concatenate(found)))


def _leave(path: Path, array: NDArray[Any]) -> Path | None:
    if not len(array):
        return None
    part = path.with_suffix(".part")
    write_array(part, array)
    part.replace(path)
    return path


def verify(task: tuple[Job, tuple[Path, ...], int, int]) -> Path:
    """Compute the exact similarity of the candidates whose worse rank lies in [low, high).

    Returns:
        A file with an array of (worse, better, similarity), ascending.
    """
    job, files, low, high = task
    found = distinct(np.concatenate([read_range(mapped(f), low, high) for f in files]))
    both = np.stack((found & LOW, found >> _HIGH), axis=1).astype(np.int64)
    out = np.empty(len(both), np.dtype([("better", "u4"), ("worse", "u4"), ("similarity", "f8")]))
    out["better"], out["worse"] = both[:, 0], both[:, 1]
    ends = np.cumsum(job.sizes(both.ravel()).reshape(-1, 2).sum(axis=1))
    start = 0
    while start < len(both):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + job.hashes, side="right")))
        part = both[start:stop]
        out["similarity"][start:stop] = job.sets(distinct(part.ravel())).similarities(part)
        start = stop
    path = job.folder / f"verified-{low:08x}.npy"
    _leave(path, out)
    return path


class _Reader:
    """The shingle sets of single texts, from files that stay open."""

    def __init__(self, job: Job) -> None:
        self._positions = mapped(job.folder / "positions.npy") if job.ranked else None
        self._runs = job.runs
        self._begins = [run.begin for run in job.runs]
        self._open = lru_cache(maxsize=64)(lambda n: (mapped(job.runs[n].path / "offsets.npy"), job.runs[n].hashes()))

    def hashes(self, rank: int) -> NDArray[np.uint32]:
        """Return the ascending hashes of one text."""
        position = rank if self._positions is None else int(self._positions[rank])
        n = bisect_right(self._begins, position) - 1
        offsets, hashes = self._open(n)
        start, end = offsets[position - self._begins[n] : position - self._begins[n] + 2].tolist()
        return distinct(np.array(hashes[start:end]))


def select(job: Job, files: list[Path]) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """Choose the texts that go, rank by rank.

    Args:
        job: the job.
        files: what `verify` left, in the order of the ranks.

    Returns:
        For each rank the one that stays in its place or NONE, and their similarity.
    """
    center = np.full(job.count, NONE, np.uint32)
    similarity = np.full(job.count, np.nan)

    # A family is compared with the same few texts again and again.
    reader = _Reader(job)
    hashes = lru_cache(maxsize=32)(reader.hashes)

    for file in files:
        found = np.asarray(mapped(file))  # a slice of a mapped array takes ten times as long
        known = np.stack((found["better"], found["worse"]), axis=1).astype(np.int64)
        better = distinct(known[:, 0])
        gone = better[center[better] != NONE]
        before = dict(
            zip(gone.tolist(), zip(center[gone].tolist(), similarity[gone].tolist(), strict=True), strict=True)
        )
        dropped = stars(
            known, found["similarity"], job.threshold, lambda a, b: jaccard(hashes(a), hashes(b)), dict(before)
        )
        for rank in dropped.keys() - before.keys():
            center[rank], similarity[rank] = dropped[rank]
    return center, similarity
