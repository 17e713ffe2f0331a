"""JSON Lines: a record a line.  Only the text is replaced; all else stays as it was written, byte for byte.

A line that is parsed and written again has other bytes: 1.10 becomes 1.1, 1e400 infinite, a key that
stands twice stands once.  So the places of the members are found, and the text's place gets a new text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, BinaryIO

from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, host_of, no_field, not_text
from cleantext.io.streams import lines

__all__ = ["Line", "looks_like_jsonl", "parse", "read", "render"]

_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*["}]')
_SPACE = re.compile(r"[ \t\r\n]*")
# Numbers stay text: their values are nobody's business, and no size is too large.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(  # type: ignore[attr-defined]
    parse_int=str, parse_float=str, parse_constant=str
).scan_once
_KINDS = {dict: "an object", list: "a list", bool: "a boolean", type(None): "null"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of JSON with the places of its members.

    Attributes:
        line: the whole line, with its line break.
        values: the value of each member; numbers as they were written.
        places: where in `line` each value stands.
        end: where the closing brace stands.
    """

    line: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    end: int = 0


def read(stream: BinaryIO, fields: Fields, first: int = 1, limit: int = LIMIT) -> Iterator[Item]:
    """Yield a record for each line that is not blank; a line without a text is a Damage."""
    for row, line in lines(stream, first, limit):
        if isinstance(line, Damage):
            yield line
            continue
        if not line.strip():
            continue
        try:
            found = parse(line, fields.text)
        except ValueError as error:
            yield Damage(row, str(error), line.rstrip(b"\r\n"))
            continue
        id = found.values.get(fields.id) if fields.id else None
        yield Record(
            row,
            found.values[fields.text],
            line.rstrip(b"\r\n"),
            id=None if id is None else str(id),
            host=host_of(found.values.get(fields.host)) if fields.host else None,
            slot=found,
        )


def parse(raw: bytes, text_field: str) -> Line:
    """Return the record of one line.

    Raises:
        ValueError: not UTF-8, not a JSON object, or no string under `text_field`; says which.

    >>> parse(b'{"n": 1.10, "text": "a"}', "text").values
    {'n': '1.10', 'text': 'a'}
    """
    try:
        line = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8: {error}") from error
    try:
        found = _members(line, text_field)
    except (ValueError, StopIteration) as error:
        raise ValueError(f"not JSON: {_reason(line) or error}") from error
    except RecursionError:
        raise ValueError("not JSON that can be read: nested too deep") from None
    if found is None:
        raise ValueError(f"not a JSON object but {_kind(json.loads(line.lstrip(chr(0xFEFF))))}")
    if text_field not in found.values:
        raise ValueError(no_field(text_field, list(found.values)))
    text = found.values[text_field]
    start, _ = found.places[text_field]
    if not isinstance(text, str) or line[start] != '"':
        raise ValueError(not_text(text_field, "a number" if isinstance(text, str) else _kind(text)))
    return found


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a string" if isinstance(value, str) else "a number")


def _members(line: str, text_field: str) -> Line | None:
    """Find the members of the object on a line; None if it holds another kind of value."""
    space = _SPACE.match

    def skip(at: int) -> int:
        return space(line, at).end()  # type: ignore[union-attr]

    at = skip(1 if line.startswith("\ufeff") else 0)
    if line[at : at + 1] != "{":
        _scan(line, at)
        return None
    values: dict[str, Any] = {}
    places: dict[str, tuple[int, int]] = {}
    at = skip(at + 1)
    closed = line[at : at + 1] == "}"
    while not closed:
        if line[at : at + 1] != '"':
            raise ValueError("a key is missing")
        key, at = scanstring(line, at + 1, True)
        at = skip(at)
        if line[at : at + 1] != ":":
            raise ValueError("a colon is missing")
        start = skip(at + 1)
        value, end = _scan(line, start)
        if key == text_field and key in values:
            raise ValueError(f"the field {key!r} stands there twice")
        values[key], places[key] = value, (start, end)
        at = skip(end)
        closed = line[at : at + 1] == "}"
        if not closed:
            if line[at : at + 1] != ",":
                raise ValueError("a comma is missing")
            at = skip(at + 1)
    if skip(at + 1) != len(line):
        raise ValueError("there is more behind the object")
    return Line(line, values, places, at)


def _reason(line: str) -> str:
    """What the standard library says of it, which names the place."""
    try:
        json.loads(line.lstrip("\ufeff"))
    except ValueError as error:
        return str(error)
    return ""


def render(record: Record, text: str, fields: Fields, found: Mapping[str, Any]) -> bytes:
    """Return the line with another text, and with what was found under `fields.meta`."""
    line: Line = record.slot
    whole = line.line
    splices: list[tuple[int, int, str]] = []
    if text != record.text:
        start, end = line.places[fields.text]
        escaped = whole[start:end].isascii() and not record.text.isascii()  # as the old text was
        splices.append((start, end, json.dumps(text, ensure_ascii=escaped)))
    if fields.meta is not None and found:
        told = json.dumps(dict(found), ensure_ascii=False, default=str)
        if fields.meta in line.places:
            splices.append((*line.places[fields.meta], told))
        else:
            splices.append((line.end, line.end, f", {json.dumps(fields.meta, ensure_ascii=False)}: {told}"))
    for start, end, new in sorted(splices, reverse=True):
        whole = whole[:start] + new + whole[end:]
    if not whole.endswith("\n"):
        whole += "\n"
    # Only a lone surrogate has no UTF-8; what replaces it is the escape that JSON has for it.
    return whole.encode("utf-8", "backslashreplace")


def looks_like_jsonl(head: bytes) -> bool:
    """Say whether bytes begin like a JSON object; `{{ name }}` does not.

    >>> looks_like_jsonl(b'{"text": "a"}'), looks_like_jsonl(b"{{ name }}")
    (True, False)
    """
    return _OBJECT.match(head) is not None
