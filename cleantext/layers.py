"""What one filter did to a text: a layer of a Document, which composes them when somebody asks for `edits`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cleantext.columns import Edits
from cleantext.edits import Edit, align

__all__ = ["Edited", "Rewritten"]


class Edited(NamedTuple):
    """Edits of `before`, which make it `after`."""

    before: str
    after: str
    edits: tuple[Edit, ...] | Edits

    def script(self) -> Edits:
        """Return the change as edits of `before`."""
        return self.edits if isinstance(self.edits, Edits) else Edits.of(self.before, self.after, self.edits)


class Rewritten(NamedTuple):
    """A text put in the place of another; aligned with it when somebody asks, unless its edits are `known`."""

    before: str
    after: str
    rule: str
    label: str | None
    known: Callable[[], Iterable[Edit]] | None

    def script(self) -> Edits:
        """Return the change as edits of `before`."""
        known = align(self.before, self.after, self.rule, self.label) if self.known is None else self.known()
        return known if isinstance(known, Edits) else Edits.of(self.before, self.after, known)
