"""Where a text says again what an earlier line said: exact or lightly edited, however the lines are broken.

The text becomes a stream of folded letters and digits.  Each stretch of 16 letters is
looked up at its previous occurrence; a line most of whose letters lie in such
stretches, all pointing to one earlier region, is an echo of that region.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.folding import is_single
from cleantext.dedup.shingles import distinct
from cleantext.dedup.stretches import GRAM, I32, PIECE, U32, Ints, Short, may_repeat, pieces, repeated

__all__ = ["PARAGRAPH", "Echo", "Stream", "packed"]

# Of a line's letters, how many must be found again, and how many of these in one region.
_COVERED = 0.5
_COHERENT = 0.7
# An echo takes some 250 bytes, so of a text with more lines, and fewer letters in each, only paragraphs count.
_LINES, _LINE = 20_000, 16
# Weight of a short paragraph in any script: two lines of verse, one sentence of prose.
PARAGRAPH = 40
# A line of this weight is a sentence rather than a credit.
_SENTENCE = 20
# A Chinese text has about a third of the letters of its English translation.
_ALPHABETIC = 0.3
# Of so many characters, and so many times, letters and places are kept at hand.
_BLOCK, _AT_HAND = 1 << 14, 8
_LINE_FEED = 10


@dataclass(frozen=True, slots=True)
class Echo:
    """A line whose letters are found again in an earlier region; places are letters of the stream.

    Attributes:
        line: number of the line, from 0.
        start, end: the line's letters.
        source, source_end: the region that they repeat.
    """

    line: int
    start: int
    end: int
    source: int
    source_end: int


class Stream:
    """The letters of a text, its lines, and which of them repeat earlier ones.

    Letters and digits, folded, are counted over the whole text; their numbers and places are computed for
    the part that is asked for, as they would take eight bytes each.

    Attributes:
        size: how many letters there are.
        borders: where each line begins in the text and, last, one beyond its end; shape (lines + 1,).
        starts: first letter of each line and, last, how many there are; shape (lines + 1,).
    """

    def __init__(self, text: str, short: Short | None = None) -> None:
        """Make the stream of a text; `short` is the same text looked up, if it is and the caller has it."""
        self.text = text
        self._short = short
        self._counts = [0]  # letters before each block
        self._blocks: dict[int, tuple[U32, I32]] = {}
        borders, starts = [np.zeros(1, np.int32)], [np.zeros(1, np.int32)]
        for n, (low, points, found, places) in enumerate(self._looked_up()):
            if n < _AT_HAND:
                self._blocks[n] = found, places.astype(np.int32)
            ends = (points == _LINE_FEED).nonzero()[0]
            borders.append((ends + (low + 1)).astype(np.int32))
            starts.append((places.searchsorted(ends) + self._counts[-1]).astype(np.int32))
            self._counts.append(self._counts[-1] + len(found))
        self.size = self._counts.pop()
        self.borders: I32 = np.concatenate([*borders, np.array([len(text) + 1], np.int32)])
        self.starts: I32 = np.concatenate([*starts, np.array([self.size], np.int32)])

    @classmethod
    def with_copies(cls, text: str) -> Stream | None:
        """Return the stream of a text, or None if no paragraph of it can be a copy, as `may_repeat` has it."""
        if len(text) > PIECE:
            return cls(text) if may_repeat(text) else None
        short = Short.of(text)
        return None if short is None else cls(text, short)

    def _looked_up(self) -> Iterator[tuple[int, U32, U32, Ints]]:
        """Yield where each block begins, its code points, the numbers of its letters and where they stand in it."""
        if self._short is not None and len(self.text) <= _BLOCK:
            yield 0, self._short.points, self._short.letters, self._short.places
            return
        for low, points, numbers in pieces(self.text, _BLOCK):
            places = (numbers != 0).nonzero()[0]
            yield low, points, numbers.take(places), places

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """Letters of each line, alphabetic ones counting 0.3; shape (lines,)."""
        weight = 0.0
        heads = self.starts[1:-1]
        sums = [np.zeros(1)]
        low = 0
        for n, (before, end) in enumerate(pairwise([*self._counts, self.size])):
            found = self._block(n)[0]
            summed = np.full(len(found) + 1, _ALPHABETIC)
            summed[0] = weight
            summed[1:][is_single(found)] = 1.0
            np.cumsum(summed, out=summed)
            weight = float(summed[-1])
            high = int(heads.searchsorted(np.int32(end), "right"))
            sums.append(summed.take(heads[low:high] - before))
            low = high
        return np.diff(np.concatenate([*sums, np.array([weight])]))

    def _block(self, n: int) -> tuple[U32, I32]:
        """Return the numbers of the letters in a block of the text, and where in it they stand."""
        found = self._blocks.pop(n, None)
        if found is None:
            _, _, numbers = next(pieces(self.text[n * _BLOCK : (n + 1) * _BLOCK], _BLOCK))
            places = (numbers != 0).nonzero()[0]
            found = numbers.take(places), places.astype(np.int32)
            if len(self._blocks) >= _AT_HAND:
                del self._blocks[next(iter(self._blocks))]
        self._blocks[n] = found  # the last to be forgotten
        return found

    def place(self, letter: int) -> int:
        """Return where in the text a letter stands."""
        n = bisect_right(self._counts, letter) - 1
        return n * _BLOCK + int(self._block(n)[1][letter - self._counts[n]])

    def between(self, start: int, end: int) -> U32:
        """Return the numbers of the letters [start, end)."""
        first, last = bisect_right(self._counts, start) - 1, bisect_right(self._counts, end - 1) - 1
        parts = [
            self._block(n)[0][max(0, start - self._counts[n]) : end - self._counts[n]] for n in range(first, last + 1)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts or [np.empty(0, np.uint32)])

    def line(self, n: int) -> str:
        """Return line n without its line break."""
        return self.text[self.borders[n] : self.borders[n + 1] - 1]

    def size_of(self, n: int) -> int:
        """Return how many letters line n has."""
        return int(self.starts[n + 1]) - int(self.starts[n])

    def numbers(self, n: int) -> array[int]:
        """Return the numbers of line n's letters, for comparing."""
        return packed(self.between(int(self.starts[n]), int(self.starts[n + 1])))

    def line_of(self, letter: int) -> int:
        """Return the number of the line in which a letter stands."""
        # The method: the function takes twice as long to call it.
        return int(self.starts.searchsorted(np.int32(letter), "right")) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text the letters [start, end) stand, with what frames them where they are whole lines."""
        head, tail = self.line_of(start), self.line_of(end - 1)
        whole_head, whole_tail = start == self.starts[head], end == self.starts[tail + 1]
        return (
            int(self.borders[head]) if whole_head else self.place(start),
            int(self.borders[tail + 1]) - 1 if whole_tail else self.place(end - 1) + 1,
        )

    @cached_property
    def _previous(self) -> I32:
        """For each stretch, the previous place of the same stretch in an earlier line, or -1."""
        previous = np.full(max(0, self.size - GRAM + 1), -1, np.int32)
        short = self._short
        for before, at in repeated(self.text) if short is None else [(short.before, short.after)]:
            line = self.starts.searchsorted(at.astype(np.int32), "right")
            earlier = self.starts[line - 1] > before
            previous[at[earlier]] = before[earlier]
        return previous

    @cached_property
    def _again(self) -> I32:
        """How many of each line's letters lie in a stretch seen before, shape (lines,)."""
        seen = np.zeros(self.size, bool)
        seen[: len(self._previous)] = self._previous >= 0
        for k in range(GRAM.bit_length() - 1):
            seen[1 << k :] |= seen[: -(1 << k)]
        summed = np.empty(len(self.starts), np.int32)
        total = 0
        for low in range(0, self.size, PIECE):
            part = seen[low : low + PIECE]
            i, j = np.searchsorted(self.starts, np.array([low, low + len(part)], np.int32))
            at = self.starts[i:j] - low
            sums = np.cumsum(part, dtype=np.int32)
            summed[i:j] = sums[at] - part[at] + total
            total += int(sums[-1])
        summed[np.searchsorted(self.starts, np.int32(self.size)) :] = total
        return summed[1:] - summed[:-1]

    def covered(self, line: int) -> float:
        """Return which share of a line's letters lies in a stretch seen before."""
        return int(self._again[line]) / max(1, int(self.starts[line + 1] - self.starts[line]))

    @cached_property
    def _written(self) -> I32:
        return np.flatnonzero(self.weights).astype(np.int32)

    @cached_property
    def _paragraphs(self) -> Ints:
        return np.flatnonzero(self.weights >= PARAGRAPH)

    @property
    def lead(self) -> int:
        """The first paragraph of the text, or -1."""
        return int(self._paragraphs[0]) if len(self._paragraphs) else -1

    @cached_property
    def last_sentence(self) -> int:
        """The last line that is long enough for a sentence, or -1."""
        lines = np.flatnonzero(self.weights >= _SENTENCE)
        return int(lines[-1]) if len(lines) else -1

    def has_paragraph(self, low: int, high: int) -> bool:
        """Say whether one of the lines [low, high) is a paragraph."""
        first, last = self._paragraphs.searchsorted([low, high]).tolist()
        return bool(first < last)

    def beside(self, line: int, step: int) -> int | None:
        """Return the next line with letters after (1) or before (-1) a line, or None."""
        n = int(np.searchsorted(self._written, np.int32(line), side="right" if step > 0 else "left"))
        n -= step < 0
        return int(self._written[n]) if 0 <= n < len(self._written) else None

    def echoes(self, min_run: float) -> list[Echo]:
        """Return the lines that repeat an earlier region, in order: paragraphs, and runs of lines of some weight."""
        if self.size < 2 * GRAM:
            return []
        sizes = self.starts[1:] - self.starts[:-1]
        found = (self._again >= _COVERED * sizes) & (sizes > 0)
        there = sizes[found]
        # No letter weighs more than 1.
        if not len(there) or (there.max() < PARAGRAPH and there.sum() < min_run):
            return []
        wanted = found & (self.weights >= PARAGRAPH)
        written = self._written
        inside = np.zeros(len(written) + 2, bool)
        inside[1:-1] = found[written]
        runs = (inside[1:] != inside[:-1]).nonzero()[0].reshape(-1, 2)
        if len(self.weights) > _LINES and self.size < _LINE * len(self.weights):
            runs = runs[:0]
        summed = np.zeros(len(written) + 1)
        np.cumsum(self.weights[written], out=summed[1:])
        for a, b in runs[summed[runs[:, 1]] - summed[runs[:, 0]] >= min_run].tolist():
            lines = written[a:b]
            # A million times the same line is no body.
            if self.weights[lines].max() >= PARAGRAPH or self._begin_differently(lines):
                wanted[lines] = True
        echoes = (self._echo(int(n)) for n in np.flatnonzero(wanted))
        return [e for e in echoes if e is not None]

    def _begin_differently(self, lines: I32) -> bool:
        """Say whether lines, ascending, begin with more than two different letters."""
        heads = self.starts[lines]
        found: set[int] = set()
        low = 0
        for n, end in enumerate([*self._counts[1:], self.size]):
            if low == len(heads) or len(found) > 2:
                break
            high = int(np.searchsorted(heads, np.int32(end)))
            if low < high:
                found.update(distinct(self._block(n)[0][heads[low:high] - self._counts[n]]).tolist())
            low = high
        return len(found) > 2

    def _echo(self, line: int) -> Echo | None:
        start, end = int(self.starts[line]), int(self.starts[line + 1])
        if end - start < 2 * GRAM:
            return self._short_echo(line, start, end)
        previous = self._previous[start : end - GRAM + 1]
        source, last = int(previous[0]), int(previous[-1])
        if source >= 0 and last - source == len(previous) - 1 and (previous[1:] - previous[:-1] == 1).all():
            return Echo(line, start, end, source, min(last + GRAM, start))  # letter by letter
        at = (previous >= 0).nonzero()[0].astype(np.int32)
        if not len(at):
            return None
        shift = at - previous[at]
        shift += start
        at += start
        # Edits move the rest of the line against its source by a few letters, a sentence by many.
        middle, most = _median(shift), max(50, (end - start) // 3)
        near = (shift >= middle - most) & (shift <= middle + most)
        if near.sum() < _COHERENT * len(at):
            return None
        at, shift = at[near], shift[near]
        first, last = int(at[0]), int(at[-1])
        at -= shift
        source, source_end = int(at.min()), int(at.max()) + GRAM
        # An edit near the border hides the letters beyond it: take as many, within the source's line.
        head, tail = first - start, end - last - GRAM
        source -= min(head, source - int(self.starts[self.line_of(source)]))
        source_end += min(tail, int(self.starts[self.line_of(source_end - 1) + 1]) - source_end)
        return Echo(line, start, end, source, min(source_end, start))

    def _short_echo(self, line: int, start: int, end: int) -> Echo | None:
        """The same by the stretches that only touch the line, for it has few or none of its own."""
        low = max(0, start - GRAM + 1)
        before = self._previous[low:end]
        at = np.flatnonzero(before >= 0)
        if not len(at):
            return None
        shift = int(_median(low + at - before[at]))
        if shift < end - start or shift > start:
            return None
        return Echo(line, start, end, start - shift, end - shift)


def _median(numbers: NDArray[np.signedinteger]) -> float:
    """Return the median of integers; NumPy's own takes five times as long for a few of them."""
    ordered = np.sort(numbers)
    half = len(ordered) // 2
    return float(ordered[half]) if len(ordered) % 2 else (int(ordered[half - 1]) + int(ordered[half])) / 2


def packed(numbers: U32) -> array[int]:
    """Return numbers as a sequence that takes four bytes for each, where a list takes forty."""
    return array("I", numbers.tobytes())
