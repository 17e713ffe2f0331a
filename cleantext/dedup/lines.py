"""Lines and paragraphs that many documents of a corpus have in common: all copies go but the first.

Two passes: `repeated_lines` reads the corpus and returns a filter that knows what is
repeated and where it stands first; the filter cuts the later copies.  What is repeated
inside one document only is the business of `DropRepeats`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import groupby
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.matches import Stream
from cleantext.document import Document, Edit
from cleantext.errors import ConfigError

__all__ = ["DropRepeatedLines", "Ids", "repeated_lines"]

Unit = Literal["line", "paragraph"]

# So many lines are collected before they are counted.
_PENDING = 1 << 18


class Ids:
    """The ids of the documents of a corpus by their positions; a filter must know the first copy again."""

    def __init__(self) -> None:
        self._ids: dict[Any, int] = {}

    def add(self, doc: Document) -> int:
        """Return the position of a document.

        Raises:
            TypeError: it is none.
            ConfigError: it has no id, or that of another one.
        """
        position = len(self._ids)
        if not isinstance(doc, Document):
            raise TypeError(f"at position {position}: a Document with an id is needed, not {type(doc).__name__}")
        if doc.id is None:
            raise ConfigError(f"the document at position {position} has no id; the first copy is known by it")
        if self._ids.setdefault(doc.id, position) != position:
            raise ConfigError(f"two documents have the id {doc.id!r}, at positions {self._ids[doc.id]} and {position}")
        return position

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    def names(self, positions: Iterable[int]) -> list[Any]:
        """Return the ids at some positions."""
        known = list(self._ids)
        return [known[n] for n in positions]


class _Found(NamedTuple):
    """What is repeated, rows ascending by key, and the ids of the documents with the first copies."""

    table: NDArray[Any]
    ids: list[Any]

    def row(self, digest: bytes) -> int | None:
        """Return the row of a line."""
        key, low = np.frombuffer(digest, np.uint64)
        keys = self.table["key"]
        n = int(np.searchsorted(keys, key))
        while n < len(keys) and keys[n] == key:
            if self.table["low"][n] == low:
                return n
            n += 1
        return None


@dataclass(frozen=True)
class DropRepeatedLines:
    """Drop the later copies of lines or paragraphs; made by `repeated_lines`.

    The rule of an edit is `repeats.line` or `repeats.paragraph`, its label `duplicate_body`; its evidence
    names the document that keeps the first copy, where it stands there, and how many documents have
    one: `{"document": id, "first": [start, end], "documents": n}`.

    Attributes:
        unit, host, min_docs, min_len: what `repeated_lines` was given.
        digest: of what it found, so that a pipeline with it has a fingerprint of its own.
        found: the places of first copies, by hash of the line.

    >>> from cleantext import repeated_lines
    >>> note = "凡本网注明来源的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点。"
    >>> docs = [Document(f"第{n}篇文章。\\n{note}", id=n) for n in range(3)]
    >>> drop = repeated_lines(docs)
    >>> drop.name, drop(docs[2]).text.strip()
    ('repeats.line', '第2篇文章。')
    """

    unit: Unit
    host: str | None
    min_docs: int
    min_len: float
    digest: str
    found: _Found = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The rule."""
        return f"repeats.{self.unit}"

    def __call__(self, doc: Document) -> Document:
        """Return the document without what other documents said first."""
        return doc.edit(self._edits(doc)) if self.found.ids else doc

    def _edits(self, doc: Document) -> Iterator[Edit]:
        found = self.found
        for piece in _pieces(doc, self.unit, self.host, self.min_len):
            row = found.row(piece.digest)
            if row is None or found.ids[row] == doc.id:
                continue
            yield Edit(
                piece.start,
                piece.cut_end,
                rule=self.name,
                label="duplicate_body",
                evidence={
                    "document": found.ids[row],
                    "first": [int(found.table["start"][row]), int(found.table["end"][row])],
                    "documents": int(found.table["documents"][row]),
                },
            )


class _Piece(NamedTuple):
    """A line or paragraph: where it stands, where a cut would end, and a digest of host and text."""

    start: int
    end: int
    cut_end: int
    digest: bytes


def _pieces(doc: Document, unit: Unit, host: str | None, min_len: float) -> Iterator[_Piece]:
    """Yield the lines or paragraphs that are long enough."""
    salt = b""
    if host is not None:
        if doc.meta.get(host) is None:
            return
        salt = str(doc.meta[host]).encode("utf-8", "surrogatepass") + b"\0"
    text = doc.text
    stream = Stream(text)
    lines = range(len(stream.weights))
    groups: Iterable[list[int]] = ([n] for n in lines)
    if unit == "paragraph":
        groups = (list(group) for blank, group in groupby(lines, lambda n: not stream.line(n).strip()) if not blank)
    for group in groups:
        if stream.weights[group[0] : group[-1] + 1].sum() < min_len:
            continue
        said = "\n".join(stream.line(n).strip() for n in group).encode("utf-8", "surrogatepass")
        start, end = int(stream.borders[group[0]]), int(stream.borders[group[-1] + 1])
        cut_end = end
        if unit == "paragraph":
            # A paragraph takes the empty lines behind it along.
            after = group[-1] + 1
            while after < len(lines) and not stream.line(after).strip():
                after += 1
            cut_end = int(stream.borders[after])
        yield _Piece(start, end - 1, min(cut_end, len(text)), blake2b(salt + said, digest_size=16).digest())


def repeated_lines(
    docs: Iterable[Document],
    *,
    unit: Unit = "line",
    host: str | None = None,
    min_docs: int = 3,
    min_len: float = 40,
) -> DropRepeatedLines:
    """Find what at least `min_docs` documents have in common and return the filter that cuts all copies but the first.

    Lines are compared exactly but for white space around them, paragraphs (lines without an empty
    one between them) line by line.  The first copy is in the first document that has one; that
    document is left alone.  The filter must see the documents as they were read here, same ids
    and same place in the pipeline, in any order.  Memory: 64 bytes for each different line of
    `min_len`, twice that while counting, and 200 for each id.

    Args:
        docs: the corpus; each document has an id of its own.
        unit: "line" or "paragraph".
        host: name in `meta` of what keeps documents apart: only lines of the same host are compared,
            and documents without one are left alone; None compares all.
        min_docs: in so many documents a line is repeated; two may be a quotation.
        min_len: shorter ones stay: letters and digits, those of an alphabet counting .3 each.

    Raises:
        ConfigError: a setting makes no sense; a document has no id or that of another.
        TypeError: something is no Document.

    >>> note = "凡本网注明来源的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点。"
    >>> docs = [Document(f"第{n}篇文章。\\n{note}", id=n) for n in range(3)]
    >>> drop = repeated_lines(docs)
    >>> [drop(doc).text[:6] for doc in docs], drop(docs[0]) is docs[0]
    (['第0篇文章。', '第1篇文章。', '第2篇文章。'], True)
    >>> drop(docs[2]).edits[0].evidence
    {'document': 0, 'first': [7, 52], 'documents': 3}
    """
    if unit not in get_args(Unit):
        raise ConfigError(f"unit is 'line' or 'paragraph', not {unit!r}")
    if min_docs < 2:
        raise ConfigError(f"min_docs is at least 2, not {min_docs!r}")
    if not min_len > 0:
        raise ConfigError(f"min_len is above 0, not {min_len!r}")
    ids = Ids()
    counted = _Counted()
    for doc in docs:
        position = ids.add(doc)
        counted.add(position, _pieces(doc, unit, host, min_len))
    table = counted.table()
    table = table[table["documents"] >= min_docs]
    found = _Found(table, ids.names(table["first"].tolist()))
    digest = blake2b(table.tobytes() + repr(found.ids).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return DropRepeatedLines(unit, host, min_docs, min_len, digest, found)


_ROW = np.dtype(
    [("key", "u8"), ("low", "u8"), ("first", "i8"), ("start", "i8"), ("end", "i8"), ("documents", "i8")], align=True
)


class _Counted:
    """Different lines with their first place and the number of documents that have them."""

    def __init__(self) -> None:
        self._table = np.empty(0, _ROW)
        self._pending: list[tuple[int, int, int, bytes]] = []

    def add(self, position: int, pieces: Iterable[_Piece]) -> None:
        """Count the pieces of a document, of several equal ones the first."""
        seen: set[bytes] = set()
        for piece in pieces:
            if piece.digest not in seen:
                seen.add(piece.digest)
                self._pending.append((position, piece.start, piece.end, piece.digest))
        if len(self._pending) >= max(_PENDING, len(self._table) // 4):
            self.table()

    def table(self) -> NDArray[Any]:
        """Return what was counted so far, ascending by key."""
        new = np.empty(len(self._pending), _ROW)
        keys = np.frombuffer(b"".join(p[3] for p in self._pending), np.uint64).reshape(-1, 2)
        new["key"], new["low"], new["documents"] = keys[:, 0], keys[:, 1], 1
        for n, name in enumerate(("first", "start", "end")):
            new[name] = [p[n] for p in self._pending]
        rows = np.concatenate((self._table, new))
        rows = rows[np.lexsort((rows["first"], rows["low"], rows["key"]))]
        heads = np.ones(len(rows), bool)
        heads[1:] = (rows["key"][1:] != rows["key"][:-1]) | (rows["low"][1:] != rows["low"][:-1])
        self._table = rows[heads]
        if len(rows):
            self._table["documents"] = np.add.reduceat(rows["documents"], np.flatnonzero(heads))
        self._pending = []
        return self._table
