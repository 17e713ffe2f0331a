"""What a line talks of: which of its pairs of hanzi stand in the article as well."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.lines import Line
from cleantext.boilerplate.page import Page

__all__ = ["may_be_cjk", "topic"]

_FEW, _MANY = 500, 1 << 17  # characters in which a page shows its script; of so many an array takes memory
_CJK = re.compile("[\u3040-\ud7a3]")
_CJKS, _CJKS_END = np.array(0x3040, np.uint16), np.array(0xD7A3 - 0x3040, np.uint16)
_HANZI, _HANZIS, _BREAK = (np.array(x, np.uint16) for x in (0x3400, 0x9FFF - 0x3400, ord("\n")))
# Where the number of a line stands in the key of a pair, and where twice that number does.
_ABOVE, _TWICE = np.array(33), np.array(32)


def may_be_cjk(shadow: str) -> bool:
    """Say whether a text, given its shadow, may have hanzi, kana or hangul.

    >>> may_be_cjk("雨停了"), may_be_cjk("It’s over 😀")
    (True, False)
    """
    if len(shadow) > _MANY or _CJK.search(shadow, 0, _FEW):
        return True
    if len(shadow) <= _FEW or shadow.isascii():
        return False
    # A third of the time of a search.
    units = np.frombuffer(shadow.encode("utf-16-le", "surrogatepass"), np.uint16)
    return bool((units - _CJKS <= _CJKS_END).any())


def topic(page: Page, lines: Sequence[Line], last: int = -1, least: int = 0) -> list[float]:
    """Return for each line which share of its pairs of hanzi stand in the body, too; 1 if it has none.

    With `least`, a line of fewer pairs has a share of 0: nothing is known of it.
    """
    if not page.cjk:
        return [0.0 if least else 1.0] * len(lines)
    if not lines:
        return []
    ours = _units([line.shadow for line in page.full[page.first : max(last, page.last) + 1]])
    data = _units([line.shadow for line in lines])
    units = np.frombuffer(data, np.uint16)
    hanzi = units - _HANZI <= _HANZIS
    both = hanzi[:-1] & hanzi[1:]
    both[0] = True  # of no line: the first of those that are left out
    at = both.nonzero()[0]
    # A line's pairs count once each: its number stands in front of them.
    keys = (units == _BREAK).nonzero()[0].searchsorted(at).astype(np.int64, copy=False)
    keys <<= _ABOVE
    keys |= _pairs(data).take(at)
    keys.sort()
    keys = keys[1:][keys[1:] != keys[:-1]]
    pairs = keys.astype(np.uint32)
    # Most pairs of the body are in none of the lines, as the two bytes in their middle say.
    asked = np.zeros(1 << 16, np.bool_)
    asked.put(_middles(data).take(at), True)
    body = _pairs(ours)[asked.take(_middles(ours), mode="clip")]
    body.sort()
    keys >>= _TWICE
    keys |= body.searchsorted(pairs, "right") > body.searchsorted(pairs)
    counts = np.bincount(keys, minlength=2 * len(lines) + 2).tolist()
    every = zip(counts[2::2], counts[3::2], strict=True)
    return [0.0 if a + b < least else b / (a + b) if a + b else 1.0 for a, b in every]


def _pairs(data: bytes) -> NDArray[np.uint32]:
    """The pairs of neighbouring characters as numbers.

    In UTF-16 they are numbers already.  A character of more than 16 bits is two there, neither of them a hanzi.
    """
    return np.ndarray(len(data) // 2 - 1, np.uint32, data, 0, 2)


def _middles(data: bytes) -> NDArray[np.uint16]:
    """The last byte of the first character of each pair and the first one of the second, as a number."""
    return np.ndarray(len(data) // 2 - 1, np.uint16, data, 1, 2)


def _units(lines: Sequence[str]) -> bytes:
    """The lines in UTF-16, a line break before each."""
    return "\n".join(["", *lines]).encode("utf-16-le", "surrogatepass")
