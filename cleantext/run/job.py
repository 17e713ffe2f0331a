"""What a run is asked to do, and where its files are."""

from __future__ import annotations

import getpass
import hashlib
import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from cleantext.fingerprint import version
from cleantext.io.files import Input
from cleantext.io.places import remote
from cleantext.io.record import LIMIT, Fields
from cleantext.pipeline import Pipeline
from cleantext.run.deadline import check_timeout

__all__ = ["PIECE", "Job", "Piece", "Place", "digest"]

# What one task reads, about: seconds of work, so that little is lost when a run is killed.
PIECE = 32 << 20
# Of the files that a run keeps for the next one: whoever changes what is in them counts it up.
_FORM = 2
_LIBRARIES = {"parquet": "pyarrow", "zst": "zstandard"}


@dataclass(frozen=True)
class Job:
    """How to clean.

    Attributes:
        pipe: the pipeline.
        fields: where in a record things stand; with `id`, a second record of the same id goes to quarantine.
        on_error: "quarantine" sets a bad record aside, "raise" stops at the first.
        max_errors: so many records may go to quarantine before the run stops; None: any number.
        max_record: bytes of the longest record that is read.
        timeout: seconds that cleaning one document may take before it goes to quarantine; None: any.
        dedup: lowest similarity at which a copy goes, or None to keep all.
        keep: which copy stays: "first", "longest" or "newest".
        memory: bytes that deduplication may use.
        piece: bytes that one task reads, about.
    """

    pipe: Pipeline
    fields: Fields = field(default_factory=Fields)
    on_error: Literal["quarantine", "raise"] = "quarantine"
    max_errors: int | None = None
    max_record: int = LIMIT
    dedup: float | None = None
    keep: Literal["first", "longest", "newest"] = "first"
    memory: int = 1 << 30
    piece: int = PIECE
    timeout: float | None = None

    def __post_init__(self) -> None:
        check_timeout(self.timeout)

    @property
    def compares(self) -> bool:
        """Whether documents are compared with each other after cleaning."""
        return self.dedup is not None or self.fields.id is not None

    def key(self, i: Input) -> str:
        """Return a hash of all but the input's content that decides what cleaning it gives."""
        libraries = [version(_LIBRARIES[x]) for x in (i.format, i.compression) if x in _LIBRARIES]
        return digest(
            _FORM, self.pipe.fingerprint, vars(self.fields), self.max_record, self.compares,
            i.name, i.format, i.compression, libraries, *([] if self.timeout is None else [self.timeout]),
        )  # fmt: skip

    def verdict_key(self) -> str:
        """Return a hash of what decides which of the cleaned documents stay."""
        return digest(self.dedup, self.keep, self.fields.id)


@dataclass(frozen=True)
class Piece:
    """A part of an input that one task cleans: the bytes, or for Parquet the row groups, [start, end).

    Attributes:
        source: the input.
        start, end: where.
        row: its first row.
        share: of the input's bytes, for the progress bar.
        key: names its results.
        only: whether it is the whole input.
    """

    source: Input
    start: int
    end: int
    row: int
    share: int
    key: str
    only: bool

    def __str__(self) -> str:
        return self.source.name if self.only else f"{self.source.name} from row {self.row}"


@dataclass(frozen=True)
class Place:
    """The folders of a run: results lie in `out`, all else in `out/.cleantext`."""

    out: Path

    @property
    def state(self) -> Path:
        """The folder for everything that is no result."""
        return self.out / ".cleantext"

    @property
    def temporary(self) -> Path:
        """The folder of this machine for files that are being written; emptied when a run begins."""
        if remote(self.out):
            return Path(tempfile.gettempdir(), f"cleantext-{getpass.getuser()}-{digest(str(self.out))}")
        return self.state / "tmp"

    def part(self, key: str, kind: str) -> Path:
        """Return where a piece keeps its cleaned records ("data"), its texts, its quarantine, …"""
        return self.state / "parts" / f"{key}.{kind}"

    def result(self, i: Input) -> Path:
        """Return where the result of an input goes."""
        return self.out / i.name

    def aside(self, kind: str, i: Input) -> Path:
        """Return where the "quarantine" or the "removed" documents of an input go."""
        return self.state / kind / f"{i.name}.jsonl"


def digest(*facts: Any) -> str:
    """Return a short hash of JSON-able facts."""
    return hashlib.blake2b(json.dumps(facts, sort_keys=True, default=str).encode(), digest_size=16).hexdigest()
