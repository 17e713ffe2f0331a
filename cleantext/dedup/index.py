"""An index that remembers: is this text a copy of one that came before, in this run or an earlier one?

One plain file: a line of JSON that says how it was made, then NumPy arrays.  It is read
only by the same scheme, settings and tables, and replaced as a whole, so a crash while
saving leaves the old one.
"""

from __future__ import annotations

import io
import json
import os
import unicodedata
import zlib
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, choose_bands
from cleantext.dedup.clusters import jaccard
from cleantext.dedup.corpus import check_threshold
from cleantext.dedup.minhash import sign
from cleantext.dedup.shingles import VERSION, distinct, shingles, table_digest
from cleantext.document import require_str
from cleantext.errors import ConfigError

__all__ = ["DedupIndex", "Duplicate"]

_FORMAT = "cleantext-dedup-index"
_NUM_PERM, _NGRAM, _SEED = 128, 5, 1
# Rows per key: the texts in the index are no copies of each other, so few share a band by merit.
_FULL = 16


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The text in the index that a new one is a copy of.

    Attributes:
        id: of the text in the index.
        similarity: exact Jaccard similarity of the two.
    """

    id: Hashable
    similarity: float


class DedupIndex:
    """Texts seen so far, each unlike all others in the index.

    `add` answers from the texts added before, so the order matters: the first of several
    copies is the one that stays.  Holds the shingle hashes of the texts that stayed, about
    four bytes a character, not the texts.

    Args:
        threshold: lowest similarity of a copy, above 0 and at most 1.

    Raises:
        ConfigError: the threshold makes no sense.

    >>> index = DedupIndex()
    >>> index.add("a", "版权归作者所有。")
    >>> index.add("b", "版權歸作者所有")
    Duplicate(id='a', similarity=1.0)
    """

    def __init__(self, threshold: float = 0.8) -> None:
        check_threshold(threshold)
        self.threshold = threshold
        self._shape = choose_bands(threshold, _NUM_PERM)
        self._ids: list[Hashable] = []
        self._seen: set[Hashable] = set()
        self._sets: list[NDArray[np.uint32]] = []
        self._keys: list[NDArray[np.uint32]] = []
        self._buckets: list[dict[int, tuple[int, ...]]] = [{} for _ in range(self._shape[0])]

    def __len__(self) -> int:
        """Return how many texts stayed."""
        return len(self._ids)

    def add(self, id: Hashable, text: str) -> Duplicate | None:
        """Return the most similar text in the index if `text` is a copy of one; else take `text` in.

        Raises:
            TypeError: the text is not a str.
            ConfigError: the id is in the index already.
        """
        require_str(text)
        if id in self._seen:
            raise ConfigError(f"the index already has a text with the id {id!r}; ids are unique")
        hashes, offsets = shingles([text], _NGRAM)
        keys = band_keys(sign(hashes, offsets, _NUM_PERM, "fast", _SEED), *self._shape)[0]
        mine = distinct(hashes)
        rows = {row for bucket, key in zip(self._buckets, keys.tolist(), strict=True) for row in bucket.get(key, ())}
        found = [(-jaccard(mine, self._sets[row]), row) for row in rows]
        if found and -min(found)[0] >= self.threshold:
            s, row = min(found)
            return Duplicate(self._ids[row], -s)
        self._insert(id, mine, keys)
        return None

    def _insert(self, id: Hashable, hashes: NDArray[np.uint32], keys: NDArray[np.uint32]) -> None:
        row = len(self._ids)
        self._ids.append(id)
        self._seen.add(id)
        self._sets.append(hashes)
        self._keys.append(keys)
        for bucket, key in zip(self._buckets, keys.tolist(), strict=True):
            rows = bucket.get(key, ())
            if len(rows) < _FULL:
                bucket[key] = (*rows, row)

    def _manifest(self) -> dict[str, Any]:
        """Everything that decides whether two signatures may be compared."""
        return {
            "format": _FORMAT,
            "version": VERSION,
            "scheme": "fast",
            "num_perm": _NUM_PERM,
            "ngram": _NGRAM,
            "seed": _SEED,
            "threshold": self.threshold,
            "bands": list(self._shape),
            "table": table_digest(),
            "unicode": unicodedata.unidata_version,
        }

    def save(self, path: str | Path) -> None:
        """Write the index to a file; the old file stays as it is until the new one is complete.

        Raises:
            ConfigError: an id is neither str nor int, which is all that a file can hold.
            OSError: the file cannot be written.
        """
        import tempfile

        for id in self._ids:
            if not isinstance(id, str | int) or isinstance(id, bool):
                raise ConfigError(f"only ids that are str or int can be saved, not {id!r}")
        arrays = io.BytesIO()
        np.savez(
            arrays,
            ids=np.frombuffer(json.dumps(self._ids).encode(), np.uint8),
            keys=np.array(self._keys, np.uint32).reshape(-1, self._shape[0]),
            sizes=np.array([len(s) for s in self._sets], np.int64),
            hashes=np.concatenate([np.empty(0, np.uint32), *self._sets]),
        )
        data = arrays.getvalue()
        head = json.dumps(self._manifest() | {"bytes": len(data), "crc32": zlib.crc32(data)}) + "\n"
        path = Path(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(head.encode())
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise

    @classmethod
    def load(cls, path: str | Path) -> DedupIndex:
        """Read an index that `save` wrote.

        Raises:
            ConfigError: the file is no such index, is cut off or damaged, or was made by
                another version, scheme or table; says which.
            OSError: the file cannot be read.
        """
        with open(path, "rb") as file:
            head = file.readline(1 << 16)
            data = file.read()
        try:
            found = json.loads(head)
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise ConfigError(f"{path} is not a dedup index")
        threshold = found.get("threshold")
        index = cls(threshold if isinstance(threshold, float | int) else -1.0)
        for name, value in index._manifest().items():
            if found.get(name) != value:
                raise ConfigError(
                    f"{path} was made with {name} {found.get(name)!r}, this is {value!r}: "
                    "their signatures cannot be compared; build the index again from the texts"
                )
        if (found.get("bytes"), found.get("crc32")) != (len(data), zlib.crc32(data)):
            raise ConfigError(f"{path} is cut off or damaged: {len(data)} bytes of {found.get('bytes')!r}")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            ids = json.loads(arrays["ids"].tobytes())
            sets = np.split(arrays["hashes"], np.cumsum(arrays["sizes"])[:-1]) if ids else []
            for id, hashes, keys in zip(ids, sets, arrays["keys"], strict=True):
                index._insert(id, hashes, keys)
        return index
