"""A part of an index: texts as sorted arrays, in memory or mapped from a file.

Per text 4 bytes for each distinct shingle, 8 for each band, 32 and the id.  The file is
one header, padded, and the arrays behind it, each where the counts in the header say, so
it opens without being read and any number of processes share its pages.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.errors import ConfigError

__all__ = ["FORMAT", "LAYOUT", "Segment", "id_bytes", "merge", "read_header", "read_segment", "write_segments"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Ints = NDArray[np.int64]

FORMAT = "cleantext-dedup-index"
LAYOUT = 2
_HEADER = 4096
# A file up to this size is read at once to see that it is whole: milliseconds.
_SMALL = 8 << 20
_ROW = np.uint64(0xFFFFFFFF)


def id_bytes(id: object) -> bytes:
    """Return an id as it is stored.

    Raises:
        ConfigError: it is neither str nor int.
    """
    if not isinstance(id, str | int) or isinstance(id, bool):
        raise ConfigError(f"an id in an index is str or int, not {id!r}")
    return json.dumps(id).encode()


def _digests(ids: Iterable[bytes]) -> U64:
    return np.frombuffer(b"".join(blake2b(i, digest_size=8).digest() for i in ids), "<u8").astype(np.uint64)


@dataclass(frozen=True)
class Segment:
    """Some texts of an index; all arrays may be mapped.

    Attributes:
        entries: of each band `key << 32 | row`, ascending, shape (bands, n).
        hashes: ascending shingle hashes of all texts, one after the other.
        offsets: where those of each begin, shape (n + 1,).
        ids: the ids as JSON, one after the other; shape (bytes,).
        id_offsets: shape (n + 1,).
        digests: of the ids, ascending, shape (n,).
        digest_rows: whose they are, shape (n,).
    """

    entries: U64
    hashes: U32
    offsets: Ints
    ids: NDArray[np.uint8]
    id_offsets: Ints
    digests: U64
    digest_rows: Ints

    @classmethod
    def of(cls, keys: Sequence[U32], sets: Sequence[U32], ids: Sequence[bytes]) -> Segment:
        """Make a segment of the band keys, shingle hashes and ids of at least one text."""
        entries = (np.array(keys, np.uint64).T << np.uint64(32)) | np.arange(len(ids), dtype=np.uint64)
        entries.sort(axis=1)
        digests = _digests(ids)
        order = np.argsort(digests, kind="stable")
        return cls(
            entries,
            np.concatenate(sets),
            np.cumsum([0, *map(len, sets)]),
            np.frombuffer(b"".join(ids), np.uint8),
            np.cumsum([0, *map(len, ids)]),
            digests[order],
            order,
        )

    def __len__(self) -> int:
        """Return how many texts it has."""
        return len(self.digests)

    def hashes_of(self, row: int) -> U32:
        """Return the ascending hashes of one text."""
        return self.hashes[self.offsets[row] : self.offsets[row + 1]]

    def id(self, row: int) -> str | int:
        """Return the id of one text."""
        found: str | int = json.loads(self.ids[self.id_offsets[row] : self.id_offsets[row + 1]].tobytes())
        return found

    def rows_of(self, id: bytes) -> Iterator[int]:
        """Yield the rows with this id; removed ones may be among them."""
        (digest,) = _digests([id])
        for n in range(int(np.searchsorted(self.digests, digest)), len(self)):
            if self.digests[n] != digest:
                return
            row = int(self.digest_rows[n])
            if self.ids[self.id_offsets[row] : self.id_offsets[row + 1]].tobytes() == id:
                yield row

    def matches(self, keys: U32, most: int) -> list[tuple[int, int, Ints]]:
        """Return (text, band, rows) where texts with these band keys share a band: its first `most` rows.

        Args:
            keys: shape (texts, bands).
            most: rows per band.
        """
        wanted = keys.T.astype(np.uint64) << np.uint64(32)
        low = np.array([column.searchsorted(row) for column, row in zip(self.entries, wanted, strict=True)])
        place = np.minimum(low, len(self) - 1) + len(self) * np.arange(len(low))[:, None]
        hit = (self.entries.ravel()[place] ^ wanted) <= _ROW
        hit &= low < len(self)
        found = []
        for band, text in np.argwhere(hit).tolist():
            part = self.entries[band, low[band, text] : low[band, text] + most] ^ wanted[band, text]
            found.append((text, band, part[part <= _ROW].astype(np.int64)))
        return found

    def live_runs(self, removed: Ints) -> Iterator[tuple[int, int]]:
        """Yield stretches [from, to) of rows without the removed ones."""
        borders = np.concatenate(([-1], removed, [len(self)]))
        for before, after in pairwise(borders.tolist()):
            if before + 1 < after:
                yield before + 1, after


def _shapes(bands: int, texts: int, hashes: int, ids: int) -> list[tuple[str, str, tuple[int, ...]]]:
    """Return name, type and shape of the arrays of a file, in order."""
    return [
        ("entries", "<u8", (bands, texts)),
        ("offsets", "<i8", (texts + 1,)),
        ("id_offsets", "<i8", (texts + 1,)),
        ("digests", "<u8", (texts,)),
        ("digest_rows", "<i8", (texts,)),
        ("hashes", "<u4", (hashes,)),
        ("ids", "|u1", (ids,)),
    ]


def _merged(segments: Sequence[Segment], removed: Sequence[Ints]) -> Iterator[NDArray[Any]]:
    """Yield the arrays of the texts that are left, in the order of the file and piece by piece."""
    runs = [list(s.live_runs(gone)) for s, gone in zip(segments, removed, strict=True)]
    new_rows, begin = [], 0
    for s, stretches in zip(segments, runs, strict=True):
        rows = np.full(len(s), -1)
        for low, high in stretches:
            rows[low:high] = np.arange(begin, begin + high - low)
            begin += high - low
        new_rows.append(rows)
    for band in range(len(segments[0].entries) if segments else 0):
        parts = []
        for s, rows in zip(segments, new_rows, strict=True):
            column = s.entries[band]
            row = rows[(column & _ROW).astype(np.int64)]
            parts.append(((column & ~_ROW) | row.astype(np.uint64))[row >= 0])
        yield np.sort(np.concatenate(parts))
    for offsets in ("offsets", "id_offsets"):
        sizes = [np.diff(getattr(s, offsets))[rows >= 0] for s, rows in zip(segments, new_rows, strict=True)]
        yield np.concatenate(([0], np.cumsum(np.concatenate([np.empty(0, np.int64), *sizes]))))
    digests = np.concatenate([np.empty(0, np.uint64), *(s.digests for s in segments)])
    rows = np.concatenate([np.empty(0, np.int64), *(r[s.digest_rows] for s, r in zip(segments, new_rows, strict=True))])
    digests, rows = digests[rows >= 0], rows[rows >= 0]
    order = np.lexsort((rows, digests))
    yield digests[order]
    yield rows[order]
    for values, offsets in (("hashes", "offsets"), ("ids", "id_offsets")):
        for s, stretches in zip(segments, runs, strict=True):
            for low, high in stretches:
                yield getattr(s, values)[getattr(s, offsets)[low] : getattr(s, offsets)[high]]


def merge(segments: Sequence[Segment]) -> Segment:
    """Return one segment in memory with the texts of several, in order."""
    pieces = list(_merged(segments, [np.empty(0, np.int64)] * len(segments)))
    bands, last = len(segments[0].entries), -len(segments)
    return Segment(
        entries=np.array(pieces[:bands]),
        offsets=pieces[bands],
        id_offsets=pieces[bands + 1],
        digests=pieces[bands + 2],
        digest_rows=pieces[bands + 3],
        hashes=np.concatenate(pieces[bands + 4 : last]),
        ids=np.concatenate(pieces[last:]),
    )


def write_segments(path: Path, manifest: dict[str, Any], segments: Sequence[Segment], removed: Sequence[Ints]) -> None:
    """Write all that is left of some segments as one file; an older file stays until the new one is complete.

    Raises:
        OSError: the file cannot be written.
    """
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b" " * _HEADER)
            crc = size = texts = hashes = ids = 0
            for s, gone in zip(segments, removed, strict=True):
                for low, high in s.live_runs(gone):
                    texts += high - low
                    hashes += int(s.offsets[high] - s.offsets[low])
                    ids += int(s.id_offsets[high] - s.id_offsets[low])
            for array in _merged(segments, removed) if texts else (np.zeros(2, np.int64),):
                data = np.ascontiguousarray(array).view(np.uint8).data
                file.write(data)
                crc = zlib.crc32(data, crc)
                size += len(data)
            counts = {"texts": texts, "hashes": hashes, "id_bytes": ids, "bytes": size, "crc32": crc}
            file.seek(0)
            file.write(json.dumps(manifest | counts).encode().ljust(_HEADER - 1) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    # The name is on disk only when its folder is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_header(path: Path) -> dict[str, Any]:
    """Return what the header of a file says.

    Raises:
        ConfigError: it is no index, cut off in its header, or of another layout.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
    ours = head.startswith(json.dumps({"format": FORMAT})[:-1].encode())
    try:
        found = json.loads(head)
    except ValueError:
        found = None
    if not ours:
        raise ConfigError(f"{path} is not a dedup index: give a file that DedupIndex.save wrote")
    if not isinstance(found, dict) or len(head) < _HEADER:
        raise ConfigError(
            f"{path} is cut off or damaged in its header; take a backup, or build it again from the texts"
        )
    layout = found.get("layout")
    if isinstance(layout, int) and layout > LAYOUT:
        raise ConfigError(
            f"{path} is of a newer cleantext (layout {layout}, this one reads {LAYOUT}): upgrade, or build it again"
        )
    if layout != LAYOUT:
        raise ConfigError(
            f"{path} has the layout {layout!r}, this cleantext reads {LAYOUT}: build it again from the texts"
        )
    return found


def read_segment(path: Path, header: dict[str, Any], bands: int, verify: bool | None) -> Segment:
    """Map the arrays of a file whose header was found right.

    Raises:
        ConfigError: the file is not as long as the header says, or not what was written.
    """
    names = ("texts", "hashes", "id_bytes", "bytes", "crc32")
    counts = [header.get(name) for name in names]
    texts, hashes, ids, size, crc = (c if type(c) is int and c >= 0 else -1 for c in counts)
    shapes = _shapes(bands, texts, hashes, ids)
    expected = sum(int(np.prod(shape)) * int(kind[-1]) for _, kind, shape in shapes)
    there = path.stat().st_size - _HEADER
    if min(texts, hashes, ids) < 0 or not there == size == expected:
        raise ConfigError(
            f"{path} is cut off or damaged: {there} bytes of {size}; take a backup, or build it again from the texts"
        )
    raw = np.memmap(path, np.uint8, mode="r", offset=_HEADER)
    if (verify or (verify is None and size <= _SMALL)) and zlib.crc32(raw.data) != crc:
        raise ConfigError(f"{path} is damaged: its checksum is wrong; take a backup, or build it again from the texts")
    arrays: dict[str, Any] = {}
    at = 0
    for name, kind, shape in shapes:
        end = at + int(np.prod(shape)) * int(kind[-1])
        arrays[name] = raw[at:end].view(kind).reshape(shape)
        at = end
    segment = Segment(**arrays)
    if segment.offsets[-1] != hashes or segment.id_offsets[-1] != ids:
        raise ConfigError(f"{path} is damaged: its tables do not fit; take a backup, or build it again from the texts")
    return segment
