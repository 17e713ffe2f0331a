"""JSON Lines: a record a line; fields and their order go through as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from cleantext.io.quarantine import Quarantine

__all__ = ["encode", "parse", "records"]


def records(
    stream: BinaryIO, name: str, quarantine: Quarantine, text_field: str
) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Yield line number, the line without its break, and its record; a line without a text goes to quarantine."""
    for number, line in enumerate(stream, 1):
        raw = line.rstrip(b"\r\n")
        if not raw.strip():
            continue
        try:
            yield number, raw, parse(raw, text_field)
        except ValueError as error:
            quarantine.add(name, number, str(error), raw)


def parse(raw: bytes, text_field: str) -> dict[str, Any]:
    """Return the record of one line.

    Raises:
        ValueError: not UTF-8, not a JSON object, or no string under `text_field`; says which.
    """
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: {error}") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError(f"not a JSON object but {type(record).__name__}")
    if text_field not in record:
        raise ValueError(f"no field {text_field!r}; it has: {', '.join(map(repr, list(record)[:12]))}")
    if not isinstance(record[text_field], str):
        raise ValueError(f"field {text_field!r} is {type(record[text_field]).__name__}, not a string")
    return record


def encode(record: dict[str, Any]) -> bytes:
    """Return the record as one line of UTF-8.

    >>> encode({"text": "文"}).decode()
    '{"text": "文"}\\n'
    """
    try:
        return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate in some field: only an escape can hold it
        return (json.dumps(record) + "\n").encode("ascii")
