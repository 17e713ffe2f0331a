"""A converted text and its exact edits, made from a comparison of arrays when somebody asks for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cleantext.columns import Edits, Reason
from cleantext.edits import Edit
from cleantext.script.tables import to_points

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
    """

    before: str
    plain: str
    words: tuple[Word, ...]
    rule: str
    turned: tuple[tuple[int, str], ...]

    @property
    def after(self) -> str:
        """The text afterwards."""
        return apply_words(self.plain, self.words)

    def edits(self) -> Edits:
        """Return the script from `before` to `after`: the characters that differ, in runs of one rule."""
        runs = self._runs()
        if not self.words:
            return runs
        found = [*runs, *(_trimmed(self.before, *word) for word in self.words)]
        found.sort(key=lambda e: e.start)
        return Edits.of(self.before, self.after, found)

    def _runs(self) -> Edits:
        # With an equal character put on either side, each second border begins a run and the next one ends it.
        differs = np.zeros(len(self.before) + 2, np.bool_)
        np.not_equal(to_points(self.before), to_points(self.plain), out=differs[1:-1])
        if self.turned:
            apart = np.array([at for at, _ in self.turned], np.intp)
            differs[apart + 1] = False
        borders = (differs[1:] != differs[:-1]).nonzero()[0]
        starts, ends = borders[::2], borders[1::2]
        reasons: tuple[Reason, ...] = ((self.rule, None, None, ()),)
        which = np.zeros(len(starts) + len(self.turned), np.intp)
        if self.turned:
            # "stable" merges two ascending stretches; the other kinds sort from scratch.
            starts = np.sort(np.concatenate((starts, apart)), kind="stable")
            ends = np.sort(np.concatenate((ends, apart + 1)), kind="stable")
            which[starts.searchsorted(apart)] = np.arange(1, len(apart) + 1)
            reasons += tuple([("script.zhe", None, {"word": word} if word else None, ()) for _, word in self.turned])
        return Edits(self.before, self.plain, starts, ends, starts, ends, reasons, which)


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
