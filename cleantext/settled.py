"""While a pipeline goes round: which filters need not be asked again, as they left a text that was all but the same."""

from __future__ import annotations

from cleantext.document import Document

__all__ = ["Left"]

_BLANKS = " \t\u3000\n"  # what layout is made of, and a line feed
_LONG = 1 << 17  # characters: the lines of longer texts are not compared, as objects they take many times the text


class Left:
    """By place of a filter, a document whose text it leaves as it is, while a pipeline goes round."""

    def __init__(self) -> None:
        self.docs: dict[int, Document] = {}
        self._asked: tuple[Document | None, Document | None, bool] = (None, None, True)  # the last two, and the answer

    def says_settled(self, place: int, f: object, doc: Document) -> bool:
        """Say whether the filter is sure to leave the text of `doc`, by what it says of itself."""
        left = self.docs[place]
        settled = getattr(f, "settled", None)
        if settled is not None:
            return bool(settled(left.text, doc.text))
        if getattr(f, "reads_layout", True) or len(doc.text) > _LONG:
            return False
        # Filters in a row ask about the same two.
        if self._asked[0] is not left or self._asked[1] is not doc:
            self._asked = left, doc, _differ_in_layout(left, doc)
        return self._asked[2]


def _differ_in_layout(left: Document, doc: Document) -> bool:
    """Say whether the lines of two documents, one made of the other, are written the same.

    Blank lines are no lines here, nor the blanks at either end of a line any part of it.  Most of what comes between
    the two only takes something away: as soon as that is more than blanks the answer is no, and it is yes if
    each cut begins or ends a line.  It is no matter how often, so the texts need not be looked at.
    """
    cuts = doc.cuts_since(left)
    if cuts is None:
        # To count takes a fraction of the time, and tells nearly all apart.
        return _count_written(left.text) == _count_written(doc.text) and _written(left.text) == _written(doc.text)
    sure = True
    for before, edits in cuts:
        beyond = len(before) + 1
        for e in reversed(edits):  # so that what is before a cut still stands there
            start, end = e.start, e.end
            if before[start:end].strip(_BLANKS):
                return False
            begins = not start or before[start - 1] == "\n"
            sure = sure and (begins or (end < beyond and before[end : end + 1] in ("", "\n")))
            beyond = start
    return sure or _written(left.text) == _written(doc.text)


def _count_written(text: str) -> int:
    return len(text) - sum(map(text.count, _BLANKS))


def _written(text: str) -> list[str]:
    """Return the lines that are not blank, without the blanks around them; not all that is white space is blank.

    A no-break space is a byte that damage may be made of, and a lone carriage return becomes a line break.
    """
    return [written for line in text.split("\n") if (written := line.strip(_BLANKS))]
