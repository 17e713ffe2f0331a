"""Where a text says again what an earlier line said: exact or lightly edited, however the lines are broken.

The text becomes a stream of folded letters and digits.  Each stretch of 16 letters is
looked up at its previous occurrence; a line most of whose letters lie in such
stretches, all pointing to one earlier region, is an echo of that region.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.shingles import is_single, letters

__all__ = ["PARAGRAPH", "Echo", "Stream", "may_repeat"]

U32 = NDArray[np.uint32]
Ints = NDArray[np.int64]

# 16 letters: long enough that clean articles of 2,000 characters repeat few by chance,
# short enough to fit between the edits of a second copy.
_GRAM = 16
_FACTORS = [np.uint32(pow(0x9E3779B1, 1 << k, 1 << 32)) for k in range(4)]
# Half of all stretches, chosen by their hash, are enough to see that nothing repeats.
_SAMPLE = np.uint32(1 << 31)
# A paragraph of 80 letters at a similarity of 0.8 has one edit: 49 stretches in common, 24 of them sampled.
_MIN_SAMPLED, _WINDOW = 12, 100
# Of a line's letters, how many must be found again, and how many of these in one region.
_COVERED = 0.5
_COHERENT = 0.7
# Weight of a short paragraph in any script: two lines of verse, one sentence of prose.
PARAGRAPH = 40
# A line of this weight is a sentence rather than a credit.
_SENTENCE = 20
# A Chinese text has about a third of the letters of its English translation.
_ALPHABETIC = 0.3


def _hashes(stream: U32) -> U32:
    """Return a hash of each 16 letters, shape (len - 15,), by doubling: 2, 4, 8, 16."""
    h = stream
    for k, factor in enumerate(_FACTORS):
        more = h[: -(1 << k)] * factor
        more += h[1 << k :]
        h = more
    h *= np.uint32(0x85EBCA6B)
    return h


def may_repeat(text: str) -> bool:
    """Tell quickly whether any paragraph could be a copy; False is certain but for one paragraph in thousands.

    >>> may_repeat("一段短文。")
    False
    """
    if len(text) < 2 * _GRAM:
        return False
    # take and compress do what indexing does, in a third of the time; no index is out of range.
    stream = letters().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), mode="wrap")
    h = _hashes(stream.compress(stream != 0))
    sample = h.compress(h < _SAMPLE)
    sample.sort()
    if np.count_nonzero(sample[1:] == sample[:-1]) < _MIN_SAMPLED:
        return False
    at = np.flatnonzero(h < _SAMPLE)
    _, again = _repeated(h[at])
    again = np.sort(at[again])
    return bool((again[_MIN_SAMPLED - 1 :] - again[: 1 - _MIN_SAMPLED] < _WINDOW).any())


def _repeated(h: U32) -> tuple[Ints, Ints]:
    """Return pairs of places with the same hash, the next one after each, shape (pairs,) both."""
    # Sorting hash and place as one number is several times as fast as a stable argsort.
    keys = h.astype(np.uint64)
    keys <<= np.uint64(32)
    keys |= np.arange(len(h), dtype=np.uint64)
    keys.sort()
    # The halves as they lie in memory: shifted and masked copies would be most of what a document takes.
    place, hash = keys.view(np.uint32).reshape(-1, 2).T if sys.byteorder == "little" else _halves(keys)
    same = np.flatnonzero(hash[1:] == hash[:-1])
    return place[same].astype(np.int64), place[same + 1].astype(np.int64)


def _halves(keys: NDArray[np.uint64]) -> tuple[U32, U32]:
    high, low = keys.view(np.uint32).reshape(-1, 2).T
    return low, high


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

    Attributes:
        letters: numbers of the folded letters and digits, shape (n,).
        places: where each stands in the text, shape (n,).
        starts: first letter of each line and, last, n; shape (lines + 1,).
        weights: letters of each line, alphabetic ones counting 0.3; shape (lines,).
    """

    def __init__(self, text: str) -> None:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        numbers = letters()[points]
        self.text = text
        self.places: Ints = np.flatnonzero(numbers)
        self.letters: U32 = numbers[self.places]
        self.borders: Ints = np.concatenate(([0], np.flatnonzero(points == 10) + 1, [len(text) + 1]))
        del points, numbers  # before more of their size is taken
        self.starts: Ints = np.searchsorted(self.places, self.borders)
        summed = np.full(len(self.letters) + 1, _ALPHABETIC)
        summed[0] = 0.0
        summed[1:][is_single(self.letters)] = 1.0
        np.cumsum(summed, out=summed)
        self.weights: NDArray[np.float64] = np.diff(summed[self.starts])

    def line(self, n: int) -> str:
        """Return line n without its line break."""
        return self.text[self.borders[n] : self.borders[n + 1] - 1]

    def numbers(self, n: int) -> list[int]:
        """Return the numbers of line n's letters, for comparing."""
        numbers: list[int] = self.letters[self.starts[n] : self.starts[n + 1]].tolist()
        return numbers

    def line_of(self, letter: int) -> int:
        """Return the number of the line in which a letter stands."""
        return int(np.searchsorted(self.starts, letter, side="right")) - 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the text the letters [start, end) stand, with what frames them where they are whole lines."""
        head, tail = self.line_of(start), self.line_of(end - 1)
        whole_head, whole_tail = start == self.starts[head], end == self.starts[tail + 1]
        return (
            int(self.borders[head] if whole_head else self.places[start]),
            int(self.borders[tail + 1] if whole_tail else self.places[end - 1] + 2) - 1,
        )

    @cached_property
    def _previous(self) -> Ints:
        """For each stretch, the previous place of the same stretch in an earlier line, or -1."""
        h = _hashes(self.letters)
        before, at = _repeated(h)
        line = np.searchsorted(self.starts, at, side="right")
        earlier = self.starts[line - 1] > before
        previous = np.full(len(h), -1)
        previous[at[earlier]] = before[earlier]
        return previous

    @cached_property
    def covered(self) -> NDArray[np.float64]:
        """Share of each line's letters that lie in a stretch seen before, shape (lines,)."""
        edges = np.zeros(len(self.letters) + 1, np.int32)
        at = np.flatnonzero(self._previous >= 0)
        edges[at] += 1
        edges[at + _GRAM] -= 1
        summed = np.concatenate(([0], np.cumsum(np.cumsum(edges[:-1]) > 0)))
        found = np.diff(summed[self.starts])
        return found / np.maximum(np.diff(self.starts), 1)

    @cached_property
    def _written(self) -> Ints:
        return np.flatnonzero(self.weights)

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
        return bool(np.diff(np.searchsorted(self._paragraphs, [low, high]))[0] > 0)

    def beside(self, line: int, step: int) -> int | None:
        """Return the next line with letters after (1) or before (-1) a line, or None."""
        n = int(np.searchsorted(self._written, line, side="right" if step > 0 else "left"))
        n -= step < 0
        return int(self._written[n]) if 0 <= n < len(self._written) else None

    def echoes(self, min_run: float) -> list[Echo]:
        """Return the lines that repeat an earlier region, in order: paragraphs, and runs of lines of some weight."""
        if len(self.letters) < 2 * _GRAM:
            return []
        found = (self.covered >= _COVERED) & (self.weights > 0)
        wanted = found & (self.weights >= PARAGRAPH)
        written = self._written
        runs = np.flatnonzero(np.diff(found[written], prepend=False, append=False)).reshape(-1, 2)
        summed = np.concatenate(([0.0], np.cumsum(self.weights[written])))
        for a, b in runs[summed[runs[:, 1]] - summed[runs[:, 0]] >= min_run]:
            lines = written[a:b]
            # A million times the same line is no body.
            if len(np.unique(self.letters[self.starts[lines]])) > 2 or self.weights[lines].max() >= PARAGRAPH:
                wanted[lines] = True
        echoes = (self._echo(int(n)) for n in np.flatnonzero(wanted))
        return [e for e in echoes if e is not None]

    def _echo(self, line: int) -> Echo | None:
        start, end = int(self.starts[line]), int(self.starts[line + 1])
        if end - start < 2 * _GRAM:
            return self._short_echo(line, start, end)
        at = start + np.flatnonzero(self._previous[start : end - _GRAM + 1] >= 0)
        if not len(at):
            return None
        before = self._previous[at]
        shift = at - before
        # Edits move the rest of the line against its source by a few letters, a sentence by many.
        near = np.abs(shift - np.median(shift)) <= max(50, (end - start) // 3)
        if near.sum() < _COHERENT * len(at):
            return None
        source, source_end = int(before[near].min()), int(before[near].max()) + _GRAM
        # An edit near the border hides the letters beyond it: take as many, within the source's line.
        head, tail = int(at[near][0]) - start, end - int(at[near][-1]) - _GRAM
        source -= min(head, source - int(self.starts[self.line_of(source)]))
        source_end += min(tail, int(self.starts[self.line_of(source_end - 1) + 1]) - source_end)
        return Echo(line, start, end, source, min(source_end, start))

    def _short_echo(self, line: int, start: int, end: int) -> Echo | None:
        """The same by the stretches that only touch the line, for it has few or none of its own."""
        low = max(0, start - _GRAM + 1)
        before = self._previous[low:end]
        at = np.flatnonzero(before >= 0)
        if not len(at):
            return None
        shift = int(np.median(low + at - before[at]))
        if shift < end - start or shift > start:
            return None
        return Echo(line, start, end, start - shift, end - shift)
