"""What deduplication found, as one HTML file: counts, histograms, clusters, pairs side by side.

No script, nothing loaded; every text and id is escaped, and a policy in the file forbids
what escaping might have missed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.spans import Part, compared
from cleantext.document import Document

if TYPE_CHECKING:
    from cleantext.dedup.result import Deduplicated

__all__ = ["page"]

# What is shown: clusters, members of each, characters of a text in a list, of a stretch in a pair, stretches.
_CLUSTERS, _MEMBERS, _HEAD, _STRETCH, _PARTS = 100, 50, 80, 160, 60
# More of a text than this is not compared for the pairs.
_COMPARED = 2_000_000
_BINS = 10
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(result: Deduplicated, pairs: int) -> str:
    """Return the report; see `Deduplicated.to_html`."""
    sections = [_summary(result), _histograms(result), _clusters(result)]
    sections += [_pairs(result, level, pairs) for level in ("near", "contained")]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Deduplication: {len(result):,} texts</title><style>{_css()}</style></head>"
        f"<body><main>{''.join(sections)}</main></body></html>\n"
    )


def _css() -> str:
    return files("cleantext.dedup").joinpath("report.css").read_text("utf-8")


def _summary(result: Deduplicated) -> str:
    gone = int((~result.keep).sum())
    lengths = np.array([len(_text(item)) for item in result.items], np.int64)
    share = f"{gone / len(result):.1%}" if gone else "0 %"
    tiles = [
        ("texts", f"{len(result):,}", f"{int(lengths.sum()):,} characters"),
        ("stay", f"{len(result) - gone:,}", f"{int(lengths[result.keep].sum()):,} characters"),
        ("go", f"{gone:,}", f"{share}, {int(lengths[~result.keep].sum()):,} characters"),
        ("clusters", f"{len(result.clusters):,}", f"largest: {max(map(len, result.clusters), default=0):,}"),
    ]
    kinds = {
        "exact": "the same string as the one that stays",
        "near": "similar to the one that stays",
        "contained": "stands inside the one that stays",
    }
    told = "".join(
        f"<li>{_badge(level)} <b>{result.counts[level]:,}</b> {why}</li>"  # type: ignore[index]
        for level, why in kinds.items()
    )
    settings = ", ".join(f"{name} {value}" for name, value in result.settings.items() if value is not None)
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}<small>{more}</small></dd></div>" for name, value, more in tiles)
    return (
        f"<header><h1>Deduplication</h1><p>{escape(settings)}</p></header>"
        f'<dl class="tiles">{cells}</dl><ul class="levels">{told}</ul>'
    )


def _histograms(result: Deduplicated) -> str:
    sizes = Counter(math.ceil(math.log2(len(c))) for c in result.clusters)
    rows = [(_range(k), sizes[k]) for k in range(1, max(sizes, default=0) + 1)]
    found = [_bars("Texts in a cluster", rows)] if rows else []
    for level, name, values in (
        ("near", "Similarity of near copies", result.similarity),
        ("contained", "Share of contained texts", result.containment),
    ):
        some = values[result.level == level]
        if len(some):
            found.append(_bars(name, _binned(some)))
    if not found:
        return "<section><p>There are no copies.</p></section>"
    return f'<section class="histograms">{"".join(found)}</section>'


def _range(k: int) -> str:
    low, high = (1 << (k - 1)) + 1, 1 << k
    return str(high) if low == high else f"{low:,}–{high:,}"


def _binned(values: NDArray[np.float64]) -> list[tuple[str, int]]:
    """Return counts of equal ranges from a round number up to 1, which has a row of its own."""
    low = math.floor(float(values.min()) * _BINS) / _BINS
    width = next(w for w in (0.01, 0.02, 0.05, 0.1) if (1 - low) / w <= _BINS)
    rows = []
    for k in range(round((1 - low) / width)):
        a, b = low + k * width, low + (k + 1) * width
        rows.append((f"{a:.2f}–{b:.2f}", int(((values >= a) & (values < min(b, 1.0))).sum())))
    return [*rows, ("1", int((values >= 1).sum()))]


def _bars(title: str, rows: Sequence[tuple[str, int]]) -> str:
    most = max(n for _, n in rows)
    cells = "".join(
        f'<tr><th scope="row">{name}</th><td>{_bar(n / most) if n else ""}</td><td>{n:,}</td></tr>' for name, n in rows
    )
    return f"<figure><figcaption>{title}</figcaption><table>{cells}</table></figure>"


def _bar(share: float) -> str:
    return f'<i style="width:{100 * share:.1f}%"></i>'


def _clusters(result: Deduplicated) -> str:
    largest = sorted(result.clusters, key=lambda c: (-len(c), c))[:_CLUSTERS]
    if not largest:
        return ""
    more = len(result.clusters) - len(largest)
    rest = f"<p>The {len(largest)} largest; {more:,} more are not shown.</p>" if more else ""
    return f"<section><h2>Clusters</h2>{rest}{''.join(_cluster(result, c) for c in largest)}</section>"


def _cluster(result: Deduplicated, members: list[int]) -> str:
    center = next(n for n in members if result.keep[n])
    gone = [n for n in members if n != center]
    rows = "".join(
        f"<tr><td>{_name(result, n)}</td><td>{_badge(result.level[n])}</td><td>{_number(result, n)}</td>"
        f"<td class='text'>{_head(result.items[n])}</td></tr>"
        for n in gone[:_MEMBERS]
    )
    more = f"<p>… and {len(gone) - _MEMBERS:,} more</p>" if len(gone) > _MEMBERS else ""
    return (
        f"<details><summary><b>{len(members):,}</b> <span>{_name(result, center)}</span> "
        f'<span class="text">{_head(result.items[center])}</span></summary>'
        f'<div class="scroll"><table>{rows}</table></div>{more}</details>'
    )


def _pairs(result: Deduplicated, level: str, pairs: int) -> str:
    values = result.similarity if level == "near" else result.containment
    rows = np.flatnonzero(result.level == level)
    if not len(rows) or pairs < 1:
        return ""
    rows = rows[np.lexsort((rows, values[rows]))]
    if len(rows) > pairs:
        # Half of them the most doubtful, the others spread over the rest.
        low = (pairs + 1) // 2
        spread = np.linspace(low, len(rows) - 1, pairs - low).round().astype(np.int64)
        rows = np.concatenate((rows[:low], rows[spread]))
    total = result.counts[level]  # type: ignore[index]
    title = "Near copies" if level == "near" else "Contained texts"
    shown = "all" if len(rows) == total else f"{len(rows)} of {total:,}, half of them the most doubtful"
    return (
        f"<section><h2>{title} side by side</h2><p>{shown[0].upper()}{shown[1:]}. "
        "<mark>Marked</mark> is what both have, <ins>underlined</ins> what only one has.</p>"
        f"{''.join(_pair(result, n) for n in rows.tolist())}</section>"
    )


def _pair(result: Deduplicated, n: int) -> str:
    center = int(result.duplicate_of[n])
    one, two = (_text(result.items[k])[:_COMPARED] for k in (n, center))
    sides = zip(("goes", "stays"), (n, center), compared(one, two), strict=True)
    columns = "".join(
        f'<div><h4>{verdict}: {_name(result, k)}</h4><p class="text" tabindex="0">{_stretches(parts)}</p></div>'
        for verdict, k, parts in sides
    )
    head = f"<h3>{_badge(result.level[n])} {_number(result, n)}</h3>"
    return f'<article>{head}<div class="pair">{columns}</div></article>'


def _stretches(parts: Iterable[Part]) -> str:
    out = []
    for k, (both, text) in enumerate(parts):
        if k == _PARTS:
            out.append(" …")
            break
        tag = "mark" if both else "ins"
        if len(text) > 1.5 * _STRETCH:
            half = _STRETCH // 2
            left_out = f'</{tag}><span class="cut">{len(text) - 2 * half:,} characters</span><{tag}>'
            out.append(f"<{tag}>{escape(text[:half])}{left_out}{escape(text[-half:])}</{tag}>")
        else:
            out.append(f"<{tag}>{escape(text)}</{tag}>")
    return "".join(out)


def _text(item: Any) -> str:
    return item.text if isinstance(item, Document) else item


def _head(item: Any) -> str:
    text = " ".join(_text(item)[: 4 * _HEAD].split())
    return escape(text[:_HEAD] + ("…" if len(text) > _HEAD else "")) or "<i>empty</i>"


def _name(result: Deduplicated, n: int) -> str:
    item = result.items[n]
    id = item.id if isinstance(item, Document) else None
    text = f"#{n}" if id is None else str(id)
    return f"<code>{escape(text if len(text) <= _HEAD else text[: _HEAD - 1] + '…')}</code>"


def _number(result: Deduplicated, n: int) -> str:
    contained = f", contained {result.containment[n]:.3f}" if result.level[n] == "contained" else ""
    return f'<span class="number">similarity {result.similarity[n]:.3f}{contained}</span>'


def _badge(level: str) -> str:
    return f'<span class="badge {level}">{level}</span>'
