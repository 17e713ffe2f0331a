"""GBK text that lost a lead byte: characters that vanished, and runs read one byte out of step.

How such pages came to be.  A tool put readings behind Traditional characters by replacing *bytes*,
so it also hit pairs that lie across two characters: 院問 is D4BA 8696, BA86 is 簡, and out came
D4 BA86 (jiǎn) 96.  Another replaced the full-width marks ！？， (A3A1, A3BF, A3AC) the same way and
hit the A1 A3|A1 of 。”.  The lossy decoder then read on from the byte in the middle, one out of step,
until an ASCII trail byte or a swallowed bracket put it right again; an illegal pair left a `?`.

The repair runs it backwards.  A `?` followed by `jiǎn)` or by a mark gives the byte in hand; every
character behind it gives two; one ASCII letter ends the run.  Pairs that GBK leaves to users often
did not survive the page (`，人` out of step is AC C8 in the middle): they are tried where nothing
else reads.  What comes out must be far likelier than anything else that could have stood there, and than
what stands there, or it stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleantext.document import Edit
from cleantext.repair.bytewise.page import ASCII
from cleantext.repair.bytewise.runs import MARKS, STOP, Ended, Runs, Way
from cleantext.repair.effort import Effort
from cleantext.repair.tables import READING, cell

__all__ = ["flagged", "repairs"]

# One literal in front lets `re` skip to it; a text without such a spot costs one scan.
_WIDE = r"[^\s!-~\ufffd]"
_START = re.compile(
    rf"\?(?=[!！?？,，](?:{_WIDE}|[@-~](?:\({READING} ?\)|{_WIDE})|\?(?:/|\s|$|{READING} ?\)))|{READING} ?\))"
)
_START_FFFD = re.compile(_START.pattern.replace(r"\?(?=", "\ufffd(?=", 1))
_SPOT, _STEP = 5, 1.2  # what a spot that comes to nothing costs, and each step in it, in us
_FOLD, _FOLDED = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}, "!?,"
_QUOTES = cell(0xA1, 0xB0), cell(0xA1, 0xB1)  # “ ”
_QUOTE = 500  # characters that a quotation may have
_QUOTED = 1.0  # a closing mark where the line lacks one, or an opening one where it does not
# How likely a reading must be among all readings of its run; measured on pages made by benchmarks/garbles.py.
_SURE, _OPENED, _AT_MARK, _AT_SPACE = 0.6, 0.75, 0.68, 0.88
_DROPPED, _AT_MARK_DROPS = 0.95, 0.9  # where private-use pairs may be missing
_GAIN, _MEAN = 5.0, -11.0  # over the text as it stands; of a character, on the average
_BESIDE = 8  # characters in front of a U+FFFD that must read like text
_READABLE = -8.0  # likewise: what reads so well is a run, even if nobody can say how it reads exactly
_SHORT = 12.0  # the gain that a short run needs, where somebody may have written ?!
_WORST, _WORST_DROPS = -12.5, -11.5


_REACH = 400  # characters behind a `?` that its reading may look at, the rest of a tag included
_KNOWN = 500


class Reading(NamedTuple):
    """The likeliest way to read a run, and how likely."""

    way: Way
    gain: float  # over the text as it stands
    chance: float  # of this way among all
    mean: float  # of its characters


def repairs(
    text: str,
    *,
    guess: bool = True,
    left: list[tuple[int, int, str]] | None = None,
    effort: Effort | None = None,
) -> Iterator[Edit]:
    """Yield an edit for each lost character and each shifted run that can be restored.

    Args:
        text: where private-use characters have not been stripped yet: they are bytes of a run.
        guess: also restore what the bytes alone do not decide, where it reads clearly better.
        left: is given what `flagged` would yield, as the same analysis tells both.
        effort: what it may cost in vain.
    """
    for start, end, edit in _spots(text, effort or Effort()):
        if left is not None and edit is None and end > start:
            left.append((start, end, _class(text, end)))
        if edit is not None and (guess or (edit.evidence or {})["verdict"] == "proven"):
            yield edit


def flagged(text: str, *, effort: Effort | None = None) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and class of each damage that `repairs` cannot undo: "lost-hanzi" or "phase-shift".

    >>> list(flagged("都要考虑?wèi)題"))
    [(4, 9, 'lost-hanzi')]
    """
    for start, end, edit in _spots(text, effort or Effort()):
        if edit is None and end > start:
            yield start, end, _class(text, end)


def _class(text: str, end: int) -> str:
    return "lost-hanzi" if text[end - 1] == ")" else "phase-shift"


def _starts(text: str) -> list[int]:
    starts = [m.start() for m in _START.finditer(text)]
    if "\ufffd" in text:
        starts = sorted([*starts, *(m.start() for m in _START_FFFD.finditer(text))])
    return starts


def _spots(text: str, effort: Effort) -> Iterator[tuple[int, int, Edit | None]]:
    """Yield each damage, with the edit that undoes it if there is one; of what is none, start and end are the same."""
    starts = _starts(text)
    if not starts:
        return
    runs, quotes = Runs(text), Quotes(text)
    verdicts = Verdicts(runs)
    done = restored = unclear = 0
    asked: list[tuple[int, Reading]] = []
    for at in starts:
        lost = text[at + 1] not in MARKS
        # A mark at or inside of a run that nobody could read is a part of it.
        if at < done or (not lost and (at < unclear or (at == done and done))):
            continue
        if text[at] == "\ufffd" and not _reads_well(runs, at):
            continue
        known = runs.steps
        found, good = verdicts.of(at, is_open=quotes.is_open(at))
        if found is None or not good:
            effort.spend(_SPOT + _STEP * (runs.steps - known))
            damaged = lost or (found is not None and found.gain > _GAIN and found.mean > _READABLE)
            end = found.way.end if found is not None else text.find(")", at) + 1 if lost else at
            unclear = end if damaged else unclear
            yield at, end if damaged else at, None
        elif _may_be_asked(found.way) and not quotes.is_open(at):
            asked.append((at, found))
        else:
            done = found.way.end
            restored += len(found.way.cells) > 3 and found.gain > _SHORT
            quotes.note(at, found.way)
            yield at, done, _edit(runs, at, found)
    # ?!? may be what somebody wrote; a page with shifted runs elsewhere decides.
    for at, found in asked:
        yield at, found.way.end if restored else at, _edit(runs, at, found) if restored else None


def _reads_well(runs: Runs, at: int) -> bool:
    """Return whether a U+FFFD stands in text; in 锟斤拷 and the like it is one loss of many."""
    start = max(0, at - _BESIDE)
    return runs.page.plain(start, at) > _MEAN * (at - start) and "\ufffd" not in runs.text[start:at]


def _may_be_asked(way: Way) -> bool:
    return way.resync in ("", "a3") and len(way.cells) <= 2 and not way.readings


class Quotes:
    """Which quotations are open in a text while it is repaired from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.restored: list[tuple[int, int]] = []  # 1 opens, -1 closes

    def is_open(self, at: int) -> bool:
        """Return whether a quotation is open at `at` in its line, as far as can be seen."""
        start = max(self.text.rfind("\n", max(0, at - _QUOTE), at) + 1, at - _QUOTE, 0)
        seen = self.text.count("“", start, at) - self.text.count("”", start, at)
        for where, n in reversed(self.restored):
            if where < start:
                break
            seen += n
        return seen > 0

    def note(self, at: int, way: Way) -> None:
        """Remember the quotation marks of a run that was restored."""
        if marks := sum((k == _QUOTES[0]) - (k == _QUOTES[1]) for k in way.cells):
            self.restored.append((at, marks))


class Verdicts:
    """The readings of the spots of one text, and whether they are good enough.

    What stands at a spot, in front of it and in reach behind it decides, so a text made of one spot over and over,
    which would take seconds, has it judged once.
    """

    def __init__(self, runs: Runs) -> None:
        self.runs = runs
        self.known: dict[tuple[int, bool, str], tuple[int, Reading | None, bool]] = {}

    def of(self, at: int, *, is_open: bool) -> tuple[Reading | None, bool]:
        """Return the likeliest reading at `at`, if there is any, and whether it must be what was meant."""
        runs = self.runs
        left = runs.page.left_of(at)
        key = left, is_open, runs.text[at : at + _REACH]
        if (known := self.known.get(key)) is not None:
            before, found, good = known
            if found is not None:
                found = found._replace(way=found.way._replace(end=found.way.end + at - before))
            return found, good
        found = judge(runs, at, left, is_open=is_open)
        good = found is not None and _is_good(runs, at, left, found)
        if len(self.known) == _KNOWN:
            self.known.clear()
        self.known[key] = at, found, good
        return found, good


def judge(runs: Runs, at: int, left: int, *, is_open: bool) -> Reading | None:
    """Return the likeliest way to read the run at `at`, behind cell `left`, where a quotation is open or not."""
    page = runs.page
    ways = runs.read(at, left)
    if not ways:
        return None
    far = ways[0][3] if len(ways) == 1 else max([w[3] for w in ways])
    quoted = _QUOTED if is_open else -_QUOTED
    last_cell = page.cell_at(far - 1)
    behind: dict[int, float] = {}  # what stands between the end of a way and the farthest one, and behind that
    follows: dict[int, float] = {}  # how likely what stands behind the farthest one is behind a cell
    runs.steps += 5 * len(ways) + 2 * (far - at)
    scored: list[tuple[float, Ended]] = []
    opens, closes = _QUOTES
    for w in ways:
        _, _, cells, end, _, _, _, tail, _, _ = w
        last = -1 if tail else cells[-1]
        if end == far:
            context = follows.get(last)
            if context is None:
                context = follows[last] = page.behind(last, far)
        else:
            if end not in behind:
                behind[end] = page.plain(end + 1, far) + page.behind(last_cell, far)
            first = page.cell_at(end)
            context = behind[end] + (page.stands(last, first) if first >= 0 else ASCII)
        if tail == "<":
            context += page.at_end(cells[-1])
        if opens in cells or closes in cells:
            context += quoted * _first_quote(cells)
        scored.append((context, w))
    extra, best = max(scored, key=_rank) if len(scored) > 1 else scored[0]
    way = Way(*best)
    top = way.score + extra
    chance = 1 / sum([math.exp(min(0.0, e + w[1] - top) if w is not best else way.mass - way.score) for e, w in scored])
    stands = page.plain(at, far, left) + page.behind(last_cell, far)
    return Reading(way, top - stands, chance, way.score / len(way.cells))


def _rank(scored: tuple[float, Ended]) -> tuple[float, int, tuple[int, ...]]:
    extra, way = scored
    return extra + way[0], -way[3], way[2]


def _first_quote(cells: tuple[int, ...]) -> int:
    """Return 1 if the first quotation mark of a run closes, -1 if it opens, 0 if there is none."""
    if _QUOTES[0] not in cells:
        return int(_QUOTES[1] in cells)
    return next(1 if k == _QUOTES[1] else -1 for k in cells if k in _QUOTES)


def _is_good(runs: Runs, at: int, left: int, found: Reading) -> bool:
    """Return whether a reading of a run is so likely that it must be what was meant."""
    way = found.way
    if way.lost or found.gain < _GAIN or found.mean < _MEAN:
        return False
    if found.gain < _SHORT and runs.text[at + 1] in MARKS and (len(way.cells) < 3 or way.tail):
        return False
    needed = _OPENED if _is_opened(runs, at, way) else _SURE
    if way.guessed:
        at_mark = _AT_MARK_DROPS if runs.drops else _AT_MARK
        needed = max(needed, at_mark if way.resync else _AT_SPACE)
    if way.dropped:
        needed = max(needed, _DROPPED)
    return found.chance > needed and _worst(runs, left, way) > (_WORST_DROPS if runs.drops else _WORST)


def _is_opened(runs: Runs, at: int, way: Way) -> bool:
    """Return whether a run begins with another character than 。 that has its trail byte."""
    return runs.text[at + 1] in MARKS and way.cells[0] != STOP


def _worst(runs: Runs, left: int, way: Way) -> float:
    """Return how badly the worst character of a run fits: a missing pair or another tool may be the reason."""
    after, worst = runs.page.after, 0.0
    for k in way.cells:
        worst = min(worst, after(left, k))
        left = k
    return worst


def _edit(runs: Runs, at: int, found: Reading) -> Edit:
    """Return the edit for a way to read the run, with what speaks for it."""
    way, page = found.way, runs.page
    after = "".join(page.tables.chars[k] for k in way.cells)
    folded = page.folded if page.folded is not None else runs.text[at + 1] in _FOLDED
    after = (after.translate(_FOLD) if folded else after) + way.tail
    before = runs.text[at : way.end]
    shifted = len(way.cells) > 1 or not way.readings
    guessed = 2 * way.dropped + way.guessed + _is_opened(runs, at, way)
    evidence: dict[str, Any] = {
        "class": "phase-shift" if shifted else "lost-hanzi",
        "codec": "gbk",
        "before": before.encode("gb18030", "replace").hex(),
        "after": after.encode("gb18030", "replace").hex(),
        "gain": round(found.gain, 1),
        "chance": round(found.chance, 3),
        "verdict": "guessed" if guessed else "proven",
    }
    if way.readings:
        evidence["readings"] = list(way.readings)
    if way.resync:
        evidence["resync"] = way.resync
    if guessed:
        evidence["guessed_characters"] = guessed
    rule = "encoding.phase-shift" if shifted else "encoding.lost-hanzi"
    return Edit(at, way.end, replacement=after, rule=rule, removed=before, evidence=evidence)
