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
from cleantext.kinds import BLANK, ODD
from cleantext.script.spaced import CLOSING, HAN, MAY_BE_SPACED, OPENING

__all__ = ["edits", "may_have_spaces"]

_STOP = "，。、；：？！"
_PAUSE = "，、；"

# Blanks that show nothing.  Not U+1680, a visible stroke in Ogham, and not U+200B, which is no space.
_ODD = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
_BLANKS = f" \t\u3000{_ODD}"
_RSTRIP = f"\r\n{_BLANKS}"

_PROSE = rf"[“‘]*+[{HAN}{OPENING}]"
# An indent of prose: ideographic, or with prose behind it.
_CUTTABLE = rf"(?=[ \t{_ODD}]*+\u3000|[{_BLANKS}]++{_PROSE})[{_BLANKS}]++(?=[^\r\n])"

# Patterns begin with one plain character where they can, which `re` finds at memory speed; with a class of blanks
# at the front they are ten times slower in English, where every sixth character is one.
# A blank line that is not empty, or more than one; with the line feed before, which stays, as does the last.
_GAP = re.compile(rf"\n(?:[{_BLANKS}]++\r?\n|\r?\n[{_BLANKS}]*+\r?\n)(?:[{_BLANKS}]*+\r?\n)*+")
_BEHIND_BLANK = rf"(?<=[{_BLANKS}]\n)|(?<=[{_BLANKS}]\r\n)"
_TRAILING = re.compile(rf"\n(?:{_BEHIND_BLANK})")
_INDENT = re.compile(rf"\n{_CUTTABLE}")
_FIRST_INDENT = re.compile(_CUTTABLE)
_GATE_OF_LINES = re.compile(
    rf"\n(?:(?=[{_BLANKS}])(?=[{_BLANKS}]++\r?\n|{_CUTTABLE})|(?=\n\r?\n)|(?=\r)(?=\r\n\r?\n)"
    rf"|(?<=[{_BLANKS}\r]\n)(?:{_BEHIND_BLANK}))"
)

_BESIDE = (
    rf"(?=[{CLOSING}])(?:(?<=[{HAN}] )|(?=[{_STOP}])(?<=[0-9A-Za-z%{CLOSING}”’] ))"
    rf"|(?<=[{OPENING}{_PAUSE}] )(?=[{HAN}])"
)
_BETWEEN = rf" (?<=[{HAN}{CLOSING}]  ) *+(?=[{HAN}{OPENING}])"
_BESIDE_MARK = re.compile(f" (?:{_BESIDE})")
_WIDE = re.compile(f" {_BETWEEN}")
# All that any of these, and a line whose characters are set apart, begin with; most spaces are before a Latin letter.
_GATE_OF_SPACES = re.compile(
    f" (?=[{CLOSING}{HAN}{OPENING} ])(?:(?=[{_STOP}])(?:{_BESIDE})"
    f"|(?<=[{CLOSING}{HAN}{OPENING}{_PAUSE}] )(?:{_BESIDE}|{_BETWEEN}|{MAY_BE_SPACED[1:]}))"
)
_BETWEEN_HAN = re.compile(rf" (?<=[{HAN}] )(?=[{HAN}])")
_HANZI = re.compile(f"[{HAN}]")
_MANY, _EVERY_FEW = 4, 4
_ODD_RUN = re.compile(rf"[{_ODD}][ {_ODD}]*+")
_IS_HAN, _IS_CLOSING, _IS_OPENING = (re.compile(f"[{c}]").match for c in (HAN, CLOSING, OPENING))
_IS_END = re.compile(r"[\t\r\n\u3000]").match

_STARTS_CODE = re.compile(rf"[ \t]++(?!{_PROSE}|[{_BLANKS}\r\n]).").match

# Before and inside these, French writes a space that does not break; between digits everyone does.
_FRENCH = frozenset("«»‹›!?:;%€$£¥°")


def _cut(start: int, end: int, what: str) -> Edit:
    return Edit(start, end, rule=f"layout.{what}")


def may_have_spaces(text: str, kinds: int) -> bool:
    """Say whether inside a line a space may be one too many, or an odd one; `kinds` are those of `cleantext.kinds`."""
    return not text.isascii() and bool(kinds & ODD or _GATE_OF_SPACES.search(text))


def edits(text: str, kinds: int, inside: bool) -> Iterator[Edit]:
    """Yield the cuts that `TidySpaces` makes, which do not overlap.

    Args:
        text: any text.
        kinds: the kinds of characters that it may have.
        inside: what `may_have_spaces` says of it.
    """
    start = _start(text)
    end = len(text.rstrip(_RSTRIP))
    # A carriage return alone is no part of a line feed, so it is text.
    if "\r" in text[end:]:
        end += text[end:].replace("\r\n", "\n\n").rfind("\r") + 1
    if end <= start:
        yield _cut(0, len(text), "ends")
        return
    if start:
        yield _cut(0, start, "ends")
    if text[end:] not in ("", "\n"):
        yield from _tail(text, end)
    if _GATE_OF_LINES.search(text, start, end):
        yield from _lines(text, start, end, bool(kinds & BLANK))
    if first := _FIRST_INDENT.match(text, start, end):
        yield from _indent(text, *first.span())
    if inside:
        yield from _inside(text, start, end, bool(kinds & ODD))


def _start(text: str) -> int:
    """Return where the first line begins that is not blank; in a text of blanks, behind the last line feed."""
    if text[:1] not in _RSTRIP:
        return 0
    head = text[: len(text) - len(text.lstrip(_RSTRIP))]
    if "\r" in head:  # alone it is text, before a line feed it is not
        head = head[: (head.replace("\r\n", "\n\n") + "\r").find("\r")]
    return head.rfind("\n") + 1


def _lines(text: str, start: int, end: int, blanks: bool) -> Iterator[Edit]:
    """Yield the cuts at either end of lines, and of blank lines; `blanks` says if there may be any but spaces."""
    behind = blanks or "\n " in text
    if behind or "\n\n\n" in text:
        for m in _GAP.finditer(text, start, end):
            last = m.end() - (2 if text[m.end() - 2] == "\r" else 1)
            yield _cut(m.start() + 1, last, "blank-lines")
    if blanks or " \n" in text:
        for m in _TRAILING.finditer(text, start, end):
            last = m.start() - (text[m.start() - 1] == "\r")
            line = text.rfind("\n", start, last) + 1 or start
            first = line + len(text[line:last].rstrip(_BLANKS))
            # A blank line is a gap.  Behind a lone carriage return the line feed would make one line break of two.
            if line < first and text[first - 1] != "\r":
                yield _cut(first, last, "trailing")
    if behind:
        for m in _INDENT.finditer(text, start, end):
            yield from _indent(text, m.start() + 1, m.end())


def _indent(text: str, start: int, end: int) -> Iterator[Edit]:
    if "\u3000" in text[start:end] or not _is_among_code(text, start, end):
        yield _cut(start, end, "indent")


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


def _is_among_code(text: str, start: int, end: int) -> bool:
    """Whether the line above or below is indented and no prose: a comment or a string inside code."""
    above = text.rfind("\n", 0, start - 1) + 1 if start else 0
    below = text.find("\n", end) + 1
    return bool((start and _STARTS_CODE(text, above)) or (below and _STARTS_CODE(text, below)))


def _inside(text: str, start: int, end: int, odd: bool) -> Iterator[Edit]:
    if _GATE_OF_SPACES.search(text, start, end):
        yield from _surplus(text, start, end)
    if odd:
        line = _line_finder(text)
        for m in _ODD_RUN.finditer(text, start, end):
            yield from _plain(text, m, line)


def _surplus(text: str, start: int, end: int) -> Iterator[Edit]:
    line = _line_finder(text)
    parted: dict[int, bool] = {}
    for m in _BESIDE_MARK.finditer(text, start, end):
        at = line(m.start())
        if at is None:
            continue
        if at not in parted:
            parted[at] = _parts_words(text, at)
        if not parted[at]:
            yield _cut(*m.span(), "han")
    if "  " not in text:
        return
    line = _line_finder(text)
    gaps = [(line(m.start()), m) for m in _WIDE.finditer(text, start, end)]
    count = Counter(at for at, _ in gaps)
    for at, m in gaps:
        if at is not None and count[at] == 1:
            alone = _BESIDE_MARK.match(f"{text[m.start() - 1]} {text[m.end()]}", 1)
            yield _cut(m.start() + (not alone), m.end(), "han")


def _parts_words(text: str, start: int) -> bool:
    """Whether the line that starts here has a space between every few hanzi, as corpora of words do."""
    end = text.find("\n", start)
    line = text[start : len(text) if end < 0 else end]
    spaces = sum(1 for _ in _BETWEEN_HAN.finditer(line))
    return spaces >= _MANY and _EVERY_FEW * spaces >= sum(1 for _ in _HANZI.finditer(line))


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
    if han:
        new = " "
    if new == " " and _BESIDE_MARK.match(f"{before} {after}", 1):
        new = ""
    yield Edit(start, end, replacement=new, rule="layout.space")
