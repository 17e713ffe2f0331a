"""Which stretch of a text reads like the name of a gambling site in another's place: a sum over runs of characters.

A site's name in a school's news has no shape that no other name has: `…集团1862cc党委`, `…首页学子`.  What tells is
which runs of two to four characters stand there, those across the border of the name and the text around it as well.
Each run has a weight, log-odds of a logistic regression between stretches of such names and stretches of other text,
hashed into one table (`data/README.md`).  A stretch's value is the sum of the runs that end in it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import fold_map, look_up

__all__ = ["BITS", "LENGTHS", "STOP", "Stretch", "best", "find_stretches", "runs", "shadow_points", "stops"]

Ints = NDArray[np.int32]
BITS = 18
LENGTHS = (2, 3, 4)
_FACTORS = [np.uint32(k) for k in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F)]
_DOWN, _TOP = np.uint32(15), np.uint32(32 - BITS)
_ZERO, _NINE = np.uint32(ord("0")), np.uint32(ord("9"))
_MOST = 5  # stretches of a text that are told
_LONGEST = 40  # characters of one: a menu of sport, games and logins is no name
STOP = -10_000
"""What a stretch would pay for one of the code points that `stops` tells."""
_STOPS = np.zeros(ord("。") + 2, np.bool_)
_STOPS[[ord(c) for c in "。,、;!?\n"]] = True
_HAN = re.compile("[\u3400-\u9fff]")
_PIECE, _LAP = 1 << 14, 64  # characters looked at at a time, and of them twice


class Stretch(NamedTuple):
    """A stretch, `text[start:end]`, and its log-odds."""

    start: int
    end: int
    value: float


class _Table(NamedTuple):
    """Weights, the cost of a character, where the odds are even, and by what all of them are multiplied."""

    weights: NDArray[np.int8]
    cost: int
    even: int
    scale: int


def find_stretches(text: str, least: float) -> list[Stretch]:
    """Return the stretches of at least some log-odds, ascending, without overlaps, five at most; linear in the length.

    >>> text = "近日，金沙集团1862cc党委召开会议。"
    >>> ["集团1862cc党委" in text[s.start : s.end] for s in find_stretches(text, 0)]
    [True]
    """
    if text.isascii():
        return []
    table = _table()
    bar = table.even + round(least * table.scale)
    found: list[Stretch] = []
    for low in range(0, max(1, len(text) - _LAP), _PIECE - _LAP):
        points = shadow_points(text[low : low + _PIECE])
        worth = table.weights.take(runs(points)).sum(0, np.int32)
        worth += table.cost
        worth[stops(points)] = STOP
        for _ in range(_MOST):
            value, start, end = best(worth)
            if value < bar:
                break
            if len(_HAN.findall(text, low + start, low + end)) > 1:  # others are hashes and part numbers
                found.append(Stretch(low + start, low + end, (value - table.even) / table.scale))
            worth[start:end] = -value
    found.sort(key=lambda s: -s.value)
    told: list[Stretch] = []
    for s in found:  # what stands where pieces overlap is found twice
        if len(told) < _MOST and all(s.end <= t.start or s.start >= t.end for t in told):
            told.append(s)
    return sorted(told)


def shadow_points(text: str) -> NDArray[np.uint32]:
    """Return the folded code points of a text, all digits as 0."""
    points = look_up(fold_map(), text)
    points[(points >= _ZERO) & (points <= _NINE)] = _ZERO
    return points


def runs(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the cells of the runs that end at each of some code points, shape (3, n); 0 where none does.

    What only says the same character again has none, either: a line of dashes is no evidence.
    """
    out = np.zeros((len(LENGTHS), len(points)), np.uint32)
    run = points * _FACTORS[0]
    for k, n in enumerate(LENGTHS):
        run = run[1:]
        run ^= run >> _DOWN
        run *= _FACTORS[1]
        run += points[: 1 - n] * _FACTORS[2] + np.uint32(n)
        np.right_shift(run * _FACTORS[3], _TOP, out=out[k, n - 1 :])
    same = points[1:] == points[:-1]
    out[:, 2:][:, same[1:] & same[:-1]] = 0
    return out


def stops(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Say which folded code points no name goes across: a list of casinos in the news is none."""
    return _STOPS.take(points, mode="clip")


def best(worth: Ints) -> tuple[int, int, int]:
    """Return the greatest sum of a stretch of some numbers, and where the stretch begins and ends.

    Where that stretch is longer than 40, the greatest sum of 40 in it.
    """
    total = np.zeros(len(worth) + 1, np.int32)
    np.cumsum(worth, out=total[1:])
    least = np.minimum.accumulate(total)
    end = int((total - least).argmax())
    start = int((total[: end + 1] == least[end]).nonzero()[0][-1])
    if end - start > _LONGEST:
        part = total[start : end + 1]
        windows = np.lib.stride_tricks.sliding_window_view(part, _LONGEST + 1)
        gains = windows[:, -1] - windows.min(1)
        last = int(gains.argmax())
        end = start + last + _LONGEST
        start += last + int((windows[last] == windows[last].min()).nonzero()[0][-1])
    return int(total[end] - total[start]), start, end


@cache
def _table() -> _Table:
    from importlib.resources import files

    with (files("cleantext.verdicts") / "data" / "grams.npz").open("rb") as file, np.load(file) as found:
        weights: NDArray[np.int8] = found["weights"]
        cost, even, scale = (int(k) for k in found["numbers"])
    weights.flags.writeable = False
    return _Table(weights, cost, even, scale)
