"""Shingles: runs of n tokens of a folded key, hashed for many texts at once.

One table look-up per code point folds script, width and case and says what kind of
character it is.  A Han, Kana, Hangul or Thai character is a token, and so is each run
of other letters and digits (`1.5` is one token, neither two nor `15`); punctuation and
space are none.  No Python object is made per token or per shingle: peers spend nine
tenths of their time there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import fold_map

__all__ = ["VERSION", "distinct", "is_single", "letters", "shingles", "table_digest", "token_starts", "tokens"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
Offsets = NDArray[np.int64]

VERSION = 1
"""Raised whenever the same text may get other hashes; an index of another version is refused."""

# What a table entry says besides the character's number.
_JOINER = np.uint32(1 << 29)
_DIGIT = np.uint32(1 << 30)
_SINGLE = np.uint32(1 << 31)

# One character, one token.  Blocks by the Unicode names of their characters.
_SINGLES = [
    (0x0E00, 0x0E7F),  # Thai
    (0x1100, 0x11FF),  # Hangul Jamo
    (0x2E80, 0x2FDF),  # Han radicals
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3031, 0x3035),  # Kana repeat marks
    (0x3038, 0x303C),
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x3131, 0x318E),  # Hangul compatibility Jamo
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han extension A
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),  # Hangul Jamo extended A
    (0xAC00, 0xD7FF),  # Hangul syllables, Jamo extended B
    (0xF900, 0xFAFF),  # Han compatibility
    (0x1AFF0, 0x1B16F),  # Kana supplement and extensions
    (0x20000, 0x323AF),  # Han extensions B to H
]
# Between two digits these belong to the number: 1.5, 10:30, 2021-10-27, 1/2, 1,000.
_JOINERS = ".,:/-"


def _scatter(points: U32, bits: int) -> U32:
    """Return well mixed numbers below 2**bits, no two alike: xor-shifts and odd factors are bijections."""
    mask = np.uint32((1 << bits) - 1)
    h = points & mask
    for factor in (0x85EBCA6B, 0xC2B2AE35, 0x9E3779B1):
        h ^= h >> np.uint32(bits // 2)
        h *= np.uint32(factor)
        h &= mask
    return h ^ (h >> np.uint32(bits // 2))


@cache
def _table() -> U32:
    """Return a table, shape (0x110000,): number and kind of the folded character, 0 where there is no token."""
    single = np.zeros(0x110000, bool)
    word = np.zeros(0x110000, bool)
    digit = np.zeros(0x110000, bool)
    # Planes 0 and 1 by category; above them only Han, and in 14 to 16 nothing that is text.
    kinds = [unicodedata.category(chr(c)) for c in range(0x20000)]
    word[:0x20000] = [kind[0] in "LMN" for kind in kinds]
    digit[:0x20000] = [kind == "Nd" for kind in kinds]
    for low, high in _SINGLES:
        single[low : high + 1] = word[low : high + 1] | (low >= 0x20000)
    points = np.arange(0x110000, dtype=np.uint32)
    table = np.zeros(0x110000, np.uint32)
    table[word] = _scatter(points[word], 29)
    table[digit] |= _DIGIT
    table[single] = _scatter(points[single], 31) | _SINGLE
    for c in map(ord, _JOINERS):
        table[c] = np.uint32(c) | _JOINER
    table = table[fold_map()]
    table.flags.writeable = False
    return table


@cache
def letters() -> U32:
    """Return a table, shape (0x110000,): a number for each folded letter, mark and digit, 0 for all else."""
    table = _table().copy()
    table[table >> np.uint32(29) == 1] = 0
    table.flags.writeable = False
    return table


@cache
def table_digest() -> str:
    """Return a digest of the folding table: it follows OpenCC's dictionaries and the Unicode version."""
    return blake2b(_table().tobytes(), digest_size=8).hexdigest()


def is_single(numbers: U32) -> NDArray[np.bool_]:
    """Say which of the numbers in `letters` are of characters that are tokens one by one."""
    return numbers >= _SINGLE


# Odd, or a factor of two would be lost with each token.
_FACTOR = np.uint32(0x9E3779B1)
_WORD_FACTOR = 0x9E3779B185EBCA87
# Characters of a word with a factor of their own; beyond, the factors come round again.
_MAX_WORD = 4096


@cache
def _powers() -> U64:
    """Return the powers of the word factor modulo 2**64, shape (_MAX_WORD,)."""
    factors = np.full(_MAX_WORD, _WORD_FACTOR, np.uint64)
    return np.multiply.accumulate(factors)


def tokens(texts: Sequence[str]) -> tuple[U32, Offsets]:
    """Return a 32-bit number for each token of each text, and where each text's tokens start.

    Equal tokens have equal numbers; the last offset is the number of all tokens.

    >>> numbers, offsets = tokens(["版权 v1.5", "版權：Ｖ１.５"])
    >>> (numbers[:3] == numbers[3:]).all(), offsets.tolist()
    (np.True_, [0, 3, 6])
    """
    kinds, ends = _scan(texts)
    places = np.flatnonzero(kinds != 0)
    return kinds.take(places, mode="wrap"), np.searchsorted(places, ends)


def token_starts(text: str) -> Offsets:
    """Return where each token of a text begins.

    >>> token_starts("版权 v1.5").tolist()
    [0, 1, 3]
    """
    return np.flatnonzero(_scan([text])[0] != 0)


def _scan(texts: Sequence[str]) -> tuple[U32, Offsets]:
    """Return for each character the number of the token that begins there, or 0, and where each text ends."""
    ends = np.cumsum([0, *map(len, texts)])
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _table().take(points, mode="wrap")  # no index is out of range; "wrap" is the fastest way to say so
    # Zero wraps round: everything below the single characters but zero.
    words = np.flatnonzero(kinds - np.uint32(1) < _SINGLE - np.uint32(1))
    if len(words):
        _join_runs(kinds, _without_punctuation(kinds, words, ends), ends)
    return kinds, ends


def _without_punctuation(kinds: U32, words: Offsets, ends: Offsets) -> Offsets:
    """Clear all joiners but those between two digits of the same text; return the other word characters."""
    kind = kinds.take(words, mode="wrap") >> np.uint32(29)
    joins = np.flatnonzero(kind == 1)
    if not len(joins):
        return words
    at = words[joins]
    digit = np.append(kind == 2, False)
    inside = digit[joins - 1] & digit[joins + 1]
    # The neighbours among the word characters are the neighbours in the text, and in the same text.
    inside &= (words[joins - 1] == at - 1) & (words[np.minimum(joins + 1, len(words) - 1)] == at + 1)
    inside &= (ends[np.searchsorted(ends, at)] != at) & (ends[np.searchsorted(ends, at + 1)] != at + 1)
    kinds[at[~inside]] = 0
    keep = np.ones(len(words), bool)
    keep[joins[~inside]] = False
    return words[keep]


def _join_runs(kinds: U32, words: Offsets, ends: Offsets) -> None:
    """Put the number of each run of word characters in the place of its first and clear the others."""
    if not len(words):
        return
    begins = np.empty(len(words) + 1, bool)
    begins[0] = True
    np.not_equal(words[1:], words[:-1] + 1, out=begins[1:-1])
    begins[np.searchsorted(words, ends)] = True
    begins = begins[:-1]
    heads = np.flatnonzero(begins)
    # The hash of a word must not depend on where it stands: factors count from its head.
    place = np.arange(len(words)) - np.repeat(heads, np.diff(heads, append=len(words)))
    # Wrapping by hand: `take` would subtract the length again and again.
    terms = kinds.take(words, mode="wrap") * _powers().take(place & (_MAX_WORD - 1), mode="wrap")
    sums = np.add.reduceat(terms, heads) >> np.uint64(33)
    kinds[words] = 0
    kinds[words[heads]] = np.maximum(sums.astype(np.uint32), np.uint32(1))


def shingles(texts: Sequence[str], ngram: int = 5) -> tuple[U32, Offsets]:
    """Return the 32-bit hashes of the shingles of each text, and where each text's begin.

    A shingle is `ngram` consecutive tokens; a text with fewer is one shingle, and one
    without any token is one shingle of its raw characters.  Hashes may repeat within a
    text: what counts is the set.

    >>> hashes, offsets = shingles(["一二三四五六", "好", "!"])
    >>> [len(set(hashes[a:b].tolist())) for a, b in zip(offsets, offsets[1:])]
    [2, 1, 1]
    """
    values, offsets = tokens(texts)
    total = len(values)
    hashes = np.zeros(total + ngram, np.uint32)
    hashes[:total] = values
    values = hashes.copy()
    for k in range(1, ngram):
        hashes[:total] *= _FACTOR
        hashes[:total] += values[k : total + k]
    hashes = hashes[:total]
    lengths = np.diff(offsets)
    # Windows that reach into the next text become another copy of the text's last own shingle.
    whole = offsets[1:][lengths >= ngram]
    for k in range(1, ngram):
        hashes[whole - k] = hashes[whole - ngram]
    for d in np.flatnonzero(lengths < ngram):
        hashes[offsets[d] : offsets[d + 1]] = _short(values[offsets[d] : offsets[d + 1]].tolist())
    bare = np.flatnonzero(lengths == 0)
    if len(bare):
        raw = [_short(list(map(ord, texts[d]))) for d in bare.tolist()]
        hashes = np.insert(hashes, offsets[bare], np.array(raw, np.uint32))
        offsets = offsets + np.concatenate(([0], np.cumsum(lengths == 0)))
    return hashes, offsets


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """Return the numbers in order, each once; several times as fast as numpy.unique, which hashes them.

    >>> distinct(np.array([2, 1, 2], np.uint32)).tolist()
    [1, 2]
    """
    numbers = np.sort(numbers)
    if len(numbers) < 2:
        return numbers
    return numbers[np.concatenate(([True], numbers[1:] != numbers[:-1]))]


def _short(numbers: list[int]) -> int:
    """Hash fewer than n tokens, or a text without tokens, as one shingle that says how long it is."""
    data = np.array(numbers, np.uint32).tobytes()
    return int.from_bytes(blake2b(data, digest_size=4).digest(), "little")
