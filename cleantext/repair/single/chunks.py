"""A text as byte pairs, the chunks they form, and what these gain in each codec: whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.single.bytepairs import CODECS, NO_PAIR, pairs
from cleantext.repair.single.verdict import charmap
from cleantext.script.tables import look_up

__all__ = ["WORST", "Array", "Chunks", "parse"]

Array = NDArray[Any]

_BLOCK = 1 << 14  # bytes and pairs that are looked at together
_QUAD, _HALF = -1.0, -2.5  # of each half of four bytes; of half a pair at the end of a chunk
_WINDOW, _WELL, _BADLY = 4, 5.0, -7.0
WORST = -10.0  # what a chunk that is not Chinese says about its line and text


@dataclass(frozen=True)
class Chunks:
    """A text as bytes, its pairs, and the chunks they form: a chunk ends at a space, a digit or most marks.

    Attributes:
        charmap: what the bytes were read as.
        data: the byte of each character, 0 where none could have been it.
        at: where each pair begins.
        first: the first pair of each chunk, and the number of pairs.
        gains: of each chunk, for each codec; -30 and less where it does not decode.
        sizes: pairs of each chunk, without half a one at the end.
        line: of each chunk.
        weak: in each codec, whether a chunk reads well in one place and badly in another.
    """

    charmap: str
    data: Array
    at: Array
    first: Array
    gains: list[Array]
    sizes: Array
    line: Array
    weak: list[Array]

    @property
    def begins(self) -> Array:
        """Where the first pair of each chunk begins."""
        found: Array = self.at[self.first[:-1]]
        return found

    @property
    def ends(self) -> Array:
        """Where the last pair of each chunk ends, half a one with what stands behind it."""
        found: Array = self.at[self.first[1:] - 1] + 2
        return found


def parse(text: str, name: str) -> Chunks:
    """Return a text as chunks, its characters as bytes of the charmap `name`."""
    data = look_up(charmap(name), text)
    at = _begin(data)
    if not len(at):
        return Chunks(name, data, at, np.zeros(1, np.int32), [at, at], at, at, [at, at])
    codes, half, digit = _codes(data, at)
    chained = np.zeros(len(at), bool)
    np.equal(at[1:] - at[:-1], 2, out=chained[1:])
    # Four bytes of GB18030: two halves, each with a digit behind it.
    quad = np.flatnonzero(digit[:-1] & digit[1:] & chained[1:])
    quad = np.concatenate((quad, quad + 1))
    separates = data < 0x40
    separates[at[quad] + 1] = False
    first = np.ones(len(at), bool)
    first[1:] = np.logical_or.reduceat(separates, at)[:-1]
    half[quad] = False
    begin = np.flatnonzero(first).astype(np.int32)
    bounds = np.append(begin, np.int32(len(at)))
    last = bounds[1:] - 1
    gains, weak = [], []
    for codec in CODECS:
        gain = pairs(codec).gain(codes, chained)
        gain[quad] = _QUAD if codec == "gb18030" else NO_PAIR
        gain[last[half[last]]] = _HALF
        gains.append(np.add.reduceat(gain, begin))
        weak.append(_weak(gain, first, begin))
    sizes = last - begin + 1 - half[last]
    line = np.searchsorted(np.flatnonzero(data == 10), at[begin]).astype(np.int32)
    return Chunks(name, data, at, bounds, gains, sizes, line, weak)


def _begin(data: Array) -> Array:
    """Return where the pairs begin: at every other byte of each stretch of high ones, and of what follows them."""
    found = []
    begun, before = 0, False  # where the stretch begins that goes on, and whether it does
    for low in range(0, len(data), _BLOCK):
        high = data[low : low + _BLOCK] >= 0x80
        index = np.arange(low, low + len(high), dtype=np.int32)
        run = np.where(high & ~np.concatenate(([before], high[:-1])), index, np.int32(0))
        run[0] = max(run[0], begun)
        np.maximum.accumulate(run, out=run)
        begun, before = int(run[-1]), bool(high[-1])
        index -= run
        index &= 1
        found.append((np.flatnonzero(high & (index == 0)) + low).astype(np.int32))
    return np.concatenate(found)


def _codes(data: Array, at: Array) -> tuple[Array, Array, Array]:
    """Return the pairs that begin `at`, `lead << 8 | trail`; whether each is half a one, and a digit behind it.

    The trail of half a pair is 0.
    """
    codes, half, digit = np.empty(len(at), np.uint16), np.empty(len(at), bool), np.empty(len(at), bool)
    for low in range(0, len(at), _BLOCK):
        here = slice(low, low + _BLOCK)
        trail = data.take(at[here] + 1, mode="clip")
        if at[-1] + 1 == len(data) and low + _BLOCK >= len(at):
            trail[-1] = 0
        half[here] = trail < 0x40
        digit[here] = (trail >= 0x30) & (trail < 0x3A)
        codes[here] = data[at[here]].astype(np.uint16) << 8 | np.where(half[here], np.uint8(0), trail)
    return codes, half, digit


def _weak(gain: Array, first: Array, begin: Array) -> Array:
    """Return whether in each chunk four pairs in a row read well, and four others badly.

    Args:
        gain: of each pair.
        first: whether each pair begins a chunk.
        begin: the pairs that do.
    """
    if len(gain) < 2 * _WINDOW:
        return np.zeros(len(begin), bool)
    well, badly = np.zeros(len(gain), bool), np.zeros(len(gain), bool)
    for low in range(0, len(gain) - _WINDOW + 1, _BLOCK):
        inside = np.maximum(gain[low : low + _BLOCK + _WINDOW - 1], WORST)
        size = len(inside) - _WINDOW + 1
        total = np.zeros(len(inside) + 1)
        np.cumsum(inside, out=total[1:])
        window = total[_WINDOW:] - total[:-_WINDOW]
        for k in range(1, _WINDOW):
            window[first[low + k : low + k + size]] = 0.0
        well[low : low + size] = window > _WELL
        badly[low : low + size] = window < _BADLY
    mixed: Array = np.logical_or.reduceat(well, begin) & np.logical_or.reduceat(badly, begin)
    return mixed
