"""What kinds of characters a text has: one look-up tells several filters at once that they have nothing to do.

A class of `re` looks at each character again for each filter.  Here a table by code point says all that
they ask, and `Document.kinds` keeps the answer for as long as the text stays the same.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["BLANK", "COMPOSES", "INVISIBLE", "ODD", "TRADITIONAL", "VARIANT", "WIDE", "kinds"]

INVISIBLE = 1
"""What `StripInvisible` looks at: controls but tab and line feed, marks without width, lone surrogates."""
VARIANT = 2
"""A radical, or a letter of half-width katakana: what `FoldForms` replaces."""
COMPOSES = 4
"""What may change under NFC, or may change what stands before it; a text without any is in that form."""
WIDE = 8
"""A full-width letter or digit."""
BLANK = 16
"""A blank other than the space, or a carriage return."""
ODD = 32
"""A blank that shows nothing but is none of the three of ASCII and ideographic text."""
TRADITIONAL = 64
"""Evidence for Traditional Chinese, or 著: what `NormalizeScript` looks at on the way to Simplified."""

_CLASSES = {
    INVISIBLE: (
        *((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F)),
        *((0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xD800, 0xDFFF)),
    ),
    VARIANT: ((0x2E80, 0x2EF3), (0x2F00, 0x2FD5), (0xFF66, 0xFF9D)),
    # All but long stretches that hold none, also none that Unicode could still add: whole blocks of one kind.
    COMPOSES: (
        *((0x300, 0x3FF), (0x483, 0x489), (0x530, 0x2001), (0x20D0, 0x20FF), (0x2126, 0x212B), (0x2329, 0x232A)),
        *((0x2ADC, 0x2ADC), (0x2C00, 0x2DFF), (0x302A, 0x302F), (0x3099, 0x309A), (0xA4D0, 0xABFF), (0xD7A4, 0xD7FF)),
        *((0xF900, 0xFAFF), (0xFB1D, 0xFB4F), (0xFE20, 0xFE2F)),
    ),
    WIDE: ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
    BLANK: (
        *((0x09, 0x09), (0x0D, 0x0D), (0x3000, 0x3000)),
        *((0xA0, 0xA0), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F)),
    ),
    ODD: ((0xA0, 0xA0), (0x2000, 0x200A), (0x202F, 0x202F), (0x205F, 0x205F)),
}
_BEYOND = COMPOSES  # all other planes, by the last entry of the table
_PIECE = 1 << 16


def kinds(text: str) -> int:
    """Return the bits of all kinds that the characters of `text` are of.

    >>> kinds("清洁文本") == 0, kinds("第１章") == WIDE
    (True, True)
    """
    # Clean text has none, which `re` sees in the time of one class; a text that has any mostly shows it at once.
    if not _any().search(text):
        return 0
    found = 0
    for low in range(0, len(text), _PIECE):
        points = np.frombuffer(text[low : low + _PIECE].encode("utf-32-le", "surrogatepass"), np.uint32)
        found |= int(np.bitwise_or.reduce(_table().take(points, mode="clip")))
    return found


@cache
def _any() -> re.Pattern[str]:
    plain = np.flatnonzero(np.diff(_table()[:-1] == 0, prepend=False, append=False)).reshape(-1, 2)
    return re.compile("[^" + "".join(f"\\u{low:04x}-\\u{high - 1:04x}" for low, high in plain.tolist()) + "]")


@cache
def _table() -> NDArray[np.uint8]:
    from cleantext.script.evidence import evidence  # its package imports documents, which import this

    table = np.zeros(0x10001, np.uint8)
    for kind, ranges in _CLASSES.items():
        for low, high in ranges:
            table[low : high + 1] |= kind
    table[-1] = _BEYOND
    for name, characters in evidence().items():
        if name.startswith("HANT"):
            table[list(map(ord, characters))] |= TRADITIONAL
    table[ord("著")] |= TRADITIONAL
    table.flags.writeable = False
    return table
