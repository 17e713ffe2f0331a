"""Layout: which stretch of a page is the article, and what the form of the lines around it says.

Every line is weighed: prose for the article, menus, lists of links and furniture against it.
The stretch with the greatest sum is the body.  (Pasternack and Roth, WWW 2009, do so with
words and tags.)  What stands above the heading of the body is the page's, and so are runs of
short lines among which are words of a menu.
"""

from __future__ import annotations

import re

from cleantext.boilerplate.items import Items
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure

__all__ = ["body", "buttons", "head", "is_sign", "menus", "rows"]

_HAN = re.compile("[\u3400-\u9fff]")
_ENDS = "。!?…;”』」\"”’）)"
_DATED = re.compile(r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|^\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d{2})?$|\d{1,2}:\d{2}|(?:\d{1,2}|昨|前|今)\s?(?:分钟|小时|天|日|周|个月)(?:前|以前)?$")
_QUANTITY = re.compile(r"\d|适量|少许|[一二两三四五六七八九十半几]\s?(?:克|勺|匙|个|只|片|根|颗|块|杯|碗|斤|瓣|把|条|张|粒|茶匙|大匙)")

_HASHTAGS = re.compile(r"^(?:#[^#\s。,!?]{1,18}#?[\s,、|]{0,2}){1,16}$")

_PROSE = 240  # a paragraph counts for no more than this many characters
_BARRIER = 150  # what a heading of comments or related links costs
_TITLE = 80  # longest heading
_NEAR = 10  # lines between a heading and its dateline
_RUN = 5  # lines that make a menu
_SHORT = 10  # characters of an item of a menu


def weigh(line: Line, page: Page) -> int:
    """Return how much a line speaks for the article, in characters of prose."""
    n = len(line.shadow)
    if line.rules:
        heading = any(r.ends and r.scope in ("line", "block", "edge") for r in line.rules)
        return -_BARRIER if heading and n <= 40 else -20
    if line.index in page.credits:
        return -4
    if line.prose:
        return min(n, _PROSE)
    if line.indented:
        return n // 2
    if line.shadow[-1] in _ENDS:
        return n // 2
    if line.item is not None or _DATED.search(line.shadow[-24:]):
        return -12
    if any(c in line.shadow for c in ",、;"):
        return 0
    return -8 if line.bullet else -6


def body(page: Page) -> None:
    """Set the first and last line of prose of the stretch that is the article."""
    best = total = start = 0
    found = (-1, -1)
    for k, line in enumerate(page.full):
        weight = weigh(line, page)
        if total <= 0:
            total, start = 0, k
        total += weight
        if total > best:
            best, found = total, (start, k)
    prose = [k for k in range(found[0], found[1] + 1) if k >= 0 and page.is_prose(page.full[k])]
    if not prose:
        page.first = page.last = -1
        return
    page.first, page.last = prose[0], _resumes(page, prose[-1])


def _resumes(page: Page, last: int) -> int:
    """The article may go on below a box of links: the last line of prose that little stands before or after."""
    signs = [0]
    for line in page.full:
        signs.append(signs[-1] + is_sign(line, page))
    for k in range(last + 1, len(page.full)):
        if page.is_prose(page.full[k]):
            between = signs[k] - signs[last + 1]
            if between <= 2 or (between <= 6 and signs[-1] == signs[k + 1]):
                last = k
    return last


def is_sign(line: Line, page: Page) -> bool:
    """Say whether a line is of the page rather than of an article: ruled, a word, a link, a time."""
    if line.rules or line.rule is not None or line.item is not None or line.row is not None or line.index in page.credits:
        return True
    if page.is_prose(line) or line.indented:
        return False
    if _HASHTAGS.search(line.shadow[:200]):
        return True
    return bool(_DATED.search(line.shadow[-24:])) or (line.bullet and line.shadow[-1] not in _ENDS)


def titles(page: Page) -> list[int]:
    """The lines that may be the heading, nearest above the body, and what stands around it."""
    top = page.first
    if page.is_prose(page.full[top]) and len(page.full[top].shadow) <= _TITLE and top == 0:
        return [0]
    dateline = next((k for k in range(top - 1, max(-1, top - 40), -1) if _is_dateline(page, k)), None)
    found: list[int] = []
    below = dateline if dateline is not None else top
    k = below - 1
    while k >= 0 and len(found) < 2 and k >= below - 25:
        line = page.full[k]
        if _like_a_title(line, page) and not _in_list(page, k):
            if found and found[-1] - k > (1 if len(page.full[found[-1]].shadow) >= 10 else 4):
                break
            found.append(k)
        k -= 1
    return found


def _is_dateline(page: Page, k: int) -> bool:
    line = page.full[k]
    credit = page.credits.get(line.index)
    return (credit is not None and bool(credit.meta.keys() & {"published", "source"})) or (
        len(line.shadow) <= 60 and bool(re.search(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}", line.shadow))
    )


def _like_a_title(line: Line, page: Page) -> bool:
    n = len(line.shadow)
    if not 5 <= n <= _TITLE or line.rules or line.rule is not None or line.item is not None:
        return False
    if line.index in page.credits or _DATED.search(line.shadow[-24:]) or line.shadow[-1] == "。":
        return False
    return _HAN.search(line.shadow) is not None


def _in_list(page: Page, k: int) -> bool:
    """Say whether a line is one of a list of four or more with the same form."""
    if not page.full[k].bullet:
        return False
    a = b = k
    while a > 0 and page.full[a - 1].bullet:
        a -= 1
    while b + 1 < len(page.full) and page.full[b + 1].bullet:
        b += 1
    return b - a + 1 >= 4


def head(page: Page) -> None:
    """What stands above the heading is the page's: menus, breadcrumbs, tickers."""
    if page.first <= 0 or page.off_structure("page.above-heading"):
        return
    found = titles(page)
    if not found:
        return
    top = found[-1]
    above = page.full[:top]
    below = page.full[found[0] : page.first + 1]
    dateline = any(_is_dateline(page, k) for k in range(found[0], page.first + 1)) and len(below) <= _NEAR + 8
    echo = any(a.core and a is not b and a.shadow.startswith(b.shadow) for a in above[:1] for b in (page.full[i] for i in found) if len(b.shadow) >= 6)
    evidence = sum(line.rule is not None or line.item is not None for line in above)
    prose = sum(len(line.shadow) for line in above if page.is_prose(line))
    small = sum(len(line.shadow) <= _SHORT and not page.is_prose(line) for line in above)
    menu = len(above) >= 8 and 10 * small >= 6 * len(above)
    if not (dateline or echo) or evidence < 2 - menu or (4 * evidence < len(above) and evidence < 6 and not menu):
        return
    if 2 * prose > sum(min(len(x.shadow), _PROSE) for x in page.full[page.first : page.last + 1] if page.is_prose(x)):
        return
    for line in above:
        page.take(line, structure("page.above-heading"), zone="head", heading=page.full[found[0]].core, evidence=evidence)


def menus(page: Page) -> None:
    """A run of short lines outside the body, several of them words of a menu, is a menu."""
    if page.off_structure("page.menu"):
        return
    stop = titles(page) if page.first > 0 else []
    keep = set(stop)
    run: list[Line] = []
    for k, line in enumerate([*page.full, None]):
        if line is not None and k not in keep and not (page.first <= k <= page.last) and _short(line, page):
            run.append(line)
            continue
        _take_menu(page, run)
        run = []


def _short(line: Line, page: Page) -> bool:
    if line.shielded or page.is_prose(line):
        return False
    return line.rule is not None or line.item is not None or line.row is not None or (
        len(line.shadow) <= _SHORT and line.shadow[-1] not in "。!?;…,”』」" and not _QUANTITY.search(line.shadow)
    )


def _take_menu(page: Page, run: list[Line]) -> None:
    words = [line for line in run if line.item is not None or line.row is not None]
    known = sum(line.rule is not None or line.item is not None or line.row is not None for line in run)
    if len(run) < _RUN or len({x.shadow for x in words}) < 3 or 4 * known < len(run):
        return
    for line in run:
        rule = structure("page.menu")
        page.take(line, rule, words=len(words), lines=len(run), items=_ids(line))


def _ids(line: Line) -> list[str]:
    return [rule.id for rule in (line.item, line.row) if rule is not None]


def rows(page: Page) -> None:
    """A line of many short cells, most of them words of a menu."""
    if page.off_structure("page.menu"):
        return
    for k, line in enumerate(page.full):
        if line.row is not None and not page.first <= k <= page.last:
            page.take(line, structure("page.menu"), row=True, items=_ids(line))


def buttons(page: Page) -> None:
    """Two and more buttons in a run of lines, at the edges; in the body if such runs come again."""
    if page.off_structure("page.buttons"):
        return
    runs: list[list[int]] = []
    for k, line in enumerate(page.full):
        if line.item is not None and line.item.label == "comment_widget" and line.rule is None and not line.shielded:
            if runs and runs[-1][-1] == k - 1:
                runs[-1].append(k)
            else:
                runs.append([k])
    runs = [run for run in runs if len({page.full[k].shadow for k in run}) >= 2 or (len(run) >= 3)]
    for run in runs:
        inside = page.first >= 0 and page.first <= run[0] and run[-1] <= page.last
        if page.first < 0 and len(run) < 3:
            continue
        if not inside or len(run) >= 4 or len(runs) >= 3:
            for k in run:
                page.take(page.full[k], structure("page.buttons"), lines=len(run), runs=len(runs), items=_ids(page.full[k]))


def tags(page: Page) -> None:
    """Keywords below the article: #one #two, or a list of short words above what else is the page's."""
    if page.first < 0 or page.off_structure("page.tags"):
        return
    tail = page.full[page.last + 1 :]
    for k, line in enumerate(tail):
        if _HASHTAGS.search(line.shadow[:200]):
            page.take(line, structure("page.tags"), zone="tail")
            continue
        if line.rule is None:
            continue
        run: list[Line] = []
        for x in reversed(tail[:k]):
            if x.rule is None and x.bullet and len(x.shadow) <= _SHORT and x.shadow[-1] not in _ENDS:
                run.append(x)
            else:
                break
        if len(run) >= 3:
            for x in run:
                page.take(x, structure("page.tags"), zone="tail", lines=len(run))
