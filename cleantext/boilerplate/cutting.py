"""From what goes to edits: what is cut, what was learnt from it, and why nothing is, where too much would go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cleantext.boilerplate.credits import merge, parse
from cleantext.boilerplate.decide import zone_of
from cleantext.boilerplate.fragments import heading_in, headings
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.match import Span
from cleantext.boilerplate.page import ARTICLE, Page
from cleantext.boilerplate.reading import Reading
from cleantext.edits import Edit
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


def cut(page: Page, text: str, spans: list[Span], folders: tuple[str, ...]) -> Judgement:
    """Return the edits that take out spans and the lines that rules were charged with; none if too much would go."""
    gone = [line for line in page.full if line.rule is not None]
    kept = [line for line in page.full if line.rule is None]
    if gone and not any(c.isalnum() for line in kept for c in line.shadow):
        return Judgement(kept="kept: nothing would remain")
    stays = sum(len(line.shadow) for line in kept)
    weak = sum(len(line.shadow) for line in gone if line.prose and not _is_strong(line))
    strong = sum(len(line.shadow) for line in gone if line.prose and _is_strong(line))
    if (weak > stays and page.article() < ARTICLE) or strong > _MOST * stays:
        return Judgement(kept="kept: most of the content would go")
    out = Judgement()
    asked = {span.line for span in spans}
    zones = {x.index: zone_of(page, k) for k, x in enumerate(page.full) if x.rule is not None or x.index in asked}
    stay = headings(page)
    for line in gone:
        assert line.rule is not None
        if line.index in page.credits:
            merge(out.meta, page.credits[line.index].meta)
        out.edits.extend(_cut(line, text, stay, {"zone": zones[line.index], **page.evidence[line.index]}))
    out.edits.extend(_bullets(page, text, zones))
    done = {line.index: line.end - line.start for line in gone}  # up to where a line is dealt with
    for index, start, end, rule in sorted(spans, key=lambda s: (s.line, s.start)):
        if start >= done.get(index, 0) and not page.is_off(rule):
            done[index] = end
            evidence = {"zone": zones[index], "span": True}
            start, end = start + page.at(index).start, end + page.at(index).start
            out.edits.append(Edit(start, end, rule=rule.id, label=rule.label, evidence=evidence))
            if rule.lift:
                found = parse(text[start:end], fold(text[start:end]), folders)
                merge(out.meta, found.meta if found else {})
    return out


def _cut(line: Line, text: str, stay: list[Line], evidence: dict[str, object]) -> Iterator[Edit]:
    """The edits that take a line out, but for the heading in it, one of those that stay."""
    assert line.rule is not None
    end = min(line.end + 1, len(text))
    found = heading_in(line, stay)
    start = line.start + len(line.edge)
    if found is None or not text.startswith(line.core, start):  # pinyin was taken out of it: offsets lie
        removed = text[line.start : end]
        yield Edit(line.start, end, rule=line.rule.id, label=line.rule.label, evidence=evidence, removed=removed)
        return
    evidence = {**evidence, "heading": line.core[slice(*found)]}
    for a, b in ((line.start, start + found[0]), (start + found[1], line.end)):
        if a < b:
            yield Edit(a, b, rule=line.rule.id, label=line.rule.label, evidence=evidence)


def _is_strong(line: Line) -> bool:
    """Say whether a line goes for what it says alone; legal talk is as long as some articles are."""
    if line.rule is None or line.rule not in line.rules:
        return False
    return line.rule.scope in ("line", "block") or line.rule.label in ("copyright_disclaimer", "contact")


def _bullets(page: Page, text: str, zones: dict[int, str]) -> Iterator[Edit]:
    """The bullets, alone on their lines, of lines that go."""
    below: Line | None = None
    for line in reversed(page.lines):
        if line.shadow:
            below = line
        elif below is not None and below.rule is not None and text[line.start : line.end].strip():
            end = min(line.end + 1, len(text))
            evidence = {"zone": zones[below.index], "bullet": True}
            yield Edit(line.start, end, rule=below.rule.id, label=below.rule.label, evidence=evidence)
