"""The edit algebra: check, apply, invert, compose, and align two texts.

A script is a list of `Edit`s in ascending order that do not overlap; whatever it
does not mention is retained.  Offsets are code points, half open.  Scripts compose:
`apply(apply(s, a), b) == apply(s, compose(a, b))`, and each character of `s` that is
gone or rewritten ends up in exactly one edit, whose rule is the last that changed it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, fields, replace
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import Any

from cleantext.align import changes

__all__ = ["Edit", "align", "apply", "check", "compose", "invert", "moved"]


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


_span = attrgetter("start", "end")


def check(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Return `edits` sorted, with `removed` filled in and no-ops left out.

    Raises:
        ValueError: an edit lies outside the text, overlaps another, or claims to
            remove something that does not stand there.

    >>> check("ab-cd", [Edit(2, 3, rule="r")])
    [Edit(2, 3, 'r': '-' -> '')]
    """
    out: list[Edit] = []
    last = 0
    for e in sorted(edits, key=_span):
        if not 0 <= e.start <= e.end <= len(text):
            raise ValueError(f"{e!r} lies outside a text of {len(text)} characters")
        if e.start < last:
            raise ValueError(f"{e!r} overlaps {out[-1]!r}")
        there = text[e.start : e.end]
        if e.removed and e.removed != there:
            raise ValueError(f"{e!r} does not fit the text, which has {there!r} there")
        if there == e.replacement:
            continue
        out.append(e if e.removed == there else replace(e, removed=there))
        last = e.end
    return out


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` after `edits`, which are sorted and do not overlap.

    >>> apply("衛(wèi)生", [Edit(1, 6, rule="encoding.residue")])
    '衛生'
    """
    parts: list[str] = []
    at = 0
    for e in edits:
        parts.append(text[at : e.start])
        parts.append(e.replacement)
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


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return one script that does `first`, then `second`.  Both as `check` leaves them.

    Characters that `first` already took away stay charged to `first`, also in the
    middle of a span that `second` removes.  An edit of `first` that `second` changes
    only in part is divided character by character where both sides are equally long
    (script conversion, width), and otherwise becomes one edit of `second`'s rule.
    Characters that end as they began are in no edit.

    >>> a = check("版權(quán)所有", [Edit(2, 8, rule="encoding.residue")])
    >>> b = check("版權所有", [Edit(0, 4, rule="zh.copyright", label="copyright_disclaimer")])
    >>> for e in compose(a, b): print(e)
    Edit(0, 2, 'zh.copyright' [copyright_disclaimer]: '版權' -> '')
    Edit(2, 8, 'encoding.residue': '(quán)' -> '')
    Edit(8, 10, 'zh.copyright' [copyright_disclaimer]: '所有' -> '')
    """
    if not first:
        return list(second)
    if not second:
        return list(first)
    first, second = _make_divisible(first, second)
    out: list[Edit] = []
    shift = 0  # source offset = text offset - shift, behind every edit of `first` seen so far
    i = 0
    for g in second:
        # Everything of `first` that ends at or before g, deletions at its very start included.
        while i < len(first) and _end_in_text(first[i], shift) <= g.start:
            out.append(first[i])
            shift += _growth(first[i])
            i += 1
        if i == len(first) or first[i].start + shift >= g.end:
            out.append(_moved(g, -shift))  # nothing of `first` inside: the usual case, and the fast one
            continue
        pieces: list[tuple[Edit, int]] = []  # in source order, each with the characters of g it stands for
        at = g.start - shift  # source offset reached so far
        while i < len(first) and first[i].start + shift < g.end:
            f = first[i]
            _retained(pieces, g, at, f.start, shift)
            if f.replacement:
                charged = replace(g, start=f.start, end=f.end, removed=f.removed, history=_history(f, g))
                pieces.append((charged, len(f.replacement)))
            else:
                pieces.append((f, 0))
            at = f.end
            shift += _growth(f)
            i += 1
        _retained(pieces, g, at, g.end - shift, shift)
        out.extend(_with_replacement(pieces, g, at))
    out.extend(first[i:])
    return [e for e in out if e.removed != e.replacement]


def _growth(e: Edit) -> int:
    return len(e.replacement) - (e.end - e.start)


def _end_in_text(e: Edit, shift: int) -> int:
    return e.start + shift + len(e.replacement)


def _history(f: Edit, g: Edit) -> tuple[str, ...]:
    return (*f.history, f.rule, *g.history)


def _moved(e: Edit, by: int) -> Edit:
    """The edit elsewhere; ten times as fast as dataclasses.replace, which composing long scripts feels."""
    if by == 0:
        return e
    return Edit(
        e.start + by,
        e.end + by,
        replacement=e.replacement,
        rule=e.rule,
        label=e.label,
        evidence=e.evidence,
        removed=e.removed,
        history=e.history,
    )


def _retained(pieces: list[tuple[Edit, int]], g: Edit, start: int, end: int, shift: int) -> None:
    """Charge to g the source characters [start, end) that `first` left alone."""
    if start < end:
        at = start + shift - g.start
        n = end - start
        pieces.append((replace(g, start=start, end=end, removed=g.removed[at : at + n]), n))


def _with_replacement(pieces: list[tuple[Edit, int]], g: Edit, at: int) -> Iterator[Edit]:
    """Share g's replacement out: character by character if it is as long as what it replaces, else on the first."""
    if g.start == g.end:
        yield replace(g, start=at, end=at)
    rest = g.replacement
    one_to_one = len(g.replacement) == len(g.removed)
    for piece, n in pieces:
        if n == 0:
            yield piece  # gone by `first`, before g
            continue
        share = n if one_to_one else len(rest)
        yield replace(piece, replacement=rest[:share])
        rest = rest[share:]


def _make_divisible(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[list[Edit], list[Edit]]:
    """Arrange that no edit of `second` cuts through an edit of `first`."""
    firsts: list[Edit] = []
    done: list[Edit] = []
    waiting = list(reversed(second))
    shift = 0
    for f in first:
        start, end = f.start + shift, _end_in_text(f, shift)
        shift += _growth(f)
        while waiting and waiting[-1].end <= start:
            done.append(waiting.pop())
        inside: list[Edit] = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        if not inside:
            firsts.append(f)
        elif inside[0].start <= start and inside[-1].end >= end and len(inside) == 1:
            firsts.append(f)
            waiting.extend(inside)
        elif len(f.removed) == len(f.replacement):
            firsts.extend(_divide(f, start, inside))
            waiting.extend(reversed(inside))
        else:
            firsts.append(f)
            waiting.append(_widen(f, start, inside))
    done.extend(reversed(waiting))
    return firsts, done


def _divide(f: Edit, start: int, inside: list[Edit]) -> Iterator[Edit]:
    """Cut f, whose characters correspond one to one, at the borders of the edits inside it."""
    n = len(f.replacement)
    cuts = {0, n} | {c for g in inside for c in (g.start - start, g.end - start) if 0 < c < n}
    borders = sorted(cuts)
    for a, b in pairwise(borders):
        yield replace(f, start=f.start + a, end=f.start + b, removed=f.removed[a:b], replacement=f.replacement[a:b])


def _widen(f: Edit, start: int, inside: list[Edit]) -> Edit:
    """One edit for all that touch f, which cannot be divided, and for what they leave of it."""
    end = start + len(f.replacement)
    removed: list[str] = []
    replaced: list[str] = []
    at = start
    for g in inside:
        kept = f.replacement[at - start : max(g.start, at) - start]
        removed += kept, g.removed
        replaced += kept, g.replacement
        at = max(g.end, at)
    if at < end:
        removed.append(f.replacement[at - start :])
        replaced.append(f.replacement[at - start :])
    last = inside[-1]
    earlier = tuple(dict.fromkeys(g.rule for g in inside[:-1] if g.rule != last.rule))
    return replace(
        last,
        start=min(start, inside[0].start),
        end=max(end, last.end),
        removed="".join(removed),
        replacement="".join(replaced),
        history=(*earlier, *last.history),
    )
