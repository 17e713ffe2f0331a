"""Lines in the other Chinese script than their document.

Simplified keywords on a Traditional page are seldom its author's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.script.detect import CLEAR, HAN, HANS, HANT, Class, Counts, count_lines, detect_script
from cleantext.script.tables import to_points

__all__ = ["Outlier", "outliers"]

_SHARED = (Class.HANS_SHARED, Class.HANT_SHARED)
_ENOUGH = 3  # characters that only the other script has; 简体中文 in a list of languages has two
_SENTENCE = 12
# Of a document's evidence, the part that may be in such lines; with more of it they are a part of the document.
_FEW = 0.1
# What a writer takes over in the script it is in; a bracket that is not closed ends nothing.
_QUOTED = re.compile("[「『“‘《〈【][^「『“‘《〈【」』”’》〉】]{0,200}[」』”’》〉】]")


@dataclass(frozen=True, slots=True)
class Outlier:
    """A line whose script is not its document's.

    Attributes:
        line: its number, from 0; only a line feed ends a line.
        start, end: where it stands in the text, without its line feed.
        script: the script it is in.
        share: of its evidence for a Chinese script, the part for that one.
    """

    line: int
    start: int
    end: int
    script: Literal["Hans", "Hant"]
    share: float


def outliers(text: str) -> list[Outlier]:
    """Return the lines of a Simplified or Traditional document that are in the other of the two.

    A sign of spam that somebody else put there.  Lines with kana, Hangul or Japan's own forms are none,
    nor lines that only quote the other script; and a document in both scripts has none.

    >>> page = "我們來討論歷史問題，後來他們離開學校。\\n" * 4
    >>> [(o.line, o.script) for o in outliers(page + "国产电影在线观看")]
    [(4, 'Hans')]
    """
    found = detect_script(text)
    if found.code not in ("Hans", "Hant"):
        return []
    script: Literal["Hans", "Hant"]
    script, own, other = ("Hant", HANS, HANT) if found.code == "Hans" else ("Hans", HANT, HANS)
    evidence = {"Hans": found.evidence["hans"], "Hant": found.evidence["hant"]}
    if evidence[script] < _ENOUGH:
        return []
    points = to_points(text)
    candidates = np.flatnonzero(_differ(count_lines(points), own, other))
    ends = np.r_[np.flatnonzero(points == ord("\n")), len(points)].tolist()
    lines: list[Outlier] = []
    there = 0
    for k in candidates.tolist():
        start, end = ends[k - 1] + 1 if k else 0, ends[k]
        counts = count_lines(to_points(_QUOTED.sub("", text[start:end])))
        if _differ(counts, own, other)[0]:
            mine, theirs = (int(counts[0, kinds].sum()) for kinds in (own, other))
            there += theirs
            lines.append(Outlier(k, start, end, script, theirs / (mine + theirs)))
    return lines if there <= _FEW * sum(evidence.values()) else []


def _differ(counts: Counts, own: list[Class], other: list[Class]) -> NDArray[np.bool_]:
    """Which lines are clearly in the other script, and surely Chinese."""
    theirs = counts[:, other].sum(1)
    # 国会 and 國會 are Japanese as well: one character that it does not write must be among them.  Names keep
    # forms that it wrote once (國學院大學), so Traditional takes a word that only Chinese has, or a sentence.
    chinese = counts[:, [kind for kind in other if kind not in _SHARED]].sum(1) > 0
    if other is HANT:
        marks = counts[:, [Class.HANT_MARK, Class.MARK]].sum(1)
        chinese &= (marks > 0) | (counts[:, HAN].sum(1) >= _SENTENCE)
    foreign = counts[:, [Class.KANA, Class.HANGUL, Class.JPAN]].sum(1) > 0
    differ: NDArray[np.bool_] = (theirs >= _ENOUGH) & (theirs > CLEAR * counts[:, own].sum(1)) & chinese & ~foreign
    return differ
