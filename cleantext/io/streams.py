"""Bytes of files: parts of them, compressed ones, lines of bounded length.  Nothing grows with the file.

Readers of the standard library and of zstandard end a truncated stream in silence or take the first
of several members for all; here a stream is whole or it is an error.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from cleantext.errors import ConfigError, DecodeError
from cleantext.io.record import LIMIT, Damage, too_long

__all__ = ["MAGIC", "Inflated", "compressed", "lines", "needs", "opened", "pack", "window"]

MAGIC = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}
_BUFFER = 1 << 20
# Bytes read at a time: of zstd 2 kB can become 64 MB at worst, and decompressing has no limit of its own.
_CHUNKS = {"gz": 1 << 16, "zst": 2048}
_MAX_OUT = 1 << 20
_LEVEL = 6


def needs(library: str, what: str) -> ConfigError:
    """Return the error that says what to install."""
    return ConfigError(f"{what} needs {library}: pip install 'cleantext-corpus[files]'")


def _zstandard() -> Any:
    try:
        import zstandard
    except ImportError:
        raise needs("zstandard", "zstd") from None
    return zstandard


class Inflated(io.RawIOBase):
    """The content of a gzip or zstd stream with all its members.

    Raises:
        DecodeError: the data are corrupt, or end in the middle of a member.
    """

    def __init__(self, raw: BinaryIO, compression: str) -> None:
        self._raw = raw
        self._what = {"gz": "gzip", "zst": "zstd"}[compression]
        self._chunk = _CHUNKS[compression]
        self._new: Callable[[], Any] = _inflaters(compression)
        self._errors: tuple[type[Exception], ...] = (zlib.error,)
        if compression == "zst":
            self._errors = (_zstandard().ZstdError,)
        self._member: Any = None
        self._compressed = b""  # read, not yet inflated
        self._plain = memoryview(b"")
        self._at = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, target: Any) -> int:
        """Fill `target` with content and return how much."""
        while not self._plain:
            if not self._compressed:
                self._compressed = self._raw.read(self._chunk)
                self._at += len(self._compressed)
                if not self._compressed:
                    if self._member is not None:
                        raise DecodeError(
                            f"the {self._what} data end in the middle, at byte {self._at}", offset=self._at
                        )
                    return 0
            self._plain = memoryview(self._inflate())
        n = min(len(target), len(self._plain))
        target[:n] = self._plain[:n]
        self._plain = self._plain[n:]
        return n

    def _inflate(self) -> bytes:
        if self._member is None:
            if not self._compressed.strip(b"\0"):  # padding behind the last member
                self._compressed = b""
                return b""
            self._member = self._new()
        try:
            if self._what == "gzip":
                out = self._member.decompress(self._compressed, _MAX_OUT)
                rest = self._member.unconsumed_tail
            else:
                out, rest = self._member.decompress(self._compressed), b""
        except self._errors as error:
            told = f"the {self._what} data are corrupt near byte {self._at}: {error}"
            raise DecodeError(told, offset=self._at) from error
        if self._member.eof:
            self._compressed, self._member = self._member.unused_data, None
        else:
            self._compressed = rest
        return cast(bytes, out)


def _inflaters(compression: str) -> Callable[[], Any]:
    if compression == "gz":
        return lambda: zlib.decompressobj(wbits=31)
    decompressor = _zstandard().ZstdDecompressor()
    return lambda: decompressor.decompressobj()


class _Window(io.RawIOBase):
    """The bytes [start, end) of a file."""

    def __init__(self, raw: BinaryIO, start: int, end: int) -> None:
        raw.seek(start)
        self._raw, self._left = raw, end - start

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self._raw.read(min(len(target), self._left))
        target[: len(data)] = data
        self._left -= len(data)
        return len(data)


def window(raw: BinaryIO, start: int, end: int) -> BinaryIO:
    """Return a stream over the bytes [start, end) of a file."""
    return cast(BinaryIO, io.BufferedReader(_Window(raw, start, end), _BUFFER))


def opened(raw: BinaryIO, compression: str) -> BinaryIO:
    """Return a stream of the content; `compression` is "", "gz" or "zst"."""
    if not compression:
        return raw
    return cast(BinaryIO, io.BufferedReader(Inflated(raw, compression), _BUFFER))


@contextmanager
def compressed(out: IO[bytes], compression: str) -> Iterator[IO[bytes]]:
    """Give a stream into which to write what `out` is to hold compressed, as one member."""
    if compression == "gz":
        with gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=_LEVEL, mtime=0) as target:
            yield cast(IO[bytes], target)
    elif compression == "zst":
        with _zstandard().ZstdCompressor(write_checksum=True).stream_writer(out, closefd=False) as target:
            yield target
    else:
        yield out


def pack(data: bytes, compression: str) -> bytes:
    """Return `data` as a member of its own, as WARC files have one for each record."""
    if compression == "gz":
        return gzip.compress(data, _LEVEL, mtime=0)
    if compression == "zst":
        return cast(bytes, _zstandard().ZstdCompressor(write_checksum=True).compress(data))
    return data


def lines(stream: BinaryIO, first: int = 1, limit: int = LIMIT) -> Iterator[tuple[int, bytes | Damage]]:
    """Yield each line with its number and line break; a line longer than `limit` is a Damage.

    >>> [line for _, line in lines(io.BytesIO(b"a\\nb"))]
    [b'a\\n', b'b']
    """
    row = first
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield row, line
        else:
            size = len(line)
            while more := stream.readline(limit):
                size += len(more)
                if more.endswith(b"\n"):
                    break
            yield row, too_long(row, str(size), limit, line)
        row += 1


def first_bytes(path: Path, count: int = 512) -> bytes:
    """Return the beginning of a file's content, decompressed; whatever goes wrong is for the reader to say."""
    with path.open("rb") as raw:
        head = raw.read(4)
        raw.seek(0)
        kind = compression_of(head)
        try:
            return opened(cast(BinaryIO, raw), kind).read(count)
        except (DecodeError, ConfigError):
            return b""


def compression_of(head: bytes) -> str:
    """Return "gz", "zst" or "" by the first bytes of a file.

    >>> compression_of(b"(\\xb5/\\xfd"), compression_of(b"text")
    ('zst', '')
    """
    return next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), "")
