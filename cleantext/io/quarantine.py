"""Records that could not be read: kept as they were, with file, line and reason."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import IO

from cleantext.errors import ConfigError

__all__ = ["Quarantine"]


class Quarantine:
    """A JSONL file that comes into being with its first record, and grows: an earlier run's records stay.

    Each line has file, line (1-based), reason and raw: the record as it stood.  Bytes that are
    not UTF-8 stand under raw_base64 instead, so that nothing is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._out: IO[str] | None = None

    def add(self, file: str, line: int, reason: str, raw: bytes) -> None:
        """Keep one record.

        Raises:
            ConfigError: the file cannot be written.
        """
        record: dict[str, object] = {"file": file, "line": line, "reason": reason}
        try:
            record["raw"] = raw.decode("utf-8")
        except UnicodeDecodeError:
            record["raw_base64"] = base64.b64encode(raw).decode("ascii")
        try:
            if self._out is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._out = self.path.open("a", encoding="utf-8")
            self._out.write(json.dumps(record, ensure_ascii=False) + "\n")
        except OSError as error:
            raise ConfigError(f"cannot write {self.path}: {error.strerror}") from error
        self.count += 1

    def close(self) -> None:
        """Close the file, if there is one."""
        if self._out is not None:
            self._out.close()
