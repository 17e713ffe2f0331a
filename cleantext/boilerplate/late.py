"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked
for in all lines at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from cleantext.boilerplate.gate import Gate, Words
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.script.tables import to_points

__all__ = ["Late", "late"]


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = [r for r in rules if r.late and r.scope != "form"]
        words = []
        self.each: list[tuple[int, int, Callable[[str], object] | None]] = []  # shown to line by line, behind a gate
        for n, rule in enumerate(self.rules):
            texts = sorted(required(rule.match))
            if texts and min(map(len, texts)) > 1:
                words.append(Words(n, texts, longest=rule.max_len))
            else:
                self.each.append(
                    (n, rule.max_len, re.compile("|".join(map(re.escape, texts))).search if texts else None)
                )
        self.gate = Gate(words)

    def matching(self, shadows: Sequence[str]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches."""
        text = "\n".join([s if len(s) <= LATE_MAX else "" for s in shadows])
        hits = self.gate.lines(to_points(text), text)
        for n, longest, holds in self.each:
            for k, shadow in enumerate(shadows):
                if len(shadow) <= longest and (holds is None or holds(shadow)):
                    hits.setdefault(k, set()).add(n)
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
