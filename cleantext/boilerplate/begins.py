"""How lines begin that a pattern matches, read from the pattern: of few lines more is to be known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from cleantext.boilerplate.literals import LOOKS, anchored, parsed, required, required_of

__all__ = ["HEAD", "Begin", "begin", "plain"]

HEAD = 3  # characters at the beginning that are looked at
_HEADS = 3000  # beginnings of a pattern
_RANGE = 27  # characters of a range in a class that are spelled out


class Begin(NamedTuple):
    """What a line that a pattern matches begins with, or else what it has somewhere.

    Attributes:
        heads: up to three characters of the beginning, as `plain` writes them.
        weak: the same, of lines that have one of `texts` besides.
        texts: texts of which one stands in any line with none of `heads`.
        anywhere: such lines need no beginning of `weak`.
    """

    heads: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()
    anywhere: bool = False


def begin(pattern: str) -> Begin:
    """Return what a line begins with, or has, if the pattern matches; nothing of either if that is not known.

    >>> found = begin(r"^(?:加载更多|已有\\d{1,9}人|.{1,9}年鉴)$")
    >>> sorted(found.heads), sorted(found.texts), found.anywhere
    (['加载更', '已有0'], ['年鉴'], True)
    >>> found = begin(r"^\\d{1,9}(?:楼|次阅读)$")
    >>> sorted(found.weak), sorted(found.texts), found.anywhere
    (['0'], ['楼', '次阅读'], False)
    >>> begin(r"^.{1,9}\\d$")
    Begin(heads=frozenset(), weak=frozenset(), texts=frozenset(), anywhere=True)
    """
    if not anchored(pattern):
        return Begin(texts=required(pattern), anywhere=True)
    found = _Begins(set(), set(), [])
    if not _begin(parsed(pattern), found, {}):
        return Begin(anywhere=True)
    heads, anywhere, pairs = found
    weak, texts = set[str](), set(anywhere)
    for some, needed in pairs:
        if needed <= anywhere:
            continue
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


_Known = dict[tuple[str, int], dict[str, bool]]  # kind and place of a part -> how it begins


class _Begins(NamedTuple):
    """A `Begin` that grows: heads, texts of lines that may begin with anything, weak heads with what they need."""

    heads: set[str]
    anywhere: set[str]
    weak: list[tuple[set[str], set[str]]]


def _begin(items: list[Any], into: _Begins, known: _Known) -> bool:
    """Add what a sequence begins with, or requires; False if that of some of what it matches is not known."""
    found = _heads(items, known)
    # Of many lines.
    weak = {x for x in found if not x.isalpha() and (x[:1] == "0" or not any(map(str.isalpha, x)))}
    if "" not in found and not weak:
        into.heads.update(found)
        return True
    k = next((k for k, (op, _) in enumerate(items) if str(op) not in LOOKS), len(items))
    rest = items[k + 1 :]
    match [(str(op), value) for op, value in items[k : k + 1]]:
        case [("BRANCH", (_, branches))]:
            return all(_begin([*branch, *rest], into, known) for branch in branches)
        case [("SUBPATTERN", (_, 0, 0, part))]:
            return _begin([*part, *rest], into, known)
        case [("MAX_REPEAT", (0, 1, part))]:
            return _begin([*part, *rest], into, known) and _begin(rest, into, known)
        case [("MAX_REPEAT", (0, high, part))] if "" not in (front := set(_heads(part, known))):
            behind = _Begins(set(), set(), [])
            if not _begin(rest, behind, known):
                return False
            if [str(op) for op, _ in part] in (["IN"], ["LITERAL"]):  # as a bracket: one more character is known
                seconds = {text[0] for heads in (behind.heads, *(some for some, _ in behind.weak)) for text in heads}
                seconds |= front if high != 1 else set()
                front = {a + b for a in front for b in seconds}
            _add_weak(front, required_of(rest), into)
            into.heads.update(behind.heads)
            into.anywhere.update(behind.anywhere)
            into.weak.extend(behind.weak)
            return True
    needed = required_of(items)
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


def _heads(items: Iterable[Any], known: _Known) -> dict[str, bool]:
    """What a sequence begins with: texts, each with whether what stands behind the sequence goes on with it.

    Of what goes on with the others nothing is known.
    """
    going, closed = {""}, set[str]()
    for op, value in items:
        if str(op) in LOOKS:
            continue
        part = _head_of(str(op), value, known)
        more = set[str]()
        for size in {len(text) for text in going}:
            fronts = [text for text in going if len(text) == size]
            on = [text for text, on in part.items() if on and len(text) < HEAD - size]
            more.update([a + b for a in fronts for b in on])
            if len(on) < len(part):  # of classes many are alike as far as there is room for them
                last = {text[: HEAD - size] for text, on in part.items() if not on or len(text) >= HEAD - size}
                closed.update([a + b for a in fronts for b in last])
        if len(more) + len(closed) > _HEADS:
            return dict.fromkeys(going | closed, False)
        going = more - closed
        if not going:
            break
    return dict.fromkeys(going, True) | dict.fromkeys(closed, False)


def _head_of(op: str, value: Any, known: _Known) -> dict[str, bool]:
    """The same of a part, which may stand in several sequences."""
    key = op, id(value)
    if key not in known:
        known[key] = _new_head_of(op, value, known)
    return known[key]


def _new_head_of(op: str, value: Any, known: _Known) -> dict[str, bool]:
    match op, value:
        case _ if op in LOOKS:
            return {"": True}
        case "LITERAL", code:
            return {plain(chr(code)): True}
        case "IN", kinds:
            return dict.fromkeys(found, True) if (found := _plain_members(kinds)) else {"": False}
        case "SUBPATTERN", (_, 0, 0, part):
            return _heads(part, known)
        case "BRANCH", (_, branches):
            out: dict[str, bool] = {}
            for branch in branches:
                for text, on in _heads(branch, known).items():
                    out[text] = on and out.get(text, True)
            return out
        case (("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (low, high, part)):
            # Of what may be repeated it is not known what goes on.
            again = {text: on and (high == 1 or not text) for text, on in _heads(part, known).items()}
            return again if low else again | {"": again.get("", True)}
    return {"": False}


def _plain_members(kinds: Iterable[Any]) -> set[str] | None:
    """What the characters of a class are looked up as; None if they are many, or not known."""
    out: set[str] = set()
    for op, value in kinds:
        match str(op), value:
            case "LITERAL", code:
                out.add(plain(chr(code)))
            case "RANGE", (low, high) if high - low < _RANGE:
                out |= {plain(chr(code)) for code in range(low, high + 1)}
            case "CATEGORY", kind if str(kind) in ("CATEGORY_SPACE", "CATEGORY_DIGIT"):
                out.add(" " if str(kind) == "CATEGORY_SPACE" else "0")
            case _:
                return None
    return out
