"""The files of a piece while it is cleaned: what is kept is written many records at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.io import parquet
from cleantext.io.places import move
from cleantext.io.quarantine import quarantined
from cleantext.io.record import Record
from cleantext.io.streams import pack
from cleantext.run.job import Job, Piece, Place
from cleantext.run.kept import Kept
from cleantext.run.reading import FORMATS
from cleantext.run.samples import Samples

__all__ = ["Part", "removed_line", "too_many"]

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode  # json.dumps makes an encoder each time
# Records, and bytes of them, that wait to be written: a call for each would cost more than the writing.
_RECORDS, _BYTES = 1024, 1 << 20


class Part:
    """The files of a piece while they are written; they get their names in `commit`."""

    def __init__(self, piece: Piece, job: Job, place: Place) -> None:
        self.kept = self.quarantined = self.removed = 0
        self.samples = Samples(piece.row)
        self.files: list[str] = []
        self.unreadable = False
        self._piece, self._job, self._place = piece, job, place
        self._open: dict[str, IO[bytes]] = {}
        # Of each its row and id (None of bytes that pass through), when it was published, its text and its record.
        self._waiting: list[tuple[int | None, str | None, Any, bytes, bytes]] = []
        self._held = 0
        i = piece.source
        self._packing = i.compression if i.format == "warc" else ""
        self._compares = job.compares
        self._rows = parquet.Sink(self._temporary("data"), job.fields) if i.format == "parquet" else None

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._open.values():
            stream.close()
        if not self.files:
            for kind in {"data", *self._open}:
                self._temporary(kind).unlink(missing_ok=True)

    @property
    def sizes(self) -> dict[int, int]:
        """Rows kept of each row group, for Parquet."""
        return {} if self._rows is None else self._rows.sizes

    def keep(self, record: Record, doc: Document) -> None:
        """Add a cleaned record."""
        self.kept += 1
        text = _utf8(doc.text) if self._compares or self._rows is not None else b""
        data = b""
        if self._rows is not None:
            self._rows.add(record, text)
        else:
            render = FORMATS[self._piece.source.format].render
            data = self._packed(render(record, doc.text, self._job.fields, doc.found))
        self._wait(record.row, record.id, doc.meta.get("published") if self._compares else None, text, data)

    def verbatim(self, data: bytes) -> None:
        """Pass bytes through."""
        self._wait(None, None, None, b"", self._packed(data))

    def _wait(self, row: int | None, id: str | None, published: Any, text: bytes, data: bytes) -> None:
        self._waiting.append((row, id, published, text, data))
        self._held += len(text) + len(data)
        if self._held >= _BYTES or len(self._waiting) >= _RECORDS:
            self._flush()

    def _flush(self) -> None:
        if not self._waiting:
            return
        waiting, self._waiting, self._held = self._waiting, [], 0
        rows, ids, published, texts, data = map(list, zip(*waiting, strict=True))
        if self._rows is None:
            self._to("data").writelines(data)
        if self._compares:
            if any(row is not None for row in rows):
                self._to("text").writelines(texts)
            self._to("docs").write(Kept(rows, ids, published, list(map(len, texts)), list(map(len, data))).line())

    def _packed(self, data: bytes) -> bytes:
        return pack(data, self._packing) if self._packing else data

    def set_aside(self, row: int | None, step: str, error: str, raw: bytes) -> None:
        """Put a record in quarantine."""
        self.quarantined += 1
        self.unreadable |= row is None
        self._to("quarantine").write(quarantined(self._piece.source.name, row, step, error, raw))
        most = self._job.max_errors
        if most is not None and self.quarantined > most:
            raise too_many(self.quarantined, most)

    def remove(self, record: Record, doc: Document) -> None:
        """Keep a rejected document for whoever wants to know."""
        self.removed += 1
        facts = {"file": self._piece.source.name, "row": record.row, "id": record.id, "reason": doc.rejected}
        facts |= {key: doc.found[key] for key in ("verdict", "error") if key in doc.found}
        self._to("removed").write(removed_line(facts, doc.text))

    def commit(self) -> None:
        """Give the files their names, the data last."""
        self._flush()
        if self._rows is not None:
            self._rows.close()
        elif self.kept:
            self._to("data")
        for stream in self._open.values():
            stream.close()
        kinds = [kind for kind in self._open if kind != "data"]
        if "data" in self._open or self.sizes:
            kinds.append("data")
        for kind in kinds:
            move(self._temporary(kind), self._place.part(self._piece.key, kind))
        self.files = kinds

    def _temporary(self, kind: str) -> Path:
        return self._place.temporary / f"{self._piece.key}.{os.getpid()}.{kind}"

    def _to(self, kind: str) -> IO[bytes]:
        if kind not in self._open:
            self._open[kind] = self._temporary(kind).open("wb")
        return self._open[kind]


def removed_line(facts: Mapping[str, Any], text: str, more: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return one line of a file of removed documents: where it stood, why it went, and its clean text.

    Args:
        facts: about it.
        text: the text.
        more: further facts, that are JSON already.
    """
    told = "".join(f', "{name}": {value}' for name, value in more.items())
    line = f'{_encode(facts)[:-1]}{told}, "text": {_encode(text)}}}\n'
    return line.encode("utf-8", "backslashreplace")


def too_many(count: int, most: int) -> ConfigError:
    """Return the error that ends a run with too many bad records."""
    return ConfigError(f"stopped: {count} records in quarantine, more than --max-errors {most}")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a pair
        return text.encode("utf-8", "surrogatepass")
