"""Many edits are held in columns, and are the same edits."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import CLEAN, Document, Edit, RepairEncoding
from cleantext.edits import apply
from cleantext.repair import packed

PIECES = ["&amp;", "&#20320;", "\x93a", "衛(wèi)", "?!薄白⒁猸h", "Ã©", "\ue815", "文", "\u200b", "\n", "a"]


@st.composite
def edited(draw):
    """A text, and edits of it in order."""
    text = draw(st.text("ab文\ud800", max_size=30))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12)))
    edits = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        rule, evidence = (
            draw(st.sampled_from("rs")),
            draw(st.sampled_from([None, {"class": "c", "n": [1, 2]}, {"x": 1.5}])),
        )
        edits.append(Edit(start, end, replacement=draw(st.text("cd", max_size=2)), rule=rule, evidence=evidence))
    return text, edits


@settings(max_examples=200, deadline=None)
@given(edited())
def test_columns_hold_the_same_edits(made):
    """What `edited` gives equals what `Document.edit` gives, also pickled, however many edits there are."""
    text, edits = made
    few = Document(text).edit(edits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "_FEW", 1)
        many = packed.edited(Document(text), iter(edits), "r")

    assert many.text == few.text
    for doc in (many, pickle.loads(pickle.dumps(many))):
        assert doc.edits == few.edits
    assert many.restore() == text


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_repairs_are_the_same(pieces):
    """Whether there are many edits or few, a page comes out the same, says the same, and is undone."""
    text = "".join(pieces)
    few = CLEAN(Document(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "_FEW", 1)
        many = CLEAN(Document(text))

    assert many.text == few.text == apply(text, many.edits)
    assert [(e.start, e.end, e.rule, e.removed) for e in many.edits] == [
        (e.start, e.end, e.rule, e.removed) for e in few.edits
    ]
    assert dict(many.meta) == dict(few.meta)
    assert many.restore() == text


def test_of_very_many_repairs_some_say_less():
    """The first thousand say what bytes they saw; the others class, codec and verdict, and what they removed."""
    text = "".join(f"&#{n};，" for n in range(0x4E00, 0x4E00 + 1200))
    edits = RepairEncoding()(Document(text)).edits

    assert len(edits) == 1200
    assert "before" in edits[0].evidence
    assert edits[-1].evidence == {"class": "entity", "codec": "html", "verdict": "proven"}
    assert (edits[-1].removed, edits[-1].replacement) == ("&#21167;", chr(21167))


def test_edits_that_overlap_are_refused():
    """As by Document.edit."""
    edits = [Edit(k, k + 2, rule="r") for k in range(1100)]
    with pytest.raises(ValueError, match="overlaps"):
        packed.edited(Document("a" * 1200), edits, "r")
