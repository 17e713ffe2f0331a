"""GBK and Big5 that were read as Latin-1 or cp1252: ÄãºÃ is 你好 in GBK, §A¦n in Big5.

Every line is read as byte pairs, all lines at once; a line, or a word of it, becomes Chinese if that is far
likelier than letters of some alphabet (`pairs`).  What reads well but does not decode goes to the `lattice`:
ftfy's traces, lost bytes, half characters, other words in between.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Edit
from cleantext.repair.lattice import CP1252, Reading, read
from cleantext.repair.pairs import CODECS, NO_PAIR, pairs, rival
from cleantext.repair.utf8 import is_misread_utf8

__all__ = ["gbk_and_big5"]

Array = NDArray[Any]

# Two in a row, or two with a letter between: no European orthography writes many such pairs.
_GATE = re.compile(
    f"[\u00a1-\u00fe](?:[\u0080-\u00fe{CP1252}]|[@-~][\u00a4-\u00c6])"
    f"|[\u0080-\u00a0{CP1252}][\u0080-\u00fe{CP1252}]{{2}}"
)
_BY_NAME = {"gb18030": "mojibake-gbk", "cp950": "mojibake-big5"}
_RARE = ("cp1250", "cp1254", "mac-roman")  # where GBK was read so, seen on pages; the lattice does not know them
_BAD = NO_PAIR / 2
_QUAD, _HALF = -1.0, -2.5  # of each half of four bytes; of half a pair at the end of a chunk
_RIVAL = 0.5  # how much another script that fits the bytes counts; tuned on Chinese of 2 to 6 characters
# By pairs in the run, five and more: at most one word in 5,000 of other languages in their old encodings gains that.
_LEAST = ((99.0, 99.0, 4.4, 3.9, 3.2, 2.4), (99.0, 99.0, 4.4, 3.4, 1.5, 1.5))
_TOLERATED = -3.0  # what a chunk of a line that is Chinese may look unlike it
_WINDOW, _WELL, _BADLY = 4, 5.0, -7.0
_WORST = -10.0  # what a chunk that is not Chinese says about its line and text
_CERTAIN = 12.0  # no other alphabet ever came near, in 10^5 words of 30 languages
_CONTEXT = 25.0  # so much Chinese elsewhere in the text decides about short runs

# Characters without separators; quotation marks are none, because ftfy makes them of bytes.
_HIGH = f"\u0080-\u07ff\ufffd{CP1252}"
_WORD = re.compile(
    f"(?:[\"';@-~{_HIGH}]|(?<=[{_HIGH}])[\u0800-\ufffc\U00010000-\U0010ffff]"
    f"|[\u0800-\u1fff\uac00-\ud7a3\ue000-\uf8ff](?=[{_HIGH}])){{2,}}"
)
_ODD = re.compile(f"[\u0100-\u07ff\ufffd]|(?<=[{_HIGH}])[\u0800-\u1fff\u2800-\ud7ff\ue000-\uffef]")
_CP1252, _C1 = re.compile(f"[{CP1252}]"), re.compile("[\u0080-\u009f]")
_LATIN = re.compile(f"[\u0080-\u00ff{CP1252}]")
_NATURAL = 30.0  # what it takes to make Chinese of a word in Latin letters
_LATTICE_MARGIN = 1.5
_MAX_FAILED = 64  # runs in a row that looked promising
_PROBE = 60  # characters that show whether a run is worth reading
_MOST = 20_000  # characters of such runs in a text; reading them takes a second or two
_BLOCK = 3000  # characters that are read at once


@dataclass(frozen=True)
class _Text:
    """A text as bytes, its pairs, and the chunks they form: a chunk ends at a space, a digit or most marks.

    Attributes:
        data: the byte of each character, 0 where none could have been it.
        at: where each pair begins.
        codes: the pair, `lead << 8 | trail`; trail 0 for half a pair.
        first: the first pair of each chunk, and the number of pairs.
        gains: of each chunk, for each codec; `_BAD` and less where it does not decode.
        sizes: pairs of each chunk, without half a one at the end.
        line: of each chunk.
        weak: in each codec, the chunks that read well in one place and badly in another.
    """

    data: Array
    at: list[int]
    codes: Array
    first: list[int]
    gains: list[list[float]]
    sizes: list[int]
    line: list[int]
    weak: list[set[int]]

    def end(self, chunk: int) -> int:
        """Return where the last whole pair of a chunk ends."""
        return self.at[self.first[chunk] + self.sizes[chunk] - 1] + 2


def gbk_and_big5(text: str, *, guess: bool = True) -> Iterator[Edit]:
    """Yield an edit for each run of GBK or Big5 that was read as Latin-1 or cp1252, whole or damaged since."""
    if not (m := _GATE.search(text)):
        return
    start = text.rfind("\n", 0, m.start()) + 1
    for e in _edits(text[start:]):
        if guess or (e.evidence and e.evidence["verdict"] == "proven"):
            yield replace(e, start=e.start + start, end=e.end + start) if start else e


def _edits(text: str) -> Iterator[Edit]:
    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), 0xFFFF)
    found = _parse(_charmap("cp1252")[points])
    codec, context = _language(found)
    for charmap in (
        _RARE if context <= _CONTEXT and ((points > 0xFF) & (points < 0x250) & (found.data == 0)).any() else ()
    ):
        other = _parse(_charmap(charmap)[points])
        if (reads := _language(other))[1] > max(_CONTEXT, context):
            found, (codec, context) = other, reads
    if not found.sizes:
        return
    damaged = _Damage(text, codec, context)
    high = found.data >= 0x80
    beside = np.concatenate((high[1:], [False])) | np.concatenate(([False], high[:-1]))
    odd = np.flatnonzero((found.data == 0) & (points > 0xFF) & beside).tolist()
    weak = [found.at[found.first[k]] for k in found.weak[codec]]
    taken = list(damaged.edits(sorted([*odd, *weak]), [])) if odd or weak else []
    if odd and damaged.context > _CONTEXT:
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


def _is_natural(word: str, start: int, end: int) -> bool:
    """Return whether a span lies in a word of Latin letters: nothing else, and not in mixed case."""
    while start and _is_letter(word[start - 1]):
        start -= 1
    while end < len(word) and _is_letter(word[end]):
        end += 1
    span = word[start:end]
    if not all(map(_is_letter, span)):
        return False
    letters = "".join(c for c in span if c.isalpha() and not "\u02b0" <= c <= "\u036f")
    return letters.islower() or letters.isupper() or letters.istitle()


def _is_letter(c: str) -> bool:
    """Return whether a character is a Latin letter, a phonetic one, a mark on one, or what joins two."""
    if "\u02b0" <= c <= "\u036f" or c in "'’‐‑ꞌ":
        return True
    return c.isalpha() and (c < "\u02b0" or "\u1d00" <= c <= "\u1eff")


def _is_weak(word: str, readings: list[Reading]) -> bool:
    """Return whether the readings leave some high character of the word, or need bytes to be read otherwise."""
    left = len(word) - sum(r.end - r.start for r in readings)
    return left > 0 or any(r.gain < 1.2 * len(r.codes) for r in readings)


class _Damage:
    """Words of a text that do not decode, or not from their beginning: read with the lattice."""

    def __init__(self, text: str, codec: int, context: float) -> None:
        self.text, self.codec, self.context = text, codec, context
        # cp1252 was the decoder, and what it lacks is not there as a control.
        self.lossy = _CP1252.search(text) is not None and _C1.search(text) is None

    def edits(self, places: list[int], taken: list[tuple[int, int]]) -> Iterator[Edit]:
        """Yield the edits of the words around `places`, outside of the spans `taken`; both are sorted.

        What the edits gain is context for the next ones.
        """
        words = list(self.words(places, taken))
        # All or nothing, so that a second pass finds what the first one did.
        if sum(end - start for start, end in words) > _MOST:
            return
        failed = 0
        for start, end in words:
            if failed > _MAX_FAILED:
                return
            found = self.read(self.text[start:end], start)
            failed = 0 if found else failed + 1
            self.context += sum(e.evidence["gain"] for e in found if e.evidence)
            yield from found

    def words(self, places: list[int], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield the words around `places`, cut where spans are taken."""
        words = _WORD.finditer(self.text, self.text.rfind("\n", 0, places[0]) + 1)
        word, done = next(words, None), 0
        for at in places:
            if at < done:
                continue
            while word and word.end() <= at:
                word = next(words, None)
            if word is None:
                return
            start, end = word.span()
            if start > at:
                continue
            k = bisect_left(taken, (at + 1, 0))
            start = max(start, taken[k - 1][1]) if k else start
            end = min(end, taken[k][0], start + _BLOCK) if k < len(taken) else min(end, start + _BLOCK)
            done = max(end, at + 1)
            if start < end:
                yield start, end

    def read(self, word: str, start: int) -> list[Edit]:
        latin, odd = len(_LATIN.findall(word)), len(_ODD.findall(word))
        least = (0, 2) if self.context > _CONTEXT else (2, 4)
        if latin < least[0] or latin + odd < least[1] or latin + odd < 0.4 * len(word):
            return []
        if is_misread_utf8(word[:_PROBE]) or not (odd or self.promises(word)):
            return []
        best: list[Reading] = []
        for codec in (self.codec,) if self.context > _CONTEXT else (self.codec, 1 - self.codec):
            for dropped in (False, True) if self.lossy else (False,):
                probe = self.accepted(word[:_PROBE], codec, dropped=dropped)
                if not probe:
                    continue
                readings = probe if len(word) <= _PROBE else self.accepted(word, codec, dropped=dropped)
                if sum(r.gain for r in readings) > sum(r.gain for r in best) + 4:
                    best, name = readings, CODECS[codec]
                if not _is_weak(word, best):
                    break
            if best:
                break
        return [
            _edit(self.text, start + r.start, start + r.end, r.data, name, r.gain, holes=r.holes, damaged=True)
            for r in best
        ]

    def promises(self, word: str) -> bool:
        """Return whether three pairs in a row read well, from the first byte or from the second."""
        points = np.minimum(np.frombuffer(word[:_PROBE].encode("utf-32-le", "surrogatepass"), "<u4"), 0xFFFF)
        data = _charmap("cp1252")[points].astype(np.int64)
        for start in (0, 1):
            size = (len(data) - start) // 2
            codes = data[start::2][:size] << 8 | data[start + 1 :: 2][:size]
            for codec in CODECS:
                gain = pairs(codec).gain(codes, np.ones(size, bool))
                if size > 2 and np.convolve(gain, np.ones(3), "valid").max() > 3.0:
                    return True
        return False

    def accepted(self, word: str, codec: int, *, dropped: bool) -> list[Reading]:
        found = []
        for r in read(word, CODECS[codec], dropped=dropped):
            least = _least(len(r.codes), codec, self.context) + _LATTICE_MARGIN
            if r.gain < _NATURAL and _is_natural(word, r.start, r.end):
                continue
            if r.gain > _CERTAIN + 6 or (r.gain > least and r.gain - _RIVAL * rival(np.array(r.codes)) > least):
                found.append(r)
        return found


def _parse(data: Array) -> _Text:
    high = data >= 0x80
    index = np.arange(len(data))
    before = np.concatenate(([False], high[:-1]))
    run = np.maximum.accumulate(np.where(high & ~before, index, 0))
    at = np.flatnonzero(high & (((index - run) & 1) == 0))
    if not len(at):
        return _Text(data, [], at, [0], [[], []], [], [], [set(), set()])
    lead = data[at].astype(np.int64)
    trail = np.concatenate((data, [0]))[at + 1].astype(np.int64)
    separates = data < 0x40
    half = trail < 0x40
    codes = lead << 8 | np.where(half, 0, trail)
    # Four bytes of GB18030: two halves, each with a digit behind it.
    digit = half & (trail >= 0x30) & (trail < 0x3A)
    quad = np.flatnonzero(digit[:-1] & digit[1:] & (at[1:] - at[:-1] == 2))
    quad = np.concatenate((quad, quad + 1))
    separates[at[quad] + 1] = half[quad] = False
    word = np.cumsum(separates)[at]
    first = np.flatnonzero(np.concatenate(([True], word[1:] != word[:-1])))
    last = np.concatenate((first[1:], [len(at)])) - 1
    chained = np.concatenate(([False], at[1:] - at[:-1] == 2))
    gains, weak = [], []
    for codec in CODECS:
        gain = pairs(codec).gain(codes, chained)
        gain[quad] = _QUAD if codec == "gb18030" else NO_PAIR
        gain[last[half[last]]] = _HALF
        gains.append(np.add.reduceat(gain, first).tolist())
        weak.append(_weak(gain, word, first))
    sizes = last - first + 1 - half[last]
    line = np.cumsum(data == 10)[at[first]]
    return _Text(data, at.tolist(), codes, [*first.tolist(), len(at)], gains, sizes.tolist(), line.tolist(), weak)


def _weak(gain: Array, word: Array, first: Array) -> set[int]:
    """Return the chunks in which four pairs in a row read well, and four others badly."""
    if len(gain) < 2 * _WINDOW:
        return set()
    total = np.concatenate(([0.0], np.cumsum(np.maximum(gain, _WORST), dtype=np.float64)))
    window = np.where(word[_WINDOW - 1 :] == word[: 1 - _WINDOW], total[_WINDOW:] - total[:-_WINDOW], 0.0)
    window = np.concatenate((window, np.zeros(_WINDOW - 1)))
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
    proven = -1 in free and context > _CONTEXT  # some of the line is Chinese, by another edit
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
        yield _edit(text, start, end, data, CODECS[codec], sum(gains[j] for j in group))
        group = [k]


def _is_chinese(found: _Text, chunks: list[int], codec: int, context: float) -> bool:
    gain = sum(found.gains[codec][k] for k in chunks)
    if gain > _CERTAIN:
        return True
    size = sum(found.sizes[k] for k in chunks)
    if gain < _least(size, codec, context):
        return False
    codes = np.concatenate([found.codes[found.first[k] : found.first[k] + found.sizes[k]] for k in chunks])
    return gain - _RIVAL * rival(codes) > _least(size, codec, context)


def _least(size: int, codec: int, context: float) -> float:
    """Return the gain from which `size` pairs are Chinese."""
    if context > _CONTEXT:
        return 0.5 if size > 1 else 1.5
    return _LEAST[codec][min(size, 5)]


def _edit(
    text: str, start: int, end: int, data: bytes, codec: str, gain: float, *, holes: int = 0, damaged: bool = False
) -> Edit:
    decoded = data.decode(codec, "replace")
    name = _BY_NAME[codec]
    evidence: dict[str, Any] = {
        "class": name,
        "codec": f"latin-1/cp1252 -> {codec}",
        "before": data[:40].hex(),
        "after": decoded[:40].encode()[:40].hex(),
        "gain": round(gain, 1),
        "verdict": "guessed" if damaged or holes or gain < _CERTAIN else "proven",
    }
    if holes:
        evidence["holes"] = holes
    removed = text[start:end]
    return Edit(start, end, replacement=decoded, rule="encoding." + name, evidence=evidence, removed=removed)


@cache
def _charmap(codec: str) -> Array:
    """Return the byte that each character below U+10000 is in a codec or in Latin-1, 0 for none."""
    found = np.zeros(65536, np.uint8)
    found[:256] = np.arange(256)
    for b in range(0x80, 0x100):
        found[ord(bytes((b,)).decode(codec, "replace"))] = b
    found[0xFFFD] = 0
    return found
