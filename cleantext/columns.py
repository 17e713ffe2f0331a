"""A script in columns: where its edits stand, as arrays; `Edit`s only when somebody looks at one.

A page that was converted to another script has an edit for every third character, and an object for
each costs more than the conversion.  Offsets, counting, composing and restoring need no objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike

from cleantext.compose import compose
from cleantext.edits import Edit, apply, made, sound
from cleantext.offsets import (
    NOWHERE,
    Column,
    Offsets,
    Reason,
    Reasons,
    behind,
    code,
    columns_of,
    follow,
    given,
    meetings,
    merged,
    narrow,
    order_of,
    to_column,
)

__all__ = ["Edits"]

# So many edits that go with one removal are worth arrays.
_MANY = 32
# So many edits are kept once they are made.
_HELD = 4096


class Edits(Sequence[Edit]):
    """The edits from one text to another, ascending, without overlaps: a read-only sequence of `Edit`.

    Equal to a list of the same edits; added to one it gives a list.  Holds on to both texts; `list(edits)` does not.

    Attributes:
        before, after: the two texts.
        starts, ends: for each edit, what it replaces: `before[start:end]`.
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
        starts: Column,
        ends: Column,
        text_starts: Column,
        text_ends: Column,
        reasons: tuple[Reason, ...],
        which: Column,
    ) -> None:
        self.before, self.after = before, after
        kind = np.dtype(code(before, after))
        self._starts, self._ends = to_column(starts, kind), to_column(ends, kind)
        # Where one code point stands for one they are the same.
        self._text_starts = self._starts if text_starts is starts else to_column(text_starts, kind)
        self._text_ends = self._ends if text_ends is ends else to_column(text_ends, kind)
        self.reasons, self._which = reasons, to_column(which, kind)
        self._made: list[Edit] | None = None

    @property
    def starts(self) -> Offsets:
        """Where what each edit replaces begins in `before`."""
        return given(self._starts)

    @property
    def ends(self) -> Offsets:
        """Where what each edit replaces ends in `before`."""
        return given(self._ends)

    @property
    def text_starts(self) -> Offsets:
        """Where the replacement of each edit begins in `after`."""
        return given(self._text_starts)

    @property
    def text_ends(self) -> Offsets:
        """Where the replacement of each edit ends in `after`."""
        return given(self._text_ends)

    @property
    def which(self) -> Offsets:
        """For each edit, its place in `reasons`."""
        return given(self._which)

    @classmethod
    def of(cls, before: str, after: str, edits: Iterable[Edit]) -> Edits:
        """Return `edits`, as `edits.check` leaves them, in columns; they lead from `before` to `after`."""
        known = Reasons()
        starts, ends, sizes, which = columns_of(edits, known, code(before, after))
        return cls(before, after, starts, ends, *behind(starts, ends, sizes), known.in_order(), which)

    @classmethod
    def gathered(cls, before: str, edits: Iterable[Edit], many: int) -> Edits:
        """Return edits of `before`, so many at a time that there are never many of them as objects.

        Raises:
            ValueError: what `edits.check` raises.
        """
        rest = iter(edits)
        known = Reasons()
        columns: list[tuple[Column, ...]] = [(NOWHERE,) * 4]
        texts: list[str] = []
        at = 0

        def whole() -> Edits:
            starts, ends, sizes, which = (np.concatenate(column) for column in zip(*columns, strict=True))
            after = "".join([*texts, before[at:]])
            return cls(before, after, starts, ends, *behind(starts, ends, sizes), known.in_order(), which)

        while some := list(islice(rest, many)):
            chunk = sound(before, some)
            if not chunk:
                continue
            if chunk[0].start < at:  # not in order, so all of them at once
                every = sound(before, [*whole(), *some, *rest])
                return cls.of(before, apply(before, every), every)
            parts: list[str] = []
            for e in chunk:
                parts += before[at : e.start], e.replacement
                at = e.end
            texts.append("".join(parts))
            columns.append(columns_of(chunk, known, code(before, before)))
        return whole()

    @classmethod
    def none(cls, text: str) -> Edits:
        """Return the script that changes nothing."""
        return cls(text, text, NOWHERE, NOWHERE, NOWHERE, NOWHERE, (), NOWHERE)

    # -- offsets -----------------------------------------------------------

    def to_source(self, at: ArrayLike) -> Offsets:
        """Return where offsets of `after` lie in `before`.

        A character that was kept, or replaced one for one, is followed exactly; inside any other replacement
        the offsets count from its start and stop at its end.  An offset where something was removed is that of
        the character behind it, so a span `[a, b)` begins at `a` and ends behind the character `b - 1`.
        """
        return follow(at, self._text_ends, self._ends, len(self.before))

    def to_text(self, at: ArrayLike) -> Offsets:
        """Return where offsets of `before` lie in `after`; the reverse of `to_source`, by the same rules."""
        return follow(at, self._ends, self._text_ends, len(self.after))

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
        first = narrow(self._text_ends.searchsorted(second._starts, "right"), self._starts)
        last = narrow(self._text_starts.searchsorted(second._ends, "left"), self._starts)
        n, m = len(self._starts), len(second._starts)
        shift = np.zeros(n + 1, self._starts.dtype)
        np.subtract(self._ends, self._text_ends, out=shift[1:])
        shift = shift[first]
        kept = np.ones(n + m, np.bool_)
        pieces: list[Edit] = []
        places: list[tuple[int, int]] = []
        removals: list[tuple[int, int, Column, Column, Column]] = []
        reasons = [*self.reasons, *second.reasons]
        for a, b, i, k in meetings(first, last):
            kept[i:k] = kept[n + a : n + b] = False
            if k - i >= _MANY and self._go_with(second, a, b, i, k):
                removals.append((2 * i, a, *self._gone_with(second, a, i, k, reasons)))
                continue
            by = int(self._starts[i] - self._text_starts[i])
            found = compose(self[i:k], [e.moved(by) for e in second[a:b]])
            pieces += found
            places += [(2 * i, a)] * len(found)
        new = Reasons()
        starts, ends, sizes, own = columns_of(pieces, new, self._starts.dtype.char)
        gone = [np.concatenate([NOWHERE, *(columns[k] for columns in removals)]) for k in (2, 3, 4)]
        order = order_of(n, first, places, [(*columns[:2], len(columns[2])) for columns in removals])
        del first, last
        order = order[np.append(kept, np.ones(len(pieces) + len(gone[0]), np.bool_))[order]]
        starts = merged(order, self._starts, second._starts + shift, starts, gone[0])
        ends = merged(order, self._ends, second._ends + shift, ends, gone[1])
        del shift
        sizes = merged(
            order,
            self._text_ends - self._text_starts,
            second._text_ends - second._text_starts,
            sizes,
            np.zeros(len(gone[0]), np.int32),
        )
        which = merged(
            order, self._which, second._which + np.int32(len(self.reasons)), own + np.int32(len(reasons)), gone[2]
        )
        del order
        reasons += new.in_order()
        return Edits(self.before, second.after, starts, ends, *behind(starts, ends, sizes), tuple(reasons), which)

    def _go_with(self, second: Edits, a: int, b: int, i: int, k: int) -> bool:
        """Say whether the edits [i, k) lie within one edit of `second`, which is a removal."""
        return bool(
            b == a + 1
            and second._text_starts[a] == second._text_ends[a]
            and second._starts[a] <= self._text_starts[i]
            and self._text_ends[k - 1] <= second._ends[a]
        )

    def _gone_with(self, second: Edits, a: int, i: int, k: int, reasons: list[Reason]) -> tuple[Column, Column, Column]:
        """Return starts, ends and reasons of what `compose` makes of them; new reasons are added to those there are.

        What they took away already stays theirs, all else is charged to the removal: a second copy of a page
        has hundreds of edits in it, and an object for each takes more than its text.
        """
        removal = len(self.reasons) + int(second._which[a])
        rule, label, evidence, history = reasons[removal]
        part = slice(i, k)
        # In turn what stands before each edit, and what it replaced; and what stands behind the last.
        borders = np.empty(2 * (k - i) + 2, self._starts.dtype)
        borders[0] = second._starts[a] - self._text_starts[i] + self._starts[i]
        borders[1:-1:2], borders[2:-1:2] = self._starts[part], self._ends[part]
        borders[-1] = second._ends[a] - self._text_ends[k - 1] + self._ends[k - 1]
        which = np.full(2 * (k - i) + 1, removal, self._which.dtype)
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
        if self._made is None and len(self) > _HELD:
            # So many are made again each time: held, they would take many times the text.
            places = range(0, len(self), _HELD)
            return chain.from_iterable(self._make(slice(low, low + _HELD)) for low in places)
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
