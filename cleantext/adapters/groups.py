"""Rows of texts in groups, as Arrow blocks: compared within each group by `dedup`, many small groups at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import numpy as np

from cleantext.dedup.corpus import dedup
from cleantext.dedup.spilled import dedup_spilled
from cleantext.dedup.survivors import Keep
from cleantext.document import Document

__all__ = ["HELD", "compare"]

HELD = 1 << 22
"""Characters of a group that is compared in memory, by default."""

_TOGETHER = 1 << 20  # characters of small groups that are compared at once: more are no faster


def compare(blocks: Iterator[Any], threshold: float, keep: Keep, memory: str | int, most: int) -> Iterator[Any]:
    """Yield what goes as (id, duplicate_of, similarity).

    Args:
        blocks: (group, id, text, ...), whole groups one behind the other, each in the order of the ids.
        threshold, keep: as for `dedup`; the other columns are the `meta` of the Documents.
        memory: for a group that goes through the disk.
        most: a group of more characters goes through the disk.
    """
    kind: list[Any] = []
    held: list[Document] = []
    held_size = 0
    for _, found in groupby(_documents(blocks, kind), key=itemgetter(0)):
        group = (doc for _, doc in found)
        own, size = [], 0
        for doc in group:
            own.append(doc)
            size += len(doc.text)
            if size > most:
                yield _large(chain(own, group), threshold, keep, memory, kind[0])
                break
        else:
            held += own
            held_size += size
        if held_size > min(most, _TOGETHER):
            yield _small(held, threshold, keep, kind[0])
            held, held_size = [], 0
    if held:
        yield _small(held, threshold, keep, kind[0])


def _documents(blocks: Iterator[Any], kind: list[Any]) -> Iterator[tuple[int, Document]]:
    for block in blocks:
        kind[:] = [block.schema.field(1).type]
        groups, ids, texts, *more = (column.to_pylist() for column in block.columns)
        names = block.schema.names[3:]
        meta = [dict(zip(names, values, strict=True)) for values in zip(*more, strict=True)] or [{}] * len(ids)
        for group, id, text, about in zip(groups, ids, texts, meta, strict=True):
            yield group, Document(text, id=id, meta=about)


def _small(docs: list[Document], threshold: float, keep: Keep, kind: Any) -> Any:
    found = dedup(docs, threshold, keep, max_removed=1)
    return _told([doc.id for doc in docs], found.duplicate_of, found.similarity, kind)


def _large(docs: Iterator[Document], threshold: float, keep: Keep, memory: str | int, kind: Any) -> Any:
    ids: list[Any] = []

    def noted() -> Iterator[Document]:
        for doc in docs:
            ids.append(doc.id)
            yield doc

    found = dedup_spilled(noted(), threshold, keep, memory=memory)
    return _told(ids, found.duplicate_of, found.similarity, kind)


def _told(ids: list[Any], duplicate_of: Any, similarity: Any, kind: Any) -> Any:
    import pyarrow as pa

    gone = np.flatnonzero(duplicate_of >= 0).tolist()
    columns = [
        pa.array([ids[n] for n in gone], kind),
        pa.array([ids[n] for n in duplicate_of[gone].tolist()], kind),
        pa.array(similarity[gone], pa.float64()),
    ]
    return pa.RecordBatch.from_arrays(columns, ["_id", "duplicate_of", "similarity"])
