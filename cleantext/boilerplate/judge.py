"""The judgement of one page: line, then block, then zone.

A line is matched alone; a heading takes the lines below it that belong to it; what is
left that looks like prose divides the page into head, body and tail.  Strong rules hold
everywhere, weak ones only in head or tail, where also the fragments go that follow a
rule with `ends`.  The judgement looks at nothing but the text in hand, so a caller that
repeats it until nothing changes has a text on which it finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from cleantext.boilerplate.bracketed import with_bracketed
from cleantext.boilerplate.cards import find_cards
from cleantext.boilerplate.closing import chapters, close
from cleantext.boilerplate.comments import find_comments
from cleantext.boilerplate.consent import consent
from cleantext.boilerplate.credits import Credit, merge, parse
from cleantext.boilerplate.feeds import find_feeds, take_feeds
from cleantext.boilerplate.fragments import between, heading_in, headings, sweep, title_echo
from cleantext.boilerplate.frames import find_frames, take_frames
from cleantext.boilerplate.heading import above_path, head, spare_heading
from cleantext.boilerplate.injected import cuts, cuttable, look, may_have_injected, told
from cleantext.boilerplate.layout import body
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.match import Span
from cleantext.boilerplate.mention import is_mention
from cleantext.boilerplate.others import others, trim
from cleantext.boilerplate.outlier import is_outlier, is_traditional
from cleantext.boilerplate.page import ARTICLE, Page, structure
from cleantext.boilerplate.reading import SHORT, Reading, read
from cleantext.boilerplate.rulebook import Rule
from cleantext.boilerplate.runs import bars, buttons, menus, rows, tags
from cleantext.boilerplate.sides import opening, sides
from cleantext.boilerplate.spaced import spaced
from cleantext.boilerplate.stamps import take_stamps
from cleantext.boilerplate.threads import find_threads, spare_quotes
from cleantext.boilerplate.unpunctuated import find_unpunctuated
from cleantext.edits import Edit
from cleantext.script.tables import fold
from cleantext.verdicts.injected import Injected

__all__ = ["LINES", "Judgement", "judge", "may_have_outliers"]

_SENTENCE = 40  # a line this long that ends a sentence needs two signals in the body
_BUSY = 3  # short lines with words of rules that make a page worth a closer look
# A line takes 500 to 750 bytes while a page is judged, so many 10 MB; more lines, and shorter ones, are no page.
LINES, _LINE = 14_000, 80
_MOST = 10  # times more prose than all that stays: even strong rules are not believed beyond that


@dataclass(slots=True)
class Judgement:
    """What to cut, what was learnt, and why it was not done, if it was not."""

    edits: list[Edit] = field(default_factory=list)
    meta: dict[str, str | list[str]] = field(default_factory=dict)
    kept: str = ""  # the reason for leaving all as it is
    reading: Reading | None = None  # of a page that was opened
    final: bool = False  # once the edits are made, no line is left that a rule could meet


def judge(text: str, folders: tuple[str, ...], off: frozenset[str], before: Reading | None = None) -> Judgement:
    """Return what the rules of `folders`, but for those that are `off`, would do to a text.

    Args:
        text: a text.
        folders: where the rules come from.
        off: ids and labels of rules that are switched off.
        before: the reading of a judgement that cut lines of a text, of which this is what is left.
    """
    no_page = _is_no_page(text)
    reading = before.again(text) if before is not None and not no_page else None
    if reading is None:
        reading = read(text, folders, briefly=no_page)
    hits = reading.hits
    foreign = may_have_outliers(text, off)
    if not hits and not foreign:
        return Judgement()
    if no_page:
        return Judgement(kept="kept: too many lines for a page")
    found = reading.matches(folders)
    injected: list[Injected] = []
    if may_have_injected(hits, folders):
        injected = with_bracketed(look(reading.whole()), reading.whole())
    shadows = reading.shadows
    nothing = not (found.rules or found.credits or found.spans or foreign or injected)
    if nothing and not _is_busy(shadows, hits):
        return Judgement()
    page = reading.open(folders, off)
    for line in page.full:
        if line.rules and is_mention(line.shadow):
            line.rules = ()
    _blocks(page)
    page.ruled = [line for line in page.full if line.rules]
    consent(page)
    whole = reading.whole()
    find_threads(page, whole)
    find_frames(page)
    spare_quotes(page)
    find_unpunctuated(page)
    find_comments(page)
    find_feeds(page)
    find_cards(page)
    chapters(page)
    body(page)
    close(page)
    trim(page)
    opening(page)
    spaced(page, folders)
    _decide(page, foreign)
    take_frames(page)
    take_stamps(page)
    between(page)
    take_feeds(page)
    head(page)
    above_path(page)
    rows(page)
    menus(page)
    sides(page)
    spare_heading(page)
    buttons(page)
    bars(page)
    tags(page)
    sweep(page)
    others(page)
    between(page)
    may_cut = cuttable(page, injected)
    spans = [Span(*cut, structure("spam.injected")) for cut in cuts(page, text, may_cut)]
    out = _judgement(page, text, [*found.spans, *spans], folders)
    if not out.kept:
        merge(out.meta, told(page, text, may_cut))
    out.reading = reading
    out.final = (
        reading.plain
        and not found.spans
        and not injected
        and all(page.at(i).rule is not None for i in (*found.rules, *found.credits))
        and not _may_be_busy(page, out.edits, text, shadows, hits)
    )
    return out


def _is_no_page(text: str) -> bool:
    """Say whether a text has so many lines, and so short ones, that it can be no page of the web."""
    lines = text.count("\n")
    return lines > LINES and len(text.encode("utf-8", "surrogatepass")) < _LINE * lines


def may_have_outliers(text: str, off: frozenset[str]) -> bool:
    """Say whether lines in the other script are looked for."""
    return text.count("_") >= 2 and not off & {"spam", "spam.script-outlier"} and is_traditional(text)


def _may_be_busy(page: Page, edits: list[Edit], text: str, shadows: list[str], hits: Iterable[int]) -> bool:
    """Say whether the page may be busy once the edits are made; of a line that they cut, a heading below it stays."""
    cut = sum(
        (e.start > 0 and text[e.start - 1] != "\n") or (e.end < len(text) and text[e.end - 1] != "\n") for e in edits
    )
    return cut + _busy(shadows, [k for k in hits if page.at(k).rule is None]) >= _BUSY


def _is_busy(shadows: list[str], lines: Iterable[int]) -> bool:
    """Say whether several short ones of `lines`, which hold words of rules, make a page worth a closer look."""
    return _busy(shadows, lines) >= _BUSY


def _busy(shadows: list[str], lines: Iterable[int]) -> int:
    return sum(2 <= len(shadows[k]) <= SHORT for k in lines)


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
    asked = {span.line for span in spans}
    zones = {x.index: _zone(page, k) for k, x in enumerate(page.full) if x.rule is not None or x.index in asked}
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
