"""Items: words of menus, share bars and comment boxes, alone on a line or several in a row."""

from __future__ import annotations

import re
from functools import cache

from cleantext.boilerplate.rulebook import Rule, load, searcher

__all__ = ["LONGEST_ITEM", "SHORTEST_ROW", "Items", "items"]

_EDGE = " \t>»›+▼▾▲|｜:·•[]()【】<>《》…._-+"
_COUNTER = re.compile(r"\s?[\[(]?\d{1,7}(?:\.\d)?[万k]?\+?[\])]?$")
_ORDINAL = re.compile(r"^\d{1,2}[.、]\s?")
_CELLS = re.compile(r"[\s|｜│/·•丨>»-]+")
# A cell that is too long for a row, whatever ornaments stand around it.
_LONG_CELL = re.compile(rf"[^\s│/丨{re.escape(_EDGE)}]{{9}}")
_MARKS = re.compile("[。,!?;:、]")
LONGEST_ITEM = 20
SHORTEST_ROW = 5  # three cells of one character, and what parts them
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

    def find(self, shadow: str) -> Rule | None:
        """Return the rule whose word the line is, ornaments and a counter aside."""
        if len(shadow) > LONGEST_ITEM:
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
        if not SHORTEST_ROW <= len(shadow) <= _ROW:
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
