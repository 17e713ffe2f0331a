"""著 in Traditional text: 着 or 著.  OpenCC's t2s leaves all of them; the words are data in zhe.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Verdict", "verdict", "verdicts"]

_ZHE = "著"
# Authorship closes a name: 鲁迅著《呐喊》, （曹雪芹著）, or the end of a line.
_CLOSING = frozenset('《〈「『“"（(）)[【〔,，.。;；:：、/|·—-\n\r\t 　')
_NAME = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """One 著 of a text: where; the word that decides, if any; whether it becomes 着, None if only the context tells."""

    at: int
    word: str
    turn: bool | None


@dataclass(frozen=True)
class _Words:
    strong: dict[str, bool]
    shapes: tuple[tuple[int, int], ...]  # characters before 著, and from it to the end, of the strong words
    before: frozenset[str]  # what stands before 著 in a strong word, and after it
    after: frozenset[str]
    weak: frozenset[str]
    verbs: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("zhe.toml").read_text("utf-8"))
    strong = dict.fromkeys(data["turn"].split(), True) | dict.fromkeys(data["keep"].split(), False)
    weak = frozenset(data["keep_weak"].split())
    around = [(w, k) for w in strong for k, c in enumerate(w) if c == _ZHE]
    shapes = sorted({(k, len(w) - k) for w, k in around}, key=sum, reverse=True)
    before = frozenset(w[k - 1] if k else "" for w, k in around)
    after = frozenset(w[k + 1 : k + 2] for w, k in around)
    return _Words(strong, tuple(shapes), before - {""}, after - {""}, weak, frozenset(data["verbs"]) - {"\n"})


def verdicts(shadow: str) -> Iterator[Verdict]:
    """Yield a verdict on each 著 of a text in Simplified characters; offsets are those of `shadow`."""
    at = shadow.find(_ZHE)
    while at >= 0:
        yield verdict(shadow, at)
        at = shadow.find(_ZHE, at + 1)


def verdict(shadow: str, at: int) -> Verdict:
    """Return the verdict on the 著 at `at` of a text in Simplified characters."""
    words = _words()
    before, after = shadow[at - 1 : at] if at else "", shadow[at + 1 : at + 2]
    if before in words.before or after in words.after:
        word = _longest(shadow, at, words)
        if word:
            return Verdict(at, word, words.strong[word])
    if before in words.verbs:
        return Verdict(at, before + _ZHE, True)
    if _ZHE + after in words.weak:
        return Verdict(at, _ZHE + after, False)
    return Verdict(at, "", False if _is_author(shadow, at) else None)


def _longest(shadow: str, at: int, words: _Words) -> str:
    """The longest listed phrase that covers `at`; of equally long ones one that keeps 著."""
    best = ""
    for left, right in words.shapes:
        if left + right < len(best):
            break
        word = shadow[max(0, at - left) : at + right]
        turn = words.strong.get(word)
        if turn is not None and len(word) == left + right and (not best or not turn):
            best = word
    return best


def _is_author(shadow: str, at: int) -> bool:
    """Whether 著 closes something as short as a name: at most four characters since the last break."""
    if shadow[at + 1 : at + 2] and shadow[at + 1] not in _CLOSING:
        return False
    head = shadow[max(0, at - _NAME - 1) : at]
    return len(head) <= _NAME or any(c in _CLOSING for c in head)
