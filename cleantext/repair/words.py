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
from itertools import product

__all__ = ["HOLE", "Words", "words"]

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

Candidate = tuple[str, str, int]  # a character, its Simplified form, and what it costs besides


# How many characters a word has, its cost, and which candidate it has in which hole.
_Edge = tuple[int, int, tuple[tuple[int, int], ...]]
_FAR = 1 << 30


@dataclass(frozen=True)
class Words:
    """Words and their costs; see the module docstring."""

    costs: dict[str, int]
    simplified: dict[int, str]
    reduced: frozenset[str]  # characters that Traditional text writes otherwise

    def simplify(self, text: str) -> str:
        """Return `text` with each character in its Simplified form; of the same length."""
        return text.translate(self.simplified)

    def fill(
        self, text: str, holes: Mapping[int, Sequence[Candidate]], own: Mapping[str, int] | None = None
    ) -> dict[int, tuple[str, int]]:
        """Return what each hole of `text` held, and by how much it is cheaper than the next best.

        Args:
            text: with `HOLE` where something is missing.
            holes: for each offset of a `HOLE`, the characters that it can have held, at least one.
            own: words that the text at hand has, with their costs.

        >>> words().fill("中国人\\0银行", {3: [("民", "民", 0), ("长", "长", 0)]})[3][0]
        '民'
        """
        simple = self.simplify(text)
        filled: dict[int, tuple[str, int]] = {}
        at = sorted(holes)
        k = 0
        while k < len(at):
            first = k
            while k + 1 < len(at) and at[k + 1] - at[k] <= _AROUND:
                k += 1
            k += 1
            low = max(at[first] - _AROUND, at[first - 1] + 1 if first else 0)
            high = min(at[k - 1] + _AROUND + 1, at[k] if k < len(at) else len(text))
            filled |= self._window(simple, low, high, at[first:k], holes, own or {})
        return filled

    def price(self, text: str) -> tuple[int, int]:
        """Return what the hanzi of `text` cost, read as words in the cheapest way, and how many they are.

        Over 12: nats.  Chinese costs 50 to 75 a character, characters put together at random 100 and more.

        >>> price, n = words().price("今天天气很好")
        >>> price // n < 75, n
        (True, 6)
        """
        simple = self.simplify(text)
        costs = self.costs
        total = n = 0
        for m in _HANZI.finditer(simple):
            piece = m.group()
            size = len(piece)
            best = [0] * (size + 1)
            for k in range(size - 1, -1, -1):
                least = costs.get(piece[k], UNKNOWN) + best[k + 1]
                for end in range(k + 2, min(k + _LONGEST, size) + 1):
                    cost = costs.get(piece[k:end])
                    if cost is not None and cost + best[end] < least:
                        least = cost + best[end]
                best[k] = least
            total += best[0]
            n += size
        return total, n

    def _window(
        self,
        text: str,
        low: int,
        high: int,
        at: list[int],
        holes: Mapping[int, Sequence[Candidate]],
        own: Mapping[str, int],
    ) -> dict[int, tuple[str, int]]:
        get, mine = self.costs.get, own.get
        edges: list[list[_Edge]] = []
        for start in range(low, high):
            row: list[_Edge] = []
            inside: list[int] = []
            for end in range(start + 1, min(start + _LONGEST, high) + 1):
                last = text[end - 1]
                if last == HOLE:
                    inside.append(end - 1)
                elif not "一" <= last <= "鿿":
                    if end == start + 1:
                        row.append((1, get(last, UNKNOWN), ()))
                    break
                n = end - start
                piece = text[start:end]
                if not inside:
                    cost = mine(piece) or get(piece)
                    if cost is not None:
                        row.append((n, cost, ()))
                    elif n == 1:
                        row.append((1, UNKNOWN, ()))
                elif len(inside) == 1:
                    where = inside[0]
                    before, after = piece[: where - start], piece[where - start + 1 :]
                    for number, (_, c, extra) in enumerate(holes[where]):
                        word = before + c + after
                        cost = mine(word) or get(word)
                        if cost is not None:
                            row.append((n, cost + extra, ((where, number),)))
                        elif n == 1:
                            row.append((1, UNKNOWN + extra, ((where, number),)))
                else:
                    row += self._filled(piece, start, inside, holes, own)
            edges.append(row)
        return _cheapest(edges, low, at, holes)

    def _filled(
        self,
        piece: str,
        start: int,
        inside: list[int],
        holes: Mapping[int, Sequence[Candidate]],
        own: Mapping[str, int],
    ) -> list[_Edge]:
        """Return an edge for each way to make a word of `piece`, which has several holes."""
        found: list[_Edge] = []
        usual = _USUAL[len(inside)]
        get, mine = self.costs.get, own.get
        parts = list(piece)
        for numbers in product(*(range(min(usual, len(holes[where]))) for where in inside)):
            extra = 0
            for where, number in zip(inside, numbers, strict=True):
                _, parts[where - start], more = holes[where][number]
                extra += more
            word = "".join(parts)
            cost = mine(word) or get(word)
            if cost is not None:
                found.append((len(piece), cost + extra, tuple(zip(inside, numbers, strict=True))))
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
    """Return the model, read once per process: 50 ms, 18 MB."""
    from importlib.resources import files

    import numpy as np

    with (files("cleantext.repair") / "data" / "words.npz").open("rb") as file, np.load(file) as found:
        listed = found["words"].tobytes().decode().split("\n")
        costs = dict(zip(listed, found["logs"].tolist(), strict=True))
        pairs = found["simplified"].tobytes().decode()
    simplified = {ord(c): s for c, s in zip(pairs[::2], pairs[1::2], strict=True)}
    return Words(costs | _MARKS, simplified, frozenset(simplified.values()) - _BOTH)
