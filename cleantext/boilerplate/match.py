"""Lines alone: which rules match, what credits say, where spans stand.  Only lines with an anchor are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.credits import Credit, parse
from cleantext.boilerplate.lines import Line, make_line
from cleantext.boilerplate.rulebook import Rule
from cleantext.script.tables import to_str

__all__ = ["Matches", "Span", "match"]


class Span(NamedTuple):
    """The end of a line that otherwise stays."""

    line: int
    start: int
    end: int
    rule: Rule


class Matches(NamedTuple):
    """What the lines of a page say, by index of the line."""

    rules: dict[int, list[Rule]]
    credits: dict[int, Credit]
    spans: list[Span]


def match(
    text: str, points: NDArray[np.uint32], hits: dict[int, set[int]], book: tuple[Rule, ...], folders: tuple[str, ...]
) -> Matches:
    """Return what matches in the lines that the gate let through.

    Args:
        text: the text in hand.
        points: the code points of its shadow.
        hits: line index -> places in `book` of the rules whose anchor stands there.
        book: the rules.
        folders: where they come from, for the fields of credit lines.
    """
    out = Matches({}, {}, [])
    for line in _lines(text, points, hits):
        candidates = [book[n] for n in sorted(hits[line.index])]
        if any(r.scope == "field" for r in candidates):
            credit = parse(line.core, line.shadow, folders)
            if credit is not None:
                out.credits[line.index] = credit
        found = [r for r in candidates if r.scope not in ("field", "span") and r.search(line.shadow)]
        if found:
            out.rules[line.index] = found
        for rule in candidates:
            if rule.scope == "span":
                # In the text itself: a span's offsets must not depend on what was stripped for matching.
                low = to_str(points[max(line.start, line.end - rule.max_len) : line.end])
                m = rule.search(low)
                if m and m.start() > 0:
                    at = line.end - len(low)
                    out.spans.append(Span(line.index, at + m.start(), at + m.end(), rule))
    return out


def _lines(text: str, points: NDArray[np.uint32], hits: dict[int, set[int]]) -> Iterator[Line]:
    if not hits:
        return
    ends = [-1, *np.flatnonzero(points == 10).tolist(), len(text)]  # of the line before the first, and of each
    for index in sorted(hits):
        start, end = ends[index] + 1, ends[index + 1]
        yield make_line(index, start, text[start:end], to_str(points[start:end]))
