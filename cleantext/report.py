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
        duplicates: documents that went as copies of others; a Report does not find them, whoever compares adds them.
        characters_in, characters_out: code points before and after.
        edits: number of edits by rule id.
        earlier: edits of a rule whose characters a later rule changed again, so that the edit is the
            later rule's: a repaired word that was then converted counts here for the repair.
        removed: source characters that are gone or rewritten, by rule id.
        labels: the same by label; edits without a label are not in it.
        repaired: places that were repaired, by class of damage; see `RepairEncoding`.
        lost: places where characters are gone for good, by kind; see `RepairEncoding`.
        flagged: places of recognised damage that were left alone, by class.
        damaged, converted: documents with such places; documents that a machine converted.
        hosts, host_removed: documents by host, and characters that they lost, if hosts are known.

    >>> from cleantext import Document, Edit
    >>> report = Report()
    >>> report.add(Document("a-b").edit([Edit(1, 2, rule="dash", label="ad")]))
    >>> report.edits, report.removed, report.labels
    (Counter({'dash': 1}), Counter({'dash': 1}), Counter({'ad': 1}))
    """

    documents: int = 0
    duplicates: int = 0
    characters_in: int = 0
    characters_out: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    earlier: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    damaged: int = 0
    converted: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    hosts: Counter[str] = field(default_factory=Counter)
    host_removed: Counter[str] = field(default_factory=Counter)

    def add(self, doc: Document, host: str | None = None) -> None:
        """Count one document, and where it came from.

        Args:
            doc: a document after a pipeline.
            host: its host, for counts by host; None counts none.
        """
        self.documents += 1
        self.characters_in += len(doc.source)
        self.characters_out += len(doc.text)
        if doc.rejected is not None:
            self.rejected[doc.rejected] += 1
        if damage := doc.found.get("damage"):
            self.damaged += bool(damage["lost"] or damage["flagged"])
            self.converted += damage["converted"]
            self.repaired.update(damage["repaired"])
            self.lost.update(damage["lost"])
            self.flagged.update(damage["flagged"])
        if host is not None:
            self.hosts[host] += 1
            self.host_removed[host] += len(doc.source) - len(doc.text)
        edits, removed = self.edits, self.removed
        for (rule, label, _, history), number, size in doc.charges():
            edits[rule] += number
            removed[rule] += size
            if history:
                for earlier in set(history):
                    self.earlier[earlier] += number
            if label is not None:
                self.labels[label] += size

    @property
    def kept(self) -> int:
        """Documents that are neither rejected nor copies."""
        return self.documents - sum(self.rejected.values()) - self.duplicates

    def watch(self, docs: Iterable[Document]) -> Iterator[Document]:
        """Count documents as they pass.

        Yields:
            The same documents, each after it was counted.
        """
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

    def table(self, most: int = 15) -> str:
        """Return the counts as text, the `most` largest of each kind.

        >>> print(Report(documents=2, characters_in=9, characters_out=8, removed=Counter({"dash": 1})).table())
        documents    2 in, 2 kept
        characters   9 in, 8 out
        removed by rule
               1  dash
        """
        rejected = sum(self.rejected.values())
        gone = [(rejected, "rejected"), (self.duplicates, "duplicates")]
        told = "".join(f", {n} {what}" for n, what in gone if n)
        out = [f"documents    {self.documents} in, {self.kept} kept{told}"]
        out.append(f"characters   {self.characters_in} in, {self.characters_out} out")
        kinds = {
            "rejected by reason": self.rejected,
            "characters removed by label": self.labels,
            "removed by rule": self.removed,
            "places repaired by class": self.repaired,
            "places lost for good": self.lost,
            "places damaged and left alone": self.flagged,
            "documents by host": self.hosts,
        }
        for title, counts in kinds.items():
            largest = sorted(counts.items(), key=lambda x: (-x[1], x[0]))
            if largest:
                out.append(title)
                out += [f"{n:>8}  {name}" for name, n in largest[:most]]
            if len(largest) > most:
                out.append(f"{sum(n for _, n in largest[most:]):>8}  in {len(largest) - most} more")
        return "\n".join(out)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Return the report that `to_dict` gave.

        >>> Report.from_dict(Report().to_dict()) == Report()
        True
        """
        counts: dict[str, Any] = {k: Counter(v) if isinstance(v, Mapping) else v for k, v in data.items()}
        return cls(**counts)
