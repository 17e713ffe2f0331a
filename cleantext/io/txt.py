"""Plain text: one file, one document.  In any encoding, out as UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from cleantext.errors import DecodeError
from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, too_long
from cleantext.repair import decode

__all__ = ["encode", "parse", "read", "render"]


def read(stream: BinaryIO, fields: Fields, first: int = 1, limit: int = LIMIT) -> Iterator[Item]:
    """Yield the one document of the stream."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        yield too_long(1, f"over {limit}", limit, data, "text")
        return
    try:
        yield Record(1, parse(data), data)
    except DecodeError as error:
        yield Damage(1, str(error), data)


def render(record: Record, text: str, fields: Fields, found: Mapping[str, Any]) -> bytes:
    """Return the bytes of the file."""
    return encode(text)


def parse(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        DecodeError: no encoding fits; a ValueError.
    """
    return decode(data).text


def encode(text: str) -> bytes:
    """Return the text as UTF-8, with a line break at its end if it has any text.

    >>> encode("文").decode()
    '文\\n'
    """
    ending = "" if not text or text.endswith("\n") else "\n"
    return (text + ending).encode("utf-8", "backslashreplace")
