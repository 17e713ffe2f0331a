"""Bytes to text: byte order mark, what the caller declares, strict UTF-8, then what reads like text.

Text in seven bits (HZ, ISO-2022) and text in wide units without a mark are valid UTF-8 as well, so they are
looked for before that: by their escapes, and by NUL bytes, which no other text has.

GB18030 stands in for GBK and GB2312 everywhere, cp950 for Big5, cp1252 for Latin-1, as browsers do.  Python has no
codec for EUC-TW, nor have browsers.
"""

from __future__ import annotations

import codecs
from typing import Literal, NamedTuple

from cleantext.errors import ConfigError, DecodeError
from cleantext.repair.guesses import SAMPLE, by_content, by_escapes, by_width, codec_of

__all__ = ["Decoded", "Loss", "decode"]

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
]
_SINGLE = ("cp1252", "cp125", "iso8859", "latin", "koi8", "mac")
_CHUNK = 4096


class Loss(NamedTuple):
    """Bytes that are not text in the encoding; U+FFFD stands in their place."""

    offset: int
    data: bytes


class Decoded(NamedTuple):
    """A decoded text.

    Attributes:
        text: without a byte order mark.
        encoding: the Python codec that was used.
        method: "bom", "declared", "escapes" (HZ, ISO-2022), "wide" (UTF-16 or UTF-32 by its NUL bytes), "utf-8",
            "tables" (reads like Chinese by our own statistics), "kana" (has hiragana), "accents" (Western letters
            one by one), "detector" (charset-normalizer) or "fallback" (nothing fits; fewest losses).
        losses: what could not be decoded; empty unless errors="replace".

    >>> decode("你好，世界".encode("gbk"))
    Decoded(text='你好，世界', encoding='gb18030', method='tables', losses=())
    """

    text: str
    encoding: str
    method: str
    losses: tuple[Loss, ...] = ()


def decode(
    data: bytes | bytearray | memoryview,
    declared: str | None = None,
    errors: Literal["strict", "replace"] = "strict",
) -> Decoded:
    """Return the text of `data`, its encoding, and how that was found.

    Args:
        data: the bytes of one text.
        declared: what an HTTP header or a meta tag says; a name Python does not know counts as none.
            A declared single-byte encoding is not believed of bytes that are valid UTF-8, a declared
            double-byte one is unless there are many such sequences.
        errors: "strict" raises; "replace" never does, and lists every loss.

    Raises:
        DecodeError: no encoding fits; `tried` says which failed at which byte, `offset` how far the best of them got.
        ConfigError: `errors` is neither "strict" nor "replace".
        TypeError: `data` is not bytes.

    >>> decode("中文网页".encode("gbk"), declared="gb2312")
    Decoded(text='中文网页', encoding='gb18030', method='declared', losses=())
    """
    if errors not in ("strict", "replace"):
        raise ConfigError(f"errors is 'strict' or 'replace', not {errors!r}")
    if not isinstance(data, bytes | bytearray | memoryview):
        raise TypeError(f"data must be bytes, not {type(data).__name__}; a str is decoded already")
    data = bytes(data)
    tried: list[tuple[str, int]] = []

    def attempt(encoding: str, method: str, skip: int = 0) -> Decoded | None:
        try:
            return Decoded(data[skip:].decode(encoding), encoding, method)
        except UnicodeDecodeError as error:
            tried.append((encoding, error.start + skip))
            return None

    skip = 0
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            if found := attempt(encoding, "bom", len(mark)):
                return found
            skip = len(mark)
            break
    name = codec_of(declared)
    as_utf8 = attempt("utf-8", "utf-8")
    if name and name != "utf-8" and not (as_utf8 and _overruled(name, data)) and (found := attempt(name, "declared")):
        return found
    if as_utf8 and name == "utf-8":
        return as_utf8._replace(method="declared")
    if guess := by_escapes(data) or by_width(data):
        return Decoded(*guess)
    if as_utf8:
        return as_utf8
    if guess := by_content(data):
        return Decoded(*guess)
    if errors == "strict":
        raise _unfit(data, tried, f"; no codec is called {declared!r}" if declared and not name else "")
    first = [tried[0][0]] if skip else [name] if name else []
    options = [_replacing(data, codec, skip) for codec in (first or ["utf-8", "gb18030", "cp950"])]
    return min(options, key=lambda d: (sum(len(loss.data) for loss in d.losses), options.index(d)))


def _unfit(data: bytes, tried: list[tuple[str, int]], unknown: str) -> DecodeError:
    where = ", ".join(f"{encoding} fails at byte {offset}" for encoding, offset in tried)
    return DecodeError(
        f"no encoding fits these {len(data)} bytes: {where}, nor do they read like GB18030 or Big5{unknown}; "
        "errors='replace' decodes what can be decoded and lists the losses",
        offset=max(offset for _, offset in tried),
        tried=tuple(tried),
    )


def _overruled(name: str, data: bytes) -> bool:
    """Return whether valid UTF-8 outweighs the declaration."""
    if data.isascii():
        return False
    leads = sum(1 for b in data[:SAMPLE] if b >= 0xC2)
    return name.startswith(_SINGLE) or leads >= 8


def _replacing(data: bytes, encoding: str, skip: int) -> Decoded:
    """Decode what can be decoded; in chunks, so that a million errors cost a million small steps."""
    view = memoryview(data)
    parts: list[str] = []
    losses: list[Loss] = []
    at = skip
    while at < len(data):
        chunk = view[at : at + _CHUNK]
        try:
            parts.append(str(chunk, encoding))
            at += len(chunk)
        except UnicodeDecodeError as error:
            parts.append(str(chunk[: error.start], encoding))
            cut = at + len(chunk) < len(data) and error.end >= len(chunk) - 4 and error.start > 0
            at += error.start
            if cut:  # perhaps only a character on the border of two chunks
                continue
            size = max(1, error.end - error.start)
            parts.append("\ufffd")
            losses.append(Loss(at, data[at : at + size]))
            at += size
    return Decoded("".join(parts), encoding, "fallback", tuple(losses))
