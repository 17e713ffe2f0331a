"""What a text repeats: stretches of characters, lines, single characters.

The texts stand one behind the other in an array, so that each step is one operation on all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from cleantext.texts import parts
from cleantext.verdicts.kinds import FACTORS

__all__ = ["GRAM", "grams", "repeated_lines", "runs", "steps", "with_lines_alike"]

Ints = NDArray[np.int64]

_PIECE = 1 << 14
GRAM = 8
"""Characters of a repeated stretch: shorter ones recur in honest prose, longer ones miss edited copies."""


def steps(totals: Ints) -> Ints:
    """Return what each total adds to the one before; a fifth of the time of `numpy.diff`."""
    out = totals.copy()
    out[1:] -= totals[:-1]
    return out


def with_lines_alike(packed: NDArray[np.uint32], end: Ints, size: Ints, text: Ints) -> list[int]:
    """Return the texts of which two lines have the same length and the same three characters."""
    key = packed[end - size] * FACTORS[0] + packed[end - 1] * FACTORS[1] + packed[end - 1 - size // 2] * FACTORS[2]
    keys = (text << 32) | (key ^ size.astype(np.uint32))
    keys.sort()
    return sorted(set((keys[1:][keys[1:] == keys[:-1]] >> 32).tolist()))


def repeated_lines(text: str) -> int:
    """Return the visible characters on lines that stood in the text before."""
    if len(text) <= _PIECE:
        lines = [line for line in text.split("\n") if line]
        return _again(lines) if len(set(lines)) < len(lines) else 0
    # A set of all lines would take many times the text, so there are hashes of 64 bits: among ten million different
    # lines two have the same one in one of 300,000 texts.
    hashes = np.empty(text.count("\n") + 1, np.int64)
    size = 0
    for lines in _lines(text):
        hashes[size : size + len(lines)] = _hashes(lines)
        size += len(lines)
    hashes = hashes[:size]
    hashes.sort()
    twice = hashes[1:].compress(hashes[1:] == hashes[:-1])
    del hashes
    if not len(twice):
        return 0
    twice = twice.compress(np.append(True, twice[1:] != twice[:-1]))
    seen = bytearray(len(twice))
    again = 0
    for lines in _lines(text):
        mine = _hashes(lines)
        place = np.minimum(twice.searchsorted(mine), len(twice) - 1)
        known = (twice[place] == mine).nonzero()[0]
        for k, at in zip(known.tolist(), place[known].tolist(), strict=True):
            if seen[at]:
                again += _visible(lines[k])
            seen[at] = 1
    return again


def _again(lines: Iterable[str]) -> int:
    before: set[str] = set()
    again = 0
    for line in lines:
        if line in before:
            again += _visible(line)
        before.add(line)
    return again


def _hashes(lines: list[str]) -> Ints:
    return np.fromiter(map(hash, lines), np.int64, len(lines))


def _visible(line: str) -> int:
    return len(line) - sum(map(str.isspace, line))


def _lines(text: str) -> Iterator[list[str]]:
    """Yield the lines that are not empty, some at a time."""
    for part in parts(text, _PIECE):
        yield [line for line in part.split("\n") if line]


def grams(written: NDArray[np.uint32], sizes: list[int], han: list[bool]) -> tuple[list[int], list[int]]:
    """Return the 8-grams that are second or later copies, and the characters that the most frequent stretch covers.

    Args:
        written: the characters of all texts that are compared; what is in it afterwards means nothing.
        sizes: how many of them are of which text.
        han: which texts are asked for stretches of 4 characters instead.
    """
    if len(written) < 2 * GRAM:
        return [0] * len(sizes), [0] * len(sizes)
    ends = np.array(sizes).cumsum()
    fours: NDArray[np.uint32] | None = None
    h = written
    step = 1
    for factor in FACTORS:  # stretches of 2, then 4, then 8
        fours = h.copy() if step == GRAM // 2 and any(han) else None
        for low in range(0, len(h) - step, _PIECE):  # in place: what is behind is still as it was
            part = h[low : min(low + _PIECE, len(h) - step)]
            more = part * factor
            more += h[low + step : low + step + len(part)]
            part[:] = more
        h = h[:-step]
        step *= 2
    enough = [size >= 2 * GRAM for size in sizes]
    again, most = _copies(h, ends, sizes, enough, GRAM)
    tops = [0 if c else GRAM * m for c, m in zip(han, most, strict=True)]
    of = [e and c for e, c in zip(enough, han, strict=True)]
    if any(of) and fours is not None:
        del h
        _, most = _copies(fours, ends, sizes, of, GRAM // 2)
        tops = [GRAM // 2 * m if o else t for o, m, t in zip(of, most, tops, strict=True)]
    return again, tops


def _copies(
    found: NDArray[np.uint32], ends: Ints, sizes: list[int], of: list[bool], length: int
) -> tuple[list[int], list[int]]:
    """Sort the stretches of some texts; return their second and later copies, and how often the commonest occurs."""
    stops = ends - (length - 1)
    for asked, stop, size in zip(of, stops.tolist(), sizes, strict=True):
        if asked:
            found[stop - size + length - 1 : stop].sort()
    same = found[1:] == found[:-1]
    if len(sizes) > 1:
        at = same.nonzero()[0]
        text = ends.searchsorted(at, side="right")
        return _runs_of_each(at[np.array(of)[text] & (at + 1 < stops[text])], ends)
    if not of[0]:
        same[:] = False
    return runs(same, ends)


def runs(same: NDArray[np.bool_], ends: Ints) -> tuple[list[int], list[int]]:
    """Return for each text how many places equal the one behind, and the longest run of equal ones, 0 without any.

    Args:
        same: which places do; none at the end of a text.
        ends: where the texts end.
    """
    if len(ends) > 1:
        return _runs_of_each(same.nonzero()[0], ends)
    count = longest = run = 0
    last = -2
    for low in range(0, len(same), _PIECE):
        at = same[low : low + _PIECE].nonzero()[0]
        if not len(at):
            continue
        count += len(at)
        at += low
        lengths = steps(np.append((steps(at)[1:] != 1).nonzero()[0], len(at) - 1) + 1)
        run = lengths[0] + (run if at[0] == last + 1 else 0)
        longest = max(longest, int(run), int(lengths.max()))
        run = run if len(lengths) == 1 else lengths[-1]
        last = at[-1]
    return [count], [longest + 1 if count else 0]


def _runs_of_each(same: Ints, ends: Ints) -> tuple[list[int], list[int]]:
    if not len(same):
        return [0] * len(ends), [0] * len(ends)
    # Two runs of neighbouring texts never touch: the last place of a text is none of these.
    ends_here = np.ones(len(same), bool)
    np.not_equal(same[1:], same[:-1] + 1, out=ends_here[:-1])
    last = ends_here.nonzero()[0]
    lengths = steps(last + 1) + 1
    text = ends.searchsorted(same, side="right")
    longest = np.zeros(len(ends), np.int64)
    np.maximum.at(longest, text[last], lengths)
    return np.bincount(text, minlength=len(ends)).tolist(), longest.tolist()
