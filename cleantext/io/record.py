"""What readers yield and writers take: records, what is damaged, what only passes through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

__all__ = ["LIMIT", "Damage", "Fields", "Item", "Record", "Verbatim", "host_of", "no_field", "not_text", "too_long"]

# The longest record that is read; cleaning takes a multiple of it in memory.
LIMIT = 16 << 20
_SHOWN = 1000


@dataclass(frozen=True)
class Fields:
    """Where in a record things stand.

    Attributes:
        text: what is cleaned.
        id: what identifies the record, or None.
        host: the host or address it came from, or None.
        meta: jsonl only: takes what is found in the text (source, author, date), or None.
    """

    text: str = "text"
    id: str | None = None
    host: str | None = None
    meta: str | None = None


class Record(NamedTuple):
    """One text with its place.

    Attributes:
        row: line, row or record of the file, from 1.
        text: what is to be cleaned.
        raw: the record as it stood, or a function that gives it.
        id, host: what the fields say, or None.
        slot: what the format needs to write the record with another text.
    """

    row: int
    text: str
    raw: bytes | Callable[[], bytes]
    id: str | None = None
    host: str | None = None
    slot: Any = None

    def original(self) -> bytes:
        """Return the record as it stood."""
        return self.raw if isinstance(self.raw, bytes) else self.raw()


@dataclass(frozen=True, slots=True)
class Damage:
    """A record, or with row None a file, that cannot be read, and why."""

    row: int | None
    error: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Bytes that are no text and go through as they are: the header of a CSV, a WARC request."""

    data: bytes


Item = Record | Damage | Verbatim


def host_of(value: object) -> str | None:
    """Return the host of an address, or a bare host, in lower case; None of anything else.

    >>> host_of("https://News.example.cn/a?b"), host_of("example.cn"), host_of(None)
    ('news.example.cn', 'example.cn', None)
    """
    if not isinstance(value, str) or not value:
        return None
    if "//" not in value:
        return value.partition("/")[0].lower() or None
    try:
        return urlsplit(value).hostname
    except ValueError:  # "http://[half an address"
        return None


def too_long(row: int | None, size: str, limit: int, head: bytes, what: str = "line") -> Damage:
    """Return the damage of a record that is longer than is read; its beginning stands for it."""
    hint = f"a {what} of {size} bytes, more than --max-record {limit}; its first {_SHOWN} bytes stand here"
    return Damage(row, hint, head[:_SHOWN])


def no_field(field: str, there: list[str]) -> str:
    """Say that a field is missing, and what there is."""
    return f"no field {field!r}; it has: {', '.join(map(repr, there[:12]))}"


def not_text(field: str, kind: str) -> str:
    """Say that a field holds no text."""
    return f"field {field!r} is {kind}, not a string"
