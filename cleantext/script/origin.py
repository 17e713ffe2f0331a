"""Where a Traditional text was written, by its words: 軟體 or 軟件, 滑鼠 or 鼠標, 質素, 嘅."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.script.engine import convert
from cleantext.script.tables import to_points

__all__ = ["Origin", "origin_of"]

Origin = Literal["mainland", "taiwan", "hongkong"]

_PLACES: tuple[Origin, ...] = ("mainland", "taiwan", "hongkong")
_LEAD = 2  # so many words, each counted once, a place must be ahead of the next
_AGAINST = 0.3  # part of the words that may speak against the place
_BEGINS, _FOLLOWS, _ALONE = 1, 2, 4


@dataclass(frozen=True)
class _Words:
    """The words of origin.toml.

    Attributes:
        not_in: the places that do not use the word.
        longest_first: the words by their first character, longest first.
        flags: by code point, whether a word begins with it, has it second, is it.
    """

    not_in: dict[str, tuple[Origin, ...]]
    longest_first: dict[str, list[str]]
    flags: NDArray[np.uint8]


def origin_of(text: str) -> Origin | None:
    """Return the place whose words `text` uses, or None; the text is taken to be Traditional.

    Each word speaks once against the places that do not use it; the place with the least
    against it wins, if it leads clearly.  Forms of characters (裡 and 裏, 着 and 著) say next to
    nothing: converted text has those of its converter.

    >>> origin_of("服務器的默認端口"), origin_of("佢哋喺度食飯"), origin_of("山高月小，水落石出")
    ('mainland', 'hongkong', None)
    """
    against = dict.fromkeys(_PLACES, 0)
    words = _words()
    found = _find(text)
    for word in found:
        for place in words.not_in[word]:
            against[place] += 1
    first, second, _ = sorted(_PLACES, key=against.__getitem__)
    if first != "hongkong" or against[second] - against["hongkong"] < _LEAD:
        # Hong Kong shares words with both and must show some of its own; else it is between the other two.
        first, second = sorted(_PLACES[:2], key=against.__getitem__)
    if against[second] - against[first] < _LEAD or against[first] > _AGAINST * len(found):
        return None
    return first


def _find(text: str) -> set[str]:
    """Return the words of the list that `text` has; of two in one place the one that begins first."""
    words = _words()
    flags = words.flags.take(to_points(text))
    begins = flags & _ALONE
    begins[:-1] |= flags[:-1] & (flags[1:] >> 1) & _BEGINS
    found: set[str] = set()
    end = 0
    for at in np.flatnonzero(begins).tolist():
        if at < end:
            continue
        for word in words.longest_first[text[at]]:
            if text.startswith(word, at):
                found.add(word)
                end = at + len(word)
                break
    return found


@cache
def _words() -> _Words:
    import tomllib

    data = tomllib.loads(Path(__file__).with_name("origin.toml").read_text("utf-8"))
    not_in: dict[str, tuple[Origin, ...]] = {}
    for key, listed in data.items():
        elsewhere = tuple(place for place in _PLACES if place not in key)
        forms = listed.split()
        if not key.startswith("forms"):
            forms = [form for word in forms for form in (word, convert(word, "t2tw"), convert(word, "t2hk"))]
        not_in |= dict.fromkeys(forms, elsewhere)
    flags = np.zeros(0x110000, np.uint8)
    longest_first: dict[str, list[str]] = {}
    for word in sorted(not_in, key=len, reverse=True):
        longest_first.setdefault(word[0], []).append(word)
        flags[ord(word[0])] |= _ALONE if len(word) == 1 else _BEGINS
        if len(word) > 1:
            flags[ord(word[1])] |= _FOLLOWS
    return _Words(not_in, longest_first, flags)
