"""Unicode forms: one code point for one character, where Unicode says that two are the same.

Canonical equivalents become NFC (compatibility ideographs, combining marks, conjoining
jamo); radicals become the ideographs they picture; half-width katakana become kana.
Nothing else that NFKC would fold: ①㈠㎡½ﬁ mean what they show.  Variation selectors name one drawing of a
hanzi; whether that is noise the caller knows, so they go on request only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import ClassVar

from cleantext.align import changes
from cleantext.columns import Edits
from cleantext.document import Document, Edit
from cleantext.kinds import COMPOSES, VARIANT

__all__ = ["FoldForms"]

_RADICALS = re.compile("[\u2e80-\u2fd5]")

# Two letters or more in a row are a word in Japanese; one alone is as often the arm of a face: (ﾉ>ω<)ﾉ.
# ﾞ and ﾟ alone are no letters: (ﾟ∀ﾟ).
_HALF_KANA = re.compile("[\uff66-\uff9d][\uff9e\uff9f]?[\uff66-\uff9d][\uff66-\uff9f]*")

# What may follow a hanzi to choose its drawing: the selectors of standardised and of ideographic sequences.
# Behind anything else U+FE0E and U+FE0F choose between text and emoji, and stay.
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_VARIATION = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTORS = re.compile(f"[{_VARIATION}](?<=[{_HAN}].)[{_VARIATION}]*+")

# Unicode 17.0, EquivalentUnifiedIdeograph.txt, the CJK Radicals Supplement.  U+2E80 and U+2E9A have no equivalent.
_FIRST = 0x2E81
_SUPPLEMENT = (
    "厂乛乚乙亻冂\U00020628刀刂卜㔾小小兀尣尢\U00021bc2巳幺彑\U0002b739忄心扌攵\x00旡日月歺母民氵氺灬爫爫丬牛犭王"
    "\U00024d14目示礻\U00025ad7糹纟罓罒㓁冗\U0002626b羊\U0002634c\U0002634b耂肀聿肉\U00026951艹艹艹虎衤覀西见角"
    "\U000278b2讠贝\U00027fb7车辶辶辶邑钅長镸长门\U00028e0f阝雨青韦页风飞食\U0002967f飠饣\U00029810马骨鬼鱼鸟卤麦"
    "黄黾斉齐歯齿竜龙龜亀龟"
)


# Characters that compose among themselves only.
_COMPOSES = re.compile("[\x00-\x7f]?[^\x00-\x7f]+")


@dataclass(frozen=True)
class FoldForms:
    """Fold radicals to ideographs and half-width katakana to kana, then compose (NFC).

    The 214 Kangxi radicals and all of the CJK Radicals Supplement that Unicode maps; compatibility
    ideographs of every plane; katakana of half width where at least two letters stand together.

    Args:
        selectors: also remove variation selectors (U+FE00 to FE0F, U+E0100 to E01EF) behind hanzi;
            those of emoji stay.  Rule: unicode.selectors.

    >>> FoldForms()(Document("⽅⾔、⻓⻔、ｶﾞｲﾄﾞ、①㎡½")).text
    '方言、长门、ガイド、①㎡½'
    """

    selectors: bool = False

    name: ClassVar[str] = "unicode.forms"
    reads_layout: ClassVar[bool] = False

    def __call__(self, doc: Document) -> Document:
        """Return the document in these forms; one edit for each run; those of NFC are made when asked for."""
        if doc.kinds & VARIANT:
            doc = doc.edit(_edits(doc.text, self.name))
        if self.selectors:
            found = _SELECTORS.finditer(doc.text)
            doc = doc.edit(Edit(m.start(), m.end(), rule="unicode.selectors") for m in found)
        if not doc.kinds & COMPOSES or unicodedata.is_normalized("NFC", doc.text):
            return doc
        after = unicodedata.normalize("NFC", doc.text)
        return doc.rewrite(after, self.name, edits=partial(_composed, doc.text, after, self.name))


def _composed(text: str, after: str, rule: str) -> Edits:
    """Return what NFC does to a text: nothing across the front of an ASCII character."""
    return Edits.of(text, after, _compositions(text, rule))


def _compositions(text: str, rule: str) -> Iterator[Edit]:
    for m in _COMPOSES.finditer(text):
        at = m.start()
        for start, end, replacement in _composition(m.group()):
            yield Edit(at + start, at + end, replacement=replacement, rule=rule)


@lru_cache(4096)
def _composition(piece: str) -> tuple[tuple[int, int, str], ...]:
    """Return what NFC replaces in a piece."""
    composed = unicodedata.normalize("NFC", piece)
    return tuple((start, end, composed[a:b]) for start, end, a, b in changes(piece, composed))


def _edits(text: str, rule: str) -> Iterator[Edit]:
    if _RADICALS.search(text):
        table = _radicals()
        for m in _RADICALS.finditer(text):
            if new := table.get(m.group()):
                yield Edit(m.start(), m.end(), replacement=new, rule=rule)
    if _HALF_KANA.search(text):
        for m in _HALF_KANA.finditer(text):
            yield Edit(m.start(), m.end(), replacement=unicodedata.normalize("NFKC", m.group()), rule=rule)


@cache
def _radicals() -> dict[str, str]:
    table = {chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)}
    table |= {chr(_FIRST + k): c for k, c in enumerate(_SUPPLEMENT) if c != "\x00"}
    return table
