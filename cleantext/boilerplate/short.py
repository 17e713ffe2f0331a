"""The short lines of a page as one array, for what is looked for in all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.lines import BLANKS, ENDS, SIGNS, Mark
from cleantext.script.tables import to_points

__all__ = [
    "ALONE",
    "BEGINNINGS",
    "BEHIND",
    "BETWEEN",
    "EDGE",
    "Short",
    "is_apart",
    "marks",
    "numbers",
    "pair_table",
    "short",
]

EDGE = " \t>»›+▼▾▲|｜:·•[]()【】<>《》…._-+"  # ornaments around a word of menus
BETWEEN = "|｜│/·•丨>»-"  # what parts such words

# Of these, those that are looked up as one; and one of each, and of blanks, for what may stand behind such a word.
_ALIKE = ("(", "[【", "<《", ")]】", ">›»》", "|｜│/·•丨-:…._+▼▾▲")
BEHIND = ("\t", " ", *(alike[0] for alike in _ALIKE))

_UNITS = 1 << 16
BEGINNINGS = 3 << 18  # numbers of one, two or three characters: two are told by 17 bits, the third by 19

# Of two characters, what they are together, a bit each; what each is by itself is the same eight bits lower if it is
# the first, so that a shift and an `and` tell it of all of a page.
_CELL, _ALONE, _SIGN, _COLON, _BEFORE, _END, _BRACKET, _NUMBER = (1 << k for k in range(8, 16))

# Numbers that arrays are joined with stand in arrays of no dimension: a call takes half as long as with scalars.
_ONE = np.array(1)
_BREAK = np.array(ord("\n"), np.uint32)
_EIGHT, _TEN, ALONE, _BEGINS = (np.array(n, np.uint16) for n in (8, 10, _ALONE, _CELL))


class Short(NamedTuple):
    """Lines one behind the other, those that are not short empty; a line break stands before each, three behind all.

    Attributes:
        units: 16 bits of each character.
        pairs: what each character but the last is together with the next one, as bits.
        before: where the line break before each line stands.
        ends: where the lines end.
        sizes: their lengths, the line break included.
        long: which lines are not short.
        beginnings: numbers of the first one, two and three characters where a line or what may be a cell begins, less
            than BEGINNINGS.
        firsts: which of them is the beginning of each line.
        heads: the numbers of these.
    """

    units: NDArray[np.uint16]
    pairs: NDArray[np.uint16]
    before: NDArray[np.intp]
    ends: NDArray[np.intp]
    sizes: NDArray[np.intp]
    long: NDArray[np.bool_]
    beginnings: NDArray[np.uint32]
    firsts: NDArray[np.intp]
    heads: NDArray[np.uint32]


def short(texts: Sequence[str], table: NDArray[np.uint16]) -> Short:
    """Return the short ones of some lines.

    Args:
        texts: the lines, those that are not short empty.
        table: a table of `pair_table`.
    """
    points = to_points("\n".join(["", *texts, "", "", ""]))
    breaks = (points == _BREAK).nonzero()[0]
    before, ends = breaks[:-3], breaks[1:-2]
    sizes = ends - before
    units = points.astype(np.uint16)
    kinds = table.take(units, mode="wrap")  # nothing wraps, which saves a check
    pairs = kinds[:-1] << _EIGHT
    pairs &= kinds[1:]
    begins = (pairs & _BEGINS).astype(bool)
    begins[before] = True
    cells = begins.nonzero()[0]
    first, second, third = _numbers()
    one = first.take(units[1:].take(cells))
    two = second.take(units[2:].take(cells))
    two += one
    three = third.take(units[3:].take(cells))
    three += two
    beginnings = np.concatenate((one, two, three)).reshape(3, -1)
    firsts = cells.searchsorted(before)
    heads = beginnings.take(firsts, 1)
    return Short(units, pairs, before, ends, sizes, sizes == _ONE, beginnings, firsts, heads)


def numbers(texts: Iterable[str]) -> list[int]:
    """Return the number of each text of one, two or three characters.

    Any digit is the same as any other; so is any blank but a space, and some signs.

    >>> numbers(["1", "2"]) == [ord("0")] * 2
    True
    """
    some = list(texts)
    sizes = np.array([len(text) for text in some])
    units = np.array(some, "U3").view(np.uint32).reshape(-1, 3).T.astype(np.uint16)
    one, two, three = (table.take(of) for table, of in zip(_numbers(), units, strict=True))
    found: list[int] = (one + two * (sizes > 1) + three * (sizes > 2)).tolist()
    return found


@cache
def _numbers() -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """What each character adds to the number of a beginning as the first, the second, and the third one."""
    plain = np.arange(_UNITS, dtype=np.uint64)
    plain[np.char.isdecimal(_characters())] = ord("0")
    plain[np.char.isspace(_characters())] = ord("\t")
    plain[ord(" ")] = ord(" ")  # one may stand within a word as well
    for alike in _ALIKE:
        plain[_codes(alike)] = ord(alike[0])
    second, third = ((plain * factor & 0xFFFFFFFF) >> shift for factor, shift in ((0x9E3779B1, 15), (0xC2B2AE35, 13)))
    return plain.astype(np.uint32), (second + _UNITS).astype(np.uint32), third.astype(np.uint32)


def marks(short: Short) -> NDArray[np.uint8]:
    """Return for each line, as bits, what of its characters says that a closer look is worth it: a `Mark` each.

    Of a line that is not short only DATE and CLOCK are asked, and nothing is known, so it has them.
    """
    pairs = np.bitwise_or.reduceat(short.pairs, short.before) >> _TEN
    found: NDArray[np.uint8] = _marks().take(pairs)
    found |= _spaced().take(short.units[2:].take(short.before))
    found[short.long] = Mark.DATE | Mark.CLOCK
    return found


@cache
def _marks() -> NDArray[np.uint8]:
    """The marks of a line for what any two characters of it are together."""
    marks = np.zeros(1 << 6, np.uint8)
    every = np.arange(1 << 6) << 10
    for kinds, mark in (
        *((_SIGN | _END, Mark.DATE), (_COLON | _BEFORE, Mark.CLOCK)),
        *((_BRACKET, Mark.BRACKET), (_NUMBER, Mark.NUMBER)),
    ):
        marks[(every & kinds) != 0] |= mark
    return marks


@cache
def _spaced() -> NDArray[np.uint8]:
    """The marks of a line for its second character."""
    marks = np.zeros(_UNITS, np.uint8)
    marks[_codes(BLANKS)] = Mark.SPACED
    return marks


def is_apart(character: str) -> bool:
    """Say whether a character, of 16 bits, is one behind which a word of menus may begin."""
    return bool(_apart()[ord(character)])


@cache
def _apart() -> NDArray[np.bool_]:
    apart = np.char.isspace(_characters())
    apart[_codes(EDGE + BETWEEN + "、")] = True  # 、 may stand behind a number
    return apart


def pair_table(alone: Iterable[str]) -> NDArray[np.uint16]:
    """Return what each character of 16 bits is as one of two, as bits; those of `alone` have one by themselves."""
    every, apart, digits = slice(None), _apart(), np.char.isdecimal(_characters())
    numbers = digits.copy()
    numbers[_codes("kw万+")] = True
    table = np.zeros(_UNITS, np.uint16)
    for bit, first, second in (
        (_CELL, apart, ~apart),
        (_ALONE, every, _codes(alone)),
        (_SIGN, digits, _codes(SIGNS + "前")),
        (_COLON, digits, _codes(":")),
        (_BEFORE, every, _codes("前")),
        (_END, _codes(ENDS), _codes("\n")),
        (_BRACKET, _codes(")]"), _codes("\n")),
        (_NUMBER, numbers, _codes("\n")),
    ):
        table[first] |= bit >> 8
        table[second] |= bit
    return table


def _characters() -> NDArray[np.str_]:
    return np.arange(_UNITS, dtype=np.uint32).view("U1")


def _codes(characters: Iterable[str]) -> list[int]:
    return [ord(c) & 0xFFFF for c in characters]
