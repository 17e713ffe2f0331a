"""A short, seeded round of benchmarks/fuzz.py, and every input that once broke something."""

import json
from itertools import islice

import pytest

from benchmarks import fuzz
from benchmarks.fuzz_targets import FRAGMENTS, Target, law, targets

TARGETS = {t.name: t for t in targets()}
INPUTS = 5_000  # by weight, 60 at least of each

# What failed when it was first tried, with the target that shows it.
CRASHERS = [
    ("reader csv", b"\rid;text;tex"),
    ("config", {"filter": [{"use": "RejectShort", "min_words": "\ud800"}]}),
    ("config", {"filter": [{"use": "FoldForms", "replacing": 10**30}]}),
    ("config", {"filter": [{"use": "FoldForms", "selectors": 0}]}),
    ("config", {"filter": [{"use": "DropRepeatedSubstrings", "min_len": 9, "digest": "", "found": "x"}]}),
    ("CORPUS", "Ｂ\x85¡ª¡ª迎加"),
]


@pytest.mark.parametrize("name", TARGETS)
def test_a_round(name):
    """No crash and no broken law on inputs of a seed that stays."""
    target = TARGETS[name]
    count = max(60, INPUTS * target.weight // sum(t.weight for t in TARGETS.values()))
    found = fuzz.empty()
    fuzz.attempt(target, 7, found, count)

    assert found["failures"] == []
    assert found["tried"] == count


@pytest.mark.parametrize(("name", "made"), CRASHERS, ids=lambda x: str(x)[:24])
def test_what_once_broke(name, made):
    TARGETS[name].check(made)


def test_inputs_are_named_by_seed_and_number():
    """Whatever was tried before, an input is the same; another seed makes others."""
    target = TARGETS["FoldForms"]
    some = list(islice(target.inputs(3), 600))

    assert list(islice(target.inputs(3, 300), 300)) == some[300:]
    assert list(islice(target.inputs(4), 600)) != some
    assert len(set(some)) > 500
    assert sum(any(f in text for text in some) for f in FRAGMENTS) > len(FRAGMENTS) / 2


def test_a_broken_filter_is_found(tmp_path):
    """The laws can fail: a filter that loses track, one that never settles, one that crashes; a run goes on."""

    def bad(text):
        law("&" not in text, "no ampersand")
        if "?" in text:
            raise ZeroDivisionError

    good = TARGETS["FoldWidth"]
    state = tmp_path / "state.json"
    broken = Target("broken", good.pool, good.make, bad, 1)
    first = fuzz.run([broken], 2000, 1, state)["broken"]

    assert first["crashes"] > 10
    assert first["violations"] > 10
    number, kind, *_ = first["failures"][0]
    made = next(broken.inputs(1, number))
    assert kind == ("Violation" if "&" in made else "ZeroDivisionError")
    more = fuzz.run([broken], 3000, 1, state)["broken"]
    assert more["tried"] == 3000 == json.loads(state.read_text())["targets"]["broken"]["tried"]
    assert more == {**fuzz.run([broken], 3000, 1, None)["broken"], "seconds": more["seconds"]}
    assert "| broken | 3,000 |" in fuzz.table({"broken": more})


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_longer_round(name):
    """The same, a hundred times as long."""
    found = fuzz.empty()
    fuzz.attempt(TARGETS[name], 8, found, max(1000, 100 * INPUTS * TARGETS[name].weight // 1200))

    assert found["failures"] == []
