"""What a caller can ask for instead of removal, and what every judgement says of itself."""

import json
import pickle
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import CLEAN, ConfigError, Document, DropBoilerplate, DropRepeats, NormalizeScript, Pipeline
from cleantext.boilerplate.page import STRUCTURE
from cleantext.boilerplate.policy import ACTIONS
from cleantext.boilerplate.rulebook import LABELS, load
from cleantext.edits import apply

from .test_boilerplate import RULES, page
from .test_boilerplate_laws import pages

FIRST = "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。"
LAST = "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。"
PAGE = f"来源：河边日报\n{FIRST}\n{LAST}(责任编辑：李四)\n相关阅读\n第三条河的故事\n0 条评论\n"
CASES = [
    pytest.param(case["text"], id=case["id"])
    for path in sorted((Path(__file__).parent / "cases").glob("*boilerplate*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]


def drop(**policy):
    return DropBoilerplate(policy=policy)(Document(PAGE))


def test_keep():
    """Kept lines stay where they are; credits are lifted all the same."""
    doc = drop(related="keep", byline_credit="keep", dateline="keep")

    assert doc.text == PAGE.replace("0 条评论\n", "")
    assert doc.meta == {"source": "河边日报", "editor": ["李四"]}


def test_mark():
    """Marked lines stay and are recorded with label, rule and evidence, in offsets of the source."""
    doc = drop(related="mark", byline_credit="mark")

    assert doc.text == f"{FIRST}\n{LAST}(责任编辑：李四)\n相关阅读\n第三条河的故事\n"
    marks = [(doc.source[m["start"] : m["end"]], m["label"], m["evidence"]["zone"]) for m in doc.meta["marked"]]
    assert marks == [
        ("(责任编辑：李四)", "byline_credit", "body"),
        ("相关阅读", "related", "tail"),
        ("第三条河的故事", "related", "tail"),
    ]
    assert all(m["rule"] in DropBoilerplate().rule_names() for m in doc.meta["marked"])
    assert [(line.text, line.label) for line in doc.lines()] == [
        (FIRST, "keep"),
        (LAST + "(责任编辑：李四)", "keep"),
        ("相关阅读", "related"),
        ("第三条河的故事", "related"),
        ("", "blank"),
    ]
    (span,) = list(doc.lines())[1].spans
    assert span == {
        "start": len(LAST),
        "end": len(LAST) + 9,
        "label": "byline_credit",
        "rule": "zh.credit.trailing",
    }


def test_marks_stay_true_through_later_filters():
    """A script conversion that changes lengths, and another round, move no mark and add none."""
    longer = NormalizeScript("zh-Hant", extra={"故事": "传说与旧事", "河": "大江"})
    pipe = Pipeline([*CLEAN.filters, DropBoilerplate(policy={"related": "mark"}), longer], until_stable=True)
    doc = pipe(Document(PAGE.replace("来源", "来源(lái)")))

    marks = [doc.source[m["start"] : m["end"]] for m in doc.meta["marked"]]
    assert marks == ["相关阅读", "第三条河的故事"]
    assert [line.text for line in doc.lines() if line.label == "related"] == ["相關閱讀", "第三條大江的传说与旧事"]


def test_extract():
    """Extracted lines go, and their text is in the metadata under the label."""
    doc = drop(related="extract", comment_widget="extract", byline_credit="extract")

    assert doc.text == f"{FIRST}\n{LAST}\n"
    assert doc.meta == {
        "source": "河边日报",
        "editor": ["李四"],
        "byline_credit": ["(责任编辑：李四)"],
        "related": ["相关阅读", "第三条河的故事"],
        "comment_widget": ["0 条评论"],
    }


def test_extract_adds_in_later_rounds():
    """What a later round of a pipeline finds is added to what is there."""
    f = DropBoilerplate(policy={"related": "extract"})
    doc = f(Document(f"{FIRST}\n{LAST}\n相关阅读\n第三条河的故事"))
    doc = f(doc.rewrite(f"{doc.text}\n相关新闻\n第四条河的故事", "test"))

    assert doc.meta["related"] == ["相关阅读", "第三条河的故事", "相关新闻", "第四条河的故事"]


def test_the_policy_is_configuration():
    """A mapping and pairs are one configuration: equal, hashable, picklable, without what happens anyway."""
    f = DropBoilerplate(policy={"related": "keep", "ad": "remove", "contact": "mark"})

    assert f == DropBoilerplate(policy=(("contact", "mark"), ("related", "keep"))) == pickle.loads(pickle.dumps(f))
    assert hash(f) == hash(DropBoilerplate(policy=f.policy))
    assert eval(repr(f)) == f
    assert DropBoilerplate(policy={"ad": "remove"}) == DropBoilerplate()
    assert Pipeline([f]).fingerprint != Pipeline([DropBoilerplate()]).fingerprint


def test_the_policy_in_a_config_file(tmp_path):
    """A TOML file says it as a table."""
    (tmp_path / "pipe.toml").write_text(
        '[[filter]]\nuse = "DropBoilerplate"\npolicy = {related = "keep", contact = "mark"}\n', "utf-8"
    )

    (f,) = Pipeline.from_toml(tmp_path / "pipe.toml").filters
    assert f == DropBoilerplate(policy={"related": "keep", "contact": "mark"})


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"relatde": "keep"}, r"no label named 'relatde'; did you mean 'related'\?"),
        ({"related": "kepe"}, r"related: no action named 'kepe'; did you mean 'keep'\?"),
        ({"related": None}, "related: no action named None"),
        ("related", "policy is a mapping"),
        (7, "policy is a mapping"),
    ],
)
def test_a_wrong_policy_is_a_config_error(policy, says):
    with pytest.raises(ConfigError, match=says):
        DropBoilerplate(policy=policy)


@given(pages, st.dictionaries(st.sampled_from(sorted(LABELS)), st.sampled_from(ACTIONS), max_size=6))
@settings(max_examples=200, deadline=None)
def test_laws(text, policy):
    """Edits have only labels that go, marks only labels that are marked; it replays and is stable."""
    f = DropBoilerplate(policy=policy)
    doc = f(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
    assert {policy.get(e.label, "remove") for e in doc.edits} <= {"remove", "extract"}
    assert {policy[m["label"]] for m in doc.meta.get("marked", ())} <= {"mark"}
    assert {k for k in doc.meta if k in LABELS} <= {k for k, v in policy.items() if v == "extract"}
    assert f(Document(doc.text)).text == doc.text
    assert f(doc) == doc
    assert "\n".join(line.text for line in doc.lines()) == doc.text
    assert "\n".join(line.text for line in doc.lines(source=True)) == text
    json.dumps(dict(doc.meta))


def accounted(doc):
    """Every edit of a boilerplate filter says what, by which rule, why and where."""
    known = {r.id for r in load().rules} | set(STRUCTURE)
    for e in doc.edits:
        assert e.label in LABELS
        assert e.rule in known
        assert e.evidence["zone"] in ("head", "body", "tail", "page"), e
        assert len(e.evidence) > 1, e


@pytest.mark.parametrize("text", CASES)
def test_cases_are_accounted_for(text):
    accounted(DropBoilerplate()(Document(text)))


def test_examples_are_accounted_for():
    for rule in RULES:
        for example in rule.removes:
            accounted(DropBoilerplate()(Document(page(example, rule.scope))))


def test_seeds_are_accounted_for(seed):
    text = (CLEAN(Document(seed.text))).text
    accounted(
        DropBoilerplate()(DropRepeats()(Document(text))) if seed.number != "001" else DropBoilerplate()(Document(text))
    )


@pytest.mark.parametrize("script", ["zh-Hans", "zh-TW", None])
def test_labelled_lines_of_the_seeds(seed, script):
    """The labelled view of a cleaned page is the page as people labelled it."""
    doc = cleantext.explain(seed.text, script=script)
    same = {"title": "keep", "body": "keep"}
    wrong = [
        (line.text, line.label, record["label"])
        for line, record in zip(doc.lines(source=True), seed.lines, strict=True)
        if line.label != same.get(record["label"], record["label"])
        # A notice that something loads may belong to any widget of the page.
        and not line.text.startswith("加载中")
    ]

    assert not wrong
    assert all(line.rule and line.zone for line in doc.lines(source=True) if line.label in LABELS)
    for line in doc.lines(source=True):
        assert json.loads(json.dumps(line.to_dict()))["line_no"] == line.number


def test_a_line_that_goes_in_part_has_spans():
    """Offsets of a span are those of its line."""
    (line,) = [x for x in drop().lines(source=True) if x.spans]

    assert line.label == "keep"
    assert [line.text[s["start"] : s["end"]] for s in line.to_dict()["spans"]] == ["(责任编辑：李四)"]
