"""The recipes of COOKBOOK.md, run one by one, each in an empty folder and knowing nothing of the others."""

import doctest
import importlib.util
import os
import re
import shlex
import subprocess
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


def test_from_install_to_a_first_report(tmp_path):
    """The commands of the README behind the installation, in an empty folder: they give a report."""
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    block = re.search(r"first report, in an empty folder:\n\n```sh\n(.*?)```", readme, re.S)[1]
    _, *commands = block.splitlines()
    script = "\n".join(commands).replace(".venv/bin/cleantext", f"{shlex.quote(sys.executable)} -m cleantext")
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(["sh", "-ec", script], cwd=tmp_path, env=env, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/page.txt").read_text("utf-8") == "卫生局说，今年的药品价格不变。\n"
    assert "<html" in (tmp_path / "out/.cleantext/report.html").read_text("utf-8")
    assert "zh.app.open" in done.stdout


def test_there_are_ten_and_they_can_fail():
    assert len(RECIPES) == 10
    assert "Expected:" in run(">>> 1 + 1\n3\n", "wrong")[1]
