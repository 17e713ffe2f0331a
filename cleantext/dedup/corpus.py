"""Near duplicates in a corpus: one call, exact verification, one survivor per star."""

from __future__ import annotations

import reprlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import choose_bands
from cleantext.dedup.contained import contained
from cleantext.dedup.near import Near, first_equal, near
from cleantext.dedup.result import Deduplicated
from cleantext.dedup.survivors import Item, Keep, ranked
from cleantext.document import Document
from cleantext.errors import ConfigError, RemovalError
from cleantext.texts import refuse

__all__ = ["dedup"]

Source = str | Callable[[Any], Any]
Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]

_NUM_PERM = 128
_NGRAM = 5
_NONE, _EXACT, _NEAR, _CONTAINED = range(4)
_LEVELS = np.array([None, "exact", "near", "contained"], object)
# What may go of a source if the caller does not say.  Most crawls have small sites that are one page and
# its copies, or mirrors: they are no accident, and are judged by nobody (_MIN_ASKED) or only if asked for.
_MAX_REMOVED, _MIN_SOURCE, _MIN_ASKED = 0.9, 100, 10


def dedup(
    texts: Iterable[Item],
    threshold: float = 0.8,
    keep: Keep = "first",
    *,
    containment: float | None = None,
    max_removed: float | None = None,
    source: Source = "host",
    bands: tuple[int, int] | None = None,
) -> Deduplicated:
    """Find the texts that are copies of others, exact or at least `threshold` similar.

    Similarity is the Jaccard similarity of the sets of shingles of 5 tokens, computed
    exactly (see `cleantext.dedup.shingles`); MinHash only finds the candidates.  A text
    goes only if the text that stays for it is itself that similar.  Equal texts are always
    copies: of many empty ones, one stays.  The answer depends on the texts and the order in
    which `keep` puts them, on nothing else.

    Args:
        texts: str or Documents, of which `text` is compared.
        threshold: lowest similarity of a copy, above 0 and at most 1.
        keep: which of several stays: the "first", the "longest" in characters, the "newest" by
            `meta["published"]`, or the one for which a function returns the greatest value.
            Among equals, the first.  Dates are ISO 8601; "2021" or "2021-10" is its first
            moment, a time without zone is UTC, and undated Documents are the oldest.  The
            function is called once for each text or Document, in order, and returns values
            that can be compared with each other.  Documents rejected before come last.
        containment: share of a text's shingles that must be in a longer one for it to go as
            `contained`, above 0 and at most 1; None, the default: no such search.  The longer
            text stays, whatever `keep` says.  A text of less than 32 shingles never goes so.
        max_removed: largest share of one source's texts that may go.  None, the default: 0.9 of
            each source that is named and has at least 100 texts; so a million equal strings,
            which name none, leave one.  A number holds for every source of at least 10 texts,
            all that name none being one source; 1.0 lets everything go.
        source: of which source a text is: a key of a Document's `meta` ("host" may also be read
            off `meta["url"]`), or a function of the text or Document; None is no source.
        bands: bands and rows of the search, at most 128 slots in all; by default those that
            find 99.5 % of the pairs at the threshold (`calibrate` helps to choose others).

    Raises:
        TypeError: something is neither str nor Document; names its position.  Or `texts` is one str.
        ConfigError: a setting, a date or a value makes no sense.
        RemovalError: more of a source would go than `max_removed`; names it.

    >>> result = dedup(["版权归作者所有。", "今天天气不错。", "版權歸作者所有"])
    >>> result
    <Deduplicated: 3 texts, 2 stay; gone: 0 exact, 1 near, 0 contained>
    >>> result.keep.tolist(), result.duplicate_of.tolist(), result.clusters
    ([True, True, False], [-1, -1, 0], [[0, 2]])
    """
    shape = _check(threshold, containment, max_removed, bands)
    if isinstance(texts, str | bytes | Document) or not isinstance(texts, Iterable):
        raise TypeError(f"texts must be an iterable of str or Documents, not one {type(texts).__name__}")
    items = list(texts)
    bodies = [text_of(item, n) for n, item in enumerate(items)]
    order = np.array(ranked(items, bodies, keep), np.int64)

    # Equal texts: the best of them speaks for all.
    best = first_equal(bodies, order)
    speakers = order[best[order] == order]
    unique = [bodies[n] for n in speakers.tolist()]
    found = near(unique, threshold, *shape, ngram=_NGRAM)
    level = np.where(found.center >= 0, _NEAR, _NONE)
    if containment is not None:
        rejected = [getattr(items[n], "rejected", None) is not None for n in speakers.tolist()]
        _contained(unique, found, level, np.array(rejected, bool), containment, threshold)

    duplicate_of, similarity, share, levels = _of_each(best, speakers, found, level)
    settings = {
        "threshold": threshold,
        "bands": list(shape),
        "keep": keep if isinstance(keep, str) else getattr(keep, "__name__", "function"),
        "containment": containment,
    }
    result = Deduplicated(duplicate_of, similarity, share, _LEVELS[levels], items, settings)
    _limit(result, max_removed, source)
    return result


def _of_each(best: Ints, speakers: Ints, found: Near, level: Ints) -> tuple[Ints, Floats, Floats, Ints]:
    """Return for each text what it is a copy of, similarity, containment and level: what was found about its speaker.

    Args:
        best: the speaker of each text.
        speakers: their positions.
        found, level: what was found about each speaker.
    """
    count = len(best)
    duplicate_of = np.full(count, -1, np.int64)
    similarity = np.full(count, np.nan)
    share = np.full(count, np.nan)
    levels = np.zeros(count, np.int8)
    gone = level != _NONE
    duplicate_of[speakers[gone]] = speakers[found.center[gone]]
    similarity[speakers[gone]], share[speakers[gone]] = found.similarity[gone], found.containment[gone]
    levels[speakers] = level
    # A copy goes for its speaker, or for what its speaker goes for.
    copies = np.flatnonzero(best != np.arange(count))
    best = best[copies]
    stays = levels[best] == _NONE
    duplicate_of[copies] = np.where(stays, best, duplicate_of[best])
    similarity[copies] = np.where(stays, 1.0, similarity[best])
    share[copies] = np.where(stays, 1.0, share[best])
    levels[copies] = np.where(stays, _EXACT, levels[best])
    return duplicate_of, similarity, share, levels


def check_threshold(threshold: float) -> None:
    """Raise a ConfigError unless a similarity can reach the threshold and miss it."""
    if not 0 < threshold <= 1:
        raise ConfigError(f"threshold is above 0 and at most 1, not {threshold!r}")


def _check(
    threshold: float, containment: float | None, max_removed: float | None, bands: tuple[int, int] | None
) -> tuple[int, int]:
    """Raise a ConfigError unless the settings make sense; return bands and rows."""
    check_threshold(threshold)
    for name, value in (("containment", containment), ("max_removed", max_removed)):
        if value is not None and not 0 < value <= 1:
            raise ConfigError(f"{name} is above 0 and at most 1, or None, not {value!r}")
    if bands is None:
        return choose_bands(threshold, _NUM_PERM)
    check_bands(bands)
    return bands


def check_bands(shape: tuple[int, int]) -> None:
    """Raise a ConfigError unless a signature has so many bands and rows."""
    bands, rows = shape
    if bands < 1 or rows < 1 or bands * rows > _NUM_PERM:
        raise ConfigError(f"bands is (bands, rows), both at least 1, their product at most {_NUM_PERM}, not {shape!r}")


def text_of(item: Item, n: int) -> str:
    """Return the text of a str or Document; a TypeError that names the position where it is neither."""
    if isinstance(item, Document):
        return item.text
    if type(item) is not str:
        refuse(n, item)
    return item


def _contained(
    texts: Sequence[str],
    found: Near,
    level: NDArray[np.int8],
    rejected: NDArray[np.bool_],
    share: float,
    threshold: float,
) -> None:
    """Write down what else goes, and for what those go now whose center goes."""
    followers = defaultdict(list)
    for row in np.flatnonzero(level != _NONE).tolist():
        followers[int(found.center[row])].append(row)
    staying = np.flatnonzero((level == _NONE) & ~rejected).tolist()
    for row, e in contained(texts, staying, followers, share, threshold, _NGRAM).items():
        found.center[row], found.similarity[row], found.containment[row] = e.center, e.similarity, e.containment
        level[row] = _NEAR if e.similarity >= threshold else _CONTAINED


def _limit(result: Deduplicated, max_removed: float | None, source: Source) -> None:
    """Raise a RemovalError if more of a source would go than may."""
    if max_removed == 1 or result.keep.all():
        return
    if max_removed is None and not callable(source) and not any(isinstance(item, Document) for item in result.items):
        return
    named = [_source(item, source) for item in result.items]
    total = Counter(named)
    removed = Counter(name for name, stays in zip(named, result.keep.tolist(), strict=True) if not stays)
    limit, smallest = (_MAX_REMOVED, _MIN_SOURCE) if max_removed is None else (max_removed, _MIN_ASKED)
    over = [
        (gone, name)
        for name, gone in removed.items()
        if gone > limit * total[name] and total[name] >= smallest and not (max_removed is None and name is None)
    ]
    if not over:
        return
    gone, name = max(over, key=lambda pair: pair[0])
    of = "of the texts that name no source" if name is None else f"of the texts of {reprlib.repr(name)}"
    more = f" (and so would {len(over) - 1} other sources)" if len(over) > 1 else ""
    raise RemovalError(
        f"{gone:,} of {total[name]:,} ({gone / total[name]:.1%}) {of} would go, more than {limit:.0%}{more}: "
        "look at the `result` of this error, for example its to_html(path), whether they are copies; "
        "then raise max_removed (1.0 lets all go), raise the threshold, or take the source out",
        name,
        gone,
        total[name],
        result,
    )


def _source(item: Item, source: Source) -> Any:
    if callable(source):
        return source(item)
    if isinstance(item, str):
        return None
    name = item.meta.get(source)
    if name is None and source == "host" and isinstance(url := item.meta.get("url"), str):
        from urllib.parse import urlsplit

        try:
            return urlsplit(url).hostname
        except ValueError:
            return None
    return name
