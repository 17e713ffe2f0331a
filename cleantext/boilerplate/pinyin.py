"""Pinyin that was injected into a page, 版权(quán), and that repair has not seen: a rule reads the line without it."""

from __future__ import annotations

import re

from cleantext.boilerplate.rulebook import LONGEST

__all__ = ["has_pinyin", "has_residue", "has_tones", "with_pinyin", "without_pinyin", "without_residue"]

# Of a shadow.  Behind a hanzi: print(i) is code.  The look-behind stands second, so that `re` runs to the bracket.
_PINYIN = re.compile("[(](?<=[^\\x00-\\x7f][(])[a-zü\u00e0-\u01dc]{1,7} ?[)]")
_TONE = re.compile("[à-ÿāēěīńňōūǎǐǒǔǖǘǚǜ]")
# One for each bracket that opens: a search for one character rather than two takes a fifth of the time.
_RESIDUE = {c: re.compile(f"[{c}](?<=[^\\x00-\\x7f][{c}])[a-zü\u00e0-\u01dc]{{1,7}} ?[)）]") for c in "(（"}


def has_pinyin(shadow: str) -> bool:
    """Say whether a line that is not too long for it has pinyin in brackets."""
    return len(shadow) <= 2 * LONGEST and _PINYIN.search(shadow) is not None


def with_pinyin(shadow: str) -> set[int]:
    """Return the indexes of the lines of a text, given its shadow, that have pinyin in brackets; most texts have none.

    >>> with_pinyin("首页\\n版权(quan)所有")
    {1}
    """
    found: set[int] = set()
    if "(" in shadow:
        row = at = 0
        for m in _PINYIN.finditer(shadow):
            row += shadow.count("\n", at, m.start())
            at = m.start()
            found.add(row)
    return found


def without_pinyin(text: str, shadow: str) -> tuple[str, str]:
    """Return a line and its shadow without what is pinyin in the shadow.

    >>> without_pinyin("版權（quán）所有", "版权(quán)所有")
    ('版權所有', '版权所有')
    """
    spans = [m.span() for m in _PINYIN.finditer(shadow)]
    return _without(text, spans), _without(shadow, spans)


def without_residue(text: str) -> str:
    """Return the text without injected pinyin, line for line; the text itself if it has no tone marks.

    >>> without_residue("版權(quán)所有")
    '版權所有'
    """
    if not has_residue(text) or not has_tones(text):
        return text
    return _without(text, sorted([m.span() for residue in _RESIDUE.values() for m in residue.finditer(text)]))


def has_tones(text: str) -> bool:
    """Say whether a text has tone marks, so that pinyin is taken out of it."""
    return _TONE.search(text) is not None


def has_residue(text: str) -> bool:
    """Say whether a text has what looks like injected pinyin."""
    return any(opening in text and residue.search(text) is not None for opening, residue in _RESIDUE.items())


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    out = []
    at = 0
    for a, b in spans:
        out.append(text[at:a])
        at = b
    out.append(text[at:])
    return "".join(out)
