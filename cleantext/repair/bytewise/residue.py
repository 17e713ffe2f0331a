"""Pinyin residue: readings that a page generator left behind Traditional characters, 衛(wèi)生.

A reading in brackets is residue only where a teacher would not have put it.  The generator wrote
behind Traditional forms that GB2312 lacks (and 著), the same few hundred characters all over a page,
in running text; somebody who teaches writes behind any character, names what he is doing, lists, or
gives the unusual reading of a character once.  A page with any sign of teaching is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from cleantext.columns import Edits
from cleantext.edits import Edit
from cleantext.offsets import behind
from cleantext.repair.bytewise.context import heard_as
from cleantext.repair.tables import READING, bytes_of, cell, reading_of, tables

__all__ = ["RULE", "Residues", "residues"]

RULE = "encoding.pinyin-residue"

_SITE = re.compile(rf"\(({READING}) ?\)")
_APART_FROM = re.compile(rf"(\({READING} ?\))")  # splits a text into what is between its readings, and these
# fmt: off
_TEACHES = (
    "拼音", "注音", "读音", "讀音", "读作", "讀作", "读成", "讀成", "念作", "念成", "发音", "發音",
    "多音", "生字", "生词", "生詞", "组词", "組詞", "声调", "聲調", "声母",
    "聲母", "韵母", "韻母", "平声", "平聲", "去声", "去聲", "部首", "笔画", "筆畫", "形近字", "同音",
    "通假", "反切", "异读", "異讀", "音同", "通“", "通「", "Pinyin", "pinyin", "PINYIN", "<ruby", "<rt",
)
# fmt: on
_DICTIONARIES = "字典", "词典", "詞典"
# Macron and caron vowels are pinyin wherever they stand; outside of brackets they are a lesson.
_TONED = re.compile("[āēīōūǖǎěǐǒǔǚ]")
_HANZI = re.compile("[一-鿿]")
_LETTER = re.compile("[a-z ]")
_FOLDED = frozenset("!,:;?()")  # full width on the page the tool had
# The reading of a whole word; the tool wrote behind single characters.
_WORD = re.compile(r"\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ]{4,40}\)")
_REMAINS = re.compile(rf"[?\ufffd]{READING} ?\)")
_APART = frozenset(" \t\n|/:：、")  # parts the cells of a list
_OPENS, _CLOSES = frozenset("「『“‘"), frozenset("」』”’")
_COMMON = -12.0  # nobody needs the reading of 瀏, names like 贇 have it given
_TONES = re.compile("[āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ]")


@dataclass(frozen=True, eq=False, slots=True)
class _Read:
    """A character and a reading of it, one for all places that have them: compared by identity."""

    char: str
    reading: str
    toned: bool
    traditional: bool
    usual: bool
    common: bool


# Start, end, what is read, whether doubled, whether alone.  Plain tuples, as a page has hundreds.
_Site = tuple[int, int, _Read, bool, bool]


@dataclass(frozen=True, slots=True)
class Residues:
    """The readings that were left behind in a text: their places, and the edits that take them out when iterated.

    Attributes:
        text: with the readings.
        sites: where they are.
        without: the text without them.
    """

    text: str
    sites: tuple[_Site, ...]
    without: str

    def __len__(self) -> int:
        return len(self.sites)

    def __iter__(self) -> Iterator[Edit]:
        return iter(self.edits())

    def edits(self) -> Edits:
        """Return an edit for each reading."""
        places: dict[_Read, int] = {}  # a page has the same few hundred characters over and over
        which = np.array([places.setdefault(site[2], len(places)) for site in self.sites], np.intp)
        starts, ends = (np.array([site[k] for site in self.sites], np.intp) for k in (0, 1))
        reasons = tuple((RULE, None, _evidence(read), ()) for read in places)
        kept = behind(starts, ends, np.zeros(len(starts), np.intp))
        return Edits(self.text, self.without, starts, ends, *kept, reasons, which)


def _evidence(read: _Read) -> dict[str, str]:
    pair = read.char.encode("gb18030").hex()
    return {
        "class": "pinyin-residue",
        "codec": "gbk",
        "before": pair + f"({read.reading})".encode("gb18030").hex(),
        "after": pair,
        "character": read.char,
        "reading": read.reading,
        "verdict": "proven",
    }


def residues(text: str, *, annotated: bool = False) -> Residues:
    """Return the readings that were left behind in `text`; none if the page teaches.

    Args:
        text: of one page, or an excerpt.
        annotated: it is known from elsewhere that the generator was here; then few sites need no more proof.
    """
    # A literal in front lets `re` skip to it.
    if not _SITE.search(text):
        return Residues(text, (), text)
    pieces = _APART_FROM.split(text)
    between = pieces[::2]
    rest = "".join(between)
    sites = _sites(text, between, pieces[1::2])
    if not sites:  # brackets that are no readings, as most are
        return Residues(text, (), text)
    toned = [s for s in sites if s[2].toned]
    chosen: list[_Site] = []
    if _is_toned_residue(text, rest, toned, annotated=annotated):
        # 們(men) is toneless in a dictionary as well.
        chosen = [s for s in sites if s[2].traditional]
    elif not toned and _is_toneless_residue(text, sites):
        strong = any(s[3] for s in sites) or sum(s[2].traditional for s in sites) * 3 > len(sites)
        chosen = [s for s in sites if s[2].traditional or strong]
    return Residues(text, tuple(chosen), rest if len(chosen) == len(between) - 1 else _without(text, chosen))


def _without(text: str, sites: list[_Site]) -> str:
    parts, at = [], 0
    for start, end, *_ in sites:
        parts.append(text[at:start])
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _sites(text: str, between: list[str], notes: list[str]) -> list[_Site]:
    """Return the brackets that hold a reading of the character in front of them.

    Args:
        text: the pieces together.
        between: what is in front of each bracket, and behind the last.
        notes: the brackets that can be readings.
    """
    found: list[_Site] = []
    reads: dict[str, _Read | None] = {}
    end, last, char, alone = 0, -1, "", False  # of the site before
    for gap, note, right in zip(between, notes, between[1:], strict=False):
        start = end + len(gap)
        end = start + len(note)
        left = gap[-1:]
        doubled = start == last
        if doubled:
            left = char
        elif "@" <= left <= "~":
            left = _crossed(text[start - 2 : start - 1], left)
        key = left + note
        if key in reads:
            read = reads[key]
        else:
            read = reads[key] = _judge(left, note[1:-1].rstrip())
        if read is None:
            continue
        # Digits belong to the text, and an excerpt may begin or end anywhere.
        alone = not "一" <= right[:1] <= "鿿" and not (
            text[end : end + 1].isdigit()
            or _leads(text[start - 2 : start - 1])
            or (doubled and not alone)
            or (start == 1 and end < len(text) and text[end] not in _APART)
            or (start > 1 and end == len(text) and text[start - 2] not in _APART)
        )
        last, char = end, read.char
        found.append((start, end, read, doubled, alone))
    return found


def _crossed(left: str, char: str) -> str:
    """Return the Traditional form that ends in a letter and begins in what is in front of it; else the letter.

    或T is BBF2 54, and F254 is 騎: a match across two characters of which none was lost.
    """
    # A rare character in front is a shifted run that nobody could read: 髽I(yè) keeps its evidence.
    lead = ord(left) | 0x80 if left and left in _FOLDED else _trail(left)
    k = cell(lead, ord(char))
    known = tables()
    return known.chars[k] if k >= 0 and known.is_traditional(k) else char


def _leads(left: str) -> bool:
    return "一" <= left <= "鿿" or left.isdigit() or left == ")"


@lru_cache(4096)
def _trail(char: str) -> int:
    """Return the second byte of a common character, 0 of another."""
    known = tables()
    k = known.cells.get(char, -1)
    return bytes_of(k)[1] if k >= 0 and known.log(k) > -9.5 else 0


@lru_cache(4096)
def _judge(char: str, pinyin: str) -> _Read | None:
    """Return what is known of a character and its reading; None if it is not read so."""
    known = tables()
    k = known.cells.get(char, -1)
    if k < 0 or not known.is_hanzi(k) or not (heard := heard_as(k)):
        return None
    toned = _TONES.search(pinyin) is not None
    plain = [r.rstrip("1234") for r in heard]
    reading = reading_of(pinyin)
    if reading not in (heard if toned else [*heard, *plain]):
        return None
    usual = reading in (heard[0], plain[0]) or char in "長績"
    return _Read(char, pinyin, toned, known.is_traditional(k), usual, known.log(k) > _COMMON)


def _is_toned_residue(text: str, rest: str, sites: list[_Site], *, annotated: bool) -> bool:
    mine = [s for s in sites if s[2].traditional]
    if not mine:
        return False
    read = {s[2] for s in mine}
    kinds = {r.char for r in read}
    others = len(sites) - len(mine) + len({(r.char, r.reading) for r in read}) - len(kinds)
    if _stand_alone(mine):
        return False
    if many := len(mine) >= 8 and len(kinds) >= 5:
        if others * 8 > len(mine):
            return False
    elif others:
        return False
    lessons = others + _stray(rest) + sum(map(_is_word, _WORD.findall(text)))
    if many:
        return lessons * 8 <= len(mine)
    if lessons or _teaches(text, mine) or any(_is_quoted(text, s) for s in mine):
        return False
    if annotated or len(kinds) > 2 or any(s[3] for s in mine):
        return True
    if any(_TONES.search(m[0]) for m in _REMAINS.finditer(text)):
        return True
    # One or two characters: a gloss gives the reading of a rare one or the unusual one of another, and gives it once.
    sure = [s for s in mine if s[2].usual and s[2].common]
    return len(sure) * 2 >= len(mine) and bool(sure) and not any(_bare(text, c) for c in kinds)


def _stand_alone(sites: list[_Site]) -> bool:
    """Return whether too many sites are no part of a sentence, as in a list: two of five, or both of two."""
    return sum([s[4] for s in sites]) * 5 > max(len(sites) * 2, 5)


def _teaches(text: str, sites: list[_Site]) -> bool:
    # Forty searches for two characters are three times as fast as one for any of them.
    if any(word in text for word in _TEACHES):
        return True
    if not any(word in text for word in _DICTIONARIES):
        return False
    # Programs have dictionaries, too, and a lesson gives the readings that are not known to all.
    usual = [s for s in sites if s[2].usual and s[2].common and s[2].traditional and not s[4]]
    return len({s[2].char for s in usual}) < 3 or len(usual) * 3 < len(sites) * 2


def _is_quoted(text: str, site: _Site) -> bool:
    """Return whether a character and its reading stand in quotation marks by themselves: somebody speaks of it."""
    start, end = site[:2]
    return start > 1 and text[start - 2] in _OPENS and text[end : end + 1] in _CLOSES


def _stray(rest: str) -> int:
    """Return how many toned letters of a word or a list stand in a text without its brackets."""
    if not _TONED.search(rest):
        return 0
    # `?jiǎn)` is what a lost character leaves behind; a letter or bracket of a shifted run is not a lesson either.
    rest = _REMAINS.sub("", rest)
    return sum(_is_lesson(rest, m.start()) for m in _TONED.finditer(rest))


def _is_lesson(text: str, at: int) -> bool:
    """Return whether the toned letter at `at` is one of a word or a list; `āO` between two characters is two bytes."""
    return bool(_LETTER.match(text, at + 1) or (at and _LETTER.match(text, at - 1)))


@lru_cache(4096)
def _is_word(bracket: str) -> bool:
    """Return whether what stands in brackets is pinyin of more than one syllable."""
    inside = bracket[1:-1].strip()
    return _TONES.search(inside) is not None and reading_of(inside) not in _syllables()


@cache
def _syllables() -> frozenset[str]:
    return frozenset(tables().syllables)


@cache
def _plain_syllables() -> frozenset[str]:
    return frozenset(s.rstrip("1234").replace("v", "ü") for s in _syllables())


def _bare(text: str, char: str) -> bool:
    return re.search(rf"{char}(?!\(|\Z)", text) is not None  # an excerpt may end in front of a reading


def _is_toneless_residue(text: str, sites: list[_Site]) -> bool:
    """Toneless readings look like abbreviations: only many, or doubled ones, or one in few words, are residue."""
    kinds = {s[2].char for s in sites}
    mine = {s[2].char for s in sites if s[2].traditional}
    old = sum(s[2].traditional for s in sites)
    many = old >= 8 and len(mine) >= 5 and old * 10 >= len(sites) * 9  # a program may well speak of 字典
    if any(_is_lesson(text, m.start()) for m in _TONED.finditer(text)) or (not many and _teaches(text, sites)):
        return False
    if _stand_alone(sites):
        return False
    # Readings of something else than what is in front of them; an excerpt may begin with one.
    others = sum(m.start() > 0 and m[1] in _plain_syllables() for m in _SITE.finditer(text)) - len(sites)
    if others * 4 > len(sites):
        return False
    if not many and any(_is_quoted(text, s) for s in sites):
        return False
    if any(s[3] for s in sites):
        return bool(mine) or len(kinds) >= 3
    hanzi = len(_HANZI.findall(text))
    if len(mine) >= 2:
        # 桌子(zi) and 爸爸(ba) are a lesson on light syllables; a list of words has no sentence behind them.
        if len(sites) > 2 and sum("一" <= text[s[1] : s[1] + 1] <= "鿿" for s in sites) * 3 < len(sites):
            return False
        return old * 3 >= len(sites) * (2 if len(sites) < 8 else 1) and len(sites) * 200 >= hanzi
    common = all(s[2].common and s[2].traditional and (s[2].usual or _is_inside(text, s)) for s in sites)
    return common and len(sites) * 60 >= hanzi and not any(_bare(text, c) for c in mine)


def _is_inside(text: str, site: _Site) -> bool:
    """Return whether text goes on at both sides of a reading that is not doubled."""
    start, end = site[:2]
    right = text[end : end + 1]
    followed = "一" <= right <= "鿿" or right.isdigit() or end == len(text)
    return followed and (start == 1 or _leads(text[start - 2 : start - 1]))
