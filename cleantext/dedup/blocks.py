"""Blocks: neighbouring lines that repeat, in order, neighbouring lines further up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from itertools import islice, pairwise

import numpy as np

from cleantext.dedup.edited import Walk
from cleantext.dedup.matches import PARAGRAPH, Echo, Stream, packed
from cleantext.dedup.prose import announces, is_text, marks, same_numbers, stands_alone
from cleantext.dedup.shingles import distinct, shingles, tokens

__all__ = ["BLOCK", "BODY", "OVERLAP", "Block", "blocks"]

# Paragraphs that would all stay if they stood alone go as a block of this weight.  Among 7,232
# clean articles the longest block that an author meant to say twice had 183.
BLOCK = 200
# So much text is no refrain, stock answer or clause, however often it comes.
BODY = 300
# Letters that a copy may leave out between two paragraphs, or have moved; lines and new letters between them.
_MAX_SKIPPED, OVERLAP, _MAX_BETWEEN, _MAX_NEW = 400, 32, 50, 40
# A short line among the paragraphs of a copy goes if so much of it was found before, ...
_NEARLY = 0.7
# ... or if it has so many letters in common with one at the same place in the first.
_ALIKE = 0.5
# Of a block's weight, what must be text without another number in it.
_SOUND = 0.6
# Prose has a mark of punctuation every 10 to 20 letters, lists and lyrics nearly none.
_LETTERS_PER_MARK = 60
# Of the words changed, how many may have been changed the same way twice.
_BY_CHANCE = 0.1


class Block:
    """Lines that repeat, in order, lines further up.

    Attributes:
        echoes: the lines and what they repeat.
        breaks: before which of them stands a line that is new.
        similarity, contained: of the lines to what they repeat, once `compare` was called.
        changed: share of letters changed, where that was what decided.
    """

    def __init__(self, stream: Stream, echoes: list[Echo]) -> None:
        self.stream = stream
        self.echoes = echoes
        self.breaks: list[int] = []
        self.similarity = self.contained = 0.0
        self.changed: float | None = None

    def pieces(self) -> list[Block]:
        """Return the parts between lines that are new."""
        cuts = [0, *self.breaks, len(self.echoes)]
        return [Block(self.stream, self.echoes[a:b]) for a, b in pairwise(cuts)]

    def takes(self, e: Echo) -> bool:
        """Take a line in if it goes on where the block ends, in the copy and in the first."""
        last, stream = self.echoes[-1], self.stream
        if not -OVERLAP <= e.source - last.source_end <= _MAX_SKIPPED or e.source_end > self.echoes[0].start:
            # What the article itself says twice is found in the copy: is it next in the first, too?
            shift = last.end - last.source_end
            e = replace(e, source=e.start - shift, source_end=e.end - shift)
            same = stream.between(e.start, e.end) == stream.between(e.source, e.source_end)
            if e.source_end > self.echoes[0].start or same.mean() < _NEARLY:
                return False
        between = range(last.line + 1, e.line)
        if len(between) > _MAX_BETWEEN:
            return False
        written = [n for n in between if stream.weights[n]]
        new = sum(stream.weights[n] for n in written if not self._is_old(n, last.source_end, e.source))
        if new > _MAX_NEW:
            return False
        if new:
            self.breaks.append(len(self.echoes))
        self.echoes.append(e)
        return True

    def _is_old(self, line: int, after: int, before: int) -> bool:
        """Say whether a short line between two echoes stands between their sources too, or nearly."""
        stream = self.stream
        if stream.covered(line) >= _NEARLY:
            return True
        ours = stream.numbers(line)
        low, high = stream.line_of(max(after - 1, 0)), stream.line_of(before) + 1
        for n in islice(range(low, high), _MAX_BETWEEN):
            fewer, more = sorted((len(ours), stream.size_of(n)))
            if fewer >= _ALIKE * more:
                both = (Counter(ours) & Counter(stream.numbers(n))).total()
                if both >= _ALIKE * (fewer + more - both):
                    return True
        return False

    @cached_property
    def weight(self) -> float:
        """Weight of the echoes."""
        return float(sum(self.stream.weights[e.line] for e in self.echoes))

    @cached_property
    def heaviest(self) -> float:
        """Weight of the heaviest of them."""
        return float(max(self.stream.weights[e.line] for e in self.echoes))

    @cached_property
    def paragraphs(self) -> int:
        """How many of them are paragraphs."""
        return sum(self.stream.weights[e.line] >= PARAGRAPH for e in self.echoes)

    def _source(self, e: Echo) -> str:
        start, end = self.stream.span(e.source, e.source_end)
        return self.stream.text[start:end]

    def is_prose(self) -> bool:
        """Say whether most of the block is sentences, and the same numbers stand in both copies."""
        sound = 0.0
        found = 0
        for e in self.echoes:
            line = self.stream.line(e.line)
            found += marks(line)
            if is_text(line) and same_numbers(line, self._source(e)):
                sound += self.stream.weights[e.line]
        return sound >= min(_SOUND * self.weight, BODY) and found * _LETTERS_PER_MARK >= self.weight

    def may_go_alone(self) -> bool:
        """Say whether a single paragraph is a copy by its surroundings, not an item, a quotation or a lead."""
        e = max(self.echoes, key=lambda e: self.stream.weights[e.line])
        stream = self.stream
        if not stands_alone(stream.line(e.line), stream.line(stream.line_of(e.source))):
            return False
        first = stream.line_of(e.source_end - 1)
        before = stream.beside(e.line, -1)
        if before == first:
            return True
        if before is None or announces(stream.line(before)) or not stream.has_paragraph(first + 1, e.line):
            return False
        # An essay may end with the words that it began with.
        return stream.line_of(e.source) != stream.lead or e.line < stream.last_sentence

    def compare(self) -> tuple[float, float]:
        """Return how similar the copy is to the first, and how much of it is contained there, exactly."""
        copy = "\n".join(self.stream.line(e.line) for e in self.echoes)
        first = "\n".join(self._source(e) for e in self.echoes)
        if copy == first:
            return 1.0, 1.0
        hashes, offsets = shingles([copy, first])
        a, b = distinct(hashes[: offsets[1]]), distinct(hashes[offsets[1] :])
        both = len(np.intersect1d(a, b, assume_unique=True))
        return both / (len(a) + len(b) - both), both / len(a)

    def share_changed(self) -> float:
        """Return which share of the letters was changed: 1 if words were changed by rule."""
        letters = changed = 0
        swaps: Counter[tuple[object, object]] = Counter()
        for e in self.echoes:
            ours, theirs = self.stream.numbers(e.line), packed(self.stream.between(e.source, e.source_end))
            letters += len(ours)
            changed += Walk(theirs, ours).changed
            numbers, offsets = tokens([self._source(e), self.stream.line(e.line)])
            swaps += Walk(packed(numbers[: offsets[1]]), packed(numbers[offsets[1] :]), 2).swaps
        by_rule = sum(n for n in swaps.values() if n > 1)
        return changed / letters if by_rule <= _BY_CHANCE * swaps.total() else 1.0

    def lines(self, low: int) -> tuple[int, int, int, int]:
        """Return the first and last line that go, all after `low`, and the letters of the first copy.

        The equal lines before and after the paragraphs belong to both copies: heading, source, editor.
        """
        stream = self.stream
        first, last = self.echoes[0].line, self.echoes[-1].line
        # Sources may overlap, so that a short one ends before the one before it begins.
        source, source_end = min(e.source for e in self.echoes), max(e.source_end for e in self.echoes)
        if self.paragraphs < 2 and self.weight < BODY:
            return first, last, source, source_end
        for ours, theirs in _alike(stream, last, stream.line_of(source_end - 1), 1):
            if theirs >= first:
                break
            last, source_end = ours, int(stream.starts[theirs + 1])
        for ours, theirs in _alike(stream, first, stream.line_of(source), -1):
            if ours <= low or stream.starts[ours] < source_end:
                break
            first, source = ours, int(stream.starts[theirs])
        return first, last, source, source_end


def blocks(stream: Stream) -> list[Block]:
    """Return the blocks of lines that repeat earlier ones, in order."""
    found: list[Block] = []
    for e in stream.echoes(BLOCK):
        if not (found and found[-1].takes(e)):
            found.append(Block(stream, [e]))
    return found


def _alike(stream: Stream, ours: int, theirs: int, step: int) -> Iterator[tuple[int, int]]:
    """Walk over equal lines from one line in each copy on, outwards, past those without letters."""
    while True:
        a, b = stream.beside(ours, step), stream.beside(theirs, step)
        if a is None or b is None or b >= a or stream.numbers(a) != stream.numbers(b):
            return
        ours, theirs = a, b
        yield a, b
