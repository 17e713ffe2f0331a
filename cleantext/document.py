"""A text, what it was, and every change between: the only door through which text changes.

A Document is immutable.  Each change adds a layer, either a list of edits or a
whole-text rewrite; the layers are composed into one script against the source only
when somebody asks for `edits`, so a pipeline that nobody questions pays nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

from cleantext import edits as algebra
from cleantext.columns import Edits
from cleantext.edits import Edit
from cleantext.kinds import kinds
from cleantext.labels import Line, source_lines, text_lines
from cleantext.layers import Edited, Rewritten
from cleantext.offsets import Reason
from cleantext.texts import require_str

if TYPE_CHECKING:
    from cleantext.verdicts.measure import Stats

__all__ = ["Document", "Edit", "Line"]


# So many edits of one filter are worth arrays: an object for each takes more than the text that it changes.
_MANY = 4096

_EMPTY: Mapping[str, Any] = MappingProxyType({})
_IMMUTABLE = "a Document is immutable; {!r} changes through edit(), rewrite() or reject()"


class Document:
    """A text with its source, the edits that lead from one to the other, and metadata.

    Args:
        text: a str; bytes are a TypeError that says how to decode them.
        id: whatever identifies the document to the caller.
        meta: metadata the caller knows; a filter never overwrites it.

    Documents are equal when all of text, source, edits, metadata and verdict are.

    >>> doc = Document("網(wǎng)絡").edit([Edit(1, 7, rule="encoding.residue")])
    >>> doc.text, doc.source == doc.restore()
    ('網絡', True)
    """

    __slots__ = ("_edits", "_found", "_given", "_kinds", "_layers", "_stats", "id", "rejected", "source", "text")

    id: Any
    text: str
    source: str
    rejected: str | None
    _given: Mapping[str, Any]
    _found: Mapping[str, Any]
    _kinds: int | None
    _layers: tuple[Edited | Rewritten, ...]
    _edits: Edits | None
    _stats: Stats | None

    def __init__(self, text: str, id: Any = None, meta: Mapping[str, Any] | None = None) -> None:
        require_str(text)
        # One by one: a loop over names takes three times as long, and there is one of these for each text.
        _put_id(self, id)
        _put_text(self, text)
        _put_source(self, text)
        _put_rejected(self, None)
        _put_given(self, MappingProxyType(dict(meta)) if meta else _EMPTY)
        _put_found(self, _EMPTY)
        _put_layers(self, ())
        _put_edits(self, None)
        _put_kinds(self, None)
        _put_stats(self, None)

    # -- reading -----------------------------------------------------------

    @property
    def meta(self) -> Mapping[str, Any]:
        """All metadata, read-only: what filters found, under what the caller gave."""
        if not self._found:
            return self._given
        return MappingProxyType({**self._found, **self._given})

    @property
    def found(self) -> Mapping[str, Any]:
        """The part of the metadata that filters found, read-only."""
        return self._found

    @property
    def edits(self) -> Edits:
        """Every change as one script against `source`, ascending, without overlaps.

        A read-only sequence that equals the list of its edits.  Offsets come as arrays (`starts`, `ends`,
        `text_starts`, `text_ends`) and by `to_source` and `to_text`, in a fraction of the time that converting
        a page takes; an `Edit` is made when somebody looks at it, which takes longer than that.
        """
        if self._edits is None:
            script = self._layers[0].script() if self._layers else Edits.none(self.source)
            for layer in self._layers[1:]:
                script = script.then(layer.script())
            _set(self, "_edits", script)
        assert self._edits is not None
        return self._edits

    def charges(self) -> list[tuple[Reason, int, int]]:
        """Return the reasons of `edits`, each with a number of edits and how many characters of `source` they took.

        A reason is (rule, label, evidence, history); it may stand more than once.  Of a text that one filter edited
        this takes a quarter of the time of `edits`.
        """
        layer = self._layers[0] if self._edits is None and len(self._layers) == 1 else None
        if isinstance(layer, Edited) and isinstance(layer.edits, tuple):
            return [((e.rule, e.label, e.evidence, e.history), 1, e.end - e.start) for e in layer.edits]
        return self.edits.charges() if self._layers else []

    @property
    def stats(self) -> Stats:
        """The numbers of `text`; see `cleantext.Stats`.

        Measured when somebody first asks and kept as long as the text stays the same, so several verdicts share one
        pass.  Two threads that ask at once may both measure, and find the same.
        """
        if self._stats is None:
            # Here, because its tables are for those who ask.
            from cleantext.verdicts.measure import stats

            _set(self, "_stats", stats(self.text))
        assert self._stats is not None
        return self._stats

    @property
    def kinds(self) -> int:
        """The kinds of characters that `text` may have, for the gates of filters: bits, named in `cleantext.kinds`.

        Looked up when first asked for, and kept until an edit puts something in: what only lost characters has no new
        kind.
        """
        if self._kinds is None:
            _put_kinds(self, kinds(self.text))
        assert self._kinds is not None
        return self._kinds

    def restore(self) -> str:
        """Return the source, computed from `text`, the offsets of `edits` and what they removed."""
        return self.edits.restore(self.text)

    def cuts_since(self, earlier: Document) -> list[tuple[str, tuple[Edit, ...]]] | None:
        """Return what was taken away since an earlier document, in order: edits, with the text that they are of.

        None if this was not made of that one, or if anything else was done, or so much that no edits are kept.

        Args:
            earlier: what this document may have been made of.

        >>> doc = Document("雨停了。  ")
        >>> [(text, e.start, e.end) for text, edits in doc.edit([Edit(4, 6, rule="x")]).cuts_since(doc) for e in edits]
        [('雨停了。  ', 4, 6)]
        """
        k = len(earlier._layers)
        if self.source is not earlier.source or len(self._layers) < k:
            return None
        if k and self._layers[k - 1] is not earlier._layers[k - 1]:
            return None
        found = []
        for layer in self._layers[k:]:
            if not (isinstance(layer, Edited) and isinstance(layer.edits, tuple)):
                return None
            if any(e.replacement for e in layer.edits):
                return None
            found.append((layer.before, layer.edits))
        return found

    def lines(self, *, source: bool = False) -> Iterator[Line]:
        """Yield the lines of `text`, each with its label; only a line feed ends a line.

        A line that a filter marked bears the label and rule, all others are "keep" or "blank".

        Args:
            source: the lines of `source` instead: removed ones bear the label of the edit that took
                them.  `[line.to_dict() for line in doc.lines(source=True)]` are training data.
        """
        return source_lines(self) if source else text_lines(self)

    # -- changing ----------------------------------------------------------

    def edit(self, edits: Iterable[Edit], *, meta: Mapping[str, Any] | None = None) -> Document:
        """Return the document after `edits`, in offsets of `text`, and with `meta` found.

        Nothing to change gives back the same object.  Metadata that is already there stays.

        Raises:
            ValueError: an edit overlaps another or lies outside the text.
        """
        before = self.text
        found = self._more(meta) if meta else self._found
        rest = iter(edits)
        first = list(islice(rest, _MANY))
        if not first and found is self._found:
            return self
        script: tuple[Edit, ...] | Edits
        if len(first) < _MANY:
            script = tuple(algebra.sound(before, first))
            text = algebra.apply(before, script)
        else:
            script = Edits.gathered(before, chain(first, rest), _MANY)
            text = script.after
        if not script and found is self._found:
            return self
        if not script:
            return self._with(found=found)
        new = self._after(Edited(before, text, script), found)
        if self._kinds is not None and isinstance(script, tuple) and not any(e.replacement for e in script):
            _put_kinds(new, self._kinds)
        return new

    def rewrite(
        self, after: str, rule: str, *, label: str | None = None, edits: Callable[[], Iterable[Edit]] | None = None
    ) -> Document:
        """Return the document with the text `after`; aligned only if somebody asks for `edits`.

        Args:
            after: the new text.
            rule, label: what the alignment is charged to.
            edits: gives the exact edits in place of an alignment, for a filter that knows them: called
                only if somebody asks, picklable, true to `after`, and as `edits.check` leaves them.
        """
        if after == self.text:
            return self
        return self._after(Rewritten(self.text, after, rule, label, edits), self._found)

    def reject(self, rule: str, *, meta: Mapping[str, Any] | None = None) -> Document:
        """Return the document marked as not worth keeping; the first reason stands.

        Args:
            rule: what `rejected` then says.
            meta: what was found; a key that is there already keeps its value.

        >>> Document("略").reject("reject.short").reject("reject.spam").rejected
        'reject.short'
        """
        return self._with(rejected=self.rejected or rule, found=self._more(meta))

    def refind(self, found: Mapping[str, Any]) -> Document:
        """Return the document with the found metadata replaced (to convert its script, say).

        Args:
            found: all that `found` then has.
        """
        return self if found == self._found else self._with(found=MappingProxyType(dict(found)))

    def _more(self, meta: Mapping[str, Any] | None) -> Mapping[str, Any]:
        if not meta:
            return self._found
        new = {k: v for k, v in meta.items() if k not in self._found and k not in self._given}
        return MappingProxyType({**self._found, **new}) if new else self._found

    def _after(self, layer: Edited | Rewritten, found: Mapping[str, Any]) -> Document:
        """Return the document with one more layer; one by one, as in `__init__`."""
        new = _bare(Document)
        _put_id(new, self.id)
        _put_text(new, layer.after)
        _put_source(new, self.source)
        _put_rejected(new, self.rejected)
        _put_given(new, self._given)
        _put_found(new, found)
        _put_layers(new, (*self._layers, layer))
        _put_edits(new, None)
        _put_kinds(new, None)
        _put_stats(new, None)
        return new

    def _with(self, *, found: Mapping[str, Any], rejected: str | None = None) -> Document:
        """Return the document with the same text and other metadata, or a verdict."""
        new = _bare(Document)
        for name in Document.__slots__:
            _set(new, name, getattr(self, name))
        _put_found(new, found)
        if rejected is not None:
            _put_rejected(new, rejected)
        return new

    # -- being an object ---------------------------------------------------

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(_IMMUTABLE.format(name))

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(_IMMUTABLE.format(name))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return self._identity() == other._identity() and self.edits == other.edits

    def __hash__(self) -> int:
        return hash((self.id, self.source, self.text, self.rejected))

    def _identity(self) -> tuple[Any, ...]:
        return self.id, self.source, self.text, self.rejected, dict(self._given), dict(self._found)

    def __reduce__(self) -> tuple[Any, ...]:
        # A mappingproxy cannot be pickled.
        state = {name: getattr(self, name) for name in self.__slots__}
        return _revive, (state | {"_given": dict(self._given), "_found": dict(self._found)},)

    def __repr__(self) -> str:
        name = f" {self.id!r}" if self.id is not None else ""
        verdict = f", rejected: {self.rejected}" if self.rejected else ""
        head = self.text[:24] + ("…" if len(self.text) > 24 else "")
        return f"<Document{name} {head!r}, {len(self.text)} of {len(self.source)} characters{verdict}>"

    def __str__(self) -> str:
        from cleantext.show import diff

        return diff(self)

    def _repr_html_(self) -> str:
        from cleantext.show import html

        return html(self)


_set = object.__setattr__
_bare = object.__new__
# What a slot itself offers, without a search for its name, takes half the time of object.__setattr__.
_put_edits, _put_found, _put_given, _put_kinds, _put_layers, _put_stats, *_puts = (
    Document.__dict__[name].__set__ for name in Document.__slots__
)
_put_id, _put_rejected, _put_source, _put_text = _puts


def _fill(doc: Document, **state: Any) -> None:
    for name, value in state.items():
        _set(doc, name, value)


def _revive(state: dict[str, Any]) -> Document:
    doc = object.__new__(Document)
    _fill(doc, **state | {k: MappingProxyType(state[k]) for k in ("_given", "_found")})
    return doc
