"""UTF-8 with missing bytes: where the holes are, and which characters each can have held.

UTF-8 says where a character begins, so a lost byte spoils one character, seldom two; what lies between two holes
decodes as ever.  A hole is marked (U+FFFD, `?`) or not (bytes dropped in silence: then only between two characters
of the wrong reading, and only where its decoder could fail).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleantext.repair.double.words import HOLE, Candidate, words
from cleantext.repair.effort import Effort

__all__ = ["LOST", "MANY", "USUAL", "Holed", "candidate", "decode"]

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
MANY = 400  # as many characters as can be worth a look
_SHORT = 10  # bytes of a damaged stretch in which marks may stand for one byte or two
_TWO, _UNMARKED, _LEAD = 30, 10, 5  # what a hole of two bytes costs, one that is not marked, one that took a lead byte

_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)  # of nearly all characters of Chinese text
_A_LEAD = -2  # one of these, but which is not known
_REPLACED = ("\ufffd", "\ufffd", 0)
USUAL = 24  # as many candidates as are worth trying

Pattern = tuple[int, ...]  # the bytes of a character, -1 where unknown


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
    places = _places()
    out: list[list[Candidate]] = []
    for number, pattern in enumerate(first):
        behind = first[number + 1][0] if number + 1 < len(first) else nxt
        if not marked and pattern[-2:] == (-1, -1):
            behind = -1  # glibc drops a pair at once, whatever follows
        elif not marked and behind < 0 and pattern[-1] < 0 and number + 1 < len(first):
            behind = _A_LEAD
        options = _options(pattern, behind, is_lost)
        # Dropped in silence, a byte can be missing in one place or another.
        others = {patterns[number] for cost, patterns in ways[1:] if cost == least and len(patterns) == len(first)}
        if others - {pattern}:
            every = {*options, *(way for other in others for way in _options(other, behind, is_lost))}
            options = sorted(every, key=lambda way: places[ord(way[0])])
        if not options:
            return None
        out.append(options)
    return out


@lru_cache(2048)
def _options(pattern: Pattern, behind: int, is_lost: Callable[[int, int], bool]) -> list[Candidate]:
    """Return what can have stood in a hole: characters on whose missing bytes the decoder does fail."""
    if pattern[:2] == (0xEF, 0xBF):  # U+FFFD, from an earlier loss
        return [_REPLACED]
    if len(pattern) == 4:
        return []
    missing = [k for k, b in enumerate(pattern) if b < 0]
    most = USUAL if len(missing) == 1 else 8 * USUAL
    chars, rows = _ranked()[len(pattern)]
    found = _fitting(pattern)
    fits = np.ones(len(found), bool)
    for k in missing:
        after = rows[k + 1][found] if k + 1 < len(pattern) else behind
        fits &= _lost(is_lost)[rows[k][found], after]
    # What it would not have failed on did not stand there, unless nothing else can have.
    chosen = found[fits] if fits.any() else found
    return [candidate(chars[k]) for k in chosen[:most].tolist()]


@cache
def _lost(is_lost: Callable[[int, int], bool]) -> NDArray[np.bool_]:
    """Return `is_lost` as a table: from 0x80 on by the first byte, and by the second, `_A_LEAD` and -1."""
    found = np.zeros((256, 258), bool)
    for b in range(0x80, 0x100):
        found[b] = [*(is_lost(b, after) for after in range(256)), False, is_lost(b, -1)]
    found[:, _A_LEAD] = found[:, _LEADS].any(axis=1)
    return found


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


def possible(pattern: Pattern) -> list[Candidate]:
    """Return the characters whose UTF-8 fits a pattern, the usual ones first; of many, only these.

    >>> [c for c, _, _ in possible((0xE6, 0x9C, -1))[:5]]
    ['有', '月', '會', '最', '本']
    """
    if pattern[:2] == (0xEF, 0xBF):
        return [_REPLACED]
    return [candidate(_ranked()[len(pattern)][0][k]) for k in _fitting(pattern).tolist()] if len(pattern) < 4 else []


def _fitting(pattern: Pattern) -> NDArray[np.int64]:
    """Return the places in `_ranked` of the characters whose UTF-8 fits a pattern; of many, the usual ones."""
    size = len(pattern)
    known = [(k, b) for k, b in enumerate(pattern) if b >= 0]
    if pattern[0] < 0:
        known.append((0, _A_LEAD))
    # The rarest byte first: of 12,000 characters a few hundred have it.
    found, *others = sorted(((_having(size, k, b), k, b) for k, b in known), key=lambda one: len(one[0]))
    places = found[0]
    rows = _ranked()[size][1]
    for _, k, b in others:
        row = rows[k][places]
        places = places[_has_lead()[row] if b == _A_LEAD else row == b]
    return places[:MANY]


@lru_cache(1024)
def _having(size: int, k: int, b: int) -> NDArray[np.int64]:
    """Return the places in `_ranked` of the characters of `size` bytes that have byte `b`, or `_A_LEAD`, at `k`."""
    row = _ranked()[size][1][k]
    return np.flatnonzero(_has_lead()[row] if b == _A_LEAD else row == b)


@cache
def _has_lead() -> NDArray[np.bool_]:
    return np.isin(np.arange(256), _LEADS)


@cache
def _ranked() -> dict[int, tuple[str, NDArray[np.uint8]]]:
    """Return the characters with two and with three bytes that have a price, the cheapest first, and their bytes."""
    known = words()
    every = {c for c in known.costs if len(c) == 1} | set(map(chr, known.simplified))
    cost = {c: price for c in every if (price := known.costs.get(known.simplify(c))) is not None}
    found = {}
    for size, low, high in ((2, "\x80", "\u07ff"), (3, "\u0800", "\uffff")):
        chars = "".join(sorted((c for c in cost if low <= c <= high), key=lambda c: (cost[c], c)))
        data = np.frombuffer(chars.encode(), np.uint8).reshape(-1, size)
        found[size] = chars, np.ascontiguousarray(data.T)
    return found


@cache
def _places() -> array[int]:
    """Return by code point what candidates are sorted by: the cheapest first."""
    known = words()
    cost = {c: known.costs.get(known.simplify(c), 0) for chars, _ in _ranked().values() for c in chars}
    found = array("H", bytes(2 << 16))
    for place, c in enumerate(sorted(cost, key=lambda c: (cost[c], c)), 1):
        found[ord(c)] = place
    return found  # 0 for U+FFFD


@cache
def candidate(c: str) -> Candidate:
    """Return the one candidate that all lists share for a character; there are some 12,000, 3 MB of them."""
    simple = words().simplify(c)
    return c, c if c == simple else simple, 0
