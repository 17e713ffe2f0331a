"""Items: words of menus, share bars and comment boxes, alone on a line or several in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load, searcher
from cleantext.boilerplate.short import Short, plain_table

__all__ = ["SHORT", "Items", "items"]

SHORT = 14  # characters of a short line

_EDGE = " \t>»›+▼▾▲|｜:·•[]()【】<>《》…._-+"
_COUNTER = re.compile(r"\s?[\[(]?\d{1,7}(?:\.\d)?[万k]?\+?[\])]?$")
_ORDINAL = re.compile(r"^\d{1,2}[.、]\s?")
_BETWEEN = "|｜│/·•丨>»-"
_BAR = re.compile(rf"[{_BETWEEN[:-1]}]|\s-\s|\s\s")
_CELLS = re.compile(rf"[\s{_BETWEEN}]+")
# A cell that is too long for a row, whatever ornaments stand around it.
_LONG_CELL = re.compile(rf"[^\s│/丨{re.escape(_EDGE)}]{{9}}")
_MARKS = re.compile("[。,!?;:、]")
_LONGEST = 20
_SHORTEST_ROW = 5  # three cells of one character, and what parts them
_ROW = 300
_WORD, _SPACED = 1, 2  # a word as it stands begins like this; or with blanks within, or a counter behind
_BLANK, _DIGIT = " ", "0"  # what all that parts cells, and all digits, are looked up as


class Items:
    """The words of the rules with scope `item`, and the patterns of those with scope `form`."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.words: dict[str, Rule] = {}
        for rule in rules:
            if rule.scope == "item":
                for word in rule.anchors:
                    self.words.setdefault(word, rule)
        self.forms = [(rule, searcher(rule.match)) for rule in rules if rule.scope == "form"]
        self.begin = {word[:2] for word in self.words if 2 <= len(word) <= 4}
        self.pairs = {word[:2] for word in self.words if len(word) <= 6}
        # Characters as they are looked up, and by the numbers of the gate what begins a cell: two characters of a
        # word, or one, with what comes next.
        self._plain = plain_table(_EDGE + _BETWEEN)
        to_plain = {k: chr(c) for k, c in enumerate(self._plain.tolist()) if k != c}
        spaced, whole = set[str](), set[str]()
        for word in self.words:
            one, two, three = tuple(f"{word.translate(to_plain)}{_BLANK}{_BLANK}")[:3]
            spaced |= {one + _BLANK, one + two + _BLANK}
            if len(word) == 1:
                whole |= {one + _BLANK, one + _DIGIT}
            else:
                whole.add(one + two + three)
                spaced.add(one + two + _DIGIT)
        self._pairs, self._triples = np.zeros(1 << 16, np.uint8), np.zeros(1 << 16, np.uint8)
        for texts, kind in ((spaced, _SPACED), (whole, _WORD | _SPACED)):
            for table, size in ((self._pairs, 2), (self._triples, 3)):
                table[[number(text) for text in texts if len(text) == size]] |= kind
        self._glues = np.zeros(1 << 16, bool)
        self._glues[[number(pair) for pair in self.begin]] = True
        # Words of which that does not hold, or whose characters have more bits: every line is worth a look.
        self._any = any(to_plain.get(ord(word[0])) == _BLANK or max(word) > "\uffff" for word in self.words)

    def mark(self, lines: Sequence[Line], short: Short, may_form: NDArray[np.bool_]) -> None:
        """Write into each line the rule one of whose words it is, or by whose form it could be one.

        Args:
            lines: the lines of a page.
            short: the same.
            may_form: which lines have what any form requires.
        """
        for k, may_be_word, may_be_row, may_be_form in self._worth(short, may_form):
            line = lines[k]
            shadow = line.shadow
            n = len(shadow)
            if may_be_word and n <= _LONGEST and (found := self.find(shadow)):
                line.item = found
            elif (may_be_row or n > LATE_MAX or self._may_be_glued(shadow)) and (found := self.row(shadow)):
                line.row = found
            elif may_be_form and n <= SHORT and (found := self.form(shadow)):
                line.form = found

    def _worth(self, short: Short, may_form: NDArray[np.bool_]) -> Iterable[tuple[int, bool, bool, bool]]:
        """Return the lines that are worth a look, whether each may be a word, a row, and of a form."""
        units, starts, ends = short
        if self._any:
            return [(k, True, True, True) for k in range(len(ends))]
        plain = self._plain.take(units, mode="wrap")
        apart = plain == ord(_BLANK)
        # A word begins behind a blank or an ornament only.
        at = (apart[:-1] > apart[1:]).nonzero()[0] + 1
        rows = ends.searchsorted(at)
        numbers = plain.take(at) * FACTOR
        numbers += plain.take(at + 1, mode="clip")
        kinds = self._pairs.take(numbers, mode="wrap")
        numbers *= FACTOR
        numbers += plain.take(at + 2, mode="clip")
        kinds |= self._triples.take(numbers, mode="wrap")
        words = np.zeros(len(ends), bool)
        words[rows[::-1]] = kinds[::-1]  # the first of each line is written last
        several = np.bincount(rows[kinds == _WORD | _SPACED], minlength=len(ends)) > 1
        words |= plain.take(starts) == ord(_DIGIT)  # a number may stand in front
        numbers = units.take(starts) * FACTOR
        numbers += units.take(starts + 1, mode="clip")
        sizes = ends - starts
        look = (words & (sizes <= _LONGEST)) | several | (may_form & (sizes <= SHORT)) | (sizes == 0)
        look |= self._glues.take(numbers, mode="wrap")
        found = look.nonzero()[0]
        return zip(found.tolist(), *(x.take(found).tolist() for x in (words, several, may_form)), strict=True)

    def _may_be_glued(self, shadow: str) -> bool:
        return (
            shadow[:2] in self.begin
            and 8 <= len(shadow) <= 200
            and (shadow[:2] in self.words or shadow[:4] in self.words or shadow[:3] in self.words)
        )

    def find(self, shadow: str) -> Rule | None:
        """Return the rule whose word the line is, ornaments and a counter aside."""
        if len(shadow) > _LONGEST:
            return None
        bare = (_ORDINAL.sub("", shadow) if shadow[:1].isdecimal() else shadow).strip(_EDGE)
        found = self.words.get(bare)
        if found is None and " " in bare:
            found = self.words.get(bare.replace(" ", ""))
        if found is None and bare and bare[-1] in "0123456789)]万k+":
            found = self.words.get(_COUNTER.sub("", bare).strip(_EDGE))
        return found

    def form(self, shadow: str) -> Rule | None:
        """Return the rule by whose form the line is put together like such a word, 政民互动: half a vote."""
        bare = shadow.strip(_EDGE)
        if bare:
            for rule, search in self.forms:
                if len(bare) <= rule.max_len and search(bare):
                    return rule
        return None

    def row(self, shadow: str) -> Rule | None:
        """Return the rule of a line that is a row of short cells, most of them such words."""
        if not _SHORTEST_ROW <= len(shadow) <= _ROW:
            return None
        # Nine letters at the front or behind them, or nothing else, as most lines have, are found faster without `re`.
        front, after = shadow[:9], shadow[9:18]
        if (
            (front.isalnum() and "丨" not in front)
            or (len(after) == 9 and after.isalnum() and "丨" not in after)
            or (len(shadow) > 9 and _LONG_CELL.search(shadow))
        ):
            return self._glued(shadow) if shadow[:2] in self.begin else None
        cells = [c.strip(_EDGE) for c in _CELLS.split(shadow)]
        cells = [c for c in cells if c]
        if len(cells) < 2 or max(map(len, cells)) > 8:
            return self._glued(shadow)
        found = [rule for c in cells if (rule := self.words.get(c))]
        if len(found) < len(cells) and shadow.isascii() and not _BAR.search(shadow):
            return None  # "See more photos:" is a sentence
        if len(cells) == 2:  # two words may be a title, two buttons are a bar
            return found[0] if len(found) == 2 and {r.label for r in found} == {"comment_widget"} else None
        return found[0] if 2 * len(found) >= len(cells) and len(found) >= 2 else None

    def _glued(self, shadow: str) -> Rule | None:
        """Return the rule of a line that is such words one behind the other, as links without space are."""
        n = len(shadow)
        if not self._may_be_glued(shadow):
            return None
        if _MARKS.search(shadow):
            return None
        at = covered = words = 0
        first: Rule | None = None
        while at < n:
            size = 0
            if shadow[at : at + 2] in self.pairs:
                size = next((w for w in range(6, 1, -1) if shadow[at : at + w] in self.words), 0)
            if size:
                covered += size
                words += 1
                first = first or self.words[shadow[at : at + size]]
            elif 10 * (at + 1 - covered) > 3 * n + 50:
                return None  # too much between them; the last word may count for 5 more than it has
            at += size or 1
        return first if words >= 4 and 10 * covered >= 7 * n else None


@cache
def items(folders: tuple[str, ...]) -> Items:
    """Return the items of a configuration, built once."""
    return Items(load(folders).rules)
