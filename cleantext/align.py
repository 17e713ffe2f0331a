"""Where two texts differ: small replacements, found in time linear in their length.

For libraries that give only a result (ftfy, OpenCC with phrases).  Character by
character where both are equally long and mostly equal; otherwise patience diff:
k-grams unique in both texts are anchors, the longest ascending chain of them is
kept, and the gaps are searched again with a smaller k.  difflib is quadratic and
was measured at 0.4 Mchar/s on documents.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np

__all__ = ["changes"]

Change = tuple[int, int, int, int]
"""(start, end) in the old text, (start, end) in the new one."""

_GRAMS = (16, 4, 1)
# At an equal length, this share of equal characters says "substitution, nothing shifted".
_SAME = 0.5


def changes(old: str, new: str) -> list[Change]:
    """Return the spans of `old` that differ and what stands there in `new`, ascending.

    >>> changes("abcdef", "abXdef")
    [(2, 3, 2, 3)]
    >>> changes("衛(wèi)生", "衛生")
    [(1, 6, 1, 1)]
    """
    return list(_gap(old, new, 0, 0, 0)) if old != new else []


def _gap(old: str, new: str, i: int, j: int, level: int) -> Iterator[Change]:
    head = _common_prefix(old, new)
    tail = _common_prefix(old[: head - 1 if head else None : -1], new[: head - 1 if head else None : -1])
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    i, j = i + head, j + head
    if not old and not new:
        return
    if not old or not new:
        yield i, i + len(old), j, j + len(new)
        return
    if len(old) == len(new):
        runs = _substitutions(old, new)
        if runs is not None:
            yield from ((i + a, i + b, j + a, j + b) for a, b in runs)
            return
    if level == len(_GRAMS):
        yield i, i + len(old), j, j + len(new)
        return
    at, to = 0, 0
    k = _GRAMS[level]
    for a, b in [*_chain(_anchors(old, new, k)), (len(old), len(new))]:
        if a < at or b < to:  # inside the stretch that the last anchor already covers
            continue
        yield from _gap(old[at:a], new[to:b], i + at, j + to, level + 1)
        n = _common_prefix(old, new, a, b)
        at, to = a + n, b + n


def _common_prefix(a: str, b: str, i: int = 0, j: int = 0) -> int:
    """How many characters a[i:] and b[j:] share; reads little more than those."""
    same, step = 0, 32
    limit = min(len(a) - i, len(b) - j)
    while same < limit and a[i + same : i + same + step] == b[j + same : j + same + step]:
        same += step
        step *= 2
    if same >= limit:
        return limit
    while step > 1:  # the first difference lies within the next `step` characters
        step //= 2
        if a[i + same : i + same + step] == b[j + same : j + same + step]:
            same += step
    return min(same, limit)


def _substitutions(old: str, new: str) -> list[tuple[int, int]] | None:
    """Return the runs that differ, or None if the texts look shifted against each other."""
    a = np.frombuffer(old.encode("utf-32-le", "surrogatepass"), np.uint32)
    b = np.frombuffer(new.encode("utf-32-le", "surrogatepass"), np.uint32)
    differs = a != b
    if differs.sum() > _SAME * len(a) and len(a) > 8:
        return None
    borders = np.flatnonzero(np.diff(np.concatenate(([False], differs, [False])).astype(np.int8)))
    return [(int(x), int(y)) for x, y in borders.reshape(-1, 2)]


def _anchors(old: str, new: str, k: int) -> list[tuple[int, int]]:
    """Positions of the k-grams that occur exactly once in each text, ascending in the first."""
    there = _unique(new, k)
    return [(i, there[gram]) for gram, i in _unique(old, k).items() if gram in there]


def _unique(text: str, k: int) -> dict[str, int]:
    seen: dict[str, int] = {}
    for i in range(len(text) - k + 1):
        gram = text[i : i + k]
        seen[gram] = -1 if gram in seen else i
    return {gram: i for gram, i in seen.items() if i >= 0}


def _chain(anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest chain of anchors ascending in both texts (patience sorting)."""
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(anchors):
        pile = bisect_left(tops, j)
        before.append(top_at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            top_at.append(n)
        else:
            tops[pile], top_at[pile] = j, n
    chain: list[tuple[int, int]] = []
    n = top_at[-1] if top_at else -1
    while n >= 0:
        chain.append(anchors[n])
        n = before[n]
    return chain[::-1]
