"""The judgement of one page: line, then block, then zone.

A line is matched alone; a heading takes the lines below it that belong to it; what is
left that looks like prose divides the page into head, body and tail.  Strong rules hold
everywhere, weak ones only in head or tail, where also the fragments go that follow a
rule with `ends`.  The judgement looks at nothing but the text in hand, so a caller that
repeats it until nothing changes has a text on which it finds nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from cleantext.boilerplate.closing import chapters, close
from cleantext.boilerplate.credits import Credit, merge, parse
from cleantext.boilerplate.fragments import between, heading_in, headings, sweep, title_echo
from cleantext.boilerplate.frames import find_frames, take_frames
from cleantext.boilerplate.gate import gate
from cleantext.boilerplate.heading import above_path, head, spare_heading
from cleantext.boilerplate.injected import cuts, cuttable, look, may_have_injected, told
from cleantext.boilerplate.items import LONGEST_ITEM, SHORTEST_ROW, items
from cleantext.boilerplate.late import late
from cleantext.boilerplate.layout import body
from cleantext.boilerplate.lines import Line, to_lines, without_residue
from cleantext.boilerplate.match import Span, match
from cleantext.boilerplate.mention import is_mention
from cleantext.boilerplate.outlier import is_outlier, is_traditional
from cleantext.boilerplate.page import ARTICLE, Page, structure
from cleantext.boilerplate.rulebook import Rule
from cleantext.boilerplate.runs import bars, buttons, menus, rows, tags
from cleantext.edits import Edit
from cleantext.script.tables import fold, fold_map, look_up, pieces, to_str
from cleantext.texts import parts

__all__ = ["LINES", "Judgement", "judge", "may_have_outliers"]

_BRACKET = re.compile("[(][a-z\u00e0-\u02af]{1,7} ?[)]")  # whatever pinyin of either case becomes in a shadow
_SENTENCE = 40  # a line this long that ends a sentence needs two signals in the body
_BUSY = 3  # short lines with words of rules that make a page worth a closer look
_SHORT = 14  # characters of such a line
# A line takes some 600 bytes while a page is judged; a text with more lines, and with fewer bytes in each, is not.
LINES, _LINE = 20_000, 80
_LONG = 1 << 17  # characters: a longer text is looked at in pieces
_MOST = 10  # times more prose than all that stays: even strong rules are not believed beyond that


@dataclass(slots=True)
class Judgement:
    """What to cut, what was learnt, and why it was not done, if it was not."""

    edits: list[Edit] = field(default_factory=list)
    meta: dict[str, str | list[str]] = field(default_factory=dict)
    kept: str = ""  # the reason for leaving all as it is
    final: bool = False  # once the edits are made, no line is left that a rule could meet


def judge(text: str, folders: tuple[str, ...], off: frozenset[str]) -> Judgement:
    """Return what the rules of `folders`, but for those that are `off`, would do to a text."""
    no_page = _is_no_page(text)
    hits, tones, shadow = _scan(text, folders, no_page)
    bare = without_residue(text) if tones and not no_page else text
    if bare is not text:
        hits, _, _ = _scan(bare, folders, no_page)
    foreign = may_have_outliers(text, off)
    if not hits and not foreign:
        return Judgement()
    if no_page:
        return Judgement(kept="kept: too many lines for a page")
    lines = text.split("\n")
    if shadow is None:
        shadows = [line for part in parts(text, _LONG) for line in fold(part).split("\n")]
    else:
        shadows = shadow.split("\n")
    found = match(lines, shadows, hits, folders)
    injected = look("\n".join(shadows) if shadow is None else shadow) if may_have_injected(hits, folders) else []
    if not any(found) and not foreign and not injected and not _is_busy(shadows, hits):
        return Judgement()
    page = Page(to_lines(lines, shadows), off)
    page.credits = found.credits
    for index, line_rules in found.rules.items():
        page.at[index].rules = line_rules
    _look_closer(page, folders)
    for line in page.full:
        if line.rules and is_mention(line.shadow):
            line.rules = ()
    _blocks(page)
    find_frames(page)
    chapters(page)
    body(page)
    close(page)
    _decide(page, foreign)
    take_frames(page)
    between(page)
    head(page)
    above_path(page)
    rows(page)
    menus(page)
    spare_heading(page)
    buttons(page)
    bars(page)
    tags(page)
    sweep(page)
    between(page)
    may_cut = cuttable(page, injected)
    spans = [Span(*cut, structure("spam.injected")) for cut in cuts(page, text, may_cut)]
    out = _judgement(page, text, [*found.spans, *spans], folders)
    if not out.kept:
        merge(out.meta, told(page, text, may_cut))
    # What a rule meets is a matter of one line; only pinyin is stripped on pages that have some of it anywhere.
    out.final = (
        bare is text
        and not found.spans
        and not injected
        and all(page.at[i].rule is not None for i in (*found.rules, *found.credits))
        and not _may_be_busy(page, out.edits, text, shadows, hits)
    )
    return out


def _is_no_page(text: str) -> bool:
    """Say whether a text has so many lines, and so short ones, that it can be no page of the web."""
    lines = text.count("\n")
    return lines > LINES and len(text.encode("utf-8", "surrogatepass")) < _LINE * lines


def _scan(text: str, folders: tuple[str, ...], briefly: bool) -> tuple[dict[int, int], bool, str | None]:
    """Return which lines hold words of rules, as the gate says it; whether there may be pinyin; and a short shadow.

    Args:
        text: a text.
        folders: where the rules come from.
        briefly: look no further than the first part of the text in which there is a word.
    """
    hits: dict[int, int] = {}
    brackets = False
    row = 0
    shadow = ""
    for part in parts(text, _LONG):
        points = look_up(fold_map(), part)
        shadow = to_str(points)
        brackets = brackets or ("(" in shadow and _BRACKET.search(shadow) is not None)
        found = gate(folders).lines(points, shadow)
        if found and briefly:
            return found, False, None
        hits |= {row + k: places for k, places in found.items()} if row else found
        row += shadow.count("\n") + 1 if len(text) > _LONG else 0
    return hits, brackets and _may_have_tones(text), shadow if len(text) <= _LONG else None


def may_have_outliers(text: str, off: frozenset[str]) -> bool:
    """Say whether lines in the other script are looked for."""
    return text.count("_") >= 2 and not off & {"spam", "spam.script-outlier"} and is_traditional(text)


def _may_be_busy(page: Page, edits: list[Edit], text: str, shadows: list[str], hits: Iterable[int]) -> bool:
    """Say whether the page may be busy once the edits are made; of a line that they cut, a heading below it stays."""
    cut = sum(
        (e.start > 0 and text[e.start - 1] != "\n") or (e.end < len(text) and text[e.end - 1] != "\n") for e in edits
    )
    return cut + _busy(shadows, [k for k in hits if k in page.at and page.at[k].rule is None]) >= _BUSY


def _may_have_tones(text: str) -> bool:
    """Say whether a text, folded, has letters of the range in which those with tone marks are."""
    folded = (fold_map().take(points) for _, points in pieces(text))
    return any(bool((points - np.uint32(0xE0) <= np.uint32(0x1DC - 0xE0)).any()) for points in folded)


def _is_busy(shadows: list[str], lines: Iterable[int]) -> bool:
    """Say whether several short ones of `lines`, which hold words of rules, make a page worth a closer look."""
    return _busy(shadows, lines) >= _BUSY


def _busy(shadows: list[str], lines: Iterable[int]) -> int:
    return sum(2 <= len(shadows[k]) <= _SHORT for k in lines)


def _look_closer(page: Page, folders: tuple[str, ...]) -> None:
    """Something was found: look at the short lines for what is too common to open a page for."""
    words = items(folders)
    shadows = [line.shadow for line in page.full]
    for line, shadow in zip(page.full, shadows, strict=True):
        n = len(shadow)
        if n <= LONGEST_ITEM and (found := words.find(shadow)):
            line.item = found
        elif n >= SHORTEST_ROW and (found := words.row(shadow)):
            line.row = found
        elif n <= _SHORT and (found := words.form(shadow)):
            line.form = found
    for k, rules in late(folders).matching(shadows).items():
        page.full[k].rules = [*page.full[k].rules, *rules]


def _blocks(page: Page) -> None:
    """A heading takes the lines right below it that have the form its rule asks for."""
    heading: Rule | None = None
    for line, below in zip_longest(page.full, page.full[1:]):
        if not line.rules:
            if heading is None:
                continue
        elif below is not None and "://" in below.shadow and not below.rules:
            # The author's further reading: a list of links of the site shows no addresses.
            line.rules = [r for r in line.rules if r.label != "related"]
        own = next((r for r in line.rules if r.takes and r.scope == "block"), None)
        if own is not None:
            heading = own
        elif heading is not None and heading.claims(line.shadow) and line.index not in page.credits:
            line.rules = [*line.rules, heading]
        elif heading is not None and not line.rules:
            heading = None


def _zone(page: Page, k: int) -> str:
    if page.first < 0:
        return "page"
    return "head" if k < page.first else "tail" if k > page.last else "body"


def _decide(page: Page, foreign: bool) -> None:
    people = Counter(c.rule.id for c in page.credits.values())
    dates = sum(c.bare_date for c in page.credits.values())
    for k, line in enumerate(page.full):
        credit = page.credits.get(line.index)
        if not line.rules and credit is None and not foreign:
            continue
        if page.off and (any(page.is_off(r) for r in line.rules) or (credit and page.is_off(credit.rule))):
            line.shielded = True
            continue
        zone = _zone(page, k)
        if credit is not None and _credit_holds(credit, zone, people, dates):
            page.take(line, credit.rule, zone=zone, fields=credit.rules)
            continue
        for rule in line.rules:
            if _holds(rule, line, zone):
                page.take(line, rule, zone=zone, signals=[r.id for r in line.rules])
                break
        if foreign and line.rule is None and zone != "body" and line.shadow.count("_") >= 2 and is_outlier(line.core):
            page.take(line, structure("spam.script-outlier"), zone=zone, scripts=["Hans", "Hant"])
    if page.first > 0:
        title_echo(page)


def _holds(rule: Rule, line: Line, zone: str) -> bool:
    if rule.scope in ("head", "tail"):
        return zone == rule.scope
    if rule.scope == "edge":
        return zone in ("head", "tail")
    sentence = line.shadow[-1] in "。!?" or (rule.takes and line.prose)
    if zone == "body" and len(line.shadow) >= _SENTENCE and sentence:
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


def _judgement(page: Page, text: str, spans: list[Span], folders: tuple[str, ...]) -> Judgement:
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
    zones = {line.index: _zone(page, k) for k, line in enumerate(page.full) if spans or line.rule is not None}
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
            start, end = start + page.at[index].start, end + page.at[index].start
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
