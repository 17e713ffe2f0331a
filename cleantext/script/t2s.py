"""OpenCC's t2s in NumPy: a table by code point, and the phrases put in by hand.  The same to the last byte.

OpenCC goes from left to right and takes the longest phrase that begins where it stands,
else one character.  A phrase can begin only where two tables by code point agree, so few
places are looked at.  What the tables do not cover goes through OpenCC itself: description
and variation sequences, compatibility ideographs, and any other version of OpenCC.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import convert
from cleantext.script.tables import simplified, to_points, to_str

__all__ = ["t2s"]

_VERSION = "1.4.2"
# NUL and surrogates, description characters, variation selectors, compatibility ideographs.
_UNCOVERED = (
    *((0, 0), (0x2FF0, 0x2FFF), (0x303E, 0x303E), (0x31EF, 0x31EF), (0xD800, 0xDFFF)),
    *((0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0x2F800, 0x10FFFF)),
)
_BEGINS, _FOLLOWS, _NOT_HERE = 1, 2, 4


def t2s(text: str) -> str:
    """Return what OpenCC's t2s makes of `text`; lone surrogates and NUL stay.

    >>> t2s("乾隆乾杯")
    '乾隆干杯'
    """
    points = to_points(text).astype(np.intp)
    phrases, flags = _phrases()
    flag = flags.take(points, mode="wrap")  # all are inside; to check that takes longer than to look up
    if not _is_known() or not text or flag.max() >= _NOT_HERE:
        return convert(text, "t2s")
    out = simplified().take(points, mode="wrap")
    end = 0
    # A 1 where a phrase may begin: _BEGINS here and, shifted, _FOLLOWS next.
    for at in (flag[:-1] & (flag[1:] >> 1)).view(np.bool_).nonzero()[0].tolist():
        if at >= end and (found := phrases.get(text[at : at + 2])):
            for old, new in found:
                if text.startswith(old, at):
                    end = at + len(old)
                    out[at:end] = new
                    break
    return to_str(out)


@cache
def _is_known() -> bool:
    import opencc

    return bool(opencc.__version__ == _VERSION)


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, NDArray[np.uint32]]]], NDArray[np.uint8]]:
    """Return the phrases by their first two characters, longest first; and what each code point may be in one."""
    flags = np.zeros(0x110000, np.uint8)
    phrases: dict[str, list[tuple[str, NDArray[np.uint32]]]] = {}
    lines = Path(__file__).with_name("t2s-phrases.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    for old, new in sorted(pairs, key=lambda pair: -len(pair[0])):
        phrases.setdefault(old[:2], []).append((old, to_points(new)))
        flags[ord(old[0])] |= _BEGINS
        flags[ord(old[1])] |= _FOLLOWS
    for low, high in _UNCOVERED:
        flags[low : high + 1] = _NOT_HERE
    return phrases, flags
