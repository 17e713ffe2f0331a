"""What is counted in a text, and what divides it: lines, sentences and clauses, from the kinds of its characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.verdicts.kinds import Kind
from cleantext.verdicts.repetition import steps

__all__ = ["LONG", "Counts", "is_prose", "marks", "writing"]

Ints = NDArray[np.int64]

# Plain numbers: NumPy takes ten times as long to compare an array with a member of an IntEnum.
SPACE, BREAK, STOP, DOT, CLAUSE, HAN, KANA, HANGUL, LATIN, LETTER, DIGIT, PUNCTUATION, SYMBOL, ODD = map(int, Kind)
FIRST, THREE = np.uint8(LATIN), np.uint8(3)  # LATIN, LETTER, DIGIT; and HAN, KANA, HANGUL are three, too
_LAST_MARK, _MARKS = np.uint8(CLAUSE), 8
LONG = 20
"""Visible characters from which on a line with a comma is prose."""


class Counts(NamedTuple):
    """What is counted in a text; `Stats` are the shares of it.

    Attributes:
        kinds: characters of each Kind.
        words: runs of letters and digits that are not words by themselves.
        lines, prose, sentences, again: lines that are not blank, characters on prose, sentence ends, characters on
            lines that stood before.
        longest: characters of the longest run of one visible character, 0 without two alike.
        copies, top: stretches of 8 that stood before, characters that the most frequent stretch covers.
    """

    kinds: list[int]
    words: int
    lines: int
    prose: int
    sentences: int
    again: int
    longest: int
    copies: int
    top: int


def writing(counts: Sequence[int]) -> tuple[bool, int]:
    """Return whether a text is written in characters rather than words, and how many of these, or of those, it has."""
    characters = counts[HAN] + counts[KANA] + counts[HANGUL]
    letters = counts[LATIN] + counts[LETTER]
    han = characters >= letters and characters > 0
    return han, characters if han else letters + counts[DIGIT]


def marks(kind: NDArray[np.uint8]) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return where lines end, their sizes, sentence ends, clauses and visible characters; the last is a line feed."""
    places = (kind <= _LAST_MARK).nonzero()[0]
    mark = kind[places]
    # The last mark is a line feed, so behind a full stop there always is one.
    dots = (mark == DOT).nonzero()[0]
    if len(dots):
        dots = dots[(mark[dots + 1] <= BREAK) & (places[dots + 1] == places[dots] + 1)]
        mark[dots] = STOP
    is_break = mark == BREAK
    breaks = places[is_break]
    line = is_break.cumsum()
    line -= is_break
    line *= _MARKS
    line += mark
    of_line = np.bincount(line, minlength=len(breaks) * _MARKS).reshape(-1, _MARKS)
    sizes = steps(breaks + 1) - 1
    return breaks, sizes, of_line[:, STOP], of_line[:, CLAUSE], sizes - of_line[:, SPACE]


def is_prose(stops: Ints, clauses: Ints, lengths: Ints) -> NDArray[np.bool_]:
    """Say which lines have a sentence end, or a comma and 20 characters."""
    found: NDArray[np.bool_] = (stops > 0) | ((clauses > 0) & (lengths >= LONG))
    return found
