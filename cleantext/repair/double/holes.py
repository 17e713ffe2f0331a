"""UTF-8 with missing bytes: where the holes are; which characters each can have held say the `candidates`.

UTF-8 says where a character begins, so a lost byte spoils one character, seldom two; what lies between two holes
decodes as ever.  A hole is marked (U+FFFD, `?`) or not (bytes dropped in silence: then only between two characters
of the wrong reading, and only where its decoder could fail).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleantext.repair.double.candidates import A_LEAD, Pattern, candidates, order
from cleantext.repair.double.words import HOLE, Candidate
from cleantext.repair.effort import Effort

__all__ = ["LOST", "Holed", "decode", "is_no_utf8"]

LOST = 0xFF  # stands for a marked hole among the bytes
_MAYBE = 0x3F
_GOOD = re.compile(
    rb"(?:[\x00-\x7f]+|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3})+"
)
# With a `?` inside, no more than a character or two; else as far as the marks go, for a lead byte can be lost, too.
_CLUSTER = re.compile(
    rb"[\xc2-\xf3]?[\x80-\xbf\xff]{0,8}(?:\?[\x80-\xbf\xff]{1,4}){1,3}\??|[\xc2-\xf3]?[\x80-\xbf\xff]{0,96}\?{0,2}"
)
_ENOUGH, _INTACT = 60, 0.2
# What a damaged stretch costs that is read for the first time, with marks and without, and again, in us.
_SPOILT, _SILENT, _AGAIN = 80, 160, 5
_SHORT = 10  # bytes of a damaged stretch in which marks may stand for one byte or two
_TWO, _UNMARKED, _LEAD = 30, 10, 5  # what a hole of two bytes costs, one that is not marked, one that took a lead byte


class Holed(NamedTuple):
    """What bytes decode to.

    Attributes:
        text: with `HOLE` where a character has lost a byte.
        holes: by offset, the characters that can have stood there, and what speaks against each.
        offsets: for each character of `text`, where its bytes begin.
        broken: offsets of U+FFFD in `text`: bytes that no hole explains.
    """

    text: str
    holes: dict[int, list[Candidate]]
    offsets: array[int]
    broken: list[int]


def is_no_utf8(data: bytes) -> bool:
    """Return whether so little of `data` is intact UTF-8 that nothing can be told; of a short stretch, never.

    What is read as cp949 has the most holes, some 45 in 100 characters, and still 60 % of its bytes.
    """
    return len(data) >= _ENOUGH and sum(map(len, _GOOD.findall(data))) < _INTACT * len(data)


def decode(
    data: bytes,
    is_lost: Callable[[int, int], bool],
    borders: Callable[[int], int] | None,
    effort: Effort | None = None,
) -> Holed:
    """Return `data` as UTF-8, with its holes.

    Args:
        data: with `LOST` for a byte (or two) that the wrong decoder did not understand.
        is_lost: whether that decoder fails on a byte that is followed by another (-1: by nothing or another hole).
        borders: whether an offset in `data` is one where bytes can have been dropped without a mark; None if
            holes are marked.
        effort: what may be spent on damaged stretches.
    """
    parts: list[str] = []
    offsets = array("i")
    holes: dict[int, list[Candidate]] = {}
    broken: list[int] = []
    at = size = 0
    n = len(data)
    while at < n:
        if m := _GOOD.match(data, at):
            piece = data[at : m.end()].decode()
            parts.append(piece)
            offsets.extend(_offsets(piece, at))
            size += len(piece)
            at = m.end()
            continue
        found = _CLUSTER.match(data, at)
        end = max(found.end() if found else at, at + 1)
        if effort is not None:
            if borders is None:
                effort.spend_on(data[at:end], _SPOILT, _AGAIN)
            else:  # what follows decides as well
                effort.spend_on(data[at : end + 1], _SILENT, 2 * _AGAIN)
        nxt = data[end] if end < n else -1
        ways = _characters(data, at, end, nxt, is_lost, borders)
        if ways is None and (mark := data.find(LOST, at, end - 1)) > at:
            # What is behind the mark may be healthy: （ is two bytes that might go on.
            ways = _characters(data, at, mark + 1, -1, is_lost, borders)
        if ways is None and borders is not None and (start := _misled(data, parts, offsets, at, borders)) < at:
            # Two bytes were dropped, the end of a character and the lead byte of the next: 是个 became 昸 and a rest.
            ways = _characters(data, start, end, nxt, is_lost, borders)
            if ways is not None:
                parts[-1] = parts[-1][:-1]
                offsets.pop()
                size -= 1
                at = start
        if ways is not None:
            literal, end = ways[1], ways[2]
            for candidates in ways[0]:
                holes[size] = candidates
                parts.append(HOLE)
                offsets.append(at)
                size += 1
            if literal:
                parts.append(literal)
                offsets.append(end - 1)
                size += 1
        else:
            broken.append(size)
            parts.append("\ufffd")
            offsets.append(at)
            size += 1
        at = end
    return Holed("".join(parts), holes, offsets, broken)


def _misled(data: bytes, parts: list[str], offsets: array[int], at: int, borders: Callable[[int], int]) -> int:
    """Return where the character before `at` begins if bytes can have been dropped inside of it; else `at`."""
    if 0x80 <= data[at] < 0xC0 and parts and parts[-1] and "\x80" <= parts[-1][-1] != HOLE:
        start = offsets[-1]
        if any(borders(k) for k in range(start + 1, at)):
            return start
    return at


def _offsets(piece: str, at: int) -> Iterator[int]:
    for c in piece:
        yield at
        at += 1 if c < "\x80" else 2 if c < "\u0800" else 3 if c < "\U00010000" else 4


def _characters(
    data: bytes,
    start: int,
    end: int,
    nxt: int,
    is_lost: Callable[[int, int], bool],
    borders: Callable[[int], int] | None,
) -> tuple[list[list[Candidate]], str, int] | None:
    """Return the candidates of each character in a damaged cluster, a literal `?` behind it, and where it ends."""
    cluster = data[start:end]
    dropped: tuple[int, ...] = ()
    if LOST not in cluster and _MAYBE not in cluster:
        if borders is None or len(cluster) > _SHORT:
            return None
        dropped = tuple([borders(k) for k in range(start, end + 1)])
    elif cluster[-1] == _MAYBE and not _plain(_items(cluster)):
        found = _candidates(cluster[:-1], dropped, _MAYBE, is_lost)
        if found:
            return found, "?", end
    found = _candidates(cluster, dropped, nxt, is_lost)
    return (found, "", end) if found else None


def _items(cluster: bytes) -> list[int]:
    return [-1 if b in (LOST, _MAYBE) else b for b in cluster]


@lru_cache(4096)
def _candidates(
    cluster: bytes, dropped: tuple[int, ...], nxt: int, is_lost: Callable[[int, int], bool]
) -> list[list[Candidate]] | None:
    """Return the candidates of each character in a damaged cluster, `dropped` as for `_ways`."""
    items = _items(cluster)
    marked = -1 in items
    plain = _plain(items)
    if plain:
        ways = [(0, plain)]
    elif len(items) > _SHORT:
        return None
    else:
        ways = sorted(_ways(items, dropped or (False,) * (len(items) + 1)), key=lambda way: way[0])
    if not ways:
        return None
    least, first = ways[0]
    places = order()
    out: list[list[Candidate]] = []
    for number, pattern in enumerate(first):
        behind = first[number + 1][0] if number + 1 < len(first) else nxt
        if not marked and pattern[-2:] == (-1, -1):
            behind = -1  # glibc drops a pair at once, whatever follows
        elif not marked and behind < 0 and pattern[-1] < 0 and number + 1 < len(first):
            behind = A_LEAD
        options = candidates(pattern, behind, is_lost)
        # Dropped in silence, a byte can be missing in one place or another.
        others = {patterns[number] for cost, patterns in ways[1:] if cost == least and len(patterns) == len(first)}
        if others - {pattern}:
            every = {*options, *(way for other in others for way in candidates(other, behind, is_lost))}
            options = sorted(every, key=lambda way: places[ord(way[0])])
        if not options:
            return None
        out.append(options)
    return out


def _plain(items: list[int]) -> list[Pattern] | None:
    """Return a cluster as characters if each mark is one byte, as most decoders have it; None if that does not fit."""
    if -1 not in items:
        return None
    found: list[Pattern] = []
    at = 0
    while at < len(items):
        size = _length((items[at],))
        piece = tuple(items[at : at + size])
        if 0 <= piece[0] < 0xC0 or len(piece) < size or any(b >= 0xC0 for b in piece[1:]):
            return None
        found.append(piece)
        at += size
    return found


def _ways(items: list[int], dropped: Sequence[int]) -> Iterator[tuple[int, list[Pattern]]]:
    """Yield the ways to read a cluster as characters: what each costs, and their patterns."""
    # index of the next item, the character in hand, finished characters, cost, bytes invented here
    stack: list[tuple[int, Pattern, list[Pattern], int, int]] = [(0, (), [], 0, 0)]
    while stack:
        k, hand, done, cost, invented = stack.pop()
        if hand and len(hand) == _length(hand):
            done, hand = [*done, hand], ()
        if len(done) > 3 or cost > 100:
            continue
        if k == len(items):
            if not hand:
                yield cost, done
            elif dropped[k] and invented < 2:
                stack.append((k, (*hand, -1), done, cost + _UNMARKED, invented + 1))
            continue
        if dropped[k] and invented < 2 and (hand or 0x80 <= items[k] < 0xC0):
            more = _UNMARKED if hand else _UNMARKED + _LEAD
            stack.append((k, (*hand, -1), done, cost + more, invented + 1))
        b = items[k]
        if b < 0:
            if hand:
                stack.append((k + 1, (*hand, -1), done, cost, 0))
                if invented == 0:  # one mark for two bytes
                    stack.append((k, (*hand, -1), done, cost + _TWO, 1))
            else:
                stack.append((k + 1, (-1,), done, cost + _LEAD, 0))
                if invented == 0:
                    stack.append((k, (-1,), done, cost + _LEAD + _TWO, 1))
        elif (b >= 0xC0) != bool(hand):
            stack.append((k + 1, (*hand, b), done, cost, 0))


def _length(pattern: Pattern) -> int:
    lead = pattern[0]
    return 3 if lead < 0 or 0xE0 <= lead < 0xF0 else 2 if lead < 0xE0 else 4
