"""The patterns of many rules, tried on a line: those that its length and its first character rule out are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cleantext.boilerplate.literals import ways
from cleantext.boilerplate.rulebook import LONGEST, Rule, searcher

__all__ = ["Patterns", "bits"]

_MOST = 1 << 14  # first characters that are remembered


class _May(NamedTuple):
    """What a line must be like, with the first character that it has, for a pattern to match it."""

    shortest: int
    longest: int
    texts: tuple[str, ...]  # one of these stands in it, if there are any


class Patterns:
    """The patterns of rules, which lie at places; several places together are the bits of a number."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._searches: list[Callable[[str], re.Match[str] | None] | None] = [None] * len(rules)
        # By the length of a line, which rules look at it; by its first character, which find nothing, and what others
        # need to find something.
        self._fits = [bits(k for k, rule in enumerate(rules) if rule.max_len >= n) for n in range(LONGEST + 1)]
        self._never: dict[str, int] = {}
        self._may: list[dict[str, _May]] = [{} for _ in rules]
        self._ways: list[list[tuple[Callable[[str], object], _May]]] = [[] for _ in rules]

    def matching(self, places: int, shadow: str) -> list[Rule]:
        """Return the rules at these places whose pattern matches the shadow of a line, in order."""
        found: list[Rule] = []
        n = len(shadow)
        if n > LONGEST:
            return found
        begin = shadow[:1]
        places &= self._fits[n] & ~self._never.get(begin, 0)
        while places:
            bit = places & -places
            place = bit.bit_length() - 1
            places ^= bit
            shortest, longest, texts = self._may[place].get(begin) or self._learn(place, begin)
            if shortest <= n <= longest:
                for text in texts:
                    if text in shadow:
                        break
                else:
                    if texts:
                        continue
                search = self._searches[place] or self._compile(place)
                if search(shadow):
                    found.append(self.rules[place])
        return found

    def _compile(self, place: int) -> Callable[[str], re.Match[str] | None]:
        search = self._searches[place] = searcher(self.rules[place].match)
        return search

    def _learn(self, place: int, begin: str) -> _May:
        """Return what a line that begins with this character must be like for a pattern to match it."""
        if not self._ways[place]:
            self._ways[place] = [
                (re.compile(way.first).match, _May(way.shortest, way.longest, tuple(sorted(way.texts))))
                for way in ways(self.rules[place].match)
            ]
        fit = [may for starts, may in self._ways[place] if starts(begin)]
        if fit:
            texts = {text for may in fit for text in may.texts} if all(may.texts for may in fit) else ()
            found = _May(min(m.shortest for m in fit), max(m.longest for m in fit), tuple(sorted(texts)))
        else:
            found = _May(1, 0, ())
        if len(self._never) < _MOST:
            self._never[begin] = self._never.get(begin, 0) | (0 if fit else 1 << place)
            self._may[place][begin] = found
        return found


def bits(places: Iterable[int]) -> int:
    """Return places as the bits of a number.

    >>> bits([0, 2])
    5
    """
    found = 0
    for place in places:
        found |= 1 << place
    return found
