"""What a deduplication larger than memory keeps on disk: one folder, a run for every so many texts.

A run is written once, appears under its name when it is whole, and holds for each of its
texts: entries `band key << 32 | number in the run`, sorted band by band; the digest of the
text; the hashes of its shingles; its priority and its id.  Whoever wants the texts that
share a key reads one range of keys out of all runs: sorted, that is one stretch of each.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, choose_bands
from cleantext.dedup.manifest import NGRAM, NUM_PERM, SEED
from cleantext.dedup.minhash import sign
from cleantext.dedup.shingles import shingles

__all__ = ["LOW", "Run", "RunWriter", "find_ranges", "mapped", "read_range", "write_array"]

U64 = NDArray[np.uint64]
LOW = np.uint64(0xFFFFFFFF)
"""The half of an entry that is not the key."""

# Hashes that are read though nobody asked, rather than look for the next text; and hashes read at once, about.
_GAP, _STRETCH = 1 << 11, 1 << 18


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write a .npy file; unlike numpy.save, a full disk is an OSError that says so."""
    array = np.ascontiguousarray(array)
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, np.lib.format.header_data_from_array_1_0(array))
        file.write(array.reshape(-1).view(np.uint8).data)


def mapped(path: Path) -> NDArray[Any]:
    """Return an array that is read page by page; what was read is let go with the array."""
    array: NDArray[Any] = np.load(path, mmap_mode="r", allow_pickle=False)
    return array


@dataclass(frozen=True)
class Run:
    """One run: its folder, the position of its first text, and how many there are."""

    path: Path
    begin: int
    count: int

    def hashes(self) -> NDArray[np.uint32]:
        """Return the shingle hashes of all texts of this run, read page by page."""
        return np.memmap(self.path / "hashes.bin", np.uint32, "r")

    def sets(self, numbers: NDArray[np.int64]) -> tuple[list[NDArray[np.uint32]], NDArray[np.int64]]:
        """Return the shingle hashes of texts of this run, ascending by number, and how many each has.

        The hashes are in order, many texts to an array: those that lie near each other are read at once.
        """
        offsets = mapped(self.path / "offsets.npy")
        starts, ends = offsets[numbers], offsets[numbers + 1]
        # A new stretch begins behind a gap, and wherever the one before is long enough.
        new = np.append(True, starts[1:] - ends[:-1] > _GAP)
        new[1:] |= ends[1:] // _STRETCH != ends[:-1] // _STRETCH
        borders = [*np.flatnonzero(new).tolist(), len(numbers)] if len(numbers) else []
        found = []
        with (self.path / "hashes.bin").open("rb", buffering=0) as file:
            for a, b in pairwise(borders):
                base = int(starts[a])
                file.seek(4 * base)
                read = np.frombuffer(file.read(4 * (int(ends[b - 1]) - base)), np.uint32)
                bounds = zip((starts[a:b] - base).tolist(), (ends[a:b] - base).tolist(), strict=True)
                found.append(np.concatenate([read[start:end] for start, end in bounds]))
        return found, ends - starts

    def ids(self) -> list[str | int]:
        """Return the ids of the texts, their positions where none were given."""
        path = self.path / "ids.json"
        if not path.exists():
            return list(range(self.begin, self.begin + self.count))
        ids: list[str | int] = json.loads(path.read_bytes())
        return ids


class RunWriter:
    """Takes texts in and leaves a run; any number of processes can write runs of one `Spill` at the same time.

    Args:
        path: the folder that appears with `commit`; it must be in the folder of the `Spill`.
        threshold: that of the `Spill`.
    """

    def __init__(self, path: Path, threshold: float) -> None:
        self.path = path
        self._shape = choose_bands(threshold, NUM_PERM)
        self._part = path.with_name(path.name + ".part")
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir(parents=True)
        self._hashes = (self._part / "hashes.bin").open("wb")
        self._keys: list[NDArray[np.uint32]] = []
        self._sizes: list[NDArray[np.int64]] = [np.zeros(1, np.int64)]
        self._digests: list[bytes] = []
        self._priorities: list[Any] = []
        self._ids: list[str | int] = []

    def __len__(self) -> int:
        """Return how many texts were taken in."""
        return len(self._digests)

    @property
    def memory(self) -> int:
        """About how many bytes the texts taken in need until they are written, sorting included."""
        return len(self) * (4 * self._shape[0] + 8 * (self._shape[0] + 1) + 160)

    def add(
        self,
        texts: Sequence[str],
        priorities: Sequence[Any],
        ids: Sequence[str | int] | None,
        encoded: Sequence[bytes] | None = None,
    ) -> None:
        """Take in a batch of texts; `priorities` and `ids` as for `Spill.add`; `encoded`: the texts in UTF-8."""
        hashes, offsets = shingles(texts, NGRAM)
        self._keys.append(band_keys(sign(hashes, offsets, NUM_PERM, "fast", SEED), *self._shape))
        self._sizes.append(np.diff(offsets))
        self._hashes.write(hashes.data)
        encoded = encoded or [text.encode("utf-8", "surrogatepass") for text in texts]
        self._digests += [blake2b(data, digest_size=16).digest() for data in encoded]
        self._priorities += priorities
        self._ids += ids or ()

    def commit(self, begin: int = 0) -> Run:
        """Write the run, of at least one text, whose first has the position `begin`."""
        self._hashes.close()
        digests = np.frombuffer(b"".join(self._digests), np.uint64).reshape(-1, 2)
        numbers = np.arange(len(self), dtype=np.uint64)
        bands = [
            digests[:, 0] & LOW,
            *(np.concatenate([keys[:, k] for keys in self._keys]) for k in range(self._shape[0])),
        ]
        entries = np.empty((len(bands), len(self)), np.uint64)
        for row, band in zip(entries, bands, strict=True):
            row[:] = (band.astype(np.uint64) << np.uint64(32)) | numbers
            row.sort()
        write_array(self._part / "entries.npy", entries)
        write_array(self._part / "digests.npy", digests)
        write_array(self._part / "offsets.npy", np.cumsum(np.concatenate(self._sizes)))
        write_array(self._part / "priorities.npy", np.array(self._priorities))
        if self._ids:
            with (self._part / "ids.json").open("w", encoding="ascii") as file:
                json.dump(self._ids, file)
        os.replace(self._part, self.path)
        return Run(self.path, begin, len(self))

    def close(self) -> None:
        """Let go of the file of a run that will not be committed."""
        self._hashes.close()


def _bounds(column: U64, low: int, high: int) -> tuple[int, int]:
    """Return where the entries with a key in [low, high) begin and end."""
    first = np.searchsorted(column, np.uint64(low << 32))
    return int(first), int(np.searchsorted(column, np.uint64(((high - 1) << 32) | int(LOW)), side="right"))


def read_range(column: U64, low: int, high: int) -> U64:
    """Return a copy of the entries with a key in [low, high) of a sorted column."""
    first, last = _bounds(column, low, high)
    return np.array(column[first:last])


def find_ranges(columns: Sequence[U64], limit: int) -> list[tuple[int, int, int]]:
    """Return ranges of keys with at most `limit` entries in all columns together, and how many each has.

    A single key may have more: a range that is only one key wide is not divided.
    """
    ranges = []
    todo = [(0, 1 << 32)]
    while todo:
        low, high = todo.pop()
        count = sum(last - first for first, last in (_bounds(c, low, high) for c in columns))
        if count > limit and high - low > 1:
            middle = (low + high) // 2
            todo += [(middle, high), (low, middle)]
        elif count:
            ranges.append((low, high, count))
    return ranges
