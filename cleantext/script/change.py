"""A converted text and its exact edits, made from a comparison of arrays when somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.columns import Edits
from cleantext.edits import Edit
from cleantext.offsets import Reason
from cleantext.script.tables import pieces

__all__ = ["Change", "Word", "apply_words", "put_back"]

Word = tuple[int, int, str, str]
"""start, end, what to put there, and the rule."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a text.

    Attributes:
        before: the text.
        plain: the same after every replacement of one code point by one.
        words: replacements that may be longer or shorter, ascending; `plain` is as `before` there.
        rule: what the replacements of single code points are charged to,
        turned: except those at these offsets, by script.zhe, with the word that decided.
        differs: where `plain` differs from `before`, those apart, as `differences` has it; None if nobody knows.
    """

    before: str
    plain: str
    words: tuple[Word, ...]
    rule: str
    turned: tuple[tuple[int, str], ...]
    differs: NDArray[np.uint8] | None = field(default=None, compare=False, repr=False)

    @property
    def after(self) -> str:
        """The text afterwards."""
        return apply_words(self.plain, self.words)

    def edits(self) -> Edits:
        """Return the script from `before` to `after`: the characters that differ, in runs of one rule."""
        if not self.words:
            return self._plain()
        words = [_trimmed(self.before, *word) for word in self.words]
        return self._plain().then(Edits.of(self.plain, self.after, words))

    def _plain(self) -> Edits:
        # At offset + 1: 0 for a character that stays, 1 for one that differs, 2 or 3 for one of `turned`.
        kinds = self.differs
        if kinds is None:
            kinds = _differences(self.plain, self.before)
        reasons: tuple[Reason, ...] = ((self.rule, None, None, ()),)
        if not self.turned:
            # Each second border begins a run and the next one ends it.
            borders = (kinds[1:] != kinds[:-1]).nonzero()[0]
            starts, ends = borders[::2], borders[1::2]
            return Edits(self.before, self.plain, starts, ends, starts, ends, reasons, np.zeros(len(starts), np.intp))
        turned = [at for at, _ in self.turned]
        kinds = kinds.copy()
        for at in turned:
            kinds[at + 1] = 2 + (at & 1)  # an edit of its own, also beside another
        solid, border = kinds != 0, kinds[1:] != kinds[:-1]
        starts = (border & solid[1:]).nonzero()[0]
        ends = (border & solid[:-1]).nonzero()[0]
        which = np.zeros(len(starts), np.intp)
        for k, place in enumerate(starts.searchsorted(turned).tolist(), 1):
            which[place] = k
        reasons += tuple([("script.zhe", None, {"word": word} if word else None, ()) for _, word in self.turned])
        return Edits(self.before, self.plain, starts, ends, starts, ends, reasons, which)


def differences(after: NDArray[np.uint32], before: NDArray[Any]) -> NDArray[np.uint8]:
    """Return a one where two equally long texts differ, a zero put on either side of them; shape (n + 2,)."""
    differs = np.zeros(len(after) + 2, np.bool_)
    np.not_equal(after, before, out=differs[1:-1])
    return differs.view(np.uint8)


def _differences(after: str, before: str) -> NDArray[np.uint8]:
    """Return the same of two texts, in pieces: the code points of both take more than a text."""
    differs = np.zeros(len(after) + 2, np.uint8)
    for (low, new), (_, old) in zip(pieces(after), pieces(before), strict=True):
        differs[low + 1 : low + 1 + len(new)] = new != old
    return differs


def apply_words(text: str, words: tuple[Word, ...]) -> str:
    """Return `text` with the words put in."""
    if not words:
        return text
    parts: list[str] = []
    at = 0
    for start, end, new, _ in words:
        parts += text[at:start], new
        at = end
    parts.append(text[at:])
    return "".join(parts)


def put_back(text: str, before: str, spans: list[tuple[int, int]]) -> str:
    """Return `text` with what stood in `before` at the spans; both are equally long."""
    return apply_words(text, tuple((start, end, before[start:end], "") for start, end in spans))


def _trimmed(before: str, start: int, end: int, new: str, rule: str) -> Edit:
    """The edit of the characters that differ; 伺服器 to 服务器 leaves 器."""
    old = before[start:end]
    most = min(len(old), len(new))
    head = next((k for k in range(most) if old[k] != new[k]), most)
    most -= head
    tail = next((k for k in range(most) if old[-1 - k] != new[-1 - k]), most)
    there = old[head : len(old) - tail]
    return Edit(
        start + head,
        end - tail,
        replacement=new[head : len(new) - tail],
        rule=rule,
        evidence={"word": old},
        removed=there,
    )
