"""OpenCC's t2s in NumPy: a table by code point, and the phrases put in by hand.  The same to the last byte.

OpenCC goes from left to right and takes the longest phrase that begins where it stands,
else one character.  A phrase can begin only where two neighbours agree in a table by code
point, so few places are looked at.  What the tables do not cover goes through OpenCC itself:
description and variation sequences, compatibility ideographs, and any other version of OpenCC.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import convert, is_known
from cleantext.script.tables import simplified, to_points, to_str

__all__ = ["simplify", "t2s"]

# NUL and surrogates, description characters, variation selectors, compatibility ideographs.
_UNCOVERED = (
    *((0, 0), (0x2FF0, 0x2FFF), (0x303E, 0x303E), (0x31EF, 0x31EF), (0xD800, 0xDFFF)),
    *((0xF900, 0xFAFF), (0xFE00, 0xFE0F), (0x2F800, 0x10FFFF)),
)
# The characters that begin a phrase are in so many groups.  The lowest bits of a flag say of which group a
# character is, the next ones which groups it can follow.
_GROUPS = 15
_BEGINS = (1 << _GROUPS) - 1
_NOT_HERE = 1 << 31
_PIECE = 1 << 16


def t2s(text: str) -> str:
    """Return what OpenCC's t2s makes of `text`; lone surrogates and NUL stay.

    >>> t2s("乾隆乾杯")
    '乾隆干杯'
    """
    out = simplify(text)
    return convert(text, "t2s") if out is None else to_str(out)


def simplify(text: str, index: NDArray[np.intp] | None = None) -> NDArray[np.uint32] | None:
    """Return what OpenCC's t2s makes of each code point of `text`; None where only OpenCC itself can tell.

    Args:
        text: any text.
        index: its code points, if the caller has them; NumPy takes twice as fast by its own index type.
    """
    phrases, flags = _phrases()
    if not text or not is_known():
        return None
    out = np.empty(len(text), np.uint32)
    places: list[int] = []
    # In pieces, and one character more, with which a phrase may go on: of a long text the index takes twice the result.
    for low in range(0, len(text), _PIECE):
        part = _index(text[low : low + _PIECE + 1]) if index is None else index[low : low + _PIECE + 1]
        flag = flags.take(part, mode="wrap")  # all are inside; to check that takes longer than to look up
        if np.bitwise_or.reduce(flag) >= _NOT_HERE:
            return None
        simplified().take(part[:_PIECE], mode="wrap", out=out[low : low + _PIECE])
        places += ((flag[:-1] & (flag[1:] >> _GROUPS) & _BEGINS).nonzero()[0] + low).tolist()
    end = 0
    for at in places:
        if at >= end and (found := phrases.get(text[at : at + 2])):
            for old, new in found:
                if text.startswith(old, at):
                    end = at + len(old)
                    out[at:end] = new
                    break
    return out


def _index(text: str) -> NDArray[np.intp]:
    return to_points(text).astype(np.intp)


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, NDArray[np.uint32]]]], NDArray[np.uint32]]:
    """Return the phrases by their first two characters, longest first; and what each code point may be in one."""
    flags = np.zeros(0x110000, np.uint32)
    phrases: dict[str, list[tuple[str, NDArray[np.uint32]]]] = {}
    lines = Path(__file__).with_name("t2s-phrases.txt").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    for old, new in sorted(pairs, key=lambda pair: -len(pair[0])):
        phrases.setdefault(old[:2], []).append((old, to_points(new)))
        group = 1 << ord(old[0]) % _GROUPS
        flags[ord(old[0])] |= group
        flags[ord(old[1])] |= group << _GROUPS
    for low, high in _UNCOVERED:
        flags[low : high + 1] = _NOT_HERE
    return phrases, flags
