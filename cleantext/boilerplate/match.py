"""Lines alone: which rules match, what credits say, where spans stand.  Only lines with an anchor are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cleantext.boilerplate.credits import Credit, parse
from cleantext.boilerplate.lines import trim
from cleantext.boilerplate.rulebook import Rule

__all__ = ["Matches", "Span", "match"]


class Span(NamedTuple):
    """The end of a line that otherwise stays; offsets in the line."""

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
    lines: Sequence[str],
    shadows: Sequence[str],
    hits: Mapping[int, Iterable[int]],
    book: tuple[Rule, ...],
    folders: tuple[str, ...],
) -> Matches:
    """Return what matches in the lines that the gate let through.

    Args:
        lines: the lines of the text in hand.
        shadows: their shadows.
        hits: line index -> places in `book` of the rules whose anchor stands there.
        book: the rules.
        folders: where they come from, for the fields of credit lines.
    """
    out = Matches({}, {}, [])
    for index in sorted(hits):
        core, shadow, _ = trim(lines[index], shadows[index])
        found: list[Rule] = []
        fields = False
        for place in sorted(hits[index]):
            rule = book[place]
            if rule.scope == "field":
                fields = True
            elif rule.scope == "span":
                # In the text itself: a span's offsets must not depend on what was stripped for matching.
                low = shadows[index][-rule.max_len :]
                m = rule.search(low)
                if m and m.start() > 0:
                    at = len(lines[index]) - len(low)
                    out.spans.append(Span(index, at + m.start(), at + m.end(), rule))
            elif rule.search(shadow):
                found.append(rule)
        if found:
            out.rules[index] = found
        if fields and (credit := parse(core, shadow, folders)):
            out.credits[index] = credit
    return out
