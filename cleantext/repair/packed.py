"""Many edits of a text, in columns: an object for each, with its evidence, takes a hundred times what it replaces."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import partial
from io import StringIO
from itertools import chain, islice

from cleantext.columns import Edits
from cleantext.document import Document
from cleantext.edits import Edit
from cleantext.offsets import Reason, behind, code, offsets

__all__ = ["edited"]

_FEW = 1000  # edits that are no burden
# So many edits of a text tell their bytes before and after, and one more for so many characters; the rest of them
# tell class, codec and verdict.
_DETAILED, _EACH = 1000, 200
_BRIEF = ("class", "codec", "verdict", "partial")


def edited(doc: Document, edits: Iterable[Edit], rule: str) -> Document:
    """Return the document after `edits` of a repair, as `Document.edit` does; they come in order.

    Raises:
        ValueError: an edit overlaps the one before it, or lies outside the text.
    """
    rest = iter(edits)
    few = list(islice(rest, _FEW))
    if len(few) < _FEW:
        return doc.edit(few)
    script = _script(doc.text, chain(few, rest))
    return doc.rewrite(script.after, rule, edits=partial(_itself, script))


def _itself(script: Edits) -> Edits:
    return script


def _script(before: str, edits: Iterable[Edit]) -> Edits:
    after = StringIO(newline="")
    starts, ends, sizes, which = (array(code(before, before)) for _ in range(4))
    reasons: list[Reason] = []
    known: dict[tuple[object, ...], int] = {}
    detailed = _DETAILED + len(before) // _EACH
    at = 0
    for e in edits:
        if not at <= e.start <= e.end <= len(before):
            raise ValueError(f"{e!r} overlaps the edit before it, or lies outside the text")
        if before[e.start : e.end] == e.replacement:
            continue
        evidence = e.evidence
        key: tuple[object, ...]
        if evidence is None:
            key = e.rule, e.label, e.history
        else:
            if len(known) >= detailed:
                evidence = {k: evidence[k] for k in _BRIEF if k in evidence}
            seen = [(k, tuple(v) if isinstance(v, list) else v) for k, v in evidence.items()]
            key = e.rule, e.label, e.history, False, *seen
        if (place := known.get(key)) is None:
            place = known[key] = len(reasons)
            reasons.append((e.rule, e.label, evidence, e.history))
        after.write(before[at : e.start])
        after.write(e.replacement)
        starts.append(e.start)
        ends.append(e.end)
        sizes.append(len(e.replacement))
        which.append(place)
        at = e.end
    after.write(before[at:])
    begin, end, size, place_of = map(offsets, (starts, ends, sizes, which))
    return Edits(before, after.getvalue(), begin, end, *behind(begin, end, size), tuple(reasons), place_of)
