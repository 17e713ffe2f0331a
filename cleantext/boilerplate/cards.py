"""Cards: other articles below an article, each with a headline, when it was written and how often it was read.

The count is what a diary and a list of versions do not have: 05-06 1230, "3周前 12.7k".
"""

from __future__ import annotations

import re
from itertools import pairwise

from cleantext.boilerplate.lines import Mark
from cleantext.boilerplate.page import ARTICLE, Page

__all__ = ["find_cards"]

_CARDS = 4  # that make a list
_APART = 5  # lines from one such line to the next
_LONGEST = 40  # characters of one
_ABOVE = 2  # lines of the first card above its date: headline, writer
_DATE = r"(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}"
_CARD = re.compile(
    rf"{_DATE}(?:\s\d{{1,2}}:\d{{2}})?\s+(?:阅读|浏览|阅读数|阅读量)?\s?\d[\d.,]{{0,7}}[kw万]?\+?"
    r"|(?:.{1,14}\s)?\d{1,3}\s?(?:秒|分钟|小时|天|周|个?月|年)前\s+\d[\d.,]{0,7}[kw万]?\+?"
)
_BARE = re.compile(_DATE)


def find_cards(page: Page) -> None:
    """Add to `page.feeds` the places of such a list below an article; its teasers are no prose."""
    full = page.full
    may = [
        k
        for k in page.marked(Mark.NUMBER)
        if len(shadow := full[k].shadow) <= _LONGEST and (shadow[0].isdecimal() or "前" in shadow) and not full[k].prose
    ]
    if len(may) < _CARDS:
        return
    cards = {k for k in may if _CARD.fullmatch(full[k].shadow)}
    if len(cards) < _CARDS or page.is_thread():
        return
    dates = [k for k in may if k in cards or _BARE.fullmatch(full[k].shadow)]
    runs: list[list[int]] = [[]]
    for k in dates:
        if runs[-1] and k - runs[-1][-1] > _APART:
            runs.append([])
        runs[-1].append(k)
    for run in runs:
        counted = len(cards.intersection(run))
        if counted < _CARDS or 2 * counted < len(run):
            continue
        start = run[0]
        while start > 0 and run[0] - start < _ABOVE and not full[start - 1].prose:
            start -= 1
        teasers = sum(page.is_prose(full[a + 1]) for a, _ in pairwise(run))
        end = run[-1] + 1
        if 2 * teasers >= len(run) and end < len(full) and full[end].prose:
            end += 1
        if sum(len(x.shadow) for x in full[:start] if page.is_prose(x)) < ARTICLE:
            continue
        page.feeds.update(range(start, end))
        for line in full[start:end]:
            line.prose = False
