"""The likeliest bytes behind a run that no longer decodes: every way to read each character, and the best path.

A character of such a run is its byte in Latin-1 or cp1252; or it is what ftfy made of two or three bytes that
happen to be UTF-8 (学校 = Ñ§Ð£ becomes ѧУ), folded further into quotation marks or digraphs; or U+FFFD for a byte
that cp1252 lacks; or it was meant as it stands.  Where those bytes were dropped, they are tried between all others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from cleantext.repair.single.bytepairs import NO_PAIR, pairs
from cleantext.repair.tables import tables

__all__ = ["CP1252", "TO_LATIN1", "Reading", "read"]

# cp1252 has these where Latin-1 has controls.
CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
TO_LATIN1 = {ord(c): c.encode("cp1252").decode("latin-1") for c in CP1252}

# What a character costs that was meant as it stands; two of them are what `pairs` sets against a pair.
_AS_IS, _LETTER = -4.65, -1.55
_SEAM, _AT_LETTER = -5.0, -2.5  # such a character, or a letter, right behind misread ones
_ODD = 1.5  # a character that Latin-1 lacks stands beside misread ones by chance less often than one that it has
_BY_FTFY, _OWN_BYTES, _AGAIN, _OTHER, _FOLDED, _HOLE, _DROPPED = -0.2, -1.8, -1.0, -1.3, -3.0, -1.6, -4.4
_COMMON, _HAN = -10.5, -8.0  # a hanzi that people write is itself
_OTHERS = ("cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman", "cp437")
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # in cp1252
_BEAM, _MARGIN = 10, 14.0
_WAYS, _WORST_WAY = 24, -5.5
# ftfy's default settings take these apart, and make straight quotation marks of curled ones.
_DIGRAPHS = {"IJ": "Ĳ", "ij": "ĳ", "DZ": "Ǳ", "Dz": "ǲ", "dz": "ǳ"}
_DIGRAPH = re.compile("(?<=[\x80-\uffff])(?:IJ|ij|D[Zz]|dz)|(?:IJ|ij|D[Zz]|dz)(?=[\x80-\uffff])")
_QUOTES = {
    "'": (b"\x82", b"\x91", b"\x92", b"\xca\xbc"),
    '"': (b"\x84", b"\x93", b"\x94"),
    ";": (b"\xcd\xbe",),
    "ʹ": (b"\xcd\xb4",),
}
_SPACED = "\xa0ŠΠР\u0660"

# what came before, first character, behind the last one, pair, score
_Link = tuple["_Link | None", int, int, int, float]
# score, path, first character of the byte in hand
_State = tuple[float, _Link | None, int]
# byte in hand or 0; pair on the left, or one of:
_Key = tuple[int, int]
_ALONE, _PLAIN = -1, -2  # nothing or ASCII; another character that was meant as it stands


class Reading(NamedTuple):
    """A stretch of a run that reads as Chinese.

    Attributes:
        start, end: `run[start:end]`.
        data: its bytes.
        codes: its pairs, `lead << 8 | trail`.
        gain: how much likelier they are than the characters as they stand (natural logarithm).
        holes: bytes that no character stands for.
    """

    start: int
    end: int
    data: bytes
    codes: tuple[int, ...]
    gain: float
    holes: int


def read(run: str, codec: str, *, dropped: bool = False) -> list[Reading]:
    """Return the stretches of `run` that are likelier misread Chinese than what they look like.

    Args:
        run: what stands there, Latin-1 or cp1252 for the greater part.
        codec: "gb18030" or "cp950".
        dropped: bytes that cp1252 lacks may be missing anywhere.
    """
    tokens = _tokens(run)
    states = _paths(tokens, pairs(codec).after, dropped=dropped)
    whole = [state for (pending, _), state in states.items() if not pending]
    links: list[_Link] = []
    link = max(whole, key=lambda state: state[0])[1] if whole else None
    while link is not None:
        links.append(link)
        link = link[0]
    return list(_readings(tokens, links[::-1]))


def _tokens(run: str) -> list[str]:
    """Return the characters of the run, letters that were one character before ftfy took it apart together."""
    out: list[str] = []
    at = 0
    for m in _DIGRAPH.finditer(run):
        out += run[at : m.start()]
        out.append(m.group())
        at = m.end()
    return out + list(run[at:])


def _paths(tokens: list[str], after: Callable[[int, int], float], *, dropped: bool) -> dict[_Key, _State]:
    states: dict[_Key, _State] = {(0, _ALONE): (0.0, None, 0)}
    for at, c in enumerate(tokens):
        if dropped:
            states = _with_dropped(states, at, after)
        new: dict[_Key, _State] = {}
        cost = _as_is(c)
        options = _ways("à " if c == "à" and at + 1 == len(tokens) else c)
        rest, seam = (_ALONE, _AT_LETTER if c >= "@" else 0.0) if c < "\x80" else (_PLAIN, _SEAM)
        for (pending, left), (score, link, first) in states.items():
            if not pending:
                total = score + cost + (seam if left >= 0 else 0.0)
                if (0, rest) not in new or new[0, rest][0] < total:
                    new[0, rest] = (total, link, at)
            for way, price in options:
                s, p, k, chain, begin = score + price, pending, left, link, first
                for b in way:
                    if p:
                        code = p << 8 | b
                        gained = after(k, code)
                        if gained <= NO_PAIR / 2:
                            break
                        s, p, k = s + gained, 0, code
                        chain = (chain, begin, at + 1, code, s)
                    elif b == 0x20:
                        chain, k = (chain, at, at + 1, b, s), _ALONE
                    elif b >= 0x81:
                        p, begin = b, at
                        if k == _PLAIN:
                            s, k = s + _SEAM, _ALONE
                    else:
                        break
                else:
                    if (p, k) not in new or new[p, k][0] < s:
                        new[p, k] = (s, chain, begin)
        states = _best(new) or {(0, _ALONE): (0.0, None, at + 1)}
    return states


def _with_dropped(states: dict[_Key, _State], at: int, after: Callable[[int, int], float]) -> dict[_Key, _State]:
    """Return the states, and those that a byte dropped in front of character `at` leads to."""
    new = dict(states)
    for (pending, left), (score, link, first) in states.items():
        if left == _PLAIN:
            continue
        for b in _UNDEFINED:
            if not pending:
                key, state = (b, left), (score + _DROPPED, link, at)
            else:
                code = pending << 8 | b
                gained = after(left, code)
                if gained <= NO_PAIR / 2:
                    continue
                total = score + _DROPPED + gained
                key, state = (0, code), (total, (link, first, at, code, total), at)
            if key not in new or new[key][0] < state[0]:
                new[key] = state
    return new


def _best(states: dict[_Key, _State]) -> dict[_Key, _State]:
    if len(states) < 2:
        return states
    floor = max(state[0] for state in states.values()) - _MARGIN
    alive = [(key, state) for key, state in states.items() if state[0] > floor]
    if len(alive) > _BEAM:
        alive.sort(key=lambda item: -item[1][0])
        del alive[_BEAM:]
    return dict(alive)


def _readings(tokens: list[str], links: list[_Link]) -> Iterator[Reading]:
    starts, costs = [0], [0.0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
        costs.append(costs[-1] + _as_is(token))
    groups: list[list[_Link]] = []
    for link in links:
        if groups and "".join(tokens[groups[-1][-1][2] : link[1]]).isascii():
            groups[-1].append(link)
        else:
            groups.append([link])
    before, last = 0.0, 0
    for group in groups:
        first, done, data, holes = group[0][1], group[0][1], bytearray(), 0
        before += costs[first] - costs[last]
        for _, begin, end, code, _ in group:
            data += "".join(tokens[done:begin]).encode()
            data += bytes((code >> 8, code & 0xFF)) if code > 0xFF else b" "
            done = max(done, end)
            inside = tokens[begin:end]
            holes += inside.count("\ufffd") + (code > 0xFF and _size(inside) < 2)
        last = group[-1][2]
        gain = group[-1][4] - before - (costs[last] - costs[first])
        before = group[-1][4]
        codes = tuple(link[3] for link in group if link[3] > 0xFF)
        yield Reading(starts[first], starts[last], bytes(data), codes, gain, holes)


def _size(tokens: list[str]) -> int:
    return sum(len(c.encode("utf-8", "surrogatepass")) if c > "\xff" and c not in CP1252 else 1 for c in tokens)


@cache
def _as_is(c: str) -> float:
    if c < "\x80":
        return sum(_LETTER for letter in c if letter.isalpha())
    if c < "\u0100" or c in CP1252:
        return _AS_IS
    if _is_common_han(c):
        return _HAN
    return _AS_IS * _ODD * (2 if c < "\u0800" else 3)


@cache
def _ways(c: str) -> tuple[tuple[bytes, float], ...]:
    """Return the bytes that a character may have been, each with what that costs."""
    if c == "\ufffd":
        return tuple((bytes((b,)), _HOLE) for b in _UNDEFINED)
    ways: list[tuple[bytes, float]] = [(way, _FOLDED) for way in _QUOTES.get(c, ())]
    if c in _DIGRAPHS:
        return ((_DIGRAPHS[c].encode(), _FOLDED),)
    if c in _SPACED:  # its last byte A0 was a space
        ways.append((c.encode()[:1] + b" ", _FOLDED))
    if c == "à ":  # Ã in front of a space
        return (b"\xc3", _AGAIN), (b"\xe0", 0.0)
    found = sorted(_before_ftfy(c, 2).items(), key=lambda item: -item[1])
    return *ways, *(item for item in found[:_WAYS] if item[1] > _WORST_WAY)


@cache
def _before_ftfy(c: str, depth: int) -> dict[bytes, float]:
    """Return the bytes that a character may have been before ftfy, which goes on until nothing changes.

    Each time it takes the characters for bytes in one of its encodings, and the bytes for UTF-8.
    """
    found: dict[bytes, float] = {}
    latin = c.translate(TO_LATIN1)
    if latin < "\u0100":
        found[latin.encode("latin-1")] = 0.0
    if not depth or c < "\xa0" or c in CP1252:
        return found
    data = c.encode("utf-8", "surrogatepass")
    first = _OWN_BYTES if c < "\u0100" else _BY_FTFY
    for codec in ("latin-1", *(_OTHERS if c > "\xff" else ())):
        price = first if codec == "latin-1" else first + _OTHER
        ways: dict[bytes, float] = {b"": price if depth == 2 else _AGAIN + price - first}
        for misread in data.decode(codec, "replace"):
            options = _before_ftfy(misread, depth - 1)
            ways = {a + b: x + y for a, x in ways.items() for b, y in options.items()}
        for way, total in ways.items():
            found[way] = max(total, found.get(way, -99.0))
    return found


def _is_common_han(c: str) -> bool:
    known = tables()
    k = known.cells.get(c, -1)
    return k >= 0 and known.log(k) > _COMMON
