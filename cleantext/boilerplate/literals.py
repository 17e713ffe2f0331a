"""What a pattern cannot match without, read from the pattern: a line that has none of it is never shown to it.

RE2 calls this a prefilter.  Only what is plain to see is read; of all else nothing is said, which costs
time and never a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any, NamedTuple

__all__ = ["Begin", "anchored", "begin", "first", "plain", "required"]

_FLAGS = re.compile(r"\(\?-?[aiLmsux]")
_MOST = 24  # texts of a part of a pattern that are spelled out
_HEAD = 2  # characters at the beginning that are looked at
_HEADS = 1000  # beginnings of a pattern
_LOOKS = ("AT", "ASSERT", "ASSERT_NOT")  # they look and take nothing


class Begin(NamedTuple):
    """What a line that a pattern matches begins with, or else what it has somewhere.

    Attributes:
        heads: up to two characters of the beginning, as `plain` writes them.
        weak: the same, of lines that have one of `texts` besides.
        texts: texts of which one stands in any line with none of `heads`.
        anywhere: such lines need no beginning of `weak`.
    """

    heads: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    anywhere: bool = False


def required(pattern: str) -> frozenset[str]:
    """Return texts one of which stands in whatever the pattern matches; none if that is not known.

    >>> sorted(required("^(?:查看|加载)更多(?:评论|回复)?$"))
    ['更多']
    >>> required("^[a-z]+$|下载")
    frozenset()
    """
    return frozenset(_required(_parsed(pattern)) or ())


def first(pattern: str) -> str:
    """Return a class of the characters that whatever the pattern matches begins with; "" if that is not known.

    >>> first(r"(?:来源|作者)[:]|\\s*[0-9]+")
    '[0-9\\\\s作来]'
    >>> first("[^a]b"), first("a*")
    ('', '')
    """
    found, may_be_empty = _first(_parsed(pattern))
    return f"[{''.join(sorted(found))}]" if found and not may_be_empty else ""


def begin(pattern: str) -> Begin:
    """Return what a line begins with, or has, if the pattern matches; nothing of either if that is not known.

    >>> found = begin(r"^(?:加载更多|已有\\d{1,9}人|.{1,9}年鉴)$")
    >>> sorted(found.heads), sorted(found.texts), found.anywhere
    (['加载', '已有'], ['年鉴'], True)
    >>> found = begin(r"^\\d{1,9}(?:楼|次阅读)$")
    >>> sorted(found.weak), sorted(found.texts), found.anywhere
    (['0'], ['楼', '次阅读'], False)
    >>> begin("^.{1,9}\\d$")
    Begin(heads=frozenset(), weak=frozenset(), texts=frozenset(), anywhere=True)
    """
    if not anchored(pattern):
        return Begin(texts=required(pattern), anywhere=True)
    found = _Begins(set(), set(), [])
    if not _begin(_parsed(pattern), found):
        return Begin(anywhere=True)
    heads, anywhere, pairs = found
    weak, texts = set[str](), set(anywhere)
    for some, needed in pairs:
        if not anywhere:
            weak |= some
        elif not any(text.startswith("0") for text in some):  # what these need would be asked of all lines
            heads |= some
            continue
        texts |= needed
    return Begin(frozenset(heads), frozenset(weak), frozenset(texts), bool(anywhere))


def plain(character: str) -> str:
    """Return what a character is looked up as: any digit as 0, any blank as a space."""
    return "0" if character.isdecimal() else " " if character.isspace() else character


def anchored(pattern: str) -> bool:
    """Say whether the pattern surely matches at the beginning of a text without line breaks or not at all.

    >>> anchored("^a|^b"), anchored("^a|b")
    (True, False)
    """
    parsed = _parsed(pattern)
    return bool(parsed) and str(parsed[0][0]) == "AT" and str(parsed[0][1]).startswith("AT_BEGINNING")


@lru_cache(16)  # several are asked of the same pattern in turn
def _parsed(pattern: str) -> list[Any]:
    """The pattern as `re` reads it; nothing if it has flags, which may make letters mean others."""
    if _FLAGS.search(pattern):
        return []
    try:
        # How `re` itself reads patterns is not promised to stay: without it every line is shown to every pattern.
        return list(import_module("re._parser").parse(pattern))
    except (ImportError, AttributeError):
        return []


def _first(items: Iterable[Any]) -> tuple[set[str] | None, bool]:
    """What a sequence begins with, as parts of a class, None if unknown; and whether it may match nothing at all."""
    found: set[str] = set()
    for op, value in items:
        name = str(op)
        more: set[str] | None = None
        empty = False
        if name == "LITERAL":
            more = {re.escape(chr(value))}
        elif name == "IN":
            more = _members(value)
        elif name in _LOOKS:
            more, empty = set(), True
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            more, empty = _first(value[2])
            empty = empty or value[0] == 0
        elif name == "SUBPATTERN":
            more, empty = _first(value[3])
        elif name == "BRANCH":
            each = [_first(branch) for branch in value[1]]
            more = None if any(m is None for m, _ in each) else set().union(*(m or () for m, _ in each))
            empty = any(e for _, e in each)
        if more is None:
            return None, False
        found |= more
        if not empty:
            return found, False
    return found, True


class _Begins(NamedTuple):
    """A `Begin` that grows: heads, texts of lines that may begin with anything, weak heads with what they need."""

    heads: set[str]
    anywhere: set[str]
    weak: list[tuple[set[str], set[str]]]


def _begin(items: list[Any], into: _Begins) -> bool:
    """Add what a sequence begins with, or requires; False if that of some of what it matches is not known."""
    found = _heads(items)
    weak = {text for text in found if text[:1] == "0" or (len(text) == 1 and not text.isalpha())}  # of many lines
    if "" not in found and not weak:
        into.heads.update(found)
        return True
    k = next((k for k, (op, _) in enumerate(items) if str(op) not in _LOOKS), len(items))
    rest = items[k + 1 :]
    match [(str(op), value) for op, value in items[k : k + 1]]:
        case [("BRANCH", (_, branches))]:
            return all(_begin([*branch, *rest], into) for branch in branches)
        case [("SUBPATTERN", (_, 0, 0, part))]:
            return _begin([*part, *rest], into)
        case [("MAX_REPEAT", (0, 1, part))]:
            return _begin([*part, *rest], into) and _begin(rest, into)
        case [("MAX_REPEAT", (0, _, part))] if "" not in (front := set(_heads(part))):
            _add_weak(front, _required(rest), into)
            return _begin(rest, into)
    needed = _required(items)
    if "" in found:
        into.anywhere.update(needed or ())
        return needed is not None
    into.heads.update(found.keys() - weak)
    _add_weak(weak, needed, into)
    return True


def _add_weak(heads: set[str], needed: set[str] | None, into: _Begins) -> None:
    if needed is None:
        into.heads.update(heads)
    else:
        into.weak.append((heads, needed))


def _heads(items: Iterable[Any]) -> dict[str, bool]:
    """What a sequence begins with: texts, each with whether what stands behind the sequence goes on with it.

    Of what goes on with the others nothing is known.
    """
    going, closed = {""}, set[str]()
    for op, value in items:
        if str(op) in _LOOKS:
            continue
        part = _head_of(str(op), value)
        more = set[str]()
        for next_, on in part.items():
            for text in going:
                text += next_
                if on and len(text) < _HEAD:
                    more.add(text)
                else:
                    closed.add(text[:_HEAD])
        if len(more) + len(closed) > _HEADS:
            return dict.fromkeys(going | closed, False)
        going = more - closed
        if not going:
            break
    return dict.fromkeys(going, True) | dict.fromkeys(closed, False)


def _head_of(op: str, value: Any) -> dict[str, bool]:
    """The same of a part."""
    match op, value:
        case _ if op in _LOOKS:
            return {"": True}
        case "LITERAL", code:
            return {plain(chr(code)): True}
        case "IN", kinds:
            return dict.fromkeys(found, True) if (found := _plain_members(kinds)) else {"": False}
        case "SUBPATTERN", (_, 0, 0, part):
            return _heads(part)
        case "BRANCH", (_, branches):
            out: dict[str, bool] = {}
            for branch in branches:
                for text, on in _heads(branch).items():
                    out[text] = on and out.get(text, True)
            return out
        case ("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (low, high, part):
            # Of what may be repeated it is not known what goes on.
            again = {text: on and (high == 1 or not text) for text, on in _heads(part).items()}
            return again if low else again | {"": again.get("", True)}
    return {"": False}


def _plain_members(kinds: Iterable[Any]) -> set[str] | None:
    """What the characters of a class are looked up as; None if they are many, or not known."""
    out: set[str] = set()
    for op, value in kinds:
        match str(op), value:
            case "LITERAL", code:
                out.add(plain(chr(code)))
            case "RANGE", (low, high) if high - low < _MOST + _HEAD:
                out |= {plain(chr(code)) for code in range(low, high + 1)}
            case "CATEGORY", kind if str(kind) in ("CATEGORY_SPACE", "CATEGORY_DIGIT"):
                out.add(" " if str(kind) == "CATEGORY_SPACE" else "0")
            case _:
                return None
    return out


def _members(kinds: Iterable[Any]) -> set[str] | None:
    """The parts of a class; None if it says what does not belong to it, or anything but blanks and digits by kind."""
    out: set[str] = set()
    for op, value in kinds:
        match str(op), value:
            case "LITERAL", code:
                out.add(re.escape(chr(code)))
            case "RANGE", (low, high):
                out.add(f"{re.escape(chr(low))}-{re.escape(chr(high))}")
            case "CATEGORY", kind if str(kind) in ("CATEGORY_SPACE", "CATEGORY_DIGIT"):
                out.add("\\s" if str(kind) == "CATEGORY_SPACE" else "\\d")
            case _:
                return None
    return out


def _required(items: list[Any]) -> set[str] | None:
    """The best set for a sequence: of the longest texts, and of the fewest."""
    offers = [found for item in items if (found := _of_part(*item))]
    parts = [_spelled(item) for item in items]
    for start in range(len(parts)):
        texts: set[str] = {""}
        for part in parts[start:]:
            if part is None or len(texts) * len(part) > _MOST:
                break
            texts = {a + b for a, b in product(texts, part)}
        if "" not in texts:
            offers.append(texts)
    offers = [_shortest(texts) for texts in offers]
    return max(offers, key=lambda texts: (min(map(len, texts)) > 1, -len(texts)), default=None)


def _shortest(texts: set[str]) -> set[str]:
    """Of texts that hold one another only the shorter ones: who has a longer one has these."""
    if len({len(x) for x in texts}) == 1:
        return texts
    return {x for x in texts if not any(y != x and y in x for y in texts)}


def _of_part(op: Any, value: Any) -> set[str] | None:
    name = str(op)
    if name == "BRANCH":
        each = [_required(list(branch)) for branch in value[1]]
        return None if None in each else set().union(*(texts for texts in each if texts))
    if name == "SUBPATTERN":
        return _required(list(value[3]))
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return _required(list(value[2]))
    if name == "ASSERT" and value[0] == 1:  # look-ahead
        return _required(list(value[1]))
    return None


def _spelled(item: Any) -> set[str] | None:
    """All texts that a part matches, if they are few."""
    op, value = item
    name = str(op)
    if name == "AT":
        return {""}
    if name == "LITERAL":
        return {chr(value)}
    if name == "IN" and all(str(kind) == "LITERAL" for kind, _ in value):
        return {chr(code) for _, code in value}
    if name == "SUBPATTERN":
        return _sequence(value[3])
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[:2] == (0, 1):
        found = _sequence(value[2])
        return None if found is None else found | {""}
    if name == "BRANCH":
        out: set[str] = set()
        for branch in value[1]:
            found = _sequence(branch)
            if found is None or len(out) + len(found) > _MOST:
                return None
            out |= found
        return out
    return None


def _sequence(items: Iterable[Any]) -> set[str] | None:
    texts = {""}
    for item in items:
        part = _spelled(item)
        if part is None or len(texts) * len(part) > _MOST:
            return None
        texts = {a + b for a, b in product(texts, part)}
    return texts
