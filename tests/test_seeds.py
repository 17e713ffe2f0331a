"""The five real pages come out right: text, metadata, and why each line went."""

import unicodedata

import pytest

import cleantext
from cleantext.edits import apply

from .conftest import PAGES, load_seed

# What the gold does not decide: white space, blank lines, and the width of punctuation.
_WIDE = str.maketrans("，：；！？（）", ",:;!?()")


def compared(text):
    lines = ("".join(c for c in line.translate(_WIDE) if not c.isspace()) for line in text.split("\n"))
    return [line for line in lines if line]


def test_there_are_five():
    assert len(PAGES) == 5


def test_simplified(seed):
    """clean() gives the gold text in Simplified Chinese, line by line."""
    assert compared(cleantext.clean(seed.text)) == compared(seed.hans)


def test_native(seed):
    """clean(script=None) gives the gold text in the page's own script."""
    assert compared(cleantext.clean(seed.text, script=None)) == compared(seed.native)


def test_metadata(seed):
    """Dates, sources and people are lifted from their lines, repaired and in the target script."""
    found = dict(cleantext.explain(seed.text).meta)
    # What a converter did to the page is told beside what the page says of itself.
    damage = found.pop("damage", None)

    assert found == seed.meta
    assert (damage is not None and damage["converted"]) == (seed.number in ("000", "002"))


@pytest.mark.parametrize("script", ["zh-Hans", "zh-Hant", "zh-TW", "zh-HK", None])
def test_stable_and_accounted_for(seed, script):
    """Cleaning twice is cleaning once; the edits replay and restore."""
    doc = cleantext.explain(seed.text, script=script)

    assert cleantext.clean(doc.text, script=script) == doc.text
    assert apply(doc.source, doc.edits) == doc.text
    assert doc.restore() == seed.text


def test_each_removed_line_is_charged_to_its_kind(seed):
    """A line that the labels call boilerplate is removed by a rule of boilerplate or repeats, with a label."""
    doc = cleantext.explain(seed.text)
    content = {"title", "body", "blank"}
    start = 0
    for line in seed.lines:
        end = start + len(line["text"])
        inside = [e for e in doc.edits if e.start < end and e.end > start]
        if line["label"] not in content:
            # Residue and spaces inside the line have rules of their own, without a label.
            labels = {e.label for e in inside if e.label}
            # A notice that something loads may belong to any widget of the page.
            assert labels == {line["label"]} or line["text"].startswith("加载中"), (line["text"], labels)
        elif line["text"].strip():
            assert not any(e.label for e in inside), (line["text"], inside)
        start = end + 1


def test_002_is_repaired_by_mechanism():
    """The lost hanzi and both phase shifts of page 002 are restored and say so."""
    rules = [e.rule for e in cleantext.explain(load_seed(PAGES[2]).text, script=None).edits]

    assert rules.count("encoding.lost-hanzi") == 1
    assert rules.count("encoding.phase-shift") == 2


def test_width_of_punctuation_is_kept(seed):
    """No Chinese punctuation mark becomes an ASCII one."""
    doc = cleantext.explain(seed.text)
    for e in doc.edits:
        if e.replacement:
            before = sum(unicodedata.east_asian_width(c) in "FW" and not c.isalnum() for c in e.removed)
            after = sum(c in ",:;!?()\"'" for c in e.replacement)
            assert not (before and after > sum(c in ",:;!?()\"'" for c in e.removed)), e
