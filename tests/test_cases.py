"""One runner for tests/cases/*.toml: a case is data.

    [[case]]
    id    = "persian-joiner"
    why   = "U+200C is spelling in Persian"
    pipe  = "CLEAN"            # a preset or filter class of `cleantext`; default WEB
    args  = { target = "x" }   # settings, when pipe names a filter class
    text  = "…"
    want  = "…"                # or: same = true
    fired = ["rule.id"]        # optional: exactly these rules, in order of position
    meta  = { source = "…" }   # optional: exactly the metadata found

The name of a file says what is in it: wild-*, made-up-*, negative-* (must not change)
and known-failures-* (strict xfail: a case that starts to pass fails until it is moved).
"""

import tomllib
from pathlib import Path

import pytest

import cleantext
from cleantext.edits import apply

KINDS = ("wild", "made-up", "negative", "known-failures")
FILES = sorted(Path(__file__).with_name("cases").glob("*.toml"))


def cases():
    for path in FILES:
        kind = next(k for k in KINDS if path.stem == k or path.stem.startswith(k + "-"))
        marks = [pytest.mark.xfail(strict=True)] if kind == "known-failures" else []
        found = tomllib.loads(path.read_text("utf-8"))["case"]
        assert found, f"{path} has no cases"
        for case in found:
            assert kind != "negative" or case.get("same"), f"{path}: {case['id']} is negative, so same = true"
            yield pytest.param(case, id=f"{path.stem}:{case['id']}", marks=marks)


def pipe_of(case):
    found = getattr(cleantext, case.get("pipe", "WEB"))
    return found(**case.get("args", {})) if isinstance(found, type) else found


def test_there_are_cases():
    """A glob that finds no cases fails."""
    assert {k for k in KINDS for f in FILES if f.stem.startswith(k)} == set(KINDS)


@pytest.mark.parametrize("case", list(cases()))
def test_case(case):
    """Each case gives its text, by its rules, replays, restores, and is stable."""
    pipe = pipe_of(case)
    doc = pipe(cleantext.Document(case["text"]))

    assert doc.text == (case["text"] if case.get("same") else case["want"])
    if "fired" in case:
        assert [e.rule for e in doc.edits] == case["fired"]
    if "meta" in case:
        assert dict(doc.meta) == case["meta"]
    assert doc.text == apply(doc.source, doc.edits)
    assert doc.restore() == doc.source == case["text"]
    assert pipe(cleantext.Document(doc.text)).text == doc.text
