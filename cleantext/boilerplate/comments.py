"""Comments below an article that are longer than it: a heading of comments, and below it so many as make a zone.

What a heading says alone, "Comments", is a link above the article as well, so it is believed where prose stands above
it and where what follows right below it comes again and again: numbers in order, days, "Reply" below each.
"""

from __future__ import annotations

import re
from dataclasses import replace

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure

__all__ = ["find_comments"]

_HEADINGS = ("en.comment.count", "en.comment.form", "en.review.count")
_HEADING = re.compile(
    r"(?:(?:reader |user |customer )?(?:comments?|reviews?)(?: section)?)\s?:?\s?[(\[]?\d{0,6}[)\]]?:?$"
    r"|[(\[]?\d{1,6}[)\]]? (?:reader |user |customer )?(?:comments?|responses?|thoughts?|replies|reviews?)\b"
)
_FORM = re.compile(
    r"(?:leave|post|add|write|submit) a (?:comment|reply|review)|your e-?mail address will not be published"
    r"|this site uses akismet|comments (?:are|have been) closed|you must be (?:logged|signed) in to post a comment"
)
# Below each comment or review.
_MARK = re.compile(
    r"(?:reply ?(?:delete|↓)?|reply to .{1,30}|log in to reply|replies|permalink|.{2,40} says:?|.{2,40} on .{4,30} said:?"
    r"|verified (?:purchase|buyer|owner)|.{1,40}\(verified (?:owner|buyer)\)|(?:was this (?:review )?)?helpful\?.{0,20}"
    r"|.{1,40}feedback left by buyer\.?)$"
)
_NUMBER = re.compile(r"(\d{1,4})\. ")
_DAY = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? \d{4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
    r"|(?:\d{1,3}|an?) (?:minute|hour|day|week|month|year)s? ago)(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]\.?m\.?)?)?$"
)
_ABOVE = 400  # characters of prose above the heading
_BLOG = 1000  # the same, of an article whose comments look like the posts of a thread
_UNITS = 3  # comments that make a zone
_NEAR = 12  # lines below the heading in which the first one shows
_MARK_MAX = 60  # characters of a line below each
_ALL = 2000  # comments are longer than what they are about: percent


def find_comments(page: Page) -> None:
    """Give the heading below which comments stand a rule that closes the article, however many they are."""
    if page.off_structure("page.comments"):
        return
    headings = [x for x in page.ruled if any(r.id in _HEADINGS for r in x.rules) and _HEADING.match(x.shadow)]
    if not headings:
        return
    places = {line.index: k for k, line in enumerate(page.full)}
    forms = [places[x.index] for x in page.ruled if _FORM.match(x.shadow)]
    for line in reversed(headings):
        k = places[line.index]
        form = next((i for i in forms if i > k), -1)
        if not _is_zone(page, k, form):
            continue
        above = sum(len(x.shadow) for x in page.full[:k] if page.is_prose(x))
        if page.posts and (form < 0 or above < _BLOG or min(page.frames) < k):
            return
        if above >= _ABOVE:
            page.posts, page.frames = set(), set()
            line.rules = [replace(structure("page.comments"), closes=_ALL, ends=True)]
        return


def _is_zone(page: Page, k: int, form: int) -> bool:
    """Say whether comments stand below a heading; days and numbers are believed only above the form for another."""
    below = page.full[k + 1 : form if form >= 0 else len(page.full)]
    marks = [i for i, line in enumerate(below) if len(line.shadow) <= _MARK_MAX and _MARK.match(line.shadow)]
    if len(marks) >= _UNITS and marks[0] <= _NEAR:
        return True
    count = re.findall(r"\d{1,6}", page.full[k].shadow)[:1]
    if count and _are_numbered(below, int(count[0]) if form < 0 else 0):
        return True
    if form < 0:
        return False
    days = [i for i, line in enumerate(below) if len(line.shadow) <= _MARK_MAX and _DAY.match(line.shadow)]
    return len(days) >= _UNITS and days[0] <= _UNITS


def _are_numbered(below: list[Line], count: int) -> bool:
    """Say whether lines are numbered in order from about one on: of some the number is lost with a picture.

    With a count, as the heading has it, not more of them, and an eighth at least: the first page of them.
    """
    numbers = [int(m[1]) for line in below if (m := _NUMBER.match(line.shadow))]
    rising = sum(0 < b - a <= _UNITS for a, b in zip(numbers, numbers[1:], strict=False))
    first = next((i for i, line in enumerate(below) if _NUMBER.match(line.shadow)), len(below))
    if len(numbers) < max(_UNITS, count // 8) or (count and max(numbers) > count):
        return False
    return numbers[0] <= _UNITS and first <= _UNITS and 4 * rising >= 3 * (len(numbers) - 1)
