"""To Traditional: OpenCC's phrases where no word crosses them, better boundaries where one does."""

import importlib
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError
from cleantext.script import convert, engine, s2t, to_traditional

TARGETS = sorted(s2t.CONFIGS)
_table = Path(s2t.__file__).with_name("s2t-words.txt").read_text("utf-8")
PHRASES = [
    word
    for line in _table.split("# beside\n")[0].splitlines()
    if not line.startswith("#")
    for word in line.split(" ")[1:]
    if len(word) > 1
]

# Phrase-boundary errors of OpenCC: its issue 1497, older ones (224, 586), and ordinary sentences of the same kind.
BOUNDARIES = """
被发明 被發明
被发掘 被發掘
展示了如何 展示了如何
学习了如何 學習了如何
了解了如何 瞭解了如何
参与制造 參與製造
校长发言 校長發言
向粉丝发布 向粉絲發佈
去干涉 去干涉
前头发生 前頭發生
心理发展 心理發展
街头发生冲突 街頭發生衝突
带头发言 帶頭發言
物理发现 物理發現
增加了解码器 增加了解碼器
里面包含 裏面包含
页面包括 頁面包括
结果干扰 結果干擾
飞船只能 飛船只能
对手表现 對手表現
门口一出来 門口一出來
国家具有 國家具有
整合并且 整合並且
平台风险 平臺風險
千秋千古 千秋千古
恢复制造 恢復製造
上升平稳 上升平穩
宿舍弃用 宿舍棄用
杂志愿意 雜誌願意
纪念书籍 紀念書籍
瀑布局部 瀑布局部
租借口罩 租借口罩
心脏乱跳 心臟亂跳
每人参与 每人參與
"""

# Of the same kind, and still wrong; the first word of each line is what should come out.
KNOWN = [
    "存在於海洋中 存在于海洋中",
    "可製成乾製品 可制成干制品",
    "展示了岳家族譜 展示了岳家族谱",
    "維繫統一 维系统一",
    "用盡量程 用尽量程",
    "下游客流 下游客流",
    "收穫得益 收获得益",
    "古老板塊 古老板块",
]

# The phrases that the sentences above must not cost: hair, hair-cutting, noodles, watches, ships.
KEPT = """
头发 頭髮
剪头发 剪頭髮
理发店 理髮店
被发左衽 被髮左衽
了如指掌 瞭如指掌
手表 手錶
面条 麪條
船只 船隻
台风 颱風
家具 傢俱
复制 複製
干净 乾淨
秋千 鞦韆
内卷 內捲
"""

pieces = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from([part for p in PHRASES[::7] for k in range(1, len(p)) for part in (p[:k], p[k:])]),
    st.sampled_from("的了是说發发\n，a \x00\ud800⿰豈\U0002f800\U00020086\ufe0f😀"),
)
texts = st.lists(pieces, max_size=12).map("".join)


def pairs(table):
    return [tuple(line.split(" ")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "want"), pairs(BOUNDARIES) + pairs(KEPT))
def test_boundaries(text, want):
    """A phrase gives way to a word across its border, and to nothing else."""
    assert to_traditional(text) == want
    assert to_traditional(f"他们{text}。") == f"他們{want}。"


@pytest.mark.parametrize("case", KNOWN)
@pytest.mark.xfail(strict=True)
def test_known_failures(case):
    """Boundaries that the weights get wrong."""
    want, text = case.split(" ")
    assert to_traditional(text) == want


@pytest.mark.parametrize(
    ("target", "want"),
    [
        ("zh-Hant", "我們看着裏面的臺灣衛生被發明"),
        ("zh-TW", "我們看著裡面的臺灣衛生被發明"),
        ("zh-HK", "我們看着裏面的台灣衞生被發明"),
    ],
)
def test_targets_differ_by_their_forms(target, want):
    """Each target has the characters of its own standard, and the same boundaries."""
    assert to_traditional("我们看着里面的台湾卫生被发明", target) == want


def test_unknown_target():
    """An unknown target is a ConfigError that names the nearest."""
    with pytest.raises(ConfigError, match="did you mean 'zh-TW'"):
        to_traditional("说", "zh-TWN")


@pytest.mark.parametrize("target", TARGETS)
def test_every_phrase_is_converted_as_by_opencc(target):
    """A phrase of OpenCC's that stands alone comes out as from OpenCC, as does every code point."""
    config = s2t.CONFIGS[target]

    assert len(PHRASES) > 49_000
    converted = convert("\n".join(PHRASES), config)
    assert to_traditional("\n".join(PHRASES), target) == converted
    for low in range(0, 0x110000, 0x1000):
        text = "\n".join(map(chr, range(low, low + 0x1000)))
        assert to_traditional(text, target) == convert(text, config)


@settings(max_examples=500, deadline=None)
@given(texts, st.sampled_from(TARGETS))
def test_laws(text, target):
    """One code point becomes one code point; another result than OpenCC's has a clearly likelier division."""
    new = to_traditional(text, target)
    words = s2t._words()

    assert len(new) == len(text)
    for line, done in zip(text.split("\n"), new.split("\n"), strict=True):
        if done != convert(line, s2t.CONFIGS[target]):
            first = s2t._from_the_left(line, words)
            best = s2t.divide(line, words.weight, words.unseen, words.lengths)
            assert s2t._sum(best, words) + s2t._CLEARLY <= s2t._sum(first, words)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_the_gate_skips_nothing(text):
    """Looking at every place comes to the same as looking where the table of pairs says that a phrase begins."""
    tables = s2t._tables("s2t")
    text = "".join(c for c in text if tables.characters[ord(c)] != s2t._UNCOVERED_MARK)
    everywhere = tables.characters[s2t.to_points(text)]
    found = s2t.to_points(text).astype("intp")
    flags = tables.pairs[s2t._hash(found[:-1], found[1:])]
    s2t._convert_phrases(text, list(range(len(text))), flags.tobytes(), tables, everywhere)

    assert s2t.to_str(everywhere) == to_traditional(text)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_divide_is_the_cheapest(text):
    """No division from the left, and no division into single characters, has a smaller sum."""
    words = s2t._words()
    best = s2t.divide(text, words.weight, words.unseen, words.lengths)

    assert "".join(best) == text
    assert s2t._sum(best, words) <= min(
        s2t._sum(other, words) for other in (s2t._from_the_left(text, words), list(text))
    )


@pytest.mark.parametrize("unit", ["头发", "了如何", "发", "的", "⿰讠说\n", "a", "\ud800发", "\n"])
def test_long_input(unit):
    """A hundred thousand characters of anything come back, as long as they were."""
    text = unit * (100_000 // len(unit))

    assert len(to_traditional(text)) == len(text)


# -- the engine ---------------------------------------------------------------


def test_another_package_of_the_same_name_is_refused(tmp_path, monkeypatch):
    """A package `opencc` with the class but not the configurations is named by its place, and what to uninstall."""
    fake = tmp_path / "opencc"
    fake.mkdir()
    (fake / "__init__.py").write_text("class OpenCC:\n    def convert(self, text):\n        return text\n")
    monkeypatch.delitem(sys.modules, "opencc")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()

    with pytest.raises(ConfigError, match="pip uninstall opencc-python-reimplemented") as raised:
        engine.converter.__wrapped__("t2s")
    assert str(fake) in str(raised.value)
