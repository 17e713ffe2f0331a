"""Detection beyond the code: counting, origin, and lines in the other script."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import detect_script
from cleantext.script import convert, detect, evidence, origin, outliers

PAGES = Path(__file__).parents[1] / "seeds" / "pages"

TRADITIONAL = "我們在這裡討論歷史問題。\n後來他們離開了學校，回到家鄉讀書。\n"
SIMPLIFIED = "我们在这里讨论历史问题。\n后来他们离开了学校，回到家乡读书。\n"
SPAM = "国产电影在线观看免费"

texts = st.text(st.one_of(st.sampled_from("说說国學的のカ駅한aａ𠮷\ud800\x00豈你們"), st.characters()), max_size=60)


@settings(max_examples=300, deadline=None)
@given(texts, st.integers(1, 200))
def test_counting(text, times):
    """Six counters in one integer count what a histogram of the classes counts, also beyond what one sum can hold."""
    text = text * times
    histogram = np.bincount(detect.classes()[detect.to_points(text)], minlength=16)
    groups = (detect.HAN, detect.HANS, detect.HANT, [detect.Class.JPAN], [detect.Class.KANA], [detect.Class.HANGUL])

    assert list(detect_script(text).evidence.values()) == [int(histogram[group].sum()) for group in groups]


@pytest.mark.parametrize("n", [1022, 1023, 1024, 2046, 2047, 100_000])
def test_counters_do_not_overflow(n):
    """A text of one character has as much evidence as characters."""
    assert detect_script("說" * n).evidence == {"han": n, "hans": 0, "hant": n, "jpan": 0, "kana": 0, "hangul": 0}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("這個軟體的預設值可以在設定檔裡修改，滑鼠與螢幕的解析度也一樣。", "taiwan"),
        ("政府推動人工智慧，志工搭捷運到場。", "taiwan"),
        ("點擊鼠標右鍵，在下拉菜單裏選擇默認的文件夾。", "mainland"),
        ("請檢查服務器的端口和用戶名是否正確。", "mainland"),
        ("各級領導幹部要深入開展工作，切實加強監督。", "mainland"),
        ("佢哋喺茶餐廳飲嘢，仲未返工。", "hongkong"),
        ("港鐵乘客可以用八達通，的士司機要泊車，升降機旁有電單車。", "hongkong"),
        ("這是我們的歷史。", None),
        ("這個軟體用的是默認端口與內存，設定檔在資料夾裡，服務器的字節。", None),
        ("方程式與公里長的道路，少數組織改變了這裡。", None),
        ("软件的默认端口", None),
        ("これは軟體と滑鼠です", None),
        ("", None),
    ],
)
def test_origin(text, want):
    """Two words that only one place uses decide; contradicting words, one word or none do not."""
    assert detect_script(text).origin == want


def test_origin_survives_conversion_between_standards():
    """Mainland text is found in the forms of each standard that a converter may have given it."""
    text = "请检查服务器的端口，再用鼠标打开文件夹，群众可以扫码。"
    for config in ("s2t", "s2tw", "s2hk"):
        assert detect_script(convert(text, config)).origin == "mainland"


def test_origin_is_counted_only_when_asked(monkeypatch):
    """Detection itself never looks at words; asking twice looks once."""
    asked = []
    monkeypatch.setattr(detect, "origin_of", lambda text: asked.append(text))
    found = detect_script(TRADITIONAL)
    assert asked == []
    assert (found.origin, found.origin, asked) == (None, None, [TRADITIONAL])


def test_words_of_one_place_only():
    """No word is listed twice with different places, and each is against one place at least."""
    import tomllib

    data = tomllib.loads(Path(origin.__file__).with_name("origin.toml").read_text("utf-8"))
    listed = [word for words in data.values() for word in words.split()]

    assert sorted(listed) == sorted(set(listed))
    assert all(origin._words().not_in.values())


def test_scripts_compare_copy_and_pickle():
    """What was found is a value: equal for equal findings, and whole after a trip through pickle."""
    found = detect_script(TRADITIONAL)

    assert found == detect_script(TRADITIONAL) == pickle.loads(pickle.dumps(found)) == copy.deepcopy(found)
    assert found != detect_script(SIMPLIFIED)
    assert TRADITIONAL not in repr(found)


# -- outliers -----------------------------------------------------------------


def test_the_injected_line_of_a_seed():
    """Seed 002 has one line in the other script, the injected one; the other seeds have none."""
    found = {}
    for path in sorted(PAGES.glob("*.txt")):
        text = path.read_text("utf-8")
        found[path.name[:3]] = [text[o.start : o.end] for o in outliers(text)]

    assert [len(lines) for lines in found.values()] == [0, 0, 1, 0, 0]
    assert "在线观看" in found["002"][0]


def test_an_outlier_tells_where_it_is():
    """Line number and offsets are those of the text, at its beginning, in its middle and at its end."""
    for before, after in (("", TRADITIONAL * 9), (TRADITIONAL * 4, TRADITIONAL * 5), (TRADITIONAL * 9, "")):
        text = before + SPAM + ("\n" if after else "") + after
        (found,) = outliers(text)

        assert text[found.start : found.end] == SPAM
        assert found.line == text[: found.start].count("\n")
        assert (found.script, found.share) == ("Hans", 1.0)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (TRADITIONAL, "简体中文"),
        (TRADITIONAL, "本書又名《历史问题讨论》"),
        (TRADITIONAL, "他寫道：「这个问题我们讨论过」"),
        (TRADITIONAL, "“这个问题我们讨论过。”"),
        (TRADITIONAL, "国会図書館で学ぶ会"),
        (TRADITIONAL, "国会 学会 区会"),
        (TRADITIONAL, "對話與说话"),
        (SIMPLIFIED, "國學院大學"),
        (SIMPLIFIED, "東京都議會會議場"),
        (SIMPLIFIED, "《紅樓夢》與《儒林外史》"),
        (SIMPLIFIED, "대한민국 憲法 會議 學會"),
    ],
)
def test_what_is_no_outlier(page, line):
    """Quotations, titles, names of languages, Japanese and Korean are the author's own."""
    assert outliers(page * 9 + line) == []


def test_a_document_in_both_scripts_has_no_outliers():
    """Where the other script is a part of the document, none of its lines is out of place."""
    assert outliers(TRADITIONAL + SIMPLIFIED) == []
    assert outliers(TRADITIONAL * 9 + SIMPLIFIED * 2) == []
    assert outliers(TRADITIONAL * 99 + "討論這個問題嗎\n" + SPAM) != []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(texts, st.sampled_from([*TRADITIONAL.split("\n"), *SIMPLIFIED.split("\n"), SPAM])), max_size=12)
)
def test_outliers_are_lines(lines):
    """Outliers are whole lines, in order, in a script that is not the document's."""
    text = "\n".join(lines)
    every = text.split("\n")
    found = outliers(text)

    assert [text[o.start : o.end] for o in found] == [every[o.line] for o in found]
    assert [o.line for o in found] == sorted({o.line for o in found})
    assert all({o.script, detect_script(text).code} == {"Hans", "Hant"} and o.share > 0.75 for o in found)


@pytest.mark.parametrize("unit", ["「", "說「", "说\n", "說\n说说说\n", "嘅", "軟", "の說"])
def test_long_input(unit):
    """Half a million characters of anything are judged."""
    text = unit * (500_000 // len(unit))

    assert detect_script(text).code in {"Hans", "Hant", "Jpan", "mixed", "neutral"}
    assert detect_script(text).origin is None
    assert isinstance(outliers(text), list)


def test_evidence_is_that_of_opencc(monkeypatch):
    """The file has what OpenCC's dictionaries give, and of another version these are asked."""
    assert evidence.evidence() == evidence.computed()
    monkeypatch.setattr(evidence, "is_known", lambda: False)
    monkeypatch.setattr(evidence, "computed", lambda: {"HANS": "们"})
    assert evidence.evidence() == {"HANS": "们"}
