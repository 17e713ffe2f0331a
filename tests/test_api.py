"""The API reference can be made, and every public name has a contract in it."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cleantext
from benchmarks import api

SCRIPT = Path(api.__file__)


def test_reference():
    """One page with every public name, its signature and what it says of itself; an unknown name is refused."""
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=True)

    assert re.findall(r"(?m)^## (\w+)$", done.stdout) == api.names()
    assert set(api.names()) == set(cleantext.__all__)
    assert done.stdout.count("```") % 2 == 0
    one = subprocess.run([sys.executable, SCRIPT, "FoldWidht"], capture_output=True, text=True)
    assert (one.returncode, one.stderr) == (2, "no public name 'FoldWidht'\n")


@pytest.mark.parametrize(
    "name", [n for n in cleantext.__all__ if not isinstance(getattr(cleantext, n), cleantext.Pipeline)]
)
def test_contract(name):
    """A docstring; each argument of a public function is named in it, and what it raises."""
    value = getattr(cleantext, name)
    doc = inspect.getdoc(value) or ""

    assert doc
    assert not doc.startswith(f"{name}(")  # what `dataclass` writes if there is none
    if inspect.isfunction(value):
        for argument in inspect.signature(value).parameters:
            assert re.search(rf"\b{argument}\b", doc) or "Takes what `clean` takes" in doc, argument
    if isinstance(value, type):
        for member, function in api.members(value):
            assert inspect.getdoc(function), f"{name}.{member}"
