"""A document as a diff: for the terminal and for a notebook.  Reads `edits`, changes nothing."""

from __future__ import annotations

import html as _html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleantext.document import Document
    from cleantext.edits import Edit

__all__ = ["diff", "html", "page"]


@dataclass(slots=True)
class _Row:
    """One line of the source: (kept | removed | added, text, edit) from left to right."""

    number: int
    parts: list[tuple[str, str, Edit | None]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if all(kind == "kept" for kind, _, _ in self.parts):
            return "kept"
        gone = all(kind == "removed" or not text.strip() for kind, text, _ in self.parts)
        return "removed" if gone else "changed"

    @property
    def rules(self) -> list[str]:
        named = (_name(e) + (f" ×{n}" if n > 1 else "") for e, n in _count(e for _, _, e in self.parts))
        return list(named)


def diff(doc: Document, *, colour: bool = False, context: int = 24) -> str:
    """Return what happened to a document, line by line of its source, with rules.

    Args:
        doc: the document.
        colour: ANSI colours; without them removals are `[-…-]` and additions `{+…+}`.
        context: characters shown around a change; longer unchanged stretches become `…`.
    """
    paint = _ANSI if colour else _PLAIN
    out = [_inert(_headline(doc))]
    unchanged = 0
    for row in _rows(doc):
        if row.kind == "kept":
            unchanged += 1
            continue
        out += _elided(unchanged)
        unchanged = 0
        sign = "-" if row.kind == "removed" else "~"
        text = "".join(paint[kind](_inert(_shorten(text, kind, context))) for kind, text, _ in row.parts)
        out.append(f"{row.number:>5} {sign} {text}  {paint['rule'](_inert('  '.join(row.rules)))}")
    out += _elided(unchanged)
    out += [_inert(f"      {name}: {n}") for name, n in _totals(doc)]
    out += [_inert(f"      meta {key}: {json.dumps(value, ensure_ascii=False)}") for key, value in doc.found.items()]
    return "\n".join(out)


# What a terminal takes for a command: C0 but the tab, DEL, C1; and what turns the order of a line around.
_COMMANDS = re.compile("[\x00-\x08\n-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _inert(text: str) -> str:
    """Return text that a terminal shows and does not obey.

    >>> _inert("a\\x1b]0;title\\x07")
    'a\\\\x1b]0;title\\\\x07'
    """
    return _COMMANDS.sub(lambda m: m.group().encode("unicode_escape").decode("ascii"), text)


def html(doc: Document) -> str:
    """Return the diff as self-contained HTML; every text and rule is escaped."""
    rows: list[str] = []
    for row in _rows(doc):
        cells = "".join(_span(kind, text, edit) for kind, text, edit in row.parts)
        rules = _html.escape("  ".join(row.rules))
        rows.append(f'<tr class="{row.kind}"><td>{row.number}</td><td>{cells}</td><td>{rules}</td></tr>')
    totals = "".join(f"<li><b>{_html.escape(name)}</b> {n}</li>" for name, n in _totals(doc))
    found = "".join(
        f"<li><b>{_html.escape(key)}</b> {_html.escape(json.dumps(value, ensure_ascii=False))}</li>"
        for key, value in doc.found.items()
    )
    return (
        f'<div class="cleantext"><style>{_CSS}</style><p>{_html.escape(_headline(doc))}</p>'
        f"<ul>{totals}{found}</ul><table>{''.join(rows)}</table></div>"
    )


def page(doc: Document) -> str:
    """Return the diff as a whole HTML page that needs nothing else."""
    title = _html.escape("cleantext" if doc.id is None else str(doc.id))
    return (
        '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>:root{{color-scheme:light dark}}body{{max-width:70em;margin:1em auto;"
        f"padding:0 1em}}</style>{html(doc)}</html>"
    )


def _headline(doc: Document) -> str:
    name = "document" if doc.id is None else f"document {doc.id}"
    verdict = f", rejected: {doc.rejected}" if doc.rejected else ""
    return f"{name}: {len(doc.source)} -> {len(doc.text)} characters, {_plural(len(doc.edits), 'edit')}{verdict}"


def _rows(doc: Document) -> Iterator[_Row]:
    row = _Row(1)
    for kind, text, edit in _parts(doc):
        if kind == "added":
            row.parts.append((kind, text.replace("\n", "⏎"), edit))
            continue
        for k, piece in enumerate(text.split("\n")):
            if k:  # a line break of the source ends its row
                if kind == "removed" and not row.parts:
                    row.parts.append((kind, "⏎", edit))
                yield row
                row = _Row(row.number + 1)
            if piece:
                row.parts.append((kind, piece, edit))
    yield row


def _parts(doc: Document) -> Iterator[tuple[str, str, Edit | None]]:
    at = 0
    for e in doc.edits:
        if e.start > at:
            yield "kept", doc.source[at : e.start], None
        if e.removed:
            yield "removed", e.removed, e
        if e.replacement:
            yield "added", e.replacement, e
        at = e.end
    if at < len(doc.source):
        yield "kept", doc.source[at:], None


def _count(edits: Iterable[Edit | None]) -> list[tuple[Edit, int]]:
    first: dict[str, Edit] = {}
    # An edit that removes and adds stands in two parts.
    seen = {id(e): e for e in edits if e is not None}.values()
    counts = Counter(e.rule for e in seen)
    for e in seen:
        first.setdefault(e.rule, e)
    return [(first[rule], n) for rule, n in counts.items()]


def _name(e: Edit) -> str:
    return f"{e.rule} ({e.label})" if e.label else e.rule


def _totals(doc: Document) -> list[tuple[str, str]]:
    removed: Counter[str] = Counter()
    for e in doc.edits:
        removed[e.rule] += len(e.removed)
    return [(_name(e), f"{_plural(n, 'edit')}, {_plural(removed[e.rule], 'character')}") for e, n in _count(doc.edits)]


def _elided(n: int) -> list[str]:
    return [f"      … {_plural(n, 'line')} unchanged"] if n else []


def _plural(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _shorten(text: str, kind: str, context: int) -> str:
    limit = 2 * context if kind == "kept" else 8 * context
    if len(text) <= limit + 1:
        return text
    return f"{text[: limit // 2]}…{text[-(limit // 2) :]}"


def _span(kind: str, text: str, edit: Edit | None) -> str:
    shown = _html.escape(text)
    if edit is None:
        return shown
    told = _name(edit)
    if edit.evidence:
        told += "\n" + json.dumps(dict(edit.evidence), ensure_ascii=False, default=str)
    tag = "del" if kind == "removed" else "ins"
    return f'<{tag} title="{_html.escape(told, quote=True)}">{shown}</{tag}>'


_PLAIN: dict[str, Callable[[str], str]] = {
    "kept": str,
    "removed": "[-{}-]".format,
    "added": "{{+{}+}}".format,
    "rule": "# {}".format,
}
_ANSI: dict[str, Callable[[str], str]] = {
    "kept": str,
    "removed": "\x1b[31;9m{}\x1b[0m".format,
    "added": "\x1b[32m{}\x1b[0m".format,
    "rule": "\x1b[2m{}\x1b[0m".format,
}
_CSS = """
.cleantext{font:14px/1.7 system-ui,sans-serif;overflow-wrap:anywhere}
.cleantext table{border-collapse:collapse;width:100%;table-layout:fixed}
.cleantext td{vertical-align:top;text-align:left;padding:.15em .5em;border-top:1px solid #8884;background:none}
.cleantext td:first-child{width:3em;color:#888;text-align:right}
.cleantext td:last-child{width:22%;color:#888;font-size:85%;white-space:pre-wrap}
.cleantext .removed td{background:#cc333318}
.cleantext del{color:#c33;background:#cc333318;text-decoration:line-through}
.cleantext ins{color:#292;background:#22992218;text-decoration:none}
""".strip()
