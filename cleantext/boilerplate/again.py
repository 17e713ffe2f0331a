"""A page is judged again when something was cut: lines that are as they were say what they said before.

Unless pinyin was taken out of them, which is done where the page has tone marks anywhere.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate, count
from operator import add, attrgetter
from typing import TypeVar

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.match import Matches
from cleantext.boilerplate.pinyin import has_residue, has_tones
from cleantext.boilerplate.reading import Reading, read
from cleantext.boilerplate.rulebook import Rule
from cleantext.edits import Edit

__all__ = ["again"]

_EMPTY, _CHANGED = -1, -2
_index = attrgetter("index")
_T = TypeVar("_T")

# Lines that are as they were: where the first one stands now, where it stood, and how many there are.
_Run = tuple[int, int, int]
_Page = tuple[list[Line], dict[int, list[Rule]]]


class _Left(Reading):
    """The reading of what edits left; its lines are the ones of the reading before, from when they are asked for."""

    def __init__(self, text: str, hits: dict[int, int], plain: bool, take: Callable[[], _Page]) -> None:
        super().__init__(text, None, hits, plain)
        self._take = take

    def read_lines(self, folders: tuple[str, ...]) -> list[Line]:
        """Return the lines, but for those that are blank."""
        if self.page is None:
            self.page, self.late = self._take()
            del self._take  # and with it the reading before
            self.full = [line for line in self.page if line.shadow]
            for k, line in enumerate(self.full):
                if line.marks:
                    self.marks.setdefault(line.marks, []).append(k)
        return self.page


def again(before: Reading, text: str, edits: Iterable[Edit], folders: tuple[str, ...]) -> Reading | None:
    """Return the reading of a text, from what was read of it before edits cut something; None if that is not enough.

    Args:
        before: the reading of the text before.
        text: what is left.
        edits: what was cut, in any order.
        folders: where the rules come from.
    """
    page, old = before.page, before.found
    if page is None or old is None:
        return None
    runs, changed = _kept(before.lines, edits)
    lines = text.split("\n")
    fresh = read("\n".join([lines[k] for k in changed]), folders) if changed else Reading("", "", {}, plain=True)
    toneless = not before.plain and not has_tones(text)
    if fresh.plain and has_residue(text if toneless else fresh.text):
        return None
    where = [-1] * len(before.lines)
    for k, i, n in runs:
        where[i : i + n] = range(k, k + n)

    def take() -> _Page:
        starts = _starts(lines)
        taken = [line.afresh(k, starts[k]) for line in page if (k := where[line.index]) >= 0]
        if changed:  # a page is not opened for most of these
            more = [line.afresh(k := changed[line.index], starts[k]) for line in fresh.read_lines(folders)]
            taken = _merged(taken, more)
        return taken, _joined(before.late, where, fresh.late, changed)

    new = fresh.matches(folders)
    plain = fresh.plain if before.plain else toneless or not has_residue(text)
    out = _Left(text, _joined(before.hits, where, fresh.hits, changed), plain, take)
    out.lines, out.shadows = lines, [""] * len(lines)
    for k, i, n in runs:
        out.shadows[k : k + n] = before.shadows[i : i + n]
    for k, shadow in zip(changed, fresh.shadows if changed else (), strict=True):
        out.shadows[k] = shadow
    spans = [span._replace(line=k) for span in old.spans if (k := where[span.line]) >= 0]
    out.found = Matches(
        _joined(old.rules, where, new.rules, changed),
        _joined(old.credits, where, new.credits, changed),
        spans + [span._replace(line=changed[span.line]) for span in new.spans],
        {},
    )
    return out


def _kept(lines: Sequence[str], edits: Iterable[Edit]) -> tuple[list[_Run], list[int]]:
    """Return which lines of what edits leave of a text are as they were, and which are changed; all others are empty.

    Args:
        lines: the lines of the text.
        edits: what is cut, in any order.

    >>> _kept(["首页", "雨停了|本站", "他推开门。"], [Edit(0, 3, rule="r"), Edit(6, 9, rule="r")])
    ([(1, 2, 1)], [0])
    """
    starts = _starts(lines)
    end = starts[-1]
    runs: list[_Run] = []
    changed: list[int] = []
    k = done = 0  # the line, and the character in it, up to which the text is dealt with
    at = 0  # the line that is put together
    here = _EMPTY  # what it has so far: nothing, all of a line, or parts
    for low, high in [*sorted([(e.start, e.end) for e in edits]), (end, end)]:
        if low >= starts[k + 1]:  # the line ends before what is cut, and so do others
            first = bisect_right(starts, low, k + 1) - 1
            if here != _EMPTY or done != starts[k]:
                if here == _CHANGED or done < starts[k + 1] - 1:
                    changed.append(at)
                elif here != _EMPTY:
                    runs.append((at, here, 1))
                k, at = k + 1, at + 1
            if k < first:
                runs.append((at, k, first - k))
                at += first - k
            k, done, here = first, starts[first], _EMPTY
        if low > done:
            whole = here == _EMPTY and done == starts[k] and low == starts[k + 1] - 1
            here = k if whole else _CHANGED
        done, k = high, bisect_right(starts, high, k) - 1
    return runs, changed


def _starts(lines: Iterable[str]) -> list[int]:
    """Return where each line of a text starts, and one behind its end."""
    return list(map(add, accumulate(map(len, lines), initial=0), count()))


def _merged(lines: list[Line], more: Iterable[Line]) -> list[Line]:
    """Return lines of a page and a few more, both ascending, in order."""
    out: list[Line] = []
    low = 0
    for line in more:
        at = bisect_left(lines, line.index, low, key=_index)
        out += lines[low:at]
        out.append(line)
        low = at
    return out + lines[low:]


def _joined(
    found: Mapping[int, _T], where: Sequence[int], more: Mapping[int, _T], places: Sequence[int]
) -> dict[int, _T]:
    """Return what was found in lines that stand elsewhere now, or nowhere, and what in more lines, in order."""
    out = {k: some for i, some in found.items() if (k := where[i]) >= 0}
    if more:
        out |= {places[i]: some for i, some in more.items()}
        out = dict(sorted(out.items()))
    return out
