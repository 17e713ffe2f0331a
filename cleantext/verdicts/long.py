"""What is counted in one long text, piece by piece: the arrays of a piece are small, whatever the text.

A line, a word or a run may go on in the next piece, so what is open at the end of one is added to the next.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import look_up
from cleantext.verdicts.kinds import SHIFT, kinds, packed_table
from cleantext.verdicts.marks import BREAK, DOT, FIRST, HAN, LATIN, PUNCTUATION, THREE, Counts, is_prose, marks, writing
from cleantext.verdicts.repetition import GRAM, grams, repeated_lines

__all__ = ["count_long"]

Kinds = NDArray[np.uint8]

_PIECE = 1 << 14


def count_long(text: str) -> Counts:
    """Return what is counted in a text that is not empty."""
    counts = np.zeros(16, np.int64)
    words = lines = prose = sentences = longest = 0
    run = last = 0  # characters of the run that is open, and which they are
    in_word = False
    line = np.zeros((3, 1), np.int64)  # sentence ends, clauses and visible characters of the line that is open
    for low in range(0, len(text), _PIECE):
        packed, kind = _look(text[low : low + _PIECE])
        counts += np.bincount(kind, minlength=len(counts))
        is_word = kind - FIRST < THREE
        words += int(np.count_nonzero(is_word[1:] > is_word[:-1])) + int(is_word[0] and not in_word)
        in_word = bool(is_word[-1])
        heads = np.append(0, (packed[1:] != packed[:-1]).nonzero()[0] + 1)
        lengths = np.diff(heads, append=len(packed))
        lengths[0] += run if packed[0] == last else 0
        run, last = int(lengths[-1]), packed[-1]
        longest = max(longest, int((lengths * (kind[heads] > BREAK)).max()))
        found = _lines(kind, text[low + _PIECE : low + _PIECE + 1])
        found[:, :1] += line
        line = found[:, -1:].copy()
        for whole in (found[:, :-1], line[:, : low + _PIECE >= len(text)]):
            lines += int(np.count_nonzero(whole[2]))
            prose += int(whole[2][is_prose(*whole)].sum())
            sentences += int(whole[0].sum())
    of_kinds: list[int] = counts.tolist()
    han, written = writing(of_kinds)
    copies, tops = ([0], [0]) if written < 2 * GRAM else grams(_written(text, han, written), [written], [han])
    again = repeated_lines(text)
    longest = longest if longest > 1 else 0
    return Counts(of_kinds, words, lines, prose, sentences, again, longest, copies[0], tops[0])


def _look(text: str) -> tuple[NDArray[np.uint32], Kinds]:
    packed = look_up(packed_table(), text)
    return packed, (packed >> SHIFT).astype(np.uint8)


def _lines(kind: Kinds, after: str) -> NDArray[np.int64]:
    """Return sentence ends, clauses and visible characters of the lines of a piece, and of what it ends with."""
    ended = np.append(kind, np.uint8(BREAK))
    if kind[-1] == DOT and after and kinds()[ord(after)] > BREAK:
        ended[-2] = PUNCTUATION  # it ends no sentence: no white space is behind it
    return np.array(marks(ended)[2:])


def _written(text: str, han: bool, size: int) -> NDArray[np.uint32]:
    """Return the characters that are compared."""
    found = np.empty(size, np.uint32)
    first = np.uint8(HAN if han else LATIN)
    at = 0
    for low in range(0, len(text), _PIECE):
        packed, kind = _look(text[low : low + _PIECE])
        part = packed.compress(kind - first < THREE)
        found[at : at + len(part)] = part
        at += len(part)
    return found
