"""Fragments: lines without a word of their own that go with their neighbours, outside the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleantext.boilerplate.layout import ENDS, QUANTITY, is_sign
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import ARTICLE, Page, structure
from cleantext.boilerplate.rulebook import Rule

__all__ = ["between", "card", "heading_in", "headings", "sweep", "title_echo"]

_WORD = 6  # characters of an item of a menu
_ROW = 8  # characters of a row of buttons
_HAN = re.compile("[\u3400-\u9fff]")
_SHORT = 12  # characters of a fragment that may go because both its neighbours do
_CROWD = 3  # known lines that make a crowd
_KNOWN = 5  # one of so many lines of a crowd is known, at least
_SCRAP = 30  # characters of what goes in a crowd
_TIMES = 20  # times longer than the article: a comment zone or the links of a portal
_HEADING = 6  # characters of a heading that is known again
_TITLE_WITHIN = 24  # lines from the top in which a <title> finds its heading
_WORDS = 6  # blanks in a line of running text, which a menu or a footer seldom has
# Above what to take and what to do: the card of a recipe stands below what its blog says of other recipes.
_CARD = re.compile(
    "(?:(?:the )?(?:ingredients?|instructions?|directions?|method|preparation)"
    "|(?:所需|主要|准备)?(?:材料|食材|用料|配料|主料|原料)|(?:制作|烹饪|料理)?(?:做法|步骤|方法)"
    "|作り方|재료|만드는 ?(?:법|방법))(?: ?[(（][^()（）]{1,20}[)）])?:?$"
)
_BEGINS = re.compile("[tidmp所主准材食用配原制烹料做步方作재만]")  # first characters of such a heading
_AMOUNT = re.compile(
    r"\d[\d.,/ -]{0,7}+(?:gr?|grams?|kg|kilo|[mcd]?l|lit(?:er|re)s?|oz|ounces?|lbs?|pounds?|cups?|tbsp|tsp"
    r"|tablespoons?|teaspoons?|el|tl|eetlepels?|theelepels?|cloves?)\b"
)
_AMOUNTS = 3  # lines in a row, each with an amount, of a list of ingredients without a heading that is known
_NUMBERS = re.compile(rf"\d{{{_AMOUNTS}}}")  # so many lines in a row that begin with a digit, by their first characters
_IN_CARD, _STEPS = 6, 2  # lines below such a heading, and those among them that are sentences or quantities


def title_echo(page: Page) -> None:
    """The page's <title>, "heading_channel_site", above the heading itself."""
    top = page.full[0]
    if top.rule is not None or "page.title-echo" in page.off or "template_residue" in page.off:
        return
    for line in page.full[1:_TITLE_WITHIN]:
        n = len(line.shadow)
        if n >= _HEADING and line.rule is None and top.shadow.startswith(line.shadow):
            rest = top.shadow[n:].lstrip()
            if 2 <= len(rest) <= 60 and rest[0] in "_-|–—<" and not any(c in rest for c in "。,!?"):
                page.take(top, structure("page.title-echo"), zone="head", heading=line.core)
            return


def headings(page: Page) -> list[Line]:
    """The lines above the article that stay, are long enough for a heading and stand in a line that goes."""
    above = page.full[: max(0, page.first)]
    gone = "\n".join([line.shadow for line in above if line.rule is not None])
    return [x for x in above if x.rule is None and len(x.shadow) >= _HEADING and x.shadow in gone] if gone else []


def heading_in(line: Line, stay: Sequence[Line]) -> tuple[int, int] | None:
    """Where a heading, one of those below that stay, stands in a line that goes: a <title>, a breadcrumb.

    Which of two copies is the author's nobody can tell, so what goes is what stands around it.
    """
    shadow = line.shadow
    if len(shadow) <= _HEADING or not stay or stay[-1].index <= line.index:
        return None
    for below in stay:
        if below.index > line.index and below.shadow in shadow and len(below.shadow) < len(shadow):
            at = shadow.find(below.shadow)
            return at, at + len(below.shadow)
    return None


def sweep(page: Page) -> None:
    """In the tail, what follows a rule with `ends` is not the author's either, whatever it says."""
    if page.first < 0:
        return
    tail = page.full[page.last + 1 :]
    ruled = [k for k, line in enumerate(tail) if line.rule is not None]
    if not 0 < len(ruled) < len(tail):
        return
    start = card(tail) + 1
    tail, ruled = tail[start:], [k - start for k in ruled if k >= start]
    if not ruled:
        return
    thread = not page.posts and page.is_thread()  # a count of comments stands below every post

    def is_end(line: Line) -> bool:
        return line.rule is not None and line.rule.ends and not (thread and line.rule.label == "comment_widget")

    crowd = -1 if not thread else len(tail)  # looked for where a line is known that ends nothing
    ending = next((k for k in reversed(ruled) if is_end(tail[k])), -1)
    swept: list[Line] = []
    trigger: Line | None = None
    ended = closed = False
    for k, line in enumerate(tail[ruled[0] :], ruled[0]):
        if line.rule is not None:
            if is_end(line) or (k < ending and _is_furniture(line, page)):
                if not ended and _ends_here(line, tail[k + 1 :], page):
                    trigger, ended = trigger or line, True
                closed = closed or (ended and line.rule.closes > 0)
            elif trigger is None:
                crowd = _crowd(tail, page) if crowd < 0 else crowd
                trigger = line if k >= crowd else None
        elif trigger is None or line.shielded or (not closed and _is_running(line)):
            continue
        elif ended or _is_scrap(line):
            swept.append(line)
    if not swept or trigger is None or trigger.rule is None:
        return
    known = trigger.rule.id == "page.comments"  # what stands below comes again and again
    if not known and not _may_sweep(page, tail[tail.index(trigger) + 1 :], swept):
        return
    going = {line.index for line in swept}
    above: Rule | None = None
    for line in tail:
        if line.rule is not None:
            above = line.rule
        elif line.index in going:
            name = _swept_as(line, above)
            rule = above if name is None and above is not None else structure(name or "page.tail")
            if rule.id not in page.off and rule.label not in page.off:
                page.take(line, rule, zone="tail", after=trigger.core[:40])


def card(tail: Sequence[Line]) -> int:
    """Where the last list of a recipe stands, -1 if there is none: nothing above it ends the page."""
    firsts = "".join([line.shadow[0] for line in tail])
    row, card = 0, -1
    if _NUMBERS.search(firsts):
        for k, line in enumerate(tail):
            row = row + 1 if line.shadow[0].isdecimal() and _AMOUNT.match(line.shadow) else 0
            if row >= _AMOUNTS:
                card = k
    may = [m.start() for m in _BEGINS.finditer(firsts, card + 1)]
    for k in reversed(may):
        if tail[k].rule is None and len(tail[k].shadow) <= _SCRAP and _CARD.match(tail[k].shadow):
            below = tail[k + 1 : k + 1 + _IN_CARD]
            if sum(x.prose or x.shadow[-1] == "." or QUANTITY.search(x.shadow) is not None for x in below) >= _STEPS:
                return k
    return card


def _crowd(tail: Sequence[Line], page: Page) -> int:
    """Where in the tail the page's own lines crowd: from there on a third of the lines are known to be, and three."""
    # A bullet is no sign here: below 更多 an author lists what else there is to read.
    signs = [bool(line.rule or line.item or line.row or line.form or line.index in page.credits) for line in tail]
    left = sum(signs)
    if left < _CROWD:
        return len(tail)
    full = sum(not (line.prose and page.is_prose(line)) for line in tail)
    for k, line in enumerate(tail):
        if left < _CROWD:
            break
        if line.rule is not None and _KNOWN * left >= full and sum(signs[k : k + 4 * _CROWD]) >= _CROWD:
            return k
        left -= signs[k]
        full -= not (line.prose and page.is_prose(line))
    return len(tail)


def _is_scrap(line: Line) -> bool:
    """Say whether a line is a short piece of text that says nothing of its own: no sentence, no quantity, no key."""
    shadow = line.shadow
    return (
        len(shadow) <= _SCRAP
        and not shadow.isascii()
        and not line.indented
        and shadow[-1] not in ENDS
        and ":" not in shadow[1:-1]
        and not QUANTITY.search(shadow)
    )


def _ends_here(line: Line, below: Sequence[Line], page: Page) -> bool:
    """Say whether a call for comments ends the article: not if more is said below it than above.

    "Add a comment" stands below a question as well, and its answers follow.
    """
    assert line.rule is not None
    if line.rule.label != "comment_widget" or line.rule.id == "page.comments" or page.is_news():
        return True
    return sum(len(x.shadow) for x in below if page.is_prose(x)) <= page.article()


def _is_running(line: Line) -> bool:
    """Say whether a line is words of an alphabet one after the other: a licence set in short lines, not a menu."""
    if not line.shadow.isascii():
        return False
    if line.core[0].islower() and line.core[-1] in ".:;,":  # the last word of a sentence that was broken
        return True
    return line.shadow.count(" ") >= _WORDS and not any(c in line.shadow for c in "|>·")


def _may_sweep(page: Page, below: Sequence[Line], swept: Sequence[Line]) -> bool:
    """What goes without a word of its own is less than half of what stays, or stands among furniture."""
    size = sum([len(line.shadow) for line in swept])
    stays = 0
    # Most often the body alone is enough.
    for part in (page.full[page.first : page.last + 1], page.full[: page.first], page.full[page.last + 1 :]):
        stays += sum([len(x.shadow) for x in part if x.rule is None])
        if 2 * size <= stays:
            return True
    article = page.article()
    signs = sum(is_sign(line, page) for line in below)
    if article < ARTICLE or 5 * signs < len(below):
        return False
    # Below a piece of news of three lines stands a portal: much is furniture, and hardly anything is prose.
    prose = sum(len(line.shadow) for line in swept if line.prose)
    return size <= _TIMES * article or (5 * signs >= 2 * len(below) and 12 * prose <= size)


def _swept_as(line: Line, above: Rule | None) -> str | None:
    """The structural rule that a swept line is charged to; None: the one above, whose kind it is."""
    if line.shadow.isdecimal():
        return "page.counter"
    # Below a byline, and without a hanzi below anything, it is no byline, nor a related story.
    if above is None or above.label in ("byline_credit", "dateline") or not _HAN.search(line.shadow):
        return "page.tail"
    return None


def _is_furniture(line: Line, page: Page) -> bool:
    """Say whether a line that goes stands where an article ends: an editor's name, or a row of buttons.

    A button alone stands also between the lead of a recipe and its list.
    """
    credit = page.credits.get(line.index)
    if credit is not None:
        return "editor" in credit.meta
    return line.rule is not None and line.rule.label == "template_residue" and len(line.shadow) >= _ROW


def between(page: Page) -> None:
    """A fragment between two lines of one kind that go, outside the body, goes too."""
    if "page.between" in page.off:
        return
    full = page.full
    for zone in (full[: page.first], full[page.last + 1 :]) if page.first >= 0 else (full,):
        gone = [k for k, line in enumerate(zone) if line.rule is not None]
        for a, b in pairwise(gone):
            if b - a == 1:
                continue
            above, below, run = zone[a], zone[b], zone[a + 1 : b]
            if above.shielded or below.shielded or not all(map(_is_fragment, run)):
                continue
            if _same_kind(above, below, run, page):
                assert above.rule is not None
                assert below.rule is not None
                for small in run:
                    page.take(small, _between_as(small, above.rule), between=[above.rule.id, below.rule.id])


def _is_fragment(line: Line) -> bool:
    return len(line.shadow) <= _SHORT and not line.prose and not line.shielded


def _between_as(line: Line, above: Rule) -> Rule:
    """The structural rule that a fragment is charged to: a counter, or of the kind of the lines around it."""
    if line.shadow.isdecimal():
        return structure("page.counter")
    return structure("page.between", above.label)


def _same_kind(above: Line, below: Line, run: Sequence[Line], page: Page) -> bool:
    assert above.rule is not None
    assert below.rule is not None
    if above.rule.label == "breadcrumb" == below.rule.label:
        return len(run) > 1 or len(run[0].shadow) <= _WORD if run else False  # one alone may be the heading
    if above.rule.label == below.rule.label:
        in_head = page.first >= 0 and below.index < page.full[page.first].index
        return len(run) == 1 and (not in_head or len(run[0].shadow) <= _WORD - 2)  # 秋天走老君岭 may be the heading
    # A bare number between two lines of furniture is a counter.
    return len(run) == 1 and run[0].shadow.isdecimal() and page.first >= 0
