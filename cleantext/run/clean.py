"""The work: a piece of an input is read, cleaned and written; everything about it goes from file to file.

What a piece leaves in the folder of parts, each file whole or not there:

    data        the cleaned records, as the format writes them (Parquet: an Arrow stream)
    quarantine  what could not be read or cleaned
    removed     what a filter rejected
    docs, text  if documents are compared: what is known of each that is kept (see `kept`), and their texts
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Protocol

from cleantext.document import Document
from cleantext.errors import DecodeError, FilterError
from cleantext.io.record import Damage, Item, Record, Verbatim
from cleantext.report import Report
from cleantext.run.deadline import LateError, deadline
from cleantext.run.job import Job, Piece, Place
from cleantext.run.part import Part
from cleantext.run.reading import items
from cleantext.run.samples import Samples

__all__ = ["clean_items", "clean_piece"]


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
    clean = job.pipe if job.timeout is None else partial(_in_time, pipe=job.pipe, seconds=job.timeout)
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
            doc = clean(Document(item.text, f"{name}:{item.row}"))
        except FilterError as error:
            if job.on_error == "raise":
                raise
            part.set_aside(item.row, error.filter, str(error), item.original())
            continue
        report.add(doc, item.host)
        if samples is not None:
            samples.consider(name, item.row, doc)
        if doc.rejected is not None:
            part.remove(item, doc)
        else:
            yield item, doc


def _in_time(doc: Document, pipe: Callable[[Document], Document], seconds: float) -> Document:
    for last in (False, True):
        try:
            with deadline(seconds):
                return pipe(doc)
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
