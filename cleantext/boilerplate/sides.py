"""Side columns: lists that count what is behind each link, and menus of which few words are known.

A blog lists its categories and months, each with a number: 攝影 (12).  Nobody else counts so many things that way;
years in brackets, and what has a unit, are of a bibliography or a recipe.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cleantext.boilerplate.layout import ENDS, QUANTITY
from cleantext.boilerplate.lines import Line, Mark
from cleantext.boilerplate.page import Page, structure

__all__ = ["opening", "sides"]

_COUNTED = re.compile(r"(?:[^\d\s]|\d{1,4}\s?[年月/]).{0,30}\s?[(\[]\d{1,6}[)\]]$")
_YEAR = re.compile(r"[(\[](?:1[5-9]|20)\d\d[)\]]$")
_ASIDE, _WITHIN = 6, 12  # such lines in a row that make a list outside the body, and anywhere
_ITEM = 16  # characters of an item of a menu at the top
_MENUS = ((10, 2), (7, 3))  # items of a list at the top of a page that make a menu, and how many of them are known
_OPENS = 12  # lines from the top in which the list begins
_MOTTO = 60  # characters of prose above a menu that are no article
_WORDS = 4  # known words of a menu in a row


def sides(page: Page) -> None:
    """Charge lists of links that each have a number of what is behind them, and lists of links at the top."""
    if not page.off_structure("page.counts"):
        _counts(page)
    if not page.off_structure("page.menu"):
        _top(page)


def _counts(page: Page) -> None:
    full = page.full
    found = page.marked(Mark.BRACKET)
    if len(found) < _ASIDE:
        return
    found = [k for k in found if full[k].shadow[-2:-1].isdecimal() and _is_counted(full[k].shadow)]
    if len(found) < _ASIDE:
        return
    runs: list[list[int]] = [[found[0]]]
    for a, b in pairwise(found):
        # A heading may stand between two.
        if b - a == 1 or (b - a == 2 and len(full[a + 1].shadow) <= _ITEM and not full[a + 1].prose):
            runs[-1].append(b)
        else:
            runs.append([b])
    for run in runs:
        inside = page.first <= run[0] <= page.last
        if len(run) >= (_WITHIN if inside else _ASIDE):
            for line in full[run[0] : run[-1] + 1]:
                page.take(line, structure("page.counts"), lines=len(run))


def _is_counted(shadow: str) -> bool:
    return len(shadow) <= 40 and _COUNTED.match(shadow) is not None and not _YEAR.search(shadow)


def _top(page: Page) -> None:
    """A list that opens the page, above the body, is a menu if a few of its words are known."""
    if page.first < _MENUS[-1][0] or not any(x.bullet for x in page.full[:_OPENS]):
        return
    run: list[Line] = []
    for line in page.full[: page.first]:
        if line.rule is None and not _is_item(line):
            if line.bullet or run or line.index > _OPENS:
                break
            continue
        run.append(line)
    known = sum(x.rule is not None or x.item is not None or x.row is not None for x in run)
    if not any(len(run) >= n and known >= words for n, words in _MENUS):
        return
    if not any(x.rule is None and QUANTITY.search(x.shadow) for x in run):
        for line in run:
            page.take(line, structure("page.menu"), lines=len(run), words=known)


def _is_item(line: Line) -> bool:
    return line.bullet and not line.shielded and len(line.shadow) <= _ITEM and line.shadow[-1] not in ENDS


def opening(page: Page) -> None:
    """The body begins below a menu if no more than a motto stands above that."""
    if page.first < 0 or page.posts:
        return
    above = 0
    words = run = 0
    for k in range(page.first, page.last + 1):
        line = page.full[k]
        if line.item is not None and line.item.label == "breadcrumb":
            run += 1
            words = max(words, run)
            if run >= _WORDS:
                below = next((i for i in range(k + 1, page.last + 1) if page.is_prose(page.full[i])), -1)
                if below > 0 and 2 * above < sum(len(x.shadow) for x in page.full[below:] if page.is_prose(x)):
                    page.first = below
                return
            continue
        run = 0
        if page.is_prose(line):
            above += len(line.shadow)
            if above > _MOTTO:
                return
