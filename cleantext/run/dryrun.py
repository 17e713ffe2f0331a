"""What a run would do, counted and shown: nothing is written."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cleantext.document import Document
from cleantext.pipeline import Filter, filter_name
from cleantext.report import Report
from cleantext.verdicts.shape import verdict_of

__all__ = ["DryRun"]

_SHOWN = 3
_LENGTH = 60


@dataclass
class DryRun:
    """What would be done.

    Attributes:
        report: what cleaning would remove and rewrite.
        quarantined: records that cannot be read.
        rejected: documents that each verdict would reject, whatever the others say; 0 for one that rejects none.
        alone: of these the documents that no other verdict would reject.
        any: documents that one verdict at least would reject.
        languages: documents by language, if the verdicts look for it.
        samples: for each verdict a few of its documents: [rank, place, what `meta["verdict"]` says, its first words];
            chosen by a hash of the place, so every run shows the same.
    """

    report: Report = field(default_factory=Report)
    quarantined: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    any: int = 0
    languages: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[list[Any]]] = field(default_factory=dict)

    def judge(self, doc: Document, verdicts: Iterable[Filter]) -> None:
        """Ask each verdict about a clean document."""
        against = []
        for verdict in verdicts:
            judged = verdict(doc)
            name = filter_name(verdict)
            self.rejected[name] += judged.rejected is not None
            if judged.rejected is not None:
                against.append(name)
                rank = zlib.crc32(str(doc.id).encode("utf-8", "replace"))
                self._show(name, [rank, doc.id, verdict_of(judged), doc.text.strip()[:_LENGTH]])
            language = judged.found.get("language")
            if language is not None:
                self.languages[language["code"]] += 1
        self.any += bool(against)
        if len(against) == 1:
            self.alone[against[0]] += 1

    def _show(self, name: str, sample: list[Any]) -> None:
        self.samples[name] = sorted([*self.samples.get(name, []), sample], key=lambda s: s[:2])[:_SHOWN]

    def __add__(self, other: DryRun) -> DryRun:
        total = DryRun(
            self.report + other.report,
            self.quarantined + other.quarantined,
            Counter(self.rejected),
            self.alone + other.alone,
            self.any + other.any,
            self.languages + other.languages,
            dict(self.samples),
        )
        total.rejected.update(other.rejected)
        for name, samples in other.samples.items():
            for sample in samples:
                total._show(name, sample)
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return it as a JSON-able dict."""
        verdicts = {
            name: {
                "rejected": n,
                "alone": self.alone[name],
                "samples": [{"document": s[1], **s[2], "text": s[3]} for s in self.samples.get(name, [])],
            }
            for name, n in self.rejected.items()
        }
        return {
            "quarantined": self.quarantined,
            "report": self.report.to_dict(),
            "verdicts": verdicts,
            "any_verdict": self.any,
            "languages": dict(sorted(self.languages.items())),
        }

    def table(self) -> str:
        """Return it as text."""
        out = [self.report.table(), "", f"{'what each verdict would reject':32}documents    share  no other would"]
        documents = self.report.documents
        for name, n in self.rejected.items():
            out.append(f"{name:32}{n:>9}{_share(n, documents):>9}{self.alone[name]:>16}")
        out.append(f"{'any of them':32}{self.any:>9}{_share(self.any, documents):>9}")
        if self.languages:
            out.append("languages   " + ", ".join(f"{code} {n}" for code, n in self.languages.most_common()))
        for name in filter(self.samples.get, self.rejected):
            out.append(f"\n{name}, for example")
            for _, place, verdict, text in self.samples[name]:
                found = " … ".join(repr(s["text"][:30]) for s in verdict.get("spans", [])[:3]) or repr(text)
                told = f"{verdict.get('reason', '')} {verdict.get('value')} (threshold {verdict.get('threshold')})"
                out.append(f"  {place}: {told}: {found}")
        return "\n".join(out)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "-"
