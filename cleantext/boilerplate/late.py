"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked
for in all lines at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from cleantext.boilerplate.gate import Gate, Words
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.script.tables import to_points

__all__ = ["Late", "late"]


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = [r for r in rules if r.late]
        words = []
        self.each: list[tuple[int, int, re.Pattern[str] | None]] = []  # with the texts that their lines have, if known
        for n, rule in enumerate(self.rules):
            texts = sorted(required(rule.match))
            if texts and min(map(len, texts)) > 1:
                words.append(Words(n, texts, longest=rule.max_len))
            else:
                self.each.append((n, rule.max_len, re.compile("|".join(map(re.escape, texts))) if texts else None))
        self.gate = Gate(words)

    def matching(self, shadows: Sequence[str]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches."""
        text = "\n".join([s if len(s) <= LATE_MAX else "" for s in shadows])
        hits = self.gate.lines(to_points(text), text)
        ends: list[int] = []
        for n, longest, texts in self.each:
            places: Iterable[int] = range(len(shadows))
            if texts is not None:  # found in the whole page ten times as fast as line by line
                ends = ends or list(accumulate(map(len, text.split("\n")), lambda end, n: end + n + 1))
                places = {bisect_left(ends, m.start()) for m in texts.finditer(text)}
            for k in places:
                if len(shadows[k]) <= longest:
                    hits[k] = hits.get(k, frozenset()) | {n}
        found = {}
        for k, places in hits.items():
            matching = [self.rules[n] for n in sorted(places) if self.rules[n].search(shadows[k])]
            if matching:
                found[k] = matching
        return found


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
