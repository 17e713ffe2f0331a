"""A Simplified line on a Traditional page: keyword strings that somebody else put there."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import simplified, to_points

__all__ = ["is_outlier", "is_traditional"]

_ENOUGH = 3  # characters of one script only that make a line of that script

_MANY = 12  # Traditional-only characters: two sentences
_BEGINNING = 4000


@cache
def _only() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Two tables: is the code point written only in Simplified, only in Traditional?"""
    table = simplified()
    traditional = table != np.arange(len(table), dtype=np.uint32)
    simple = np.zeros(len(table), bool)
    for point in np.unique(table[traditional]).tolist():
        try:  # 后, 里, 台 are Traditional characters too; Big5 has what Traditional pages are written in
            chr(point).encode("big5")
        except UnicodeEncodeError:
            simple[point] = True
    simple[traditional] = False
    return simple, traditional


def is_traditional(text: str) -> bool:
    """Say whether a page is in Traditional characters, but for a line or two; its beginning is asked.

    >>> is_traditional("臨汾市衛生健康系統扎實開展行動。" * 4 + "国产在线观看")
    True
    """
    points = to_points(text[:_BEGINNING])
    only_simple, only_traditional = _only()
    traditional = _times(only_traditional, points)
    return traditional >= _MANY and traditional >= 4 * _times(only_simple, points)


def is_outlier(line: str) -> bool:
    """Say whether a line has Simplified-only characters and no Traditional-only ones."""
    simple, traditional = (_times(table, to_points(line)) for table in _only())
    return simple >= _ENOUGH and traditional == 0


def _times(table: NDArray[np.bool_], points: NDArray[np.uint32]) -> int:
    """Return how many of some code points a table says yes to."""
    return int(np.count_nonzero(table.take(points, mode="wrap")))  # nothing wraps, which saves a check
