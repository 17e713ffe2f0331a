"""Replies: posts so short, and said so often, that they look like what a page sets around each: "See you again soon!"

Where such a line stands tells it apart: alone between a date and what comes with the next post, where a paragraph
stands elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Set

from cleantext.boilerplate.frames import shape
from cleantext.boilerplate.page import Page

__all__ = ["replies"]

_APART = 2  # lines from a post to what comes with every post: the name of the next writer, a motto
_LONGEST = 24  # lines of a post
_USUAL = 0.75  # least share of the posts that a line comes with


def replies(page: Page, frames: Set[int], stamps: Set[int], may: Iterable[int]) -> set[int]:
    """Return the places of lines that are posts, of those that may be.

    Args:
        page: a page.
        frames: places in `page.full` of lines that stand around posts.
        stamps: those of lines that say when a post was written.
        may: the places to judge; those that say the same are judged together.
    """
    shapes = {k: shape(page.full[k]) for k in frames}
    times = Counter(words for words in shapes.values() if words)
    most = max(times.values(), default=0)
    # What comes with most posts: not a name, that one who writes often has.
    usual = {k: words for k, words in shapes.items() if words and times[words] >= _USUAL * most}
    usual |= dict.fromkeys(stamps, "")
    # A subject, "Re: where are you from?", looks like a paragraph, but comes again.
    below = {k: page.full[k + 1] for k in stamps if k + 1 < len(page.full) and page.full[k + 1].prose}
    said = Counter(line.shadow for line in below.values())
    slots = {_slot(page, usual, k + 1) for k, line in below.items() if said[line.shadow] == 1} - {None}
    if not slots:
        return set()
    where: dict[str, list[int]] = defaultdict(list)
    for k in may:
        where[page.full[k].shadow].append(k)
    return {
        k
        for places in where.values()
        if 2 * sum(k - 1 in stamps and _slot(page, usual, k) in slots for k in places) > len(places)
        for k in places
    }


def _slot(page: Page, usual: dict[int, str], first: int) -> tuple[str, int] | None:
    """Return what comes with every post and stands below one, given by its first line, and how far; None if none."""
    end = first  # the last line that is of the post for sure
    for k in range(first + 1, min(first + 1 + _LONGEST, len(page.full))):
        if page.full[k].prose:
            end = k
        elif k in usual:
            return (usual[k], k - end) if k - end <= _APART + 1 else None
    return None
