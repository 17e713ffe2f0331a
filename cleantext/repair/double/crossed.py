"""Chinese that was read in the wrong double-byte encoding: 浣犲ソ is 你好 in UTF-8, read as GBK.

One mechanism for all pairs of encodings (`pairs.py`): the characters become the bytes they were read from, those
become characters in the right encoding, and where the decoder lost bytes the words decide what stood there
(`holes.py`, `words.py`).  A run is repaired if all of it decodes and reads like Chinese; else it stays, and is flagged
(`verdict.py`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from cleantext.document import Edit
from cleantext.repair.double.pairs import PAIRS, Pair, lines
from cleantext.repair.double.reading import FEW, Run, is_hopeless, is_traditional, own_words, read
from cleantext.repair.double.silent import left_over
from cleantext.repair.double.verdict import SAMPLE, Again, Found, is_dear, judge, judge_dear
from cleantext.repair.double.words import words
from cleantext.repair.effort import Effort

__all__ = ["flagged", "repairs"]

_DEEP = 2  # readings one behind the other
# What is spent in vain, in us: on a run, each of its characters and holes; on a stretch and each of its characters.
_RUN, _IN_VAIN, _HOLE, _SPAN, _EACH = 50, 3, 20, 25, 3
_WON = 20  # what a character allows for that is repaired


class _Stretch(NamedTuple):
    """A stretch that looks misread in one pair of encodings, its runs, and what reading it cost.

    What is `promising` is charged only if nothing comes of it.
    """

    start: int
    end: int
    runs: list[Run]
    cost: float
    promising: bool


def repairs(
    text: str,
    *,
    guess: bool = True,
    left: list[tuple[int, int, str]] | None = None,
    effort: Effort | None = None,
) -> Iterator[Edit]:
    """Yield an edit for each run that was read in the wrong double-byte encoding.

    Args:
        text: before anything stripped private-use characters: they are bytes of a run.
        guess: also restore runs that lost bytes, where words decide what these were.
        left: is given what `flagged` would yield, as the same analysis tells both.
        effort: what it may cost in vain.

    >>> [e.replacement for e in repairs("浣犲ソ锛屼笘鐣屻€")]
    ['你好，世界。']
    """
    for found in _findings(text, effort or Effort()):
        if left is not None and found.after is None:
            left.append((found.start, found.end, found.name))
        if found.after is not None and (guess or found.evidence["verdict"] == "proven"):
            rule = "encoding." + found.name
            yield Edit(found.start, found.end, replacement=found.after, rule=rule, evidence=found.evidence)


def flagged(text: str, *, effort: Effort | None = None) -> Iterator[tuple[int, int, str]]:
    """Yield the runs that were misread and cannot be restored: where each begins and ends, and its class.

    >>> list(flagged("雿�憟踝��銝�������"))
    [(0, 14, 'mojibake-utf8-big5')]
    """
    for found in _findings(text, effort or Effort()):
        if found.after is None:
            yield found.start, found.end, found.name


def _findings(text: str, effort: Effort, depth: int = _DEEP) -> list[Found]:
    signs: dict[Pair, list[tuple[int, int]]] = {}
    for start, end, suspects in lines(text):
        for pair in suspects:
            signs.setdefault(pair, []).append((start, end))
    if not signs:
        return []
    again = partial(_deeper, depth=depth, effort=effort) if depth > 1 else None
    found: list[Found] = []
    dear: list[Run] = []
    utf8 = bytearray(len(text) + 1)  # what reads as UTF-8, which is valid by design: no need to try other readings
    for pair in PAIRS:
        spans = [
            m.span()
            for start, end in signs.get(pair, ())
            for m in pair.run.finditer(text, start, end)
            if m.end() - m.start() >= pair.least
            and pair.pattern.search(text, *m.span())
            and utf8.find(1, *m.span()) < 0
        ]
        if not spans:
            continue
        stretches = [_read(text, pair, start, end, effort, inner=depth < _DEEP) for start, end in spans]
        runs = [run for stretch in stretches for run in stretch.runs]
        own = own_words(runs)
        traditional = is_traditional("".join(run.holed.text for run in runs))
        judged: list[Found] = []
        for run in runs:
            if is_dear(run):
                dear.append(run)
            elif mine := judge(text, run, own, traditional, again):
                judged += mine
                effort.earn(_WON * sum(f.end - f.start for f in mine if f.after is not None))
            else:
                effort.spend(_RUN + _IN_VAIN * len(run.text) + _HOLE * len(run.holed.holes))
        if pair.right == "utf-8":
            _mark(utf8, judged)
        found += judged
        found += _settle(text, pair, stretches, judged, effort)
        if pair.name == "gbk-big5" and depth == _DEEP:
            repaired = sorted((f.start, f.end) for f in judged if f.after is not None)
            found += (
                Found(*place, "mojibake-" + pair.name)
                for start, end in signs[pair]
                for place in left_over(pair, text, start, end, repaired, effort)
            )
    if dear:
        found += _misread_twice(text, dear, found, again, effort)
    return _surest([_without_loss(f, text) for f in found])


def _read(text: str, pair: Pair, start: int, end: int, effort: Effort, *, inner: bool) -> _Stretch:
    left = effort.left
    runs = list(read(text, pair, start, end, effort, inner=inner))
    cost = left - effort.left
    promising = _is_promising(runs, end - start)
    if promising:
        effort.left = left  # charged later, if nothing comes of it: a book has more to read than to waste
    return _Stretch(start, end, runs, cost, promising)


def _is_promising(pieces: list[Run], size: int) -> bool:
    """Return whether most of a stretch of `size` characters decodes, to what is intact and may be Chinese."""
    holes = sum(len(run.holed.holes) for run in pieces)
    intact = 2 * holes < sum(len(run.holed.text) for run in pieces)
    return intact and 2 * sum(len(run.text) for run in pieces) > size and not all(map(is_dear, pieces))


def _note_partial(text: str, start: int, end: int, found: list[Found]) -> None:
    """Note with the repairs of a stretch that some of it was left: a byte was dropped there in silence."""
    mine = [f for f in found if start <= f.start < end and f.after is not None]
    left, at = 0, start
    for f in sorted(mine, key=lambda f: f.start):
        left += sum(c > "\x7f" for c in text[at : f.start])
        at = f.end
    if left + sum(c > "\x7f" for c in text[at:end]) > 1:
        for f in mine:
            f.evidence["partial"] = True


def _settle(text: str, pair: Pair, stretches: list[_Stretch], judged: list[Found], effort: Effort) -> list[Found]:
    """Charge each stretch in which nothing was found, and allow for the others; return those that are hopeless."""
    hopeless: list[Found] = []
    begun = sorted(f.start for f in judged)
    for start, end, _, cost, promising in stretches:
        if bisect_left(begun, start) < bisect_left(begun, end):
            effort.earn(_IN_VAIN * (end - start) + (0 if promising else cost))
            if pair.right != "utf-8":
                _note_partial(text, start, end, judged)
        else:
            effort.spend(_SPAN + _EACH * (end - start) + (cost if promising else 0))
            if is_hopeless(pair, text[start:end]):
                hopeless.append(Found(start, end, "mojibake-" + pair.name))
    return hopeless


def _mark(places: bytearray, found: Iterable[Found]) -> None:
    for f in found:
        places[f.start : f.end] = b"\1" * (f.end - f.start)


def _misread_twice(text: str, dear: list[Run], found: list[Found], again: Again | None, effort: Effort) -> list[Found]:
    """Return what a second misreading left, of what no other reading repaired."""
    repaired = bytearray(len(text) + 1)
    _mark(repaired, (f for f in found if f.after is not None))
    twice: list[Found] = []
    for run in dear:
        if repaired.find(1, run.start, run.end) < 0:
            effort.spend(_IN_VAIN * len(run.text))
            twice += judge_dear(run, again)
    return twice


def _without_loss(f: Found, text: str) -> Found:
    """Return the finding, flagged only if the repair would lose characters that are there."""
    if f.after is not None and f.after.count("\ufffd") > text.count("\ufffd", f.start, f.end):
        return replace(f, after=None)
    return f


def _surest(found: list[Found]) -> list[Found]:
    """Return the findings in order: of readings of the same stretch the repaired one, then the surer."""
    if len(found) < 2:
        return found
    rank = {id(f): (f.after is None, -f.evidence.get("gain", 0.0), f.start) for f in found}
    taken: list[Found] = []
    ends: list[int] = []
    begins: list[int] = []
    for f in sorted(found, key=lambda f: rank[id(f)]):
        k = bisect_left(begins, f.end)
        if k and ends[k - 1] > f.start:
            continue
        k = bisect_left(begins, f.start)
        begins.insert(k, f.start)
        ends.insert(k, f.end)
        taken.append(f)
    return sorted(taken, key=lambda f: f.start)


def _deeper(text: str, depth: int, effort: Effort) -> Found | None:
    """Return what a text says that was misread twice, or None."""
    inner = [f for f in _findings(text, effort, depth - 1) if f.after is not None]
    if inner and sum(f.end - f.start for f in inner) >= 0.8 * len(text.strip()):
        parts: list[str] = []
        at = 0
        for f in inner:
            parts += text[at : f.start], f.after or ""
            at = f.end
        return Found(0, len(text), inner[0].name, "".join([*parts, text[at:]]), inner[0].evidence)
    for single in ("latin-1", "cp1252"):
        for right in ("utf-8", "gb18030", "cp950"):
            try:
                after = text.encode(single).decode(right)
            except UnicodeError:
                continue
            cost, n = words().price(after[:SAMPLE])
            if n >= FEW and n >= 0.5 * sum(c > "\x7f" for c in after[:SAMPLE]) and cost / n < 84:
                return Found(0, len(text), "", after, {"codec": f"{single} -> {right}", "verdict": "proven"})
    return None
