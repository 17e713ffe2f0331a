"""Comments below an article that are longer than it: a heading of comments, and below it so many as make a zone.

What a heading says alone, "Comments", is a link above the article as well, so it is believed where prose stands above
it and where what follows right below it comes again and again: numbers in order, days, "Reply" below each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, takewhile

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure

__all__ = ["find_comments"]

_HEADINGS = frozenset(("en.comment.count", "en.comment.form", "en.review.count", "en.review.heading"))
_HEADING = re.compile(
    r"(?:seller feedback|based on \d|top reviews|most (?:recent|helpful) reviews|(?:ratings?|reviews?) (?:&|and) )"
    r"|(?:(?:reader |user |customer )?(?:comments?|reviews?)(?: section)?)\s?:?\s?[(\[]?\d{0,6}[)\]]?:?$"
    r"|[(\[]?\d{1,6}[)\]]? (?:reader |user |customer |global )?"
    r"(?:comments?|responses?|thoughts?|replies|ratings?|reviews?)\b"
)
_FORM = re.compile(
    r"(?:leave|post|add|write|submit) a (?:comment|reply|review)|your e-?mail address will not be published"
    r"|this site uses akismet|comments (?:are|have been) closed|you must be (?:logged|signed) in to post a comment"
)
# Below each comment.
_REPLY = re.compile(
    r"(?:reply ?(?:delete|↓)?|reply to .{1,30}|log in to reply|replies|permalink"
    r"|.{2,40} says:?|.{2,40} on .{4,30} said:?)$"
)
# With each review.
_MARK = re.compile(
    r"(?:reviewed in .{4,30} on .{6,20}|(?:i|yes, i) recommend this product\.?"
    r"|verified (?:purchase|purchaser|buyer|owner|customer|reviewer)|.{1,40}\(verified (?:owner|buyer)\)"
    r"|(?:was this (?:review )?)?helpful\?.{0,20}"
    r"|\d{1,5} (?:people|of \d{1,5} people|customers?) found this (?:review )?helpful.{0,10}"
    r"|.{1,40}feedback left by buyer\.?)$"
)
# Above them how many gave how many stars.
_STARS = re.compile(r"^[1-5] ?(?:★|stars?\b)|\bout of 5\b|\baverage rating\b")
_NUMBER = re.compile(r"(\d{1,4})\. ")
_DAY = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? \d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"|(?:\d{1,3}|an?) (?:minute|hour|day|week|month|year)s? ago)(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?)?$"
)
_ABOVE = 400  # characters of prose above the heading
_BLOG = 1000  # the same, of an article whose comments look like the posts of a thread
_UNITS = 3  # comments that make a zone
_MOST = 24  # headings; of what comes more often none is one
_NEAR = 12  # lines below the heading in which the first one shows
_SUMMARY = 60  # the same, where what they say is summed up first
_FIRST = 600  # characters of prose of the first review and below the last
_LONGEST = 60  # lines of a review
_MARK_MAX = 60  # characters of a line below each
_ALL = 2000  # comments are longer than what they are about: percent


def find_comments(page: Page) -> None:
    """Give the heading below which comments stand a rule that closes the article, however many they are.

    Reviews that more of the page stands below go by themselves.
    """
    if page.told.isdisjoint(_HEADINGS) or page.off_structure("page.comments"):
        return
    may = dict.fromkeys([x for x in page.ruled for r in x.rules if r.id in _HEADINGS])
    headings = [x for x in may if _HEADING.match(x.shadow)]
    if not 0 < len(headings) <= _MOST:
        return
    places = {line.index: k for k, line in enumerate(page.full)}
    forms = [places[x.index] for x in page.ruled if _FORM.match(x.shadow)]
    for line in reversed(headings):
        k = places[line.index]
        form = next((i for i in forms if i > k), -1)
        below = page.full[k + 1 : form if form >= 0 else len(page.full)]
        last = _last_review(line, page.full[k + 1 :])
        if last < 0 and not _is_zone(line, below, form >= 0):
            continue
        above = sum(len(x.shadow) for x in page.full[:k] if page.is_prose(x))
        if page.posts and (form < 0 or above < _BLOG or min(page.frames) < k):
            return
        if above < _ABOVE:
            return
        page.posts, page.frames = set(), set()
        if last >= 0 and sum(len(x.shadow) for x in page.full[k + last + 2 :] if x.prose) > _FIRST:
            zone, known = page.full[k : k + last + 2], set(page.ruled)
            page.ruled += [x for x in zone if x not in known]
            for x in zone:
                if any(map(page.is_off, x.rules)):
                    continue  # it stays, whatever its neighbours do
                x.rules = [structure("page.comments")]
                page.take(x, structure("page.comments"), reviews=True)
        else:
            page.comments = k
            line.rules = [replace(structure("page.comments"), closes=_ALL, ends=True)]
        return


def _last_review(heading: Line, below: list[Line]) -> int:
    """The place below a heading of reviews of what stands with the last of them, -1 if none do.

    "Reviews" may be one of a row of tabs, above what the page says of the ware.
    """
    if not any(rule.id.startswith("en.review") for rule in heading.rules):
        return -1
    marks = [i for i, line in enumerate(below) if len(line.shadow) <= _MARK_MAX and _MARK.match(line.shadow)]
    near = list(takewhile(lambda pair: pair[1] - pair[0] <= _LONGEST, pairwise(marks)))
    if len(near) < _UNITS - 1 or marks[0] > (_NEAR if not any(map(_says_stars, below[:_NEAR])) else _SUMMARY):
        return -1
    if sum(len(line.shadow) for line in below[: marks[0]] if line.prose) > _FIRST:
        return -1
    return near[-1][1]


def _says_stars(line: Line) -> bool:
    return len(line.shadow) <= _MARK_MAX and _STARS.search(line.shadow) is not None


def _is_zone(heading: Line, below: list[Line], form: bool) -> bool:
    """Say whether comments stand below a heading; days are believed only above the form for another."""
    marks = [i for i, line in enumerate(below) if len(line.shadow) <= _MARK_MAX and _REPLY.match(line.shadow)]
    if len(marks) >= _UNITS and marks[0] <= _NEAR:
        return True
    count = re.findall(r"\d{1,6}", heading.shadow)[:1]
    if count and _are_numbered(below, 0 if form else int(count[0])):
        return True
    days = [i for i, line in enumerate(below) if len(line.shadow) <= _MARK_MAX and _DAY.match(line.shadow)]
    return form and len(days) >= _UNITS and days[0] <= _UNITS


def _are_numbered(below: list[Line], count: int) -> bool:
    """Say whether lines are numbered in order from about one on: of some the number is lost with a picture.

    With a count, as the heading has it, not more of them, and an eighth at least: the first page of them.
    """
    places = [(i, int(m[1])) for i, line in enumerate(below) if (m := _NUMBER.match(line.shadow))]
    if len(places) < max(_UNITS, count // 8) or places[0][0] > _UNITS:
        return False
    numbers = [number for _, number in places]
    if count and max(numbers) > count:
        return False
    rising = sum(0 < b - a <= _UNITS for a, b in pairwise(numbers))
    return numbers[0] <= _UNITS and 4 * rising >= 3 * (len(numbers) - 1)
