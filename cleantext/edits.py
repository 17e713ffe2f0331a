"""The edit algebra: check, apply, invert, and align two texts.

A script is a list of `Edit`s in ascending order that do not overlap; whatever it
does not mention is retained.  Offsets are code points, half open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, fields, replace
from itertools import accumulate, repeat
from operator import attrgetter
from typing import Any

from cleantext.align import changes

__all__ = ["Edit", "align", "apply", "check", "invert", "made", "moved", "sound"]


@dataclass(frozen=True, slots=True, init=False)
class Edit:
    """Replace `text[start:end]`; the rule that did it, and why.

    Attributes:
        start, end: code points of the text the edit applies to; `start == end` inserts.
        replacement: what stands there afterwards; empty for a removal.
        rule: id of the rule, `zh.nav.previous-next`.
        label: the kind of thing removed (`ad`, `related`, …), if the rule has one.
        evidence: what the rule saw, JSON-able, or None.
        removed: the text that stood there.  Filters may leave it empty, the Document fills it in.
        history: rules that changed the same characters earlier, oldest first.

    >>> Edit(2, 6, rule="encoding.residue", removed="(wèi)")
    Edit(2, 6, 'encoding.residue': '(wèi)' -> '')
    """

    start: int
    end: int
    _: KW_ONLY
    replacement: str = ""
    rule: str
    label: str | None = None
    evidence: Mapping[str, Any] | None = None
    removed: str = ""
    history: tuple[str, ...] = ()

    # Pages have hundreds of edits.  What `dataclass` writes goes through object.__setattr__, twice as slow.
    def __init__(
        self,
        start: int,
        end: int,
        *,
        replacement: str = "",
        rule: str,
        label: str | None = None,
        evidence: Mapping[str, Any] | None = None,
        removed: str = "",
        history: tuple[str, ...] = (),
    ) -> None:
        _set_start(self, start)
        _set_end(self, end)
        _set_replacement(self, replacement)
        _set_rule(self, rule)
        _set_label(self, label)
        _set_evidence(self, evidence)
        _set_removed(self, removed)
        _set_history(self, history)

    def __repr__(self) -> str:
        label = f" [{self.label}]" if self.label else ""
        return f"Edit({self.start}, {self.end}, {self.rule!r}{label}: {self.removed!r} -> {self.replacement!r})"

    def moved(self, by: int) -> Edit:
        """Return the edit elsewhere; ten times as fast as dataclasses.replace, which composing long scripts feels.

        Args:
            by: code points to the right, or to the left if below zero.

        >>> Edit(1, 3, rule="r").moved(10).start
        11
        """
        if by == 0:
            return self
        return Edit(
            self.start + by,
            self.end + by,
            replacement=self.replacement,
            rule=self.rule,
            label=self.label,
            evidence=self.evidence,
            removed=self.removed,
            history=self.history,
        )

    def _removing(self, there: str) -> Edit:
        new = Edit.__new__(Edit)
        _set_start(new, self.start)
        _set_end(new, self.end)
        _set_replacement(new, self.replacement)
        _set_rule(new, self.rule)
        _set_label(new, self.label)
        _set_evidence(new, self.evidence)
        _set_removed(new, there)
        _set_history(new, self.history)
        return new

    def to_dict(self) -> dict[str, Any]:
        """Return the edit as a JSON-able dict."""
        return {
            "start": self.start,
            "end": self.end,
            "removed": self.removed,
            "replacement": self.replacement,
            "rule": self.rule,
            "label": self.label,
            "evidence": dict(self.evidence) if self.evidence is not None else None,
            "history": list(self.history),
        }


_set_start, _set_end, _set_replacement, _set_rule, _set_label, _set_evidence, _set_removed, _set_history = (
    Edit.__dict__[field.name].__set__ for field in fields(Edit)
)


def made(
    starts: Sequence[int],
    ends: Iterable[int],
    replacements: Iterable[str],
    reasons: Iterable[tuple[str, str | None, Mapping[str, Any] | None, tuple[str, ...]]],
    removed: Iterable[str],
) -> list[Edit]:
    """Return the edits with these attributes, a column each; reasons are (rule, label, evidence, history).

    Column by column without a loop in Python, which takes a fraction of the time of a call for each.
    """
    out = list(map(Edit.__new__, repeat(Edit, len(starts))))
    columns = [starts, ends, replacements, *zip(*reasons, strict=True), removed]
    setters = _set_start, _set_end, _set_replacement, _set_rule, _set_label, _set_evidence, _set_history, _set_removed
    if out:
        for setter, column in zip(setters, columns, strict=True):
            deque(map(setter, out, column), 0)
    return out


_span = attrgetter("start", "end")


def check(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return `edits` sorted, with `removed` filled in and no-ops left out.

    Raises:
        ValueError: an edit lies outside the text, overlaps another, or claims to
            remove something that does not stand there.

    >>> check("ab-cd", [Edit(2, 3, rule="r")])
    [Edit(2, 3, 'r': '-' -> '')]
    """
    return [e if len(e.removed) == e.end - e.start else e._removing(text[e.start : e.end]) for e in sound(text, edits)]


def sound(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Do what `check` does, but leave `removed` as it is: an object for each is half of what checking costs.

    Raises:
        ValueError: as for `check`.
    """
    given = list(edits)
    out: list[Edit] = []
    last, size = 0, len(text)
    for e in given:
        start, end, removed = e.start, e.end, e.removed
        if not last <= start <= end <= size:
            ordered = sorted(given, key=_span)
            if any(a is not b for a, b in zip(ordered, given, strict=True)):
                return sound(text, ordered)
            if 0 <= start <= end <= size:
                raise ValueError(f"{e!r} overlaps {out[-1]!r}")
            raise ValueError(f"{e!r} lies outside a text of {size} characters")
        there = text[start:end]
        if removed and removed != there:
            raise ValueError(f"{e!r} does not fit the text, which has {there!r} there")
        if there != e.replacement:
            out.append(e)
            last = end
    return out


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after `edits`, which are sorted and do not overlap.

    >>> apply("衛(wèi)生", [Edit(1, 6, rule="encoding.residue")])
    '衛生'
    """
    parts: list[str] = []
    at = 0
    for e in edits:
        start, new = e.start, e.replacement
        if at < start:
            parts.append(text[at:start])
        if new:
            parts.append(new)
        at = e.end
    parts.append(text[at:])
    return "".join(parts)


def invert(edits: Iterable[Edit]) -> list[Edit]:
    """Return the script that undoes `edits`; needs `removed`, as `check` leaves it.

    >>> script = check("abc", [Edit(1, 2, rule="r")])
    >>> apply(apply("abc", script), invert(script))
    'abc'
    """
    out: list[Edit] = []
    shift = 0
    for e in edits:
        start = e.start + shift
        end = start + len(e.replacement)
        out.append(replace(e, start=start, end=end, replacement=e.removed, removed=e.replacement))
        shift += len(e.replacement) - (e.end - e.start)
    return out


def moved(edits: Iterable[Edit], spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where spans of a text stand after `edits`, which are sorted and do not overlap.

    What an edit replaces counts as a whole: a span that begins or ends inside it takes in all of
    the replacement.  A span of which nothing is left is empty.

    Args:
        edits: a script, as `check` leaves it.
        spans: (start, end), ascending by start.

    >>> moved(check("abcdef", [Edit(1, 3, rule="r")]), [(0, 2), (1, 3), (3, 5)])
    [(0, 1), (1, 1), (1, 3)]
    """
    script = list(edits)
    growth = list(accumulate((len(e.replacement) - (e.end - e.start) for e in script), initial=0))
    ends, starts = [e.end for e in script], [e.start for e in script]
    out = []
    for start, end in spans:
        i = bisect_right(ends, start)  # the edits that end at or before the span
        j = bisect_left(starts, end)  # the edits that start before it ends
        first = script[i].start if i < j and script[i].start < start else start
        last = script[j - 1].end if i < j and script[j - 1].end > end else end
        out.append((first + growth[i], last + growth[max(i, j)]))
    return out


def align(before: str, after: str, rule: str, label: str | None = None) -> list[Edit]:
    """Return a script of small edits that turns `before` into `after`, charged to `rule`.

    >>> align("后台软体", "后台软件", "script.words")
    [Edit(3, 4, 'script.words': '体' -> '件')]
    """
    return [
        Edit(i, k, replacement=after[j:m], rule=rule, label=label, removed=before[i:k])
        for i, k, j, m in changes(before, after)
    ]
