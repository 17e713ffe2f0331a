"""Laws: what is cut replays, nothing is left to cut, and hostile text comes back."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate, NormalizeScript
from cleantext.boilerplate.again import again
from cleantext.boilerplate.judge import judge
from cleantext.boilerplate.rulebook import LABELS, load
from cleantext.edits import Edit, apply

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


PINYIN = ["版权(quán)所有", "他(ta)笑了。", "(quan)", "é"]
places = st.lists(st.tuples(st.integers(0, 400), st.sampled_from([0, 1, 1, 2, 5, 20, 60])), max_size=8)


@given(
    st.one_of(pages, glued, st.lists(st.one_of(lines, st.sampled_from(PINYIN)), max_size=12).map("\n".join)),
    places,
    st.booleans(),
)
@settings(max_examples=600, deadline=None)
def test_what_is_read_once_is_not_read_again(text, places, whole):
    """A text of which something was cut is judged by what was read of it before as by what it says now."""
    first = judge(text, (), frozenset())
    edits = []
    for at, size in sorted(places):
        start = edits[-1].end if edits else 0
        start, end = max(start, min(at, len(text))), max(start, min(at + size, len(text)))
        if whole:
            start, end = max(start, text.rfind("\n", 0, start) + 1), (text.find("\n", end) + 1) or len(text)
        edits.append(Edit(start, end, rule="r"))
    for cut in (sorted(first.edits, key=lambda e: e.start), edits):
        left = apply(text, cut)
        reading = judge(text, (), frozenset()).reading
        known = reading and again(reading, left, cut[::-1], ())
        now, new = judge(left, (), frozenset(), known), judge(left, (), frozenset())
        assert (now.edits, now.meta, now.kept, now.final) == (new.edits, new.meta, new.kept, new.final)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("相关阅读\n他笑了。他加载更多", "他笑了。他"),  # what is left of the line is a late rule's
        ("相关阅读\n他笑了。他登录 注册 首页", "他笑了。他"),  # or words
        ("相关阅读\n(quán)\n版(ban)权所有 镇江日报社", "(quán)\n"),  # without tone marks no pinyin is taken out
        ("相关阅读\n(quán)\n他笑版(ban)权所有 镇江日报社", "他笑"),  # with them elsewhere it is
        ("相关阅读\n(quán)\n版(他ban)权所有 镇江日报社", "他"),
        ("相关阅读\ně\n版(他ban)权所有 镇江日报社", "他"),
        ("来源:镇江日报\n他走了很久,才回到家。(责任编辑:张三)\n雨停了,他推开门走到院子里。", "雨停了,他"),
        ("来源:镇江日报\n雨停了,他走了很久,才回到家。(责任编辑:张三)\n他推开门走到院子里。", "雨停了,"),
    ],
)
def test_what_is_read_once_is_judged_as_if_it_were_not(text, cut):
    """What was read is not asked where it would say something else."""
    edits = [Edit(text.index(cut), text.index(cut) + len(cut), rule="r")]
    left = apply(text, edits)
    reading = judge(text, (), frozenset()).reading
    known = again(reading, left, edits, ())
    now, new = judge(left, (), frozenset(), known), judge(left, (), frozenset())

    assert (now.edits, now.meta, now.kept, now.final) == (new.edits, new.meta, new.kept, new.final)
    assert known is None or (known.hits, known.late) == (new.reading.hits, new.reading.late)


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
