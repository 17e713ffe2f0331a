"""WARC and WET: `conversion` and `resource` records of text/plain are texts, all others go through untouched.

The container is a few lines of grammar (ISO 28500: a version line, headers, a blank line, as many bytes
as Content-Length says, two line breaks), and it is read here by hand: what is not changed keeps its bytes,
a record that is damaged is set aside with its bytes, and reading goes on at the next version line.  warcio and
fastwarc, which decode the pages (chunks, compression, character sets) that are not touched here, do neither;
the tests have warcio write what is read and read what is written, digests included.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleantext.errors import ConfigError, DecodeError
from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, Verbatim, host_of, too_long
from cleantext.repair import decode

__all__ = ["read", "render"]

_VERSION = re.compile(rb"WARC/\d+\.\d+\r?\n")
_NEXT = re.compile(rb"(?<=\n)WARC/\d+\.\d+\r?\n")
_BREAKS = (b"\r\n", b"\n")
_END = b"\r\n\r\n"
_LONGEST_HEADER = 1 << 20
_DIGESTS = (b"warc-block-digest", b"warc-payload-digest")


@dataclass(frozen=True, slots=True)
class _Block:
    """A record's header, its lines included, and its content."""

    header: bytes
    content: bytes

    def fields(self) -> dict[bytes, bytes]:
        pairs = (line.partition(b":") for line in self.header.split(b"\n")[1:])
        return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}

    def whole(self) -> bytes:
        return self.header + self.content + _END


def read(stream: BinaryIO, fields: Fields, first: int = 1, limit: int = LIMIT) -> Iterator[Item]:
    """Yield each record of the file: texts as records, others verbatim, damaged ones as damage."""
    if fields.meta is not None:
        raise ConfigError("--meta-field is for jsonl; a WARC has no room for it")
    source = _Source(stream, limit)
    row = first - 1
    while line := source.line():
        if line in _BREAKS:
            continue
        row += 1
        if not _VERSION.fullmatch(line):
            yield Damage(row, "not a WARC record: no version line where one should be", source.resync(line))
            continue
        header, length = _header(source, line)
        if length is None:
            yield Damage(row, "a WARC record without a Content-Length that is a number", source.resync(header))
            continue
        if length > limit:
            yield too_long(row, str(length), limit, header, "record")
            source.resync(b"")
            continue
        content = source.read(length)
        after = source.line() + source.line()
        if len(content) == length and after in (b"\r\n\r\n", b"\n\n", b"\r\n", b"\n", b""):
            yield _item(row, _Block(header, content))
            continue
        inside = _NEXT.search(content + after)
        source.unread((content + after)[inside.start() :] if inside else after)
        damaged = header + (content + after)[: inside.start() if inside else len(content)]
        if len(content) < length and not inside:
            told = f"the file ends in the middle of a record: it has {len(content)} bytes where"
        else:
            told = "the record does not end where"
        yield Damage(row, f"{told} Content-Length says {length}", damaged)
        if not inside:
            source.resync(b"")


class _Source:
    """A stream that takes back what was read too far."""

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._back = io.BytesIO()

    def line(self) -> bytes:
        """Return the next line, of a long one a part; empty at the end."""
        line = self._back.readline(self._limit)
        return line if line.endswith(b"\n") else line + self._stream.readline(self._limit)

    def read(self, size: int) -> bytes:
        data = self._back.read(size)
        return data if len(data) == size else data + self._stream.read(size - len(data))

    def unread(self, data: bytes) -> None:
        self._back = io.BytesIO(data + self._back.read())

    def resync(self, head: bytes) -> bytes:
        """Skip to the next version line; return `head` and the beginning of what was skipped."""
        held = [head]
        size = len(head)
        while line := self.line():
            if _VERSION.fullmatch(line):
                self.unread(line)
                break
            if size < self._limit:
                held.append(line)
                size += len(line)
        return b"".join(held)


def _header(source: _Source, version: bytes) -> tuple[bytes, int | None]:
    """Return the lines of a header, and the Content-Length, or None."""
    held = [version]
    length: int | None = None
    size = len(version)
    while size <= _LONGEST_HEADER and (line := source.line()):
        held.append(line)
        size += len(line)
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"content-length":
            length = int(value) if value.strip().isdigit() and len(value) < 20 else None
        if line in _BREAKS:
            return b"".join(held), length
    return b"".join(held)[:_LONGEST_HEADER], None


def _item(row: int, block: _Block) -> Item:
    fields = block.fields()
    kind = fields.get(b"warc-type", b"").lower()
    type = fields.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind not in (b"conversion", b"resource") or type != b"text/plain":
        return Verbatim(block.whole())
    try:
        text = block.content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = decode(block.content).text
        except DecodeError as error:
            return Damage(row, str(error), block.whole())
    return Record(
        row,
        text,
        block.whole,
        id=fields.get(b"warc-record-id", b"").decode("utf-8", "replace") or None,
        host=host_of(fields.get(b"warc-target-uri", b"").decode("utf-8", "replace").strip("<>")),
        slot=block,
    )


def render(record: Record, text: str, fields: Fields, found: Mapping[str, Any]) -> bytes:
    """Return the record with another text, its length and digests brought up to date."""
    block: _Block = record.slot
    content = text.encode("utf-8", "backslashreplace")
    if content == block.content:
        return block.whole()
    out: list[bytes] = []
    for line in block.header.split(b"\n"):
        name, colon, value = line.partition(b":")
        ending = b"\r" if line.endswith(b"\r") else b""
        key = name.strip().lower()
        if colon and key == b"content-length":
            line = name + b": " + str(len(content)).encode() + ending
        elif colon and key in _DIGESTS:
            if value.strip()[:5].lower() != b"sha1:":
                continue  # of an algorithm that is not known here; a wrong digest is worse than none
            line = name + b": sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()) + ending
        out.append(line)
    return _Block(b"\n".join(out), content).whole()
