"""Text in a double-byte encoding with missing bytes: what each pair is, and which pairs a hole can have been.

A pair says nothing of where it begins, so a hole is one byte, and marked; what was dropped in silence shifts the rest.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice

from cleantext.repair.double.candidates import MANY, USUAL, candidate
from cleantext.repair.double.holes import LOST, Holed
from cleantext.repair.double.words import HOLE, Candidate, words

__all__ = ["Table", "decode_double", "pairs_with"]


def decode_double(data: bytes, known: Table, is_lost: Callable[[int, int], bool]) -> Holed:
    """Return `data` as pairs of bytes, with its holes: each is one byte, for a pair says nothing of where it begins.

    Args:
        data: with `LOST` for a byte that the wrong decoder did not understand.
        known: the character of each pair.
        is_lost: as for `decode`.
    """
    parts: list[str] = []
    offsets = array("i")
    holes: dict[int, list[Candidate]] = {}
    broken: list[int] = []
    one: dict[str, str] = {}  # one object for all of a character
    at, n = 0, len(data)
    while at < n:
        offsets.append(at)
        b = data[at]
        if b < 0x80:
            parts.append(chr(b))
            at += 1
            continue
        c = data[at + 1] if at + 1 < n else 0
        after = data[at + 2] if at + 2 < n else -1
        char = known[b, c]
        char = one.setdefault(char, char)
        if LOST in (b, c) and c >= 0x40:
            lead, trail = (-1 if x == LOST else x for x in (b, c))
            found = pairs_with(lead, trail, after if trail < 0 else -1, known, is_lost)
            if found:
                holes[len(parts)] = found
                char = HOLE
        if char:
            at += 2
        else:
            broken.append(len(parts))
            char = "\ufffd"
            at += 1
        parts.append(char)
    return Holed("".join(parts), holes, offsets, broken)


class Table:
    """The character of each byte pair that a codec knows, in one str: 130 kB where a dict would take 5 MB."""

    def __init__(self, codec: str) -> None:
        rows = ["\0" * 256] * 256
        for a in range(0x81, 0xFF):
            # A row at a time, its pairs apart by line feeds: 30 times as fast as pair by pair.
            row = b"\n".join(bytes((a, b)) for b in range(0x40, 0xFF)).decode(codec, "replace").split("\n")
            usable = (c if len(c) == 1 and c != "\ufffd" and c < "\U00010000" else "\0" for c in row)
            rows[a] = "\0" * 0x40 + "".join(usable) + "\0"
        self._chars = "".join(rows)

    def __getitem__(self, pair: tuple[int, int]) -> str:
        """Return the character of a pair; "" if there is none."""
        return self._chars[pair[0] << 8 | pair[1]].rstrip("\0")

    def __contains__(self, pair: tuple[int, int]) -> bool:
        """Return whether a pair has a character."""
        return self._chars[pair[0] << 8 | pair[1]] != "\0"

    def items(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Yield each pair that has a character, with it."""
        return ((divmod(k, 256), c) for k, c in enumerate(self._chars) if c != "\0")


@lru_cache(1024)
def pairs_with(lead: int, trail: int, after: int, table: Table, is_lost: Callable[[int, int], bool]) -> list[Candidate]:
    """Return the usual characters whose pair has a byte, and on whose other byte the decoder fails."""
    found = []
    for way, one, two in _doubles(lead, trail, table):
        if (lead >= 0 or is_lost(one, trail)) and (trail >= 0 or is_lost(two, after)):
            found.append(way)
            if len(found) == USUAL:
                break
    return found


def _doubles(lead: int, trail: int, table: Table) -> Iterator[tuple[Candidate, int, int]]:
    """Yield the characters whose pair has a byte, the usual ones first: each with its bytes."""
    by_lead, by_trail, usual = _ranked(table)
    rows: Iterable[tuple[int, int]] = usual
    if lead >= 0:
        rows = ((lead, b) for b in by_lead[lead])
    elif trail >= 0:
        rows = ((a, trail) for a in by_trail[trail])
    for a, b in islice(rows, MANY):
        yield candidate(table[a, b]), a, b


@cache
def _ranked(table: Table) -> tuple[list[bytes], list[bytes], list[tuple[int, int]]]:
    """Return each lead byte's trail bytes, each trail byte's lead bytes and usual pairs; usual characters first."""
    model = words()
    rows = sorted(
        (cost, c, a, b) for (a, b), c in table.items() if (cost := model.costs.get(model.simplify(c), -1)) >= 0
    )
    by_lead, by_trail = [bytearray() for _ in range(256)], [bytearray() for _ in range(256)]
    for _, _, a, b in rows:
        by_lead[a].append(b)
        by_trail[b].append(a)
    return list(map(bytes, by_lead)), list(map(bytes, by_trail)), [(a, b) for _, _, a, b in rows[:MANY]]
