"""Chinese that was read in the wrong double-byte encoding: 浣犲ソ is 你好 in UTF-8, read as GBK.

One mechanism for all pairs of encodings (`pairs.py`): the characters become the bytes they were read from, those
become characters in the right encoding, and where the decoder lost bytes the words decide what stood there
(`holes.py`, `words.py`).  A run is repaired if all of it decodes and reads like Chinese; else it stays, and is flagged.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import log
from typing import Any

from cleantext.document import Edit
from cleantext.repair.holes import LOST, Holed, decode, decode_double
from cleantext.repair.marks import weigh
from cleantext.repair.pairs import PAIRS, Pair, lines, table
from cleantext.repair.words import Own, words

__all__ = ["flagged", "repairs"]

_SAMPLE = 100  # characters that decide about a run
_FEW = 4  # characters that a run must have, unless the text has more of the kind
_OWN = 60  # characters from which on a text has words of its own
_READABLE = 130  # what a character costs where holes are filled wrongly, but the encoding is right
# How often a filled hole is wrong, by how many nats what fills it is ahead of the next; and how many a run may have.
_WRONG = (0.4, 0.35, 0.2, 0.01)
_DOUBT = 0.08
_DEAR = 115  # what a character costs where nothing that fills the holes makes it Chinese: 97 was the most that did
_TWICE = 100  # from which cost on a character may be what a second misreading left
_PROBE = 1000  # characters that tell whether a long run is worth reading
_MOST = 0.6  # holes to a character, from which on nothing can be told
_DEEP = 2  # readings one behind the other


@dataclass(frozen=True)
class _Run:
    """A stretch that may have been misread, and what its bytes say in the right encoding."""

    start: int
    end: int
    pair: Pair
    text: str
    data: bytes
    starts: list[int]
    holed: Holed


@dataclass(frozen=True)
class _Found:
    """A stretch that was misread: `after` is what it said, or None if nobody can tell."""

    start: int
    end: int
    name: str
    after: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def repairs(text: str, *, guess: bool = True) -> Iterator[Edit]:
    """Yield an edit for each run that was read in the wrong double-byte encoding.

    Args:
        text: before anything stripped private-use characters: they are bytes of a run.
        guess: also restore runs that lost bytes, where words decide what these were.

    >>> [e.replacement for e in repairs("浣犲ソ锛屼笘鐣屻€")]
    ['你好，世界。']
    """
    for found in _findings(text):
        if found.after is not None and (guess or found.evidence["verdict"] == "proven"):
            rule = "encoding." + found.name
            yield Edit(found.start, found.end, replacement=found.after, rule=rule, evidence=found.evidence)


def flagged(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the runs that were misread and cannot be restored: where each begins and ends, and its class.

    >>> list(flagged("雿�憟踝��銝�������"))
    [(0, 14, 'mojibake-utf8-big5')]
    """
    for found in _findings(text):
        if found.after is None:
            yield found.start, found.end, found.name


def _findings(text: str, depth: int = _DEEP) -> list[_Found]:
    found: list[_Found] = []
    signs: dict[Pair, list[tuple[int, int]]] = {}
    for start, end, suspects in lines(text):
        for pair in suspects:
            signs.setdefault(pair, []).append((start, end))
    dear: list[_Run] = []
    utf8 = bytearray(len(text) + 1)  # what reads as UTF-8, which is valid by design: no need to try other readings
    for pair in PAIRS:
        spans = [
            m.span()
            for start, end in signs.get(pair, ())
            for m in pair.run.finditer(text, start, end)
            if pair.pattern.search(text, *m.span()) and not any(utf8[m.start() : m.end()])
        ]
        runs = [run for span in spans for run in _read(text, pair, *span)]
        own = _own_words(runs)
        traditional = _traditional("".join(run.holed.text for run in runs))
        known = len(found)
        for run in runs:
            if _is_dear(run):
                dear.append(run)
            else:
                found += _judge(text, run, own, traditional, depth)
        read = {f.start for f in found[known:]}
        if pair.right == "utf-8":
            for f in found[known:]:
                utf8[f.start : f.end] = b"\1" * (f.end - f.start)
        for start, end in spans:
            if not any(k in read for k in range(start, end)) and _is_hopeless(pair, text[start:end]):
                found.append(_Found(start, end, "mojibake-" + pair.name))
    if dear:
        repaired = bytearray(len(text) + 1)
        for f in found:
            if f.after is not None:
                repaired[f.start : f.end] = b"\1" * (f.end - f.start)
        for run in dear:
            if not any(repaired[run.start : run.end]):
                found += _judge_dear(run, depth)
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


def _is_hopeless(pair: Pair, run: str) -> bool:
    """Return whether a run that does not decode was misread all the same: signs and losses are most of it."""
    wide = [c for c in run if c > "\x7f"]
    signs = sum(c in pair.signs for c in wide[:_SAMPLE])
    marks = wide[:_SAMPLE].count("\ufffd")
    return marks > 0 and signs >= 3 and signs + marks >= 0.6 * min(len(wide), _SAMPLE)


def _read(text: str, pair: Pair, start: int, end: int) -> Iterator[_Run]:
    """Yield what a stretch says in the right encoding, in pieces that decode."""
    run = text[start:end]
    if len(run) > 4 * _PROBE:
        tried = run[:_PROBE]
        probe = _decoded(pair, tried, *pair.to_bytes(tried))
        if len(probe.broken) > _PROBE / 4 or len(probe.holes) > _MOST * len(probe.text):
            return  # megabytes of one sign
    data, starts = pair.to_bytes(run)
    holed = _decoded(pair, run, data, starts)
    if not holed.broken:
        yield _Run(start, end, pair, run, data, starts, holed)
        return
    # Between what does not decode: from a character of `text` that begins a character, to one that ends one.
    ends = [*starts, len(data)]
    after = [*holed.offsets, len(data)]
    begins_at = {b: k for k, b in enumerate(after)}
    for a, b in pairwise([-1, *holed.broken, len(holed.text)]):
        if b - a <= _FEW:
            continue
        low, high = bisect_left(ends, after[a + 1]), bisect_left(ends, after[b])
        while low < high and ends[low] not in begins_at:
            low += 1
        high = min(high, len(run))
        while low < high and (ends[high] > after[b] or ends[high] not in begins_at):
            high -= 1
        if high - low >= _FEW:
            first, last = begins_at[ends[low]], begins_at[ends[high]]
            piece = Holed(
                holed.text[first:last],
                {k - first: ways for k, ways in holed.holes.items() if first <= k < last},
                [],
                [],
            )
            part = data[ends[low] : ends[high]]
            yield _Run(start + low, start + high, pair, run[low:high], part, [], piece)


def _decoded(pair: Pair, run: str, data: bytes, starts: list[int]) -> Holed:
    if pair.right != "utf-8":
        return decode_double(data, table(pair.right), pair.is_lost)
    borders = None
    if LOST not in data and "?" not in run:
        borders = frozenset((*starts, len(data))).__contains__
    return decode(data, pair.is_lost if not pair.has_private(run) else pair.is_lost_18030, borders)


def _is_dear(run: _Run) -> bool:
    """Return whether what is intact of a run is no Chinese, whatever stood in its holes."""
    cost, n = words().price(run.holed.text[:_SAMPLE])
    return n >= 2 * _FEW and cost > _DEAR * n and len(run.holed.holes) > 0


def _judge(text: str, run: _Run, own: Own | None, traditional: bool | None, depth: int) -> list[_Found]:
    """Return the finding about a run, if it is one: repaired or not."""
    pair, holed = run.pair, run.holed
    name = "mojibake-" + pair.name
    model = words()
    wide = sum(c > "\x7f" for c in holed.text)
    if wide < _FEW:
        return []
    if len(holed.holes) > _MOST * wide:
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
    cost, n = model.price(after[:_SAMPLE])
    mean = cost / max(1, n)
    doubt = sum(_WRONG[min(lead // 12, 3)] for _, lead in filled.values())
    depth = depth if run.starts else 1  # a part of what was misread twice makes no sense
    misread = depth > 1 and n >= 0.5 * wide and mean > _TWICE and pair.pattern.search(after) is not None
    if misread and (deeper := _deeper(_two_bytes(holed), depth)):
        return [_deep(run, after, cost, doubt, deeper)]
    if (
        n >= 0.5 * wide
        and mean <= _bar(pair, n, len(holed.holes))
        and doubt <= (_DOUBT if pair.right == "utf-8" else _DOUBT / 2) * len(after)
    ):
        return [_Found(run.start, run.end, name, after, _evidence(run, after, cost, doubt))]
    if not misread and depth > 1 and (deeper := _deeper(_two_bytes(holed), depth)):
        return [_deep(run, after, cost, doubt, deeper)]
    if pair.right == "utf-8" and not holed.holes and wide >= 2 * _FEW and n < 0.5 * wide:
        return [_Found(run.start, run.end, name, after, _evidence(run, after, cost, doubt))]  # another language than Chinese, and valid
    if n >= 6 and 2 * n >= wide and mean < (_READABLE if pair.right == "utf-8" else _bar(pair, n, 0) + 16):
        return [_Found(run.start, run.end, name)]
    return []


def _judge_dear(run: _Run, depth: int) -> list[_Found]:
    """Return the finding about a run that is no Chinese, but may be what a second misreading left of it."""
    holed = run.holed
    wide = sum(c > "\x7f" for c in holed.text)
    if wide < _FEW or len(holed.holes) > _MOST * wide:
        return []
    cost, n = words().price(holed.text[:_SAMPLE])
    if depth > 1 and run.starts and (deeper := _deeper(_two_bytes(holed), depth)):
        return [_deep(run, holed.text, cost, 0.0, deeper)]
    if run.pair.right == "utf-8" and cost < _READABLE * n:
        return [_Found(run.start, run.end, "mojibake-" + run.pair.name)]
    return []


def _is_poor(pair: Pair, before: str, after: str) -> bool:
    """Return whether one character makes up what was misread (굳굳굳), what it says (六六六), or U+FFFD (锟斤拷) does."""
    if after.count("\ufffd") * 2 > sum(c > "\x7f" for c in after):
        return True
    least = 2 if pair.right == "utf-8" else 3
    if len({c for c in before[:_PROBE] if c > "\x7f"}) < least:
        return True
    hanzi = Counter(c for c in after[:_PROBE] if "一" <= c <= "鿿")
    return pair.right != "utf-8" and (
        len(hanzi) < least or 2 * hanzi.most_common(1)[0][1] > max(_FEW, hanzi.total())
    )


def _deep(run: _Run, after: str, cost: int, doubt: float, deeper: _Found) -> _Found:
    """Return the finding about a run that was misread twice."""
    evidence = _evidence(run, after, cost, doubt)
    evidence["codec"] += ", " + deeper.evidence["codec"]
    evidence["verdict"] = "guessed" if run.holed.holes else deeper.evidence["verdict"]
    evidence["after"] = (deeper.after or "").encode()[:40].hex()
    return _Found(run.start, run.end, "mojibake-" + run.pair.name, deeper.after, evidence)


def _evidence(run: _Run, after: str, cost: int, doubt: float) -> dict[str, Any]:
    was, _ = words().price(run.text[:_SAMPLE])
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


def _deeper(text: str, depth: int) -> _Found | None:
    """Return what a text says that was misread twice, or None."""
    inner = [f for f in _findings(text, depth - 1) if f.after is not None]
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
            if n >= _FEW and n >= 0.5 * sum(c > "\x7f" for c in after[:_SAMPLE]) and cost / n < 84:
                return _Found(0, len(text), "", after, {"codec": f"{single} -> {right}", "verdict": "proven"})
    return None


def _two_bytes(holed: Holed) -> str:
    """Return a text for reading it once more: a character with a hole is two bytes that are not known."""
    parts = list(holed.text)
    for k, ways in holed.holes.items():
        parts[k] = ways[0][0] if ways[0][0] == "\ufffd" else "\ufffd\ufffd"
    return "".join(parts)


def _own_words(runs: list[_Run]) -> Own | None:
    """Return the words that the intact parts of a text repeat."""
    model = words()
    pieces = [model.simplify(run.holed.text) for run in runs]
    total = sum(map(len, pieces))
    if total < _OWN:
        return None
    counts: Counter[str] = Counter()
    for piece in pieces:
        for n in (2, 3):
            counts.update(map("".join, zip(*(piece[k:] for k in range(n)), strict=False)))
    found = {
        w: max(30, round(-12 * log(n / total)) + 24)
        for w, n in counts.items()
        if n >= 3 and all("一" <= c <= "鿿" for c in w)
    }
    return model.own(found) if found else None


def _traditional(text: str) -> bool | None:
    """Return whether a text is in Traditional characters; None if it does not say."""
    model = words()
    forms = sum(ord(c) in model.simplified for c in text)
    simple = sum(c in model.reduced for c in text)
    return None if forms == simple else forms > simple
