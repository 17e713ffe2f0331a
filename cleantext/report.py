"""Counts of what was done, by rule and label: a monoid, so it survives map-reduce."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cleantext.document import Document

__all__ = ["Report"]


@dataclass
class Report:
    """Sums over documents; `Report()` is empty, `a + b` adds, order does not matter.

    Attributes:
        documents, rejected: documents seen; of them rejected, by reason.
        characters_in, characters_out: code points before and after.
        edits: number of edits by rule id.
        earlier: edits of a rule whose characters a later rule changed again, so that the edit is the
            later rule's: a repaired word that was then converted counts here for the repair.
        removed: source characters that are gone or rewritten, by rule id.
        labels: the same by label; edits without a label are not in it.
        lost: places where characters are gone for good, by kind; see `RepairEncoding`.
        flagged: places of recognised damage that were left alone, by class.
        damaged, converted: documents with such places; documents that a machine converted.

    >>> from cleantext import Document, Edit
    >>> report = Report()
    >>> report.add(Document("a-b").edit([Edit(1, 2, rule="dash", label="ad")]))
    >>> report.edits, report.removed, report.labels
    (Counter({'dash': 1}), Counter({'dash': 1}), Counter({'ad': 1}))
    """

    documents: int = 0
    characters_in: int = 0
    characters_out: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    converted: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)

    def add(self, doc: Document) -> None:
        """Count one document."""
        self.documents += 1
        self.characters_in += len(doc.source)
        self.characters_out += len(doc.text)
        if doc.rejected is not None:
            self.rejected[doc.rejected] += 1
        if damage := doc.found.get("damage"):
            self.damaged += bool(damage["lost"] or damage["flagged"])
            self.converted += damage["converted"]
            self.lost.update(damage["lost"])
            self.flagged.update(damage["flagged"])
        for e in doc.edits:
            self.edits[e.rule] += 1
            self.earlier.update(set(e.history))
            self.removed[e.rule] += len(e.removed)
            if e.label is not None:
                self.labels[e.label] += len(e.removed)

    def watch(self, docs: Iterable[Document]) -> Iterator[Document]:
        """Count documents as they pass."""
        for doc in docs:
            self.add(doc)
            yield doc

    def __add__(self, other: Report) -> Report:
        if not isinstance(other, Report):
            return NotImplemented
        total = Report()
        for report in (self, other):
            for name, value in vars(report).items():
                setattr(total, name, getattr(total, name) + value)
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as a JSON-able dict, keys sorted."""
        return {
            name: dict(sorted(value.items())) if isinstance(value, Counter) else value
            for name, value in vars(self).items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Return the report that `to_dict` gave."""
        counts: dict[str, Any] = {k: Counter(v) if isinstance(v, Mapping) else v for k, v in data.items()}
        return cls(**counts)
