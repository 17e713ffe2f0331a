"""What a text is made of: characters by kind, lines, sentences, repetition.  One NumPy pass over code points.

The verdicts read these numbers and nothing else, so they agree with each other and with
whoever looks at the columns.  Script, width and case are folded before anything is
compared, so a Traditional text and its Simplified form have the same numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.document import require_str
from cleantext.script.detect import Class, classes
from cleantext.script.tables import fold_map, to_points

__all__ = ["Kind", "Stats", "kinds", "stats", "stats_batch"]

_LONG = 20
GRAM = 8
"""Characters of a repeated stretch: shorter ones recur in honest prose, longer ones miss edited copies."""


class Kind(IntEnum):
    """What one code point is.  SPACE and LINE_FEED are all that is not visible."""

    SPACE = 0
    LINE_FEED = 1
    HAN = 2
    KANA = 3
    HANGUL = 4
    LATIN = 5
    LETTER = 6  # of any other alphabet
    DIGIT = 7
    STOP = 8  # ends a sentence wherever it stands: 。！？…
    DOT = 9  # ends one only before a space
    CLAUSE = 10  # divides a sentence: ，；：、
    PUNCTUATION = 11
    SYMBOL = 12
    ODD = 13  # private use, U+FFFD, controls, unassigned


_WIDTH = 16
# Plain numbers: NumPy takes ten times as long to compare an array with a member of an IntEnum.
_BREAK, _HAN, _LATIN, _DIGIT, _STOP, _DOT, _CLAUSE = map(
    int, (Kind.LINE_FEED, Kind.HAN, Kind.LATIN, Kind.DIGIT, Kind.STOP, Kind.DOT, Kind.CLAUSE)
)
_SHIFT = np.uint32(24)
_POINT = np.uint32((1 << 24) - 1)
_STOPS = "。！？!?…．｡"
_CLAUSES = "，、；：,;:､"
_FACTORS = [np.uint32(k) for k in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)]


@dataclass(frozen=True, slots=True)
class Stats:
    """Numbers about one text; shares are of visible characters (not white space), between 0 and 1.

    Attributes:
        chars, visible: code points; those that are not white space.
        han, kana, hangul, latin, letters: of these kinds; `letters` is of any alphabet or script.
        digits, punctuation, symbols, odd: likewise; `odd` is private use, U+FFFD, controls and unassigned.
        words: Han, Kana and Hangul characters one by one, and runs of other letters and digits.
        lines: lines that are not blank.
        sentences: sentence ends; a full stop counts before white space only.
        prose: share of the characters that stand on lines with a sentence end, or with a comma and 20 characters.
        line_length: mean visible characters of a line.
        repeated_grams: of all stretches of 8 characters, the share that stood in the text before.  Of a text in
            Han, Kana or Hangul only these characters are looked at, of any other only letters and digits.
        top_gram: share of these characters that the most frequent stretch covers: of 4 characters in a text in Han,
            Kana or Hangul, of 8 in any other.
        repeated_lines: share of the characters on lines that stood in the text before.
        longest_run: visible characters of the longest run of one character.

    >>> s = stats("他走了很久，才回到家。\\n雨停了。")
    >>> s.han, s.sentences, s.lines, s.prose
    (12, 2, 2, 1.0)
    """

    chars: int
    visible: int
    han: int
    kana: int
    hangul: int
    latin: int
    letters: int
    digits: int
    punctuation: int
    symbols: int
    odd: int
    words: int
    lines: int
    sentences: int
    prose: float
    line_length: float
    repeated_grams: float
    top_gram: float
    repeated_lines: float
    longest_run: int

    @property
    def is_han(self) -> bool:
        """Say whether the text is written in characters rather than words: Han, Kana or Hangul lead."""
        return 2 * (self.han + self.kana + self.hangul) >= self.letters > 0


@lru_cache(maxsize=1)  # the verdicts of a pipeline ask about the same text one after the other
def stats(text: str) -> Stats:
    """Return the numbers of `text`; linear in its length, but for a sort of its 8-grams.

    Raises:
        TypeError: not a str.

    >>> stats("重复的话重复的话重复的话重复的话").repeated_grams
    0.5556
    """
    require_str(text)
    packed = _table().take(to_points(text), mode="wrap")
    kind = (packed >> _SHIFT).astype(np.uint8)
    n: list[int] = np.bincount(kind, minlength=_WIDTH).tolist()
    seen = kind > _BREAK
    visible = len(text) - n[Kind.SPACE] - n[Kind.LINE_FEED]
    han = 2 * sum(n[Kind.HAN : Kind.LATIN]) >= sum(n[Kind.HAN : Kind.DIGIT]) > 0
    low, high = (_HAN, _LATIN) if han else (_LATIN, _DIGIT + 1)
    repeated, top = _grams(packed[kind - np.uint8(low) < np.uint8(high - low)], han)
    lines, prose, sentences = _lines(kind, seen, n)
    return Stats(
        chars=len(text),
        visible=visible,
        han=n[Kind.HAN],
        kana=n[Kind.KANA],
        hangul=n[Kind.HANGUL],
        latin=n[Kind.LATIN],
        letters=sum(n[Kind.HAN : Kind.DIGIT]),
        digits=n[Kind.DIGIT],
        punctuation=sum(n[Kind.STOP : Kind.SYMBOL]),
        symbols=n[Kind.SYMBOL],
        odd=n[Kind.ODD],
        words=_words(kind, n),
        lines=lines,
        sentences=sentences,
        prose=_share(prose, visible),
        line_length=round(visible / lines, 2) if lines else 0.0,
        repeated_grams=repeated,
        top_gram=top,
        repeated_lines=_repeated_lines(text, visible),
        longest_run=_longest_run(packed[seen]),
    )


def stats_batch(texts: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Return the numbers of many texts as columns: name -> array, shape (number of texts,), int64 or float64.

    `pyarrow.table(stats_batch(texts))` and `pandas.DataFrame(stats_batch(texts))` make a table of them.

    Raises:
        TypeError: a text is not a str; names its position.

    >>> stats_batch(["雨停了。", "abc def"])["words"].tolist()
    [3, 2]
    """
    rows = []
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"text {position} must be str, not {type(text).__name__}")
        rows.append(stats(text))
    types: dict[str, type] = {"int": np.int64, "float": np.float64}
    return {f.name: np.array([getattr(row, f.name) for row in rows], types[str(f.type)]) for f in fields(Stats)}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _words(kind: NDArray[np.uint8], n: list[int]) -> int:
    """Characters that are words by themselves, and runs of letters and digits that are not."""
    alone = n[Kind.HAN] + n[Kind.KANA] + n[Kind.HANGUL]
    if n[Kind.LATIN] + n[Kind.LETTER] + n[Kind.DIGIT] == 0:
        return alone
    run = kind - np.uint8(_LATIN) <= np.uint8(_DIGIT - _LATIN)
    return alone + int(run[0]) + int(np.count_nonzero(run[1:] & ~run[:-1]))


def _lines(kind: NDArray[np.uint8], seen: NDArray[np.bool_], n: list[int]) -> tuple[int, int, int]:
    """Return lines that are not blank, visible characters on lines of prose, and sentence ends."""
    stop = kind == _STOP
    sentences = n[_STOP]
    if n[_DOT]:
        dots = (kind[:-1] == _DOT).nonzero()[0]
        dots = dots[kind[dots + 1] <= _BREAK]
        stop[dots] = True
        last = bool(kind[-1] == _DOT)
        stop[-1] |= last
        sentences += len(dots) + last
    ends = np.empty(n[_BREAK] + 1, np.int64)
    ends[:-1] = (kind == _BREAK).nonzero()[0]
    ends[-1] = len(kind)
    lengths = _per_line(seen, ends)
    prose = (_per_line(stop, ends) > 0) | ((lengths >= _LONG) & (_per_line(kind == _CLAUSE, ends) > 0))
    return int(np.count_nonzero(lengths)), int(lengths[prose].sum()), sentences


def _per_line(what: NDArray[np.bool_], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count what is true before each end and behind the one before."""
    counts: NDArray[np.int64] = what.nonzero()[0].searchsorted(ends)
    counts[1:] -= counts[:-1].copy()
    return counts


def _grams(written: NDArray[np.uint32], han: bool) -> tuple[float, float]:
    """Return the share of the 8-grams that are second or later copies, and what the most frequent stretch covers."""
    total = len(written)
    if total < 2 * GRAM:
        return 0.0, 0.0
    h = written
    step = 1
    top = 0
    for factor in _FACTORS:  # stretches of 2, then 4, then 8
        h = h[:-step] * factor + h[step:]
        step *= 2
        if han and step == GRAM // 2:
            top = step * _most(np.sort(h))
    h.sort()
    if not han:
        top = GRAM * _most(h)
    return _share(int(np.count_nonzero(h[1:] == h[:-1])), len(h)), min(_share(top, total), 1.0)


def _most(ordered: NDArray[np.uint32]) -> int:
    """How often the most frequent of the ordered numbers occurs, if it occurs again; else 0."""
    return _longest_run(ordered) if len(ordered) and (ordered[1:] == ordered[:-1]).any() else 0


def _repeated_lines(text: str, visible: int) -> float:
    lines = text.split("\n")
    if len(set(lines)) == len(lines) - max(lines.count("") - 1, 0):
        return 0.0
    before: set[str] = set()
    again = 0
    for line in lines:
        if line in before:
            again += len(line) - sum(map(str.isspace, line))
        before.add(line)
    return _share(again, visible)


def _longest_run(shown: NDArray[np.uint32]) -> int:
    if len(shown) == 0:
        return 0
    same = (shown[1:] == shown[:-1]).nonzero()[0]
    if len(same) == 0:
        return 1
    starts = np.ones(len(same) + 1, bool)  # of runs of equal neighbours, and one behind the last
    np.not_equal(same[1:], same[:-1] + 1, out=starts[1:-1])
    places = starts.nonzero()[0]
    return int((places[1:] - places[:-1]).max()) + 1


@cache
def _table() -> NDArray[np.uint32]:
    """Return a table, shape (0x110000,): a number for the folded code point, and its Kind in the top byte.

    The numbers are scattered, and no two alike: sums of code points would collide, since those of one text lie close.
    """
    table = fold_map().copy()
    for factor in _FACTORS:  # xor-shifts and odd factors are bijections of 24 bits
        table ^= table >> np.uint32(12)
        table *= factor
        table &= _POINT
    table |= kinds().astype(np.uint32) << _SHIFT
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
