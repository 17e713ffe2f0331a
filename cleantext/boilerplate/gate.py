"""The gate: which lines hold a word that a rule needs.  One NumPy pass, no loop over characters.

Each anchor's first two characters share a bit: a position is looked at only where the
bits of this character and of the next agree.  That proves most articles clean at the
speed of a table look-up.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import LONGEST, Rule, load

__all__ = ["Gate", "gate"]

_ANY = 128  # the bit of anchors of one character, which any next character completes


class Gate:
    """The anchors of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.first = np.zeros(0x110000, np.uint8)
        self.second = np.full(0x110000, _ANY, np.uint8)
        self.by_char: dict[int, list[tuple[list[int], int]]] = {}
        for n, rule in enumerate(rules):
            for anchor in rule.anchors:
                points = [ord(c) for c in anchor]
                bit = _ANY if len(points) == 1 else 1 << (points[0] * 31 + points[1]) % 7
                self.first[points[0]] |= bit
                if len(points) > 1:
                    self.second[points[1]] |= bit
                self.by_char.setdefault(points[0], []).append((points, n))
        self.span_window = max((r.max_len for r in rules if r.scope == "span"), default=0)

    def lines(self, points: NDArray[np.uint32]) -> dict[int, set[int]]:
        """Return line index -> places in the rule book, for lines with an anchor of these rules.

        Of lines too long for any rule only the end is looked at, where spans stand.
        """
        if len(points) == 0:
            return {}
        bits = self.first[points]
        bits[:-1] &= self.second[points[1:]]
        bits[-1] &= _ANY
        at = np.flatnonzero(bits)
        if len(at) == 0:
            return {}
        breaks = np.flatnonzero(points == 10)
        line = np.searchsorted(breaks, at)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(points)]])
        # Space around a line and pinyin inside it do not count for a rule's max_len, hence the slack.
        near = (ends - starts)[line] <= 2 * LONGEST
        near |= ends[line] - at <= 2 * self.span_window
        at, line = at[near], line[near]
        found: dict[int, set[int]] = {}
        for pos, index, end in zip(at.tolist(), line.tolist(), ends[line].tolist(), strict=True):
            for anchor, n in self.by_char.get(int(points[pos]), ()):
                if pos + len(anchor) <= end and points[pos : pos + len(anchor)].tolist() == anchor:
                    found.setdefault(index, set()).add(n)
        return found


@cache
def gate(folders: tuple[str, ...]) -> Gate:
    """Return the gate of a configuration, built once."""
    return Gate(load(folders).rules)
