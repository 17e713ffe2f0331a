"""To Traditional: OpenCC's phrases, but a phrase gives way where ordinary words divide the text better.

OpenCC goes from left to right and takes the longest phrase that begins where it stands, so 被发明 falls
into 被发 (as in 被髮左衽) and 明.  Here the phrases compete with each other and with the words around them:
of all divisions of a stretch of text the likeliest wins.  A phrase is always worth more than its own parts,
so only a word that crosses its border can break it up, and without one the result is OpenCC's.

Only phrases that are converted otherwise than character by character need looking at, and a stretch ends
where no word reaches across.  Characters and phrases are converted by OpenCC itself, beforehand; the words
and their weights are data (s2t-words.txt, made by build_s2t.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.errors import ConfigError, did_you_mean
from cleantext.script.engine import convert
from cleantext.script.tables import by_character, to_points, to_str

__all__ = ["CONFIGS", "Target", "to_traditional"]

Target = Literal["zh-Hant", "zh-TW", "zh-HK"]

CONFIGS = {"zh-Hant": "s2t", "zh-TW": "s2tw", "zh-HK": "s2hk"}
"""The OpenCC configuration that converts to each target."""

_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x30000, 0x323AF))
# Description sequences, which OpenCC leaves alone, and compatibility ideographs, which it folds by their neighbours.
_UNCOVERED = ((0x2FF0, 0x2FFF), (0x31EF, 0x31EF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
_UNCOVERED_MARK = 0x110000
_BEGINS, _INSIDE = 1, 2
_HASH_MASK = (1 << 20) - 1
_PIECE = 1 << 16
# A stretch longer than this is divided where it is: hostile text can make one of itself.
_REACH = 32
# Hundredths of ln p by which a division must beat OpenCC's: 1.5 is 4.5 times as likely.
_CLEARLY = 150


@dataclass(frozen=True)
class _Words:
    """The words of s2t-words.txt.

    Attributes:
        weight: hundredths of -ln p, of words and of single characters.
        unseen: the weight of a character that is not listed.
        lengths: which lengths words have, by their first two characters.
        beside: those of the words that OpenCC does not list.
    """

    weight: dict[str, int]
    unseen: int
    lengths: dict[str, list[int]]
    beside: frozenset[str]


@dataclass(frozen=True)
class _Tables:
    """What conversion to one target goes by.

    Attributes:
        characters: what each code point becomes where it stands alone, shape (0x110000,); _UNCOVERED_MARK for those
            that only OpenCC itself can convert.
        phrases: the words that come out otherwise than character by character.
        lengths: which lengths they have, by their first two characters.
        pairs: by the hash of two neighbours, whether a phrase begins with them, whether they stand inside a word.
    """

    characters: NDArray[np.uint32]
    phrases: dict[str, NDArray[np.uint32]]
    lengths: dict[str, list[int]]
    pairs: NDArray[np.uint8]


def to_traditional(text: str, target: Target = "zh-Hant") -> str:
    """Return Simplified `text` in Traditional characters; one code point becomes one code point.

    Nothing is detected, but characters that are Traditional already stay.  zh-Hant is OpenCC's own
    standard (s2t), zh-TW and zh-HK the forms of Taiwan and Hong Kong (s2tw, s2hk).

    Raises:
        ConfigError: there is no such target.

    >>> to_traditional("头发被发明了，展示了如何制造", "zh-TW")
    '頭髮被發明了，展示了如何製造'
    """
    if target not in CONFIGS:
        raise ConfigError(f"no Traditional target {target!r}" + did_you_mean(target, CONFIGS))
    if text.isascii():
        return text
    tables = _tables(CONFIGS[target])
    out = np.empty(len(text), np.uint32)
    pairs = np.empty(len(text) - 1, np.uint8)
    # In pieces, and one character more: of a long text these numbers take many times the result.
    for low in range(0, len(text), _PIECE):
        index = to_points(text[low : low + _PIECE + 1]).astype(np.intp)
        out[low : low + _PIECE] = tables.characters.take(index[:_PIECE])
        tables.pairs.take(_hash(index[:-1], index[1:]), out=pairs[low : low + _PIECE], mode="wrap")
    if out.max() == _UNCOVERED_MARK:
        lines = text.split("\n")
        if len(lines) == 1:
            return convert(text, CONFIGS[target])
        return "\n".join([to_traditional(line, target) for line in lines])
    begins = np.flatnonzero((pairs & _BEGINS).view(np.bool_))
    if begins.size:
        _convert_phrases(text, begins.tolist(), pairs.tobytes(), tables, out)
    return to_str(out)


def _convert_phrases(text: str, begins: list[int], pairs: bytes, tables: _Tables, out: NDArray[np.uint32]) -> None:
    """Put into `out` what the phrases of `text` become, in the likeliest division of the stretches around them."""
    words = _words()
    end = 0
    for at in begins:
        if at < end or not _is_phrase(text, at, tables):
            continue
        start = at
        while start > end and at - start < _REACH and pairs[start - 1] & _INSIDE:
            start -= 1
        end = at + 1
        while end < len(text) and end - at < _REACH and pairs[end - 1] & _INSIDE:
            end += 1
        here = start
        for piece in _pieces(text[start:end], words):
            if piece in tables.phrases:
                out[here : here + len(piece)] = tables.phrases[piece]
            here += len(piece)


def _pieces(text: str, words: _Words) -> list[str]:
    """Return the division of `text` to convert by: OpenCC's own, unless another one is clearly likelier."""
    first = _from_the_left(text, words)
    if len(first) == 1:
        return first
    best = divide(text, words.weight, words.unseen, words.lengths)
    return best if _sum(best, words) + _CLEARLY <= _sum(first, words) else first


def _from_the_left(text: str, words: _Words) -> list[str]:
    """Return the division of `text` that OpenCC makes."""
    pieces = []
    at = 0
    while at < len(text):
        for n in words.lengths.get(text[at : at + 2], ()):
            piece = text[at : at + n]
            if piece in words.weight and piece not in words.beside and len(piece) == n:
                break
        else:
            piece = text[at]
        pieces.append(piece)
        at += len(piece)
    return pieces


def _sum(pieces: list[str], words: _Words) -> int:
    return sum([words.weight.get(piece, words.unseen) for piece in pieces])


def _is_phrase(text: str, at: int, tables: _Tables) -> bool:
    return any(text[at : at + n] in tables.phrases for n in tables.lengths.get(text[at : at + 2], ()))


def divide(text: str, weight: Mapping[str, float], unseen: float, lengths: Mapping[str, Iterable[int]]) -> list[str]:
    """Return `text` in pieces, listed words and single characters, whose weights have the smallest sum.

    Args:
        weight: -ln p of words and characters, in any unit.
        unseen: the weight of a character that is not listed.
        lengths: lengths of the words that begin with two characters, as `by_beginning` has them.

    >>> divide("展示了如何", {"展示": 8, "了如": 12, "如何": 7, "了": 4}, 15, by_beginning(["展示", "了如", "如何"]))
    ['展示', '了', '如何']
    """
    best = [0.0] + [float("inf")] * len(text)
    back = [0] * len(best)
    for i in range(len(text)):
        one = best[i] + weight.get(text[i], unseen)
        if one < best[i + 1]:
            best[i + 1], back[i + 1] = one, i
        for n in lengths.get(text[i : i + 2], ()):
            if i + n < len(best) and best[i] + (w := weight.get(text[i : i + n], float("inf"))) < best[i + n]:
                best[i + n], back[i + n] = best[i] + w, i
    pieces = []
    end = len(text)
    while end:
        pieces.append(text[back[end] : end])
        end = back[end]
    return pieces[::-1]


def by_beginning(words: Iterable[str]) -> dict[str, list[int]]:
    """Return the lengths of `words`, of two characters and more, by their first two; the longest first."""
    lengths: dict[str, list[int]] = {}
    for word in words:
        known = lengths.setdefault(word[:2], [])
        if len(word) not in known:
            known.append(len(word))
    for known in lengths.values():
        known.sort(reverse=True)
    return lengths


def _hash(first: NDArray[np.intp], second: NDArray[np.intp]) -> NDArray[np.intp]:
    return (first * 0x9E3B1 + second) & _HASH_MASK


@cache
def _words() -> _Words:
    weight: dict[str, int] = {}
    known, beside = Path(__file__).with_name("s2t-words.txt").read_text("utf-8").split("# beside\n")
    for line in (known + beside).splitlines():
        if not line.startswith("#"):
            number, *words = line.split(" ")
            weight |= dict.fromkeys(words, int(number))
    others = frozenset(w for line in beside.splitlines() for w in line.split(" ")[1:])
    unseen = max(weight.values())
    return _Words(weight, unseen, by_beginning(w for w in weight if len(w) > 1), others)


@cache
def _tables(config: str) -> _Tables:
    characters = np.arange(0x110000, dtype=np.uint32)
    han = np.concatenate([np.arange(low, high + 1, dtype=np.uint32) for low, high in _HAN])
    characters[han] = by_character(config, han)
    for low, high in _UNCOVERED:
        characters[low : high + 1] = _UNCOVERED_MARK
    words = [w for w in _words().weight if len(w) > 1]
    joined = "\n".join(words)
    before, after = to_points(joined).astype(np.intp), to_points(convert(joined, config))
    bounds = np.r_[-1, np.flatnonzero(before == ord("\n")), len(before)]
    # Of each word, how many characters come out otherwise than alone.
    different = np.add.reduceat(characters[before] != after, bounds[:-1] + 1)
    phrases = {words[k]: after[bounds[k] + 1 : bounds[k + 1]] for k in np.flatnonzero(different).tolist()}
    pairs = np.zeros(_HASH_MASK + 1, np.uint8)
    within = np.flatnonzero((before[:-1] != ord("\n")) & (before[1:] != ord("\n")))
    pairs[_hash(before[within], before[within + 1])] = _INSIDE
    starts = to_points("".join(p[:2] for p in phrases)).astype(np.intp).reshape(-1, 2)
    pairs[_hash(starts[:, 0], starts[:, 1])] |= _BEGINS
    return _Tables(characters, phrases, by_beginning(phrases), pairs)
