"""HTML entities that were never resolved: &#20320; &amp;amp; and #xff0c; that lost its ampersand.

As in ftfy, a line with a real tag is markup and stays as it is; so does code between back-ticks.  Nested
escapes are resolved at once; a line in which resolving makes new entities twice over was made to do so,
and stays as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from html.entities import html5

from cleantext.document import Edit
from cleantext.script.protect import code

__all__ = ["entities"]

_AMP = r"&(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;){0,64}"
# Without its ampersand only what Chinese text is made of: `#xff0c;` is never anything else, `#x41;` may be.
_ENTITY = re.compile(
    rf"{_AMP}(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});"
    r"|#[xX](?:[fF]{2}|[23]0|[4-9][0-9A-Fa-f])[0-9A-Fa-f]{2};"
    # In decimal only marks, only in Chinese text, and not behind a space: that may be the number of an issue.
    r"|(?<![\s(（])#(?:6528[1-9]|6529\d|653[0-6]\d|6537[0-4]|122(?:89|9\d)|1230[0-5]|82(?:1[12679]|2[01]|30));"
)
_CHINESE = re.compile("[\u3400-\u9fff]")
# Two and more of these are what garbled pages consist of; read at once they take a fifth of the time.
_DECIMAL, _HEX = r"&#[1-9][0-9]{2,6};", r"&#[xX][1-9A-Fa-f][0-9A-Fa-f]{2,5};"
_ANY = re.compile(rf"({_DECIMAL}(?:{_DECIMAL})+|{_HEX}(?:{_HEX})+)|(?:{_ENTITY.pattern})")
_BETWEEN = re.compile(";&#[xX]?")
# What HTML makes something else of, or nothing; ASCII may be a part of another entity.
_ODD = re.compile("[\0-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MAYBE = re.compile(r"&[#A-Za-z]|#(?:[xX][2-9A-Fa-f]|65[2-3]\d|12[23]\d|82[1-3])")
_TAG = re.compile("<[A-Za-z/!?]")
# A page about HTML shows entities; so does code that puts one in quotes.
_TEACHES = re.compile(
    r"htmlspecialchars|html_?entit|html\.(?:un)?escape|(?:html|字符) ?(?:实体|實體)|(?:实体|實體)字符", re.IGNORECASE
)
_MAY_TEACH = re.compile("[hH][tT][mM][lL]|实体|實體")  # without a case to ignore it takes a tenth of the time
_QUOTES = "\"'`\\"
_LONG = 10_000  # characters of a line from which on what is found in it takes more than finding it twice
_NESTED = re.compile("(?:amp;|#0{0,4}38;|#[xX]0{0,4}26;)+")


def entities(text: str) -> Iterator[Edit]:
    """Yield an edit for each entity outside of markup and of code."""
    if not _MAYBE.search(text) or not _ENTITY.search(text) or (_MAY_TEACH.search(text) and _TEACHES.search(text)):
        return
    meant = list(code(text)) if "`" in text else []
    k = 0
    for e in _all(text):
        while k < len(meant) and meant[k][1] <= e.start:
            k += 1
        # A page all in entities has them in its code as well, several in a row; a page about them shows one, whole.
        shown = e.removed[0] == "&" and sum(c > "\x7f" for c in e.replacement) < 2
        if k == len(meant) or e.end <= meant[k][0] or not shown:
            yield e


def _all(text: str) -> Iterator[Edit]:
    start = 0
    for line in text.split("\n"):
        if _MAYBE.search(line) and not _TAG.search(line):
            yield from _line(line, start)
        start += len(line) + 1


def _line(line: str, start: int) -> Iterator[Edit]:
    meanings: dict[str, str] = {}  # of each entity of the line; itself where it is none
    held = [] if len(line) > _LONG else list(_found(line, meanings))
    after = _with(line, held or _found(line, meanings))
    if not _TAG.search(after) and _resolve(after) != after:
        return
    chinese = None
    quotes, counted = 0, 0  # quotation marks of the kind around the entity in front of it
    first = last = 0  # entities that stand together are one edit
    meant: list[str] = []
    for at, end, meaning, together in held or _found(line, meanings):
        if not together and at > 0 and end < len(line) and line[at - 1] in _QUOTES and line[end] in _QUOTES:
            quotes += sum(line.count(q, counted, at) for q in _QUOTES)
            counted = at
            if quotes % 2:
                continue
        if line[at] == "#" and line[at + 1] not in "xX":
            chinese = _CHINESE.search(line) is not None if chinese is None else chinese
            if not chinese:
                continue
        if not together and meaning == line[at:end]:
            continue
        if meant and at != last:
            yield _edit(start + first, line[first:last], "".join(meant))
            meant = []
        first, last = at if not meant else first, end
        meant.append(meaning)
    if meant:
        yield _edit(start + first, line[first:last], "".join(meant))


# Where an entity begins and ends, and what it means, itself if it is none; or several in a row together.
_Found = tuple[int, int, str, bool]


def _found(line: str, meanings: dict[str, str]) -> Iterator[_Found]:
    for m in _ANY.finditer(line):
        start, end = m.span()
        if m[1] is None:
            yield start, end, _lookup(m.group(), meanings), False
        elif (meaning := _together(m.group())) is not None:
            yield start, end, meaning, True
        else:
            for one in _ENTITY.finditer(line, start, end):
                yield *one.span(), _lookup(one.group(), meanings), False


def _together(entities: str) -> str | None:
    """Return what a row of entities means, all of them decimal or hexadecimal; None if one is not what it says."""
    base, first = (16, 3) if entities[2] in "xX" else (10, 2)
    codes = [int(number, base) for number in _BETWEEN.split(entities[first:-1])]
    if max(codes) > 0xFFFF:
        return None
    meaning = "".join(map(chr, codes))
    return None if _ODD.search(meaning) else meaning


def _with(line: str, found: Iterable[_Found]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, meaning, _ in found:
        parts += line[done:start], meaning
        done = end
    return "".join([*parts, line[done:]])


def _edit(start: int, removed: str, meaning: str) -> Edit:
    evidence = {
        "class": "entity",
        "codec": "html",
        "before": removed[:40],
        "after": meaning[:40].encode("utf-8", "replace")[:40].hex(),
        "verdict": "proven",
    }
    end = start + len(removed)
    return Edit(start, end, replacement=meaning, rule="encoding.entity", evidence=evidence, removed=removed)


def _lookup(entity: str, meanings: dict[str, str]) -> str:
    found = meanings.get(entity)
    if found is None:
        found = meanings[entity] = _meaning(entity) or entity
    return found


def _resolve(line: str) -> str:
    return _ENTITY.sub(lambda m: _meaning(m.group()) or m.group(), line) if _MAYBE.search(line) else line


def _meaning(entity: str) -> str | None:
    """Return what an entity stands for, however often it was escaped; None if it is none."""
    name = entity.removeprefix("&")
    inner = name[m.end() :] if (m := _NESTED.match(name)) and entity[0] == "&" else name
    if not inner:
        return "&"
    if inner[0] != "#":
        return html5.get(inner)
    number = int(inner[2:-1], 16) if inner[1] in "xX" else int(inner[1:-1])
    if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return None
    return html.unescape(f"&#{number};") or None
