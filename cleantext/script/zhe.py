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
_TITLE = frozenset("《〈")
_ENDS = _CLOSING | set("”」』》〉") | {""}
_NAME = 4


@dataclass(frozen=True, slots=True)
class Verdict:
    """One 著 of a text: where; the word that decides, if any; whether it becomes 着, None if only the context tells."""

    at: int
    word: str
    turn: bool | None


@dataclass(frozen=True)
class _Words:
    """The lists of zhe.toml; each strong word with the offset of its 著 and whether that becomes 着, longest first."""

    after: dict[str, list[tuple[str, int, bool]]]  # by the character in front of 著
    begin: dict[str, list[tuple[str, int, bool]]]  # words that begin with 著, by the character behind it
    weak: frozenset[str]
    verbs: frozenset[str]
    after_verb: frozenset[str]
    surnames: frozenset[str]


@cache
def _words() -> _Words:
    data = tomllib.loads(Path(__file__).with_name("zhe.toml").read_text("utf-8"))
    strong = dict.fromkeys(data["turn"].split(), True) | dict.fromkeys(data["keep"].split(), False)
    weak, after_verb = (frozenset(data[name].split()) for name in ("keep_weak", "after_verb"))
    verbs, surnames = (frozenset(data[name]) - {"\n"} for name in ("verbs", "surnames"))
    words = _Words({}, {}, weak, verbs, after_verb, surnames)
    for word, turn in sorted(strong.items(), key=lambda item: (-len(item[0]), item[1])):
        for k in (k for k, c in enumerate(word) if c == _ZHE):
            index, key = (words.after, word[k - 1]) if k else (words.begin, word[1])
            index.setdefault(key, []).append((word, k, turn))
    return words


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
    found = _longest(shadow, at, words.after.get(before), words.begin.get(after))
    verb = before in words.verbs
    if found and (verb or (found[1] and found[0].endswith(_ZHE))):
        # Two readings: 跟|著名|导演 and 印着|名称, 替代|著名 and 翻译着.
        split = shadow[at + 1 : at + 3] in words.after_verb
        noun = _longest(shadow, at, words.begin.get(after))
        if split and found[0].startswith(("著名", "著作")):
            found = None
        elif found[1] and noun and not noun[1] and not split:
            found = noun
    if found:
        return Verdict(at, *found)
    if verb:
        return Verdict(at, before + _ZHE, True)
    if _ZHE + after in words.weak:
        return Verdict(at, _ZHE + after, False)
    return Verdict(at, "", False if _is_author(shadow, at, words.surnames) else None)


def _longest(shadow: str, at: int, *lists: list[tuple[str, int, bool]] | None) -> tuple[str, bool] | None:
    """The longest listed phrase that covers `at`, and its verdict; of equally long ones one that keeps 著."""
    best: tuple[str, bool] | None = None
    for words in lists:
        for word, k, turn in words or ():
            if shadow.startswith(word, at - k) and at >= k:
                if best is None or (len(word), not turn) > (len(best[0]), not best[1]):
                    best = word, turn
                break
    return best


def _is_author(shadow: str, at: int, surnames: frozenset[str]) -> bool:
    """Whether 著 closes something like a name: two to four characters since the last break."""
    head = shadow[max(0, at - _NAME - 1) : at]
    start = max((k + 1 for k, c in enumerate(head) if c in _CLOSING), default=0)
    after = shadow[at + 1 : at + 2]
    if after in _TITLE:
        return len(head) - start <= _NAME
    if after not in _ENDS:
        return False
    if head.rstrip(" ")[-1:].isascii() and head.rstrip(" ")[-1:].isalpha():
        return True  # no verb ends in a Latin letter
    # 咆哮著，stands as short between its commas; a name begins with a surname.
    return 2 <= len(head) - start <= _NAME and head[start] in surnames
