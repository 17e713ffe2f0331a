"""Near duplicates in a corpus larger than memory: the answer of `dedup`, through the disk.

Texts go by once.  What is left of them on disk, sorted runs of band keys and the hashes
of the shingles, is enough for the exact answer, so nothing is read twice: about 4 bytes a
character and 200 a text.  In memory stay 40 bytes a text, and working space as allowed.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import choose_bands
from cleantext.dedup.corpus import check_threshold
from cleantext.dedup.manifest import NUM_PERM
from cleantext.dedup.plan import PER_TEXT, Plan, disk, memory_bytes
from cleantext.dedup.runs import Run, RunWriter, find_ranges, mapped, write_array
from cleantext.dedup.stages import NONE, Job, copies, pairs, select, tasks, verify
from cleantext.errors import ConfigError
from cleantext.texts import refuse

__all__ = ["BATCH", "Answer", "Drop", "Spill"]

_log = logging.getLogger("cleantext.dedup")

BATCH = 1 << 17
"""So many characters are signed at once."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A text that goes.

    Attributes:
        id: of the text; its position where it has none.
        duplicate_of: id of the text that stays in its place.
        similarity: exact Jaccard similarity of the two.
        position, kept_position: of both in the input, from 0.
    """

    id: str | int
    duplicate_of: str | int
    similarity: float
    position: int
    kept_position: int


@dataclass(frozen=True)
class Answer:
    """Which texts go, all arrays of the same length, ascending by position.

    Attributes:
        positions: of the texts that go.
        kept: positions of those that stay for them.
        similarity: exact Jaccard similarity of the two.
    """

    positions: NDArray[np.int64]
    kept: NDArray[np.int64]
    similarity: NDArray[np.float64]


class Spill:
    """Takes texts in, one by one, then says which go.  A context manager: on leaving it the disk is free again.

    Args:
        threshold: lowest similarity of a copy, above 0 and at most 1.
        memory: about how much memory may be used besides what Python and the tables need (about
            150 MB) and 30 bytes for each character of the longest text: bytes, or like "1GB".
        tmp_dir: where the temporary folder is made; default the system's.  What it took is
            logged and in `temp_bytes`.

    Raises:
        ConfigError: a setting makes no sense; the disk is full; there are more texts than the
            memory serves, 40 bytes each in half of it (12 million in "1GB").

    >>> with Spill(0.8) as spill:
    ...     for id, text in [("a", "版权归作者所有。"), ("b", "今天天气不错。"), ("c", "版權歸作者所有")]:
    ...         spill.add(text, id)
    ...     [(drop.id, drop.duplicate_of, drop.similarity) for drop in spill.drops()]
    [('c', 'a', 1.0)]
    """

    def __init__(
        self,
        threshold: float = 0.8,
        *,
        memory: str | int = "1GB",
        tmp_dir: str | Path | None = None,
        plan: Plan | None = None,
    ) -> None:
        check_threshold(threshold)
        self.threshold = threshold
        self.temp_bytes = 0
        self._memory = memory
        self._plan = plan or Plan.of(memory_bytes(memory))
        try:
            self.folder = Path(tempfile.mkdtemp(prefix="cleantext-dedup-", dir=tmp_dir))
        except OSError as error:
            raise ConfigError(f"cannot make a temporary folder in {tmp_dir}: {error.strerror}") from error
        self._runs: list[Run] = []
        self._writer: RunWriter | None = None
        self._waiting: list[tuple[str, str | int | None, float]] = []
        self._size = 0
        self._count = 0
        self._ranked = self._named = False
        self._answer: Answer | None = None

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Remove what is on disk."""
        if self._writer is not None:
            self._writer.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __len__(self) -> int:
        """Return how many texts were taken in."""
        return self._count

    def add(self, text: str, id: str | int | None = None, priority: float = 0) -> None:
        """Take a text in.

        Args:
            text: the text.
            id: what the answer calls it; either all texts have one or none.
            priority: of several copies the one with the greatest stays, among equals the first; all
                int below 2**63, or all float and none NaN.

        Raises:
            TypeError: the text is no str; names its position.
            ConfigError: as said of the class; the id is neither str nor int.
        """
        if type(text) is not str:
            refuse(self._count, text)
        if self._count == 0:
            self._named = id is not None
        if (id is not None) != self._named or not isinstance(id, str | int | None) or isinstance(id, bool):
            raise ConfigError(f"all texts have an id that is str or int, or none has; at {self._count} it is {id!r}")
        if priority != priority:
            raise ConfigError(f"a priority is a number, not {priority!r} (at position {self._count})")
        self._more(1)
        self._waiting.append((text, id, priority))
        self._ranked |= priority != 0
        self._size += len(text) + 1
        if self._size >= BATCH:
            self._sign()

    def take(self, run: Run) -> None:
        """Take in the texts of a run that a `RunWriter` left in `folder`, maybe in another process.

        Raises:
            ConfigError: too many texts; only some of all runs have ids.
        """
        self._settle()
        if self._count == 0:
            self._named = (run.path / "ids.json").exists()
        elif self._named != (run.path / "ids.json").exists():
            raise ConfigError(f"all texts have an id that is str or int, or none has; {run.path} is unlike the others")
        self._ranked |= bool(mapped(run.path / "priorities.npy").any())
        self._runs.append(replace(run, begin=self._count))
        self._more(run.count)

    def _more(self, count: int) -> None:
        if self._answer is not None:
            raise ConfigError("the answer is given already; no text can be added any more")
        if self._count + count > min(self._plan.texts, NONE):
            raise ConfigError(
                f"memory={self._memory!r} serves {self._plan.texts} texts, {PER_TEXT} bytes each in half of it; "
                "give more memory or divide the corpus"
            )
        self._count += count

    def _settle(self) -> None:
        if self._waiting:
            self._sign()
        if self._writer is not None:
            with disk(self.folder):
                self._commit()

    def _sign(self) -> None:
        with disk(self.folder):
            if self._writer is None:
                self._writer = RunWriter(self.folder / f"run-{len(self._runs):05}", self.threshold)
            texts, ids, priorities = zip(*self._waiting, strict=True)
            self._writer.add(texts, priorities, ids if self._named else None)
            self._waiting, self._size = [], 0
            if self._writer.memory >= self._plan.run:
                self._commit()

    def _commit(self) -> None:
        assert self._writer is not None
        begin = self._runs[-1].begin + self._runs[-1].count if self._runs else 0
        self._runs.append(self._writer.commit(begin))
        self._writer = None

    def answer(self, map: Callable[[Callable[[Any], Any], list[Any]], Iterable[Any]] = map) -> Answer:
        """Find the texts that go, after all were added.

        Args:
            map: runs the tasks of a stage, in any order, for instance in other processes that see the
                folder; each task of those at work takes up to a third of the memory.

        Raises:
            ConfigError: the disk is full.
        """
        if self._answer is None:
            self._settle()
            with disk(self.folder):
                self._answer = self._solve(map)
        return self._answer

    def _solve(self, map: Callable[[Callable[[Any], Any], list[Any]], Iterable[Any]]) -> Answer:
        job = Job(self.folder, tuple(self._runs), self.threshold, self._plan.entries, self._plan.hashes, self._ranked)
        if self._ranked:
            _rank(job)
        speaker = np.arange(job.count, dtype=np.uint32)
        for file in filter(None, map(copies, tasks(job, range(1)))):
            found = mapped(file)
            speaker[found[:, 0]] = found[:, 1]
        write_array(self.folder / "speaks.npy", speaker == np.arange(job.count))
        files = tuple(
            f for f in map(pairs, tasks(job, range(1, choose_bands(self.threshold, NUM_PERM)[0] + 1))) if f is not None
        )
        ranges = find_ranges([mapped(f) for f in files], job.entries)
        verified = sorted(map(verify, [(job, files, low, high) for low, high, _ in ranges]))  # their names are in order
        center, similarity = select(job, verified)

        # A copy goes for its speaker, or for what its speaker goes for.
        gone = np.flatnonzero((center != NONE) | (speaker != np.arange(job.count)))
        best = speaker[gone]
        kept = np.where(center[best] != NONE, center[best], best).astype(np.int64)
        similarity = np.where(center[best] != NONE, similarity[best], 1.0)
        positions = job.positions(gone)
        order = np.argsort(positions)
        self.temp_bytes = sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())
        _log.info("%d texts, %d go; %.1f MB in %s", job.count, len(gone), self.temp_bytes / 1e6, self.folder)
        return Answer(positions[order], job.positions(kept)[order], similarity[order])

    def drops(self) -> Iterator[Drop]:
        """Yield the texts that go, in the order of the input."""
        answer = self.answer()
        ids = _Ids(self._runs)
        rows = zip(answer.positions.tolist(), answer.kept.tolist(), answer.similarity.tolist(), strict=True)
        for position, kept, similarity in rows:
            yield Drop(ids[position], ids[kept], similarity, position, kept)


class _Ids:
    """The ids of all texts, of a few runs at a time."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = runs
        self._begins = [run.begin for run in runs]
        self._load = lru_cache(maxsize=4)(lambda n: runs[n].ids())

    def __getitem__(self, position: int) -> str | int:
        n = bisect_right(self._begins, position) - 1
        return self._load(n)[position - self._begins[n]]


def _rank(job: Job) -> None:
    """Write which rank each position has, and which position each rank."""
    priorities = np.concatenate([mapped(run.path / "priorities.npy") for run in job.runs])
    positions = np.argsort(-priorities, kind="stable")
    del priorities
    write_array(job.folder / "positions.npy", positions.astype(np.uint32))
    ranks = np.empty(len(positions), np.uint32)
    ranks[positions] = np.arange(len(positions), dtype=np.uint32)
    write_array(job.folder / "ranks.npy", ranks)
