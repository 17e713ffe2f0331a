"""Documents: immutable, accountable, picklable."""

import pickle

import pytest

import cleantext
from cleantext import Document, Edit


def test_edits_are_against_the_source():
    """Two steps become one script in offsets of the source."""
    doc = Document("a--b--c").edit([Edit(1, 3, rule="one")]).edit([Edit(2, 4, replacement="+", rule="two")])

    assert doc.text == "ab+c"
    assert [(e.start, e.end, e.removed, e.replacement, e.rule) for e in doc.edits] == [
        (1, 3, "--", "", "one"),
        (4, 6, "--", "+", "two"),
    ]
    assert doc.restore() == doc.source == "a--b--c"


def test_rewrites_are_aligned_when_asked():
    """A whole-text result becomes small edits, charged to its rule."""
    doc = Document("软体和软件").rewrite("软件和软件", "script.words")

    assert [(e.start, e.end, e.replacement, e.rule) for e in doc.edits] == [(1, 2, "件", "script.words")]


def test_nothing_to_do_is_the_same_object():
    doc = Document("abc")

    assert doc.edit([]) is doc
    assert doc.edit([Edit(0, 1, replacement="a", rule="same")]) is doc
    assert doc.rewrite("abc", "same") is doc


def test_lines_cut_with_their_line_break():
    """Cutting lines leaves the others as they were, with or without a final line break."""
    for text in ("a\nad\nb\nad", "a\nad\nb\nad\n"):
        doc = Document(text)
        doc = doc.edit(line.cut("ads", label="ad") for line in doc.lines() if line.text == "ad")
        assert doc.text == "a\nb\n"
        assert {e.label for e in doc.edits} == {"ad"}


def test_metadata_of_the_caller_wins():
    """A filter never overwrites what the caller knows, nor what an earlier filter found."""
    doc = Document("x", meta={"source": "crawl"}).edit([], meta={"source": "page", "author": ["甲"]})
    doc = doc.edit([], meta={"author": ["乙"]})

    assert dict(doc.meta) == {"source": "crawl", "author": ["甲"]}
    assert dict(doc.found) == {"author": ["甲"]}
    with pytest.raises(TypeError):
        doc.meta["source"] = "mine"


def test_the_first_rejection_stands():
    doc = Document("x").reject("one").reject("two", meta={"duplicate_of": 3})

    assert (doc.rejected, doc.meta["duplicate_of"]) == ("one", 3)


@pytest.mark.parametrize("name", ["text", "source", "rejected", "anything"])
def test_immutable(name):
    with pytest.raises(AttributeError, match="immutable"):
        setattr(Document("x"), name, "y")
    with pytest.raises(AttributeError):
        del Document("x").text


def test_pickle_and_equality():
    """A pickled document is equal, and still tells its edits."""
    doc = Document("a-b", id=7, meta={"k": 1}).edit([Edit(1, 2, rule="r")], meta={"author": ["甲"]})
    again = pickle.loads(pickle.dumps(doc))

    assert again == doc
    assert hash(again) == hash(doc)
    assert again.edits == doc.edits
    assert again != Document("a-b")
    assert doc != "ab"


def test_overlapping_edits_are_refused():
    with pytest.raises(ValueError, match="overlaps"):
        Document("abc").edit([Edit(0, 2, rule="a"), Edit(1, 3, rule="b")])


@pytest.mark.parametrize("call", [cleantext.clean, cleantext.explain, Document])
def test_what_is_not_text_is_refused(call):
    """Bytes are a TypeError that says how to decode, everything else a TypeError."""
    with pytest.raises(TypeError, match=r"cleantext\.decode"):
        call("文".encode())
    with pytest.raises(TypeError, match="NoneType"):
        call(None)


def test_print_shows_every_rule():
    """A document prints as a diff: what went, what came, by which rule."""
    doc = Document("keep\nold text\ngone\n").edit(
        [Edit(5, 8, replacement="new", rule="r.one"), Edit(14, 19, rule="r.two", label="ad")], meta={"source": "甲"}
    )
    shown = str(doc)

    assert "[-old-]{+new+} text  # r.one" in shown
    assert "- [-gone-]  # r.two (ad)" in shown
    assert "… 1 line unchanged" in shown
    assert 'meta source: "甲"' in shown


def test_html_escapes_everything():
    """Text, rule, label and evidence of a hostile page stay text in a notebook."""
    bad = "<script>alert(1)</script>\"'"
    doc = Document(bad + "\n" + bad, id=bad).edit(
        [Edit(0, 5, rule=bad, label=bad, evidence={"e": bad}, replacement=bad)], meta={"source": bad}
    )
    page = doc._repr_html_()

    assert "<script" not in page
    assert "alert(1)" in page
    assert f'"{bad}' not in page
