"""Punctuation, its quotes, lines that are spaced out, and digits set apart: laws, gates and hostile text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import (
    ConfigError,
    Document,
    FoldForms,
    FoldWidth,
    NormalizeScript,
    Pipeline,
    RepairPunctuation,
    TidySpaces,
)
from cleantext.edits import apply
from cleantext.script import marks, punctuation, spaced_digits
from cleantext.script.quotes import find as find_quotes

FILTERS = [RepairPunctuation(), RepairPunctuation("corner"), RepairPunctuation("curly"), TidySpaces()]
CHAIN = Pipeline(
    [FoldForms(selectors=True), FoldWidth(), TidySpaces(), RepairPunctuation(), NormalizeScript()], until_stable=True
)
FOLD = str.maketrans("，；：！？（）", ",;:!?()")
HALF = ",;:!?()"

dense = st.text("中国新闻說的ab1 ,;:!?()（，：.。“”‘’「」『』`*_\"'{}<>/\n\t\u3000\u00a0-的한の", max_size=40)
sparse = st.text("中国新闻，。,: 12\u00a0\n的", max_size=40)
texts = st.one_of(st.text(max_size=30), dense, dense, sparse)
hanzi = st.text("中国新闻說的人民", min_size=1, max_size=6)


def run(f, text):
    return f(Document(text)).text


# -- laws --------------------------------------------------------------------


@settings(max_examples=600, deadline=None)
@given(texts)
def test_laws(text):
    """Edits replay and restore, and each filter does in one go what it does in two."""
    for f in FILTERS:
        doc = f(Document(text))

        assert apply(text, doc.edits) == doc.text
        assert doc.restore() == text
        assert run(f, doc.text) == doc.text


@settings(max_examples=300, deadline=None)
@given(texts)
def test_a_stable_chain(text):
    """With width, forms, spaces and script in one pipeline, cleaning twice is cleaning once."""
    done = CHAIN.clean(text)

    assert CHAIN.clean(done) == done


@settings(max_examples=400, deadline=None)
@given(texts)
def test_only_width_changes(text):
    """Folded back, the text is what it was; each edit is one mark, and brackets come in pairs."""
    doc = RepairPunctuation()(Document(text))

    assert doc.text.translate(FOLD) == text.translate(FOLD)
    assert all(len(e.removed) == len(e.replacement) == 1 and e.removed in HALF for e in doc.edits)
    brackets = [e.removed for e in doc.edits if e.rule == "punctuation.bracket"]
    assert brackets.count("(") == brackets.count(")")
    assert {e.removed for e in doc.edits if e.rule == "punctuation.mark"}.isdisjoint("()")


@given(texts)
def test_a_gate_lets_nothing_by(text):
    """A text that is not searched for marks has full-width signs of its own, dots, or no mark beside a hanzi."""
    han = "[\u3400-\u4dbf\u4e00-\u9fff]"
    if not punctuation._is_folded(text):
        native = len(re.findall("[！-／：-＠［-｀｛-～]", text))
        beside = len(re.findall(rf"(?<={han})[,;:!?(]|[,;:!?(](?={han})", text))
        dots = len(re.findall(rf"(?<={han})\.(?={han}|\s)", text))
        assert beside <= 10 * native or dots > text.count("。")


# -- what a fold takes -------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(hanzi, st.sampled_from("，；：！？")), min_size=1, max_size=8), hanzi)
def test_marks_between_hanzi_come_back(clauses, last):
    """Any full-width marks between hanzi survive a fold and its repair."""
    text = "".join(words + mark for words, mark in clauses) + last

    assert run(RepairPunctuation(), text.translate(FOLD)) == text


@settings(max_examples=200, deadline=None)
@given(hanzi, st.one_of(hanzi, st.sampled_from(["WHO", "Red Hat", "2024", "`ls`", "见图1", "甲(乙)丙"])), hanzi)
def test_brackets_between_hanzi_come_back(before, inside, behind):
    """A bracket behind a hanzi comes back with its partner, whatever it holds."""
    text = f"{before}（{inside}）{behind}".replace("(", "（").replace(")", "）")

    assert run(RepairPunctuation(), text.translate(FOLD)) == text


@given(st.text("0123456789,:!?;.()", min_size=1, max_size=20))
def test_numbers_stay(number):
    """Marks inside a run of digits and marks are a number's, a time's or a ratio's."""
    done = run(RepairPunctuation(), f"共 1{number}1 个,好")

    assert done.endswith("，好")
    assert not re.search("[0-9][，：；！？][0-9]", done)


@pytest.mark.parametrize(
    "text",
    ["http://a.cn/?b=1,2;c:d!e", "a@b.cn", "std::io", "C:\\x", "12:30", "3:2", "1,000", "f(x,y)", "^(a|b)$", "x?y:z"],
)
def test_latin_in_chinese_stays(text):
    """Addresses, times, numbers and code between hanzi and blanks keep their marks."""
    for around in ("请看 {} 这里", "请看 {}", "{} 在这里"):
        assert run(RepairPunctuation(), around.format(text)) == around.format(text)


@pytest.mark.parametrize("mark", "，；：！？（＠～")
def test_one_sign_tells(mark):
    """A short text with a full-width sign of its own was not folded; full-width letters and digits say nothing."""
    assert run(RepairPunctuation(), f"甲,乙{mark}丙,丁") == f"甲,乙{mark}丙,丁"
    assert run(RepairPunctuation(), "甲,Ａ１丙,丁") == "甲，Ａ１丙，丁"


def test_the_table_never_parts_a_number():
    """No verdict says full width between two digits, or for Latin words with a blank behind the mark."""
    table = marks._table()

    for mark in (marks._COMMA, marks._SEMICOLON, marks._COLON, marks._FINAL):
        assert table[mark, marks._DIGIT, marks._DIGIT] == 0
        assert table[mark, marks._LETTER, marks._BLANK] == 0
        assert table[mark, marks._HAN, marks._HAN] == 2


# -- quotes ------------------------------------------------------------------


def test_quotes_option():
    """Another direction than the two is an error that names it."""
    with pytest.raises(ConfigError, match="'straight'"):
        RepairPunctuation("straight")


@settings(max_examples=300, deadline=None)
@given(hanzi, hanzi, hanzi)
def test_quotes_there_and_back(a, b, c):
    """Nested quotes go to the other style and come back."""
    text = f"{a}“{b}‘{c}’”"
    corner = run(RepairPunctuation("corner"), text)

    assert corner == f"{a}「{b}『{c}』」"
    assert run(RepairPunctuation("curly"), corner) == text


@pytest.mark.parametrize(
    "text", ["これは“日本語”です。", "그는 “漢字”라고 했다.", "“English” 中", "‘好’", "『好』", "’“"]
)
@pytest.mark.parametrize("to", ["corner", "curly"])
def test_quotes_that_stay(text, to):
    """Japanese, Korean and Latin lines keep their quotes, and single ones that stand alone stay."""
    assert run(RepairPunctuation(to), text) == text


# -- spaces ------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("天地人你我他山水火", min_size=1, max_size=1), min_size=2, max_size=12))
def test_rows_of_characters_stay(row):
    """Single characters in a row, with no stop and no sentence that has them, are a list."""
    text = " ".join(row)

    assert run(TidySpaces(), text) == text


@given(st.text("天地人你我他山水火", min_size=8, max_size=20))
def test_a_spaced_out_sentence_closes(sentence):
    """A sentence set apart character by character becomes the sentence."""
    text = sentence[:4] + "，" + sentence[4:] + "。"

    assert run(TidySpaces(), " ".join(text)) == text


# -- digits ------------------------------------------------------------------


@given(st.text("0123456789", min_size=5, max_size=20).filter(lambda d: not "123456789".startswith(d)))
def test_digits_set_apart_are_found(digits):
    """Five digits or more with a blank between each are one number, with its offsets."""
    text = "加 " + " ".join(digits) + " 吧"

    (found,) = spaced_digits(text)
    assert found.digits == digits
    assert text[found.start : found.end] == " ".join(digits)


@pytest.mark.parametrize(
    "text", ["1 2 3 4 5 6", "12 35 41 22", "共 5 3 个", "1.2 3 4 5 6 7", "43522767", "电话 12", "2 0 2 4\n5 6"]
)
def test_digits_that_are_no_number(text):
    """Pagers, rows of tables, versions and plain numbers are not found."""
    assert list(spaced_digits(text)) == []


# -- hostile -----------------------------------------------------------------


UNITS = [
    ",",
    "(",
    ")",
    "中(",
    "中)",
    "()",
    "中,",
    "?",
    "中?",
    "`",
    "{",
    "<a",
    "](",
    "://",
    "://,",
    "&a",
    ":-",
    "“",
    "中“‘",
]
UNITS += ["‘中’”", "中 ", "中 国 ，", "1 ", "QQ1 ", "中\n", "中(\n", "中 国 新 闻\n"]


@pytest.mark.parametrize("unit", UNITS)
def test_hostile(unit):
    """A hundred thousand characters of one pattern are done, the same the second time."""
    text = unit * (100_000 // len(unit))
    for f in FILTERS:
        done = run(f, "中" + text)
        assert run(f, done) == done
    assert all(d.start < d.end for d in spaced_digits(text))
    assert {mark for _, mark in find_quotes("中" + text, "corner")} <= set("「」『』")
