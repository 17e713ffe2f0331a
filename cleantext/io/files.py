"""What goes in and where it comes out: names, formats, atomic writes."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cleantext.errors import ConfigError

__all__ = ["FORMATS", "Input", "atomic_writer", "find_inputs"]

FORMATS = {".txt": "txt", ".text": "txt", ".md": "txt", ".jsonl": "jsonl", ".ndjson": "jsonl"}


@dataclass(frozen=True)
class Input:
    """One file to read.

    Attributes:
        path: the file.
        name: its name below the argument that led to it, with `/`; the output has the same.
        format: "txt" (the file is one text) or "jsonl" (a record a line).
    """

    path: Path
    name: str
    format: str


def find_inputs(arguments: Iterable[str], out: Path | None = None) -> list[Input]:
    """Return the files that arguments (files, folders, globs) name, folders sorted.

    Hidden files and folders, files of other formats inside a folder, and whatever lies below
    `out`, where an earlier run may have put its results, are left out; a file named on its own
    is read as text whatever it is called.

    Raises:
        ConfigError: something does not exist, nothing was found, or two inputs have one name.
    """
    found: list[Input] = []
    for argument in arguments:
        path = Path(argument)
        if path.is_dir():
            inside = _below(path, out)
            if not inside:
                raise ConfigError(f"no {', '.join(FORMATS)} files below {argument}")
            found += inside
        elif path.exists():
            found.append(_file(path, path.name))
        else:
            matches = sorted(glob.glob(argument, recursive=True))
            if not matches:
                raise ConfigError(f"no such file or folder: {argument}")
            for match in map(Path, matches):
                found += _below(match, out) if match.is_dir() else [_file(match, match.name)]
    _no_two_alike(found)
    return found


def _below(folder: Path, out: Path | None) -> list[Input]:
    files = sorted(p for p in folder.rglob("*") if p.suffix.lower() in FORMATS and p.is_file())
    if out is not None and out.is_dir() and folder.resolve() != out.resolve():
        files = [p for p in files if not p.resolve().is_relative_to(out.resolve())]
    names = [(p, p.relative_to(folder)) for p in files]
    return [_file(p, name.as_posix()) for p, name in names if not any(x.startswith(".") for x in name.parts)]


def _file(path: Path, name: str) -> Input:
    return Input(path, name, FORMATS.get(path.suffix.lower(), "txt"))


def _no_two_alike(found: list[Input]) -> None:
    seen: dict[str, Path] = {}
    for i in found:
        if i.name in seen and seen[i.name].resolve() != i.path.resolve():
            raise ConfigError(f"{seen[i.name]} and {i.path} would both become {i.name}; clean them into two folders")
        seen[i.name] = i.path


@contextmanager
def atomic_writer(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only when it is whole.

    Raises:
        ConfigError: the folder cannot be made or written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        # mkstemp makes the file private; give it the mode that open() would have.
        os.chmod(part, 0o666 & ~_umask())
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
