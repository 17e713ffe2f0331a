"""A second copy with letters changed here and there: followed letter by letter, as no set of shingles can.

Three changes in a hundred letters, evenly spread, leave two texts a Jaccard similarity of .75,
like two that share most of their sentences.  That the rest agrees letter by letter and in
order is far stronger evidence.  What was written twice on purpose with other words (left and
right, buyer and seller) changes the same words the same way, and is told by that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

__all__ = ["Walk", "changes_allowed"]

# A change is over where so many letters agree again; it takes so many at most.
_AGAIN, _LONGEST = 4, 16
# A text whose copy has the similarity t has 5 equal tokens in a row with this probability: 2t / (1 + t).
_NGRAM = 5


def changes_allowed(threshold: float) -> float:
    """Return which share of letters may be changed: twice as many as bring the similarity to the threshold.

    >>> round(changes_allowed(0.8), 3), changes_allowed(1)
    (0.047, 0.0)
    """
    return float(2 * (1 - (2 * threshold / (1 + threshold)) ** (1 / _NGRAM)))


class Walk:
    """Two sequences side by side, from their beginning to their end.

    Attributes:
        changed: how many places were changed, left out or put in; where the two no longer run in
            parallel, all that follow.
        swaps: how often which was replaced by which.

    >>> walk = Walk(list("山上的雪化了溪水漫过石桥"), list("山上的冰化了溪水漫过了石桥"))
    >>> walk.changed, walk.swaps
    (2, Counter({('雪', '冰'): 1}))
    """

    def __init__(self, a: Sequence[int] | Sequence[str], b: Sequence[int] | Sequence[str], again: int = _AGAIN) -> None:
        self.changed = 0
        self.swaps: Counter[tuple[object, object]] = Counter()
        i = j = 0
        while i < len(a) and j < len(b):
            if a[i] == b[j]:
                i, j = i + 1, j + 1
                continue
            step = _resume(a, b, i, j, again)
            if step is None:
                break
            di, dj = step
            swapped = [(x, y) for x, y in zip(a[i : i + di], b[j : j + dj], strict=False) if x != y]
            self.changed += len(swapped) if di == dj else max(step)
            self.swaps.update(swapped if di == dj else ())
            i, j = i + di, j + dj
        self.changed += max(len(a) - i, len(b) - j)


def _resume(
    a: Sequence[int] | Sequence[str], b: Sequence[int] | Sequence[str], i: int, j: int, again: int
) -> tuple[int, int] | None:
    """Return how far on both agree again: the nearest such place, rather with as much left out as put in."""
    for total in range(1, 2 * _LONGEST + 1):
        ways = [(d, total - d) for d in range(total + 1) if max(d, total - d) <= _LONGEST]
        for di, dj in sorted(ways, key=lambda way: abs(way[0] - way[1])):
            x, y = a[i + di : i + di + again], b[j + dj : j + dj + again]
            if x == y and x and (len(x) == again or (i + di + len(x) == len(a) and j + dj + len(x) == len(b))):
                return di, dj
    return None
