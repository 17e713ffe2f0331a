"""The first look at an input: its hash, and where it can be divided.

One pass at the speed of the disk.  Places are on line borders or between row groups and depend on the
input alone, never on the number of workers, so the same input gives the same pieces.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

from cleantext.errors import DecodeError
from cleantext.io import parquet
from cleantext.io.files import Input
from cleantext.run.executor import tick
from cleantext.run.job import Piece, digest

__all__ = ["Survey", "survey"]

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Survey:
    """What is known of an input before it is cleaned.

    Attributes:
        source: the input.
        size: its bytes.
        hash: of its bytes; empty if it could not be read.
        cuts: (start, end, first row) of each piece; for Parquet row groups instead of bytes.
    """

    source: Input
    size: int
    hash: str
    cuts: tuple[tuple[int, int, int], ...]

    def pieces(self, settings: str) -> list[Piece]:
        """Return the pieces, each with a key of its content and of `settings`."""
        found = []
        for start, end, row in self.cuts:
            share = end - start if self.source.format != "parquet" else self.size // len(self.cuts)
            # What cannot be read now may be readable next time.
            key = digest(settings, self.hash or f"unreadable {time.time_ns()}", start, end)
            found.append(Piece(self.source, start, end, row, share, key, len(self.cuts) == 1))
        return found


def survey(task: tuple[tuple[Input, ...], int]) -> list[Survey]:
    """Look at some inputs; `task` is the inputs and how much a piece holds."""
    inputs, piece = task
    return [_survey(i, piece) for i in inputs]


def _survey(i: Input, piece: int) -> Survey:
    lines = i.format == "jsonl" and not i.compression
    try:
        size, hash, cuts = _hash(i.path, piece if lines else None)
    except OSError:  # cleaning it will say so
        return Survey(i, 0, "", ((0, 0, 1),))
    if i.format == "parquet" and not i.compression:
        try:
            cuts = _row_groups(i.path, piece)
        except (DecodeError, OSError):  # cleaning it will say so
            cuts = [(0, 0, 1)]
    return Survey(i, size, hash, tuple(cuts))


def _hash(path: Path, piece: int | None) -> tuple[int, str, list[tuple[int, int, int]]]:
    """Return size, hash, and pieces that begin at the first line border behind each multiple of `piece`."""
    h = hashlib.blake2b(digest_size=16)
    cuts: list[tuple[int, int, int]] = []
    at = start = rows = 0
    row = 1
    with path.open("rb") as stream:
        while block := stream.read(min(_BLOCK, piece or _BLOCK)):
            h.update(block)
            if piece is not None:
                if at + len(block) - start >= piece and (border := block.find(b"\n", max(0, start + piece - at)) + 1):
                    cuts.append((start, at + border, row))
                    row += rows + block.count(b"\n", 0, border)
                    start, rows = at + border, block.count(b"\n", border)
                else:
                    rows += block.count(b"\n")
            at += len(block)
            tick(0, 0)
    if start < at or not cuts:
        cuts.append((start, at, row))
    return at, h.hexdigest(), cuts


def _row_groups(path: Path, piece: int) -> list[tuple[int, int, int]]:
    cuts: list[tuple[int, int, int]] = []
    start = held = 0
    row = first = 1
    found = parquet.groups(path)
    for k, (rows, size) in enumerate(found, 1):
        held += size
        row += rows
        if held >= piece or k == len(found):
            cuts.append((start, k, first))
            start, held, first = k, 0, row
    return cuts or [(0, 0, 1)]
