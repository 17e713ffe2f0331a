"""From what goes to edits: what is cut, what was learnt from it, and why nothing is, where too much would go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from cleantext.boilerplate.credits import merge, parse
from cleantext.boilerplate.fragments import heading_in, headings
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.match import Span
from cleantext.boilerplate.page import ARTICLE, Page
from cleantext.boilerplate.reading import Reading
from cleantext.boilerplate.rulebook import Rule
from cleantext.edits import Edit, made
from cleantext.script.tables import fold

__all__ = ["Judgement", "cut"]

_MOST = 10  # times more prose than all that stays: even strong rules are not believed beyond that


@dataclass(slots=True)
class Judgement:
    """What to cut, what was learnt, and why it was not done, if it was not."""

    edits: list[Edit] = field(default_factory=list)
    meta: dict[str, str | list[str]] = field(default_factory=dict)
    kept: str = ""  # the reason for leaving all as it is
    reading: Reading | None = None  # of a page that was opened
    final: bool = False  # once the edits are made, no line is left that a rule could meet


# What an edit is made of: start, end, replacement, (rule, label, evidence, history), and the text that stands there, if
# that is known.
_Cut = tuple[int, int, str, tuple[str, str, dict[str, Any], tuple[()]], str]


def cut(page: Page, text: str, spans: list[Span], folders: tuple[str, ...]) -> Judgement:
    """Return the edits that take out spans and the lines that rules were charged with; none if too much would go."""
    taken = map(page.at, sorted(page.evidence))
    gone = [line for line in taken if line.rule is not None and line.shadow]
    if gone and not any(c.isalnum() for line in page.full if line.rule is None for c in line.shadow):
        return Judgement(kept="kept: nothing would remain")
    if _is_too_much(page, [line for line in gone if line.prose]):
        return Judgement(kept="kept: most of the content would go")
    out = Judgement()
    cuts = _cuts(page, text, gone, out.meta)
    if len(page.lines) > len(page.full):
        cuts += _bullets(page, text)
    done = {line.index: line.end - line.start for line in gone} if spans else {}  # up to where a line is dealt with
    for index, start, end, rule in sorted(spans, key=lambda s: (s.line, s.start)):
        if start >= done.get(index, 0) and not page.is_off(rule):
            done[index] = end
            line = page.at(index)
            start, end = start + line.start, end + line.start
            cuts.append(_cut(start, end, rule, {"zone": _zone(page, line), "span": True}))
            if rule.lift:
                found = parse(text[start:end], fold(text[start:end]), folders)
                merge(out.meta, found.meta if found else {})
    if cuts:
        out.edits = made(*zip(*cuts, strict=True))
    return out


def _cuts(page: Page, text: str, gone: list[Line], meta: dict[str, str | list[str]]) -> list[_Cut]:
    """Return what takes lines out, but for headings in them that stay; add what their credits say to the metadata."""
    cuts: list[_Cut] = []
    credits, evidence, size = page.credits, page.evidence, len(text)
    zones, first, last = _zones(page)
    stay = headings(page)
    lowest = stay[-1].index if stay else -1
    for line in gone:
        rule, index, start = line.rule, line.index, line.start
        assert rule is not None
        if index in credits:
            merge(meta, credits[index].meta)
        seen = {"zone": zones[(index >= first) + (index > last)], **evidence[index]}
        if index < lowest and (found := heading_in(line, stay)) is not None:
            core = start + len(line.edge)
            if text.startswith(line.core, core):  # if not, pinyin was taken out of it: offsets lie
                seen["heading"] = line.core[slice(*found)]
                around = (start, core + found[0]), (core + found[1], line.end)
                cuts += [_cut(a, b, rule, seen) for a, b in around if a < b]
                continue
        end = start + line.size + 1
        if end > size:
            end = size
        cuts.append((start, end, "", (rule.id, rule.label, seen, ()), text[start:end]))
    return cuts


def _cut(start: int, end: int, rule: Rule, seen: dict[str, Any]) -> _Cut:
    return start, end, "", (rule.id, rule.label, seen, ()), ""


def _is_too_much(page: Page, prose: list[Line]) -> bool:
    """Say whether these lines, which go and look like prose, are more than what stays allows."""
    if not prose:
        return False
    stays = sum([len(line.shadow) for line in page.full if line.rule is None])
    strong = sum([len(line.shadow) for line in prose if _is_strong(line)])
    weak = sum([len(line.shadow) for line in prose]) - strong
    return (weak > stays and page.article() < ARTICLE) or strong > _MOST * stays


def _zone(page: Page, line: Line) -> str:
    """Return head, body or tail for a line; page, if there is no body."""
    zones, first, last = _zones(page)
    return zones[(line.index >= first) + (line.index > last)]


def _zones(page: Page) -> tuple[tuple[str, str, str], int, int]:
    """Return the zones of a page, and the indexes of the first line of the second one and of its last."""
    if page.first < 0:
        return ("page", "page", "page"), 0, 0
    return ("head", "body", "tail"), page.full[page.first].index, page.full[page.last].index


def _is_strong(line: Line) -> bool:
    """Say whether a line goes for what it says alone; legal talk is as long as some articles are."""
    if line.rule is None or line.rule not in line.rules:
        return False
    return line.rule.scope in ("line", "block") or line.rule.label in ("copyright_disclaimer", "contact")


def _bullets(page: Page, text: str) -> Iterator[_Cut]:
    """The bullets, alone on their lines, of lines that go."""
    below: Line | None = None
    for line in reversed(page.lines):
        if line.shadow:
            below = line
        elif below is not None and below.rule is not None and text[line.start : line.end].strip():
            end = min(line.end + 1, len(text))
            yield _cut(line.start, end, below.rule, {"zone": _zone(page, below), "bullet": True})
