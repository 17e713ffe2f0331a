"""How much the byte pairs of a text read like Chinese in GBK or Big5: arrays over all 65,536 pairs.

The statistics are those of `tables`.  What stands against them is the other reading of the same bytes: letters
of some alphabet in a single-byte encoding, or Hangul or kana in theirs.  A gain is the difference, in natural
logarithms: how many times likelier the bytes are Chinese.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.tables import CELLS, bytes_of, pair_boosts, tables

__all__ = ["ALTERNATING", "CODECS", "NO_PAIR", "Pairs", "pairs", "rival"]

Array = NDArray[Any]

CODECS = ("gb18030", "cp950")
NO_PAIR = -60.0
_LOG_UNIT, _BOOST_UNIT = 12, 20
_NO_BOOST, _MARKS = -0.7, -5.0
_BLOCK = 1 << 14  # pairs that are looked up at once
_SPREAD, _UNUSED = np.uint32(0x9E3779B1), np.uint32(11)  # bits of the product
_UNKNOWN = -21.0
# What the tables do not count: full-width letters and digits, other signs, spaces that GBK leaves to users.
_WIDE, _SIGN, _FIRST_SIGN, _KANA = -6.9, -11.0, -9.0, -12.0
# Two bytes above 0x80 in a row are anything; one with a letter behind it is a word of a European language.
_NULL_HIGH, _NULL_ASCII = -9.3, -6.2
# In a word of a European language such pairs do not follow one another; in Big5 every other one is such a pair.
ALTERNATING = 1.5


@dataclass(frozen=True)
class Pairs:
    """One row for each pair `lead << 8 | trail` of a double-byte encoding.

    Attributes:
        logs: natural logarithm of the pair's share of Chinese text; NO_PAIR where the encoding has none.
        gains: the same, less what the pair's bytes cost as letters.
        classes: of the pair's character, 0 for none; what `boosts` are keyed by.
        marks: whether the pair is a punctuation mark that the tables count.
    """

    codec: str
    logs: Array
    gains: Array
    classes: Array
    marks: Array
    keys: Array
    boosts: Array

    def gain(self, codes: Array, chained: Array) -> Array:
        """Return what each pair gains behind its left neighbour, where it is `chained` to one."""
        gain = np.empty(len(codes), np.float32)
        gain[:1] = self.gains[codes[:1]]
        for start in range(0, len(codes) - 1, _BLOCK):
            here = slice(start + 1, start + 1 + _BLOCK)
            gain[here] = self.gains[codes[here]]
            gain[here] += np.where(chained[here], self._behind(codes[start : start + _BLOCK + 1]), 0.0)
        return gain

    def _behind(self, codes: Array) -> Array:
        """Return what each pair but the first gains by its left neighbour."""
        left, right = codes[:-1], codes[1:]
        key = self.classes[left].astype(np.uint32) << np.uint32(16) | self.classes[right]
        boost = np.where(self.marks[left] & self.marks[right], _MARKS, _NO_BOOST)
        # A search takes a hundred times as long as a look at who may be there.
        some = np.flatnonzero(_may_be_keys()[_slots(key)])
        at = np.minimum(np.searchsorted(self.keys, key[some]), len(self.keys) - 1)
        here = self.keys[at] == key[some]
        boost[some[here]] = self.boosts[at[here]].astype(np.float32) / _BOOST_UNIT
        found: Array = boost + ALTERNATING * ~((left & right & 0x80) != 0)
        return found

    @cached_property
    def after(self) -> Callable[[int, int], float]:
        """A function from left neighbour (-1 for none) and pair to the logarithm of the pair's share there.

        The same as `gain`, for one pair at a time and without what stands against it.
        """
        logs: list[float] = self.logs.tolist()
        classes: list[int] = self.classes.tolist()
        marks: list[bool] = self.marks.tolist()
        boosts = tables().boosts

        def after(left: int, code: int) -> float:
            if left < 0:
                return logs[code]
            score = logs[code] if left & code & 0x80 else logs[code] + ALTERNATING
            boost = boosts.get(classes[left] << 16 | classes[code])
            if boost is not None:
                return score + boost / _BOOST_UNIT
            return score + (_MARKS if marks[left] and marks[code] else _NO_BOOST)

        return after


def _slots(keys: Array) -> Array:
    """Return the place of each key in `_may_be_keys`."""
    return (keys * _SPREAD) >> _UNUSED


@cache
def _may_be_keys() -> Array:
    """Return by `_slots` whether some key of `pair_boosts` is there: two megabytes, one in twenty taken."""
    found = np.zeros(1 << (32 - int(_UNUSED)), bool)
    found[_slots(pair_boosts()[0])] = True
    return found


@cache
def pairs(codec: str) -> Pairs:
    """Return the arrays of "gb18030" or "cp950", built once per process."""
    known = tables()
    logs = np.full(65536, NO_PAIR, np.float32)
    classes = np.zeros(65536, np.uint16)
    marks = np.zeros(65536, bool)
    cell_logs = np.frombuffer(known.logs, np.uint8).astype(np.float32) / -_LOG_UNIT
    cell_classes = np.frombuffer(known.class_of, np.uint16)
    if codec == "gb18030":
        codes = np.array([a << 8 | b for a, b in map(bytes_of, range(CELLS))])
        chars = known.chars
    else:
        found = [(a << 8 | b, _char(a, b)) for a in range(0xA1, 0xFA) for b in range(0x40, 0xFF)]
        codes = np.array([code for code, c in found if c])
        chars = [c for _, c in found if c]
    cells = np.array([known.cells.get(c, -1) for c in chars])
    logs[codes] = np.where(cells >= 0, cell_logs[cells], _UNKNOWN)
    classes[codes] = np.where(cells >= 0, cell_classes[cells], 0)
    for code, c in zip(codes.tolist(), chars, strict=True):
        if logs[code] < -20 and not "㐀" <= c <= "鿿":
            logs[code] = _other(c)
        elif not "㐀" <= c <= "鿿":
            marks[code] = True
    gains = logs - np.where(np.arange(65536) & 0x80, _NULL_HIGH, _NULL_ASCII).astype(np.float32)
    keys, boosts = pair_boosts()
    return Pairs(codec, logs, gains.astype(np.float32), classes, marks, keys, boosts)


def _char(lead: int, trail: int) -> str:
    try:
        return bytes((lead, trail)).decode("cp950")
    except UnicodeDecodeError:
        return ""


def _other(c: str) -> float:
    """Return the logarithm of the share of a character that is neither hanzi nor a mark of the tables."""
    if "０" <= c <= "９" or "Ａ" <= c <= "Ｚ" or "ａ" <= c <= "ｚ" or c in "．，％（）－／［］":
        return _WIDE
    if "！" <= c <= "～" or c in "–—―•‧﹑·°×→←℃№①②③④⑤⑥⑦⑧⑨⑩●○■□★☆◆◇△▲※【】『』「」〈〉\ue5e5":
        return _FIRST_SIGN
    if "\ue000" <= c <= "\uf8ff":
        return _UNKNOWN
    return _KANA if "ぁ" <= c <= "ヿ" else _SIGN


# -- other readings of the same bytes ------------------------------------------------------------------

# Letters of each alphabet by how often they occur, and the encodings that pages were written in.
_ALPHABETS = (
    ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъіїєґѓјљњћџў", "cp1251 koi8-u iso8859-5 mac_cyrillic cp866"),
    ("αοιετσνηυρπκμλςωδγχθφβξζψάέήίόύώϊϋ", "cp1253 iso8859-7"),
    ("יהוולאתרבשממנתדהקפחעטסגכצזןםךץף", "cp1255"),
    ("اليمنرتبةعدسفهكقحجشطصأخذضإىغئءزثؤظآ", "cp1256 iso8859-6"),
    ("انرهیمتدوسبشکزلگفخقعپحجآچصطغثضظذئژ", "cp1256"),
    ("านรอกเงมยลวดทสตปบคหแจพชขใไโผซถภศธณฉฐษฎฟญาิีืุูึั่้์็ๆะำ", "cp874"),
    ("áíěéřšžčýůúťďňó", "cp1250 iso8859-2"),
    ("łąęóżćśńź", "cp1250 iso8859-2"),
    ("áéőöóíüűúãâăîșțşţčšžćđ", "cp1250 iso8859-2"),
    ("ıüşğçöİâî", "cp1254"),
    ("āšīēžūņļģčķėųįąęõäöü", "cp1257 iso8859-4"),
    ("éèàêâçôùûîïëáíóúñãõäöüßåøæðþýìò", "cp1252"),
)
_SYLLABLES = (
    "이다는을의에고하가지를은도로기사한어리아인자대시나서정부스해수일보그들전제있과라장원으구주조여선국상성무"
    "만중유동회비문세경공전신관산개연소생우방학진안미당실용치러였않되여게것했할및모든권또며와위적음"
)
_ASCII = -3.0  # a letter of ours in one of their words
_FLAT = 3.4  # the last letter of an alphabet is e**-3.4 as frequent as the first


@cache
def _alphabets() -> Array:
    """Return the logarithm of each byte's share; a row for each alphabet, encoding and case."""
    rows = []
    for letters, codecs in _ALPHABETS:
        for codec in codecs.split():
            for known in dict.fromkeys((letters, letters.upper(), letters[0].upper() + letters)):
                row = np.full(256, -9.0, np.float32)
                row[:0x80] = _ASCII
                shares: dict[int, float] = {}
                for k, c in enumerate(known):
                    data = c.encode(codec, "ignore")
                    if len(data) == 1 and data[0] >= 0x80:
                        shares.setdefault(data[0], math.exp(-_FLAT * k / len(known)))
                for byte, share in shares.items():
                    row[byte] = np.log(share / sum(shares.values()))
                rows.append(row)
    return np.array(rows)


@cache
def _double() -> Array:
    """Return the logarithm of each pair's share in Korean and in Japanese, as EUC has them."""
    korean = np.full(65536, -12.0, np.float32)
    japanese = np.full(65536, -12.0, np.float32)
    for lead in range(0xB0, 0xF5):
        korean[lead << 8 | 0xA1 : (lead << 8 | 0xFE) + 1] = -9.0 if lead < 0xC9 else -11.0
        japanese[lead << 8 | 0xA1 : (lead << 8 | 0xFE) + 1] = -8.0 if lead < 0xD0 else -10.0
    for k, c in enumerate(dict.fromkeys(_SYLLABLES)):
        a, b = c.encode("euc-kr")
        korean[a << 8 | b] = -3.9 - k / 40
    for low in range(0xA1, 0xF7):
        japanese[0xA4 << 8 | low] = -4.4
        japanese[0xA5 << 8 | low] = -6.0
    japanese[0xA1 << 8 | 0xA2 : (0xA1 << 8 | 0xA3) + 1] = -3.5
    return np.stack([korean, japanese])


def rival(codes: Array) -> float:
    """Return how much likelier the pairs are as another script than as any bytes: 0 or more.

    Args:
        codes: pairs as `lead << 8 | trail`, of one run.
    """
    high, low = codes >> 8, codes & 0xFF
    null = np.where(low & 0x80, _NULL_HIGH, _NULL_ASCII).sum()
    rows = _alphabets()
    single = (rows[:, high].sum(axis=1) + rows[:, low].sum(axis=1)).max()
    double = _double()[:, codes].sum(axis=1).max()
    return max(0.0, float(max(single, double) - null))
