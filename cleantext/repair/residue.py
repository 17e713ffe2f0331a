"""Pinyin residue: readings that a page generator left behind Traditional characters, 衛(wèi)生.

A reading in brackets is residue only where a teacher would not have put it.  The generator wrote
behind Traditional forms that GB2312 lacks (and 著), the same few hundred characters all over a page,
in running text; somebody who teaches writes behind any character, names what he is doing, lists, or
gives the unusual reading of a character once.  A page with any sign of teaching is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from cleantext.document import Edit
from cleantext.repair.context import heard_as
from cleantext.repair.tables import READING, Tables, bytes_of, cell, reading_of, tables

__all__ = ["residues"]

_SITE = re.compile(rf"\(({READING}) ?\)")
_TEACHES = re.compile(
    "拼音|注音|读音|讀音|读作|讀作|读成|讀成|念作|念成|发音|發音|多音|生字|生词|生詞|组词|組詞|词典|詞典|字典|"
    "声调|聲調|声母|聲母|韵母|韻母|平声|平聲|去声|去聲|部首|笔画|筆畫|形近字|同音|通假|反切|异读|異讀|音同|通“|通「|"
    "[Pp]inyin|PINYIN|<ruby|<rt"
)
# Macron and caron vowels are pinyin wherever they stand; outside of brackets they are a lesson.
_TONED = re.compile("[āēīōūǖǎěǐǒǔǚ]")
_HANZI = re.compile("[一-鿿]")
# Toned letters of a word or of a list; `āO` between two characters are two bytes of a shifted run.
_LESSON = re.compile(r"(?<=[a-z ])[āēīōūǖǎěǐǒǔǚ]|[āēīōūǖǎěǐǒǔǚ](?=[a-z ])")
_FOLDED = frozenset("!,:;?()")  # full width on the page the tool had
# The reading of a whole word; the tool wrote behind single characters.
_WORD = re.compile(r"\([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ' ]{4,40}\)")
_REMAINS = re.compile(rf"[?\ufffd]{READING} ?\)")
_COMMON = -12.0  # nobody needs the reading of 瀏, names like 贇 have it given
_TONES = re.compile("[āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ]")


class _Site(NamedTuple):
    start: int
    end: int
    char: str
    reading: str
    toned: bool
    traditional: bool
    usual: bool
    common: bool
    doubled: bool
    alone: bool
    inside: bool


def residues(text: str, *, annotated: bool = False) -> Iterator[Edit]:
    """Yield an edit for each reading that was left behind in `text`; none if the page teaches.

    Args:
        text: of one page, or an excerpt.
        annotated: it is known from elsewhere that the generator was here; then few sites need no more proof.
    """
    # A literal in front lets `re` skip to it.
    if not _SITE.search(text):
        return
    sites = list(_sites(text, tables()))
    annotated = annotated or any(_TONES.search(m[0]) for m in _REMAINS.finditer(text))
    toned = [s for s in sites if s.toned]
    chosen: list[_Site] = []
    if _is_toned_residue(text, toned, annotated=annotated):
        # 們(men) is toneless in a dictionary as well.
        chosen = [s for s in sites if s.traditional]
    elif not toned and _is_toneless_residue(text, sites):
        strong = any(s.doubled for s in sites) or sum(s.traditional for s in sites) * 3 > len(sites)
        chosen = [s for s in sites if s.traditional or strong]
    for s in chosen:
        yield Edit(
            s.start,
            s.end,
            rule="encoding.pinyin-residue",
            removed=text[s.start : s.end],
            evidence={"class": "pinyin-residue", "character": s.char, "reading": s.reading, "verdict": "proven"},
        )


def _sites(text: str, known: Tables) -> Iterator[_Site]:
    """Yield the brackets that hold a reading of the character in front of them."""
    before: _Site | None = None
    for m in _SITE.finditer(text):
        start, end = m.span()
        doubled = before is not None and before.end == start
        char = before.char if doubled and before else text[start - 1 : start]
        left = text[start - 2 : start - 1]
        if "@" <= char <= "~" and not doubled:
            # 或T is BBF2 54, and F254 is 騎: a match across two characters of which none was lost.
            # A rare character in front is a shifted run that nobody could read: 髽I(yè) keeps its evidence.
            lead = ord(left) | 0x80 if left and left in _FOLDED else _trail(left)
            k = cell(lead, ord(char))
            char = known.chars[k] if k >= 0 and known.is_traditional(k) else char
        judged = _judge(char, m[1])
        if judged is None:
            continue
        # Digits belong to the text, and an excerpt may begin or end anywhere.
        led = (
            "一" <= left <= "鿿"
            or left.isdigit()
            or left == ")"
            or (doubled and before is not None and not before.alone)
        )
        followed = "一" <= text[end : end + 1] <= "鿿" or text[end : end + 1].isdigit()
        cut = (start == 1) != (end == len(text))
        inside = (led or start == 1) and (followed or end == len(text))
        before = _Site(start, end, char, m[1], *judged, doubled, not (led or followed or cut), inside)
        yield before


@lru_cache(4096)
def _trail(char: str) -> int:
    """Return the second byte of a common character, 0 of another."""
    known = tables()
    k = known.cells.get(char, -1)
    return bytes_of(k)[1] if k >= 0 and known.log(k) > -9.5 else 0


@lru_cache(4096)
def _judge(char: str, pinyin: str) -> tuple[bool, bool, bool, bool] | None:
    """Return if a reading is toned, its character Traditional, it the usual one, the character common; None if none."""
    known = tables()
    k = known.cells.get(char, -1)
    if k < 0 or not known.is_hanzi(k) or not (heard := heard_as(k)):
        return None
    toned = _TONES.search(pinyin) is not None
    plain = [r.rstrip("1234") for r in heard]
    reading = reading_of(pinyin)
    if reading not in (heard if toned else [*heard, *plain]):
        return None
    return toned, known.is_traditional(k), reading in (heard[0], plain[0]) or char in "長績", known.log(k) > _COMMON


def _is_toned_residue(text: str, sites: list[_Site], *, annotated: bool) -> bool:
    mine = [s for s in sites if s.traditional]
    kinds = {s.char for s in mine}
    if not mine:
        return False
    others = len(sites) - len(mine) + len({(s.char, s.reading) for s in mine}) - len(kinds)
    if sum(s.alone for s in mine) * 5 > len(mine) * 2:
        return False
    lessons = others + _stray(text) + sum(map(_is_word, _WORD.findall(text)))
    if len(mine) >= 8 and len(kinds) >= 5:
        return lessons * 8 <= len(mine)
    if lessons or _TEACHES.search(text):
        return False
    if annotated or len(kinds) > 2 or any(s.doubled for s in mine):
        return True
    # One or two characters: a gloss gives the reading of a rare one or the unusual one of another, and gives it once.
    sure = [s for s in mine if s.usual and s.common]
    return len(sure) * 2 >= len(mine) and bool(sure) and not any(_bare(text, c) for c in kinds)


def _stray(text: str) -> int:
    """Return how many toned letters stand outside of brackets."""
    rest = _SITE.sub("", text) if _TONED.search(text) else ""
    # `?jiǎn)` is what a lost character leaves behind; a letter or bracket of a shifted run is not a lesson either.
    rest = _REMAINS.sub("", rest)
    return len(_LESSON.findall(rest))


def _is_word(bracket: str) -> bool:
    """Return whether what stands in brackets is pinyin of more than one syllable."""
    inside = bracket[1:-1].strip()
    return _TONES.search(inside) is not None and reading_of(inside) not in _syllables()


@cache
def _syllables() -> frozenset[str]:
    return frozenset(tables().syllables)


def _bare(text: str, char: str) -> bool:
    return re.search(rf"{char}(?!\()", text) is not None


def _is_toneless_residue(text: str, sites: list[_Site]) -> bool:
    """Toneless readings look like abbreviations: only many, or doubled ones, or one in few words, are residue."""
    kinds = {s.char for s in sites}
    mine = {s.char for s in sites if s.traditional}
    old = sum(s.traditional for s in sites)
    many = old >= 8 and len(mine) >= 5 and old * 10 >= len(sites) * 9  # a program may well speak of 字典
    if _TONED.search(text) or (not many and _TEACHES.search(text)):
        return False
    if sum(s.alone for s in sites) * 5 > len(sites) * 2:
        return False
    brackets = sum(1 for _ in _SITE.finditer(text))
    if (brackets - len(sites)) * 4 > len(sites):
        return False
    if any(s.doubled for s in sites):
        return bool(mine) or len(kinds) >= 3
    hanzi = len(_HANZI.findall(text))
    if len(mine) >= 2:
        # 桌子(zi) and 爸爸(ba) are a lesson on light syllables.
        return old * 3 >= len(sites) * (2 if len(sites) < 8 else 1) and len(sites) * 200 >= hanzi
    common = all(s.common and s.traditional and s.inside for s in sites)
    return common and len(sites) * 60 >= hanzi and not any(_bare(text, c) for c in mine)
