"""The gate: which lines hold a word that a rule needs.  A few NumPy passes, a loop over what little is left.

The first two characters of a word make a number of 16 bits, with the third and the fourth another one.  A position
is looked at only where its own characters make such numbers: that is one in fifty of an article,
found at the speed of a table look-up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import load

__all__ = ["FACTOR", "Gate", "Words", "gate", "number"]

# Space and bullets around a line do not count for a rule's max_len.
_SLACK = 28
# Arrays of no dimension: a call of NumPy with a number takes twice as long.
FACTOR = np.array(0x9E37, np.uint16)
_BREAK = np.array(ord("\n"), np.uint32)
_PIECE = 1 << 16
# A word of two characters, of three, of four or five, of six or more.  In this order, so that a comparison tells
# which is the longest, sooner than an `and` does.
_TWO, _THREE, _FOUR, _LONG = 1, 2, 4, 8
_MOST = 6  # characters that are looked at
_MANY = 128  # places that make the last two of them worth it


# Plain tuples, which are taken apart in half the time.
# A word of two or three characters: the rules that look for it, or for the first two, as bits; the longest line, and
# the longest way to its end, in which one that begins with the two matters.
_Whole = tuple[int, int, int]
# The words that begin with the same four characters: the same, also of those for which these are all; before the last
# two, what follows four, and the rules.
_Anchors = tuple[int, tuple[tuple[str, int], ...], int, int]


class Words(NamedTuple):
    """What is looked for in behalf of one rule, which lies at `place`.

    Attributes:
        longest: the longest line in which the words matter.
        to_end: how far from the end of its line they matter in any line.
    """

    place: int
    words: Sequence[str]
    longest: int = 0
    to_end: int = 0


class Gate:
    """Words of two characters or more, ready to search."""

    def __init__(self, wanted: Iterable[Words]) -> None:
        self.pairs = np.zeros(1 << 16, np.uint8)
        self.triples = np.full(1 << 16, _TWO, np.uint8)
        self.fours = np.full(1 << 16, _TWO | _THREE, np.uint8)
        self.sixes = np.full(1 << 16, _TWO | _THREE | _FOUR, np.uint8)
        pairs: dict[str, tuple[int, int, int]] = {}
        threes: dict[str, int] = {}
        begins: dict[str, dict[str, int]] = {}  # four characters -> what follows them -> rules
        for place, words, longest, to_end in wanted:
            for word in words:
                whole, long, far = pairs.get(word[:2], (0, 0, 0))
                if len(word) == 2:
                    whole |= 1 << place
                elif len(word) == 3:
                    threes[word] = threes.get(word, 0) | 1 << place
                else:
                    rests = begins.setdefault(word[:4], {})
                    rests[word[4:]] = rests.get(word[4:], 0) | 1 << place
                pairs[word[:2]] = whole, max(long, longest), max(far, to_end)
                self._mark(word)
        self.begins = self.pairs != 0
        self.whole: dict[str, _Whole] = {pair: words for pair, words in pairs.items() if words[0]}
        for three, places in threes.items():
            whole, long, far = pairs[three[:2]]
            self.whole[three] = whole | places, long, far
        self.anchors: dict[str, _Anchors] = {}
        for four, rests in begins.items():
            whole, long, far = pairs[four[:2]]
            whole |= threes.get(four[:3], 0) | rests.pop("", 0)
            self.anchors[four] = whole, tuple(rests.items()), long, far

    def _mark(self, word: str) -> None:
        """Enter the beginning of a word into the tables."""
        n = len(word)
        kind = {2: _TWO, 3: _THREE, 4: _FOUR, 5: _FOUR}.get(n, _LONG)
        for size, table in ((2, self.pairs), (3, self.triples), (4, self.fours), (6, self.sixes)):
            if n >= size:
                table[number(word[:size])] |= kind

    def lines(self, points: NDArray[np.uint32], shadow: str) -> dict[int, int]:
        """Return line index -> places of rules, as bits, for lines with such a word, in order.

        A line too long for it is left out, unless the word stands near enough to its end.

        Args:
            points: the code points of `shadow`.
            shadow: the shadow of a page.
        """
        found: dict[int, int] = {}
        positions = self._positions(points)
        index = start = 0
        end = -1
        ends = (points == _BREAK).nonzero()[0].tolist()
        ends.append(len(shadow))
        of_four, whole, startswith = self.anchors.get, self.whole.get, shadow.startswith
        for pos, kind in positions:
            if kind >= _FOUR and (anchors := of_four(shadow[pos : pos + 4])) is not None:
                hit, rests, longest, to_end = anchors
                for rest, places in rests:
                    if startswith(rest, pos + 4):
                        hit |= places
                if not hit:
                    continue
            elif (kind > _TWO and (word := whole(shadow[pos : pos + 3]))) or (word := whole(shadow[pos : pos + 2])):
                hit, longest, to_end = word
            else:
                continue
            if pos > end:
                index = bisect_left(ends, pos, index)
                start, end = ends[index - 1] + 1 if index else 0, ends[index]
            if end - start <= longest or end - pos <= to_end:
                found[index] = found.get(index, 0) | hit
        return found

    def _positions(self, points: NDArray[np.uint32]) -> Iterable[tuple[int, int]]:
        """Return where a word may begin, and what of it may stand there."""
        if len(points) <= _PIECE:
            return self._in_piece(points)
        # What is looked up takes eight bytes for a moment, so a long text goes in pieces.  Five characters more
        # are seen, and the last can begin nothing.
        return chain.from_iterable(
            [(at + low, kind) for at, kind in self._in_piece(points[low : low + _PIECE + _MOST - 1]) if at < _PIECE]
            for low in range(0, len(points) - 1, _PIECE)
        )

    def _in_piece(self, points: NDArray[np.uint32]) -> Iterable[tuple[int, int]]:
        if len(points) < 4:
            return [(k, _THREE) for k in range(len(points) - 1)]
        # Numbers of 16 bits overflow as they should, and are places of the tables: nothing wraps, which saves a check.
        units = points.astype(np.uint16)
        numbers = units[:-1] * FACTOR
        numbers += units[1:]
        at = self.begins.take(numbers, mode="wrap").nonzero()[0]
        numbers = numbers.take(at)
        kinds = self.pairs.take(numbers, mode="wrap")
        numbers *= FACTOR
        numbers += units[2:].take(at, mode="clip")
        kinds &= self.triples.take(numbers, mode="wrap")
        numbers *= FACTOR
        numbers += units[3:].take(at, mode="clip")
        kinds &= self.fours.take(numbers, mode="wrap")
        near = kinds.nonzero()[0]
        if len(near) > _MANY:  # English has one in twenty: "with", "your"
            at, numbers, kinds = at.take(near), numbers.take(near), kinds.take(near)
            for k in (4, 5):
                numbers *= FACTOR
                numbers += units[k:].take(at, mode="clip")
            kinds &= self.sixes.take(numbers, mode="wrap")
            near = kinds.nonzero()[0]
        return zip(at.take(near).tolist(), kinds.take(near).tolist(), strict=True)


def number(text: str) -> int:
    """Return the number that the beginning of a word has in the tables."""
    number = ord(text[0])
    for c in text[1:]:
        number = number * int(FACTOR) + ord(c)
    return number & 0xFFFF


@cache
def gate(folders: tuple[str, ...]) -> Gate:
    """Return the gate of a configuration, built once."""
    return Gate(
        Words(n, rule.anchors, **{"to_end" if rule.scope == "span" else "longest": rule.max_len + _SLACK})
        for n, rule in enumerate(load(folders).rules)
        if rule.scope != "item" and not rule.late
    )
