"""The statistics behind the repairs: GBK cells, how common they are, how they are read.

A *cell* is a GBK byte pair as a number, `(lead - 0x81) * 190 + trail` with the gap at 0x7F closed;
`data/gbk.npz` holds one row for each, and how often pairs of characters stand together.  Built by
`build_tables.py` from jieba (MIT) and pypinyin (MIT); 5 ms to load, on first use.
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "BOOST_UNIT",
    "CELLS",
    "LOG_UNIT",
    "READING",
    "SIMPLIFIED",
    "TRADITIONAL",
    "VARIANT",
    "Tables",
    "bytes_of",
    "cell",
    "pair_boosts",
    "reading_of",
    "tables",
]

# One syllable as GBK pages have it; no hanzi is read with more than six letters.
READING = "[a-züɑɡāáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ]{1,6}"
CELLS = 126 * 190
TRADITIONAL, SIMPLIFIED, HANZI, COMMON, VARIANT = 1, 2, 4, 8, 16
LOG_UNIT, BOOST_UNIT = 12, 20  # in a logarithm
_MARKS = -5.0  # 。、 does not happen; the pairs that do are in the table
_NO_BOOST = -0.7  # ln 0.5: half of the probability belongs to pairs that were seen

# Breve for caron, script a and g: how pinyin is mistyped in GBK pages.
_LOOKALIKES = str.maketrans("ăĕĭŏŭɑɡ", "ǎěǐǒǔag")
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def cell(lead: int, trail: int) -> int:
    """Return the cell of a byte pair, or -1 if GBK has no such pair.

    >>> tables().chars[cell(0xD6, 0xD0)]
    '中'
    """
    if not 0x81 <= lead <= 0xFE or not 0x40 <= trail <= 0xFE or trail == 0x7F:
        return -1
    return (lead - 0x81) * 190 + trail - (0x40 if trail < 0x7F else 0x41)


def bytes_of(k: int) -> tuple[int, int]:
    """Return the byte pair of a cell: the inverse of `cell`."""
    lead, trail = divmod(k, 190)
    return lead + 0x81, trail + (0x40 if trail < 0x3F else 0x41)


@cache
def reading_of(pinyin: str) -> str:
    """Return a syllable with its tone as a final digit and `v` for ü, as the tables have it.

    >>> reading_of("lǜ"), reading_of("huì"), reading_of("fa")
    ('lv4', 'hui4', 'fa')
    """
    tone = ""
    letters: list[str] = []
    for c in unicodedata.normalize("NFD", pinyin.translate(_LOOKALIKES)):
        if c in _TONES:
            tone = _TONES[c]
        elif c == "\u0308":
            letters[-1:] = "v"
        else:
            letters.append(c)
    return "".join(letters) + tone


@dataclass(frozen=True)
class Tables:
    """One row per cell; see the module docstring."""

    class_of: array[int]
    flags: bytes
    logs: bytes
    pair_keys: NDArray[np.uint32]  # two classes, `left << 16 | right`, in order
    pair_boosts: NDArray[np.uint8]
    reading_start: array[int]
    reading_ids: array[int]
    syllables: list[str]

    @cached_property
    def boosts(self) -> dict[int, int]:
        """`pair_boosts` by `pair_keys`, for one pair at a time; takes 50 ms and 20 MB."""
        return dict(zip(self.pair_keys.tolist(), self.pair_boosts.tolist(), strict=True))

    @cached_property
    def chars(self) -> list[str]:
        """The character of each cell; private use where GBK leaves the pair to users."""
        trails = [*range(0x40, 0x7F), *range(0x80, 0xFF)]
        rows = (bytes(b for trail in trails for b in (lead, trail)) for lead in range(0x81, 0xFF))
        return [c for row in rows for c in row.decode("gb18030")]

    @cached_property
    def cells(self) -> dict[str, int]:
        """The cell of each character: the inverse of `chars`."""
        return {c: k for k, c in enumerate(self.chars)}

    def readings(self, k: int) -> list[str]:
        """Return the readings of cell `k`, the usual one first."""
        a, b = self.reading_start[k], self.reading_start[k + 1]
        return [self.syllables[r] for r in self.reading_ids[a:b]]

    def is_traditional(self, k: int) -> bool:
        """Return whether the cell is a Traditional form that GB2312 lacks, or 著."""
        return bool(self.flags[k] & TRADITIONAL)

    def is_hanzi(self, k: int) -> bool:
        """Return whether the cell is a Chinese character."""
        return bool(self.flags[k] & HANZI)

    def log(self, k: int) -> float:
        """Return the natural logarithm of the cell's share of running text."""
        return self.logs[k] / -LOG_UNIT

    def after(self, left: int, k: int) -> float:
        """Return the logarithm of the share of cell `k` behind cell `left`; -1 is no cell."""
        if left < 0:
            return self.log(k)
        boost = self.boosts.get(self.class_of[left] << 16 | self.class_of[k])
        if boost is not None:
            return self.logs[k] / -LOG_UNIT + boost / BOOST_UNIT
        marks = not (self.flags[left] | self.flags[k]) & HANZI
        return self.logs[k] / -LOG_UNIT + (_MARKS if marks else _NO_BOOST)


def pair_boosts() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Return the keys of `Tables.boosts` in order, and their values."""
    return tables().pair_keys, tables().pair_boosts


@cache
def tables() -> Tables:
    """Return the tables, read once per process."""
    from importlib.resources import files

    with (files("cleantext.repair") / "data" / "gbk.npz").open("rb") as file, np.load(file) as found:
        keys, boosts = found["pair_keys"], found["pair_boosts"]
        last = np.append(keys[1:] != keys[:-1], True)  # of those that are listed twice the last counts
        return Tables(
            class_of=array("H", found["class_of"].tobytes()),
            flags=found["flags"].tobytes(),
            logs=found["logs"].tobytes(),
            pair_keys=keys[last],
            pair_boosts=boosts[last],
            reading_start=array("H", found["reading_start"].tobytes()),
            reading_ids=array("H", found["reading_ids"].tobytes()),
            syllables=found["syllables"].tobytes().decode().split("\n"),
        )
