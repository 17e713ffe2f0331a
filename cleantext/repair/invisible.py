"""Characters that nobody sees: zero-width, bidi controls, C0 and C1, byte order marks, odd line breaks.

Joiners stay where they are spelling (Persian, Indic, Mongolian, emoji), zero-width spaces where they part words
(Thai, Khmer, Javanese) or letters (India), bidi controls in a line that has right-to-left letters; variation
selectors always stay.  Private-use characters stay: they may be bytes of a damaged run.  Lone
surrogates go: no file can hold them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cleantext.document import Document, Edit
from cleantext.kinds import INVISIBLE
from cleantext.repair.packed import edited

__all__ = ["StripInvisible"]

# As in `cleantext.kinds`.
_CLASS = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff]"
)
_ANY = re.compile(rf"\x1b\[[0-9;?]{{0,24}}[A-Za-z]|\r\n|[\ud800-\udbff][\udc00-\udfff]|{_CLASS}")
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
# Where U+200C and U+200D choose a form: Hebrew to N'Ko, the scripts of India, Tibetan, Myanmar, Khmer, Mongolian,
# those of South-East Asia, Phags-pa, Arabic forms, and their kin beyond the BMP.
_JOINS = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u180d\u180f-\u18af\u1950-\u1cff\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00010fff\U00011000-\U00011fff\U0001e900-\U0001e95f]"
)
# Where U+200B parts words: Thai, Lao, Tibetan, Myanmar, Khmer, Tai scripts, Balinese, Javanese, Cham and their kin.
# The scripts of India have spaces, but old pages write it for the U+200C that keeps a virama from joining letters.
_PARTS = re.compile(
    "[\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u1aaf\u1b00-\u1c4f\ua900-\uaadf\U00011000-\U00011fff]"
)
_MONGOLIAN = re.compile("[\u1800-\u180d\u180f-\u18af]")
# U+180E sets the last vowel of a Mongolian word apart.
_SPELLS = {"\u200b": _PARTS, "\u200c": _JOINS, "\u200d": _JOINS, "\u180e": _MONGOLIAN}
# Without U+061C, a mark itself.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RULES = {
    **dict.fromkeys("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e", "unicode.zero-width"),
    **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "unicode.bidi"),
    "\u00ad": "unicode.soft-hyphen",
    "\ufeff": "unicode.bom",
}


@dataclass(frozen=True)
class StripInvisible:
    """Strip what cannot be seen and means nothing; make every line break a line feed.

    A vertical tab, form feed, U+0085, U+2028 or U+2029 is a line break; a surrogate pair becomes
    its character, a lone surrogate goes.

    >>> StripInvisible()(Document("清\\u200b洁\\r\\n文\\xad本\\ufeff")).text
    '清洁\\n文本'
    """

    name = "unicode.invisible"
    reads_layout = False

    def __call__(self, doc: Document) -> Document:
        """Return the document without invisible characters; the same object if it has none."""
        return edited(doc, _edits(doc.text), self.name) if doc.kinds & INVISIBLE else doc


_Change = tuple[int, int, str, str]  # text[start:end] becomes so; the rule


def _edits(text: str) -> Iterator[Edit]:
    """Yield the edits, neighbours that go for the same reason as one."""
    first, last, rule = -1, -1, ""  # of what goes
    for start, end, replacement, why in _changes(text):
        if start == last and why == rule and not replacement:
            last = end
            continue
        if first >= 0:
            yield Edit(first, last, rule=rule, removed=text[first:last])
        first, last, rule = start, end, why
        if replacement:
            yield Edit(start, end, replacement=replacement, rule=why, removed=text[start:end])
            first = last = -1
    if first >= 0:
        yield Edit(first, last, rule=rule, removed=text[first:last])


def _changes(text: str) -> Iterator[_Change]:
    line_end, right_to_left = -1, False
    for m in _ANY.finditer(text):
        at, found = m.start(), m.group()
        c = found[0]
        if found == "\r\n":
            yield at, at + 1, "", "unicode.line-break"
        elif len(found) == 2 and c >= "\ud800":
            pair = found.encode("utf-16", "surrogatepass").decode("utf-16")
            yield at, at + 2, pair, "unicode.surrogate"
        elif c in _BREAKS:
            yield at, at + 1, "\n", "unicode.line-break"
        elif _is_spelling(text, at, c):
            continue
        else:
            rule = _RULES.get(c) or ("unicode.surrogate" if "\ud800" <= c <= "\udfff" else "unicode.control")
            if rule == "unicode.bidi":
                if at >= line_end:
                    line_end, right_to_left = _line_of(text, at)
                if right_to_left:
                    continue
            yield at, m.end(), "", rule


def _line_of(text: str, at: int) -> tuple[int, bool]:
    """Return where the line around `at` ends, and whether it has right-to-left letters."""
    start = max(text.rfind(c, 0, at) for c in "\n" + _BREAKS) + 1
    found = _BREAK.search(text, at)
    end = found.start() if found else len(text)
    return end, _RIGHT_TO_LEFT.search(text, start, end) is not None


def _is_spelling(text: str, at: int, c: str) -> bool:
    """Return whether a zero-width character is part of how the word around it is written."""
    script = _SPELLS.get(c)
    if script is None:
        return False
    if script.match(text, at + 1) or (at and script.match(text, at - 1)):
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return c == "\u200d" and _is_emoji(before) and _is_emoji(after)


def _is_emoji(c: str) -> bool:
    """Return whether `c` can stand beside a joiner in an emoji sequence."""
    return bool(c) and (c == "\ufe0f" or "\u2190" <= c <= "\u2bff" or "\U0001f000" <= c <= "\U0001faff")
