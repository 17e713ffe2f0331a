"""An index that remembers: is this text a copy of one that came before, in this run or an earlier one?

Texts taken in lately are in dictionaries; older ones and those of a file are sorted arrays
(`cleantext.dedup.segment`), of which the file's are mapped, not read.  `save` writes all
as one new file in place of the old one, so a crash while saving leaves the old one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, choose_bands
from cleantext.dedup.clusters import jaccard
from cleantext.dedup.corpus import check_threshold
from cleantext.dedup.manifest import NGRAM, NUM_PERM, SEED, check, manifest
from cleantext.dedup.minhash import sign
from cleantext.dedup.segment import (
    FORMAT,
    LAYOUT,
    Segment,
    id_bytes,
    merge,
    read_header,
    read_segment,
    write_segments,
)
from cleantext.dedup.shingles import distinct, shingles
from cleantext.errors import ConfigError
from cleantext.texts import batches, refuse, require_str

__all__ = ["DedupIndex", "Duplicate"]

# Rows per key that are compared: the texts in the index are no copies of each other, so few share a band by merit.
_FULL = 16
# So many texts are in dictionaries, at some 3 kB each, before they become arrays.
_RECENT = 2048


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The text in the index that a new one is a copy of.

    Attributes:
        id: of the text in the index.
        similarity: exact Jaccard similarity of the two.

    >>> index = DedupIndex()
    >>> index.add("a", "雨停了，天晴了，孩子们都出去了。")
    >>> index.add("b", "雨停了，天晴了，孩子们都出去了。")
    Duplicate(id='a', similarity=1.0)
    """

    id: str | int
    similarity: float


class DedupIndex:
    """Texts seen so far, each unlike all others in the index.

    `add` answers from the texts added before, so the order matters: the first of several
    copies is the one that stays.  Holds of each text that stayed the hashes of its shingles,
    4 bytes a token, 200 bytes for the bands and tables, and the id; not the text.  The
    similarity computed from them is exact.

    Args:
        threshold: lowest similarity of a copy, above 0 and at most 1.

    Raises:
        ConfigError: the threshold makes no sense.

    >>> index = DedupIndex()
    >>> index.add("a", "版权归作者所有。")
    >>> index.add("b", "版權歸作者所有")
    Duplicate(id='a', similarity=1.0)
    >>> index.add_many([("c", "今天天气不错。"), ("d", "今天天氣不錯")])
    [None, Duplicate(id='c', similarity=1.0)]
    >>> index.remove("a")
    >>> index.query("版权归作者所有"), len(index), "c" in index
    (None, 1, True)
    """

    def __init__(self, threshold: float = 0.8) -> None:
        check_threshold(threshold)
        self.threshold = threshold
        self._shape = choose_bands(threshold, NUM_PERM)
        self._segments: list[Segment] = []
        self._removed: set[int] = set()
        self._old = 0  # rows in segments; those after are recent
        self._mapped = 0  # segments of a file
        self._forget_recent()

    def _forget_recent(self) -> None:
        self._ids: list[bytes] = []
        self._rows: dict[bytes, int] = {}
        self._sets: list[NDArray[np.uint32]] = []
        self._keys: list[NDArray[np.uint32]] = []
        self._buckets: list[dict[int, list[int]]] = [{} for _ in range(self._shape[0])]

    def __len__(self) -> int:
        """Return how many texts are in the index."""
        return self._old + len(self._ids) - len(self._removed)

    def __contains__(self, id: str | int) -> bool:
        """Say whether a text with this id is in the index."""
        return self._row(id_bytes(id)) is not None

    def add(self, id: str | int, text: str) -> Duplicate | None:
        """Return the most similar text in the index if `text` is a copy of one; else take `text` in.

        Raises:
            TypeError: the text is not a str.
            ConfigError: the id is in the index already, or neither str nor int.
        """
        require_str(text)
        (found,) = self._add_batch([id], [text])
        return found

    def add_many(self, items: Iterable[tuple[str | int, str]]) -> list[Duplicate | None]:
        """Add one after the other, several times as fast as one by one; the same answers.

        Args:
            items: ids and texts.

        Raises:
            TypeError, ConfigError: as `add`; some of the items before may be in the index.
        """
        found: list[Duplicate | None] = []
        ids: list[str | int] = []

        def texts() -> Iterable[str]:
            for position, (id, text) in enumerate(items):
                if type(text) is not str:
                    refuse(position, text)
                ids.append(id)
                yield text

        for batch in batches(texts()):
            found += self._add_batch(ids[: len(batch)], batch)
            del ids[: len(batch)]
        return found

    def query(self, text: str) -> Duplicate | None:
        """Return the most similar text in the index if `text` is a copy of one; the index stays as it is.

        Raises:
            TypeError: the text is not a str.
        """
        require_str(text)
        ((hashes, keys),) = self._signed([text])
        return self._best(hashes, keys, self._old_candidates(keys[None])[0])

    def remove(self, id: str | int) -> None:
        """Take a text out; its copies that come later are taken in again.

        Raises:
            ConfigError: no text in the index has the id.
        """
        data = id_bytes(id)
        row = self._row(data)
        if row is None:
            raise ConfigError(f"no text in the index has the id {id!r}")
        self._removed.add(row)
        self._rows.pop(data, None)

    def _signed(self, texts: list[str]) -> list[tuple[NDArray[np.uint32], NDArray[np.uint32]]]:
        hashes, offsets = shingles(texts, NGRAM)
        keys = band_keys(sign(hashes, offsets, NUM_PERM, "fast", SEED), *self._shape)
        return [(distinct(hashes[a:b]), k) for (a, b), k in zip(pairwise(offsets.tolist()), keys, strict=True)]

    def _add_batch(self, ids: list[str | int], texts: list[str]) -> list[Duplicate | None]:
        signed = self._signed(texts)
        old = self._old_candidates(np.array([keys for _, keys in signed]))
        found = []
        for id, (hashes, keys), rows in zip(ids, signed, old, strict=True):
            data = id_bytes(id)
            if self._row(data) is not None:
                raise ConfigError(f"the index already has a text with the id {id!r}; ids are unique")
            best = self._best(hashes, keys, rows)
            if best is None:
                self._insert(data, hashes, keys)
            found.append(best)
        if len(self._ids) >= _RECENT:
            self._fold()
        return found

    def _old_candidates(self, keys: NDArray[np.uint32]) -> list[list[list[int]]]:
        """Return for each text and band the rows in segments that share the band, in order."""
        found: list[list[list[int]]] = [[[] for _ in range(self._shape[0])] for _ in range(len(keys))]
        begin = 0
        for segment in self._segments:
            for text, band, rows in segment.matches(keys, _FULL + len(self._removed)):
                found[text][band] += (begin + rows).tolist()
            begin += len(segment)
        return found

    def _best(self, hashes: NDArray[np.uint32], keys: NDArray[np.uint32], old: list[list[int]]) -> Duplicate | None:
        rows: set[int] = set()
        for bucket, key, before in zip(self._buckets, keys.tolist(), old, strict=True):
            recent = bucket.get(key, ())
            if not before and not recent:
                continue
            left = [row for row in (*before, *recent) if row not in self._removed]
            rows.update(left[:_FULL])
        found = [(-jaccard(hashes, self._set(row)), row) for row in rows]
        if not found or -min(found)[0] < self.threshold:
            return None
        similarity, row = min(found)
        return Duplicate(self._id(row), -similarity)

    def _insert(self, id: bytes, hashes: NDArray[np.uint32], keys: NDArray[np.uint32]) -> None:
        row = self._old + len(self._ids)
        self._ids.append(id)
        self._rows[id] = row
        self._sets.append(hashes)
        self._keys.append(keys)
        for bucket, key in zip(self._buckets, keys.tolist(), strict=True):
            bucket.setdefault(key, []).append(row)

    def _fold(self) -> None:
        """Turn the recent texts into a segment; equally large ones become one, so that there are few."""
        if not self._ids:
            return
        self._segments.append(Segment.of(self._keys, self._sets, self._ids))
        self._old += len(self._ids)
        self._forget_recent()
        while len(self._segments) > self._mapped + 1 and len(self._segments[-2]) < 2 * len(self._segments[-1]):
            self._segments[-2:] = [merge(self._segments[-2:])]

    def _place(self, row: int) -> tuple[Segment, int]:
        for segment in self._segments:
            if row < len(segment):
                return segment, row
            row -= len(segment)
        raise AssertionError("a row beyond the segments")

    def _set(self, row: int) -> NDArray[np.uint32]:
        if row >= self._old:
            return self._sets[row - self._old]
        segment, row = self._place(row)
        return segment.hashes_of(row)

    def _id(self, row: int) -> str | int:
        if row >= self._old:
            found: str | int = json.loads(self._ids[row - self._old])
            return found
        segment, row = self._place(row)
        return segment.id(row)

    def _row(self, id: bytes) -> int | None:
        """Return the row of a text that is in the index."""
        if id in self._rows:
            return self._rows[id]
        begin = 0
        for segment in self._segments:
            for row in segment.rows_of(id):
                if begin + row not in self._removed:
                    return begin + row
            begin += len(segment)
        return None

    def _manifest(self) -> dict[str, Any]:
        return {"format": FORMAT, "layout": LAYOUT} | manifest(self.threshold, self._shape, "fast")

    def save(self, path: str | Path) -> None:
        """Write the index to a file; the old file stays as it is until the new one is complete.

        A process killed while saving leaves the old file, and a part `PATH.….new` that may be deleted.

        Raises:
            OSError: the file cannot be written.
        """
        self._fold()
        gone = np.array(sorted(self._removed), np.int64)
        begins = np.cumsum([0, *map(len, self._segments)])
        removed = [gone[(gone >= a) & (gone < b)] - a for a, b in pairwise(begins.tolist())]
        write_segments(Path(path), self._manifest(), self._segments, removed)

    @classmethod
    def load(cls, path: str | Path, *, verify: bool | None = None) -> DedupIndex:
        """Open an index that `save` wrote; its arrays are mapped, not read, and shared between processes.

        Args:
            path: the file; it may be saved to again while it is open here.
            verify: whether to read it all and compare its checksum; None does so up to 8 MB.
                Its length and tables are always looked at.

        Raises:
            ConfigError: the file is no such index, is cut off or damaged, or was made by
                another version, scheme or table; says which.
            OSError: the file cannot be read.
        """
        path = Path(path)
        header = read_header(path)
        threshold = header.get("threshold")
        if not isinstance(threshold, float | int) or not 0 < threshold <= 1:
            raise ConfigError(f"{path} is damaged: its threshold is {threshold!r}; build it again from the texts")
        index = cls(threshold)
        check(header, index._manifest(), path)
        segment = read_segment(path, header, index._shape[0], verify)
        if len(segment):
            index._segments, index._old, index._mapped = [segment], len(segment), 1
        return index
