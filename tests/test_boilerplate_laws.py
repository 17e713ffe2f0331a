"""Laws: what is cut replays, nothing is left to cut, and hostile text comes back."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate, NormalizeScript
from cleantext.boilerplate.judge import judge
from cleantext.boilerplate.rulebook import LABELS, load
from cleantext.edits import apply

DROP = DropBoilerplate()
SEEDS = Path(__file__).parents[1] / "seeds" / "labels"
REAL = [json.loads(line)["text"] for p in sorted(SEEDS.glob("*.jsonl")) for line in p.read_text("utf-8").splitlines()]
EXAMPLES = [e for r in load().rules for e in (*r.removes, *r.keeps)]
MADE = ["", " ", "·", "• ", "3", "表情", "张三", "2021-03-05", "_", "|", "第三条河的故事", "（完）", "他笑了。"]
lines = st.one_of(st.sampled_from(REAL), st.sampled_from(EXAMPLES), st.sampled_from(MADE))
pages = st.lists(lines, max_size=40).map("\n".join)
# Lines glued together and cut anywhere: spans, half patterns, credit fields in odd places.
glued = st.lists(st.tuples(lines, st.sampled_from(["\n", "", " ", "\t", "|"])), max_size=12).map(
    lambda parts: "".join(a + b for a, b in parts)
)


@given(st.one_of(pages, glued, st.text(max_size=60)))
@settings(max_examples=600, deadline=None)
def test_laws(text):
    """Edits replay and name rule and label; a second run changes nothing; a page never becomes empty."""
    doc = DROP(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
    assert doc.restore() == text
    assert all(e.rule and e.label in LABELS and not e.replacement for e in doc.edits)
    assert DROP(Document(doc.text)).text == doc.text
    assert bool(doc.text.strip()) == bool(text.strip())
    json.dumps([e.to_dict() for e in doc.edits])
    json.dumps(dict(doc.meta))


@given(st.one_of(pages, glued), st.sets(st.integers(0, 40)))
@settings(max_examples=300, deadline=None)
def test_what_is_read_once_is_not_read_again(text, cut):
    """A text of which lines were cut is judged by what was read of it before as by what it says now."""
    first = judge(text, (), frozenset())
    left = apply(text, sorted(first.edits, key=lambda e: e.start))
    others = "\n".join(line for k, line in enumerate(text.split("\n")) if k not in cut)
    for rest in (left, others, text + "\n来源:镇江日报"):
        reading = judge(text, (), frozenset()).reading
        now, new = judge(rest, (), frozenset(), reading), judge(rest, (), frozenset())
        assert (now.edits, now.meta, now.kept, now.final) == (new.edits, new.meta, new.kept, new.final)


@given(pages, st.lists(st.sampled_from(["", " ", "\u3000\t"]), max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_blank_lines_say_nothing(text, blanks, random):
    """With other blank lines the same lines go, so a text that was left alone is settled."""
    lines = [line for line in text.split("\n") if line.strip()]
    for blank in blanks:
        lines.insert(random.randint(0, len(lines)), blank)
    left, other = DROP(Document(text)).text, DROP(Document("\n".join(lines))).text

    assert DROP.settled(left, other) or other.count("_") >= 2


@given(pages, st.sampled_from(["zh-Hans", "zh-Hant"]))
@settings(max_examples=200, deadline=None)
def test_the_script_says_nothing(text, script):
    """A text that was left alone is settled in the other script, and where the filter says so it leaves that."""
    left = DROP(Document(text)).text
    other = NormalizeScript(script)(Document(left)).text

    if DROP.settled(left, other):
        assert DROP(Document(other)).text == other


@given(pages, st.sampled_from(sorted(LABELS)))
@settings(max_examples=150, deadline=None)
def test_a_label_that_is_off_takes_nothing(text, label):
    """No edit bears a label that is switched off, and the rest is stable as well."""
    off = DROP.without(label)
    doc = off(Document(text))

    assert label not in {e.label for e in doc.edits}
    assert off(Document(doc.text)).text == doc.text


@given(st.lists(pages, min_size=2, max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_documents_do_not_know_each_other(texts, random):
    """The order of documents changes nothing."""
    alone = {text: DropBoilerplate()(Document(text)).text for text in texts}
    random.shuffle(texts)

    assert {text: DROP(Document(text)).text for text in texts} == alone


@pytest.mark.parametrize(
    "text",
    [
        "版" * 10**6,
        "版权" * 10**6,
        "(" * 10**6,
        "来源:" * 300_000,
        "来源:\n" * 30_000,
        "首页|" * 200_000,
        ("首页|" * 90 + "\n") * 300,
        ("记者 " * 50 + "\n") * 1000,
        ("如侵权" * 90 + "\n") * 300,
        ("【评论" * 18 + "!\n") * 1000,
        ("share this article " * 4 + "!\n") * 1000,
        ("无码_" * 99 + "。\n") * 300,
        "相关阅读\n" * 20_000,
        "\n" * 10**6,
        "\t" * 10**6,
        "2021-10-27 " * 10**5,
        "(责任编辑:" * 10**5,
        "…" * 10**6 + "查看更多",
        ("回复" + "1" * 50 + "x\n") * 2000,
        "首页\n" + ("财经\n" * 9 + "冬天的河\n") * 2000,
        "首页\n" + ("• 冬天的河\n2020-03-04 来源：河报\n") * 5000,
        "首页\n" + ("标签 " + "河 " * 40 + "。\n") * 1000,
    ],
    ids=range(22),
)
def test_hostile_texts_come_back(text):
    """Megabytes of triggers finish, and replay."""
    doc = DROP(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
