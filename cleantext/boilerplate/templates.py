"""What the pages of one host have in common, counted line by line.

A line is counted once a page, by a 64-bit hash of its shadow (Simplified, half width, lower case,
without bullets and outer space), so a refrain that stands ten times in one article counts one.
Copies of an article say nothing about the site, so near-duplicates are left out first.
Counts of two fits can be added: texts are never needed again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.lines import split
from cleantext.dedup.index import DedupIndex
from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.script.tables import fold

__all__ = ["Host", "Templates", "fit_templates", "host_of", "key"]

_FORMAT, _VERSION = "cleantext-templates", 1

Where = str | Callable[[Document], str | None]


@dataclass(frozen=True)
class Host:
    """The pages of one host: how many there were, and on how many each line stood.

    Attributes:
        pages: pages counted, copies left out.
        hashes: of lines, ascending, uint64, shape (n,).
        counts: pages with that line, uint32, shape (n,).
    """

    pages: int
    hashes: NDArray[np.uint64]
    counts: NDArray[np.uint32]

    def __add__(self, other: Host) -> Host:
        both = np.concatenate([self.hashes, other.hashes])
        hashes, place = np.unique(both, return_inverse=True)
        counts = np.zeros(len(hashes), np.uint32)
        np.add.at(counts, place, np.concatenate([self.counts, other.counts]))
        return Host(self.pages + other.pages, hashes, counts)

    def count(self, hash: int) -> int:
        """Return on how many pages the line with that hash stood."""
        at = int(np.searchsorted(self.hashes, np.uint64(hash)))
        return int(self.counts[at]) if at < len(self.hashes) and int(self.hashes[at]) == hash else 0


class Templates:
    """The lines of many hosts, immutable.  `a + b` counts what both have counted.

    Equal if all counts are; the repr and `digest` say which these are, so a pipeline that uses
    them has a fingerprint of its own.

    Args:
        hosts: what was counted, by host; none if left out.

    >>> from cleantext import fit_templates
    >>> pages = [Document(f"首页 新闻 体育\\n第{n}篇文章。", meta={"host": "a.example"}) for n in range(3)]
    >>> (fit_templates(pages) + Templates()).hosts["a.example"].pages
    3
    """

    def __init__(self, hosts: Mapping[str, Host] | None = None) -> None:
        self.hosts = {name: hosts[name] for name in sorted(hosts)} if hosts else {}

    @cached_property
    def digest(self) -> str:
        """A hash of all counts."""
        h = hashlib.blake2b(digest_size=16)
        for name, host in self.hosts.items():
            h.update(json.dumps([name, host.pages, len(host.hashes)]).encode())
            h.update(host.hashes.tobytes() + host.counts.tobytes())
        return h.hexdigest()

    def __add__(self, other: Templates) -> Templates:
        if not isinstance(other, Templates):
            return NotImplemented
        both = dict(self.hosts)
        for name, host in other.hosts.items():
            both[name] = both[name] + host if name in both else host
        return Templates(both)

    def pruned(self, min_pages: int = 2) -> Templates:
        """Return the templates without lines on fewer pages: small, but for adding to more counts too late.

        Args:
            min_pages: pages of its host on which a line that stays was.
        """
        return Templates(
            {
                name: Host(h.pages, h.hashes[h.counts >= min_pages], h.counts[h.counts >= min_pages])
                for name, h in self.hosts.items()
            }
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Templates) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        lines = sum(len(h.hashes) for h in self.hosts.values())
        return f"<Templates of {len(self.hosts)} hosts, {lines} lines, {self.digest[:12]}>"

    def save(self, path: str | Path) -> None:
        """Write a file: a line of JSON, then NumPy arrays; 12 bytes a line before compression.

        The old file stays until the new one is complete.

        Raises:
            OSError: the file cannot be written.
        """
        hosts = list(self.hosts.values())
        arrays = io.BytesIO()
        np.savez_compressed(
            arrays,
            names=np.frombuffer(json.dumps(list(self.hosts)).encode(), np.uint8),
            pages=np.array([h.pages for h in hosts], np.int64),
            sizes=np.array([len(h.hashes) for h in hosts], np.int64),
            hashes=np.concatenate([np.empty(0, np.uint64), *(h.hashes for h in hosts)]),
            counts=np.concatenate([np.empty(0, np.uint32), *(h.counts for h in hosts)]),
        )
        data = arrays.getvalue()
        head = {"format": _FORMAT, "version": _VERSION, "bytes": len(data), "crc32": zlib.crc32(data)}
        path = Path(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(head).encode() + b"\n" + data)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise

    @classmethod
    def load(cls, path: str | Path) -> Templates:
        """Read a file that `save` wrote.

        Raises:
            ConfigError: the file holds no templates, is of another version, cut off or damaged.
            OSError: the file cannot be read.
        """
        with open(path, "rb") as file:
            head, data = file.readline(1 << 12), file.read()
        try:
            found = json.loads(head)
        except ValueError:
            found = None
        if not isinstance(found, dict) or found.get("format") != _FORMAT:
            raise ConfigError(f"{path} is not a file of templates; fit_templates(…).save(path) writes one")
        if found.get("version") != _VERSION:
            raise ConfigError(
                f"{path} is of version {found.get('version')!r}, this reads {_VERSION}; fit the pages again"
            )
        if (found.get("bytes"), found.get("crc32")) != (len(data), zlib.crc32(data)):
            raise ConfigError(f"{path} is cut off or damaged: {len(data)} bytes of {found.get('bytes')!r}")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            names = json.loads(arrays["names"].tobytes())
            ends = np.cumsum(arrays["sizes"])[:-1]
            parts = zip(
                arrays["pages"].tolist(), *(np.split(arrays[k], ends) for k in ("hashes", "counts")), strict=True
            )
            return cls({name: Host(*part) for name, part in zip(names, parts, strict=True)}) if names else cls()


def key(shadow: str) -> int:
    """Return the hash of a line's shadow."""
    return int.from_bytes(hashlib.blake2b(shadow.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def host_of(doc: Document, where: Where) -> str | None:
    """Return the host of a document, or None if nothing says it."""
    host = where(doc) if callable(where) else doc.meta.get(where)
    return None if host is None else str(host)


def fit_templates(docs: Iterable[Document], *, host: Where = "host", max_pages: int = 1000) -> Templates:
    """Count the lines that the pages of each host have in common.

    Documents stream; what is kept for a host is the hashes of its lines and, of its first `max_pages`
    unlike pages, the index that finds copies: some 4 bytes a character and 2 kB a page.  Pages after
    those teach little and are passed over.  Copies are found within one call, not across calls
    whose results are added.

    Args:
        docs: Documents as they come, before anything is dropped from them.
        host: key of `meta` that names the host, or a function of the document.
        max_pages: unlike pages counted for a host.

    Raises:
        TypeError: something is no Document.
        ConfigError: a document has no host; `max_pages` is below 1.

    >>> page = "首页 新闻 体育\\n{}\\n关于我们 联系方式"
    >>> bodies = "春天来了，河里的冰化了。", "他推开门走到院子里。", "昨天的比赛下了一场大雨。"
    >>> templates = fit_templates(Document(page.format(b), meta={"host": "a.example"}) for b in bodies)
    >>> templates.hosts["a.example"].pages, templates.hosts["a.example"].counts.tolist().count(3)
    (3, 2)
    """
    if max_pages < 1:
        raise ConfigError(f"max_pages is 1 or more, not {max_pages!r}")
    seen: dict[str, DedupIndex] = {}
    counts: dict[str, Counter[int]] = {}
    for n, doc in enumerate(docs):
        if not isinstance(doc, Document):
            raise TypeError(
                f"document {n} is a {type(doc).__name__}; templates need Documents, whose meta says the host"
            )
        name = host_of(doc, host)
        if name is None:
            raise ConfigError(
                f"document {n} ({doc.id!r}) has no host by host={host!r}; name the key of meta, or a function"
            )
        index = seen.setdefault(name, DedupIndex())
        if len(index) >= max_pages or index.add(n, doc.text) is not None:
            continue
        lines = {key(line.shadow) for line in split(doc.text, fold(doc.text)) if line.shadow}
        counts.setdefault(name, Counter()).update(lines)
    return Templates({name: _host(len(seen[name]), found) for name, found in counts.items()})


def _host(pages: int, found: Counter[int]) -> Host:
    hashes = np.array(sorted(found), np.uint64)
    return Host(pages, hashes, np.array([found[h] for h in hashes.tolist()], np.uint32))
