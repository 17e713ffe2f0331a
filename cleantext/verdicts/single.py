"""The numbers of one text: two tables, a few operations on arrays, and searches of bytes where those are faster.

What `measure` does for many texts at once costs a hundred NumPy calls however short they are; here it is forty, and
a line is a piece of bytes, each of them the kind of a character.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import look_up
from cleantext.verdicts.kinds import FACTORS, SHIFT, Kind, packed_table
from cleantext.verdicts.marks import LONG, Counts, writing
from cleantext.verdicts.repetition import GRAM, repeated_lines

__all__ = ["count"]

_KINDS = len(Kind)
_SPACE, _BREAK, _STOP, _DOT, _CLAUSE = (bytes([k]) for k in range(Kind.CLAUSE + 1))
_HAN, _LATIN, _THREE = np.uint8(Kind.HAN), np.uint8(Kind.LATIN), np.uint8(3)
_INVISIBLE = np.uint8(Kind.LINE_FEED)


def count(text: str) -> Counts:
    """Count what is in one text; linear in its length, but for two sorts."""
    packed = look_up(packed_table(), text)
    kind = np.empty(len(packed), np.uint8)
    np.right_shift(packed, SHIFT, out=kind, casting="unsafe")
    n: list[int] = np.bincount(kind, minlength=_KINDS).tolist()
    lines, prose, sentences = _lines(kind)
    letters = kind - _LATIN < _THREE  # LATIN, LETTER, DIGIT
    words = int(np.count_nonzero(letters[1:] > letters[:-1])) + bool(letters.size and letters[0])
    same = packed[1:] == packed[:-1]
    same &= kind[:-1] > _INVISIBLE
    longest = _longest(same)
    han, _ = writing(n)
    chosen = packed.compress(kind - _HAN < _THREE if han else letters)
    copies, top = _stretches(chosen, han)
    return Counts(n, words, lines, prose, sentences, _again(text), longest, copies, top)


def _lines(kind: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return how many lines are not blank, the visible characters on lines of prose, and the sentence ends."""
    marks = kind.tobytes() + _BREAK
    # `2 in marks`, not `_STOP in marks`: Python tries to make a number of the bytes first, five times as long.
    if Kind.DOT.value in marks:
        marks = marks.replace(_DOT + _SPACE, _STOP + _SPACE).replace(_DOT + _BREAK, _STOP + _BREAK)
    shown = [line for line in marks.translate(None, _SPACE).split(_BREAK) if line]
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
    if len(written) < 2 * GRAM:
        return 0, 0
    fours = written
    for step, factor in zip((1, 2), FACTORS, strict=False):  # stretches of 2, then of 4
        fours = fours[:-step] * factor + fours[step:]
    eights = fours[:-4] * FACTORS[2] + fours[4:]
    copies, most = _copies(eights)
    return (copies, GRAM // 2 * _copies(fours)[1]) if han else (copies, GRAM * most)


def _copies(found: NDArray[np.uint32]) -> tuple[int, int]:
    """Sort the stretches; return the second and later copies, and how often the commonest occurs, 0 without copies."""
    found.sort()
    same = found[1:] == found[:-1]
    return int(np.count_nonzero(same)), _longest(same)
