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
SECTIONS = re.compile("(?m)^(Args|Attributes|Returns|Yields|Raises):$")


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
    function = inspect.isfunction(value)
    if function or (isinstance(value, type) and not issubclass(value, Exception)):
        assert ">>>" in doc, "no example"
        # What a protocol or a pair of constants takes is nothing.
        takes = any(
            p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in inspect.signature(value).parameters.values()
        )
        assert SECTIONS.search(doc) or not takes, "neither arguments nor what it returns or raises"
    if function:
        for argument in inspect.signature(value).parameters:
            assert re.search(rf"\b{argument}\b", doc) or "Takes what `clean` takes" in doc, argument
    if isinstance(value, type):
        for member, function in api.members(value):
            told = inspect.getdoc(function) or ""
            assert told, f"{name}.{member}"
            takes = len(inspect.signature(function).parameters) > 1  # besides self; of a property nothing
            declared = inspect.isclass(value) and getattr(value, "_is_protocol", False)
            assert not takes or declared or ">>>" in told or SECTIONS.search(told), f"{name}.{member}: no section"


@pytest.mark.parametrize("name", [n for n in cleantext.__all__ if inspect.isfunction(getattr(cleantext, n))])
def test_what_is_raised_is_said(name):
    """Whatever error of ours the source of a public function raises by itself is among what it says it raises."""
    function = getattr(cleantext, name)
    raised = set(re.findall(r"(?m)^ +raise (\w+Error)\b", inspect.getsource(function)))

    assert raised <= set(re.findall(r"\b\w+Error\b", inspect.getdoc(function) or ""))
