"""Running text without punctuation: a blank or the end of the line does for a mark, as many blogs have it.

Line for line such text looks like a list of headlines.  What headlines leave out tells them apart: pronouns, particles,
auxiliaries, conjunctions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page

__all__ = ["find_unpunctuated"]

_RUN, _SIZE = 8, 120  # lines in a row that make a text, and their characters
_SHORTEST, _LONGEST = 6, 120  # characters of a line
_GAP = 1  # other lines between two of the text, a caption or a name
_WORDS, _SHARE = 2, 0.5  # small words of a line of text, and the least share of lines that have them
_SMALL = re.compile(
    "[我你您他她咱们也都就还很了着过会没不在是这那到又再才把让给跟而但因所可能要想吧呢啊喔呀吗哦嘛得地和与]"
)


def find_unpunctuated(page: Page) -> None:
    """Take the lines of such texts for prose."""
    run: list[Line] = []
    apart = 0
    for line in [*page.full, None]:
        if line is not None and _may_be_text(line, page):
            run.append(line)
            apart = 0
            continue
        apart += 1
        if line is not None and apart <= _GAP and (line.prose or len(line.shadow) <= _SHORTEST) and not line.rules:
            continue
        if len(run) >= _RUN and _is_text(run):
            for x in run:
                x.prose = True
        run = []


def _may_be_text(line: Line, page: Page) -> bool:
    return (
        not line.prose
        and not line.bullet
        and _SHORTEST <= len(line.shadow) <= _LONGEST
        and not line.rules
        and line.item is None
        and line.row is None
        and not line.shadow.isascii()
        and line.index not in page.credits
        and not line.dated
    )


def _is_text(run: Sequence[Line]) -> bool:
    if sum(len(x.shadow) for x in run) < _SIZE:
        return False
    return sum(len(set(_SMALL.findall(x.shadow))) >= _WORDS for x in run) >= _SHARE * len(run)
