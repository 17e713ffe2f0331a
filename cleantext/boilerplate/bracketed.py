"""Advertisements that were put into a sentence in brackets: （威尼斯人棋牌官网）, 【办证电话 138 0013 8000】."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleantext.verdicts.injected import Injected

__all__ = ["with_bracketed"]

# One for each that opens: to search for one character rather than three takes less than a third of the time.
_BRACKETS = {c: re.compile(rf"{re.escape(c)}([^()【】\[\]\n]{{4,40}})[)】\]]") for c in "(【["}
_SITE = re.compile(
    r"(?:威尼斯人|葡京|太阳城|棋牌|娱乐城|博彩|百家乐|时时彩|老虎机|彩票|真人|现金网|赌场)[^,。]{0,10}?"
    r"(?:官网|官方网|网址|下载|开户|注册|登[录陆]|手机版|入口|网站|平台)"
)
_TRADE = re.compile(
    r"(?:办证|代开.{0,6}发票|刻章|私家侦探|贷款|套现|外约|按摩|代写|代办|网赌)[^,。]{0,10}?"
    r"(?:电话|手机|微信|v信|vx|qq|扣扣|line|加v|加赖)\W{0,3}(?:[a-z\d][\s_-]?){5}"
)
# A picture's or a statement's source, and what is said of such a thing.
_SAID = re.compile("[图据见摄的了]|来源|来自|资料|采访|大厅|中心|窗口|银行|派出所")


def with_bracketed(found: Sequence[Injected], shadow: str) -> list[Injected]:
    """Return what was found in a text, given its shadow, and such brackets; what stands in one goes with it."""
    # Most brackets of most pages hold none of the words: they are looked through together.
    inner = [text for opening, pattern in _BRACKETS.items() if opening in shadow for text in pattern.findall(shadow)]
    together = "\n".join(inner)
    if not (_SITE.search(together) or _TRADE.search(together)):
        return list(found)
    brackets = [
        Injected(m.start(), m.end(), "site", True, "bracketed", 2)
        for pattern in _BRACKETS.values()
        for m in pattern.finditer(shadow)
        if (_SITE.search(m[1]) or _TRADE.search(m[1])) and not _SAID.search(m[1])
    ]
    if not brackets:
        return list(found)
    free = [x for x in found if all(x.end <= b.start or x.start >= b.end for b in brackets)]
    return sorted([*free, *brackets], key=lambda x: x.start)
