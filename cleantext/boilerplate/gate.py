"""The gate: which lines hold a word that a rule needs.  A few NumPy passes, a loop over what little is left.

The first two characters of an anchor make a number of 16 bits, with the third another one.  A position
is looked at only where its own characters make such numbers: that is one in a hundred of an article,
found at the speed of a table look-up.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import Rule, load

__all__ = ["Gate", "gate"]

# Space and bullets around a line do not count for a rule's max_len.
_SLACK = 28
_FACTOR = 0x9E37
_PAIR, _WHOLE = 1, 2  # the third character decides; the anchor ends here


class _Anchors(NamedTuple):
    """The anchors that begin with the same two characters: what may follow, and the places of the rules."""

    rests: list[tuple[str, list[int]]]
    longest: int  # the longest line, and the longest way to its end, in which one of them matters
    to_end: int


class Gate:
    """The anchors of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.pairs = np.zeros(1 << 16, np.uint8)
        self.triples = np.zeros(1 << 16, bool)
        places: dict[str, dict[str, list[int]]] = {}
        longest: dict[str, int] = {}
        to_end: dict[str, int] = {}
        for n, rule in enumerate(rules):
            for anchor in rule.anchors if rule.scope != "item" and not rule.late else ():
                pair, rest = anchor[:2], anchor[2:]
                places.setdefault(pair, {}).setdefault(rest, []).append(n)
                limits = to_end if rule.scope == "span" else longest
                limits[pair] = max(limits.get(pair, 0), rule.max_len)
                number = (ord(pair[0]) * _FACTOR + ord(pair[1])) & 0xFFFF
                self.pairs[number] |= _PAIR if rest else _WHOLE
                if rest:
                    self.triples[(number * _FACTOR + ord(rest[0])) & 0xFFFF] = True
        self.anchors = {
            pair: _Anchors(list(rests.items()), longest.get(pair, -_SLACK) + _SLACK, to_end.get(pair, -_SLACK) + _SLACK)
            for pair, rests in places.items()
        }

    def lines(self, points: NDArray[np.uint32], shadow: str) -> dict[int, set[int]]:
        """Return line index -> places in the rule book, for lines with an anchor of these rules.

        A line too long for a rule is left out, unless the anchor stands where a span may.

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
    return Gate(load(folders).rules)
