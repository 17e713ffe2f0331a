"""Chinese that was read in the wrong double-byte encoding: 浣犲ソ is 你好 in UTF-8, read as GBK.

One mechanism for all pairs of encodings (`pairs.py`): the characters become the bytes they were read from, those
become characters in the right encoding, and where the decoder lost bytes the words decide what stood there
(`holes.py`, `words.py`).  A run is repaired if all of it decodes and reads like Chinese; else it stays, and is flagged.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from cleantext.document import Edit
from cleantext.repair.double.marks import weigh
from cleantext.repair.double.pairs import PAIRS, Pair, lines
from cleantext.repair.double.reading import (
    FEW,
    MOST,
    PROBE,
    Run,
    is_chart,
    is_hopeless,
    is_traditional,
    own_words,
    read,
    two_bytes,
)
from cleantext.repair.double.silent import is_partial, left_over
from cleantext.repair.double.words import UNKNOWN, Own, words
from cleantext.repair.effort import Effort

__all__ = ["flagged", "repairs"]

_SAMPLE = 100  # characters that decide about a run
_READABLE = 130  # what a character costs where holes are filled wrongly, but the encoding is right
# How often a filled hole is wrong, by how many nats what fills it is ahead of the next; and how many a run may have.
_WRONG = (0.4, 0.35, 0.2, 0.01)
_DOUBT = 0.08
_DEAR = 115  # what a character costs where nothing that fills the holes makes it Chinese: 97 was the most that did
_TWICE = 100  # from which cost on a character may be what a second misreading left
_HANZI = re.compile("[一-鿿]+")
# Characters in a window, what each may cost, and how much more where there are so few; of 1,000 sentences of technical
# prose the worst window costs 122, one in 20 has one of 98.
_WINDOW, _SLIP, _LENIENT = 5, 125, (0, 99, 45, 20, 0, 0)
_DOUBTFUL = 95  # likewise, where it is repaired and reported all the same
_DEEP = 2  # readings one behind the other
# What is spent in vain, in us: on a run, each of its characters and holes; on a stretch and each of its characters.
_RUN, _IN_VAIN, _HOLE, _SPAN, _EACH = 50, 3, 20, 25, 3
_WON = 20  # what a character allows for that is repaired


@dataclass(frozen=True)
class _Found:
    """A stretch that was misread: `after` is what it said, or None if nobody can tell."""

    start: int
    end: int
    name: str
    after: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


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


def _findings(text: str, effort: Effort, depth: int = _DEEP) -> list[_Found]:
    found: list[_Found] = []
    signs: dict[Pair, list[tuple[int, int]]] = {}
    for start, end, suspects in lines(text):
        for pair in suspects:
            signs.setdefault(pair, []).append((start, end))
    if not signs:
        return []
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
        runs: list[Run] = []
        spent: list[float] = []
        promising: list[bool] = []
        for start, end in spans:
            left = effort.left
            pieces = list(read(text, pair, start, end, effort, inner=depth < _DEEP))
            spent.append(left - effort.left)
            promising.append(_is_promising(pieces, end - start))
            if promising[-1]:
                effort.left = left  # charged below, if nothing comes of it: a book has more to read than to waste
            runs += pieces
        own = own_words(runs)
        traditional = is_traditional("".join(run.holed.text for run in runs))
        known = len(found)
        for run in runs:
            if _is_dear(run):
                dear.append(run)
            elif judged := _judge(text, run, own, traditional, depth, effort):
                found += judged
                effort.earn(_WON * sum(f.end - f.start for f in judged if f.after is not None))
            else:
                effort.spend(_RUN + _IN_VAIN * len(run.text) + _HOLE * len(run.holed.holes))
        begun = sorted(f.start for f in found[known:])
        if pair.right == "utf-8":
            for f in found[known:]:
                utf8[f.start : f.end] = b"\1" * (f.end - f.start)
        for (start, end), cost, deferred in zip(spans, spent, promising, strict=True):
            if bisect_left(begun, start) < bisect_left(begun, end):
                effort.earn(_IN_VAIN * (end - start) + (0 if deferred else cost))
                if pair.right != "utf-8":
                    _note_partial(text, start, end, found[known:])
            else:
                effort.spend(_SPAN + _EACH * (end - start) + (cost if deferred else 0))
                if is_hopeless(pair, text[start:end]):
                    found.append(_Found(start, end, "mojibake-" + pair.name))
        if pair.name == "gbk-big5" and depth == _DEEP:
            mine = sorted((f.start, f.end) for f in found[known:] if f.after is not None)
            found += (
                _Found(*place, "mojibake-" + pair.name)
                for start, end in signs[pair]
                for place in left_over(pair, text, start, end, mine, effort)
            )
    if dear:
        repaired = bytearray(len(text) + 1)
        for f in found:
            if f.after is not None:
                repaired[f.start : f.end] = b"\1" * (f.end - f.start)
        for run in dear:
            if repaired.find(1, run.start, run.end) < 0:
                effort.spend(_IN_VAIN * len(run.text))
                found += _judge_dear(run, depth, effort)
    found = [
        replace(f, after=None)
        if f.after is not None and f.after.count("\ufffd") > text.count("\ufffd", f.start, f.end)
        else f
        for f in found
    ]
    if len(found) < 2:
        return found
    # Of readings of the same stretch the repaired one counts, then the surer.
    rank = {id(f): (f.after is None, -f.evidence.get("gain", 0.0), f.start) for f in found}
    taken: list[_Found] = []
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


def _is_promising(pieces: list[Run], size: int) -> bool:
    """Return whether most of a stretch of `size` characters decodes, to what is intact and may be Chinese."""
    holes = sum(len(run.holed.holes) for run in pieces)
    intact = 2 * holes < sum(len(run.holed.text) for run in pieces)
    return intact and 2 * sum(len(run.text) for run in pieces) > size and not all(map(_is_dear, pieces))


def _note_partial(text: str, start: int, end: int, found: list[_Found]) -> None:
    """Note with the repairs of a stretch that some of it was left: a byte was dropped there in silence."""
    mine = [f for f in found if start <= f.start < end and f.after is not None]
    left, at = 0, start
    for f in sorted(mine, key=lambda f: f.start):
        left += sum(c > "\x7f" for c in text[at : f.start])
        at = f.end
    if left + sum(c > "\x7f" for c in text[at:end]) > 1:
        for f in mine:
            f.evidence["partial"] = True


def _is_dear(run: Run) -> bool:
    """Return whether what is intact of a run is no Chinese, whatever stood in its holes."""
    cost, n = words().price(run.holed.text[:_SAMPLE])
    return n >= 2 * FEW and cost > _DEAR * n and (run.pair.right != "utf-8" or len(run.holed.holes) > 0)


def _judge(text: str, run: Run, own: Own | None, traditional: bool | None, depth: int, effort: Effort) -> list[_Found]:
    """Return the finding about a run, if it is one: repaired or not."""
    pair, holed = run.pair, run.holed
    name = "mojibake-" + pair.name
    model = words()
    wide = sum(c > "\x7f" for c in holed.text)
    if wide < FEW:
        return []
    if len(holed.holes) > MOST * wide:
        return []
    filled: dict[int, tuple[str, int]] = {}
    after = holed.text
    if holed.holes:
        holes = weigh(holed.text, holed.holes, traditional, text[run.end : run.end + 1] in ("", "\n"))
        filled = model.fill(holed.text, holes, own)
        parts = list(after)
        for k, (c, _) in filled.items():
            parts[k] = c
        after = "".join(parts)
    if _is_poor(pair, run.text, after):
        return []
    cost, n, seen = _dearer(after)
    mean = cost / max(1, n)
    doubt = sum(_WRONG[min(lead // 12, 3)] for _, lead in filled.values())
    depth = depth if run.starts else 1  # a part of what was misread twice makes no sense
    misread = depth > 1 and n >= 0.5 * seen and mean > _TWICE and pair.pattern.search(after) is not None
    if misread and (deeper := _deeper(two_bytes(holed), depth, effort)):
        return [_deep(run, after, cost, doubt, deeper)]
    if (
        n >= 0.5 * seen
        and mean <= _bar(pair, n, len(holed.holes))
        and doubt <= (_DOUBT if pair.right == "utf-8" else _DOUBT / 2) * len(after)
    ):
        evidence = _evidence(run, after, cost, doubt)
        if pair.right != "utf-8":
            if (worst := _worst(after)) > _SLIP:
                return [_Found(run.start, run.end, name)]
            if worst > _DOUBTFUL or (pair.right == "gbk" and "\ufffd" not in text and is_partial(pair, after)):
                evidence["partial"] = True
        return [_Found(run.start, run.end, name, after, evidence)]
    if not misread and depth > 1 and (deeper := _deeper(two_bytes(holed), depth, effort)):
        return [_deep(run, after, cost, doubt, deeper)]
    if pair.right == "utf-8" and not holed.holes and wide >= 2 * FEW and n < 0.5 * seen:
        # Another language than Chinese, and valid.
        return [_Found(run.start, run.end, name, after, _evidence(run, after, cost, doubt))]
    if n >= 6 and 2 * n >= seen and mean < (_READABLE if pair.right == "utf-8" else _bar(pair, n, 0) + 16):
        return [_Found(run.start, run.end, name)]
    return []


def _worst(after: str) -> float:
    """Return what a character costs where a text is the least like Chinese.

    Behind a byte that was dropped in silence no pair is right.
    """
    price = words().price
    worst = 0.0
    for m in _HANZI.finditer(after):
        piece = m.group()
        for k in range(0, max(1, len(piece) - 2), 3):
            cost, n = price(piece[k : k + _WINDOW])
            if n:  # 騧 is 䯄 in Simplified, which is not among those with a price
                worst = max(worst, cost / n - _LENIENT[n])
    return worst


def _dearer(after: str) -> tuple[int, int, int]:
    """Return what the hanzi of a sample cost, how many they are, and how many of its characters are not ASCII.

    The beginning or the end, whichever looks less like Chinese.
    """
    found = []
    for sample in (after[:_SAMPLE], after[-_SAMPLE:]) if len(after) > 2 * _SAMPLE else (after[:_SAMPLE],):
        cost, n = words().price(sample)
        found.append((cost, n, sum(c > "\x7f" for c in sample)))
    return max(found, key=lambda row: row[0] / row[1] if row[1] >= FEW else 0.0)


def _judge_dear(run: Run, depth: int, effort: Effort) -> list[_Found]:
    """Return the finding about a run that is no Chinese, but may be what a second misreading left of it."""
    holed = run.holed
    wide = sum(c > "\x7f" for c in holed.text)
    if wide < FEW or len(holed.holes) > MOST * wide:
        return []
    cost, n = words().price(holed.text[:_SAMPLE])
    if depth > 1 and run.starts and (deeper := _deeper(two_bytes(holed), depth, effort)):
        return [_deep(run, holed.text, cost, 0.0, deeper)]
    if run.pair.right == "utf-8" and cost < _READABLE * n:
        return [_Found(run.start, run.end, "mojibake-" + run.pair.name)]
    return []


def _is_poor(pair: Pair, before: str, after: str) -> bool:
    """Return whether one character is most of what was misread (굳굳굳) or of what it says (六六六, U+FFFD).

    A list of characters in the order of Unicode means what it says, too.
    """
    if is_chart(before[:PROBE]):
        return True
    if after.count("\ufffd") * 2 > sum(c > "\x7f" for c in after):
        return True
    least = 2 if pair.right == "utf-8" else 3
    if len({c for c in before[:PROBE] if c > "\x7f"}) < least:
        return True
    hanzi = Counter(c for c in after[:PROBE] if "一" <= c <= "鿿")
    return pair.right != "utf-8" and (len(hanzi) < least or 2 * hanzi.most_common(1)[0][1] > max(FEW, hanzi.total()))


def _deep(run: Run, after: str, cost: int, doubt: float, deeper: _Found) -> _Found:
    """Return the finding about a run that was misread twice."""
    evidence = _evidence(run, after, cost, doubt)
    evidence["codec"] += ", " + deeper.evidence["codec"]
    evidence["verdict"] = "guessed" if run.holed.holes else deeper.evidence["verdict"]
    evidence["after"] = (deeper.after or "").encode()[:40].hex()
    return _Found(run.start, run.end, "mojibake-" + run.pair.name, deeper.after, evidence)


def _evidence(run: Run, after: str, cost: int, doubt: float) -> dict[str, Any]:
    sample = run.text[:_SAMPLE]
    was, n = words().price(sample)
    was += UNKNOWN * (sum(c > "\x7f" for c in sample) - n)  # Hangul and the like are no Chinese at all
    found = {
        "class": "mojibake-" + run.pair.name,
        "codec": f"{run.pair.wrong} -> {run.pair.right}",
        "before": run.data[:40].hex(),
        "after": after[:40].encode(run.pair.right, "replace")[:40].hex(),
        "gain": round((was - cost) / 12 * len(after) / min(len(after), _SAMPLE), 1),
        "verdict": "guessed" if run.holed.holes else "proven",
    }
    if run.holed.holes:
        found["holes"] = len(run.holed.holes)
        found["doubt"] = round(doubt, 2)  # characters that are expected to be wrong
    return found


def _bar(pair: Pair, n: int, holes: int) -> float:
    """Return how dear a character of a repaired run may be on the average."""
    if pair.right == "utf-8":
        return 110 if not holes else 95
    return (92 if n >= 12 else 84 if n >= 8 else 74 if n >= 6 else 68) - (6 if holes else 0)


def _deeper(text: str, depth: int, effort: Effort) -> _Found | None:
    """Return what a text says that was misread twice, or None."""
    inner = [f for f in _findings(text, effort, depth - 1) if f.after is not None]
    if inner and sum(f.end - f.start for f in inner) >= 0.8 * len(text.strip()):
        parts: list[str] = []
        at = 0
        for f in inner:
            parts += text[at : f.start], f.after or ""
            at = f.end
        return _Found(0, len(text), inner[0].name, "".join([*parts, text[at:]]), inner[0].evidence)
    for single in ("latin-1", "cp1252"):
        for right in ("utf-8", "gb18030", "cp950"):
            try:
                after = text.encode(single).decode(right)
            except UnicodeError:
                continue
            cost, n = words().price(after[:_SAMPLE])
            if n >= FEW and n >= 0.5 * sum(c > "\x7f" for c in after[:_SAMPLE]) and cost / n < 84:
                return _Found(0, len(text), "", after, {"codec": f"{single} -> {right}", "verdict": "proven"})
    return None
