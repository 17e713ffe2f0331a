"""The filter that tidies white space; what it cuts is decided in `layout` and `spaced`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cleantext.document import Document, Edit

__all__ = ["TidySpaces"]


@dataclass(frozen=True)
class TidySpaces:
    """Cut trailing blanks, the indents of prose and surplus blank lines; fold odd spaces to plain ones.

    One blank line stays between paragraphs, one line feed at the end, a single space between
    hanzi.  Rules: layout.ends, layout.blank-lines, layout.trailing, layout.indent, layout.han
    (a space beside a full-width mark, a wide gap between hanzi), layout.space, layout.spaced-out
    (the spaces of a line whose characters are all set apart, where it is certainly text).

    >>> TidySpaces()(Document("　　春眠不覺曉， \\n\\n\\n\\n李 靜 。")).text
    '春眠不覺曉，\\n\\n李 靜。'
    """

    name: ClassVar[str] = "layout.spaces"
    idempotent: ClassVar[bool] = True

    def __call__(self, doc: Document) -> Document:
        """Return the document with its surplus white space cut, one edit for each cut."""
        from cleantext.script.layout import (
            edits,
            may_have_spaces,
        )  # patterns that `import cleantext` should not compile

        inside = may_have_spaces(doc.text, doc.kinds)
        doc = doc.edit(edits(doc.text, doc.kinds, inside))
        if not inside:
            return doc
        from cleantext.script.spaced import spaced_out

        joined = doc.edit(Edit(at, at + 1, rule="layout.spaced-out") for at in spaced_out(doc.text))
        # A line whose spaces part words keeps those beside its stops; joined, it is a line like others.
        return doc if joined is doc else joined.edit(edits(joined.text, joined.kinds, True))
