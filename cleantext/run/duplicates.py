"""Which of the cleaned documents go: copies of others, and those whose id stands twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
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
from cleantext.io.files import atomic_writer
from cleantext.io.places import discard, fetch, make_folder, move, remote
from cleantext.run.assemble import Doc, docs
from cleantext.run.executor import Executor, groups
from cleantext.run.job import Job, Place, digest

__all__ = ["find_drops"]

Ints = NDArray[np.int64]

Result = dict[str, Any]
# An input and its pieces, as `clean_piece` returned them.
Cleaned = tuple[str, Sequence[Result]]
# The number of a document, its text, and when it was published.
_Text = tuple[int, str, str | None]
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
        for batch in _batches(_documents(task.pieces, place, frozenset(task.without))):
            writer = writer or RunWriter(task.folder / f"run-{task.number:05}-{len(runs):03}", job.dedup)
            priorities = [0] * len(batch) if job.keep == "first" else [_priority(*doc, job.keep) for doc in batch]
            writer.add([text for _, text, _ in batch], priorities, None)
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


def _batches(documents: Iterable[_Text]) -> Iterator[list[_Text]]:
    yield from groups(documents, lambda doc: len(doc[1]) + 1, BATCH)


def _priority(n: int, text: str, published: str | None, keep: Keep) -> float:
    return priority(Document(text, meta={"published": published} if published else None), text, n, keep)


def _docs(cleaned: Sequence[Cleaned], place: Place) -> Iterator[tuple[str, Doc]]:
    for name, pieces in cleaned:
        for piece in pieces:
            for doc in docs(place.part(piece["key"], "docs")):
                if doc.row is not None:
                    yield name, doc


def _looked_up(cleaned: Sequence[Cleaned], place: Place, wanted: set[int]) -> Iterator[tuple[int, str, Doc]]:
    """Yield number, input and entry of some documents; pieces without one are not read."""
    numbers = np.array(sorted(wanted), np.int64)
    begin = 0
    for name, pieces in cleaned:
        for piece in pieces:
            low, high = np.searchsorted(numbers, [begin, begin + piece["kept"]])
            if low < high:
                found = enumerate((doc for doc in docs(place.part(piece["key"], "docs")) if doc.row is not None), begin)
                for number in numbers[low:high].tolist():
                    yield number, name, next(doc for n, doc in found if n == number)
            begin += piece["kept"]


def _documents(pieces: Sequence[str], place: Place, without: frozenset[int]) -> Iterator[_Text]:
    n = 0
    for key in pieces:
        with place.part(key, "text").open("rb") as texts:
            for doc in docs(place.part(key, "docs")):
                text = texts.read(doc.text_size).decode("utf-8", "surrogatepass")
                if doc.row is None:
                    continue
                if n not in without:
                    yield n, text, doc.published
                n += 1


def _same_ids(cleaned: Sequence[Cleaned], place: Place) -> Answer:
    """Every document whose id an earlier one has; 8 bytes of memory for each, and the ids that stand twice."""
    hashes = np.fromiter((_hash(doc.id, n) for n, (_, doc) in enumerate(_docs(cleaned, place))), np.uint64)
    values, counts = np.unique(hashes, return_counts=True)
    maybe = np.isin(hashes, values[counts > 1])
    if not maybe.any():
        return _NONE
    # Two ids may have one hash, so those are looked at.
    first: dict[str, int] = {}
    again: list[tuple[int, int]] = []
    for n, (_, doc) in enumerate(_docs(cleaned, place)):
        if maybe[n] and doc.id is not None and first.setdefault(doc.id, n) != n:
            again.append((n, first[doc.id]))
    found = np.array(again, np.int64).reshape(-1, 2)
    return Answer(found[:, 0], found[:, 1], np.full(len(found), np.nan))


def _hash(id: str | None, n: int) -> int:
    # A document without an id is like no other.
    return int(digest("id", id)[:16] if id is not None else digest("none", n)[:16], 16)


def _write(cleaned: Sequence[Cleaned], drops: dict[str, Answer], place: Place) -> list[str]:
    of = {
        n: (why, k, s)
        for why, d in drops.items()
        for n, k, s in zip(d.positions.tolist(), d.kept.tolist(), d.similarity.tolist(), strict=True)
    }
    wanted = {k for _, k, _ in of.values()}
    stays = {n: {"file": name, "row": doc.row, "id": doc.id} for n, name, doc in _looked_up(cleaned, place, wanted)}
    encode = json.JSONEncoder(ensure_ascii=False).encode
    keys = []
    counts = [sum(piece["kept"] for piece in pieces) for _, pieces in cleaned]
    gone = np.array(sorted(of), np.int64)
    for (name, _), start, count in zip(cleaned, accumulate(counts, initial=0), counts, strict=False):
        low, high = np.searchsorted(gone, [start, start + count])
        lines = []
        for n in gone[low:high].tolist():
            why, k, s = of[n]
            drop = {"n": n - start, "why": why, "of": stays[k], "similarity": None if s != s else round(s, 4)}
            lines.append(encode(drop))
        key = digest("drops", name, lines)
        with atomic_writer(place.part(key, "drops"), place.temporary) as out:
            out.write("".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))
        keys.append(key)
    return keys
