"""A text that would take too long is left as it was, all of it, and says so."""

import random

import pytest

from cleantext import CLEAN, Document, RepairEncoding
from cleantext.repair import effort
from cleantext.repair.effort import Effort, TooMuchError

ALPHABETS = {
    "hangul": [chr(c) for c in range(0xAC00, 0xD7A4)],
    "hangul and hanja": [chr(c) for c in (*range(0xAC00, 0xD7A4, 3), *range(0x4E00, 0x9FA5, 5))],
    "latin": [chr(c) for c in range(0x80, 0x100)],
    "spots": ["?jiǎn)", "?!", "薄", "白", "⒁", "猸", "院", "題", "(wèi)", "\ufffd"],
    "all": list("浣犲ソ锛ÄãºÃ£콱봤ﾄ羲斕疑ㄛ\ufffd?!()wèn薄白⒁猸h&#x;锟斤拷\ue815中文的"),
}


@pytest.fixture
def stingy(monkeypatch):
    """Let a text cost next to nothing in vain."""
    monkeypatch.setattr(effort, "_ONCE", 100)
    monkeypatch.setattr(effort, "_EACH", 0.01)


@pytest.mark.parametrize("name", ALPHABETS)
def test_what_costs_too_much_is_left_alone(name, stingy):
    text = "衛(wèi)生&#20320;" + "".join(random.Random(1).choices(ALPHABETS[name], k=1500))
    doc = RepairEncoding()(Document(text))
    assert doc.text == text
    assert doc.edits == []
    assert doc.meta["damage"]["flagged"] == {"too-costly": 1}
    assert RepairEncoding()(doc).text == text


def test_what_is_lost_is_reported_all_the_same(stingy):
    text = "文\ufffd字，" + "".join(random.Random(1).choices(ALPHABETS["hangul"], k=1500))
    assert RepairEncoding()(Document(text)).meta["damage"]["lost"] == {"replacement-character": 1}


def test_success_costs_nothing(monkeypatch):
    """A page that is garbled from end to end comes back, however long that takes."""
    monkeypatch.setattr(effort, "_ONCE", 3_000)
    monkeypatch.setattr(effort, "_EACH", 0)
    text = "\n".join(["今天天气很好，我们一起去公园散步。"] * 300)
    assert RepairEncoding()(Document(text.encode().decode("gb18030", "replace"))).text == text


@pytest.mark.parametrize("name", ALPHABETS)
def test_the_same_text_costs_the_same(name):
    """What was repaired before, and is remembered, does not count."""
    text = "".join(random.Random(2).choices(ALPHABETS[name], k=300))
    first = CLEAN(Document(text))
    assert CLEAN(Document(text)).text == first.text
    assert CLEAN(Document(first.text)).text == first.text


def test_nothing_is_left():
    effort = Effort(10)
    effort.spend_on(b"a", 8, 1)
    effort.spend_on(b"a", 8, 1)
    with pytest.raises(TooMuchError):
        effort.spend_on(b"b", 8, 1)


@pytest.mark.parametrize(
    ("right", "wrong"), [("utf-8", "gbk"), ("utf-8", "cp1252"), ("utf-8", "cp932"), ("gbk", "utf-8")]
)
def test_a_book_is_not_too_costly(right, wrong):
    """What is repaired allows for as much in vain, and what was given up costs nothing."""
    rng = random.Random(wrong)
    words = [
        "他走了很久",
        "才回到",
        "家里",
        "已经",
        "在门口",
        "等着",
        "院子",
        "里",
        "的",
        "雪",
        "没有化",
        "春天",
        "来了",
        "学校",
        "朋友",
        "城市",
        "火车",
        "晚上",
        "工作",
    ]
    text = "".join(
        "".join(rng.choices(words, k=24)) + "，" + "".join(rng.choices(words, k=16)) + "。\n" for _ in range(2000)
    )
    doc = RepairEncoding()(Document(text.encode(right).decode(wrong, "replace")))

    assert "too-costly" not in doc.meta.get("damage", {"flagged": {}})["flagged"]
    if right == "utf-8":  # else nothing is left of it
        assert doc.text.count("春天") > 0.8 * text.count("春天")
