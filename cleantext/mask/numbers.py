"""Numbers that stand for a person: phones, identity cards, bank cards.  Found by form, checked by checksum and context.

Every finder reads the shadow of a text (half width, same length) and yields what it is sure of.  No `\\b`: between a
Han character and a digit there is no word boundary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

__all__ = ["KINDS", "Found", "bank_cards", "id_cards", "landlines", "mobiles"]


class Found(NamedTuple):
    """A place in the text, `text[start:end]`, what it is, and how one knows."""

    start: int
    end: int
    kind: str
    evidence: dict[str, Any]


KINDS = ("id_card", "bank_card", "phone", "landline")
"""What has seven digits at least, with two characters at most between one and the next."""

_SEP = "[ \u00a0\u3000\u2013\u2014.·-]"
_JOIN = f"(?:{_SEP}| [-\u2013\u2014] )"  # 138 - 1234 - 5678
_ALL = 1 << 62  # behind every end
_BEFORE = 16  # characters in front of a number that may say what it is
_CONTACT = re.compile(
    "(?:电话|電話|热线|熱線|传真|傳真|座机|座機|总机|總機|前台|櫃檯|客服|订座|訂位|预订|預訂|预约|預約|举报|舉報|手机|手機|致电|致電|拨打|撥打|咨询|諮詢|联系|聯繫|聯絡|号码|號碼|(?<![A-Za-z])(?:tel|fax|phone|mobile|call))[^\\d\n]{0,8}$",
    re.IGNORECASE,
)
# Letters right in front of a number: Tel138… is a phone, a138… is part of something else.
_GLUED = re.compile("(?<![a-z])(?:tel|phone|mobile|mob|cell|call|fax|t|m|p|qq|wx|vx|v|id|no)$", re.IGNORECASE)
_CODE = re.compile("[A-Za-z]-$")  # HT-13812345678
# What a number is when it is nobody's.
_OTHER = re.compile(
    "(?:合同号|合同號|订单|訂單|单号|單號|编号|編號|流水|学号|學號|工号|货号|貨號|型号|型號|条码|條碼|批号|税号|信用代码|isbn|issn|uid|sn|序列号|序列號|版本|案号|文号|期号)"
    "[^\\d\n]{0,4}$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    "[ ]?(?:元|块|塊|人|次|吨|噸|个|個|亿|億|万|萬|千|公里|米|年|股|美|名|位|件|辆|輛|字节|字節|bytes?|分|秒|%|％)"
)


def _alone(text: str, start: int, end: int) -> bool:
    """Say whether the number is neither part of a longer number or word, nor a count of something."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if (
        before
        and before in "0123456789_@#=&/%"
        and not (before in "/=#" and _CONTACT.search(text[max(0, start - _BEFORE) : start]))
    ):
        return False
    if before in (".", "-", ",") and text[start - 2 : start - 1].isdigit():
        return False
    if (
        before == "-"
        and _CODE.search(text, max(0, start - 8), start)
        and not _GLUED.search(text[max(0, start - 9) : start - 1])
    ):
        return False
    if before.isascii() and before.isalpha() and not _GLUED.search(text[max(0, start - 8) : start]):
        return False
    if after and after in "0123456789_@=":
        return False
    if after.isascii() and after.isalpha():
        return False
    if after in (".", ",", "-") and text[end + 1 : end + 2].isdigit():
        return False
    return not _UNIT.match(text, end) and not _OTHER.search(text[max(0, start - _BEFORE) : start])


def _said(text: str, start: int) -> bool:
    return _CONTACT.search(text[max(0, start - _BEFORE) : start]) is not None


def _groups(number: str) -> list[int]:
    return [len(part) for part in re.split(f"{_SEP}|[()]", number) if part]


_MOBILE = re.compile(rf"(?:(?:\+|00)?86{_SEP}{{0,2}}|\((?:\+|00)?86\) ?)?(1{_SEP}?[3-9](?:{_JOIN}?\d){{9}})", re.ASCII)
_MOBILE_GROUPS = ([11], [3, 4, 4], [3, 8], [7, 4], [3, 3, 5], [4, 7], [4, 3, 4], [4, 4, 3], [5, 6], [1] * 11)


def _is_mobile(number: str) -> bool:
    """Say whether digits stand in groups as people write them: three, then some of two to four behind one separator."""
    groups = _groups(number)
    if groups in _MOBILE_GROUPS:
        return True
    apart = {part.strip() or " " for part in re.split("[0-9]+", number)[1:-1]}
    return groups[0] == 3 and len(apart) == 1 and not apart & {".", "·"} and all(2 <= n <= 4 for n in groups)


def mobiles(text: str, low: int = 0, high: int = _ALL) -> Iterator[Found]:
    """Yield mainland mobile numbers: 11 digits from 13 to 19, in one piece or the groups people write.

    >>> [f[:2] for f in mobiles("请拨打138 1234 5678或+86-13912345678，共13812345678元")]
    [(3, 16), (17, 32)]
    """
    at = low
    while m := _MOBILE.search(text, at, high):
        start, end = m.span()
        at = end
        said = _said(text, start)
        if not (_is_mobile(m[1]) or said) or not _alone(text, start, end):
            at = m.start(1) + 1
            continue
        yield Found(start, end, "phone", {"prefix": m[1][:3], "context": said})


# 010, 02x, and three digits from 0310 to 0999.
_AREA = "(?:10|2[0-5789]|[3-9][1-9]\\d)"
_LANDLINE = re.compile(
    rf"(?P<area>(?:(?:(?:\+|00)?86[ -]?)?\(?0{_AREA}|\(?(?:\+|00)86\)?[ -]?\(?{_AREA}|\(86[ -]?0?{_AREA})\)?"
    r"(?P<gap>[ \u00a0\u2013\u2014·.-]{0,3}))?"
    r"(?P<local>[2-8]\d{2,3}[ -]?\d{4})"
    rf"(?P<ext> ?(?:转|轉|[-\u2014]{{1,2}}|[*#]|分机|分機|ext\.?) ?\d{{1,5}})?(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_SERVICE = re.compile(r"[48]00(?P<gap>[ \u2013\u2014-]?)\d{3,4}[ -]?\d{3,4}(?!\d)", re.ASCII)
_DIGIT = re.compile(r"\d")


def landlines(text: str, low: int = 0, high: int = _ALL) -> Iterator[Found]:
    """Yield mainland landlines with area code, service numbers (400, 800), and bare ones behind 电话 and the like.

    >>> sorted(f[:2] for f in landlines("电话:62345678 传真:(010)6234-5679，2021-10-27，热线400-810-8888"))
    [(3, 11), (15, 29), (43, 55)]
    """
    for s in _SERVICE.finditer(text, low, high):
        if len(_DIGIT.findall(s.group())) == 10 and _alone(text, *s.span()) and (s["gap"] or _said(text, s.start())):
            yield Found(*s.span(), "landline", {"service": s.group()[:3]})
    at = low
    while m := _LANDLINE.search(text, at, high):
        start, end = m.span()
        at = end
        said = _said(text, start)
        apart = bool(m["area"]) and (bool(m["gap"]) or ")" in m["area"])
        if not (apart or (said and (m["area"] or not _DIGIT.search(text[max(0, start - 4) : start])))) or not _alone(
            text, start, end
        ):
            at = start + 1
            continue
        yield Found(start, end, "landline", {"area": bool(m["area"]), "context": said})


_ID = re.compile(rf"[1-9](?:{_SEP}?\d){{16}}{_SEP}?[\dXx]", re.ASCII)
_OLD_ID = re.compile(r"[1-9]\d{14}(?!\d)", re.ASCII)
_PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
    91,
}
_WEIGHTS = [2**k % 11 for k in range(17, 0, -1)]
_ID_SAID = re.compile("(?:身份证|身份證|证件|證件|身分证|身分證)[^\\d\n]{0,8}$")


def _compact(number: str) -> str:
    return re.sub("[^0-9Xx]", "", number).upper()


def _born(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2100
    except ValueError:
        return False


def looks_like_id(digits: str) -> bool:
    """Say whether 18 digits have the province and the birth date of an identity card, whatever the checksum."""
    return len(digits) == 18 and int(digits[:2]) in _PROVINCES and _born(digits[6:14])


def id_cards(text: str, low: int = 0, high: int = _ALL) -> Iterator[Found]:
    """Yield mainland identity cards: province, birth date, checksum (GB 11643) right; 15 digits behind 身份证 only.

    >>> [f[:2] for f in id_cards("身份证110101199003077651，编号110101199003077652")]
    [(3, 21)]
    """
    at = low
    while m := _ID.search(text, at, high):
        at = m.start() + 1
        digits = _compact(m.group())
        if text[m.start() - 1 : m.start()].isdigit() or text[m.end() : m.end() + 1].isdigit():
            continue
        if not looks_like_id(digits):
            continue
        total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits[:17], strict=True))
        if "10X98765432"[total % 11] == digits[17]:
            at = m.end()
            yield Found(*m.span(), "id_card", {"check": "GB 11643"})
    for old in _OLD_ID.finditer(text, low, high):
        said = _ID_SAID.search(text[max(0, old.start() - _BEFORE) : old.start()])
        if said and int(old.group()[:2]) in _PROVINCES and _born("19" + old.group()[6:12]):
            yield Found(*old.span(), "id_card", {"context": True})


_CARD = re.compile(rf"[3-6](?:{_SEP}?\d){{13,18}}(?!\d)", re.ASCII)
_CARD_SAID = re.compile(
    "(?:卡|账号|賬號|帐号|帳號|银行|銀行|账户|賬戶|帐户|card|visa|mastercard|account)[^\\d\n]{0,10}$", re.IGNORECASE
)


def _luhn(digits: str) -> bool:
    total = 0
    for k, c in enumerate(reversed(digits)):
        d = int(c) * (1 + k % 2)
        total += d - 9 if d > 9 else d
    return total % 10 == 0


def bank_cards(text: str, low: int = 0, high: int = _ALL) -> Iterator[Found]:
    """Yield bank cards: a known first digit and length, in one piece or in groups of four, and the Luhn checksum.

    UnionPay (62) needs no more, and may have its first six digits apart; other networks need a word such as 卡 in
    front, or groups of four.  What has the form of an identity card is none.

    >>> [f[:2] for f in bank_cards("卡号6222 0212 3456 7890 128，订单4111111111111112")]
    [(2, 25)]
    """
    at = low
    while m := _CARD.search(text, at, high):
        start, end = m.span()
        at = start + 1
        digits = _compact(m.group())
        groups = _groups(m.group())
        even = len(groups) > 1 and set(groups[:-1]) == {4} and groups[-1] <= 4
        said = _CARD_SAID.search(text[max(0, start - _BEFORE) : start]) is not None
        if not _alone(text, start, end) or looks_like_id(digits) or not _luhn(digits):
            continue
        union = digits.startswith("62") and 16 <= len(digits) <= 19
        issuer = union and len(groups) == 2 and groups[0] == 6
        if not (len(groups) == 1 or even or said or issuer):
            continue
        other = (digits[0] in "45" and len(digits) == 16) or (digits[:2] in ("34", "37") and len(digits) == 15)
        other = other or (digits[:2] in ("35", "60", "65") and len(digits) == 16)
        if union or (other and (said or even)):
            at = end
            yield Found(start, end, "bank_card", {"check": "Luhn", "context": said})
