"""OpenCC's t2s in NumPy: a table by code point, and the phrases put in by hand.  The same to the last byte.

OpenCC goes from left to right and takes the longest phrase that begins where it stands,
else one character.  A phrase can begin only where two tables by code point agree, so few
places are looked at.  What the tables do not cover goes through OpenCC itself: description
and variation sequences, compatibility ideographs, and any other version of OpenCC.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import convert
from cleantext.script.tables import simplified, to_points, to_str

__all__ = ["t2s"]

_VERSION = "1.4.2"
_UNCOVERED = re.compile("[\x00\u2ff0-\u2fff\u303e\u31ef\ufe00-\ufe0f\uf900-\ufaff\ud800-\udfff]")
_ASTRAL_COMPATIBILITY = 0x2F800
_BEGINS, _FOLLOWS = 1, 2


def t2s(text: str) -> str:
    """Return what OpenCC's t2s makes of `text`; lone surrogates and NUL stay.

    >>> t2s("乾隆乾杯")
    '乾隆干杯'
    """
    points = to_points(text).astype(np.intp)
    if not _is_known() or _UNCOVERED.search(text) or (points >= _ASTRAL_COMPATIBILITY).any():
        return convert(text, "t2s")
    phrases, flags = _phrases()
    out = simplified().take(points)
    flag = flags.take(points)
    end = 0
    for at in np.flatnonzero(flag[:-1] & (flag[1:] >> 1)).tolist():
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
    """Return the phrases by their first two characters, longest first, and who may be those two."""
    flags = np.zeros(0x110000, np.uint8)
    phrases: dict[str, list[tuple[str, NDArray[np.uint32]]]] = {}
    lines = Path(__file__).with_name("t2s-phrases.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    for old, new in sorted(pairs, key=lambda pair: -len(pair[0])):
        phrases.setdefault(old[:2], []).append((old, to_points(new)))
        flags[ord(old[0])] |= _BEGINS
        flags[ord(old[1])] |= _FOLLOWS
    return phrases, flags
