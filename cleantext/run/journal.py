"""What is done: a file of JSON lines, each appended when a piece or an input is finished.

A line that a crash cut short is ignored, so whatever it told of is done again, to the same bytes.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cleantext.errors import ConfigError
from cleantext.io.places import remote

__all__ = ["Journal", "locked"]

# Seconds of work that a crash may cost more where the journal cannot be appended to.
_EVERY = 30


class Journal:
    """What earlier runs and this one finished.

    Attributes:
        pieces: what `clean_piece` returned, by key.
        done: for each input by name: key (of all that decided the result), size and hash of the input, and
            what `assemble` returned.
    """

    def __init__(self, path: Path, temporary: Path | None = None) -> None:
        """Read the journal at `path`; one elsewhere is written in a folder of this machine and sent now and then."""
        self.path, self._target = path, path
        if remote(path):
            assert temporary is not None
            self.path = temporary / path.name
            if path.exists():
                self.path.write_bytes(path.read_bytes())
        self._sent = time.monotonic()
        self.pieces: dict[str, dict[str, Any]] = {}
        self.done: dict[str, dict[str, Any]] = {}
        self._load()
        self._out = self.path.open("ab")

    def _load(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb+") as stream:
            whole = 0
            for line in stream:
                if not line.endswith(b"\n"):
                    break
                with contextlib.suppress(ValueError):
                    self._take(json.loads(line))
                whole += len(line)
            stream.truncate(whole)

    def _take(self, entry: dict[str, Any]) -> None:
        if "done" in entry:
            self.done[entry["done"]["name"]] = entry["done"]
        elif "piece" in entry:
            self.pieces[entry["piece"]["key"]] = entry["piece"]

    def add(self, **entry: dict[str, Any]) -> None:
        """Write down `piece=…` or `done=…`."""
        self._take(entry)
        self._out.write(json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
        self._out.flush()
        if self.path is not self._target and time.monotonic() - self._sent > _EVERY:
            self._send()

    def _send(self) -> None:
        if self.path is not self._target:
            self._target.write_bytes(self.path.read_bytes())
            self._sent = time.monotonic()

    def compact(self, names: set[str], keys: set[str]) -> None:
        """Forget all but some inputs and pieces, and lines that later ones replaced."""
        self._out.close()
        temporary = self.path.with_suffix(".new")
        with temporary.open("wb") as out:
            for key, piece in self.pieces.items():
                if key in keys:
                    out.write(json.dumps({"piece": piece}).encode() + b"\n")
            for name, done in self.done.items():
                if name in names:
                    out.write(json.dumps({"done": done}).encode() + b"\n")
        os.replace(temporary, self.path)
        self._out = self.path.open("ab")

    def close(self) -> None:
        """Close the file."""
        self._out.close()
        self._send()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder for one run; the lock goes with the process, however it ends.

    Raises:
        ConfigError: another run holds it.
    """
    if remote(path):  # no such locks; two runs at once do some work twice
        yield
        return
    with path.open("a+") as stream:
        try:
            import fcntl
        except ImportError:  # Windows has no such locks
            yield
            return
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConfigError(f"another run is writing to {path.parent.parent}; wait for it, or end it") from None
        yield
