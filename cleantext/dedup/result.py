"""What deduplication found, with the evidence for each text that goes: as arrays, records, tables and a report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Document
from cleantext.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

    from cleantext.dedup.survivors import Item

__all__ = ["LEVELS", "Deduplicated", "Level", "Removal"]

Level = Literal["exact", "near", "contained"]
LEVELS: tuple[Level, ...] = ("exact", "near", "contained")


@dataclass(frozen=True, slots=True)
class Removal:
    """Why one text goes.

    Attributes:
        position, id: of the text that goes; the id is that of the Document, None for a str.
        duplicate_of, duplicate_of_id: of the text that stays in its place.
        level: "exact" (the same string), "near" (similar) or "contained".
        similarity: exact Jaccard similarity of the two.
        containment: share of the shingles of the text that goes that are in the one that stays.
        cluster: the place of their cluster in `Deduplicated.clusters`.

    >>> from cleantext import dedup
    >>> why = next(dedup(["版权归作者所有。", "版權歸作者所有"]).removals())
    >>> why.position, why.duplicate_of, why.level
    (1, 0, 'near')
    """

    position: int
    id: Any
    duplicate_of: int
    duplicate_of_id: Any
    level: Level
    similarity: float
    containment: float
    cluster: int


@dataclass(frozen=True, eq=False, repr=False)
class Deduplicated:
    """What `dedup` found; all in positions of the input.

    Attributes:
        duplicate_of: the text that stays in its place, -1 where the text itself stays, shape (n,).
        similarity: exact Jaccard similarity to that text, NaN where the text itself stays, shape (n,).
        containment: share of the text's shingles that are in that text, NaN likewise, shape (n,).
        level: "exact", "near", "contained", or None where the text stays, shape (n,).
        items: the texts or Documents themselves (the same objects, not copies).
        settings: how it was found: threshold, bands, keep, containment.

    >>> from cleantext import dedup
    >>> found = dedup(["雨停了，天晴了。", "别的话", "雨停了，天晴了。"])
    >>> found.keep.tolist(), found.clusters
    ([True, True, False], [[0, 2]])
    """

    duplicate_of: NDArray[np.int64]
    similarity: NDArray[np.float64]
    containment: NDArray[np.float64]
    level: NDArray[np.object_]
    items: Sequence[Item]
    settings: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def keep(self) -> NDArray[np.bool_]:
        """Whether a text stays, shape (n,)."""
        return self.duplicate_of < 0

    @cached_property
    def clusters(self) -> list[list[int]]:
        """Lists of positions, one that stays and those that go for it, each ascending; ascending by their first."""
        gone = np.flatnonzero(~self.keep)
        gone = gone[np.argsort(self.duplicate_of[gone], kind="stable")]
        centers = self.duplicate_of[gone]
        borders = np.flatnonzero(np.diff(centers)) + 1
        groups = np.split(gone, borders) if len(gone) else []
        return sorted(sorted([int(self.duplicate_of[g[0]]), *g.tolist()]) for g in groups)

    @cached_property
    def counts(self) -> dict[Level, int]:
        """How many texts go, by level."""
        found = Counter(self.level[~self.keep].tolist())
        return {level: found[level] for level in LEVELS}

    def __len__(self) -> int:
        """Return how many texts there were."""
        return len(self.duplicate_of)

    def __repr__(self) -> str:
        gone = ", ".join(f"{n} {level}" for level, n in self.counts.items())
        return f"<Deduplicated: {len(self)} texts, {int(self.keep.sum())} stay; gone: {gone}>"

    def kept(self) -> Iterator[Item]:
        """Yield the texts or Documents that stay, in order."""
        return (self.items[n] for n in np.flatnonzero(self.keep).tolist())

    def removals(self) -> Iterator[Removal]:
        """Yield why each text goes that goes, in order."""
        clusters = self._cluster_of.tolist()
        for n in np.flatnonzero(~self.keep).tolist():
            center = int(self.duplicate_of[n])
            yield Removal(
                n,
                self._id(n),
                center,
                self._id(center),
                self.level[n],
                float(self.similarity[n]),
                float(self.containment[n]),
                clusters[n],
            )

    def apply(self, documents: Iterable[Document] | None = None) -> Iterator[Document]:
        """Yield every document, those that go rejected as `dedup.exact`, `dedup.near` or `dedup.contained`.

        Their `meta` says `duplicate_of` (the id of the one that stays, or its position if it
        has none), `similarity` and `containment`, unless the caller's has such a key already.

        Args:
            documents: as many as there were texts and in their order; by default what `dedup`
                was given, a str made a Document.

        Raises:
            ConfigError: there are fewer or more documents than there were texts.

        >>> from cleantext import dedup
        >>> docs = [Document("版权归作者所有。", id="a"), Document("版權歸作者所有", id="b")]
        >>> [(doc.rejected, doc.meta.get("duplicate_of")) for doc in dedup(docs).apply()]
        [(None, None), ('dedup.near', 'a')]
        """
        given: Iterable[Item] = self.items if documents is None else documents
        ids = None if documents is None else (given := list(given))
        if ids is not None and len(ids) != len(self):
            raise ConfigError(f"dedup saw {len(self)} texts, these are {len(ids)} documents")
        return self._applied([Document(d) if isinstance(d, str) else d for d in given])

    def _applied(self, documents: list[Document]) -> Iterator[Document]:
        for n, doc in enumerate(documents):
            center = int(self.duplicate_of[n])
            if center < 0:
                yield doc
                continue
            id = documents[center].id
            meta = {
                "duplicate_of": center if id is None else id,
                "similarity": float(self.similarity[n]),
                "containment": float(self.containment[n]),
            }
            yield doc.reject(f"dedup.{self.level[n]}", meta=meta)

    def to_arrow(self) -> pa.Table:
        """Return a row for each text, in order (needs pyarrow).

        Columns: `position` int64; `id` string, null for a str; `keep` bool; and, null where
        the text stays, `duplicate_of` int64, `duplicate_of_id` string, `level` string,
        `similarity` double, `containment` double.  `cluster` int64 counts the clusters from 0,
        null where a text is in none.
        """
        import pyarrow as pa

        gone = ~self.keep
        ids = [_string(self._id(n)) for n in range(len(self))]
        centers = [ids[n] if n >= 0 else None for n in self.duplicate_of.tolist()]
        cluster = self._cluster_of
        return pa.table(
            {
                "position": pa.array(np.arange(len(self))),
                "id": pa.array(ids, pa.string()),
                "keep": pa.array(self.keep),
                "duplicate_of": pa.array(self.duplicate_of, mask=~gone),
                "duplicate_of_id": pa.array(centers, pa.string()),
                "level": pa.array(self.level.tolist(), pa.string()),
                "similarity": pa.array(self.similarity, mask=~gone),
                "containment": pa.array(self.containment, mask=~gone),
                "cluster": pa.array(cluster, mask=cluster < 0),
            }
        )

    def to_jsonl(self, path: str | Path) -> None:
        """Write a line for each text that goes, with the fields of `Removal`; the file appears when it is whole.

        An id that JSON has no form for is written as its str.

        Raises:
            ConfigError: the file cannot be written.
        """
        from cleantext.io.files import atomic_writer

        with atomic_writer(Path(path)) as out:
            for removal in self.removals():
                out.write(json.dumps(asdict(removal), default=str).encode() + b"\n")

    def to_html(self, path: str | Path, *, pairs: int = 24) -> None:
        """Write a report as one HTML file that needs nothing else; the file appears when it is whole.

        It has the counts, histograms of cluster sizes and similarity, the largest clusters, and
        pairs side by side with what they share marked: of each level those that were most
        nearly kept, then others spread over the range.

        Args:
            path: where to.
            pairs: how many pairs to show of each level.

        Raises:
            ConfigError: the file cannot be written, or `pairs` is negative.
        """
        if pairs < 0:
            raise ConfigError(f"pairs is at least 0, not {pairs!r}")
        from cleantext.dedup.report import page
        from cleantext.io.files import atomic_writer

        data = page(self, pairs).encode("utf-8", "replace")
        with atomic_writer(Path(path)) as out:
            out.write(data)

    @cached_property
    def _cluster_of(self) -> NDArray[np.int64]:
        """For each text the place of its cluster, or -1."""
        found = np.full(len(self), -1, np.int64)
        for place, members in enumerate(self.clusters):
            found[members] = place
        return found

    def _id(self, n: int) -> Any:
        item = self.items[n]
        return item.id if isinstance(item, Document) else None


def _string(id: Any) -> str | None:
    """Return an id as a column of strings can hold it."""
    return None if id is None else str(id).encode("utf-8", "backslashreplace").decode()
