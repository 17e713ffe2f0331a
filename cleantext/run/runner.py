"""The run: survey, clean, compare, assemble.  Each stage is a function from a task to a small result.

    survey    inputs           -> hash, pieces
    clean     a piece          -> its cleaned records, what went aside, counts
    compare   all documents    -> which go (with `dedup` or an id field only)
    assemble  an input's pieces -> its result

Files are written under other names and renamed when whole, and the journal is written after them; so a run
that is killed at any moment and started again gives the bytes of one that was not.
"""

from __future__ import annotations

import contextlib
import functools
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cleantext.errors import ConfigError
from cleantext.fingerprint import versions
from cleantext.io.files import Input, atomic_writer
from cleantext.io.places import discard, inside, make_folder, remote
from cleantext.report import Report
from cleantext.run.assemble import Assembly, assemble
from cleantext.run.clean import clean_piece
from cleantext.run.duplicates import find_drops
from cleantext.run.executor import Executor, Local, groups
from cleantext.run.job import Job, Piece, Place, digest
from cleantext.run.journal import Journal, locked
from cleantext.run.page import page
from cleantext.run.part import too_many
from cleantext.run.samples import choose, look, merged
from cleantext.run.summary import Summary
from cleantext.run.survey import Survey, survey

__all__ = ["run_files"]

# Inputs are cleaned and assembled in waves, so that no more than this waits beside the results.
_WAVE = 8 << 30

Result = dict[str, Any]


def run_files(
    inputs: Sequence[Input],
    out: Path,
    job: Job,
    executor: Executor | None = None,
    *,
    resume: bool = True,
    expect: Callable[[int], None] = lambda size: None,
) -> Summary:
    """Clean each input into `out / input.name`, without duplicates if the job says so.

    What an earlier run into the same folder finished is not done again, unless the input, the pipeline or
    the settings have changed.  The bytes of the results depend on inputs and job alone.

    Args:
        inputs: see `cleantext.io.find_inputs`.
        out: a folder, made if need be; all that is no result goes to `out/.cleantext`.
        job: what to do.
        executor: where to do it; this process if None.
        resume: False does all of it again.
        expect: called with the bytes that will be read, before they are.

    Raises:
        ConfigError: a result would overwrite its input, something cannot be written, another run is writing
            there, or there are more bad records than `job.max_errors`.
        DecodeError, FilterError: the first bad record, if `job.on_error` is "raise".
    """
    started = time.perf_counter()
    for i in inputs:
        if (out / i.name).resolve() == i.path.resolve():
            raise ConfigError(f"{i.path} would be overwritten by its own result; choose another folder than {out}")
    place = Place(out)
    _make_folders(place)
    with locked(place.state / "lock"):
        shutil.rmtree(place.temporary)
        place.temporary.mkdir()
        if not resume:
            (place.state / "journal.jsonl").unlink(missing_ok=True)
        journal = Journal(place.state / "journal.jsonl", place.temporary)
        try:
            run = _Run(job, place, journal, executor or Local(1))
            summary, known = run(inputs, expect, started)
            if resume:
                run.tell(summary, known)
        finally:
            journal.close()
        if not resume:
            _forget(place)
        return summary


def _make_folders(place: Place) -> None:
    try:
        for folder in (place.temporary, place.state / "parts"):
            make_folder(folder)
    except OSError as error:
        raise ConfigError(f"cannot write {place.out}: {error.strerror}") from error


def _forget(place: Place) -> None:
    """Leave only what went aside: the next run is to know nothing of this one."""
    for path in inside(place.state):
        if path.name not in ("quarantine.jsonl", "removed"):
            discard(path)
    if not remote(place.state):
        with contextlib.suppress(OSError):  # not empty
            place.state.rmdir()


@dataclass
class _Known:
    """An input after the survey."""

    survey: Survey
    pieces: list[Piece]
    key: str  # of what cleaning gives

    @property
    def source(self) -> Input:
        return self.survey.source


class _Run:
    def __init__(self, job: Job, place: Place, journal: Journal, executor: Executor) -> None:
        self.job, self.place, self.journal, self.executor = job, place, journal, executor
        self.compared = ""  # stands for all documents, if they are compared
        self.quarantined = 0

    def __call__(
        self, inputs: Sequence[Input], expect: Callable[[int], None], started: float
    ) -> tuple[Summary, list[_Known]]:
        known = self._survey(inputs)
        if self.job.compares:
            # A result depends on all documents; if none has changed, nor how they are compared, all stands.
            self.compared = digest([k.key for k in known], self.job.verdict_key())
            all_done = all(self._is_done(k, self.compared) for k in known)
            todo = [] if all_done else known
        else:
            todo = [k for k in known if not self._is_done(k, k.key)]
        skipped = len(known) - len(todo)
        self._clear_parts({p.key for k in (known if self.job.compares else todo) for p in k.pieces})
        expect(sum(p.share for k in todo for p in k.pieces if not self._has(p)))
        for wave in _waves(todo, _WAVE):
            self._clean(wave)
            if not self.job.compares:
                self._assemble([(k, None) for k in wave])
        if self.job.compares and todo:
            skipped = self._compare(known)
        self._finish(known)
        return self._summary(known, skipped, started), known

    def _compare(self, known: Sequence[_Known]) -> int:
        """Find which documents go, and write the results that this changes; return how many it does not."""
        cleaned = [(k.source.name, [self.journal.pieces[p.key] for p in k.pieces]) for k in known]
        drops = find_drops(cleaned, self.job, self.place, self.executor)
        left = []
        for k, d in zip(known, drops, strict=True):
            if self._is_done(k, digest(k.key, d)):
                self.journal.add(done=self.journal.done[k.source.name] | {"compared": self.compared})
            else:
                left.append((k, d))
        self._assemble(left)
        return len(known) - len(left)

    # -- stages ------------------------------------------------------------

    def _survey(self, inputs: Sequence[Input]) -> list[_Known]:
        tasks = [(tuple(group), self.job.piece) for group in groups(inputs, lambda i: _size(i.path), self.job.piece)]
        found = {s.source.name: s for result in self.executor.map(survey, tasks) for s in result}
        return [self._known(found[i.name]) for i in inputs]

    def _known(self, s: Survey) -> _Known:
        pieces = s.pieces(self.job.key(s.source))
        return _Known(s, pieces, digest([p.key for p in pieces]))

    def _clean(self, wave: Sequence[_Known]) -> None:
        pieces = [p for k in wave for p in k.pieces if not self._has(p)]
        tasks = [tuple(group) for group in groups(pieces, lambda p: p.share, self.job.piece)]
        work = functools.partial(_clean_pieces, job=self.job, place=self.place)
        for results in self.executor.map(work, cast("list[tuple[Piece, ...]]", tasks)):
            for result in results:
                self.journal.add(piece=result)
                self._count(result["quarantined"])

    def _assemble(self, wave: Sequence[tuple[_Known, str | None]]) -> None:
        by_name = {k.source.name: (k, drops) for k, drops in wave}
        todo = [
            Assembly(k.source, tuple(self.journal.pieces[p.key] for p in k.pieces), drops)
            for k, drops in by_name.values()
        ]
        tasks = [tuple(g) for g in groups(todo, lambda a: _size(a.source.path), self.job.piece)]
        work = functools.partial(_assemble_all, job=self.job, place=self.place)
        for results in self.executor.map(work, cast("list[tuple[Assembly, ...]]", tasks)):
            for result in results:
                k, drops = by_name[result["name"]]
                pieces = [self.journal.pieces[p.key] for p in k.pieces]
                total = sum((Report.from_dict(p["report"]) for p in pieces), Report())
                result |= {
                    "key": k.key if drops is None else digest(k.key, drops),
                    "compared": self.compared,
                    "size": k.survey.size,
                    "hash": k.survey.hash,
                    "fingerprint": self.job.pipe.fingerprint,
                    "quarantined": sum(p["quarantined"] for p in pieces) + result["twice"],
                    "report": total.to_dict(),
                    "samples": merged(p["samples"] for p in pieces),
                }
                self.journal.add(done=result)
                self._count(result["twice"])
                if not self.job.compares:
                    for p in k.pieces:
                        for kind in self.journal.pieces.pop(p.key)["files"]:
                            self.place.part(p.key, kind).unlink(missing_ok=True)

    # -- what is done ------------------------------------------------------

    def _has(self, p: Piece) -> bool:
        result = self.journal.pieces.get(p.key)
        return result is not None and all(self.place.part(p.key, kind).exists() for kind in result["files"])

    def _is_done(self, k: _Known, key: str) -> bool:
        done = self.journal.done.get(k.source.name)
        if done is None or key not in (done["key"], done["compared"]):
            return False
        target = self.place.result(k.source)
        return bool(done["out_size"] == (target.stat().st_size if target.exists() else None))

    def _count(self, quarantined: int) -> None:
        self.quarantined += quarantined
        most = self.job.max_errors
        if most is not None and self.quarantined > most:
            raise too_many(self.quarantined, most)

    # -- the end -----------------------------------------------------------

    def _clear_parts(self, keys: set[str]) -> None:
        """Remove what other settings or other contents left."""
        for path in inside(self.place.state / "parts"):
            if path.name.partition(".")[0] not in keys:
                path.unlink()

    def _finish(self, known: Sequence[_Known]) -> None:
        keys = {p.key for k in known for p in k.pieces} if self.job.compares else set()
        self._clear_parts(keys)
        self.journal.compact({k.source.name for k in known}, keys)
        with atomic_writer(self.place.state / "quarantine.jsonl", self.place.temporary) as out:
            for k in known:
                path = self.place.aside("quarantine", k.source)
                if path.exists():
                    with path.open("rb") as stream:
                        shutil.copyfileobj(stream, out)

    def tell(self, summary: Summary, known: Sequence[_Known]) -> None:
        """Write report.json and report.html."""
        by_name = {k.source.name: k for k in known}
        chosen = choose((name, self.journal.done[name]["samples"]) for name in by_name)
        tasks: dict[Piece, list[int]] = {}
        for name, row in chosen:
            piece = max((p for p in by_name[name].pieces if p.row <= row), key=lambda p: p.row)
            tasks.setdefault(piece, []).append(row)
        work = functools.partial(look, job=self.job)
        found = {s["name"]: s for some in self.executor.map(work, list(tasks.items())) for s in some}
        samples = [found[f"{name}:{row}"] for name, row in chosen if f"{name}:{row}" in found]
        facts = {"pipeline": ", ".join(self.job.pipe.names), "fingerprint": self.job.pipe.fingerprint, **versions()}
        with atomic_writer(self.place.state / "report.json", self.place.temporary) as out:
            out.write(json.dumps(summary.report.to_dict(), ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        with atomic_writer(self.place.state / "report.html", self.place.temporary) as out:
            out.write(page(summary, samples, facts).encode("utf-8", "xmlcharrefreplace"))

    def _summary(self, known: Sequence[_Known], skipped: int, started: float) -> Summary:
        summary = Summary(skipped=skipped)
        for k in known:
            done = self.journal.done[k.source.name]
            summary.files += done["out_size"] is not None
            summary.quarantined += done["quarantined"]
            summary.report += Report.from_dict(done["report"])
            summary.report.duplicates += done["duplicates"]
        path = self.place.state / "quarantine.jsonl"
        if summary.quarantined:
            summary.quarantine = str(path)
        else:
            path.unlink()
        summary.seconds = round(time.perf_counter() - started, 3)
        return summary


def _clean_pieces(task: tuple[Piece, ...], job: Job, place: Place) -> list[Result]:
    make_folder(place.temporary)
    return [clean_piece(piece, job, place) for piece in task]


def _assemble_all(task: tuple[Assembly, ...], job: Job, place: Place) -> list[Result]:
    make_folder(place.temporary)
    return [assemble(assembly, job, place) for assembly in task]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _waves(known: Sequence[_Known], enough: int) -> Iterator[list[_Known]]:
    yield from groups(known, lambda k: k.survey.size, enough)
