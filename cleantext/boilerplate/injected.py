"""Advertisements for gambling that somebody put into another's page: cut out of the sentence they stand in.

`cleantext.verdicts.injected` knows them by their shape.  Only the shape that can hardly be anything else
is cut; a line that says nothing besides goes whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, reduce
from operator import or_

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.patterns import bits
from cleantext.boilerplate.rulebook import load
from cleantext.verdicts.injected import Injected, find_injected, injected_in

__all__ = ["cuts", "cuttable", "look", "may_have_injected", "told"]

_REST = 4  # characters of a line besides what was put in, at most, if it goes whole
_STOPS = "，,。、；;：:！!？?|"


def may_have_injected(hits: Mapping[int, int], folders: tuple[str, ...]) -> bool:
    """Say whether something may have been put into a text: a rule of spam has an anchor there."""
    return reduce(or_, hits.values(), 0) & _spam(folders) != 0


@cache
def _spam(folders: tuple[str, ...]) -> int:
    """The places of the rules of spam, as bits."""
    return bits(n for n, rule in enumerate(load(folders).rules) if rule.label == "spam")


def look(shadow: str) -> list[Injected]:
    """Return what was certainly put into a text, by its shadow."""
    return [] if shadow.isascii() else injected_in(shadow, certain=True)


def cuttable(page: Page, found: Sequence[Injected]) -> list[Injected]:
    """Return what stands in lines that stay otherwise."""
    if not found or page.off_structure("spam.injected"):
        return []
    lines = _lines(page, found)
    return [item for item, line in lines if item.end <= line.end and line.rule is None]


def _lines(page: Page, found: Sequence[Injected]) -> list[tuple[Injected, Line]]:
    if not found:
        return []
    starts = [line.start for line in page.lines]
    return [(item, page.lines[bisect_right(starts, item.start) - 1]) for item in found]


def cuts(page: Page, text: str, found: Sequence[Injected]) -> list[tuple[int, int, int]]:
    """Charge the lines that are nothing else; return (index of the line, start, end within it) of the rest."""
    out = []
    for item, line in _lines(page, found):
        if line.rule is not None:  # taken for another one in it
            continue
        if line.end - line.start - (item.end - item.start) <= _REST:
            page.take(line, structure("spam.injected"), zone="line", key=item.key)
            continue
        start, end = item.start, item.end
        before = text[line.start : start].rstrip()
        while end < line.end and text[end] in _STOPS and (not before or before[-1] in _STOPS):
            end += 1  # the comma that came with it
        out.append((line.index, start - line.start, end - line.start))
    return out


def told(page: Page, text: str, found: Sequence[Injected]) -> dict[str, list[str]]:
    """Return what goes here that `RejectSpam` would judge the document by, and can not see any more."""
    taken = map(page.at, page.evidence)
    spam = [line for line in taken if line.rule is not None and line.rule.label == "spam"]
    if not spam and not found:
        return {}
    gone = [text[line.start : line.end] for line in sorted(spam, key=lambda line: line.index)]
    out = {"injected": [text[i.start : i.end] for i in found], "advertised": list(filter(_advertises, gone))}
    return {name: strings for name, strings in out.items() if strings}


def _advertises(line: str) -> bool:
    # A list of films leaves the page as it was, one of keywords is a shop's as well.
    return any(i.kind == "site" or i.weight > 1 for i in find_injected(line))
