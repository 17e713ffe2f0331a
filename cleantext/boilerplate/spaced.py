"""Headings set with blanks between all hanzi, 相 关 新 闻, 熱·門·榜: they say what they say without."""

from __future__ import annotations

import re

from cleantext.boilerplate.late import late
from cleantext.boilerplate.lines import BLANKS, Mark
from cleantext.boilerplate.page import Page
from cleantext.boilerplate.reading import read
from cleantext.boilerplate.short import short

__all__ = ["spaced"]

_LONGEST = 40
_SPACED = re.compile(f"[\u3400-\u9fff](?:[{BLANKS}]{{1,3}}[\u3400-\u9fff]){{1,11}} ?:?$")
_APART = re.compile(f"[{BLANKS}]")


def spaced(page: Page, folders: tuple[str, ...]) -> None:
    """Give such lines below the body the rules that match them when they are closed up."""
    lines = [page.full[k] for k in page.marked(Mark.SPACED) if k > page.last]
    lines = [x for x in lines if len(x.shadow) <= _LONGEST and not x.rules and _SPACED.match(x.shadow)]
    if not lines:
        return
    closed = [_APART.sub("", x.shadow) for x in lines]
    found = read("\n".join(closed), folders).matches(folders).rules
    rules = late(folders)
    more = rules.matching(closed, rules.requiring(short(closed)))
    for k, line in enumerate(lines):
        line.rules = [*found.get(k, ()), *more.get(k, ())]
