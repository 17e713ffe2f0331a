"""The second copy of an article, a block or a paragraph inside one document.

A page that holds its article twice (folded and unfolded, desktop and mobile) repeats
whole paragraphs in the same order.  What repeats by design looks different, and stays:
refrains, chat and dialogue are short lines; headings and list items stand alone; table
rows, code and templates differ in their numbers or hold few sentences; clauses and
stock answers come back a third time; a summary stands right before the lead it repeats.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from cleantext.dedup.blocks import BLOCK, BODY, OVERLAP, Block, blocks
from cleantext.dedup.edited import changes_allowed
from cleantext.dedup.matches import PARAGRAPH, Echo, Stream
from cleantext.document import Document, Edit
from cleantext.errors import ConfigError

__all__ = ["DropRepeats"]

# A copy that is all contained in the first may have lost a third of it.
_CONTAINED, _SHORTENED = 0.95, 0.6


@dataclass(frozen=True, slots=True)
class _Cut:
    """Lines that go, and the letters that they repeat."""

    first: int
    last: int
    source: int
    source_end: int
    evidence: dict[str, float]
    weight: float


@dataclass(frozen=True)
class DropRepeats:
    """Drop the second copy of an article, a block or a paragraph; the first stays.

    A line belongs to a second copy if most of its letters are found again in one earlier
    region.  Such lines in the order of their sources, with the short lines among them,
    are a block; it goes if two paragraphs or more, together 100 characters, are at least
    `threshold` similar to the first (exact Jaccard similarity of shingles of 5 tokens), or if
    they follow it letter by letter with few letters changed: at 0.8 up to 4.7 %, and no words
    the same way each time.  A paragraph alone goes if it has `min_len` characters; three copies of it
    are a template and stay.  A line that is new stays, also in the middle of a copy.  Script,
    width, case, punctuation and space make no difference.

    Args:
        threshold: lowest similarity of a block or paragraph to its first copy, (0, 1].
        min_len: shortest paragraph that goes alone, in characters of Chinese; three letters
            of an alphabet count as one.

    Each edit has the label `duplicate_body` and in its evidence where the first copy stands
    in the text that the filter was given, `{"first": [start, end], "similarity": x}`, and the
    share of letters `changed` if it went for that.

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
    idempotent = True  # it looks again until nothing repeats

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ConfigError(f"threshold is above 0 and at most 1, not {self.threshold!r}")
        if self.min_len < PARAGRAPH:
            raise ConfigError(f"min_len is at least {PARAGRAPH} (shorter lines are refrains), not {self.min_len!r}")

    def __call__(self, doc: Document) -> Document:
        """Return the document without its second copies."""
        text = doc.text
        edits: list[Edit] = []
        rest = _Rest([(0, len(text))])
        taken: list[tuple[int, int, int]] = []  # what of the text given is gone, and the number of the edit
        while (stream := Stream.with_copies(text)) is not None:
            # A copy that is gone can leave two of three, or bring two together: look again.
            cuts = self._cuts(stream)
            if not cuts:
                break
            gone = []
            for cut in cuts:
                start, end, edit = _edit(stream, cut, rest)
                taken += ((a, b, len(edits)) for a, b in rest.spans(start, end))
                gone.append((start, end))
                edits.append(edit)
            stays = list(pairwise([0, *(place for span in gone for place in span), len(text)]))[::2]
            rest = _Rest([span for a, b in stays for span in rest.spans(a, b)])
            text = "".join(text[a:b] for a, b in stays)
        return doc.edit(_settled(edits, taken)) if edits else doc

    def _cuts(self, stream: Stream) -> list[_Cut]:
        """Return what goes, in order; what it repeats stays."""
        cuts: list[_Cut] = []
        done: list[Echo] = []
        starts: list[int] = []
        gone = np.zeros(len(stream.weights), bool)
        low = -1
        for block in blocks(stream):
            # What repeats a second copy repeats the first.
            block.echoes = [_resolved(e, done, starts) for e in block.echoes]
            if any(f.source < e.source_end - OVERLAP for e, f in pairwise(block.echoes)):
                continue  # It repeats bits and pieces; the next round sees what is left of them.
            for piece in self._copies(block):
                first, last, source, source_end = piece.lines(low)
                kept = not gone[stream.line_of(source) : stream.line_of(source_end - 1) + 1].any()
                if kept and piece.echoes[0].line > low:
                    evidence = {"similarity": round(piece.similarity, 3)}
                    if piece.changed is not None:
                        evidence["changed"] = round(piece.changed, 3)
                    cuts.append(_Cut(first, last, source, source_end, evidence, piece.weight))
                    gone[first : last + 1] = True
                    low = last
                    done += piece.echoes
                    starts += (e.start for e in piece.echoes)
        # What comes a third time is a template, unless it is too long for one.
        often = Counter(cut.source for cut in cuts)
        return [cut for cut in cuts if cut.weight >= BODY or often[cut.source] == 1]

    def _copies(self, block: Block) -> list[Block]:
        """Return the parts of a block that are copies, between lines that are new."""
        pieces = block.pieces()
        if len(block.breaks) * BODY <= block.weight and self._is_copy(block):
            for piece in pieces:
                piece.similarity, piece.changed = block.similarity, block.changed
            return pieces
        return [piece for piece in pieces if self._is_copy(piece)] if block.breaks else []

    def _is_copy(self, block: Block) -> bool:
        if block.heaviest < self.min_len and block.weight < BLOCK:
            return False
        if block.paragraphs < 2 and block.weight < BODY and not block.may_go_alone():
            return False
        if not block.is_prose():
            return False
        block.similarity, contained = block.compare()
        if block.similarity >= self.threshold or (contained >= _CONTAINED and block.similarity >= _SHORTENED):
            return True
        changed = block.share_changed()
        if changed > changes_allowed(self.threshold):
            return False
        block.changed = changed
        return True


def _resolved(e: Echo, done: list[Echo], starts: list[int]) -> Echo:
    """Return the echo with the first copy as its source, where its source is in a second one."""
    n = bisect_right(starts, e.source + OVERLAP) - 1
    if n < 0 or e.source_end > done[n].end + OVERLAP:
        return e
    return replace(e, source=done[n].source, source_end=done[n].source_end)


class _Rest:
    """The spans of the text given that stay so far, ascending; joined they are the text in hand."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._begins = list(accumulate((b - a for a, b in spans), initial=0))
        self.size = self._begins.pop()

    def given(self, place: int) -> int:
        """Return where in the text given a character of the text in hand stands."""
        n = bisect_right(self._begins, place) - 1
        return self._spans[n][0] + place - self._begins[n]

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of the text given that are [start, end) of the text in hand."""
        n = bisect_right(self._begins, start) - 1
        while start < end:
            first, last = self._spans[n]
            first += start - self._begins[n]
            last = min(last, first + end - start)
            if first < last:
                yield first, last
            start += last - first
            n += 1


def _edit(stream: Stream, cut: _Cut, rest: _Rest) -> tuple[int, int, Edit]:
    """Return start and end of what goes, and the edit with places of the text that the filter was given."""
    last = cut.last
    if cut.first and not stream.line(cut.first - 1).strip():
        # One empty line between what stays, not two.
        while last + 1 < len(stream.weights) and not stream.line(last + 1).strip():
            last += 1
    a, b = stream.span(cut.source, cut.source_end)
    start, end = int(stream.borders[cut.first]), min(int(stream.borders[last + 1]), rest.size)
    return (
        start,
        end,
        Edit(
            rest.given(start),
            rest.given(end - 1) + 1,
            rule="repeats.paragraph" if cut.first == cut.last else "repeats.block",
            label="duplicate_body",
            evidence={"first": [rest.given(a), rest.given(b - 1) + 1], **cut.evidence},
        ),
    )


def _settled(edits: list[Edit], taken: list[tuple[int, int, int]]) -> Iterator[Edit]:
    """Yield the edits of all rounds without overlaps, each naming a first copy that stays.

    Args:
        edits: by number.
        taken: start and end of what is gone, and the number of the edit.
    """
    spans: list[tuple[int, int, int]] = []
    for start, end, n in sorted(taken):
        joins = bool(spans) and spans[-1][1:] == (start, n)
        spans[-1:] = [(spans[-1][0], end, n)] if joins else [*spans[-1:], (start, end, n)]
    starts = [start for start, _, _ in spans]

    def gone_with(place: int) -> int:
        """Return the number of the span with this place, or -1."""
        k = bisect_right(starts, place) - 1
        return k if k >= 0 and place < spans[k][1] else -1

    for start, end, n in spans:
        edit = edits[n]
        assert edit.evidence is not None
        first = edit.evidence["first"]
        # A later round may have taken that copy, as it repeats one before it.
        while (k := gone_with(first[0])) >= 0:
            whole = k
            while spans[whole][1] < first[1] and gone_with(spans[whole][1]) >= 0:
                whole += 1
            if spans[whole][1] < first[1]:
                break
            later = edits[spans[k][2]]
            assert later.evidence is not None
            first = later.evidence["first"]
        yield replace(edit, start=start, end=end, evidence={**edit.evidence, "first": first})
