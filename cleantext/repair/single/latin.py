"""GBK and Big5 that were read as Latin-1 or cp1252: ÄãºÃ is 你好 in GBK, §A¦n in Big5.

Every line is read as byte pairs, all lines at once; a line, or a word of it, becomes Chinese if that is far
likelier than letters of some alphabet (`pairs`).  What reads well but does not decode goes to the `lattice`:
ftfy's traces, lost bytes, half characters, other words in between.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Edit
from cleantext.repair.effort import Effort
from cleantext.repair.single.bytepairs import CODECS, NO_PAIR, pairs, rival
from cleantext.repair.single.damaged import Damaged
from cleantext.repair.single.lattice import CP1252
from cleantext.repair.single.verdict import CERTAIN, CONTEXT, RIVAL, charmap, edit, least

__all__ = ["gbk_and_big5"]

Array = NDArray[Any]

# Two in a row, or two with a letter between: no European orthography writes many such pairs.
_GATE = re.compile(
    f"[\u00a1-\u00fe](?:[\u0080-\u00fe{CP1252}]|[@-~][\u00a4-\u00c6])"
    # …… and ”“ are Chinese punctuation.
    f"|[\u0080-\u00a0{CP1252}](?:[\u00a1-\u00fe][\u0080-\u00fe{CP1252}]|[\u0080-\u00fe{CP1252}][\u00a1-\u00fe])"
)
_RARE = ("cp1250", "cp1254", "mac-roman")  # where GBK was read so, seen on pages; the lattice does not know them
_QUAD, _HALF = -1.0, -2.5  # of each half of four bytes; of half a pair at the end of a chunk
_TOLERATED = -3.0  # what a chunk of a line that is Chinese may look unlike it
_WINDOW, _WELL, _BADLY = 4, 5.0, -7.0
_WORST = -10.0  # what a chunk that is not Chinese says about its line and text


@dataclass(frozen=True)
class _Text:
    """A text as bytes, its pairs, and the chunks they form: a chunk ends at a space, a digit or most marks.

    Attributes:
        charmap: what the bytes were read as.
        data: the byte of each character, 0 where none could have been it.
        at: where each pair begins.
        codes: the pair, `lead << 8 | trail`; trail 0 for half a pair.
        first: the first pair of each chunk, and the number of pairs.
        gains: of each chunk, for each codec; -30 and less where it does not decode.
        sizes: pairs of each chunk, without half a one at the end.
        line: of each chunk.
        weak: in each codec, the chunks that read well in one place and badly in another.
    """

    charmap: str
    data: Array
    at: array[int]
    codes: Array
    first: array[int]
    gains: list[array[float]]
    sizes: array[int]
    line: array[int]
    weak: list[set[int]]

    def end(self, chunk: int) -> int:
        """Return where the last whole pair of a chunk ends."""
        return self.at[self.first[chunk] + self.sizes[chunk] - 1] + 2


def gbk_and_big5(text: str, *, guess: bool = True, effort: Effort | None = None) -> Iterator[Edit]:
    """Yield an edit for each run of GBK or Big5 that was read as Latin-1 or cp1252, whole or damaged since."""
    if not (m := _GATE.search(text)):
        return
    start = text.rfind("\n", 0, m.start()) + 1
    for e in _edits(text[start:], effort or Effort()):
        if guess or (e.evidence and e.evidence["verdict"] == "proven"):
            yield replace(e, start=e.start + start, end=e.end + start) if start else e


def _edits(text: str, effort: Effort) -> Iterator[Edit]:
    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), 0xFFFF).astype(np.uint16)
    found = _parse(points, "cp1252")
    codec, context = _language(found)
    for name in _RARE if context <= CONTEXT and ((points > 0xFF) & (points < 0x250) & (found.data == 0)).any() else ():
        other = _parse(points, name)
        if (reads := _language(other))[1] > max(CONTEXT, context):
            found, (codec, context) = other, reads
    if not found.sizes:
        return
    damaged = Damaged(text, codec, context, effort)
    high = found.data >= 0x80
    beside = np.concatenate((high[1:], [False])) | np.concatenate(([False], high[:-1]))
    odd = np.flatnonzero((found.data == 0) & (points > 0xFF) & beside).tolist()
    weak = [found.at[found.first[k]] for k in found.weak[codec]]
    taken = list(damaged.edits(sorted([*odd, *weak]), [])) if odd or weak else []
    if odd and damaged.context > CONTEXT:
        taken += damaged.edits(odd, [(e.start, e.end) for e in taken])
        taken.sort(key=lambda e: e.start)
    free = _free(found, taken)
    plain: list[Edit] = []
    for first, last in _lines(found):
        plain += _whole(text, found, free[first:last], codec, damaged.context)
    taken = sorted([*taken, *plain], key=lambda e: e.start)
    # What is left may be too short to be read by itself; it is known now what stands around it.
    damaged.context += sum(e.evidence["gain"] for e in plain if e.evidence)
    rest = [found.at[found.first[k]] for k in _free(found, taken) if k >= 0]
    if rest or odd:
        taken += damaged.edits(sorted([*rest, *odd]), [(e.start, e.end) for e in taken])
    taken.sort(key=lambda e: e.start)
    yield from taken


def _free(found: _Text, taken: list[Edit]) -> list[int]:
    """Return the number of each chunk, -1 for those that an edit touches."""
    free = list(range(len(found.sizes)))
    spans = iter(sorted((e.start, e.end) for e in taken))
    span = next(spans, None)
    for k in range(len(free)):
        while span and span[1] <= found.at[found.first[k]]:
            span = next(spans, None)
        if span and span[0] < found.at[found.first[k + 1] - 1] + 2:
            free[k] = -1
    return free


def _parse(points: Array, name: str) -> _Text:
    data = charmap(name)[points]
    at = _begin(data >= 0x80)
    if not len(at):
        none, no = array("i"), array("f")
        return _Text(name, data, none, at, array("i", [0]), [no, no], none, none, [set(), set()])
    trail = np.append(data, np.uint8(0))[at + 1].astype(np.int32)
    separates = data < 0x40
    half = trail < 0x40
    codes = data[at].astype(np.int32) << 8 | np.where(half, 0, trail)
    # Four bytes of GB18030: two halves, each with a digit behind it.
    digit = half & (trail >= 0x30) & (trail < 0x3A)
    quad = np.flatnonzero(digit[:-1] & digit[1:] & (at[1:] - at[:-1] == 2))
    quad = np.concatenate((quad, quad + 1))
    separates[at[quad] + 1] = half[quad] = False
    word = np.cumsum(separates, dtype=np.int32)[at]
    first = np.flatnonzero(np.concatenate(([True], word[1:] != word[:-1])))
    last = np.concatenate((first[1:], [len(at)])) - 1
    chained = np.concatenate(([False], at[1:] - at[:-1] == 2))
    gains, weak = [], []
    for codec in CODECS:
        gain = pairs(codec).gain(codes, chained)
        gain[quad] = _QUAD if codec == "gb18030" else NO_PAIR
        gain[last[half[last]]] = _HALF
        gains.append(array("f", np.add.reduceat(gain, first).tobytes()))
        weak.append(_weak(gain, word, first))
    sizes = last - first + 1 - half[last]
    line = np.cumsum(data == 10, dtype=np.int32)[at[first]]
    begin = np.append(first, len(at))
    return _Text(name, data, _held(at), codes, _held(begin), gains, _held(sizes), _held(line), weak)


def _begin(high: Array) -> Array:
    """Return where the pairs begin: at every other byte of each stretch of high ones, and of what follows them."""
    index = np.arange(len(high), dtype=np.int32)
    before = np.concatenate(([False], high[:-1]))
    run = np.where(high & ~before, index, np.int32(0))
    index -= np.maximum.accumulate(run, out=run)
    index &= 1
    return np.flatnonzero(high & (index == 0)).astype(np.int32)


def _held(numbers: Array) -> array[int]:
    """Return numbers as an array whose items Python takes as quickly as those of a list, of which each is an object."""
    return array("i", numbers.astype(np.intc).tobytes())


def _weak(gain: Array, word: Array, first: Array) -> set[int]:
    """Return the chunks in which four pairs in a row read well, and four others badly."""
    if len(gain) < 2 * _WINDOW:
        return set()
    total = np.zeros(len(gain) + 1)
    np.cumsum(np.maximum(gain, _WORST), out=total[1:])
    window = np.zeros(len(gain))
    inside = window[: 1 - _WINDOW]
    np.subtract(total[_WINDOW:], total[:-_WINDOW], out=inside)
    inside[word[_WINDOW - 1 :] != word[: 1 - _WINDOW]] = 0.0
    mixed = (np.maximum.reduceat(window, first) > _WELL) & (np.minimum.reduceat(window, first) < _BADLY)
    return set(np.flatnonzero(mixed).tolist())


def _lines(found: _Text) -> Iterator[tuple[int, int]]:
    """Yield the chunks of each line that has any, as a range."""
    line = found.line
    start = 0
    for k in range(1, len(line) + 1):
        if k == len(line) or line[k] != line[start]:
            yield start, k
            start = k


def _language(found: _Text) -> tuple[int, float]:
    """Return the codec that more of the text reads well in, and how well."""
    totals = [
        sum(g if g > _WORST else _WORST for k, g in enumerate(gains) if k not in weak)
        for gains, weak in zip(found.gains, found.weak, strict=True)
    ]
    codec = int(totals[1] > totals[0])
    return codec, totals[codec]


def _whole(text: str, found: _Text, free: list[int], usual: int, context: float) -> Iterator[Edit]:
    """Yield the edits of one line, given its chunks: all of it together, or chunk by chunk."""
    proven = -1 in free and context > CONTEXT  # some of the line is Chinese, by another edit
    free = [k for k in free if k >= 0]
    sums = [sum(max(_WORST, gains[k]) for k in free) for gains in found.gains]
    codec = usual if sums[usual] > sums[1 - usual] - 6 else 1 - usual
    gains = found.gains[codec]
    chunks = [k for k in free if gains[k] > _TOLERATED and found.sizes[k]]
    if not chunks:
        return
    if not proven and (sums[codec] < 0 or not _is_chinese(found, chunks, codec, context)):
        # Words of another language around it make a word less likely to be Chinese.
        others = sum(max(_WORST, gains[k]) for k in free if gains[k] < 0)
        chunks = [k for k in chunks if gains[k] > min(8.0, -others / 8) and _is_chinese(found, [k], codec, context)]
        if not chunks:
            return
    group = [chunks[0]]
    for k in [*chunks[1:], -1]:
        if k >= 0 and k == group[-1] + 1 and found.data[found.end(group[-1]) : found.at[found.first[k]]].min() > 0:
            between = found.data[found.end(group[-1]) : found.at[found.first[k]]]
            if between.max() < 0x80:
                group.append(k)
                continue
        start, end = found.at[found.first[group[0]]], found.end(group[-1])
        data = found.data[start:end].tobytes()
        gain = sum(gains[j] for j in group)
        yield edit(text, start, end, data, CODECS[codec], gain, charmap=found.charmap)
        group = [k]


def _is_chinese(found: _Text, chunks: list[int], codec: int, context: float) -> bool:
    gain = sum(found.gains[codec][k] for k in chunks)
    if gain > CERTAIN:
        return True
    size = sum(found.sizes[k] for k in chunks)
    if gain < least(size, codec, context):
        return False
    codes = np.concatenate([found.codes[found.first[k] : found.first[k] + found.sizes[k]] for k in chunks])
    return gain - RIVAL * rival(codes) > least(size, codec, context)
