"""Words for words: the caller's own dictionary, and the vocabulary of Taiwan and the mainland.

OpenCC's tw2sp replaces 建立 and 整合, ordinary words on both sides; words.toml holds only
those that one side does not use, or not in another sense.  Longest match first, from left
to right; lengths may change, so the edits are made from the matches themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.errors import ConfigError
from cleantext.script.engine import convert
from cleantext.script.tables import to_points

__all__ = ["Dictionary", "Pairs", "check_extra", "custom", "regional"]

Pairs = tuple[tuple[str, str], ...]
Match = tuple[int, int, str]
"""start, end, and the word to put there."""

_BEGINS, _FOLLOWS, _ALONE = 1, 2, 4


class Dictionary:
    """Words to find, each with its replacement; immutable."""

    def __init__(self, pairs: Mapping[str, str]) -> None:
        self._starts: dict[str, list[tuple[str, str]]] = {}
        self._kinds: NDArray[np.uint8] = np.zeros(0x110000, np.uint8)
        for old, new in sorted(pairs.items(), key=lambda pair: -len(pair[0])):
            self._starts.setdefault(old[:1], []).append((old, new))
            self._kinds[ord(old[0])] |= _BEGINS if len(old) > 1 else _ALONE
            if len(old) > 1:
                self._kinds[ord(old[1])] |= _FOLLOWS

    def find(self, text: str) -> Iterator[Match]:
        """Yield the matches in `text`, leftmost first, the longest where several begin; none overlap.

        >>> list(Dictionary({"軟體": "软件", "軟體工程": "软件工程"}).find("學軟體工程"))
        [(1, 5, '软件工程')]
        """
        if not text:
            return
        kinds = self._kinds.take(to_points(text))
        begins = kinds & _BEGINS
        begins[:-1] &= kinds[1:] >> 1  # _FOLLOWS
        begins[-1] = 0
        end = 0
        for at in np.flatnonzero(begins | (kinds & _ALONE)).tolist():
            if at < end:
                continue
            for old, new in self._starts[text[at]]:
                if text.startswith(old, at):
                    end = at + len(old)
                    yield at, end, new
                    break


def check_extra(extra: object) -> Pairs:
    """Return a custom dictionary as sorted pairs.

    Args:
        extra: a mapping from word to word, or pairs.

    Raises:
        ConfigError: not that; or a replacement that the dictionary itself would change again,
            so that each run would change the text once more.
    """
    try:
        pairs = dict(extra)  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        raise ConfigError(f"extra is a dictionary from word to word, not {extra!r}") from error
    for old, new in pairs.items():
        if not isinstance(old, str) or not isinstance(new, str) or not old:
            raise ConfigError(f"extra: {old!r}: {new!r} is no pair of words; the first must not be empty")
    found = Dictionary(pairs)
    for old, new in pairs.items():
        for start, end, again in found.find(new):
            if new[start:end] != again:
                raise ConfigError(
                    f"extra: {old!r} becomes {new!r}, where {new[start:end]!r} would be replaced the next time; "
                    f"add {new!r}: {new!r} to keep it, or leave one of them out"
                )
    return tuple(sorted(pairs.items()))


@lru_cache(16)
def custom(extra: Pairs, config: str) -> Dictionary:
    """Return the caller's dictionary, with every replacement that OpenCC's `config` would convert protected as well."""
    kept = {new: new for _, new in extra if new and convert(new, config) != new}
    return Dictionary(kept | dict(extra))


@cache
def regional(to_hans: bool) -> Dictionary:
    """Return Taiwan's words and the mainland's for them, in Simplified characters; or the reverse, as Taiwan writes."""
    import tomllib

    data = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    sections = ("both", "names", "to_mainland" if to_hans else "to_taiwan")
    pairs = [tuple(word.split("=")) for section in sections for word in data[section].split()]
    guards = {word: word for word in data["guards_to_mainland" if to_hans else "guards_to_taiwan"].split()}
    if to_hans:
        return Dictionary(dict(pairs) | guards)
    return Dictionary({mainland: convert(taiwan, "s2tw") for taiwan, mainland in pairs} | guards)
