"""Cleaning without a result: what would be removed, and what each verdict would reject, on somebody's own files."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import cast

from cleantext.document import Document
from cleantext.io.files import Input
from cleantext.io.record import Record
from cleantext.pipeline import Filter, Pipeline, filter_name
from cleantext.run.clean import clean_items
from cleantext.run.dryrun import DryRun
from cleantext.run.executor import Executor, groups
from cleantext.run.job import Job, Piece
from cleantext.run.reading import items
from cleantext.run.survey import Survey, survey

__all__ = ["count_files"]

_VERDICT = "reject."


def count_files(
    inputs: Sequence[Input],
    job: Job,
    executor: Executor,
    limit: int | None = None,
    expect: Callable[[int], None] = lambda size: None,
) -> DryRun:
    """Return what cleaning would do, and what the verdicts would say of what is left.

    Args:
        inputs: see `cleantext.io.find_inputs`.
        job: how to clean.  The verdicts of its pipeline, or of `CORPUS` if it has none, are asked each for itself.
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
    pipe, verdicts = _divided(job.pipe)
    work = functools.partial(_count, job=replace(job, pipe=pipe), verdicts=verdicts, limit=limit)
    none = DryRun(rejected=Counter({filter_name(v): 0 for v in verdicts}))
    return sum(executor.map(work, cast("list[tuple[Piece, ...]]", tasks)), none)


def _divided(pipe: Pipeline) -> tuple[Pipeline, tuple[Filter, ...]]:
    """Return what cleans, and the verdicts."""
    from cleantext.presets import CORPUS

    names = [name for name in pipe.names if name.startswith(_VERDICT)]
    of = pipe if names else CORPUS
    return pipe.without(*names), tuple(f for f in of.filters if filter_name(f).startswith(_VERDICT))


def _count(task: tuple[Piece, ...], job: Job, verdicts: tuple[Filter, ...], limit: int | None) -> DryRun:
    found, aside = DryRun(), _Nowhere()
    for piece in task:
        some = items(piece, job)
        if limit is not None:
            some = islice(some, max(0, limit - piece.row + 1))
        for _, doc in clean_items(some, piece.source.name, job, found.report, aside):
            found.judge(doc, verdicts)
    found.quarantined = aside.count
    return found


class _Nowhere:
    """Counts what a run would put aside."""

    def __init__(self) -> None:
        self.count = 0

    def verbatim(self, data: bytes) -> None:
        """Pass over what is no text."""

    def set_aside(self, row: int | None, step: str, error: str, raw: bytes) -> None:
        """Count a record that cannot be read."""
        self.count += 1

    def remove(self, record: Record, doc: Document) -> None:
        """Pass over what the pipeline rejects; the report counts it."""
