"""Detection, routing and OpenCC: what is converted, what is left alone, and the laws of both."""

import json
import pickle
import random
import sys
import types
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import ConfigError, Document, NormalizeScript, detect_script, document, kinds
from cleantext.edits import apply, check
from cleantext.script import convert, detect, engine, normalize, route, t2s, tables

TARGETS = ["zh-Hans", "zh-Hant", "zh-TW", "zh-HK"]
GOLD = Path(__file__).parents[1] / "seeds" / "gold"

rich = st.text(
    "臨床說顯著看作名力一乾隆反覆瞭解藉口沈默国说这們的你，「」\u3000\n の駅カ한국⿰訁⽅Ａa𠮷\ud800\x00豈里后",
    max_size=40,
)
texts = st.one_of(st.text(max_size=40), rich, rich)

JAPANESE = (
    "東京都議会は今日、新しい条例案を可決した。\n国立国会図書館\n渡邊恒雄\n慶應義塾大学と早稲田大学が対戦する。\n"
)
JAPANESE += "國學院大學"
KOREAN = "오늘 국회에서 새로운 법안이 통과되었다.\n大韓民國憲法\n李대통령은 美國을 방문하여 會談을 가졌다."
TRADITIONAL = "我們在這裡討論歷史問題。\n東京\n後來他們離開了臺灣，回到學校讀書。"
SIMPLIFIED = "我们在这里讨论历史问题。\n东京\n后来他们离开了台湾，回到学校读书。"


# -- convert ---------------------------------------------------------------


def test_convert_is_opencc():
    """Each configuration gives what the wheel gives."""
    import opencc

    text = "汉字漢字，软件軟體，里裏裡，着著，台臺，学学校學校，鼠标滑鼠，滑鼠里面有一只老鼠"
    for config in engine.CONFIGS:
        assert convert(text, config) == opencc.OpenCC(config).convert(text)
    assert {c.removesuffix(".json") for c in opencc.CONFIGS} == set(engine.CONFIGS)


@pytest.mark.parametrize("config", engine.CONFIGS)
@pytest.mark.parametrize("unfit", ["\x00", "\ud800", "\udc80\x00\x00"])
def test_convert_loses_nothing(config, unfit):
    """NUL and lone surrogates stay, and what stands behind them is converted all the same."""
    assert (
        convert(f"汉字{unfit}漢字{unfit}", config)
        == f"{convert('汉字', config)}{unfit}{convert('漢字', config)}{unfit}"
    )


@given(texts)
def test_code_points(text):
    """The code points of a text, to look at only, and back; at any length."""
    for long in (text, text * (tables._PIECE // 20)):
        points = tables.to_points(long)

        assert points.tolist() == list(map(ord, long))
        assert not points.flags.writeable
        assert tables.to_str(points) == long


def test_unknown_names_are_answered_with_the_nearest():
    """An unknown configuration or target is a ConfigError that names the nearest."""
    with pytest.raises(ConfigError, match="did you mean 's2tw'"):
        convert("a", "s2tww")
    with pytest.raises(ConfigError, match="did you mean 'zh-Hans'"):
        NormalizeScript("zh-hans")


def test_another_opencc_is_refused(monkeypatch):
    """A package that only took OpenCC's import name is named, with what to uninstall."""
    monkeypatch.setitem(sys.modules, "opencc", types.SimpleNamespace(OpenCC=None))

    with pytest.raises(ConfigError, match="pip uninstall opencc-python-reimplemented"):
        engine.converter.__wrapped__("t2s")


# -- detection -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "neutral"),
        ("abc 123 😀", "neutral"),
        ("中文", "neutral"),
        ("乾隆", "neutral"),
        ("说", "Hans"),
        ("說", "Hant"),
        ("张艺謀", "mixed"),
        ("ひらがな", "Jpan"),
        ("東京駅", "Jpan"),
        ("한국어", "Kore"),
        (JAPANESE, "Jpan"),
        (KOREAN, "Kore"),
        (TRADITIONAL, "Hant"),
        (SIMPLIFIED, "Hans"),
        (TRADITIONAL + "阿里山の森林", "Hant"),
        (SIMPLIFIED + "《千と千尋の神隠し》", "Hans"),
        (SIMPLIFIED * 3 + "これは日本語の文章です。" * 5, "mixed"),
        (TRADITIONAL.replace("我們", "我们"), "Hant"),
        (TRADITIONAL + SIMPLIFIED, "mixed"),
    ],
)
def test_detect(text, code):
    """The code is that of the script most of the text is in; no evidence, no guess."""
    found = detect_script(text)

    assert found.code == code
    assert (found.share == 0) == (code == "neutral")
    assert 0 <= found.share <= 1
    assert json.dumps(dict(found.evidence))


def test_seeds_are_detected():
    """The seeds are Traditional (000, 002, 004) and Simplified (001, 003), converted they are Simplified."""
    codes = [detect_script((GOLD / f"00{n}.native.txt").read_text("utf-8")).code for n in range(5)]

    assert codes == ["Hant", "Hans", "Hant", "Hans", "Hant"]
    for n in range(5):
        assert detect_script((GOLD / f"00{n}.hans.txt").read_text("utf-8")).code == "Hans"


@pytest.mark.parametrize(("kinds", "configs"), [(detect.HANT, ["t2s"]), (detect.HANS, ["s2t", "s2tw", "s2hk"])])
def test_converted_text_holds_no_evidence_for_its_origin(kinds, configs):
    """Every character that is evidence for a script is converted to one that is not."""
    evidence = [chr(c) for c in range(0x10000) if detect.classes()[c] in kinds]

    assert len(evidence) > 2000
    for config in configs:
        assert set(convert("\n".join(evidence), config)).isdisjoint(evidence)


# -- routing ---------------------------------------------------------------


@pytest.mark.parametrize("number", range(5))
def test_gold(number):
    """The kept lines of a seed come out as its gold has them, line by line; Simplified ones are not edited."""
    native, hans = ((GOLD / f"00{number}.{name}.txt").read_text("utf-8") for name in ("native", "hans"))
    doc = NormalizeScript()(Document(native))

    assert doc.text.split("\n") == hans.split("\n")
    assert [e.removed for e in doc.edits] == [] if native == hans else len(doc.edits) > 100
    assert all(len(e.removed) == len(e.replacement) for e in doc.edits)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("text", [JAPANESE, KOREAN, "ＡＢＣ 123", "Ελληνικά", ""])
def test_other_languages_are_not_touched(target, text):
    """Japanese, Korean and others come back as the same object, kanji-only lines and hanja included."""
    doc = Document(text)

    assert NormalizeScript(target)(doc) is doc


@pytest.mark.parametrize("target", TARGETS[1:])
def test_traditional_is_not_touched_on_the_way_to_traditional(target):
    """A text that is already in the target script comes back as the same object; also its neutral lines."""
    doc = Document(TRADITIONAL)

    assert NormalizeScript(target)(doc) is doc
    assert NormalizeScript("zh-Hans")(Document(SIMPLIFIED)).text == SIMPLIFIED


@pytest.mark.parametrize(
    ("target", "text", "want"),
    [
        ("zh-Hant", SIMPLIFIED, "我們在這裏討論歷史問題。\n東京\n後來他們離開了臺灣，回到學校讀書。"),
        ("zh-TW", "我们看着台湾里面的鼠标。", "我們看著臺灣裡面的鼠標。"),
        ("zh-HK", "我们看着台湾里面。", "我們看着台灣裏面。"),
        ("zh-Hans", TRADITIONAL, SIMPLIFIED),
        ("zh-Hans", f"{SIMPLIFIED}\n他們說：學習使人進步。", f"{SIMPLIFIED}\n他们说：学习使人进步。"),
        ("zh-Hans", f"{JAPANESE}\n這是我們的歷史。", f"{JAPANESE}\n这是我们的历史。"),
        ("zh-Hans", f"{KOREAN}\n這是我們的歷史。", f"{KOREAN}\n这是我们的历史。"),
        ("zh-Hans", f"{TRADITIONAL}\n反覆", f"{SIMPLIFIED}\n反复"),
        ("zh-Hans", f"{SIMPLIFIED}\n反覆", f"{SIMPLIFIED}\n反覆"),
        ("zh-Hans", "我們去看「のだめ」這部日劇，後來他們說很好看。", "我们去看「のだめ」这部日剧，后来他们说很好看。"),
        ("zh-Hans", "乾隆皇帝說：乾杯！", "乾隆皇帝说：干杯！"),
        ("zh-Hans", "說\x00說\ud800說", "说\x00说\ud800说"),
        ("zh-TW", "说\x00里面", "說\x00裡面"),
    ],
)
def test_lines_are_routed(target, text, want):
    """A line decides for itself, a line without evidence follows the document."""
    assert NormalizeScript(target)(Document(text)).text == want


def test_edits_are_exact():
    """Only the characters that differ are in edits, also where most of a line differs."""
    for text in ("我們的歷史", "羅馬書簡譯註導讀書評選輯", TRADITIONAL):
        doc = NormalizeScript()(Document(text))
        changed = [k for k, (a, b) in enumerate(zip(text, doc.text, strict=True)) if a != b]

        assert sorted(k for e in doc.edits for k in range(e.start, e.end)) == changed
        assert {e.rule for e in doc.edits} == {"script.t2s"}


@settings(max_examples=300, deadline=None)
@given(st.text("看說你著著跟的為\n`a軟體", max_size=30))
def test_runs_are_those_of_a_comparison(text):
    """Each run of changed characters is one edit, and each 著 that turns is one of its own, in any neighbourhood."""
    for f in (NormalizeScript(), NormalizeScript(protect=("你",)), NormalizeScript(extra={"軟體": "软件包"})):
        doc = f(Document(text))
        script = list(doc.edits)

        assert check(text, script) == script
        assert apply(text, script) == doc.text
        turned = [(e.removed, e.replacement) for e in script if e.rule == "script.zhe"]
        assert turned == [("著", "着")] * (doc.text.count("着") - text.count("着"))
        for e in script:
            if e.rule == "script.t2s":
                assert len(e.removed) == len(e.replacement)
                assert all(a != b for a, b in zip(e.removed, e.replacement, strict=True))
        for e, following in pairwise(script):
            assert e.end < following.start or {e.rule, following.rule} != {"script.t2s"}


def test_metadata_follows():
    """Metadata that filters found is converted, what the caller gave is not."""
    doc = Document(TRADITIONAL, meta={"note": "漢語"}).edit(
        [], meta={"author": ["李靜", "王力"], "source": "臺灣日報", "n": 1}
    )
    done = NormalizeScript()(doc)

    assert dict(done.found) == {"author": ["李静", "王力"], "source": "台湾日报", "n": 1}
    assert done.meta["note"] == "漢語"
    clean = Document("abc").edit([], meta={"source": "Reuters"})
    assert NormalizeScript()(clean) is clean


@settings(max_examples=300, deadline=None)
@given(texts)
def test_laws(text):
    """Edits replay, twice is once, and length stays, for every target."""
    for target in TARGETS:
        f = NormalizeScript(target)
        doc = f(Document(text))

        assert len(doc.text) == len(text)
        assert apply(text, doc.edits) == doc.text
        assert doc.restore() == text
        assert f(Document(doc.text)).text == doc.text
        again = f(doc)
        assert again is doc


@settings(max_examples=300, deadline=None)
@given(texts)
def test_the_gate_is_exact(text):
    """A text that the gate lets by has no line to convert; the gate has no character beyond the BMP."""
    for to_hans in (True, False):
        if not route.may_change(text, to_hans):
            assert not route.choose(text, to_hans)[0]
        assert max(route._gate(to_hans, True).pattern) <= "\uffff"


@pytest.mark.parametrize(
    "unit", ["說", "说", pytest.param("著", marks=pytest.mark.slow), "\n", "說\n", "のa說\n", "⿰", "a"]
)
def test_long_input(unit):
    """Half a million characters of anything come back, converted or not."""
    f = NormalizeScript()
    doc = f(Document(unit * (500_000 // len(unit))))

    assert f(doc) is doc


def test_filters_pickle_and_tell_their_settings():
    """repr is the configuration, and a pickled copy is equal."""
    f = NormalizeScript("zh-TW")

    assert repr(f) == "NormalizeScript(target='zh-TW', words=False, extra=(), protect=())"
    assert pickle.loads(pickle.dumps(f)) == f
    assert cleantext.NormalizeScript is NormalizeScript
    assert f.digest == pickle.loads(pickle.dumps(f)).digest != ""


def _all_foreign(to_hans):
    return np.full(0x110000, route._FOREIGN, np.uint8)


@settings(max_examples=500)
@given(texts)
def test_no_gate_skips_a_text_that_would_change(text):
    """With the gates open and every line counted the result is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalize, "may_change", lambda text, to_hans: True)
        patch.setattr(document, "kinds", lambda text: kinds.TRADITIONAL)
        patch.setattr(route, "_sides", _all_foreign)
        ungated = [NormalizeScript(target)(Document(text)).text for target in TARGETS]

    assert [NormalizeScript(target)(Document(text)).text for target in TARGETS] == ungated


# -- the fast paths ----------------------------------------------------------

_table = Path(t2s.__file__).with_name("t2s-phrases.txt").read_text("utf-8")
_phrases = [line.split("\t")[0] for line in _table.splitlines() if not line.startswith("#")]
_pieces = st.one_of(
    st.sampled_from(_phrases),
    st.sampled_from([part for p in _phrases for k in range(1, len(p)) for part in (p[:k], p[k:])]),
    st.sampled_from("說著于於乾隆豈\U0002f800\U00020086⿰〾\ufe00\U000e0100\x00 a"),
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(_pieces, max_size=10).map("".join))
def test_t2s_is_opencc(text):
    """What the own t2s makes of phrases, pieces of phrases and odd characters is what OpenCC makes of them."""
    assert t2s.t2s(text) == convert(text, "t2s")


def test_t2s_is_opencc_on_every_code_point():
    """Each code point alone and each phrase of the table come out as from OpenCC."""
    for low in range(0, 0x110000, 0x1000):
        text = "".join(map(chr, range(low, low + 0x1000)))
        assert t2s.t2s(text) == convert(text, "t2s")
    assert t2s.t2s("\n".join(_phrases)) == convert("\n".join(_phrases), "t2s")
    assert len(_phrases) > 400


@pytest.mark.slow
def test_t2s_is_opencc_on_a_hundred_thousand_texts():
    """The same on random strings of phrases, halves of phrases and single characters."""
    rng = random.Random(20261122)
    halves = [part for p in _phrases for k in range(1, len(p)) for part in (p[:k], p[k:])]
    han = [chr(c) for c in range(0x3400, 0xA000)] + list("乾著於沈覆瞭藉坏哩甦衹")
    for _ in range(100_000):
        parts = [rng.choice(rng.choice((_phrases, halves, han))) for _ in range(rng.randint(1, 8))]
        text = "".join(parts)
        assert t2s.t2s(text) == convert(text, "t2s"), text


@cache
def dictionary():
    """The Traditional side of OpenCC's STPhrases, read from the wheel."""
    import opencc

    paths = list(Path(opencc.__file__).parent.rglob("STPhrases.ocd2"))
    parts = paths[0].read_bytes().split(b"\0") if paths else []
    texts = [p.decode() for p in parts if len(p) >= 6 and not p.isascii() and _is_han(p)]
    if len(texts) < 49_000:
        pytest.skip("this OpenCC keeps its dictionaries elsewhere")
    return texts


def _is_han(data):
    try:
        return all("\u3400" <= c <= "\u9fff" for c in data.decode())
    except UnicodeDecodeError:
        return False


def test_t2s_is_opencc_on_the_dictionary():
    """All phrases of OpenCC's own dictionary, each in a line of its own, come out as from OpenCC."""
    text = "\n".join(dictionary())

    assert t2s.t2s(text) == convert(text, "t2s")


def test_simplified_phrases_stay():
    """No phrase of the dictionary changes on the way to Simplified where it is detected as Simplified."""
    phrases = convert("\n".join(dictionary()), "t2s").split("\n")
    hans = [phrase for phrase in phrases if detect_script(phrase).code == "Hans"]
    f = NormalizeScript()

    assert len(hans) > 25_000
    assert [phrase for phrase in hans if f(Document(phrase)).text != phrase] == []


def test_another_version_of_opencc_converts_itself(monkeypatch):
    """The own table is used only with the version it was made from."""
    monkeypatch.setattr(t2s, "is_known", lambda: False)
    monkeypatch.setattr(t2s, "convert", lambda text, config: f"{config}:{text}")

    assert t2s.t2s("說") == "t2s:說"


@settings(max_examples=500, deadline=None)
@given(
    st.one_of(texts, st.text("說著看說这的你東东，\n", max_size=30)), st.sampled_from([None, (False, 0.0), (True, 0.0)])
)
def test_counting_confirms_the_short_cut(text, of_document):
    """Where nothing is Japanese or Korean, counting lines in full comes to the same as counting evidence."""
    of_document = of_document and route.Whole(*of_document)
    for to_hans in (True, False):
        lines, whole = route.choose(text, to_hans, of_document)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(route, "_sides", _all_foreign)
            counted, found = route.choose(text, to_hans, of_document)

        assert [k in counted for k in range(len(text) + 1)] == [k in lines for k in range(len(text) + 1)]
        assert found == whole
