"""Stamps: the date of a post with whoever wrote it, "longshot · 03/03/2026 19:44", between the posts of a thread.

Each says another name and another day, so no two of them are the same line, as those of frames are.
"""

from __future__ import annotations

import re

from cleantext.boilerplate.frames import gaps
from cleantext.boilerplate.page import Page, structure

__all__ = ["take_stamps"]

_STAMPS = 3  # between posts, that are believed
_LONGEST = 80  # characters of one
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|ene|abr|ago|dic|janv|févr|avr|juin|juil|août|déc)"
    r"[a-zéûäç]{0,7}\.?"
)
_DATE = (
    rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:\d{{4}}|'?\d{{2}}\b)|\d{{1,2}}(?:st|nd|rd|th|\.|er)? (?:de )?{_MONTH},? (?:de )?\d{{4}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|(?:today|yesterday|gestern|heute|hier|ayer|aujourd.hui)(?=\D{0,6}\d)"
    r"|\d{1,3} ?(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[mhdwy]) ago"
    r"|(?:vor|hace|il y a) \d{1,3} [a-zéñ]{2,8})"
)
# A name of no sentence, a date, a time, and the number of the post.
_STAMP = re.compile(
    rf"(?:[^!?;:。]{{0,40}}[\s,·|•»(-]|(?:posted|gepostet|verfasst|erstellt|publié|enviado)(?: on| am| le)?:\s?)?{_DATE}"
    r"(?:[\s,·|•@-]{0,3}(?:at |um |à |a las |- )?\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: uhr)?(?: [a-z]{2,4}(?:[+-]\d{1,2})?)?)?"
    r"[\s,·|•)-]{0,3}(?:(?:in reply to )?#\d{1,6})?$"
)


def take_stamps(page: Page) -> None:
    """Charge the lines between the posts of a thread that say who wrote one, and when."""
    if not page.posts or page.off_structure("page.frame"):
        return
    places = gaps(page)
    found = [
        k
        for k in range(max(0, min(page.frames) - 2), min(len(page.full), max(page.frames) + 3))
        if places[k] in page.posts
        and not page.full[k].prose
        and len(page.full[k].shadow) <= _LONGEST
        and page.full[k].shadow[0] not in "([“\"'"
        and _STAMP.match(page.full[k].shadow)
    ]
    if len(found) >= _STAMPS:
        for k in found:
            page.take(page.full[k], structure("page.frame"), posts=len(page.posts), stamps=len(found))
