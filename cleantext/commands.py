"""What the commands do, given their parsed arguments; each returns the exit code."""

from __future__ import annotations

import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.pipeline import Pipeline
from cleantext.presets import preset

if TYPE_CHECKING:
    from cleantext.adapters.ray import Ray

__all__ = ["clean", "dedup", "explain", "rules", "run", "stats"]


def clean(args: Namespace) -> int:
    """`cleantext clean`."""
    from cleantext.io import find_inputs
    from cleantext.io.places import place_of
    from cleantext.run import clean_stream, run_files
    from cleantext.run.job import Job

    job = Job(
        _pipe(args),
        _fields(args),
        on_error=args.on_error,
        max_errors=args.max_errors,
        max_record=args.max_record,
        timeout=args.timeout_per_doc,
    )
    quarantine = Path(args.quarantine) if args.quarantine else None
    if args.inputs == ["-"]:
        aside = quarantine or Path("cleantext-quarantine.jsonl")
        summary = clean_stream(sys.stdin.buffer, _target(args.out), job, args.format, aside)
    elif "-" in args.inputs:
        raise ConfigError("- stands alone: standard input cannot be mixed with files")
    elif args.out is None:
        raise ConfigError("say where the results go: -o OUT")
    else:
        out = place_of(args.out)
        with _Bar() as bar:
            inputs = find_inputs(args.inputs, out)
            summary = run_files(inputs, out, job, bar.executor, resume=False, expect=bar.expect)
        if summary.quarantine and quarantine is not None:
            shutil.move(summary.quarantine, quarantine)
            summary.quarantine = str(quarantine)
    print(summary.to_json() if args.json else summary, file=sys.stderr)
    return 1 if summary.quarantined else 0


def run(args: Namespace) -> int:
    """`cleantext run`."""
    return _run(args, _pipe(args), args.dedup)


def dedup(args: Namespace) -> int:
    """`cleantext dedup`."""
    args.meta_field = args.timeout_per_doc = None
    return _run(args, Pipeline([], name="dedup"), args.threshold)


def _run(args: Namespace, pipe: Pipeline, threshold: float | None) -> int:
    from cleantext.dedup.corpus import check_threshold
    from cleantext.io import find_inputs
    from cleantext.io.places import place_of, remote
    from cleantext.run import run_files
    from cleantext.run.job import Job

    if "-" in args.inputs:
        raise ConfigError(f"{args.command} takes files; for standard input there is: cleantext clean -")
    if threshold is not None:
        check_threshold(threshold)
    out = place_of(args.out)
    if args.engine == "ray" and not remote(out):
        out = out.absolute()
    job = Job(
        pipe,
        _fields(args),
        on_error=args.on_error,
        max_errors=args.max_errors,
        max_record=args.max_record,
        dedup=threshold,
        keep=args.keep,
        memory=args.memory,
        piece=args.piece,
        timeout=args.timeout_per_doc,
    )
    with _Bar(args.workers, args.engine, args.address) as bar:
        inputs = find_inputs(args.inputs, out)
        if args.engine == "ray":  # whose workers start in other folders
            inputs = [i if remote(i.path) else replace(i, path=i.path.absolute()) for i in inputs]
        summary = run_files(inputs, out, job, bar.executor, expect=bar.expect)
    print(summary.to_json() if args.json else f"{summary.report.table()}\n{summary}", file=sys.stderr)
    return 1 if summary.quarantined else 0


def stats(args: Namespace) -> int:
    """`cleantext stats`."""
    from cleantext.io import find_inputs
    from cleantext.run.job import Job
    from cleantext.run.stats import count_files

    args.meta_field = None
    job = Job(_pipe(args), _fields(args), max_record=args.max_record, piece=args.piece, timeout=args.timeout_per_doc)
    with _Bar(args.workers) as bar:
        found = count_files(find_inputs(args.inputs), job, bar.executor, args.limit, bar.expect)
    print(json.dumps(found.to_dict(), ensure_ascii=False, default=str) if args.json else found.table())
    if found.quarantined:
        print(
            f"cleantext: {found.quarantined} records cannot be read; run would put them in quarantine", file=sys.stderr
        )
    return 1 if found.quarantined else 0


def explain(args: Namespace) -> int:
    """`cleantext explain`."""
    from cleantext import show
    from cleantext.io.files import atomic_writer

    doc = _pipe(args)(_document(args))
    if args.html:
        with atomic_writer(Path(args.html)) as out:
            out.write(show.page(doc).encode("utf-8", "xmlcharrefreplace"))
    elif args.json:
        edits = {"edits": [e.to_dict() for e in doc.edits], "meta": dict(doc.found), "text": doc.text}
        print(json.dumps(edits))
    else:
        colour = args.colour == "always" or (args.colour == "auto" and sys.stdout.isatty())
        sys.stdout.flush()
        sys.stdout.buffer.write(show.diff(doc, colour=colour).encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.flush()
    return 0


def rules(args: Namespace) -> int:
    """`cleantext rules`."""
    from cleantext import rulecheck

    return rulecheck.main(args.do, args.what, as_json=args.json)


def _target(out: str | None) -> AbstractContextManager[BinaryIO]:
    """Where the result of standard input goes: standard output, or one file."""
    from cleantext.io.files import atomic_writer

    if out in (None, "-"):
        return nullcontext(sys.stdout.buffer)
    if Path(str(out)).is_dir():
        raise ConfigError(f"{out} is a folder; the result of standard input is one file")
    return atomic_writer(Path(str(out)))


def _document(args: Namespace) -> Document:
    from cleantext.io import Damage, Fields, Record, find_inputs, parquet
    from cleantext.run.job import Job, Piece
    from cleantext.run.reading import items

    with _input(args.file) as path:
        if path.is_dir():
            raise ConfigError(f"{args.file} is a folder; explain takes one file")
        (found,) = find_inputs([str(path)])
        name = "-" if args.file == "-" else found.name
        end = len(parquet.groups(path)) if found.format == "parquet" else 0
        piece = Piece(found, 0, end, 1, 0, "", only=True)
        last = 0
        for item in items(piece, Job(Pipeline([]), Fields(text=args.text_field))):
            if isinstance(item, Record | Damage):
                last = item.row or last
                if isinstance(item, Damage) and item.row in (None, args.row):
                    raise ConfigError(f"{name}, row {item.row}: {item.error}" if item.row else f"{name}: {item.error}")
                if isinstance(item, Record) and item.row == args.row:
                    return Document(item.text, id=name if found.format == "txt" else f"{name}:{item.row}")
    raise ConfigError(f"{name} has no record in row {args.row}; its last is in row {last}")


@contextmanager
def _input(file: str) -> Iterator[Path]:
    """The file, or standard input as a file."""
    if file != "-":
        yield Path(file)
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "-")
        with path.open("wb") as spool:
            shutil.copyfileobj(sys.stdin.buffer, spool)
        yield path


def _pipe(args: Namespace) -> Pipeline:
    if args.config is not None:
        pipe = Pipeline.from_toml(args.config)
    else:
        pipe = preset(args.preset, None if args.script == "none" else args.script)
    return pipe.without(*args.without)


def _fields(args: Namespace):  # type: ignore[no-untyped-def]
    from cleantext.io import Fields

    return Fields(args.text_field, args.id_field, args.host_field, args.meta_field)


class _Bar:
    """Processes, and a progress bar on standard error, if that is a terminal."""

    def __init__(self, workers: int | None = 1, engine: str = "local", address: str | None = None) -> None:
        from tqdm import tqdm

        from cleantext.run import Local

        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self.executor: Local | Ray
        if engine == "ray":
            from cleantext.adapters.ray import Ray

            self.executor = Ray(address, workers, progress=self._show, warn=self._warn)
        elif address is not None:
            raise ConfigError("--address is that of a Ray cluster; add --engine ray")
        else:
            self.executor = Local(workers or cores, progress=self._show, warn=self._warn)
        shown = sys.stderr.isatty()
        self._bar = tqdm(unit="B", unit_scale=True, unit_divisor=1000, disable=not shown, leave=False, miniters=1)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self.executor.close()
        self._bar.close()

    def expect(self, size: int) -> None:
        self._bar.reset(size)

    def _show(self, size: int, documents: int) -> None:
        self._bar.set_postfix_str(f"{documents} documents", refresh=False)
        self._bar.update(size - self._bar.n)

    def _warn(self, message: str) -> None:
        self._bar.write(f"cleantext: {message}", file=sys.stderr)
