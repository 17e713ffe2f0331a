"""Which of several copies stays: an order of the texts, the ones to keep rather first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

from cleantext.document import Document
from cleantext.errors import ConfigError

__all__ = ["Item", "Keep", "ranked"]

Item = str | Document
Keep = Literal["first", "longest", "newest"] | Callable[[Any], Any]

# The two forms of ISO 8601 that name no day.
_YEAR_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?")
_FORM = "ISO 8601 like '2021', '2021-10', '2021-10-27' or '2021-10-27T09:22:00+08:00'"


def ranked(items: Sequence[Item], bodies: Sequence[str], keep: Keep) -> list[int]:
    """Return all positions, the one to keep rather before the others; among equals the first.

    A Document that is rejected already comes after all that are not, whatever the policy:
    nothing good goes because something bad says the same.

    Raises:
        ConfigError: there is no such policy, a date is none, or values cannot be compared.

    >>> ranked(["一", "一二", "一"], ["一", "一二", "一"], "longest")
    [1, 0, 2]
    """
    order = _by_policy(items, bodies, keep)
    return sorted(order, key=lambda n: isinstance(item := items[n], Document) and item.rejected is not None)


def _by_policy(items: Sequence[Item], bodies: Sequence[str], keep: Keep) -> list[int]:
    positions = list(range(len(items)))
    if keep == "first":
        return positions
    if keep == "longest":
        return sorted(positions, key=lambda n: -len(bodies[n]))
    if keep == "newest":
        dates = [_published(item, n) for n, item in enumerate(items)]
        return sorted(positions, key=dates.__getitem__, reverse=True)
    if callable(keep):
        values = [keep(item) for item in items]
        for n, value in enumerate(values):
            if value is None or value != value:
                raise ConfigError(
                    f"keep returned {value!r} for the text at position {n}, which has no place in an order"
                )
        try:
            return sorted(positions, key=values.__getitem__, reverse=True)
        except TypeError as error:
            raise ConfigError(f"keep returned values that cannot be compared with each other: {error}") from None
    raise ConfigError(f"keep is 'first', 'longest', 'newest' or a function, not {keep!r}")


def _published(item: Item, n: int) -> tuple[bool, datetime]:
    """Return whether a document says when it was published, and when.

    A date without month, day or time is the first moment of its year, month or day; a time
    without a zone is taken as UTC.
    """
    if isinstance(item, str):
        raise ConfigError("keep='newest' needs Documents with meta['published'], not str")
    when = item.meta.get("published")
    if when is None or when == "":
        return False, datetime.min.replace(tzinfo=UTC)
    try:
        found = _moment(when)
    except (TypeError, ValueError):
        raise ConfigError(f"meta['published'] of the text at position {n} is {when!r}; it should be {_FORM}") from None
    return True, found if found.tzinfo else found.replace(tzinfo=UTC)


def _moment(when: object) -> datetime:
    if isinstance(when, datetime):
        return when
    if isinstance(when, date):
        return datetime(when.year, when.month, when.day)
    if not isinstance(when, str):
        raise TypeError
    text = when.strip()
    if short := _YEAR_MONTH.fullmatch(text):
        return datetime(int(short[1]), int(short[2] or 1), 1)
    return datetime.fromisoformat(text)
