"""Running text without punctuation: a blank or the end of the line does for a mark, as many blogs have it.

Line for line such text looks like a list of headlines.  What headlines leave out tells them apart: pronouns, particles,
auxiliaries, conjunctions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page

__all__ = ["find_unpunctuated"]

_RUN, _SIZE = 8, 120  # lines in a row that make a text, and their characters
_SHORTEST, _USUAL, _LONGEST = 6, 9, 120  # characters of a line
# Paragraphs, and what is shorter, of which one may stand between two; lines that may be of such a text; all others.
_PROSE, _MAY, _OTHER = b"\0\1\2"
_RUNS = re.compile(b"\1(?:\0?+\1){%d,}+" % (_RUN - 1))  # with ways back to keep it takes a hundred bytes a line
_SHARE, _FEW = 0.5, 3  # least share of lines with two small words, and how many of the first of a run
_SMALL = "我你您他她咱们也都就还很了着过会没不在是这那到又再才把让给跟而但因所可能要想吧呢啊喔呀吗哦嘛得地和与"
_TWO = re.compile(f"([{_SMALL}])[^{_SMALL}]{{0,{_LONGEST}}}+(?!\\1)[{_SMALL}]")


def find_unpunctuated(page: Page) -> None:
    """Take the lines of such texts for prose."""
    full = page.full
    if not page.cjk or not _may_have(full):
        return
    kinds = bytes(
        [
            _PROSE
            if x.prose
            else _OTHER
            if x.bullet or x.item or x.rules or x.row
            else _MAY
            if len(x.shadow) >= _SHORTEST
            else _PROSE
            for x in full
        ]
    )
    for m in _RUNS.finditer(kinds):
        start, end = m.span()
        run = list(compress(full[start:end], kinds[start:end]))
        if _is_text(page, run):
            for x in run:
                x.prose = True


def _may_have(lines: Sequence[Line]) -> bool:
    """Say whether lines with small words stand together that are no paragraphs, nor of a list or a menu."""
    run: list[Line] = []
    for line in lines:
        if line.prose:
            continue
        if line.bullet or line.item:
            run.clear()
        elif len(line.shadow) >= _USUAL:
            run.append(line)
            if len(run) == _RUN:
                if len([x for x in run if _TWO.search(x.shadow)]) >= _FEW:
                    return True
                run.clear()
        elif run:
            run.pop()
    return False


def _is_text(page: Page, run: Sequence[Line]) -> bool:
    others = 0  # lines without two small words: of a list of headlines it shows soon
    for x in run:
        if len(x.shadow) > _LONGEST:
            return False
        if not _TWO.search(x.shadow):
            others += 1
            if len(run) - others < _SHARE * len(run):
                return False
    if sum([len(x.shadow) for x in run]) < _SIZE:
        return False
    return not any((x.marks and x.dated) or x.index in page.credits for x in run)
