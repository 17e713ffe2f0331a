"""Lines around the article that talk of something else: tickers and menus above its heading, other stories below it.

Of a heading a third and more of the pairs of hanzi stand in its text as well, of a headline of another story hardly
any (`topic.py`).  So a heading is known without a date below it, and a list of headlines without a word above it.
Nothing is done to a page of which words of rules do not say that menus and lists stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from cleantext.boilerplate.fragments import card
from cleantext.boilerplate.heading import titles
from cleantext.boilerplate.layout import ENDS, SHORT, TITLE, dateline, is_sign
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import ARTICLE, Page, structure
from cleantext.boilerplate.topic import topic

__all__ = ["others", "trim"]

_PAIRS, _SURE = 6, 10  # pairs of hanzi of a line of which is known what it talks of, and known well
_ON, _OFF = 0.3, 0.15  # share of them that stand in the article, at least and at most
_NOTHING, _PARAGRAPH = 0.08, 20  # share of a paragraph of something else, and pairs of one that says what it talks of
_TOGETHER = 3  # paragraphs that stand together
_ABOVE = 8  # lines above a heading that make a menu
_SIGNS = 3  # of them that hold words of rules
_LEAD = 30  # characters of a paragraph that may be the article's
_HEADING = 8  # characters of a heading
_HEADLINES = 4  # below an article, that make a list
_NEAR = 6  # lines among which the beginning of a list has two headlines
_LASTS = "钟时天周月"  # at the end of a line says also how long something takes
# Posts, whose short answers talk of anything; boards that no rule knows.
_BOARD = re.compile(r"楼主|原帖|本帖|回帖|发帖|本主题由|只看该作者|发表于\s?\d{4}|(?:^|\s)\d{1,4}\s?(?:楼|#)$|wrote:$")
_TALK = re.compile("[我你您俺咱]|[。~～]$")
_TALKS = 5  # one of so many lines that speaks makes a list one of answers
_HANZI = re.compile("[\u3400-\u9fff]+")
# What an author sets below a text: notes, and what else there is to read or to know.
_NOTES = re.compile(
    "参考(?:文献|资料|书)|引用|注[释解:]|脚注|尾注|附[录件表图注:]|目录|[书片歌菜名清]单|书目|年表|曲目|著作|作品"
)


def others(page: Page) -> None:
    """Charge what talks of something else above the heading and below the article."""
    below = len(page.full) - page.last - 1
    if page.first < 0 or (page.first < _ABOVE and below < _HEADLINES + _SIGNS):
        return
    if page.first >= _ABOVE and page.cjk and not page.off_structure("page.above-heading"):
        _above(page)
    if below >= _HEADLINES + _SIGNS and not page.off_structure("page.others"):
        _below(page)


def trim(page: Page) -> None:
    """Leave out of the body what talks of something else at its ends, and what lines of the page part from it.

    A digest of news is all such paragraphs, so those of the article have to stand together.
    """
    if page.first < 0 or page.posts or not page.cjk:
        return
    body = range(page.first, page.last + 1)
    if not (_ends_parted(page, body) or _ends_parted(page, body[::-1])) or page.is_thread():
        return
    prose = [k for k, x in enumerate(page.full[page.first : page.last + 1], page.first) if x.prose and page.is_prose(x)]
    if len(prose) <= _TOGETHER:
        return
    gaps = list(pairwise(prose))
    low = next((k for k, gap in enumerate(gaps) if not _is_parted(page, *gap)), len(gaps))
    high = len(gaps) - next((k for k, gap in enumerate(reversed(gaps)) if not _is_parted(page, *gap)), len(gaps))
    if high - low < _TOGETHER - 1 or any(b - a > 2 and _is_parted(page, a, b) for a, b in gaps[low:high]):
        return
    before = first, last = page.first, page.last
    page.first, page.last = prose[low], prose[high]
    if _talk_of_others(page, prose[:low]):
        first = prose[low]
    if _talk_of_others(page, prose[high + 1 :]):
        last = prose[high]
    page.first, page.last = before if (first, last) != before and _is_board(page) else (first, last)


def _ends_parted(page: Page, places: Sequence[int]) -> bool:
    """Say whether lines of the page stand between the two paragraphs at an end of the body."""
    near = -1
    for k in places:
        if page.full[k].prose and page.is_prose(page.full[k]):
            if near >= 0:
                return _is_parted(page, *sorted((near, k)))
            near = k
    return False


def _is_parted(page: Page, a: int, b: int) -> bool:
    """Say whether lines of the page stand between two paragraphs."""
    if b - a <= 2:
        return False
    return any(is_sign(line, page) or line.shadow.isdecimal() for line in page.full[a + 1 : min(b, a + 1 + _NEAR)])


def _talk_of_others(page: Page, places: Sequence[int]) -> bool:
    lines = [page.full[k] for k in places if _pairs(page.full[k]) >= _PARAGRAPH]
    return bool(lines) and 2 * len(lines) >= len(places) and fmean(topic(page, lines)) <= _NOTHING


def _above(page: Page) -> None:
    lines = page.full[: page.first]
    left = [line for line in lines if line.rule is None]
    says = len(lines) - len(left) + len([x for x in left if x.rules or x.item or x.row])
    if len(left) < 2 or says < _SIGNS or not _is_article(page):
        return
    shares = topic(page, lines, least=_PAIRS)
    found = _heading(page, shares)
    # Right below a date stands no heading but one within the text.
    dated = dateline(page, range(max(0, found - _NEAR), found))
    heading = found if dated is None else dated
    # A sentence of something else parts what stands above it, which nothing is known of.
    start = max(
        [k + 1 for k in range(heading) if (x := lines[k]).prose and page.is_prose(x) and not _is_other(x, shares[k])],
        default=0,
    )
    going = [k for k in range(start, heading) if shares[k] <= _OFF and not lines[k].indented]
    if (
        heading - start < _ABOVE
        or 3 * len(going) < 2 * (heading - start)
        or sum(map(_says, lines[start:heading])) < _SIGNS
        or _is_board(page)
    ):
        return
    near = lines[heading - 1]  # a line above the heading may be a part of it
    spared = titles(page)  # what has the place of a heading may be one that makes a riddle of its article
    if spared and spared[0] < heading + 1 and shares[spared[0]] >= _ON:
        spared = spared[:1]
    for k in going:
        if k in spared:
            continue
        if lines[k] is not near or len(near.shadow) <= SHORT or _says(near) or _pairs(near) >= _SURE:
            page.take(lines[k], structure("page.above-heading"), zone="head", heading=lines[found].core[:40])


def _is_article(page: Page) -> bool:
    return not page.is_thread() and page.article() >= 2 * ARTICLE


def _heading(page: Page, shares: Sequence[float]) -> int:
    """The lowest line that may be the heading and talks of what the article does, and above what is its text; or -1."""
    text = next((k for k, share in enumerate(shares) if share >= _ON and _is_text(page.full[k])), len(shares))
    return next((k for k in range(text - 1, -1, -1) if shares[k] >= _ON and _like_a_heading(page, page.full[k])), -1)


def _like_a_heading(page: Page, line: Line) -> bool:
    return (
        _HEADING <= len(line.shadow) <= TITLE
        and not line.prose
        and not line.rules
        and line.rule is None
        and line.index not in page.credits
        and not line.dated
    )


def _is_text(line: Line) -> bool:
    return line.prose and len(line.shadow) >= (_LEAD if line.shadow[-1] == "。" else TITLE)


def _is_other(line: Line, share: float) -> bool:
    """Say whether what looks like a paragraph is a headline with commas; it is no sentence."""
    return len(line.shadow) <= TITLE and "。" not in line.shadow and (share <= _OFF or line.shadow[-1] not in "!?")


def _says(line: Line) -> bool:
    """Say whether a line holds a word of a rule."""
    return bool(line.rule or line.rules or line.item or line.row)


def _below(page: Page) -> None:
    tail = page.full[page.last + 1 :]
    if page.quotes:
        return  # posts are as short as headlines
    known = [
        bool(x.rule or x.rules or x.item or x.row or (x.marks and x.dated and x.shadow[-1] not in _LASTS)) for x in tail
    ]
    if sum(known) < _SIGNS:
        return
    heads = [x.rule is not None and x.rule.label == "related" for x in tail]
    if not page.cjk and sum(heads) < _HEADLINES:
        return  # of no other is known what it talks of
    may_be = [k for k, x in enumerate(tail) if x.rule is None and _may_be_headline(page, x)]
    if not may_be:
        return
    could = heads.copy()
    for k in may_be:
        could[k] = True
    if _start(tail, 0, could, known) == len(tail) or not _is_article(page):
        return
    prose = [k for k, x in enumerate(tail) if x.prose and page.is_prose(x)]
    shares = topic(page, [tail[k] for k in (*may_be, *prose)], least=_PAIRS)
    after = max((k + 1 for k, share in zip(prose, shares[len(may_be) :], strict=True) if share >= _ON), default=0)
    for k, share in zip(may_be, shares, strict=False):
        heads[k] = share <= _OFF and _pairs(tail[k]) >= _PAIRS
    start = _start(tail, max(after, card(tail) + 1), heads, known)
    rest = tail[start:]
    if not rest:
        return
    unknown = [x.shadow for x in rest if x.rule is None]
    if _TALKS * sum(_TALK.search(shadow) is not None for shadow in unknown) >= len(unknown) or _is_board(page):
        return
    if any(len(x.shadow) <= _LEAD and _NOTES.search(x.shadow) and not (x.rules or x.item) for x in tail):
        return
    headlines = sum(heads[start:])
    for line in rest:
        if not page.is_prose(line) and not line.indented and "\t" not in line.shadow:  # nor a row of a table
            page.take(line, structure("page.others"), zone="tail", headlines=headlines)


def _is_board(page: Page) -> bool:
    return any(len(x.shadow) <= TITLE and _BOARD.search(x.shadow) for x in page.full)


def _start(tail: Sequence[Line], after: int, heads: Sequence[bool], known: Sequence[bool]) -> int:
    """Where in the tail a list of headlines begins, its length if there is none.

    A list that nothing known stands above may be the author's.
    """
    none = len(tail)
    start = next((k for k in range(after, none) if known[k] and sum(heads[k : k + _NEAR]) >= 2), none)
    sure = sum(h or k or x.bullet for h, k, x in zip(heads[start:], known[start:], tail[start:], strict=True))
    enough = sum(heads[start:]) >= _HEADLINES and sum(known[start:]) >= _SIGNS and 2 * sure >= none - start
    return start if enough else none


def _may_be_headline(page: Page, line: Line) -> bool:
    """Say whether a line below the article has the form of a headline."""
    end = line.shadow[-1]
    return (
        len(line.shadow) >= _HEADING
        and (end not in ENDS or end in "?!…)")
        and not line.indented
        and "\t" not in line.shadow
        and not page.is_prose(line)
        and line.index not in page.credits
    )


def _pairs(line: Line) -> int:
    """A count of hanzi next to each other, about as many as `topic` looks at."""
    return sum(map(len, _HANZI.findall(line.shadow))) - 1
