"""Headings set with blanks between all hanzi, 相 关 新 闻, 熱·門·榜: they say what they say without."""

from __future__ import annotations

import re

from cleantext.boilerplate.gate import gate
from cleantext.boilerplate.late import late
from cleantext.boilerplate.lines import BLANKS, Mark
from cleantext.boilerplate.match import match
from cleantext.boilerplate.page import Page
from cleantext.script.tables import to_points

__all__ = ["spaced"]

_LONGEST = 40
_SPACED = re.compile(f"[\u3400-\u9fff](?:[{BLANKS}]{{1,3}}[\u3400-\u9fff]){{1,11}} ?:?$")
_APART = re.compile(f"[{BLANKS}]")
_EVERY = -1  # all bits


def spaced(page: Page, folders: tuple[str, ...]) -> None:
    """Give such lines below the body the rules that match them when they are closed up."""
    lines = [page.full[k] for k in page.marked(Mark.SPACED) if k > page.last]
    lines = [x for x in lines if len(x.shadow) <= _LONGEST and not x.rules and _SPACED.match(x.shadow)]
    if not lines:
        return
    # They are few, and of a few hanzi each: all late rules are asked sooner than what a line has for them is found.
    # The cells of a table say the same again and again.
    closed = [_APART.sub("", x.shadow) for x in lines]
    different = list(dict.fromkeys(closed))
    shadow = "\n".join(different)
    found = match(different, different, gate(folders).lines(to_points(shadow), shadow), folders).rules
    patterns = late(folders).patterns
    rules = {text: [*found.get(k, ()), *patterns.matching(_EVERY, text)] for k, text in enumerate(different)}
    for line, text in zip(lines, closed, strict=True):
        line.rules = rules[text]
