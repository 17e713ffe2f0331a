"""What a page says about itself: its script, its own pairs of characters, and how well a reading fits it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from cleantext.repair.tables import READING, SIMPLIFIED, TRADITIONAL, VARIANT, Tables, cell, tables

__all__ = ["ANNOTATION", "ASCII", "Page"]

ANNOTATION = re.compile(rf"\(({READING}) ?\)")
ASCII = -6.5  # how well a character fits that is none of GBK's double bytes
_FOLDED = frozenset("!,:;?()")
_SAMPLE = 2500  # characters that tell which script a page is in and what it talks about
_WRONG_FORM = -2.5  # a Simplified form on a Traditional page, or the reverse; a variant anywhere
_SAID = 2.5  # a pair that the page has elsewhere


class Page:
    """A text, and how likely one character is behind another in it; characters are cells, see `tables`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tables: Tables = tables()
        self.cells = self.tables.cells
        sample = [self.cells.get(c, -1) for c in text[:_SAMPLE]]
        forms = Counter(self.tables.flags[k] & (TRADITIONAL | SIMPLIFIED) for k in sample if k >= 0)
        old, new = forms[TRADITIONAL], forms[SIMPLIFIED]
        wrong = SIMPLIFIED if old > new else TRADITIONAL
        self.penalty = [_WRONG_FORM if f & (wrong | VARIANT) else 0.0 for f in range(32)]
        self.flags = self.tables.flags
        # What the page says elsewhere it may say here: 用戶 decides between 戶 and 戰.
        classes = [self.tables.class_of[k] if k >= 0 else 0 for k in sample]
        self.said = {a << 16 | b for a, b in pairwise(classes)}

    def after(self, left: int, k: int) -> float:
        """Return how likely cell `k` is behind cell `left`, on this page."""
        score = self.tables.after(left, k) + self.penalty[self.flags[k]]
        if left >= 0 and self.tables.class_of[left] << 16 | self.tables.class_of[k] in self.said:
            return score + _SAID
        return score

    def plain(self, start: int, end: int) -> float:
        """Return how well the text reads as it stands."""
        score, left, at = 0.0, self.left_of(start), start
        while at < end:
            if m := ANNOTATION.match(self.text, at, end):
                at = m.end()
                continue
            k = self.cells.get(self.text[at], -1)
            score += self.tables.after(left, k) if k >= 0 else ASCII
            left = k
            at += 1
        return score

    def left_of(self, at: int) -> int:
        """Return the cell of the character before `at`, behind which readings may stand; -1 for none."""
        while at and self.text[at - 1] == ")":
            open_ = self.text.rfind("(", max(0, at - 10), at)
            if open_ < 0 or not ANNOTATION.fullmatch(self.text, open_, at):
                break
            at = open_
        return self.cell_at(at - 1)

    def cell_at(self, at: int) -> int:
        """Return the cell of the character at `at`; ASCII marks count as the full-width ones they were folded from."""
        c = self.text[at] if 0 <= at < len(self.text) else "\n"
        return cell(0xA3, ord(c) | 0x80) if c in _FOLDED else self.cells.get(c, -1)

    def is_open(self, at: int) -> bool:
        """Return whether the line of `at` lacks a closing quotation mark: `?!?` may be all that is left of 。”."""
        start, end = self.text.rfind("\n", 0, at) + 1, self.text.find("\n", at)
        line = self.text[max(start, at - 500) : min(end if end >= 0 else len(self.text), at + 500)]
        return line.count("“") > line.count("”")
