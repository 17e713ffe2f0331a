"""Makes each encoding garble from clean text by the mechanism that makes it on real pages; seeded.

`CODECS` are garbles of a sentence: a wrong decoder, an escape, a lost byte.  `page` is the tool that put readings
behind Traditional characters by replacing *bytes* and left whatever came out; it also says what became of each
character, so that a repair can be scored spot by spot.
"""

from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import ftfy
import opencc

from cleantext.repair.tables import tables

__all__ = ["CODECS", "GENTLE", "Garble", "Page", "Spot", "page", "paragraphs", "sentences"]

GENTLE = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, normalization=None
)

# -- a sentence in a wrong encoding ----------------------------------------------------------------


class Garble(NamedTuple):
    """How to garble a sentence, and whether what came out can be undone exactly (or only flagged)."""

    make: Callable[[str, random.Random], str]
    lossless: bool = True


def cp1252(data: bytes) -> str:
    """Decode as browsers do: the five bytes that cp1252 lacks become C1 controls."""
    return "".join(bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in data)


def read_as(codec: str, wrong: str, errors: str = "strict") -> Garble:
    def make(text: str, _: random.Random) -> str:
        data = text.encode(codec)
        return cp1252(data) if wrong == "cp1252" else data.decode(wrong, errors)

    return Garble(make, errors == "strict")


def twice(codec: str, wrong: str) -> Garble:
    once = read_as(codec, wrong).make
    return Garble(lambda text, rng: once(once(text, rng), rng))


def after_ftfy(codec: str, wrong: str, config: ftfy.TextFixerConfig | None) -> Garble:
    once = read_as(codec, wrong).make
    return Garble(lambda text, rng: ftfy.fix_text(once(text, rng), config), False)


def each(escape: Callable[[str], str], *, ascii_too: bool = False) -> Garble:
    return Garble(lambda text, _: "".join(escape(c) if ascii_too or c > "\x7f" else c for c in text))


def utf16(c: str, form: str) -> str:
    data = c.encode("utf-16-be")
    return "".join(form % int.from_bytes(data[k : k + 2], "big") for k in range(0, len(data), 2))


def sprinkled(characters: str) -> Garble:
    """Put invisible characters between others; C0 and C1 anywhere."""

    def make(text: str, rng: random.Random) -> str:
        return "".join(c + (rng.choice(characters) if rng.random() < 0.1 else "") for c in text)

    return Garble(make)


def half(text: str, _: random.Random) -> str:
    return text.encode("gb18030")[:-1].decode("gb18030", "replace")


CODECS: dict[str, Garble] = {
    "GBK as Latin-1": read_as("gb18030", "latin-1"),
    "GBK as cp1252": read_as("gb18030", "cp1252"),
    "Big5 as Latin-1": read_as("cp950", "latin-1"),
    "Big5 as cp1252": read_as("cp950", "cp1252"),
    "GBK as Latin-1, then ftfy": after_ftfy("gb18030", "latin-1", GENTLE),
    "GBK as Latin-1, then ftfy default": after_ftfy("gb18030", "latin-1", None),
    "UTF-8 as GB18030": read_as("utf-8", "gb18030", "replace"),
    "UTF-8 as GBK": read_as("utf-8", "gbk", "replace"),
    "UTF-8 as GB18030, bad bytes dropped": read_as("utf-8", "gb18030", "ignore"),
    "UTF-8 as GBK, bad bytes dropped": read_as("utf-8", "gbk", "ignore"),
    "UTF-8 as GB18030 twice": Garble(
        lambda text, _: text.encode().decode("gb18030", "replace").encode().decode("gb18030", "replace"), False
    ),
    "GBK as Big5": read_as("gbk", "big5", "replace"),
    "GBK as cp949": read_as("gbk", "cp949", "replace"),
    "GBK as cp932": read_as("gbk", "cp932", "replace"),
    "Big5 as GBK": read_as("cp950", "gbk", "replace"),
    "UTF-8 as Big5": read_as("utf-8", "big5", "replace"),
    "UTF-8 as cp949": read_as("utf-8", "cp949", "replace"),
    "UTF-8 as cp932": read_as("utf-8", "cp932", "replace"),
    "UTF-8 as Latin-1": read_as("utf-8", "latin-1"),
    "UTF-8 as cp1252": read_as("utf-8", "cp1252"),
    "UTF-8 as Latin-1 twice": twice("utf-8", "latin-1"),
    "UTF-8 as cp1252 twice": twice("utf-8", "cp1252"),
    "UTF-8 as Latin-1, then as GBK": Garble(
        lambda text, _: text.encode().decode("latin-1").encode().decode("gb18030", "replace"), False
    ),
    "entities, decimal": each(lambda c: f"&#{ord(c)};"),
    "entities, hexadecimal": each(lambda c: f"&#x{ord(c):X};"),
    "entities, escaped twice": Garble(lambda text, _: html.escape("".join(f"&#{ord(c)};" for c in text))),
    "entities without ampersand": each(lambda c: f"#x{ord(c):x};" if c in "，。、；：？！（）“”《》" else c),
    "\\uXXXX": each(lambda c: utf16(c, "\\u%04x")),
    "%uXXXX": each(lambda c: utf16(c, "%%u%04X")),
    "%XX, UTF-8": Garble(lambda text, _: quote(text)),
    "%XX, GBK": Garble(lambda text, _: quote(text.encode("gb18030"))),
    "zero-width": sprinkled("\u200b\u200c\u200d\u2060\ufeff"),
    "bidi controls": sprinkled("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
    "soft hyphen": sprinkled("\u00ad"),
    "NUL, C0, C1": sprinkled("\0\1\2\3\4\5\6\7\x08\x0e\x0f\x10\x1a\x7f\x81\x8d\x8f\x90\x9d"),
    "byte order mark": Garble(lambda text, _: "\ufeff" + text),
    "GBK as UTF-8": read_as("gb18030", "utf-8", "replace"),
    "锟斤拷": Garble(
        lambda text, _: text.encode("gb18030").decode("utf-8", "replace").encode().decode("gb18030", "replace"), False
    ),
    "half a character at the end": Garble(half, False),
    "middle dot as ?": Garble(lambda text, _: text.replace("·", "?"), False),
}


# -- a page through the byte-level tool ------------------------------------------------------------


class Spot(NamedTuple):
    """A stretch of the garbled page that is not what stood there: `text[start:end]` was `source`."""

    start: int
    end: int
    source: str
    kind: str  # "residue", "lost-hanzi" or "phase-shift"


class Page(NamedTuple):
    """A garbled page, what it was, and each damaged spot in order."""

    text: str
    source: str
    spots: list[Spot]


_MARKS = (b"\xa3\xa1", b"\xa3\xbf", b"\xa3\xac")
_FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
_OF_NOTE, _OF_TAG = -1, -2  # where a byte is from, if not from the source
_TAG = re.compile(r"</?[a-z][^<>]*>")


def page(
    text: str,
    rng: random.Random,
    *,
    pinyin: bool = True,
    share: float | None = None,
    common: int | None = None,
    private: str = "kept",
    fold: bool = True,
    toneless: bool = False,
    tags: bool = False,
) -> Page:
    """Garble a Traditional text as the tool did.

    Args:
        text: Traditional, with full-width punctuation; what GBK lacks is left out.
        rng: chooses the table of characters that get a reading.
        pinyin: put readings; without, only the full-width marks are handled as bytes.
        share: of the characters with a reading, those that the page's table has; None: one of .3, .6, .9, 1.
        common: only so many characters have a reading, the commonest; None: all 3,000.
        private: what became of pairs that GBK leaves to users: "kept" (private use), "dropped", or "?".
        fold: full-width ASCII was folded later.
        toneless: the readings have no tones.
        tags: each line is a `<p>`, and may have tags inside; those that stay whole are stripped after decoding.
    """
    text = text.encode("gbk", "ignore").decode("gbk")
    lines = [f"<p>{line}</p>" if tags else line for line in text.split("\n")]
    data, origin = bytearray(), []
    at = 0
    for number, line in enumerate(lines):
        if number:
            data += b"\n"
            origin.append(at)
            at += 1
        for piece in re.split(f"({_TAG.pattern})", line) if tags else (line,):
            counts = not (tags and _TAG.fullmatch(piece))
            for c in piece:
                pair = c.encode("gbk")
                data += pair
                origin += [at if counts else _OF_TAG] * len(pair)
                at += counts
    text = _TAG.sub("", text) if tags else text
    raw = bytes(data)
    if pinyin:
        for char, reading in _table(rng, toneless, share, common):
            raw, origin = _insert(raw, origin, char.encode("gbk"), f"({reading})".encode("gbk"))
    out = _decode(raw, origin, private)
    if tags:
        out = _strip(out)
    return _spots(out, text, fold)


def _table(rng: random.Random, toneless: bool, share: float | None, common: int | None) -> list[tuple[str, str]]:
    """Return the characters that this page's tool knows, and what it writes behind them."""
    from pypinyin import Style, pinyin

    pool = _pool()[:common]
    share = rng.choice([0.3, 0.6, 0.9, 1.0]) if share is None else share
    chosen = rng.sample(pool, int(share * len(pool)))
    spaced = rng.random() < 0.2
    found = []
    for c in chosen:
        reading = pinyin(c, style=Style.NORMAL if toneless else Style.TONE)[0][0]
        if not reading.isalpha():
            continue
        try:
            reading.encode("gbk")
        except UnicodeEncodeError:
            continue
        found.append((c, reading + (" " if spaced and c in "絡會樂長還" else "")))
    return found


@cache
def _pool() -> list[str]:
    """Return the Traditional forms in GBK that GB2312 lacks, and 著; the commonest first."""
    simplify = opencc.OpenCC("t2s").convert
    found = ["著"]
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                c = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                continue
            simple = simplify(c)
            if not ("一" <= c <= "鿿") or simple == c:
                continue
            try:
                c.encode("gb2312")
            except UnicodeEncodeError:
                # Characters that pages have: their Simplified form is in GB2312, and both are in Big5's plane.
                try:
                    simple.encode("gb2312")
                    c.encode("big5")
                except UnicodeEncodeError:
                    continue
                found.append(c)
    known = tables()
    return sorted(found, key=lambda c: known.logs[known.cells[c]])


def _insert(raw: bytes, origin: list[int], pair: bytes, note: bytes) -> tuple[bytes, list[int]]:
    """Replace bytes: behind each match of `pair`, even across two characters, put `note`."""
    pieces = raw.split(pair)
    if len(pieces) == 1:
        return raw, origin
    places: list[int] = []
    at = 0
    for number, piece in enumerate(pieces):
        places += origin[at : at + len(piece)]
        at += len(piece)
        if number < len(pieces) - 1:
            places += origin[at : at + 2] + [_OF_NOTE] * len(note)
            at += 2
    return (pair + note).join(pieces), places


def _decode(raw: bytes, origin: list[int], private: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return the characters that the lossy decoder gives, each with the source characters its bytes are of."""
    out: list[tuple[str, tuple[int, ...]]] = []
    at, end = 0, len(raw)
    # The three marks are handled first, wherever their bytes stand; what is between them is decoded alone.
    stops = [m.span() for m in re.finditer(b"|".join(map(re.escape, _MARKS)), raw)]
    for start, stop in [*stops, (end, end)]:
        while at < start:
            b = raw[at]
            if b < 0x80:
                out.append((chr(b), (origin[at],)))
                at += 1
                continue
            pair = raw[at : min(at + 2, start)]
            try:
                c = pair.decode("gbk") if len(pair) == 2 else "?"
            except UnicodeDecodeError:
                c = "?"
                if len(pair) == 2 and _is_private(pair):
                    c = {"kept": pair.decode("gb18030"), "dropped": "", "?": "?"}[private]
                elif len(pair) == 2 and not 0x21 <= pair[1] <= 0x3F:
                    pair = pair[:1]
                out.append((c, tuple(origin[at : at + len(pair)])))
                at += len(pair)
                continue
            out.append((c, tuple(origin[at : at + len(pair)])))
            at += len(pair)
        if stop > start:
            out.append((raw[start:stop].decode("gbk"), tuple(origin[start:stop])))
            at = stop
    return out


def _is_private(pair: bytes) -> bool:
    lead, trail = pair
    if 0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE:
        return 0xA1 <= trail <= 0xFE
    return 0xA1 <= lead <= 0xA7 and 0x40 <= trail <= 0xA0 and trail != 0x7F


def _strip(out: list[tuple[str, tuple[int, ...]]]) -> list[tuple[str, tuple[int, ...]]]:
    text = "".join(c for c, _ in out)
    where = [k for k, (c, _) in enumerate(out) for _ in c]
    gone = {where[k] for m in _TAG.finditer(text) for k in range(*m.span())}
    return [piece for k, piece in enumerate(out) if k not in gone]


def _spots(out: list[tuple[str, tuple[int, ...]]], source: str, fold: bool) -> Page:
    """Find the stretches that are not what stood there."""
    parts: list[str] = []
    kept: list[str] = []  # the source, with what is left of tags
    spots: list[Spot] = []
    size = done = 0  # of the garbled text and of the source so far
    start = -1  # of the spot in hand, in the garbled text
    notes = wrong = last = 0
    bracket = ""
    for c, of in [*out, ("", (len(source), len(source)))]:
        first = of[0] if of else done
        healthy = set(of) == {first} and (first == _OF_TAG or (first >= done and c == source[first : first + 1]))
        if healthy:
            upto = max(done, last) if first == _OF_TAG else first
            if start >= 0 or upto > done:
                kind = "residue" if notes and not wrong and upto == done else "phase-shift" if wrong else "lost-hanzi"
                spots.append(Spot(start if start >= 0 else size, size, source[done:upto] + bracket, kind))
            kept += [source[done:upto], bracket, c]
            done, start, notes, wrong, bracket = (upto if first == _OF_TAG else upto + 1), -1, 0, 0, ""
        else:
            start = size if start < 0 else start
            last = max(last, *(at + 1 for at in of))
            if set(of) == {_OF_NOTE}:
                notes += 1
            elif c and c not in "?":
                wrong += 1
            if _OF_TAG in of:
                bracket = "<"
        parts.append(c)
        size += len(c)
    text, source = "".join(parts), "".join(kept)
    if fold:
        text, source = text.translate(_FOLD), source.translate(_FOLD)
        spots = [s._replace(source=s.source.translate(_FOLD)) for s in spots]
    return Page(text, source, spots)


# -- clean text --------------------------------------------------------------------------------------

_SENTENCE = re.compile(r"[^。！？\n]{8,80}[。！？]")
_HAN = re.compile("[一-鿿]")


def sentences(corpus: Path | None, n: int, seed: int = 1, half: int | None = None) -> list[str]:
    """Return `n` sentences, the first half Simplified and the rest Traditional, from a jsonl corpus or the seeds.

    Args:
        corpus: jsonl or jsonl.zst with a field `text`; None for seeds/gold, which has a few hundred.
        n: how many, at most.
        seed: which ones.
        half: 0 or 1: of the even or the odd documents only, to tune on one half and report on the other.
    """
    found = []
    for number, text in enumerate(_texts(corpus)):
        if half is None or number % 2 == half:
            text = re.sub(r"(?<=[一-鿿])([,;:?!])(?=[一-鿿])", lambda m: chr(ord(m[0]) + 0xFEE0), text)
            found += [m[0].strip() for m in _SENTENCE.finditer(text) if len(_HAN.findall(m[0])) > len(m[0]) / 2]
    found = [s for s in found if s.isprintable()]  # no zero-width spaces that are really there
    found = sorted(set(found))
    rng = random.Random(seed)
    chosen = rng.sample(found, min(n, len(found)))
    traditional = opencc.OpenCC("s2t").convert
    cut = len(chosen) // 2
    return [*chosen[:cut], *map(traditional, chosen[cut:])]


def paragraphs(corpus: Path | None, n: int, seed: int = 1, half: int | None = None) -> list[str]:
    """Return `n` Traditional texts of about 1,000 characters for `page`: several paragraphs each."""
    chosen = sentences(corpus, n * 25, seed, half)
    traditional = opencc.OpenCC("s2t").convert
    rng = random.Random(seed)
    found = []
    for _ in range(n):
        lines = ["".join(rng.sample(chosen, min(4, len(chosen)))) for _ in range(6)]
        found.append(traditional("\n".join(_quoted(line, rng) for line in lines)))
    return found


def _quoted(line: str, rng: random.Random) -> str:
    """Put some of the sentences in quotation marks: 。” is where runs begin."""
    return "".join(
        f"“{s}”" if rng.random() < 0.1 and not re.search("[“”]", s) else s
        for s in re.split(r"(?<=[。！？])", line)
        if s
    )


def _texts(corpus: Path | None) -> Iterator[str]:
    if corpus is None:
        for path in sorted((Path(__file__).parent.parent / "seeds" / "gold").glob("*.hans.txt")):
            yield from path.read_text("utf-8").split("\n")
        return
    from speed import iter_lines

    for line in iter_lines(corpus):
        yield unicodedata.normalize("NFC", json.loads(line)["text"])
