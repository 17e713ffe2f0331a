"""The work: a piece of an input is read, cleaned and written; everything about it goes from file to file.

What a piece leaves in the folder of parts, each file whole or not there:

    data        the cleaned records, as the format writes them (Parquet: an Arrow stream)
    quarantine  what could not be read or cleaned
    removed     what a filter rejected
    docs, text  if documents are compared: [row, id, published, length of text, length of data] for each that is
                kept, many to a line; and their texts
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from cleantext.document import Document
from cleantext.errors import ConfigError, DecodeError, FilterError
from cleantext.io import parquet
from cleantext.io.places import move
from cleantext.io.quarantine import quarantined
from cleantext.io.record import Damage, Item, Record, Verbatim
from cleantext.io.streams import pack
from cleantext.report import Report
from cleantext.run.deadline import LateError, deadline
from cleantext.run.job import Job, Piece, Place
from cleantext.run.reading import FORMATS, items
from cleantext.run.samples import Samples

__all__ = ["clean_items", "clean_piece"]

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode  # json.dumps makes an encoder each time
_LINE = 1024  # documents in a line of `docs`: a call of the encoder for each would cost more than the encoding


def clean_piece(piece: Piece, job: Job, place: Place) -> dict[str, Any]:
    """Clean one piece and return what is known of it, JSON-able.

    Raises:
        CleantextError: a record is bad and `job.on_error` is "raise"; or an extra is missing.
    """
    report = Report()
    with Part(piece, job, place) as part:
        for item in clean_items(items(piece, job), piece.source.name, job, report, part, part.samples):
            part.keep(*item)
        part.commit()
    return {
        "key": piece.key,
        "files": part.files,
        "kept": part.kept,
        "quarantined": part.quarantined,
        "removed": part.removed,
        "unreadable": part.unreadable,
        "sizes": part.sizes,
        "samples": part.samples.found,
        "report": report.to_dict(),
    }


def clean_items(
    found: Iterator[Item], name: str, job: Job, report: Report, part: Aside, samples: Samples | None = None
) -> Iterator[tuple[Record, Document]]:
    """Yield each record that is kept with its clean document; all else goes to `part`."""
    for item in found:
        if isinstance(item, Verbatim):
            part.verbatim(item.data)
            continue
        if isinstance(item, Damage):
            if job.on_error == "raise":
                raise DecodeError(f"{_place(name, item.row)}: {item.error}")
            part.set_aside(item.row, "read", item.error, item.raw)
            continue
        try:
            doc = _cleaned(Document(item.text, id=f"{name}:{item.row}"), job)
        except FilterError as error:
            if job.on_error == "raise":
                raise
            part.set_aside(item.row, error.filter, str(error), item.original())
            continue
        report.add(doc, host=item.host)
        if samples is not None:
            samples.consider(name, item.row, doc)
        if doc.rejected is not None:
            part.remove(item, doc)
        else:
            yield item, doc


def _cleaned(doc: Document, job: Job) -> Document:
    if job.timeout is None:
        return job.pipe(doc)
    for last in (False, True):
        try:
            with deadline(job.timeout):
                return job.pipe(doc)
        except (LateError, FilterError) as error:
            late = isinstance(error, LateError) or isinstance(error.__cause__, LateError)
            # The first time in a process it may have been tables that were loaded.
            if late and not last:
                continue
            if isinstance(error, LateError):
                failed = FilterError(f"document {doc.id!r} {error}")
                failed.filter = "timeout"
                raise failed from error
            raise
    raise AssertionError("the second time it returns or raises")


def _place(name: str, row: int | None) -> str:
    return name if row is None else f"{name}, row {row}"


class Aside(Protocol):
    """What becomes of a record that is not kept."""

    def verbatim(self, data: bytes) -> None:
        """Pass bytes through."""

    def set_aside(self, row: int | None, step: str, error: str, raw: bytes) -> None:
        """Put a record in quarantine."""

    def remove(self, record: Record, doc: Document) -> None:
        """Keep a rejected document for whoever wants to know."""


class Part:
    """The files of a piece while they are written; they get their names in `commit`."""

    def __init__(self, piece: Piece, job: Job, place: Place) -> None:
        self.kept = self.quarantined = self.removed = 0
        self.samples = Samples(piece.row)
        self.files: list[str] = []
        self.unreadable = False
        self._piece, self._job, self._place = piece, job, place
        self._open: dict[str, IO[bytes]] = {}
        self._told: list[tuple[Any, ...]] = []
        i = piece.source
        self._packing = i.compression if i.format == "warc" else ""
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
        size = 0
        if self._rows is not None:
            self._rows.keep(record, doc.text)
        else:
            size = self._write(FORMATS[self._piece.source.format].render(record, doc.text, self._job.fields, doc.found))
        if self._job.compares:
            text = doc.text.encode("utf-8", "surrogatepass")
            self._to("text").write(text)
            self._tell(record.row, record.id, doc.meta.get("published"), len(text), size)

    def verbatim(self, data: bytes) -> None:
        """Pass bytes through."""
        size = self._write(data)
        if self._job.compares:
            self._tell(None, None, None, 0, size)

    def _tell(self, *facts: Any) -> None:
        self._told.append(facts)
        if len(self._told) == _LINE:
            self._flush()

    def _flush(self) -> None:
        if self._told:
            self._to("docs").write(json.dumps(self._told, default=str).encode() + b"\n")
            self._told = []

    def _write(self, data: bytes) -> int:
        return self._to("data").write(pack(data, self._packing) if self._packing else data)

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


def removed_line(facts: Mapping[str, Any], text: str) -> bytes:
    """Return one line of a file of removed documents: where it stood, why it went, and its clean text."""
    return (_encode({**facts, "text": text}) + "\n").encode("utf-8", "backslashreplace")


def too_many(count: int, most: int) -> ConfigError:
    """Return the error that ends a run with too many bad records."""
    return ConfigError(f"stopped: {count} records in quarantine, more than --max-errors {most}")
