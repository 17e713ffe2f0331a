"""Two scripts as one: what happens where an edit meets an earlier one.

`apply(apply(s, a), b) == apply(s, compose(a, b))`, and each character of `s` that is gone or
rewritten ends up in exactly one edit, whose rule is the last that changed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from cleantext.edits import Edit

__all__ = ["compose"]


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Return one script that does `first`, then `second`.  Both as `check` leaves them.

    Characters that `first` already took away stay charged to `first`, also in the
    middle of a span that `second` removes.  An edit of `first` that `second` changes
    only in part is divided character by character where both sides are equally long
    (script conversion, width), and otherwise becomes one edit of `second`'s rule.
    Characters that end as they began are in no edit.

    >>> from cleantext.edits import check
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
            out.append(g.moved(-shift))  # nothing of `first` inside: the usual case, and the fast one
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
