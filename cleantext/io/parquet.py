"""Parquet: a row is a record.  Schema, metadata, compression, dictionaries and row groups stay as they were.

Rows are read in small batches.  Cleaned rows wait in an Arrow stream, from which the file is written
one row group at a time, so memory is a row group of the output, whatever the file holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import count, repeat
from pathlib import Path
from typing import Any

from cleantext.errors import ConfigError, DecodeError
from cleantext.io.places import readable
from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, host_of, no_field, not_text, too_long
from cleantext.io.streams import needs

__all__ = ["Sink", "groups", "read", "write"]

_BATCH = 1 << 20  # bytes, about: a batch costs as much as reading and writing a hundred short texts
# Unpacking so much, and so many times what is stored, is what a bomb asks for; text compresses to a tenth.
_MUCH, _TIMES = 256 << 20, 1000


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise needs("pyarrow", "Parquet") from None
    return pyarrow


def _open(path: Path) -> Any:
    pa = _pyarrow()
    try:
        return pa.parquet.ParquetFile(readable(path), memory_map=False, pre_buffer=False)
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # the last of a column's name
        if isinstance(error, FileNotFoundError | PermissionError):
            raise
        raise DecodeError(f"not a Parquet file that can be read: {error}") from error


def _refuse_bombs(group: Any, number: int, stored: int) -> None:
    # The sizes of its columns would say more; to ask for a damaged one ends the process (pyarrow 26, fuzzed footers).
    if group.total_byte_size > max(_MUCH, _TIMES * stored):
        raise DecodeError(
            f"row group {number} of a file of {stored} bytes would unpack to {group.total_byte_size}, "
            f"more than {_TIMES} times as much"
        )


def groups(path: Path) -> list[tuple[int, int]]:
    """Return rows and uncompressed bytes of each row group.

    Raises:
        DecodeError: not Parquet, or its footer is damaged.
    """
    with _open(path) as file:
        meta = file.metadata
        found = [meta.row_group(k) for k in range(meta.num_row_groups)]
        return [(g.num_rows, g.total_byte_size) for g in found]


def read(path: Path, wanted: range, fields: Fields, first: int = 1, limit: int = LIMIT) -> Iterator[Item]:
    """Yield a record for each row of some row groups.

    Raises:
        DecodeError: the file is damaged, or has no column of strings `fields.text`.
    """
    pa = _pyarrow()
    if fields.meta is not None:
        raise ConfigError("--meta-field is for jsonl; a Parquet file has no room for it")
    with _open(path) as file:
        schema = file.schema_arrow
        if fields.text not in schema.names:
            raise DecodeError(no_field(fields.text, schema.names))
        kind = schema.field(fields.text).type
        plain = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain)):
            raise DecodeError(not_text(fields.text, str(kind)))
        row = first
        for group in wanted:
            meta = file.metadata.row_group(group)
            _refuse_bombs(meta, group, path.stat().st_size)
            # Not more: a text that stands often counts once in the size of the group.
            rows = min(max(_BATCH * meta.num_rows // max(meta.total_byte_size, 1), 16), 512)
            try:
                for batch in file.iter_batches(rows, row_groups=[group]):
                    yield from _records(batch, group, row, fields, limit)
                    row += batch.num_rows
            except (pa.ArrowException, OSError) as error:
                raise DecodeError(f"row group {group} is damaged behind row {row - 1}: {error}") from error


def _records(batch: Any, group: int, row: int, fields: Fields, limit: int) -> Iterator[Item]:
    names = batch.schema.names
    n = batch.num_rows
    texts, ids, hosts = (
        _values(batch.column(name)) if name in names else [None] * n for name in (fields.text, fields.id, fields.host)
    )
    raws = map(partial, repeat(_raw), repeat(batch), range(n))
    slots = zip(repeat(batch), range(n), repeat(group))
    if fields.id is fields.host is None and set(map(type, texts)) == {str} and max(map(len, texts)) <= limit:
        yield from map(Record, count(row), texts, raws, ids, hosts, slots)  # a row after another takes twice as long
        return
    for k, (text, id, host, raw, slot) in enumerate(zip(texts, ids, hosts, raws, slots, strict=True)):
        if Damage in (type(text), type(id), type(host)):
            bad = next(v for v in (text, id, host) if isinstance(v, Damage))
            yield replace(bad, row=row + k)
        elif text is None:
            yield Damage(row + k, not_text(fields.text, "null"), raw())
        elif len(text) > limit:
            yield too_long(row + k, str(len(text)), limit, text[:1000].encode("utf-8"), "text")
        else:
            yield Record(
                row + k, text, raw, None if id is None else str(id), None if host is None else host_of(host), slot
            )


def _values(column: Any) -> list[Any]:
    """Return the values, all at once; one by one where some are no UTF-8, each of which is a Damage."""
    try:
        return list(column.to_pylist())
    except UnicodeDecodeError:
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError as error:
        return Damage(None, f"not UTF-8: {error}", scalar.as_buffer().to_pybytes())


def _raw(batch: Any, k: int) -> bytes:
    (values,) = batch.slice(k, 1).to_pylist()
    return json.dumps(values, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")


class Sink:
    """Collects cleaned rows in an Arrow stream, a batch at a time.

    Attributes:
        sizes: rows kept of each row group.
    """

    def __init__(self, path: Path, fields: Fields) -> None:
        self.sizes: dict[int, int] = {}
        self._path, self._text = path, fields.text
        self._writer: Any = None
        self._batch: Any = None
        self._group = 0
        self._rows: list[int] = []
        self._texts: list[bytes] = []

    def add(self, record: Record, text: bytes) -> None:
        """Add a row with this text, in UTF-8; half of a surrogate pair is written as an escape."""
        batch, k, group = record.slot
        if batch is not self._batch:
            self._flush()
            self._batch, self._group = batch, group
        self._rows.append(k)
        self._texts.append(text)

    def _flush(self) -> None:
        if not self._rows:
            return
        pa = _pyarrow()
        rows = self._batch
        if len(self._rows) < rows.num_rows:
            rows = rows.take(pa.array(self._rows, pa.int64()))
        place = self._batch.schema.get_field_index(self._text)
        field = self._batch.schema.field(place)
        try:
            texts = pa.array(self._texts, pa.binary()).cast(pa.string())
        except pa.ArrowInvalid:  # half of a pair
            texts = pa.array(
                [t.decode("utf-8", "surrogatepass").encode("utf-8", "backslashreplace").decode() for t in self._texts]
            )
        columns = [texts.cast(field.type) if k == place else rows.column(k) for k in range(rows.num_columns)]
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._path, self._batch.schema)
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._batch.schema))
        self.sizes[self._group] = self.sizes.get(self._group, 0) + len(self._rows)
        self._rows, self._texts = [], []

    def close(self) -> None:
        """Write what is left, `sizes` too; without any row there is no file."""
        self._flush()
        if self._writer is not None:
            self._writer.close()


def write(source: Path, parts: list[tuple[Path, dict[int, int], frozenset[int]]], target: Any) -> None:
    """Write the file from its parts, made as `source` is.

    Args:
        source: the file that the rows came from.
        parts: of each part the stream, the rows kept of each row group, and which of its rows to leave out.
        target: a path or a binary stream.
    """
    pa = _pyarrow()
    with _open(source) as file:
        schema, options = file.schema_arrow, _options(file)
    with pa.parquet.ParquetWriter(target, schema, **options) as writer:
        for path, sizes, dropped in parts:
            if not sizes:
                continue
            with pa.ipc.open_stream(readable(path)) as stream:
                batches = iter(stream)
                rest: list[Any] = []
                done = 0
                for group in sorted(sizes):
                    table, rest = _take(batches, rest, sizes[group], schema)
                    keep = [k for k in range(sizes[group]) if done + k not in dropped]
                    done += sizes[group]
                    if len(keep) < sizes[group]:
                        table = table.take(pa.array(keep, pa.int64()))
                    if keep:
                        writer.write_table(table, row_group_size=len(keep))


def _take(batches: Iterator[Any], rest: list[Any], rows: int, schema: Any) -> tuple[Any, list[Any]]:
    """Return the next `rows` rows as a table, and what was read beyond them."""
    held, count = rest, sum(b.num_rows for b in rest)
    while count < rows:
        held.append(next(batches))
        count += held[-1].num_rows
    last = held.pop()
    cut = last.num_rows - (count - rows)
    held.append(last.slice(0, cut))
    table = _pyarrow().Table.from_batches(held, schema)
    return table, [last.slice(cut)] if cut < last.num_rows else []


def _sound_group(file: Any) -> Any:
    """The first row group of which a row can be read: only those of its columns may be asked, as above."""
    for k in range(file.metadata.num_row_groups):
        try:
            next(file.iter_batches(1, row_groups=[k]), None)
        except (_pyarrow().ArrowException, OSError):
            continue  # whoever reads the rows has said so
        return file.metadata.row_group(k)
    return None


def _options(file: Any) -> dict[str, Any]:
    """How the file was written, as far as its footer tells."""
    meta = file.metadata
    options: dict[str, Any] = {
        "version": meta.format_version if meta.format_version in ("1.0", "2.4", "2.6") else "2.6"
    }
    group = _sound_group(file)
    if group is not None:
        columns = [group.column(k) for k in range(group.num_columns)]
        options["compression"] = {c.path_in_schema: _codec(c.compression) for c in columns}
        options["use_dictionary"] = [c.path_in_schema for c in columns if any("DICTIONARY" in e for e in c.encodings)]
        # Lists once named their values "item"; who reads columns by path still finds them there.
        options["use_compliant_nested_type"] = not any(".list.item" in c.path_in_schema for c in columns)
        options["write_statistics"] = [c.path_in_schema for c in columns if c.is_stats_set]
    return options


def _codec(name: str) -> str:
    return {"UNCOMPRESSED": "NONE"}.get(name, name)
