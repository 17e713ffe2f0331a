"""Lines whose characters are all set apart, 中 国 新 闻: which spaces are none of the author's.

Titles are spaced out to look wider, and the text of PDF files and of scans comes that way.  But
rows of single characters are lists as well (生字: 天 地 人), and corpora put a space between words.
So a line must show that it is text: it has the stops of a sentence, or half of its pairs of
neighbours stand together in the sentences of the same text; and no text is touched whose spaces
part words of several characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleantext.texts import parts

__all__ = ["CLOSING", "HAN", "MAY_BE_SPACED", "OPENING", "spaced_out"]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CLOSING = "，。、；：？！）」』》】〉〕"
OPENING = "（「『《【〈〔"

MAY_BE_SPACED = rf" (?=[{HAN}] [{HAN}])(?<=[{HAN}] )"
_MAY_BE_SPACED = re.compile(MAY_BE_SPACED)
_SPACE = re.compile(rf" (?<=[{HAN}] )(?=[{HAN}])")
_CUT = re.compile(rf" (?<=[{HAN}{CLOSING}{OPENING}“”‘’] )(?=[{HAN}{CLOSING}{OPENING}“”‘’])")
_NEIGHBOURS = re.compile(rf"[{HAN}](?=[{HAN}])")
_SENTENCE = re.compile("[，。；：？！]")
_NOT_CHINESE = re.compile("[\u3041-\u30fa\uac00-\ud7a3|]")
_NUMBERS = frozenset("〇一二三四五六七八九十百千万日月年上中下")

_PART = 1 << 16  # characters whose lines are looked at at a time

# At least so many spaces, and at most one pair of neighbours to ten of them.
_IN_A_SENTENCE, _IN_A_TITLE, _NEIGHBOURS_TO_SPACES = 6, 3, 0.1


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str
    spaces: int
    neighbours: int

    @property
    def is_apart(self) -> bool:
        return self.neighbours <= _NEIGHBOURS_TO_SPACES * self.spaces


def spaced_out(text: str) -> Iterator[int]:
    """Yield the offsets of the spaces between single characters that only set them apart, ascending.

    >>> list(spaced_out("本 报 北 京 电 ， 记 者"))
    [1, 3, 5, 7, 9, 11, 13]
    >>> list(spaced_out("生字 天 地 人 你 我 他"))
    []
    """
    if text.isascii() or not _MAY_BE_SPACED.search(text):
        return
    spaced = [line for line in _spaced_lines(text) if line.spaces >= _IN_A_TITLE]
    if sum(line.neighbours for line in spaced) > _NEIGHBOURS_TO_SPACES * sum(line.spaces for line in spaced):
        return  # words are parted, not characters
    apart = [line for line in spaced if line.is_apart and not _NOT_CHINESE.search(line.text)]
    known: frozenset[str] | None = None
    for line in apart:
        if _SENTENCE.search(line.text):
            fits = line.spaces >= _IN_A_SENTENCE
        else:
            known = _pairs_in_sentences(text, apart) if known is None else known
            fits = _is_known(line.text, known)
        if fits:
            yield from (line.start + m.start() for m in _CUT.finditer(line.text))


def _spaced_lines(text: str) -> Iterator[_Line]:
    """Yield the lines with at least three characters set apart."""
    end = -1
    for m in _MAY_BE_SPACED.finditer(text):
        if m.start() > end:
            start = text.rfind("\n", max(end, 0), m.start()) + 1
            end = text.find("\n", m.start())
            end = len(text) if end < 0 else end
            yield _counted(start, text[start:end])


def _counted(start: int, line: str) -> _Line:
    spaces = sum(1 for _ in _CUT.finditer(line))
    return _Line(start, line, spaces, sum(1 for _ in _NEIGHBOURS.finditer(line)) if spaces >= _IN_A_TITLE else 0)


def _pairs_in_sentences(text: str, apart: list[_Line]) -> frozenset[str]:
    """Return the pairs of neighbours in lines that are sentences, as they are when all is done."""
    joined = {line.start for line in apart if line.spaces >= _IN_A_SENTENCE}
    found: set[str] = set()
    start = 0
    for line in (line for part in parts(text, _PART) for line in part.split("\n")):
        if _SENTENCE.search(line):
            whole = _CUT.sub("", line) if start in joined else line
            found.update(whole[m.start() : m.start() + 2] for m in _NEIGHBOURS.finditer(whole))
        start += len(line) + 1
    return frozenset(found)


def _is_known(line: str, known: frozenset[str]) -> bool:
    pairs = [line[m.start() - 1] + line[m.end()] for m in _SPACE.finditer(line)]
    named = [pair for pair in pairs if pair in known and not set(pair) <= _NUMBERS]
    return 2 * len(named) >= len(pairs)
