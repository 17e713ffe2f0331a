"""What a page says about itself: its script, its own pairs of characters, and how likely one follows another on it.

Besides what running text has (see `context`) the page's own pairs count, and on a Traditional page the form that
Traditional text writes.
"""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left, bisect_right
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.bytewise.context import about_points, context, log_share, share
from cleantext.repair.bytewise.trails import Row
from cleantext.repair.tables import CELLS, READING, cell
from cleantext.script.tables import to_points

__all__ = ["ANNOTATION", "ASCII", "RARE", "Page"]

ANNOTATION = re.compile(rf"\(({READING}) ?\)")
ASCII = -6.5  # how likely something is that is none of GBK's double bytes
_LINE_END, _NEVER = -4.0, -10.0  # behind a character, and behind a mark that needs something to follow
_CLOSE, _OPEN = frozenset("。！？”：；…）》"), frozenset("“《（，、·")
_FOLDED = frozenset("!,:;?()")
# Marks behind a character, the mark first, which `re` skips to; brackets may be readings.
_NARROW, _WIDE = ([re.compile(f"{c}(?<=[一-鿿]{c})") for c in marks] for marks in (",:;", "，：；"))
_SAMPLE = 20000  # characters of a page that are read for its script and its pairs
_SAID = 0.2  # of the probability belongs to what the page says elsewhere
RARE = -16.0  # nothing is less likely than this
_FORM = -1.0  # of a form that is rare elsewhere, where the page writes it
_FAR = 12.0  # nobody looks for what is so much less likely than the best


class Page:
    """A text, and how likely one character is behind another in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.context = context()
        self.tables = known = self.context.known
        self.cells = known.cells
        self.near = _near()
        self.class_of = known.class_of
        self.memo: dict[int, float] = {}
        self.behind_memo: dict[int, set[int]] = {}
        points = to_points(text[:_SAMPLE])
        about = about_points().take(points, mode="clip")  # the last of the first plane is no character
        found = about & 0x7FFF
        forms = about & 0x18000
        old = forms == 0x8000
        self._points, self._found, self._old = points, found, old
        self.traditional = bool(np.count_nonzero(old) > np.count_nonzero(forms == 0x10000))
        # A Simplified form on a page that has few, a variant on one that is not Traditional.
        self.form = self.context.form if self.traditional else self.context.simplified_form
        # What the page says elsewhere it may say here: 用戶 decides between 戶 and 戰.
        classes = about >> 17
        where = np.flatnonzero(classes != 0)
        kept = self._kept = classes[where]
        gap = where[1:] - where[:-1]
        joined = gap == 1
        # 衛(wèi)生 says 衛生.
        apart = np.flatnonzero((gap > 1) & (gap <= 10))
        joined[apart] = (points[where[apart] + 1] == 0x28) & (points[where[apart + 1] - 1] == 0x29)
        pairs = (kept[:-1] << 16 | kept[1:])[joined]
        pairs.sort()
        self.said = array("I", pairs.tobytes())
        self.said.append(0xFFFFFFFF)  # no pair, so that a search always ends at one
        self.often_memo: dict[int, int] = {}
        here = np.zeros(CELLS + 1, bool)
        here[found] = True
        self.forms = here.tobytes()

    def often(self, a: int) -> int:
        """Return how many characters of class `a` the page has."""
        if (n := self.often_memo.get(a)) is None:
            n = self.often_memo[a] = int(np.count_nonzero(self._kept == a))
        return n

    @cached_property
    def noted(self) -> frozenset[int]:
        """Return the Traditional forms with something in brackets behind them: a tool noted all of a form or none."""
        return self._followed(self._points[1:] == 0x28)

    @cached_property
    def bare(self) -> frozenset[int]:
        """Return those that stand on the page without a reading; none where nothing has readings."""
        behind = self._points[1:]
        return self._followed((behind != 0x28) & (behind != 0x3F)) if self.noted else frozenset()

    def _followed(self, here: NDArray[np.bool_]) -> frozenset[int]:
        return frozenset(self._found[:-1][here & self._old[:-1]].tolist())

    def after(self, left: int, k: int) -> float:
        """Return the logarithm of how likely cell `k` is behind cell `left`, on this page."""
        key = left << 16 | k
        known = self.memo.get(key)
        if known is not None:
            return known
        form = self.form[k]
        if form < _FORM and self.forms[k]:
            form = _FORM  # the page does write it so
        found = None
        class_of = self.class_of
        if left >= 0 and (a := class_of[left]) and (b := class_of[k]):
            said, pair = self.said, a << 16 | b
            at = bisect_left(said, pair)
            if said[at] == pair:
                often = bisect_right(said, pair, at) - at
                found = math.log(share(left, k) * (1 - _SAID) + _SAID * often / self.often(a)) + form
        if found is None:
            found = log_share(left, k) + form
        found = self.memo[key] = found if found > RARE else RARE
        return found

    def best(self, left: int, row: Row, n: int) -> list[tuple[float, int]]:
        """Return the `n` likeliest cells of a row behind cell `left`, as `after` has them, without the hopeless."""
        said, class_of, after, get = self.said_behind(left), self.class_of, self.after, self.memo.get
        form, forms, base = self.form, self.forms, left << 16
        found: list[tuple[float, int]] = []
        least = -math.inf
        for most, k in row:
            p = get(base | k)
            if class_of[k] in said:
                p = after(left, k) if p is None else p
            # Nothing but what the page says elsewhere makes a cell likelier than its share.
            elif most < least:
                continue
            elif p is None:
                own = form[k]
                p = most + (_FORM if own < _FORM and forms[k] else own)
                p = self.memo[base | k] = p if p > RARE else RARE
            found.append((p, k))
            if len(found) >= n:
                found.sort(reverse=True)
                del found[n:]
                least = found[-1][0]
            if found[0][0] - _FAR > least:
                least = found[0][0] - _FAR
        found.sort(reverse=True)
        return found

    def said_behind(self, left: int) -> set[int]:
        """Return the classes that stand behind cell `left` elsewhere on the page."""
        a = self.tables.class_of[left] << 16 if left >= 0 else 0
        if not a:
            return set()
        if (found := self.behind_memo.get(a)) is None:
            said = self.said
            found = {pair & 0xFFFF for pair in said[bisect_left(said, a) : bisect_left(said, a + 0x10000)]}
            self.behind_memo[a] = found
        return found

    def stands(self, left: int, k: int) -> float:
        """Return how likely cell `k` is behind cell `left` as far as the page does not say itself."""
        p = log_share(left, k)
        return p if p > RARE else RARE

    def plain(self, start: int, end: int, left: int | None = None) -> float:
        """Return how likely the text is as it stands, behind cell `left` if not behind what is there.

        What it has elsewhere does not count: the same damage may be there as well.
        """
        score, at, text, near = 0.0, start, self.text, self.near
        left = self.left_of(start) if left is None else left
        while at < end:
            c = text[at]
            if c == "(" and (m := ANNOTATION.match(text, at, end)):
                at = m.end()
                continue
            k = near.get(c, -1)
            if k >= 0:
                p = log_share(left, k)
                score += p if p > RARE else RARE
            else:
                score += ASCII
            left = k
            at += 1
        return score

    def behind(self, k: int, at: int) -> float:
        """Return how likely what stands at `at` is behind cell `k`."""
        c = self.text[at : at + 1]
        if not c or c == "\n":
            return self.at_end(k)
        right = self.near.get(c, -1)
        if right >= 0:
            return self.after(k, right)
        return ASCII + (self.context.end[self.class_of[k]] if k >= 0 else 0)

    def at_end(self, k: int) -> float:
        """Return how likely a line ends behind cell `k`."""
        mark = self.tables.chars[k] if k >= 0 else ""
        return 0.0 if mark in _CLOSE else _NEVER if mark in _OPEN else _LINE_END

    @cached_property
    def folded(self) -> bool | None:
        """Whether full-width ASCII was folded on this page; None if it does not show."""
        narrow, wide = (sum(len(p.findall(self.text, 0, _SAMPLE)) for p in marks) for marks in (_NARROW, _WIDE))
        return None if narrow == wide else narrow > wide

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
        return self.near.get(self.text[at], -1) if 0 <= at < len(self.text) else -1


@cache
def _near() -> dict[str, int]:
    """Return the cell of each character; of ASCII marks that of the full-width ones they were folded from.

    An ideographic space has none: it indents a paragraph, and says of what follows as little as other blanks do.
    """
    folded = {c: cell(0xA3, ord(c) | 0x80) for c in _FOLDED}
    return {c: k for c, k in context().known.cells.items() if c != "\u3000"} | folded
