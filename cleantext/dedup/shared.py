"""An index in a Redis server, for processes and machines that add to it at the same time.

datasketch's `MinHashLSH` with its Redis storage holds the bands of `affine32` signatures, and
datasketch alone can read them; beside them stand the shingle hashes of each text, so the answer is verified exactly, as
everywhere in this library.  Needs the extra `redis`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import choose_bands
from cleantext.dedup.clusters import jaccard
from cleantext.dedup.corpus import check_threshold
from cleantext.dedup.index import Duplicate
from cleantext.dedup.manifest import NGRAM, NUM_PERM, SEED, check, manifest
from cleantext.dedup.minhash import sign, to_datasketch
from cleantext.dedup.segment import id_bytes
from cleantext.dedup.shingles import distinct, shingles
from cleantext.errors import ConfigError
from cleantext.texts import refuse, require_str

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["RedisIndex"]

# A process that dies while it adds holds the others up for so long.
_LOCK_SECONDS = 30


class RedisIndex:
    """Texts seen by any process so far, each unlike all others in the index.

    What `DedupIndex` does, in a Redis server.  Adding takes a lock, so of copies that several
    processes add at the same time exactly one stays; that something is a copy is found
    without it.  The server needs about 8 kB a text.

    Args:
        threshold: lowest similarity of a copy, above 0 and at most 1.
        name: of the index; several can be in one server.
        redis: how to connect, as for `redis.Redis`: `{"host": "localhost", "port": 6379}`.

    Raises:
        ConfigError: the threshold makes no sense; redis is not installed; the server cannot be
            reached; the index was made with another scheme, threshold or table.
    """

    def __init__(
        self, threshold: float = 0.8, *, name: str = "cleantext", redis: Mapping[str, Any] | None = None
    ) -> None:
        check_threshold(threshold)
        try:
            import redis as library
        except ImportError:
            raise ConfigError("a RedisIndex needs redis: pip install 'cleantext-corpus[redis]'") from None
        from datasketch import MinHashLSH

        self.threshold = threshold
        self.name = name
        bands = choose_bands(threshold, NUM_PERM)
        connection = dict(redis or {"host": "localhost", "port": 6379})
        # Its types say bytes or str for everything.
        self._client: Any = library.Redis(**connection)
        self._sets, self._lock_name = f"{name}_sets", f"{name}_lock"
        made = manifest(threshold, bands, "affine32")
        try:
            self._client.set(f"{name}_manifest", json.dumps(made), nx=True)
            found = json.loads(self._client.get(f"{name}_manifest") or "{}")
        except library.ConnectionError as error:
            where = {k: v for k, v in connection.items() if k in ("host", "port", "unix_socket_path", "db")}
            raise ConfigError(f"no Redis server answers at {where}: start one, or pass another redis=") from error
        check(found, made, f"the index {name!r}")
        self._lsh = MinHashLSH(
            num_perm=NUM_PERM,
            params=bands,
            storage_config={"type": "redis", "basename": name.encode(), "redis": connection},
            prepickle=False,
        )

    def __len__(self) -> int:
        """Return how many texts are in the index."""
        return int(self._client.hlen(self._sets))

    def __contains__(self, id: str | int) -> bool:
        """Say whether a text with this id is in the index."""
        return bool(self._client.hexists(self._sets, id_bytes(id).decode()))

    def add(self, id: str | int, text: str) -> Duplicate | None:
        """Return the most similar text in the index if `text` is a copy of one; else take `text` in.

        Raises:
            TypeError: the text is not a str.
            ConfigError: the id is in the index already, or neither str nor int.
            redis.RedisError: the server failed; LockError: it was too slow, the text may be in twice.
        """
        require_str(text)
        (signed,) = self._signed([text])
        return self._add(id, *signed)

    def add_many(self, items: Iterable[tuple[str | int, str]]) -> list[Duplicate | None]:
        """Add one after the other; what stands before an item that raises may be in the index.

        Raises:
            TypeError, ConfigError, redis.RedisError: as `add`.
        """
        pairs = list(items)
        for position, (_, text) in enumerate(pairs):
            if type(text) is not str:
                refuse(position, text)
        signed = self._signed([text for _, text in pairs])
        return [self._add(id, *one) for (id, _), one in zip(pairs, signed, strict=True)]

    def query(self, text: str) -> Duplicate | None:
        """Return the most similar text in the index if `text` is a copy of one; the index stays as it is.

        Raises:
            TypeError: the text is not a str.
        """
        require_str(text)
        (signed,) = self._signed([text])
        return self._best(*signed)

    def remove(self, id: str | int) -> None:
        """Take a text out; its copies that come later are taken in again.

        Raises:
            ConfigError: no text in the index has the id.
        """
        key = id_bytes(id)
        with self._lock():
            if id not in self:
                raise ConfigError(f"no text in the index has the id {id!r}")
            self._lsh.remove(key)
            self._client.hdel(self._sets, key.decode())

    def close(self) -> None:
        """Close the connections."""
        for storage in (self._lsh.keys, *self._lsh.hashtables):
            storage._redis.connection_pool.disconnect()
        self._client.close()

    def _lock(self) -> Any:
        return self._client.lock(self._lock_name, timeout=_LOCK_SECONDS, sleep=0.002)

    def _signed(self, texts: list[str]) -> list[tuple[NDArray[np.uint32], MinHash]]:
        if not texts:
            return []
        hashes, offsets = shingles(texts, NGRAM)
        sketches = to_datasketch(sign(hashes, offsets, NUM_PERM, "affine32", SEED), SEED)
        return [(distinct(hashes[a:b]), s) for (a, b), s in zip(pairwise(offsets.tolist()), sketches, strict=True)]

    def _add(self, id: str | int, hashes: NDArray[np.uint32], sketch: MinHash) -> Duplicate | None:
        key = id_bytes(id)
        self._refuse_known(id)
        found = self._best(hashes, sketch)
        if found is not None:
            return found
        with self._lock():
            self._refuse_known(id)
            found = self._best(hashes, sketch)
            if found is None:
                self._insert(key, hashes, sketch)
            return found

    def _insert(self, key: bytes, hashes: NDArray[np.uint32], sketch: MinHash) -> None:
        # What MinHashLSH.insert does, with the hashes and in one transaction instead of 90 round trips.
        bands = self._bands(sketch)
        pipe = self._client.pipeline(transaction=True)
        self._lsh.keys._insert(pipe, key, *bands)
        for table, band in zip(self._lsh.hashtables, bands, strict=True):
            table._insert(pipe, band, key)
        pipe.hset(self._sets, key.decode(), hashes.astype("<u4").tobytes())
        pipe.execute()

    def _bands(self, sketch: MinHash) -> list[bytes]:
        return [self._lsh._H(sketch.hashvalues[start:end]) for start, end in self._lsh.hashranges]

    def _candidates(self, sketch: MinHash) -> list[bytes]:
        # What MinHashLSH.query does, in one round trip.
        pipe = self._client.pipeline(transaction=False)
        for table, band in zip(self._lsh.hashtables, self._bands(sketch), strict=True):
            table._get_items(pipe, table.redis_key(band))
        return sorted(set().union(*pipe.execute()))

    def _refuse_known(self, id: str | int) -> None:
        if id in self:
            raise ConfigError(f"the index already has a text with the id {id!r}; ids are unique")

    def _best(self, hashes: NDArray[np.uint32], sketch: MinHash) -> Duplicate | None:
        keys = self._candidates(sketch)
        if not keys:
            return None
        sets = self._client.hmget(self._sets, [key.decode() for key in keys])
        found = [
            (-jaccard(hashes, np.frombuffer(data, "<u4").astype(np.uint32)), key)
            for key, data in zip(keys, sets, strict=True)
            if data is not None
        ]
        if not found or -min(found)[0] < self.threshold:
            return None
        similarity, best = min(found)
        return Duplicate(json.loads(best), -similarity)
