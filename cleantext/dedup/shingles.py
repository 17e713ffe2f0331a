"""Shingles: runs of n tokens of a folded key, hashed for many texts at once.

One table look-up per code point folds script, width and case and says what kind of
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

from cleantext.script.tables import fold_map, to_points

__all__ = ["VERSION", "distinct", "is_single", "letters", "shingles", "table_digest", "token_starts", "tokens"]

U32 = NDArray[np.uint32]
Offsets = NDArray[np.int64]

VERSION = 2
"""Raised whenever the same text may get other hashes; an index of another version is refused."""

# What a table entry says besides the character's number, which has the low 28 bits.
_COMPOSES = np.uint32(1 << 28)
_JOINER = np.uint32(1 << 29)
_DIGIT = np.uint32(1 << 30)
_SINGLE = np.uint32(1 << 31)
# No character has this number: it stands after each text.
_END = np.uint32(0xFFFFFFFF)

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
    (0x20000, 0x3FFFD),  # Han extensions: nothing else is to come into planes 2 and 3
]
# All of these are letters, and none has a decomposition: Han and its first extension, Hangul syllables.
_LETTERS = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)]
# Between two digits these belong to the number: 1.5, 10:30, 2021-10-27, 1/2, 1,000.
_JOINERS = ".,:/-"
# How the character before is drawn, not what is written: emoji and glyph selectors, keycaps.
_SELECTORS = [(0x180B, 0x180F), (0x20D0, 0x20F0), (0xFE00, 0xFE0F)]
# Half-width Kana have their voicing marks apart.
_HALF_KANA = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF66, 0xFFA0)}


def _scatter(points: U32) -> U32:
    """Return well mixed numbers below 2**28, no two alike: xor-shifts and odd factors are bijections."""
    mask = np.uint32((1 << 28) - 1)
    h = points & mask
    for factor in (0x85EBCA6B, 0xC2B2AE35, 0x9E3779B1):
        h ^= h >> np.uint32(14)
        h *= np.uint32(factor)
        h &= mask
    return h ^ (h >> np.uint32(14))


@cache
def _table() -> U32:
    """Return a table, shape (0x110000,): number and kind of the folded character, 0 where there is no token."""
    # Planes 0 and 1 by category; above them only Han, in 2 and 3, and in 14 to 16 nothing that is text.
    planes = 0x40000
    single, word, digit, composes = (np.zeros(planes, bool) for _ in range(4))
    for low, high in _LETTERS:
        word[low : high + 1] = True
    # The rest is asked one by one, but for surrogates and private use.
    points = np.r_[0:0x3400, 0x4DC0:0x4E00, 0xA000:0xAC00, 0xD7A4:0xD800, 0xF900:0x20000]
    characters = list(map(chr, points.tolist()))
    kinds = np.frombuffer("".join(map(unicodedata.category, characters)).encode(), np.uint8).reshape(-1, 2)
    word[points] = np.isin(kinds[:, 0], [ord("L"), ord("M"), ord("N")])
    digit[points] = (kinds[:, 0] == ord("N")) & (kinds[:, 1] == ord("d"))
    for low, high in _SELECTORS:
        word[low : high + 1] = False
    for low, high in _SINGLES:
        single[low : high + 1] = word[low : high + 1] | (low >= 0x20000)
    for c, decomposition in zip(characters, map(unicodedata.decomposition, characters), strict=True):
        if not decomposition or decomposition[0] == "<":
            continue
        parts = decomposition.split()
        if len(parts) == 2:
            composes[int(parts[1], 16)] = True
            composes[ord(c)] |= len(unicodedata.normalize("NFC", c)) > 1  # the few that are written apart
    composes[0x1161:0x1176] = composes[0x11A8:0x11C3] = True  # the vowels and finals of Hangul syllables
    numbers = _scatter(np.arange(planes, dtype=np.uint32))
    numbers[numbers == 0] = np.uint32(1 << 27)
    table = np.where(word, numbers, np.uint32(0))
    table[digit] |= _DIGIT
    table[single] = numbers[single] | _SINGLE
    table[composes] |= _COMPOSES
    table[composes & single] |= _DIGIT  # so that they are told from other single characters at once
    for joiner in map(ord, _JOINERS):
        table[joiner] = np.uint32(joiner) | _JOINER
    table = np.concatenate((table[fold_map()[:planes]], np.zeros(0x110000 - planes, np.uint32)))
    table.flags.writeable = False
    return table


@cache
def letters() -> U32:
    """Return a table, shape (0x110000,): a number for each folded letter, mark and digit, 0 for all else."""
    table = _table().copy()
    table[(table & _JOINER) != 0] = 0
    table.flags.writeable = False
    return table


@cache
def table_digest() -> str:
    """Return a digest of the folding table: it follows OpenCC's dictionaries and the Unicode version."""
    return blake2b(_table().tobytes(), digest_size=8).hexdigest()


def is_single(numbers: U32) -> NDArray[np.bool_]:
    """Say which of the numbers in `letters` are of characters that are tokens one by one."""
    return numbers >= _SINGLE


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
    heads = np.flatnonzero((_table()[to_points(text)] & _COMPOSES) == 0)
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
    kinds = _table().take(np.frombuffer(framed.encode("utf-32-le", "surrogatepass"), np.uint32), mode="wrap")
    after = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    token = kinds >= _SINGLE
    # What is no single character or may compose with the one before, and what stands before it.
    at, part = None, kinds
    if 2 * np.count_nonzero(token) > len(kinds):
        other = kinds - _SINGLE >= _DIGIT
        other[:-1] |= other[1:]
        at = np.flatnonzero(other)
        part = kinds.take(at, mode="wrap")
    rare = np.flatnonzero((part & (_JOINER | _COMPOSES)) != 0)
    if len(rare):
        found = part.take(rare, mode="wrap")
        apart = rare[(found & _COMPOSES) != 0]
        if len(apart):
            owners = distinct(np.searchsorted(after, apart if at is None else at[apart]))
            composed = list(texts)
            for d in owners.tolist():
                composed[d] = _composed(texts[d])
            if composed != texts:
                return _located(composed)
        rare = rare[(found & _JOINER) != 0]
        between = part.take(rare - 1, mode="wrap") & part.take(rare + 1, mode="wrap") & (_SINGLE | _DIGIT)
        part[rare[between != _DIGIT]] = 0
    # Zero wraps round: everything below the single characters but zero.
    word = part - np.uint32(1) < _SINGLE - np.uint32(1)
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
