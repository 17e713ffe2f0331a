"""Credit lines: a row of fields (date, source, people, counters, buttons) and nothing else.

The line is divided at the keys that `field` rules name; what stands between two keys is
the value of the first.  Only if every piece makes sense is it a credit line, and its
values are the document's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice

from cleantext.boilerplate.literals import first, required
from cleantext.boilerplate.rulebook import Rule, load

__all__ = ["Credit", "merge", "parse"]

MAX_LEN = 160
_MANY = 100  # names; nobody credits more, and looking each up among all before is quadratic
_DATE = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?:\D{1,6}(\d{1,2})\D(\d{2})(?:\D(\d{2}))?)?")
_JUNK = re.compile(r"[\s|()\[\]【】〖〗<>{}·•,、;:/_*※&》《-]*")
_EDGE = " \t\u3000\xa0|()（）[]［］【】〖〗<>·•,，、;；:：/／_*※&》《-"
_HAN = "\u3400-\u9fff"
_SPACED = re.compile(f"(?<![{_HAN}])([{_HAN}])[ \u3000]+(?=[{_HAN}](?![{_HAN}]))")
# A person, a desk, or a name in Latin letters; a sentence is none of these.
_NAME = re.compile(
    f"[{_HAN}]{{2,4}}(?:_?[a-z]{{1,3}}\\d{{3,6}})?|[{_HAN}]{{1,8}}·[{_HAN}]{{1,8}}|[{_HAN}]{{2,11}}[办局部室组处科院会社台报网队团]|[a-z][a-z0-9_.'-]{{1,24}}"
)
_IN_BRACKETS = re.compile(rf"\s*[\[(]\s?[{_HAN}]{{2,4}}\s?[\])]\s*")
_SPEECH = re.compile("[你您我他她们吗呢吧啊么哪谁]|谢谢|什么|怎|是的|好的|请问|不是")
_SENTENCE = re.compile('[。!?…“”"=]')
_MEDIUM = re.compile(f"[{_HAN}a-z]{{2,14}}(?:报|网|社|台|刊|在线|客户端|发布|新闻|频道|周末)")
# 记者王小明 报道, 记者王小明/台中即时报导
_DID = re.compile(rf"\s(?:摄影?)?(?:报道|文|摄|整理)$|\s?/\s?[{_HAN}]{{2,8}}报[导道]$")
_DONE = tuple("道文摄理导")  # what that ends with
_ALSO = re.compile(r"\s?[(（][^()（）]{1,30}[)）]$")  # 周思博 (Joel Spolsky)
_SPLIT = re.compile(r"[,，、;；/／&\s\u3000|]+")


@dataclass(slots=True)
class Credit:
    """What a credit line says: metadata, the rule it is charged to, and how sure it is."""

    rule: Rule
    meta: dict[str, str | list[str]] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)
    colons: bool = False  # says "责任编辑:" or "来源:", which no sentence does

    @property
    def bare_date(self) -> bool:
        """Say whether the line is a date and nothing else."""
        return set(self.meta) == {"published"} and len(self.rules) == 1


def parse(core: str, shadow: str, folders: tuple[str, ...]) -> Credit | None:
    """Return what the line says if it is a credit line, else None.

    Args:
        core: the line as it stands, without surrounding space.
        shadow: its shadow, equally long.

    >>> line = "2021-10-27 09:22 来源:镇江日报 编辑:缪小兵"
    >>> parse(line, line, ()).meta
    {'published': '2021-10-27T09:22', 'source': '镇江日报', 'editor': ['缪小兵']}
    """
    if len(shadow) > MAX_LEN:
        return None
    fields = _fields(folders)
    pattern = fields.pattern(shadow)
    junk = fields.begin(shadow) if pattern is fields.few else _JUNK.match(shadow)
    if junk is None:
        return None
    start = junk.end()
    next_ = pattern.match(shadow, start)
    if next_ is None:
        return None
    found: Iterator[re.Match[str]] = pattern.finditer(shadow, next_.end())
    if next_.end() == start:  # a key that may be nothing, by a rule of somebody's own
        found = islice(pattern.finditer(shadow, start), 1, None)
    credit: Credit | None = None
    while next_ is not None:  # of most lines the first value says that they are none, so the others are not looked for
        m, next_ = next_, next(found, None)
        rule = fields.rules[str(m.lastgroup)]
        value = _value(rule, core, shadow, m, len(shadow) if next_ is None else next_.start())
        if value is None:
            return None
        if credit is None or (rule.lift and not credit.rule.lift):
            credit = Credit(rule, *((credit.meta, credit.rules, credit.colons) if credit else ()))
        credit.rules.append(rule.id)
        credit.colons |= rule.lift in ("source", "editor") and ":" in m.group()
        merge(credit.meta, value)
    return credit if credit and credit.rule.lift else None  # counters and buttons alone credit nobody


def merge(meta: dict[str, str | list[str]], more: Mapping[str, str | list[str]]) -> None:
    """Add what another line says: lists grow, single values stay as first found."""
    for key, value in more.items():
        there = meta.setdefault(key, [] if isinstance(value, list) else value)
        if isinstance(there, list) and isinstance(value, list):
            there.extend(v for v in value if v not in there and len(there) < _MANY)


def _value(rule: Rule, core: str, shadow: str, m: re.Match[str], end: int) -> dict[str, str | list[str]] | None:
    """The metadata of one field, {} if it has none, or None if what stands there makes no sense."""
    text, low = core[m.end() : end].strip(_EDGE), shadow[m.end() : end]
    if rule.lift == "published":
        date = _iso(m.group())
        if date is None:
            return None
        if not text:
            return {"published": date}
        if _MEDIUM.fullmatch(low.strip(_EDGE)):
            return {"published": date, "source": text}
        return {"published": date, "author": [text]} if _IN_BRACKETS.fullmatch(low) else None
    if not text:
        return {}
    if _SENTENCE.search(low) or not rule.lift:
        return None
    if rule.lift == "source":
        return {"source": _join(text)} if len(text) <= 30 else None
    bare = low.rstrip()
    also = _ALSO.search(bare) if bare.endswith((")", "）")) else None
    if also and also.start() > 0:
        text = core[m.end() : m.end() + also.start()].strip(_EDGE)
        low = low[: also.start()]
        bare = low.rstrip()
    did = _DID.search(bare) if bare.endswith(_DONE) else None
    if did:
        text, low = core[m.end() : m.end() + did.start()].strip(_EDGE), low[: did.start()]
    people = [p for p in _SPLIT.split(_join(text)) if p]
    shadows = [p for p in _SPLIT.split(_join(low.strip(_EDGE))) if p]
    if len(text) > 60 or _SPEECH.search(low) or not all(_NAME.fullmatch(p) for p in shadows):
        return None
    if all(p.isascii() for p in people):
        people = [text]  # "Joel Spolsky" is one person
    return {rule.lift: people}


def _join(name: str) -> str:
    """A name set wide, 李 靜, is one name; 宋怡 杨志华 are two."""
    return _SPACED.sub(r"\1", name) if " " in name or "\u3000" in name else name


def _iso(text: str) -> str | None:
    m = _DATE.search(text)
    if m is None:
        return None
    year, month, day, hour, minute, second = (None if g is None else int(g) for g in m.groups())
    if year is None or month is None or day is None or not 1900 <= year <= 2100:
        return None
    try:
        datetime(year, month, day)
    except ValueError:  # 2021-02-31 is no date, and would break whoever sorts by it
        return None
    date = f"{year:04}-{month:02}-{day:02}"
    if hour is None or minute is None or hour > 23 or minute > 59 or (second or 0) > 59:
        return date
    return f"{date}T{hour:02}:{minute:02}" + ("" if second is None else f":{second:02}")


@dataclass(frozen=True)
class _Fields:
    """All field keys as one pattern; the name of the group says which rule it was.

    Most lines with a word of a key begin with none: their first character says so before all keys are tried.  Of
    the rules of which that is not known, some need a text that few lines have; `few` goes without these rules.
    """

    rules: dict[str, Rule]
    every: re.Pattern[str]
    few: re.Pattern[str]
    begin: Callable[[str], re.Match[str] | None]  # matches what stands in front of what the few may begin with
    texts: tuple[str, ...]

    def pattern(self, shadow: str) -> re.Pattern[str]:
        """Return a pattern that finds in a line what the pattern of all keys does."""
        for text in self.texts:
            if text in shadow:
                return self.every
        return self.few


@cache
def _fields(folders: tuple[str, ...]) -> _Fields:
    rules = {f"f{n}": r for n, r in enumerate(load(folders).rules) if r.scope == "field"}
    needs = {name: required(r.match) for name, r in rules.items() if not first(r.match)}
    few = {name: r for name, r in rules.items() if not needs.get(name)}
    begin = re.compile(f"(?>{_JUNK.pattern})(?={_first(few) or ''})").match
    return _Fields(rules, _keys(rules), _keys(few), begin, tuple(sorted(frozenset[str]().union(*needs.values()))))


def _first(rules: dict[str, Rule]) -> str:
    return first("|".join(f"(?:{r.match})" for r in rules.values()))


def _keys(rules: dict[str, Rule]) -> re.Pattern[str]:
    keys = "|".join(f"(?P<{name}>{r.match})" for name, r in rules.items())
    begin = _first(rules)
    return re.compile(f"(?={begin})(?:{keys})" if begin else keys)
