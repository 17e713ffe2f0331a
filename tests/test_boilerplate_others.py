"""What talks of something else than the article: above its heading, below its end, and in another language."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate
from cleantext.boilerplate import judge
from cleantext.boilerplate.lines import split
from cleantext.boilerplate.page import Page
from cleantext.boilerplate.rulebook import load
from cleantext.boilerplate.topic import may_be_cjk, topic

DROP = DropBoilerplate()
HEADING = "河面结冰以后孩子们到河上去玩"
ARTICLE = [
    "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。",
    "河上的冰有半尺厚，孩子们用木板钉成冰车，从上游一直滑到渡口，再顶着风走回来，谁也不觉得冷。",
    "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。",
    "老人说，河面每隔几年才结一次这样的冰，结冰的那年庄稼总是好的，所以孩子们盼着冬天，大人也盼着冬天。",
]
STORIES = [
    "股市连跌三周银行板块领跌",
    "航空公司召回上百架客机检修",
    "女排联赛今晚打响首场比赛",
    "歌手新专辑下月全球同步发行",
    "二手楼成交创七个月以来新高",
]
MENU = ["首页", "国际", "财经", "体育", "娱乐", "恒生指数 25,858.89", "上证指数 3,888.89", "登录"]


def left(*lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


def pairs(text):
    return {a + b for a, b in pairwise(text) if all("\u3400" <= c <= "\u9fff" for c in a + b)}


# Of characters beyond 16 bits the halves are 16 bits each; a half may also stand alone.
some = st.text("一丁鿿㐀㏿ꀀa\U00014e00\U0001f600\ud83d\ude00\0", min_size=1, max_size=9)
few = st.lists(some, min_size=1, max_size=6)


@given(few, few, st.integers(0, 3))
def test_topic_is_what_it_says(body, lines, least):
    """The share of the different pairs of hanzi of a line that stand in the body; 1 if it has none."""
    text = "\n".join([*body, *lines])
    page = Page(split(text, text), frozenset())
    page.first, page.last = 0, len(body) - 1
    there = {pair for line in page.full[: len(body)] for pair in pairs(line.shadow)}
    asked = page.full[len(body) :]
    own = [pairs(line.shadow) for line in asked]
    shares = [0.0 if len(x) < least else len(x & there) / len(x) if x else 1.0 for x in own]
    assert topic(page, asked, least=least) == shares
    assert [topic(page, [line], least=least)[0] for line in asked] == shares
    assert topic(page, []) == []


def test_a_heading_is_known_by_what_it_talks_of():
    """No date stands below the heading, and no <title> above; what is left of a menu and other stories goes."""
    assert left(*MENU, *STORIES, HEADING, *ARTICLE) == [HEADING, *ARTICLE]


def test_a_paragraph_of_the_article_is_no_other_story():
    """What looks like the heading is one within the text."""
    found = left(*MENU, *STORIES, HEADING, ARTICLE[0], "孩子们的冰车从上游滑到渡口", *MENU[:5], *ARTICLE[1:])

    assert [x for x in found if x in (HEADING, *ARTICLE)] == [HEADING, *ARTICLE]


def test_a_heading_that_makes_a_riddle_stays():
    """What stands above the date is the heading, whatever it talks of."""
    riddle = "一个漫长而明亮的下午"

    found = left(*MENU, *STORIES, riddle, "2019-02-03 12:30", "冰上一日", "孩子们到河上去玩，一直玩到天黑", *ARTICLE)

    assert [x for x in found if x not in STORIES] == [riddle, "冰上一日", "孩子们到河上去玩，一直玩到天黑", *ARTICLE]


@pytest.mark.parametrize("sign", ["今日 13:19", "12-03 08:15"])
def test_other_stories_below_the_article_go(sign):
    """They stand below something known; the headlines are enough to know a list."""
    lines = [x for story in STORIES for x in (f"财经 | {sign}" if sign[0] == "今" else sign, story)]

    assert not set(left(HEADING, *ARTICLE, "上一篇：去年的洪水", *lines)) & set(STORIES)


@pytest.mark.parametrize("above", [[], ["我喜欢的五张唱片"], ["参考文献"]])
def test_a_list_of_the_author_below_the_article_stays(above):
    """Nothing known stands above it, or it says what it is."""
    end = ["上一篇：去年的洪水", "版权所有 未经许可不得转载", "分享到："]

    assert left(HEADING, *ARTICLE, *above, *STORIES, *end) == [HEADING, *ARTICLE, *above, *STORIES]


def test_notes_below_a_share_bar_stay():
    notes = [f"[{n}] {story}" for n, story in enumerate(STORIES, 1)]
    found = left(HEADING, *ARTICLE, "分享到：", "参考文献", *notes, "上一篇：去年的洪水", "版权所有")

    assert [x for x in found if x in notes] == notes


POSTS = [
    *(
        "江苏移动刚试过可以用",
        "原帖由 山里人 于 2009-7-11 11:03 发表",
        "这个超快瞬间就下完了",
        "今天又不能用了谁知道原因",
    ),
    *("楼上的说得对顶一下", "2009-7-11 12:10", "求推荐一款四千元的电脑"),
]
TABLE = [
    "班级\t人数\t教室",
    "体育舞蹈一班\t24\t101",
    "摄影初级二班\t30\t102",
    "电脑制图三班\t18\t103",
    "书法提高四班\t25\t104",
]


@pytest.mark.parametrize("lines", [POSTS, TABLE], ids=["posts", "table"])
def test_short_posts_and_tables_are_no_headlines(lines):
    own = [x for x in lines[1:] if len(x) >= 8 and not x[0].isdecimal() and not x.startswith("原帖")]
    found = left(HEADING, *ARTICLE, "2009-7-10 11:03", *lines, "2009-7-11 12:10", "2009-7-11 12:12", "版权所有")

    assert [x for x in found if x in own] == own


TEASERS = [
    "沪深两市昨日低开低走，银行和保险板块领跌，成交量比前一日萎缩两成，分析人士认为短期内仍将震荡。",
    "一家航空公司宣布对机队展开检修，部分航班取消或延误，旅客可以凭机票免费改签，也可以全额退款。",
    "全国女排联赛今晚在体育馆揭开战幕，上届冠军主场迎战升班马，双方主力阵容都没有伤病的困扰。",
]


@pytest.mark.parametrize("numbers", [["18", "0"], ["2019-12-03 08:15", "34"]])
def test_teasers_of_other_stories_are_not_the_article(numbers):
    """Each has its headline and counts; so the article ends above them, and a rule that holds below it holds."""
    feed = [x for story, teaser in zip(STORIES, TEASERS, strict=False) for x in (f"• {story}", teaser, *numbers)]

    found = left(HEADING, "2019-12-03 12:30", *ARTICLE, "责任编辑：王明", "延伸阅读", *feed, "版权所有")

    assert found == [HEADING, *ARTICLE]


def test_a_digest_of_news_stays():
    """Its items talk of nothing that the others talk of, and lines of the page stand between them."""
    items = [
        x for story, text in zip(STORIES, TEASERS, strict=False) for x in (story, "来源：河口日报 2019-12-03", text)
    ]

    found = left("今日要闻", *ARTICLE[:1], *items, "版权所有")

    assert [x for x in found if x in TEASERS] == TEASERS


TCF = [
    "This site asks for consent to use your data",
    "Store and/or access information on a device",
    "Cookies, device or similar online identifiers (e.g. login-based identifiers) can be stored or read on a device. "
    * 5,
    "Vendors can use your data to provide services, and declining a vendor can stop them from using the data.",
    *["Acme Media Ltd", "Cookie duration: 365 (days).", "View details | Storage details | Privacy policy"] * 40,
]


def test_a_dialogue_of_consent_below_a_chinese_page_goes():
    """It is many times longer than the article, and would be taken for it."""
    assert left(HEADING, *ARTICLE, "版权所有", *TCF) == [HEADING, *ARTICLE]


def test_below_a_dialogue_of_consent_an_english_article_stays():
    text = [
        "The river froze that winter, and the children of the village skated on it every afternoon until it was dark.",
        "When spring came the ice broke in a single night, and nobody who heard the sound of it ever forgot it again.",
    ]
    assert [x for x in left(*TCF[:1], "The frozen river", *text * 3) if x in text] == text * 3
    assert [x for x in left(HEADING, *ARTICLE, *TCF[:2], *text * 2, *ARTICLE) if x in text] == text * 2


@given(st.text(alphabet="a’é\u2e80あ힣\ud7a4停\n😀\U00020000", max_size=12), st.integers(0, 2).map(lambda n: n * 499))
def test_a_page_may_have_hanzi_where_it_has_some(text, before):
    """Hanzi, kana and hangul are seen wherever they stand; what has none is told by it."""
    shadow = "b" * before + text

    assert may_be_cjk(shadow) == any("\u3040" <= c <= "\ud7a3" for c in shadow)


LATIN = [
    line
    for rule in load().rules
    for line in (*rule.removes, *rule.keeps)
    if "\n" not in line and not may_be_cjk(line) and len(line) <= 300
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from([*LATIN, "", "Sports", "A long day came to its end, and nobody spoke."]), max_size=60))
def test_what_is_not_asked_of_a_page_without_hanzi_says_nothing(lines):
    """A page without hanzi becomes what it does where everything is asked of it."""
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judge, "may_be_cjk", lambda shadow: True)
        asked = DROP(Document(text))

    found = DROP(Document(text))

    assert (found.text, list(found.edits), found.meta) == (asked.text, list(asked.edits), asked.meta)
