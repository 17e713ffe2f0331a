"""GBK and Big5 that were read as Latin-1 or cp1252: ÄãºÃ is 你好 in GBK, §A¦n in Big5.

Every line is read as byte pairs, all lines at once (`chunks`); a line, or a word of it, becomes Chinese if that is far
likelier than letters of some alphabet (`pairs`).  What reads well but does not decode goes to the `lattice`:
ftfy's traces, lost bytes, half characters, other words in between.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

import numpy as np

from cleantext.document import Edit
from cleantext.repair.effort import Effort
from cleantext.repair.single.bytepairs import CODECS, rival
from cleantext.repair.single.chunks import WORST, Array, Chunks, parse
from cleantext.repair.single.damaged import Damaged
from cleantext.repair.single.lattice import CP1252
from cleantext.repair.single.verdict import CERTAIN, CONTEXT, RIVAL, edit, least

__all__ = ["gbk_and_big5"]

_start, _end = attrgetter("start"), attrgetter("end")

# Two in a row, or two with a letter between: no European orthography writes many such pairs.
_GATE = re.compile(
    f"[\u00a1-\u00fe](?:[\u0080-\u00fe{CP1252}]|[@-~][\u00a4-\u00c6])"
    # …… and ”“ are Chinese punctuation.
    f"|[\u0080-\u00a0{CP1252}](?:[\u00a1-\u00fe][\u0080-\u00fe{CP1252}]|[\u0080-\u00fe{CP1252}][\u00a1-\u00fe])"
)
_RARE = ("cp1250", "cp1254", "mac-roman")  # where GBK was read so, seen on pages; the lattice does not know them
_UNKNOWN = re.compile("[" + "".join(c for c in map(chr, range(0x100, 0x250)) if c not in CP1252) + "]")
_TOLERATED = -3.0  # what a chunk of a line that is Chinese may look unlike it


def gbk_and_big5(text: str, *, guess: bool = True, effort: Effort | None = None) -> Iterator[Edit]:
    """Yield an edit for each run of GBK or Big5 that was read as Latin-1 or cp1252, whole or damaged since."""
    if not (m := _GATE.search(text)):
        return
    start = text.rfind("\n", 0, m.start()) + 1
    for e in _edits(text[start:], effort or Effort()):
        if guess or (e.evidence and e.evidence["verdict"] == "proven"):
            yield replace(e, start=e.start + start, end=e.end + start) if start else e


def _edits(text: str, effort: Effort) -> Iterator[Edit]:
    found = parse(text, "cp1252")
    codec, context = _language(found)
    for name in _RARE if context <= CONTEXT and _UNKNOWN.search(text) else ():
        other = parse(text, name)
        if (reads := _language(other))[1] > max(CONTEXT, context):
            found, (codec, context) = other, reads
    if not len(found.sizes):
        return
    damaged = Damaged(text, codec, context, effort)
    odd = _odd(text, found.data)
    places = _in_order(odd, found.begins[found.weak[codec]])
    taken = list(damaged.edits(places, [])) if places else []
    if len(odd) and damaged.context > CONTEXT:
        taken += damaged.edits(_in_order(odd), [(e.start, e.end) for e in taken])
        taken.sort(key=lambda e: e.start)
    plain = list(_plain(text, found, _free(found, taken), codec, damaged.context))
    taken = sorted([*taken, *plain], key=lambda e: e.start)
    # What is left may be too short to be read by itself; it is known now what stands around it.
    damaged.context += sum(e.evidence["gain"] for e in plain if e.evidence)
    if damaged.too_many and not taken:
        return  # there are more of them now
    if places := _in_order(odd, found.begins[_free(found, taken)]):
        taken += damaged.edits(places, [(e.start, e.end) for e in taken])
    taken.sort(key=lambda e: e.start)
    yield from taken


def _odd(text: str, data: Array) -> Array:
    """Return where characters stand beside misread ones that were no bytes."""
    high = data >= 0x80
    beside = np.zeros(len(data), bool)
    beside[:-1] = high[1:]
    beside[1:] |= high[:-1]
    found = np.flatnonzero((data == 0) & beside).astype(np.int32)
    return found[[text[k] != "\0" for k in found.tolist()]] if "\0" in text else found


def _in_order(*places: Array) -> array[int]:
    """Return places in order, as an array whose items Python takes quickly: a list has an object for each."""
    return array("i", np.sort(np.concatenate(places)).astype(np.intc).tobytes())


def _free(found: Chunks, taken: list[Edit]) -> Array:
    """Return whether each chunk is one that no edit touches."""
    if not taken:
        return np.ones(len(found.sizes), bool)
    touched = np.zeros(len(found.sizes) + 1, np.int32)
    starts, ends = (np.fromiter((span(e) for e in taken), np.int32, len(taken)) for span in (_start, _end))
    np.add.at(touched, np.searchsorted(found.ends, starts, "right"), 1)
    np.add.at(touched, np.searchsorted(found.begins, ends), -1)
    free: Array = np.cumsum(touched[:-1]) == 0
    return free


def _language(found: Chunks) -> tuple[int, float]:
    """Return the codec that more of the text reads well in, and how well."""
    totals = [_sum(gains[~weak]) for gains, weak in zip(found.gains, found.weak, strict=True)]
    codec = int(totals[1] > totals[0])
    return codec, totals[codec]


def _sum(gains: Array) -> float:
    """Return what chunks gain together, none of which speaks too loudly against it."""
    return float(np.maximum(gains, WORST).sum(dtype=np.float64))


def _plain(text: str, found: Chunks, free: Array, usual: int, context: float) -> Iterator[Edit]:
    """Yield an edit for each group of chunks that decode, with nothing but ASCII between them in a line."""
    chunks, codecs = _chosen(found, free, usual, context)
    if not len(chunks):
        return
    first = found.first[chunks]
    begins, ends = found.at[first], found.at[first + found.sizes[chunks] - 1] + 2
    gains = np.choose(codecs, [g[chunks] for g in found.gains])
    joined = np.zeros(len(chunks), bool)
    joined[1:] = (chunks[1:] == chunks[:-1] + 1) & (found.line[chunks[1:]] == found.line[chunks[:-1]])
    rows = zip(*(row.tolist() for row in (begins, ends, gains, codecs, joined)), strict=True)
    start, end, gain, codec, _ = next(rows)
    for begin, stop, more, name, beside in [*rows, (0, 0, 0.0, 0, False)]:
        between = found.data[end:begin].tobytes() if beside else b""
        if beside and 0 not in between and between.isascii():
            gain += more
        else:
            data = found.data[start:end].tobytes()
            yield edit(text, start, end, data, CODECS[codec], gain, charmap=found.charmap)
            start, gain, codec = begin, more, name
        end = stop


def _chosen(found: Chunks, free: Array, usual: int, context: float) -> tuple[Array, Array]:
    """Return which of the free chunks are Chinese, and the codec of each: of a line all of them, or chunk by chunk."""
    lines = np.flatnonzero(np.concatenate(([True], found.line[1:] != found.line[:-1])))

    def sums(gains: Array, of: Array) -> Array:
        clipped = np.where(of, np.maximum(gains, WORST), np.float32(0))
        total: Array = np.add.reduceat(clipped, lines, dtype=np.float64)
        return total

    totals = [sums(gains, free) for gains in found.gains]
    other = totals[usual] <= totals[1 - usual] - 6
    codecs = np.repeat(np.where(other, 1 - usual, usual), np.diff(lines, append=len(free)))
    gains = np.where(codecs, found.gains[1], found.gains[0])
    chosen = free & (gains > _TOLERATED) & (found.sizes > 0)
    speaks = np.where(other, totals[1 - usual], totals[usual]) >= 0
    sure = speaks & (sums(gains, chosen) > CERTAIN)
    if context > CONTEXT:  # some of the line is Chinese, by another edit
        sure |= ~np.logical_and.reduceat(free, lines)
    ends = np.append(lines[1:], len(free))
    for n in np.flatnonzero(~sure & np.logical_or.reduceat(chosen, lines)).tolist():
        line = slice(int(lines[n]), int(ends[n]))
        codec = int(codecs[lines[n]])
        chunks = np.flatnonzero(chosen[line]) + line.start
        if speaks[n] and _is_chinese(found, chunks, codec, context):
            continue
        # Words of another language around it make a word less likely to be Chinese.
        enough = np.float64(min(8.0, -_sum(gains[line][free[line] & (gains[line] < 0)]) / 8))
        chosen[line] = False
        chunks = chunks[gains[chunks] > enough]
        for k in chunks.tolist():
            chosen[k] = _is_chinese(found, np.array([k]), codec, context)
    which = np.flatnonzero(chosen)
    return which, codecs[which]


def _is_chinese(found: Chunks, chunks: Array, codec: int, context: float) -> bool:
    gain = float(found.gains[codec][chunks].sum(dtype=np.float64))
    if gain > CERTAIN:
        return True
    sizes = found.sizes[chunks]
    size = int(sizes.sum())
    if gain < least(size, codec, context):
        return False
    behind = np.cumsum(sizes)
    at = found.at[np.repeat(found.first[chunks] - (behind - sizes), sizes) + np.arange(size)]
    codes = found.data[at].astype(np.int64) << 8 | found.data[at + 1]
    return gain - RIVAL * rival(codes) > least(size, codec, context)
