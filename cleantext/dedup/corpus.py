"""Near duplicates in a corpus: one call, exact verification, one survivor per star."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, candidates, choose_bands
from cleantext.dedup.clusters import Sets, stars
from cleantext.dedup.minhash import batches, refuse, sign
from cleantext.dedup.shingles import distinct, shingles
from cleantext.document import Document
from cleantext.errors import ConfigError

__all__ = ["Deduplicated", "Keep", "dedup"]

Item = str | Document
Keep = Literal["first", "longest", "newest"] | Callable[[Any], Any]

_NUM_PERM = 128
_NGRAM = 5
_SEED = 1


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
    speaker: dict[str, int] = {}
    for n in order:
        speaker.setdefault(bodies[n], n)
    ranked = list(speaker.values())
    dropped = _near([bodies[n] for n in ranked], threshold)

    duplicate_of = np.full(len(items), -1, np.int64)
    similarity = np.full(len(items), np.nan)
    for row, (center, s) in dropped.items():
        duplicate_of[ranked[row]], similarity[ranked[row]] = ranked[center], s
    for n, text in enumerate(bodies):
        best = speaker[text]
        if best != n:
            gone = duplicate_of[best] >= 0
            duplicate_of[n], similarity[n] = (duplicate_of[best], similarity[best]) if gone else (best, 1.0)
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


def _order(items: list[Item], bodies: list[str], keep: Keep) -> list[int]:
    """Return the positions, the one to keep rather before the others."""
    positions = list(range(len(items)))
    if keep == "first":
        return positions
    if keep == "longest":
        return sorted(positions, key=lambda n: -len(bodies[n]))
    if keep == "newest":
        return sorted(positions, key=lambda n: _published(items[n]), reverse=True)
    if callable(keep):
        return sorted(positions, key=lambda n: keep(items[n]), reverse=True)
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


def _near(texts: list[str], threshold: float) -> dict[int, tuple[int, float]]:
    """Return which of the texts go, ranked as they are, and which stays for each."""
    bands, rows = choose_bands(threshold, _NUM_PERM)
    keys = [
        band_keys(sign(*shingles(batch, _NGRAM), _NUM_PERM, "fast", _SEED), bands, rows) for batch in batches(texts)
    ]
    if not keys:
        return {}
    pairs = candidates(np.concatenate(keys))
    names = distinct(pairs.ravel()).tolist()
    sets = Sets(names, [texts[n] for n in names], _NGRAM)
    return stars(pairs, sets.similarities(pairs), threshold, sets.similarity)


def _clusters(duplicate_of: NDArray[np.int64]) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for n in np.flatnonzero(duplicate_of >= 0).tolist():
        members.setdefault(int(duplicate_of[n]), []).append(n)
    return sorted(sorted([center, *others]) for center, others in members.items())
