"""Type in, type out: lists, iterators, dicts, pandas, polars and Arrow, found by their module's name.

None of the libraries is imported unless a value of theirs comes in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cleantext.document import Document
from cleantext.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from cleantext.pipeline import Pipeline

__all__ = ["Batch", "map_any"]


@dataclass(frozen=True)
class Batch:
    """A picklable function from a batch to the same batch with clean text.

    For Hugging Face `ds.map(pipe.batch("text"), batched=True)`, Ray `map_batches`, and
    Arrow record batches: whatever `Pipeline.map` takes, or a dict of columns.
    """

    pipe: Pipeline
    text: str = "text"

    def __call__(self, batch: Any) -> Any:
        """Return the batch, same type, same rows, the text column clean."""
        if isinstance(batch, Mapping):  # Hugging Face has one of its own, that makes columns when asked
            column = _get(batch, self.text)
            if isinstance(column, list):  # of a table, so it may have nulls
                return _replaced(batch, self.text, [_value(self.pipe, v) for v in column])
            return _replaced(batch, self.text, map_any(self.pipe, column, self.text))
        return map_any(self.pipe, batch, self.text)


def map_any(pipe: Pipeline, x: Any, text: str) -> Any:
    """Return `x` with every text through `pipe`; nulls of a table stay null.

    Raises:
        ConfigError: no column or key `text`; says what there is.
        TypeError: a type that is not known here.
    """
    library = _library(x)
    if isinstance(x, list):
        return [_item(pipe, v, text) for v in x]
    if isinstance(x, Iterator):
        return (_item(pipe, v, text) for v in x)
    if library == "pandas":
        return _pandas(pipe, x, text)
    if library == "polars":
        return _polars(pipe, x, text)
    if library == "pyarrow":
        return _arrow(pipe, x, text)
    if library == "numpy":
        return _numpy(pipe, x)
    if isinstance(x, str):
        raise TypeError("map() takes a collection; for one text use pipe.clean(text)")
    raise TypeError(
        f"map() takes a list, an iterator, NumPy, pandas, polars or pyarrow data, not {type(x).__name__}; "
        "iter(x) makes an iterator of most things"
    )


def _library(x: Any) -> str:
    return type(x).__module__.partition(".")[0]


def _item(pipe: Pipeline, item: Any, text: str) -> Any:
    if isinstance(item, Document):
        return pipe(item)
    if isinstance(item, dict):
        return _replaced(item, text, pipe.clean(_get(item, text)))
    return pipe.clean(item)


def _value(pipe: Pipeline, value: Any) -> Any:
    """A cell of a table: a text, or a null (None, NaN, NA), which stays."""
    null = value is None or type(value).__name__ == "NAType" or value != value
    return value if null else pipe.clean(value)


def _get(record: Mapping[str, Any], text: str) -> Any:
    if text not in record:
        raise ConfigError(f"no key {text!r} in the record{did_you_mean(text, [str(k) for k in record])}")
    return record[text]


def _replaced(record: Mapping[str, Any], text: str, value: Any) -> dict[str, Any]:
    return {k: value if k == text else v for k, v in record.items()}


def _numpy(pipe: Pipeline, x: Any) -> Any:
    import numpy as np

    # "U5" holds five characters; a clean text may be longer.
    return np.array([_value(pipe, v) for v in x.tolist()], dtype="U" if x.dtype.kind == "U" else x.dtype)


def _pandas(pipe: Pipeline, x: Any, text: str) -> Any:
    if x.ndim == 1:
        # Cleaning may make categories equal, so theirs are found anew; Series.map would guess another type.
        dtype = "category" if str(x.dtype) == "category" else x.dtype
        return type(x)([_value(pipe, value) for value in x], index=x.index, name=x.name, dtype=dtype)
    _column_exists(text, x.columns)
    return x.assign(**{text: _pandas(pipe, x[text], text)})


def _polars(pipe: Pipeline, x: Any, text: str) -> Any:
    import polars as pl

    if isinstance(x, pl.Series):
        return pl.Series(x.name, [_value(pipe, value) for value in x], dtype=x.dtype)
    _column_exists(text, x.columns)
    return x.with_columns(_polars(pipe, x[text], text))


def _arrow(pipe: Pipeline, x: Any, text: str) -> Any:
    import pyarrow as pa

    if isinstance(x, pa.Array):
        return pa.array([_value(pipe, value) for value in x.to_pylist()], type=x.type)
    if isinstance(x, pa.ChunkedArray):
        return pa.chunked_array([_arrow(pipe, chunk, text) for chunk in x.chunks], type=x.type)
    _column_exists(text, x.schema.names)
    k = x.schema.get_field_index(text)
    column = _arrow(pipe, x.column(k), text)
    if isinstance(x, pa.RecordBatch):
        columns = [column if i == k else x.column(i) for i in range(x.num_columns)]
        return pa.RecordBatch.from_arrays(columns, schema=x.schema)
    return x.set_column(k, x.schema.field(k), column)


def _column_exists(text: str, columns: Any) -> None:
    if text not in list(columns):
        raise ConfigError(f"no column {text!r}{did_you_mean(text, [str(c) for c in columns])}")
