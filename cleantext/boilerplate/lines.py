"""One line: its shadow, and whether it looks like the author's prose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from cleantext.boilerplate.pinyin import has_pinyin, with_pinyin, without_pinyin
from cleantext.boilerplate.rulebook import LONGEST, Rule

__all__ = [
    "BLANKS",
    "DATE",
    "DATED",
    "ENDS",
    "SIGNS",
    "Line",
    "Mark",
    "is_trim",
    "looks_like_prose",
    "split",
    "to_lines",
    "trim",
]

_BULLETS = "•·■◆●▪▶►▲★☆◇□○※*#>»-\u200b\ufeff"  # and marks of no width, which stand for icons
# Blanks and bullets.  The commonest come first: they are found there.
_EDGES = " \u3000\t" + "".join(c for c in map(chr, range(0x3000)) if c.isspace() and c not in " \t") + _BULLETS
_NO_EDGE, _NO_EDGE_END = "\u3001", "\ua000"  # what begins with a character of these, as with a hanzi, has no edge
_EDGE = frozenset(_EDGES)
_LONGEST_EDGE = 20
_NUMBERED = re.compile(r"\d{1,2}\.\s")
_CLOSERS = "”\"』」’')]】》 "
_SHORTEST = 8  # characters of a paragraph
_LINE = 24  # characters of a line that any mark at its end makes a paragraph
_CLAUSES = 34  # and of one that is a paragraph for a mark within it
_STOP = re.compile("[。;]|,.*,")
_HEADLINE = 44
# A date or a time at the end of a line, or how long ago.
# Each begins with a digit or with a word of time, so that `re` runs to the next one of these.
DATED = re.compile(
    r"[\d昨前今](?:(?<=\d)(?::\d\d|\d{3}[-/.年]\s?\d{1,2}[-/.月]\s?\d)|(?<=^\d)\d?[-/.月]\d{1,2}日?$"
    r"|\s?(?:分钟|小时|天|日|周|个月)(?:前|以前)?$)"
)
BLANKS = " ·・‧"  # that stand between hanzi set wide
DATE = 24  # characters at the end of a line in which one stands
SIGNS = "-/.年月:"  # one of which it has, behind a digit
ENDS = "钟时天日周月前"  # or else it ends with one of these
# A headline with its date, as lists of links have them: "… (12/19 11:29)", "… 2005-07-13 09:00:04".
_DATED_HEADLINE = re.compile(r"(?:\d[-/.月]\d{1,2}日?|\d:\d\d)[\s)\]】]*(?:[\[(]\d+[\])])?$")


class Mark:
    """What is found for all lines of a page at once, as bits: each says no more than that a closer look is worth it."""

    DATE = 1  # a date or a time at its end
    CLOCK = 2  # a time of day, or how long ago
    FRAME = 4  # a word of frames
    BRACKET = 8  # ends in a bracket
    NUMBER = 16  # ends in a number
    SPACED = 32  # a blank behind the first character
    WORD = 64  # a word of menus, or could be


class Line:
    """A line in the text in hand, `start:end` without its line break.

    `core` is the text without space, bullets and pinyin, `shadow` the same folded: both
    equally long.  The verdict is written into `rule` while the page is judged.  `to_lines`
    makes lines.
    """

    __slots__ = (
        *("_dated", "bullet", "core", "edge", "form", "index", "item", "looks", "marks"),
        *("prose", "row", "rule", "rules", "shadow", "shielded", "size", "start"),
    )

    index: int
    start: int
    size: int  # most often a small number, which takes no memory
    core: str
    shadow: str
    edge: str  # what stands in front of the core: space and bullets
    bullet: bool  # an item of a list
    looks: bool  # like the author's prose, by its form
    prose: bool  # the same, until something else says more
    rules: Sequence[Rule]  # the rules whose pattern matches
    item: Rule | None  # the rule one of whose words the line is
    form: Rule | None  # the rule by whose form it could be one
    row: Rule | None  # the same, of a line of several words
    rule: Rule | None  # the rule that removes the line
    shielded: bool  # matched by a rule that is switched off: stays, whatever its neighbours do
    marks: int  # what is worth a closer look, as bits
    _dated: bool | None

    def afresh(self, index: int, start: int) -> Line:
        """Return the line itself as it was before the page was judged, at another place."""
        self.index, self.start = index, start
        self.prose = self.looks  # steps that find posts call a line prose whatever its form
        self.rules, self.rule, self.shielded = (), None, False
        return self

    def __repr__(self) -> str:
        return f"<Line {self.index} {self.core!r}>"

    @property
    def end(self) -> int:
        """Where the line ends, its line break not included."""
        return self.start + self.size

    @property
    def hashtag(self) -> bool:
        """An item that starts with #; "# Heading" is none."""
        return self.edge.endswith("#") and not self.edge.endswith("##")

    @property
    def indented(self) -> bool:
        """Set in by two full-width spaces, as authors begin a paragraph."""
        return self.edge.startswith("\u3000\u3000")

    @property
    def dated(self) -> bool:
        """Whether a date or a time stands at the end, or how long ago."""
        if self._dated is None:
            self._dated = self.marks & Mark.DATE != 0 and DATED.search(self.shadow[-DATE:]) is not None
        return self._dated


def is_trim(shadow: str) -> bool:
    """Say whether there is nothing for `trim` to take away from a line, not a blank one: so it is with most."""
    return (
        (_NO_EDGE <= shadow < _NO_EDGE_END or shadow[0] not in _EDGE)
        and shadow.rstrip() is shadow
        and ("(" not in shadow or not has_pinyin(shadow))
    )


def trim(text: str, shadow: str) -> tuple[str, str, str]:
    """Return the core of a line, the shadow of that, and what stands in front of it.

    >>> trim("  • 版權（quán）所有 ", "  • 版权(quán)所有 ")
    ('版權所有', '版权所有', '  • ')
    """
    if "(" in shadow and has_pinyin(shadow):
        text, shadow = without_pinyin(text, shadow)
    core = shadow.rstrip()
    right = len(core)
    core = core.lstrip(_EDGES)
    skip = right - len(core)
    if not core or skip > _LONGEST_EDGE:
        skip = min(_LONGEST_EDGE, len(shadow) - len(shadow.lstrip(_EDGES)))
        core = shadow[skip:right]
    return text[skip:right], core, text[:skip]


def split(text: str, shadow: str) -> list[Line]:
    """Return the lines of a text, but for those that are blank."""
    return to_lines(text.split("\n"), shadow.split("\n"), {}, with_pinyin(shadow))


def to_lines(
    texts: Sequence[str],
    shadows: Sequence[str],
    trimmed: Mapping[int, tuple[str, str, str]],
    pinyin: Collection[int],
) -> list[Line]:
    """Return the lines of a page, given as texts, but for those that are blank.

    Args:
        texts, shadows: all lines.
        trimmed: what `trim` says of some of them, by index.
        pinyin: the indexes of those that have pinyin, as `with_pinyin` says.
    """
    lines = []
    start = 0
    bare = object.__new__  # a call of `__init__` takes as long as all it would do
    for index, text, shadow in zip(range(len(texts)), texts, shadows, strict=True):
        if not shadow:
            start += 1
            continue
        n = size = len(text)
        # As `is_trim` says; what begins with no edge is not blank.
        if _NO_EDGE <= shadow < _NO_EDGE_END and shadow.rstrip() is shadow and index not in pinyin:
            edge = ""
            bullet = False
        elif shadow[0] not in _EDGE and shadow.rstrip() is shadow and index not in pinyin:
            edge = ""
            bullet = shadow[0].isdecimal() and _NUMBERED.match(shadow) is not None
        elif not shadow.isspace():
            text, shadow, edge = trimmed.get(index) or trim(text, shadow)
            n = len(shadow)
            bullet = (edge != "" and not edge.isspace()) or (
                shadow[:1].isdecimal() and _NUMBERED.match(shadow) is not None
            )
        else:
            start += size + 1
            continue
        line = bare(Line)
        line.index = index
        line.start = start
        line.size = size
        line.core = text
        line.shadow = shadow
        line.edge = edge
        line.bullet = bullet
        line.prose = line.looks = (
            # Nearly all short lines have neither.
            (n >= _LINE or (n >= _SHORTEST and ("。" in shadow or "\t" in shadow)))
            and looks_like_prose(shadow)
            and not (bullet and _is_headline(shadow))
        )
        line.rules = ()
        line.item = line.form = line.row = line.rule = None
        line.shielded = False
        line.marks = 0
        line._dated = None
        lines.append(line)
        start += size + 1
    return lines


def looks_like_prose(shadow: str) -> bool:
    """Say whether a line, by its form alone, could be a paragraph of the author's.

    >>> looks_like_prose("他走了很久,才回到家。"), looks_like_prose("首页 | 新闻 | 体育")
    (True, False)
    """
    n = len(shadow)
    if n < _SHORTEST:
        return False
    if n > LONGEST:
        return True
    if "\t" in shadow:  # cells of a table: prose if one of them is
        return any(looks_like_prose(cell.strip()) for cell in shadow.split("\t") if len(cell) >= _SHORTEST)
    last = end = shadow[-1]
    if last in _CLOSERS:
        end = shadow[-8:].rstrip(_CLOSERS)[-1:]
    if end == "。":
        return True
    if n < _LINE:
        return False
    # What is counted is looked for first, which takes a fifth of the time.
    if end in "!?…;.:" and ("|" not in shadow or shadow.count("|") < 2):
        return True
    if n < _CLAUSES:
        return False
    if ("|" in shadow and shadow.count("|") >= 2) or ("_" in shadow and shadow.count("_") >= 2):
        return False
    if (last in "日)]】" or last.isdecimal() or last.isspace()) and _DATED_HEADLINE.search(shadow[-24:]):
        return False
    if shadow.isascii():
        return n >= 100 and shadow.count(" ") >= 12
    return "," in shadow or "。" in shadow or "、" in shadow or ";" in shadow


def _is_headline(shadow: str) -> bool:
    """Say whether an item of a list is a headline, which may ask or cry out, rather than a sentence."""
    return len(shadow) <= _HEADLINE and shadow[-1] in "!?…." and not _STOP.search(shadow)
