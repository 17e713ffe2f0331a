"""WARC and WET: `conversion` and `resource` records of text/plain are texts, all others go through untouched.

The container is a few lines of grammar (ISO 28500: a version line, headers, a blank line, as many bytes
as Content-Length says, two line breaks), and it is read here by hand: what is not changed keeps its bytes,
a record that is damaged is set aside with its bytes, and reading goes on at the next version line.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from cleantext.errors import ConfigError, DecodeError
from cleantext.io.record import LIMIT, Damage, Fields, Item, Record, Verbatim, host_of, too_long
from cleantext.repair import decode

__all__ = ["read", "render"]

_VERSION = re.compile(rb"WARC/\d+\.\d+\r?\n")
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
    row = first - 1
    line = stream.readline(limit)
    while line:
        if line in (b"\r\n", b"\n"):
            line = stream.readline(limit)
            continue
        row += 1
        if not _VERSION.fullmatch(line):
            line, skipped = _resync(stream, line, limit)
            yield Damage(row, "not a WARC record: no version line where one should be", skipped)
            continue
        header, length = _header(stream, line, limit)
        if length is None or length > limit:
            if length is None:
                damage = Damage(row, "a WARC record without a Content-Length that is a number", header)
            else:
                damage = too_long(row, str(length), limit, header, "record")
                _skip(stream, length)
            yield damage
            line, _ = _resync(stream, stream.readline(limit), limit)
            continue
        content = stream.read(length)
        if len(content) < length:
            told = (
                f"the file ends in the middle of a record: Content-Length says {length}, {len(content)} bytes are there"
            )
            yield Damage(row, told, header + content)
            return
        ending = stream.readline(4)
        line = stream.readline(limit)
        if ending not in (b"\r\n", b"\n", b"") or line not in (b"\r\n", b"\n", b""):
            line, _ = _resync(stream, line, limit)
            yield Damage(row, f"Content-Length says {length}, but the record does not end there", header + content)
            continue
        line = stream.readline(limit)
        yield _item(row, _Block(header, content))


def _header(stream: BinaryIO, version: bytes, limit: int) -> tuple[bytes, int | None]:
    held = [version]
    length: int | None = None
    size = len(version)
    while line := stream.readline(limit):
        held.append(line)
        size += len(line)
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() == b"content-length":
            length = int(value) if value.strip().isdigit() else None
        if line in (b"\r\n", b"\n"):
            return b"".join(held), length
        if size > _LONGEST_HEADER:
            break
    return b"".join(held)[:_LONGEST_HEADER], None


def _resync(stream: BinaryIO, line: bytes, limit: int) -> tuple[bytes, bytes]:
    """Skip to the next version line; return it, and the beginning of what was skipped."""
    head = line
    while line and not _VERSION.fullmatch(line):
        line = stream.readline(limit)
        if len(head) < LIMIT and not _VERSION.fullmatch(line):
            head += line
    return line, head


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0 and (data := stream.read(min(length, 1 << 20))):
        length -= len(data)


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
