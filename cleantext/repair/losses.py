"""What cannot be undone: characters that a decoder threw away, found so that they can be counted, never repaired.

U+FFFD itself, and what other decoders make of its three bytes EF BF BD: 锟斤拷 in GBK, 嚙踝蕭 in Big5, 鐃緒申 in
EUC-JP, 占쏙옙 in EUC-KR, ï¿½ in Latin-1.  GBK read as UTF-8 is a run of them with the odd Latin or Cyrillic
letter between.  A converter that had no byte for a character wrote `?`: whole lines of them, or one where a
middle dot stood (史记?孔子世家).  Memory that nobody wrote to is CC or CD, in GBK 烫烫烫 or 屯屯屯.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleantext.repair.effort import Effort
from cleantext.repair.signs import Sign, signs

__all__ = ["Flags", "Spot", "apart", "lost", "share", "spots"]

Flags = Sequence[tuple[int, int, str]]


class Spot(NamedTuple):
    """A damaged stretch `text[start:end]`; `kind` is "lost.…" or "flagged.…"."""

    start: int
    end: int
    kind: str


SIGNS = "\ufffd锟錕嚙啮鐃쏙Ѕ╫Ω½€烫燙屯葺铪鉿" + "".join(map(chr, range(0xD800, 0xE000)))
"""What a text has that lost characters; or a `?`."""
# GBK read as UTF-8: pairs that happen to be valid are U+0080 to U+07FF.
_REPLACED = re.compile("\ufffd(?:[\u0080-\u07ff]{0,3}\ufffd){0,200}")
_GAP = re.compile("[\u0080-\u07ff]{0,3}")
_MISREAD = 3  # as many in a run are a text in another encoding, not a stray byte
_HALF = re.compile("[”’」』）)\"']?(?:…+|\\.{3,6})?[ \t\r]*(?:\n|$)")
_QUOTES = frozenset("`'\"“”‘’「」")
_HALVES = re.compile("[\ud800-\udfff]")
_SURROGATE = re.compile("(?:[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff])+")
_TWICE = re.compile(
    # What each branch begins with, which is nowhere in most places.
    "(?=[锟錕拷嚙啮鐃占쏙ïÃпÔО])(?:"
    "(?:[锟錕][^\\s锟錕]{1,3}?拷(?![贝貝])|[锟錕][ ]?斤(?:[ ]?拷)?|拷?(?<![锟錕])[锟錕]++(?=[\ufffd?]|$|\n))+"
    "|(?:(?:嚙踝[蕭\ufffd?]?|嚙[\u4e00-\u9fff]{1,2}蕭|嚙(?=\ufffd)|啮踝萧?)+)"
    "|(?:鐃緒申?|鐃[\u4e00-\u9fff]{1,2}申|鐃(?=\ufffd))+"
    "|(?:占쏙옙?|占(?=\ufffd))+|쏙옙+"
    "|(?:ï¿½|Ã¯Â¿Â½|пїЅ|ÔøΩ|О©╫)+)"
)
# Each branch of a pattern has one of these; to look for them all takes a tenth of the time.
_OF_TWICE = "锟", "錕", "嚙", "啮踝", "鐃", "占쏙", "占\ufffd", "쏙옙", "ï¿½", "Ã¯Â¿Â½", "пїЅ", "ÔøΩ", "О©╫"
_UNWRITTEN = re.compile("(?:[烫燙]{3,}|屯{3,}|葺{3,}|[铪鉿]{3,})+")
_OF_UNWRITTEN = "烫", "燙", "屯", "葺", "铪", "鉿"
_QUOTE = re.compile("â€")

_QUESTIONS = re.compile(r"\?+")
# In a line that is all ASCII: a line or an item begins with many, or with one and has several; many behind a space.
_LOST_WORDS = re.compile(r"^[\s>*#+_`\d.(\[-]*\?{6}|^[\s>*#_`]*\?[^?].*\?{4}|(?<=[^\s?])[\t ]+\?{12}")
_GO_ON = frozenset(":,;/(")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HANZI = re.compile(f"[{_HAN}]")
# 《史记?孔子世家》; a title that asks something has a word for it.
_TITLE = re.compile(r"[《〈]([^《》〈〉?\n]{1,20}(?:\?[^《》〈〉?\n]{1,20}){1,3})[》〉]")
_ASKS = re.compile("[吗嗎么麼呢吧谁誰哪啥几幾何怎焉乎]|什|为何|為何|多少|是否|能否|[不没沒]")
# The literal in front lets `re` skip from one question mark to the next.
_BEFORE_HAN = re.compile(rf"\?(?:[ ?\u3000]{{0,16}})(?=[{_HAN}])")
# What foreign names are written with, in both scripts.
_SOUNDS = (
    "阿埃艾爱愛安昂奥奧巴白班邦保贝貝本比彼宾賓波伯勃博布查达達大丹道德登迪蒂丁杜多恩尔爾法凡菲费費芬夫弗福"
    "盖蓋戈格葛根古哈海汉漢赫亨霍基吉加贾賈简簡杰傑金卡凯凱坎康柯科克肯库庫夸奎拉莱萊兰蘭朗劳勞勒雷李里丽麗利莉"
    "列林卢盧鲁魯路伦倫罗羅洛马馬玛瑪迈邁曼梅门門蒙米莫姆穆纳納娜南内內尼涅努诺諾欧歐帕潘培佩皮珀普奇契乔喬切琼瓊"
    "茹瑞若撒萨薩塞赛賽桑瑟森沙山圣聖舍什斯史施松苏蘇索塔泰坦汤湯特提托图圖陀妥瓦万萬威韦韋维維魏温溫文沃伍西希锡錫"
    "夏肖谢謝辛雅亚亞扬揚耶叶葉伊因英尤约約泽澤扎詹珍朱兹茲佐买買提依江艾热熱力古丽麗"
)
_NAME = re.compile(rf"[{_SOUNDS}]{{2}}\?[{_SOUNDS}]{{2}}")
_TITLE_SIZE = 90  # characters in which _TITLE finds all of the title around a question mark


def spots(
    text: str,
    flags: tuple[Flags | None, Flags | None] = (None, None),
    has: int | None = None,
    effort: Effort | None = None,
) -> list[Spot]:
    """Return what is lost or recognisably damaged in `text`, in order, without overlaps.

    What `shift.flagged` and `crossed.flagged` find in it can be given as `flags`, and what `signs` does as `has`, if it
    is known; `effort` is what looking for flagged places may cost in vain.

    A text without any costs one scan, and a second one if it has question marks.

    >>> spots("文\\ufffd字，《史记?孔子世家》")
    [Spot(start=1, end=2, kind='lost.replacement-character'), Spot(start=7, end=8, kind='lost.middle-dot')]
    """
    has = signs(text) if has is None else has
    found = lost(text, has)
    # Recognised damage that was left alone.
    shifted, misread = flags
    left: list[tuple[int, int, str]] = []
    if has & Sign.CROSSED and misread is None:
        from cleantext.repair.double import crossed

        left += crossed.flagged(text, effort=effort)
    elif has & Sign.CROSSED:
        left += misread or ()
    if has & Sign.QUESTION and shifted is None:
        from cleantext.repair.bytewise import shift

        left += shift.flagged(text, effort=effort)
    elif has & Sign.QUESTION:
        left += shifted or ()
    # 嚙踝蕭 is what became of U+FFFD, whatever else it looks like.
    if any(s.kind == "lost.replaced-twice" for s in found):
        left = [f for f in left if not _TWICE.search(text, f[0], f[1])]
    # ??? and (?i) look like the beginning of a run, and mean what they say: a flag needs more than ASCII.
    found += [Spot(start, end, "flagged." + name) for start, end, name in left if not text[start:end].isascii()]
    return apart(found)


def lost(text: str, has: int) -> list[Spot]:
    """Return where characters are gone for good."""
    found: list[Spot] = []
    if has & Sign.LOST:
        found += _replaced(text)
        for pattern, name, branches in (
            (_TWICE, "replaced-twice", _OF_TWICE),
            (_UNWRITTEN, "unwritten-memory", _OF_UNWRITTEN),
            (_QUOTE, "quotation-mark", ("â€",)),
        ):
            if any(sign in text for sign in branches):
                found += (Spot(m.start(), m.end(), "lost." + name) for m in pattern.finditer(text))
    if "?" in text:
        found += _questions(text)
    return found


def apart(found: Iterable[Spot]) -> list[Spot]:
    """Return the spots in order, without those that begin inside of another."""
    first: list[Spot] = []
    for s in sorted(found, key=lambda s: (s.start, -s.end)):
        if not first or s.start >= first[-1].end:
            first.append(s)
    return first


def _replaced(text: str) -> Iterator[Spot]:
    """Yield U+FFFD, alone or in runs, and lone surrogates: the halves of a character that was cut."""
    for start, end in _runs(text):
        if end - start == 1 and text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES:
            continue  # somebody writes about the character
        name = "replacement-character"
        if text.count("\ufffd", start, end) >= _MISREAD:
            name = "misread"
        elif _HALF.match(text, end):
            name = "half-character"
        yield Spot(start, end, "lost." + name)
    for m in _SURROGATE.finditer(text) if _HALVES.search(text) else ():
        yield Spot(m.start(), m.end(), "lost.half-character")


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where runs of U+FFFD begin and end, put together from parts: `re` keeps a hundred bytes for each round."""
    start = end = -1
    for m in _REPLACED.finditer(text):
        if start >= 0 and _GAP.fullmatch(text, end, m.start()):
            end = m.end()
            continue
        if start >= 0:
            yield start, end
        start, end = m.span()
    if start >= 0:
        yield start, end


def _questions(text: str) -> Iterator[Spot]:
    """Yield the `?` that stand for something else."""
    if "??" in text:
        at = 0
        for line in text.split("\n"):
            if "??" in line and _is_lost(line):
                for m in _QUESTIONS.finditer(line):
                    yield Spot(at + m.start(), at + m.end(), "lost.question-marks")
            at += len(line) + 1
    for m in _BEFORE_HAN.finditer(text):
        start, end = m.span()
        left = text[start - 1 : start]
        if end > start + 1:
            # A space of no width or no break became a question mark: 摘? ? 要, or the indent of a paragraph.
            if not left or left == "\n" or (_HANZI.match(left) and "? ?" in m.group()):
                yield Spot(start, end, "lost.space")
        elif left in ("", "\n"):
            yield Spot(start, end, "lost.space")
        elif (start > 1 and _NAME.match(text, start - 2)) or _in_title(text, start):
            yield Spot(start, end, "lost.middle-dot")


def _in_title(text: str, at: int) -> bool:
    """Return whether the question mark at `at` is inside a title that asks nothing: 《史记?孔子世家》."""
    start = max(text.rfind("《", max(0, at - _TITLE_SIZE), at), text.rfind("〈", max(0, at - _TITLE_SIZE), at))
    m = _TITLE.match(text, start) if start >= 0 else None
    return m is not None and m.end() > at and not _ASKS.search(m[1])


def _is_lost(line: str) -> bool:
    """Return whether a line has `?` where its words were: ???2021?10?27?????, not really????"""
    marks = line.count("?")
    others = sum(map(len, line.split())) - marks
    if marks < 4 or marks < 0.6 * others:
        return False
    if not others:
        return marks >= 6 or (" " in line.strip() and marks >= 4)
    # Somebody who is puzzled asks right behind a word, once; lost words stand anywhere.
    runs = [m.span() for m in _QUESTIONS.finditer(line)]
    if all(line[max(0, start - 1) : end + 1] == " ?? " for start, end in runs):
        return False  # an operator: a ?? b ?? c
    before = sum(end - start for start, end in runs if line[end : end + 1].isalnum() or line[end : end + 1] in _GO_ON)
    apart = sum(end - start > 1 for start, end in runs) > 1
    behind_space = any(end - start > 1 and not line[start - 1 : start].strip() for start, end in runs)
    if (apart and behind_space) or (before >= 2 and (before * 3 >= marks or runs[0][0] == 0)):
        return True
    return line.isascii() and _LOST_WORDS.search(line) is not None


def share(left: Iterable[Spot], text: str) -> float:
    """Return the share of the characters of `text` that stand in damaged stretches, to four places."""
    return round(sum(s.end - s.start for s in left) / max(1, len(text)), 4)
