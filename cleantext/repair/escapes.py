r"""Characters written as escapes: \u4f60, %u4F60, %E4%BD%A0, %C4%E3, \xe4\xbd\xa0.

Off unless asked for: a page about programming means them.  Never in a URL, in code between backticks, behind a
quotation mark or in a character class, and not where a line has only one: that one is being talked about.
Bytes are UTF-8 or, where they are not, GB18030 that reads as Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.document import Edit

__all__ = ["escapes"]

_HEX = "[0-9A-Fa-f]"
_UNITS = rf"(?:[\\%]u{_HEX}{{4}}|\\U0[0-9A-Fa-f]{{7}}|\\u\{{{_HEX}{{1,6}}\}})"
# The second byte of a GBK character can be ASCII, which nobody escapes; digits are in four-byte ones.
_BYTES = rf"(?:(?:%{_HEX}{{2}}|\\x{_HEX}{{2}})(?:[0-9@-\[\]-_a-~](?=%{_HEX}{{2}}|\\x{_HEX}{{2}}))?)+[0-9@-\[\]-_a-~]?"
_RUN = re.compile(rf"(?<![\\%])(?:{_UNITS}+|{_BYTES})")
_UNIT = re.compile(rf"[\\%]u({_HEX}{{4}})|\\U({_HEX}{{8}})|\\u\{{({_HEX}{{1,6}})\}}")
_PURE = re.compile(rf"(?:[%]{_HEX}{{2}}|\\x{_HEX}{{2}})+")
_BYTE = re.compile(rf"[%\\]x?({_HEX}{{2}})|(.)", re.DOTALL)
_NEARBY = 300
_PLACE = re.compile(
    r"(?:https?|ftp)://[^\s\\]{1,2000}|www\.[^\s\\]{1,2000}|`[^`\n]{1,2000}`|[?&][\w-]{1,40}=[^\s\\]{1,2000}"
)
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)


def escapes(text: str) -> Iterator[Edit]:
    """Yield an edit for each run of escapes that stand for characters; see the module for where it leaves them."""
    if "%" not in text and "\\" not in text:
        return
    fences = [m.start() for m in _FENCE.finditer(text)]
    start = inside = 0
    for line in text.split("\n"):
        while inside < len(fences) and fences[inside] < start:
            inside += 1
        if inside % 2 == 0 and ("%" in line or "\\" in line):
            yield from _line(line, start)
        start += len(line) + 1


def _line(line: str, start: int) -> Iterator[Edit]:
    places = [m.span() for m in _PLACE.finditer(line)]
    runs: list[tuple[int, str]] = []
    k = last = 0
    for m in _RUN.finditer(line):
        while k < len(places) and places[k][1] <= m.start():
            k += 1
        if k < len(places) and places[k][0] < m.end():
            continue
        before, behind = line[max(0, m.start() - 1) : m.start()], line[m.end() : m.end() + 1]
        path = before == "/" and m.start() - 1 != last
        # An opening quotation mark is one with an even number in front of it, on this line or nearby.
        quoted = before and before in "\"'" and line.count(before, max(0, m.start() - _NEARBY), m.start()) % 2
        if path or quoted or before + behind in ("[-", "-]"):
            continue
        last = m.end()
        runs.append((start + m.start(), m.group()))
    # Two bytes of GBK are UTF-8 for something now and then; a line has one encoding.
    utf8 = all(_decoded(part, "utf-8") is not None for _, run in runs for part in _PURE.findall(run))
    found = [(at + a, at + b, text, codec) for at, run in runs for a, b, text, codec in _meanings(run, utf8=utf8)]
    if sum(c > "\x7f" for _, _, meaning, _ in found for c in meaning) < 2:
        return
    for a, b, meaning, codec in found:
        evidence = {
            "class": "escape",
            "codec": f"{codec} escapes",
            "before": line[a - start : b - start][:40],
            "after": meaning[:40].encode("utf-8", "replace")[:40].hex(),
            "verdict": "proven",
        }
        yield Edit(a, b, replacement=meaning, rule="encoding.escape", evidence=evidence)


def _meanings(run: str, *, utf8: bool) -> Iterator[tuple[int, int, str, str]]:
    """Yield what parts of a run of escapes stand for: start, end, text, and how it was written."""
    if _UNIT.match(run):
        units = [int(a or b or c, 16) for a, b, c in _UNIT.findall(run)]
        if max(units) > 0x10FFFF:
            return
        text = "".join(map(chr, units)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if "\ufffd" not in text and "\0" not in text:
            yield 0, len(run), text, "utf-16" if len(text) < len(units) else "unicode"
        return
    pure = list(_PURE.finditer(run))
    if utf8:
        for m in pure:
            if (text := _decoded(m.group(), "utf-8") or "") and "\0" not in text:
                yield m.start(), m.end(), text, "utf-8"
        return
    plain = [_decoded(m.group(), "ascii") for m in pure]
    if all(plain):  # %20 between %C4%E3: the line decides
        yield from ((m.start(), m.end(), c, "ascii") for m, c in zip(pure, plain, strict=True) if c and "\0" not in c)
        return
    for end in (len(run), pure[-1].end()):
        chinese = _decoded(run[:end], "gb18030")
        if chinese is not None and _is_chinese(chinese):
            yield 0, end, chinese, "gb18030"
            return


def _decoded(run: str, codec: str) -> str | None:
    data = bytes(int(a, 16) if a else ord(b) for a, b in _BYTE.findall(run))
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_chinese(text: str) -> bool:
    from cleantext.repair.tables import tables

    known = tables()
    logs = [known.log(k) if (k := known.cells.get(c, -1)) >= 0 else -12.0 for c in text if c > "\x7f"]
    return bool(logs) and sum(logs) / len(logs) > -11
