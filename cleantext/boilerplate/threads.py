"""Threads: posts told by the line that says of each when it was written, and which it is: 12楼 发表于 2009-1-19 11:50.

Posts are often shorter than any paragraph, so nothing in a post says that it is one; where it stands does: below such
a line, and above the buttons or the next one.  What stands between the buttons of one post and the line of the next
is the next writer: name, rank and motto.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleantext.boilerplate.frames import SAID, gaps, of_member
from cleantext.boilerplate.lines import Line, Mark
from cleantext.boilerplate.page import ARTICLE, Page

__all__ = ["find_threads", "spare_quotes"]

_POSTS, _UNNUMBERED = 3, 4  # lines of that kind that make a thread, with numbers that count and without
_LONGEST = 100  # characters of one
_COUNTING = 0.6  # least share of numbers that are one more than the one above
_BUTTONS, _BUTTON = 0.5, 40  # least share of the posts that the same button stands below, and its characters
_WRITER, _MOTTO = 3, 80  # lines of a writer, and characters of each
_CLOSED = 0.7  # least share of posts that are known to end in buttons
_DIGITS = re.compile(r"\d[\d,.:/-]*")
_WHEN = re.compile(
    r"(?:\d{2,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|前天)"
    r"[\s,]{0,3}(?:[上下]午\s?)?\d{1,2}:\d{2}|\d{1,3}\s?(?:秒|分钟|小时|天|周|个?月|年)前"
)
_FLOOR = re.compile(r"(?:^|\s)(?:第\s?)?(?:(\d{1,5})\s?(?:楼|#)|#\s?(\d{1,5})(?=\s|$))")
_NUMBERS = re.compile(r"#(?:\s?\d|(?<=\d#))")
# The number of a floor, as far as its sign says; of a line pinyin may be stripped from between the two.
_MAY_FLOOR = re.compile(r"楼(?:(?<=[\d)]楼)|(?<=[\d)]\s楼))")
_SAYS = re.compile("发[表布]于|只看|回[复覆]|张贴|楼主|层主|写道|显示全部")
_RULES, _ARTICLE = 240, 600  # characters of prose: no more than the rules of a board; an article in any case
_QUOTED = "zh.thread.quoted"
_ALONE = 8  # characters of a line that is a number of a post and nothing else
# A heading of comments, as sites with articles have it: what follows is no thread.
_OTHERS = ("zh.forum.", "zh.board.", "zh.bbs.", "zh.thread.", "zh.post.", "zh.qa.")


def _has(shadow: str, character: str, times: int) -> bool:
    """Say whether a character stands in a text so many times; to find none takes a tenth of counting them."""
    return character in shadow and shadow.count(character) >= times


def find_threads(page: Page, shadow: str) -> None:
    """Set `page.frames` and `page.posts`, and take every line of a post for prose, if this is a thread.

    Args:
        page: a page.
        shadow: the shadow of its whole text.
    """
    may = _may_be_stamps(page, shadow)
    if len(may) < _POSTS:
        return
    if not _has(shadow, "楼", _POSTS) and (not _has(shadow, "#", _POSTS) or len(_NUMBERS.findall(shadow)) < _POSTS):
        told = {*page.ruled, *[page.full[k] for k in page.marked(Mark.FRAME)]}
        if sum([not x.prose and (":" in x.shadow or "前" in x.shadow) for x in told]) < _POSTS:
            return
    stamps = _stamps(page.full, may, "#" in shadow)
    if len(stamps) < _POSTS or page.off_structure("page.frame"):
        return
    places, numbers = [k for k, _ in stamps], [n for _, n in stamps if n]
    counts = len(numbers) >= _POSTS and _count(numbers)
    if not counts and len(stamps) < _UNNUMBERED:
        return
    if not counts and page.is_news():
        return
    if _is_below_article(page, places):
        return
    buttons = _buttons(page, places)
    last = buttons - _above_posts(page, places, buttons)
    ends = [_end(page.full, a, b, last) for a, b in pairwise([*places, len(page.full)])]
    closed = sum(end < b for end, b in zip(ends, places[1:], strict=False))
    if closed < _CLOSED * (len(places) - 1) or not closed:
        return
    writers = {k for end, b in zip(ends, places[1:], strict=False) if end < b for k in _writer(page, end, b, buttons)}
    names = {page.full[k].shadow for k in writers}
    top = places[0] - 1
    while top >= 0 and places[0] - top <= _WRITER and page.full[top].shadow in names:
        writers.add(top)
        top -= 1
    frames = {*places, *writers}
    for start, end in zip(places, ends, strict=True):
        for k in range(start + 1, end):
            line = page.full[k]
            if _shape(line) in buttons:
                frames.add(k)
            elif not line.rules:
                line.prose = True
    frames |= {k for k in range(places[0], ends[-1]) if _shape(page.full[k]) in buttons}
    for end, b in zip(ends, [*places[1:], len(page.full)], strict=True):
        k = end
        while k < b and _shape(page.full[k]) in buttons:
            frames.add(k)
            k += 1
    between = gaps(page)
    page.frames, page.posts, page.counted = frames, {between[k] for k in places}, True


def spare_quotes(page: Page) -> None:
    """Leave what stands above a post that is quoted, where no posts are known but times: there are some."""
    if page.posts or _QUOTED not in page.told:
        return
    quoted = [line for line in page.ruled for rule in line.rules if rule.id == _QUOTED]
    if not quoted or len(page.marked(Mark.CLOCK)) < _POSTS:
        return
    for line in quoted:
        line.rules = [rule for rule in line.rules if rule.id != _QUOTED]
        page.quotes = True


def _may_be_stamps(page: Page, shadow: str) -> Sequence[int]:
    """The places of lines worth a closer look: where no post can have a number, each says a time."""
    if "#" in shadow or ("楼" in shadow and _MAY_FLOOR.search(shadow)):
        return range(len(page.full))
    return page.marked(Mark.CLOCK)


def _stamps(lines: Sequence[Line], places: Sequence[int], signs: bool) -> list[tuple[int, int]]:
    """The places of lines that say when a post was written, and the numbers of the posts, 0 for none.

    Args:
        lines: the lines of a page.
        places: those of the lines to look at.
        signs: whether a # stands anywhere.
    """
    # Most lines have no time, and most pages too few lines that have one.
    may = [
        (k, x)
        for k in places
        if not (x := lines[k]).prose
        and (
            ":" in (shadow := x.shadow)
            or "前" in shadow
            or shadow[-1] == "楼"
            or (signs and (shadow[-1] == "#" or x.edge.endswith("#")))
        )
        and len(shadow) <= _LONGEST
    ]
    found: list[tuple[int, int]] = []
    if len(may) < _POSTS:
        return found
    for k, line in may:
        shadow = line.shadow
        n = len(shadow)
        floor = _FLOOR.search(shadow) if "楼" in shadow or (signs and "#" in shadow) else None
        number = int(floor[1] or floor[2]) if floor else 0
        if (
            not number
            and signs
            and line.edge.endswith("#")
            and (digits := _DIGITS.match(shadow))
            and digits[0].isdecimal()
        ):
            number = int(digits[0][:5])
        if n <= _ALONE:
            if not number or _DIGITS.sub("", shadow).strip() not in ("", "楼", "#", "第楼", "第 楼"):
                continue
        elif not (number or _SAYS.search(shadow)) or not _WHEN.search(shadow):
            continue
        if found and k - found[-1][0] <= 2 and (found[-1][1] == number or not number):
            continue  # the same post says it twice
        found.append((k, number))
    return found


def _count(numbers: Sequence[int]) -> bool:
    """Say whether most of the numbers are one more than the one above."""
    return sum(b == a + 1 for a, b in pairwise(numbers)) >= _COUNTING * (len(numbers) - 1)


def _is_below_article(page: Page, places: Sequence[int]) -> bool:
    """Say whether these are comments, below an article that is longer, or below their heading."""
    above = sum(len(x.shadow) for x in page.full[: places[0]] if page.is_prose(x))
    inside = sum(len(x.shadow) for x in page.full[places[0] : places[-1]] if not x.rules)
    if above >= _ARTICLE or above > max(inside, _RULES):
        return True
    prose = 0
    for line in page.full[: places[0]]:
        if page.is_prose(line):
            prose += len(line.shadow)
        elif prose >= ARTICLE and any(
            r.ends and r.label == "comment_widget" and not r.id.startswith(_OTHERS) for r in line.rules
        ):
            return True
    return False


def _buttons(page: Page, places: Sequence[int]) -> set[str]:
    """The shapes of short lines that most posts have, but for what many say: 谢谢楼主."""
    times: Counter[str] = Counter()
    for a, b in pairwise(places):
        times.update({shape for line in page.full[a + 1 : b] if (shape := _shape(line)) and not SAID.match(shape)})
    return {shape for shape, n in times.items() if n >= max(_POSTS - 1, _BUTTONS * (len(places) - 1))}


def _above_posts(page: Page, places: Sequence[int], buttons: set[str]) -> set[str]:
    """What tells of a member and stands as far below each stamp, so that the post stands below it: Posts: 137."""
    member = {shape for shape in buttons if of_member(shape)}
    if not member:
        return member
    below: dict[str, Counter[int]] = {shape: Counter() for shape in member}  # lines from the stamp
    above: dict[str, Counter[int]] = {shape: Counter() for shape in member}  # lines to the next one
    for a, b in pairwise(places):
        for k in range(a + 1, b):
            if (shape := _shape(page.full[k])) in member:
                below[shape][k - a] += 1
                above[shape][b - k] += 1
    return {shape for shape in member if max(below[shape].values()) >= max(above[shape].values())}


def _shape(line: Line) -> str:
    """What a short line says but for its numbers; "" if it is a sentence."""
    if line.prose or len(line.shadow) > _BUTTON or line.shadow[-1] in "。!?":
        return ""
    return _DIGITS.sub("0", line.shadow)


def _end(lines: Sequence[Line], start: int, below: int, buttons: set[str]) -> int:
    """Where the post ends that stands below a line: at its first button with no more than a writer below it."""
    last = below == len(lines)
    others = sum(_shape(x) not in buttons for x in lines[start + 1 : below])  # that stand below
    for k in range(start + 1, below):
        if _shape(lines[k]) not in buttons:
            others -= 1
        elif k > start + 1 and (last or others <= _WRITER):
            return k
    return below


def _writer(page: Page, end: int, below: int, buttons: set[str]) -> Sequence[int]:
    """The lines between the buttons of a post and the next: name, rank, motto."""
    found = [k for k in range(end, below) if _shape(page.full[k]) not in buttons]
    return found if all(len(page.full[k].shadow) <= _MOTTO for k in found) else []
