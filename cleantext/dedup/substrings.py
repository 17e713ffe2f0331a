"""Stretches of text, whatever their lines, that a document has in common with an earlier one, character by character.

Of what stays of each document every block of half the wanted length goes into a table by
its hash.  Of a later document every stretch of that length is looked up: a common stretch
of the wanted length must hold a whole block.  What is found is compared with the text
itself, on disk, and extended both ways as far as it goes.  Offsets are code points, so
nothing is cut inside a character.
"""

from __future__ import annotations

import os
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.blocktable import BlockTable
from cleantext.dedup.folding import is_single, letters
from cleantext.dedup.lines import Ids
from cleantext.dedup.plan import disk
from cleantext.document import Document, Edit
from cleantext.errors import ConfigError
from cleantext.script.tables import to_points

__all__ = ["DropRepeatedSubstrings", "repeated_substrings"]

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]

# They close what stands before the stretch.
_CLOSING = frozenset(map(ord, "。，、；：！？…,.;:!?)]}）】》」』”’ \t\r\n\u3000"))
# Of a block that stands at several places, so many are looked at.
_PLACES = 4
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class _Cut(NamedTuple):
    """A stretch that goes, the position of the document that keeps it, and where it stands there."""

    start: int
    end: int
    document: int
    first: int


@dataclass(frozen=True)
class DropRepeatedSubstrings:
    """Drop stretches that stand in an earlier document; made by `repeated_substrings`.

    The rule of an edit is `repeats.substring`, its label `duplicate_body`; its evidence names the
    document that keeps the first copy and where it stands there: `{"document": id, "first": [start, end]}`.

    Attributes:
        min_len: what `repeated_substrings` was given, in characters.
        digest: of what it found, so that a pipeline with it has a fingerprint of its own.

    >>> from cleantext import repeated_substrings
    >>> poem = "两个黄鹂鸣翠柳，一行白鹭上青天。窗含西岭千秋雪，门泊东吴万里船。"
    >>> docs = [Document(f"{a}{poem}", id=a) for a in "甲乙"]
    >>> repeated_substrings(docs, min_len=20)(docs[1]).text
    '乙'
    """

    min_len: int
    digest: str
    # By document id: digest of its text, edits.
    found: dict[Any, tuple[bytes, list[Edit]]] = field(repr=False, compare=False)

    name = "repeats.substring"

    def __call__(self, doc: Document) -> Document:
        """Return the document without what earlier documents said.

        Raises:
            ConfigError: the document is not the one that was read.
        """
        known, edits = self.found.get(doc.id, (b"", []))
        if not edits:
            return doc
        if _digest(doc.text) != known:
            raise ConfigError(
                f"document {doc.id!r} is not the text in which repeats were found: "
                "put the filter where the documents were taken from"
            )
        return doc.edit(edits)


def repeated_substrings(
    docs: Iterable[Document], *, min_len: int = 200, tmp_dir: str | Path | None = None
) -> DropRepeatedSubstrings:
    """Find what documents have in common with earlier ones and return the filter that cuts it.

    A stretch of at least `min_len` characters that stands in an earlier document goes, as far as it
    reaches; the first copy stays, whole.  Words of an alphabet are not cut in two, the mark that ends the
    sentence before stays, and so do stretches that are half white space and signs.  Repeats inside
    one document are no business of this filter.  The filter must see the documents as they were read
    here, same ids and same place in the pipeline, in any order.  Memory: 64 bytes for each `min_len` /
    2 characters that stay, 200 for each id; disk: 4 for each character, while reading.

    Args:
        docs: the corpus, read once; each document has an id of its own.
        min_len: the shortest stretch that goes, in characters.
        tmp_dir: where the texts are kept while reading; default the system's folder.

    Raises:
        ConfigError: a setting makes no sense; a document has no id or that of another; the disk is full.
        TypeError: something is no Document.

    >>> poem = "两个黄鹂鸣翠柳，一行白鹭上青天。窗含西岭千秋雪，门泊东吴万里船。"
    >>> docs = [Document(f"{a}{poem}{b}", id=a) for a, b in (("甲", "完"), ("乙说：", "好诗。"))]
    >>> drop = repeated_substrings(docs, min_len=20)
    >>> [drop(doc).text for doc in docs]
    ['甲两个黄鹂鸣翠柳，一行白鹭上青天。窗含西岭千秋雪，门泊东吴万里船。完', '乙说：好诗。']
    >>> drop(docs[1]).edits[0].evidence
    {'document': '甲', 'first': [1, 33]}
    """
    if not isinstance(min_len, int) or min_len < 8:
        raise ConfigError(f"min_len is an int of at least 8, not {min_len!r}")
    ids = Ids()
    cuts: dict[int, tuple[bytes, list[_Cut]]] = {}
    with _Texts(min_len, tmp_dir) as texts:
        for doc in docs:
            position = ids.add(doc)
            found = texts.add(doc.text)
            if found:
                cuts[position] = (_digest(doc.text), found)
    names = ids.names(range(len(ids)))
    result = {
        names[n]: (digest, [_edit(cut, names[cut.document]) for cut in found]) for n, (digest, found) in cuts.items()
    }
    digest = blake2b(repr(sorted(cuts.items())).encode(), digest_size=8).hexdigest()
    return DropRepeatedSubstrings(min_len, digest, result)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _edit(cut: _Cut, document: Any) -> Edit:
    evidence = {"document": document, "first": [cut.first, cut.first + cut.end - cut.start]}
    return Edit(cut.start, cut.end, rule="repeats.substring", label="duplicate_body", evidence=evidence)


class _Texts:
    """The texts so far: on disk, with a table of the blocks of what stays of them."""

    def __init__(self, min_len: int, tmp_dir: str | Path | None) -> None:
        import tempfile

        self.min_len = min_len
        self.block = min_len // 2
        self._table = BlockTable(_PLACES)
        self._folder = tempfile.TemporaryDirectory(prefix="cleantext-substrings-", dir=tmp_dir)
        self._file = (Path(self._folder.name) / "texts").open("w+b", buffering=0)
        # Places count the characters of all texts: where each text begins, and each stretch that stays.
        self._begins = array("q")
        self._starts, self._ends = array("q"), array("q")
        self._size = 0

    def __enter__(self) -> _Texts:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        self._folder.cleanup()

    def add(self, text: str) -> list[_Cut]:
        """Return what goes of a text, and take in what stays."""
        points = to_points(text)
        begin = self._size
        self._begins.append(begin)
        cuts: list[_Cut] = []
        if len(points) >= self.min_len:
            hashes = _hashes(points, self.block)
            cuts = list(self._cuts(points, hashes))
            with disk(Path(self._folder.name)):
                view = points.view(np.uint8).data
                while view:
                    view = view[self._file.write(view) :]
            self._size += len(points)
            borders = [0, *(x for cut in cuts for x in (cut.start, cut.end)), len(points)]
            for start, end in zip(borders[::2], borders[1::2], strict=True):
                if end - start >= self.block:
                    self._starts.append(begin + start)
                    self._ends.append(begin + end)
                    at = np.arange(start, end - self.block + 1, self.block)
                    self._table.insert(hashes[at], begin + at)
        return cuts

    def _cuts(self, points: U32, hashes: U64) -> Iterator[_Cut]:
        places = self._table.find(hashes)
        done = tried = 0
        # Stretches that agree but are too short, by how far the two places are apart: seen up to there.
        seen: dict[int, int] = {}
        for i in np.flatnonzero(places[0] >= 0).tolist():
            if i < tried:
                continue
            best = (0, 0, 0)
            for place in (int(p[i]) for p in places if p[i] >= 0):
                if seen.get(place - i, 0) > i:
                    continue
                start, end = self._agreeing(points, i, place, done)
                seen[place - i] = max(end, i + 1)
                if end - start >= self.min_len:
                    # A word without end, of which nothing goes, is not tried again at each of its letters.
                    tried = max(tried, end)
                    start, end = _fit(points, start, end)
                    best = max(best, (end - start, start, place - i), key=lambda found: found[0])
            length, start, shift = best
            if length >= self.min_len:
                document = bisect_right(self._begins, start + shift) - 1
                yield _Cut(start, start + length, document, start + shift - self._begins[document])
                done = tried = start + length
                seen.clear()  # of the others more may be left than is gone

    def _agreeing(self, points: U32, i: int, place: int, done: int) -> tuple[int, int]:
        """Return the stretch around i that agrees with that around a place, where both stay."""
        n = bisect_right(self._starts, place) - 1
        ahead = self._agree(points, i, place, min(len(points) - i, self._ends[n] - place), 1)
        if ahead < self.block:
            return i, i
        back = self._agree(points, i, place, min(i - done, place - self._starts[n]), -1)
        return i - back, i + ahead

    def _agree(self, points: U32, i: int, place: int, limit: int, step: int) -> int:
        """Return how many characters agree from i on (1) or before i (-1)."""
        agreed, size = 0, 256
        while agreed < limit:
            size = min(size, limit - agreed)
            low = agreed if step > 0 else -agreed - size
            data = os.pread(self._file.fileno(), 4 * size, 4 * (place + low))
            differ = np.flatnonzero(points[i + low : i + low + size] != np.frombuffer(data, np.uint32))
            if len(differ):
                return agreed + int(differ[0] if step > 0 else size - 1 - differ[-1])
            agreed += size
            size *= 2
        return agreed


def _hashes(points: U32, length: int) -> U64:
    """Return a hash of each stretch of `length` characters, shape (n - length + 1,)."""
    h = points.astype(np.uint64) + np.uint64(1)
    h *= _FACTOR
    h ^= h >> np.uint64(29)
    out: U64 | None = None
    done, width = 0, 1
    while True:
        # h is of stretches of `width`; out of those of `done`, which stand before them.
        if length & width:
            out = h if out is None else _joined(out, h[done:], width)
            done += width
        if width * 2 > length:
            break
        h = _joined(h, h[width:], width)
        width *= 2
    assert out is not None
    out = out[: len(points) - length + 1] * _FACTOR
    return out ^ (out >> np.uint64(32))


def _joined(left: U64, right: U64, width: int) -> U64:
    """Return hashes of stretches made of two; `width` is that of the right ones."""
    factor = np.uint64(pow(0xBF58476D1CE4E5B9, width, 1 << 64))
    return left[: len(right)] * factor + right


def _fit(points: U32, start: int, end: int) -> tuple[int, int]:
    """Return what of a stretch may go, so that what stays is well-formed; nothing where most is no text."""
    while start < end and (int(points[start]) in _CLOSING or _is_mark(points[start])):
        start += 1
    if end < len(points) and _is_mark(points[end]):
        while start < end and _is_mark(points[end - 1]):
            end -= 1
        end -= 1
    if start >= end:
        return start, start
    lead = min(start, 1)
    numbers = letters()[points[start - lead : end + 1]]
    inner = numbers[lead : lead + end - start]
    if 2 * np.count_nonzero(inner) < len(inner):
        return start, start  # indentation, rulers, tables
    word = (numbers != 0) & ~is_single(numbers)
    gaps = start + np.flatnonzero(~word[lead : lead + end - start])
    if lead and word[0] and word[1]:
        start = int(gaps[0]) if len(gaps) else end
    if end < len(points) and word[-1] and word[-2]:
        end = int(gaps[-1]) + 1 if len(gaps) else start
    if lead and word[0] and end < len(points) and word[-1]:
        start += 1  # Two words stay, one on each side: the space between them stays.
    return start, max(start, end)


def _is_mark(point: np.uint32) -> bool:
    return unicodedata.category(chr(point))[0] == "M"
