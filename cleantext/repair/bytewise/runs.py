"""Runs of GBK that are read one byte out of step: every way to read one, and how likely each is.

A run begins with a `?` and a byte in hand.  Each character gives two bytes: the first ends the character in hand, the
second is in hand.  An ASCII letter, a `?` or a swallowed bracket ends the run.  So whatever is unclear, how the run
began or whether a pair is missing, the character after the next is the same: of the ways that meet there the likeliest
goes on, and what all of them weigh together is kept as `mass`.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from cleantext.repair.bytewise import trails
from cleantext.repair.bytewise.context import reads
from cleantext.repair.bytewise.gaps import bridges, firsts
from cleantext.repair.bytewise.page import ANNOTATION, ASCII, RARE, Page
from cleantext.repair.tables import READING, bytes_of, cell

__all__ = ["LOST", "MARKS", "STOP", "Ended", "Runs", "Way"]

LOST = re.compile(rf"[?\ufffd]({READING}) ?\)(?:\(\1 ?\))?")
MARKS = {"!": 0xA1, "！": 0xA1, "?": 0xBF, "？": 0xBF, ",": 0xAC, "，": 0xAC}
STOP = cell(0xA1, 0xA3)  # 。
_TAG_TAIL = re.compile(r"/?[A-Za-z][A-Za-z0-9]{0,9}[^<>\n]{0,200}>")

_LIMIT = 120  # characters in a run; one in three Traditional characters has an ASCII trail byte
_BEAM = 8
_TAILS = 6
_BRIDGES = 6
_HOPELESS = -9.5  # a character, on the average of a run
_SUSPECT = -5.5  # so unlikely a character may betray a pair that is missing in front of it
_GAPS = 3  # missing pairs that still can be told
_NOTED, _BARE, _FOREIGN = 1.0, -4.0, -2.0
_BEHIND = 6.0  # a run that could have ended goes on only where that reads better
_SWALLOWED, _MISSING = -3.5, -1.6
_READ = 4.0  # a reading that fits


# The likeliest way to read a run so far: score, mass, byte in hand, cells, pairs that are missing.  Plain tuples:
# a spot makes hundreds.
State = tuple[float, float, int, tuple[int, ...], int]


class Way(NamedTuple):
    """A way to read a whole run."""

    score: float
    mass: float  # of all ways that end like this one
    cells: tuple[int, ...]
    end: int
    dropped: int = 0  # pairs that are missing
    guessed: int = 0  # the last character is one of several
    readings: tuple[str, ...] = ()
    tail: str = ""
    resync: str = ""
    lost: bool = False  # something is gone that nothing tells


Ended = tuple[float, float, tuple[int, ...], int, int, int, tuple[str, ...], str, str, bool]
"""The fields of a `Way`: of the many of a spot one becomes one, which takes five times as long as a tuple."""


class Runs:
    """Reads the runs of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.page = Page(text)
        self.cells = self.page.cells
        self.drops = not re.search("[\ue000-\uf8ff]", text)
        self.private = trails.private()
        self.seconds = trails.seconds()
        self.ends: dict[int, list[tuple[float, int]]] = {}
        self.steps = 0  # work done

    def read(self, at: int, left: int) -> list[Ended]:
        """Return the ways to read the run whose `?` stands at `at`, behind cell `left`."""
        self.steps += 20
        if m := LOST.match(self.text, at):
            return self.walk(self.hit(left, m[1]), m.end(), left, (m[1],)) if left >= 0 else []
        if at + 1 < len(self.text) and (mark := MARKS.get(self.text[at + 1])):
            scored = self.page.best(left, trails.openers(left), _BEAM)
            return self.walk([(s, s, mark, (k,), 0) for s, k in scored], at + 2, left, ())
        return []

    def hit(self, left: int, pinyin: str) -> list[State]:
        """Return the trail byte of each character that can have matched across `left` and the next one."""
        self.steps += 1
        found: list[State] = []
        seconds = self.seconds
        for k in trails.read_so(seconds[left], pinyin):
            if (last := seconds[k]) >= 0x81:
                prior = self.prior(k)
                found.append((prior, prior, last, (), 0))
        return found

    def prior(self, k: int) -> float:
        """Return what speaks for or against the tool's having known a character."""
        score = 0.0 if trails.in_big5(k) else _FOREIGN
        if k in self.page.noted:
            score += _NOTED
        elif k in self.page.bare:
            score += _BARE
        return score

    # -- along a run -------------------------------------------------------

    def walk(self, states: list[State], at: int, left: int, readings: tuple[str, ...]) -> list[Ended]:
        """Return the ways to read the run that goes on at `at` with a byte in hand."""
        text, cells, stands = self.text, self.cells, self.page.stands
        found: list[Ended] = []
        bar = -math.inf if readings else 2 * ASCII  # how well it reads if the run has ended, or never was one
        least = 0 if readings else 2
        begun = at
        stop = min(len(text), at + _LIMIT)
        while at < stop and states:
            c = text[at]
            k = cells.get(c, -1)
            if c == "€":  # the byte 0x80 as browsers and Windows read it
                found += self.end_in_80(states, at, left, readings)
            if k >= 0:
                first, second = k // 190 + 0x81, k % 190
                second += 0x40 if second < 0x3F else 0x41
                bar += stands(cells.get(text[at - 1], -1), k)
                states = self.step(states, first, second, left, least)
                if second < 0x7F:
                    found += _tails(states, second, at + 1, readings)
                if second < 0x81:
                    break
            elif c in "?\ufffd":
                found += self.end_in_hole(states, at, left, readings)
                bar += ASCII
                states = self.private_hole(states, at, left) if self.drops else []
                at += 1
                continue
            elif c == "(" and at > begun and (end := self.verified(at)):
                at = end
                continue
            elif "!" <= c <= "~":  # may be a full-width one that was folded
                bar += ASCII
                if c >= "@":
                    ended = self.end_in_letter(states, at, left, readings)
                    # 。下 is A1A3 CFC2: the letter may be Ｏ, folded.
                    bar = max([bar, *[w[0] for w in ended]])
                    found += ended
                states = self.step(states, 0xA3, ord(c) | 0x80, left, least)
            else:
                break
            worst = bar - _BEHIND
            states = [s for s in states if s[0] > worst]
            at += 1
        return found

    def verified(self, at: int) -> int:
        """Return the end of the annotation at `at` if it is the reading of the character before it; 0 if it is not."""
        m = ANNOTATION.match(self.text, at)
        k = self.cells.get(self.text[at - 1], -1)
        return m.end() if m and k >= 0 and reads(k, m[1]) else 0

    def step(self, states: list[State], byte: int, pending: int, left: int, least: int) -> list[State]:
        """Return the states after the character that `byte` ends.

        Also those with a pair missing in front of it, behind `least` characters that are sure to be of a run.
        """
        self.steps += 3 * len(states)
        memo, after, private = self.page.memo, self.page.after, self.private
        offset = byte - (0x41 if byte > 0x7F else 0x40) - 0x81 * 190
        if len(states) == 1:  # nine of ten
            score, mass, in_hand, cells, dropped = states[0]
            k = in_hand * 190 + offset
            if not private[k]:
                before = cells[-1] if cells else left
                p = memo.get(before << 16 | k) or after(before, k)
                if p >= _SUSPECT or not self.drops:
                    score += p
                    alive = score > _HOPELESS * (len(cells) + 3)
                    return [(score, mass + p, pending, (*cells, k), dropped)] if alive else []
        met: dict[int, State] = {}
        best = -99.0
        for score, mass, in_hand, cells, dropped in states:
            k = in_hand * 190 + offset
            if private[k]:
                continue
            before = cells[-1] if cells else left
            p = memo.get(before << 16 | k) or after(before, k)
            if p > best:
                best = p
            new = (score + p, mass + p, pending, (*cells, k), dropped)
            if k in met:
                new = _meet(met[k], new)
            met[k] = new
        if self.drops and best < _SUSPECT:
            for score, mass, in_hand, cells, dropped in states[:2]:
                n = len(cells)
                # Only where the run reads well so far: a spot that is no run would cost as much as ten that are.
                if n >= least and dropped < _GAPS and dropped * 3 <= n and score > -8 * (n + 1):
                    for p, a, b in self.bridged(in_hand, byte, cells[-1] if cells else left):
                        new = (score + p, mass + p, pending, (*cells, a, b), dropped + 1)
                        met[b] = _meet(met[b], new) if b in met else new
        kept = [s for s in met.values() if s[0] > _HOPELESS * (len(s[3]) + 2)]
        return sorted(kept, key=_rank)[:_BEAM] if len(kept) > 1 else kept

    def bridged(self, in_hand: int, byte: int, before: int) -> list[tuple[float, int, int]]:
        """Return the likeliest two characters that a private-use pair, missing between two bytes, stood between."""
        after = self.page.after
        rows = bridges(in_hand, byte)
        self.steps += 5 * len(rows)
        said, class_of = self.page.said_behind(before), self.page.class_of
        found: list[tuple[float, int, int]] = []
        least = -math.inf
        for most, a in firsts(before, in_hand) if rows else ():
            seconds = rows[a]
            # Nothing but what the page says elsewhere makes a cell likelier than its share, or than what is rare.
            if not seconds or (max(most, RARE) + seconds[0][0] < least and class_of[a] not in said):
                continue
            p = after(before, a)
            found += [(p + q, a, b) for q, b in seconds]
            if len(found) > _BRIDGES:
                found.sort(reverse=True)
                del found[_BRIDGES:]
                least = found[-1][0]
        found.sort(reverse=True)
        return [(after(before, a) + after(a, b), a, b) for _, a, b in found]

    def private_hole(self, states: list[State], at: int, left: int) -> list[State]:
        """Return the states behind a `?` that is a private-use pair: without the character that comes next."""
        c = self.text[at + 1 : at + 2]
        k = self.cells.get(c, -1)
        if k < 0 and not "@" <= c <= "~":
            return []
        byte = bytes_of(k)[0] if k >= 0 else ord(c)
        met: dict[int, State] = {}
        for score, mass, in_hand, cells, dropped in states[:2]:
            before = cells[-1] if cells else left
            for _, a, b in self.bridged(in_hand, byte, before):
                p = self.page.after(before, a)
                pending = bytes_of(b)[0]
                met.setdefault(a << 8 | pending, (score + p, mass + p, pending, (*cells, a), dropped + 1))
        return list(met.values())

    # -- the end of a run --------------------------------------------------

    def end_in_letter(self, states: list[State], at: int, left: int, readings: tuple[str, ...]) -> list[Ended]:
        """Return the runs that an ASCII trail byte ends, read or not by an annotation behind it."""
        byte = ord(self.text[at])
        note = ANNOTATION.match(self.text, at + 1)
        ended: list[Ended] = []
        resync = f"{byte:02x}"
        for score, mass, _, cells, dropped in self.step(states, byte, 0, left, 0 if readings else 2):
            read = _READ if note and reads(cells[-1], note[1]) else 0.0
            heard = (*readings, note[1]) if note and read else readings
            ended.append((score + read, mass + read, cells, at + 1, dropped, 0, heard, "", resync, False))
        return ended

    def end_in_80(self, states: list[State], at: int, left: int, readings: tuple[str, ...]) -> list[Ended]:
        """Return the runs that end in the byte 0x80: 個 is 8280, and 0x80 is no lead byte, so it swallows nothing."""
        self.steps += 2 * len(states)
        note = ANNOTATION.match(self.text, at + 1)
        ended: list[Ended] = []
        for score, mass, in_hand, cells, dropped in states:
            if trails.is_usual(k := cell(in_hand, 0x80)):
                p, heard = self.page.after(cells[-1] if cells else left, k), readings
                if note and reads(k, note[1]):
                    p, heard = p + _READ, (*readings, note[1])
                ended.append((score + p, mass + p, (*cells, k), at + 1, dropped, 0, heard, "", "80", False))
        return ended

    def end_in_hole(self, states: list[State], at: int, left: int, readings: tuple[str, ...]) -> list[Ended]:
        """Return the runs that end in a `?`: a lead byte, and what it swallowed."""
        text, after = self.text, self.page.after
        ended = self.end_in_80(states, at, left, readings)
        lost = LOST.match(text, at)
        for score, mass, in_hand, cells, dropped in states:
            before = cells[-1] if cells else left
            if lost:
                heard = (*readings, lost[1])
                for k in trails.read_so(in_hand, lost[1]):
                    p = after(before, k) + _READ
                    ended.append((score + p, mass + p, (*cells, k), lost.end(), dropped, 0, heard, "", "28", False))
        return ended if lost else ended + self.swallowed(states[:4], at, left, readings)

    def swallowed(self, states: list[State], at: int, left: int, readings: tuple[str, ...]) -> list[Ended]:
        """Return the runs that end in a `?` whose lead byte swallowed something else than a reading."""
        text, after, drops = self.text, self.page.after, self.drops
        ended: list[Ended] = []
        tail = resync = ""
        if at + 1 < len(text) and text[at + 1] in MARKS:
            resync = "a3"
        elif _TAG_TAIL.match(text, at + 1):
            tail, resync = "<", "3c"
        elif at + 1 < len(text) and text[at + 1] not in "\n \u3000":
            resync = "?"
        follows = self.cells.get(text[at + 1 : at + 2], -1)
        byte = follows // 190 + 0x81
        alone = trails.unpaired(byte) if follows >= 0 else frozenset()
        leads = trails.before_missing()
        for score, mass, in_hand, cells, dropped in states:
            before = cells[-1] if cells else left
            for k in trails.begun_alone(in_hand, byte) if alone else ():
                # 於 is EC98, and A6EC is no pair: 對, 8CA6, in front of it ends the run.
                p, guessed, trail = after(before, k), int(len(alone) > 1), f"{self.seconds[k]:02x}"
                ended.append((score + p, mass + p, (*cells, k), at + 1, dropped, guessed, readings, "", trail, False))
            row = self.tails(before, in_hand)
            self.steps += len(row)
            for p, k in row:
                own, every, run = score + p, mass + p, (*cells, k)
                if resync != "?":
                    ended.append((own, every, run, at + 1, dropped, 1, readings, tail, resync, False))
                # It may also have swallowed a digit, or stand behind a missing pair: nobody can tell which.
                if tail != "<":
                    own_0, every_0 = own + _SWALLOWED, every + _SWALLOWED
                    ended.append((own_0, every_0, run, at + 1, dropped, 1, readings, "0", "", True))
                if drops and leads[k]:
                    own, every = own + _MISSING, every + _MISSING
                    ended.append((own, every, run, at + 1, dropped, 1, readings, tail, "", True))
        return ended

    def tails(self, left: int, lead: int) -> list[tuple[float, int]]:
        """Return the characters that a byte may begin behind `left`, best first.

        Those are the likeliest, and what the page has there.
        """
        found = self.ends.get(left << 8 | lead)
        if found is None:
            row = trails.likely(left, lead)
            if said := self.page.said_behind(left):
                known, begun = {k for _, k in row}, trails.begun_by_class(lead)
                more = sorted(k for b in said for k in begun.get(b, ()) if k not in known)
                row = (*((0.0, k) for k in more), *row)
            found = self.ends[left << 8 | lead] = self.page.best(left, row, _TAILS)
        return found


def _tails(states: list[State], second: int, end: int, readings: tuple[str, ...]) -> list[Ended]:
    """Return the runs that end in a character whose second byte is ASCII."""
    tail, resync = chr(second), f"{second:02x}"
    score = ASCII - (not tail.isalnum())
    return [
        (own + score, mass + score, cells, end, dropped, 0, readings, tail, resync, False)
        for own, mass, _, cells, dropped in states
    ]


def _rank(state: State) -> tuple[float, tuple[int, ...]]:
    return -state[0], state[3]


def _meet(old: State, new: State) -> State:
    """Return what goes on of two states that go on alike: the likeliest stays, the mass is summed."""
    score, _, pending, cells, dropped = new if new[0] > old[0] else old
    low, high = (old[1], new[1]) if new[1] > old[1] else (new[1], old[1])
    return score, high + math.log1p(math.exp(low - high)), pending, cells, dropped
