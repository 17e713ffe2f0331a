"""The patterns of many rules, tried on a line: those that its length and its first character rule out are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from cleantext.boilerplate.literals import anchored, first, last
from cleantext.boilerplate.rulebook import LONGEST, Rule, searcher

__all__ = ["Patterns", "bits"]

_MOST = 1 << 14  # first characters that are remembered


_Search = Callable[[str], re.Match[str] | None]
_Known = tuple[int, int]  # rules that may find something, as far as is known; those of which it is not known


class Patterns:
    """The patterns of rules, which lie at places; several places together are the bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._searches: dict[int, _Search] = {}
        self._edges: dict[int, tuple[_Search | None, _Search | None]] = {}
        # By the length of a line, which rules look at it; by its first and by its last character, which of them may
        # find something, as far as is known.
        self.fits = [bits(k for k, rule in enumerate(rules) if rule.max_len >= n) for n in range(LONGEST + 1)]
        self._unknown: _Known = self.fits[0], self.fits[0]  # all: numbers below zero take twice as long
        self._begin: dict[str, _Known] = {}
        self._end: dict[str, _Known] = {}

    def matching(self, places: int, shadow: str) -> list[Rule]:
        """Return the rules at these places whose pattern matches the shadow of a line, in order."""
        found: list[Rule] = []
        n = len(shadow)
        if n > LONGEST:
            return found
        # Of most lines their length, first and last character say that no pattern matches.
        may_begin, new_begin = self._begin.get(shadow[:1], self._unknown)
        may_end, new_end = self._end.get(shadow[-1:], self._unknown)
        places &= self.fits[n] & may_begin & may_end
        if not places:
            return found
        if new := places & (new_begin | new_end):
            places &= self._learn(new, shadow[:1], shadow[-1:])
        searches = self._searches
        while places:
            place = places.bit_length() - 1
            places ^= 1 << place
            if searches[place](shadow):
                found.append(self.rules[place])
        found.reverse()  # the last came first
        return found

    def _learn(self, places: int, begin: str, end: str) -> int:
        """Ask of rules whether they may find something in lines with these edges; return all but those that do not."""
        may_begin = may_end = -1
        for place in range(places.bit_length()):
            bit = 1 << place
            if places & bit:
                begins, ends = self._edges.get(place) or self._compile(place)
                may_begin ^= bit if begins and not begins(begin) else 0
                may_end ^= bit if ends and not ends(end) else 0
        for known, character, may in ((self._begin, begin, may_begin), (self._end, end, may_end)):
            if character in known or len(known) < _MOST:
                there, new = known.get(character, self._unknown)
                known[character] = there & may, new & ~places
        return may_begin & may_end

    def _compile(self, place: int) -> tuple[_Search | None, _Search | None]:
        pattern = self.rules[place].match
        begin, end = first(pattern) if anchored(pattern) else "", last(pattern)
        edges = re.compile(begin).match if begin else None, re.compile(end).match if end else None
        self._edges[place] = edges
        self._searches[place] = partial(self._search_first, place)
        return edges

    def _search_first(self, place: int, shadow: str) -> re.Match[str] | None:
        """Search a line with a pattern that was never asked: a third of them has no line with its edges."""
        search = self._searches[place] = searcher(self.rules[place].match)
        return search(shadow)


def bits(places: Iterable[int]) -> int:
    """Return places as the bits of a number.

    >>> bits([0, 2])
    5
    """
    found = 0
    for place in places:
        found |= 1 << place
    return found
