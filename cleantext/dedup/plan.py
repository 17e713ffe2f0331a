"""How much memory a deduplication on disk may use, and what it says when the disk is full."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from cleantext.errors import ConfigError

__all__ = ["PER_TEXT", "Plan", "disk", "memory_bytes"]

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}


@contextmanager
def disk(folder: Path) -> Iterator[None]:
    """Turn the errors of a full disk into one that says what would do.

    Raises:
        ConfigError: no space is left, or a file may not grow further.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        used = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        raise ConfigError(
            f"no space left while spilling to {folder} ({error.strerror}; {used / 1e6:.0f} MB are there): "
            "give a tmp_dir with about 4 bytes a character and 200 a text; nothing was removed"
        ) from error


# At worst in memory at once: what goes for what, by rank and by position.
PER_TEXT = 40
_LEAST = 1 << 20
_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
_UNITS |= {"KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30, "TIB": 1 << 40}


def memory_bytes(memory: str | int) -> int:
    """Return an amount of memory in bytes.

    Raises:
        ConfigError: it is no amount, or less than a megabyte.

    >>> memory_bytes("1GB"), memory_bytes("1.5 MiB"), memory_bytes(2_000_000)
    (1000000000, 1572864, 2000000)
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Z]*)", str(memory).strip().upper())
    unit = _UNITS.get(found.group(2)) if found else None
    if found is None or unit is None or isinstance(memory, bool):
        raise ConfigError(f"memory is a number of bytes or like '500MB', '1GB', '1.5GiB', not {memory!r}")
    size = int(float(found.group(1)) * unit)
    if size < _LEAST:
        raise ConfigError(f"memory is at least {_LEAST} bytes, not {memory!r}")
    return size


class Plan(NamedTuple):
    """How the memory is divided.

    Attributes:
        run: bytes of keys in memory before a run is written.
        entries: entries or pairs in one task.
        hashes: shingle hashes compared at once.
        texts: no more than so many texts.
    """

    run: int
    entries: int
    hashes: int
    texts: int

    @classmethod
    def of(cls, memory: int) -> Plan:
        """Return the plan for an amount of memory."""
        # A sort takes an entry several times over: 8 bytes become 64.
        return cls(
            run=memory // 4, entries=max(256, memory // 512), hashes=memory // 128, texts=memory // (2 * PER_TEXT)
        )
