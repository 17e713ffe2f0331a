"""The second copy of an article, a block or a paragraph inside one document.

A page that holds its article twice (folded and unfolded, desktop and mobile) repeats
whole paragraphs in the same order.  What repeats by design looks different, and stays:
refrains, chat and dialogue are short lines; headings and list items stand alone; table
rows, code and templates differ in their numbers or hold few sentences; clauses and
stock answers come back a third time; a summary stands right before the lead it repeats.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.matches import Echo, Stream, may_repeat
from cleantext.dedup.shingles import distinct, shingles
from cleantext.document import Document, Edit
from cleantext.errors import ConfigError
from cleantext.script.tables import fold

__all__ = ["DropRepeats"]

# Weights count letters; alphabetic ones 0.3, so that 40 is a short paragraph in any script:
# two lines of verse, one sentence of prose.
_PARAGRAPH = 40
# Paragraphs that would all stay if they stood alone go as a block of this weight.  Among 7,232
# clean articles the longest block that an author meant to say twice had 183.
_BLOCK = 200
# So much text is no refrain, stock answer or clause, however often it comes.
_BODY = 300
# Of a block's weight, what must be prose without another number in it.
_SOUND = 0.6
# Letters that a copy may leave out between two paragraphs, or have moved; lines and new letters between them.
_MAX_SKIPPED, _OVERLAP, _MAX_BETWEEN, _MAX_NEW = 400, 32, 50, 40
# A short line among the paragraphs of a copy goes if it is so much like one in the first.
_NEARLY = 0.7
# Prose has a mark of punctuation every 10 to 20 letters, lists and lyrics nearly none.
_LETTERS_PER_MARK = 60
# A copy that is all contained in the first may have lost a third of it.
_CONTAINED, _SHORTENED = 0.95, 0.6

_SENTENCE = re.compile("[,.!?;:，。！？；：、…।۔؟،\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SYMBOL = re.compile(r"[{}<>=|\\$\[\]@+~^`\t]")
_DIGITS = re.compile("[0-9]")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*|[零〇一二三四五六七八九十百千万亿甲乙丙丁]+")
_ITEM = re.compile(
    r"\s*(?:[•·●○■□◆◇★☆※‣▪]|[-*+>]\s|[(（\[【]?(?:\d{1,3}|[一二三四五六七八九十百]{1,4}|[a-zA-Z])[)）\]】.．、:：](?!\d)"
    r"|第[一二三四五六七八九十百千\d]{1,5}[条章节款项]|[问答QAqa][:：])"
)
_QUOTE = re.compile("\\s*[“”\"'「『‘>《]|\\s*(?:引用|原文|摘录|回复|quote)", re.IGNORECASE)
_SUMMARY = re.compile(
    "\\s*[\\[【(（]?\\s*(?:内容|核心|文章|本文|新闻)?(?:摘要|导读|提要|提示|简介|概要|总结|小结|要点|abstract|summary|tl;?dr|lead)",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(r"[:：]\s*$")


@dataclass(frozen=True)
class DropRepeats:
    """Drop the second copy of an article, a block or a paragraph; the first stays.

    A line belongs to a second copy if most of its letters are found again in one earlier
    region.  Such lines in the order of their sources, with the short lines among them,
    are a block; it goes if two paragraphs or more, together 100 characters, are at least
    `threshold` similar to the first (exact Jaccard similarity of shingles of 5 tokens).  A
    paragraph alone goes if it has `min_len` characters; three copies of it are a template
    and stay.  A line that is new stays, also in the middle of a copy.  Script, width, case,
    punctuation and space make no difference.

    Args:
        threshold: lowest similarity of a block or paragraph to its first copy, (0, 1].
        min_len: shortest paragraph that goes alone, in characters of Chinese; three letters
            of an alphabet count as one.

    Each edit has the label `duplicate_body` and in its evidence where the first copy stands
    in the text that the filter was given, `{"first": [start, end], "similarity": x}`.

    Raises:
        ConfigError: a setting makes no sense.

    >>> text = (
    ...     "春天来了，山坡上的桃花一夜之间全都开了，村里的孩子们跑到河边去放风筝。"
    ...     "今天的风很大，河水也涨了，渔船都停在岸边，船上的人在补网，补好了就唱歌。"
    ...     "到了傍晚，炊烟升起来，狗叫了几声，又安静了。"
    ... )
    >>> doc = DropRepeats()(Document(f"{text}\\n\\n{text}"))
    >>> [(e.rule, e.start, e.evidence) for e in doc.edits]
    [('repeats.paragraph', 95, {'first': [0, 93], 'similarity': 1.0})]
    """

    threshold: float = 0.8
    min_len: int = 80

    name = "repeats"

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ConfigError(f"threshold is above 0 and at most 1, not {self.threshold!r}")
        if self.min_len < _PARAGRAPH:
            raise ConfigError(f"min_len is at least {_PARAGRAPH} (shorter lines are refrains), not {self.min_len!r}")

    def __call__(self, doc: Document) -> Document:
        """Return the document without its second copies."""
        given = None  # for each character, its place in the text given
        while may_repeat(doc.text):
            # A copy that is gone can leave two of three, or bring two together: look again.
            stream = Stream(doc.text)
            blocks = self._copies(stream)
            if not blocks:
                break
            given = np.arange(len(doc.text)) if given is None else given
            edits = list(_edits(blocks, given))
            doc = doc.edit(edits)
            given = np.delete(given, np.concatenate([np.arange(e.start, e.end) for e in edits]))
        return doc

    def _copies(self, stream: Stream) -> list[_Block]:
        """Return the blocks that are second copies."""
        blocks: list[_Block] = []
        done: list[Echo] = []
        starts: list[int] = []
        for block in _blocks(stream):
            block.echoes = [_resolved(e, done, starts) for e in block.echoes]
            pieces = block.pieces()
            if not self._is_copy(block):
                pieces = [p for p in pieces if self._is_copy(p)] if len(pieces) > 1 else []
            else:
                for p in pieces:
                    p.similarity = block.similarity
            blocks += pieces
            done += (e for p in pieces for e in p.echoes)
            starts += (e.start for p in pieces for e in p.echoes)
        often = Counter(b.echoes[0].source for b in blocks)
        return [b for b in blocks if b.weight >= _BODY or often[b.echoes[0].source] == 1]

    def _is_copy(self, block: _Block) -> bool:
        if len(block.breaks) * _BODY > block.weight:
            return False
        if block.heaviest < self.min_len and block.weight < _BLOCK:
            return False
        if block.paragraphs < 2 and block.weight < _BODY and not block.may_go_alone():
            return False
        if not block.is_prose():
            return False
        block.similarity, block.contained = block.compare()
        if block.similarity >= self.threshold:
            return True
        return block.contained >= _CONTAINED and block.similarity >= _SHORTENED


class _Block:
    """Lines that repeat, in order, lines further up.

    Attributes:
        echoes: the lines and what they repeat.
        weight: of these lines.
        paragraphs: how many of them are paragraphs.
        breaks: before which of them stands a line that is new.
        similarity, contained: of the lines to what they repeat, once `compare` was called.
    """

    def __init__(self, stream: Stream, echoes: list[Echo]) -> None:
        self.stream = stream
        self.echoes = echoes
        self.breaks: list[int] = []
        self.similarity = self.contained = 0.0

    def pieces(self) -> list[_Block]:
        """Return the parts between lines that are new."""
        cuts = [0, *self.breaks, len(self.echoes)]
        return [_Block(self.stream, self.echoes[a:b]) for a, b in pairwise(cuts)]

    def takes(self, e: Echo) -> bool:
        """Take a line in if it goes on where the block ends, in the copy and in the first."""
        last, stream = self.echoes[-1], self.stream
        if not -_OVERLAP <= e.source - last.source_end <= _MAX_SKIPPED or e.source_end > self.echoes[0].start:
            # What the article itself says twice is found in the copy: is it next in the first, too?
            shift = last.end - last.source_end
            e = replace(e, source=e.start - shift, source_end=e.end - shift)
            same = stream.letters[e.start : e.end] == stream.letters[e.source : e.source_end]
            if e.source_end > self.echoes[0].start or same.mean() < _NEARLY:
                return False
        between = range(last.line + 1, e.line)
        if len(between) > _MAX_BETWEEN:
            return False
        new = sum(stream.weights[n] for n in between if not self._is_old(n, last.source_end, e.source))
        if new > _MAX_NEW:
            return False
        if new:
            self.breaks.append(len(self.echoes))
        self.echoes.append(e)
        return True

    def _is_old(self, line: int, after: int, before: int) -> bool:
        """Say whether a short line between two echoes stands between their sources too, or nearly."""
        stream = self.stream
        if stream.covered[line] >= _NEARLY:
            return True
        ours = Counter(stream.numbers(line))
        for n in range(stream.line_of(max(after - 1, 0)), stream.line_of(before) + 1):
            theirs = Counter(stream.numbers(n))
            if (ours & theirs).total() >= _NEARLY * (ours | theirs).total():
                return True
        return False

    @cached_property
    def weight(self) -> float:
        return float(sum(self.stream.weights[e.line] for e in self.echoes))

    @cached_property
    def heaviest(self) -> float:
        return float(max(self.stream.weights[e.line] for e in self.echoes))

    @cached_property
    def paragraphs(self) -> int:
        return sum(self.stream.weights[e.line] >= _PARAGRAPH for e in self.echoes)

    def _source(self, e: Echo) -> str:
        start, end = self.stream.span(e.source, e.source_end)
        return self.stream.text[start:end]

    def is_prose(self) -> bool:
        """Say whether most of the block is sentences, and the same numbers stand in both copies."""
        sound = 0.0
        for e in self.echoes:
            if _is_text(self.stream.line(e.line)) and _same_numbers(self.stream.line(e.line), self._source(e)):
                sound += self.stream.weights[e.line]
        marks = sum(len(_SENTENCE.findall(self.stream.line(e.line))) for e in self.echoes)
        return sound >= min(_SOUND * self.weight, _BODY) and marks * _LETTERS_PER_MARK >= self.weight

    def may_go_alone(self) -> bool:
        """Say whether a single paragraph is a copy by its surroundings, not an item, a quotation or a lead."""
        e = max(self.echoes, key=lambda e: self.stream.weights[e.line])
        stream = self.stream
        line, first = stream.line(e.line), stream.line(stream.line_of(e.source))
        if _ITEM.match(line) or _SUMMARY.match(line) or _SUMMARY.match(first):
            return False
        if _QUOTE.match(line) and not _QUOTE.match(first):
            return False
        after = stream.line_of(e.source_end - 1) + 1
        between = stream.weights[after : e.line]
        written = np.flatnonzero(between)
        if len(written) and _ANNOUNCES.search(stream.line(after + int(written[-1]))):
            return False
        if not len(written):
            return True
        if between.max() < _PARAGRAPH:
            return False
        paragraphs = np.flatnonzero(stream.weights >= _PARAGRAPH)
        return not (stream.line_of(e.source) == paragraphs[0] and e.line == paragraphs[-1])

    def compare(self) -> tuple[float, float]:
        """Return how similar the copy is to the first, and how much of it is contained there, exactly."""
        copy = "\n".join(self.stream.line(e.line) for e in self.echoes)
        first = "\n".join(self._source(e) for e in self.echoes)
        hashes, offsets = shingles([copy, first])
        a, b = distinct(hashes[: offsets[1]]), distinct(hashes[offsets[1] :])
        both = len(np.intersect1d(a, b, assume_unique=True))
        return both / (len(a) + len(b) - both), both / len(a)

    def lines(self, low: int, high: int) -> tuple[int, int, int, int]:
        """Return the first and last line to cut, between two lines at most, and the letters of the first copy.

        The equal lines before and after the paragraphs belong to both copies: heading, source, editor.
        """
        stream = self.stream
        first, last = self.echoes[0].line, self.echoes[-1].line
        source, source_end = self.echoes[0].source, self.echoes[-1].source_end
        if self.paragraphs < 2 and self.weight < _BODY:
            return first, last, source, source_end
        begin = first
        for ours, theirs in _alike(stream, last, stream.line_of(source_end - 1), 1):
            if ours >= high or theirs >= begin:
                break
            last, source_end = ours, int(stream.starts[theirs + 1])
        for ours, theirs in _alike(stream, first, stream.line_of(source), -1):
            if ours <= low:
                break
            first, source = ours, int(stream.starts[theirs])
        return first, last, source, source_end


def _edits(blocks: list[_Block], given: NDArray[np.int64]) -> Iterator[Edit]:
    """Yield the cuts; `given` maps places of the text to places in the text that the filter was given."""
    low = -1
    for block, after in pairwise([*blocks, None]):
        assert block is not None
        stream = block.stream
        high = after.echoes[0].line if after else len(stream.weights)
        first, last, source, source_end = block.lines(low, high)
        low = last
        start, end = stream.span(source, source_end)
        yield Edit(
            int(stream.borders[first]),
            min(int(stream.borders[last + 1]), len(given)),
            rule="repeats.paragraph" if first == last else "repeats.block",
            label="duplicate_body",
            evidence={
                "first": [int(given[start]), int(given[end - 1]) + 1],
                "similarity": round(block.similarity, 3),
            },
        )


def _blocks(stream: Stream) -> list[_Block]:
    blocks: list[_Block] = []
    for e in stream.echoes(_PARAGRAPH, _BLOCK):
        if not (blocks and blocks[-1].takes(e)):
            blocks.append(_Block(stream, [e]))
    return blocks


def _resolved(e: Echo, done: list[Echo], starts: list[int]) -> Echo:
    """What repeats a second copy repeats the first: return the echo with that as its source."""
    n = bisect_right(starts, e.source + _OVERLAP) - 1
    if n < 0 or e.source_end > done[n].end + _OVERLAP:
        return e
    return replace(e, source=done[n].source, source_end=done[n].source_end)


def _alike(stream: Stream, ours: int, theirs: int, step: int) -> Iterator[tuple[int, int]]:
    """Walk over equal lines from one line in each copy on, outwards, past those without letters."""
    last = len(stream.weights)
    while True:
        ours, theirs = ours + step, theirs + step
        while 0 <= ours < last and not stream.weights[ours]:
            ours += step
        while 0 <= theirs < last and not stream.weights[theirs]:
            theirs += step
        if not (0 <= theirs < ours < last and stream.numbers(ours) == stream.numbers(theirs)):
            return
        yield ours, theirs


def _is_text(line: str) -> bool:
    """Say whether a line is text rather than code or a row of figures."""
    enough = max(len(line), 1)
    return len(_SYMBOL.findall(line)) <= 0.04 * enough and len(_DIGITS.findall(line)) <= 0.3 * enough


def _same_numbers(copy: str, first: str) -> bool:
    """Say whether at most one of two texts has a number that the other lacks: both, and they are items of a kind."""
    ours, theirs = (Counter(_NUMBER.findall(fold(text))) for text in (copy, first))
    return not (ours - theirs and theirs - ours)
