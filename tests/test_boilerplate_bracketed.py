"""Advertisements in brackets within a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate
from cleantext.boilerplate import bracketed

DROP = DropBoilerplate()


@pytest.mark.parametrize(
    "ad", ["（威尼斯人棋牌官网）", "【办证电话 138 0013 8000】", "(葡京娛樂城註冊)", "［代开发票QQ 88 12 34 56］"]
)
def test_they_are_cut_out_of_the_sentence(ad):
    text = f"那年冬天，河面结了很厚的冰{ad}，孩子们放学以后都到河上去玩。\n等到春天来了，冰化了，他们又回到岸上。"
    doc = DROP(Document(text))

    assert doc.text == text.replace(ad, "")
    assert [e.rule for e in doc.edits] == ["spam.injected"]
    assert doc.restore() == text


@pytest.mark.parametrize(
    "aside",
    [
        "（图片来自澳门威尼斯人官网）",
        "（据中国福利彩票网站）",
        "（办证大厅电话：0571-88886666）",
        "（彩票中心主任）",
        "（他在赌场的登记处等了三年）",
        "（贷款利率见附表）",
    ],
)
def test_what_an_author_says_in_brackets_stays(aside):
    text = (
        f"那年冬天，河面结了很厚的冰{aside}，孩子们放学以后都到河上玩。\n等到春天来了，棋牌室又开了门，威尼斯人也来了。"
    )

    assert DROP(Document(text)).text == text


_PARTS = [*"()【】[]。雪\n", "棋牌", "官网", "办证", "电话", "1380013", "13 80", "来源", "贷款"]


@given(st.lists(st.sampled_from(_PARTS), max_size=24).map("".join))
def test_each_bracket_is_told_by_what_is_in_it(shadow):
    """To look through all brackets together first overlooks none."""
    found = [
        m.span()
        for pattern in bracketed._BRACKETS.values()
        for m in pattern.finditer(shadow)
        if (bracketed._SITE.search(m[1]) or bracketed._TRADE.search(m[1])) and not bracketed._SAID.search(m[1])
    ]

    assert [(x.start, x.end) for x in bracketed.with_bracketed([], shadow)] == sorted(found)
