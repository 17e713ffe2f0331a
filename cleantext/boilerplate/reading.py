"""What the lines of a text say, each by itself: read once, however often the page is judged.

A page that is judged again when lines were cut is not read again: `again` says how.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import gate
from cleantext.boilerplate.items import SHORT, items
from cleantext.boilerplate.late import FORM, FRAME, late
from cleantext.boilerplate.lines import Line, Mark, to_lines
from cleantext.boilerplate.match import Matches, match
from cleantext.boilerplate.page import Page
from cleantext.boilerplate.pinyin import has_residue, with_pinyin, without_residue
from cleantext.boilerplate.rulebook import LATE_MAX, Rule
from cleantext.boilerplate.short import marks, short
from cleantext.script.tables import fold, fold_map, look_up, to_str
from cleantext.texts import parts

__all__ = ["SHORT", "Reading", "read"]

_BRACKET = re.compile("[(][a-z\u00e0-\u02af]{1,7} ?[)]")  # whatever pinyin of either case becomes in a shadow
_MANY = 2000  # lines of a page that takes memory
_LONG = 1 << 17  # characters: a longer text is looked at in pieces
_PIECE = 1 << 16  # characters
_TONES, _TONES_END = np.array(0xE0, np.uint32), np.array(0x1DC - 0xE0, np.uint32)


class Reading:
    """The lines of a text; what is learnt of them when it is asked for."""

    def __init__(self, text: str, shadow: str | None, hits: dict[int, int], plain: bool) -> None:
        self.text = text
        self.shadow = shadow  # of a short text
        self.hits = hits  # index of a line -> places of the rules whose words it holds, as the gate says it
        self.plain = plain  # no pinyin was stripped
        self.lines: list[str] = []
        self.shadows: list[str] = []
        self.pinyin: set[int] = set()  # indexes of lines that have it
        self.found: Matches | None = None
        self.page: list[Line] | None = None
        self.full: list[Line] | None = None  # of these, the lines that are more than bullets
        self.late: dict[int, list[Rule]] = {}
        self.marks: dict[int, list[int]] = {}  # as those of a `Page`

    def matches(self, folders: tuple[str, ...]) -> Matches:
        """Return what matches in lines alone."""
        if self.found is None:
            self.lines = self.text.split("\n")
            if self.shadow is None:
                for part in parts(self.text, _LONG):
                    shadow, row = fold(part), len(self.shadows)
                    self.shadows += shadow.split("\n")
                    self.pinyin |= {row + k for k in with_pinyin(shadow)}
            else:
                self.shadows = self.shadow.split("\n")
                self.pinyin = with_pinyin(self.shadow)
            if len(self.lines) > _MANY:  # one string for both takes half
                self.shadows = [a if a == b else b for a, b in zip(self.lines, self.shadows, strict=True)]
            self.found = match(self.lines, self.shadows, self.hits, folders)
        return self.found

    def whole(self) -> str:
        """Return the shadow of the text."""
        return "\n".join(self.shadows) if self.shadow is None else self.shadow

    def open(self, folders: tuple[str, ...], off: frozenset[str]) -> Page:
        """Return the page, its lines with the rules that match."""
        found = self.matches(folders)
        page = Page(self.read_lines(folders), off, self.full)
        page.credits = found.credits
        page.marks = self.marks
        page.words = [(k, page.full[k]) for k in page.marked(Mark.WORD)]
        for index, rules in found.rules.items():
            line = page.at(index)
            line.rules = rules
            page.ruled.append(line)
        for index, rules in self.late.items():
            line = page.at(index)
            if not line.rules:
                page.ruled.append(line)
            line.rules = [*line.rules, *rules]
        return page

    def read_lines(self, folders: tuple[str, ...]) -> list[Line]:
        """Return the lines, but for those that are blank."""
        if self.page is None:
            self.page = to_lines(self.lines, self.shadows, self.matches(folders).trimmed, self.pinyin)
            self.full = [line for line in self.page if line.shadow]
            self._look_closer(self.full, folders)
        return self.page

    def _look_closer(self, full: Sequence[Line], folders: tuple[str, ...]) -> None:
        """Something was found: look at the short lines for what is too common to open a page for."""
        rules, words = late(folders), items(folders)
        places: defaultdict[int, list[int]] = defaultdict(list)
        for low in range(0, len(full), _MANY):  # not all at once: the arrays take several times the text
            lines = full[low : low + _MANY]
            texts = [shadow if len(shadow := line.shadow) <= LATE_MAX else "" for line in lines]
            columns = short(texts, rules.pairs)
            told = marks(columns).tolist()
            may_match = rules.requiring(columns)
            for k in words.mark(lines, columns, [k for k, bits in may_match.items() if bits & FORM]):
                told[k] |= Mark.WORD
            for k, bits in may_match.items():
                if bits & FRAME:
                    told[k] |= Mark.FRAME
            for k, mark in enumerate(told):
                if mark:
                    lines[k].marks = mark
                    places[mark].append(low + k)
            self.late |= {lines[k].index: matching for k, matching in rules.matching(texts, may_match).items()}
        self.marks = places


def read(text: str, folders: tuple[str, ...], *, briefly: bool = False) -> Reading:
    """Return the reading of a text.

    Args:
        text: a text.
        folders: where the rules come from.
        briefly: look no further than the first part of the text in which there is a word.
    """
    if len(text) > _LONG:
        return _read_long(text, folders, briefly)
    points = look_up(fold_map(), text)
    shadow = to_str(points)
    residue = not briefly and _has_brackets(shadow) and has_residue(text)
    bare = without_residue(text) if residue and _may_have_tones(points) else text
    if bare is text:
        return Reading(text, shadow, gate(folders).lines(points, shadow), plain=True)
    points = look_up(fold_map(), bare)
    return Reading(text, shadow, gate(folders).lines(points, to_str(points)), plain=False)


def _read_long(text: str, folders: tuple[str, ...], briefly: bool) -> Reading:
    hits, tones = _scan(text, folders, briefly)
    bare = without_residue(text) if tones and not briefly else text
    if bare is not text:
        hits, _ = _scan(bare, folders, briefly)
    return Reading(text, None, hits, bare is text)


def _scan(text: str, folders: tuple[str, ...], briefly: bool) -> tuple[dict[int, int], bool]:
    """Return which lines hold words of rules, as the gate says it; and whether there may be pinyin."""
    hits: dict[int, int] = {}
    brackets = tones = False
    row = 0
    for part in parts(text, _LONG):
        points = look_up(fold_map(), part)
        shadow = to_str(points)
        brackets, tones = brackets or _has_brackets(shadow), tones or _may_have_tones(points)
        found = gate(folders).lines(points, shadow)
        if found and briefly:
            return found, False
        hits |= {row + k: places for k, places in found.items()} if row else found
        row += shadow.count("\n") + 1
    return hits, brackets and tones


def _has_brackets(shadow: str) -> bool:
    """Say whether anything in a shadow stands in brackets as pinyin does."""
    return "(" in shadow and _BRACKET.search(shadow) is not None


def _may_have_tones(points: NDArray[np.uint32]) -> bool:
    """Say whether a shadow has letters of the range in which those with tone marks are."""
    return any(
        bool((points[low : low + _PIECE] - _TONES <= _TONES_END).any())
        for low in range(0, len(points), _PIECE)  # a line may be a megabyte, and all of it at once takes five
    )
