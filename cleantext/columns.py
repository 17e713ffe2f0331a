"""A script in columns: where its edits stand, as arrays; `Edit`s only when somebody looks at one.

A page that was converted to another script has an edit for every third character, and an object for
each costs more than the conversion.  Offsets, counting, composing and restoring need no objects.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cleantext.compose import compose
from cleantext.edits import Edit, made

__all__ = ["Edits", "Offsets", "Reason"]

Offsets = NDArray[np.intp]
Reason = tuple[str, str | None, Mapping[str, Any] | None, tuple[str, ...]]
"""The rule, label, evidence and history of an edit."""

# So many edits that go with one removal are worth arrays.
_MANY = 32
_NARROW = 1 << 31
_Column = NDArray[np.int32] | NDArray[np.intp]

_NOWHERE: Offsets = np.zeros(0, np.intp)
_NOWHERE.flags.writeable = False


class Edits(Sequence[Edit]):
    """The edits from one text to another, ascending, without overlaps: a read-only sequence of `Edit`.

    Equal to a list of the same edits; added to one it gives a list.  Holds on to both texts; `list(edits)` does not.

    Attributes:
        before, after: the two texts.
        starts, ends: for each edit, what it replaces: `before[start:end]`; a new array each time it is asked for.
        text_starts, text_ends: what stands there afterwards: `after[start:end]`.
        reasons: rules with their labels, evidence and history.
        which: for each edit, its place in `reasons`.

    >>> from cleantext import Document
    >>> edits = Document("網(wǎng)絡").edit([Edit(1, 7, rule="encoding.residue")]).edits
    >>> edits.starts, edits.ends, edits
    (array([1]), array([7]), [Edit(1, 7, 'encoding.residue': '(wǎng)' -> '')])
    >>> edits.to_source([0, 1])
    array([0, 7])
    """

    __slots__ = ("_ends", "_made", "_starts", "_text_ends", "_text_starts", "_which", "after", "before", "reasons")

    def __init__(
        self,
        before: str,
        after: str,
        starts: Offsets,
        ends: Offsets,
        text_starts: Offsets,
        text_ends: Offsets,
        reasons: tuple[Reason, ...],
        which: Offsets,
        made: list[Edit] | None = None,
    ) -> None:
        self.before, self.after = before, after
        # An edit for every third character: in columns of the usual width a script takes ten times its text.
        kind = np.dtype(code(before, after))
        columns = [column.astype(kind, copy=False) for column in (starts, ends, text_starts, text_ends, which)]
        for column in columns:
            column.setflags(write=False)
        self._starts, self._ends, self._text_starts, self._text_ends, self._which = columns
        self.reasons = reasons
        self._made = made

    @classmethod
    def of(cls, before: str, after: str, edits: Iterable[Edit]) -> Edits:
        """Return `edits`, as `edits.check` leaves them, in columns; they lead from `before` to `after`."""
        starts, ends, sizes, reasons, which = _columns(edits, code(before, after))
        # Objects that somebody holds anyway cost nothing; others take more than the columns.
        held = list(edits) if isinstance(edits, tuple) else None
        return cls(before, after, starts, ends, *behind(starts, ends, sizes), reasons, which, held)

    @classmethod
    def none(cls, text: str) -> Edits:
        """Return the script that changes nothing."""
        return cls(text, text, _NOWHERE, _NOWHERE, _NOWHERE, _NOWHERE, (), _NOWHERE)

    @property
    def starts(self) -> Offsets:
        """Where each edit begins in `before`."""
        return _wide(self._starts)

    @property
    def ends(self) -> Offsets:
        """Where each edit ends in `before`."""
        return _wide(self._ends)

    @property
    def text_starts(self) -> Offsets:
        """Where the replacement of each edit begins in `after`."""
        return _wide(self._text_starts)

    @property
    def text_ends(self) -> Offsets:
        """Where the replacement of each edit ends in `after`."""
        return _wide(self._text_ends)

    @property
    def which(self) -> Offsets:
        """The place of each edit's reason in `reasons`."""
        return _wide(self._which)

    # -- offsets -----------------------------------------------------------

    def to_source(self, at: ArrayLike) -> Offsets:
        """Return where offsets of `after` lie in `before`.

        A character that was kept, or replaced one for one, is followed exactly; inside any other replacement
        the offsets count from its start and stop at its end.  An offset where something was removed is that of
        the character behind it, so a span `[a, b)` begins at `a` and ends behind the character `b - 1`.
        """
        return _follow(at, self._text_ends, self._ends, len(self.before))

    def to_text(self, at: ArrayLike) -> Offsets:
        """Return where offsets of `before` lie in `after`; the reverse of `to_source`, by the same rules."""
        return _follow(at, self._ends, self._text_ends, len(self.after))

    def charges(self) -> list[tuple[Reason, int, int]]:
        """Return each reason with how many edits have it, and how many characters of `before` they took.

        By columns: a converted page has an edit for every third character.
        """
        n = len(self.reasons)
        times = np.bincount(self._which, minlength=n).tolist()
        sizes = np.bincount(self._which, self._ends - self._starts, n).astype(np.intp).tolist()
        # A reason without an edit is one that a later filter took over.
        return [found for found in zip(self.reasons, times, sizes, strict=True) if found[1]]

    # -- the algebra -------------------------------------------------------

    def restore(self, text: str) -> str:
        """Return what was before, from the text that is now and what the edits removed."""
        parts: list[str] = []
        at = 0
        removed = map(self.before.__getitem__, map(slice, self._starts.tolist(), self._ends.tolist()))
        for start, end, old in zip(self._text_starts.tolist(), self._text_ends.tolist(), removed, strict=True):
            parts += text[at:start], old
            at = end
        parts.append(text[at:])
        return "".join(parts)

    def then(self, second: Edits) -> Edits:
        """Return one script that does these edits, then `second`; `compose` says how where two meet.

        The few that meet are composed as objects, all others moved as arrays.
        """
        # Of these edits, those up to `first` end before each edit of `second`, those from `last` on begin behind it.
        first = np.searchsorted(self._text_ends, second._starts, "right")
        last = np.searchsorted(self._text_starts, second._ends, "left")
        shift = np.append(0, self._ends - self._text_ends)[first]
        n, m = len(self._starts), len(second._starts)
        kept = np.ones(n + m, np.bool_)
        pieces: list[Edit] = []
        places: list[tuple[int, int]] = []
        removals: list[tuple[int, int, Offsets, Offsets, Offsets]] = []
        reasons = [*self.reasons, *second.reasons]
        for a, b, i, k in _meetings(first, last):
            kept[i:k] = kept[n + a : n + b] = False
            if k - i >= _MANY and self._go_with(second, a, b, i, k):
                removals.append((2 * i, a, *self._gone_with(second, a, i, k, reasons)))
                continue
            by = int(self._starts[i] - self._text_starts[i])
            found = compose(self[i:k], [e.moved(by) for e in second[a:b]])
            pieces += found
            places += [(2 * i, a)] * len(found)
        starts, ends, sizes, new, own = _columns(pieces)
        gone = [np.concatenate([_NOWHERE, *(columns[k] for columns in removals)]) for k in (2, 3, 4)]
        rows = [len(columns[2]) for columns in removals]
        # The order first: of what it takes nothing is left when the columns are put in it.
        place, rank = np.array(places, np.intp).reshape(-1, 2).T
        place = np.concatenate((2 * np.arange(n) + 1, 2 * first, place, np.repeat([r[0] for r in removals], rows)))
        rank = np.concatenate((np.zeros(n, np.intp), np.arange(m), rank, np.repeat([r[1] for r in removals], rows)))
        order = np.lexsort((rank, place))
        del place, rank, first, last
        order = order[np.append(kept, np.ones(len(pieces) + len(gone[0]), np.bool_))[order]]
        kind = self._starts.dtype
        starts = _joined([self._starts, second._starts + shift, starts, gone[0]], kind)[order]
        ends = _joined([self._ends, second._ends + shift, ends, gone[1]], kind)[order]
        own = _joined([self._which, second._which + len(self.reasons), own + len(reasons), gone[2]], kind)[order]
        grown = self._text_ends - self._text_starts, second._text_ends - second._text_starts
        sizes = _joined([*grown, sizes, np.zeros(len(gone[0]), np.intp)], kind)[order]
        del order, kept, shift
        return Edits(self.before, second.after, starts, ends, *behind(starts, ends, sizes), (*reasons, *new), own)

    def _go_with(self, second: Edits, a: int, b: int, i: int, k: int) -> bool:
        """Say whether the edits [i, k) lie within one edit of `second`, which is a removal."""
        return bool(
            b == a + 1
            and second._text_starts[a] == second._text_ends[a]
            and second._starts[a] <= self._text_starts[i]
            and self._text_ends[k - 1] <= second._ends[a]
        )

    def _gone_with(
        self, second: Edits, a: int, i: int, k: int, reasons: list[Reason]
    ) -> tuple[Offsets, Offsets, Offsets]:
        """Return starts, ends and reasons of what `compose` makes of them; new reasons are added to those there are.

        What they took away already stays theirs, all else is charged to the removal: a second copy of a page
        has hundreds of edits in it, and an object for each takes more than its text.
        """
        removal = len(self.reasons) + int(second._which[a])
        rule, label, evidence, history = reasons[removal]
        part = slice(i, k)
        # In turn what stands before each edit, and what it replaced; and what stands behind the last.
        borders = np.empty(2 * (k - i) + 2, np.intp)
        borders[0] = second._starts[a] - self._text_starts[i] + self._starts[i]
        borders[1:-1:2], borders[2:-1:2] = self._starts[part], self._ends[part]
        borders[-1] = second._ends[a] - self._text_ends[k - 1] + self._ends[k - 1]
        which = np.full(2 * (k - i) + 1, removal, np.intp)
        own = self._which[part].copy()
        known: dict[tuple[str, ...], int] = {}
        for n in np.flatnonzero(self._text_ends[part] > self._text_starts[part]).tolist():
            before = self.reasons[own[n]]
            line = (*before[3], before[0], *history)
            if line not in known:
                known[line] = len(reasons)
                reasons.append((rule, label, evidence, line))
            own[n] = known[line]
        which[1::2] = own
        left = borders[1:] > borders[:-1]
        return borders[:-1][left], borders[1:][left], which[left]

    # -- being a sequence --------------------------------------------------

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, key: int) -> Edit: ...
    @overload
    def __getitem__(self, key: slice) -> list[Edit]: ...
    def __getitem__(self, key: int | slice) -> Edit | list[Edit]:
        if self._made is not None:
            return self._made[key]
        if isinstance(key, slice):
            return self._make(key)
        if not -len(self) <= key < len(self):
            raise IndexError(f"there are {len(self)} edits, none at {key}")
        return self._make(slice(key, key + 1 or None))[0]

    def __iter__(self) -> Iterator[Edit]:
        if self._made is None:
            self._made = self._make(slice(None))
        return iter(self._made)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Edits | list) else NotImplemented

    def __add__(self, other: Iterable[Edit]) -> list[Edit]:
        return [*self, *other] if isinstance(other, Edits | list) else NotImplemented

    def __radd__(self, other: list[Edit]) -> list[Edit]:
        return [*other, *self] if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # like a list, whose place it takes

    def __repr__(self) -> str:
        return repr(list(self))

    def __reduce__(self) -> tuple[Callable[..., Edits], tuple[Any, ...]]:
        columns = self._starts, self._ends, self._text_starts, self._text_ends, self.reasons, self._which
        return Edits, (self.before, self.after, *columns)

    def _make(self, part: slice) -> list[Edit]:
        before, after = self.before, self.after
        starts, ends, text_starts, text_ends = (
            column[part].tolist() for column in (self._starts, self._ends, self._text_starts, self._text_ends)
        )
        removed = map(before.__getitem__, map(slice, starts, ends))
        replacements = map(after.__getitem__, map(slice, text_starts, text_ends))
        reasons = map(self.reasons.__getitem__, self._which[part].tolist())
        return made(starts, ends, replacements, reasons, removed)


def code(before: str, after: str) -> str:
    """Return the type code of arrays that hold the offsets of two texts."""
    return "i" if max(len(before), len(after)) < _NARROW else "q"


def _columns(edits: Iterable[Edit], kind: str = "q") -> tuple[Offsets, Offsets, Offsets, tuple[Reason, ...], Offsets]:
    """Return starts, ends, sizes of the replacements, the different reasons, and which of them each edit has."""
    starts, ends, sizes, which = (array(kind) for _ in range(4))
    reasons: list[Reason] = []
    # Evidence is compared by identity: repairs of one kind share it.
    known: dict[tuple[str, str | None, int, tuple[str, ...]], int] = {}
    for e in edits:
        key = e.rule, e.label, id(e.evidence), e.history
        if (place := known.get(key)) is None:
            place = known[key] = len(reasons)
            reasons.append((e.rule, e.label, e.evidence, e.history))
        starts.append(e.start)
        ends.append(e.end)
        sizes.append(len(e.replacement))
        which.append(place)
    start, end, size, place_of = map(offsets, (starts, ends, sizes, which))
    return start, end, size, tuple(reasons), place_of


def _joined(columns: list[Any], kind: np.dtype[Any]) -> Offsets:
    return np.concatenate(columns, dtype=kind, casting="same_kind")


def _wide(column: _Column) -> Offsets:
    found = column.astype(np.intp)
    found.setflags(write=False)
    return found


def offsets(column: array[int]) -> Offsets:
    """Return a column as offsets, which share its memory."""
    return np.frombuffer(column, column.typecode) if column else np.zeros(0, np.intp)


def behind(starts: Offsets, ends: Offsets, sizes: Offsets) -> tuple[Offsets, Offsets]:
    """Return where the replacements begin and end in the text afterwards."""
    text_ends = ends - starts
    np.subtract(sizes, text_ends, out=text_ends)
    np.cumsum(text_ends, dtype=text_ends.dtype, out=text_ends)
    text_ends += ends
    return text_ends - sizes, text_ends


def _follow(at: ArrayLike, ends: Offsets, there: Offsets, limit: int) -> Offsets:
    places = np.asarray(at, np.intp)
    behind = np.searchsorted(ends, places, "right")
    shift = np.append(0, there - ends)
    found: Offsets = np.minimum(places + shift[behind], np.append(there, limit)[behind])
    return found


def _meetings(first: Offsets, last: Offsets) -> Iterator[tuple[int, int, int, int]]:
    """Yield the groups of edits that meet: (start, end) in the second script, (start, end) in the first one."""
    meeting = np.flatnonzero(last > first)
    group: tuple[int, int, int, int] | None = None
    for g, i, k in zip(meeting.tolist(), first[meeting].tolist(), last[meeting].tolist(), strict=True):
        if group and i < group[3]:
            group = group[0], g + 1, group[2], max(k, group[3])
        else:
            if group:
                yield group
            group = g, g + 1, i, k
    if group:
        yield group
