"""A converted text and its exact edits, made from a comparison of arrays when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cleantext.document import Edit
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

    def edits(self) -> list[Edit]:
        """Return the script from `before` to `after`: the characters that differ, in runs of one rule."""
        found = list(self._runs())
        if self.words:
            found += (_trimmed(self.before, *word) for word in self.words)
            found.sort(key=lambda e: e.start)
        return found

    def _runs(self) -> Iterator[Edit]:
        differs = np.flatnonzero(to_points(self.before) != to_points(self.plain))
        if not differs.size:
            return
        turned = dict(self.turned)
        breaks = np.diff(differs) > 1
        if turned:
            apart = np.isin(differs, list(turned))
            breaks |= apart[1:] | apart[:-1]
        borders = np.flatnonzero(breaks)
        starts = differs[np.r_[0, borders + 1]].tolist()
        ends = (differs[np.r_[borders, differs.size - 1]] + 1).tolist()
        before, plain, rule = self.before, self.plain, self.rule
        for a, b in zip(starts, ends, strict=True):
            word = turned.get(a)
            if word is None:
                yield Edit(a, b, replacement=plain[a:b], rule=rule, removed=before[a:b])
            else:
                evidence = {"word": word} if word else None
                yield Edit(a, b, replacement=plain[a:b], rule="script.zhe", evidence=evidence, removed=before[a:b])


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
