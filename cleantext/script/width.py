"""Width: full-width letters and digits to ASCII.  Full-width punctuation is Chinese punctuation and stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleantext.document import Document, Edit
from cleantext.kinds import WIDE

__all__ = ["FoldWidth"]

_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True)
class FoldWidth:
    """Fold full-width digits and Latin letters to ASCII; leave ，！？（）％ and all other signs alone.

    >>> FoldWidth()(Document("第１章，ＡＢＣ")).text
    '第1章，ABC'
    """

    name: ClassVar[str] = "unicode.width"
    reads_layout: ClassVar[bool] = False

    def __call__(self, doc: Document) -> Document:
        """Return the document with one edit for each run."""
        return doc.edit(_edits(doc.text, self.name)) if doc.kinds & WIDE else doc


def _edits(text: str, rule: str) -> Iterator[Edit]:
    for m in _WIDE.finditer(text):
        start, end = m.span()
        # A letter under a combining mark stays: folded, the two would compose, and the text be no longer NFC.
        end -= bool(unicodedata.combining(text[end : end + 1] or " "))
        if start < end:
            yield Edit(start, end, replacement=text[start:end].translate(_NARROW), rule=rule, removed=text[start:end])
