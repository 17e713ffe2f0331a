"""CSV and TSV with a header: a row is a record.  Rows that do not change keep their bytes, quotes included."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from cleantext.errors import ConfigError, DecodeError
from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, Verbatim, host_of, no_field
from cleantext.io.streams import lines

__all__ = ["read", "render"]

_DELIMITERS = ",\t;|"


def read(stream: BinaryIO, fields: Fields, first: int = 1, limit: int = LIMIT) -> Iterator[Item]:
    """Yield the header verbatim, then a record for each row; row 1 is the first below the header.

    Raises:
        DecodeError: the header has no field `fields.text`, or is no text.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limit))  # the library's own limit is 128 kB
    source = _Lines(stream, limit)
    head = source.next_row()
    if head is None:
        return
    header = head.decode("utf-8", "replace").lstrip("\ufeff")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        names = next(csv.reader([header], delimiter=delimiter), [])
    except csv.Error as error:
        raise DecodeError(f"the header is no CSV: {error}", offset=0) from error
    if fields.text not in names:
        raise DecodeError(no_field(fields.text, names), offset=0)
    if fields.meta is not None:
        raise ConfigError("--meta-field is for jsonl; a CSV has no room for it")
    yield Verbatim(head if head.endswith(b"\n") else head + b"\n")
    places = {kind: names.index(name) for kind, name in vars(fields).items() if name in names}
    while (raw := source.next_row()) is not None:
        row = source.row
        if source.damage is not None:
            yield source.damage
            continue
        try:
            values = next(csv.reader([raw.decode("utf-8")], delimiter=delimiter, strict=True), [])
        except (UnicodeDecodeError, csv.Error) as error:
            yield Damage(row, f"not CSV in UTF-8: {error}", raw)
            continue
        if len(values) != len(names):
            if values:
                yield Damage(row, f"{len(values)} fields, where the header has {len(names)}", raw)
            continue
        yield Record(
            row,
            values[places["text"]],
            raw,
            id=values[places["id"]] if "id" in places else None,
            host=host_of(values[places["host"]]) if "host" in places else None,
            slot=(places["text"], delimiter, values),
        )


class _Lines:
    """Rows as bytes: lines joined as long as a quote is open."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self.row = -1  # the header will be row 0
        self.damage: Damage | None = None
        self._lines = lines(stream, limit=limit)
        self._limit = limit

    def next_row(self) -> bytes | None:
        self.row += 1
        self.damage = None
        held: list[bytes] = []
        quotes = size = 0
        for _, line in self._lines:
            if isinstance(line, Damage):
                self.damage = Damage(self.row, line.error, line.raw)
                return line.raw
            held.append(line)
            size += len(line)
            quotes += line.count(b'"')
            if quotes % 2 == 0:
                return b"".join(held)
            if size > self._limit:
                break
        if not held:
            return None
        # All that follows may be inside the quote or not; who knows.
        for _ in self._lines:
            pass
        told = (
            f"a quote that is opened in this row is not closed within {size} bytes; the rest of the file was not read"
        )
        self.damage = Damage(self.row, told, held[0])
        return held[0]


def render(record: Record, text: str, fields: Fields, found: Mapping[str, Any]) -> bytes:
    """Return the row with another text."""
    place, delimiter, values = record.slot
    raw: bytes = record.original()
    if text == record.text:
        return raw if raw.endswith(b"\n") else raw + b"\n"
    row = raw.decode("utf-8")
    ending = "\r\n" if row.endswith("\r\n") else "\n"
    d = re.escape(delimiter)
    cells = re.findall(rf'(?:^|(?<={d}))("(?:[^"]|"")*"|[^"{d}]*)(?={d}|$)', row.rstrip("\r\n"))
    if len(cells) != len(values):  # quotes in the middle of a field, say
        cells = [_cell(value, delimiter) for value in values]
    cells[place] = _cell(text, delimiter, quoted=cells[place].startswith('"'))
    return (str(delimiter).join(cells) + ending).encode("utf-8", "backslashreplace")


def _cell(value: str, delimiter: str, *, quoted: bool = False) -> str:
    if quoted or any(c in value for c in (delimiter, '"', "\n", "\r")):
        return '"' + value.replace('"', '""') + '"'
    return value
