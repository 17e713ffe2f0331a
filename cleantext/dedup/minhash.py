"""MinHash signatures for many texts at once: two texts agree in a slot with their Jaccard similarity as probability.

`fast` hashes each shingle once: the high half of a product picks its slot, the smallest
hash stays there (one-permutation hashing, Li, Owen and Zhang 2012).  Slots that remain
empty are tried again under other hashes and then borrow from a full slot chosen by the
number of the empty one (optimal densification, Shrivastava 2017).  `affine32` is the
scheme of datasketch 2.0, bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.coefficients import mersenne_twister, splitmix
from cleantext.dedup.shingles import shingles
from cleantext.errors import ConfigError
from cleantext.texts import batches

if TYPE_CHECKING:
    from datasketch import MinHash

__all__ = ["Scheme", "from_datasketch", "minhash", "sign", "to_datasketch"]

U32 = NDArray[np.uint32]
Offsets = NDArray[np.int64]
Scheme = Literal["fast", "affine32"]

# So many shingles meet all permutations at once: their arrays stay in the second-level cache.
_BLOCK = 1 << 16
# Other hashes tried before an empty slot borrows.  Measured error of the estimate in units of that of
# independent slots, at 20 shingles: 1.13 with none, .97 with three; from 40 to 400, where borrowing
# would cost nothing, .75 to .88 because what fell into one slot twice is tried again.
_RETRIES = 3
_EMPTY = np.uint32(0xFFFFFFFF)


def minhash(
    texts: Iterable[str],
    num_perm: int = 128,
    ngram: int = 5,
    scheme: Scheme = "fast",
    seed: int = 1,
) -> U32:
    """Return the signatures of `texts`, shape (n, num_perm).

    Args:
        texts: any number of str; may be an iterator.
        num_perm: slots per signature.
        ngram: tokens per shingle, see `cleantext.dedup.shingles`.
        scheme: "fast", or "affine32" to exchange signatures with datasketch 2.0.
        seed: signatures of different seeds cannot be compared.

    Raises:
        TypeError: a text is not a str; names its position.
        ConfigError: no such scheme, or a number below 1.

    >>> a, b = minhash(["版权归作者所有，转载请联系", "版權歸作者所有，轉載請聯繫"])
    >>> float((a == b).mean())
    1.0
    """
    check_settings(num_perm, ngram, scheme, seed)
    signed = [sign(*shingles(batch, ngram), num_perm, scheme, seed) for batch in batches(texts)]
    return np.concatenate(signed) if signed else np.empty((0, num_perm), np.uint32)


def check_settings(num_perm: int, ngram: int, scheme: str, seed: int) -> None:
    """Raise a ConfigError unless these settings make sense."""
    if scheme not in get_args(Scheme):
        raise ConfigError(f"scheme is 'fast' or 'affine32', not {scheme!r}")
    for name, value, low in (("num_perm", num_perm, 1), ("ngram", ngram, 1), ("seed", seed, 0)):
        if not isinstance(value, int) or value < low:
            raise ConfigError(f"{name} is an int of at least {low}, not {value!r}")


def sign(hashes: U32, offsets: Offsets, num_perm: int, scheme: Scheme, seed: int) -> U32:
    """Return the signatures of sets of 32-bit hashes, each at least one; shape (sets, num_perm)."""
    if scheme == "affine32":
        return _affine32(hashes, offsets, num_perm, seed)
    return _fast(hashes, offsets, num_perm, seed)


def _fast(hashes: U32, offsets: Offsets, num_perm: int, seed: int) -> U32:
    signature = np.full((len(offsets) - 1, num_perm), _EMPTY)
    rows, lengths = np.arange(len(signature)), np.diff(offsets)
    for round in range(1 + _RETRIES):
        _least(signature, rows, hashes, offsets, seed, round)
        lacking = (signature[rows] == _EMPTY).any(axis=1)
        if not lacking.any():
            return signature
        if not lacking.all():
            hashes = hashes[np.repeat(lacking, lengths)]
            rows, lengths = rows[lacking], lengths[lacking]
            offsets = np.concatenate(([0], np.cumsum(lengths)))
    _borrow(signature)
    return signature


def _least(signature: U32, rows: Offsets, hashes: U32, offsets: Offsets, seed: int, round: int) -> None:
    """Put the smallest hash of each set that falls into a slot there; after round 0, only where it was empty.

    The one hash in 2**32 that looks like an empty slot is not seen in that round.
    """
    num_perm = signature.shape[1]
    slots = signature.reshape(-1)
    empty = slots == _EMPTY if round else None
    for low, high, first, last in _spans(offsets):
        mixed = _rehash(hashes[low:high], seed * (1 + _RETRIES) + round)
        borders = np.clip(offsets[first : last + 1], low, high)
        where = np.repeat(rows[first:last] * num_perm, np.diff(borders))
        where += _slots(mixed, num_perm).astype(np.int64)  # adding unlike numbers is slower
        if empty is not None:
            free = np.flatnonzero(empty.take(where, mode="wrap"))
            where, mixed = where.take(free, mode="wrap"), mixed.take(free, mode="wrap")
        np.minimum.at(slots, where, mixed)


def _rehash(hashes: U32, seed: int) -> U32:
    """Return other hashes by a bijection that the seed picks."""
    h = hashes * _factor(seed)
    h ^= h >> np.uint32(15)
    h *= np.uint32(0x2C1B3C6D)
    return h


@cache
def _factor(seed: int) -> np.uint32:
    return np.uint32(int(splitmix(seed, 1)[0]) >> 32 | 1)


def _slots(hashes: U32, num_perm: int) -> U32:
    """Return a slot for each hash by its high bits, so that the low ones decide which is the smallest there."""
    if 1 < num_perm == 1 << num_perm.bit_length() - 1:
        return hashes >> np.uint32(33 - num_perm.bit_length())
    return ((hashes.astype(np.uint64) * np.uint64(num_perm)) >> np.uint64(32)).astype(np.uint32)


@cache
def _donors(num_perm: int) -> Offsets:
    """Return for each slot the order in which it asks all others, shape (num_perm, num_perm)."""
    order = np.argsort(splitmix(num_perm, num_perm * num_perm).reshape(num_perm, num_perm), axis=1, kind="stable")
    order.flags.writeable = False
    return order


def _borrow(signature: U32) -> None:
    """Fill each empty slot from the first one that is full among those it asks."""
    empty = signature == _EMPTY
    row, slot = np.nonzero(empty)
    donors = _donors(signature.shape[1])
    for k in range(signature.shape[1]):
        if not len(row):
            break
        donor = donors[slot, k]
        found = ~empty[row, donor]
        signature[row[found], slot[found]] = signature[row[found], donor[found]]
        row, slot = row[~found], slot[~found]


@cache
def _permutations(num_perm: int, seed: int) -> tuple[U32, U32]:
    """Return factors and summands as datasketch 2.0 draws them, shape (num_perm,) both."""
    drawn = mersenne_twister(seed, 2 * num_perm)
    # Doubling drops the highest bit, which datasketch does not draw.
    return drawn[:num_perm] * np.uint32(2) + np.uint32(1), drawn[num_perm:]


def _affine32(hashes: U32, offsets: Offsets, num_perm: int, seed: int) -> U32:
    factors, summands = _permutations(num_perm, seed)
    h = _fmix(hashes.copy())
    signature = np.full((len(offsets) - 1, num_perm), _EMPTY)
    for low, high, first, last in _spans(offsets):
        part = h[low:high]
        borders = np.maximum(offsets[first:last], low) - low
        product = np.empty_like(part)
        least = np.empty((num_perm, last - first), np.uint32)
        for k in range(num_perm):
            np.multiply(part, factors[k], out=product)
            np.add(product, summands[k], out=product)
            np.minimum.reduceat(product, borders, out=least[k])
        np.minimum(signature[first:last], least.T, out=signature[first:last])
    return signature


def _spans(offsets: Offsets) -> Iterator[tuple[int, int, int, int]]:
    """Yield stretches of hashes that fit the cache, and the sets from first to last that they touch."""
    for low in range(0, int(offsets[-1]), _BLOCK):
        high = min(low + _BLOCK, int(offsets[-1]))
        first = int(np.searchsorted(offsets, low, side="right")) - 1
        last = int(np.searchsorted(offsets, high, side="left"))
        yield low, high, first, last


def _fmix(h: U32) -> U32:
    """Scramble in place by the 32-bit finalizer of MurmurHash3, as datasketch does first."""
    h ^= h >> np.uint32(16)
    h *= np.uint32(0x85EBCA6B)
    h ^= h >> np.uint32(13)
    h *= np.uint32(0xC2B2AE35)
    h ^= h >> np.uint32(16)
    return h


def to_datasketch(signatures: U32, seed: int = 1) -> list[MinHash]:
    """Return `affine32` signatures as datasketch objects.

    >>> sketch, = to_datasketch(minhash(["一篇文章"], scheme="affine32"))
    >>> sketch.scheme, len(sketch)
    ('affine32', 128)
    """
    from datasketch import MinHash

    num_perm = signatures.shape[1]
    rows = signatures.astype(np.uint32, copy=True)
    return [MinHash(num_perm=num_perm, seed=seed, hashvalues=row, scheme="affine32") for row in rows]


def from_datasketch(sketches: Sequence[Any]) -> U32:
    """Return the signatures of datasketch objects, shape (n, num_perm).

    Raises:
        ConfigError: a sketch has another scheme, seed or length than `affine32` and the first.
    """
    for n, sketch in enumerate(sketches):
        if sketch.scheme != "affine32":
            raise ConfigError(f"sketch {n} has the scheme {sketch.scheme!r}; only 'affine32' can be exchanged")
        if (sketch.seed, len(sketch)) != (sketches[0].seed, len(sketches[0])):
            raise ConfigError(f"sketch {n} has another seed or length than the first")
    return np.array([sketch.hashvalues for sketch in sketches], np.uint32)
