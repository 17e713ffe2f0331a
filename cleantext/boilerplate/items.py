"""Items: words of menus, share bars and comment boxes, alone on a line or several in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.rulebook import Rule, load, searcher
from cleantext.boilerplate.short import BEGINNINGS, BEHIND, BETWEEN, EDGE, Short, is_apart, numbers

__all__ = ["SHORT", "Items", "has_bar", "items"]

SHORT = 14  # characters of a short line

_COUNTER = re.compile(r"\s?[\[(]?\d{1,7}(?:\.\d)?[万k]?\+?[\])]?$")
_ORDINAL = re.compile(r"^\d{1,2}[.、]\s?")
_BAR = re.compile(rf"[{BETWEEN[:-1]}\s](?:(?<=[{BETWEEN[:-1]}])|-\s|\s)")
# Blanks are spelled out below: `re` asks for \s behind all else in a class.
_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_CELLS = re.compile(f"[{_BLANK}{BETWEEN}]+")
# Cells none of which is too long for a row, whatever ornaments stand around it: each character is looked at once.
_APART = rf"{_BLANK}│/丨{re.escape(EDGE)}"
_SHORT_CELLS = re.compile(rf"(?:[^{_APART}]{{0,8}}+[{_APART}]++)*+[^{_APART}]{{0,8}}+$")
_MARKS = re.compile("[。,!?;:、]")
_FEW = 5  # cells at the beginning of a line, of which one most often says that it is no row
_LONGEST = 20
_SHORTEST_ROW = 5  # three cells of one character, and what parts them
_ROW = 300
# Why a line is worth a look.  Each of its cells, no more than 127, counts one if it begins as a word with blanks
# within or a counter behind, and 128 more if it begins as one that stands as it is, as several do in a row; the line
# begins as words do in a row without blanks; it may be of a form.
_SPACED, _WORD, _SEVERAL = 1, 129, 256
_GLUED, _FORM = 1 << 14, 1 << 15
_CELL = _GLUED - 1  # any of the sums
_KNOWN_NOT = np.array(_SEVERAL, np.uint16)
_SPACE, _DIGIT = " ", "0"  # one of all digits


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
        # By their numbers, what begins a cell: two characters of a word, or one, with what comes next.
        spaced, whole = set[str](), set[str]()
        for word in self.words:
            if len(word) == 1:
                whole |= {word + c for c in (*BEHIND, _DIGIT)}
            else:
                whole |= {f"{word}{c}"[:3] for c in BEHIND}
                spaced |= {word[0] + _SPACE, word[:2] + _SPACE, word[:2] + _DIGIT}
        self._begins, self._glues = np.zeros(BEGINNINGS, np.uint8), np.zeros(BEGINNINGS, np.uint16)
        for texts, kind in ((spaced, _SPACED), (whole, _WORD)):
            self._begins[numbers(texts)] |= kind
        self._glues[numbers(self.begin)] = _GLUED
        # Words of which that does not hold, or whose characters have more bits: every line is worth a look.
        self._any = any(max(word) > "\uffff" or is_apart(word[0]) for word in self.words)

    def mark(self, lines: Sequence[Line], short: Short, may_form: Iterable[int]) -> list[int]:
        """Write into each line the rule one of whose words it is, or by whose form it could be one; return the lines.

        Args:
            lines: the lines of a page.
            short: the same.
            may_form: the places of lines that have what any form requires.
        """
        marked = []
        for k, why in self._worth(short, may_form).items():
            line = lines[k]
            shadow = line.shadow
            n = len(shadow)
            if why & _CELL and n <= _LONGEST and (found := self.find(shadow)):
                line.item = found
            elif (why & _CELL >= _SEVERAL or (why & _GLUED and self._glued(shadow))) and (found := self.row(shadow)):
                line.row = found
            elif why & _FORM and n <= SHORT and (found := self.form(shadow)):
                line.form = found
            else:
                continue
            marked.append(k)
        return marked

    def _worth(self, short: Short, may_form: Iterable[int]) -> dict[int, int]:
        """Return the lines that are worth a look, and why, as bits."""
        if self._any:
            return dict.fromkeys(range(len(short.ends)), _SEVERAL | _FORM)
        # A word begins behind a blank or an ornament only.
        _, two, three = short.beginnings
        cells = self._begins.take(two)
        cells |= self._begins.take(three)
        why = np.add.reduceat(cells, short.firsts, dtype=np.uint16)
        why |= self._glues.take(short.heads[1])
        why[short.long] = _KNOWN_NOT  # nothing is known of them
        lines = why.nonzero()[0]
        look = dict(zip(lines.tolist(), why.take(lines).tolist(), strict=True))
        for k in may_form:
            look[k] = look.get(k, 0) | _FORM
        return look

    def find(self, shadow: str) -> Rule | None:
        """Return the rule whose word the line is, ornaments and a counter aside."""
        if len(shadow) > _LONGEST:
            return None
        if shadow[:1].isdecimal() and (ordinal := _ORDINAL.match(shadow)):
            shadow = shadow[ordinal.end() :]
        bare = shadow.strip(EDGE)
        found = self.words.get(bare)
        if found is None and " " in bare:
            found = self.words.get(bare.replace(" ", ""))
        if found is None and bare and bare[-1] in "0123456789)]万k+":
            found = self.words.get(_COUNTER.sub("", bare).strip(EDGE))
        return found

    def form(self, shadow: str) -> Rule | None:
        """Return the rule by whose form the line is put together like such a word, 政民互动: half a vote."""
        bare = shadow.strip(EDGE)
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
        glued = shadow[:2] in self.begin
        if (front.isalnum() and "丨" not in front) or (len(after) == 9 and after.isalnum() and "丨" not in after):
            return self._glued(shadow) if glued else None
        # "See more photos:" is a sentence, as below: one cell that is no such word is enough, and is soon found.
        if not glued and shadow.isascii() and self._says_more(shadow) and not has_bar(shadow):
            return None
        if len(shadow) > 9 and not _SHORT_CELLS.match(shadow):
            return self._glued(shadow) if glued else None
        cells = [c.strip(EDGE) for c in _CELLS.split(shadow)]
        cells = [c for c in cells if c]
        if len(cells) < 2 or max(map(len, cells)) > 8:
            return self._glued(shadow)
        found = [rule for c in cells if (rule := self.words.get(c))]
        if len(found) < len(cells) and shadow.isascii() and not has_bar(shadow):
            return None  # "See more photos:" is a sentence
        if len(cells) == 2:  # two words may be a title, two buttons are a bar
            return found[0] if len(found) == 2 and {r.label for r in found} == {"comment_widget"} else None
        return found[0] if 2 * len(found) >= len(cells) and len(found) >= 2 else None

    def _says_more(self, shadow: str) -> bool:
        """Say whether a line has a cell between blanks that is none of the words."""
        known = self.words
        for cell in shadow.split(None, _FEW):  # noqa: SIM110 - a generator takes twice as long
            if cell not in known and cell.isalnum():
                return True
        return False

    def _glued(self, shadow: str) -> Rule | None:
        """Return the rule of a line that is such words one behind the other, as links without space are."""
        n = len(shadow)
        known = self.words
        if not (8 <= n <= 200 and shadow[:2] in self.begin):
            return None
        if shadow[:2] not in known and shadow[:4] not in known and shadow[:3] not in known:
            return None
        if _MARKS.search(shadow):
            return None
        at = covered = words = 0
        first: Rule | None = None
        while at < n:
            size = 0
            if shadow[at : at + 2] in self.pairs:
                for size in (6, 5, 4, 3, 2, 0):
                    if shadow[at : at + size] in known:
                        break
            if size:
                covered += size
                words += 1
                first = first or known[shadow[at : at + size]]
            elif words + (n - at) // 2 < 4 or 10 * (at + 1 - covered) > 3 * n + 50:
                return None  # too much between them; the last word may count for 5 more than it has
            at += size or 1
        return first if words >= 4 and 10 * covered >= 7 * n else None


def has_bar(shadow: str) -> bool:
    """Say whether anything but one blank after the other parts the cells of a line of ASCII."""
    if "|" in shadow or "/" in shadow or ">" in shadow:
        return True
    # Most lines have only words, one space between any two of them.
    return (" - " in shadow or " ".join(shadow.split()) != shadow) and _BAR.search(shadow) is not None


@cache
def items(folders: tuple[str, ...]) -> Items:
    """Return the items of a configuration, built once."""
    return Items(load(folders).rules)
