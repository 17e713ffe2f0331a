"""Digits set apart, as adverts write their numbers: found, never rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["SpacedDigits", "spaced_digits"]

_BLANK = "[ \u00a0\u3000]"
_DIGIT = "[0-9０-９]"
_SINGLE = re.compile(
    rf"(?<![0-9０-９.])(?<![0-9０-９]{_BLANK}){_DIGIT}(?:{_BLANK}{_DIGIT}(?!{_DIGIT})){{4,19}}+(?!{_BLANK}?{_DIGIT})"
)
# What stands before a number that one can call or write to.
_CONTACT = "(?:qq|微信|vx|电话|電話|手机|手機|热线|熱線|传真|傳真|联系|聯繫|tel|邮箱|郵箱)"
_GROUPS = re.compile(
    rf"(?i:{_CONTACT})[^0-9０-９\n]{{0,4}}({_DIGIT}{{1,4}}(?:{_BLANK}{_DIGIT}{{1,4}}){{1,9}}+)(?!{_BLANK}?{_DIGIT})"
)
_ASCII = {0xFF10 + k: str(k) for k in range(10)}
_LONG_ENOUGH = 5
_PAGER = "123456789"


class SpacedDigits(NamedTuple):
    """A number written with spaces: `text[start:end]`, and its digits alone."""

    start: int
    end: int
    digits: str


def spaced_digits(text: str) -> Iterator[SpacedDigits]:
    """Yield the numbers of `text` whose digits are set apart, ascending.

    Five to twenty single digits anywhere, unless they count 1 2 3 as a pager does; groups of up to
    four digits, five digits in all, behind a word such as QQ, 微信 or 电话, since groups alone are as
    often a row of a table.  For rules that look for contacts: nothing is rewritten.

    >>> list(spaced_digits("加QQ：43 52 27 67"))
    [SpacedDigits(start=4, end=15, digits='43522767')]
    """
    spans = {m.span() for m in _SINGLE.finditer(text)} | {m.span(1) for m in _GROUPS.finditer(text)}
    last = 0
    for start, end in sorted(spans):
        digits = "".join(text[start:end].split()).translate(_ASCII)
        if start >= last and len(digits) >= _LONG_ENOUGH and not _PAGER.startswith(digits):
            yield SpacedDigits(start, end, digits)
            last = end
