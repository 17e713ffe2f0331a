"""Cleaning without a result: counts only."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, cast

from cleantext.document import Document
from cleantext.io.files import Input
from cleantext.io.record import Record
from cleantext.report import Report
from cleantext.run.clean import Aside, clean_items, items
from cleantext.run.executor import Executor, groups
from cleantext.run.job import Job, Piece
from cleantext.run.survey import Survey, survey

__all__ = ["count_files"]


class _Nowhere(Aside):
    def __init__(self) -> None:
        self.count = 0

    def verbatim(self, data: bytes) -> None:
        pass

    def set_aside(self, row: int | None, step: str, error: str, raw: bytes) -> None:
        self.count += 1

    def remove(self, record: Record, doc: Document) -> None:
        pass


def count_files(
    inputs: Sequence[Input],
    job: Job,
    executor: Executor,
    limit: int | None = None,
    expect: Callable[[int], None] = lambda size: None,
) -> tuple[Report, int]:
    """Return what cleaning would do, and how many records cannot be read.

    Args:
        inputs: see `cleantext.io.find_inputs`.
        job: how to clean.
        executor: where.
        limit: so many records of each input only, or None for all.
        expect: called with the bytes that will be read, before they are.
    """
    looks = [(tuple(group), job.piece) for group in groups(inputs, lambda i: i.path.stat().st_size, job.piece)]
    found: dict[str, Survey] = {s.source.name: s for result in executor.map(survey, looks) for s in result}
    pieces = [piece for i in inputs for piece in found[i.name].pieces("")]
    if limit is not None:
        pieces = [piece for piece in pieces if piece.row <= limit]
    expect(sum(p.share for p in pieces))
    tasks = [tuple(group) for group in groups(pieces, lambda p: p.share, job.piece)]
    work = functools.partial(_count, job=job, limit=limit)
    total, bad = Report(), 0
    for report, count in executor.map(work, cast("list[tuple[Piece, ...]]", tasks)):
        total += Report.from_dict(report)
        bad += count
    return total, bad


def _count(task: tuple[Piece, ...], job: Job, limit: int | None) -> tuple[dict[str, Any], int]:
    report, aside = Report(), _Nowhere()
    for piece in task:
        some = items(piece, job)
        if limit is not None:
            some = islice(some, max(0, limit - piece.row + 1))
        for _ in clean_items(some, piece.source.name, job, report, aside):
            pass
    return report.to_dict(), aside.count
