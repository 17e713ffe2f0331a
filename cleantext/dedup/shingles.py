"""Shingles: runs of n tokens of a folded key, hashed for many texts at once.

One table look-up per code point (`folding`) folds script, width and case and says what kind of
character it is.  A Han, Kana, Hangul or Thai character is a token, and so is each run
of other letters and digits (`1.5` is one token, neither two nor `15`); punctuation and
space are none.  No Python object is made per token or per shingle: peers spend nine
tenths of their time there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.folding import COMPOSES, DIGIT, JOINER, SINGLE, U32, alphabet
from cleantext.script.tables import to_points

__all__ = ["VERSION", "distinct", "shingles", "token_starts", "tokens"]

Offsets = NDArray[np.int64]

VERSION = 2
"""Raised whenever the same text may get other hashes; an index of another version is refused."""

# No character has this number: it stands after each text.
_END = np.uint32(0xFFFFFFFF)

# Half-width Kana have their voicing marks apart.
_HALF_KANA = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF66, 0xFFA0)}


# Odd, or a factor of two would be lost with each token; 3 modulo 8, so that a swap of two
# letters is not lost either.
_FACTOR = 0x9E3779B1
_WORD_FACTOR = 0x85EBCA6B
# So many characters of one text are looked at in one go, and as many more as its last word has.
# Texts that have no more together are looked at as one.
_PIECE, _WHOLE = 1 << 16, 1 << 18
# What neither joins the digits of a number nor a letter and its marks.
_GAP = re.compile(r"[\s。、；！？]")


@cache
def _powers(n: int) -> tuple[U32, U32]:
    """Return the powers of the word factor modulo 2**32 and their inverses, shape (n,) both."""
    factors = [_WORD_FACTOR, pow(_WORD_FACTOR, -1, 1 << 32)]
    up, down = (
        np.multiply.accumulate(np.append(1, np.full(n - 1, f)).astype(np.uint32), dtype=np.uint32) for f in factors
    )
    return up, down


def tokens(texts: Sequence[str]) -> tuple[U32, Offsets]:
    """Return a 32-bit number for each token of each text, and where each text's tokens start.

    Equal tokens have equal numbers; the last offset is the number of all tokens.

    >>> numbers, offsets = tokens(["版权 v1.5", "版權：Ｖ１.５"])
    >>> (numbers[:3] == numbers[3:]).all(), offsets.tolist()
    (np.True_, [0, 3, 6])
    """
    stream, ends = _stream(texts)
    offsets = np.concatenate(([0], ends - np.arange(len(ends))))
    return stream[stream != _END], offsets


def token_starts(text: str) -> Offsets:
    """Return where each token of a text begins, as many places as it has tokens.

    >>> token_starts("版权 v1.5").tolist()
    [0, 1, 3]
    """
    composed = _composed(text)
    starts = _located([composed])[2][:-1] - 1  # but the end, and the line break in front
    if composed == text:
        return starts
    # What composes with the character before it begins no character of the composed text.
    heads = np.flatnonzero((alphabet()[to_points(text)] & COMPOSES) == 0)
    parts = [text[a:b] for a, b in zip(heads.tolist(), [*heads[1:].tolist(), len(text)], strict=True)]
    sizes = np.array([len(_composed(part)) for part in parts], np.int64)
    source = np.repeat(heads, sizes)
    return source[np.minimum(starts, len(source) - 1)]


def _stream(texts: Sequence[str]) -> tuple[U32, Offsets]:
    """Return the numbers of the tokens, _END after each text's, and where these ends stand."""
    if sum(map(len, texts)) <= _WHOLE:
        return _numbers(texts)
    parts: list[U32] = []
    ends = []
    size = 0
    for text in texts:
        for piece in _pieces(text):
            parts.append(_numbers([piece])[0][:-1])
            size += len(parts[-1])
        parts.append(np.array([_END]))
        ends.append(size)
        size += 1
    return np.concatenate(parts), np.array(ends, np.int64)


def _pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces that begin with a space or a mark that is in no number, wherever it has any."""
    start = 0
    while start < len(text):
        found = _GAP.search(text, start + _PIECE)
        stop = found.start() if found else len(text)
        yield text[start:stop]
        start = stop


def _numbers(texts: Sequence[str]) -> tuple[U32, Offsets]:
    """Return the numbers of the tokens, _END after each text's, and where these ends stand."""
    return _located(texts)[:2]


def _located(texts: Sequence[str]) -> tuple[U32, Offsets, Offsets]:
    """Return what `_numbers` does, and the places of all these in the texts, joined by and behind a line break."""
    # A line break before, between and after: no word and no number goes over it.
    framed = "\n".join(["", *texts, ""])
    # No index is out of range; "wrap" is the fastest way to say so.
    kinds = alphabet().take(np.frombuffer(framed.encode("utf-32-le", "surrogatepass"), np.uint32), mode="wrap")
    after = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    token = kinds >= SINGLE
    # What is no single character or may compose with the one before, and what stands before it.
    at, part = None, kinds
    if 2 * np.count_nonzero(token) > len(kinds):
        other = kinds - SINGLE >= DIGIT
        other[:-1] |= other[1:]
        at = np.flatnonzero(other)
        part = kinds.take(at, mode="wrap")
    rare = np.flatnonzero((part & (JOINER | COMPOSES)) != 0)
    if len(rare):
        found = part.take(rare, mode="wrap")
        apart = rare[(found & COMPOSES) != 0]
        if len(apart):
            owners = distinct(np.searchsorted(after, apart if at is None else at[apart]))
            composed = list(texts)
            for d in owners.tolist():
                composed[d] = _composed(texts[d])
            if composed != texts:
                return _located(composed)
        rare = rare[(found & JOINER) != 0]
        between = part.take(rare - 1, mode="wrap") & part.take(rare + 1, mode="wrap") & (SINGLE | DIGIT)
        part[rare[between != DIGIT]] = 0
    # Zero wraps round: everything below the single characters but zero.
    word = part - np.uint32(1) < SINGLE - np.uint32(1)
    edges = np.flatnonzero(word[1:] != word[:-1])
    edges += 1
    heads = edges[::2]
    if len(heads):
        words = _words(part, heads, edges[1::2])
        heads = heads if at is None else at[heads]
        kinds[heads] = words
        token[heads] = True
    kinds[after] = _END
    token[after] = True
    places = np.flatnonzero(token)
    return kinds.take(places, mode="wrap"), np.searchsorted(places, after), places


def _composed(text: str) -> str:
    """Return the text with each letter and its marks as one character, where there is one."""
    return unicodedata.normalize("NFC", text.translate(_HALF_KANA))


def _words(kinds: U32, heads: Offsets, tails: Offsets) -> U32:
    """Return numbers below those of single characters, shape (words,), of the words [heads, tails)."""
    up, down = _powers(max(1 << len(kinds).bit_length(), 1 << 12))
    sums = np.zeros(len(kinds) + 1, np.uint32)
    np.cumsum(kinds * up[: len(kinds)], dtype=np.uint32, out=sums[1:])
    # The number of a word must not depend on where it stands.
    numbers = (sums.take(tails, mode="wrap") - sums.take(heads, mode="wrap")) * down.take(heads, mode="wrap")
    numbers ^= numbers >> np.uint32(15)
    numbers *= np.uint32(0x2C1B3C6D)
    numbers >>= np.uint32(1)
    np.maximum(numbers, np.uint32(1), out=numbers)
    return numbers


def shingles(texts: Sequence[str], ngram: int = 5) -> tuple[U32, Offsets]:
    """Return the 32-bit hashes of the shingles of each text, and where each text's begin.

    A shingle is `ngram` consecutive tokens; a text with fewer is one shingle, and one
    without any token is one shingle of its raw characters.  Hashes may repeat within a
    text: what counts is the set.

    >>> hashes, offsets = shingles(["一二三四五六", "好", "!"])
    >>> [len(set(hashes[a:b].tolist())) for a, b in zip(offsets, offsets[1:])]
    [2, 1, 1]
    """
    values, ends = _stream(texts)
    offsets = np.concatenate(([0], ends + 1))
    lengths = np.diff(offsets) - 1
    hashes = np.empty_like(values)
    padded = np.concatenate((values, np.zeros(ngram - 1, np.uint32)))
    for low in range(0, len(values), _PIECE):
        hashes[low : low + _PIECE] = _rolled(padded[low : low + _PIECE + ngram - 1], ngram)
    # Windows that reach over the end of a text become another copy of its last own shingle.
    whole = ends[lengths >= ngram]
    for k in range(ngram):
        hashes[whole - k] = hashes[whole - ngram]
    for d in np.flatnonzero(lengths < ngram).tolist():
        own = values[offsets[d] : ends[d]]
        hashes[offsets[d] : offsets[d + 1]] = (
            _short(own, b"tokens") if len(own) else _short(to_points(texts[d]), b"raw")
        )
    return hashes, offsets


def _rolled(values: U32, n: int) -> U32:
    """Return a hash of each n consecutive values, shape (len - n + 1,), by doubling: 1, 2, 4 and so on."""
    power, size = values, 1
    hashes, done = values, 0
    while n:
        if n & 1:
            hashes = _joined(hashes, power, done, size) if done else power
            done += size
        n >>= 1
        if n:
            power = _joined(power, power, size, size)
            size *= 2
    return hashes


def _joined(left: U32, right: U32, done: int, size: int) -> U32:
    """Return the hashes of `done` values on the left and the `size` that follow them."""
    count = min(len(left), len(right) - done)
    hashes = left[:count] * np.uint32(pow(_FACTOR, size, 1 << 32))
    hashes += right[done : done + count]
    return hashes


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the numbers in order, each once; several times as fast as numpy.unique, which hashes them.

    >>> distinct(np.array([2, 1, 2], np.uint32)).tolist()
    [1, 2]
    """
    numbers = np.sort(numbers)
    if len(numbers) < 2:
        return numbers
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]


def _short(numbers: U32, kind: bytes) -> int:
    """Hash fewer than n tokens, or the characters of a text without tokens, as one shingle that says how long it is."""
    return int.from_bytes(blake2b(numbers.tobytes(), digest_size=4, person=kind).digest(), "little")
