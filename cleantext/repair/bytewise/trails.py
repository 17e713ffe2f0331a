"""What GBK's lead and trail bytes allow, computed once: who ends in a byte, who begins with one, what is no pair."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.bytewise.context import context, reads, shares
from cleantext.repair.tables import CELLS, bytes_of, cell, tables

__all__ = [
    "PRIVATE_LEADS",
    "Row",
    "before_missing",
    "begun",
    "begun_alone",
    "begun_by_class",
    "in_big5",
    "is_usual",
    "likely",
    "openers",
    "private",
    "read_so",
    "row_of",
    "seconds",
    "unpaired",
]

PRIVATE_LEADS = frozenset((*range(0xA1, 0xA8), *range(0xAA, 0xB0), *range(0xF8, 0xFF)))
_USUAL = 150  # of the tables' logs: rarer characters are not looked for
_LIKELY = 14
_FREE = 110  # so common that a character may stand behind any other


Row = tuple[tuple[float, int], ...]  # cells, each with the logarithm of its share in any form, falling


@lru_cache(4096)
def openers(left: int) -> Row:
    """Return the characters with the trail byte A3 that may stand behind `left`, best first; 校。 is D0A3 A1A3."""
    known = tables()
    a = known.class_of[left] if left >= 0 else 0
    classes, logs, boosts = known.class_of, known.logs, known.boosts
    ends = [k for k in _ends_in_a3() if logs[k] < _FREE or a << 16 | classes[k] in boosts]
    return row_of(ends, shares(left, np.array(ends)))


@cache
def _ends_in_a3() -> tuple[int, ...]:
    ends = (cell(lead, 0xA3) for lead in range(0x81, 0xFF))
    return tuple(k for k in ends if tables().class_of[k])


def row_of(cells: Iterable[int], chances: NDArray[np.float64]) -> Row:
    """Return cells with the logarithms of how likely each is, the likeliest first."""
    log = math.log
    return tuple(
        sorted(
            [(log(p) if p > 0 else -math.inf, k) for k, p in zip(cells, chances.tolist(), strict=True)], reverse=True
        )
    )


@lru_cache(8192)
def read_so(lead: int, pinyin: str) -> tuple[int, ...]:
    """Return the Traditional forms that a byte begins, that can be read so, and that no letter ends."""
    cells = (cell(lead, trail) for trail in range(0x80, 0xFF))
    return tuple(k for k in cells if k >= 0 and reads(k, pinyin))


@cache
def begun(lead: int) -> tuple[int, ...]:
    """Return the characters that a byte begins and that no letter ends, the rare ones left out."""
    return tuple(k for trail in range(0x81, 0xFF) if is_usual(k := cell(lead, trail)))


@cache
def begun_by_class(lead: int) -> dict[int, tuple[int, ...]]:
    """Return `begun`, by class."""
    found: dict[int, tuple[int, ...]] = {}
    for k in begun(lead):
        b = tables().class_of[k]
        found[b] = (*found.get(b, ()), k)
    return found


@lru_cache(1 << 13)
def likely(left: int, lead: int) -> Row:
    """Return the characters that a byte begins and that are the likeliest behind `left` in Traditional text."""
    cells, forms = _begun_forms(lead)
    chances = shares(left, cells)
    best = np.argsort(-(chances * forms), kind="stable")[:_LIKELY]
    return row_of(cells[best].tolist(), chances[best])


@cache
def _begun_forms(lead: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return `begun`, falling, and what Traditional text makes of how likely each is."""
    cells = sorted(begun(lead), reverse=True)
    form = context().form
    return np.array(cells, np.int64), np.array([math.exp(form[k]) for k in cells])


def is_usual(k: int) -> bool:
    """Return whether a cell is a character that text has."""
    return k >= 0 and tables().logs[k] < _USUAL


@cache
def unpaired(follows: int) -> frozenset[int]:
    """Return the bytes that GBK has no pair for with a byte that follows: they are a `?` of their own."""
    return frozenset(b for b in range(0x81, 0xFF) if _is_unpaired(bytes((b, follows))))


@lru_cache(8192)
def begun_alone(lead: int, follows: int) -> tuple[int, ...]:
    """Return those of `begun` whose second byte has no pair with the byte that follows."""
    return tuple(k for k in begun(lead) if bytes_of(k)[1] in unpaired(follows))


@cache
def seconds() -> bytes:
    """Return the second byte of each cell."""
    return bytes(bytes_of(k)[1] for k in range(CELLS))


def _is_unpaired(pair: bytes) -> bool:
    lead, trail = pair
    if (trail >= 0xA1 and (0xAA <= lead <= 0xAF or lead >= 0xF8)) or (0xA1 <= lead <= 0xA7 and trail < 0xA1):
        return False  # for users
    try:
        pair.decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


@cache
def private() -> bytes:
    """Return for each cell whether GBK leaves it to users."""
    return bytes("\ue000" <= c <= "\uf8ff" for c in tables().chars)


@cache
def before_missing() -> bytes:
    """Return for each cell whether its second byte begins pairs that GBK leaves to users."""
    return bytes(bytes_of(k)[1] in PRIVATE_LEADS for k in range(CELLS))


@cache
def in_big5(k: int) -> bool:
    """Return whether Big5 has a cell's character; what tools write readings behind is always there."""
    try:
        tables().chars[k].encode("big5")
    except UnicodeEncodeError:
        return False
    return True
