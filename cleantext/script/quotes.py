"""Quotation marks of Chinese: “ ‘ ’ ” of the mainland, 「 『 』 」 of Taiwan and Hong Kong, one for the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["find"]

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")
_LETTER = re.compile("[A-Za-z]")
_CURLY, _CORNER = "“”‘’", "「」『』"
_ANY = re.compile(f"[{_CURLY}{_CORNER}]")
_LETTERS_TO_A_HANZI = 3


def find(text: str, to: str) -> Iterator[tuple[int, str]]:
    """Yield each quotation mark that is to change, its offset and the new one, ascending.

    Double marks in lines of Chinese change; single ones only inside double ones and in pairs, since ’
    is an apostrophe as well, and 『』 alone may be a title.

    Args:
        text: any text.
        to: "corner" or "curly".

    >>> list(find("“好”", "corner"))
    [(0, '「'), (2, '」')]
    """
    old, new = (_CURLY, _CORNER) if to == "corner" else (_CORNER, _CURLY)
    start = 0
    for line in text.split("\n"):
        if old[0] in line or old[1] in line:
            han = len(_HAN.findall(line))
            if han and len(_LETTER.findall(line)) <= _LETTERS_TO_A_HANZI * han and not _KANA_OR_HANGUL.search(line):
                yield from _in_line(line, start, old, new)
        start += len(line) + 1


def _in_line(line: str, start: int, old: str, new: str) -> Iterator[tuple[int, str]]:
    found: dict[int, str] = {}
    depth = 0
    singles: list[int] = []  # that opened and wait for their partner
    for m in _ANY.finditer(line):
        at, mark = m.start(), m.group()
        if mark in (old[0], new[0]):
            depth += 1
        elif mark in (old[1], new[1]):
            depth = max(0, depth - 1)
            singles.clear()
        elif mark == old[2] and depth:
            singles.append(at)
        elif (
            mark == old[3]
            and singles
            and not (mark == "’" and _LETTER.match(line, at - 1) and _LETTER.match(line, at + 1))
        ):
            found[singles.pop()], found[at] = new[2], new[3]
        if mark in old[:2]:
            found[at] = new[old.index(mark)]
    for at in sorted(found):
        yield start + at, found[at]
