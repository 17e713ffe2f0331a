"""Strings that somebody put into another's page to be found by search engines: by their shape, not by a list of names.

A gambling site advertises itself by what it deals in and how one gets there, in one breath: `…棋牌官网登录入口`,
`…体育app下载`.  The brand in front changes every month; the shape has been the same for years.
Names in another's place are in `cleantext.verdicts.names`, what is a list in `cleantext.verdicts.lists`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import fold, to_points
from cleantext.verdicts.lists import OFFERS, find_lists
from cleantext.verdicts.names import HELD, any_strong, find_names

__all__ = ["SENDS", "TELLS", "Injected", "find_injected", "injected_in"]

_HAN = "\u3400-\u9fff"
# What only gambling deals in, what it deals in most, and what others deal in as well.
_HARD = (
    "棋牌|彩票|赌场|赌城|真人视讯|真人娱乐|真人荷官|百家乐|现金网|娱乐城|娱乐场|六合彩|时时彩|老虎机|电玩城|贵宾会|博彩|体彩|投注|买球|押注|"
    "捕鱼|牛牛|炸金花|快三|pk10|北京赛车|飞艇|彩金|真钱|电子游艺|网投"
)
_SOFT = "体育|娱乐|电竞|视讯|真人|竞猜"
_LOOSE = "国际|电子|集团|直播|游戏"
_WORDS = tuple(f"{_HARD}|{_SOFT}|{_LOOSE}".split("|"))
_BETTING = "(?:[a-z]{0,6}bet(?:way|[0-9x]{1,4})|b[a-z]{2,3}365)"
_NUMBERED = "[a-z]{1,6}[0-9]{1,4}"
# How one gets there.  Only the first kind is never said of what the law forbids: 赌博网站 and 棋牌平台 are in the news.
_CALL = (
    "官网|官方网站|官方入口|登[录陆]|注册|入口|备用|开户|网址|最新版|手机版|客户端|安卓版|网页版|全站|充值|"
    "送(?:\\d+|彩金|体验金)|首[存储]"
)
_PLACE = "app|官方|网站|中文|平台|下载|ios|安卓|苹果|线上|在线|手机|首页|网页|中国|最新|版"
_GLUE = "[ ·_()|/.-]{0,2}"
_SHAPE = re.compile(
    f"(?:(?P<hard>{_HARD}|{_BETTING})|(?P<soft>{_SOFT})|(?:{_LOOSE}|{_NUMBERED}))"
    f"(?:(?P<soft2>{_SOFT})|(?P<loose>{_LOOSE}|{_NUMBERED}))?{_GLUE}"
    f"(?P<ways>(?:(?:{_CALL}|{_PLACE}){_GLUE}){{1,10}})"
)
_CALLS = re.compile(_CALL)
_WAYS = re.compile(f"{_CALL}|{_PLACE}")
_ERRAND = re.compile("下载(?:最新版|手机版|安卓版|客户端|app)+")
# A sentence that sends one there, or says what was read there, names a site as authors do.
_SENDS = "(?:登[录陆]|访问|打开|进入|通过|关注|浏览|点击|搜索|输入|判令|起诉)[^，,。;；:：!?！？\n]{0,9}\\Z"
SENDS = re.compile(_SENDS)
"""What sends a reader to the site whose name follows, at the end of a text."""
_SAID = re.compile(f"[据到在从至去由向往][^，,。;；:：!?！？\n]{{0,9}}\\Z|{_SENDS}")
_AGAIN = 2
_TELLS = "公[布告]|发布|消息|显示|宣布|推出|更新|改版"
TELLS = re.compile(_TELLS)
"""What a site does of which a sentence reports."""
_SAYS = re.compile(f"{_TELLS}|[称也的上里中和与将已是为被遭曾未不没]|有(?!限)")
_CLAUSE = 14
# Portals have sports, shows and cards, too.
_KNOWN = re.compile("(?:新浪|腾讯|网易|搜狐|央视|凤凰|虎扑|咪咕|优酷|爱奇艺|乐视|百度|索尼)\\Z")
# What the state runs has an address that articles give.
_LAWFUL = re.compile(f"(?:(?:福利|体育)彩票|.{{0,2}}(?:体彩|福彩))(?:中国)?(?:官网|官方网站|网站|官方){_GLUE}")
_STATE = re.compile("(?:体育|福利|中国)(?:彩票|体彩|福彩)")
# A brand in Latin letters is looked for right in front of these.
_AHEAD = ("官网", "官方", "登录", "登陆", "注册", "入口", "开户", "网址")
_BEFORE = 18
# Where a word may begin, by its first two characters, and the words that begin so: ten times as fast as one pattern
# of all words, and five times as looking for one after the other.
_IN_TITLES = ("国)", "·(", "全站")
_WATCHED = (*OFFERS, *HELD, *_IN_TITLES)
_PAIRS = sorted({word[:2] for word in (*_WORDS, *_AHEAD, *_WATCHED)})
_BEGINS = re.compile("[{}](?=[{}])".format(*map("".join, zip(*_PAIRS, strict=True))))
_BY_PAIR = {pair: tuple(w for w in _WORDS if w[:2] == pair) for pair in {w[:2] for w in _WORDS}}
_LATIN_BRAND = re.compile(f"(?<![a-z0-9])(?:{_BETTING}|{_NUMBERED})(?=[^a-z0-9]{{0,6}}$)")
# The name of the thing is enough to count: nobody else has one.
_ALONE = re.compile(
    "贵宾会(?![员议客见])|现金网|(?:真钱|现金)(?:游戏|棋牌|娱乐)|真人娱乐(?!节目|秀)|[网线]上(?:赌场|百家乐)"
)
_IN_ALL = ("贵宾", "现金", "真钱", "真人", "赌场", "百家", "棋牌", "娱乐", "游戏")
# (boyu·中国)官方网站 and 全站app官网: the form of a thousand titles, whatever the name.
_TITLE = re.compile(
    rf"[{_HAN}]·\((?:[a-z0-9][a-z0-9 ·-]{{1,20}}|中[文国]版?)\)(?:官方网站|官网|中国)|"
    r"\([a-z0-9]{1,12}[ ·-]?中国\)[ -]?官方网站|全站app(?:官网|登录|下载|入口){1,3}"
)

# 开云电子体育_开云(中国), 半岛网页版,半岛(中国): a title of the name with all it deals in, and the name.
_TWICE = re.compile(rf"([{_HAN}]{{2,4}})(?:{_SOFT}|{_LOOSE}|app|全站|官方|官网|网页版|手机版){{1,3}}[_,|]\1\(中国\)")
# 趣彩彩票(www.cp77.com), 【tb0070.com】正规网上售彩平台
_DOMAIN = "[(\\[【<]?(?:https?://)?(?:www\\.)?[a-z0-9-]{2,15}\\.(?:com|cc|net|vip|app|me|co|xyz|top)(?![a-z0-9.])"
_ADDRESS = re.compile(f"(?:{_HARD}|{_SOFT})[网站城]?{_DOMAIN}")
_ASIDE = re.compile(f"【{_DOMAIN}】(?=[{_HAN}]{{0,8}}(?:{_HARD}|售彩|购彩))")
# 宝利彩票|宝利彩票, 宝利彩票2023-02-06
_COPIED = re.compile(
    f"^(?!福利|体育|中国|足球|竞彩)([{_HAN}]{{2,4}}(?:{_HARD}))(?:[|_-]\\1$|(?=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$))",
    re.MULTILINE,
)

_BRAND = re.compile(f"[{_HAN}a-z0-9·]{{1,10}}\\Z")
# A name does not hold these; a sentence that runs into the string does.
_TALK = re.compile("[的了是在有和与把被对从为就也都这那我你他她它们到去来说看用让给将于]")


@dataclass(frozen=True, slots=True)
class Injected:
    """One injected string, `text[start:end]`.

    Attributes:
        kind: "site" of a string that advertises a site, "keywords" of a list for search engines.
        strong: it can hardly be anything else; not said of lists of what a shop has, too.
        weight: what it says of the page: 2 of what is strong, but 1 of a list of films, which is cut and leaves a page
            as good as before; 1 of what is not strong.
        key: what it deals in and how one gets there; the brand is not in it, so a list of sites counts once.
    """

    start: int
    end: int
    kind: str
    strong: bool
    key: str
    weight: int


def find_injected(text: str, *, certain: bool = False) -> list[Injected]:
    """Return the injected strings of `text`, ascending, without overlaps; linear in its length.

    Args:
        text: a text.
        certain: only strong strings, not lists, in a third of the time where there are none.

    >>> text = "公司创立于1998年，万星棋牌官网登录入口，主营钢材。"
    >>> [text[i.start : i.end] for i in find_injected(text)]
    ['万星棋牌官网登录入口']
    """
    return [] if text.isascii() else injected_in(fold(text), certain=certain)


def injected_in(shadow: str, *, certain: bool) -> list[Injected]:
    """Return what `find_injected` does, of a text that is folded already."""
    begins, watched = _beginnings(shadow)
    places = sorted(begins)
    shaped, titles = list(_shaped(shadow, places)), list(_titles(shadow, watched))
    # Of names only some kinds are strong; the others are not looked for where nothing is.
    if certain and not titles and not any(i.strong for i in shaped) and not any_strong(shadow, places, watched):
        return []
    named = _named(shadow, places, watched)
    lists = (Injected(at.start, at.end, "keywords", at.strong, at.key, at.weight) for at in find_lists(shadow, watched))
    found = sorted(
        [*shaped, *_alone(shadow, places), *titles, *named, *lists], key=lambda i: (i.start, -i.strong, -i.end)
    )
    out: list[Injected] = []
    for item in found:
        if not out or item.start >= out[-1].end:
            out.append(item)
        elif item.weight > out[-1].weight:
            out[-1] = item
    return [item for item in out if item.strong and item.kind == "site"] if certain else out


def _shaped(shadow: str, places: list[int]) -> Iterator[Injected]:
    found: list[tuple[Injected, bool]] = []
    last = 0
    for at in places:
        m = _SHAPE.match(shadow, at) if at >= last else None
        weight = _weight(m) if m and not _KNOWN.search(shadow, max(0, at - 4), at) else 0
        if m and weight:
            start, low = _with_brand(shadow, at, last), max(last, at - _CLAUSE)
            last = at + len(m.group().rstrip(" ·_(|/.-"))
            ways = len(_WAYS.findall(m["ways"]))
            heaped, strong = _heaped(m), weight > 1 or ways > 2 or _CALLS.search(m["ways"]) is not None
            if _SAID.search(shadow, low, at) or _SAYS.match(shadow, last):
                weight, strong = int(heaped), False
            elif not heaped:
                lone = m["hard"] is not None and ways > 1 and _put_in(shadow, start, last, "\n")
                weight = min(weight, 1 + (lone or _put_in(shadow, start, last, "，,。!?！？")))
                weight += weight == 1 and _put_in(shadow, start, last, "。!?！？")
            if weight:
                found.append((Injected(start, last, "site", weight > 1, shadow[at:last], weight), strong))
    # What may be named once is not named again and again but where a sentence sends one there or says what it said.
    times = Counter(item.key for item, strong in found if strong)
    for item, _ in found:
        again = times[item.key] >= _AGAIN
        strong = item.strong or (again and len(_WAYS.findall(item.key)) >= _AGAIN)
        yield replace(item, strong=strong, weight=2) if again else item


def _alone(shadow: str, places: list[int]) -> Iterator[Injected]:
    end = 0
    for at in places:
        if shadow[at : at + 2] in _IN_ALL:
            m = _ALONE.search(shadow, max(end, at - 2), at + 8)
            if m:
                end = m.end()
                yield Injected(_with_brand(shadow, m.start(), 0), end, "site", False, m.group(), 1)


def _titles(shadow: str, watched: Mapping[str, list[int]]) -> Iterator[Injected]:
    if (
        watched["·("]
        or any(shadow[at - 1] == "中" for at in watched["国)"] if at)
        or any(shadow.startswith("全站app", at) for at in watched["全站"])
    ):
        for m in _TITLE.finditer(shadow):
            yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", True, m.group(), 2)
        for m in _TWICE.finditer(shadow):
            yield Injected(*m.span(), "site", True, m.group(), 2)


def _named(shadow: str, places: list[int], watched: Mapping[str, list[int]]) -> Iterator[Injected]:
    """Yield the names that stand in another's place, and what has an address or is told twice."""
    for name in find_names(shadow, places, watched):
        start = _with_brand(shadow, name.start, 0) if name.strong else name.start
        yield Injected(start, name.end, "site", name.strong, name.key, name.weight)
    heads = (shadow.rfind("\n", max(0, at - 5), at) + 1 for at in places)
    copied = (_COPIED.match(shadow, head) for head in sorted({head for head in heads if head or places[0] < 5}))
    for found in (copied, _ASIDE.finditer(shadow), (_ADDRESS.match(shadow, at) for at in places)):
        for m in filter(None, found):
            yield Injected(*m.span(), "site", False, m.group(), 1)


def _beginnings(shadow: str) -> tuple[set[int], dict[str, list[int]]]:
    """Where such a string begins, but for its brand; and, ascending, where what names, lists and titles hold stands."""
    found: set[int] = set()
    watched: dict[str, list[int]] = {pair: [] for pair in _WATCHED}
    for at in _places(shadow):
        pair = shadow[at : at + 2]
        if pair in watched:
            watched[pair].append(at)
        if pair in _AHEAD:
            brand = _LATIN_BRAND.search(shadow, max(0, at - _BEFORE), at)
            if brand:
                found.add(brand.start())
        # Of 牛牛牛 the first two are the word.
        elif shadow.startswith(_BY_PAIR.get(pair, ()), at) and not (
            at - 1 in found and shadow[at - 1 : at + 1] == pair
        ):
            found.add(at)
    return found, watched


def _places(shadow: str) -> Iterable[int]:
    """Where two characters stand that may be the first of a word, ascending."""
    if not _FEW <= len(shadow) <= _MANY:
        return [m.start() for m in _BEGINS.finditer(shadow)]
    units = to_points(shadow).astype(np.uint16)
    numbers = units[:-1] * _FACTOR
    numbers += units[1:]
    return _begins().take(numbers, mode="wrap").nonzero()[0].tolist()


@cache
def _begins() -> NDArray[np.bool_]:
    """Which numbers of 16 bits two such characters have."""
    table = np.zeros(1 << 16, bool)
    for pair in _PAIRS:
        table[(ord(pair[0]) * int(_FACTOR) + ord(pair[1])) & 0xFFFF] = True
    return table


# Characters of a text that is searched by numbers of 16 bits: where there are fewer `re` is as fast, where there are
# more the numbers would take several times the text.
_FEW, _MANY = 100, 1 << 16
_FACTOR = np.array(0x9E37, np.uint16)


def _heaped(m: re.Match[str]) -> bool:
    """Say whether more ways stand in a row than anybody names: 官网登录入口, but not 官网注册 or 官网下载客户端."""
    told = _ERRAND.sub("下载", m["ways"])
    ways, calls = (len(pattern.findall(told)) for pattern in (_WAYS, _CALLS))
    bets = m["hard"] is not None and m["hard"].isascii()
    return (
        ways > 2
        or (ways == 2 and calls > 0 and bets)
        or "(中国)" in m.group()
        or m.string[m.start("ways") - 1] in "·-"
        or "首" in told.replace("首页", "")
    )


def _put_in(shadow: str, start: int, end: int, marks: str) -> bool:
    """Say whether a string stands between two marks, with no word of its own: 成立于1998年，万星棋牌官网，主营钢材."""
    return start > 0 and shadow[start - 1] in marks and shadow[end : end + 1] in (*marks, ":", "")


def _weight(m: re.Match[str]) -> int:
    """2: it can hardly be anything else; 1: it needs company; 0: it says nothing."""
    ways = len(_WAYS.findall(m["ways"]))
    calls = len(_CALLS.findall(m["ways"]))
    if m["hard"]:
        if _LAWFUL.fullmatch(m.string, max(0, m.start() - 2), m.end()):
            return 0
        if _STATE.match(m.string, max(0, m.start() - 2)):
            return 1
        return 2 if calls else int(ways >= 2)
    if m["soft"] or m["soft2"]:  # 腾讯体育app下载 has two ways and no call
        return 2 if calls and ways >= 2 else int(ways >= 2 or calls >= 1)
    return 2 if calls >= 2 and ways >= 4 else int(calls >= (1 if m["loose"] else 2) and ways >= 2)


def _with_brand(shadow: str, start: int, low: int) -> int:
    """Where the string begins, its brand included, if that stands behind punctuation or a space."""
    m = _BRAND.search(shadow, max(low, start - 11), start)
    if m is None or _TALK.search(m.group()):
        return start
    before = shadow[m.start() - 1 : m.start()]
    return start if before.isalnum() and m.start() > low else m.start()
