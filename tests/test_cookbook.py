"""The recipes of COOKBOOK.md, run one by one, each in an empty folder and knowing nothing of the others."""

import doctest
import importlib.util
import os
import re
import sys
from pathlib import Path

import pytest

TEXT = Path(__file__).with_name("COOKBOOK.md").read_text("utf-8")
RECIPES = dict(re.findall(r"(?ms)^## (\d+\. [^\n]+)\n(.*?)(?=^## |\Z)", TEXT))
SLOW = {"9. Spark"}


def run(text, name):
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    test = doctest.DocTestParser().get_doctest(text.replace("```", ""), {}, name, "COOKBOOK.md", 0)
    told = []
    runner.run(test, out=told.append)
    return len(test.examples), "".join(told)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow) if n in SLOW else n for n in RECIPES])
def test_a_recipe(name, tmp_path, monkeypatch):
    """It does what it says."""
    if name in SLOW and not importlib.util.find_spec("pyspark"):
        assert "CI" not in os.environ, "pyspark is missing"
        pytest.skip("needs pyspark")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)  # Spark's workers take the `python3` on the path otherwise
    monkeypatch.chdir(tmp_path)
    examples, told = run(RECIPES[name], name)

    assert told == ""
    assert examples >= 2


def test_there_are_ten_and_they_can_fail():
    assert len(RECIPES) == 10
    assert "Expected:" in run(">>> 1 + 1\n3\n", "wrong")[1]
