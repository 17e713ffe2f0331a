"""What a text is made of: characters by kind, lines, sentences, repetition.  One NumPy pass over code points.

The verdicts read these numbers and nothing else, so they agree with each other and with
whoever looks at the columns.  Script, width and case are folded before anything is
compared, so a Traditional text and its Simplified form have the same numbers.

The texts of a batch stand one behind the other in one array, each ended by a line feed, and
every step is one operation on all of them.  A text alone is measured by `single`; a long one in
pieces by `long`: arrays of all of it would be many times its size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import look_up
from cleantext.texts import batches, require_str
from cleantext.verdicts.kinds import SHIFT, packed_table
from cleantext.verdicts.long import count_long
from cleantext.verdicts.marks import (
    BREAK,
    CLAUSE,
    DIGIT,
    DOT,
    FIRST,
    HAN,
    HANGUL,
    KANA,
    LATIN,
    LETTER,
    ODD,
    PUNCTUATION,
    SPACE,
    STOP,
    SYMBOL,
    THREE,
    Counts,
    is_prose,
    marks,
    writing,
)
from cleantext.verdicts.repetition import GRAM, grams, repeated_lines, runs, with_lines_alike
from cleantext.verdicts.single import count

__all__ = ["Stats", "stats", "stats_batch"]

Ints = NDArray[np.int64]

_WIDTH = 16
_BATCH = 1 << 16  # characters measured at a time: their arrays fit the cache of a core


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
        longest_run: characters of the longest run of one visible character, with no white space in it.

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


_NAMES = [f.name for f in fields(Stats)]
_TYPES = [np.int64 if f.type == "int" else np.float64 for f in fields(Stats)]


def stats(text: str) -> Stats:
    """Return the numbers of `text`; linear in its length, but for a sort of its 8-grams.  See `Document.stats`.

    Raises:
        TypeError: not a str.

    >>> stats("重复的话重复的话重复的话重复的话").repeated_grams
    0.5556
    """
    require_str(text)
    return Stats(*_alone(text))


def stats_batch(texts: Iterable[str]) -> dict[str, NDArray[Any]]:
    """Return the numbers of many texts as columns: name -> array, shape (number of texts,), int64 or float64.

    `pyarrow.table(stats_batch(texts))` and `pandas.DataFrame(stats_batch(texts))` make a table of them.

    Raises:
        TypeError: a text is not a str; names its position.

    >>> stats_batch(["雨停了。", "abc def"])["words"].tolist()
    [3, 2]
    """
    rows = [row for batch in batches(texts, _BATCH) for row in _measure(batch)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(_NAMES)
    return {name: np.array(column, t) for name, t, column in zip(_NAMES, _TYPES, columns, strict=True)}


def _measure(texts: list[str]) -> list[tuple[Any, ...]]:
    """Return the numbers of some texts, in the order of the attributes of Stats."""
    if len(texts[-1]) > _BATCH:  # the last one made it a batch
        rest = texts[:-1]
        return [*(_measure(rest) if rest else ()), _alone(texts[-1])]
    return [_alone(texts[0])] if len(texts) == 1 else list(map(_row, map(len, texts), _counted(texts)))


def _alone(text: str) -> tuple[Any, ...]:
    return _row(len(text), count(text) if len(text) <= _BATCH else count_long(text))


def _counted(texts: list[str]) -> Iterable[Counts]:
    """Return what is counted in each text.

    What there is of each character and each line is in arrays; what there is of each text, in lists.
    """
    sizes = np.array([len(t) + 1 for t in texts])
    ends = sizes.cumsum()
    packed = look_up(packed_table(), "\n".join(texts) + "\n")
    kind = np.empty(len(packed), np.uint8)
    np.right_shift(packed, SHIFT, out=kind, casting="unsafe")
    kinds = _histogram(kind, sizes)
    han, written = map(list, zip(*map(writing, kinds), strict=True))
    low = np.array([HAN if h else LATIN for h in han], np.uint8).repeat(sizes)
    lines, prose, sentences, again = _lines(packed, kind, ends, texts)
    words = _words(kind, ends)
    same = packed[1:] == packed[:-1]
    same &= kind[:-1] > BREAK
    _, longest = runs(same, ends)
    copies, tops = grams(packed.compress(kind - low < THREE), written, han)
    return map(Counts, kinds, words, lines, prose, sentences, again, longest, copies, tops)


def _row(size: int, of: Counts) -> tuple[Any, ...]:
    n = of.kinds
    visible = size - n[SPACE] - n[BREAK]
    characters = n[HAN] + n[KANA] + n[HANGUL]
    _, written = writing(n)
    return (
        size,
        visible,
        n[HAN],
        n[KANA],
        n[HANGUL],
        n[LATIN],
        characters + n[LATIN] + n[LETTER],
        n[DIGIT],
        n[STOP] + n[DOT] + n[CLAUSE] + n[PUNCTUATION],
        n[SYMBOL],
        n[ODD],
        characters + of.words,
        of.lines,
        of.sentences,
        _share(of.prose, visible),
        round(visible / of.lines, 2) if of.lines else 0.0,
        _share(of.copies, written - GRAM + 1),
        min(_share(of.top, written), 1.0),
        _share(of.again, visible),
        max(of.longest, 1) if visible else 0,
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if part else 0.0


def _histogram(kind: NDArray[np.uint8], sizes: Ints) -> list[list[int]]:
    """Return how many characters of each Kind each text has, without the line feed behind it."""
    places = np.arange(0, len(sizes) * _WIDTH, _WIDTH).repeat(sizes)
    places += kind
    counts = np.bincount(places, minlength=len(sizes) * _WIDTH)
    counts[BREAK::_WIDTH] -= 1
    found: list[list[int]] = counts.reshape(-1, _WIDTH).tolist()
    return found


def _words(kind: NDArray[np.uint8], ends: Ints) -> list[int]:
    """Return the runs of letters and digits of each text that are not words by themselves."""
    run = kind - FIRST < THREE
    begins = (run[1:] > run[:-1]).nonzero()[0]  # behind these
    found = _of_each(begins.searchsorted(ends - 1))
    found[0] += bool(run[0])
    return found


def _of_each(totals: Ints) -> list[int]:
    """Return what each total adds to the one before."""
    found: list[int] = totals.tolist()
    return [after - before for before, after in zip([0, *found[:-1]], found, strict=True)]


def _lines(
    packed: NDArray[np.uint32], kind: NDArray[np.uint8], ends: Ints, texts: list[str]
) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return for each text its lines that are not blank, characters on prose, sentence ends, characters repeated."""
    breaks, sizes, stops, clauses, lengths = marks(kind)
    last = breaks.searchsorted(ends - 1)
    seen = lengths.nonzero()[0]
    text = last.searchsorted(seen)
    again = [0] * len(texts)
    for k in with_lines_alike(packed, breaks[seen], sizes[seen], text):
        again[k] = repeated_lines(texts[k])
    totals = (x.cumsum()[last] for x in (lengths * is_prose(stops, clauses, lengths), stops))
    return np.bincount(text, minlength=len(texts)).tolist(), *map(_of_each, totals), again
