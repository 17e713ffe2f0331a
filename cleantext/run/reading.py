"""What a piece of an input holds, record by record, whatever its format; progress is told while it is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from types import ModuleType

from cleantext.errors import DecodeError
from cleantext.io import csv, jsonl, parquet, txt, warc
from cleantext.io.record import Damage, Item, Verbatim
from cleantext.io.streams import opened, window
from cleantext.run.executor import tick
from cleantext.run.job import Job, Piece

__all__ = ["FORMATS", "items"]

FORMATS: dict[str, ModuleType] = {"txt": txt, "jsonl": jsonl, "csv": csv, "warc": warc}
_EVERY = 32  # documents between two ticks


def items(piece: Piece, job: Job) -> Iterator[Item]:
    """Yield what a piece holds; damage that ends the reading comes as the last item."""
    last = piece.row - 1
    try:
        with ExitStack() as stack:
            if piece.source.format == "parquet":
                inside = _parquet(piece, job, stack)
            else:
                inside = _bytes(piece, job, stack)
            for item in inside:
                if not isinstance(item, Verbatim) and item.row is not None:
                    last = item.row
                yield item
    except DecodeError as error:
        read = f"; {last} rows were read before" if last else ""
        yield Damage(None, f"{error}{read}")
    except OSError as error:
        yield Damage(None, f"cannot be read: {error.strerror or error}")


def _parquet(piece: Piece, job: Job, stack: ExitStack) -> Iterator[Item]:
    i = piece.source
    if i.compression:
        raise DecodeError(f"a Parquet file inside {i.compression} cannot be read; unpack it")
    rows = 0
    for item in parquet.read(i.path, range(piece.start, piece.end), job.fields, piece.row, job.max_record):
        rows += 1
        if rows % _EVERY == 0:
            tick(0, _EVERY)
        yield item
    tick(piece.share, rows % _EVERY)


def _bytes(piece: Piece, job: Job, stack: ExitStack) -> Iterator[Item]:
    i = piece.source
    raw = stack.enter_context(i.path.open("rb"))
    stream = raw if piece.only else window(raw, piece.start, piece.end)
    content = opened(stream, i.compression)
    at, rows = piece.start, 0
    for item in FORMATS[i.format].read(content, job.fields, piece.row, job.max_record):
        rows += 1
        if rows % _EVERY == 0:
            now = raw.tell()
            tick(now - at, _EVERY)
            at = now
        yield item
    tick(piece.start + piece.share - at, rows % _EVERY)
