"""Lines that close an article whose sentences cannot be told from those below it.

Comments, excerpts of other articles and the small print are prose too, so the last line of
prose says nothing.  A heading like "Leave a reply" does, if little enough stands below it:
the same words high on a page are a link or a heading of the author's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, takewhile

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import ARTICLE, Page, structure

__all__ = ["chapters", "close"]

_DIGIT = re.compile(r"\d")
_STOPS = '.。!?！？”」"'
_CUT = ("...", "…")
# Above or below each comment on an English page.
_SAYS = re.compile(r"^(?:\d{1,4}\. )?[^.!?:\d][^.!?:]{1,39} says:?$")
_SAYING = ("says", "says:")
_REPLY = re.compile(r"^(?:reply ?(?:delete|↓)?|log in to reply|replies|permalink)$")
_HEADINGS = frozenset(("en.comment.count", "en.comment.form"))
_COMMENTS = 3  # of these that make a comment zone

_ALL = 2000  # comments are longer than what they are about: percent
_BELOW = 6  # lines below the heading of a chapter in which its table begins
_CELLS = 2  # tabs of a row of a table
_MANY = 3  # times the same heading on one page: "5 comments" below each answer ends nothing
_OTHER = 100  # percent: a rule with more is of what says that another article follows
# What may stand between two parts of an article, and how many characters a paragraph has of the one below: what a page
# says below a call to subscribe is shorter.
_WITHIN = {"related": 40, "ad": 100}
_BOX, _RUN = 12, 3  # lines below a box of links, paragraphs that follow each other


def chapters(page: Page) -> None:
    """Of two headings that are the same, "Comments", and have prose between them, the first is a button.

    A heading of links, "Related products", that a table stands below is the heading of a chapter.
    """
    closing = _closing(page)
    if not closing:
        return
    times = Counter(map(_words, closing)) if len(closing) > 1 else {}
    last: dict[str, int] = {}
    for line in reversed(closing):
        related = any(r.closes and r.label == "related" for r in line.rules)
        again = line.shadow in last and times[_words(line)] < _MANY
        if related or again:
            k = page.place(line)
            if again and any(
                page.is_prose(x) and len(x.shadow) >= ARTICLE for x in _until(page, k + 1, last[line.shadow])
            ):
                # It goes at once: without the other one it would be the heading when the page is judged again.
                line.rules = [replace(r, scope="line", closes=0, ends=False) if r.closes else r for r in line.rules]
            elif related and any(x.shadow.count("\t") >= _CELLS for x in page.full[k + 1 : k + 1 + _BELOW]):
                line.rules = [r for r in line.rules if r.label != "related"]
        last[line.shadow] = line.index


def _closing(page: Page) -> list[Line]:
    """The lines that close an article, or would."""
    return list(dict.fromkeys([line for line in page.ruled for rule in line.rules if rule.closes]))


def _until(page: Page, k: int, index: int) -> Iterator[Line]:
    """The lines from a place on that stand above the one with that index."""
    return takewhile(lambda line: line.index < index, page.full[k:])


def close(page: Page, shadow: str) -> None:
    """End the body above the first line of a rule with `closes`, if at most that share stands below it.

    The share is in percent of the characters above.

    Args:
        page: a page.
        shadow: the shadow of its whole text.
    """
    start = _comments(page, "says" in shadow)
    if start < 0:
        _close(page)
        return
    line = page.full[start]
    if line not in page.ruled:
        page.ruled.append(line)
    rules, line.rules = line.rules, [replace(structure("page.comments"), closes=_ALL, ends=True)]
    _close(page)
    if page.first <= start <= page.last:  # there is too little above it for an article
        line.rules = rules


def _close(page: Page) -> None:
    closing = _closing(page)
    if not closing:
        return
    if len(closing) >= _MANY:
        times = Counter(map(_words, closing))
        for line in closing:
            if times[_words(line)] >= _MANY:
                line.rules = [r for r in line.rules if not r.closes]
    if page.first < 0:
        return
    above = list(accumulate([len(line.shadow) for line in page.full], initial=0))
    for k in sorted([page.place(line) for line in closing]):
        if k <= page.first:
            continue
        share = max([r.closes for r in page.full[k].rules if not page.is_off(r)], default=0)
        if share and 100 * (above[-1] - above[k + 1]) <= share * above[k] and (share > _OTHER or not _goes_on(page, k)):
            line = page.full[k]
            line.rules = [replace(r, ends=True) if r.closes and not r.ends else r for r in line.rules]
            while page.last >= k or not page.full[page.last].prose or page.full[page.last].rules:
                page.last -= 1
            return


def _goes_on(page: Page, k: int) -> bool:
    """Say whether the article goes on below a heading of links, or a call to subscribe.

    Paragraphs follow on each other then, a heading between.
    """
    sizes = [_WITHIN[rule.label] for rule in page.full[k].rules if rule.label in _WITHIN]
    if not sizes:
        return False
    run = apart = 0
    pair = False  # headline and teaser by turns are no paragraphs
    for x in page.full[k + 1 : k + 1 + _BOX + _RUN]:
        if x.shadow.endswith(_CUT):
            run = 0  # the beginning of another article
        elif page.is_prose(x) and len(x.shadow) >= min(sizes) and x.shadow[-1] in _STOPS:
            run, pair = (run + 1, pair or apart == 0) if run and apart <= 1 else (1, False)
            apart = 0
            if run >= _RUN and pair:
                return True
        else:
            apart += 1 if not x.rules and not x.dated else _BOX
    return False


def _comments(page: Page, may_say: bool) -> int:
    """Return the place where comments begin, -1 if none do: many lines below say who says what, or "reply"."""
    if page.first < 0 or page.off_structure("page.comments"):
        return -1
    lines = page.full
    says = [
        k
        for k, line in enumerate(lines if may_say else ())
        if line.shadow.endswith(_SAYING) and _SAYS.match(line.shadow)
    ]
    # Where the first stands above the body, comments are all there is.
    start = says[0] if len(says) >= _COMMENTS and says[0] > page.first else -1
    heads: list[int] = []
    if not page.told.isdisjoint(_HEADINGS):
        heads = [page.place(line) for line in page.ruled for rule in line.rules if rule.id in _HEADINGS]
    if (start < 0 and not heads) or page.is_thread():
        return -1
    heads = [k for k in heads if page.first < k < (start if start >= 0 else len(lines))]
    if heads and (start < 0 or start - heads[-1] <= _COMMENTS):
        below = sum(_REPLY.match(line.shadow) is not None for line in lines[heads[-1] :])
        if start >= 0 or below >= _COMMENTS:
            start = heads[-1]
    elif start >= 0 and sum(_REPLY.match(line.shadow) is not None for line in lines[start:]) < _COMMENTS:
        return -1  # an interview, too, says who says what
    return start


def _words(line: Line) -> str:
    return _DIGIT.sub("", line.shadow)
