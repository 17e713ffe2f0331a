"""The report of a run as one HTML page: numbers, charts, and samples of what was done to the texts.

The page needs nothing else: no script, no font, no address.  Everything that comes from the data is escaped.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cleantext.report import Report
from cleantext.run.summary import Summary, change

__all__ = ["page"]

_MOST = 20
# Colours that eight kinds of rules can be told by on white and, lighter, on black, also with weak colour vision.
_HUES = (210, 25, 150, 330, 265, 95, 185, 50)


def page(summary: Summary, samples: Sequence[Mapping[str, Any]], facts: Mapping[str, str]) -> str:
    """Return the page.

    Args:
        summary: of the run.
        samples: what `cleantext.run.samples.look` returned, in the order in which they are shown.
        facts: versions and the like, shown at the end.
    """
    r = summary.report
    kinds = _kinds(r, samples)
    charts = [
        _chart("Characters removed by label", r.labels, "characters"),
        _chart("Characters removed or rewritten by rule", r.removed, "characters"),
        _chart("Places repaired by class of damage", r.repaired, "places"),
        _chart("Places damaged for good, and left alone", r.lost + r.flagged, "places"),
        _chart("Documents rejected by reason", r.rejected, "documents"),
        _chart("Documents by host", r.hosts, "documents"),
        _chart("Characters removed by host", r.host_removed, "characters"),
    ]
    shown = "".join(_sample(s, kinds) for s in samples)
    told = "".join(f"<dt>{_e(k)}</dt><dd>{_e(v)}</dd>" for k, v in facts.items())
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>cleantext report</title><style>{_CSS}{_colours(kinds)}</style></head><body><main>"
        f"<h1>What cleantext did</h1><ul class=tiles>{''.join(_tiles(summary))}</ul>"
        f"<div class=charts>{''.join(charts)}</div>"
        f"{'<h2>Samples</h2>' + _legend(kinds) + shown if samples else ''}"
        f"<h2>Made with</h2><dl class=facts>{told}</dl></main></body></html>\n"
    )


def _tiles(s: Summary) -> Iterator[str]:
    r = s.report
    share = change(r).replace("-", "−") if r.characters_in else ""
    tiles = [
        ("documents in", r.documents, ""),
        ("kept", r.kept, ""),
        ("rejected", sum(r.rejected.values()), ""),
        ("duplicates", r.duplicates, ""),
        ("in quarantine", s.quarantined, s.quarantine or ""),
        ("characters in", r.characters_in, ""),
        ("characters out", r.characters_out, share),
        ("files", s.files, ""),
    ]
    for name, number, note in tiles:
        yield f"<li><b>{number:,}</b> {_e(name)}{f'<small>{_e(note)}</small>' if note else ''}</li>"


def _chart(title: str, counts: Mapping[str, int], unit: str) -> str:
    """Bars, the longest first, each with its number in text."""
    largest = sorted(((k, v) for k, v in counts.items() if v > 0), key=lambda x: (-x[1], x[0]))
    if not largest:
        return ""
    whole = largest[0][1]
    rows = [
        f'<tr><th scope=row>{_e(k)}</th><td><i style="width:{100 * n / whole:.2f}%"></i></td><td>{n:,}</td></tr>'
        for k, n in largest[:_MOST]
    ]
    rest = largest[_MOST:]
    more = f"<p>and {sum(n for _, n in rest):,} {unit} in {len(rest):,} more</p>" if rest else ""
    return f"<section><h2>{_e(title)}</h2><table class=bars>{''.join(rows)}</table>{more}</section>"


# -- samples ---------------------------------------------------------------


def _kind(edit: Mapping[str, Any]) -> str:
    """What an edit is coloured by: its label, or the room of its rule."""
    return str(edit["label"] or edit["rule"].partition(".")[0])


def _kinds(r: Report, samples: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The kinds of edits in the samples, those of the most characters first, each with its colour."""
    found: Counter[str] = Counter()
    for s in samples:
        for e in s["edits"]:
            found[_kind(e)] += len(e["removed"]) + len(e["replacement"])
    ranked = sorted(found, key=lambda k: (-found[k], k))
    return {kind: min(n, len(_HUES)) for n, kind in enumerate(ranked)}


def _colours(kinds: Mapping[str, int]) -> str:
    return "".join(f".k{n}{{--h:{_HUES[n]}}}" for n in sorted({n for n in kinds.values() if n < len(_HUES)}))


def _legend(kinds: Mapping[str, int]) -> str:
    listed = "".join(f'<li><del class="k k{n}">{_e(kind)}</del></li>' for kind, n in kinds.items())
    return f"<p>Point at a coloured place, or tap it, to see its rule.</p><ul class=legend>{listed}</ul>"


def _sample(s: Mapping[str, Any], kinds: Mapping[str, int]) -> str:
    before: list[str] = []
    after: list[str] = []
    at = 0
    source: str = s["source"]
    for e in s["edits"]:
        kept = _e(source[at : e["start"]])
        before.append(kept)
        after.append(kept)
        mark = f'class="k k{kinds[_kind(e)]}" tabindex=0 data-tip="{_e(_tip(e))}"'
        if e["removed"]:
            before.append(f"<del {mark}>{_visible(e['removed'])}</del>")
        if e["replacement"]:
            after.append(f"<ins {mark}>{_visible(e['replacement'])}</ins>")
        at = e["end"]
    rest = _e(source[at:]) + (" <em>…</em>" if s["cut"] else "")
    verdict = f" <strong>rejected: {_e(s['rejected'])}{_e(_why(s['verdict']))}</strong>" if s["rejected"] else ""
    return (
        f"<article><h3>{_e(s['name'])}{verdict}</h3><div class=pair>"
        f"<div><h4>before</h4><p>{''.join(before)}{rest}</p></div>"
        f"<div><h4>after</h4><p>{''.join(after)}{rest}</p></div></div></article>"
    )


def _why(verdict: Mapping[str, Any]) -> str:
    if not verdict:
        return ""
    found = ", ".join(span["text"] for span in verdict["spans"][:3])
    return f": {verdict['reason']} {verdict['value']}, threshold {verdict['threshold']}{': ' * bool(found)}{found}"


def _tip(e: Mapping[str, Any]) -> str:
    told = str(e["rule"]) + (f" ({e['label']})" if e["label"] else "")
    if e["history"]:
        told += f"\nafter {', '.join(e['history'])}"
    if e["evidence"]:
        told += "\n" + json.dumps(e["evidence"], ensure_ascii=False, default=str)[:300]
    return told


def _visible(text: str) -> str:
    """A text in which what has no ink can be seen, in few characters."""
    if text.isspace():
        text = text.replace("\n", "⏎").replace(" ", "␣").replace("\t", "⇥").replace("\u3000", "□")
    return _e("".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in text))


def _e(text: object) -> str:
    return html.escape(str(text), quote=True)


_CSS = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c1e21;--dim:#62666d;--line:#dcdee2;--bar:#3b73b9;--card:#f5f6f8;
--l:90%;--t:26%}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--fg:#e4e6ea;--dim:#9aa0a8;--line:#33373e;--bar:#6ea3e0;
--card:#1d2026;--l:22%;--t:80%}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:15px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:76rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0 1rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}h3{font-size:.95rem;margin:0 0 .5rem}
h4{font-size:.8rem;margin:0;color:var(--dim);font-weight:400}
.tiles,.legend{list-style:none;padding:0;margin:0;display:flex;flex-wrap:wrap;gap:.5rem}
.tiles li{background:var(--card);border-radius:.5rem;padding:.6rem .9rem;color:var(--dim);flex:1 1 8rem}
.tiles b{display:block;font-size:1.35rem;color:var(--fg);font-variant-numeric:tabular-nums}
.tiles small{display:block}
.charts{columns:26rem;column-gap:2.5rem}
.charts section{break-inside:avoid;padding-top:.1rem}
.charts p,main>p{color:var(--dim);font-size:.85rem;margin:.25rem 0}
.bars{width:100%;border-collapse:collapse;font-size:.85rem;table-layout:fixed}
.bars th{width:42%;text-align:left;font-weight:400;padding:.1rem .5rem .1rem 0}
.bars td:last-child{width:6.5rem;text-align:right;font-variant-numeric:tabular-nums;padding-left:.5rem}
.bars i{display:block;height:.7rem;min-width:2px;background:var(--bar);border-radius:0 .2rem .2rem 0}
article{border:1px solid var(--line);border-radius:.5rem;padding:.8rem;margin:.8rem 0}
article strong{color:var(--dim);font-weight:400}
.pair{display:grid;gap:1rem;grid-template-columns:1fr 1fr}
@media(max-width:48rem){.pair{grid-template-columns:1fr}}
.pair p{margin:.25rem 0 0;white-space:pre-wrap;max-height:28rem;overflow-y:auto}
.k{position:relative;background:hsl(var(--h,0) 70% var(--l));color:hsl(var(--h,0) 80% var(--t));
border-radius:.15rem;text-decoration:none}
.k8{background:var(--line);color:var(--fg)}
.pair del.k{text-decoration:line-through;text-decoration-thickness:1px}
.k[data-tip]:hover::after,.k[data-tip]:focus::after{content:attr(data-tip);position:fixed;left:.5rem;right:.5rem;bottom:.5rem;
max-width:40rem;margin:auto;z-index:1;background:var(--fg);color:var(--bg);padding:.5rem .8rem;border-radius:.5rem;
font-size:.85rem;white-space:pre-wrap}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.1rem 1rem;font-size:.85rem;color:var(--dim)}.facts dd{margin:0}
"""
