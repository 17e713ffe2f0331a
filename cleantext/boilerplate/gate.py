"""The gate: which lines hold a word that a rule needs.  A few NumPy passes, a loop over what little is left.

The first two characters of an anchor make a number of 16 bits, with the third another one.  A position
is looked at only where its own characters make such numbers: that is one in fifty of an article,
found at the speed of a table look-up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
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
    """The anchors that begin with the same two characters."""

    whole: frozenset[int]  # the places of the rules for which the two are all
    rests: dict[str, dict[str, frozenset[int]]]  # the third character -> what follows it -> the places of the rules
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
        self.triples = np.full(1 << 16, _WHOLE, np.uint8)
        self.anchors: dict[str, _Anchors] = {}
        for want in wanted:
            for word in want.words:
                pair, third, rest = word[:2], word[2:3], word[3:]
                whole, rests, longest, to_end = self.anchors.get(pair, (frozenset(), {}, 0, 0))
                number = (ord(pair[0]) * _FACTOR + ord(pair[1])) & 0xFFFF
                if third:
                    self.pairs[number] |= _PAIR
                    self.triples[(number * _FACTOR + ord(third)) & 0xFFFF] |= _PAIR
                    places = rests.setdefault(third, {})
                    places[rest] = places.get(rest, frozenset()) | {want.place}
                else:
                    self.pairs[number] |= _WHOLE
                    whole |= {want.place}
                self.anchors[pair] = _Anchors(whole, rests, max(longest, want.longest), max(to_end, want.to_end))

    def lines(self, points: NDArray[np.uint32], shadow: str) -> dict[int, frozenset[int]]:
        """Return line index -> places of rules, for lines with such a word.

        A line too long for it is left out, unless the word stands near enough to its end.

        Args:
            points: the code points of `shadow`.
            shadow: the shadow of a page.
        """
        found: dict[int, frozenset[int]] = {}
        index = start = 0
        end = -1
        nothing: dict[str, frozenset[int]] = {}
        pairs, startswith = self.anchors, shadow.startswith
        for pos in self._positions(points):
            anchors = pairs.get(shadow[pos : pos + 2])
            if anchors is None:
                continue
            whole, rests, longest, to_end = anchors
            hit = whole
            if rests:
                for rest, places in rests.get(shadow[pos + 2 : pos + 3], nothing).items():
                    if startswith(rest, pos + 3):
                        hit = hit | places if hit else places
            if not hit:
                continue
            if pos > end:  # its line is a later one
                index += shadow.count("\n", start, pos)
                start = shadow.rfind("\n", start, pos) + 1 or start
                end = shadow.find("\n", pos)
                end = len(shadow) if end < 0 else end
            if end - start > longest and end - pos > to_end:
                continue
            found[index] = found[index] | hit if index in found else hit
        return found

    def _positions(self, points: NDArray[np.uint32]) -> Iterable[int]:
        """Return where an anchor may begin."""
        if len(points) <= _PIECE:
            return self._in_piece(points)
        # What is looked up takes eight bytes for a moment, so a long text goes in pieces.  Two characters more
        # are seen, and the last can begin nothing.
        return chain.from_iterable(
            [at + low for at in self._in_piece(points[low : low + _PIECE + 2]) if at < _PIECE]
            for low in range(0, len(points) - 1, _PIECE)
        )

    def _in_piece(self, points: NDArray[np.uint32]) -> list[int]:
        # Numbers of 16 bits overflow as they should; only NumPy's own index type is not converted at each look-up.
        units = points.astype(np.uint16)
        numbers = units[:-1] * np.uint16(_FACTOR)
        numbers += units[1:]
        kinds = self.pairs[numbers.astype(np.intp)]
        numbers = numbers[:-1] * np.uint16(_FACTOR)
        numbers += units[2:]
        kinds[:-1] &= self.triples[numbers.astype(np.intp)]
        positions: list[int] = kinds.nonzero()[0].tolist()
        return positions


@cache
def gate(folders: tuple[str, ...]) -> Gate:
    """Return the gate of a configuration, built once."""
    return Gate(
        Words(n, rule.anchors, **{"to_end" if rule.scope == "span" else "longest": rule.max_len + _SLACK})
        for n, rule in enumerate(load(folders).rules)
        if rule.scope != "item" and not rule.late
    )
