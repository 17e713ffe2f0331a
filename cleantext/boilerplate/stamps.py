"""Stamps and signatures: what else stands between the posts of a thread.

The date of a post with whoever wrote it, "longshot · 03/03/2026 19:44", says another name and another day each
time, so no two of them are the same line, as those of frames are.  A signature is the same, of any length, right
above what comes with every post: what several quote stands at the beginning of theirs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cleantext.boilerplate.frames import SAID, gaps, is_known, of_member, shape
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.replies import replies

__all__ = ["spare_replies", "take_stamps"]

_STAMPS = 3  # between posts, that are believed
_LONGEST = 80  # characters of one
_AGAIN = 3  # times that a signature comes
_SIGNED = 240  # characters of a line of one
_LINES = 4  # of a signature, or between a line of a frame and one that says more of the member
_SHORTEST = 8  # characters of a line of a signature that is no frame: "Lol" is a post
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|dic|janv|févr|avr|juin|juil|août|déc)"
    r"[a-zéûäç]{0,7}\.?"
)
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:\d{{4}}|'?\d{{2}}\b)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.|er)? (?:de )?{_MONTH},? (?:de )?\d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|(?:today|yesterday|gestern|heute|hier|ayer|aujourd.hui)(?=\D{0,6}\d)"
    r"|\d{1,3} ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[mhdwy]) ago"
    r"|(?:vor|hace|il y a) \d{1,3} [a-zéñ]{2,8})"
)
# A name of no sentence, a date, a time, and the number of the post.
_STAMP = re.compile(
    rf"(?:[^!?;:。]{{0,40}}[\s,·|•»(-]|(?:posted|gepostet|verfasst|erstellt|publié|enviado)"
    rf"(?: on| am| le)?:\s?)?{_DATE}"
    r"(?:[\s,·|•@-]{0,3}(?:at |um |à |a las |- )?\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: uhr)?"
    r"(?: [a-z]{2,4}(?:[+-]\d{1,2})?)?)?"
    r"[\s,·|•)-]{0,3}(?:(?:in reply to )?#\d{1,6})?$"
)


_NAMED = re.compile(r"(?:by |von |par |por )?([^»·|•,]{2,30}?)\s?[»·|•,]")  # who wrote it
_LIKES = re.compile(r"(?:likes|reactions|reaktionen|réactions)\s?:\s?[^.!?]{2,100}$")
_EDITED = re.compile(
    r"(?:last )?edited(?: by .{2,60}\d|: [a-z0-9 ,.:]{4,30}\d$)|\[ ?(?:edited|beitrag von) .{2,80}\d.{0,20}\]$"
)
_DIGITS = re.compile(r"\d+")
# What stands above a quotation, and the subject of a post, are as much the author's as the post.
_QUOTES = re.compile(
    r"(?:\d{1,4}\. )?(?:re|aw|sv) ?:|originally posted|in reply to|quote from|zitat von|citation|cita de|@"
)


def spare_replies(page: Page) -> None:
    """Take short posts for prose that stand where paragraphs do, and those that several say out of `page.frames`."""
    if not page.frames or page.counted:
        return
    full = page.full
    stamps = _dates(page, [k for k in _within(page) if _is_stamp(full[k])])
    below = {k + 1 for k in stamps if k + 1 < len(full) and not full[k + 1].prose}
    posts = replies(page, page.frames, stamps, [k for k in (page.frames | below) - stamps if not is_known(full[k])])
    if not posts or posts >= page.frames:
        return
    places = gaps(page)
    around = [k for k, gap in enumerate(places) if gap in page.posts]
    for k in posts:
        full[k].prose = full[k].prose or not full[k].rules
    places = gaps(page)
    page.posts = {places[k] for k in around}
    page.frames -= posts


def take_stamps(page: Page) -> None:
    """Charge the lines between the posts of a thread that say who wrote one, and when, and signatures."""
    if not page.posts or page.off_structure("page.frame"):
        return
    places = gaps(page)
    within = _within(page)
    beside = {k + step for k in page.frames for step in (-2, -1, 1, 2)}
    found = [k for k in within if (places[k] in page.posts or k in beside) and _is_stamp(page.full[k])]
    if len(found) < _STAMPS:
        found = []
    stamps = _dates(page, found)
    known = page.frames | set(found)
    names = {m[1] for k in found if (m := _NAMED.match(page.full[k].shadow))}
    found += [
        k for k in within if k not in known and page.full[k].shadow in names and (k - 1 in known or k + 1 in known)
    ]
    known |= set(found)
    found += [k for k in within if k not in known and _EDITED.match(page.full[k].shadow)]
    likes = [k for k in within if k not in known and _LIKES.match(page.full[k].shadow)]
    found += likes if len(likes) >= _STAMPS else []
    known |= set(found)
    found += _in_large_gaps(page, known, within)
    known |= set(found)
    found += _signatures(page, known, stamps, range(within.start, len(page.full)))
    for k in found:
        page.take(page.full[k], structure("page.frame"), posts=len(page.posts))


def _within(page: Page) -> range:
    """The places from the first line of a frame to the last, and some around them."""
    return range(max(0, min(page.frames) - 2), min(len(page.full), max(page.frames) + 3))


def _dates(page: Page, stamps: Iterable[int]) -> set[int]:
    """The places of stamps, and of other lines of frames with a date: not when a member joined, nor edited a post."""
    dated = {k for k in page.frames if page.full[k].dated and not of_member(page.full[k].shadow)}
    return {k for k in dated.union(stamps) if not _EDITED.match(page.full[k].shadow)}


def _is_stamp(line: Line) -> bool:
    shadow = line.shadow
    if len(shadow) > _LONGEST or shadow[0] in "([“\"'" or not _DIGITS.search(shadow):  # a date has one
        return False
    return _STAMP.match(shadow) is not None


def _in_large_gaps(page: Page, known: set[int], within: range) -> list[int]:
    """Lines of frames between posts so short that they are no prose: what tells of a member, and its neighbours."""
    shapes = {k: shape(page.full[k]) for k in within}
    again = {shapes[k] for k in page.frames if k in shapes} - {""}  # a post may be of no shape, as a name is
    frame = [k for k in within if k not in known and shapes[k] in again]
    found = {k for k in frame if of_member(shapes[k])}
    for _ in range(_LINES):
        more = {k for k in frame if k not in found and (k - 1 in found or k + 1 in found)}
        if not more:
            break
        found |= more
    return sorted(found)


def _signatures(page: Page, known: set[int], stamps: set[int], within: range) -> list[int]:
    """Lines that come again and again right above a line of a frame, or above such a line.

    What is no prose may stand below one as well.
    """
    keys = {k: _key(page.full[k]) for k in within if k not in known}
    times = Counter(keys.values())
    # Of what many say in a post none is; it is asked of what comes again.
    keys.update([(k, "") for k, key in keys.items() if times[key] >= _AGAIN and _is_said(page.full[k])])
    times = Counter(keys.values())
    times[""] = 0
    for k in replies(page, known, stamps, [k for k, key in keys.items() if times[key] >= _AGAIN]):
        del keys[k]
    known = set(known)
    found: list[int] = []
    for _ in range(_LINES):
        beside = Counter(key for k, key in keys.items() if times[key] >= _AGAIN and _stands(page.full[k], k, known))
        more = [
            k for k, key in keys.items() if k not in known and beside[key] >= _AGAIN and _stands(page.full[k], k, known)
        ]
        if not more:
            break
        found += more
        known.update(more)
    signatures = {keys[k] for k in found}  # below the last post stands no frame
    return [k for k, key in keys.items() if key in signatures]


def _key(line: Line) -> str:
    """What is the same of a line each time; "" if it is too short or too long for a signature."""
    shadow = line.shadow
    if not _SHORTEST <= len(shadow) <= _SIGNED:
        return ""
    return shadow if line.prose else _DIGITS.sub("0", shadow)


def _is_said(line: Line) -> bool:
    """Say whether a line is what many say in a post, or stands above what they quote."""
    return (SAID.match(line.shadow) or _QUOTES.match(line.shadow)) is not None


def _stands(line: Line, k: int, known: set[int]) -> bool:
    if k - 1 not in known:
        return k + 1 in known
    # What stands alone between two lines of frames is the post, if it is a sentence: several may say the same.
    return not line.prose and line.shadow[-1] not in "。!?~"
