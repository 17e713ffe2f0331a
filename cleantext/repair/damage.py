"""What is told about a page that a repair looked at: what it lost, what was left alone, what was repaired, and where.

Offsets are those of the source, followed back through what the repair did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cleantext.columns import Edits
from cleantext.document import Document
from cleantext.layers import Edited, Rewritten
from cleantext.repair.bytewise import residue
from cleantext.repair.effort import Effort
from cleantext.repair.losses import Flags, Spot, apart, lost, share, spots
from cleantext.repair.signs import signs

__all__ = ["damage", "too_costly"]

# Rules of a tool that wrote readings into pages, or replaced bytes in them; one or two sites are not a page.
_CONVERTERS = ("pinyin-residue", "lost-hanzi", "phase-shift")
_SITES = 3
_SHOWN = 8  # spots that meta and evidence list


def damage(
    before: Document,
    after: Document,
    *,
    readings: Sequence[residue.Residues] = (),
    flags: tuple[Flags | None, Flags | None] = (None, None),
    guesses: Iterable[tuple[int, int, str]] = (),
    has: int | None = None,
    effort: Effort | None = None,
) -> dict[str, Any] | None:
    """Return what `RepairEncoding` says about a page in `meta["damage"]`; None for a healthy one.

    Args:
        before, after: the document as the filter met it, and repaired.
        readings: what was removed on the way by rewriting the text.
        flags, has: what `shift.flagged` and `crossed.flagged`, and `signs`, find in the repaired text, if it is known.
        guesses: what else is flagged there, as only a guess would restore it.
        effort: as for `spots`.
    """
    left = spots(after.text, flags, has, effort)
    left = apart([*left, *(Spot(start, end, "flagged." + name) for start, end, name in guesses)])
    if not left and after is before:
        return None
    rules, rewritten, partial = _made(before, after, readings)
    rules[residue.RULE] += sum(map(len, readings))
    repaired = Counter({rule.partition(".")[2]: n for rule, n in rules.items() if n})
    flagged = _counts(left, "flagged.")
    for name, n in partial.items():
        flagged[name] = max(n, flagged.get(name, 0))
    converted = sum(repaired[name] + flagged.get(name, 0) for name in _CONVERTERS) >= _SITES
    if not left and not partial and not converted:
        return None
    size = max(1, len(before.text))
    in_source = _in_source(after, [at for s in left[:_SHOWN] for at in s[:2]], readings)
    return {
        "lost": _counts(left, "lost."),
        "flagged": flagged,
        "repaired": dict(sorted(repaired.items())),
        "share": share(left, after.text),
        "repaired_share": round(min(1.0, rewritten / size), 4),
        "converted": converted,
        "spans": [[in_source[s.start], in_source[s.end], s.kind] for s in left[:_SHOWN]],
    }


def too_costly(text: str) -> dict[str, Any]:
    """Return what `RepairEncoding` says about a text that it left alone because it would take too long."""
    left = apart(lost(text, signs(text)))
    return {
        "lost": _counts(left, "lost."),
        "flagged": {"too-costly": 1},
        "repaired": {},
        "share": share(left, text),
        "repaired_share": 0.0,
        "converted": False,
        "spans": [[*s] for s in left[:_SHOWN]],
    }


def _counts(left: Iterable[Spot], prefix: str) -> dict[str, int]:
    return dict(sorted(Counter(s.kind.removeprefix(prefix) for s in left if s.kind.startswith(prefix)).items()))


def _made(
    before: Document, after: Document, readings: Sequence[residue.Residues]
) -> tuple[Counter[str], int, Counter[str]]:
    """Return how many edits each rule made between two states, and how many characters are gone or rewritten.

    Also the classes of repairs that were partial, which is not to be seen from what they left.

    Layer by layer, as composing them would cost more than the repair; of readings the characters only.
    """
    rules: Counter[str] = Counter()
    partial: Counter[str] = Counter()
    rewritten = 0
    for layer in after._layers[len(before._layers) :]:
        if isinstance(layer, Edited):
            rules.update([e.rule for e in layer.edits])
            rewritten += sum([e.end - e.start for e in layer.edits])
            partial.update([e.evidence["class"] for e in layer.edits if e.evidence and "partial" in e.evidence])
        elif any(found.text is layer.before for found in readings):
            rewritten += len(layer.before) - len(layer.after)
        else:
            for (rule, _, evidence, _), n, size in layer.script().charges():
                rules[rule] += n
                rewritten += size
                if evidence and "partial" in evidence:
                    partial[evidence["class"]] += n
    return rules, rewritten, partial


_Move = tuple[int, int, int]  # text[start:end] became so many characters


def _moves(layer: Edited | Rewritten, readings: Sequence[residue.Residues]) -> list[_Move] | Edits:
    """Return what a layer did to offsets; of readings without making the edits."""
    if isinstance(layer, Edited):
        return [(e.start, e.end, len(e.replacement)) for e in layer.edits]
    for found in readings:
        if found.text is layer.before:
            return [(start, end, 0) for start, end, *_ in found.sites]
    return layer.script()


def _in_source(doc: Document, places: list[int], readings: Sequence[residue.Residues] = ()) -> dict[int, int]:
    """Return the offsets in the source of offsets in the text of a document.

    What no layer changed is followed back layer by layer; to compose them all for a few offsets would cost more.
    """
    found: dict[int, int] = {}
    now = {at: at for at in places}
    for layer in reversed(doc._layers):
        if not now:
            break
        made = _moves(layer, readings)
        now = {place: at for place, n in now.items() if (at := _before(made, n, kept=True)) >= 0}
    for place in places:
        found[place] = now[place] if place in now else _before(doc.edits, place)
    return found


def _before(moves: list[_Move] | Edits, at: int, *, kept: bool = False) -> int:
    """Return where an offset was before `moves`; -1 if only what is `kept` counts, and a move wrote it."""
    if isinstance(moves, Edits):
        k = int(np.searchsorted(moves.text_ends, at, "right"))
        if kept and k < len(moves.starts) and moves.text_starts[k] <= at:
            return -1
        return at - int(moves.text_ends[k - 1] - moves.ends[k - 1]) if k else at
    shift = 0
    for start, end, size in moves:
        if start + shift + size > at:
            if kept and start + shift <= at:
                return -1
            break
        shift += size - (end - start)
    return at - shift
