"""The public tests of ftfy, OpenCC and datasketch, out of their source distributions, run through our API.

They are fetched from the package index while the test runs and nothing of them is kept here; PEERS.md lists each
deliberate difference with its reason.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest

import cleantext.script
from benchmarks import ftfy_cases
from cleantext import CLEAN
from cleantext.script.engine import CONFIGS

pytestmark = pytest.mark.slow

# Of each the last source distribution that contains tests.
PEERS = Path(__file__).with_name("PEERS.md").read_text("utf-8")
VERSIONS = {"ftfy": "6.3.1", "opencc": "1.2.0", "datasketch": "1.6.5"}


@pytest.fixture(scope="module")
def fetched(tmp_path_factory):
    """Return a function from a name to the folder of its source distribution."""
    folder = tmp_path_factory.mktemp("peers")

    def fetch(name):
        where = folder / name
        args = [
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            name,
            "--dest",
            str(where),
            f"{name}=={VERSIONS[name]}",
        ]
        done = subprocess.run([sys.executable, "-m", "pip", *args], capture_output=True, text=True)
        if done.returncode:
            assert "CI" not in os.environ, done.stderr
            pytest.skip(f"{name} {VERSIONS[name]} cannot be fetched from the package index: {done.stderr[-200:]}")
        (archive,) = where.glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(where, filter="data")
        return next(p for p in where.iterdir() if p.is_dir())

    return fetch


def differences(peer):
    """Return the table of differences of a peer in PEERS.md: what -> its numbers, 0 where there is none."""
    text = re.search(rf"(?ms)^## {peer} .*?(?=^## |\Z)", PEERS)[0]
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in text.split("\n") if line.startswith("| ")][1:]
    return {row[0].strip("`"): [int(c or 0) for c in row[1:-1]] for row in rows}


def test_ftfy(fetched):
    """Every case that `fix_encoding` and `fix_text` pass gives the same, or differs for a reason that is listed."""
    found = list(ftfy_cases.cases(fetched("ftfy")))
    count = Counter()
    for case in found:
        encoding, text = case.get("fixed-encoding", case["fixed"]), case["fixed"]
        for name, run, want in (("RepairEncoding", ftfy_cases.repair, encoding), ("CLEAN", CLEAN.clean, text)):
            got = run(case["original"])
            why = ftfy_cases.reason(case, got, want)
            assert why != "UNEXPLAINED", (name, case["label"], got, want)
            count[name, why] += 1

    listed = differences("ftfy")
    assert count["RepairEncoding", "same"] + sum(numbers[0] for numbers in listed.values()) == len(found)
    assert count["CLEAN", "same"] + sum(numbers[1] for numbers in listed.values()) == len(found)
    for why, (repair, clean) in listed.items():
        assert (count["RepairEncoding", why], count["CLEAN", why]) == (repair, clean), why


def test_opencc(fetched):
    """Each expectation is met, or the release of OpenCC that is installed gives what we give."""
    import opencc

    text = (fetched("opencc") / "test/testcases/testcases.json").read_text("utf-8")
    text = re.sub(r"(?m)^\s*//.*$", "", text)  # comments, and commas in front of a bracket
    cases = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["cases"]
    met, newer = Counter(), []
    for case in cases:
        for config, want in case["expected"].items():
            if config not in CONFIGS:
                continue
            got = cleantext.script.convert(case["input"], config)
            if got in (want if isinstance(want, list) else [want]):
                met[config] += 1
            else:
                assert got == opencc.OpenCC(config).convert(case["input"]), (config, case["input"])
                newer.append((config, case["input"]))

    section = re.search(r"(?ms)^## OpenCC .*?(?=^## |\Z)", PEERS)[0]
    listed = {config: int(n) for config, n in re.findall(r"`(\w+)` (\d+)", section)}
    assert dict(met) == listed, newer
    assert sum(listed.values()) + len(newer) == sum(len(case["expected"]) for case in cases)


ROUTED = """
import sys, types, unittest
import numpy as np
import datasketch, datasketch.minhash
from cleantext.dedup.minhash import sign
Own = datasketch.MinHash

class Routed(Own):
    '''datasketch's sketch, whose signature is computed by cleantext.'''
    def __init__(self, num_perm=128, seed=1, hashfunc=None, **more):
        options = more if hashfunc is None else more | {"hashfunc": hashfunc}
        super().__init__(num_perm, seed, **options)
    def update(self, b):
        self.update_batch([b])
    def update_batch(self, b):
        b = list(b)
        if not b:
            return
        hashes = np.array([self.hashfunc(x) for x in b], np.uint32)
        ours = sign(hashes, np.array([0, len(hashes)]), len(self), "affine32", self.seed)[0]
        self.hashvalues = np.minimum(self.hashvalues, ours)
        Routed.routed += 1
    routed = 0

datasketch.minhash.MinHash = datasketch.MinHash = Routed
# The distribution has its tests and not the module beside them; the standard library has a package of that name.
for name in ("test", "test.utils"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["test"].__path__ = ["test"]
def fake_hash_func(x):
    return x
sys.modules["test.utils"].fake_hash_func = fake_hash_func
suite = unittest.defaultTestLoader.loadTestsFromNames(sys.argv[1:])
result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
print("ROUTED", Routed.routed, "TESTS", result.testsRun)
print("BROKEN", *sorted(t.id() for t, _ in result.failures + result.errors))
"""


def test_datasketch(fetched, tmp_path):
    """Its sketches pass its tests when their signatures come from us, as its own do."""
    folder = fetched("datasketch")
    (tmp_path / "routed.py").write_text(ROUTED, "utf-8")
    (tmp_path / "own.py").write_text(
        ROUTED.replace("datasketch.minhash.MinHash = datasketch.MinHash = Routed", ""), "utf-8"
    )
    broken = {}
    for script in ("routed", "own"):
        done = subprocess.run(
            [sys.executable, tmp_path / f"{script}.py", "test.test_minhash.TestMinHash"],
            cwd=folder, capture_output=True, text=True,
        )  # fmt: skip
        assert "ROUTED" in done.stdout, done.stdout + done.stderr
        routed, tests = map(int, re.findall(r"ROUTED (\d+) TESTS (\d+)", done.stdout)[0])
        assert tests == 12
        assert (routed > 10) == (script == "routed")
        broken[script] = set(re.findall(r"BROKEN ?(.*)", done.stdout)[0].split())

    listed = {f"test.test_minhash.TestMinHash.{name}" for name in differences("datasketch")}
    assert broken["routed"] == broken["own"] == listed, done.stdout
