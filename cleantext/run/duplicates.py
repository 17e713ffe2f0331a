"""Which of the cleaned documents go: copies of others, and those whose id stands twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from cleantext.dedup.spill import Answer
from cleantext.dedup.spilled import dedup_spilled
from cleantext.document import Document
from cleantext.io.files import atomic_writer
from cleantext.run.assemble import Doc, docs
from cleantext.run.job import Job, Place, digest

__all__ = ["drop_list", "find_drops"]

Result = dict[str, Any]
# An input and its pieces, as `clean_piece` returned them.
Cleaned = tuple[str, Sequence[Result]]
_NONE = Answer(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def drop_list(documents: Iterable[Document], job: Job, folder: Path) -> Answer:
    """Return which documents are copies of others, and which stay for them, by position.

    Args:
        documents: clean, in the order of the inputs.
        job: with threshold, which to keep, and how much memory.
        folder: for temporary files.
    """
    assert job.dedup is not None
    found = dedup_spilled(documents, job.dedup, job.keep, memory=job.memory, tmp_dir=folder)
    gone = np.flatnonzero(found.duplicate_of >= 0)
    return Answer(gone, found.duplicate_of[gone], found.similarity[gone])


def find_drops(cleaned: Sequence[Cleaned], job: Job, place: Place) -> list[str]:
    """Write for each input which of its documents go; return the keys of the files, named by their content."""
    twice = _same_ids(cleaned, place) if job.fields.id is not None else _NONE
    gone = set(twice.positions.tolist())
    copies = _NONE
    if job.dedup is not None:
        rest = np.array([n for n, _ in enumerate(_docs(cleaned, place)) if n not in gone], np.int64)
        found = drop_list(_documents(cleaned, place, gone), job, place.temporary)
        copies = Answer(rest[found.positions], rest[found.kept], found.similarity)
    return _write(cleaned, {"id": twice, "dedup.near": copies}, place)


def _docs(cleaned: Sequence[Cleaned], place: Place) -> Iterator[tuple[str, Doc]]:
    for name, pieces in cleaned:
        for piece in pieces:
            for doc in docs(place.part(piece["key"], "docs")):
                if doc.row is not None:
                    yield name, doc


def _documents(cleaned: Sequence[Cleaned], place: Place, without: set[int]) -> Iterator[Document]:
    n = 0
    for _, pieces in cleaned:
        for piece in pieces:
            if not piece["kept"]:
                continue
            with place.part(piece["key"], "text").open("rb") as texts:
                for doc in docs(place.part(piece["key"], "docs")):
                    text = texts.read(doc.text_size).decode("utf-8", "surrogatepass")
                    if doc.row is None:
                        continue
                    if n not in without:
                        yield Document(text, id=n, meta={"published": doc.published} if doc.published else None)
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
    stays = {
        n: {"file": name, "row": doc.row, "id": doc.id}
        for n, (name, doc) in enumerate(_docs(cleaned, place))
        if n in wanted
    }
    keys = []
    counts = [sum(piece["kept"] for piece in pieces) for _, pieces in cleaned]
    gone = np.array(sorted(of), np.int64)
    for (name, _), start, count in zip(cleaned, accumulate(counts, initial=0), counts, strict=False):
        low, high = np.searchsorted(gone, [start, start + count])
        lines = []
        for n in gone[low:high].tolist():
            why, k, s = of[n]
            drop = {"n": n - start, "why": why, "of": stays[k], "similarity": None if s != s else round(s, 4)}
            lines.append(json.dumps(drop, ensure_ascii=False))
        key = digest("drops", name, lines)
        with atomic_writer(place.part(key, "drops"), place.temporary) as out:
            out.write("".join(line + "\n" for line in lines).encode("utf-8", "backslashreplace"))
        keys.append(key)
    return keys
