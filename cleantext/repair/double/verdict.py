"""What a run in a wrong double-byte encoding is: repaired, flagged or nothing, by how much like Chinese it reads now.

Prices are those of `words`, a twelfth of a nat each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cleantext.repair.double.marks import weigh
from cleantext.repair.double.pairs import Pair
from cleantext.repair.double.reading import FEW, MOST, PROBE, Run, is_chart, two_bytes
from cleantext.repair.double.silent import is_partial
from cleantext.repair.double.words import UNKNOWN, Own, words

__all__ = ["SAMPLE", "Again", "Found", "is_dear", "judge", "judge_dear"]

SAMPLE = 100  # characters that decide about a run
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


@dataclass(frozen=True)
class Found:
    """A stretch that was misread: `after` is what it said, or None if nobody can tell."""

    start: int
    end: int
    name: str
    after: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def is_dear(run: Run) -> bool:
    """Return whether what is intact of a run is no Chinese, whatever stood in its holes."""
    cost, n = words().price(run.holed.text[:SAMPLE])
    return n >= 2 * FEW and cost > _DEAR * n and (run.pair.right != "utf-8" or len(run.holed.holes) > 0)


Again = Callable[[str], Found | None]
"""Reads a text that may have been misread twice: what it says, or None."""


def judge(text: str, run: Run, own: Own | None, traditional: bool | None, again: Again | None) -> list[Found]:
    """Return the finding about a run, if it is one: repaired or not.

    Args:
        text: what the run is part of.
        run: decoded, with its holes.
        own: words that the text has of its own.
        traditional: whether it is Traditional; None if that is not known.
        again: reads once more what may have been misread twice; None if that is not to be tried.
    """
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
    if not run.starts:
        again = None  # a part of what was misread twice makes no sense
    misread = again is not None and n >= 0.5 * seen and mean > _TWICE and pair.pattern.search(after) is not None
    if again and misread and (deeper := again(two_bytes(holed))):
        return [_deep(run, after, cost, doubt, deeper)]
    if (
        n >= 0.5 * seen
        and mean <= _bar(pair, n, len(holed.holes))
        and doubt <= (_DOUBT if pair.right == "utf-8" else _DOUBT / 2) * len(after)
    ):
        evidence = _evidence(run, after, cost, doubt)
        if pair.right != "utf-8":
            if (worst := _worst(after)) > _SLIP:
                return [Found(run.start, run.end, name)]
            if worst > _DOUBTFUL or (pair.right == "gbk" and "\ufffd" not in text and is_partial(pair, after)):
                evidence["partial"] = True
        return [Found(run.start, run.end, name, after, evidence)]
    if again and not misread and (deeper := again(two_bytes(holed))):
        return [_deep(run, after, cost, doubt, deeper)]
    if pair.right == "utf-8" and not holed.holes and wide >= 2 * FEW and n < 0.5 * seen:
        # Another language than Chinese, and valid.
        return [Found(run.start, run.end, name, after, _evidence(run, after, cost, doubt))]
    if n >= 6 and 2 * n >= seen and mean < (_READABLE if pair.right == "utf-8" else _bar(pair, n, 0) + 16):
        return [Found(run.start, run.end, name)]
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
    for sample in (after[:SAMPLE], after[-SAMPLE:]) if len(after) > 2 * SAMPLE else (after[:SAMPLE],):
        cost, n = words().price(sample)
        found.append((cost, n, sum(c > "\x7f" for c in sample)))
    return max(found, key=lambda row: row[0] / row[1] if row[1] >= FEW else 0.0)


def judge_dear(run: Run, again: Again | None) -> list[Found]:
    """Return the finding about a run that is no Chinese, but may be what a second misreading left of it.

    Args:
        run: as for `judge`.
        again: as for `judge`.
    """
    holed = run.holed
    wide = sum(c > "\x7f" for c in holed.text)
    if wide < FEW or len(holed.holes) > MOST * wide:
        return []
    cost, n = words().price(holed.text[:SAMPLE])
    if again and run.starts and (deeper := again(two_bytes(holed))):
        return [_deep(run, holed.text, cost, 0.0, deeper)]
    if run.pair.right == "utf-8" and cost < _READABLE * n:
        return [Found(run.start, run.end, "mojibake-" + run.pair.name)]
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


def _deep(run: Run, after: str, cost: int, doubt: float, deeper: Found) -> Found:
    """Return the finding about a run that was misread twice."""
    evidence = _evidence(run, after, cost, doubt)
    evidence["codec"] += ", " + deeper.evidence["codec"]
    evidence["verdict"] = "guessed" if run.holed.holes else deeper.evidence["verdict"]
    evidence["after"] = (deeper.after or "").encode()[:40].hex()
    return Found(run.start, run.end, "mojibake-" + run.pair.name, deeper.after, evidence)


def _evidence(run: Run, after: str, cost: int, doubt: float) -> dict[str, Any]:
    sample = run.text[:SAMPLE]
    was, n = words().price(sample)
    was += UNKNOWN * (sum(c > "\x7f" for c in sample) - n)  # Hangul and the like are no Chinese at all
    found = {
        "class": "mojibake-" + run.pair.name,
        "codec": f"{run.pair.wrong} -> {run.pair.right}",
        "before": run.data[:40].hex(),
        "after": after[:40].encode(run.pair.right, "replace")[:40].hex(),
        "gain": round((was - cost) / 12 * len(after) / min(len(after), SAMPLE), 1),
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
