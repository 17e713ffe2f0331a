"""Spark: clean a DataFrame, and take its copies out through Spark's own shuffle, with the answer of `dedup`.

What is shuffled: band keys and links (see `cleantext.dedup.linkage`) as blocks of numbers, many to a row; then of
the texts those that share a key with another, so that each group lies in one place, where `dedup` itself compares
them and chooses.  Spark runs again what a lost worker had; nothing depends on which task comes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any, Literal

from cleantext.adapters.groups import HELD, compare
from cleantext.adapters.shuffle import divided, groups, parts_for, shuffled
from cleantext.dedup import linkage
from cleantext.dedup.bands import choose_bands
from cleantext.dedup.corpus import check_threshold
from cleantext.dedup.manifest import NUM_PERM
from cleantext.dedup.survivors import Keep
from cleantext.errors import ConfigError, did_you_mean
from cleantext.fingerprint import same_versions, versions
from cleantext.pipeline import Pipeline

__all__ = ["clean", "dedup"]

_ROWS = 1024  # in a block, at work and on its way to Spark: a worker holds less
_FEW = 1 << 20  # rows that go to every worker rather than have all others shuffled to meet them


def clean(
    df: Any,
    pipe: Pipeline,
    text: str = "text",
    *,
    edits: str | None = None,
    on_error: Literal["raise", "reject"] = "raise",
) -> Any:
    """Return the DataFrame with the text clean and a column `rejected`: why a document is, or null.

    Args:
        df: all rows stay, also those of rejected documents; a null text stays null.
        pipe: its functions can be imported on the workers, as the library itself.
        text: the column.
        edits: a column to add: as JSON the list of what was changed, each as `Edit.to_dict` gives it, with the rule,
            what stood there and where; offsets are code points of the text that came in.
        on_error: as for `Pipeline.stream`.

    Raises:
        ConfigError: there is no column `text`, or one that is called as `edits`.
    """
    more = ["rejected"] if edits is None else ["rejected", edits]
    df = df.drop("rejected")
    _check(df, text, new=tuple(more))
    task = partial(_clean, pipe=pipe, text=text, more=more, on_error=on_error, driver=versions())
    columns = [f"`{f.name}` {f.dataType.simpleString()}" for f in df.schema]
    return df.mapInArrow(task, ", ".join([*columns, *(f"`{name}` string" for name in more)]))


def dedup(
    df: Any, *, id: str, text: str = "text", threshold: float = 0.8, keep: Keep = "first", memory: str | int = "1GB"
) -> Any:
    """Return the DataFrame with the columns `keep`, `duplicate_of` (the id of the row that stays) and `similarity`.

    Args:
        df: is read three times: persist it, or write it, if it costs much to make.  A null text is like no other.
        id: a column whose values all differ and have an order.
        text: a column.
        threshold, keep: as for `cleantext.dedup` of the rows in the order of their ids; "newest" goes by a column
            `published`, a function gets Documents with the other columns as `meta`.
        memory: of one task, for a group of texts that has more than fit.

    Raises:
        ConfigError: a setting makes no sense, a column is not there or in the way, an id is null or stands twice.
    """
    from pyspark.sql import functions as sql

    check_threshold(threshold)
    _check(df, id, text, *["published"] * (keep == "newest"), new=("keep", "duplicate_of", "similarity"))
    more = [c for c in df.columns if c not in (id, text)] if callable(keep) else ["published"] * (keep == "newest")
    ids = df.groupBy(id).count().agg(sql.sum("count"), sql.max("count"), sql.max(sql.isnull(id)))
    count, most, null = ids.first()
    if null or (most or 0) > 1:
        raise ConfigError(f"an id in {id!r} is null" if null else f"an id in {id!r} stands {most} times")

    node = sql.xxhash64(sql.col(text)).alias("_node")
    sign = partial(_sign, threshold=threshold, wide=(count or 0) > linkage.CROWDED, driver=versions())
    texts = df.where(sql.col(text).isNotNull())
    parts = parts_for((count or 0) * choose_bands(threshold, NUM_PERM)[0])
    labels, nodes = groups(shuffled(texts.select(text, node), sign, linkage.tied, parts))
    labels = labels.toDF("_node", "_group")
    related = texts.select(id, text, *more, node).join(sql.broadcast(labels) if nodes <= _FEW else labels, "_node")
    related = related.select("_group", id, text, *more).repartition("_group").sortWithinPartitions("_group", id)
    task = partial(compare, threshold=threshold, keep=keep, memory=memory, most=HELD)
    kind = df.schema[id].dataType.simpleString()
    drops = related.mapInArrow(task, f"_id {kind}, duplicate_of {kind}, similarity double").persist()
    found = df.join(sql.broadcast(drops) if drops.count() <= _FEW else drops, df[id] == drops["_id"], "left")
    return found.select(*df.columns, sql.isnull("_id").alias("keep"), "duplicate_of", "similarity")


def _check(df: Any, *columns: str, new: tuple[str, ...] = ()) -> None:
    for column in columns:
        if column not in df.columns:
            raise ConfigError(f"no column {column!r}{did_you_mean(column, df.columns)}")
    if taken := [c for c in new if c in df.columns]:
        raise ConfigError(f"there is a column {taken[0]!r} already; rename it")


def _clean(
    blocks: Iterator[Any], pipe: Pipeline, text: str, more: list[str], on_error: Any, driver: dict[str, str]
) -> Iterator[Any]:
    import pyarrow as pa

    same_versions(driver)
    for block in _in_parts(blocks):
        k = block.schema.get_field_index(text)
        texts = block.column(k).to_pylist()
        columns: list[list[str | None]] = [[] for _ in (text, *more)]
        for before, doc in zip(texts, pipe.stream((t or "" for t in texts), on_error), strict=True):
            told = [doc.text, doc.rejected]
            if more[1:]:
                told.append(json.dumps([e.to_dict() for e in doc.edits], ensure_ascii=False))
            for column, value in zip(columns, told, strict=True):
                column.append(None if before is None else value)
        clean, *others = columns
        arrays = [*block.columns, *(pa.array(column, pa.string()) for column in others)]
        arrays[k] = pa.array(clean, block.schema.field(k).type)
        yield pa.RecordBatch.from_arrays(arrays, names=[*block.schema.names, *more])


def _sign(blocks: Iterator[Any], parts: int, threshold: float, wide: bool, driver: dict[str, str]) -> Iterator[Any]:
    same_versions(driver)
    found = (
        linkage.entries(block.column(0).to_pylist(), block.column(1).to_numpy(), threshold, wide=wide)
        for block in _in_parts(blocks)
    )
    return divided(found, parts)


def _in_parts(blocks: Iterator[Any]) -> Iterator[Any]:
    """Yield blocks of few rows: of the 10,000 that come at once, all that is made of them would be held at once."""
    return (block.slice(k, _ROWS) for block in blocks for k in range(0, block.num_rows, _ROWS))
