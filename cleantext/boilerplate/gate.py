"""The gate: which lines hold a word that a rule needs.  A few NumPy passes, no loop over characters.

The first two characters of an anchor make a number of 16 bits: a position is looked at
only where this character and the next make one of these, then the pair itself is looked
up, then bits of the two characters that follow, then the length of the line.  That
proves most articles clean at the speed of a table look-up.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.rulebook import Rule, load
from cleantext.script.tables import to_str

__all__ = ["Gate", "gate"]

# Space and bullets around a line do not count for a rule's max_len.
_SLACK = 28
_EVERY = 2**64 - 1
_FACTOR = 0x9E37


class Gate:
    """The anchors of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.table = np.zeros(1 << 16, bool)
        self.anchors: dict[int, list[tuple[str, int]]] = {}
        longest: dict[int, int] = {}  # the longest line, and the longest way to its end, in which a pair matters
        to_end: dict[int, int] = {}
        more: list[dict[int, int]] = [{}, {}]  # bits of the characters that may follow a pair
        for n, rule in enumerate(rules):
            for anchor in rule.anchors if rule.scope != "item" and not rule.late else ():
                a, b = map(ord, anchor[:2])
                self.table[(a * _FACTOR + b) & 0xFFFF] = True
                key = a << 21 | b
                self.anchors.setdefault(key, []).append((anchor[2:], n))
                limits = to_end if rule.scope == "span" else longest
                limits[key] = max(limits.get(key, 0), rule.max_len)
                for place, masks in enumerate(more, 2):
                    masks[key] = masks.get(key, 0) | (1 << ord(anchor[place]) % 64 if len(anchor) > place else _EVERY)
        self.keys = np.array(sorted(self.anchors), np.int64)
        self.longest = np.array([longest.get(k, -_SLACK) + _SLACK for k in sorted(self.anchors)])
        self.more = [np.array([masks[k] for k in sorted(self.anchors)], np.uint64) for masks in more]
        self.to_end = np.array([to_end.get(k, -_SLACK) + _SLACK for k in sorted(self.anchors)])

    def lines(self, points: NDArray[np.uint32]) -> dict[int, set[int]]:
        """Return line index -> places in the rule book, for lines with an anchor of these rules.

        A line too long for a rule is left out, unless the anchor stands where a span may.
        """
        numbers = points[:-1] * np.uint32(_FACTOR)
        numbers += points[1:]
        numbers &= np.uint32(0xFFFF)
        # No index is out of range; "wrap" is the fastest way to say so.
        at = np.flatnonzero(self.table.take(numbers, mode="wrap"))
        if len(at) == 0:
            return {}
        pairs = points[at].astype(np.int64) << 21 | points[at + 1]
        key = np.minimum(np.searchsorted(self.keys, pairs), len(self.keys) - 1)
        same = self.keys[key] == pairs
        at, key = at[same], key[same]
        for place, masks in enumerate(self.more, 2):
            follows = points[np.minimum(at + place, len(points) - 1)].astype(np.uint64) & np.uint64(63)
            fits = (masks[key] >> follows & np.uint64(1)).astype(bool)
            at, key = at[fits], key[fits]
        breaks = np.flatnonzero(points == 10)
        line = np.searchsorted(breaks, at)
        starts = np.concatenate([[0], breaks + 1])
        ends = np.concatenate([breaks, [len(points)]])
        fits = (ends - starts)[line] <= self.longest[key]
        fits |= ends[line] - at <= self.to_end[key]
        at, key, line = at[fits], key[fits], line[fits]
        if len(at) == 0:
            return {}
        shadow = to_str(points)
        found: dict[int, set[int]] = {}
        for pos, pair, index in zip(at.tolist(), self.keys[key].tolist(), line.tolist(), strict=True):
            for rest, n in self.anchors[pair]:
                if shadow.startswith(rest, pos + 2):
                    found.setdefault(index, set()).add(n)
        return found


@cache
def gate(folders: tuple[str, ...]) -> Gate:
    """Return the gate of a configuration, built once."""
    return Gate(load(folders).rules)
