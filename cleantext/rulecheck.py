"""`cleantext rules`: list the rules of the lexicon, find those that a line meets, test a folder of rule files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from cleantext.boilerplate import DropBoilerplate
from cleantext.boilerplate.rulebook import Rule, load
from cleantext.document import Document
from cleantext.edits import Edit
from cleantext.errors import ConfigError
from cleantext.script.tables import fold

__all__ = ["failures", "found", "main", "meeting"]

# Prose that no rule takes: an example is judged in the midst of a page, as it would be met.
_ABOVE = "河上的冬天很长"
_FIRST = "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。"
_LAST = "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。"
_PLACES = {
    "head": "{x}\n{above}\n{first}\n{last}",
    "field": "{above}\n{x}\n{first}\n{last}",
    "block": "{above}\n{first}\n{x}\n{last}",
    "middle": "{above}\n{first}\n{x}\n{last}",
    "tail": "{above}\n{first}\n{last}\n{x}",
}


def main(do: str, what: str | None, *, as_json: bool = False) -> int:
    """Run the command and return its exit code: 1 if an example fails, or no rule is found.

    Raises:
        ConfigError: what to search or test is not said.
        RuleError: a rule file is wrong.
    """
    if do != "list" and not what:
        raise ConfigError(f"say what to {do}: cleantext rules {do} {'LINE' if do == 'search' else 'FOLDER'}")
    if do == "test":
        return _test(str(what))
    rules = found(what) if do == "list" else meeting(str(what))
    for rule in rules:
        facts = {"id": rule.id, "label": rule.label, "scope": rule.scope, "why": rule.why}
        print(
            json.dumps(facts, ensure_ascii=False) if as_json else "{id:36} {label:21} {scope:6} {why}".format(**facts)
        )
    return 0 if rules else 1


def found(word: str | None) -> list[Rule]:
    """Return the rules of a label, or whose id or reason has the word; all without one."""
    rules = load().rules
    if word is None:
        return list(rules)
    word = word.lower()
    return [r for r in rules if word == r.label or word in r.id or word in r.why.lower()]


def meeting(line: str) -> list[Rule]:
    """Return the rules whose pattern stands in a line; whether one takes it depends on the page.

    >>> [rule.id for rule in meeting("責任編輯:王小明")]
    ['zh.credit.editor']
    """
    shadow = fold(line.strip())
    return [
        r
        for r in load().rules
        if (shadow in r.anchors if r.scope == "item" else any(a in shadow for a in r.anchors) and r.search(shadow))
    ]


def failures(folder: str) -> tuple[int, int, list[str]]:
    """Return how many rules and examples a folder has, and a line for each example that is not as it says."""
    own = Path(folder).resolve()
    folders = () if own == Path(load().rules[0].file).resolve().parent else (folder,)
    drop = DropBoilerplate(folders=folders)
    rules = [r for r in load(folders).rules if Path(r.file).resolve().parent == own]
    wrong = []
    for rule in rules:
        for example in rule.removes:
            if not any(rule.id in charged for charged in _charged(drop, example, rule.scope)):
                wrong.append(f"{rule.id}: does not remove {example!r}")
        for example in rule.keeps:
            for place in ("middle", "tail"):
                doc = drop(Document(_page(example, place)))
                if doc.text != doc.source:
                    by = ", ".join(sorted({e.rule for e in doc.edits}))
                    wrong.append(f"{rule.id}: {example!r} is to be kept, but {by} removes it ({place} of a page)")
                    break
    return len(rules), sum(len(r.removes) + len(r.keeps) for r in rules), wrong


def _charged(drop: DropBoilerplate, example: str, scope: str) -> Iterator[set[str]]:
    places = [scope] if scope in ("head", "field", "block") else ["middle", "tail"]
    for place in places:
        yield {name for e in drop(Document(_page(example, place))).edits for name in _names(e)}


def _names(e: Edit) -> Iterator[str]:
    yield e.rule
    for key in ("fields", "signals"):
        yield from (e.evidence or {}).get(key, ())


def _page(example: str, place: str) -> str:
    return _PLACES[place].format(x=example, above=_ABOVE, first=_FIRST, last=_LAST)


def _test(folder: str) -> int:
    rules, examples, wrong = failures(folder)
    for line in wrong:
        print(line)
    told = f"{len(wrong)} are not as they say" if wrong else "all as they say"
    print(f"{rules} rules, {examples} examples: {told}")
    return 1 if wrong else 0
