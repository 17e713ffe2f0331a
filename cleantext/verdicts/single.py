"""The numbers of one text: two tables, a few operations on arrays, and searches of bytes where those are faster.

What `measure` does for many texts at once costs a hundred NumPy calls however short they are; here it is forty, and
a line is a piece of bytes, each of them the kind of a character.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import to_points
from cleantext.verdicts.kinds import FACTORS, Kind, packed_table
from cleantext.verdicts.marks import LONG, Counts, writing
from cleantext.verdicts.repetition import GRAM, repeated_lines

__all__ = ["count"]

_KINDS = len(Kind)
_TOP = 3 if sys.byteorder == "little" else 0  # which byte of a number is the kind
_SPACE, _BREAK, _STOP, _DOT, _CLAUSE = (bytes([k]) for k in range(Kind.CLAUSE + 1))
_HAN, _LATIN, _THREE = np.uint8(Kind.HAN), np.uint8(Kind.LATIN), np.uint8(3)
_INVISIBLE = np.uint8(Kind.LINE_FEED)


def count(text: str) -> Counts:
    """Count what is in one text; linear in its length, but for two sorts."""
    # No index is out of range; "wrap" is the fastest way to say so.
    packed = packed_table().take(to_points(text), mode="wrap")
    kind = packed.view(np.uint8)[_TOP::4].copy()
    n: list[int] = np.bincount(kind, minlength=_KINDS).tolist()
    lines, prose, sentences = _lines(kind)
    letters = kind - _LATIN < _THREE  # LATIN, LETTER, DIGIT
    words = int(np.count_nonzero(letters[1:] > letters[:-1])) + bool(letters.size and letters[0])
    same = packed[1:] == packed[:-1]
    same &= kind[:-1] > _INVISIBLE
    longest = _longest(same)
    han, _ = writing(n)
    copies, top = _stretches(packed[kind - _HAN < _THREE if han else letters], han)
    return Counts(n, words, lines, prose, sentences, _again(text), longest, copies, top)


def _lines(kind: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return how many lines are not blank, the visible characters on lines of prose, and the sentence ends."""
    marks = kind.tobytes() + _BREAK
    # `2 in marks`, not `_STOP in marks`: Python tries to make a number of the bytes first, five times as long.
    if Kind.DOT.value in marks:
        marks = marks.replace(_DOT + _SPACE, _STOP + _SPACE).replace(_DOT + _BREAK, _STOP + _BREAK)
    shown = list(filter(None, marks.translate(None, _SPACE).split(_BREAK)))
    prose = sum([len(line) for line in shown if 2 in line or (len(line) >= LONG and 4 in line)])
    return len(shown), prose, marks.count(_STOP)


def _again(text: str) -> int:
    lines = text.split("\n")
    return 0 if len(lines) - len(set(lines)) <= max(lines.count("") - 1, 0) else repeated_lines(text)


def _longest(same: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of True, plus one; 0 without any."""
    found = same.tobytes()
    if 1 not in found:
        return 0
    length = 1
    while found.find(b"\1" * (2 * length)) >= 0:
        length *= 2
    step = length // 2
    while step:
        if found.find(b"\1" * (length + step)) >= 0:
            length += step
        step //= 2
    return length + 1


def _stretches(written: NDArray[np.uint32], han: bool) -> tuple[int, int]:
    """Return the second and later copies of stretches of 8, and the characters that the commonest stretch covers."""
    if len(written) < 2 * GRAM:
        return 0, 0
    fours = _joined(_joined(written, 1, FACTORS[0]), 2, FACTORS[1])
    same = _neighbours(_joined(fours, 4, FACTORS[2]))
    top = GRAM // 2 * _longest(_neighbours(fours)) if han else GRAM * _longest(same)
    return int(np.count_nonzero(same)), top


def _joined(stretches: NDArray[np.uint32], step: int, factor: np.uint32) -> NDArray[np.uint32]:
    """Return a number for each stretch and the one that begins so many characters on."""
    more = stretches[:-step] * factor
    more += stretches[step:]
    return more


def _neighbours(found: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Sort the stretches and say which are like the next one."""
    found.sort()
    same: NDArray[np.bool_] = found[1:] == found[:-1]
    return same
