"""What to do with a judged line, by its label: remove it, keep it, mark it, or lift its text into metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cleantext.boilerplate.rulebook import LABELS
from cleantext.document import Document
from cleantext.edits import Edit, invert, moved
from cleantext.errors import ConfigError, did_you_mean

__all__ = ["ACTIONS", "Pairs", "check_policy", "lift", "mark"]

Pairs = tuple[tuple[str, str], ...]

ACTIONS = ("remove", "keep", "mark", "extract")


def check_policy(policy: object) -> Pairs:
    """Return a policy as sorted pairs without those that say what happens anyway.

    Raises:
        ConfigError: not a mapping from label to action; an unknown label or action, with the nearest.

    >>> check_policy({"related": "keep", "ad": "remove"})
    (('related', 'keep'),)
    """
    try:
        pairs = dict(policy)  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise ConfigError(f"policy is a mapping from label to action, not {policy!r}") from error
    for label, action in pairs.items():
        if label not in LABELS:
            raise ConfigError(f"policy: no label named {label!r}" + did_you_mean(str(label), LABELS))
        if action not in ACTIONS:
            raise ConfigError(f"policy: {label}: no action named {action!r}" + did_you_mean(str(action), ACTIONS))
    return tuple(sorted((label, action) for label, action in pairs.items() if action != "remove"))


def lift(found: Mapping[str, Any], texts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the metadata with more texts under their labels, (label, text), each once."""
    more = dict(found)
    for label, text in texts:
        there = more.get(label, [])
        if text and text not in there:
            more[label] = [*there, text]
    return more


def mark(doc: Document, judged: Iterable[Edit]) -> list[dict[str, Any]]:
    """Return `meta["marked"]` with what was judged added: records in offsets of the source, ascending.

    The source never changes, so a mark stays true through whatever filters follow.
    """
    marks = {(m["start"], m["end"]): m for m in doc.found.get("marked", ())}
    judged = sorted(judged, key=lambda e: e.start)
    ends = [e.end - doc.text.endswith("\n", e.start, e.end) for e in judged]  # without the line break
    spans = moved(invert(doc.edits), [(e.start, end) for e, end in zip(judged, ends, strict=True)])
    for e, (start, end) in zip(judged, spans, strict=True):
        evidence = dict(e.evidence or {})
        record = {"start": start, "end": end, "label": e.label, "rule": e.rule, "evidence": evidence}
        marks.setdefault((start, end), record)
    return [marks[key] for key in sorted(marks)]
