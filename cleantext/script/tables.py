"""Code-point tables, built once per process from OpenCC's own dictionaries and Unicode data.

Everything here is one code point in, one code point out, so offsets never move.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import converter

__all__ = ["by_character", "fold", "fold_map", "look_up", "pieces", "simplified", "to_points", "to_str"]

# OpenCC converts characters in these ranges; higher planes hold 1 in 10^6 characters of web text.
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F), (0x30000, 0x323AF))

# Looking up a code point takes 12 bytes for a moment, so a long text is looked up in pieces.
_PIECE = 1 << 16
_T = TypeVar("_T", bound=np.generic)


def to_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of `text`, lone surrogates included; read-only, shape (len(text),)."""
    if not 0 < len(text) <= _PIECE:  # NumPy has no strings without characters, nor very long ones
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    points = np.frombuffer(np.array(text), np.uint32)  # a third of the time that encoding takes
    points.flags.writeable = False
    return points


def pieces(text: str) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Yield the code points of `text` piece by piece, and where each piece begins."""
    for low in range(0, len(text), _PIECE):
        yield low, to_points(text[low : low + _PIECE])


def look_up(table: NDArray[_T], text: str) -> NDArray[_T]:
    """Return what a table has for each code point of `text`, beyond its end its last entry; shape (len(text),)."""
    if len(text) <= _PIECE:
        return table.take(to_points(text), mode="clip")
    found = np.empty(len(text), table.dtype)
    for low, points in pieces(text):
        table.take(points, mode="clip", out=found[low : low + len(points)])
    return found


def to_str(points: NDArray[np.uint32]) -> str:
    """Return the text of an array of code points; the inverse of `to_points`."""
    if not len(points) or not points[-1]:  # NumPy drops NUL from the end of a string
        return points.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
    # Half the time that decoding takes.
    return str(np.ascontiguousarray(points, np.uint32).view(f"U{len(points)}").item())


def by_character(config: str, points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what OpenCC makes of each of `points` where it stands alone; of one that becomes several, itself."""
    apart = np.full(2 * len(points), ord("\n"), np.uint32)
    apart[::2] = points
    converted = converter(config)(to_str(apart))
    new = to_points(converted)
    if len(new) == len(apart) and (new[1::2] == ord("\n")).all():
        return new[::2].copy()
    parts = zip(points.tolist(), converted.split("\n")[:-1], strict=True)
    return np.array([ord(part) if len(part) == 1 else old for old, part in parts], np.uint32)


@cache
def simplified() -> NDArray[np.uint32]:
    """Return a table, shape (0x110000,): each code point's Simplified form by OpenCC's t2s, without phrases."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    han = np.concatenate([np.arange(low, high + 1, dtype=np.uint32) for low, high in _HAN])
    table[han] = by_character("t2s", han)
    table.flags.writeable = False
    return table


@cache
def fold_map() -> NDArray[np.uint32]:
    """Return a table, shape (0x110000,), that folds script, width, compatibility forms and case.

    For comparing and matching, never for output: Traditional to Simplified, full to half
    width with punctuation, NFKC and lower case where they are one code point.
    """
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    # Ideographs, Yi, Hangul syllables fold to themselves; surrogates and private use have no form.
    for c in (*range(0x3400), *range(0x4DC0, 0x4E00), *range(0xA490, 0xAC00), *range(0xF900, 0x10000)):
        folded = unicodedata.normalize("NFKC", chr(c)).lower()
        if len(folded) == 1:
            table[c] = ord(folded)
    table[:0x40000] = simplified()[table[:0x40000]]  # above, nothing folds
    table.flags.writeable = False
    return table


def fold(text: str) -> str:
    """Return the shadow of `text` for matching: Simplified, half width, lower case, same length.

    >>> fold("版權聲明：ＡＰＰ")
    '版权声明:app'
    """
    if len(text) <= _PIECE:
        return to_str(look_up(fold_map(), text))
    return "".join(to_str(fold_map().take(points)) for _, points in pieces(text))
