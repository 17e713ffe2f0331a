"""What is known of the documents that a piece keeps: columns, so many documents to a line of JSON.

A column in which all values are the same stands there as that value: ids that are not asked for, the sizes
of what is written elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Doc", "Kept", "kept", "look_up"]


class Kept(NamedTuple):
    """Some documents of a piece, in order, a column for each fact.

    Attributes:
        rows: where in the input; None is no document but what only passes through.
        ids: what the id field says, or None.
        published: when, or None.
        texts: bytes of the text of each.
        sizes: bytes of the record of each, 0 for Parquet.
    """

    rows: list[int | None]
    ids: list[str | None]
    published: list[Any]
    texts: list[int]
    sizes: list[int]

    def line(self) -> bytes:
        """Return the line that `kept` reads."""
        return json.dumps([len(self.rows), *(_short(column) for column in self)], default=str).encode() + b"\n"


class Doc(NamedTuple):
    """One document of a piece: its number there, its row and id, and where its text begins and how long it is."""

    number: int
    row: int
    id: str | None
    start: int
    size: int


def kept(path: Path) -> Iterator[Kept]:
    """Yield what is kept of a piece, in order."""
    if path.exists():
        with path.open("rb") as stream:
            for line in stream:
                count, *columns = json.loads(line)
                yield Kept(*(column if isinstance(column, list) else [column] * count for column in columns))


def look_up(path: Path, numbers: Sequence[int]) -> Iterator[Doc]:
    """Yield some documents of a piece by their numbers, which ascend from 0."""
    wanted = iter(numbers)
    number = next(wanted, None)
    first = begin = 0
    for some in kept(path):
        if number is None:
            break
        places = [k for k, row in enumerate(some.rows) if row is not None]
        starts = [begin]
        if number < first + len(places):
            starts = list(accumulate(some.texts, initial=begin))
        while number is not None and number < first + len(places):
            k = places[number - first]
            row = some.rows[k]
            assert row is not None
            yield Doc(number, row, some.ids[k], starts[k], some.texts[k])
            number = next(wanted, None)
        first, begin = first + len(places), begin + sum(some.texts)


def _short(column: list[Any]) -> Any:
    first = column[0]
    return column if isinstance(first, list) or column.count(first) < len(column) else first
