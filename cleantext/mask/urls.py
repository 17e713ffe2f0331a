"""Addresses of the web: cut out of running text, without the Han characters that stand right behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleantext.document import Document, Edit

__all__ = ["StripUrls"]

# RFC 3986: unreserved, reserved and % are all a URI may hold; everything else is an IRI as people type it, not as pages
# write it, and 网址https://a.cn/b（它也是… must end in front of the bracket.
_CHARS = r"A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-"
_URL = re.compile(rf"(?<![A-Za-z0-9])(?:(?:https?|ftp)://|www\.(?=[A-Za-z0-9-]+\.))[{_CHARS}]{{2,2000}}", re.IGNORECASE)
_TRAILING = ".,;:!?'*"
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True)
class StripUrls:
    """Cut `http:`, `https:`, `ftp:` addresses and those that begin with `www.`; opt-in, in no preset.

    An address ends at the first character that no URI may hold (RFC 3986), so it swallows no Han character, and leaves
    the full stop of the sentence and a bracket that it did not open.

    >>> StripUrls()(Document("详见https://a.cn/b_(c)。和(http://d.cn)，以及www.e.com/f，")).text
    '详见。和()，以及，'
    """

    name: ClassVar[str] = "urls"

    def __call__(self, doc: Document) -> Document:
        """Return the document without addresses, or the same object."""
        if "://" not in doc.text and "www." not in doc.text.lower():
            return doc
        return doc.edit(Edit(a, b, rule=self.name, label="url") for a, b in _find(doc.text))


def _find(text: str) -> Iterator[tuple[int, int]]:
    for m in _URL.finditer(text):
        start, end = m.span()
        while end > start:
            last = text[end - 1]
            opened = _PAIRS.get(last)
            if last in _TRAILING or (opened and text.count(last, start, end) > text.count(opened, start, end)):
                end -= 1
            else:
                break
        yield start, end
