"""Punctuation: full-width again where a fold of widths made ASCII of it.

ftfy's `fix_text` and NFKC turn ，：；！？（） of Chinese text into ASCII; 。、 and “” survive them.
What `cleantext.script.marks` decides for each mark is right only in a text that was folded, and
the text tells: one that still has full-width signs was not, and its half-width marks are its
author's habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from cleantext.document import Document, Edit
from cleantext.errors import ConfigError

__all__ = ["RepairPunctuation"]

_WIDE = {chr(ord(wide) - 0xFEE0): wide for wide in "，；：！？（）"}
_FOLD = {ord(wide): half for half, wide in _WIDE.items()}
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# Letters and digits do not count: FoldWidth folds them in native text as well.
_NATIVE = re.compile("[！-／：-＠［-｀｛-～]")
_CANDIDATE = re.compile(rf"[,;:!?(](?:(?<=[{_HAN}].)|(?=[{_HAN}]))")
_DOT = re.compile(rf"\.(?<=[{_HAN}]\.)(?=[{_HAN}\s])")
# A text was folded if it has more than so many half-width marks beside hanzi to a full-width sign, which may have
# come in later.  At 10 none of 9,913 native chapters, manual pages and articles was changed.
_HABIT = 10


@dataclass(frozen=True)
class RepairPunctuation:
    """Make , ; : ! ? ( ) full-width again in Chinese text that was folded to half width.

    Brackets change in pairs; marks in numbers, times, addresses, code and Latin text stay, and so do
    dots, since no fold makes a dot of 。.  A text with full-width signs of its own, one that ends its
    sentences with dots, and Japanese and Korean text are left alone.  Rules: punctuation.mark,
    punctuation.bracket, punctuation.quote.

    Args:
        quotes: "corner" turns “ ‘ ’ ” into 「 『 』 」, "curly" does the reverse, in Chinese lines of any
            text; False leaves them.

    Raises:
        ConfigError: another value of `quotes`.

    >>> RepairPunctuation()(Document("他说:好,8:30(北京时间)见http://a.cn/?b=1,2!")).text
    '他说：好，8:30（北京时间）见http://a.cn/?b=1,2!'
    >>> RepairPunctuation(quotes="corner")(Document("他说：“我读了‘序’。”")).text
    '他说：「我读了『序』。」'
    """

    quotes: Literal[False, "corner", "curly"] = False

    name: ClassVar[str] = "punctuation"

    def __post_init__(self) -> None:
        if self.quotes not in (False, "corner", "curly"):
            raise ConfigError(f"quotes is False, 'corner' or 'curly', not {self.quotes!r}")

    def __call__(self, doc: Document) -> Document:
        """Return the document with one edit for each mark."""
        if _is_folded(doc.text) and _is_chinese(doc.text):
            doc = doc.edit(_marks(doc.text))
        if self.quotes and any(mark in doc.text for mark in "“”「」") and _is_chinese(doc.text):
            from cleantext.script.quotes import find

            found = find(doc.text, self.quotes)
            doc = doc.edit(Edit(at, at + 1, replacement=new, rule="punctuation.quote") for at, new in found)
        return doc


def _is_folded(text: str) -> bool:
    if text.isascii():
        return False
    half = sum(map(text.count, ",;:!?("))
    if half <= _HABIT * text.count("，"):
        return False  # the gate: most Chinese text ends here
    native = len(_NATIVE.findall(text))
    if half <= _HABIT * native or len(_CANDIDATE.findall(text)) <= _HABIT * native:
        return False
    return len(_DOT.findall(text)) <= text.count("。")


def _is_chinese(text: str) -> bool:
    from cleantext.script.detect import detect_script

    return detect_script(text).code not in ("Jpan", "Kore")


def _marks(text: str) -> Iterator[Edit]:
    from cleantext.script.marks import find  # builds its tables, which `import cleantext` should not

    for at, rule in find(text.translate(_FOLD) if _NATIVE.search(text) else text):
        if new := _WIDE.get(text[at]):
            yield Edit(at, at + 1, replacement=new, rule=rule, removed=text[at])
