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
from cleantext.boilerplate.short import Short

__all__ = ["SHORT", "Items", "items"]

SHORT = 14  # characters of a short line

_EDGE = " \t>»›+▼▾▲|｜:·•[]()【】<>《》…._-+"
_COUNTER = re.compile(r"\s?[\[(]?\d{1,7}(?:\.\d)?[万k]?\+?[\])]?$")
_ORDINAL = re.compile(r"^\d{1,2}[.、]\s?")
_BETWEEN = r"\s|｜│/·•丨>»-"
_CELLS = re.compile(f"[{_BETWEEN}]+")
# A cell that is too long for a row, whatever ornaments stand around it.
_LONG_CELL = re.compile(rf"[^\s│/丨{re.escape(_EDGE)}]{{9}}")
_MARKS = re.compile("[。,!?;:、]")
_LONGEST = 20
_SHORTEST_ROW = 5  # three cells of one character, and what parts them
_ROW = 300


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
        # By the numbers of the gate: what words begin with, the first two characters, or one and a blank.
        self._apart, self._ones, self._begins = (np.zeros(1 << 16, bool) for _ in range(3))
        for m in re.finditer(f"[{re.escape(_EDGE)}{_BETWEEN}]", "".join(map(chr, range(1 << 16)))):
            self._apart[m.start()] = True
        for word in self.words:
            self._ones[number(word)] |= len(word) == 1
            self._begins[[number(word[:2]), number(word[0] + " ")]] = True

    def mark(self, lines: Sequence[Line], short: Short) -> None:
        """Write into each line the rule one of whose words it is, or by whose form it could be one."""
        begin = self.begin
        for line, words in zip(lines, self._words(short), strict=True):
            shadow = line.shadow
            n = len(shadow)
            if n <= _LONGEST and (words or shadow[0].isdecimal()) and (found := self.find(shadow)):
                line.item = found
            elif (words > 1 or n > LATE_MAX or shadow[:2] in begin) and (found := self.row(shadow)):
                line.row = found
            elif n <= SHORT and (found := self.form(shadow)):
                line.form = found

    def _words(self, short: Short) -> Iterable[int]:
        """Return for each line in how many places a word may begin: only behind a blank or an ornament."""
        units, ends = short
        apart = self._apart.take(units, mode="wrap")
        at = (apart[:-1] > apart[1:]).nonzero()[0] + 1
        numbers = units.take(at)
        may = self._ones.take(numbers, mode="wrap")
        numbers *= FACTOR
        numbers += units.take(at + 1, mode="clip")
        may |= self._begins.take(numbers, mode="wrap")
        counts = np.bincount(ends.searchsorted(at[may]), minlength=len(ends))
        found: list[int] = counts.tolist()
        return found

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
        if len(cells) == 2:  # two words may be a title, two buttons are a bar
            return found[0] if len(found) == 2 and {r.label for r in found} == {"comment_widget"} else None
        return found[0] if 2 * len(found) >= len(cells) and len(found) >= 2 else None

    def _glued(self, shadow: str) -> Rule | None:
        """Return the rule of a line that is such words one behind the other, as links without space are."""
        n = len(shadow)
        if shadow[:2] not in self.begin or not 8 <= n <= 200 or not any(shadow[:w] in self.words for w in (2, 4, 3)):
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
