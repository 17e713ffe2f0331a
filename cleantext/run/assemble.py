"""From the pieces of an input to its result: joined, without what was dropped, compressed as the input was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.io import parquet
from cleantext.io.files import Input, atomic_writer
from cleantext.io.places import make_folder, move
from cleantext.io.quarantine import quarantined
from cleantext.io.streams import compressed
from cleantext.run.executor import tick
from cleantext.run.job import Job, Place
from cleantext.run.kept import kept, look_up
from cleantext.run.part import removed_line

__all__ = ["Assembly", "assemble"]

Result = dict[str, Any]
_ID = '"id"'


@dataclass(frozen=True)
class Assembly:
    """What it takes to write one result.

    Attributes:
        source: the input.
        pieces: what `clean_piece` returned, in order.
        dropped: whether there is a file of documents to leave out, `place.part(drops, "drops")`.
        drops: the key of that file.
    """

    source: Input
    pieces: tuple[Result, ...]
    drops: str | None = None


def assemble(task: Assembly, job: Job, place: Place) -> Result:
    """Write the result of an input, what was removed from it, and its quarantine; return sizes and counts."""
    i, pieces = task.source, task.pieces
    gone, twice = _numbers(task, place)
    if len(gone):
        _set_dropped_aside(task, gone, place)
    for kind, own in (("quarantine", twice), ("removed", len(gone) - twice)):
        parts = [place.part(p["key"], kind) for p in pieces if kind in p["files"]]
        if own:
            parts.append(place.part(str(task.drops), kind))
        _join(parts, place.aside(kind, i), place)

    left = sum(p["kept"] for p in pieces) - len(gone)
    target = place.result(i)
    if not left and (i.format == "txt" or any(p["unreadable"] for p in pieces)):
        target.unlink(missing_ok=True)  # an empty file would look like a result
        size = None
    else:
        _write(task, gone, target, job, place)
        size = target.stat().st_size
    return {"name": i.name, "kept": left, "twice": twice, "duplicates": len(gone) - twice, "out_size": size}


class _Drop(NamedTuple):
    """A document that goes: its number, and as JSON why, the similarity, and what stays for it."""

    number: int
    why: str
    similarity: str
    of: str


def _drops(task: Assembly, place: Place) -> Iterator[_Drop]:
    """Yield the facts of each document that goes, in order."""
    if task.drops is not None:
        with place.part(task.drops, "drops").open(encoding="utf-8", newline="\n") as stream:
            for line in stream:
                number, *facts = line[:-1].split("\t", 3)
                yield _Drop(int(number), *facts)


def _numbers(task: Assembly, place: Place) -> tuple[NDArray[np.int64], int]:
    """Return the numbers of the documents that go, ascending, and how many of them have the id of another."""
    facts = np.fromiter(
        ((drop.number, drop.why == _ID) for drop in _drops(task, place)), np.dtype([("n", "i8"), ("id", "?")])
    )
    return facts["n"].copy(), int(facts["id"].sum())


def _write(task: Assembly, gone: NDArray[np.int64], target: Path, job: Job, place: Place) -> None:
    i, pieces = task.source, task.pieces
    if i.format == "parquet":
        parts = []
        n = 0
        for piece in pieces:
            sizes = {int(group): rows for group, rows in piece["sizes"].items()}
            low, high = np.searchsorted(gone, [n, n + piece["kept"]])
            inside = frozenset((gone[low:high] - n).tolist())
            parts.append((place.part(piece["key"], "data"), sizes, inside))
            n += piece["kept"]
        with atomic_writer(target, place.temporary) as out:
            parquet.write(i.path, parts, out)
        return
    data = [place.part(p["key"], "data") for p in pieces if "data" in p["files"]]
    if len(data) == 1 and not job.compares and (not i.compression or i.format == "warc"):
        make_folder(target.parent)
        move(data[0], target)
        return
    packing = "" if i.format == "warc" else i.compression
    with atomic_writer(target, place.temporary) as out, compressed(out, packing) as content:
        if len(gone):
            _copy_kept(pieces, gone, content, place)
        else:
            for path in data:
                with path.open("rb") as stream:
                    shutil.copyfileobj(stream, content, 1 << 20)
                tick(0, 0)


def _copy_kept(pieces: tuple[Result, ...], gone: NDArray[np.int64], out: IO[bytes], place: Place) -> None:
    n = 0
    for piece in pieces:
        if "data" not in piece["files"]:
            continue
        with place.part(piece["key"], "data").open("rb") as stream:
            for some in kept(place.part(piece["key"], "docs")):
                places = np.flatnonzero([row is not None for row in some.rows])
                low, high = np.searchsorted(gone, [n, n + len(places)])
                stays = np.ones(len(some.rows), bool)
                stays[places[gone[low:high] - n]] = False
                ends = np.cumsum(some.sizes)
                borders = [*(np.flatnonzero(np.diff(stays)) + 1).tolist(), len(stays)]
                for first, end in pairwise([0, *borders]):
                    data = stream.read(int(ends[end - 1] - (ends[first - 1] if first else 0)))
                    if stays[first]:
                        out.write(data)
                n += len(places)
        tick(0, 0)


def _set_dropped_aside(task: Assembly, gone: NDArray[np.int64], place: Place) -> None:
    """Write the documents that go: copies to "removed", those whose id stands twice to "quarantine"."""
    name = task.source.name
    n, drops = 0, _drops(task, place)
    out: dict[str, IO[bytes]] = {}
    try:
        for kind in ("quarantine", "removed"):
            out[kind] = (place.temporary / f"{task.drops}.{os.getpid()}.{kind}").open("wb")
        for piece in task.pieces:
            low, high = np.searchsorted(gone, [n, n + piece["kept"]])
            numbers = (gone[low:high] - n).tolist()
            n += piece["kept"]
            if not numbers:
                continue
            with place.part(piece["key"], "text").open("rb") as texts:
                for doc in look_up(place.part(piece["key"], "docs"), numbers):
                    drop = next(drops)
                    texts.seek(doc.start)
                    text = texts.read(doc.size).decode("utf-8", "surrogatepass")
                    if drop.why == _ID:
                        first = "{file}, row {row}".format(**json.loads(drop.of))
                        told = f"the id {doc.id!r} stands already at {first}; here is the clean text"
                        out["quarantine"].write(quarantined(name, doc.row, "id", told, text.encode("utf-8", "replace")))
                    else:
                        facts = {"file": name, "row": doc.row, "id": doc.id}
                        more = {"reason": drop.why, "duplicate_of": drop.of, "similarity": drop.similarity}
                        out["removed"].write(removed_line(facts, text, more))
        for kind, stream in out.items():
            stream.close()
            move(Path(stream.name), place.part(str(task.drops), kind))
    finally:
        for stream in out.values():
            stream.close()
            Path(stream.name).unlink(missing_ok=True)


def _join(parts: list[Path], target: Path, place: Place) -> None:
    """Write some files one behind the other; none, no file."""
    if not parts:
        target.unlink(missing_ok=True)
        return
    with atomic_writer(target, place.temporary) as out:
        for part in parts:
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, out, 1 << 20)
