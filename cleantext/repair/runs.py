"""Runs of GBK that are read one byte out of step: every way to read one, and how well each reads.

A run begins with a `?` and a byte in hand.  Each character gives two bytes: the first ends the character
in hand, the second is in hand.  An ASCII letter, a `?` or a swallowed bracket ends the run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from cleantext.document import Edit
from cleantext.repair.page import ANNOTATION, ASCII, Page
from cleantext.repair.tables import (
    READING,
    Tables,
    bytes_of,
    cell,
    reading_of,
    tables,
)

__all__ = ["Runs"]

_LOST = re.compile(rf"[?\ufffd]({READING}) ?\)")
_TAG_TAIL = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,9}[^<>\n]{0,200}>")
_MARKS = {"!": 0xA1, "！": 0xA1, "?": 0xBF, "？": 0xBF, ",": 0xAC, "，": 0xAC}
_STOP = cell(0xA1, 0xA3)  # 。
_CLOSE = cell(0xA1, 0xB1)  # ”
_ENDS_IN_A3 = [cell(lead, 0xA3) for lead in range(0x81, 0xFF)]
_STARTS = 6


_LIMIT = 80  # characters in a run; one in three Traditional characters has an ASCII trail byte
_BEAM = 16
# Pairs that GBK leaves to users: lead, trails; as the trail is a lead in turn, none below 0x81.
_PRIVATE = [(h, range(0xA1, 0xFF)) for h in (*range(0xAA, 0xB0), *range(0xF8, 0xFF))] + [
    (h, range(0x81, 0xA1)) for h in range(0xA1, 0xA8)
]
_USED = re.compile("[\ue000-\uf8ff]")
_GAP, _SMOOTH = -12.5, -10.5  # so unlikely a character betrays a pair that is missing in front of it
_QUOTED = 4.0  # a closing mark where the line lacks one
_RATHER = 1.5
_CLEAR = 4.0  # by how much a guess must read better than the next
_HOPELESS = -12.0
_BEHIND = 5.0  # a run that could have ended goes on only where that reads better


class _Path(NamedTuple):
    """A way to read a run: what came out so far, and the byte in hand."""

    score: float
    pending: int
    cells: tuple[int, ...]
    dropped: int = 0
    guessed: int = 0
    opened: int = 0  # the first character is not 。 but the likeliest that has its trail byte
    readings: tuple[str, ...] = ()
    end: int = 0
    tail: str = ""
    resync: str = ""


class Runs:
    """Restores runs of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.page = Page(text)
        self.tables: Tables = self.page.tables
        self.cells = self.tables.cells
        self.opened: dict[int, list[tuple[float, int]]] = {}
        self.drops = not _USED.search(text)

    # -- one spot ----------------------------------------------------------

    def repair(self, at: int) -> Edit | None:
        """Return the edit that restores the run whose `?` stands at `at`; None if it is none, or unclear."""
        found: list[_Path] = []
        for path, where in self.starts(at):
            found += self.walk(path, where)
        if not found:
            return None
        far = max(p.end for p in found)
        ranked = sorted(
            found, key=lambda p: (-(p.score + self.context(p) + self.page.plain(p.end, far)), p.end, p.cells)
        )
        best = ranked[0]
        gain = best.score - self.page.plain(at, best.end)
        second = ranked[1] if len(ranked) > 1 else None
        lead = (
            best.score + self.page.plain(best.end, far) - second.score - self.page.plain(second.end, far)
            if second
            else 99.0
        )
        if not self.good(at, best, gain, lead):
            return None
        weak = self.weakest(best, at)
        if weak < _GAP:
            return None
        sure = not (best.dropped or best.guessed or best.opened) and weak > _SMOOTH
        return self.edit(at, best, gain, proven=sure)

    def weakest(self, path: _Path, at: int) -> float:
        """Return how badly the worst character of a run fits, where a missing pair may be the reason."""
        if not self.drops or len(path.cells) < 3:
            return 0.0
        known = self.tables
        pairs = zip((self.page.left_of(at), *path.cells), path.cells, strict=False)
        return min((self.page.after(a, k) for a, k in pairs if known.is_hanzi(k)), default=0.0)

    def good(self, at: int, path: _Path, gain: float, lead: float) -> bool:
        """Return whether a restored run reads so well that it must be what was meant."""
        n = len(path.cells)
        mean = path.score / n
        if path.resync in ("", "a3") and n <= 2 and not path.readings and not self.page.is_open(at):
            return False
        if path.readings and n <= 2 and not path.dropped:
            return mean > -13
        if lead < (
            _CLEAR * max(1, path.dropped) if path.dropped or path.guessed else _RATHER if not path.readings else 0
        ):
            return False
        return mean > -9.5 and gain > 4 + 3 * (path.dropped + path.guessed)

    def context(self, path: _Path) -> float:
        """Return how well the text behind the run follows it."""
        k = -1 if path.tail else self.page.cell_at(path.end)
        return self.page.after(path.cells[-1], k) if k >= 0 else ASCII

    def edit(self, at: int, path: _Path, gain: float, *, proven: bool) -> Edit:
        """Return the edit for a way to read the run, with what speaks for it."""
        chars = self.tables.chars
        after = "".join(chars[k] for k in path.cells) + path.tail
        before = self.text[at : path.end]
        shifted = len(path.cells) > 1 or not path.readings
        evidence: dict[str, Any] = {
            "class": "phase-shift" if shifted else "lost-hanzi",
            "codec": "gbk",
            "before": before.encode("gb18030", "replace").hex(),
            "after": after.encode("gb18030", "replace").hex(),
            "gain": round(gain, 1),
            "verdict": "proven" if proven else "guessed",
        }
        if path.readings:
            evidence["readings"] = list(path.readings)
        if path.resync:
            evidence["resync"] = path.resync
        if path.dropped or path.guessed or path.opened:
            evidence["guessed_characters"] = 2 * path.dropped + path.guessed + path.opened
        rule = "encoding.phase-shift" if shifted else "encoding.lost-hanzi"
        return Edit(at, path.end, replacement=after, rule=rule, evidence=evidence)

    def starts(self, at: int) -> Iterator[tuple[_Path, int]]:
        """Yield the byte in hand, for each way the `?` at `at` can be the start of a run."""
        left = self.page.left_of(at)
        if m := _LOST.match(self.text, at):
            if left < 0:
                return
            trail = bytes_of(left)[1]
            reading = reading_of(m[1])
            for k in self.tables.read_as(reading):
                lead, last = bytes_of(k)
                if lead == trail and last >= 0x81 and self.tables.is_traditional(k):
                    yield _Path(0.0, last, (), readings=(m[1],)), m.end()
        elif at + 1 < len(self.text) and (mark := _MARKS.get(self.text[at + 1])):
            # 校。 is D0A3 A1A3, 海、 is BAA3 A1A2: not only 。 has the trail byte that is the mark's lead.
            for score, k in self.openings(left):
                yield _Path(score, mark, (k,), opened=int(k != _STOP)), at + 2

    def openings(self, left: int) -> list[tuple[float, int]]:
        """Return the likeliest characters behind `left` that have the trail byte A3, and how likely they are."""
        if left not in self.opened:
            row = [(self.page.after(left, k), k) for k in _ENDS_IN_A3 if self.tables.logs[k] < 130]
            self.opened[left] = sorted(row, reverse=True)[:_STARTS]
        return self.opened[left]

    # -- along a run -------------------------------------------------------

    def walk(self, path: _Path, at: int) -> list[_Path]:
        """Return the ways to read the run that begins at `at` with a byte in hand."""
        text, found, paths = self.text, [], [path]
        left = self.page.left_of(at)
        bar = -math.inf  # how well it reads if the run has ended
        for _ in range(_LIMIT):
            if at >= len(text) or text[at] == "\n" or not paths:
                break
            c = text[at]
            if c in "?\ufffd":
                found += self.end_in_hole(self.with_drops(paths, at, left), at, left)
                break
            if c == "(" and (m := self.verified(at)):
                at = m.end()
                continue
            pair = self.pair(c)
            if pair is None:
                break
            paths = self.with_drops(paths, at, left)
            k = self.cells.get(c, -1)
            bar += self.tables.after(self.cells.get(text[at - 1], -1), k) if k >= 0 else ASCII
            known = len(found)
            if "@" <= c <= "~":
                found += self.end_in_letter(paths, at, left)
            paths = self.step(paths, pair, at, left, found)
            bar = max([bar, *(p.score for p in found[known:])])
            paths = [p for p in paths if p.score > bar - _BEHIND]
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
        return m if m and k >= 0 and self.tables.is_traditional(k) and self.reads(k, m[1]) else None

    def reads(self, k: int, pinyin: str) -> bool:
        """Return whether a cell can be read so."""
        return reading_of(pinyin) in self.tables.readings(k)

    def extend(self, path: _Path, k: int, left: int) -> _Path:
        """Return the path one character longer."""
        before = path.cells[-1] if path.cells else left
        return path._replace(score=path.score + self.page.after(before, k), cells=(*path.cells, k))

    def step(self, paths: list[_Path], pair: tuple[int, int], at: int, left: int, found: list[_Path]) -> list[_Path]:
        """Take the two bytes of a character: one ends the character in hand, one is in hand."""
        first, second = pair
        new = []
        for p in paths:
            k = cell(p.pending, first)
            if k < 0:
                continue
            q = self.extend(p, k, left)
            if q.score < _HOPELESS * (len(q.cells) + 2):
                continue
            if second >= 0x81:
                new.append(q._replace(pending=second))
            elif second < 0x7F and chr(second).isalnum():
                found.append(q._replace(score=q.score + ASCII, end=at + 1, tail=chr(second), resync=f"{second:02x}"))
        return new

    def end_in_letter(self, paths: list[_Path], at: int, left: int) -> list[_Path]:
        """Return the runs that an ASCII trail byte ends, read or not by an annotation behind it."""
        byte = ord(self.text[at])
        note = ANNOTATION.match(self.text, at + 1)
        ended = []
        for p in paths:
            k = cell(p.pending, byte)
            if k < 0:
                continue
            q = self.extend(p, k, left)._replace(end=at + 1, resync=f"{byte:02x}")
            if note and self.tables.is_traditional(k) and self.reads(k, note[1]):
                q = q._replace(readings=(*q.readings, note[1]), score=q.score + 4)
            ended.append(q)
        return ended

    def end_in_hole(self, paths: list[_Path], at: int, left: int) -> list[_Path]:
        """Return the runs that end in a `?`: a lead byte, and what it swallowed."""
        text, ended = self.text, []
        for p in paths:
            # 個 is 8280: 0x80 is illegal as a lead byte and swallows nothing.
            if (k := cell(p.pending, 0x80)) >= 0 and self.tables.logs[k] < 150:
                ended.append(self.extend(p, k, left)._replace(end=at + 1, resync="80"))
        if m := _LOST.match(text, at):
            read: list[_Path] = []
            for p in paths:
                for k in self.tables.read_as(reading_of(m[1])):
                    if bytes_of(k)[0] == p.pending and self.tables.is_traditional(k):
                        q = self.extend(p, k, left)._replace(end=m.end(), resync="28")
                        read.append(q._replace(readings=(*q.readings, m[1])))
            return [*ended, *_marked(read)]
        if at + 1 < len(text) and text[at + 1] in _MARKS:
            tail, resync = "", "a3"
        elif _TAG_TAIL.match(text, at + 1):
            tail, resync = "<", "3c"
        elif at + 1 == len(text) or text[at + 1] in "\n \u3000":
            tail, resync = "", ""
        else:
            return ended
        for p in paths[:4]:
            before = p.cells[-1] if p.cells else left
            # The two likeliest, so that a choice between equals is seen to be one.
            for k in sorted(_row(p.pending), key=lambda k: -self.page.after(before, k))[:2]:
                q = self.extend(p, k, left)
                # The closing quotation mark is all that stands between 。 and a tag.
                known = tail == "<" and q.cells[-2:] == (_STOP, _CLOSE)
                score = q.score + (_QUOTED if k == _CLOSE and self.page.is_open(at) else 0.0)
                guessed = q.guessed + (not known)
                ended.append(q._replace(score=score, end=at + 1, tail=tail, resync=resync, guessed=guessed))
        return ended

    def with_drops(self, paths: list[_Path], at: int, left: int) -> list[_Path]:
        """Add the paths on which a private-use pair is missing here, where reading on fails."""
        if not self.drops:
            return _best(paths)
        c = self.text[at]
        nexts = [ord(c)] if "@" <= c <= "~" else [pair[0]] if (pair := self.pair(c)) and c not in "?\ufffd" else []
        new = list(paths)
        for p in paths:
            before = p.cells[-1] if p.cells else left
            direct = max((self.page.after(before, k) for b in nexts if (k := cell(p.pending, b)) >= 0), default=-99.0)
            n = len(p.cells)
            if direct > -8.5 or p.dropped > 2 or p.dropped * 4 > n:
                continue
            # Only where the run reads well so far: a spot that is no run would cost as much as ten that are.
            if not p.readings and (n < 2 or p.score < -9 * n):
                continue
            for b in nexts:
                new += self.drop_one(p, b, left)
        return _best(new)

    def drop_one(self, path: _Path, byte: int, left: int) -> list[_Path]:
        """Return the likeliest paths with one private-use pair inserted in front of `byte`."""
        before = path.cells[-1] if path.cells else left
        firsts = sorted(((self.page.after(before, k), k, lows) for k, lows in _firsts(path.pending)), reverse=True)[:4]
        tried = [
            (score + self.page.after(k, nxt), k, low)
            for score, k, lows in firsts
            for low, nxt in _seconds(byte)
            if low in lows
        ]
        tried.sort(reverse=True)
        return [self.extend(path, k, left)._replace(pending=low, dropped=path.dropped + 1) for _, k, low in tried[:6]]


@cache
def _row(lead: int) -> list[int]:
    """Return the characters that a byte in hand can begin, the rare ones left out."""
    logs = tables().logs
    return [k for trail in range(0x40, 0xFF) if (k := cell(lead, trail)) >= 0 and logs[k] < 150]


@cache
def _firsts(pending: int) -> list[tuple[int, range]]:
    """Return the characters that a byte in hand makes with a private-use lead, and that lead's trails."""
    logs = tables().logs
    return [(k, lows) for high, lows in _PRIVATE if (k := cell(pending, high)) >= 0 and logs[k] < 150]


@cache
def _seconds(byte: int) -> list[tuple[int, int]]:
    """Return the private-use trails that make a common character with `byte`."""
    logs = tables().logs
    return [(low, k) for low in range(0x81, 0xFF) if (k := cell(low, byte)) >= 0 and logs[k] < 130]


def _best(paths: list[_Path]) -> list[_Path]:
    return paths if len(paths) <= 1 else sorted(paths, key=lambda p: (-p.score / (len(p.cells) + 1), p.cells))[:_BEAM]


def _marked(paths: list[_Path]) -> list[_Path]:
    """Say which of several characters with the same reading were told apart by how they read."""
    if len(paths) < 2:
        return paths
    return [p._replace(guessed=p.guessed + 1) for p in paths]
