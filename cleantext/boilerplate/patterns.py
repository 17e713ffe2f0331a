"""The patterns of many rules, tried on a line: those that its length and its first character rule out are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from cleantext.boilerplate.literals import anchored, first, last
from cleantext.boilerplate.rulebook import LONGEST, Rule, searcher

__all__ = ["Patterns", "bits"]

_MOST = 1 << 14  # first characters that are remembered


_Search = Callable[[str], re.Match[str] | None]


class Patterns:
    """The patterns of rules, which lie at places; several places together are the bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._searches: list[_Search | None] = [None] * len(rules)
        self._edges: list[tuple[_Search | None, _Search | None]] = [(None, None)] * len(rules)
        # By the length of a line, which rules look at it; by its first and by its last character, which of them are
        # known to find nothing.
        self.fits = [bits(k for k, rule in enumerate(rules) if rule.max_len >= n) for n in range(LONGEST + 1)]
        self.never_begin: dict[str, int] = {}
        self.never_end: dict[str, int] = {}

    def matching(self, places: int, shadow: str) -> list[Rule]:
        """Return the rules at these places whose pattern matches the shadow of a line, in order."""
        found: list[Rule] = []
        n = len(shadow)
        if n > LONGEST:
            return found
        begin, end = shadow[:1], shadow[-1:]
        # Of most lines their length, first and last character say that no pattern matches.
        places &= self.fits[n] & ~(self.never_begin.get(begin, 0) | self.never_end.get(end, 0))
        while places:
            bit = places & -places
            place = bit.bit_length() - 1
            places ^= bit
            search = self._searches[place] or self._compile(place)
            if search(shadow):
                found.append(self.rules[place])
                continue
            may_begin, may_end = self._edges[place]
            if may_begin and not may_begin(begin):
                self._learn(self.never_begin, begin, bit)
            if may_end and not may_end(end):
                self._learn(self.never_end, end, bit)
        return found

    @staticmethod
    def _learn(never: dict[str, int], character: str, bit: int) -> None:
        if len(never) < _MOST:
            never[character] = never.get(character, 0) | bit

    def _compile(self, place: int) -> _Search:
        pattern = self.rules[place].match
        begin, end = first(pattern) if anchored(pattern) else "", last(pattern)
        self._edges[place] = re.compile(begin).match if begin else None, re.compile(end).match if end else None
        search = self._searches[place] = searcher(pattern)
        return search


def bits(places: Iterable[int]) -> int:
    """Return places as the bits of a number.

    >>> bits([0, 2])
    5
    """
    found = 0
    for place in places:
        found |= 1 << place
    return found
