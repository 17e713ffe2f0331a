"""What is known of the documents of a piece comes back as it was written, all of it or some by number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleantext.run.kept import Doc, Kept, kept, look_up

facts = st.tuples(
    st.one_of(st.none(), st.integers(1, 99)),
    st.one_of(st.none(), st.text(max_size=3)),
    st.one_of(st.none(), st.just("2024-05-01"), st.lists(st.text(max_size=2), max_size=2)),
    st.integers(0, 9),
    st.integers(0, 9),
)


@given(st.lists(st.lists(facts, min_size=1, max_size=6), max_size=4), st.data())
def test_kept_documents_come_back(tmp_path_factory, blocks, data):
    """The columns are those that were written; a number finds its row, its id and the place of its text."""
    path = tmp_path_factory.mktemp("kept") / "docs"
    written = [Kept(*map(list, zip(*some, strict=True))) for some in blocks]
    path.write_bytes(b"".join(some.line() for some in written))

    assert list(kept(path)) == written

    documents, at = [], 0
    for row, id, _, size, _ in (fact for some in blocks for fact in some):
        if row is not None:
            documents.append(Doc(len(documents), row, id, at, size))
        at += size
    numbers = sorted(data.draw(st.sets(st.integers(0, len(documents) - 1)))) if documents else []
    assert list(look_up(path, numbers)) == [documents[n] for n in numbers]


def test_a_piece_that_keeps_nothing_has_no_file(tmp_path):
    """No file is no documents."""
    assert list(kept(tmp_path / "docs")) == []
