"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked
for in all lines at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from cleantext.boilerplate.gate import Gate, Words
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.patterns import Patterns
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.script.tables import to_points

__all__ = ["Late", "late"]


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.patterns = Patterns([r for r in rules if r.late and r.scope != "form"])
        words = []
        self.characters: dict[str, int] = {}  # texts of one character -> the rules that require them, as bits
        self.others = 0  # of these rules nothing is known: they see every line
        for n, rule in enumerate(self.patterns.rules):
            texts = sorted(required(rule.match))
            if not texts:
                self.others |= 1 << n
            for text in texts:
                if len(text) == 1:
                    self.characters[text] = self.characters.get(text, 0) | 1 << n
            words.append(Words(n, [text for text in texts if len(text) > 1], longest=rule.max_len))
        self.gate = Gate(words)
        self.table = np.zeros(1 << 16, bool)
        self.table[[ord(c) & 0xFFFF for c in self.characters]] = True

    def matching(self, shadows: Sequence[str]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches."""
        text = "\n".join([s if len(s) <= LATE_MAX else "" for s in shadows])
        points = to_points(text)
        hits = self.gate.lines(points, text)
        at = self.table.take(points, mode="wrap").nonzero()[0]
        ends = (points == ord("\n")).nonzero()[0]
        for k, place in zip(ends.searchsorted(at).tolist(), at.tolist(), strict=True):
            hits[k] = hits.get(k, 0) | self.characters.get(text[place], 0)
        if self.others:
            hits = {k: hits.get(k, 0) | self.others for k in range(len(shadows))}
        matching = self.patterns.matching
        return {k: found for k, places in hits.items() if (found := matching(places, shadows[k]))}


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
