"""Names of gambling sites that stand where a school's or a company's name stood: by what is next to them.

Whoever copies a school's news to advertise a site writes the site's name wherever the school's was.  Then a website
has a headmaster and a party branch, meets, and holds its seventeenth sports day.  One such place may be chance, or
what the site says of the school that runs it; two of one site are not.  Or the name has a number in it, since the name
alone was registered: `永利23411集团`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

__all__ = ["HELD", "Named", "any_strong", "find_names"]

_HAN = "\u3400-\u9fff"
_AGAIN = 2  # places such a name stands at, at least
_COUNTED = 50  # names of a text whose places are counted, each in a pass of its own


class Named(NamedTuple):
    """A name, `text[start:end]`, whether it may be cut, what it is counted by, and how much."""

    start: int
    end: int
    strong: bool
    key: str
    weight: int


HELD = ("有限", "十大", "澳门", "员工", "经理")  # what some of the names hold, or have about them


def find_names(shadow: str, places: Sequence[int], held: Mapping[str, list[int]]) -> Iterator[Named]:
    """Yield the names of sites in a folded text, in no order; linear in its length.

    Args:
        shadow: a folded text.
        places: where the words of bets, of sports and 集团 stand, ascending.
        held: where each of `HELD` stands, ascending.
    """
    yield from _seated(shadow)
    yield from _numbered(shadow)
    yield from _coded(shadow, places)
    yield from _firms(shadow, held)
    for m in filter(None, (_SCHOOL.match(shadow, at) for at in places)):
        yield Named(*m.span(), False, m.group(), 1)
    yield from _macau(shadow, held)
    replaced = [*_around(_REPLACED, shadow, held["员工"], 14), *_around(_MANAGED, shadow, held["经理"], 3)]
    if replaced:  # by itself it may be said of a school's company
        replaced += _SCHOOLED.finditer(shadow)
    for m in replaced:
        yield Named(*m.span(), False, m.group(), 1)


def any_strong(shadow: str, places: Sequence[int], held: Mapping[str, list[int]]) -> bool:
    """Say whether any of what `find_names` yields may be cut; only some kinds may."""
    return any(name.strong for name in (*_coded(shadow, places), *_firms(shadow, held), *_macau(shadow, held)))


def _firms(shadow: str, held: Mapping[str, list[int]]) -> Iterator[Named]:
    if not held["十大"] and not any(shadow[at - 1 : at] in _BEFORE_FIRM for at in held["有限"] if at):
        return
    for m in (*_around(_FIRM, shadow, held["有限"], 16), *_around(_FIRM, shadow, held["十大"], 2)):
        yield Named(*m.span(), True, m.group(), 2)


def _macau(shadow: str, held: Mapping[str, list[int]]) -> Iterator[Named]:
    if held["澳门"] and _PARTY.search(shadow):
        macau = list(_MACAU.finditer(shadow))
        for m in macau if any(m["sure"] for m in macau) else ():
            yield Named(*m.span(), True, m.group(), 2)


def _around(
    pattern: re.Pattern[str], shadow: str, places: Iterable[int], before: int, after: int = 24
) -> Iterator[re.Match[str]]:
    """Yield what a pattern finds near places of what it always holds, ascending, without looking anywhere else."""
    end = 0
    for at in places:
        m = pattern.search(shadow, max(end, at - before), at + after) if at >= end else None
        if m:
            end = m.end()
            yield m


# What a site is called by: no organisation has the first sort for a name, some have the second; others go with either.
_SITE = (
    "官网|官方网站|网页|网址|登[录陆]|入口|首页|下载|注册|会员中心|游戏大厅|手机版|网页版|网投|在线体育|体育在线|[a-z]{0,4}bet(?:way|[0-9]{2,4})|b[a-z]{2,3}365|"
    f"(?<=[{_HAN}])[1-9](?:体育|娱乐|平台|国际|控股)|(?P<code>[a-z]{{1,8}}[0-9]{{2,5}}[a-z]{{0,4}}|[0-9]{{3,5}}[a-z]{{2,4}}[0-9]{{0,4}})"
)
_HOUSE = r"平台|客户端|网站|app|娱乐|娱乐[场城]|赌场|棋牌|\(中国\)"
_RUN = re.compile(
    f"(?:(?P<site>{_SITE})|{_HOUSE}|官方|中文|手机|在线){{1,6}}(?:(?!(?:19|20)[0-9]{{2}}\\Z)[0-9]{{3,6}}|[a-z]{{3,10}})?\\Z"
)
_TWO = re.compile(
    "官网|官方网站|网页|网址|登[录陆]|入口|下载|注册|会员中心|平台|客户端|app|娱乐|赌场|棋牌|在线体育|体育在线"
)
# Who is there and what is done there.  A company has a website, and an app has a company; none has a headmaster.
_CHAIR = (
    "副?校长|副?院长|分党委|[新老东西南北]?校区|师生|校友会|学生会|教代会|体育运动委员会|(?:首|第[一二三四五六七八九十0-9]{1,3})届|20[0-9]{2}[级届]|"
    "本科|毕业生|学子"
)
_STAFF = (
    "(?:研究生|本科生?|学生|员工|教师|教职?工|毕业生|专业|各|第[一二三四五六]|联合){0,3}(?:党支部|党总支|支部)|党委(?![会员])|团委|团总支|"
    "工会|党政|教职工|教务处|学工处|国际处|人事处|科研处|副?书记|主任|董事长|副?总经理|辅导员|教研室|课题组|会议室|报告厅|体育馆|图书馆|"
    "(?:20[0-9]{2}级?)?(?:博士|硕士|研究生)|全日制|召开|隆重|荣获|喜获|全体|培养|学科|学生(?![价证版卡票])"
)
_CHAIRED, _STAFFED = re.compile(_CHAIR), re.compile(f"{_CHAIR}|{_STAFF}")
# What a website does have: 官网校长信箱, 官网师生优惠; and what people do there: 通过官网学生可以选课.
_COLUMN = re.compile(
    f"[{_HAN}]{{0,4}}?(?:信箱|邮箱|致辞|寄语|栏|简介|介绍(?!了)|名单|名录|页面|板块|频道|博客|优惠|认证|专享|特惠|系统|登[录陆]|入口|端|平台)|"
    "们?(?:可|能|需|应|要|必|须|均|请|如|即)"
)
# 明德楼B305会议室召开: a code may be a room's.
_ROOM = re.compile("会议室|报告厅|召开|隆重|体育馆|图书馆|教研室|课题组|全体|培养|全日制|20")
# Where the one ends and the other begins, by two characters: ten times as fast as one pattern of all words.
_SEATS = re.compile(
    "[副校院分新老东西南北师教体首第研本学员毕专各联党支团工国人科书董总辅课会报图博硕全召隆荣喜培主2]"
    "(?<=[网站址录陆口页载册心厅版投育线端台乐场城牌际股a-z0-9)].)"
)
_BRAND = re.compile(f"[{_HAN}a-z0-9·]{{2}}\\Z")
_NO_BRAND = re.compile(
    "[学院校司局部厅会委府网社馆所本该我其的在和与及为到从各自返回站户大楼座栋层室厅号线路]\\Z|(?<!集)团\\Z|"
    "(?:本站|会员|认证|门户|系统|服务|查询|报名|清华|复旦|师范|理工|科技|政务|地铁|隧道|高速|教育|招聘|考试|人才)\\Z|"
    "(?:通过|利用|使用|访问|打开|查看|点击|浏览|制作|设计|开发|关注|搜索|相关|有关|多个|国内|国外|建设|更新|维护|管理|参考|填写|免费|立即|继续|可以|需要|没有)\\Z"
)
_BETS = re.compile("博彩|赌场|赌博|棋牌|彩票|百家乐|真人|bet|365")
_LONGEST = 20


class _Seat(NamedTuple):
    """Where a site stands, who is there, and whether that counts alone."""

    start: int
    end: int
    kind: str
    alone: bool


def _seated(shadow: str) -> Iterator[Named]:
    """Yield the sites that stand where an organisation should; two places of one, or one of three, tell."""
    found: defaultdict[str, list[_Seat]] = defaultdict(list)
    sure = set()
    for m in _SEATS.finditer(shadow):
        at = m.start()
        who = _STAFFED.match(shadow, at)
        run = _RUN.search(shadow, max(0, at - _LONGEST), at) if who else None
        if run and not run["site"]:
            who = _CHAIRED.match(shadow, at)
        if run is None or who is None or _COLUMN.match(shadow, who.end()) or (run["code"] and _ROOM.match(who.group())):
            continue
        name = shadow[max(0, run.start() - 2) : run.start()]
        if not _BRAND.match(name) or _NO_BRAND.search(shadow, max(0, run.start() - 2), run.start()):
            continue
        kind = "届" if who.group().endswith("届") else who.group()
        name += run.group()
        found[name].append(_Seat(at - len(name), at, kind, run["site"] is not None))
        bets = _BETS.search(shadow, max(0, run.start() - 4), at)
        # 皇冠登录入口党支部: two ways in a row are no one's name; what is for bets has no headmaster at all.
        if kind != "届" and (len(_TWO.findall(run.group())) > 1 or (bets and _CHAIRED.match(shadow, at))):
            sure.add(name)
    for n, (name, seats) in enumerate(found.items()):
        kinds = {seat.kind for seat in seats}
        most = _AGAIN - name[-1].isdigit()  # 网址8883 is no name of a school by itself
        again = n < _COUNTED and shadow.count(name) > most and (seats[0].alone or kinds != {"届"})
        told = again or name in sure or len(kinds) >= _AGAIN
        if told or seats[0].alone:
            for seat in seats:
                yield Named(seat.start, seat.end, False, f"name {name}", 1 + told)


# A number in front of a name, as no school has: 8188威尼斯娱人城党总支, but 301医院党委, 1200名师生, 2018级学生.
_CODE_END = re.compile(
    f"[0-9][0-9][a-z]{{0,4}}(?=[{_HAN}]{{2}})(?![名位个多余家人所间年月日元万千百亿项次篇件条台部分级届号班支])"
)
_AHEAD = re.compile(
    "(?<![0-9a-z.,第年月])(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9]{3,5}[a-z]{0,4}|[a-z]{1,8}[0-9]{2,5})\\Z"
)
_SEATED = re.compile(
    f"(?:(?![院学厂所局队组室校部营连库处司会馆街路楼栋届级的]|(?<!集)团)[{_HAN}]){{2,6}}?(?={_CHAIR}|{_STAFF})"
)


def _numbered(shadow: str) -> Iterator[Named]:
    names: dict[str, bool] = {}
    for code in _CODE_END.finditer(shadow):
        at = code.end()
        m = _SEATED.match(shadow, at)
        ahead = _AHEAD.search(shadow, max(0, at - 14), at) if m else None
        if m and ahead:
            name = shadow[ahead.start() : m.end()]
            if len(names) < _COUNTED and name not in names:
                names[name] = shadow.count(name) > _AGAIN
            if names.get(name):
                yield Named(ahead.start(), m.end(), False, f"name {name}", 2)


# A name with a number that no other company has: 永利23411集团, 太阳成集团tyc122cc, tyc1286太阳成集团.
_UNITS = "[kmg]?w|[mg]wh|[cmnk]?m|[kmgt]b|k?g|ml|[kmg]?hz|kva?|[km]pa|bps?|d[bp]i?|fps|rpm|ppm|px|ti|th|st|nd|rd"
_CODE = (
    f"(?!(?:19|20)[0-9]{{2}}[a-z])[a-z]{{0,4}}[0-9]{{2,5}}(?!(?:{_UNITS})(?![a-z]))[a-z]{{2,3}}[0-9]{{0,5}}(?![a-z0-9])"
)
_CODED = re.compile(
    rf"集团\(?{_CODE}|(?<![a-z0-9.])(?:{_CODE}|[a-z]{{3,6}}[0-9]{{2,5}}|[a-z]{{3,12}}group)[{_HAN}]{{2,3}}集团|"
    f"[{_HAN}]{{2}}(?!(?:19|20)[0-9]{{2}}集)[0-9]{{4,5}}集团(?![军客用户企公])"
)
# What stands next to the word in each of these: what has no number or letter there is a group of any name.
_BY_CODE = re.compile(f"[0-9a-z][{_HAN}]{{0,3}}集团|集团\\(?[0-9a-z]")
_LETTERED = re.compile("[a-z][0-9]{2}|[0-9][a-z]")
_CODE_MOST = 24  # characters of a code and what is around it
_DOOR = re.compile("(?:官方)?(?:入口|官网|网站|登录)")


def _coded(shadow: str, places: Iterable[int]) -> Iterator[Named]:
    groups = [at for at in places if shadow.startswith("集团", at)]
    if not any(_BY_CODE.search(shadow[max(0, at - 4) : at + 4]) for at in groups):
        return
    found = list(_around(_CODED, shadow, groups, _CODE_MOST, _CODE_MOST + 2))
    times = Counter(m.group() for m in found)
    for m in found:
        strong = times[m.group()] >= _AGAIN or _DOOR.match(shadow, m.end()) is not None
        code = _LETTERED.search(m.group()) is not None  # 太阳成集团tyc122cc: once is enough, but it may be a subject
        yield Named(*m.span(), strong, m.group(), 1 + (strong or code))


_BEFORE_FIRM = frozenset("丨|·_-网录p团份")  # what the first kind has in front of 有限
# A site with a company behind it: 体育平台丨集团有限公司.
_FIRM = re.compile(
    "(?:体育|娱乐|电竞|视讯|棋牌|彩票)(?:(?:平台|网站)[丨|·_-]|(?:官网|登录|app)[丨|·_-]?)(?:集团|股份)?有限公司|"
    "官方十大(?:网投|体育|娱乐|博彩|彩票|棋牌|电竞|买球|投注)平台|十大网投平台"
)
# 澳门赌场健康管理学院; there is a school for the management of casinos, too.
_SCHOOL = re.compile(
    f"(?:赌场|博彩平台|娱乐场|网投|游戏大厅)(?!管理|经营|与|和)[{_HAN}]{{0,4}}(?:学院|护理|校区|专业学生)"
)
# A gambling site of Macau where the page tells of a party branch: 澳门新莆京游戏大厅, 澳门永利304登陆党委.  Where none
# of them is sure the sites are those of a tower and an airport.
_BRANCH = (
    f"(?:[{_HAN}]{{0,2}}(?:教师|教工|员工|学生|研究生|专业|全体))?(?:分?党委|党支部|党总支|师生)|"
    f"在[{_HAN}a-z0-9]{{2,16}}召开"
)
_MACAU = re.compile(
    f"澳门(?:(?!政府|特区|大学|学院|澳门|[局署处报行会联司校院馆台社学的在和与及是为有到了中])[{_HAN}a-z0-9]){{1,8}}?"
    "(?:(?P<sure>游戏(?:大厅|网站)[0-9]{0,5}|(?<=[0-9]{3})登[录陆]|(?:官网|官方网站|网址)[0-9]{3,5}|"
    f"(?:官网|官方网站|娱乐[场城]?|赌场|[0-9]{{4}})(?={_BRANCH}))|官网|官方网站)"
)
_PARTY = re.compile("党(?:支部|总支|委|员)")
# Some make 员工 of 学生, 经理 of 院长 and 公司 of 学校, and do not look where: 大员工创新, 2015级员工, 公司学子.
_REPLACED = re.compile(
    '(?:青年|当代|全国|中国|[省届”"])老员工(?!代表)|'
    "老员工(?:社会实践|思想政治|数学建模|暑期|艺术团|创新创业|创业(?:大赛|计划|项目)|课外|科技|心理|志愿|三下乡|实践能力|运动员|对篮球)|"
    "(?<![广扩最重加巨强较更])大员工(?:创新|创业|数学|英语|艺术|志愿|心理|暑期|就业|社会实践|运动会|军训|科技)|"
    f"研究员工(?![作资程龄])|[校院系]员工会(?:主席|干部|干事|换届|代表|[{_HAN}]{{2}}部)|公司员工会(?:会长|主席|青年)|"
    f"(?:20)?[0-9]{{2}}级(?:[{_HAN}]{{2,8}}专业)?员工|(?:毕业年级|全日制[本专科、]{{1,4}}|党委)员工(?!人数)|员工(?:们)?(?:返校|荣归母校|重返母校)"
)
_MANAGED = re.compile(f"学院副?经理(?!人)|(?<!总)经理[{_HAN}]{{2,3}}(?:教授|院士|老师)")
_SCHOOLED = re.compile(
    "(?:公司|集团)(?:全体)?(?:师生|学子|辅导员|班主任|学工办|教务处|学生会)|我司(?:[\u3400-\u9fff、]{2,12}老师|全日制|在读|在籍)"
)
