"""What a text has that some damage cannot be without: one pass over its code points decides which repairs look at it.

A sign proves nothing; its absence does: a text without the sign of a repair has nothing for it.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import look_up

__all__ = ["Sign", "signs"]

_LOOK = 64  # pairs that are looked at one by one


class Sign:
    """What `signs` looks for, one bit each; from LEAD on they are halves of a pair.  An enum would cost 2 us a text."""

    HIGH = 1  # two Latin-1 letters or marks together, or with one letter between; what there is of wèi is none
    CROSSED = 2  # characters of Chinese in a wrong double-byte encoding
    LOST = 4  # U+FFFD and what becomes of it
    QUESTION = 8
    BRACKET = 16
    ENTITY = 32
    UTF8 = 64  # a lead byte and a continuation of misread UTF-8, or a C1 control
    HAN = 128
    PRIVATE = 256
    LEAD = 512
    TRAIL = 1024
    LATIN = 2048  # Ã¤Â½Â, read as GBK: how it begins, and goes on
    LATIN_ON = 4096
    RARE = 8192  # UTF-8 read as GBK: a rare hanzi (but also 浏览), and what goes on
    RARE_ON = 16384
    BYTE = 32768  # what a byte above ASCII is in Latin-1 or cp1252


def signs(text: str) -> int:
    """Return the signs of `text`, added up.

    >>> signs("干净的文本。") == Sign.HAN, bool(signs("院?jiǎn)?wèn)題") & Sign.QUESTION)
    (True, True)
    """
    if not text:
        return 0
    found = look_up(_table(), text)  # beyond the first plane there are no signs
    every = int(np.bitwise_or.reduce(found))
    if every & Sign.HIGH and not _has_two(found, text):
        every &= ~Sign.HIGH
    for first in (Sign.LATIN, Sign.RARE):
        if every & first and every & (first << 1) and (found[:-1] & (found[1:] >> 1) & first).any():
            every |= Sign.CROSSED
    if every & Sign.LEAD and every & Sign.TRAIL:
        at = np.flatnonzero(found[:-1] & (found[1:] >> 1) & Sign.LEAD)
        # “ and — are bytes, too, but —— is not a lead byte and a continuation in the same encoding.
        if len(at) > _LOOK or any(_is_utf8(text[k : k + 2]) for k in at.tolist()):
            every |= Sign.UTF8
    return every & (Sign.LEAD - 1)


@lru_cache(1024)
def _is_utf8(pair: str) -> bool:
    """Return whether two characters are a lead byte and a continuation in the same encoding."""
    return any(pair[0] in leads and pair[1] in trails for leads, trails in _alphabets())


def _has_two(found: NDArray[np.uint16], text: str) -> bool:
    """Return whether a HIGH stands beside a BYTE, or in Latin-1 with one ASCII letter between."""
    at = np.flatnonzero(found >= Sign.BYTE)  # all that are HIGH are among them
    if len(at) < 2:
        return False
    high = (found[at] & Sign.HIGH).astype(bool)
    gap, either = np.diff(at), high[:-1] | high[1:]
    if (either & (gap == 1)).any():
        return True
    at = at[:-1][either & (gap == 2)]
    return len(at) > _LOOK or any("@" <= text[k + 1] <= "~" and text[k + 2] < "\u0100" for k in at.tolist())


@cache
def _alphabets() -> list[tuple[str, str]]:
    from cleantext.repair.single import utf8

    return utf8.alphabets()


@cache
def _table() -> NDArray[np.uint16]:
    """Return the signs of each character of the first plane, as `build_signs` found them."""
    from importlib.resources import files

    with (files("cleantext.repair") / "data" / "signs.npz").open("rb") as file, np.load(file) as found:
        table: NDArray[np.uint16] = found["table"]
    table.flags.writeable = False
    return table
