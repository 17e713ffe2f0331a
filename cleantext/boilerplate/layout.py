"""Layout: which stretch of a page is the article, and what the form of the lines around it says.

Every line is weighed: prose for the article, menus, lists of links and furniture against it.
The stretch with the greatest sum is the body.  (Pasternack and Roth, WWW 2009, do so with
words and tags.)  A heading of comments or of links is a barrier: what follows has to be longer
than what stands above it, or to stand together as paragraphs of an article do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import ARTICLE, Page
from cleantext.boilerplate.topic import topic

__all__ = ["ENDS", "HASHTAGS", "NEAR", "QUANTITY", "SHORT", "TITLE", "body", "dateline", "is_dateline", "is_sign"]

ENDS = '。!?…;”』」"”’）)'
_STOPS = ENDS + ".:,'"
_DIGITS = re.compile(r"\d[\d,.]*")
HASHTAGS = re.compile(r"^#?[^#\s。,!?]{1,18}#?(?:[\s,、|]{0,2}#[^#\s。,!?]{1,18}#?){1,15}$")

_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7a3]")
_DATE = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}")

# The ingredients of a recipe are short lines as well.
# Each begins with a digit or one of a few hanzi, so that `re` runs to the next of these.
_NUMBERS = "一二两三四五六七八九十半几"
QUANTITY = re.compile(
    rf"[\d适少{_NUMBERS}](?:(?<=\d)|(?<=适)量|(?<=少)许"
    rf"|(?<=[{_NUMBERS}])\s?(?:克|勺|匙|个|只|片|根|颗|块|杯|碗|斤|瓣|把|条|张|粒|茶匙|大匙))"
)

_PROSE = 240  # a paragraph counts for no more than this many characters
_BOX = 8  # links of a box within an article
# Of an article's last paragraph .29 of the pairs of hanzi stand above it (median; a tenth: .12), of another's .04.
_SAME_TOPIC = 0.15
_FEED = 4  # teasers that make a feed
_BARRIERS = ("comment_widget", "related")
_TWICE = 2  # times that a heading comes, its numbers aside, at most
_BARRIER = 150  # what a heading of comments or related links costs
_PIECE = 60  # characters of prose of the shortest piece of news
TITLE = 80  # longest heading
NEAR = 10  # lines between a heading and its dateline
SHORT = 10  # characters of an item of a menu


def _may_speak(line: Line) -> bool:
    """Say whether a line may speak for the article."""
    return line.prose or line.edge != "" or line.shadow[-1] in ENDS


def body(page: Page) -> None:
    """Set the first and last line of prose of the stretch that is the article."""
    full = page.full
    barriers = _barriers(page)
    _teasers(page, barriers)
    low, high = _posts(page) if page.posts and page.is_thread() else _stretch(page, barriers)
    places = range(max(0, low), high + 1)
    prose = (k for k in places if page.is_prose(full[k]))
    first, second = next(prose, -1), next(prose, -1)
    if first < 0:
        page.first = page.last = -1
        return
    page.first = first
    page.last = _resumes(page, next(k for k in reversed(places) if page.is_prose(full[k])), barriers)
    # A heading may look like prose: 真的吗？ — the date below it says that it is one.
    top = full[first]
    if second < 0 or len(top.shadow) > TITLE or top.shadow[-1] == "。":
        return
    if dateline(page, range(first + 1, min(second, first + NEAR))) is not None:
        page.heading, page.first = first, second


def _stretch(page: Page, barriers: dict[int, str]) -> tuple[int, int]:
    """Return the first and last line of the stretch of greatest weight, in characters of prose; (-1, -1) if none."""
    full, credits = page.full, page.credits
    best = total = start = 0
    found = first = (-1, -1)  # the best stretch, and the best above the first heading of comments or links
    above = 0
    low, high = 0, page.comments if page.comments >= 0 else len(full)
    # Nothing is won by lines above the first that may speak for the article, nor by those below the last.
    while low < high and not _may_speak(full[low]):
        low += 1
    while low < high and not _may_speak(full[high - 1]):
        high -= 1
    for k, line in enumerate(full[low:high], low):
        if line.rules:
            if k not in barriers:
                total -= 20
                continue
            if (
                first == (-1, -1)
                and found[0] >= 0
                and dateline(page, range(max(0, found[0] - 2 * NEAR), found[0])) is not None
            ):
                first, above = found, best
            total = max(0, total)
            total += min(-_BARRIER, -3 * total // 4)
            continue
        shadow = line.shadow
        if credits and line.index in credits:
            total -= 4
        elif line.prose or shadow[-1] in ENDS or (line.edge and line.indented):
            if total <= 0:
                total, start = 0, k
            if line.prose:  # three letters say about as much as a hanzi
                size = len(shadow) // 3 if shadow.isascii() else len(shadow)
                total += size if size < _PROSE else _PROSE
            else:
                total += len(shadow) // 2
            if total > best:
                best, found = total, (start, k)
        elif line.item is not None or (line.marks and line.dated):
            total -= 12
        elif not ("," in shadow or "、" in shadow or ";" in shadow):
            total -= 8 if line.bullet else 6
    # A short piece of news is outweighed by what its readers are told about comments.
    return first if above >= _PIECE and 8 * above >= best and found[0] > first[1] else found


def _posts(page: Page) -> tuple[int, int]:
    """The stretch of a thread: from the paragraphs above its first frame to those below its last."""
    start, end = min(page.frames), max(page.frames)
    prose = {k for k, line in enumerate(page.full) if page.is_prose(line)}
    above = max((k for k in prose if k < start), default=start)
    while above - 1 in prose:
        above -= 1
    if page.counted:  # what stands above the first are the rules of the board
        above = start
    over = next((k for k in range(end + 1, len(page.full)) if any(r.ends for r in page.full[k].rules)), len(page.full))
    below = min((k for k in prose if end < k < over), default=end)
    while below + 1 in prose:
        below += 1
    return above, below


def _barriers(page: Page) -> dict[int, str]:
    """Headings of comments or of links, by place: what follows is another part of the page.

    What comes again and again, "12 条评论" below every answer, is no heading.
    """
    found: dict[int, str] = {}
    for line in page.ruled:
        for rule in line.rules:
            if rule.ends and rule.label in _BARRIERS and len(line.shadow) <= 40:
                found[page.place(line)] = rule.label
    if not found:
        return found
    firsts = {page.full[k].shadow[0] for k in found}
    ruled = [line.shadow for line in page.ruled if line.rules]
    alike = [shadow for shadow in ruled if shadow[0] in firsts or shadow[0].isdecimal()]
    if page.is_thread():  # below a question stands "add a comment", and its answers follow
        related = (k for k in found if any(r.ends and r.label == "related" for r in page.full[k].rules))
        found = dict.fromkeys(related, "related")
    if len(alike) <= _TWICE:
        return found
    shapes = Counter([_DIGITS.sub("0", shadow) for shadow in alike])
    return {k: label for k, label in found.items() if shapes[_DIGITS.sub("0", page.full[k].shadow)] <= _TWICE}


def _teasers(page: Page, barriers: dict[int, str]) -> None:
    """Below an article and a heading of links, a headline is no prose, nor a paragraph alone between headline and date.

    Feeds of the newest stories print the beginning of each: many such paragraphs outweigh a short
    article.  Above any heading of links they may be a diary, so there they count.
    """
    if not barriers:
        return
    above = 0
    for k, line in enumerate(page.full[: max(barriers)]):
        if line.prose and page.is_prose(line):
            above += len(line.shadow)
            if above >= ARTICLE:
                start = min([barrier for barrier in barriers if barrier > k])
                break
    else:
        return
    if page.is_thread():
        return
    for line in page.full[start + 1 :]:
        if line.prose and len(line.shadow) <= TITLE and line.shadow[-1] not in _STOPS:
            line.prose = False  # a long headline; paragraphs end in a mark
    found = [k for k in range(start + 1, len(page.full)) if page.full[k].prose and _is_teaser(page, k)]
    if len(found) >= _FEED:
        for k in found:
            page.full[k].prose = False


def _is_teaser(page: Page, k: int) -> bool:
    around = page.full[k - 1], *page.full[k + 1 : k + 2]
    if not page.is_prose(page.full[k]) or any(page.is_prose(line) for line in around):
        return False
    near = [line for line in page.full[max(0, k - 3) : k + 4] if line is not page.full[k] and len(line.shadow) <= 40]
    return any(line.dated or line.index in page.credits for line in near)


def _resumes(page: Page, last: int, barriers: dict[int, str]) -> int:
    """The article may go on below a box of links: the last line of prose that is still its own.

    Little stands between, or nothing but prose follows, or paragraphs stand together as those of
    an article do; teasers and comments have something of the page between them.
    """
    if not any(map(page.is_prose, [line for line in page.full[last + 1 :] if line.prose])):
        return last
    signs = [0] * (last + 2)  # what stands above does not count
    for line in page.full[last + 1 :]:
        signs.append(signs[-1] + is_sign(line, page))
    passed = ""
    for k in range(last + 1, len(page.full)):
        passed = passed if passed == "comment_widget" else barriers.get(k, passed)
        if not page.is_prose(page.full[k]) or _is_latin(page.full[k]) > _is_latin(page.full[last]):
            continue  # no prose, or English on a Chinese page
        between = signs[k] - signs[last + 1]
        final = between <= 6 and signs[-1] - signs[k + 1] <= (0 if passed == "comment_widget" else 3)
        if (
            final
            or (not passed and between <= 2)
            or (passed != "comment_widget" and (_together(page, k) or _is_box(page, last, k)))
        ):
            last = k
            passed = ""
    return last


def _is_latin(line: Line) -> bool:
    """Say whether a line is in an alphabet, whatever quotation marks it has."""
    return line.shadow.isascii() or _CJK.search(line.shadow) is None


def _is_box(page: Page, last: int, k: int) -> bool:
    """Say whether a few links without dates are all that stands between two paragraphs.

    Below the box the article goes on, and talks of the same; a teaser has one headline above it, or a date
    beside it.
    """
    links = page.full[last + 2 : k]
    near = [*links, *page.full[k + 1 : k + 3]]
    if not 2 <= len(links) <= _BOX or any(line.dated for line in near):
        return False
    return topic(page, [page.full[k]], last)[0] >= _SAME_TOPIC


def _together(page: Page, k: int) -> bool:
    """Say whether three paragraphs or more follow on each other."""
    run = page.full[k : k + 3]
    return len(run) == 3 and all(page.is_prose(x) for x in run) and sum(len(x.shadow) for x in run) >= _BARRIER


def is_sign(line: Line, page: Page) -> bool:
    """Say whether a line is of the page rather than of an article: ruled, a word, a link, a time."""
    if line.rules or line.rule or line.item or line.row or line.index in page.credits:
        return True
    if line.prose or (line.edge and line.indented):
        return False
    if "#" in line.shadow and HASHTAGS.search(line.shadow[:200]):
        return True
    return bool(line.marks and line.dated) or (line.bullet and line.shadow[-1] not in ENDS)


def is_dateline(page: Page, k: int) -> bool:
    """Say whether a line has the date of publication or the source, as one below a heading does."""
    return dateline(page, (k,)) is not None


def dateline(page: Page, places: Iterable[int]) -> int | None:
    """Return the first of some places at which a line has the date of publication or the source."""
    full, credits = page.full, page.credits
    for k in places:
        shadow = full[k].shadow
        if ("20" in shadow or "19" in shadow) and len(shadow) <= 60 and _DATE.search(shadow):
            return k
        if credits and (credit := credits.get(full[k].index)) and credit.meta.keys() & {"published", "source"}:
            return k
    return None
