"""The edit algebra obeys its laws."""

import pickle
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Document, columns, document
from cleantext.columns import Edits
from cleantext.compose import compose
from cleantext.edits import Edit, align, apply, check, invert

texts = st.text(alphabet="abcd\n甲乙𠀀", max_size=16)


@st.composite
def scripts(draw, text, rule):
    """A valid script on `text`: disjoint spans, some empty, with replacements of any length."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return check(
        text,
        [Edit(a, b, replacement=draw(st.text("XYZ", max_size=3)), rule=f"{rule}{n}") for n, (a, b) in enumerate(spans)],
    )


@st.composite
def two_steps(draw):
    source = draw(texts)
    first = draw(scripts(source, "a"))
    return source, first, draw(scripts(apply(source, first), "b"))


@given(two_steps())
def test_compose_is_one_after_the_other(steps):
    """Applying the composition gives what applying both in turn gives, and is itself a valid script."""
    source, first, second = steps
    both = compose(first, second)

    assert apply(source, both) == apply(apply(source, first), second)
    assert check(source, both) == both
    assert apply(apply(source, both), invert(both)) == source


@given(two_steps())
def test_the_last_rule_is_charged(steps):
    """A source character removed by the first step stays its; one that the second step removed is the second's."""
    source, first, second = steps
    both = compose(first, second)
    rule_at = {i: e for e in both for i in range(e.start, e.end)}
    gone_first = {i: e.rule for e in first if not e.replacement for i in range(e.start, e.end)}
    kept = [i for i in range(len(source)) if not any(e.start <= i < e.end for e in first)]
    shift = {i: i + sum(len(e.replacement) - (e.end - e.start) for e in first if e.end <= i) for i in kept}
    covered = {p: e.rule for e in second for p in range(e.start, e.end)}

    for i, rule in gone_first.items():
        assert rule_at[i].rule == rule
    for i in kept:
        if shift[i] in covered:
            e = rule_at.get(i)
            assert e is None or e.rule.startswith("b")


@given(texts, texts)
def test_align(before, after):
    """An alignment turns one text into the other."""
    script = align(before, after, "r")

    assert apply(before, script) == after
    assert check(before, script) == script


def test_history_names_the_earlier_rules():
    """A repaired advert is charged to the advert's rule, with the repair in its history."""
    repair = check("x??y", [Edit(1, 3, replacement="广告", rule="encoding.mojibake")])
    advert = check("x广告y", [Edit(1, 3, rule="zh.ad", label="ad")])

    (edit,) = compose(repair, advert)

    assert (edit.rule, edit.label, edit.history, edit.removed) == (
        "zh.ad",
        "ad",
        ("encoding.mojibake",),
        "??",
    )


def test_equal_lengths_divide():
    """A converted line that is cut in half is charged half and half."""
    converted = check("甲乙", [Edit(0, 2, replacement="AB", rule="script")])
    cut = check("AB", [Edit(1, 2, rule="cut")])

    assert [(e.start, e.end, e.rule, e.history) for e in compose(converted, cut)] == [
        (0, 1, "script", ()),
        (1, 2, "cut", ("script",)),
    ]


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ([Edit(0, 9, rule="r")], "outside a text of 3"),
        ([Edit(2, 1, rule="r")], "outside"),
        ([Edit(0, 2, rule="r"), Edit(1, 3, rule="s")], "overlaps"),
        ([Edit(0, 1, rule="r", removed="x")], "which has 'a' there"),
    ],
)
def test_check_refuses(edits, says):
    """An impossible script is a ValueError that says which edit and why."""
    with pytest.raises(ValueError, match=says):
        check("abc", edits)


def test_long_texts_align_in_linear_time():
    """Repetitive megabyte texts align; quadratic code would not come back."""
    for before, after in [
        ("(" * 10**6, "(" * 10**6 + "x"),
        ("ab" * 10**5, "ba" * 10**5),
        ("a" * 10**6, "a" * 7),
    ]:
        assert apply(before, align(before, after, "r")) == after


def test_equal_lengths_are_shared_out():
    """A conversion that spans residue already gone is charged character by character."""
    residue = check("網(wǎng)絡", [Edit(1, 7, rule="residue")])
    converted = check("網絡", [Edit(0, 2, replacement="网络", rule="script")])

    assert [(e.removed, e.replacement) for e in compose(residue, converted)] == [
        ("網", "网"),
        ("(wǎng)", ""),
        ("絡", "络"),
    ]


# -- in columns ---------------------------------------------------------------


@pytest.mark.parametrize("many", [1, columns._MANY])
@given(two_steps())
def test_columns_compose_as_lists_do(many, steps):
    """Scripts in columns compose to the same edits, and tell the same offsets."""
    source, first, second = steps
    text = apply(source, first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_MANY", many)
        both = Edits.of(source, text, first).then(Edits.of(text, apply(text, second), second))

    assert both == compose(first, second)
    assert len(both) == len(list(both))
    assert [both.after[a:b] for a, b in zip(both.text_starts, both.text_ends, strict=True)] == [
        e.replacement for e in both
    ]
    assert both.restore(both.after) == source
    assert pickle.loads(pickle.dumps(both)) == both


@given(two_steps())
def test_offsets_are_followed_both_ways(steps):
    """An offset outside of every edit goes to the same character and back; none leaves the text or goes backwards."""
    source, first, _ = steps
    edits = Edits.of(source, apply(source, first), first)
    to_text = edits.to_text(range(len(source) + 1)).tolist()
    to_source = edits.to_source(range(len(edits.after) + 1)).tolist()

    assert to_text == sorted(to_text)
    assert to_source == sorted(to_source)
    assert (to_text[-1], to_source[-1]) == (len(edits.after), len(source))
    for i, c in enumerate(source):
        if not any(e.start <= i < e.end for e in first):
            assert edits.after[to_text[i]] == c
            assert to_source[to_text[i]] == i


def test_columns_are_a_read_only_list():
    """Edits have length, items, slices and truth of a list, equal it, and cannot be written to."""
    script = check("abcd", [Edit(0, 1, replacement="x", rule="r"), Edit(2, 3, rule="s", label="ad")])
    edits = pickle.loads(pickle.dumps(Edits.of("abcd", "xbd", script)))

    assert edits == script
    assert script == edits
    assert edits != script[:1]
    assert (edits[0], edits[-1], edits[1:]) == (script[0], script[1], script[1:])
    assert list(edits) == list(reversed(list(reversed(edits)))) == script
    assert script[1] in edits
    assert edits
    assert not Edits.none("abcd")
    assert repr(edits) == repr(script)
    assert edits + script == script + edits == edits + edits == script + script
    with pytest.raises(TypeError):
        edits + "x"
    for bad in (2, -3):
        with pytest.raises(IndexError, match=str(bad)):
            pickle.loads(pickle.dumps(edits))[bad]
    with pytest.raises(ValueError, match="read-only"):
        edits.starts[0] = 3
    with pytest.raises(TypeError):
        edits[0] = script[1]


@given(two_steps(), st.randoms())
def test_what_was_removed_is_read_off_the_text(steps, rng):
    """Edits may come in any order and without what they remove: a document tells them as `check` does."""
    source, first, _ = steps
    bare = [replace(e, removed="") for e in rng.sample(first, len(first))]
    doc = Document(source).edit(bare)

    assert list(doc.edits) == check(source, bare)
    assert all(e.removed == source[e.start : e.end] for e in doc.edits)
    assert doc.text == apply(source, doc.edits)


@given(two_steps(), st.integers(1, 3), st.randoms())
def test_many_edits_are_gathered(steps, many, rng):
    """A document is the same however many edits are taken at a time, in whatever order they come."""
    source, first, second = steps
    shuffled = [rng.sample(script, len(script)) for script in (first, second)]
    for edits in ((first, second), shuffled):
        want = Document(source).edit(edits[0]).edit(edits[1])
        with patch.object(document, "_MANY", many), patch.object(columns, "_HELD", many):
            got = Document(source).edit(edits[0]).edit(edits[1])
            assert (got.text, list(got.edits)) == (want.text, list(want.edits))
            assert sorted(map(repr, got.charges())) == sorted(map(repr, want.edits.charges()))
            assert got.restore() == source


def test_many_edits_that_overlap_are_refused():
    """Also where one is gathered long before the other."""
    edits = [Edit(k, k + 1, rule="r") for k in range(9)]
    with patch.object(document, "_MANY", 3), pytest.raises(ValueError, match="overlaps"):
        Document("a" * 9).edit([*edits, Edit(2, 4, rule="r")])
