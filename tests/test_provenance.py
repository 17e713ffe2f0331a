"""Every source character that is gone or rewritten is covered by exactly one edit: that of the last rule.

Checked against a model that carries, for each character of the text, the source character it stands for.
The steps delete, insert, or replace character by character, where "the last rule that changed it" has one meaning.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, Edit


@st.composite
def steps(draw):
    """A document, and for each source character its last rule and its character now (None: gone)."""
    source = draw(st.text("abc甲\n", min_size=1, max_size=14))
    doc = Document(source)
    model = [(c, i) for i, c in enumerate(source)]
    last = {}
    for step in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(model)), max_size=6)))
        edits, new, at = [], [], 0
        for n, (a, b) in enumerate(zip(cuts[::2], cuts[1::2], strict=False)):
            rule = f"step{step}.{n}"
            kind = draw(st.sampled_from(["delete", "insert", "replace"]))
            new += model[at:a]
            if kind == "insert":
                b = a
                new.append(("I", None))
                edits.append(Edit(a, a, replacement="I", rule=rule))
            elif kind == "delete":
                last |= {i: rule for _, i in model[a:b]}
                edits.append(Edit(a, b, rule=rule))
            else:
                there = "".join(c for c, _ in model[a:b])
                put = "".join(draw(st.sampled_from("abXY")) for _ in there)
                if put == there:
                    new += model[a:b]
                else:
                    last |= {i: rule for _, i in model[a:b]}
                    new += [(c, i) for c, (_, i) in zip(put, model[a:b], strict=True)]
                    edits.append(Edit(a, b, replacement=put, rule=rule))
            at = b
        model = new + model[at:]
        doc = doc.edit(edits)
    last.pop(None, None)
    return doc, last, {i: c for c, i in model if i is not None}


@given(steps())
@settings(max_examples=400)
def test_the_last_rule_is_charged(made):
    doc, last, now = made
    charged = {}
    for e in doc.edits:
        for i in range(e.start, e.end):
            assert i not in charged, "covered twice"
            charged[i] = e

    for i, c in enumerate(doc.source):
        if i in charged:
            assert charged[i].rule == last[i], (doc.edits, last)
        else:
            assert now.get(i) == c, (doc.edits, i)
    assert doc.restore() == doc.source
    assert all(e.removed == doc.source[e.start : e.end] for e in doc.edits)


@given(steps())
def test_history_holds_earlier_rules_only(made):
    doc, _, _ = made
    for e in doc.edits:
        assert e.rule not in e.history
        assert list(e.history) == sorted(e.history, key=lambda rule: int(rule[4]))
