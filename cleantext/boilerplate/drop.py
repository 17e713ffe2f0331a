"""The filter: judge the page, cut, and judge again until there is nothing to cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from cleantext.boilerplate.policy import Pairs, check_policy, lift, mark
from cleantext.document import Document
from cleantext.edits import Edit
from cleantext.errors import ConfigError, did_you_mean

__all__ = ["DropBoilerplate"]

# Each pass shortens the text; pages settle in two.  Text made to peel line by line stops here.
_MAX_PASSES = 40


@dataclass(frozen=True)
class DropBoilerplate:
    """Drop lines that are the page's and not the author's; lift credits into metadata.

    Args:
        disabled: ids or labels of rules to switch off; their lines stay.
        folders: folders with rule files of your own, read after the package's.
        policy: what becomes of a line, by its label; a mapping or pairs.  "remove" is what happens
            anyway.  "keep" leaves the line where it is and still lifts credits.  "mark" leaves it as
            well and adds a record to the list `meta["marked"]`: `start`, `end` (code points of
            `doc.source`), `label`, `rule`, `evidence`; `doc.lines()` shows it.  "extract" removes
            the line and adds its text to the list `meta[label]`.

    Every edit, and every mark, bears the label, the id of the rule, and as evidence the zone (head,
    body, tail; page, if there is no prose) and what the rule saw.

    Metadata found: `published` (ISO 8601, as precise as it stands), `source`, and the lists
    `author` and `editor`, in the script of the page; in the list `injected` what advertisements for
    gambling were put into lines that stay, which `RejectSpam` counts.  If most of the content would
    go, or the text has more than 14,000 lines of fewer than 80 bytes on average and is no page of the web, it
    stays and `meta["boilerplate"]` says why.

    Raises:
        ConfigError: `disabled` names no rule and no label; `policy` an unknown label or action.
        RuleError: a rule file is wrong; names the file, the rule and the field.

    >>> doc = DropBoilerplate()(Document("来源:镇江日报\\n雨停了,他推开门走到院子里。\\n相关阅读"))
    >>> doc.text.strip(), dict(doc.meta)
    ('雨停了,他推开门走到院子里。', {'source': '镇江日报'})
    >>> lift = DropBoilerplate(policy={"related": "extract"})
    >>> dict(lift(Document("雨停了,他推开门走到院子里。\\n相关阅读")).meta)
    {'related': ['相关阅读']}
    """

    disabled: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    policy: Mapping[str, str] | Pairs = ()

    name: ClassVar[str] = "boilerplate"
    idempotent: ClassVar[bool] = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "policy", check_policy(self.policy))
        object.__setattr__(self, "disabled", tuple(sorted(set(self.disabled))))
        object.__setattr__(self, "folders", tuple(self.folders))
        known = self.rule_names() if self.disabled or self.folders else ()
        for name in self.disabled:
            if name not in known:
                raise ConfigError(f"no rule or label named {name!r} in boilerplate" + did_you_mean(name, known))

    def __call__(self, doc: Document) -> Document:
        """Return the document without boilerplate, or the same object if it has none."""
        # Here, because their patterns take 20 ms to compile, which `import cleantext` should not.
        from cleantext.boilerplate.again import again
        from cleantext.boilerplate.credits import merge
        from cleantext.boilerplate.judge import judge, may_have_outliers

        off, policy = frozenset(self.disabled), dict(self.policy)
        found: dict[str, Any] = {}
        reading = None
        for _ in range(_MAX_PASSES):
            judgement = judge(doc.text, self.folders, off, reading)
            if judgement.kept:
                merge(found, {"boilerplate": judgement.kept})
            merge(found, judgement.meta)
            if policy and judgement.edits:
                doc, judgement.edits = _apply(policy, doc, judgement.edits)
            if not judgement.edits:
                break
            doc = doc.edit(judgement.edits)
            if judgement.final and not policy and not may_have_outliers(doc.text, off):
                break  # another pass would find nothing
            before = judgement.reading
            reading = again(before, doc.text, judgement.edits, self.folders) if before is not None else None
        return doc.edit((), meta=found) if found else doc

    def settled(self, left: str, text: str) -> bool:
        """Say whether the filter is sure to leave `text`, as it left `left`: rules see neither script nor blank lines.

        Where lines in the other script are looked for, the first 4,000 characters count, so it says False; and of a
        text that may have too many lines to be a page, where blank ones count.

        Args:
            left: a text that the filter has left as it was.
            text: the same after other filters.
        """
        from cleantext.boilerplate.judge import LINES, may_have_outliers  # as above
        from cleantext.script.tables import fold

        return (
            not self.policy
            and not may_have_outliers(text, frozenset(self.disabled))
            and max(left.count("\n"), text.count("\n")) <= LINES
            and (_written(left) == _written(text) or _written(fold(left)) == _written(fold(text)))
        )

    def rule_names(self) -> Iterable[str]:
        """Return the ids and labels that `disabled` and `without` take, sorted."""
        from cleantext.boilerplate.page import STRUCTURE
        from cleantext.boilerplate.rulebook import load

        return sorted({*load(self.folders).names(), *STRUCTURE, *STRUCTURE.values()})

    def without(self, name: str) -> DropBoilerplate:
        """Return the filter with a rule, or all rules of a label, switched off.

        Raises:
            ConfigError: nothing has that name.
        """
        return replace(self, disabled=(*self.disabled, name))

    @property
    def digest(self) -> str:
        """The hash of the rule data: part of a pipeline's fingerprint."""
        from cleantext.boilerplate.rulebook import load

        return load(self.folders).digest


def _written(text: str) -> list[str]:
    """Return the lines that are not blank."""
    return [line for line in text.split("\n") if line and not line.isspace()]


def _apply(policy: dict[str, str], doc: Document, judged: list[Edit]) -> tuple[Document, list[Edit]]:
    """Return the document with what a policy adds to its metadata, and the edits that are to be made."""
    found = doc.found
    texts = [(str(e.label), doc.text[e.start : e.end].strip()) for e in judged if policy.get(str(e.label)) == "extract"]
    if texts:
        found = lift(found, texts)
    marked = [e for e in judged if policy.get(str(e.label)) == "mark"]
    if marked:
        found = {**found, "marked": mark(doc, marked)}
    return doc.refind(found), [e for e in judged if policy.get(str(e.label)) not in ("keep", "mark")]
