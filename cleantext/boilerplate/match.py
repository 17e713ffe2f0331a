"""Lines alone: which rules match, what credits say, where spans stand.  Only lines with an anchor are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from cleantext.boilerplate.credits import MAX_LEN, Credit, parse
from cleantext.boilerplate.lines import is_trim, trim
from cleantext.boilerplate.patterns import Patterns, bits
from cleantext.boilerplate.rulebook import Rule, load

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
    trimmed: dict[int, tuple[str, str, str]]  # what `trim` says of the lines that were looked at and are not trim


def match(lines: Sequence[str], shadows: Sequence[str], hits: Mapping[int, int], folders: tuple[str, ...]) -> Matches:
    """Return what matches in the lines that the gate let through.

    Args:
        lines: the lines of the text in hand.
        shadows: their shadows.
        hits: line index -> places in the book of the rules whose anchor stands there, as bits; ascending.
        folders: where the book comes from.
    """
    out = Matches({}, {}, [], {})
    book = _book(folders)
    whole, fields, spans, matching = book.lines, book.fields, book.spans, book.patterns.matching
    for index, places in hits.items():
        core, shadow = lines[index], shadows[index]
        if not is_trim(shadow):
            core, shadow, _ = out.trimmed[index] = trim(core, shadow)
        if (asked := places & whole) and (found := matching(asked, shadow)):
            out.rules[index] = found
        if places & fields and len(shadow) <= MAX_LEN and (credit := parse(core, shadow, folders)):
            out.credits[index] = credit
        if places & spans:
            for rule in [rule for place, rule in book.ends if places & place]:
                # In the text itself: a span's offsets must not depend on what was stripped for matching.
                low = shadows[index][-rule.max_len :]
                m = rule.search(low)
                if m and m.start() > 0:
                    at = len(lines[index]) - len(low)
                    out.spans.append(Span(index, at + m.start(), at + m.end(), rule))
    return out


class _Book(NamedTuple):
    """The rules of a configuration, by what is done with them."""

    patterns: Patterns
    lines: int
    fields: int
    spans: int
    ends: tuple[tuple[int, Rule], ...]  # those of spans, each with its place as a bit


@cache
def _book(folders: tuple[str, ...]) -> _Book:
    rules = load(folders).rules
    fields, spans = (bits(k for k, rule in enumerate(rules) if rule.scope == scope) for scope in ("field", "span"))
    lines = bits(k for k, rule in enumerate(rules) if rule.scope not in ("field", "span"))
    ends = tuple((1 << k, rule) for k, rule in enumerate(rules) if rule.scope == "span")
    return _Book(Patterns(rules), lines, fields, spans, ends)
