"""What speaks for and against each character that can have stood in a hole, besides the words around it.

Which script the text is in; what goes with numbers; and where marks stand: a comma does not end a paragraph, a
quotation mark that is not open cannot be closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleantext.repair.double.words import HOLE, Candidate, words

__all__ = ["weigh"]

_OTHER_SCRIPT, _RATHER = 90, 14
_NEVER, _SELDOM, _COUNTS = 70, 40, 22
_OPENING = {"”": "“", "’": "‘", "）": "（", "》": "《", "」": "「", "』": "『", "】": "【"}
_QUESTION = re.compile("[吗呢嗎谁誰哪何几幾]|什么|什麼|怎|是否|能否|多少|难道|難道")
_NUMERALS = "一二两兩三四五六七八九十百千万萬亿億零〇"
_COUNTED = frozenset(_NUMERALS + "几幾多每这這那哪各整半某数數第单單0123456789０１２３４５６７８９")
_MEASURES = frozenset(
    "个個名人年月日号號条條次种種元家所项項天岁歲位分秒米万萬亿億时時点點级級层層页頁章节節届屆台架辆輛只隻本张張件套倍"
)
_BREAK = re.compile("[。！？\n]")


def weigh(
    text: str, holes: Mapping[int, list[Candidate]], traditional: bool | None, ends: bool
) -> dict[int, list[Candidate]]:
    """Return the candidates of each hole with what speaks against them added to their costs.

    Args:
        text: with `HOLE` where something is missing.
        holes: what can have stood there.
        traditional: whether the text is in Traditional characters; None if it does not say.
        ends: whether a line ends behind `text`.
    """
    model = words()
    out: dict[int, list[Candidate]] = {}
    opened: dict[str, int] = {}
    at = 0
    for k in sorted(holes):
        for c in text[at:k]:
            if c in _OPENING.values():
                opened[c] = opened.get(c, 0) + 1
            elif c in _OPENING:
                opened[_OPENING[c]] = 0
            elif c == "\n":
                opened.clear()
        at = k
        row = []
        for c, simple, extra in holes[k]:
            if "一" <= c <= "鿿":
                if c != simple:
                    extra += _RATHER if traditional is None else 0 if traditional else _OTHER_SCRIPT
                elif c in model.reduced and traditional:
                    extra += _OTHER_SCRIPT
                if c in _MEASURES and k and text[k - 1] in _COUNTED:
                    extra -= _COUNTS
                elif (
                    c in _NUMERALS
                    and (text[k - 1 : k] or "\n") in "\n(（第"
                    and text[k + 1 : k + 2] in tuple(")）、.是")
                ):
                    extra -= _SELDOM
                elif c == "一" and (k == 0 or text[k - 1] == "\n"):
                    extra -= _RATHER  # 一是…, 一、…: as a word by itself it stands in front, and 中 does not
            else:
                extra += _mark(text, k, c, opened, ends)
            row.append((c, simple, extra))
        out[k] = row
        if len(row) > 1 and all(c in "“”‘’" for c, _, extra in row if extra < _NEVER):
            opened["“"] = 0 if opened.get("“") else 1
    return out


def _mark(text: str, k: int, c: str, opened: Mapping[str, int], ends: bool) -> int:
    """Return what speaks against the mark `c` at offset `k`."""
    before = text[k - 1] if k else "\n"
    after = text[k + 1] if k + 1 < len(text) else "\n" if ends else ""
    extra = 0
    if c in "…—":
        return -_SELDOM if c in (before, after) else 0 if HOLE in (before, after) else _SELDOM
    if c in _OPENING:
        extra += (-_RATHER if c in "”’" else -_SELDOM) if opened.get(_OPENING[c]) else _NEVER
    elif c in _OPENING.values():
        extra += _NEVER if opened.get(c) else 0
    if before in "，。、；：？！" and c in "，。、；：？！":
        extra += _NEVER
    if after == "\n":
        if c in "，、" or c in _OPENING.values():
            extra += _SELDOM if c == "，" else _NEVER
        elif c == "？":
            clause = text[:k]
            starts = [m.end() for m in _BREAK.finditer(clause)]
            asks = _QUESTION.search(clause, starts[-1] if starts else 0)
            extra += -_SELDOM if asks else _RATHER
    elif c == "：" and after != " ":
        extra += _RATHER
    return extra
