"""A pipe: standard input to standard output, a record at a time."""

from __future__ import annotations

import io
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import IO, BinaryIO

from cleantext.document import Document
from cleantext.errors import DecodeError
from cleantext.io.files import Input, format_of
from cleantext.io.quarantine import Quarantine
from cleantext.io.record import Damage, Item, Record
from cleantext.io.streams import compressed, compression_of, opened, pack
from cleantext.report import Report
from cleantext.run.clean import clean_items
from cleantext.run.job import Job
from cleantext.run.part import too_many
from cleantext.run.reading import FORMATS
from cleantext.run.runner import run_files
from cleantext.run.summary import Summary

__all__ = ["clean_stream"]


def clean_stream(
    source: BinaryIO,
    target: AbstractContextManager[BinaryIO],
    job: Job,
    format: str | None = None,
    quarantine: Path = Path("cleantext-quarantine.jsonl"),
) -> Summary:
    """Clean standard input, or any stream, into `target`, entered only if there is a result.

    Args:
        source: the stream; gzip and zstd are seen by their first bytes, and the result is compressed alike.
        target: where the result goes.
        job: what to do; documents are not compared.
        format: "txt", "jsonl", "csv", "warc", "parquet"; None looks at the beginning.
        quarantine: file for bad records, anew.

    Raises:
        CleantextError: a record is bad and `job.on_error` is "raise".
    """
    started = time.perf_counter()
    head, source = _peek(source)
    packing = compression_of(head)
    content = opened(source, packing)
    if packing:
        head, content = _peek(content)
    format = format or format_of("-", head)
    if format == "parquet":
        return _spooled(content, target, job, quarantine)
    summary = Summary(report=Report())
    aside = Quarantine(quarantine)
    with ExitStack() as stack:
        out = _Out(aside, job, format, packing, target, stack)
        for record, doc in clean_items(_whole(content, format, job), "-", job, summary.report, out):
            out.keep(record, doc)
        if format != "txt":
            out.open()
        summary.files = int(out.stream is not None)
    aside.close()
    summary.quarantined = aside.count
    summary.quarantine = str(quarantine) if aside.count else None
    summary.seconds = round(time.perf_counter() - started, 3)
    return summary


def _whole(content: BinaryIO, format: str, job: Job) -> Iterator[Item]:
    try:
        yield from FORMATS[format].read(content, job.fields, 1, job.max_record)
    except DecodeError as error:
        yield Damage(None, str(error))


class _Out:
    """Standard output, opened when there is something to say."""

    def __init__(
        self,
        aside: Quarantine,
        job: Job,
        format: str,
        packing: str,
        target: AbstractContextManager[BinaryIO],
        stack: ExitStack,
    ) -> None:
        self.stream: IO[bytes] | None = None
        self._aside, self._job, self._target, self._stack = aside, job, target, stack
        self._render = FORMATS[format].render
        self._each, self._all = (packing, "") if format == "warc" else ("", packing)

    def open(self) -> IO[bytes]:
        if self.stream is None:
            out = self._stack.enter_context(self._target)
            self._stack.callback(out.flush)
            self.stream = self._stack.enter_context(compressed(out, self._all))
        return self.stream

    def keep(self, record: Record, doc: Document) -> None:
        self.verbatim(self._render(record, doc.text, self._job.fields, doc.found))

    def verbatim(self, data: bytes) -> None:
        self.open().write(pack(data, self._each) if self._each else data)

    def set_aside(self, row: int | None, step: str, error: str, raw: bytes) -> None:
        self._aside.add("-", row, step, error, raw)
        most = self._job.max_errors
        if most is not None and self._aside.count > most:
            raise too_many(self._aside.count, most)

    def remove(self, record: Record, doc: Document) -> None:
        """A pipe has no other end for it; the report counts it."""


def _spooled(source: BinaryIO, target: AbstractContextManager[BinaryIO], job: Job, quarantine: Path) -> Summary:
    """Parquet has its table of contents at its end, so all of it must be there first."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "-"), Path(folder, "out")
        with path.open("wb") as spool:
            shutil.copyfileobj(source, spool)
        summary = run_files([Input(path, "-", "parquet")], out, job)
        if summary.quarantine is not None:
            shutil.move(summary.quarantine, quarantine)
            summary.quarantine = str(quarantine)
        if (out / "-").exists():
            with target as stream, (out / "-").open("rb") as result:
                shutil.copyfileobj(result, stream)
    return summary


def _peek(source: BinaryIO) -> tuple[bytes, BinaryIO]:
    buffered = source if hasattr(source, "peek") else io.BufferedReader(source)  # type: ignore[type-var]
    return buffered.peek(512)[:512], buffered
