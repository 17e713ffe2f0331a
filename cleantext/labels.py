"""Lines with labels: what each line of a document was judged to be, read off its edits and marks.

The view is for training on boilerplate instead of deleting it.  It needs nothing but the
document: a removed line is covered by edits that bear a label, a marked one by `meta["marked"]`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cleantext.edits import Edit, moved

if TYPE_CHECKING:
    from cleantext.document import Document

__all__ = ["Line", "source_lines", "text_lines"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document: `text` without its line break, `start:end` with it.

    Attributes:
        number: counted from 1.
        label: "keep", "blank", or the kind of thing the whole line was judged to be.
        rule, evidence: the rule that judged the line, and what it saw.
        spans: judged parts of a line that otherwise stays, as dicts of `start`, `end` (in the
            line), `label`, `rule`.

    >>> from cleantext import Document
    >>> [line.text for line in Document("a\\n\\nb").lines()]
    ['a', '', 'b']
    """

    number: int
    start: int
    end: int
    text: str
    label: str = "keep"
    rule: str | None = None
    evidence: Mapping[str, Any] | None = None
    spans: tuple[Mapping[str, Any], ...] = ()

    @property
    def zone(self) -> str | None:
        """Where on the page a judged line stood: head, body, tail; page, if the page has no prose."""
        return (self.evidence or {}).get("zone")

    def cut(self, rule: str, *, label: str | None = None, evidence: Mapping[str, Any] | None = None) -> Edit:
        """Return the edit that removes the whole line with its line break."""
        return Edit(self.start, self.end, rule=rule, label=label, evidence=evidence)

    def to_dict(self) -> dict[str, Any]:
        """Return the line as a record of a JSONL file of labelled pages, as in seeds/labels."""
        record: dict[str, Any] = {"line_no": self.number, "text": self.text, "label": self.label}
        if self.rule is not None:
            record |= {"rule": self.rule, "evidence": dict(self.evidence or {})}
        if self.spans:
            record["spans"] = [dict(s) for s in self.spans]
        return record


class _Part(NamedTuple):
    start: int
    end: int
    label: str | None  # None: taken away by a rule without a label, so it says nothing
    rule: str = ""
    evidence: Mapping[str, Any] | None = None


def text_lines(doc: Document) -> Iterator[Line]:
    """Yield the lines of the text in hand; labels come from marks."""
    marks = doc.found.get("marked", ())
    spans = moved(doc.edits, [(m["start"], m["end"]) for m in marks]) if marks else ()
    parts = [_Part(*span, m["label"], m["rule"], m["evidence"]) for span, m in zip(spans, marks, strict=True)]
    return _lines(doc.text, parts)


def source_lines(doc: Document) -> Iterator[Line]:
    """Yield the lines of the source; labels come from edits and from marks."""
    gone = [_Part(e.start, e.end, e.label, e.rule, e.evidence) for e in doc.edits if not e.replacement]
    marks = [_Part(m["start"], m["end"], m["label"], m["rule"], m["evidence"]) for m in doc.found.get("marked", ())]
    return _lines(doc.source, sorted([*gone, *marks], key=lambda p: (p.start, p.end)))


def _lines(text: str, parts: Sequence[_Part]) -> Iterator[Line]:
    start = first = 0
    for number, line in enumerate(text.split("\n"), 1):
        stop = start + len(line)
        while first < len(parts) and parts[first].end <= start:
            first += 1
        inside = []
        for part in parts[first:]:
            if part.start >= stop:
                break
            if part.end > start:
                inside.append(part._replace(start=max(part.start - start, 0), end=min(part.end - start, len(line))))
        end = min(stop + 1, len(text))
        yield _labelled(Line(number, start, end, line), inside) if inside else _plain(Line(number, start, end, line))
        start = end


def _plain(line: Line) -> Line:
    return line if line.text.strip() else Line(line.number, line.start, line.end, line.text, "blank")


def _labelled(line: Line, parts: list[_Part]) -> Line:
    """The line with the verdict of the parts that cover it: all of what is visible, or spans of it."""
    owner: list[_Part | None] = [None] * len(line.text)
    for part in parts:
        for k in range(part.start, part.end):
            if owner[k] is None or owner[k].label is None:  # type: ignore[union-attr]
                owner[k] = part
    visible = [p for p, c in zip(owner, line.text, strict=True) if not c.isspace()]
    judged = [p for p in visible if p is not None and p.label is not None]
    place = line.number, line.start, line.end, line.text
    if not judged:
        return _plain(line)
    if not any(p is None for p in visible):
        best = Counter(id(p) for p in judged).most_common(1)[0][0]
        top = next(p for p in judged if id(p) == best)
        return Line(*place, str(top.label), top.rule, top.evidence)
    spans = (
        {"start": p.start, "end": p.end, "label": p.label, "rule": p.rule}
        for p in parts
        if p.label is not None and line.text[p.start : p.end].strip()
    )
    return Line(*place, spans=tuple(spans))
