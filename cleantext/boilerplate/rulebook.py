"""Rules are data: the TOML tables under rules/, read, checked and compiled once per process.

A rule is written in ordinary text, in either script, and matched on the shadow of a line
(Simplified, half width, lower case), so its pattern and anchors are folded here, once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from cleantext.boilerplate.literals import anchored, first
from cleantext.errors import RuleError, did_you_mean
from cleantext.script.tables import fold

__all__ = ["LABELS", "LATE_MAX", "LONGEST", "SCOPES", "Rule", "Rulebook", "load", "searcher"]

SCOPES = ("line", "head", "tail", "edge", "block", "field", "span", "item", "form")
LABELS = (
    "ad",
    "app_prompt",
    "breadcrumb",
    "byline_credit",
    "comment_widget",
    "contact",
    "copyright_disclaimer",
    "counter",
    "dateline",
    "related",
    "spam",
    "template_residue",
)
LIFTS = ("", "author", "editor", "published", "source")
LONGEST = 400  # no pattern ever sees more characters of a line than this: that keeps hostile input linear
LATE_MAX = 160  # longest line a late rule looks at: every line of a page is shown to all of them
_HERE = Path(__file__).with_name("rules")
_ASCII_UPPER = re.compile(r"(?<!\\)[A-Z]")


@dataclass(frozen=True)
class Rule:
    """One table of a rule file; rules/README.md says what each field means."""

    id: str
    label: str
    scope: str
    match: str
    why: str
    max_len: int
    anchors: tuple[str, ...]
    removes: tuple[str, ...]
    keeps: tuple[str, ...]
    takes: str = ""
    ends: bool = False
    closes: int = 0
    late: bool = False
    lift: str = ""
    file: str = ""

    def search(self, shadow: str) -> re.Match[str] | None:
        """Return the match of the pattern in the shadow of a line, or None."""
        return None if len(shadow) > self.max_len else searcher(self.match)(shadow)

    def claims(self, shadow: str) -> bool:
        """Say whether a block under this heading takes the line."""
        return bool(self.takes) and len(shadow) <= LONGEST and searcher(self.takes)(shadow) is not None


@dataclass(frozen=True)
class Rulebook:
    """All rules of one configuration, those that are switched off included, and their digest."""

    rules: tuple[Rule, ...]
    digest: str

    def names(self) -> list[str]:
        """Return ids and labels, sorted."""
        return sorted({r.id for r in self.rules} | {r.label for r in self.rules})


@cache
def load(folders: tuple[str, ...] = ()) -> Rulebook:
    """Read the rules of the package, then those of `folders`.

    Raises:
        RuleError: a file is missing, not TOML, or has a wrong field; names file, rule and field.

    >>> "zh.copyright.heading" in load().names()
    True
    """
    import tomllib

    rules: dict[str, Rule] = {}
    digest = hashlib.blake2b(digest_size=16)
    for folder in (_HERE, *map(Path, folders)):
        paths = sorted(folder.glob("*.toml"))
        if not paths:
            raise RuleError(f"no rule files (*.toml) in {folder}")
        for path in paths:
            data = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + data + b"\0")
            try:
                tables = tomllib.loads(data.decode("utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise RuleError(f"{path} is not a TOML file: {error}") from error
            found = tables.pop("rule", None)
            if tables or not isinstance(found, list) or not found:
                raise RuleError(f"{path}: a rule file holds [[rule]] tables and nothing else")
            for n, table in enumerate(found, 1):
                rule = _rule(path, n, table, ours=folder is _HERE)
                if rule.id in rules:
                    raise RuleError(f"{path}: rule {rule.id!r}: field 'id': {rules[rule.id].file} has it already")
                rules[rule.id] = rule
    return Rulebook(tuple(rules.values()), digest.hexdigest())


_TYPES: dict[str, type] = {
    "id": str,
    "label": str,
    "scope": str,
    "match": str,
    "why": str,
    "max_len": int,
    "anchors": list,
    "removes": list,
    "keeps": list,
    "takes": str,
    "ends": bool,
    "closes": int,
    "late": bool,
    "lift": str,
}
_OPTIONAL = ("takes", "ends", "closes", "late", "lift")
_CHOICES: dict[str, tuple[str, ...]] = {"scope": SCOPES, "label": LABELS, "lift": LIFTS}


def _rule(path: Path, n: int, table: dict[str, Any], *, ours: bool = False) -> Rule:
    def wrong(field: str, says: str) -> RuleError:
        return RuleError(f"{path}: rule {table.get('id', f'number {n}')!r}: field {field!r}: {says}")

    for field in table:
        if field not in _TYPES:
            raise wrong(field, "no such field" + did_you_mean(field, _TYPES))
    if table.get("late") is True:
        table.setdefault("anchors", [])
    for field, kind in _TYPES.items():
        if field not in table:
            if field in _OPTIONAL:
                continue
            raise wrong(field, "is missing")
        value: Any = table[field]
        wrong_type = type(value) is not kind
        if wrong_type or (kind is list and not all(type(v) is str and v for v in table[field])):
            raise wrong(field, f"must be {'a list of texts' if kind is list else kind.__name__}, not {value!r}")
        if field in _CHOICES and value not in _CHOICES[field]:
            raise wrong(field, f"no such choice {value!r}" + did_you_mean(value, _CHOICES[field]))
    if not 1 <= table["max_len"] <= LONGEST:
        raise wrong("max_len", f"must lie in 1..{LONGEST}, not {table['max_len']}")
    if not 0 <= table.get("closes", 0) <= 1000:
        raise wrong("closes", f"is a percentage, 0 to 1000, not {table['closes']}")
    if table.get("closes") and table["scope"] not in ("tail", "edge"):
        raise wrong("closes", "needs a scope that holds in the tail: tail or edge")
    if table.get("late") and table["max_len"] > LATE_MAX:
        raise wrong("max_len", f"of a late rule must lie in 1..{LATE_MAX}, not {table['max_len']}")
    if not table["removes"]:
        raise wrong("removes", "a rule needs at least one line that it removes")
    if not table["anchors"] and not table.get("late"):
        raise wrong("anchors", "a rule needs words one of which stands in whatever it matches")
    if table["scope"] == "span" and not table["match"].endswith("$"):
        raise wrong("match", "a span is looked for at the end of a line, so its pattern ends in '$'")
    for field in ("match", "takes"):
        try:
            pattern = fold_pattern(table.get(field, ""))
            # Ours are compiled when they are used, and all by the tests, as their examples are asked for anchors by
            # the tests: a third of a second less to start.
            if not ours and re.compile(pattern).groups:
                raise wrong(field, "groups are written (?:…)")
        except (re.error, OverflowError, RecursionError) as error:
            raise wrong(field, f"is not a pattern: {error}") from error
        if _ASCII_UPPER.search(pattern.replace("?P<", "")):
            raise wrong(field, "is matched on lower case, so it must be lower case")
        table[field] = pattern
    shortest = 1 if table["scope"] == "item" else 2
    if any(len(a) < shortest or "\n" in a for a in table["anchors"]):
        raise wrong("anchors", "an anchor has at least two characters, all on one line")
    if table["anchors"]:  # together: a call takes longer than a word
        table["anchors"] = fold("\n".join(table["anchors"])).split("\n")
    for example in () if ours else table["removes"]:
        if not table.get("late") and not any(a in fold(example) for a in table["anchors"]):
            raise wrong("anchors", f"none of them stands in {example!r}")
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    assert set(values) <= {f.name for f in fields(Rule)}
    return Rule(**values, file=str(path))


def fold_pattern(pattern: str) -> str:
    """Return a pattern for the shadow: what is not ASCII folded, and escaped where it becomes ASCII.

    >>> fold_pattern("^版權：")
    '^版权\\\\:'
    """
    if pattern.isascii():
        return pattern
    return "".join(
        [
            c if c.isascii() else f if not f.isascii() or f.isalnum() else "\\" + f
            for c, f in zip(pattern, fold(pattern), strict=True)
        ]
    )


@cache
def searcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Return what searches a line for a pattern; most patterns hold at its beginning, where one character says no."""
    compiled = re.compile(compilable(pattern))
    return compiled.match if anchored(pattern) else compiled.search


def compilable(pattern: str) -> str:
    """Return what is compiled for a pattern of a rule.

    >>> compilable("^(?:ab|cd)")
    '(?=[ac])(?:^(?:ab|cd))'
    """
    begin = first(pattern) if anchored(pattern) else ""
    return f"(?={begin})(?:{pattern})" if begin else pattern
