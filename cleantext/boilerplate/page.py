"""The lines of a page while it is judged, and what goes by the form of the page alone."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from cleantext.boilerplate.credits import Credit
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.rulebook import Rule

__all__ = ["ARTICLE", "STRUCTURE", "Page", "structure"]

_THREAD = ("zh.forum.user", "zh.forum.stamp", "zh.forum.prompt", "zh.qa.furniture")
_LINES_OF_THREAD = 3
_INDEX = attrgetter("index")
ARTICLE = 80  # characters of prose that make an article

# What the form of the page says without a word of a rule: id -> label.
STRUCTURE = {
    "page.above-heading": "breadcrumb",
    "page.between": "template_residue",  # or the label of the lines around it
    "page.buttons": "comment_widget",
    "page.comments": "comment_widget",
    "page.counter": "counter",
    "page.counts": "breadcrumb",
    "page.feed": "related",
    "page.frame": "comment_widget",
    "page.menu": "breadcrumb",
    "page.others": "related",
    "page.tags": "related",
    "page.tail": "template_residue",
    "page.title-echo": "template_residue",
    "spam.injected": "spam",
    "spam.script-outlier": "spam",
}


class Page:
    """The lines of a page while it is judged."""

    def __init__(self, lines: list[Line], off: frozenset[str], full: list[Line] | None = None) -> None:
        self.lines = lines  # all but blank ones
        at: list[Line | None] = [*lines]
        if lines and lines[-1].index >= len(lines):
            at = [None] * (lines[-1].index + 1)  # a dict takes ten times as much
            for line in lines:
                at[line.index] = line
        self._at = at
        self.off = off
        self.cjk = True  # it may have hanzi, kana or hangul
        self.full = [line for line in lines if line.shadow] if full is None else full
        self.ruled: list[Line] = []  # lines that rules match, alone or below a heading; `blocks` puts them in order
        self.told: set[str] = set()  # ids of their rules, when `blocks` is done: what others say is on no line
        self.board = False  # one of them is of a forum, or of questions and answers
        self.words: list[tuple[int, Line]] = []  # lines that are words of menus, or could be, by place in `full`
        self.marks: dict[int, list[int]] = {}  # what marks lines have, several as one number -> places in `full`
        self.credits: dict[int, Credit] = {}
        self.evidence: dict[int, dict[str, Any]] = {}
        self.first = self.last = -1  # the body, in indexes of `full`
        self.heading = -1  # its heading, if that looks like prose
        self.posts: set[int] = set()  # gaps between paragraphs in which the frame of a post stands
        self.frames: set[int] = set()  # the lines of these frames, in indexes of `full`
        self.quotes = False  # a post that is no part of them, as far as is known, quotes another
        self.counted = False  # the posts say when they were written, and most often which they are
        self.comments = -1  # the heading of comments below which nothing is of the article, in indexes of `full`
        self.feeds: set[int] = set()  # lines of feeds below an article, in indexes of `full`

    def at(self, index: int) -> Line:
        """Return the line with an index, one that is not blank."""
        line = self._at[index]
        assert line is not None
        return line

    def place(self, line: Line) -> int:
        """Return the place of a line in `full`."""
        return bisect_left(self.full, line.index, key=_INDEX)

    def marked(self, mark: int) -> list[int]:
        """Return the places in `full` of lines with a mark."""
        found = [places for marks, places in self.marks.items() if marks & mark]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))

    def tell(self) -> None:
        """Set which rules lines have, and whether one is of a forum or of questions and answers."""
        self.told = {rule.id for line in self.ruled for rule in line.rules}
        self.board = any(name.startswith(_THREAD) for name in self.told)

    def is_off(self, rule: Rule) -> bool:
        """Say whether the rule, or its label, is switched off."""
        return rule.id in self.off or rule.label in self.off

    def is_prose(self, line: Line) -> bool:
        """Say whether a line looks like the author's and nothing says otherwise."""
        return line.prose and not line.rules and line.rule is None and line.index not in self.credits

    def article(self) -> int:
        """Return how many characters of prose the body has."""
        if self.first < 0:
            return 0
        return sum([len(x.shadow) for x in self.full[self.first : self.last + 1] if x.prose and self.is_prose(x)])

    def is_thread(self) -> bool:
        """Say whether the page is of a forum, or of questions and answers: its posts are content."""
        if self.posts and (self.counted or not self.is_news()):
            return True
        if not self.board:
            return False
        lines = [line for line in self.ruled if any(rule.id.startswith(_THREAD) for rule in line.rules)]
        return len(lines) >= _LINES_OF_THREAD

    def is_news(self) -> bool:
        """Say whether the page names a source or an editor, as articles do and threads do not."""
        return any(credit.meta.keys() & {"source", "editor"} for credit in self.credits.values())

    def off_structure(self, name: str) -> bool:
        """Say whether a structural rule, or its label, is switched off."""
        return name in self.off or STRUCTURE[name] in self.off

    def take(self, line: Line, rule: Rule, **evidence: Any) -> None:
        """Charge a line to a rule, unless it has one or is to stay."""
        if line.rule is None and not line.shielded:
            line.rule = rule
            self.evidence[line.index] = evidence


@cache
def structure(name: str, label: str = "") -> Rule:
    """Return the rule that a line is charged to which goes by the form of the page, under its own label or another."""
    return Rule(name, label or STRUCTURE[name], "line", "", "", 0, (), (), ())
