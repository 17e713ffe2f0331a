"""What a text can hold at all, and where, by one look at its characters: most texts have no phone, nor an at sign."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.mask.addresses import PROVINCES
from cleantext.mask.numbers import KINDS
from cleantext.script.tables import to_points, to_str

__all__ = ["Seen", "look", "narrow"]

# Pairs of neighbours first: what is in the second has twice the bit of what is in front of it.
_PLATE, _WRITTEN_AT, _WECHAT, _QQ = (2 << k for k in range(0, 8, 2))
_DIGIT, _WIDE, _AT, _DOT, _COLON = (1 << k for k in range(8, 13))
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjklmnpqrstuvwxyz"
_OF = {
    _PLATE >> 1: PROVINCES, _PLATE: _LETTERS,
    _WRITTEN_AT >> 1: "([", _WRITTEN_AT: "aA@ ",
    _WECHAT >> 1: "微薇威徽WwVv加+", _WECHAT: "信XxVv",
    _QQ >> 1: "Qq扣企加", _QQ: "Qq扣鹅鵝群号號:",
    _DIGIT: "0123456789", _AT: "@", _DOT: ".", _COLON: ":",
}  # fmt: skip
_CHATS = ("chat", "Chat", "CHAT", "eixin", "EIXIN")
_LONG, _GAP = 7, 4  # every number here has so many digits, with three characters at most between one and the next
_BEFORE, _BEHIND = 12, 16  # characters of a number in front of its first digit; behind, with an extension


class Seen(NamedTuple):
    """What a look at a text tells.

    Attributes:
        shadow: the text in half width, of the same length.
        kinds: what may be in it.
        windows: where `shadow[start:end]` may hold what is of `numbers.KINDS`.
    """

    shadow: str
    kinds: set[str]
    windows: list[tuple[int, int]]


def look(text: str) -> Seen:
    """Look at a text.

    >>> look("京Ａ１２３４５停在门口")
    Seen(shadow='京A12345停在门口', kinds={'plate'}, windows=[])
    """
    points = to_points(text)
    if not len(points):
        return Seen(text, set(), [])
    seen = _table().take(points, mode="wrap")
    there = int(np.bitwise_or.reduce(seen))
    pairs = int(np.bitwise_or.reduce(seen[:-1] << 1 & seen[1:]))
    shadow = to_str(narrow().take(points)) if there & _WIDE else text
    kinds: set[str] = set()
    if there & _AT or pairs & _WRITTEN_AT:
        kinds.add("email")
    if pairs & _WECHAT or (there & _WECHAT >> 1 and any(word in shadow for word in _CHATS)):
        kinds.add("wechat")
    digits = (seen & _DIGIT).nonzero()[0]
    windows = _windows(digits) if len(digits) >= _LONG else []
    if windows:
        kinds.update(KINDS)
    if len(digits):
        kinds.update(kind for kind, bit in (("qq", _QQ), ("plate", _PLATE)) if pairs & bit)
        if (there & _DOT and _close(seen, _DOT, 3, 8)) or (there & _COLON and _close(seen, _COLON, 2, 5)):
            kinds.add("ip")
    return Seen(shadow, kinds, windows)


def _windows(digits: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return the surroundings of each run of digits that is long enough."""
    far = (digits[1:] - digits[:-1] > _GAP).nonzero()[0].tolist()
    borders = [-1, *far, len(digits) - 1]
    runs = [(a + 1, b) for a, b in pairwise(borders) if b - a >= _LONG]
    return [(max(0, int(digits[a]) - _BEFORE), int(digits[b]) + 1 + _BEHIND) for a, b in runs]


def _close(seen: NDArray[np.uint16], bit: int, count: int, most: int) -> bool:
    """Say whether so many characters of a kind stand within so many characters."""
    places = (seen & bit).nonzero()[0]
    return len(places) >= count and bool((places[count - 1 :] - places[: 1 - count] <= most).any())


@cache
def _table() -> NDArray[np.uint16]:
    """Return a table, shape (0x110000,), of what each character may be part of; full width as half."""
    table = np.zeros(0x110000, np.uint16)
    for bit, characters in _OF.items():
        table[[ord(c) for c in characters]] |= bit
    table = table[narrow()]
    table[0xFF01:0xFF5F] |= _WIDE
    table.flags.writeable = False
    return table


@cache
def narrow() -> NDArray[np.uint32]:
    """Return a table, shape (0x110000,), that makes full-width ASCII half-width, and nothing else."""
    table = np.arange(0x110000, dtype=np.uint32)
    table[0xFF01:0xFF5F] -= 0xFEE0
    table.flags.writeable = False
    return table
