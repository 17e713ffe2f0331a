"""What one run did, as a line for people and as one of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from cleantext.report import Report

__all__ = ["Summary", "change"]


@dataclass
class Summary:
    """What one run did.

    Attributes:
        files: results that are there.
        skipped: inputs of them that an earlier run had finished.
        quarantined: records set aside; `quarantine` says where.
        seconds: wall time.
        report: counts over all inputs, those that were skipped included.
    """

    files: int = 0
    skipped: int = 0
    quarantined: int = 0
    quarantine: str | None = None
    seconds: float = 0.0
    report: Report = field(default_factory=Report)

    def __str__(self) -> str:
        r = self.report
        # Below a second it would tell how long tables take to load; skipped files were not read.
        fast = self.seconds > 1 and not self.skipped
        speed = f", {r.characters_in / self.seconds / 1e6:.2f} Mchar/s" if fast else ""
        skipped = f" ({self.skipped} done before)" if self.skipped else ""
        copies = f", {r.duplicates} duplicates" if r.duplicates else ""
        refused = f", {sum(r.rejected.values())} rejected" if r.rejected else ""
        aside = f"; {self.quarantined} records in quarantine: {self.quarantine}" if self.quarantined else ""
        return (
            f"cleantext: {self.files} files{skipped}, {r.documents} documents{copies}{refused}, "
            f"{r.characters_in} -> {r.characters_out} characters ({change(r)}){speed}{aside}"
        )

    def to_json(self) -> str:
        """Return the summary as one line of JSON."""
        return json.dumps(vars(self) | {"report": self.report.to_dict()}, ensure_ascii=False)


def change(report: Report) -> str:
    """Return by how much the characters became fewer, or more, as people read it.

    >>> change(Report(characters_in=200, characters_out=150)), change(Report(characters_in=9, characters_out=9))
    ('-25.0%', '0.0%')
    """
    told = f"{report.characters_out / report.characters_in - 1:+.1%}" if report.characters_in else "0.0%"
    return told.lstrip("+-") if told[1:] == "0.0%" else told
