"""Stretches of a text that may have been read in the wrong encoding, and what their bytes say in the right one."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log

from cleantext.repair.double.doubles import decode_double
from cleantext.repair.double.holes import LOST, Holed, decode, is_no_utf8
from cleantext.repair.double.pairs import FEW, Pair, table
from cleantext.repair.double.words import Own, words
from cleantext.repair.effort import Effort

__all__ = [
    "FEW",
    "MOST",
    "PROBE",
    "Run",
    "is_chart",
    "is_hopeless",
    "is_traditional",
    "own_words",
    "read",
    "two_bytes",
]

MOST = 0.6  # holes to a character, from which on nothing can be told
PROBE = 1000  # characters that tell whether a long run is worth reading
TWO_BYTES = "\ufffd\ufffd"  # a character of an outer reading that is not known
_OWN = 60  # characters from which on a text has words of its own
_SAMPLE = 100  # characters that decide whether a run is hopeless
# Of characters, from which on they are no list of rare ones; and what a character costs in no Chinese text.
_SIGNS, _NO_CHINESE = 0.2, 135
_DROPS = ("utf8-big5", "utf8-cp949")
_NEAR = 16
_MISREAD_MARK = re.compile("[一-鿿][ㄅ-ㄩ﹐-﹫][一-鿿]")  # ㄛ and ﹝ are ， and 。 of GBK in Big5


@dataclass(frozen=True)
class Run:
    """A stretch that may have been misread, and what its bytes say in the right encoding."""

    start: int
    end: int
    pair: Pair
    text: str
    data: bytes
    starts: array[int]
    holed: Holed


def read(text: str, pair: Pair, start: int, end: int, effort: Effort, *, inner: bool = False) -> Iterator[Run]:
    """Yield what a stretch says in the right encoding, in pieces that decode; `inner` if it was misread twice."""
    run = text[start:end]
    if len(run) > 4 * PROBE:
        tried = run[:PROBE]
        probe = _decoded(pair, tried, *pair.to_bytes(tried), inner, effort)
        if len(probe.broken) > PROBE / 4 or len(probe.holes) > MOST * len(probe.text):
            return  # megabytes of one sign
    data, starts = pair.to_bytes(run)
    if pair.right == "utf-8" and is_no_utf8(data):
        effort.spend(len(run))
        return
    holed = _decoded(pair, run, data, starts, inner, effort)
    if not holed.broken:
        yield Run(start, end, pair, run, data, starts, holed)
        return
    # Between what does not decode: from a character of `text` that begins a character, to one that ends one.
    ends, after = starts, holed.offsets
    ends.append(len(data))
    after.append(len(data))

    def begins(at: int) -> int:
        """Return which character of the right reading begins at a byte, the last of several; -1 for none."""
        k = bisect_right(after, at) - 1
        return k if k >= 0 and after[k] == at else -1

    for a, b in pairwise([-1, *holed.broken, len(holed.text)]):
        if b - a <= FEW:
            continue
        low, high = bisect_left(ends, after[a + 1]), bisect_left(ends, after[b])
        while low < high and begins(ends[low]) < 0:
            low += 1
        high = min(high, len(run))
        while low < high and (ends[high] > after[b] or begins(ends[high]) < 0):
            high -= 1
        if high - low >= FEW:
            first, last = begins(ends[low]), begins(ends[high])
            piece = Holed(
                holed.text[first:last],
                {k - first: ways for k, ways in holed.holes.items() if first <= k < last},
                array("i"),
                [],
            )
            part = data[ends[low] : ends[high]]
            yield Run(start + low, start + high, pair, run[low:high], part, array("i"), piece)


def _decoded(pair: Pair, run: str, data: bytes, starts: array[int], inner: bool, effort: Effort) -> Holed:
    if pair.right != "utf-8":
        holed = decode_double(data, table(pair.right), pair.is_lost)
        if len(holed.broken) + len(holed.holes) > MOST * len(holed.text):
            effort.spend(2 * len(run))
        return holed
    borders = None
    if LOST not in data and "?" not in run:
        marks = bytearray(len(data) + 1)
        for at in starts:
            marks[at] = 1
        marks[-1] = 1
        borders = marks.__getitem__
    if inner and TWO_BYTES in run:
        return decode(data, _any, borders, effort)
    return decode(data, pair.is_lost if not pair.has_private(run) else pair.is_lost_18030, borders, effort)


def _any(b: int, after: int) -> bool:
    """Return that a byte may be missing: it was lost before this decoder, which need not fail on it."""
    return True


def is_hopeless(pair: Pair, run: str) -> bool:
    """Return whether a run that does not decode was misread all the same.

    Signs and losses are most of it; or, where the decoder dropped what it did not understand, it is no Chinese and
    many of its characters are signs, or it has the marks of GBK read as Big5.
    """
    wide = [c for c in run if c > "\x7f"]
    signs = sum(c in pair.signs for c in wide[:_SAMPLE])
    marks = wide[:_SAMPLE].count("\ufffd")
    if marks > 0 and signs >= 3 and signs + marks >= 0.6 * min(len(wide), _SAMPLE):
        return True
    # 嚙踝蕭 is what becomes of U+FFFD, and reported as that.
    dropped = "嚙" not in run and pair.name in _DROPS and signs >= _SIGNS * min(len(wide), _SAMPLE)
    if not dropped and not (pair.name == "gbk-big5" and _MISREAD_MARK.search(run)):
        return False
    if is_chart(run[:_SAMPLE]):
        return False
    cost, n = words().price(run[:_SAMPLE])
    return n >= 2 * FEW and cost > _NO_CHINESE * n


def is_chart(run: str) -> bool:
    """Return whether most characters come soon after the one before in Unicode as well: a list of characters."""
    near = sum(0 < ord(b) - ord(a) <= _NEAR for a, b in pairwise(run))
    return 2 * near > len(run)


def two_bytes(holed: Holed) -> str:
    """Return a text for reading it once more: a character with a hole is two bytes that are not known."""
    parts = list(holed.text)
    for k, ways in holed.holes.items():
        parts[k] = ways[0][0] if ways[0][0] == "\ufffd" else TWO_BYTES
    return "".join(parts)


def own_words(runs: list[Run]) -> Own | None:
    """Return the words that the intact parts of a text repeat."""
    model = words()
    # A line that is there three times says no more than one: all that stands in it would be a word.
    pieces = [model.simplify(text) for text in dict.fromkeys(run.holed.text for run in runs)]
    total = sum(map(len, pieces))
    if total < _OWN:
        return None
    counts: Counter[str] = Counter()
    for piece in pieces:
        for n in (2, 3):
            counts.update(map("".join, zip(*(piece[k:] for k in range(n)), strict=False)))
    found = {
        w: max(30, round(-12 * log(n / total)) + 24)
        for w, n in counts.items()
        if n >= 3 and all("一" <= c <= "鿿" for c in w)
    }
    return model.own(found) if found else None


def is_traditional(text: str) -> bool | None:
    """Return whether a text is in Traditional characters; None if it does not say."""
    model = words()
    forms = sum(ord(c) in model.simplified for c in text)
    simple = sum(c in model.reduced for c in text)
    return None if forms == simple else forms > simple
