"""The heading of the article; what stands above it is the page's, not the author's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleantext.boilerplate.layout import ENDS, NEAR, SHORT, TITLE, dateline, is_dateline, is_sign
from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.topic import topic

__all__ = ["above_path", "head", "lowest", "spare_heading", "titles"]

_LETTER = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_WORDS = re.compile(r"[^|>»›/·,。]{3,30}")  # of a heading that a menu says as well
_SURE = 10  # characters of a heading that is hardly a name and a value
_HEAD = 60  # lines above the path to the page, at most
_HEADING = 4  # characters of a heading below it
_TICKER = 60  # longest line above it that is the page's
_LEAD, _PAIRS = 30, 10  # characters, and pairs of hanzi, of a paragraph that may be of the article
_TICKER_LEAST = 8  # shortest that is a headline of another story
_MENU = 10  # signs of the page above what looks like the heading, enough to believe no sentence among them
# A heading says in .5 of its pairs of hanzi what the article says, a headline of another story in .1.
_ON_TOPIC, _OFF_TOPIC = 0.3, 0.15
_PATHS = ("zh.nav.you-are-here", "zh.nav.home-path", "zh.nav.path")
# 浏览 1204; 12 来自: 广东; 山里人 关注
_COUNT = re.compile(
    r"[^\d\s]{1,8}[\s:]{0,2}[$¥]?\d[\d,.]*\s?[^\d\s]?$|\d[\d,.]*\s[^\s:]{1,8}:\s?\S{1,8}$|\S{1,16}\s\+?\s?(?:关注|追踪|跟随|订阅|私信)$"
)
_FOLLOW = ("关注", "追踪", "跟随", "订阅", "私信")
_NUMBER = re.compile(r"[\d,.]")
_WORD = 17  # characters of the longest word in front of one, and what stands behind it


def titles(page: Page) -> list[int]:
    """The lines that may be the heading, nearest above the body or its dateline first."""
    if not page.cjk:
        return []
    top = page.first
    dated = dateline(page, range(top - 1, max(-1, top - 40), -1))
    found: list[int] = []
    below = dated if dated is not None else top
    if page.is_thread():  # names, questions and advice stand between the heading and the first post
        around = range(top - 1, max(-1, top - 40), -1)
        return [
            k
            for k in around
            if len(page.full[k].shadow) >= 8 and _like_a_title(page.full[k], page) and not _in_list(page, k)
        ]
    for k in range(below - 1, max(-1, below - 26), -1):
        line = page.full[k]
        if _like_a_title(line, page) and not _in_list(page, k):
            if found and found[-1] - k > (1 if len(page.full[found[-1]].shadow) >= 10 else 4):
                break
            found.append(k)
            if len(found) == 2:
                break
    return found


def lowest(page: Page) -> list[int]:
    """The line right above the body, or above its dateline: 常见问题 may be a heading as well as a word of a menu."""
    k = page.first - 1
    while k >= 0 and (is_dateline(page, k) or page.full[k].rule is not None):
        k -= 1
    return [k] if k >= 0 and len(page.full[k].shadow) >= 3 else []


def _like_a_title(line: Line, page: Page) -> bool:
    n = len(line.shadow)
    if not 5 <= n <= TITLE or line.rules or line.rule is not None or line.item is not None:
        return False
    if line.index in page.credits or line.dated or line.shadow[-1] == "。":
        return False
    return not _is_count(line.shadow) and _LETTER.search(line.shadow) is not None


def _is_count(shadow: str) -> bool:
    """Say whether a line, of three characters or more, is a word and a number, or the name of somebody to follow."""
    # It begins with a digit, or with a word that a blank or a digit stands behind.
    if shadow[:_WORD].isalpha():
        return False
    # It begins or ends with a number, a unit behind it, or ends with what to do.
    may = shadow[0].isdecimal() or _NUMBER.search(shadow, len(shadow) - 3) or shadow.endswith(_FOLLOW)
    return bool(may) and _COUNT.match(shadow) is not None


def _in_list(page: Page, k: int) -> bool:
    """Say whether a line is one of a list of four or more with the same form."""
    if not page.full[k].bullet:
        return False
    n = 1
    for around in (page.full[k + 1 : k + 4], page.full[max(0, k - 3) : k][::-1]):
        for line in around:
            if not line.bullet:
                break
            n += 1
    return n >= 4


def head(page: Page) -> None:
    """What stands above the heading is the page's: menus, breadcrumbs, tickers."""
    if page.first <= 0 or page.off_structure("page.above-heading"):
        return
    found = titles(page)
    if not found:
        return
    heading, top = page.full[found[0]], page.full[0].shadow
    dated = dateline(page, range(found[0] + 1, min(page.first, found[0] + NEAR) + 1)) is not None
    # What can be told without a look at what the lines talk of, which takes longer than all else here.
    if not dated and not any(len(x.shadow) >= 6 and top.startswith(x.shadow) for x in (page.full[k] for k in found)):
        return
    signed = [is_sign(line, page) for line in page.full[: found[0]]]
    if not any(signed):
        return
    if len(found) > 1 and _off_topic(page, found[0], found[-1:]):
        found.pop()
    above = page.full[: found[-1]]
    echo = any(len(x.shadow) >= 6 and above and top.startswith(x.shadow) for x in (page.full[k] for k in found))
    if not dated and not echo:
        return
    signs = sum(signed[: found[-1]])
    if signs < 1:
        return
    prose = [line for line in above if line.prose and page.is_prose(line)]
    if prose and (signs < _MENU or 2 * sum(len(line.shadow) for line in prose) > page.article()):
        return
    scarce = signs < 6 and 4 * signs < len(above)
    if scarce:
        small = sum(len(line.shadow) <= SHORT and not page.is_prose(line) for line in above)
        scarce = 2 * small < len(above)
    off: set[int] = set()
    if signs < 3 or scarce or len(heading.shadow) < _SURE:
        off = _off_topic(page, found[0], range(found[0]))
    # Where little is left of the page, a line that could be the heading stays.
    sure = signs >= 3 or not any(
        len(x.shadow) >= 8 and k not in off and _like_a_title(x, page) for k, x in enumerate(above)
    )
    if not sure or (scarce and 2 * (small + sum(k < found[-1] for k in off)) < len(above)):
        return
    lead = [line for line in prose if len(line.shadow) >= _LEAD and line.shadow[-1] in ENDS]
    for line, share in zip(lead, topic(page, lead, least=_PAIRS), strict=True):
        if share >= _ON_TOPIC:  # what looks like the heading is one within the text
            above = above[: _over(page, above.index(line))]
            break
    if len(heading.shadow) < _SURE:  # 所在地 台中: the heading may be the one above it
        k = next(
            (k for k in range(found[-1] - 1, max(-1, found[-1] - NEAR - 1), -1) if k not in off and _is_other(page, k)),
            None,
        )
        found += [] if k is None else [k]
    same = {page.full[k].shadow for k in found} | {page.full[page.first - 1].shadow, page.full[page.heading].shadow}
    rule, words = structure("page.above-heading"), heading.core[:40]
    for line in above:
        if line.shadow not in same:
            page.take(line, rule, zone="head", heading=words, signs=signs)


def _over(page: Page, k: int) -> int:
    """The place of the first of the lines above a paragraph that no sign of the page parts from it."""
    while k > 0 and not is_sign(page.full[k - 1], page):
        k -= 1
    return k


def _off_topic(page: Page, heading: int, places: Sequence[int]) -> set[int]:
    """Those places above a heading at which lines like it tell of something else: the ticker of a news site."""
    lines = [k for k in places if len(page.full[k].shadow) >= _TICKER_LEAST and _like_a_title(page.full[k], page)]
    if not lines:
        return set()
    own, *others = topic(page, [page.full[k] for k in (heading, *lines)])
    return {k for k, share in zip(lines, others, strict=True) if share <= _OFF_TOPIC} if own >= _ON_TOPIC else set()


def _is_other(page: Page, k: int) -> bool:
    """Say whether a line above what looks like the heading is long enough to be it."""
    return len(page.full[k].shadow) >= 8 and _like_a_title(page.full[k], page) and not _in_list(page, k)


def above_path(page: Page) -> None:
    """What stands above the path to the page, 首页 > 食谱 > 家常菜, is the page's; the heading stands below it."""
    if page.first <= 0 or not page.cjk or page.off_structure("page.above-heading"):
        return
    top = page.first if page.heading < 0 else page.heading
    paths = [k for k, line in enumerate(page.full[:top]) if line.rule is not None and line.rule.id in _PATHS]
    if not paths or not 1 <= paths[-1] <= _HEAD or any(page.is_prose(line) for line in page.full[: paths[-1]]):
        return
    above, below = page.full[: paths[-1]], page.full[paths[-1] + 1 : page.first]
    # A heading between the path and the body, or nothing is known of where it stands.
    if not any(len(x.shadow) >= _HEADING and _like_a_title(x, page) for x in below):
        return
    if 4 * sum(is_sign(line, page) or line.form is not None for line in above) < len(above):
        return
    path = page.full[paths[-1]]
    for line in above:
        echo = any(len(x.shadow) >= _HEADING and (x.shadow in line.shadow or line.shadow in x.shadow) for x in below)
        if not echo and len(line.shadow) <= _TICKER:
            page.take(line, structure("page.above-heading"), zone="head", path=path.core[:40])


def spare_heading(page: Page) -> None:
    """Keep "About us" right above the body where nothing else would stay and the menu says it as well: its heading."""
    if page.first <= 0 or any(line.rule is None and len(line.shadow) > 1 for line in page.full[: page.first]):
        return
    k = next((k for k in range(page.first - 1, -1, -1) if not is_dateline(page, k)), -1)
    line = page.full[k]
    if k < 0 or line.rule is None or line.rule.label != "breadcrumb" or not _WORDS.fullmatch(line.shadow):
        return
    if any(rule.scope == "line" for rule in line.rules):
        return  # "Skip to content" can be nothing else
    if k == 0 or any(x.shadow == line.shadow for x in page.full[:k]):
        line.rule = None
        line.shielded = True
