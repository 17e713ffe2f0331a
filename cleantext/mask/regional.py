"""Phones and identity numbers of Taiwan, Hong Kong, Japan and Korea; phones through the library phonenumbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from cleantext.errors import ConfigError
from cleantext.mask.numbers import Found

__all__ = ["finders", "require"]


def require() -> None:
    """Raise a ConfigError that says what to install, unless phonenumbers is there."""
    try:
        import phonenumbers  # noqa: F401
    except ImportError as error:
        raise ConfigError("MaskPII(regions=…) needs phonenumbers: pip install 'cleantext-corpus[pii]'") from error


def finders(regions: tuple[str, ...], kinds: tuple[str, ...]) -> list[Callable[[str], Iterator[Found]]]:
    """Return the finders of these regions for the kinds `id_card` and `phone`."""
    of = {"TW": _taiwan, "HK": _hongkong, "JP": _japan, "KR": _korea}
    out: list[Callable[[str], Iterator[Found]]] = []
    for region in regions:
        if "id_card" in kinds:
            out.append(of[region])
        if "phone" in kinds:
            out.append(_phones(region))
    return out


def _phones(region: str) -> Callable[[str], Iterator[Found]]:
    def find(text: str) -> Iterator[Found]:
        from phonenumbers import Leniency, PhoneNumberMatcher

        for m in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            yield Found(m.start, m.end, "phone", {"region": region, "check": "phonenumbers"})

    return find


# Each letter is a place of registration, and two digits: A 10, …, in the order of the ministry's table.
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_TW = re.compile("(?<![A-Za-z0-9])([A-Z])([1289]\\d{8})(?![A-Za-z0-9])")


def _taiwan(text: str) -> Iterator[Found]:
    """National and resident numbers: a letter, nine digits, weights 1, 9, 8, … 1 and 1, sum a multiple of 10."""
    for m in _TW.finditer(text):
        code = _TW_LETTERS.index(m[1]) + 10
        digits = [code // 10, code % 10, *map(int, m[2])]
        if sum(d * w for d, w in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0:
            yield Found(*m.span(), "id_card", {"region": "TW", "check": "mod 10"})


_HK = re.compile("(?<![A-Za-z0-9])([A-Z]{1,2})(\\d{6}) ?\\(([0-9A])\\)")


def _hongkong(text: str) -> Iterator[Found]:
    """Identity cards: one or two letters, six digits, a check digit in brackets; weights 9 to 1, modulo 11."""
    for m in _HK.finditer(text):
        letters = [ord(c) - 55 for c in m[1]]
        values = [*([36] if len(letters) == 1 else []), *letters, *map(int, m[2]), 10 if m[3] == "A" else int(m[3])]
        if sum(v * w for v, w in zip(values, range(9, 0, -1), strict=True)) % 11 == 0:
            yield Found(*m.span(), "id_card", {"region": "HK", "check": "mod 11"})


_JP = re.compile("(?:マイナンバー|個人番号)[^\\d\n]{0,6}(\\d{4}[ -]?\\d{4}[ -]?\\d{4})(?!\\d)")


def _japan(text: str) -> Iterator[Found]:
    """Individual Numbers behind their name: twelve digits, the check digit by the ordinance of 2014, article 5."""
    for m in _JP.finditer(text):
        digits = [int(c) for c in m[1] if c.isdigit()]
        total = sum(d * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(digits[:11]), 1))
        if digits[11] == (0 if total % 11 <= 1 else 11 - total % 11):
            yield Found(*m.span(1), "id_card", {"region": "JP", "check": "mod 11"})


_KR = re.compile("(?<![0-9A-Za-z-])(\\d{6})-?([1-8]\\d{6})(?![0-9A-Za-z-])")


def _korea(text: str) -> Iterator[Found]:
    """Resident registration numbers: birth date, century and sex, weights 2 to 9 and 2 to 5, modulo 11."""
    for m in _KR.finditer(text):
        digits = [int(c) for c in m[1] + m[2]]
        total = sum(d * w for d, w in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False))
        if (11 - total % 11) % 10 == digits[12] and _is_date(m[1]):
            yield Found(*m.span(), "id_card", {"region": "KR", "check": "mod 11"})


def _is_date(yymmdd: str) -> bool:
    try:
        date(2000, int(yymmdd[2:4]), min(int(yymmdd[4:6]), 29) or 0)
    except ValueError:
        return False
    return int(yymmdd[4:6]) <= 31
