"""What a pattern cannot match without, read from the pattern: a line that has none of it is never shown to it.

RE2 calls this a prefilter.  Only what is plain to see is read; of all else nothing is said, which costs
time and never a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import import_module
from itertools import product
from typing import Any

__all__ = ["LOOKS", "anchored", "first", "last", "parsed", "required", "required_of"]

_FLAGS = re.compile(r"\(\?-?[aiLmsux]")
_MOST = 24  # texts of a part of a pattern that are spelled out
LOOKS = ("AT", "ASSERT", "ASSERT_NOT")  # they look and take nothing


def required(pattern: str) -> frozenset[str]:
    """Return texts one of which stands in whatever the pattern matches; none if that is not known.

    >>> sorted(required("^(?:查看|加载)更多(?:评论|回复)?$"))
    ['更多']
    >>> required("^[a-z]+$|下载")
    frozenset()
    """
    return frozenset(required_of(parsed(pattern)) or ())


def first(pattern: str) -> str:
    """Return a class of the characters that whatever the pattern matches begins with; "" if that is not known.

    >>> first(r"(?:来源|作者)[:]|\\s*[0-9]+")
    '[0-9\\\\s作来]'
    >>> first("[^a]b"), first("a*")
    ('', '')
    """
    return _class(*_first(parsed(pattern)))


def last(pattern: str) -> str:
    """Return a class of the characters that a line the pattern matches ends with; "" if that is not known.

    >>> last("^(?:阅读|查看)(?:全[文部])?$"), last("^阅读")
    ('[文看读部]', '')
    """
    items = parsed(pattern)
    return _class(*_first(items, backwards=True)) if _ends(items) else ""


def _ends(items: Sequence[Any]) -> bool:
    """Say whether what a sequence matches ends where the line does."""
    match [(str(op), value) for op, value in items[-1:]]:
        case [("AT", at)]:
            return str(at).startswith("AT_END")
        case [("BRANCH", (_, branches))]:
            return all(map(_ends, branches))
        case [("SUBPATTERN", (_, 0, 0, part))]:
            return _ends(part)
    return False


def _class(found: set[str] | None, may_be_empty: bool) -> str:
    return f"[{''.join(sorted(found))}]" if found and not may_be_empty else ""


def anchored(pattern: str) -> bool:
    """Say whether the pattern surely matches at the beginning of a text without line breaks or not at all.

    >>> anchored("^a|^b"), anchored("^a|b")
    (True, False)
    """
    items = parsed(pattern)
    return bool(items) and str(items[0][0]) == "AT" and str(items[0][1]).startswith("AT_BEGINNING")


@lru_cache(16)  # several are asked of the same pattern in turn
def parsed(pattern: str) -> list[Any]:
    """The pattern as `re` reads it; nothing if it has flags, which may make letters mean others."""
    if _FLAGS.search(pattern):
        return []
    try:
        # How `re` itself reads patterns is not promised to stay: without it every line is shown to every pattern.
        return list(import_module("re._parser").parse(pattern))
    except (ImportError, AttributeError):
        return []


def _first(items: Iterable[Any], backwards: bool = False) -> tuple[set[str] | None, bool]:
    """What a sequence begins with, as parts of a class, None if unknown; and whether it may match nothing at all.

    With `backwards`, what it ends with.
    """
    found: set[str] = set()
    for op, value in reversed(list(items)) if backwards else items:
        name = str(op)
        more: set[str] | None = None
        empty = False
        if name == "LITERAL":
            more = {re.escape(chr(value))}
        elif name == "IN":
            more = _members(value)
        elif name in LOOKS:
            more, empty = set(), True
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            more, empty = _first(value[2], backwards)
            empty = empty or value[0] == 0
        elif name == "SUBPATTERN":
            more, empty = _first(value[3], backwards)
        elif name == "BRANCH":
            each = [_first(branch, backwards) for branch in value[1]]
            more = None if any(m is None for m, _ in each) else set().union(*(m or () for m, _ in each))
            empty = any(e for _, e in each)
        if more is None:
            return None, False
        found |= more
        if not empty:
            return found, False
    return found, True


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


def required_of(items: list[Any]) -> set[str] | None:
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
    all_ = "\n".join(texts)
    within = [x for x in texts if all_.count(x) > 1]  # in another one, or in two places of itself
    return {x for x in texts if not any(y != x and y in x for y in within)}


def _of_part(op: Any, value: Any) -> set[str] | None:
    name = str(op)
    if name == "BRANCH":
        each = [required_of(list(branch)) for branch in value[1]]
        return None if None in each else set().union(*(texts for texts in each if texts))
    if name == "SUBPATTERN":
        return required_of(list(value[3]))
    if name in ("MAX_REPEAT", "MIN_REPEAT") and value[0] > 0:
        return required_of(list(value[2]))
    if name == "ASSERT" and value[0] == 1:  # look-ahead
        return required_of(list(value[1]))
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
