"""Names under which a person is reached or seen: e-mail, IP, QQ, WeChat, licence plates."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from cleantext.mask.numbers import Found

__all__ = ["PROVINCES", "emails", "ips", "plates", "qqs", "wechats"]

_LOCAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}$")
_DOMAIN = re.compile(r"((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}([A-Za-z]{2,24}))(?![A-Za-z0-9@])")
_WRITTEN_AT = re.compile(r"[\[(] ?(?:at|AT|@) ?[\])] ?")
# What a file, a picture or a package is called.
_FILES = (
    "png|jpg|jpeg|gif|svg|webp|js|mjs|css|html?|py|sh|txt|md|json|xml|ya?ml|"
    "service|socket|target|timer|conf|so|exe|zip|gz|local"
)
_FILE = re.compile(_FILES, re.IGNORECASE)
_SPACED = re.compile(r"(?<![\d.])(?:\d{1,4}[ \u00a0\u3000]){1,10}$")


def emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses, also glued to Han characters, with `(at)`, or with the digits of a QQ mail set apart.

    Not `git@github.com:…`, not `user@host` without a domain, not `icon@2x.png`.

    >>> text = "邮箱4352 2767@qq.com，git@github.com:a/b"
    >>> [text[f.start : f.end] for f in emails(text)]
    ['4352 2767@qq.com']
    """
    for left, right in _ats(text):
        local = _LOCAL.search(text, max(0, left - 64), left)
        domain = _DOMAIN.match(text, right)
        if local is None or domain is None or _FILE.fullmatch(domain[2]) or ".." in local.group():
            continue
        start, end = local.start(), domain.end()
        if text[start - 1 : start] == "@":
            continue  # @somebody@social.example, a name in a network
        if text[start - 1 : start] in (":", "/") and text.rfind("://", max(0, start - 80), start) >= 0:
            continue  # user:password@host of a URL
        if local.group() == "git" or text[end : end + 2] == ":/":
            continue
        if local.group().isdigit():
            spaced = _SPACED.search(text, max(0, start - 40), start)
            start = spaced.start() if spaced else start
        yield Found(start, end, "email", {"domain": domain[1]})


def _ats(text: str) -> Iterator[tuple[int, int]]:
    at = text.find("@")
    while at >= 0:
        yield at, at + 1
        at = text.find("@", at + 1)
    if "[" in text or "(" in text:
        for m in _WRITTEN_AT.finditer(text):
            start = m.start() - (text[m.start() - 1 : m.start()] == " ")
            if text[start - 1 : start].isascii():
                yield start, m.end()


_IPV4 = re.compile(r"(?<![\w./-])(?:\d{1,3}\.){3}\d{1,3}(?![\w/-]|\.\w)", re.ASCII)
_DOTS = re.compile(r"\.\d{1,3}\.\d{1,3}\.\d")
_COLONS = re.compile(r":[0-9A-Fa-f]{0,4}:")
_IPV6 = re.compile(r"(?<![\w.:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::?[0-9A-Fa-f]{1,4}){1,6}(?![\w.:])", re.ASCII)
_IP_SAID = re.compile(
    r"(?:ip|地址|来自|來自|服务器|服務器|伺服器|主机|主機|登录|登入|访问|訪問|ping|ssh|host|server|addr\w{0,4})[^\d\n]{0,10}$",
    re.IGNORECASE,
)
_VERSION = re.compile(r"(?:版本?|version|release|build|ver\.?|[A-Za-z][\w+#-]{1,20}) ?[vV:]?$", re.IGNORECASE)
# Resolvers that everybody's machine asks.
_PUBLIC = {
    "8.8.8.8",
    "8.8.4.4",
    "1.1.1.1",
    "1.0.0.1",
    "9.9.9.9",
    "114.114.114.114",
    "223.5.5.5",
    "223.6.6.6",
    "208.67.222.222",
    "208.67.220.220",
    "119.29.29.29",
    "180.76.76.76",
}
_SMALL = 32
_BEFORE, _BEHIND = 4, 64  # characters of an address in front of its first separator; behind it, and more


def ips(text: str) -> Iterator[Found]:
    """Yield IP addresses of version 4 and 6 that the whole net can reach: private ones say nothing of a person.

    Not networks (`….0`, `/24`), public resolvers, longer chains of numbers, or what follows a name as its version does.

    >>> text = "来自114.251.33.21，网关192.168.1.1，Oracle 12.1.0.2"
    >>> [text[f.start : f.end] for f in ips(text)]
    ['114.251.33.21']
    """
    for pattern, gate in ((_IPV4, _DOTS), (_IPV6, _COLONS)):
        for m in _near(pattern, gate, text):
            try:
                address = ipaddress.ip_address(m.group())
            except ValueError:  # 192.168.0.0103 and 999.1.1.1 are no addresses
                continue
            if not address.is_global or address.is_multicast or m.group() in _PUBLIC:
                continue
            before = text[max(0, m.start() - 24) : m.start()]
            said = _IP_SAID.search(before) is not None
            if address.version == 4 and not said:
                octets = [int(part) for part in m.group().split(".")]
                if octets[3] == 0 or max(octets) < _SMALL or (_VERSION.search(before) and max(octets) < 100):
                    continue
            if address.version == 4 and m.group().endswith(".0"):
                continue
            yield Found(*m.span(), "ip", {"version": address.version, "context": said})


def _near(pattern: re.Pattern[str], gate: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer` does; looked for only around what `gate` finds, ten times as fast."""
    at = 0
    for g in gate.finditer(text):
        m = pattern.search(text, max(at, g.start() - _BEFORE), g.end() + _BEHIND) if g.start() >= at else None
        if m:
            at = m.end()
            yield m


_SEP = "[ \u00a0\u3000-]"
_QQ = re.compile(
    r"(?:(?<![A-Za-z])QQ|扣扣|企鹅号?|企鵝號?|(?<![A-Za-z])Q(?=群|号|號|[:：])|(?<=加)Q(?![A-Za-z]))"
    r"(?:[\u4e00-\u9fff]{0,4}群|客服|咨询|諮詢|在线|線上|联系|聯繫|合作|业务|官方|技术|售后|个人|個人)?(?:号码|號碼|号|號)?(?:是|为|為)?"
    r"[ \u3000]?[:：/]?[ \u3000]?(?:\+|加)?"
    rf"([1-9](?:{_SEP}?\d){{4,10}})(?![\dA-Za-z@.])",
    re.IGNORECASE | re.ASCII,
)
_COUNTED = re.compile("[ ]?(?:只|隻|元|人|次|个|個|亿|億|万|萬|年|名|位|版|MB|KB|%)", re.IGNORECASE)


def qqs(text: str) -> Iterator[Found]:
    """Yield QQ numbers, of people and groups, behind a word that says so.

    >>> text = "加QQ：43 52 27 67，QQ用户已达500000000"
    >>> [text[f.start : f.end] for f in qqs(text)]
    ['43 52 27 67']
    """
    for m in _QQ.finditer(text):
        if not _COUNTED.match(text, m.end()):
            yield Found(*m.span(1), "qq", {"context": m.group()[:4]})


_WECHAT = re.compile(
    r"(?:微信|薇信|威信|徽信|(?<![A-Za-z+])(?:(?:we ?chat|weixin|wx|vx)(?![A-Za-z])|V信)|(?<=[加+])V(?![A-Za-z]))"
    r"(?P<said>(?:客服|联系|聯繫|咨询|諮詢|个人|個人|搜索|搜|添加|加|私人|同名)?[ \u3000]?"
    r"(?:号码|號碼|号|號|账号|賬號|帐号|帳號|ID)?(?:是|为|為)?[ \u3000]?[:：/]?[ \u3000]?)"
    r"(?P<id>[A-Za-z][A-Za-z0-9_-]{5,19}|[1-9][0-9]{5,10})(?![A-Za-z0-9_@.-])",
    re.IGNORECASE,
)
_MARK = re.compile("[号號:：]|ID", re.IGNORECASE)
# 公众号“侠客岛”（微信号：…）, 转载自微信号：…
_ACCOUNT = re.compile(
    '(?:(?:公[众眾](?:号|號|账号|帳號|平台|平臺)|订阅号|訂閱號|服务号|服務號)[\u201c"「『《【‘][^\n\u201c"「『《【‘]{1,20}'
    '[\u201d"」』》】’] ?[（(]?|(?:转载自|轉載自|来源|來源|文章来自|摘自)[ :：]?)$'
)
_ACCOUNT_MOST = 40


def wechats(text: str) -> Iterator[Found]:
    """Yield WeChat ids behind a word that says so: 微信号, 微信:, or 微信 if the id has a digit.

    Public accounts (公众号) speak to the public and are left.

    >>> text = "加微信 abc_12345，微信 Android 版，微信公众号：xinhua2019，公众号“侠客岛”（微信号：xkd2014）"
    >>> [text[f.start : f.end] for f in wechats(text)]
    ['abc_12345']
    """
    for m in _WECHAT.finditer(text):
        marked = _MARK.search(m["said"]) is not None or "加" in text[max(0, m.start() - 2) : m.start()]
        if _COUNTED.match(text, m.end()) or (m["id"].isdigit() and not marked):
            continue
        if m["id"].startswith("gh_") or _ACCOUNT.search(text, max(0, m.start() - _ACCOUNT_MOST), m.start()):
            continue
        # wx:if and g+wx dir_name are code.
        if any(c.isdigit() for c in m["id"]) or (marked and m.group()[:2].lower() not in ("wx", "vx")):
            yield Found(*m.span("id"), "wechat", {"context": m.group()[:4]})


PROVINCES = "京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊使"
_PLATE = re.compile(
    f"[{PROVINCES}][A-HJ-NP-Za-hj-np-z][ ·•.-]?(?=[A-Za-z0-9]{{0,5}}\\d)"
    "(?:[A-HJ-NP-Za-hj-np-z0-9]{5,6}(?![A-Za-z0-9])|[A-HJ-NP-Za-hj-np-z0-9]{4}[挂学學警港澳])"
)
_PLATE_SAID = re.compile(
    "(?:车牌|車牌|牌照|号牌|號牌|牌号|牌號|车号|車號|轿车|轎車|货车|貨車|汽车|汽車|客车|面包车)[^\n]{0,8}$"
)


def plates(text: str) -> Iterator[Found]:
    """Yield mainland licence plates: a province, a letter, five or six characters, a digit among them.

    >>> text = "一辆粤B·D12345与京A12345相撞，沪A股上涨"
    >>> [text[f.start : f.end] for f in plates(text)]
    ['粤B·D12345', '京A12345']
    """
    for m in _PLATE.finditer(text):
        tail = m.group()[2:].strip(" ·•.-")
        said = _PLATE_SAID.search(text[max(0, m.start() - 14) : m.start()]) is not None
        if said or sum(c.isdigit() for c in tail) >= (2 if m.group()[1].isupper() else 4):
            yield Found(*m.span(), "plate", {"province": m.group()[0], "context": said})
