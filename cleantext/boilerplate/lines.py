"""One line: its shadow, and whether it looks like the author's prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cleantext.boilerplate.rulebook import LONGEST, Rule

__all__ = ["Line", "looks_like_prose", "make_line", "split", "without_residue"]

# Injected pinyin, "版权(quán)", that repair has not seen.
# Behind a hanzi: print(i) is code.
_PINYIN = re.compile("(?<=[^\\x00-\\x7f])[(][a-zü\u00e0-\u01dc]{1,7} ?[)]")
_TONE = re.compile("[à-ÿāēěīńňōūǎǐǒǔǖǘǚǜ]")
_RESIDUE = re.compile("(?<=[^\\x00-\\x7f])[(（][a-zü\u00e0-\u01dc]{1,7} ?[)）]")
_BULLET = re.compile(r"[\s•·■◆●▪▶►▲★☆◇□○※*#>»-]{0,20}")
_NUMBERED = re.compile(r"\d{1,2}\.\s")
_CLOSERS = "”\"』」’')]】》 "
_STOP = re.compile("[。;]|,.*,")
_HEADLINE = 44
_STOPS = re.compile("[,。;、]")
# A headline with its date, as lists of links have them: "… (12/19 11:29)", "… 2005-07-13 09:00:04".
_DATED = re.compile(r"(?:\d[-/.月]\d{1,2}日?|\d:\d\d)[\s)\]】]*(?:[\[(]\d+[\])])?$")


@dataclass(slots=True)
class Line:
    """A line in the text in hand, `start:end` without its line break.

    `core` is the text without space, bullets and pinyin, `shadow` the same folded: both
    equally long.  The verdict is written into `rule` while the page is judged.
    """

    index: int
    start: int
    end: int
    core: str
    shadow: str
    edge: str  # what stands in front of the core: space and bullets
    prose: bool = False
    bullet: bool = False  # an item of a list
    hashtag: bool = False  # an item that starts with #
    indented: bool = False  # set in by two full-width spaces, as authors begin a paragraph
    rules: list[Rule] = field(default_factory=list)  # the rules whose pattern matches
    item: Rule | None = None  # the rule one of whose words the line is
    row: Rule | None = None  # the same, of a line of several words
    rule: Rule | None = None  # the rule that removes the line
    shielded: bool = False  # matched by a rule that is switched off: stays, whatever its neighbours do


def make_line(index: int, start: int, text: str, shadow: str) -> Line:
    """Return the line that starts at offset `start`."""
    end = start + len(text)
    if len(text) <= 2 * LONGEST and "(" in shadow and _PINYIN.search(shadow):
        spans = [m.span() for m in _PINYIN.finditer(shadow)]
        text, shadow = _without(text, spans), _without(shadow, spans)
    m = _BULLET.match(shadow)
    skip = m.end() if m else 0
    right = len(shadow.rstrip())
    shadow = shadow[skip:right]
    return Line(index, start, end, text[skip:right], shadow, text[:skip])


def split(text: str, shadow: str) -> Iterator[Line]:
    """Yield every line of a text and its shadow."""
    start = 0
    for index, part in enumerate(text.split("\n")):
        end = start + len(part)
        line = make_line(index, start, part, shadow[start:end])
        edge = line.edge
        line.bullet = (edge != "" and not edge.isspace()) or _NUMBERED.match(line.shadow) is not None
        line.hashtag = edge.endswith("#") and not edge.endswith("##")  # "# Heading" is no tag
        line.indented = edge.startswith("\u3000\u3000")
        line.prose = looks_like_prose(line.shadow) and not (line.bullet and _is_headline(line.shadow))
        yield line
        start = end + 1


def without_residue(text: str) -> str:
    """Return the text without injected pinyin, line for line; the text itself if it has no tone marks.

    >>> without_residue("版權(quán)所有")
    '版權所有'
    """
    return _RESIDUE.sub("", text) if _TONE.search(text) else text


def looks_like_prose(shadow: str) -> bool:
    """Say whether a line, by its form alone, could be a paragraph of the author's.

    >>> looks_like_prose("他走了很久,才回到家。"), looks_like_prose("首页 | 新闻 | 体育")
    (True, False)
    """
    n = len(shadow)
    if n < 8:
        return False
    if n > LONGEST:
        return True
    if "\t" in shadow:  # cells of a table: prose if one of them is
        return any(looks_like_prose(cell.strip()) for cell in shadow.split("\t"))
    end = shadow[-8:].rstrip(_CLOSERS)[-1:]
    if end == "。" or (end in "!?…;.:" and n >= 24 and shadow.count("|") < 2):
        return True
    if shadow.count("|") >= 2 or shadow.count("_") >= 2 or _DATED.search(shadow[-24:]):
        return False
    if shadow.isascii():
        return n >= 100 and shadow.count(" ") >= 12
    return n >= 34 and len(_STOPS.findall(shadow)) >= 1


def _is_headline(shadow: str) -> bool:
    """Say whether an item of a list is a headline, which may ask or cry out, rather than a sentence."""
    return len(shadow) <= _HEADLINE and shadow[-1] in "!?…." and not _STOP.search(shadow)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    out = []
    at = 0
    for a, b in spans:
        out.append(text[at:a])
        at = b
    out.append(text[at:])
    return "".join(out)
