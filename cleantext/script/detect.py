"""Which script a text is written in: counted from OpenCC's own tables, kana and Hangul.  No evidence, no guess.

A code point is evidence for Simplified (Traditional) if OpenCC always changes it on the
way to the other script and never produces it on the way back; kana, Hangul and Japan's
own character forms speak for themselves.  Counting is one NumPy pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.script.evidence import evidence
from cleantext.script.origin import Origin, origin_of
from cleantext.script.tables import pieces, to_points

__all__ = ["Class", "Script", "classes", "count_classes", "count_lines", "counted_lines", "detect_script"]

Code = Literal["Hans", "Hant", "Jpan", "Kore", "mixed", "neutral"]
Counts = NDArray[np.int64]

CLEAR = 3
"""One script is meant if its evidence outnumbers the other's more than this many times."""


class Class(IntEnum):
    """What one code point says.  *_SHARED: ordinary in modern Japanese too; *_MARK: a word only Chinese has."""

    OTHER = 0
    HAN = 1
    HANS = 2
    HANS_SHARED = 3
    HANS_MARK = 4
    HANT = 5
    HANT_SHARED = 6
    HANT_MARK = 7
    MARK = 8
    JPAN = 9
    KANA = 10
    HANGUL = 11
    DESCRIPTION = 12  # U+2FF0…: OpenCC does not convert the sequence behind it
    LINE_FEED = 13


_WIDTH = 16
_PIECE = 1 << 14
_KINDS = ("han", "hans", "hant", "jpan", "kana", "hangul")
_BITS = 10
_SHIFTS = range(0, _BITS * len(_KINDS), _BITS)
_MOST = (1 << _BITS) - 1  # code points that can be counted before a counter overflows

HANS = [Class.HANS, Class.HANS_SHARED, Class.HANS_MARK]
HANT = [Class.HANT, Class.HANT_SHARED, Class.HANT_MARK]
HAN = [*HANS, *HANT, Class.HAN, Class.MARK, Class.JPAN]
_ANY_MARK = [Class.MARK, Class.HANS_MARK, Class.HANT_MARK]
_ONLY_CHINESE = [*_ANY_MARK, Class.HANS, Class.HANT]


@dataclass(frozen=True)
class Script:
    """What `detect_script` found.

    Attributes:
        code: Hans, Hant, Jpan, Kore; mixed (evidence for two of them); neutral (none).
        share: of the evidence that bears on the code, the part that supports it; 0 if neutral.
        evidence: number of code points by kind: han, hans, hant, jpan, kana, hangul.

    >>> found = detect_script("這是漢語")
    >>> found.code, found.share, found.evidence["hant"]
    ('Hant', 1.0, 3)
    """

    code: Code
    share: float
    evidence: Mapping[str, int]
    _text: str = field(default="", repr=False, compare=False)

    @cached_property
    def origin(self) -> Origin | None:
        """Whose words a Traditional text uses: mainland, taiwan or hongkong; None if they do not tell.

        None for every other code: a Simplified text is taken as it is.  Counted when first asked for.

        >>> detect_script("這個軟體的預設資料夾裡有滑鼠的驅動程式").origin
        'taiwan'
        """
        return origin_of(self._text) if self.code == "Hant" else None


def detect_script(text: str) -> Script:
    """Return the script of `text` as a whole; a document or a line.

    Hans and Hant are Chinese; a text of Han characters that occur in both is neutral.
    Linear in the length of `text`; never fails on a str.

    Args:
        text: a text of any length, or one line.

    >>> [detect_script(t).code for t in ("这是汉语", "這是漢語", "これは日本語", "이것은 한국어", "中文", "abc")]
    ['Hans', 'Hant', 'Jpan', 'Kore', 'neutral', 'neutral']
    """
    if text.isascii():
        return Script("neutral", 0.0, dict.fromkeys(_KINDS, 0), text)
    counts = [0] * len(_KINDS)
    for _, points in pieces(text):
        counts = list(map(int.__add__, counts, _counts(points.astype(np.intp))))  # NumPy's own type takes twice as fast
    evidence = dict(zip(_KINDS, counts, strict=True))
    if evidence["kana"] or evidence["hangul"] or evidence["jpan"]:
        return Script(*_verdict(count_classes(text).tolist(), **evidence), evidence, text)
    return Script(*_chinese(evidence["hans"], evidence["hant"]), evidence, text)


def _counts(index: NDArray[np.intp]) -> list[int]:
    """How many code points of each kind there are, in the order of _KINDS: six counters in one sum of 64 bits."""
    tallies = _tallies().take(index)
    if len(index) <= _MOST:
        total = int(tallies.sum())
        return [total >> shift & _MOST for shift in _SHIFTS]
    sums = np.add.reduceat(tallies, range(0, len(index), _MOST)).tolist()
    return [sum([total >> shift & _MOST for total in sums]) for shift in _SHIFTS]


@cache
def _tallies() -> NDArray[np.int64]:
    """Return a table, shape (0x110000,): a one in the counter of each kind that the code point is of."""
    groups = (HAN, HANS, HANT, [Class.JPAN], [Class.KANA], [Class.HANGUL])
    each = np.zeros(_WIDTH, np.int64)
    for shift, group in zip(_SHIFTS, groups, strict=True):
        each[group] += 1 << shift
    return each[classes()]


def _sum(n: list[int], kinds: list[Class]) -> int:
    return sum([n[kind] for kind in kinds])


def _verdict(n: list[int], *, han: int, hans: int, hant: int, jpan: int, kana: int, hangul: int) -> tuple[Code, float]:
    chinese = _sum(n, _ONLY_CHINESE)
    letters = han + kana + hangul
    if hangul > kana and hangul >= 0.1 * letters:
        return "Kore", hangul / letters
    if kana and (kana >= 0.1 * letters or chinese <= jpan):
        # Japanese is a third kana and more; less, beside much that Japanese has no use for, is two languages.
        much = n[Class.HANS] >= 0.05 * han or (chinese >= 0.1 * han and _sum(n, _ANY_MARK) >= 0.01 * han)
        return ("mixed" if kana < 0.25 * letters and much else "Jpan"), (kana + jpan) / letters
    if jpan and jpan > 4 * chinese:
        return "Jpan", jpan / (jpan + chinese)
    return _chinese(hans, hant)


def _chinese(hans: int, hant: int) -> tuple[Code, float]:
    if not hans and not hant:
        return "neutral", 0.0
    if hans > CLEAR * hant:
        return "Hans", hans / (hans + hant)
    if hant > CLEAR * hans:
        return "Hant", hant / (hans + hant)
    return "mixed", max(hans, hant) / (hans + hant)


def count_classes(text: str) -> NDArray[np.int64]:
    """Return how many code points of each Class a text has, shape (16,)."""
    n = np.zeros(_WIDTH, np.int64)
    for _, points in pieces(text):
        n += np.bincount(classes().take(points, mode="wrap"), minlength=_WIDTH)
    return n


def count_lines(points: NDArray[Any]) -> Counts:
    """Return how many code points of each Class each line has, shape (lines, 16); only a line feed ends a line."""
    kinds = classes().take(points)
    breaks = kinds == Class.LINE_FEED
    line = np.cumsum(breaks) - breaks  # a line feed belongs to the line it ends
    lines = int(breaks.sum()) + 1
    return np.bincount(line * _WIDTH + kinds, minlength=lines * _WIDTH).reshape(lines, _WIDTH)


def counted_lines(text: str) -> Iterator[Counts]:
    """Yield what `count_lines` returns of a long text, some lines at a time: it takes 128 bytes for each of them."""
    n = np.zeros((1, _WIDTH), np.int64)
    for low in range(0, len(text), _PIECE):
        more = count_lines(to_points(text[low : low + _PIECE]))
        more[0] += n[-1]
        n = more
        if len(n) > 1:
            yield n[:-1]
    yield n[-1:]


@cache
def classes() -> NDArray[np.uint8]:
    """Return a table, shape (0x110000,): the Class of each code point.  Evidence lies in the BMP only."""
    table = np.zeros(0x110000, np.uint8)
    for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0x3005, 0x3007)):
        table[low : high + 1] = Class.HAN
    kana = ((0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
    for low, high in kana:
        table[low : high + 1] = Class.KANA
    for low, high in ((0xAC00, 0xD7A3), (0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xD7B0, 0xD7FB)):
        table[low : high + 1] = Class.HANGUL
    table[0x2FF0:0x3000] = Class.DESCRIPTION
    table[ord("\n")] = Class.LINE_FEED
    for name, characters in evidence().items():
        table[to_points(characters)] = Class[name]
    table.flags.writeable = False
    return table
