"""A short, seeded round of benchmarks/fuzz.py, and every input that once broke something."""

import base64
import json
import zlib
from itertools import islice

import pytest

from benchmarks import fuzz
from benchmarks.fuzz_targets import FRAGMENTS, Target, law, targets

TARGETS = {t.name: t for t in targets()}
INPUTS = 5_000  # by weight, 60 at least of each

# A Parquet file whose footer lies of a histogram: to ask it for the size of a column ended the process.
LYING = """
eNqVVk9rFDEUz0yn66i7ttuacWZdIQg7VNhWK1hExkO2VlvsYnehCN5CXWpB7bqtVvwCehfaW88ieBCKiCfx4MEP4El605NHP4AvyctM2ulCN7
z2l3lJfu9v0i7x9jQl9IsHUqcVmBZooTpDJsp/tl+DiN8fdoSACWNhmUkUQupA4KNcJoS48FNx5Cy3Pg5KScA0GUyZ/CxrtRbGJL1QypxNVApN
B1vlAWRl6hhSW8a0IXSCCeOYFm2MoQdSoYwxuaMESm1WfTKzS/miad8yZd0QWRRGbWIU2h4k9JcDkuU29ItEj9DHCQnIxBFaK7tGZSYu4hCihz
iMWEA8gWg4TyKeQjyNaIyDj588kAOtQNPwd7IisnAEyqHSj1mw3KVYttyhQw0hmK6SzDwzRYYGUplnIq2aLtqIVB60WcLiCmbXUGAbSC3FZkH2
tBFVwVjahcLUThkRDNtHlVHuFNhSLNdvzPjJtAWKXSQORN6nFaK06CWrFfJaK7dGdQZxBHHUbEUcQxxHPJuW2BjS45wxhhhlrbDngNSpn3sVVG
ZUSlhYgtuiEqyKmTrqO9mFtraba8KsRJoGsHlMdfTbkKYSPFmki5lLoX8hzVXFymBeazlmVOcRq4jmEPWi5BoJCxsrjzpPBPUILdbc0NvsvNys
kcWq2lG7GLprD0mQRElUj0mVFqNagUR6FyVBJfg8DBL7yQBvaVSlMu0uSYLvQ1Ehiol0VbJ7mh1MKu59FyT+OpwM9Jhk9JcMd7DtB5XYByB9wn
inwthVcRz/IbAi+XaMSH6WkoHuQt9IdvuH4gfvXZB4bzQ5ZiNbQbxxVBD+UUH4wQ8HJN4fSwZqx0NBSO7g31Dgg4eAsBwWebt97/4N3YfhX+ey
HDOrHEaL63GX8y3eWOW3OV/ls2qJNxqcN+VklvMFpciQ62mjmX43XwHpdZjMzc4p5Zb8PcfTofZ3H2i+prQDWxbS5WWu/Wm05Podzlf4LSRPSV
rLyt95bruO9ufbjzvzLZ4dUfObJGRd0Xv2vLM5udLtTopeb32Lvej0NtbWn7KrM1NXpqajelVf3o/wZ3AJ/pH5D9PoQIQ=
"""

# What failed when it was first tried, with the target that shows it.
CRASHERS = [
    ("reader csv", b"\rid;text;tex"),
    ("config", {"filter": [{"use": "RejectShort", "min_words": "\ud800"}]}),
    ("config", {"filter": [{"use": "FoldForms", "replacing": 10**30}]}),
    ("config", {"filter": [{"use": "FoldForms", "selectors": 0}]}),
    ("config", {"filter": [{"use": "DropRepeatedSubstrings", "min_len": 9, "digest": "", "found": "x"}]}),
    ("CORPUS", "Ｂ\x85¡ª¡ª迎加"),
    ("reader parquet", zlib.decompress(base64.b64decode(LYING))),
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
