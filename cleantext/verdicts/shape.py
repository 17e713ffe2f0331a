"""Is a document text worth keeping, by its numbers alone?  Too short, no text, or the same over and over.

No word lists, no mean word length, no end punctuation asked of every line: those reject all Chinese, or none.
Thresholds stand where clean articles end; a text too short to have a shape is never rejected for it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from cleantext.document import Document
from cleantext.texts import parts
from cleantext.verdicts.measure import Stats
from cleantext.verdicts.repetition import GRAM

__all__ = ["RejectNotText", "RejectRepetitive", "RejectShort", "verdict", "verdict_of"]

_SHOWN = 3
_LOOKED_AT = 100_000  # characters in which the evidence of a rejected document is looked for


def verdict(reason: str, value: float, threshold: float, spans: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what `meta["verdict"]` holds: reason, value, threshold, and spans of evidence in offsets of `doc.text`."""
    return {"verdict": {"reason": reason, "value": round(value, 4), "threshold": threshold, "spans": spans}}


def verdict_of(doc: Document) -> dict[str, Any]:
    """Return `meta["verdict"]` as a filter of this library leaves it; {} if there is none, or somebody else's."""
    found = doc.found.get("verdict")
    if isinstance(found, Mapping) and found.keys() >= {"reason", "value", "threshold", "spans"}:
        return dict(found)
    return {}


def _span(text: str, start: int, end: int, kind: str) -> dict[str, Any]:
    return {"start": start, "end": end, "kind": kind, "text": text[start : min(end, start + 40)]}


@dataclass(frozen=True)
class RejectShort:
    """Reject a document of fewer than `min_words` words; a Han, Kana or Hangul character is a word.

    So are six letters of any script, since Thai and others put no space between words.

    The verdict is in `meta["verdict"]`: reason, value, threshold, spans.

    Args:
        min_words: words a document has at least.

    >>> RejectShort()(Document("请登录后查看")).rejected
    'reject.short'
    """

    min_words: int = 20
    name: ClassVar[str] = "reject.short"

    _LETTERS: ClassVar[int] = 6

    def __call__(self, doc: Document) -> Document:
        """Return the document, rejected or the same object."""
        words = max(doc.stats.words, doc.stats.letters // self._LETTERS)
        if words >= self.min_words:
            return doc
        return doc.reject(self.name, meta=verdict("words", words, self.min_words, []))


@dataclass(frozen=True)
class RejectNotText:
    """Reject a document that is symbols, or a list without a sentence in it.

    Lists are judged in Han, Kana and Hangul only, where a line of prose shows its commas; and only with digits, foreign
    letters or symbols in it: without any it may be a poem, or a book from before there was punctuation.  Lines of three
    numbers and more are a table, and stay; a date is no number.

    Args:
        min_letters: share of the visible characters that must be letters, from 50 characters up; digits count as far
            as there are letters to say of what, as in a table of prices.  Of 7,232 clean articles on software, with
            their code, the least has 0.52 of letters alone.
        min_prose: share that must stand on lines of prose (`Stats.prose`), from `min_chars` up.  The least is 0.43.
        min_chars: visible characters from which on a list is a list.

    >>> RejectNotText()(Document("首页 (1)\\n新闻 (20)\\n" * 30)).rejected
    'reject.not-text'
    """

    min_letters: float = 0.4
    min_prose: float = 0.1
    min_chars: int = 200
    name: ClassVar[str] = "reject.not-text"

    _FEW: ClassVar[int] = 50
    _FOREIGN: ClassVar[float] = 0.02

    def __call__(self, doc: Document) -> Document:
        """Return the document, rejected or the same object."""
        s = doc.stats
        letters = (s.letters + min(s.digits, s.letters)) / s.visible if s.visible else 0.0
        if s.visible >= self._FEW and letters < self.min_letters:
            return doc.reject(
                self.name, meta=verdict("letters", letters, self.min_letters, _lines(doc.text, "symbols"))
            )
        foreign = s.digits + s.latin + s.symbols
        if (
            s.is_han
            and s.visible >= self.min_chars
            and s.prose < self.min_prose
            and foreign > self._FOREIGN * s.visible
            and not _is_table(doc.text)
        ):
            return doc.reject(self.name, meta=verdict("prose", s.prose, self.min_prose, _lines(doc.text, "list")))
        return doc


@dataclass(frozen=True)
class RejectRepetitive:
    """Reject a document that says the same again and again, in stretches of characters: no tokenizer, any script.

    Args:
        max_repeated: `Stats.repeated_grams` that a text in Han, Kana or Hangul may have.  Of 3,000 clean articles and
            316 pages of news as `WEB` leaves them three have more than 0.24, the most 0.35; a body that stands twice
            has 0.5.
        max_top: likewise `Stats.top_gram`: what one keyword may cover.  No text with more than 0.15 of digits is
            rejected for it: a table says the same word beside every number.
        max_repeated_words, max_top_words: the same for text in an alphabet, where words repeat their letters.
        min_chars: visible characters below which nothing is rejected.
        max_song: visible characters up to which a text may repeat half as much again, as songs do.

    >>> RejectRepetitive()(Document("不锈钢管厂家批发，不锈钢管价格优惠，" * 20)).rejected
    'reject.repetitive'
    """

    max_repeated: float = 0.3
    max_top: float = 0.16
    max_repeated_words: float = 0.5
    max_top_words: float = 0.3
    min_chars: int = 200
    max_song: int = 600
    name: ClassVar[str] = "reject.repetitive"

    _NUMBERS: ClassVar[float] = 0.15

    def __call__(self, doc: Document) -> Document:
        """Return the document, rejected or the same object."""
        s = doc.stats
        if s.visible < self.min_chars:
            return doc
        for reason, value, most, length in self._judged(s):
            if value > most:
                return doc.reject(self.name, meta=verdict(reason, value, most, _most_frequent(doc.text, length)))
        return doc

    def _judged(self, s: Stats) -> Iterator[tuple[str, float, float, int]]:
        more = 1.5 if s.visible <= self.max_song else 1.0
        yield "repeated", s.repeated_grams, more * (self.max_repeated if s.is_han else self.max_repeated_words), GRAM
        if s.digits <= self._NUMBERS * s.visible:
            top, length = (self.max_top, GRAM // 2) if s.is_han else (self.max_top_words, GRAM)
            yield "keyword", s.top_gram, more * top, length


# A number, but for what is part of a date, a time or an address.
_NUMBER = re.compile(r"(?<![0-9./:年月-])[0-9]+(?:[.,][0-9]+)*(?![0-9./:年月日时時分-])")
_ROW = 3


def _is_table(text: str) -> bool:
    """Say whether half of the lines hold three numbers."""
    lines = [line for line in text[:_LOOKED_AT].split("\n") if line.strip()]
    return 2 * sum(len(_NUMBER.findall(line)) >= _ROW for line in lines) >= len(lines)


def _lines(text: str, kind: str) -> list[dict[str, Any]]:
    """The first lines that are not blank."""
    spans: list[dict[str, Any]] = []
    start = 0
    for line in (line for part in parts(text, _LOOKED_AT) for line in part.split("\n")):
        if line.strip():
            spans.append(_span(text, start, start + len(line), kind))
            if len(spans) == _SHOWN:
                break
        start += len(line) + 1
    return spans


def _most_frequent(text: str, length: int) -> list[dict[str, Any]]:
    """The first places of the stretch of letters that occurs most often; of any characters, if none is of letters."""
    looked = text[:_LOOKED_AT]
    for stretches in (f"\\w{{{length}}}", f"\\w{{{GRAM // 2}}}", f".{{{length}}}"):
        seen = Counter(m[1] for m in re.finditer(f"(?=({stretches}))", looked))
        if seen:
            stretch = max(seen.items(), key=lambda item: item[1])[0]
            places = islice(re.finditer(re.escape(stretch), text), _SHOWN)
            return [_span(text, m.start(), m.end(), "repeated") for m in places]
    return []
