"""Reports are a monoid: split the documents as you like, the sums are the same."""

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cleantext import Document, Edit, Report


@st.composite
def documents(draw):
    text = draw(st.text("ab\n", min_size=1, max_size=6))
    doc = Document(text)
    if draw(st.booleans()):
        doc = doc.edit([Edit(0, 1, rule=draw(st.sampled_from("rs")), label=draw(st.sampled_from([None, "ad"])))])
    return doc.reject("why") if draw(st.booleans()) else doc


def of(docs):
    report = Report()
    list(report.watch(docs))
    return report


@given(st.lists(documents(), max_size=6), st.lists(documents(), max_size=6))
def test_sums(left, right):
    """Adding reports is reporting on all; a report survives JSON."""
    assert of(left) + of(right) == of(left + right) == of(right) + of(left)
    assert of(left) + Report() == of(left)
    assert Report.from_dict(json.loads(json.dumps(of(left).to_dict()))) == of(left)


@given(st.lists(documents(), max_size=6), st.sampled_from(["aB\n", "網路a", "著a\n"]))
def test_counts(docs, more):
    """The counts are those of the edits, one by one; what a later rule changed again is the later rule's."""
    docs = [doc.edit([Edit(0, 0, rule="i", replacement=more)]).rewrite(more, "w", label="x") for doc in docs]
    report = of(docs)
    edits = [e for doc in docs for e in doc.edits]
    assert report.edits == Counter(e.rule for e in edits)
    assert report.removed == sum(
        (Counter({e.rule: len(e.removed)}) for e in edits), Counter({e.rule: 0 for e in edits})
    )
    assert report.earlier == Counter(name for e in edits for name in set(e.history))
    assert +report.labels == +sum((Counter({e.label: len(e.removed)}) for e in edits if e.label), Counter())
