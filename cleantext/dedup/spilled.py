"""`dedup` through the disk: the same answer, no text held longer than it takes to sign it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.spill import Spill
from cleantext.dedup.survivors import Item, Keep, _published
from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.texts import refuse

__all__ = ["Spilled", "dedup_spilled", "priority"]

_LAST = 1 << 62
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Spilled:
    """What was found; all in positions of the input.

    Attributes:
        duplicate_of: the text that stays in its place, -1 where the text itself stays, shape (n,).
        similarity: exact Jaccard similarity to that text, NaN where the text itself stays, shape (n,).
    """

    duplicate_of: NDArray[np.int64]
    similarity: NDArray[np.float64]

    @property
    def keep(self) -> NDArray[np.bool_]:
        """Whether a text stays, shape (n,)."""
        return self.duplicate_of < 0


def dedup_spilled(
    texts: Iterable[Item],
    threshold: float = 0.8,
    keep: Keep = "first",
    *,
    memory: str | int = "1GB",
    tmp_dir: str | Path | None = None,
) -> Spilled:
    """Find what `dedup` finds, holding no text longer than it takes to sign it.

    Args:
        texts, threshold, keep: as for `dedup`; a function as `keep` returns a number.
        memory, tmp_dir: as for `Spill`; the result itself, 16 bytes a text, comes on top.

    Raises:
        TypeError, ConfigError: as `dedup` and `Spill`.

    >>> dedup_spilled(iter(["版权归作者所有。", "今天天气不错。", "版權歸作者所有"])).duplicate_of.tolist()
    [-1, -1, 0]
    """
    with Spill(threshold, memory=memory, tmp_dir=tmp_dir) as spill:
        for position, item in enumerate(texts):
            text = item.text if isinstance(item, Document) else item
            if type(text) is not str:
                refuse(position, text)
            spill.add(text, priority=priority(item, text, position, keep))
        answer = spill.answer()
        duplicate_of = np.full(len(spill), -1, np.int64)
        similarity = np.full(len(spill), np.nan)
    duplicate_of[answer.positions], similarity[answer.positions] = answer.kept, answer.similarity
    return Spilled(duplicate_of, similarity)


def priority(item: Item, text: str, position: int, keep: Keep) -> float:
    """Return a number that is greater the rather a text stays; raises as `dedup_spilled`."""
    found = _by_policy(item, text, position, keep)
    if isinstance(item, Document) and item.rejected is not None:
        # After all that are not rejected.
        return found - _LAST if isinstance(found, int) else -math.inf
    return found


def _by_policy(item: Item, text: str, position: int, keep: Keep) -> float:
    if keep == "first":
        return 0
    if keep == "longest":
        return len(text)
    if keep == "newest":
        dated, when = _published(item, position)
        return (when - _EPOCH) // timedelta(microseconds=1) if dated else -1
    if not callable(keep):
        raise ConfigError(f"keep is 'first', 'longest', 'newest' or a function, not {keep!r}")
    priority = keep(item)
    if isinstance(priority, np.number):
        priority = priority.item()
    if not isinstance(priority, int | float):
        raise ConfigError(f"on disk a function as keep returns a number, not {priority!r} (at position {position})")
    return priority
