"""Which encoding bytes may be in that nothing declares: by escapes, by NUL bytes, by what reads like text.

Each guess is the whole text, the Python codec and the name of the method, or None.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["SAMPLE", "Guess", "by_content", "by_escapes", "by_width", "codec_of"]

Guess = tuple[str, str, str]

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
SAMPLE = 20_000
_SURE, _LIKELY = -7.6, -9.0


def codec_of(declared: str | None) -> str | None:
    """Return the Python codec of a declared encoding, widened as browsers do; None if there is none."""
    if not declared:
        return None
    try:
        info = codecs.lookup(declared.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    # base64, rot13 and the like are codecs, too, but not of text.
    return _WIDER.get(info.name, info.name) if getattr(info, "_is_text_encoding", True) else None


def by_escapes(data: bytes) -> Guess | None:
    """Return seven-bit text: ISO-2022 by its escape sequences, HZ if what its brackets hold reads like Chinese."""
    if not data.isascii():
        return None
    if _ESCAPES.search(data, 0, SAMPLE):
        for codec in ("iso2022_jp_ext", "iso2022_kr"):
            if (text := _strictly(data, codec)) is not None and not text.isascii():
                return text, codec, "escapes"
    text = _strictly(data, "hz") if _HZ.search(data, 0, SAMPLE) else None
    # A shell or a template may have the brackets, too.
    return (text, "hz", "escapes") if text and _plausibility(text[:SAMPLE]) > _LIKELY else None


def by_width(data: bytes) -> Guess | None:
    """Return text in units of two or four bytes, if there are NUL bytes and one reading has only usual characters."""
    if b"\0" not in data[:SAMPLE]:
        return None
    best: tuple[float, Guess] | None = None
    for codec in _WIDE:
        text = _strictly(data, codec)
        if text is None or "\0" in text:
            continue
        share = _usual(text[:SAMPLE])
        if share > 0.8 and (best is None or share > best[0]):
            best = share, (text, codec, "wide")
    return best[1] if best else None


def by_content(data: bytes) -> Guess | None:
    """Return the text by what it reads like: Western letters, Chinese, Japanese, or what the extra `detect` says."""
    return (
        _by_accents(data)
        or _by_tables(data, _SURE)
        or _by_kana(data)
        or _by_detector(data)
        or _by_tables(data, _LIKELY)
    )


def _usual(text: str) -> float:
    """Return the share of characters that are letters, marks or common Han."""
    from cleantext.repair.tables import tables

    known = tables()
    common = sum((k := known.cells.get(c, -1)) >= 0 and known.logs[k] < 140 for c in _HAN.findall(text))
    return (len(_LETTERS.findall(text)) + common) / max(1, len(text))


def _by_kana(data: bytes) -> Guess | None:
    """Return Japanese: no other text has hiragana where EUC-JP or Shift_JIS has it, one character in seven."""
    for codec in ("euc_jp", "cp932"):
        text = _strictly(data, codec)
        if text is None:
            continue
        sample = text[:SAMPLE]
        wide = sum(c > "\x7f" for c in sample)
        kana = _HIRAGANA.findall(sample)
        # ㅋㅋㅋ in EUC-KR is ものの or so in EUC-JP, but always the same.
        if len(_PARTICLES.intersection(kana)) < 2:
            continue
        if len(kana) * 7 >= wide and len(_HALF_KANA.findall(sample)) * 10 <= wide:
            return (text, codec, "kana")
    return None


def _by_accents(data: bytes) -> Guess | None:
    """Return Western text: the bytes above ASCII, a third at most, are lower-case letters, É and marks, one by one.

    éga is also GBK 間a, but a text in GBK has more than characters with an ASCII trail byte.
    """
    sample = data[:SAMPLE]
    if _WESTERN.sub(b"", sample) or sum(b > 0x7F for b in sample) * 3 > len(sample):
        return None
    text = _strictly(data, "cp1252")
    return (text, "cp1252", "accents") if text is not None else None


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _by_tables(data: bytes, floor: float) -> Guess | None:
    """Return the text as GB18030, Big5 or UTF-16, whichever reads more like Chinese, if one does."""
    best: tuple[float, Guess] | None = None
    for codec in ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be"):
        text = _strictly(data, codec)
        if text is None or (codec == "big5hkscs" and best):
            continue
        score = _plausibility(text[:SAMPLE])
        if score > floor and (best is None or score > best[0]):
            best = score, (text, codec, "tables")
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


def _by_detector(data: bytes) -> Guess | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:  # the extra `detect`
        return None
    best = from_bytes(data[: SAMPLE * 4], cp_isolation=_ON_THE_WEB).best()
    name = codec_of(best.encoding) if best is not None else None
    if name is None:
        return None
    try:
        return data.decode(name), name, "detector"
    except UnicodeDecodeError:
        return None
