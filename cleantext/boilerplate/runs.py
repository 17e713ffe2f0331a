"""Runs of short lines outside the article: menus, bars of buttons, tags."""

from __future__ import annotations

from itertools import groupby

from cleantext.boilerplate.heading import lowest, titles
from cleantext.boilerplate.layout import HASHTAGS, QUANTITY, SHORT
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure

__all__ = ["bars", "buttons", "menus", "rows", "tags"]

_BAR = 3  # buttons and counts that make a bar within a body; one more where nobody asks a question
_ASKED = 2  # lines with words of questions and answers that make a page of them
_LATIN = 24  # letters of an item of a menu, where a hanzi is three
_RUN = 5  # lines that make a menu
_TOP = 3  # the same at the top of a page


def menus(page: Page) -> None:
    """A run of short lines outside the body, several of them words of a menu, is a menu."""
    if page.off_structure("page.menu") or not page.words:
        return
    full = page.full
    outside = [(k, line) for k, line in page.words if not page.first <= k <= page.last]
    if len({line.shadow for _, line in outside}) < 2:  # one word is no menu
        return
    keep = set(titles(page) or lowest(page)) if page.first > 0 else set()

    def may_be(k: int) -> bool:
        return k not in keep and not page.first <= k <= page.last and _short(full[k], page)

    end = 0  # of the run above
    for k, _ in outside:
        if k < end or not may_be(k):
            continue
        start, end = k, k + 1
        while start > 0 and may_be(start - 1):
            start -= 1
        while end < len(full) and may_be(end):
            end += 1
        _take_menu(page, full[start:end])


def _short(line: Line, page: Page) -> bool:
    if line.shielded or page.is_prose(line):
        return False
    word = line.rule or line.item or line.row
    if line.item is not None and line.item.label == "breadcrumb":
        word = line.item  # 归档 in a menu; alone it is of a blog's side column
    if word is not None and word.label not in ("breadcrumb", "related", "template_residue", "app_prompt"):
        return False  # a share bar, a counter: below the heading, which is no part of the menu
    return (
        line.rule is not None
        or line.item is not None
        or line.row is not None
        or (
            len(line.shadow) <= (_LATIN if line.shadow.isascii() else SHORT)
            and line.shadow[-1] not in "。!?;…,”』」"
            and not QUANTITY.search(line.shadow)
        )
    )


def _take_menu(page: Page, run: list[Line]) -> None:
    while run and not _is_known(run[-1]):  # what stands at the end of a menu may be the heading
        run.pop()
    below = page.first >= 0 and bool(run) and run[0].index > page.full[page.last].index
    while (
        below and run and not _is_known(run[0])
    ):  # what stands right below the last paragraph may be the author's list
        run.pop(0)
    words = [line for line in run if line.item is not None or line.row is not None]
    forms = {x.shadow for x in run if x.form is not None}
    known = sum(map(_is_known, run)) + len(forms) // 2
    different = len({x.shadow for x in words}) + len(forms) // 2
    # Nothing of the author's stands above the first line of a page: there a shorter menu is believed.
    top = bool(run) and run[0] is page.full[0] and len(run) >= _TOP and different >= 2 and 2 * known >= len(run)
    if not top and (len(run) < _RUN or different < 3 or 4 * known < len(run)):
        return
    for line in run:
        rule = structure("page.menu")
        page.take(line, rule, words=len(words), lines=len(run), items=_ids(line))


def _is_known(line: Line) -> bool:
    return line.rule is not None or line.item is not None or line.row is not None


def _ids(line: Line) -> list[str]:
    return [rule.id for rule in (line.item, line.row, line.form) if rule is not None]


def rows(page: Page) -> None:
    """A line of many short cells, most of them words of a menu."""
    if page.off_structure("page.menu"):
        return
    for k, line in page.words:
        if line.row is not None and not page.first <= k <= page.last:
            page.take(line, structure("page.menu"), row=True, items=_ids(line))


def buttons(page: Page) -> None:
    """Two and more buttons in a run of lines, at the edges; in the body if such runs come again."""
    if page.off_structure("page.buttons"):
        return
    runs: list[list[int]] = []
    for k, line in page.words:
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


def bars(page: Page) -> None:
    """A run of buttons and counts below a post or an answer, whose rules are too weak for a body by themselves."""
    if page.first < 0 or page.off_structure("page.buttons"):
        return
    full = page.full
    found = [
        x
        for x in full[page.first : page.last + 1]
        if not x.prose and (x.rules or x.item or x.rule) and len(x.shadow) <= _LATIN and _says_bar(x)
    ]
    if len(found) < _BAR:
        return
    asked = sum(any(rule.id.startswith("zh.qa.") for rule in line.rules) for line in page.ruled)
    least = _BAR if asked >= _ASKED or page.is_thread() else _BAR + 1
    # Lines of a run stand as far from each other as their numbers are.
    for _, group in groupby(enumerate([page.place(x) for x in found]), key=lambda pair: pair[1] - pair[0]):
        run = [full[k] for _, k in group]
        if len(run) >= least and len({x.shadow for x in run}) >= _ASKED:
            for x in run:
                page.take(x, structure("page.buttons"), lines=len(run), signals=[r.id for r in x.rules], items=_ids(x))


def _says_bar(line: Line) -> bool:
    """Say whether a line that is no prose is a button or a count, by any rule."""
    rules = [*line.rules, *(rule for rule in (line.item, line.rule) if rule is not None)]
    return any(rule.label in ("comment_widget", "counter") for rule in rules)


def tags(page: Page) -> None:
    """Keywords below the article: #one #two, or one a line.

    Short items of a list without the sign may be what to pack or to buy: they stay.
    """
    if page.first < 0 or page.off_structure("page.tags"):
        return
    for line in page.full[page.last + 1 :]:
        if ("#" in line.shadow and HASHTAGS.search(line.shadow[:200])) or (
            line.edge and line.hashtag and len(line.shadow) <= 2 * SHORT
        ):
            page.take(line, structure("page.tags"), zone="tail")
