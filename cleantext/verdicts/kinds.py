"""What one code point is, as a table: all that the numbers of a text are made of."""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.detect import Class, classes
from cleantext.script.tables import fold_map

__all__ = ["FACTORS", "SHIFT", "Kind", "kinds", "packed_table"]


class Kind(IntEnum):
    """What one code point is.  SPACE and LINE_FEED are all that is not visible; up to CLAUSE it divides a text."""

    SPACE = 0
    LINE_FEED = 1
    STOP = 2  # ends a sentence wherever it stands: 。！？…
    DOT = 3  # ends one only before a space
    CLAUSE = 4  # divides a sentence: ，；：、
    HAN = 5
    KANA = 6
    HANGUL = 7
    LATIN = 8
    LETTER = 9  # of any other alphabet
    DIGIT = 10
    PUNCTUATION = 11
    SYMBOL = 12
    ODD = 13  # private use, U+FFFD, controls, unassigned


SHIFT = np.uint32(24)
FACTORS = [np.uint32(k) for k in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)]
_POINT = np.uint32((1 << 24) - 1)
_STOPS = "。！？!?…．｡"
_CLAUSES = "，、；：,;:､"


@cache
def packed_table() -> NDArray[np.uint32]:
    """Return a table, shape (0x110000,): a number for the folded code point, and its Kind in the top byte.

    The numbers are scattered, and no two alike: sums of code points would collide, since those of one text lie close.
    """
    table = fold_map().copy()
    for factor in FACTORS:  # xor-shifts and odd factors are bijections of 24 bits
        table ^= table >> np.uint32(12)
        table *= factor
        table &= _POINT
    table |= kinds().astype(np.uint32) << SHIFT
    table.flags.writeable = False
    return table


@cache
def kinds() -> NDArray[np.uint8]:
    """Return a table, shape (0x110000,): the Kind of each code point."""
    table = np.full(0x110000, Kind.ODD, np.uint8)
    of = {"L": Kind.LETTER, "M": Kind.LETTER, "N": Kind.DIGIT, "P": Kind.PUNCTUATION, "S": Kind.SYMBOL, "Z": Kind.SPACE}
    for point in range(0x20000):
        category = unicodedata.category(chr(point))
        table[point] = of.get(category[0], Kind.ODD)
        if category[0] == "N" and category != "Nd":
            table[point] = Kind.SYMBOL  # ① and ½ count, but are no number
        if category == "Cf":
            table[point] = Kind.SPACE  # joiners and directions: nothing one sees
    for point in range(0x250):
        if table[point] == Kind.LETTER:
            table[point] = Kind.LATIN
    table[0x1E00:0x1F00] = Kind.LATIN
    table[0xFF21:0xFF3B] = table[0xFF41:0xFF5B] = Kind.LATIN
    scripts = classes()
    table[(scripts >= Class.HAN) & (scripts <= Class.JPAN)] = Kind.HAN
    table[scripts == Class.KANA] = Kind.KANA
    table[scripts == Class.HANGUL] = Kind.HANGUL
    table[[ord(c) for c in _STOPS]] = Kind.STOP
    table[ord(".")] = Kind.DOT
    table[[ord(c) for c in _CLAUSES]] = Kind.CLAUSE
    table[[ord(c) for c in "\t\r\x0b\x0c\x85"]] = Kind.SPACE
    table[ord("\n")] = Kind.LINE_FEED
    table[0xE0100:0xE01F0] = Kind.SPACE  # variation selectors
    table.flags.writeable = False
    return table
