"""Which of the cleaned documents go: copies of others, and those whose id stands twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.plan import Plan, disk
from cleantext.dedup.runs import Run, RunWriter
from cleantext.dedup.spill import BATCH, Answer, Spill
from cleantext.dedup.spilled import priority
from cleantext.dedup.survivors import Keep
from cleantext.document import Document
from cleantext.io.places import discard, fetch, make_folder, move, remote
from cleantext.run.executor import Executor, groups
from cleantext.run.job import Job, Place, digest
from cleantext.run.kept import Doc, kept, look_up

__all__ = ["find_drops"]

Ints = NDArray[np.int64]

Result = dict[str, Any]
# An input and its pieces, as `clean_piece` returned them.
Cleaned = tuple[str, Sequence[Result]]
# The numbers of some documents, their texts in UTF-8, and when they were published.
_Texts = tuple[list[int], list[bytes], list[str | None]]
_encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps makes an encoder each time
_ROWS = 4096  # of a file of documents that go, written at once
_NONE = Answer(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def find_drops(cleaned: Sequence[Cleaned], job: Job, place: Place, executor: Executor) -> list[str]:
    """Write for each input which of its documents go; return the keys of the files, named by their content."""
    twice = _same_ids(cleaned, place) if job.fields.id is not None else _NONE
    copies = _copies(cleaned, twice.positions, job, place, executor) if job.dedup is not None else _NONE
    return _write(cleaned, {"id": twice, "dedup.near": copies}, place)


def _copies(cleaned: Sequence[Cleaned], twice: Ints, job: Job, place: Place, executor: Executor) -> Answer:
    """Find copies among all but those whose id stands twice: signed, compared and verified wherever tasks run."""
    assert job.dedup is not None
    pieces = [piece for _, found in cleaned for piece in found if piece["kept"]]
    starts = [0, *accumulate(piece["kept"] for piece in pieces)]
    rest = np.delete(np.arange(starts[-1]), twice)
    plan = Plan.of(job.memory)
    share = Plan.of(max(job.memory // getattr(executor, "neighbours", 1), 1 << 20))
    plan = plan._replace(run=share.run, entries=share.entries, hashes=share.hashes)
    with Spill(job.dedup, plan=plan, memory=job.memory, tmp_dir=place.temporary) as spill:
        # Every run is asked for every range of keys, so there are some thousand at most.
        texts = sum(place.part(piece["key"], "text").stat().st_size for piece in pieces)
        numbered = list(zip(pieces, starts, strict=False))
        work = groups(numbered, lambda p: place.part(p[0]["key"], "text").stat().st_size, max(job.piece, texts // 2000))
        todo = []
        for n, some in enumerate(work):
            begin, end = some[0][1], some[-1][1] + some[-1][0]["kept"]
            gone = twice[(twice >= begin) & (twice < end)] - begin
            folder = place.temporary if remote(place.out) else spill.folder
            todo.append(Signing(n, tuple(piece["key"] for piece, _ in some), tuple(gone.tolist()), folder))
        signed = dict(executor.map(partial(sign, job=job, place=place, run=plan.run), todo))
        for run in (run for n in sorted(signed) for run in signed[n]):
            spill.take(_brought(run, spill.folder) if remote(place.out) else run)
        # The tasks map the files of all runs into memory, which only a folder that all see can offer.
        found = spill.answer(map if remote(place.out) else executor.map)
    return Answer(rest[found.positions], rest[found.kept], found.similarity)


@dataclass(frozen=True)
class Signing:
    """Some pieces to sign: their keys, which of their documents to leave out, and the folder for the runs."""

    number: int
    pieces: tuple[str, ...]
    without: tuple[int, ...]
    folder: Path

    def __str__(self) -> str:
        return f"the comparison of {len(self.pieces)} pieces from {self.pieces[0]}"


def sign(task: Signing, job: Job, place: Place, run: int) -> tuple[int, list[Run]]:
    """Leave the signatures of some pieces in runs of about so many bytes of memory; return them."""
    assert job.dedup is not None
    make_folder(task.folder)
    runs: list[Run] = []
    writer: RunWriter | None = None
    with disk(task.folder):
        for numbers, encoded, published in _documents(task.pieces, place, frozenset(task.without)):
            texts = [data.decode("utf-8", "surrogatepass") for data in encoded]
            priorities: list[float] = [0] * len(texts)
            if job.keep != "first":
                known = zip(numbers, texts, published, strict=True)
                priorities = [_priority(*doc, job.keep) for doc in known]
            for part in _parts(texts):
                writer = writer or RunWriter(task.folder / f"run-{task.number:05}-{len(runs):03}", job.dedup)
                writer.add(texts[part], priorities[part], None, encoded[part])
                if writer.memory >= run:
                    runs.append(writer.commit())
                    writer = None
        if writer is not None:
            runs.append(writer.commit())
    if remote(place.out):
        runs = [_sent(run, place) for run in runs]
    return task.number, runs


def _sent(run: Run, place: Place) -> Run:
    target = place.state / "runs" / run.path.name
    if target.exists():  # of a worker that was lost
        discard(target)
    move(run.path, target)
    return replace(run, path=target)


def _brought(run: Run, folder: Path) -> Run:
    target = folder / run.path.name
    fetch(run.path, target)
    discard(run.path)
    return replace(run, path=target)


def _parts(texts: Sequence[str]) -> Iterator[slice]:
    """Divide texts into parts of about as many characters as are signed at once, all alike."""
    ends = np.cumsum([len(text) + 1 for text in texts])
    count = -(-int(ends[-1]) // BATCH) if len(texts) else 0
    borders = np.searchsorted(ends, np.arange(1, count) * (ends[-1] / max(count, 1)), side="right").tolist()
    yield from (slice(a, b) for a, b in pairwise([0, *borders, len(texts)]) if a < b)


def _priority(n: int, text: str, published: str | None, keep: Keep) -> float:
    return priority(Document(text, meta={"published": published} if published else None), text, n, keep)


def _ids(cleaned: Sequence[Cleaned], place: Place) -> Iterator[str | None]:
    """Yield the id of each document, or None."""
    for _, pieces in cleaned:
        for piece in pieces:
            for some in kept(place.part(piece["key"], "docs")):
                yield from (id for row, id in zip(some.rows, some.ids, strict=True) if row is not None)


def _looked_up(cleaned: Sequence[Cleaned], place: Place, numbers: Ints) -> Iterator[tuple[str, Doc]]:
    """Yield input and entry of some documents, ascending; pieces without one are not read."""
    begin = 0
    for name, pieces in cleaned:
        for piece in pieces:
            low, high = np.searchsorted(numbers, [begin, begin + piece["kept"]])
            if low < high:
                for doc in look_up(place.part(piece["key"], "docs"), (numbers[low:high] - begin).tolist()):
                    yield name, doc
            begin += piece["kept"]


def _documents(pieces: Sequence[str], place: Place, without: frozenset[int]) -> Iterator[_Texts]:
    first = 0
    for key in pieces:
        with place.part(key, "text").open("rb") as texts:
            for some in kept(place.part(key, "docs")):
                data = texts.read(sum(some.texts))
                spans = pairwise(accumulate(some.texts, initial=0))
                held = [
                    (data[a:b], date)
                    for (a, b), date, row in zip(spans, some.published, some.rows, strict=True)
                    if row is not None
                ]
                found = [(n, text, date) for n, (text, date) in enumerate(held, first) if n not in without]
                first += len(held)
                if found:
                    numbers, encoded, published = map(list, zip(*found, strict=True))
                    yield numbers, encoded, published


def _same_ids(cleaned: Sequence[Cleaned], place: Place) -> Answer:
    """Every document whose id an earlier one has; 8 bytes of memory for each, and the ids that stand twice."""
    hashes = np.fromiter((_hash(id, n) for n, id in enumerate(_ids(cleaned, place))), np.uint64)
    values, counts = np.unique(hashes, return_counts=True)
    maybe = np.isin(hashes, values[counts > 1])
    if not maybe.any():
        return _NONE
    # Two ids may have one hash, so those are looked at.
    first: dict[str, int] = {}
    again: list[tuple[int, int]] = []
    for n, id in enumerate(_ids(cleaned, place)):
        if maybe[n] and id is not None and first.setdefault(id, n) != n:
            again.append((n, first[id]))
    found = np.array(again, np.int64).reshape(-1, 2)
    return Answer(found[:, 0], found[:, 1], np.full(len(found), np.nan))


def _hash(id: str | None, n: int) -> int:
    # A document without an id is like no other.
    return int(digest("id", id)[:16] if id is not None else digest("none", n)[:16], 16)


def _write(cleaned: Sequence[Cleaned], drops: dict[str, Answer], place: Place) -> list[str]:
    """Write for each input a line of each of its documents that go; 33 bytes of memory for each, 150 if it stays.

    A line is the number, and as JSON why it goes, the similarity, and what stays for it, between tabs.
    """
    found = drops.values()
    gone = np.concatenate([d.positions for d in found])
    order = np.argsort(gone)
    gone = gone[order]
    stays, place_of = np.unique(np.concatenate([d.kept for d in found])[order], return_inverse=True)
    similarity = np.concatenate([d.similarity for d in found])[order].round(4)
    why = np.repeat(np.arange(len(drops), dtype=np.uint8), [len(d.positions) for d in found])[order]
    of = [_encode({"file": name, "row": doc.row, "id": doc.id}) for name, doc in _looked_up(cleaned, place, stays)]
    reasons = [json.dumps(name) for name in drops]
    keys = []
    counts = [sum(piece["kept"] for piece in pieces) for _, pieces in cleaned]
    temporary = place.temporary / "drops"
    for (name, _), start, count in zip(cleaned, accumulate(counts, initial=0), counts, strict=False):
        low, high = np.searchsorted(gone, [start, start + count]).tolist()
        told = hashlib.blake2b(digest_size=16)
        with temporary.open("wb") as out:
            for k in range(low, high, _ROWS):
                some = slice(k, min(k + _ROWS, high))
                columns = (a[some].tolist() for a in (gone - start, why, place_of, similarity))
                lines = "".join(
                    f"{n}\t{reasons[w]}\t{'null' if s != s else s}\t{of[o]}\n"
                    for n, w, o, s in zip(*columns, strict=True)
                ).encode("utf-8", "backslashreplace")
                told.update(lines)
                out.write(lines)
        key = digest("drops", name, told.hexdigest())
        move(temporary, place.part(key, "drops"))
        keys.append(key)
    return keys
