"""Layout: which stretch of a page is the article, and what the form of the lines around it says.

Every line is weighed: prose for the article, menus, lists of links and furniture against it.
The stretch with the greatest sum is the body.  (Pasternack and Roth, WWW 2009, do so with
words and tags.)  What stands above the heading of the body is the page's, and so are runs of
short lines among which are words of a menu.
"""

from __future__ import annotations

import re
from collections import Counter

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure

__all__ = ["body", "buttons", "head", "is_sign", "menus", "rows"]

_HAN = re.compile("[\u3400-\u9fff]")
_ENDS = '。!?…;”』」"”’）)'
_DATED = re.compile(
    r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}|^\d{1,2}[-/.月]\d{1,2}日?(?:\s?\d{1,2}:\d{2})?$|\d{1,2}:\d{2}|(?:\d{1,2}|昨|前|今)\s?(?:分钟|小时|天|日|周|个月)(?:前|以前)?$"
)
_QUANTITY = re.compile(
    r"\d|适量|少许|[一二两三四五六七八九十半几]\s?(?:克|勺|匙|个|只|片|根|颗|块|杯|碗|斤|瓣|把|条|张|粒|茶匙|大匙)"
)

_DIGITS = re.compile(r"\d[\d,.]*")
_HASHTAGS = re.compile(r"^#?[^#\s。,!?]{1,18}#?(?:[\s,、|]{0,2}#[^#\s。,!?]{1,18}#?){1,15}$")

_PROSE = 240  # a paragraph counts for no more than this many characters
_BARRIER = 150  # what a heading of comments or related links costs
_PIECE = 60  # characters of prose of the shortest piece of news
_TITLE = 80  # longest heading
_NEAR = 10  # lines between a heading and its dateline
_RUN = 5  # lines that make a menu
_SHORT = 10  # characters of an item of a menu


def weigh(line: Line, page: Page) -> int:
    """Return how much a line speaks for the article, in characters of prose."""
    n = len(line.shadow)
    if line.rules:
        return -20
    if line.index in page.credits:
        return -4
    if line.prose:  # three letters say about as much as a hanzi
        return min(n // 3 if line.shadow.isascii() else n, _PROSE)
    if line.indented or line.shadow[-1] in _ENDS:
        return n // 2
    if line.item is not None or _DATED.search(line.shadow[-24:]):
        return -12
    if any(c in line.shadow for c in ",、;"):
        return 0
    return -8 if line.bullet else -6


def body(page: Page) -> None:
    """Set the first and last line of prose of the stretch that is the article."""
    barriers = _barriers(page)
    best = total = start = 0
    found = first = (-1, -1)  # the best stretch, and the best above the first heading of comments or links
    above = 0
    for k, line in enumerate(page.full):
        weight = weigh(line, page)
        if total <= 0:
            total, start = 0, k
        if k in barriers:
            if (
                first == (-1, -1)
                and found[0] >= 0
                and any(_is_dateline(page, i) for i in range(max(0, found[0] - 2 * _NEAR), found[0]))
            ):
                first, above = found, best
            weight = min(-_BARRIER, -3 * total // 4)
        total += weight
        if total > best:
            best, found = total, (start, k)
    # A short piece of news is outweighed by what its readers are told about comments.
    if above >= _PIECE and 8 * above >= best and found[0] > first[1]:
        found = first
    prose = [k for k in range(found[0], found[1] + 1) if k >= 0 and page.is_prose(page.full[k])]
    if not prose:
        page.first = page.last = -1
        return
    page.first, page.last = prose[0], _resumes(page, prose[-1], barriers)
    # A heading may look like prose: 真的吗？ — the date below it says that it is one.
    top = page.full[page.first]
    if len(top.shadow) <= _TITLE and top.shadow[-1] != "。" and len(prose) > 1:
        if any(_is_dateline(page, k) for k in range(page.first + 1, min(prose[1], page.first + _NEAR))):
            page.heading, page.first = page.first, prose[1]


def _barriers(page: Page) -> dict[int, str]:
    """Headings of comments or of links, by place: what follows is another part of the page.

    What comes again and again, "12 条评论" below every answer, is no heading.
    """
    found = {}
    shapes = Counter(_DIGITS.sub("0", line.shadow) for line in page.full if line.rules)
    for k, line in enumerate(page.full):
        if len(line.shadow) > 40:
            continue
        for rule in line.rules:
            if rule.ends and rule.label in ("comment_widget", "related") and shapes[_DIGITS.sub("0", line.shadow)] <= 2:
                found[k] = rule.label
    return found


def _resumes(page: Page, last: int, barriers: dict[int, str]) -> int:
    """The article may go on below a box of links: the last line of prose that is still its own.

    Little stands between, or nothing but prose follows, or paragraphs stand together as those of
    an article do; teasers and comments have something of the page between them.
    """
    signs = [0]
    for line in page.full:
        signs.append(signs[-1] + is_sign(line, page))
    passed = ""
    for k in range(last + 1, len(page.full)):
        passed = passed if passed == "comment_widget" else barriers.get(k, passed)
        if not page.is_prose(page.full[k]) or page.full[k].shadow.isascii() > page.full[last].shadow.isascii():
            continue  # no prose, or English on a Chinese page
        between = signs[k] - signs[last + 1]
        final = between <= 6 and signs[-1] == signs[k + 1]
        if final or (not passed and between <= 2) or (passed != "comment_widget" and _together(page, k)):
            last = k
            passed = ""
    return last


def _together(page: Page, k: int) -> bool:
    """Say whether three paragraphs or more follow on each other."""
    run = page.full[k : k + 3]
    return len(run) == 3 and all(page.is_prose(x) for x in run) and sum(len(x.shadow) for x in run) >= _BARRIER


def is_sign(line: Line, page: Page) -> bool:
    """Say whether a line is of the page rather than of an article: ruled, a word, a link, a time."""
    if (
        line.rules
        or line.rule is not None
        or line.item is not None
        or line.row is not None
        or line.index in page.credits
    ):
        return True
    if page.is_prose(line) or line.indented:
        return False
    if _HASHTAGS.search(line.shadow[:200]):
        return True
    return bool(_DATED.search(line.shadow[-24:])) or (line.bullet and line.shadow[-1] not in _ENDS)


def titles(page: Page) -> list[int]:
    """The lines that may be the heading, nearest above the body or its dateline first."""
    top = page.first
    dateline = next((k for k in range(top - 1, max(-1, top - 40), -1) if _is_dateline(page, k)), None)
    found: list[int] = []
    below = dateline if dateline is not None else top
    if page.is_thread():  # names, questions and advice stand between the heading and the first post
        around = range(top - 1, max(-1, top - 40), -1)
        return [
            k
            for k in around
            if len(page.full[k].shadow) >= 8 and _like_a_title(page.full[k], page) and not _in_list(page, k)
        ]
    for k in range(below - 1, max(-1, below - 26), -1):
        line = page.full[k]
        if _like_a_title(line, page) and not _in_list(page, k):
            if found and found[-1] - k > (1 if len(page.full[found[-1]].shadow) >= 10 else 4):
                break
            found.append(k)
            if len(found) == 2:
                break
    return found


def _is_dateline(page: Page, k: int) -> bool:
    line = page.full[k]
    credit = page.credits.get(line.index)
    return (credit is not None and bool(credit.meta.keys() & {"published", "source"})) or (
        len(line.shadow) <= 60
        and bool(re.search(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}", line.shadow))
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
    heading = page.full[found[0]]
    above = page.full[: found[-1]]
    dateline = any(_is_dateline(page, k) for k in range(found[0] + 1, min(page.first, found[0] + _NEAR) + 1))
    echo = any(
        len(x.shadow) >= 6 and above and above[0].shadow.startswith(x.shadow) for x in (page.full[k] for k in found)
    )
    if not dateline and not echo:
        return
    signs = sum(is_sign(line, page) for line in above)
    small = sum(len(line.shadow) <= _SHORT and not page.is_prose(line) for line in above)
    # Where little is left of the page, a line that could be the heading stays.
    sure = signs >= 3 or not any(len(x.shadow) >= 8 and _like_a_title(x, page) for x in above)
    if signs < 1 or not sure or (4 * signs < len(above) and 2 * small < len(above) and signs < 6):
        return
    prose = sum(len(line.shadow) for line in above if page.is_prose(line))
    if 2 * prose > page.article():
        return
    same = {page.full[k].shadow for k in found} | {page.full[page.first - 1].shadow, page.full[page.heading].shadow}
    for line in above:
        if line.shadow not in same:
            page.take(line, structure("page.above-heading"), zone="head", heading=heading.core[:40], signs=signs)


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
    word = line.rule or line.item or line.row
    if word is not None and word.label not in ("breadcrumb", "related", "template_residue", "app_prompt"):
        return False  # a share bar, a counter: below the heading, which is no part of the menu
    return (
        line.rule is not None
        or line.item is not None
        or line.row is not None
        or (len(line.shadow) <= _SHORT and line.shadow[-1] not in "。!?;…,”』」" and not _QUANTITY.search(line.shadow))
    )


def _take_menu(page: Page, run: list[Line]) -> None:
    while run and not _is_known(run[-1]):  # what stands at the end of a menu may be the heading
        run.pop()
    words = [line for line in run if line.item is not None or line.row is not None]
    known = sum(map(_is_known, run))
    if len(run) < _RUN or len({x.shadow for x in words}) < 3 or 4 * known < len(run):
        return
    for line in run:
        rule = structure("page.menu")
        page.take(line, rule, words=len(words), lines=len(run), items=_ids(line))


def _is_known(line: Line) -> bool:
    return line.rule is not None or line.item is not None or line.row is not None


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
                page.take(
                    page.full[k], structure("page.buttons"), lines=len(run), runs=len(runs), items=_ids(page.full[k])
                )


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
