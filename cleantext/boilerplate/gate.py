"""The gate: which lines hold a word that a rule needs.  A few NumPy passes, a loop over what little is left.

The first two characters of an anchor make a number of 16 bits, with the third another one.  A position
is looked at only where its own characters make such numbers: that is one in a hundred of an article,
found at the speed of a table look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import load

__all__ = ["Gate", "Words", "gate"]

# Space and bullets around a line do not count for a rule's max_len.
_SLACK = 28
_FACTOR = 0x9E37
_PIECE = 1 << 16
_PAIR, _WHOLE = 1, 2  # the third character decides; the anchor ends here


class _Anchors(NamedTuple):
    """The anchors that begin with the same two characters: what may follow, and the places of the rules."""

    rests: list[tuple[str, list[int]]]
    longest: int  # the longest line, and the longest way to its end, in which one of them matters
    to_end: int


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
        self.triples = np.zeros(1 << 16, bool)
        places: dict[str, dict[str, list[int]]] = {}
        longest: dict[str, int] = {}
        to_end: dict[str, int] = {}
        for want in wanted:
            for word in want.words:
                pair, rest = word[:2], word[2:]
                places.setdefault(pair, {}).setdefault(rest, []).append(want.place)
                longest[pair] = max(longest.get(pair, 0), want.longest)
                to_end[pair] = max(to_end.get(pair, 0), want.to_end)
                number = (ord(pair[0]) * _FACTOR + ord(pair[1])) & 0xFFFF
                self.pairs[number] |= _PAIR if rest else _WHOLE
                if rest:
                    self.triples[(number * _FACTOR + ord(rest[0])) & 0xFFFF] = True
        self.anchors = {
            pair: _Anchors(list(rests.items()), longest[pair], to_end[pair]) for pair, rests in places.items()
        }

    def lines(self, points: NDArray[np.uint32], shadow: str) -> dict[int, set[int]]:
        """Return line index -> places of rules, for lines with such a word.

        A line too long for it is left out, unless the word stands near enough to its end.

        Args:
            points: the code points of `shadow`.
            shadow: the shadow of a page.
        """
        found: dict[int, set[int]] = {}
        index = start = 0
        end = -1
        for pos in self._positions(points).tolist():
            pair = self.anchors.get(shadow[pos : pos + 2])
            if pair is None:
                continue
            if pos > end:
                before = start
                start = shadow.rfind("\n", start, pos) + 1 or start
                index += shadow.count("\n", before, start)
                end = shadow.find("\n", pos)
                if end < 0:
                    end = len(shadow)
            if end - start > pair.longest and end - pos > pair.to_end:
                continue
            for rest, places in pair.rests:
                if shadow.startswith(rest, pos + 2):
                    if index in found:
                        found[index].update(places)
                    else:
                        found[index] = set(places)
        return found

    def _positions(self, points: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Return where an anchor may begin."""
        if len(points) <= _PIECE:
            return self._in_piece(points)
        # What is looked up takes eight bytes for a moment, so a long text goes in pieces.  Two characters more
        # are seen, and the last can begin nothing.
        lows = range(0, len(points) - 1, _PIECE)
        found = (self._in_piece(points[low : low + _PIECE + 2]) for low in lows)
        return np.concatenate([at[at < _PIECE] + low for low, at in zip(lows, found, strict=True)])

    def _in_piece(self, points: NDArray[np.uint32]) -> NDArray[np.intp]:
        numbers = points[:-1] * np.uint32(_FACTOR)
        numbers += points[1:]
        numbers &= np.uint32(0xFFFF)
        # No index is out of range; "wrap" is the fastest way to say so.
        kinds = self.pairs.take(numbers, mode="wrap")
        at = kinds.nonzero()[0]
        number = numbers.take(at, mode="wrap")
        number *= np.uint32(_FACTOR)
        number += points.take(at + 2, mode="clip")
        number &= np.uint32(0xFFFF)
        return at[self.triples.take(number, mode="wrap") | (kinds.take(at, mode="wrap") >= _WHOLE)]


@cache
def gate(folders: tuple[str, ...]) -> Gate:
    """Return the gate of a configuration, built once."""
    return Gate(
        Words(n, rule.anchors, **{"to_end" if rule.scope == "span" else "longest": rule.max_len + _SLACK})
        for n, rule in enumerate(load(folders).rules)
        if rule.scope != "item" and not rule.late
    )
