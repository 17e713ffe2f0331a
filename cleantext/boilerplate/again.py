"""A page is judged again when something was cut: lines that are as they were say what they said before.

Unless pinyin was taken out of them, which is done where the page has tone marks anywhere.
"""

from __future__ import annotations

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
    """
    cuts = sorted([(e.start, e.end) for e in edits], reverse=True)
    places = []
    here = _EMPTY  # what the line consists of
    start = 0
    for i, line in enumerate(lines):
        end = start + len(line)
        gone, ends = 0, True
        while cuts and cuts[-1][0] <= end:
            low, high = cuts[-1]
            gone += min(high, end) - max(low, start)
            ends = high <= end
            if high > end + 1:
                break
            cuts.pop()
        if gone < len(line):
            here = i if here == _EMPTY and not gone else _CHANGED
        if ends:
            places.append(here)
            here = _EMPTY
        start = end + 1
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
