"""著 becomes 着 where Simplified writes 着, and stays where it does not.  Both lists are written by hand."""

import tomllib
from pathlib import Path

import pytest

from cleantext import Document, NormalizeScript
from cleantext.script import convert, route
from cleantext.script import zhe as rules
from cleantext.script.zhe import verdicts

LISTS = tomllib.loads(Path(rules.__file__).with_name("zhe.toml").read_text("utf-8"))

# Traditional, as Taiwan writes it, and Simplified.
PAIRS = """
看著你 看着你|聽著音樂 听着音乐|跟著走 跟着走|沿著河邊走 沿着河边走|隨著時間 随着时间
意味著改變 意味着改变|笑著說 笑着说|著急 着急|著手進行 着手进行|著力打造 着力打造
著眼於未來 着眼于未来|著陸 着陆|著火 着火|著涼了 着凉了|著想 着想|著重 着重|著迷 着迷|著實 着实
著落 着落|著裝 着装|著色 着色|著墨不多 着墨不多|著魔 着魔|著床 着床|執著 执着|沉著冷靜 沉着冷静
附著 附着|膠著 胶着|衣著 衣着|穿著打扮 穿着打扮|睡著了 睡着了|睡不著覺 睡不着觉|找不著 找不着
用得著 用得着|犯不著 犯不着|摸不著頭腦 摸不着头脑|數不著 数不着|棋高一著 棋高一着
一著不慎滿盤皆輸 一着不慎满盘皆输|彰顯著責任 彰显着责任|凸顯著特色 凸显着特色|朝著目標 朝着目标
對著鏡子 对着镜子|向著太陽 向着太阳|接著說 接着说|憑著毅力 凭着毅力|為著理想 为着理想
有著悠久歷史 有着悠久历史|存在著問題 存在着问题|活著 活着|等著瞧 等着瞧|面臨著挑戰 面临着挑战
充滿著希望 充满着希望|洋溢著喜悅 洋溢着喜悦|象徵著和平 象征着和平|代表著人民 代表着人民
推動著發展 推动着发展|影響著我們 影响着我们|下著雨 下着雨|躺著看書 躺着看书|牽著手 牵着手
背著書包 背着书包|看著作業本發呆 看着作业本发呆|叫著名字 叫着名字|睜大著眼睛 睁大着眼睛
議論著這件事 议论着这件事|翻譯著這份文件 翻译着这份文件|刷新著紀錄 刷新着纪录|專注著眼前 专注着眼前
雙手合十著 双手合十着|不著邊際 不着边际|不著痕跡 不着痕迹|沒著沒落 没着没落|著三不著兩 着三不着两
靜靜地站著。 静静地站着。|燃燒著， 燃烧着，|閃爍著 闪烁着|飄揚著紅旗 飘扬着红旗|孕育著生命 孕育着生命
守護著家園 守护着家园|訴說著往事 诉说着往事|緊緊地握著 紧紧地握着|顯著 显著|顯著提高 显著提高
成效顯著 成效显著|著作權 著作权|著名學者 著名学者|原著小說 原著小说|專著 专著|名著導讀 名著导读
巨著 巨著|編著者 编著者|譯著 译著|遺著 遗著|拙著 拙著|論著 论著|卓著 卓著|土著民族 土著民族
新著 新著|合著 合著|撰著 撰著|昭著 昭著|見微知著 见微知著|著書立說 著书立说|著述甚豐 著述甚丰
著稱於世 著称于世|以風景著稱 以风景著称|著錄於史冊 著录于史册|戰功卓著 战功卓著|臭名昭著 臭名昭著
彰明較著 彰明较著|四大名著 四大名著|魯迅著《吶喊》 鲁迅著《呐喊》|（曹雪芹著） （曹雪芹著）
所著書籍 所著书籍|著有《論語註》 著有《论语注》|最著名的 最著名的|跟著名導演 跟著名导演
他的代表著作 他的代表著作|翻譯著作 翻译著作|讀著名的小說 读著名的小说|主編著作 主编著作
"""
CASES = [pair.split(" ") for line in PAIRS.split("\n") for pair in line.split("|") if pair]

SIMPLIFIED = (
    "显著 显著提高 原著 专著 名著 著作 著名 著称 编著 土著 卓著 饿了么 么么哒 什么 着力 看着 执着 王安忆著 四大名著"
)


def simplify(text):
    return NormalizeScript()(Document(text)).text


def test_the_list_is_long_enough():
    """At least 70 phrases with 着 and 35 with 著 are checked."""
    assert sum("着" in s for _, s in CASES) >= 70
    assert sum("著" in s for _, s in CASES) >= 35


@pytest.mark.parametrize(("hant", "hans"), CASES)
def test_phrase(hant, hans):
    """A phrase comes out right alone, inside a Traditional line, and again when it went through once."""
    assert simplify(hant) == hans
    assert simplify(f"這個國家的人說：「{hant}」。") == f"这个国家的人说：「{hans}」。"
    assert simplify(hans) == hans


@pytest.mark.parametrize("text", SIMPLIFIED.split())
def test_simplified_stays(text):
    """What Simplified writes is never changed, alone or in a Simplified line."""
    assert simplify(text) == text
    assert simplify(f"这个国家的人说：“{text}”。") == f"这个国家的人说：“{text}”。"


PHRASES = tomllib.loads(Path(__file__).with_name("zhe_phrases.toml").read_text("utf-8"))
KNOWN = PHRASES.pop("known_failures").split()


def zhe(text):
    return [c for c in text if c in "着著"]


@pytest.mark.parametrize("kind", PHRASES)
def test_phrases_by_class(kind):
    """In a Traditional line each phrase gets 着 or 著 as it should, but for the known failures, which still fail."""
    wrong = []
    for phrase in PHRASES[kind].split():
        line = convert(f"这个国家的人说：“{phrase}”。", "s2tw").replace("着", "著")
        if zhe(simplify(line)) != zhe(phrase):
            wrong.append(phrase)

    assert wrong == [phrase for phrase in PHRASES[kind].split() if phrase in KNOWN]


def test_almost_all_phrases_are_right():
    """Of all phrases 98 in 100 come out right, and of those whose words have no border to mistake 99."""
    plain = [p for kind, phrases in PHRASES.items() if kind != "edge" for p in phrases.split()]
    every = [*plain, *PHRASES["edge"].split()]

    assert len(every) > 400
    assert len(KNOWN) <= 0.02 * len(every)
    assert len(set(KNOWN) & set(plain)) <= 0.01 * len(plain)


@pytest.mark.parametrize("kind", PHRASES)
def test_phrases_to_traditional(kind):
    """Simplified phrases stay on the way to Simplified; Taiwan writes 著 for both, Hong Kong tells them apart."""
    for phrase in PHRASES[kind].split():
        line = f"这个国家的人说：“{phrase}”。"
        assert simplify(line) == line
        assert "着" not in NormalizeScript("zh-TW")(Document(line)).text
        assert zhe(NormalizeScript("zh-HK")(Document(line)).text) == zhe(phrase)


def test_the_neighbourhood_decides():
    """No listed word reaches further than the part of a text that a verdict is made on."""
    words = [word for group in ("keep", "turn") for word in LISTS[group].split()]

    assert max(max(word.index("著"), len(word) - word.rindex("著")) for word in words) < route.ZHE_REACH


def test_lists_are_read_as_written():
    """Each word of the lists alone decides as its list says."""
    for group, turn in (("turn", True), ("keep", False)):
        for word in LISTS[group].split():
            found = [v for v in verdicts(word) if v.word == word]
            assert found, word
            assert all(v.turn is turn for v in found), word


def test_unknown_words_follow_the_line():
    """著 that no list knows becomes 着 in a Traditional line and stays where nothing says that it is one."""
    assert simplify("他們在家裡甲著乙") == "他们在家里甲着乙"
    assert simplify("甲著乙") == "甲著乙"


def test_a_deciding_word_is_evidence():
    """The edit says which word decided."""
    (edit,) = NormalizeScript()(Document("看著")).edits

    assert (edit.rule, edit.evidence) == ("script.zhe", {"word": "看著"})


@pytest.mark.parametrize("tail", ["", "看", "，", "作", "力"])
def test_long_runs_of_zhe(tail):
    """A hundred thousand 著 in a row get a verdict each."""
    assert sum(1 for _ in verdicts("著" * 100_000 + tail)) == 100_000
