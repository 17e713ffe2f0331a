"""What speaks for and against each character that can have stood in a hole, besides the words around it.

Which script the text is in, and where marks stand: a comma does not end a paragraph, a quotation mark that is not
open cannot be closed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cleantext.repair.words import HOLE, Candidate, words

__all__ = ["weigh"]

_OTHER_SCRIPT, _RATHER = 90, 14
_NEVER, _SELDOM = 70, 40
_OPENING = {"”": "“", "’": "‘", "）": "（", "》": "《", "」": "「", "』": "『", "】": "【"}
_QUESTION = re.compile("[吗呢嗎谁誰哪何几幾]|什么|什麼|怎|是否|能否|多少|难道|難道")
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
        extra += -_RATHER if opened.get(_OPENING[c]) else _NEVER
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
