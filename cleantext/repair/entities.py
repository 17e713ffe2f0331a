"""HTML entities that were never resolved: &#20320; &amp;amp; and #xff0c; that lost its ampersand.

As in ftfy, a line with a real tag is markup and stays as it is.  Nested escapes are resolved at once;
a line in which resolving makes new entities twice over was made to do so, and stays as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5

from cleantext.document import Edit

__all__ = ["entities"]

_AMP = r"&(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;){0,64}"
_ENTITY = re.compile(rf"{_AMP}(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});")
# Only code points of Chinese text: `#xff0c;` is never anything else, `#x41;` may be.
_BARE = re.compile("(?<![&0-9A-Za-z;/=])#x((?:ff|30|20|[4-9][0-9a-f])[0-9a-f]{2});", re.IGNORECASE)
_TAG = re.compile("<[A-Za-z/!?]")
_NESTED = re.compile("(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;)+")


def entities(text: str) -> Iterator[Edit]:
    """Yield an edit for each entity outside of markup."""
    if ("&" not in text or not _ENTITY.search(text)) and "#x" not in text and "#X" not in text:
        return
    start = 0
    for line in text.split("\n"):
        if ("&" in line or "#x" in line or "#X" in line) and not _TAG.search(line):
            yield from _line(line, start)
        start += len(line) + 1


def _line(line: str, start: int) -> Iterator[Edit]:
    edits = [e for e in (*_whole(line, start), *_bare(line, start))]
    if not edits:
        return
    after = _resolve(line)
    if _TAG.search(after) or _resolve(after) == after:
        yield from edits


def _resolve(line: str) -> str:
    line = _ENTITY.sub(lambda m: _meaning(m.group()) or m.group(), line)
    return _BARE.sub(lambda m: chr(int(m[1], 16)), line)


def _whole(line: str, start: int) -> Iterator[Edit]:
    for m in _ENTITY.finditer(line):
        meaning = _meaning(m.group())
        if meaning is not None:
            yield _edit(start + m.start(), start + m.end(), meaning)


def _bare(line: str, start: int) -> Iterator[Edit]:
    for m in _BARE.finditer(line):
        yield _edit(start + m.start(), start + m.end(), chr(int(m[1], 16)))


def _edit(start: int, end: int, meaning: str) -> Edit:
    return Edit(start, end, replacement=meaning, rule="encoding.entity", evidence={"class": "entity"})


def _meaning(entity: str) -> str | None:
    """Return what an entity stands for, however often it was escaped; None if it is none."""
    name = entity[1:]
    inner = name[m.end() :] if (m := _NESTED.match(name)) else name
    if not inner:
        return "&"
    if inner[0] != "#":
        return html5.get(inner)
    number = int(inner[2:-1], 16) if inner[1] in "xX" else int(inner[1:-1])
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return None
    return html.unescape(f"&#{number};") or None
