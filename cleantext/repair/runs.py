"""Runs of GBK that are read one byte out of step: every way to read one.

A run begins with a `?` and a byte in hand.  Each character gives two bytes: the first ends the character in hand, the
second is in hand.  An ASCII letter, a `?` or a swallowed bracket ends the run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from cleantext.repair.gaps import bridges
from cleantext.repair.page import ANNOTATION, ASCII, Page, reads
from cleantext.repair.tables import READING, bytes_of, cell, tables

__all__ = ["LOST", "MARKS", "Runs", "Way"]

LOST = re.compile(rf"[?\ufffd]({READING}) ?\)")
MARKS = {"!": 0xA1, "！": 0xA1, "?": 0xBF, "？": 0xBF, ",": 0xAC, "，": 0xAC}
_TAG_TAIL = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,9}[^<>\n]{0,200}>")
_STOP = cell(0xA1, 0xA3)  # 。
_ENDS_IN_A3 = [cell(lead, 0xA3) for lead in range(0x81, 0xFF)]

_OPENS, _CLOSES = cell(0xA1, 0xB0), cell(0xA1, 0xB1)  # “ ”
_QUOTE = 500  # characters that a quotation may have
_LIMIT = 120  # characters in a run; one in three Traditional characters has an ASCII trail byte
_BEAM = 12
_STARTS = 8
_TAILS = 6
_HOPELESS = -9.5  # a character, on the average of a run
_SUSPECT = -5.0  # so unlikely a character may betray a pair that is missing in front of it
_GAPS = 3  # missing pairs in a row of characters that still can be told
_NOTED, _BARE, _FOREIGN = 1.0, -4.0, -2.0
_BEHIND = 6.0  # a run that could have ended goes on only where that reads better
_SWALLOWED, _MISSING = -3.5, -1.6
_PRIVATE_LEADS = frozenset((*range(0xA1, 0xA8), *range(0xAA, 0xB0), *range(0xF8, 0xFF)))
_READ = 4.0  # a reading that fits


class Way(NamedTuple):
    """A way to read a run: what came out so far, and the byte in hand."""

    score: float
    pending: int
    cells: tuple[int, ...] = ()
    dropped: int = 0
    guessed: int = 0
    opened: int = 0  # the first character is not 。 but one that has its trail byte, too
    readings: tuple[str, ...] = ()
    end: int = 0
    tail: str = ""
    resync: str = ""
    lost: bool = False  # something is gone that nothing tells


class Runs:
    """Reads the runs of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.page = Page(text)
        self.tables = self.page.tables
        self.cells = self.page.cells
        self.drops = not re.search("[\ue000-\uf8ff]", text)
        self.private = _private()
        self.restored: list[tuple[int, int]] = []  # where quotation marks were: 1 opens, -1 closes
        self.steps = 0  # work done

    def is_open(self, at: int) -> bool:
        """Return whether a quotation is open at `at` in its line, as far as can be seen."""
        start = max(self.text.rfind("\n", 0, at) + 1, at - _QUOTE)
        seen = self.text.count("“", start, at) - self.text.count("”", start, at)
        return seen + sum(n for where, n in self.restored if where >= start) > 0

    def note(self, at: int, way: Way) -> None:
        """Remember the quotation marks of a run that was restored."""
        marks = sum((k == _OPENS) - (k == _CLOSES) for k in way.cells)
        if marks:
            self.restored.append((at, marks))

    def read(self, at: int) -> list[Way]:
        """Return the ways to read the run whose `?` stands at `at`."""
        left = self.page.left_of(at)
        if m := LOST.match(self.text, at):
            return self.walk(list(self.hit(left, m[1])), m.end(), left) if left >= 0 else []
        if at + 1 < len(self.text) and (mark := MARKS.get(self.text[at + 1])):
            return self.walk(list(self.opened(left, mark)), at + 2, left)
        return []

    # -- the byte in hand --------------------------------------------------

    def hit(self, left: int, pinyin: str) -> Iterator[Way]:
        """Yield the trail byte of each character that can have matched across `left` and the next one."""
        trail = bytes_of(left)[1]
        if trail < 0x81:
            return
        for k in _read_so(trail, pinyin):
            if (last := bytes_of(k)[1]) >= 0x81:
                yield Way(self.prior(k), last, readings=(pinyin,))

    def prior(self, k: int) -> float:
        """Return what speaks for or against the tool's having known a character."""
        score = 0.0 if _in_big5(k) else _FOREIGN
        if k in self.page.noted:
            score += _NOTED
        elif k in self.page.bare:
            score += _BARE
        return score

    def opened(self, left: int, mark: int) -> list[Way]:
        """Return the ways to begin in front of a mark whose first byte ended a character; 校。 is D0A3 A1A3."""
        row = sorted(((self.page.after(left, k), k) for k in _ENDS_IN_A3), reverse=True)
        return [Way(score, mark, (k,), opened=int(k != _STOP)) for score, k in row[:_STARTS]]

    # -- along a run -------------------------------------------------------

    def walk(self, ways: list[Way], at: int, left: int) -> list[Way]:
        """Return the ways to read the run that goes on at `at` with a byte in hand."""
        text, found = self.text, []
        bar = -math.inf  # how well it reads if the run has ended
        for n in range(_LIMIT):
            if not ways or at >= len(text):
                break
            c = text[at]
            if c in "?\ufffd":
                found += self.end_in_hole(ways, at, left)
                bar += ASCII
                ways = self.private_hole(ways, at, left) if self.drops else []
                at += 1
                continue
            if c == "(" and n and (m := self.verified(at)):
                at = m.end()
                continue
            pair = self.pair(c)
            if pair is None:
                break
            k = self.cells.get(c, -1)
            bar += self.page.after(self.cells.get(text[at - 1], -1), k) if k >= 0 else ASCII
            known = len(found)
            if "@" <= c <= "~":
                found += self.end_in_letter(ways, at, left)
            ways = self.step(ways, pair, at, left, found)
            # 。下 is A1A3 CFC2: the letter may be Ｏ, folded.
            bar = max([bar, *(w.score for w in found[known:])])
            ways = [w for w in ways if w.score > bar - _BEHIND]
            at += 1
        return found

    def pair(self, c: str) -> tuple[int, int] | None:
        """Return the bytes of a character; ASCII may be a full-width one that was folded."""
        if "!" <= c <= "~":
            return 0xA3, ord(c) | 0x80
        k = self.cells.get(c, -1)
        return bytes_of(k) if k >= 0 else None

    def verified(self, at: int) -> re.Match[str] | None:
        """Return the annotation at `at` if it is the reading of the character before it."""
        m = ANNOTATION.match(self.text, at)
        k = self.cells.get(self.text[at - 1], -1)
        return m if m and k >= 0 and reads(k, m[1]) else None

    def extend(self, way: Way, k: int, left: int) -> Way:
        """Return the way one character longer."""
        before = way.cells[-1] if way.cells else left
        return way._replace(score=way.score + self.page.after(before, k), cells=(*way.cells, k))

    def step(self, ways: list[Way], pair: tuple[int, int], at: int, left: int, found: list[Way]) -> list[Way]:
        """Take the two bytes of a character: one ends the character in hand, one is in hand."""
        first, second = pair
        new = []
        for q in self.completed(ways, first, left):
            if second >= 0x81:
                new.append(q._replace(pending=second))
            elif second < 0x7F:
                score = q.score + ASCII - (0 if chr(second).isalnum() else 1)
                found.append(q._replace(score=score, end=at + 1, tail=chr(second), resync=f"{second:02x}"))
        return new

    def completed(self, ways: list[Way], byte: int, left: int) -> list[Way]:
        """Return the ways after the character that `byte` ends, with and without a pair missing in front of it."""
        self.steps += len(ways)
        new = []
        suspect = -99.0
        for w in ways:
            k = cell(w.pending, byte)
            if k >= 0 and not self.private[k]:
                q = self.extend(w, k, left)
                suspect = max(suspect, q.score - w.score)
                new.append(q)
        if self.drops and suspect < _SUSPECT:
            for w in ways[:3]:
                n = len(w.cells)
                # Only where the run reads well so far: a spot that is no run would cost as much as ten that are.
                if w.dropped < _GAPS and w.dropped * 3 <= n and (w.readings or (n >= 2 and w.score > -8 * n)):
                    new += self.bridged(w, byte, left)
        return _best([q for q in new if q.score > _HOPELESS * (len(q.cells) + 2)])

    def bridged(self, way: Way, byte: int, left: int) -> list[Way]:
        """Return the likeliest ways on which a private-use pair is missing in front of `byte`."""
        after = self.page.after
        before = way.cells[-1] if way.cells else left
        self.steps += 40
        row = sorted(((after(before, a) + after(a, b), a, b) for a, b, _ in bridges(way.pending, byte)), reverse=True)
        return [
            way._replace(score=way.score + score, cells=(*way.cells, a, b), dropped=way.dropped + 1)
            for score, a, b in row[:_TAILS]
        ]

    def private_hole(self, ways: list[Way], at: int, left: int) -> list[Way]:
        """Return the ways on which the `?` at `at` is a private-use pair."""
        c = self.text[at + 1 : at + 2]
        pair = self.pair(c) if c and c not in "?\ufffd" else None
        if pair is None:
            return []
        byte = ord(c) if "@" <= c <= "~" else pair[0]
        found = []
        for w in ways[:3]:
            for q in self.bridged(w, byte, left):
                # Taken back by one character: the byte that ends it comes next.
                low = bytes_of(q.cells[-1])[0]
                found.append(w._replace(score=0.0, pending=low, cells=q.cells[:-1], dropped=q.dropped))
        return self.rescored(found, left)

    def rescored(self, ways: list[Way], left: int) -> list[Way]:
        """Return the ways, without doubles, with their scores summed anew."""
        out = []
        for w in dict.fromkeys(ways):
            score = sum(self.page.after(a, b) for a, b in zip((left, *w.cells), w.cells, strict=False))
            out.append(w._replace(score=score))
        return out

    # -- the end of a run --------------------------------------------------

    def end_in_letter(self, ways: list[Way], at: int, left: int) -> list[Way]:
        """Return the runs that an ASCII trail byte ends, read or not by an annotation behind it."""
        byte = ord(self.text[at])
        note = ANNOTATION.match(self.text, at + 1)
        ended = []
        for w in self.completed(ways, byte, left):
            q = w._replace(end=at + 1, resync=f"{byte:02x}")
            if note and reads(q.cells[-1], note[1]):
                q = q._replace(readings=(*q.readings, note[1]), score=q.score + _READ)
            ended.append(q)
        return ended

    def end_in_hole(self, ways: list[Way], at: int, left: int) -> list[Way]:
        """Return the runs that end in a `?`: a lead byte, and what it swallowed."""
        text, ended = self.text, []
        for w in ways:
            # 個 is 8280: 0x80 is illegal as a lead byte and swallows nothing.
            if (k := cell(w.pending, 0x80)) >= 0 and self.tables.logs[k] < 150:
                q = self.extend(w, k, left)._replace(end=at + 1, resync="80")
                if (m := ANNOTATION.match(text, at + 1)) and reads(k, m[1]):
                    q = q._replace(readings=(*q.readings, m[1]), score=q.score + _READ)
                ended.append(q)
        if m := LOST.match(text, at):
            for w in ways:
                for k in _read_so(w.pending, m[1]):
                    q = self.extend(w, k, left)._replace(end=m.end(), resync="28")
                    ended.append(q._replace(readings=(*q.readings, m[1]), score=q.score + _READ))
            return ended
        if at + 1 < len(text) and text[at + 1] in MARKS:
            tail, resync = "", "a3"
        elif _TAG_TAIL.match(text, at + 1):
            tail, resync = "<", "3c"
        elif at + 1 == len(text) or text[at + 1] in "\n \u3000":
            tail, resync = "", ""
        else:
            tail, resync = "", "?"
        follows = self.cells.get(text[at + 1 : at + 2], -1)
        alone = _alone(bytes_of(follows)[0]) if follows >= 0 else frozenset()
        for w in ways[:4]:
            before = w.cells[-1] if w.cells else left
            row = sorted(((self.page.after(before, k), k) for k in _begun_high(w.pending)), reverse=True)
            for _, k in row if alone else ():
                # 於 is EC98, and A6EC is no pair: 對, 8CA6, in front of it ends the run.
                if (last := bytes_of(k)[1]) in alone:
                    q = self.extend(w, k, left)._replace(end=at + 1, resync=f"{last:02x}")
                    ended.append(q._replace(guessed=w.guessed + (len(alone) > 1)))
            for _, k in row[:_TAILS]:
                q = self.extend(w, k, left)._replace(end=at + 1, tail=tail, resync=resync, guessed=w.guessed + 1)
                # The lead byte may also have swallowed a digit, or stand behind a missing pair: nobody can tell which.
                if tail != "<":
                    ended.append(q._replace(score=q.score + _SWALLOWED, tail="0", lost=True))
                if resync == "?":
                    continue
                ended.append(q)
                if self.drops and bytes_of(k)[1] in _PRIVATE_LEADS:
                    ended.append(q._replace(score=q.score + _MISSING, lost=True))
        return ended


@lru_cache(8192)
def _read_so(lead: int, pinyin: str) -> list[int]:
    """Return the Traditional forms that a byte begins, that can be read so, and that no letter ends."""
    cells = (cell(lead, trail) for trail in range(0x80, 0xFF))
    return [k for k in cells if k >= 0 and reads(k, pinyin)]


@cache
def _begun_high(lead: int) -> list[int]:
    """Return the characters that a byte begins and that no letter ends, the rare ones left out."""
    logs = tables().logs
    return [k for trail in range(0x81, 0xFF) if (k := cell(lead, trail)) >= 0 and logs[k] < 150]


@cache
def _alone(follows: int) -> frozenset[int]:
    """Return the bytes that GBK has no pair for with a byte that follows: they are a `?` of their own."""
    return frozenset(b for b in range(0x81, 0xFF) if _unpaired(bytes((b, follows))))


def _unpaired(pair: bytes) -> bool:
    lead, trail = pair
    if trail >= 0xA1 and (0xAA <= lead <= 0xAF or 0xF8 <= lead) or (0xA1 <= lead <= 0xA7 and trail < 0xA1):
        return False  # for users
    try:
        pair.decode("gbk")
    except UnicodeDecodeError:
        return True
    return False


@cache
def _private() -> bytes:
    """Return for each cell whether GBK leaves it to users."""
    return bytes("\ue000" <= c <= "\uf8ff" for c in tables().chars)


@cache
def _in_big5(k: int) -> bool:
    try:
        tables().chars[k].encode("big5")
    except UnicodeEncodeError:
        return False
    return True


def _best(ways: list[Way]) -> list[Way]:
    if len(ways) <= 1:
        return ways
    return sorted(ways, key=lambda w: (-w.score, w.cells))[:_BEAM]
