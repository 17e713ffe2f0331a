"""Which double-byte encoding Chinese was read in by mistake: the pairs of codecs, and what betrays each.

Everything here follows from the codecs themselves: the characters that UTF-8, GBK or Big5 give when they are read in
another encoding, and the byte pairs on which a decoder fails.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

from cleantext.repair.double.doubles import Table
from cleantext.repair.double.holes import LOST

__all__ = [
    "FEW",
    "LATIN",
    "LATIN_SIGNS",
    "LEADS",
    "PAIRS",
    "USUAL",
    "USUAL_TRADITIONAL",
    "Pair",
    "gate",
    "lines",
    "table",
]

FEW = 4  # characters that a run must have, unless the text has more of the kind
# The characters that make up half of all Chinese text.
USUAL = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此"
    "已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代"
    "内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四总何电数安少报"
    "，。、：“”"
)
USUAL_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事"
    "成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此"
    "已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代"
    "內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活更別打女變四總何電數安少報"
    "，。、：「」"
)
# The bytes above ASCII that are characters in cp932.
_SINGLES = (0x80, *range(0xA0, 0xE0), 0xFD, 0xFE, 0xFF)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# Ã¤Â½Â, which was read as Latin-1 before it was read as GBK: all of it, and what healthy text seldom has of it.
LATIN = "".join(bytes((a, b)).decode("gbk") for a in (0xC2, 0xC3) for b in range(0x80, 0xC0))
LATIN_SIGNS = "".join(
    bytes((0xC3, b)).decode("gbk") for b in (*range(0x80, 0xA0), 0xA2, 0xA3, *range(0xA4, 0xAA), 0xAF)
)
_MARKS = "\ufffd?€\x80"
_BLOCK = 4096  # parts that are joined at once
# What Big5 becomes in cp949 and no Korean has side by side: syllables that KS X 1001 lacks, kana, Cyrillic, frames.
_ODD = "".join(
    c
    for a in range(0xA4, 0xC7)
    for b in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0x81, 0xFF))
    if b < 0xA1 or 0xA5 <= a <= 0xAC
    for c in bytes((a, b)).decode("cp949", "ignore")
)
_RARE = "".join(c for c in _ODD if "가" <= c <= "힣")  # without one, it is a frame, or Japanese
# The syllables that make up half of all Korean text, counted in a treebank and a forum; misread text has 3 % of them.
_SYLLABLES = re.compile(
    "[이다의는에하가을고지은로한서기도자있나인적대것를그리으어사시국들제아라정동해주수과상게되보일부문비우전만면었경여중구러장]"
)
_HANGUL = re.compile("[가-힣]")
_KOREAN, _ENOUGH, _SEEN = 0.2, 6, 300
# The lead bytes of what Chinese text in UTF-8 consists of, and those of accented letters, emoji and private use.
LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)
_OTHERS = (0xC2, 0xC3, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xF0)


@dataclass(frozen=True)
class Pair:
    """Text in the encoding `right` that was read in the encoding `wrong`.

    Attributes:
        name: of the class, as in `encoding.mojibake-utf8-gbk`.
        usual: characters of which a few betray it.
    """

    name: str
    right: str
    wrong: str
    usual: str = USUAL

    @cached_property
    def signs(self) -> str:
        """The characters of the wrong reading that healthy text seldom has."""
        return _signs()[self.name]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a text must have somewhere to have been read so."""
        signs = _class(self.signs)
        if self.wrong == "cp932":
            kana = "[\uff61-\uff9f]"
            also = f"|{signs}{signs}" if self.right == "utf-8" else f"|{kana}{{2}}"
            return re.compile(f"[㐀-鿿]{kana}|{kana}[㐀-鿿]{also}")
        if self.wrong == "cp949":
            # Escapes, because normal forms turn U+F900 into a hanzi, and the class into one that has all of Hangul.
            hanja = r"[\u3400-\u9fff\uf900-\ufaff]"
            if self.right == "cp950":
                odd, gap, rare = f"[{_ODD}]", "[^\n]{0,2}", f"[{_RARE}]"
                return re.compile(
                    f"{rare}{gap}{odd}{gap}(?:{odd}|{hanja})|{odd}{gap}(?:{rare}{gap}(?:{odd}|{hanja})|{odd}{gap}{rare})"
                )
            also = f"|{signs}[^\n]{{0,3}}{signs}" if self.right == "utf-8" else ""
            return re.compile(f"[가-힣]{hanja}|{hanja}[가-힣]{also}")
        if self.wrong == "gb18030" and self.right == "utf-8":
            return re.compile(f"{signs}{_class(self.members)}|[{LATIN_SIGNS}][{LATIN}]{{2}}")
        if self.right == "utf-8":
            return re.compile(f"{signs}{_class(self.members)}")
        return re.compile(signs)

    @cached_property
    def members(self) -> str:
        """The double-byte characters that such a text can consist of."""
        known = table(self.wrong)
        if self.right == "utf-8":
            first = {*range(0x81, 0xC0), *LEADS, *_OTHERS}
            second = {*range(0x40, 0xC0), *LEADS, *_OTHERS}
            found = {
                c
                for (a, b), c in known.items()
                if a in first and b in second and not (a >= 0xC0 and (b >= 0xC0 or b < 0x80))
            }
        else:
            found = {c for _, c in known.items()}
        return "".join(sorted(found)) + _MARKS

    @property
    def least(self) -> int:
        """How many characters a stretch must have; what is shorter cannot be repaired, `left_over` looks beyond it."""
        return 1 if self.name == "gbk-big5" else FEW

    @cached_property
    def run(self) -> re.Pattern[str]:
        """A stretch of text that can have been read so; most that are shorter than `least` are not found."""
        kana = "\uff61-\uff9f\uf8f0-\uf8f3" if self.wrong == "cp932" else ""
        members = f"{kana}{_class(self.members)[1:-1]}"
        least = f"(?=[ -~\t{members}]{{{self.least}}})" if self.least > 1 else ""
        # One repeat of one class: `re` keeps a hundred bytes for each round of a group.
        return re.compile(f"{least}[{members}](?:[ -~\t{members}]*[{members}])?[ -~]?")

    @cached_property
    def is_lost(self) -> Callable[[int, int], bool]:
        """Whether the decoder fails on a byte that another follows; -1 is the end, or another failure."""
        known = table("gbk" if self.wrong == "gb18030" else self.wrong)
        if self.wrong == "cp932":  # bytes that are half-width katakana alone are never lost
            return lambda b, after: b not in _SINGLES and (after < 0x40 or (b, after) not in known)
        return lambda b, after: b < 0x81 or after < 0x40 or (b, after) not in known

    @staticmethod
    def is_lost_18030(b: int, after: int) -> bool:
        """Whether a GB18030 decoder fails on a byte: it knows all pairs."""
        return b < 0x81 or after < 0x40 or after in (0x7F, 0xFF)

    def has_private(self, run: str) -> bool:
        """Return whether a run has characters that only a decoder of GB18030 gives."""
        return self.wrong == "gb18030" and _PRIVATE.search(run) is not None

    def _encode(self, c: str) -> bytes:
        """Return the bytes that were read as `c`."""
        if c < "\x80":
            return c.encode()
        if c == "\x80" or (c == "€" and self.wrong == "gb18030"):
            return b"\x80"
        if c == "\ufffd":  # GB18030 has bytes for it
            return bytes((LOST,))
        for codec in (self.wrong, "big5") if self.wrong == "cp950" else (self.wrong,):
            try:
                return c.encode(codec)
            except UnicodeEncodeError:
                continue
        return bytes((LOST,))

    def to_bytes(self, run: str) -> tuple[bytes, array[int]]:
        """Return the bytes of a run, with `LOST` for what was lost, and where those of each character begin."""
        parts: list[bytes] = []
        starts = array("i")
        at = 0
        known = {c: self._encode(c) for c in set(run)}
        for c in run:
            starts.append(at)
            data = known[c]
            parts.append(data)
            at += len(data)
        if self.wrong == "gb18030" and self.right == "utf-8" and "€" in run:
            at = run.find("€")
            while at >= 0:
                behind = parts[at + 1][0] if at + 1 < len(parts) else 0
                # The byte 80 in cp936, the pair A2 E3 in GB18030: the one ends a character, the other begins one, too.
                if 0x80 <= behind <= 0xBF or behind == LOST:
                    before = b"".join(parts[max(0, at - 2) : at])
                    if before[-2:-1] >= b"\xe2" and before[-2] != LOST:
                        parts[at] = b"\xa2\xe3"
                at = run.find("€", at + 1)
            starts = array("i", accumulate(map(len, parts[:-1]), initial=0))
        # `bytes.join` takes eighty bytes for each part.
        return b"".join(b"".join(parts[k : k + _BLOCK]) for k in range(0, len(parts), _BLOCK)), starts


@cache
def _signs() -> dict[str, str]:
    """Return the signs of each pair, by its name, as `build_signs` found them."""
    from importlib.resources import files

    import numpy as np

    with (files("cleantext.repair") / "data" / "signs.npz").open("rb") as file, np.load(file) as found:
        return {pair.name: found[pair.name].tobytes().decode() for pair in PAIRS}


def _class(chars: str) -> str:
    """Return a class of these characters; in ranges it compiles in a third of the time."""
    if not chars:
        return "(?!)"
    points = sorted(map(ord, set(chars)))
    breaks = [k for k in range(1, len(points)) if points[k] != points[k - 1] + 1]
    ends = zip([0, *breaks], [*breaks, len(points)], strict=True)
    ranges = ((re.escape(chr(points[a])), re.escape(chr(points[b - 1]))) for a, b in ends)
    return "[" + "".join(low if low == high else f"{low}-{high}" for low, high in ranges) + "]"


@cache
def table(codec: str) -> Table:
    """Return what a codec makes of each pair of bytes."""
    return Table(codec)


# The surer one first: what is valid UTF-8 is not valid by chance.
PAIRS = (
    Pair("utf8-gbk", "utf-8", "gb18030"),
    Pair("utf8-cp932", "utf-8", "cp932"),
    Pair("utf8-cp949", "utf-8", "cp949"),
    Pair("utf8-big5", "utf-8", "cp950"),
    Pair("gbk-big5", "gbk", "cp950"),
    Pair("gbk-cp949", "gbk", "cp949"),
    Pair("gbk-cp932", "gbk", "cp932"),
    Pair("big5-gbk", "cp950", "gb18030", USUAL_TRADITIONAL),
    Pair("big5-cp949", "cp950", "cp949", USUAL_TRADITIONAL),
    Pair("big5-cp932", "cp950", "cp932", USUAL_TRADITIONAL),
)


@cache
def gate() -> re.Pattern[str]:
    """Return the one search that proves a text free of all of them."""
    # The Latin letters of big5-cp949, ª and Þ, are none without Hangul beside them.
    signs = _class("".join(c for pair in PAIRS for c in pair.signs if c > "\u024f"))[1:-1] + "가-힣\uff61-\uff9f"
    return re.compile(f"[{signs}{LATIN_SIGNS}](?:(?<=[{signs}])|(?=[{LATIN}]{{2}}))")


def lines(text: str) -> Iterator[tuple[int, int, list[Pair]]]:
    """Yield the lines of `text` that have a sign of some pairs: where each begins and ends, and the pairs."""
    search = gate().search
    end = 0
    while m := search(text, end):
        start = text.rfind("\n", 0, m.start()) + 1
        end = text.find("\n", m.start())
        end = len(text) if end < 0 else end
        korean = _is_korean(text[start:end])
        if found := [
            pair for pair in PAIRS if not (korean and pair.wrong == "cp949") and pair.pattern.search(text, start, end)
        ]:
            yield start, end, found


def _is_korean(line: str) -> bool:
    """Return whether the syllables of a line are those that Korean mostly consists of."""
    found = len(_HANGUL.findall(line, 0, _SEEN))
    return found >= _ENOUGH and len(_SYLLABLES.findall(line, 0, _SEEN)) >= _KOREAN * found
