"""Records that could not be read or cleaned: kept as they were, with file, row, step and reason."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import IO

from cleantext.errors import ConfigError

__all__ = ["Quarantine", "quarantined"]


def quarantined(file: str, row: int | None, step: str, error: str, raw: bytes) -> bytes:
    """Return one line of a quarantine file.

    It has file, row (from 1; null for a whole file), step ("read", "id", or the filter that failed), error, and
    raw: the record as it stood.  Bytes that are not UTF-8 stand under raw_base64 instead, so that nothing is lost.

    >>> quarantined("a.jsonl", 3, "read", "not JSON", b"{").decode()
    '{"file": "a.jsonl", "row": 3, "step": "read", "error": "not JSON", "raw": "{"}\\n'
    """
    record: dict[str, object] = {"file": file, "row": row, "step": step, "error": error}
    try:
        record["raw"] = raw.decode("utf-8")
    except UnicodeDecodeError:
        record["raw_base64"] = base64.b64encode(raw).decode("ascii")
    return (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


class Quarantine:
    """A JSONL file that comes into being with its first record."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._out: IO[bytes] | None = None

    def add(self, file: str, row: int | None, step: str, error: str, raw: bytes) -> None:
        """Keep one record.

        Raises:
            ConfigError: the file cannot be written.
        """
        try:
            if self._out is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._out = self.path.open("wb")
            self._out.write(quarantined(file, row, step, error, raw))
        except OSError as error_:
            raise ConfigError(f"cannot write {self.path}: {error_.strerror}") from error_
        self.count += 1

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._out is not None:
            self._out.close()
