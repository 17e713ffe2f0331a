"""Lists written for search engines: lines of keywords, of films, of a brand's many doors; and the heading above.

All are phrases side by side that no sentence holds together; what they share tells who wrote them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["OFFERS", "Listed", "find_lists"]

_HAN = "\u3400-\u9fff"
_SENTENCE = re.compile("[。!?;]")
_SPLIT = re.compile(r"[,、_|/\s\u4e28\u2502-]+")  # 丨 and │ as well
_PHRASE_OF = re.compile(r"[^,、_|/\s\u4e28\u2502-]+")
_SHORTEST = 20
_LONGEST = 2000
_FIRST = 200  # characters in which the first comma of a heading that comes again stands


class Listed(NamedTuple):
    """A list, `text[start:end]`: whether it can only be spam, what it is about, and what it says of the page."""

    start: int
    end: int
    strong: bool
    key: str
    weight: int


OFFERS = ("官网", "网址", "开户", "投注", "入口", "代理")  # what only an advertisement offers


def find_lists(shadow: str, offers: Mapping[str, list[int]]) -> Iterator[Listed]:
    """Yield the lists of a folded text, in no order; linear in its length.

    Args:
        shadow: a folded text.
        offers: where each of `OFFERS` stands.
    """
    for m in _MAY_BE.finditer(f"\n{shadow}"):
        start = m.end() - 1
        line = shadow[start : (shadow.find("\n", start) + 1 or len(shadow) + 1) - 1]
        item = None if line.isascii() else _of(line, start, shadow)
        if item:
            yield item
    yield from _doors(shadow, [at for word in OFFERS for at in offers[word]])


def _of(line: str, start: int, shadow: str) -> Listed | None:
    end = None if "。" in line else _SENTENCE.search(line)
    listed = "。" not in line and (end is None or not line[end.start() :].strip(" !?"))
    shown = line.strip()
    found = _of_line(shown) if listed else None
    if found:
        lead = start + len(line) - len(line.lstrip())
        return Listed(lead, lead + len(shown), *found)
    first, last = _repeats(shadow, start, shown) if _HEADED.match(line) else (0, 0)
    lead = start + len(line) - len(line.lstrip()) if last else 0
    return Listed(lead + first, lead + last, True, "heading", 2) if last else None


def _above(shadow: str, start: int) -> str:
    """Return the line above, of those that are not blank, stripped."""
    end = start - 1
    while end > 0:
        begin = shadow.rfind("\n", 0, end) + 1
        above = shadow[begin:end].strip()
        if above:
            return above
        end = begin - 1
    return ""


def _of_line(line: str) -> tuple[bool, str, int] | None:
    if not _SHORTEST <= len(line) <= _LONGEST:
        return None
    phrases = [p for p in _SPLIT.split(line) if p]
    if len(phrases) < _FILMS:
        return None
    if _MAY_BE_ADULT.search(line) and _ADULT.search(line) and _are_films(phrases):
        return True, "films", 1
    if len(phrases) < _PHRASES or len(_WORD.findall(line)) < _PHRASES:
        return None
    keywords = [p for p in phrases if _PHRASE.fullmatch(p)]
    core = _core(keywords) if len(set(keywords)) >= _PHRASES else ""
    return (False, core, 1) if core else None


# Keywords that share three characters: 珠海注册公司,珠海公司注册代办,…
_PHRASE = re.compile(f"(?=[{_HAN}a-z0-9]*[{_HAN}]{{2}})[{_HAN}a-z0-9]{{4,16}}")
_WORD = re.compile(f"[{_HAN}]{{2}}")
_PHRASES = 5
_CORE = 3
_MOST = 0.6


def _core(phrases: list[str]) -> str:
    """The three characters that most of the phrases share, if most of them do."""
    seen: Counter[str] = Counter()
    for phrase in phrases:
        seen.update({phrase[k : k + _CORE] for k in range(len(phrase) - _CORE + 1)})
    core, times = max(seen.items(), key=lambda item: (item[1], item[0]))
    return core if times >= _PHRASES and times >= _MOST * len(phrases) else ""


# Films for adults, as a broken-into site lists them above every page of it: each phrase says where from, how good and
# what kind, in any order, and somewhere among them stand words that no other list has.
_FILMS = 3
_ADULT = re.compile(
    "无码|人妻|熟女|熟妇|少妇|乱子|乱码|[一二三]区[二三]|(?:国产|亚洲|日韩|欧美|色|自拍|免费)av|av(?:无码|在线|一区|网址|人妻|电影)|"
    "久久(?:精|综|国|热|久|不卡)|色(?:综合|情|中)|成人(?:视频|影院|在线|av|h)|三级(?:视频|精品|在线|国产)|黄色视频|爱爱|淫|激情"
)
# How one of these begins, by two characters: a fifth of the time.
_MAY_BE_ADULT = re.compile(
    "[无人熟少乱一二三国亚日欧色自免a久成黄爱激](?=[码妻女妇子区产洲韩美拍费av久精综国热不情中人级色爱])|淫"
)
_WHENCE = re.compile(
    "国产|亚洲|日韩|欧美|日本|韩国|精品|久久|综合|免费|在线|视频|观看|播放|字幕|高清|9[19]|[一二三]区|自拍"
)


def _are_films(phrases: list[str]) -> bool:
    adult = [len(_ADULT.findall(p)) for p in phrases]
    if sum(adult) < 2 or sum(map(bool, adult)) < 2:
        return False
    of = sum(bool(a) or len(_WHENCE.findall(p)) >= 2 for a, p in zip(adult, phrases, strict=True))
    return 2 * of >= len(phrases)


# A page spun around two keywords: the heading is the one and the other, the text begins with both and more, and runs
# into somebody's article: 网站推广排名正规装修公司 / 网站推广排名,正规装修公司,怎么推广网站,…
_EACH, _WIDEST = 4, 40
_HEADED = re.compile(f"[^,]{{4,260}}+,(?:[^,]{{{_EACH},{_WIDEST}}}+,){{2}}")
# A line that may be either: without a full stop, or with two commas not far from each other.
_MAY_BE = re.compile(
    f"\\n(?=[^\n。]{{{_SHORTEST},{2 * _LONGEST}}}+(?:\\n|\\Z)|"
    f"(?=[^\n]{{{_SHORTEST}}})[^,\n]{{4,260}}+,(?:[^,\n]{{{_EACH},{_WIDEST}}}+,){{2}})"
)
_WITHIN = 120
_RUNS_ON = 15  # as keywords alone do not


def _repeats(shadow: str, begin: int, line: str) -> tuple[int, int]:
    """Return where the keywords stand in a line whose first two, run together, are the heading; (0, 0) if none do."""
    first = line.find(",", 0, _FIRST)
    if first < _EACH:
        return 0, 0
    second = line.find(",", first + 1)
    third = line.find(",", second + 1)
    if not (_EACH < second - first <= _WIDEST and _EACH < third - second <= _WIDEST):
        return 0, 0
    if len(line) < third + _RUNS_ON:
        return 0, 0
    b = line[first + 1 : second]
    tail = shadow[max(0, begin - 2 * _WIDEST) : begin].rstrip()
    if len(tail) >= _WIDEST and not tail.endswith(b) and b not in line[:first]:
        return 0, 0  # nearly all lines
    above = _above(shadow, begin)
    for start in (0, line.rfind(" ", 0, first) + 1):  # the heading may be on the line itself
        a, before = line[start:first], line[max(0, start - _WITHIN) : start]
        if _EACH <= len(a) <= _WIDEST:
            for heading in (a + b, f"{a}/{b}"):
                if above == heading or (f" {heading} " in before):
                    return start, third
    return 0, 0


# A brand's doors: 新葡京官网_新葡京网站_新葡京网址.
_DOOR = re.compile(
    f"([{_HAN}a-z0-9]{{2,8}}?)((?:官方网站|官方|官网|网址|网站|登[录陆]|注册|开户|入口|下载|app|手机版|网页版|客户端|平台|投注|代理|最新版){{1,4}})"
)
_OFFERS = re.compile("|".join(OFFERS))
_BETS = re.compile("(?:棋牌|彩票|赌场|百家乐|真人|娱乐城|博彩|电子游艺|视讯|网投)$")
_MANY, _OFFERED = 3, 2  # doors of one brand in one text; of them, those that only an advertisement has


_MOST_OFFERS = 200  # whoever has more is looked at whole
_BACK = re.compile(rf"{_PHRASE_OF.pattern}\Z")


def _offered(shadow: str, offers: list[int]) -> Iterator[str]:
    """Yield the phrases that say what only an advertisement offers, if they have the length of a door."""
    for at in offers:
        before = _BACK.search(shadow, max(0, at - 21), at)
        after = _PHRASE_OF.match(shadow, at + 2, at + 23)
        phrase = (before.group() if before else "") + shadow[at : at + 2] + (after.group() if after else "")
        if len(phrase) <= 20 and _DOOR.fullmatch(phrase):
            yield phrase


def _doors(shadow: str, offers: list[int]) -> Iterator[Listed]:
    """Yield every list of at least three doors of one brand; from six on, or of a brand of bets, the list is strong."""
    doors: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    few = len(offers) <= _MOST_OFFERS
    if len(offers) < _OFFERED or (few and len(set(_offered(shadow, offers))) < _OFFERED):
        return
    for phrase in _PHRASE_OF.finditer(shadow):
        m = _DOOR.fullmatch(phrase.group()) if 4 <= phrase.end() - phrase.start() <= 20 else None
        if m:
            doors[m[1]].setdefault(m[2], phrase.span())
    for brand, ways in doors.items():
        if len(ways) >= _MANY and sum(map(bool, map(_OFFERS.search, ways))) >= _OFFERED:
            strong = len(ways) >= 2 * _MANY or _BETS.search(brand) is not None
            for way, (start, end) in ways.items():
                yield Listed(start, end, strong, way if strong else f"doors of {brand}", 1 + strong)
