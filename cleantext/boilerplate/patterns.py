"""The patterns of many rules, tried on a line: those that its length and its first character rule out are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from cleantext.boilerplate.literals import anchored, first, last
from cleantext.boilerplate.rulebook import LONGEST, Rule, searcher

__all__ = ["Patterns", "bits"]

_MOST = 1 << 14  # first characters that are remembered


_Search = Callable[[str], re.Match[str] | None]
_Known = tuple[int, int]  # rules that may find something, as far as is known; those of which it is known
_UNKNOWN: _Known = -1, 0


class Patterns:
    """The patterns of rules, which lie at places; several places together are the bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._searches: list[_Search | None] = [None] * len(rules)
        self._edges: list[tuple[_Search | None, _Search | None]] = [(None, None)] * len(rules)
        # By the length of a line, which rules look at it; by its first and by its last character, which of them may
        # find something, as far as is known.
        self.fits = [bits(k for k, rule in enumerate(rules) if rule.max_len >= n) for n in range(LONGEST + 1)]
        self._begin: dict[str, _Known] = {}
        self._end: dict[str, _Known] = {}

    def matching(self, places: int, shadow: str) -> list[Rule]:
        """Return the rules at these places whose pattern matches the shadow of a line, in order."""
        found: list[Rule] = []
        n = len(shadow)
        if n > LONGEST:
            return found
        places &= self.fits[n]
        if not places:
            return found
        # Of most lines their length, first and last character say that no pattern matches.
        begin, end = shadow[:1], shadow[-1:]
        may_begin, asked_begin = self._begin.get(begin, _UNKNOWN)
        may_end, asked_end = self._end.get(end, _UNKNOWN)
        places &= may_begin & may_end
        while places:
            place = places.bit_length() - 1
            bit = 1 << place
            places ^= bit
            search = self._searches[place] or self._compile(place)
            if search(shadow):
                found.append(self.rules[place])
            elif not asked_begin & asked_end & bit:
                begins, ends = self._edges[place]
                self._learn(self._begin, begin, bit, begins)
                self._learn(self._end, end, bit, ends)
        found.reverse()  # the last came first
        return found

    @staticmethod
    def _learn(known: dict[str, _Known], character: str, bit: int, edge: _Search | None) -> None:
        if len(known) < _MOST:
            may, asked = known.get(character, _UNKNOWN)
            known[character] = may if edge is None or edge(character) else may & ~bit, asked | bit

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
