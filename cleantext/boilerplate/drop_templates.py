"""The filter: drop the lines that a host shows on many of its pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from cleantext.boilerplate.lines import Line, split
from cleantext.boilerplate.templates import Host, Templates, Where, host_of, key
from cleantext.document import Document
from cleantext.edits import Edit
from cleantext.errors import ConfigError
from cleantext.script.tables import fold

__all__ = ["DropTemplates"]

_TWICE = 2  # times that a template shows a line, above and below; what comes more often is a refrain or a list
_LONE = 12  # characters that make a line at the edge worth dropping by itself: "Ingredients" may head the author's list
_RUN = 3  # lines of a template, one below the other, that go inside the body
_BODY_PAGES = 10  # pages, and half of all, that a line inside the body stands on


@dataclass(frozen=True, repr=False)
class DropTemplates:
    """Drop lines that stand on many pages of the page's host, outside its body; say on how many.

    The body runs from the first to the last line of prose that is the page's own.  Above and below
    it a line goes if it has 12 characters, or stands beside another that goes or at an end of the
    page.  Inside it only runs of three and paragraphs go, and only if they stand on at least ten
    pages and half of all.  A page that would be empty, or whose host the templates do not know,
    stays as it is.

    Args:
        templates: what `fit_templates` counted.
        host: key of `meta` that names the host, or a function of the document.
        min_pages: pages of the host that a line stands on, at least.
        min_share: share of the host's pages that it stands on, at least; above 0, at most 1.

    Rule template.repeated, label template_residue; evidence: the zone, `host`, `pages`, `of`, and `reason`,
    "on 5 of 6 pages of host a.example".

    Raises:
        ConfigError: a bound makes no sense.

    >>> from cleantext import fit_templates
    >>> page = "首页 新闻 体育 财经 评论\\n{}\\n关于我们 联系方式 广告服务"
    >>> bodies = "春天来了，河里的冰化了。", "他推开门走到院子里。", "昨天的比赛下了一场大雨。"
    >>> docs = [Document(page.format(b), meta={"host": "a.example"}) for b in bodies]
    >>> doc = DropTemplates(fit_templates(docs))(docs[0])
    >>> doc.text.strip(), doc.edits[0].evidence["reason"]
    ('春天来了，河里的冰化了。', 'on 3 of 3 pages of host a.example')
    """

    templates: Templates
    host: Where = "host"
    min_pages: int = 3
    min_share: float = 0.2
    name: ClassVar[str] = "templates"

    def __post_init__(self) -> None:
        if not isinstance(self.templates, Templates):
            raise ConfigError(f"templates are what fit_templates returns, not {self.templates!r}")
        if self.min_pages < 2:
            raise ConfigError(f"min_pages is 2 or more, not {self.min_pages!r}: every line is on one page, its own")
        if not 0 < self.min_share <= 1:
            raise ConfigError(f"min_share is above 0 and at most 1, not {self.min_share!r}")

    def __repr__(self) -> str:
        # A function's own repr holds its address, which differs from run to run.
        host = f"{self.host.__module__}.{self.host.__qualname__}" if callable(self.host) else repr(self.host)
        return f"DropTemplates({self.templates!r}, host={host}, min_pages={self.min_pages}, min_share={self.min_share})"

    @property
    def digest(self) -> str:
        """The hash of the templates: part of a pipeline's fingerprint."""
        return self.templates.digest

    def __call__(self, doc: Document) -> Document:
        """Return the document without the lines of its host, or the same object if it has none."""
        name = host_of(doc, self.host)
        host = self.templates.hosts.get(name) if name is not None else None
        if host is None or host.pages < self.min_pages:
            return doc
        lines = [line for line in split(doc.text, fold(doc.text)) if line.shadow]
        times = Counter(line.shadow for line in lines)
        pages = [self._pages(host, line) if times[line.shadow] <= _TWICE else 0 for line in lines]
        gone = list(_going(lines, pages, host.pages))
        if not gone or len(gone) == len(lines):
            return doc
        return doc.edit(self._cut(doc.text, lines[k], zone, str(name), pages[k], host.pages) for k, zone in gone)

    def _pages(self, host: Host, line: Line) -> int:
        """On how many pages of the host a line stands; 0 if they are too few."""
        n = host.count(key(line.shadow))
        return n if n >= max(self.min_pages, self.min_share * host.pages) else 0

    def _cut(self, text: str, line: Line, zone: str, host: str, n: int, of: int) -> Edit:
        evidence = {"zone": zone, "host": host, "pages": n, "of": of, "reason": f"on {n} of {of} pages of host {host}"}
        end = min(line.end + 1, len(text))
        return Edit(line.start, end, rule="template.repeated", label="template_residue", evidence=evidence)


def _going(lines: list[Line], pages: list[int], of: int) -> Iterator[tuple[int, str]]:
    """Yield which lines go, with their zone."""
    own = [k for k, line in enumerate(lines) if not pages[k]]
    body = [k for k in own if lines[k].prose] or own
    first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
    for start, end in _runs(pages):
        for k in range(start, end):
            if first < k < last:
                common = pages[k] >= max(_BODY_PAGES, of / 2)
                if common and (end - start >= _RUN or lines[k].prose):
                    yield k, "body"
            elif end - start > 1 or len(lines[k].shadow) >= _LONE or start == 0 or end == len(lines):
                yield k, "head" if k < first else "tail"


def _runs(pages: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for k, n in enumerate([*pages, 0]):
        if not n:
            if start < k:
                yield start, k
            start = k + 1
