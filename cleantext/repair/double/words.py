"""A model of Chinese words, small enough to ship: what stood in the holes of a text that lost bytes.

Words of up to three characters with their frequencies, in Simplified characters (`data/words.npz`, built by
`build_tables.py` from jieba's dictionary).  A stretch with holes is a lattice; the cheapest way through it,
word by word, says what each hole held, and how much dearer the next best is.  Costs are -12 ln p.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

__all__ = ["HOLE", "UNKNOWN", "Own", "Words", "words"]

HOLE = "\0"
UNKNOWN = 260  # a character that no word has; a word that is not listed has no price at all
_LONGEST = 3
_AROUND = 3  # characters beside a hole that can decide about it
_USUAL = (0, 99, 16, 5, 3)  # candidates worth trying where a word has so many holes

_HANZI = re.compile("[一-鿿]+")

# Shares of running text, which the dictionary lacks.
_MARKS = {
    "，": 36, "。": 47, "、": 55, "“": 64, "”": 64, "：": 70, "《": 75, "》": 75, "（": 75, "）": 75, "；": 75,
    "·": 91, "　": 91, "‘": 97, "’": 97, "「": 85, "」": 85, "『": 100, "』": 100,
    "【": 90, "】": 90, "～": 110, "〈": 110, "〉": 110, "？": 83, "！": 83, "…": 83, "—": 83,
}  # fmt: skip

# Simplified forms that are Traditional characters, too, and usual ones.
_BOTH = frozenset("后里面只才向干发台系制表面范准于余谷几丑斗回伙借尽志家采克")

# Which pairs of characters stand in words, by a hash of the two, so that few words need be looked up: bits.
_SLOTS = (1 << 20) - 1
_WORD, _FIRST, _LAST, _OUTER = 1, 2, 4, 8  # a word of two; of one of three: the first two, the last two, the outer two

Candidate = tuple[str, str, int]  # a character, its Simplified form, and what it costs besides


# How many characters a word has, its cost, and which candidate it has in which hole.
_Edge = tuple[int, int, tuple[tuple[int, int], ...]]
_Usual = tuple[int, str, int, int]
_FAR = 1 << 30
_STEP = 0x9E5
_NOTHING: list[_Usual] = [(-1, "", 0, 0)]


class Own(NamedTuple):
    """Words that a text has of its own: their costs, and `Words.near` with them."""

    costs: Mapping[str, int]
    near: bytes | bytearray


@dataclass(frozen=True)
class Words:
    """Words and their costs; see the module docstring."""

    costs: dict[str, int]
    near: bytes  # see `_slot`
    simplified: dict[int, str]
    reduced: frozenset[str]  # characters that Traditional text writes otherwise

    def simplify(self, text: str) -> str:
        """Return `text` with each character in its Simplified form; of the same length."""
        return text.translate(self.simplified)

    def fill(
        self, text: str, holes: Mapping[int, Sequence[Candidate]], own: Own | None = None
    ) -> dict[int, tuple[str, int]]:
        """Return what each hole of `text` held, and by how much it is cheaper than the next best.

        Args:
            text: with `HOLE` where something is missing.
            holes: for each offset of a `HOLE`, the characters that it can have held, at least one.
            own: words that the text at hand has.

        >>> words().fill("中国人\\0银行", {3: [("民", "民", 0), ("长", "长", 0)]})[3][0]
        '民'
        """
        simple = self.simplify(text)
        filled: dict[int, tuple[str, int]] = {}
        own = own or Own({}, self.near)
        at = sorted(holes)
        k = 0
        while k < len(at):
            first = k
            while k + 1 < len(at) and at[k + 1] - at[k] <= _AROUND:
                k += 1
            k += 1
            low = max(at[first] - _AROUND, at[first - 1] + 1 if first else 0)
            high = min(at[k - 1] + _AROUND + 1, at[k] if k < len(at) else len(text))
            filled |= self._window(simple, low, high, at[first:k], holes, own)
        return filled

    def price(self, text: str) -> tuple[int, int]:
        """Return what the hanzi of `text` cost, read as words in the cheapest way, and how many they are.

        Over 12: nats.  Chinese costs 50 to 75 a character, characters put together at random 100 and more.

        >>> price, n = words().price("今天天气很好")
        >>> price // n < 75, n
        (True, 6)
        """
        simple = self.simplify(text)
        get, near = self.costs.get, self.near
        total = n = 0
        for m in _HANZI.finditer(simple):
            piece = m.group()
            size = len(piece)
            codes = [*map(ord, piece), 0]
            third = second = first = 0  # the least that what begins three, two, one character further on costs
            for k in range(size - 1, -1, -1):
                least = get(piece[k], UNKNOWN) + first
                found = near[(codes[k] * _STEP ^ codes[k + 1]) & _SLOTS]
                if found & _WORD and (cost := get(piece[k : k + 2])) is not None and cost + second < least:
                    least = cost + second
                if found & _FIRST and (cost := get(piece[k : k + 3])) is not None and cost + third < least:
                    least = cost + third
                third, second, first = second, first, least
            total += first
            n += size
        return total, n

    def own(self, costs: Mapping[str, int]) -> Own:
        """Return words of a text, with their costs, as `fill` needs them."""
        near = bytearray(self.near)
        for word in costs:
            if len(word) == 2:
                near[_slot(word[0], word[1])] |= _WORD
            elif len(word) == _LONGEST:
                near[_slot(word[0], word[1])] |= _FIRST
                near[_slot(word[1], word[2])] |= _LAST
                near[_slot(word[0], word[2])] |= _OUTER
        return Own(costs, near)

    def _window(
        self,
        text: str,
        low: int,
        high: int,
        at: list[int],
        holes: Mapping[int, Sequence[Candidate]],
        own: Own,
    ) -> dict[int, tuple[str, int]]:
        get, mine, near = self.costs.get, own.costs.get, own.near
        edges: list[list[_Edge]] = []
        codes = [ord(c) for c in text[low:high]] + [0, 0]
        # Each place has what can stand there: number, character, code, cost besides.
        usual = {where: [(k, c, ord(c), more) for k, (_, c, more) in enumerate(holes[where])] for where in at}
        for start in range(low, high):
            row: list[_Edge] = []
            edges.append(row)
            first = text[start]
            if first == HOLE:
                for number, c, _, more in usual[start]:
                    row.append((1, (mine(c) or get(c, UNKNOWN)) + more, ((start, number),)))
            else:
                row.append((1, mine(first) or get(first, UNKNOWN), ()))
                if not "一" <= first <= "鿿":
                    continue
            for n in (2, 3):
                end = start + n
                if end > high or not (text[end - 1] == HOLE or "一" <= text[end - 1] <= "鿿"):
                    break
                piece = text[start:end]
                inside = piece.count(HOLE)
                a, b = codes[start - low], codes[start - low + 1]
                if inside > 1:
                    row += self._filled(piece, start, usual, inside, own)
                elif not inside:
                    if near[(a * _STEP ^ b) & _SLOTS] & (_WORD if n == 2 else _FIRST):
                        cost = mine(piece) or get(piece)
                        if cost is not None:
                            row.append((n, cost, ()))
                else:
                    k = piece.index(HOLE)
                    if n == 3:
                        third = codes[start - low + 2]
                        if k == 0:
                            fits = near[(b * _STEP ^ third) & _SLOTS] & _LAST
                        elif k == 1:
                            fits = near[(a * _STEP ^ third) & _SLOTS] & _OUTER
                        else:
                            fits = near[(a * _STEP ^ b) & _SLOTS] & _FIRST
                        if not fits:
                            continue
                    where = start + k
                    before, after = piece[:k], piece[k + 1 :]
                    bit = _LAST if k == 2 else _FIRST if n == 3 else _WORD
                    left = (b if k == 2 else a) * _STEP
                    for number, char, code, more in usual[where]:
                        if not near[(left ^ code if k else code * _STEP ^ b) & _SLOTS] & bit:
                            continue
                        word = before + char + after
                        cost = mine(word) or get(word)
                        if cost is not None:
                            row.append((n, cost + more, ((where, number),)))
        return _cheapest(edges, low, at, holes)

    def _filled(self, piece: str, start: int, usual: Mapping[int, list[_Usual]], inside: int, own: Own) -> list[_Edge]:
        """Return an edge for each way to make a word of `piece`, which has several holes."""
        found: list[_Edge] = []
        most = _USUAL[inside]
        get, mine, near = self.costs.get, own.costs.get, own.near
        n = len(piece)
        rows = [usual[start + k][:most] if c == HOLE else [(-1, c, ord(c), 0)] for k, c in enumerate(piece)]
        bit = _WORD if n == 2 else _FIRST
        for one, x, code, more in rows[0]:
            code *= _STEP
            for two, y, other, extra in rows[1]:
                if not near[(code ^ other) & _SLOTS] & bit:
                    continue
                for three, z, _, rest in rows[2] if n == 3 else _NOTHING:
                    word = x + y + z
                    cost = mine(word) or get(word)
                    if cost is not None:
                        choices = tuple((start + k, c) for k, c in enumerate((one, two, three)) if c >= 0)
                        found.append((n, cost + more + extra + rest, choices))
        return found


def _cheapest(
    edges: list[list[_Edge]], low: int, at: list[int], holes: Mapping[int, Sequence[Candidate]]
) -> dict[int, tuple[str, int]]:
    """Return for each hole what the cheapest path has there, and what the cheapest without that costs more."""
    size = len(edges)
    ahead = [_FAR] * size + [0]
    for k in range(size - 1, -1, -1):
        ahead[k] = min([cost + ahead[k + n] for n, cost, _ in edges[k]], default=_FAR)
    behind = [0] + [_FAR] * size
    best: dict[int, list[int]] = {where: [_FAR] * len(holes[where]) for where in at}
    for k in range(size):
        here = behind[k]
        for n, cost, choices in edges[k]:
            so_far = here + cost
            if so_far < behind[k + n]:
                behind[k + n] = so_far
            for where, number in choices:
                if so_far + ahead[k + n] < best[where][number]:
                    best[where][number] = so_far + ahead[k + n]
    out: dict[int, tuple[str, int]] = {}
    for where, costs in best.items():
        least = min(costs)
        first = costs.index(least)
        costs[first] = _FAR
        out[where] = holes[where][first][0], min(costs) - least
    return out


@cache
def words() -> Words:
    """Return the model, read once per process: 80 ms, 20 MB."""
    from importlib.resources import files

    import numpy as np

    with (files("cleantext.repair") / "data" / "words.npz").open("rb") as file, np.load(file) as found:
        listed = found["words"].tobytes().decode().split("\n")
        costs = dict(zip(listed, found["logs"].tolist(), strict=True))
        pairs = found["simplified"].tobytes().decode()
    simplified = {ord(c): s for c, s in zip(pairs[::2], pairs[1::2], strict=True)}
    near = np.zeros(_SLOTS + 1, np.uint8)
    for n, places in ((2, {_WORD: (0, 1)}), (3, {_FIRST: (0, 1), _LAST: (1, 2), _OUTER: (0, 2)})):
        codes = np.frombuffer("".join(w for w in listed if len(w) == n).encode("utf-16-le"), np.uint16)
        codes = codes.reshape(-1, n).astype(np.uint32)
        for bit, (a, b) in places.items():
            near[(codes[:, a] * _STEP ^ codes[:, b]) & _SLOTS] |= bit
    return Words(costs | _MARKS, near.tobytes(), simplified, frozenset(simplified.values()) - _BOTH)


def _slot(a: str, b: str) -> int:
    return (ord(a) * _STEP ^ ord(b)) & _SLOTS
