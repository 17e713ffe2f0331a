"""Which documents a report shows: for each kind of change one, chosen by a hash, so every run shows the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from cleantext.document import Document
from cleantext.io.record import Record
from cleantext.run.job import Job, Piece
from cleantext.run.reading import items
from cleantext.verdicts.shape import verdict_of

__all__ = ["Samples", "choose", "look", "merged"]

# Only the first rows of a piece are candidates: showing one means reading up to it again.
_ROWS = 2000
_SHOWN = 12
_LENGTH = 3000


class Samples:
    """For each kind of change the candidate with the smallest hash: {kind: [hash, row]}."""

    def __init__(self, first: int) -> None:
        self.found: dict[str, list[int]] = {}
        self._last = first + _ROWS

    def consider(self, name: str, row: int, doc: Document) -> None:
        """Take a document for the kinds of change that it shows."""
        if row >= self._last or (doc.text == doc.source and doc.rejected is None):
            return
        rank = [zlib.crc32(f"{name}:{row}".encode("utf-8", "replace")), row]
        kinds = {label or rule.partition(".")[0] for (rule, label, *_), *_ in doc.charges()}
        if doc.rejected is not None:
            kinds.add(f"rejected: {doc.rejected}")
        for kind in kinds:
            if kind not in self.found or rank < self.found[kind]:
                self.found[kind] = rank


def merged(found: Iterable[dict[str, list[int]]]) -> dict[str, list[int]]:
    """Return the candidates of an input, from those of its pieces."""
    best: dict[str, list[int]] = {}
    for some in found:
        for kind, rank in some.items():
            best[kind] = min(rank, best.get(kind, rank))
    return best


def choose(candidates: Iterable[tuple[str, dict[str, list[int]]]]) -> list[tuple[str, int]]:
    """Return (input, row) of the documents to show, from the candidates of all inputs."""
    best: dict[str, tuple[list[int], str]] = {}
    for name, found in candidates:
        for kind, rank in found.items():
            if kind not in best or (rank, name) < best[kind]:
                best[kind] = (rank, name)
    chosen = dict.fromkeys((name, rank[1]) for _, (rank, name) in sorted(best.items()))
    return list(chosen)[:_SHOWN]


def look(task: tuple[Piece, Sequence[int]], job: Job) -> list[dict[str, Any]]:
    """Read some rows of a piece again, clean them, and return what a report shows of them."""
    piece, rows = task
    found = []
    for item in items(piece, job):
        if isinstance(item, Record) and item.row in rows:
            found.append(_shown(job.pipe(Document(item.text, id=f"{piece.source.name}:{item.row}"))))
            if len(found) == len(rows):
                break
    return found


def _shown(doc: Document) -> dict[str, Any]:
    edits = [e.to_dict() for e in doc.edits if e.end <= _LENGTH]
    told = {"name": doc.id, "source": doc.source[:_LENGTH], "cut": len(doc.source) > _LENGTH}
    return told | {"edits": edits, "rejected": doc.rejected, "verdict": verdict_of(doc)}
