"""Strings that somebody put into another's page to be found by search engines: by their shape, not by a list of names.

A gambling site advertises itself by what it deals in and how one gets there, in one breath: `…棋牌官网登录入口`,
`…体育app下载`.  The brand in front changes every month; the shape has been the same for years.  Or its name takes
the place of another's in all of a site, with a number in it, since the name alone was registered: `永利23411集团`.
What is a list is in `cleantext.verdicts.lists`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cleantext.script.tables import fold
from cleantext.verdicts.lists import find_lists

__all__ = ["Injected", "find_injected", "injected_in"]

_HAN = "\u3400-\u9fff"
# What only gambling deals in, what it deals in most, and what others deal in as well.
_HARD = (
    "棋牌|彩票|赌场|赌城|真人视讯|真人娱乐|真人荷官|百家乐|现金网|娱乐城|娱乐场|六合彩|时时彩|老虎机|电玩城|贵宾会|博彩|体彩|投注|买球|押注|"
    "捕鱼|牛牛|炸金花|快三|pk10|北京赛车|飞艇|彩金|真钱"
)
_SOFT = "体育|娱乐|电竞|视讯"
_LOOSE = "国际|电子|集团|直播|游戏"
_WORDS = tuple(f"{_HARD}|{_SOFT}|{_LOOSE}".split("|"))
_BETTING = "(?:[a-z]{0,6}bet(?:way|[0-9x]{1,4})|beat365)"
_NUMBERED = "[a-z]{1,6}[0-9]{1,4}"
# How one gets there.  Only the first kind is never said of what the law forbids: 赌博网站 and 棋牌平台 are in the news.
_CALL = "官网|官方网站|官方入口|登[录陆]|注册|入口|备用|开户|网址|最新版|手机版|客户端|安卓版|网页版|全站|充值|送\\d+"
_PLACE = "app|官方|网站|中文|平台|下载|ios|安卓|苹果|线上|在线|手机|首页|网页|中国|最新|版"
_GLUE = "[ ·_()|/.-]{0,2}"
_SHAPE = re.compile(
    f"(?:(?P<hard>{_HARD}|{_BETTING})|(?P<soft>{_SOFT})|(?:{_LOOSE}|{_NUMBERED}))"
    f"(?:(?P<soft2>{_SOFT})|(?P<loose>{_LOOSE}|{_NUMBERED}))?{_GLUE}"
    f"(?P<ways>(?:(?:{_CALL}|{_PLACE}){_GLUE}){{1,10}})"
)
_CALLS = re.compile(_CALL)
_WAYS = re.compile(f"{_CALL}|{_PLACE}")
# What the state runs has an address that articles give.
_LAWFUL = re.compile(f"(?:(?:福利|体育)彩票|.{{0,2}}(?:体彩|福彩))(?:中国)?(?:官网|官方网站|网站|官方){_GLUE}")
# A brand in Latin letters is looked for right in front of these.
_AHEAD = ("官网", "官方", "登录", "登陆", "注册", "入口", "开户", "网址")
_BEFORE = 18
# Where a word may begin, by its first two characters, and the words that begin so: ten times as fast as one pattern
# of all words, and five times as looking for one after the other.
_BEGINS = re.compile("[{}](?=[{}])".format(*map("".join, zip(*sorted({*_WORDS, *_AHEAD}), strict=False))))
_BY_PAIR = {pair: tuple(w for w in _WORDS if w[:2] == pair) for pair in {w[:2] for w in _WORDS}}
_LATIN_BRAND = re.compile(f"(?<![a-z0-9])(?:{_BETTING}|{_NUMBERED})(?=[^a-z0-9]{{0,6}}$)")
# The name of the thing is enough to count: nobody else has one.
_ALONE = re.compile(
    "贵宾会(?![员议客见])|现金网|(?:真钱|现金)(?:游戏|棋牌|娱乐)|真人娱乐(?!节目|秀)|[网线]上(?:赌场|百家乐)"
)
_IN_ALL = ("贵宾会", "现金", "真钱", "真人", "上赌场", "上百家乐")
# (boyu·中国)官方网站 and 全站app官网: the form of a thousand titles, whatever the name.
_TITLE = re.compile(r"\([a-z0-9]{1,12}[ ·-]?中国\)[ -]?官方网站|全站app(?:官网|登录|下载|入口){1,3}")

# 开云电子体育_开云(中国): a title of the name with all it deals in, and the name.
_TWICE = re.compile(rf"([{_HAN}]{{2,4}})(?:{_SOFT}|{_LOOSE}|app|全站|官方){{1,3}}_\1\(中国\)")
# A name with a number that no other company has: 永利23411集团, 太阳成集团tyc122cc, tyc1286太阳成集团.
_UNITS = "[kmg]?w|[mg]wh|[cmnk]?m|[kmgt]b|k?g|ml|[kmg]?hz|kva?|[km]pa|bps?|d[bp]i?|fps|rpm|ppm|px|ti|th|st|nd|rd"
_CODE = f"(?!(?:19|20)[0-9]{{2}}[a-z])[a-z]{{0,4}}[0-9]{{2,5}}(?!(?:{_UNITS})(?![a-z]))[a-z]{{2,3}}(?![a-z0-9])"
_CODED = re.compile(
    rf"集团\(?{_CODE}|(?<![a-z0-9.])(?:{_CODE}|[a-z]{{3,6}}[0-9]{{2,5}}|[a-z]{{3,12}}group)[{_HAN}]{{2,3}}集团|"
    f"[{_HAN}]{{2}}(?!(?:19|20)[0-9]{{2}}集)[0-9]{{4,5}}集团(?![军客用户企公])"
)
_CODE_MOST = 24  # characters of a code and what is around it
_AGAIN = 2  # places such a name stands at, at least
_DOOR = re.compile("(?:官方)?(?:入口|官网|网站|登录)")
# A site that has a party branch or a headmaster stands where a school's name did: 永利官网校长, 网址83138学生党支部.
_NO_BRAND = "局署处报行会联司校院馆台社的在和与及是为有到了中"
_STAFFED = re.compile(
    "(?<![学院校司局部厅会委府网站团社馆所心])(?:官网|官方网站|网址)(?:[0-9]{3,6})?"
    "(?P<staff>(?:研究生|本科生?|学生|员工|教师|教工|专业|各|第[一二三四五六]){0,3}党(?:支部|总支|委(?![会员]))|校长|院长|师生|"
    f"(?:在[{_HAN}a-z0-9]{{2,16}})?召开|分党委)"
)
# A site with a company behind it, or a number in its name: 体育平台丨集团有限公司, 网址83138学生党支部.
_FIRM = re.compile(
    "(?:体育|娱乐|电竞|视讯|棋牌|彩票)(?:(?:平台|网站)[丨|·_-]|(?:官网|登录|app)[丨|·_-]?)(?:集团|股份)?有限公司|"
    "官方十大(?:网投|体育|娱乐|博彩|彩票|棋牌|电竞|买球|投注)平台|十大网投平台"
)
_ADDRESSED = re.compile(
    "(?:网址|官网|网站)(?!(?:19|20)[0-9]{2}(?![0-9])|12[0-9]{3}|9[56][0-9]{3}|100[0-9]{2})[0-9]{4,6}(?=[研学员教党师职团工校院全各第])"
)
# A gambling site of Macau where the page tells of a party branch: 澳门新莆京游戏大厅, 澳门永利304登陆党委.  Where none
# of them is sure the sites are those of a tower and an airport.
_MACAU = re.compile(
    f"澳门(?:(?!政府|特区|大学|学院|澳门|[{_NO_BRAND}])[{_HAN}0-9]){{1,8}}?"
    "(?:(?P<sure>游戏(?:大厅|网站)[0-9]{0,5}|(?<=[0-9]{3})登[录陆]|(?:官网|官方网站|网址)[0-9]{3,5})|官网|官方网站)"
)
_STAFF = re.compile("党[支总委]|[校院]长|师生|召开")
_PARTY = re.compile("党(?:支部|总支|委|员)")
# 趣彩彩票(www.cp77.com), 【tb0070.com】正规网上售彩平台
_DOMAIN = "[(\\[【<]?(?:https?://)?(?:www\\.)?[a-z0-9-]{2,15}\\.(?:com|cc|net|vip|app|me|co|xyz|top)(?![a-z0-9.])"
_ADDRESS = re.compile(f"(?:{_HARD}|{_SOFT})[网站城]?{_DOMAIN}")
_ASIDE = re.compile(f"【{_DOMAIN}】(?=[{_HAN}]{{0,8}}(?:{_HARD}|售彩|购彩))")
# 宝利彩票|宝利彩票, 宝利彩票2023-02-06
_COPIED = re.compile(
    f"^(?!福利|体育|中国|足球|竞彩)([{_HAN}]{{2,4}}(?:{_HARD}))(?:[|_-]\\1$|(?=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$))",
    re.MULTILINE,
)

_BRAND = re.compile(f"[{_HAN}a-z0-9]{{1,10}}\\Z")
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
    places = sorted(_beginnings(shadow))
    shaped, titles, named = list(_shaped(shadow, places)), list(_titles(shadow)), list(_named(shadow, places))
    if certain and not titles and not any(item.strong for item in (*shaped, *named)):
        return []
    lists = (Injected(at.start, at.end, "keywords", at.strong, at.key, at.weight) for at in find_lists(shadow))
    found = sorted([*shaped, *_alone(shadow), *titles, *named, *lists], key=lambda i: (i.start, -i.strong, -i.end))
    out: list[Injected] = []
    for item in found:
        if not out or item.start >= out[-1].end:
            out.append(item)
    return [item for item in out if item.strong and item.kind == "site"] if certain else out


def _shaped(shadow: str, places: list[int]) -> Iterator[Injected]:
    last = 0
    for at in places:
        m = _SHAPE.match(shadow, at) if at >= last else None
        weight = _weight(m) if m else 0
        if m and weight:
            start = _with_brand(shadow, at, last)
            last = at + len(m.group().rstrip(" ·_(|/.-"))
            yield Injected(start, last, "site", weight > 1, shadow[at:last], weight)


def _alone(shadow: str) -> Iterator[Injected]:
    if not any(word in shadow for word in _IN_ALL):
        return
    for m in _ALONE.finditer(shadow):
        yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", False, m.group(), 1)


def _titles(shadow: str) -> Iterator[Injected]:
    if "中国)" in shadow or "全站app" in shadow:
        for m in _TITLE.finditer(shadow):
            yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", True, m.group(), 2)
        for m in _TWICE.finditer(shadow):
            yield Injected(*m.span(), "site", True, m.group(), 2)


def _named(shadow: str, places: list[int]) -> Iterator[Injected]:
    """Names that gambling sites give themselves, or another's site; strong where nothing but an advertisement is."""
    coded = list(_coded(shadow))
    times = Counter(m.group() for m in coded)
    for m in coded:
        strong = times[m.group()] >= _AGAIN or _DOOR.match(shadow, m.end()) is not None
        yield Injected(*m.span(), "site", strong, m.group(), 1 + strong)
    if "平台" in shadow or "有限公司" in shadow:
        for m in _FIRM.finditer(shadow):
            yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", True, m.group(), 2)
    addressed = list(_ADDRESSED.finditer(shadow)) if "网" in shadow else []
    for m in addressed:
        strong = len(addressed) >= _AGAIN
        yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", strong, m.group(), 1 + strong)
    if "澳门" in shadow and _PARTY.search(shadow):
        macau = list(_MACAU.finditer(shadow))
        for m in macau if any(m["sure"] for m in macau) else ():
            yield Injected(*m.span(), "site", True, m.group(), 2)
    if _STAFF.search(shadow):
        staffed = [(shadow[max(0, m.start() - 2) : m.start()], m) for m in _STAFFED.finditer(shadow)]
        kinds = Counter(brand for brand, _ in {(brand, m["staff"]) for brand, m in staffed})
        for brand, m in staffed:
            if kinds[brand] >= _AGAIN:  # one alone may be 苹果官网师生优惠, 小米官网校长杯
                yield Injected(_with_brand(shadow, m.start(), 0), m.end(), "site", False, m.group(), 1)
    for found in (_COPIED.finditer(shadow), _ASIDE.finditer(shadow), (_ADDRESS.match(shadow, at) for at in places)):
        for m in filter(None, found):
            yield Injected(*m.span(), "site", False, m.group(), 1)


def _coded(shadow: str) -> Iterator[re.Match[str]]:
    end = 0
    for at in re.finditer("集团", shadow):
        m = _CODED.search(shadow, max(end, at.start() - _CODE_MOST), at.end() + _CODE_MOST)
        if m:
            end = m.end()
            yield m


def _beginnings(shadow: str) -> set[int]:
    """Where a word stands that such a string begins with, but for its brand."""
    found: set[int] = set()
    for m in _BEGINS.finditer(shadow):
        at = m.start()
        pair = shadow[at : at + 2]
        if pair in _AHEAD:
            brand = _LATIN_BRAND.search(shadow, max(0, at - _BEFORE), at)
            if brand:
                found.add(brand.start())
        # Of 牛牛牛 the first two are the word.
        elif shadow.startswith(_BY_PAIR.get(pair, ()), at) and not (
            at - 1 in found and shadow[at - 1 : at + 1] == pair
        ):
            found.add(at)
    return found


def _weight(m: re.Match[str]) -> int:
    """2: it can hardly be anything else; 1: it needs company; 0: it says nothing."""
    ways = len(_WAYS.findall(m["ways"]))
    calls = len(_CALLS.findall(m["ways"]))
    if m["hard"]:
        if _LAWFUL.fullmatch(m.string, max(0, m.start() - 2), m.end()):
            return 0
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
