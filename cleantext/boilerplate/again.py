"""A page is judged again when something was cut: lines that are as they were say what they said before.

Unless pinyin was taken out of them, which is done where the page has tone marks anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import TypeVar

from cleantext.boilerplate.lines import has_residue, has_tones, without_residue
from cleantext.boilerplate.match import Matches
from cleantext.boilerplate.reading import Reading, read
from cleantext.edits import Edit

__all__ = ["again"]

_EMPTY, _CHANGED = -1, -2
_T = TypeVar("_T")


def again(before: Reading, text: str, edits: Iterable[Edit], folders: tuple[str, ...]) -> Reading | None:
    """Return the reading of a text, from what was read of it before edits cut something; None if that is not enough.

    The lines of the reading before are the new one's from then on.

    Args:
        before: the reading of the text before.
        text: what is left.
        edits: what was cut, in any order.
        folders: where the rules come from.
    """
    if before.page is None or before.found is None:
        return None
    lines = text.split("\n")
    places = _places(before.lines, edits)
    changed = [k for k, i in enumerate(places) if i == _CHANGED]
    fresh = read("\n".join([lines[k] for k in changed]), folders) if changed else Reading("", "", {}, plain=True)
    if (
        fresh.plain
        and (not before.plain or has_residue(fresh.text))
        and has_residue(fresh.text if has_tones(text) else text)
    ):
        return None
    where = [-1] * len(before.lines)
    for k, i in enumerate(places):
        if i >= 0:
            where[i] = k
    old, new = before.found, fresh.matches(folders)
    out = Reading(text, None, _joined(before.hits, where, fresh.hits, changed), plain=fresh.plain)
    if not before.plain:
        out.plain = without_residue(text) is text
    out.lines = lines
    out.shadows = [before.shadows[i] if i >= 0 else "" for i in places]
    out.found = Matches(
        _joined(old.rules, where, new.rules, changed),
        _joined(old.credits, where, new.credits, changed),
        [span._replace(line=k) for span in old.spans if (k := where[span.line]) >= 0],
        {},
    )
    starts = [0, *accumulate([len(line) + 1 for line in lines])]
    out.page = [line.afresh(k, starts[k]) for line in before.page if (k := where[line.index]) >= 0]
    if changed:
        for k, shadow in zip(changed, fresh.shadows, strict=True):
            out.shadows[k] = shadow
        out.found.spans.extend([span._replace(line=changed[span.line]) for span in new.spans])
        out.page += [line.afresh(k := changed[line.index], starts[k]) for line in fresh.read_lines(folders)]
        out.page.sort(key=attrgetter("index"))
    out.late = _joined(before.late, where, fresh.late, changed)
    return out


def _places(lines: Sequence[str], edits: Iterable[Edit]) -> list[int]:
    """Return for each line of what edits leave of a text at which place it stood, if it is as it was there.

    Args:
        lines: the lines of the text.
        edits: what is cut, in any order.

    >>> _places(["首页", "雨停了|本站", "他推开门。"], [Edit(0, 3, rule="r"), Edit(6, 9, rule="r")]) == [_CHANGED, 2]
    True
    """
    end = 0
    starts = [0, *[end := end + len(line) + 1 for line in lines]]
    places: list[int] = []
    k = done = 0  # the line, and the character in it, up to which the text is dealt with
    here = _EMPTY  # what the line that is put together has so far: nothing, all of a line, or parts
    for low, high in [*sorted([(e.start, e.end) for e in edits]), (end, end)]:
        if low >= starts[k + 1]:  # the line ends before what is cut, and so do others
            whole = here == _EMPTY and done == starts[k]
            places.append(k if whole else _CHANGED if done < starts[k + 1] - 1 else here)
            first = bisect_right(starts, low, k + 1) - 1
            places.extend(range(k + 1, first))
            k, done, here = first, starts[first], _EMPTY
        if low > done:
            whole = here == _EMPTY and done == starts[k] and low == starts[k + 1] - 1
            here = k if whole else _CHANGED
        done, k = high, bisect_right(starts, high, k) - 1
    return places


def _joined(
    found: Mapping[int, _T], where: Sequence[int], more: Mapping[int, _T], places: Sequence[int]
) -> dict[int, _T]:
    """Return what was found in lines that stand elsewhere now, or nowhere, and what in more lines, in order."""
    out = {k: some for i, some in found.items() if (k := where[i]) >= 0}
    if more:
        out |= {places[i]: some for i, some in more.items()}
        out = dict(sorted(out.items()))
    return out
