"""Builds data/context.npz: how characters begin and end words, and which form Traditional text writes.  For developers.

Sources, needed only here: jieba's dict.txt (MIT, © 2013 Sun Junyi) for words, OpenCC (Apache-2.0) for what Simplified
words become in Traditional text.  Run `python -m cleantext.repair.build_context` after `build_tables`; the same
versions give the same bytes.
"""

from __future__ import annotations

import importlib
import importlib.resources
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from cleantext.repair.build_tables import HANZI_SHARE, PUNCTUATION, cells
from cleantext.repair.tables import tables

__all__ = ["build"]

OUT = Path(__file__).with_name("data") / "context.npz"

UNIT = 20  # logarithms are stored as bytes: -20 ln p, at most 255
WORD = 1.6  # characters in a word of running text: marks stand between words, so more often there
NEVER = 1e-3  # the share of a form that Traditional text does not write
# ln of how often a word begins with one of these; dict.txt counts the commonest words far too low.
COMMONEST = {"的": -2.8, "一": -4.0, "在": -4.2, "是": -4.3, "了": -4.5, "不": -4.6, "和": -4.8, "有": -4.9, "这": -4.7}
COMMONEST |= {
    "我": -4.8,
    "你": -5.0,
    "他": -5.2,
    "它": -5.4,
    "来": -5.4,
    "对": -5.4,
    "为": -5.4,
    "上": -5.3,
    "也": -5.5,
}
COMMONEST |= {
    "就": -5.5,
    "到": -5.6,
    "地": -5.8,
    "并": -5.8,
    "中": -5.0,
    "大": -5.6,
    "人": -5.7,
    "将": -5.6,
    "与": -5.7,
}
CONFIGS = ("s2t", "s2tw")  # 爲 裏 as in OpenCC's standard, 為 裡 as pages have it; equal weight


def build(out: Path = OUT) -> None:
    """Write the table file; see the module docstring for what must be installed."""
    opencc: Any = importlib.import_module("opencc")
    known = tables()
    chars = cells()
    simplify = opencc.OpenCC("t2s").convert
    dictionary = importlib.resources.files("jieba").joinpath("dict.txt").read_text("utf-8")
    rows = [line.split(" ")[:2] for line in dictionary.splitlines()]
    words = [(word, int(count)) for word, count in rows]

    single: Counter[str] = Counter()
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for word, n in words:
        folded = "".join(c if len(s := simplify(c)) != 1 else s for c in word)
        begins[folded[0]] += n
        ends[folded[-1]] += n
        for c in folded:
            single[c] += n
    total = sum(n for c, n in begins.items() if "一" <= c <= "鿿")

    forms: dict[str, Counter[str]] = {}
    for config in CONFIGS:
        traditional = opencc.OpenCC(config).convert("\n".join(word for word, _ in words)).split("\n")
        for (word, n), new in zip(words, traditional, strict=True):
            if len(word) == len(new):
                for a, b in zip(word, new, strict=True):
                    forms.setdefault(simplify(a), Counter())[b] += n

    classes = max(known.class_of) + 1
    begin = np.full(classes, 255, np.uint8)
    end = np.zeros(classes, np.uint8)
    form = np.zeros(len(chars), np.uint8)
    marks = sum(PUNCTUATION.values()) * WORD
    for cell, char in enumerate(chars):
        k = known.class_of[cell]
        if "一" <= char <= "鿿":
            simple = simplify(char)
            begin[k] = _log((begins[simple] + 0.3) / total * (1 - marks) * HANZI_SHARE)
            if simple in COMMONEST:
                begin[k] = _log(math.exp(COMMONEST[simple]))
            end[k] = _log((ends[simple] + 0.5) / (single[simple] + 1))
            written = forms.get(simple, Counter())
            share = written[char] / max(1, written.total())
            form[cell] = _log(max(share, 0.03 if written[char] else NEVER)) if written else 0
        elif char in PUNCTUATION:
            begin[k] = _log(PUNCTUATION[char] * WORD)
    np.savez_compressed(out, begin=begin, end=end, form=form)


def _log(share: float) -> int:
    return max(0, min(255, round(-math.log(share) * UNIT)))


if __name__ == "__main__":
    build()
