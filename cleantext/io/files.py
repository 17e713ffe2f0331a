"""What goes in and where it comes out: names, formats, atomic writes."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from cleantext.errors import ConfigError
from cleantext.io.jsonl import looks_like_jsonl
from cleantext.io.places import make_folder, move, place_of, remote
from cleantext.io.streams import compression_of, first_bytes

__all__ = ["FORMATS", "Input", "atomic_writer", "find_inputs", "format_of"]

FORMATS = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".csv": "csv",
    ".tsv": "csv",
}
_PACKED = (".gz", ".zst")


@dataclass(frozen=True)
class Input:
    """One file to read.

    Attributes:
        path: the file.
        name: its name below the argument that led to it, with `/`; the output has the same.
        format: "txt" (the file is one text), "jsonl", "parquet", "warc" or "csv".
        compression: "", "gz" or "zst".
    """

    path: Path
    name: str
    format: str
    compression: str = ""


def find_inputs(arguments: Iterable[str], out: Path | None = None) -> list[Input]:
    """Return the files that arguments (files, folders, globs) name, folders sorted.

    Hidden files and folders, files of other formats inside a folder, and whatever lies below
    `out`, where an earlier run may have put its results, are left out; a file named on its own
    is read as its content says, as text if it says nothing.

    Raises:
        ConfigError: something does not exist, nothing was found, or two inputs have one name.
    """
    found: list[Input] = []
    for argument in arguments:
        path = place_of(argument)
        if path.is_dir():
            inside = _below(path, out)
            if not inside:
                raise ConfigError(f"no {', '.join(FORMATS)} files below {argument}, nor such with .gz or .zst")
            found += inside
        elif path.exists():
            found.append(_file(path, path.name))
        else:
            matches = _matches(path, argument)
            if not matches:
                raise ConfigError(f"no such file or folder: {argument}")
            for match in matches:
                found += _below(match, out) if match.is_dir() else [_file(match, match.name)]
    return _no_two_alike(found)


def _matches(path: Path, argument: str) -> list[Path]:
    """What a glob names."""
    if remote(path):
        fs = cast(Any, path).fs
        return sorted(place_of(fs.unstrip_protocol(name)) for name in fs.glob(argument))
    return list(map(Path, sorted(glob.glob(argument, recursive=True))))


def _below(folder: Path, out: Path | None) -> list[Input]:
    files = sorted(p for p in folder.rglob("*") if _by_name(p.name) and p.is_file())
    if out is not None and out.is_dir() and folder.resolve() != out.resolve():
        files = [p for p in files if not p.resolve().is_relative_to(out.resolve())]
    names = [(p, _name_below(p, folder)) for p in files]
    return [_file(p, name) for p, name in names if not any(x.startswith(".") for x in name.split("/"))]


def _name_below(path: Path, folder: Path) -> str:
    if remote(path):
        return path.as_posix()[len(folder.as_posix()) :].lstrip("/")
    return path.relative_to(folder).as_posix()


def _by_name(name: str) -> str | None:
    """The format that a name says, `.gz` and `.zst` aside."""
    name = name.lower()
    for packed in _PACKED:
        name = name.removesuffix(packed)
    return FORMATS.get(Path(name).suffix)


def format_of(name: str, head: bytes) -> str:
    """Return the format of a file by its content, where that is plain, or by its name.

    >>> format_of("a.txt", b"PAR1..."), format_of("a.json", b'{"text": ""}'), format_of("a.txt", b'{"text": ""}')
    ('parquet', 'jsonl', 'txt')
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"WARC/"):
        return "warc"
    return _by_name(name) or ("jsonl" if looks_like_jsonl(head) else "txt")


def _file(path: Path, name: str) -> Input:
    try:
        with path.open("rb") as stream:
            packed = compression_of(stream.read(4))
        head = first_bytes(path)
    except OSError:  # whoever reads it will say so, and which
        packed, head = "", b""
    return Input(path, name, format_of(name, head), packed)


def _no_two_alike(found: list[Input]) -> list[Input]:
    """Each input once; two files that would have one name are refused."""
    seen: dict[str, Input] = {}
    for i in found:
        other = seen.setdefault(i.name, i)
        if other.path.resolve() != i.path.resolve():
            raise ConfigError(f"{other.path} and {i.path} would both become {i.name}; clean them into two folders")
    return list(seen.values())


@contextmanager
def atomic_writer(path: Path, temporary: Path | None = None) -> Iterator[BinaryIO]:
    """Open a file that appears under its name only when it is whole.

    Args:
        path: the name.
        temporary: the folder, on the same file system, in which it is written; default: beside it.

    Raises:
        ConfigError: the folder cannot be made or written.
    """
    try:
        make_folder(path.parent)
        folder = temporary or (None if remote(path) else path.parent)
        handle, part = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".part", dir=folder)
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        # mkstemp makes the file private; give it the mode that open() would have.
        os.chmod(part, 0o666 & ~_umask())
        move(Path(part), path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
