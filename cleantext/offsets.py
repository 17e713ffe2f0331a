"""Where edits stand, as arrays: columns of offsets, the reasons they share, and what composing asks of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cleantext.edits import Edit

__all__ = [
    "NOWHERE",
    "Column",
    "Offsets",
    "Reason",
    "Reasons",
    "behind",
    "code",
    "columns_of",
    "follow",
    "given",
    "meetings",
    "merged",
    "narrow",
    "offsets",
    "order_of",
    "to_column",
]

Offsets = NDArray[np.intp]
Reason = tuple[str, str | None, Mapping[str, Any] | None, tuple[str, ...]]
"""The rule, label, evidence and history of an edit."""


# Offsets of all texts but those too long for it are kept in half the bytes of NumPy's own index type.
_FAR = 1 << 31
Column = NDArray[np.signedinteger[Any]]

NOWHERE: Column = np.zeros(0, np.int32)
NOWHERE.flags.writeable = False


def to_column(values: Column, kind: np.dtype[Any]) -> Column:
    """Return a read-only column of this type; no copy where it has it already."""
    column = values.astype(kind, copy=False)
    column.setflags(write=False)
    return column


def given(column: Column) -> Offsets:
    """Return offsets in NumPy's own index type, which is the fastest to look things up by; read-only."""
    found = column.astype(np.intp, copy=False)
    found.setflags(write=False)
    return found


def narrow(values: Offsets, like: Column) -> Column:
    """Return offsets in the type of another column."""
    return values.astype(like.dtype, copy=False)


def order_of(n: int, first: Column, places: list[tuple[int, int]], removals: list[tuple[int, int, int]]) -> Offsets:
    """Return the order of the edits of two scripts and of what became of those that met.

    Args:
        n: how many edits the first script has; edit `i` stands at place `2 * i + 1`,
        first: and one of the second at `2 * first`, by its number.
        places: place and number of each piece, and of what became of removals with how many there are.
    """
    m = len(first)
    more = len(places) + sum(count for *_, count in removals)
    place, rank = np.zeros((2, n + m + more), first.dtype)
    place[:n] = np.arange(1, 2 * n + 1, 2)
    np.multiply(first, 2, out=place[n : n + m])
    rank[n : n + m] = np.arange(m)
    at = n + m
    for row, number, count in [*((row, number, 1) for row, number in places), *removals]:
        place[at : at + count], rank[at : at + count] = row, number
        at += count
    return np.lexsort((rank, place))


def merged(order: Offsets, *columns: Column) -> Column:
    """Return columns one behind the other, in a new order."""
    return np.concatenate(columns)[order]


class Reasons:
    """The different reasons of edits, by number; evidence is compared by identity: repairs of one kind share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None, int, tuple[str, ...]], int] = {}
        self._reasons: list[Reason] = []

    def number(self, e: Edit) -> int:
        """Return the number of the reason of an edit, a new one if it was not seen."""
        key = e.rule, e.label, id(e.evidence), e.history
        if (place := self._known.get(key)) is None:
            place = self._known[key] = len(self._reasons)
            self._reasons.append((e.rule, e.label, e.evidence, e.history))
        return place

    def in_order(self) -> tuple[Reason, ...]:
        """Return the reasons by number."""
        return tuple(self._reasons)


def code(before: str, after: str) -> str:
    """Return the type code of arrays that hold the offsets of two texts."""
    return "i" if max(len(before), len(after)) < _FAR else "q"


def columns_of(edits: Iterable[Edit], reasons: Reasons, kind: str) -> tuple[Column, Column, Column, Column]:
    """Return starts, ends, sizes of the replacements, and the number of the reason that each edit has."""
    starts, ends, sizes, which = (array(kind) for _ in range(4))
    for e in edits:
        starts.append(e.start)
        ends.append(e.end)
        sizes.append(len(e.replacement))
        which.append(reasons.number(e))
    return offsets(starts), offsets(ends), offsets(sizes), offsets(which)


def offsets(column: array[int]) -> Column:
    """Return a column as an array that shares its memory."""
    return np.frombuffer(column, column.typecode) if column else NOWHERE


def behind(starts: Column, ends: Column, sizes: Column) -> tuple[Column, Column]:
    """Return where the replacements begin and end in the text afterwards."""
    text_ends = starts - ends
    text_ends += sizes
    np.cumsum(text_ends, dtype=text_ends.dtype, out=text_ends)
    text_ends += ends
    return text_ends - sizes, text_ends


def follow(at: ArrayLike, ends: Column, there: Column, limit: int) -> Offsets:
    """Return where offsets lie on the other side; `limit` is the length there."""
    places = np.asarray(at, np.intp)
    behind = ends.searchsorted(places, "right")
    shift = np.append(0, there - ends)
    found: Offsets = np.minimum(places + shift[behind], np.append(there, limit)[behind])
    return found


def meetings(first: Column, last: Column) -> Iterator[tuple[int, int, int, int]]:
    """Yield the groups of edits that meet: (start, end) in the second script, (start, end) in the first one."""
    meeting = np.flatnonzero(last > first)
    group: tuple[int, int, int, int] | None = None
    for g, i, k in zip(meeting.tolist(), first[meeting].tolist(), last[meeting].tolist(), strict=True):
        if group and i < group[3]:
            group = group[0], g + 1, group[2], max(k, group[3])
        else:
            if group:
                yield group
            group = g, g + 1, i, k
    if group:
        yield group
