"""The caller's dictionary, regional words and protected spans: what wins over what, and exact edits all the way."""

import copy
import pickle
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, NormalizeScript, Pipeline
from cleantext.edits import apply, check
from cleantext.script import normalize, words
from cleantext.script.protect import blank, protected

DATA = tomllib.loads(Path(words.__file__).with_name("words.toml").read_text("utf-8"))
PAIRS = [w.split("=") for name in ("both", "names", "to_mainland", "to_taiwan") for w in DATA[name].split()]

TAIWAN = "這個軟體用滑鼠點選，網路上的伺服器會回傳資料庫的字串，列印到螢幕。"
MAINLAND = "这个软件用鼠标点选，网络上的服务器会回传数据库的字符串，打印到屏幕。"

PIECES = "軟體 软件 滑鼠 程式 方程式 這個 这个 說 说 反覆 著 顯著 執著 后 里 の 한 一 ` ``` https://a.tw/漢 a@例子.台灣"
pieces = st.sampled_from([*PIECES.split(), "](/漢/)", "。", "x", " ", "\n"])
texts = st.lists(pieces, max_size=14).map("".join)
filters = st.sampled_from(
    [
        NormalizeScript(extra={"軟體": "軟件", "x": "兩個", "說": "說", "一": "1"}),
        NormalizeScript("zh-TW", extra={"软件": "軟體", "里": "里"}),
        NormalizeScript(protect=("軟.", "著+")),
        NormalizeScript(words=True),
        NormalizeScript("zh-TW", words=True),
    ]
)


@pytest.fixture
def taiwanese(monkeypatch):
    """Every text is held to be in the words of Taiwan."""
    monkeypatch.setattr(normalize, "_is_taiwanese", lambda text: True)


def clean(text, target="zh-Hans", **settings):
    return NormalizeScript(target, **settings)(Document(text)).text


# -- regional words ----------------------------------------------------------


@pytest.mark.usefixtures("taiwanese")
def test_words_of_taiwan():
    """Common words come out as the mainland writes them, and each edit names its word."""
    doc = NormalizeScript(words=True)(Document(TAIWAN))

    assert doc.text == MAINLAND
    found = {e.evidence["word"]: (e.removed, e.replacement) for e in doc.edits if e.rule == "script.words"}
    assert found["伺服器"] == ("伺服", "服务")
    assert found["字串"] == ("", "符") or found["字串"] == ("串", "符串")
    assert apply(TAIWAN, doc.edits) == MAINLAND


def test_words_only_where_the_text_says_so(monkeypatch):
    """Without words=True, or where the words are not Taiwan's, characters are converted and no more."""
    monkeypatch.setattr(normalize, "_is_taiwanese", lambda text: False)
    characters = "这个软体用滑鼠点选，网路上的伺服器会回传资料库的字串，列印到萤幕。"

    assert clean(TAIWAN) == clean(TAIWAN, words=True) == characters


@pytest.mark.usefixtures("taiwanese")
@pytest.mark.parametrize("word", ["方程式", "投資訊息", "類型別名", "軟體動物", "文字元素", "互聯網路由器", "電視窗口"])
def test_words_by_chance(word):
    """A word that only stands across a border between two others stays."""
    text = f"我們說{word}。"

    assert clean(text, words=True) == clean(text)


def test_words_to_taiwan():
    """The other way round only the lines that are converted get the words of Taiwan."""
    text = "这个软件的默认值在内存里。\n這裡說學習歷史的鼠标\n国内存在的说法"

    assert clean(text, "zh-TW", words=True) == "這個軟體的預設值在記憶體裡。\n這裡說學習歷史的鼠标\n國內存在的說法"


def test_the_word_lists_hold_together():
    """No word stands for itself, none is a guard, and what a word becomes is not replaced again."""
    assert len(PAIRS) > 300
    assert all(len(pair) == 2 and pair[0] != pair[1] and all(pair) for pair in PAIRS)
    for to_hans, name in ((True, "guards_to_mainland"), (False, "guards_to_taiwan")):
        dictionary = words.regional(to_hans)
        sections = ("both", "names", "to_mainland" if to_hans else "to_taiwan")
        pairs = [w.split("=")[:: 1 if to_hans else -1] for s in sections for w in DATA[s].split()]
        assert not {old for old, _ in pairs} & set(DATA[name].split())
        for old, _ in pairs:
            ((start, end, new),) = dictionary.find(old)
            assert (start, end) == (0, len(old)), old
            assert not [found for found in dictionary.find(new) if found[2] != new[found[0] : found[1]]] or not to_hans


# -- the caller's dictionary ---------------------------------------------------


def test_extra_goes_first_and_is_not_converted():
    """The longest entry wins, applies to any line, and what it puts there stays, also the second time."""
    f = NormalizeScript(extra={"軟體": "软件", "軟體工程": "軟件工程", "部落格": "博客"})
    doc = f(Document("我們學軟體工程和軟體\n这是部落格"))

    assert doc.text == "我们学軟件工程和软件\n这是博客"
    assert [e.rule for e in doc.edits].count("script.extra") == 3
    assert f(doc) is doc


def test_extra_keeps_a_word():
    """A word given for itself is kept, in text and metadata."""
    f = NormalizeScript(extra={"陳大文": "陳大文"})
    doc = f(Document("作者陳大文說").edit([], meta={"author": ["陳大文", "張三說"]}))

    assert doc.text == "作者陳大文说"
    assert doc.meta["author"] == ["陳大文", "张三说"]


def test_extra_is_a_setting():
    """Mapping and pairs are the same filter: equal, hashable, with one repr that evaluates to it, and picklable."""
    f = NormalizeScript(extra={"軟體": "软件", "部落格": "博客"})
    same = NormalizeScript(extra=(("部落格", "博客"), ("軟體", "软件")))

    assert f == same == eval(repr(f)) == pickle.loads(pickle.dumps(f)) == copy.deepcopy(f)
    assert hash(f) == hash(same)
    assert Pipeline([f]).fingerprint != Pipeline([NormalizeScript()]).fingerprint


def test_settings_from_toml(tmp_path):
    """All settings can be written in a configuration file."""
    path = tmp_path / "pipe.toml"
    path.write_text(
        '[[filter]]\nuse = "NormalizeScript"\nprotect = ["〔.*?〕"]\nextra = { "軟體" = "软件", "部落格" = "博客" }\n',
        "utf-8",
    )

    assert Pipeline.from_toml(path).clean("這是〔漢字〕的軟體部落格") == "这是〔漢字〕的软件博客"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"extra": {"軟體": 1}}, "'軟體': 1"),
        ({"extra": {"": "a"}}, "must not be empty"),
        ({"extra": "軟體"}, "from word to word, not '軟體'"),
        ({"extra": {"a": "b", "b": "c"}}, "'a' becomes 'b'"),
        ({"extra": {"軟": "軟軟"}}, "add '軟軟': '軟軟'"),
        ({"protect": "[a-z]"}, r"write \('\[a-z\]',\)"),
        ({"protect": ("[",)}, r"'\[' is no regular expression"),
        ({"protect": (1,)}, "not 1"),
        ({"target": "zh-HK", "words": True}, "no list for 'zh-HK'"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    """A wrong entry is a ConfigError that says which."""
    with pytest.raises(ConfigError, match=message):
        NormalizeScript(**settings)


# -- protected spans -----------------------------------------------------------


@pytest.mark.parametrize(
    "kept",
    [
        "`變數`",
        "``a `變數` b``",
        "https://zh.wikipedia.org/wiki/漢字",
        "http://a.tw/?q=漢字&b=說明#條目",
        "www.例子.tw/漢",
        "zh.wikipedia.org/wiki/漢字",
        "name@例子.台灣",
        "[x](../圖片/說明.png)",
        "[x](#條目)",
        "https://例子.台灣/說明",
    ],
)
def test_protected(kept):
    """Code and addresses stay, what stands beside them does not."""
    assert clean(f"這是{kept} 的說明，{kept}。") == f"这是{kept} 的说明，{kept}。"
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "見https://a.com的說明",
        "`一個",
        "@張三說",
        "[註](說明)",
        "```\n沒有關上的說明",
        "Node.js/前端開發說明",
        "a@b.c說",
    ],
)
def test_not_protected(text):
    """What only looks like code or an address is converted."""
    assert clean(text) == normalize.t2s(text) != text


def test_fenced_code():
    """A fenced block stays as it is, with its comments; the text around it is converted."""
    block = "```python\n# 說明\nprint('漢字')  # `變數\n```"

    assert clean(f"這是說明：\n{block}\n說明`變數`") == f"这是说明：\n{block}\n说明`變數`"
    assert clean(block) == block


def test_protected_text_is_no_evidence():
    """A line of Simplified with a Traditional address is Simplified."""
    text = "见 https://zh.wikipedia.org/wiki/漢語學習歷史 乾坤反覆"
    f = NormalizeScript()
    doc = Document(text)

    assert f(doc) is doc


def test_protect_patterns():
    """A pattern of the caller's protects what it matches, line breaks included."""
    assert clean("說〔漢\n字〕說", protect=("〔[^〕]*〕",)) == "说〔漢\n字〕说"
    assert clean("說說", protect=("x*",)) == "说说"


@given(texts, st.lists(st.sampled_from(["說", "`", "a+"]), max_size=2).map(tuple))
def test_blank_keeps_lengths_and_lines(text, patterns):
    """Spans ascend and do not touch; blanked text is as long and has its line breaks where they were."""
    spans = protected(text, patterns)
    blanked = blank(text, spans)

    assert all(a < b for a, b in spans)
    assert all(b < c for (_, b), (c, _) in pairwise(spans))
    assert len(blanked) == len(text)
    assert [k for k, c in enumerate(blanked) if c == "\n"] == [k for k, c in enumerate(text) if c == "\n"]


# The strings of OpenCC's issue 1497, whose words meet across a border, with what should come out; the first three are
# wrong in s2twp only.
ISSUE_1497 = """
改变量子比特 改變量子位元
少数组织 少數組織
聚集成群 聚集成群
被发明 被發明
被发掘 被發掘
展示了如何 展示了如何
学习了如何 學習了如何
了解了如何 瞭解了如何
参与制造 參與製造
"""


@pytest.mark.parametrize(("target", "words"), [("zh-Hant", False), ("zh-TW", False), ("zh-TW", True)])
@pytest.mark.parametrize("case", ISSUE_1497.strip().splitlines())
def test_boundaries_of_opencc_issue_1497(case, target, words):
    """In a line that is known to be Simplified all 21 come out right."""
    text, want = case.split()
    if want == "改變量子位元" and not words:
        want = "改變量子比特"
    f = NormalizeScript(target, words=words)
    want = want.replace("群", "羣") if target == "zh-Hant" else want

    assert f(Document(f"他们说：{text}。")).text.endswith(f"{want}。")


# -- laws ------------------------------------------------------------------------


@settings(max_examples=600)
@given(texts, filters)
def test_laws(text, f):
    """Edits replay, restore and are in order; twice is once; protected spans are still there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalize, "_is_taiwanese", lambda text: "軟" in text)
        doc = f(Document(text))
        again = f(Document(doc.text))

    assert apply(text, doc.edits) == doc.text
    assert check(text, doc.edits) == doc.edits
    assert doc.restore() == text
    assert again.text == doc.text
    assert [doc.text[a:b] for a, b in protected(doc.text)] == [text[a:b] for a, b in protected(text)]


@settings(max_examples=300)
@given(texts, st.text("這軟體說里a", max_size=3))
def test_extra_on_any_text(text, word):
    """An entry given for itself changes nothing inside the word and conversion goes on around it."""
    if word:
        doc = NormalizeScript(extra={word: word})(Document(text))
        assert len(doc.text) == len(text)
        assert doc.text.count(word) >= blank(text, protected(text)).count(word)


@pytest.mark.parametrize(
    "unit", ["`", "` ", "``a", "```\n", "://", "https://a.tw/漢", "a@a", "a@漢", "](", "](a.", "www.", "軟", "程式"]
)
def test_long_runs(unit):
    """Half a megabyte of what the patterns look for comes back."""
    text = "說" + unit * (500_000 // len(unit.encode()))
    f = NormalizeScript("zh-Hans", extra={"程式": "程序"}, words=True)

    assert f(Document(text)).text.startswith("说")


def test_edits_are_made_on_demand():
    """Documents with edits not yet asked for can be pickled, and give the same edits."""
    doc = NormalizeScript(extra={"著": "着"})(Document(TAIWAN + "看著"))

    assert pickle.loads(pickle.dumps(doc)).edits == doc.edits
