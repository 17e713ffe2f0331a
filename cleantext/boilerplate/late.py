"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked for in all
lines at once.  Of such a text three characters are looked for, by the numbers that the gate gives them; where others
have the same number a pattern is tried in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.patterns import Patterns
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.script.tables import to_points

__all__ = ["Late", "late"]

_BITS = 64  # of a number of the tables


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.patterns = Patterns([r for r in rules if r.late and r.scope != "form"])
        n = len(self.patterns.rules)
        # Number of a character, or of the first two or three of a longer text -> the rules that require it, as bits;
        # of more rules than there are bits several share one.
        self.tables = [np.zeros(1 << 16, np.uint64) for _ in range(3)]
        self.blocks = sum(1 << k for k in range(0, n, _BITS))
        self.others = np.uint64(0)  # of these rules nothing is known: they see every line
        self.begins = np.zeros(1 << 16, bool)
        for k, rule in enumerate(self.patterns.rules):
            bit = np.uint64(1 << k % _BITS)
            texts = required(rule.match)
            self.others |= bit if not texts else 0
            for text in texts:
                self.tables[min(len(text), 3) - 1][number(text[:3])] |= bit
                if len(text) > 1:
                    self.begins[number(text[:2])] = True
        self.alone = self.tables[0] != 0

    def matching(self, shadows: Sequence[str]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches."""
        points = to_points("\n".join([s if len(s) <= LATE_MAX else "" for s in shadows]))
        ends = (points == ord("\n")).nonzero()[0]
        lines = np.full(len(shadows), self.others)
        for at, bits in self._requiring(points.astype(np.uint16)):
            np.bitwise_or.at(lines, ends.searchsorted(at), bits)
        rows = lines.nonzero()[0]
        matching, blocks = self.patterns.matching, self.blocks
        places = zip(rows.tolist(), lines.take(rows).tolist(), strict=True)
        return {k: found for k, bits in places if (found := matching(bits * blocks, shadows[k]))}

    def _requiring(self, units: NDArray[np.uint16]) -> list[tuple[NDArray[np.intp], NDArray[np.uint64]]]:
        """Return where required texts begin, and the rules that require them."""
        ones, twos, threes = self.tables
        at = self.alone.take(units, mode="wrap").nonzero()[0]
        found = [(at, ones.take(units.take(at), mode="wrap"))]
        if len(units) < 2:
            return found
        numbers = units[:-1] * FACTOR
        numbers += units[1:]
        at = self.begins.take(numbers, mode="wrap").nonzero()[0]
        numbers = numbers.take(at)
        bits = twos.take(numbers, mode="wrap")
        numbers *= FACTOR
        numbers += units.take(at + 2, mode="clip")
        bits |= threes.take(numbers, mode="wrap")
        return [*found, (at, bits)]


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
