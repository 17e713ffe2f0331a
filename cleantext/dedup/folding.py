"""Folding: characters that differ in script, width or case alone have one number; punctuation and space have none."""

from __future__ import annotations

import unicodedata
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import fold_map

__all__ = ["COMPOSES", "DIGIT", "JOINER", "SINGLE", "U32", "alphabet", "is_single", "letters", "table_digest"]

U32 = NDArray[np.uint32]

# What a table entry says besides the character's number, which has the low 28 bits.
COMPOSES = np.uint32(1 << 28)
JOINER = np.uint32(1 << 29)
DIGIT = np.uint32(1 << 30)
SINGLE = np.uint32(1 << 31)

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
def alphabet() -> U32:
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
    table[digit] |= DIGIT
    table[single] = numbers[single] | SINGLE
    table[composes] |= COMPOSES
    table[composes & single] |= DIGIT  # so that they are told from other single characters at once
    for joiner in map(ord, _JOINERS):
        table[joiner] = np.uint32(joiner) | JOINER
    table = np.concatenate((table[fold_map()[:planes]], np.zeros(0x110000 - planes, np.uint32)))
    table.flags.writeable = False
    return table


@cache
def letters() -> U32:
    """Return a table, shape (0x110000,): a number for each folded letter, mark and digit, 0 for all else."""
    table = alphabet().copy()
    table[(table & JOINER) != 0] = 0
    table.flags.writeable = False
    return table


@cache
def table_digest() -> str:
    """Return a digest of the folding table: it follows OpenCC's dictionaries and the Unicode version."""
    return blake2b(alphabet().tobytes(), digest_size=8).hexdigest()


def is_single(numbers: U32) -> NDArray[np.bool_]:
    """Say which of the numbers in `letters` are of characters that are tokens one by one."""
    return numbers >= SINGLE
