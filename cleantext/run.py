"""From files to files: each input becomes one output with the same name and format."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from cleantext.document import Document
from cleantext.errors import ConfigError, DecodeError, FilterError
from cleantext.io import Input, Quarantine, jsonl, txt
from cleantext.io.files import atomic_writer
from cleantext.pipeline import Pipeline
from cleantext.report import Report

__all__ = ["Job", "Summary", "clean_files", "clean_stream", "looks_like_jsonl"]

_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*["}]')


@dataclass
class Summary:
    """What one run did.

    Attributes:
        files: outputs written.
        quarantined: records set aside; `quarantine` says where.
        seconds: wall time.
        report: counts; by rule only if the run was asked to count rules.
    """

    files: int = 0
    quarantined: int = 0
    quarantine: str | None = None
    seconds: float = 0.0
    report: Report = field(default_factory=Report)

    def __str__(self) -> str:
        r = self.report
        gone = r.characters_in - r.characters_out
        share = f"{gone / r.characters_in:.1%}" if r.characters_in else "0 %"
        # Below a second it would tell how long tables take to load.
        speed = f", {r.characters_in / self.seconds / 1e6:.2f} Mchar/s" if self.seconds > 1 else ""
        aside = f"; {self.quarantined} records in quarantine: {self.quarantine}" if self.quarantined else ""
        return (
            f"cleantext: {self.files} files, {r.documents} documents, "
            f"{r.characters_in} -> {r.characters_out} characters (-{share}){speed}{aside}"
        )

    def to_json(self) -> str:
        """Return the summary as one line of JSON."""
        return json.dumps(vars(self) | {"report": self.report.to_dict()}, ensure_ascii=False)


@dataclass(frozen=True)
class Job:
    """How to clean: the pipeline, the fields, and whether to count edits by rule."""

    pipe: Pipeline
    text_field: str = "text"
    meta_field: str | None = None
    count_rules: bool = False


def clean_files(inputs: Iterable[Input], out: Path, job: Job, quarantine: Path | None = None) -> Summary:
    """Clean each input into `out / input.name`.

    Args:
        inputs: see `cleantext.io.find_inputs`.
        out: a folder, made if need be.
        job: what to do.
        quarantine: file for bad records; default `out/.cleantext/quarantine.jsonl`.

    Raises:
        ConfigError: an output would overwrite its input, or something cannot be read or written.
    """
    todo = list(inputs)
    for i in todo:
        if (out / i.name).resolve() == i.path.resolve():
            raise ConfigError(f"{i.path} would be overwritten by its own result; choose another folder than {out}")
    with _Run(job, quarantine or out / ".cleantext" / "quarantine.jsonl") as run:
        for i in _progress(todo):
            try:
                stream = i.path.open("rb")
            except OSError as error:
                raise ConfigError(f"cannot read {i.path}: {error.strerror}") from error
            with stream:
                run.convert(stream, i.name, i.format, atomic_writer(out / i.name))
    return run.summary


def clean_stream(
    source: BinaryIO, target: AbstractContextManager[BinaryIO], job: Job, format: str | None, quarantine: Path
) -> Summary:
    """Clean standard input, or any stream, into `target`, entered only if there is a result.

    `format` None looks at the beginning: a JSON object is jsonl, all else a text.
    """
    with _Run(job, quarantine) as run:
        head, source = _peek(source)
        run.convert(source, "-", format or ("jsonl" if looks_like_jsonl(head) else "txt"), target)
    return run.summary


def looks_like_jsonl(head: bytes) -> bool:
    """Say whether bytes begin like a JSON object; `{{ name }}` does not.

    >>> looks_like_jsonl(b'{"text": "a"}'), looks_like_jsonl(b"{{ name }}")
    (True, False)
    """
    return _OBJECT.match(head) is not None


class _Run:
    """The state of one run: its summary and its quarantine."""

    def __init__(self, job: Job, quarantine: Path) -> None:
        self.job = job
        self.summary = Summary()
        self.quarantine = Quarantine(quarantine)
        self._started = time.perf_counter()

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.quarantine.close()
        self.summary.quarantined = self.quarantine.count
        self.summary.quarantine = str(self.quarantine.path) if self.quarantine.count else None
        self.summary.seconds = round(time.perf_counter() - self._started, 3)

    def convert(self, stream: BinaryIO, name: str, format: str, target: AbstractContextManager[BinaryIO]) -> None:
        """Write the result of one input to `target`."""
        pieces = self.pieces(stream, name, format)
        first = next(pieces, None)
        if first is None and format == "txt":
            return  # its one document is in quarantine; an empty file would look like a result
        with target as out:
            if first is not None:
                out.write(first)
            for piece in pieces:
                out.write(piece)
            out.flush()
        self.summary.files += 1

    def pieces(self, stream: BinaryIO, name: str, format: str) -> Iterator[bytes]:
        """Yield the bytes of the result; what cannot be read or cleaned goes to quarantine."""
        if format == "txt":
            data = stream.read()
            try:
                yield txt.encode(self._clean(Document(txt.parse(data), id=name)).text)
            except (DecodeError, FilterError) as error:
                self.quarantine.add(name, 1, str(error), data)
            return
        field = self.job.text_field
        for number, raw, record in jsonl.records(stream, name, self.quarantine, field):
            try:
                doc = self._clean(Document(record[field], id=f"{name}:{number}"))
            except FilterError as error:
                self.quarantine.add(name, number, str(error), raw)
                continue
            record[field] = doc.text
            if self.job.meta_field is not None and doc.found:
                record[self.job.meta_field] = dict(doc.found)
            yield jsonl.encode(record)

    def _clean(self, doc: Document) -> Document:
        clean = self.job.pipe(doc)
        report = self.summary.report
        if self.job.count_rules:
            report.add(clean)
        else:  # edits are composed only when somebody asks
            report.documents += 1
            report.characters_in += len(clean.source)
            report.characters_out += len(clean.text)
        return clean


def _peek(source: BinaryIO) -> tuple[bytes, BinaryIO]:
    import io

    buffered = source if hasattr(source, "peek") else io.BufferedReader(source)  # type: ignore[type-var]
    return buffered.peek(64)[:64], buffered


def _progress(items: list[Input]) -> Iterable[Input]:
    from tqdm import tqdm

    shown: Iterable[Input] = tqdm(items, unit=" files", disable=not sys.stderr.isatty(), leave=False)
    return shown
