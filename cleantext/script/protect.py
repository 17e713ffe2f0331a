"""Spans that script conversion must not touch: code, addresses, and what the caller names.

Code is what stands between back-ticks, in one line or as a fenced block, comments and
strings included: a changed string is a changed program.  A fence that nobody closes
protects nothing, and neither does an indent, which on the web is layout.  Of addresses
only those matter that hold letters beyond ASCII.  Linear on any input.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from cleantext.errors import ConfigError

__all__ = ["Span", "blank", "check_patterns", "code", "protected"]

Span = tuple[int, int]

_FENCE = re.compile(r"^[ \t>]*(```+)([^`\n]*)$", re.M)
# The longest is a shell command; more than this between two back-ticks, and they are no pair.  Patterns
# that begin with one literal character are searched for ten times as fast.
_INLINE = re.compile(r"`(?:(?<!``)(?!`)[^`\n]{1,300}`(?!`)|`(?<!```)(?!`)[^\n]{1,300}?(?<!`)``(?!`))")

# Hanzi belong to an address behind one of its delimiters, /wiki/漢字; behind a letter it is
# the sentence that goes on, 見https://example.com的說明.
_LETTERS = r"[^\W\x00-\x7f]+"
_PATH = rf"[!-~]*(?:(?<=[/=#?&_+.:~%-]){_LETTERS}[!-~]*)*"
_DOMAINS = ["com", "org", "net", "edu", "gov", "info", "cn", "tw", "hk", "mo", "sg", "jp", "io"]
_BEHIND_DOMAIN = "|".join(rf"(?<=\.{domain}/)" for domain in _DOMAINS)

# With the sign without which there is none; in a text without hanzi behind it each is soon done.
_ADDRESSES = (
    ("/", re.compile(rf"/(?:(?<=:/)/|{_BEHIND_DOMAIN}){_PATH}")),
    ("www.", re.compile(rf"www\.{_PATH}")),
    # name@例子.台灣, but not @用戶.  The bound keeps a@a@a@… linear.
    ("@", re.compile(rf"@(?<=[\w-]@)(?:[a-zA-Z0-9.-]{{0,64}}\.)?{_LETTERS}(?:\.[\w-]+)+")),
    ("@", re.compile(rf"@(?<=[\w-]@)[a-zA-Z0-9.-]{{1,64}}\.{_LETTERS}")),
    # The target of a Markdown link: a path or an anchor.
    ("](", re.compile(r"\]\((?=[^()\s]{0,300}[./#])[^()\s]+")),
)


def protected(text: str, patterns: tuple[str, ...] = ()) -> list[Span]:
    """Return the spans of `text` to leave alone, ascending, none touching another.

    >>> text = "見 https://a.tw/漢字 的 `漢字`"
    >>> [text[a:b] for a, b in protected(text)]
    ['//a.tw/漢字', '`漢字`']
    """
    found: list[Span] = []
    if "`" in text:
        found += code(text)
    for sign, address in _ADDRESSES:
        if sign[0] in text and sign in text:  # one character is found ten times as fast as two
            found += (m.span() for m in address.finditer(text) if not m.group().isascii())
    for pattern in patterns:
        found += (m.span() for m in _compiled(pattern).finditer(text) if m.group())
    return _merged(found) if found else found


def blank(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with spaces in place of the spans, line feeds excepted: as long, and with as many lines."""
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts.append(text[at:start])
        lines = text[start:end].split("\n")
        parts.append("\n".join([" " * len(line) for line in lines]))
        at = end
    parts.append(text[at:])
    return "".join(parts)


def check_patterns(patterns: object) -> tuple[str, ...]:
    """Return `patterns` as a tuple of regular expressions that compile.

    Raises:
        ConfigError: not a list of str, or one of them is no regular expression.
    """
    if isinstance(patterns, str) or not isinstance(patterns, Iterable):
        raise ConfigError(f"protect is a list of regular expressions, not {patterns!r}; write ({patterns!r},)")
    checked = tuple(patterns)
    for pattern in checked:
        if not isinstance(pattern, str):
            raise ConfigError(f"protect holds regular expressions as str, not {pattern!r}")
        try:
            _compiled(pattern)
        except re.error as error:
            raise ConfigError(f"protect: {pattern!r} is no regular expression: {error}") from error
    return checked


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def code(text: str) -> Iterator[Span]:
    """Yield the spans of fenced blocks with their fences, and of what stands between back-ticks outside of them."""
    at = 0
    opening: re.Match[str] | None = None
    if "```" in text:
        for m in _FENCE.finditer(text):
            if opening is None:
                opening = m
            elif len(m[1]) >= len(opening[1]) and not m[2].strip():
                yield from _inline(text, at, opening.start())
                yield opening.start(), m.end()
                at, opening = m.end(), None
    yield from _inline(text, at, len(text))


def _inline(text: str, start: int, end: int) -> Iterator[Span]:
    return (m.span() for m in _INLINE.finditer(text, start, end))


def _merged(spans: list[Span]) -> list[Span]:
    spans.sort()
    out = [spans[0]]
    for start, end in spans[1:]:
        if start <= out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out
