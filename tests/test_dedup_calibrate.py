"""What `calibrate` says of bands is what they do."""

import math
import random
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from cleantext import ConfigError, Document, calibrate, dedup, minhash
from cleantext.dedup.bands import band_keys
from tests.test_dedup import family, han, reference_shingles


def sample(seed, families=150):
    rng = random.Random(seed)
    return [t for _ in range(families) for t in family(rng, rng.randint(40, 300), rng.randint(0, 6))]


def test_the_estimate_holds_for_other_texts():
    """Expected recall is what dedup's search reaches on texts of the same kind."""
    one = {(s.threshold, s.bands): s for s in calibrate(sample(1, 500), [0.6, 0.8], [(8, 16), (16, 8), (21, 6)])}
    texts = sample(2, 1000)
    signed = minhash(texts)
    sets = [reference_shingles(t) for t in texts]
    # Families are neighbours: all pairs that are similar.
    pairs = [(i, j) for i in range(len(texts)) for j in range(i + 1, min(i + 7, len(texts)))]
    exact = {(i, j): len(sets[i] & sets[j]) / len(sets[i] | sets[j]) for i, j in pairs}

    for (threshold, bands), setting in one.items():
        true = [p for p, s in exact.items() if s >= threshold]
        keys = band_keys(signed, bands, setting.rows)
        found = sum((keys[i] == keys[j]).any() for i, j in true)
        assert found / len(true) == pytest.approx(setting.recall, abs=0.02)


def test_counts_are_those_of_all_pairs():
    """Pairs, candidates and false candidates are counted, not modelled."""
    texts = sample(3, 60)
    texts = [*texts, *texts[:5]]
    sets = [reference_shingles(t) for t in dict.fromkeys(texts)]
    exact = [len(a & b) / len(a | b) for a, b in combinations(sets, 2)]
    found = calibrate([Document(t) for t in texts], [0.5, 0.8])

    assert (found.texts, found.distinct) == (len(texts), len(texts) - 5)
    for s in found:
        # Of a group of many, each is paired with the first and the one before.
        assert 0.5 * sum(x >= s.threshold for x in exact) <= s.pairs <= sum(x >= s.threshold for x in exact)
        assert 0 <= s.false_candidates <= s.candidates
        assert s.comparisons == s.candidates / found.distinct
        assert s.candidates - s.false_candidates <= sum(x >= s.threshold for x in exact)
    by_rows = [s for s in found if s.threshold == 0.8]
    assert [s.rows for s in by_rows] == [4, 5, 6, 7, 8]
    assert [s.recall for s in by_rows] == sorted((s.recall for s in by_rows), reverse=True)
    assert [s.candidates for s in by_rows] == sorted((s.candidates for s in by_rows), reverse=True)


def test_the_best():
    """The cheapest that finds enough is marked in the table and can be given to dedup."""
    found = calibrate(sample(4), [0.8])
    best = found.best(0.8)

    assert (best.bands, best.rows) == (21, 6)
    assert [line.endswith("<") for line in repr(found).splitlines()[2:]] == [s == best for s in found]
    texts = sample(4)
    assert (dedup(texts, bands=(best.bands, best.rows)).keep == dedup(texts).keep).all()
    assert calibrate(sample(4), [0.8], [(4, 30)]).best(0.8).rows == 30
    with pytest.raises(ConfigError, match=r"0\.9 was not measured; there are 0\.8"):
        found.best(0.9)


def test_as_a_table():
    """Arrow has a row for each setting."""
    table = calibrate(sample(5, 20)).to_arrow()

    assert table.num_rows == 15
    assert table.schema.field("recall") == pa.field("recall", pa.float64())
    assert table.column_names[:3] == ["threshold", "bands", "rows"]


@pytest.mark.parametrize("texts", [[], ["一"], ["一", "一"], ["", "?"], [han(random.Random(6), 100)]])
def test_nothing_to_measure(texts):
    """Without pairs the recall is unknown, and that of the formula decides."""
    found = calibrate(texts)

    assert all(math.isnan(s.recall) and s.pairs == s.candidates == 0 for s in found)
    assert found.best(0.8).rows == 6
    assert "nan" in repr(found)


def test_bad_settings():
    """What makes no sense is named."""
    with pytest.raises(ConfigError, match="threshold"):
        calibrate(["一"], [0])
    with pytest.raises(ConfigError, match="thresholds is empty"):
        calibrate(["一"], [])
    with pytest.raises(ConfigError, match="bands"):
        calibrate(["一"], [0.8], [(100, 2)])
    with pytest.raises(TypeError, match="position 1"):
        calibrate(["一", np.nan])
