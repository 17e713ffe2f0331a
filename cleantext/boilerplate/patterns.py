"""The patterns of many rules, tried on a line: those that its length and its first character rule out are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from cleantext.boilerplate.literals import anchored, first
from cleantext.boilerplate.rulebook import LONGEST, Rule, searcher

__all__ = ["Patterns", "bits"]

_MOST = 1 << 14  # first characters that are remembered


class Patterns:
    """The patterns of rules, which lie at places; several places together are the bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._searches: list[Callable[[str], re.Match[str] | None] | None] = [None] * len(rules)
        self._begins: list[Callable[[str], re.Match[str] | None] | None] = [None] * len(rules)
        # By the length of a line, which rules look at it; by its first character, which are known to find nothing.
        self.fits = [bits(k for k, rule in enumerate(rules) if rule.max_len >= n) for n in range(LONGEST + 1)]
        self.never: dict[str, int] = {}

    def matching(self, places: int, shadow: str) -> list[Rule]:
        """Return the rules at these places whose pattern matches the shadow of a line, in order."""
        found: list[Rule] = []
        if len(shadow) > LONGEST:
            return found
        begin = shadow[:1]
        places &= self.fits[len(shadow)] & ~self.never.get(begin, 0)
        while places:
            bit = places & -places
            place = bit.bit_length() - 1
            places ^= bit
            search = self._searches[place] or self._compile(place)
            if search(shadow):
                found.append(self.rules[place])
            elif (may := self._begins[place]) and not may(begin) and len(self.never) < _MOST:
                self.never[begin] = self.never.get(begin, 0) | bit
        return found

    def _compile(self, place: int) -> Callable[[str], re.Match[str] | None]:
        pattern = self.rules[place].match
        if anchored(pattern) and (begin := first(pattern)):
            self._begins[place] = re.compile(begin).match
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
