"""Which bands for which threshold, measured on one's own texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cleantext.dedup.bands import band_keys, candidates, choose_bands, recall
from cleantext.dedup.clusters import Sets
from cleantext.dedup.corpus import check_bands, check_threshold, text_of
from cleantext.dedup.minhash import minhash
from cleantext.dedup.shingles import distinct
from cleantext.dedup.survivors import Item
from cleantext.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Calibration", "Setting", "calibrate"]

Ints = NDArray[np.int64]

_NUM_PERM = 128
# Pairs of half the lowest threshold are what is looked for to know what other bands would miss or find in vain.
_WIDER = 0.5
_ENOUGH = 0.995


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice of threshold and bands, and what it does on the sample.

    Attributes:
        threshold: lowest similarity of a copy.
        bands, rows: of the search; a text takes 4 bytes a band.
        recall: expected share of the sample's pairs at or above the threshold that are found,
            NaN if it has none.
        recall_at_threshold: the same of a pair that is just at the threshold, by the formula.
        pairs: pairs at or above the threshold in the sample (of many copies of one text not all).
        candidates: pairs that are compared exactly.
        false_candidates: those of them that are below the threshold.  Dedup compares them in
            vain and keeps both; those of unrelated texts grow with the square of the corpus.
        comparisons: candidates for each text of the sample, the cost of the search.
    """

    threshold: float
    bands: int
    rows: int
    recall: float
    recall_at_threshold: float
    pairs: int
    candidates: int
    false_candidates: int
    comparisons: float


@dataclass(frozen=True, repr=False)
class Calibration:
    """What `calibrate` measured: a `Setting` for each threshold and bands.

    Attributes:
        texts, distinct: how many the sample has, and how many different strings.
        settings: ascending by threshold, then by rows.

    >>> sample = ["山上的雪化了，溪水漫过石桥", "山上的雪化了，溪水漫过石桥头", "今天天气不错，我们去公园"]
    >>> found = calibrate(sample, thresholds=[0.8], bands=[(21, 6), (16, 8)])
    >>> found.texts, found.best(0.8).bands
    (3, 21)
    """

    texts: int
    distinct: int
    settings: tuple[Setting, ...]

    def __iter__(self) -> Iterator[Setting]:
        return iter(self.settings)

    def best(self, threshold: float) -> Setting:
        """Return the setting with the fewest candidates that finds enough; if none does, the one that finds most.

        Enough is 99.5 % of the pairs, both of those in the sample and of those at the threshold.

        Raises:
            ConfigError: the threshold was not measured.
        """
        found = [s for s in self.settings if s.threshold == threshold]
        if not found:
            measured = ", ".join(str(t) for t in sorted({s.threshold for s in self.settings}))
            raise ConfigError(f"threshold {threshold!r} was not measured; there are {measured}")
        good = [s for s in found if s.recall_at_threshold >= _ENOUGH and not s.recall < _ENOUGH]
        if good:
            return min(good, key=lambda s: (s.candidates, s.bands))
        return max(found, key=lambda s: s.recall_at_threshold)

    def to_arrow(self) -> pa.Table:
        """Return a row for each setting, with its fields as columns (needs pyarrow)."""
        import pyarrow as pa

        return pa.Table.from_pylist([asdict(s) for s in self.settings])

    def __repr__(self) -> str:
        lines = [
            f"{self.texts:,} texts, {self.distinct:,} distinct",
            "threshold  bands x rows  recall %  at threshold %   pairs  candidates   false  per text",
        ]
        lines += [
            f"{s.threshold:9.2f}  {s.bands:>5} x {s.rows:<4}"
            f"  {100 * s.recall:8.2f}  {100 * s.recall_at_threshold:14.2f}"
            f"  {s.pairs:6}  {s.candidates:10}  {s.false_candidates:6}  {s.comparisons:8.2f}"
            f"{'  <' if s == self.best(s.threshold) else ''}"
            for s in self.settings
        ]
        return "\n".join(lines)


def calibrate(
    texts: Iterable[Item],
    thresholds: Sequence[float] = (0.7, 0.8, 0.9),
    bands: Sequence[tuple[int, int]] | None = None,
) -> Calibration:
    """Measure on a sample what thresholds and bands would find, miss and cost; print the answer to see a table.

    A wide search finds the pairs of the sample, down to half the lowest threshold; they are
    compared exactly.  What other bands find of them follows from their similarities, each
    pair weighted by how surely the wide search finds it; what they compare is counted.
    Some thousand texts that belong together (all of some sites, not some of all) are enough.

    Args:
        texts: str or Documents.
        thresholds: similarities to try, each above 0 and at most 1.
        bands: (bands, rows) to try with each; by default those that `dedup` would take and
            some with fewer and more rows.

    Raises:
        TypeError: something is neither str nor Document; names its position.
        ConfigError: a threshold or bands make no sense.

    >>> sample = ["山上的雪化了，溪水漫过石桥", "山上的雪化了，溪水漫过石桥头", "今天天气不错，我们去公园"]
    >>> print(calibrate(sample, thresholds=[0.8], bands=[(21, 6), (16, 8)]))
    3 texts, 3 distinct
    threshold  bands x rows  recall %  at threshold %   pairs  candidates   false  per text
         0.80     21 x 6       100.00           99.83       1           1       0      0.33  <
         0.80     16 x 8        99.96           94.70       1           1       0      0.33
    """
    if not thresholds:
        raise ConfigError("thresholds is empty; [0.8] would try one")
    for threshold in thresholds:
        check_threshold(threshold)
    bodies = [text_of(item, n) for n, item in enumerate(texts)]
    unique = list(dict.fromkeys(bodies))
    tried = {t: sorted(set(bands or _around(t)), key=lambda shape: shape[1]) for t in sorted(set(thresholds))}
    for shapes in tried.values():
        for shape in shapes:
            check_bands(shape)

    signed = minhash(unique, _NUM_PERM)
    wide = choose_bands(_WIDER * min(thresholds), _NUM_PERM)
    pairs = {shape: candidates(band_keys(signed, *shape)) for shape in {wide, *(s for g in tried.values() for s in g)}}
    names = distinct(np.concatenate([p.ravel() for p in pairs.values()])).tolist()
    sets = Sets(names, [unique[n] for n in names])
    similarities = {shape: sets.similarities(found) for shape, found in pairs.items()}
    settings = [
        _setting(threshold, shape, similarities[shape], similarities[wide], wide, len(unique))
        for threshold, shapes in tried.items()
        for shape in shapes
    ]
    return Calibration(len(bodies), len(unique), tuple(settings))


def _around(threshold: float) -> list[tuple[int, int]]:
    """Return the bands that dedup takes, and others with up to two rows fewer or more."""
    _, rows = choose_bands(threshold, _NUM_PERM)
    return [(_NUM_PERM // r, r) for r in range(max(1, rows - 2), min(_NUM_PERM, rows + 2) + 1)]


def _setting(
    threshold: float,
    shape: tuple[int, int],
    found: NDArray[np.float64],
    all_pairs: NDArray[np.float64],
    wide: tuple[int, int],
    texts: int,
) -> Setting:
    above = all_pairs[all_pairs >= threshold]
    weights = 1 / (1 - (1 - above ** wide[1]) ** wide[0])
    chances = 1 - (1 - above ** shape[1]) ** shape[0]
    return Setting(
        threshold,
        *shape,
        recall=float((weights * chances).sum() / weights.sum()) if len(above) else float("nan"),
        recall_at_threshold=recall(threshold, *shape),
        pairs=len(above),
        candidates=len(found),
        false_candidates=int((found < threshold).sum()),
        comparisons=len(found) / max(texts, 1),
    )
