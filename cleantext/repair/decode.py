"""Bytes to text: byte order mark, what the caller declares, strict UTF-8, then what reads like text.

Text in seven bits (HZ, ISO-2022) and text in wide units without a mark are valid UTF-8 as well, so they are
looked for before that: by their escapes, and by NUL bytes, which no other text has.

GB18030 stands in for GBK and GB2312 everywhere, cp950 for Big5, cp1252 for Latin-1, as browsers do.  Python has no
codec for EUC-TW, nor have browsers.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple

from cleantext.errors import ConfigError, DecodeError

__all__ = ["Decoded", "Loss", "decode"]

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
]
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "cp950",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_SINGLE = ("cp1252", "cp125", "iso8859", "latin", "koi8", "mac")
# What ISO-2022 begins with: ESC $ @, ESC $ B, ESC $ ) C and the like; and a stretch of HZ.
_ESCAPES = re.compile(rb"\x1b\$[@AB(]|\x1b\$\)[ACG]|\x1b\([JI]")
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
# Western letters and marks of cp1252, but õ and û, which Hungarian has in cp1250 as ő and ű; no two of a kind together.
_LETTER, _MARK = rb"[\xc9\xdf-\xf4\xf6-\xfa\xfc]", rb"[\x80\x85\x91-\x97\xa0\xab\xb0\xb7\xbb\xbf]"
_WESTERN = re.compile(rb"[\x00-\x7f]|%b(?!%b)|%b(?!%b)" % (_LETTER, _LETTER, _MARK, _MARK))
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
# Letters and marks of living scripts; Han is looked up by how common it is.
_LETTERS = re.compile(
    "[\t\r\n -~\xa0-\u024f\u0370-\u058f\u05d0-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u11ff\u1e00-\u1fff"
    "\u2010-\u203f\u20ac\u3000-\u3003\u3005-\u3029\u3041-\u30ff\uac00-\ud7a3\uff01-\uff9f]"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_HIRAGANA = re.compile("[ぁ-ん]")
_PARTICLES = frozenset("のはがをにでとたいるしてれ")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
# What the detector may find: the encodings of the web (WHATWG Encoding Standard); it knows 60 more, and finds them.
_ON_THE_WEB = ["cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"]
_ON_THE_WEB += ["iso8859_2", "iso8859_5", "iso8859_7", "koi8_r", "koi8_u", "cp866", "cp932", "euc_jp", "cp949"]
_ON_THE_WEB += ["gb18030", "cp950", "utf_16_le", "utf_16_be"]
_SAMPLE = 20_000
_CHUNK = 4096
_SURE, _LIKELY = -7.6, -9.0


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
    name = _codec(declared)
    as_utf8 = attempt("utf-8", "utf-8")
    if name and name != "utf-8" and not (as_utf8 and _overruled(name, data)) and (found := attempt(name, "declared")):
        return found
    if as_utf8 and name == "utf-8":
        return as_utf8._replace(method="declared")
    if found := _by_escapes(data) or _by_width(data):
        return found
    if as_utf8:
        return as_utf8
    if (
        found := _by_accents(data)
        or _by_tables(data, _SURE)
        or _by_kana(data)
        or _by_detector(data)
        or _by_tables(data, _LIKELY)
    ):
        return found
    if errors == "strict":
        where = ", ".join(f"{encoding} fails at byte {offset}" for encoding, offset in tried)
        unknown = f"; no codec is called {declared!r}" if declared and not name else ""
        raise DecodeError(
            f"no encoding fits these {len(data)} bytes: {where}, nor do they read like GB18030 or Big5{unknown}; "
            "errors='replace' decodes what can be decoded and lists the losses",
            offset=max(offset for _, offset in tried),
            tried=tuple(tried),
        )
    first = [tried[0][0]] if skip else [name] if name else []
    options = [_replacing(data, codec, skip) for codec in (first or ["utf-8", "gb18030", "cp950"])]
    return min(options, key=lambda d: (sum(len(loss.data) for loss in d.losses), options.index(d)))


def _codec(declared: str | None) -> str | None:
    """Return the Python codec of a declared encoding, widened as browsers do; None if there is none."""
    if not declared:
        return None
    try:
        info = codecs.lookup(declared.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    # base64, rot13 and the like are codecs, too, but not of text.
    return _WIDER.get(info.name, info.name) if getattr(info, "_is_text_encoding", True) else None


def _overruled(name: str, data: bytes) -> bool:
    """Return whether valid UTF-8 outweighs the declaration."""
    if data.isascii():
        return False
    leads = sum(1 for b in data[:_SAMPLE] if b >= 0xC2)
    return name.startswith(_SINGLE) or leads >= 8


def _by_escapes(data: bytes) -> Decoded | None:
    """Return seven-bit text: ISO-2022 by its escape sequences, HZ if what its brackets hold reads like Chinese."""
    if not data.isascii():
        return None
    if _ESCAPES.search(data, 0, _SAMPLE):
        for codec in ("iso2022_jp_ext", "iso2022_kr"):
            if (text := _strictly(data, codec)) is not None and not text.isascii():
                return Decoded(text, codec, "escapes")
    text = _strictly(data, "hz") if _HZ.search(data, 0, _SAMPLE) else None
    # A shell or a template may have the brackets, too.
    return Decoded(text, "hz", "escapes") if text and _plausibility(text[:_SAMPLE]) > _LIKELY else None


def _by_width(data: bytes) -> Decoded | None:
    """Return text in units of two or four bytes, if there are NUL bytes and one reading has only usual characters."""
    if b"\0" not in data[:_SAMPLE]:
        return None
    best: tuple[float, Decoded] | None = None
    for codec in _WIDE:
        text = _strictly(data, codec)
        if text is None or "\0" in text:
            continue
        share = _usual(text[:_SAMPLE])
        if share > 0.8 and (best is None or share > best[0]):
            best = share, Decoded(text, codec, "wide")
    return best[1] if best else None


def _usual(text: str) -> float:
    """Return the share of characters that are letters, marks or common Han."""
    from cleantext.repair.tables import tables

    known = tables()
    common = sum((k := known.cells.get(c, -1)) >= 0 and known.logs[k] < 140 for c in _HAN.findall(text))
    return (len(_LETTERS.findall(text)) + common) / max(1, len(text))


def _by_kana(data: bytes) -> Decoded | None:
    """Return Japanese: no other text has hiragana where EUC-JP or Shift_JIS has it, one character in seven."""
    for codec in ("euc_jp", "cp932"):
        text = _strictly(data, codec)
        if text is None:
            continue
        sample = text[:_SAMPLE]
        wide = sum(c > "\x7f" for c in sample)
        kana = _HIRAGANA.findall(sample)
        # ㅋㅋㅋ in EUC-KR is ものの or so in EUC-JP, but always the same.
        if len(_PARTICLES.intersection(kana)) < 2:
            continue
        if len(kana) * 7 >= wide and len(_HALF_KANA.findall(sample)) * 10 <= wide:
            return Decoded(text, codec, "kana")
    return None


def _by_accents(data: bytes) -> Decoded | None:
    """Return Western text: the bytes above ASCII, a third at most, are lower-case letters, É and marks, one by one.

    éga is also GBK 間a, but a text in GBK has more than characters with an ASCII trail byte.
    """
    sample = data[:_SAMPLE]
    if _WESTERN.sub(b"", sample) or sum(b > 0x7F for b in sample) * 3 > len(sample):
        return None
    text = _strictly(data, "cp1252")
    return Decoded(text, "cp1252", "accents") if text is not None else None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _by_tables(data: bytes, floor: float) -> Decoded | None:
    """Return the text as GB18030, Big5 or UTF-16, whichever reads more like Chinese, if one does."""
    best: tuple[float, Decoded] | None = None
    for codec in ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"):
        text = _strictly(data, codec)
        if text is None or (codec == "big5hkscs" and best):
            continue
        score = _plausibility(text[:_SAMPLE])
        if score > floor and (best is None or score > best[0]):
            best = score, Decoded(text, codec, "tables")
    return best[1] if best else None


def _plausibility(text: str) -> float:
    """Return the mean logarithm of how likely the double-byte characters of a text are in Chinese."""
    from cleantext.repair.tables import tables

    known = tables()
    score, n, left = 0.0, 0, -1
    for c in text:
        if c < "\x80":
            left = -1
            continue
        k = known.cells.get(c, -1)
        score += known.after(left, k) if k >= 0 else -21.0
        left = k
        n += 1
    return score / n if n else -99.0


def _by_detector(data: bytes) -> Decoded | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:  # the extra `detect`
        return None
    best = from_bytes(data[: _SAMPLE * 4], cp_isolation=_ON_THE_WEB).best()
    name = _codec(best.encoding) if best is not None else None
    if name is None:
        return None
    try:
        return Decoded(data.decode(name), name, "detector")
    except UnicodeDecodeError:
        return None


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
