"""What holds of what rules and credits say of a line: by its block, and by where on the page it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from operator import attrgetter

from cleantext.boilerplate.credits import Credit
from cleantext.boilerplate.fragments import title_echo
from cleantext.boilerplate.lines import Line, Mark
from cleantext.boilerplate.outlier import is_outlier
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.rulebook import Rule

__all__ = ["blocks", "decide", "zone_of"]

_INDEX = attrgetter("index")
_SENTENCE = 40  # a line this long that ends a sentence needs two signals in the body


def blocks(page: Page) -> None:
    """A heading takes the lines right below it that have the form its rule asks for; set which lines have rules."""
    full = page.full
    heading: Rule | None = None
    above = 0  # the place of the last line with rules, where there is a heading
    taken: list[Line] = []
    ruled = sorted([line for line in page.ruled if line.rules and line.shadow], key=_INDEX)
    for line in ruled:
        if heading is not None:
            k = page.place(line)
            if not _take_all(page, range(above + 1, k), heading, taken):
                heading = None
        for rule in line.rules:
            if rule.label == "related":
                k = page.place(line) + 1
                if k < len(full) and "://" in full[k].shadow and not full[k].rules:
                    # The author's further reading: a list of links of the site shows no addresses.
                    line.rules = [r for r in line.rules if r.label != "related"]
                break
        for rule in line.rules:
            if rule.takes and rule.scope == "block":
                heading = rule
                break
        else:
            if heading is not None and heading.claims(line.shadow) and line.index not in page.credits:
                line.rules = [*line.rules, heading]
            elif heading is not None and not line.rules:
                heading = None
        if heading is not None:
            above = page.place(line)
    if heading is not None:
        _take_all(page, range(above + 1, len(full)), heading, taken)
    page.ruled = [line for line in (sorted([*ruled, *taken], key=_INDEX) if taken else ruled) if line.rules]
    page.tell()


def _take_all(page: Page, below: range, heading: Rule, taken: list[Line]) -> bool:
    """Let a heading take lines that no rule matches, up to one it does not claim, into `taken`; False at such a one."""
    for k in below:
        line = page.full[k]
        if not heading.claims(line.shadow) or line.index in page.credits:
            return False
        line.rules = [heading]
        taken.append(line)
    return True


def zone_of(page: Page, line: Line) -> str:
    """Return head, body or tail for a line; page, if there is no body."""
    if page.first < 0:
        return "page"
    if line.index < page.full[page.first].index:
        return "head"
    return "tail" if line.index > page.full[page.last].index else "body"


def decide(page: Page, foreign: bool) -> None:
    """Charge lines to the rules that hold where they stand; with `foreign`, lines in the other script as well."""
    credits = page.credits
    people = Counter([c.rule.id for c in credits.values()]) if credits else {}
    dates = sum([c.bare_date for c in credits.values()])
    told = page.full
    if not foreign:  # a line may be among these twice, which changes nothing
        spaced = [page.full[k] for k in page.marked(Mark.SPACED)]
        told = [*page.ruled, *[x for x in spaced if x.rules], *[x for x in map(page.at, credits) if x.shadow]]
    for line in told:
        credit = credits.get(line.index)
        if page.off and (any(page.is_off(r) for r in line.rules) or (credit and page.is_off(credit.rule))):
            line.shielded = True
            continue
        zone = zone_of(page, line)
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


def _credit_holds(credit: Credit, zone: str, same: Mapping[str, int], dates: int) -> bool:
    if credit.bare_date:
        return zone == "head" and dates <= 2  # a diary has many, a letter ends with one
    if credit.rule.id.endswith("reporter") and same[credit.rule.id] > 2:
        return False  # 记者: opens each question of an interview
    if zone in ("head", "tail"):
        return True
    # Inside the body 来源: credits a picture as often as the page.
    return credit.colons and ("editor" in credit.meta or {"published", "source"} <= credit.meta.keys())
