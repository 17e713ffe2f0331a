"""Paths on this machine, and addresses like s3://bucket/crawl that any machine can read (fsspec, through UPath).

Code takes both for a `Path`; what differs between a disk and an object store is here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO, Any, cast

from cleantext.errors import ConfigError

__all__ = ["discard", "fetch", "inside", "make_folder", "move", "place_of", "readable", "remote"]


def place_of(argument: str) -> Path:
    """Return the path, or the remote path, that an argument names.

    Raises:
        ConfigError: what its kind of address needs is not installed.
    """
    if "://" not in argument:
        return Path(argument)
    try:
        from upath import UPath
    except ImportError:
        raise ConfigError(f"{argument} needs universal-pathlib: pip install 'cleantext-corpus[ray]'") from None
    try:
        # What other machines write must be seen: no listing is remembered.
        path = UPath(argument.rstrip("/"), use_listings_cache=False)
        path.fs  # noqa: B018 -- imports what it takes
    except (ImportError, ValueError) as error:
        raise ConfigError(f"{argument} cannot be reached: {error}") from None
    return cast(Path, path)


def remote(path: Path) -> bool:
    """Say whether a path is an address elsewhere."""
    return not isinstance(path, Path)


def readable(path: Path) -> Path | IO[bytes]:
    """Return what a library can open that knows only local names: the path, or a stream."""
    return cast(IO[bytes], path.open("rb")) if remote(path) else path


def inside(folder: Path) -> list[Path]:
    """Return what a folder holds; an address that nobody wrote to holds nothing."""
    return [] if remote(folder) and not folder.exists() else list(folder.iterdir())


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it; an object store has none."""
    if not remote(folder):
        folder.mkdir(parents=True, exist_ok=True)


def move(path: Path, target: Path) -> None:
    """Give a whole file another name, at once: whoever looks sees the old one or the new one whole."""
    if not remote(target):
        os.replace(path, target)
    elif remote(path):
        _fs(path).mv(_name(path), _name(target))
    else:
        _fs(target).put(str(path), _name(target), recursive=path.is_dir())
        discard(path)


def fetch(path: Path, target: Path) -> None:
    """Copy a remote folder to this machine."""
    _fs(path).get(_name(path), str(target), recursive=True)


def discard(path: Path) -> None:
    """Remove a file, or a folder with all in it."""
    import shutil

    if remote(path):
        _fs(path).rm(_name(path), recursive=True)
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def _fs(path: Path) -> Any:
    return cast(Any, path).fs


def _name(path: Path) -> str:
    return str(cast(Any, path).path)
