"""What holds of what rules and credits say of a line: by its block, and by where on the page it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cleantext.boilerplate.credits import Credit
from cleantext.boilerplate.fragments import title_echo
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.outlier import is_outlier
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.rulebook import Rule

__all__ = ["blocks", "decide", "zone_of"]

_SENTENCE = 40  # a line this long that ends a sentence needs two signals in the body


def blocks(page: Page) -> None:
    """A heading takes the lines right below it that have the form its rule asks for; set which lines have rules."""
    full = page.full
    heading: Rule | None = None
    above = 0
    taken: list[int] = []
    ruled = [k for k, line in enumerate(full) if line.rules]
    for k in ruled:
        line = full[k]
        if heading is not None and not _take_all(page, range(above + 1, k), heading, taken):
            heading = None
        above = k
        if k + 1 < len(full) and "://" in (below := full[k + 1]).shadow and not below.rules:
            # The author's further reading: a list of links of the site shows no addresses.
            line.rules = [r for r in line.rules if r.label != "related"]
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
        _take_all(page, range(above + 1, len(full)), heading, taken)
    page.ruled = [full[k] for k in (sorted({*ruled, *taken}) if taken else ruled) if full[k].rules]


def _take_all(page: Page, below: range, heading: Rule, taken: list[int]) -> bool:
    """Let a heading take lines that no rule matches, up to one it does not claim, into `taken`; False at such a one."""
    for k in below:
        line = page.full[k]
        if not heading.claims(line.shadow) or line.index in page.credits:
            return False
        line.rules = [heading]
        taken.append(k)
    return True


def zone_of(page: Page, k: int) -> str:
    """Return head, body or tail for a place in `page.full`; page, if there is no body."""
    if page.first < 0:
        return "page"
    return "head" if k < page.first else "tail" if k > page.last else "body"


def decide(page: Page, foreign: bool) -> None:
    """Charge lines to the rules that hold where they stand; with `foreign`, lines in the other script as well."""
    credits = page.credits
    people = Counter([c.rule.id for c in credits.values()]) if credits else {}
    dates = sum([c.bare_date for c in credits.values()])
    told = [(k, x) for k, x in enumerate(page.full) if x.rules or foreign or (credits and x.index in credits)]
    for k, line in told:
        credit = credits.get(line.index)
        if page.off and (any(page.is_off(r) for r in line.rules) or (credit and page.is_off(credit.rule))):
            line.shielded = True
            continue
        zone = zone_of(page, k)
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
