"""Layout: blanks and blank lines.  Cuts only the surplus; in doubt the layout is the author's.

A single space between two hanzi may be a name (李 靜), a verse or a pause, so it stays, and
so do wide gaps where a line has more than one: that is a table.  Lines indented like code
and rows of Markdown tables lose trailing blanks, nothing else.  Linear on any input.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from cleantext.edits import Edit

__all__ = ["edits"]

# Blanks that show nothing.  Not U+1680, a visible stroke in Ogham, and not U+200B, which is no space.
_ODD = "\u00a0\u2000-\u200a\u202f\u205f"
_ALL = f" \t\u3000{_ODD}"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CLOSING = "，。、；：？！）」』》】〉〕"
_OPENING = "（「『《【〈〔"

_HEAD = re.compile(rf"(?:[{_ALL}]*+\r?\n)++")
_RSTRIP = "\r\n \t\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
# A blank line that is not empty, or more than one; with the line feed before, which stays, as does the last.
_GAP = re.compile(rf"\n(?:[{_ALL}]++\r?\n|\r?\n[{_ALL}]*+\r?\n)(?:[{_ALL}]*+\r?\n)*+")
# Only from the first blank of a run: begun anew at each, a run of n blanks would cost n squared.
# Not between a lone CR and a line feed: they would become one line break.
_TRAILING = re.compile(rf"[{_ALL}](?<![{_ALL}\r\n].)[{_ALL}]*+(?=\r?\n)")
_INDENT = re.compile(rf"\n[{_ALL}]++(?=[^\r\n])")
_FIRST_INDENT = re.compile(rf"[{_ALL}]++(?=[^\r\n])")

_BEFORE_CLOSING = re.compile(rf" (?=[{_CLOSING}])(?<=[{_HAN}] )")
_AFTER_OPENING = re.compile(rf"[{_OPENING}] (?=[{_HAN}])")
_WIDE = re.compile(rf"  (?<=[{_HAN}{_CLOSING}]  ) *+(?=[{_HAN}{_OPENING}])")
_ODD_RUN = re.compile(rf"[{_ODD}][ {_ODD}]*+")
_IS_HAN, _IS_CLOSING, _IS_OPENING = (re.compile(f"[{c}]").match for c in (_HAN, _CLOSING, _OPENING))
_IS_END = re.compile(r"[\t\r\n\u3000]").match

_PROSE = rf"[“‘]*+[{_HAN}{_OPENING}]"
_STARTS_PROSE = re.compile(_PROSE).match
_STARTS_CODE = re.compile(rf"[ \t]++(?!{_PROSE}|[{_ALL}\r\n]).").match

# Before and inside these, French writes a space that does not break; between digits everyone does.
_FRENCH = frozenset("«»‹›!?:;%€$£¥°")


def _cut(start: int, end: int, what: str) -> Edit:
    return Edit(start, end, rule=f"layout.{what}")


def edits(text: str) -> Iterator[Edit]:
    """Yield the cuts that `TidySpaces` makes, which do not overlap."""
    head = _HEAD.match(text)
    start = head.end() if head else 0
    end = len(text.rstrip(_RSTRIP))
    # A carriage return alone is no part of a line feed, so it is text.
    end += text[end:].replace("\r\n", "\n\n").rfind("\r") + 1
    if end <= start:
        yield _cut(0, len(text), "ends")
        return
    yield _cut(0, start, "ends")
    yield from _tail(text, end)
    for m in _GAP.finditer(text, start, end):
        last = m.end() - (2 if text[m.end() - 2] == "\r" else 1)
        yield _cut(m.start() + 1, last, "blank-lines")
    for m in _TRAILING.finditer(text, start, end):
        yield _cut(m.start(), m.end(), "trailing")
    for a, b in _indents(text, start, end):
        if "\u3000" in text[a:b] or (_STARTS_PROSE(text, b) and not _is_among_code(text, a, b)):
            yield _cut(a, b, "indent")
    yield from _inside(text, start, end)


def _tail(text: str, end: int) -> Iterator[Edit]:
    """Behind `end` there is only white space; one line feed of it stays."""
    feed = text.find("\n", end)
    if text[end - 1] == "\r" and feed != end:
        return  # "\r \n" is two line breaks, "\r\n" one
    if feed < 0:
        yield _cut(end, len(text), "trailing")
    else:
        yield _cut(end, feed - (text[feed - 1] == "\r" and feed > end), "trailing")
        yield _cut(feed + 1, len(text), "ends")


def _indents(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if first := _FIRST_INDENT.match(text, start, end):
        yield first.span()
    for m in _INDENT.finditer(text, start, end):
        yield m.start() + 1, m.end()


def _is_among_code(text: str, start: int, end: int) -> bool:
    """Whether the line above or below is indented and no prose: a comment or a string inside code."""
    above = text.rfind("\n", 0, start - 1) + 1 if start else 0
    below = text.find("\n", end) + 1
    return bool((start and _STARTS_CODE(text, above)) or (below and _STARTS_CODE(text, below)))


def _inside(text: str, start: int, end: int) -> Iterator[Edit]:
    line = _line_finder(text)
    for m in _BEFORE_CLOSING.finditer(text, start, end):
        if line(m.start()) is not None:
            yield _cut(*m.span(), "han")
    line = _line_finder(text)
    for m in _AFTER_OPENING.finditer(text, start, end):
        if line(m.start()) is not None:
            yield _cut(m.end() - 1, m.end(), "han")
    line = _line_finder(text)
    gaps = [(line(m.start()), m) for m in _WIDE.finditer(text, start, end)]
    count = Counter(at for at, _ in gaps)
    for at, m in gaps:
        if at is not None and count[at] == 1:
            yield _cut(m.start() + 1, m.end(), "han")
    line = _line_finder(text)
    for m in _ODD_RUN.finditer(text, start, end):
        yield from _plain(text, m, line)


def _line_finder(text: str) -> Callable[[int], int | None]:
    """Return a function from ascending offsets to where their line starts; None if it is code or a table row."""
    start, end, found = 0, -1, None

    def find(at: int) -> int | None:
        nonlocal start, end, found
        if at > end:
            start = text.rfind("\n", max(end, 0), at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            found = None if text.startswith("|", start) or _STARTS_CODE(text, start) else start
        return found

    return find


def _plain(text: str, m: re.Match[str], line: Callable[[int], int | None]) -> Iterator[Edit]:
    """Fold a run of spaces with an odd one among them, unless it ends a line or is spelling."""
    start, end = m.span()
    while start and text[start - 1] == " ":
        start -= 1
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if not before or not after or _IS_END(before) or _IS_END(after) or line(start) is None:
        return
    if (before.isdigit() and after.isdigit()) or before in _FRENCH or after in _FRENCH:
        return
    new = " " * (end - start)
    han = bool(_IS_HAN(before) or _IS_CLOSING(before)) and bool(_IS_HAN(after) or _IS_OPENING(after))
    if new == " " and ((_IS_HAN(before) and _IS_CLOSING(after)) or (_IS_OPENING(before) and _IS_HAN(after))):
        new = ""
    elif han:
        new = " "
    yield Edit(start, end, replacement=new, rule="layout.space")
