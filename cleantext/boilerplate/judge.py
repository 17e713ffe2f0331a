"""The judgement of one page: line, then block, then zone.

A line is matched alone; a heading takes the lines below it that belong to it; what is
left that looks like prose divides the page into head, body and tail.  Strong rules hold
everywhere, weak ones only in head or tail, where also the fragments go that follow a
rule with `ends`.  The judgement looks at nothing but the text in hand, so a caller that
repeats it until nothing changes has a text on which it finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from cleantext.boilerplate.credits import Credit, merge, parse
from cleantext.boilerplate.gate import gate
from cleantext.boilerplate.lines import Line, split, without_residue
from cleantext.boilerplate.match import Span, match
from cleantext.boilerplate.outlier import is_outlier, is_traditional
from cleantext.boilerplate.rulebook import Rule, load
from cleantext.edits import Edit
from cleantext.script.tables import fold, fold_map, to_points, to_str

__all__ = ["STRUCTURE", "Judgement", "judge"]

# What the form of the page says without a word of a rule: id -> label.
STRUCTURE = {
    "page.between": "template_residue",
    "page.title-echo": "template_residue",
    "spam.script-outlier": "spam",
}
_WORD = 6  # characters of an item of a menu
_ROW = 8  # characters of a row of buttons
_SHORT = 12  # characters of a fragment that may go because both its neighbours do
_SENTENCE = 40  # a line this long that ends a sentence needs two signals in the body
_MOST = 10  # times more prose than all that stays: even strong rules are not believed beyond that
_TITLE_WITHIN = 24  # lines from the top in which a <title> finds its heading


@dataclass(slots=True)
class Judgement:
    """What to cut, what was learnt, and why it was not done, if it was not."""

    edits: list[Edit] = field(default_factory=list)
    meta: dict[str, str | list[str]] = field(default_factory=dict)
    kept: str = ""  # the reason for leaving all as it is


class _Page:
    """The lines of a page while it is judged."""

    def __init__(self, lines: list[Line], off: frozenset[str]) -> None:
        self.lines = lines
        self.off = off
        self.full = [line for line in lines if line.shadow]
        self.credits: dict[int, Credit] = {}
        self.evidence: dict[int, dict[str, Any]] = {}
        self.first = self.last = -1  # the body, in indexes of `full`

    def is_off(self, rule: Rule) -> bool:
        return rule.id in self.off or rule.label in self.off

    def take(self, line: Line, rule: Rule, **evidence: Any) -> None:
        if line.rule is None and not line.shielded:
            line.rule = rule
            self.evidence[line.index] = evidence


def judge(text: str, folders: tuple[str, ...], off: frozenset[str]) -> Judgement:
    """Return what the rules of `folders`, but for those that are `off`, would do to a text."""
    points = fold_map()[to_points(text)]
    bare = without_residue(text)
    hits = gate(folders).lines(points if bare is text else fold_map()[to_points(bare)])
    foreign = text.count("_") >= 2 and not off & {"spam", "spam.script-outlier"} and is_traditional(text)
    if not hits and not foreign:
        return Judgement()
    found = match(text, points, hits, load(folders).rules, folders)
    if not any(found) and not foreign:
        return Judgement()
    page = _Page(list(split(text, to_str(points))), off)
    page.credits = found.credits
    for index, line_rules in found.rules.items():
        page.lines[index].rules = line_rules
    _blocks(page)
    _zones(page)
    _decide(page, foreign)
    _sweep(page)
    _between(page)
    return _judgement(page, text, found.spans, folders)


def _blocks(page: _Page) -> None:
    """A heading takes the lines right below it that have the form its rule asks for."""
    heading: Rule | None = None
    for line, below in zip_longest(page.full, page.full[1:]):
        if line.rules and below is not None and "://" in below.shadow and not below.rules:
            # The author's further reading: a list of links of the site shows no addresses.
            line.rules = [r for r in line.rules if r.label != "related"]
        own = next((r for r in line.rules if r.takes and r.scope == "block"), None)
        if own is not None:
            heading = own
        elif heading is not None and heading.claims(line.shadow) and line.index not in page.credits:
            line.rules = [*line.rules, heading]
        elif heading is not None and not line.rules:
            heading = None


def _zones(page: _Page) -> None:
    """The body runs from the first to the last line of prose that no rule matches."""
    prose = [k for k, line in enumerate(page.full) if line.prose and not line.rules and line.index not in page.credits]
    if prose:
        page.first, page.last = prose[0], prose[-1]


def _zone(page: _Page, k: int) -> str:
    if page.first < 0:
        return "page"
    return "head" if k < page.first else "tail" if k > page.last else "body"


def _decide(page: _Page, foreign: bool) -> None:
    people = Counter(c.rule.id for c in page.credits.values())
    dates = sum(c.bare_date for c in page.credits.values())
    for k, line in enumerate(page.full):
        zone = _zone(page, k)
        credit = page.credits.get(line.index)
        if any(page.is_off(r) for r in line.rules) or (credit and page.is_off(credit.rule)):
            line.shielded = True
            continue
        if credit is not None and _credit_holds(credit, zone, people, dates):
            page.take(line, credit.rule, zone=zone, fields=credit.rules)
            continue
        for rule in line.rules:
            if _holds(rule, line, zone):
                page.take(line, rule, zone=zone, signals=[r.id for r in line.rules])
                break
        if foreign and line.rule is None and zone != "body" and line.shadow.count("_") >= 2 and is_outlier(line.core):
            page.take(line, _structure("spam.script-outlier"), zone=zone)
    if page.first > 0:
        _title_echo(page)


def _holds(rule: Rule, line: Line, zone: str) -> bool:
    if rule.scope in ("head", "tail"):
        return zone == rule.scope
    if rule.scope == "edge":
        return zone in ("head", "tail")
    if zone == "body" and len(line.shadow) >= _SENTENCE and line.shadow[-1] in "。!?":
        return len(line.rules) >= 2
    return True


def _credit_holds(credit: Credit, zone: str, same: Counter[str], dates: int) -> bool:
    if credit.bare_date:
        return zone == "head" and dates <= 2  # a diary has many, a letter ends with one
    if credit.rule.id.endswith("reporter") and same[credit.rule.id] > 2:
        return False  # 记者: opens each question of an interview
    if zone in ("head", "tail"):
        return True
    # Inside the body 来源: credits a picture as often as the page.
    return credit.colons and ("editor" in credit.meta or {"published", "source"} <= credit.meta.keys())


def _title_echo(page: _Page) -> None:
    """The page's <title>, "heading_channel_site", above the heading itself."""
    top = page.full[0]
    if top.rule is not None or "page.title-echo" in page.off or "template_residue" in page.off:
        return
    for line in page.full[1:_TITLE_WITHIN]:
        n = len(line.shadow)
        if n >= 6 and line.rule is None and top.shadow.startswith(line.shadow):
            rest = top.shadow[n:].lstrip()
            if 2 <= len(rest) <= 60 and rest[0] in "_-|–—<" and not any(c in rest for c in "。,!?"):
                page.take(top, _structure("page.title-echo"), zone="head", heading=line.core)
            return


def _sweep(page: _Page) -> None:
    """In the tail, what follows a rule with `ends` is not the author's either, whatever it says."""
    if page.first < 0:
        return
    tail = page.full[page.last + 1 :]
    ending = max((k for k, line in enumerate(tail) if line.rule is not None and line.rule.ends), default=-1)
    swept: list[Line] = []
    trigger: Line | None = None
    for k, line in enumerate(tail):
        if line.rule is not None:
            if line.rule.ends or (k < ending and _is_furniture(line, page)):
                trigger = trigger or line
        elif trigger is not None and not line.shielded:
            swept.append(line)
    # What would go without a word of its own must be the smaller part of what stays.
    size = sum(len(line.shadow) for line in swept)
    if trigger is None or trigger.rule is None or 2 * size > sum(len(x.shadow) for x in page.full if x.rule is None):
        return
    for line in swept:
        page.take(line, trigger.rule, zone="tail", after=trigger.core[:40])


def _is_furniture(line: Line, page: _Page) -> bool:
    """Say whether a line that goes stands where an article ends: an editor's name, or a row of buttons.

    A button alone stands also between the lead of a recipe and its list.
    """
    credit = page.credits.get(line.index)
    if credit is not None:
        return "editor" in credit.meta
    return line.rule is not None and line.rule.label == "template_residue" and len(line.shadow) >= _ROW


def _between(page: _Page) -> None:
    """A fragment between two lines of one kind that go, outside the body, goes too."""
    if "page.between" in page.off or "template_residue" in page.off:
        return
    above: Line | None = None
    run: list[Line] = []
    for k, line in enumerate(page.full):
        if page.first <= k <= page.last or line.shielded:
            above, run = None, []
        elif line.rule is None and len(line.shadow) <= _SHORT and not line.prose:
            run.append(line)
        elif line.rule is None:
            above, run = None, []
        else:
            if above is not None and above.rule is not None and _same_kind(above, line, run, page):
                for small in run:
                    page.take(small, _structure("page.between"), between=[above.rule.id, line.rule.id])
            above, run = line, []


def _same_kind(above: Line, below: Line, run: Sequence[Line], page: _Page) -> bool:
    assert above.rule is not None
    assert below.rule is not None
    if above.rule.label == "breadcrumb" == below.rule.label:
        return len(run) > 1 or len(run[0].shadow) <= _WORD if run else False  # one alone may be the heading
    if above.rule.label == below.rule.label:
        return len(run) == 1
    # A bare number between two lines of furniture is a counter.
    return len(run) == 1 and run[0].shadow.isdecimal() and page.first >= 0


def _structure(name: str) -> Rule:
    return Rule(name, STRUCTURE[name], "line", "", "", 0, (), (), ())


def _judgement(page: _Page, text: str, spans: list[Span], folders: tuple[str, ...]) -> Judgement:
    gone = [line for line in page.full if line.rule is not None]
    kept = [line for line in page.full if line.rule is None]
    if gone and not any(c.isalnum() for line in kept for c in line.shadow):
        return Judgement(kept="kept: nothing would remain")
    stays = sum(len(line.shadow) for line in kept)
    weak = sum(len(line.shadow) for line in gone if line.prose and not _is_strong(line))
    strong = sum(len(line.shadow) for line in gone if line.prose and _is_strong(line))
    if weak > stays or strong > _MOST * stays:
        return Judgement(kept="kept: most of the content would go")
    out = Judgement()
    for line in gone:
        assert line.rule is not None
        if line.index in page.credits:
            merge(out.meta, page.credits[line.index].meta)
        end = min(line.end + 1, len(text))
        evidence = page.evidence[line.index]
        out.edits.append(Edit(line.start, end, rule=line.rule.id, label=line.rule.label, evidence=evidence))
    out.edits.extend(_bullets(page, text))
    done: set[int] = {line.index for line in gone}
    for index, start, end, rule in spans:
        if index not in done and not page.is_off(rule):
            done.add(index)
            out.edits.append(Edit(start, end, rule=rule.id, label=rule.label, evidence={"zone": "span"}))
            if rule.lift:
                found = parse(text[start:end], fold(text[start:end]), folders)
                merge(out.meta, found.meta if found else {})
    return out


def _is_strong(line: Line) -> bool:
    """Say whether a line goes for what it says alone; legal talk is as long as some articles are."""
    if line.rule is None or line.rule not in line.rules:
        return False
    return line.rule.scope in ("line", "block") or line.rule.label in ("copyright_disclaimer", "contact")


def _bullets(page: _Page, text: str) -> Iterator[Edit]:
    """The bullets, alone on their lines, of lines that go."""
    below: Line | None = None
    for line in reversed(page.lines):
        if line.shadow:
            below = line
        elif below is not None and below.rule is not None and text[line.start : line.end].strip():
            end = min(line.end + 1, len(text))
            yield Edit(line.start, end, rule=below.rule.id, label=below.rule.label, evidence={"bullet": True})
