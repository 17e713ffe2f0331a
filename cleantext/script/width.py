"""Width: full-width letters and digits to ASCII.  Full-width punctuation is Chinese punctuation and stays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from cleantext.document import Document, Edit

__all__ = ["FoldWidth"]

# A letter under a combining mark stays: folded, the two would compose, and the text be no longer NFC.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?![\u0300-\u036f])")
_NARROW = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True)
class FoldWidth:
    """Fold full-width digits and Latin letters to ASCII; leave ，！？（）％ and all other signs alone.

    >>> FoldWidth()(Document("第１章，ＡＢＣ")).text
    '第1章，ABC'
    """

    name: ClassVar[str] = "unicode.width"

    def __call__(self, doc: Document) -> Document:
        """Return the document with one edit for each run."""
        if not _WIDE.search(doc.text):
            return doc
        return doc.edit(
            Edit(m.start(), m.end(), replacement=m.group().translate(_NARROW), rule=self.name, removed=m.group())
            for m in _WIDE.finditer(doc.text)
        )
