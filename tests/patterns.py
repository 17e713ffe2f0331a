"""Every regular expression of the package, found by watching `re`, and texts that attack them, made from their trees.

    python -m tests.patterns [--imports]     # JSON lines: pattern, flags, whether of bytes, [[file, line], …]

Importing all modules compiles most; those that wait for their text are met by running all filters over the seeds and
fuzzed text.  `sites()` lists the calls in the source, so that a test can say whether any was never met.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "cleantext"
_CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
parser = re._parser
op = re._constants


def sites() -> set[tuple[str, int]]:
    """Return file and line of every call of `re` in the package."""
    found = set()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                f = node.func
                if isinstance(f.value, ast.Name) and f.value.id == "re" and f.attr in _CALLS:
                    found.add((path.relative_to(PACKAGE).as_posix(), node.lineno))
    return found


def methods(file: str, line: int) -> set[str]:
    """Return how the pattern that is compiled on a line is used: the methods called on its name, anywhere."""
    there = [
        node
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.Assign) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    if len(there) == 1 and isinstance(there[0].value, ast.Attribute):  # re.compile("…").match
        return {there[0].value.attr} & _CALLS
    names = [
        t.id for node in there if isinstance(node.value, ast.Call) for t in node.targets if isinstance(t, ast.Name)
    ]
    if len(names) != 1:  # of a dictionary, or inside of a function: whatever there is
        return _CALLS
    written = re.compile(rf"\b{names[0]}\.(\w+)")
    found = {m for text in _sources() if names[0] in text for m in written.findall(text)}
    return found & _CALLS if re.search(rf"[^.\w]{names[0]}(?![.\w]| =)", _source(file)) is None else _CALLS


@cache
def _tree(file: str) -> ast.Module:
    return ast.parse(_source(file))


@cache
def _source(file: str) -> str:
    return (PACKAGE / file).read_text("utf-8")


@cache
def _sources() -> list[str]:
    return [p.read_text("utf-8") for p in sorted(PACKAGE.rglob("*.py"))]


def watch(run: bool = True) -> dict[tuple[str | bytes, int], set[tuple[str, int]]]:
    """Return the patterns that are compiled all is imported and, with `run`, run; and from where."""
    found: dict[tuple[str | bytes, int], set[tuple[str, int]]] = {}
    real = re._compile

    def compile(pattern, flags):
        frame = sys._getframe(1)
        while frame is not None and frame.f_globals.get("__name__", "").partition(".")[0] == "re":
            frame = frame.f_back
        path = Path(frame.f_code.co_filename) if frame is not None else Path()
        if path.is_relative_to(PACKAGE):
            compiled = real(pattern, flags)
            place = (path.relative_to(PACKAGE).as_posix(), frame.f_lineno)
            found.setdefault((compiled.pattern, compiled.flags), set()).add(place)
        return real(pattern, flags)

    re._compile = compile
    import cleantext

    for module in pkgutil.walk_packages(cleantext.__path__, "cleantext."):
        if module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:  # an adapter of a library that is not there
            if not module.name.startswith("cleantext.adapters.") or str(error.name).startswith("cleantext"):
                raise
    if run:
        exercise()
    re._compile = real
    return found


def exercise() -> None:
    """Let every filter, decoder and reader see text that wakes it."""
    import cleantext as c
    from benchmarks import fuzz_targets
    from cleantext import options
    from cleantext.boilerplate.rulebook import load

    texts = [p.read_text("utf-8") for p in sorted((PACKAGE.parent / "seeds/pages").glob("*.txt"))]
    texts += ["身份证号码：11010519491231002X，电话１３８ １２３４ ５６７８，或者138 12 345 678"]
    texts += ["不锈钢管厂家批发，不锈钢管价格优惠，" * 40]
    texts += ["\n".join(case) for case in zip(*[iter(fuzz_targets.lines())] * 40, strict=False)]
    filters = [c.CORPUS, c.MaskPII(), c.StripUrls(), c.RepairPunctuation(), c.RepairEncoding(escapes=True)]
    filters += [c.NormalizeScript(t, words=True, protect=("[a-z]+",)) for t in ("zh-Hans", "zh-TW")]
    for f in filters:
        for text in texts:
            f(c.Document(text)).edits  # noqa: B018 -- aligning has patterns, too
    for wrote, read in fuzz_targets._CODECS:
        for text in texts[:5]:
            for line in text.split("\n")[:6]:
                c.CLEAN(c.Document(line.encode(wrote, "ignore").decode(read, "replace")))
    for target in fuzz_targets.targets():
        if target.name != "TOML files":
            for made in islice(target.inputs(5), 60):
                target.check(made)
    options._size("1MB")
    c.dedup([c.Document(t) for t in texts[:3]])
    from cleantext.dedup.spill import Spill

    Spill(0.8, memory="1GB").close()
    for rule in load().rules:
        rule.search("")
        rule.claims("")


# -- attacks ---------------------------------------------------------------


def attacks(pattern: str | bytes, flags: int, most: int = 24) -> list[tuple[str, str, str]]:
    """Return (prefix, unit, suffix): what leads to a quantifier, what it takes, to be repeated, and what breaks it."""
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = parser.parse(text, flags & ~re.UNICODE if isinstance(pattern, bytes) else flags)
    rng = random.Random(repr(text))
    found: dict[tuple[str, str, str], None] = {}
    for before, body in _repeats(tree, "", rng):
        units = dict.fromkeys([_sample(body, rng, first) for first in (True, False, False)])
        for unit, breaker in product(filter(None, units), ("", "\x00", "!", "。")):
            found[before, unit, breaker] = None
            found["", before + unit, breaker] = None
    whole = _sample(tree, rng, True)
    for unit in filter(None, (whole, whole[: len(whole) // 2], whole[:1])):
        found["", unit, "\x00"] = None
    return rng.sample(list(found), min(most, len(found)))


def _repeats(tree, before: str, rng: random.Random) -> Iterator[tuple[str, object]]:
    """Yield what each large repeat takes, with a text that leads to it."""
    for kind, value in tree:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _low, high, body = value
            if high > 9:
                yield before, body
            yield from _repeats(body, before, rng)
        elif kind is op.SUBPATTERN:
            yield from _repeats(value[3], before, rng)
        elif kind is op.ATOMIC_GROUP:
            yield from _repeats(value, before, rng)
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from _repeats(branch, before, rng)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(value[1], before, rng)
        before += _sample([(kind, value)], rng, True)


_CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_NOT_WORD: "-",
}


def _sample(tree, rng: random.Random, first: bool) -> str:
    """Return a text that the tree accepts, about: the first of all choices, or one at random."""
    out: list[str] = []
    for kind, value in tree:
        if kind is op.LITERAL:
            out.append(chr(value))
        elif kind is op.NOT_LITERAL:
            out.append(next(c for c in "a1 文" if ord(c) != value))
        elif kind is op.ANY:
            out.append("a" if first else rng.choice("a1 文("))
        elif kind is op.IN:
            out.append(_member(value, rng, first))
        elif kind is op.BRANCH:
            out.append(_sample(value[1][0] if first else rng.choice(value[1]), rng, first))
        elif kind is op.SUBPATTERN:
            out.append(_sample(value[3], rng, first))
        elif kind is op.ATOMIC_GROUP:
            out.append(_sample(value, rng, first))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            low, high, body = value
            times = min(max(low, 1), high) if first else rng.randint(low, min(high, low + 2))
            out += [_sample(body, rng, first) for _ in range(min(times, 50))]
        elif kind is op.ASSERT and value[0] < 0:
            out.insert(0, _sample(value[1], rng, first))
    return "".join(out)


def _member(items, rng: random.Random, first: bool) -> str:
    negated = items[0][0] is op.NEGATE
    members = items[1:] if negated else items
    if negated:
        inside = re.compile("[" + "".join(_written(i) for i in members) + "]")
        return next((c for c in ("a1 文-,(" if first else "文1- a(,") if not inside.match(c)), "\u0e01")
    kind, value = members[0] if first else rng.choice(members)
    if kind is op.LITERAL:
        return chr(value)
    if kind is op.RANGE:
        return chr(value[0] if first else rng.randint(*value))
    return _CATEGORIES[value]


def _written(item) -> str:
    kind, value = item
    if kind is op.LITERAL:
        return re.escape(chr(value))
    if kind is op.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {"1": r"\d", " ": r"\s", "a": r"\w"}[_CATEGORIES[value]] if "NOT" not in str(value) else r"\W"


if __name__ == "__main__":
    for (pattern, flags), places in watch("--imports" not in sys.argv).items():
        told = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        print(json.dumps([told, flags, isinstance(pattern, bytes), sorted(places)]))
