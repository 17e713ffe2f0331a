"""Where a Traditional text was written, by its words: 軟體 or 軟件, 滑鼠 or 鼠標, 質素, 嘅."""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import simplified, to_points, to_str

if TYPE_CHECKING:
    from cleantext.script.detect import Origin

__all__ = ["origin_of"]

_PLACES = ("mainland", "taiwan", "hongkong")
_OFTEN = 3  # a word counts no more often: a text about 網絡 is one witness, not fifty
_LEAD = 2  # by so many words a place must be ahead of the next
_AGAINST = 0.3  # part of the words that may speak against the place
_BEGINS, _FOLLOWS, _ALONE = 1, 2, 4


def origin_of(text: str) -> Origin | None:
    """Return the place whose words `text` uses, or None; the text is taken to be Traditional.

    Each word speaks against the places that do not use it; the place with the least against
    it wins, if it leads clearly.  The forms of characters count little: converted text has
    those of its converter.

    >>> origin_of("服務器的默認端口"), origin_of("佢哋喺度食飯"), origin_of("山高月小，水落石出")
    ('mainland', 'hongkong', None)
    """
    against = dict.fromkeys(_PLACES, 0)
    total = 0
    for word, n in _find(text).items():
        n = min(n, _OFTEN)
        total += n
        for place in _words()[word]:
            against[place] += n
    first, second, _ = sorted(_PLACES, key=lambda place: against[place])
    if against[second] - against[first] < _LEAD or against[first] > _AGAINST * total:
        return None
    return first
