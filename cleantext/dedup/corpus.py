"""Near duplicates in a corpus: one call, exact verification, one survivor per star."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import choose_bands
from cleantext.dedup.minhash import refuse
from cleantext.dedup.near import first_equal, near
from cleantext.document import Document
from cleantext.errors import ConfigError

__all__ = ["Deduplicated", "Keep", "dedup"]

Item = str | Document
Keep = Literal["first", "longest", "newest"] | Callable[[Any], Any]

_NUM_PERM = 128


@dataclass(frozen=True)
class Deduplicated:
    """What `dedup` found; all in positions of the input.

    Attributes:
        keep: whether a text stays, shape (n,).
        duplicate_of: the text that stays in its place, -1 where the text itself stays, shape (n,).
        similarity: exact Jaccard similarity to that text, NaN where the text itself stays, shape (n,).
        clusters: lists of positions, two at least, each ascending; ascending by their first.
    """

    keep: NDArray[np.bool_]
    duplicate_of: NDArray[np.int64]
    similarity: NDArray[np.float64]
    clusters: list[list[int]]


def dedup(texts: Iterable[Item], threshold: float = 0.8, keep: Keep = "first") -> Deduplicated:
    """Find the texts that are copies of others, exact or at least `threshold` similar.

    Similarity is the Jaccard similarity of the sets of shingles of 5 tokens, computed
    exactly (see `cleantext.dedup.shingles`); MinHash only finds the candidates.  A text
    goes only if the text that stays for it is itself that similar.  Equal texts are always
    copies, empty ones too.  The answer depends on the texts and their order alone.

    Args:
        texts: str or Documents, of which `text` is compared.
        threshold: lowest similarity of a copy, above 0 and at most 1.
        keep: which of several stays: the "first", the "longest", the "newest" by
            `meta["published"]` (ISO 8601; undated ones are the oldest), or the one for which
            a function of the text or Document returns the greatest value.  Among equals, the first.

    Raises:
        TypeError: something is neither str nor Document; names its position.
        ConfigError: the threshold or `keep` makes no sense.

    >>> result = dedup(["版权归作者所有。", "今天天气不错。", "版權歸作者所有"])
    >>> result.keep.tolist(), result.duplicate_of.tolist(), result.clusters
    ([True, True, False], [-1, -1, 0], [[0, 2]])
    """
    check_threshold(threshold)
    items = list(texts)
    bodies = [_body(item, n) for n, item in enumerate(items)]
    order = _order(items, bodies, keep)

    # Equal texts: the best of them speaks for all.
    best = first_equal(bodies, order)
    speakers = order[best[order] == order]
    found = near([bodies[n] for n in speakers.tolist()], threshold, *choose_bands(threshold, _NUM_PERM))
    duplicate_of = np.full(len(items), -1, np.int64)
    similarity = np.full(len(items), np.nan)
    gone = found.center >= 0
    duplicate_of[speakers[gone]] = speakers[found.center[gone]]
    similarity[speakers[gone]] = found.similarity[gone]
    copies = np.flatnonzero(best != np.arange(len(items)))
    best = best[copies]
    stays = duplicate_of[best] < 0
    duplicate_of[copies] = np.where(stays, best, duplicate_of[best])
    similarity[copies] = np.where(stays, 1.0, similarity[best])
    return Deduplicated(duplicate_of < 0, duplicate_of, similarity, _clusters(duplicate_of))


def check_threshold(threshold: float) -> None:
    """Raise a ConfigError unless a similarity can reach the threshold and miss it."""
    if not 0 < threshold <= 1:
        raise ConfigError(f"threshold is above 0 and at most 1, not {threshold!r}")


def _body(item: Item, n: int) -> str:
    if isinstance(item, Document):
        return item.text
    if type(item) is not str:
        refuse(n, item)
    return item


def _order(items: list[Item], bodies: list[str], keep: Keep) -> NDArray[np.int64]:
    """Return the positions, the one to keep rather before the others."""
    positions = range(len(items))
    if keep == "first":
        return np.arange(len(items))
    if keep == "longest":
        return np.array(sorted(positions, key=lambda n: -len(bodies[n])), np.int64)
    if keep == "newest":
        return np.array(sorted(positions, key=lambda n: _published(items[n]), reverse=True), np.int64)
    if callable(keep):
        return np.array(sorted(positions, key=lambda n: keep(items[n]), reverse=True), np.int64)
    raise ConfigError(f"keep is 'first', 'longest', 'newest' or a function, not {keep!r}")


def _published(item: Item) -> datetime:
    """Return when a document was published; without a time zone its time is taken as UTC."""
    if isinstance(item, str):
        raise ConfigError("keep='newest' needs Documents with meta['published'], not str")
    when = item.meta.get("published")
    if when is None:
        return datetime.min.replace(tzinfo=UTC)
    try:
        date = when if isinstance(when, datetime) else datetime.fromisoformat(when)
    except (TypeError, ValueError):
        raise ConfigError(f"meta['published'] is ISO 8601 like '2021-10-27T09:22', not {when!r}") from None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _clusters(duplicate_of: NDArray[np.int64]) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for n in np.flatnonzero(duplicate_of >= 0).tolist():
        members.setdefault(int(duplicate_of[n]), []).append(n)
    return sorted(sorted([center, *others]) for center, others in members.items())
