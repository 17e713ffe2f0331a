"""A model of Chinese words, small enough to ship: what stood in the holes of a text that lost bytes.

Words of up to four characters with their frequencies, in Simplified characters (`data/words.npz`, built by
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
_LONGEST = 4
_AROUND = 4  # characters beside a hole that can decide about it
_PRODUCT = 600  # ways to fill the holes of one word

_HANZI = re.compile("[一-鿿]+")

# Shares of running text, which the dictionary lacks.
_MARKS = {
    "，": 36, "。": 47, "、": 55, "“": 64, "”": 64, "：": 70, "《": 75, "》": 75, "（": 75, "）": 75, "；": 75, "？": 83,
    "！": 83, "…": 83, "—": 83, "·": 91, "　": 91, "‘": 97, "’": 97, "「": 85, "」": 85, "『": 100, "』": 100,
    "【": 90, "】": 90, "～": 110, "〈": 110, "〉": 110,
}  # fmt: skip

# Simplified forms that are Traditional characters, too, and usual ones.
_BOTH = frozenset("后里面只才向干发台系制表面范准于余谷几丑斗回伙借尽志家采克")

Candidate = tuple[str, int]  # a character, and what it costs besides


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

        >>> words().fill("中国人\\0银行", {3: [("民", 0), ("长", 0)]})[3][0]
        '民'
        """
        simple = self.simplify(text)
        ways = {at: [(self.simplify(c), c, extra) for c, extra in found] for at, found in holes.items()}
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
            filled |= self._window(simple, low, high, at[first:k], ways, own or {})
        return filled

    def price(self, text: str) -> tuple[int, int]:
        """Return the cost of the cheapest way to read the Chinese characters of `text` as words, and how many there are.

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
        ways: dict[int, list[tuple[str, str, int]]],
        own: Mapping[str, int],
    ) -> dict[int, tuple[str, int]]:
        size = high - low
        edges: list[list[tuple[int, int, tuple[tuple[int, int], ...]]]] = []
        for start in range(low, high):
            row: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
            inside: list[int] = []
            for end in range(start + 1, min(start + _LONGEST, high) + 1):
                last = text[end - 1]
                if last == HOLE:
                    inside.append(end - 1)
                elif not "一" <= last <= "鿿":
                    if end == start + 1:
                        row.append((1, self.costs.get(last, UNKNOWN), ()))
                    break
                piece = text[start:end]
                if not inside:
                    cost = self._cost(piece, own)
                    if cost >= 0:
                        row.append((end - start, cost, ()))
                else:
                    row += self._filled(piece, start, inside, ways, own)
            edges.append(row)
        return self._cheapest(edges, size, low, at, ways)

    def _cost(self, word: str, own: Mapping[str, int]) -> int:
        cost = self.costs.get(word, -1)
        if cost < 0 and len(word) == 1:
            cost = UNKNOWN
        if own and (mine := own.get(word, -1)) >= 0 and (cost < 0 or mine < cost):
            return mine
        return cost

    def _filled(
        self,
        piece: str,
        start: int,
        inside: list[int],
        ways: dict[int, list[tuple[str, str, int]]],
        own: Mapping[str, int],
    ) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
        """Return an edge for each way to make a word of `piece`, whose holes are at `inside`."""
        found = []
        n = len(piece)
        if len(inside) == 1:
            where = inside[0]
            before, after = piece[: where - start], piece[where - start + 1 :]
            for number, (c, _, extra) in enumerate(ways[where]):
                cost = self._cost(before + c + after, own)
                if cost >= 0:
                    found.append((n, cost + extra, ((where, number),)))
            return found
        sizes = 1
        for where in inside:
            sizes *= len(ways[where])
        if sizes > _PRODUCT:
            return []
        parts = list(piece)
        for numbers in product(*(range(len(ways[where])) for where in inside)):
            extra = 0
            for where, number in zip(inside, numbers, strict=True):
                c, _, more = ways[where][number]
                parts[where - start] = c
                extra += more
            cost = self._cost("".join(parts), own)
            if cost >= 0:
                found.append((n, cost + extra, tuple(zip(inside, numbers, strict=True))))
        return found

    def _cheapest(
        self,
        edges: list[list[tuple[int, int, tuple[tuple[int, int], ...]]]],
        size: int,
        low: int,
        at: list[int],
        ways: dict[int, list[tuple[str, str, int]]],
    ) -> dict[int, tuple[str, int]]:
        """Return for each hole the way of the cheapest path, and what the cheapest path with another way costs more."""
        far = 1 << 30
        ahead = [far] * size + [0]
        for k in range(size - 1, -1, -1):
            for n, cost, _ in edges[k]:
                if cost + ahead[k + n] < ahead[k]:
                    ahead[k] = cost + ahead[k + n]
        behind = [0] + [far] * size
        best: dict[int, list[int]] = {where: [far] * len(ways[where]) for where in at}
        for k in range(size):
            for n, cost, choices in edges[k]:
                so_far = behind[k] + cost
                if so_far < behind[k + n]:
                    behind[k + n] = so_far
                for where, number in choices:
                    if so_far + ahead[k + n] < best[where][number]:
                        best[where][number] = so_far + ahead[k + n]
        out: dict[int, tuple[str, int]] = {}
        for where, costs in best.items():
            first = min(range(len(costs)), key=costs.__getitem__)
            rest = min((c for k, c in enumerate(costs) if k != first), default=far)
            out[where] = ways[where][first][1], min(rest, far) - costs[first]
        return out


@cache
def words() -> Words:
    """Return the model, read once per process: 50 ms, 25 MB."""
    from importlib.resources import files

    import numpy as np

    with (files("cleantext.repair") / "data" / "words.npz").open("rb") as file, np.load(file) as found:
        listed = found["words"].tobytes().decode().split("\n")
        costs = dict(zip(listed, found["logs"].tolist(), strict=True))
        pairs = found["simplified"].tobytes().decode()
    simplified = {ord(c): s for c, s in zip(pairs[::2], pairs[1::2], strict=True)}
    return Words(costs | _MARKS, simplified, frozenset(simplified.values()) - _BOTH)
