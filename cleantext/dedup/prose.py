"""What a line is, as far as a second copy must know: sentences, code, figures, an item, a quotation, a summary."""

from __future__ import annotations

import re
from collections import Counter

from cleantext.script.tables import fold

__all__ = ["announces", "is_text", "marks", "same_numbers", "stands_alone"]

# Thai, Burmese and Khmer write sentences without marks: there each letter counts as one.
_SENTENCE = re.compile("[,.!?;:，。！？；：、…।۔؟،\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SYMBOL = re.compile(r"[{}<>=|\\$\[\]@+~^`\t]")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*|[零〇一二三四五六七八九十百千万亿甲乙丙丁]+")
_ITEM = re.compile(
    r"\s*(?:[•·●○■□◆◇★☆※‣▪]|[-*+>]\s|[(（\[【]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[a-zA-Z])[)）\]】.．、:：](?!\d)"
    r"|第[一二三四五六七八九十百千\d]{1,5}[条章节款项條節項]|[问答問QAqa][:：])"
)
_QUOTE = re.compile("\\s*(?:[“”\"'「『‘>《]|引用|原文|摘录|回复|quote)", re.IGNORECASE)
_SUMMARY = re.compile(
    "\\s*+(?:[\\[【(（]\\s*+)?(?:内容|核心|文章|本文|新闻)?"
    "(?:摘要|导读|提要|提示|简介|概要|总结|小结|要点|abstract|summary|tl;?dr|lead)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"[:：]\s*$")
# Of a line's characters, how many may be symbols of code or digits of a table.
_SYMBOLS, _DIGITS = 0.04, 0.3


def is_text(line: str) -> bool:
    """Say whether a line is text rather than code or a row of figures.

    >>> is_text("天气晴，最高气温29度。"), is_text("2023-07-01,33.5,25.1"), is_text("a[i] = {b: c};")
    (True, False, False)
    """
    size = max(len(line), 1)
    return len(_SYMBOL.findall(line)) <= _SYMBOLS * size and len(_DIGIT.findall(line)) <= _DIGITS * size


def marks(line: str) -> int:
    """Return how many marks of punctuation a line has, the letters of scripts that do without included."""
    return len(_SENTENCE.findall(line))


def same_numbers(copy: str, first: str) -> bool:
    """Say whether one of two texts has all numbers of the other; else they are two items of one kind.

    >>> same_numbers("重210克", "重265克"), same_numbers("一共27块", "一共２７块，用了四个月")
    (False, True)
    """
    if copy == first:
        return True
    # Both at once: a line is so short that the calls are what takes time.
    both = fold(f"{copy}{first}")
    ours, theirs = (_NUMBER.findall(text) for text in (both[: len(copy)], both[len(copy) :]))
    return ours == theirs or not (Counter(ours) - Counter(theirs) and Counter(theirs) - Counter(ours))


def stands_alone(line: str, first: str) -> bool:
    """Say whether a paragraph may be the copy of another: it is no item, quotes nothing, and neither sums up.

    >>> stands_alone("春天来了。", "春天来了。"), stands_alone("1. 春天来了。", "春天来了。")
    (True, False)
    """
    line, first = fold(line[:40]), fold(first[:40])
    if _ITEM.match(line) or _SUMMARY.match(line) or _SUMMARY.match(first):
        return False
    return not (_QUOTE.match(line) and not _QUOTE.match(first))


def announces(line: str) -> bool:
    """Say whether a line announces the next one, as before a quotation."""
    return _ANNOUNCES.search(line[-8:]) is not None
