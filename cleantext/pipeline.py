"""Filters in a row.  A filter is any callable Document -> Document with a name; so is a Pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from cleantext.document import Document
from cleantext.errors import ConfigError, FilterError, did_you_mean
from cleantext.fingerprint import describe, fingerprint
from cleantext.settled import Left

if TYPE_CHECKING:
    from cleantext.adapters.tables import Batch

__all__ = ["Filter", "Pipeline", "filter_name"]

# A pass that changes nothing ends the loop.  Real pages settle in two passes; text made to
# nest repairs inside repairs stops here, the same way every time.
_MAX_PASSES = 12


class Filter(Protocol):
    """What a pipeline is made of.  With settings it is a frozen dataclass, so its repr is its configuration.

    Any function from Document to Document is one.

    >>> def shout(doc: Document) -> Document:
    ...     return doc.rewrite(doc.text.upper(), "shout")
    >>> Pipeline([shout]).clean("雨停了 ok")
    '雨停了 OK'
    """

    def __call__(self, doc: Document, /) -> Document:
        """Return the document after the filter."""
        ...


@runtime_checkable
class HasRules(Protocol):
    """A filter made of rules that can be switched off one by one, by id or by label."""

    def rule_names(self) -> Iterable[str]:
        """Return the ids and labels that `without` takes."""
        ...

    def without(self, name: str) -> Filter:
        """Return the filter with the rule, or all rules of the label, switched off."""
        ...


def filter_name(f: Filter) -> str:
    """Return the name of a filter: its `name`, or the name of the function.

    >>> filter_name(lambda doc: doc)
    '<lambda>'
    """
    return str(getattr(f, "name", None) or getattr(f, "__name__", None) or type(f).__name__)


@dataclass(frozen=True)
class Pipeline:
    """Filters applied in order; stops at the first that rejects the document.

    Args:
        filters: callables Document -> Document.
        name: what `without` and messages call it when it is part of another pipeline.
        until_stable: go round until a whole round changes nothing, so that cleaning twice
            is cleaning once (at most 12 rounds).  A filter whose attribute `idempotent` is true, as it
            finds nothing in what it gives, is not asked again about a text that nobody else changed;
            nor one that has a method `settled(left, text)`, about a text of which that says True:
            as the filter left `left` as it is, it is sure to leave `text`.  A filter whose attribute
            `reads_layout` is false is not asked about a text that differs from one that it left in nothing
            but blank lines and the blanks at either end of a line.

    Raises:
        ConfigError: something in `filters` is not callable.

    >>> def shout(doc):
    ...     return doc.rewrite(doc.text.upper(), "shout")
    >>> Pipeline([shout]).clean("ab")
    'AB'
    """

    filters: Sequence[Filter]
    name: str = "pipeline"
    until_stable: bool = False

    def __post_init__(self) -> None:
        filters = tuple(self.filters)
        for f in filters:
            if not callable(f):
                raise ConfigError(f"a filter is a callable Document -> Document, not {f!r}")
        object.__setattr__(self, "filters", filters)

    # -- running -----------------------------------------------------------

    def __call__(self, doc: Document, /) -> Document:
        """Return the document after all filters.

        Raises:
            FilterError: a filter raised; names it and the document, the original is `__cause__`.
        """
        if not self.until_stable:
            for f in self.filters:
                if doc.rejected is not None:
                    break
                doc = _run(f, doc)
            return doc
        settled = 0  # filters in a row that left the text as it is
        left = Left()
        for _ in range(_MAX_PASSES):
            for place, f in enumerate(self.filters):
                if doc.rejected is not None or settled == len(self.filters):
                    return doc
                if place in left.docs and left.says_settled(place, f, doc):
                    settled += 1
                    continue
                before = doc.text
                doc = _run(f, doc)
                unchanged, idempotent = doc.text == before, bool(getattr(f, "idempotent", False))
                settled = settled + 1 if unchanged else int(idempotent)
                if unchanged or idempotent:
                    left.docs[place] = doc
        return doc

    def clean(self, text: str) -> str:
        """Return `text` after all filters, as text.

        Raises:
            TypeError: `text` is not a str.
            FilterError: a filter failed; says which.
        """
        return self(Document(text)).text

    def stream(
        self, docs: Iterable[Document | str], on_error: Literal["raise", "reject"] = "raise"
    ) -> Iterator[Document]:
        """Yield one document for each that comes in, in order.

        Args:
            docs: Documents or texts.
            on_error: "reject" turns a failing filter into a rejected document whose
                `meta["error"]` says what failed; nothing else is caught.
        """
        if on_error not in ("raise", "reject"):
            raise ConfigError(f"on_error is 'raise' or 'reject', not {on_error!r}")
        for doc in docs:
            doc = doc if isinstance(doc, Document) else Document(doc)
            try:
                yield self(doc)
            except FilterError as error:
                if on_error == "raise":
                    raise
                yield doc.reject("error.filter", meta={"error": str(error)})

    def map(self, x: Any, text: str = "text") -> Any:
        """Clean a collection and return the same type: list, iterator, dicts, pandas, polars, Arrow.

        Args:
            x: texts, or records with the text under the key or column `text`.  Rejected
                documents keep their place: one in, one out.

        >>> Pipeline([]).map([{"text": "a", "n": 1}])
        [{'text': 'a', 'n': 1}]
        """
        from cleantext.adapters.tables import map_any

        return map_any(self, x, text)

    def batch(self, text: str = "text") -> Batch:
        """Return a picklable callable from batch to batch, for `map(batched=True)` and `map_batches`.

        Args:
            text: the column that has the texts.
        """
        from cleantext.adapters.tables import Batch

        return Batch(self, text)

    # -- making other pipelines --------------------------------------------

    @property
    def names(self) -> list[str]:
        """The names of the filters, in order."""
        return [filter_name(f) for f in self.filters]

    def without(self, *names: str) -> Pipeline:
        """Return a pipeline without these filters, rules (by id) or labels.

        Raises:
            ConfigError: no filter, rule or label has that name; says which is nearest.
        """
        pipe = self
        for name in names:
            pipe = replace(pipe, filters=pipe._without_one(name))
        return pipe

    def _without_one(self, name: str) -> list[Filter]:
        if name in self.names:
            return [f for f in self.filters if filter_name(f) != name]
        if not any(isinstance(f, HasRules) and name in f.rule_names() for f in self.filters):
            known = [
                *self.names,
                *sorted({n for f in self.filters if isinstance(f, HasRules) for n in f.rule_names()}),
            ]
            raise ConfigError(f"no filter, rule or label named {name!r} in this pipeline" + did_you_mean(name, known))
        return [f.without(name) if isinstance(f, HasRules) and name in f.rule_names() else f for f in self.filters]

    def after(self, name: str, f: Filter) -> Pipeline:
        """Return a pipeline with `f` behind the filter called `name`.

        Raises:
            ConfigError: no filter has that name; says which is nearest.
        """
        k = self._position(name) + 1
        return replace(self, filters=[*self.filters[:k], f, *self.filters[k:]])

    def before(self, name: str, f: Filter) -> Pipeline:
        """Return a pipeline with `f` in front of the filter called `name`.

        Raises:
            ConfigError: no filter has that name; says which is nearest.
        """
        k = self._position(name)
        return replace(self, filters=[*self.filters[:k], f, *self.filters[k:]])

    def replacing(self, name: str, f: Filter) -> Pipeline:
        """Return a pipeline with `f` in the place of the filter called `name`.

        Raises:
            ConfigError: no filter has that name; says which is nearest.
        """
        k = self._position(name)
        return replace(self, filters=[*self.filters[:k], f, *self.filters[k + 1 :]])

    def _position(self, name: str) -> int:
        if name not in self.names:
            raise ConfigError(f"no filter named {name!r} in this pipeline" + did_you_mean(name, self.names))
        return self.names.index(name)

    @classmethod
    def from_toml(cls, path: str | Path) -> Pipeline:
        """Read a pipeline from a TOML file; see `cleantext.config`.

        Raises:
            ConfigError: the file is missing or not TOML, or names something that does not exist.
        """
        from cleantext.config import load

        return load(Path(path))

    def to_toml(self, path: str | Path | None = None) -> str:
        """Return the pipeline as TOML, and write it to a file if one is named; `from_toml` gives an equal one.

        Raises:
            ConfigError: a filter is a function of yours, which a file cannot name; the file cannot be written.
        """
        from cleantext.config import dump

        toml = dump(self)
        if path is not None:
            try:
                Path(path).write_text(toml, "utf-8")
            except OSError as error:
                raise ConfigError(f"cannot write {path}: {error.strerror}") from error
        return toml

    @cached_property
    def fingerprint(self) -> str:
        """A hash of filters, settings, rule data and the versions that decide the result."""
        described = [filter_name(f) + (f.fingerprint if isinstance(f, Pipeline) else describe(f)) for f in self.filters]
        return fingerprint(described, self.until_stable)


def _run(f: Filter, doc: Document) -> Document:
    try:
        new = f(doc)
    except FilterError:
        raise
    except Exception as error:
        name = "" if doc.id is None else f" {doc.id!r}"
        failed = FilterError(f"filter {filter_name(f)!r} failed on document{name}: {error}")
        failed.filter = filter_name(f)
        raise failed from error
    if not isinstance(new, Document):
        raise FilterError(f"filter {filter_name(f)!r} returned {type(new).__name__}, not a Document")
    return new
