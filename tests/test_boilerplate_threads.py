"""Threads: posts that no form tells from a button stay, and what stands around them goes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate
from cleantext.boilerplate.frames import _OF_POST, of_member, shape
from cleantext.boilerplate.lines import Mark
from cleantext.boilerplate.reading import read
from cleantext.boilerplate.threads import _may_be_stamps, _stamps

DROP = DropBoilerplate()
RULES = [
    "欢迎发布有讨论和阅读价值的话题，不欢迎嘲弄宗教、种族、地域的言论，违者删除帖子。",
    "对话的目的是寻求真理，不是为了斗争；不做人身攻击；保持主题；辩论时要用证据说话。",
]
POSTS = ["桥修好了没有", "还没呢，路边都是泥", "沙发", "上个月去看过，两边的栏杆都没装", "顶一下", "听说要到明年"]


def left(lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


def simplified(k, post):
    return [
        f"渡口的人{k % 3}",
        "桥头茶馆跑堂的",
        f"{k}楼 大 中 小 发表于 2012-3-4 1{k}:30 只看该作者",
        post,
        "查看详细资料",
        "引用 回复 TOP",
    ]


def traditional(k, post):
    return [f"渡口的人{k % 3}", f"#{k} 發表於 2012-03-04 1{k}:30", post, "回覆 引言 檢舉"]


def stamped(k, post):
    return [f"山里人{k}", f"发表于 2012-3-4 1{k}:30 | 只看该作者", post, "使用道具 举报"]


@pytest.mark.parametrize("form", [simplified, traditional, stamped])
def test_short_posts_stay(form):
    posts = [line for k, post in enumerate(POSTS, 1) for line in form(k, post)]
    page = ["‹‹ 上一主题 | 下一主题 ››", *RULES, "桥头镇的新桥", *posts, "‹‹ 上一主题 | 下一主题 ››", "快速回复主题"]

    found = left(page)

    assert [line for line in found if line in POSTS] == POSTS
    assert "桥头镇的新桥" in found
    assert not [line for line in found if "发表于" in line or "發表於" in line or "查看" in line or "檢舉" in line]
    assert not [
        line for line in found[found.index(POSTS[1]) :] if "人" in line
    ]  # who writes: the first may be a heading


@pytest.mark.parametrize("form", [simplified, traditional, stamped])
def test_a_thread_is_left_as_it_is_the_second_time(form):
    """What the first judgement called posts is judged by its form when lines are gone, as a new text is."""
    menu = ["联系我们", "手机版", "小黑屋", "本站地图", "关于我们", "站点统计", "Archiver"]
    once = DROP(Document("\n".join([*(line for k, post in enumerate(POSTS, 1) for line in form(k, post)), *menu])))

    assert DROP(Document(once.text)).text == once.text


def test_comments_below_an_article_are_no_thread():
    """Whatever number and time they have; the article is longer, or their heading stands above them."""
    article = [
        "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。",
        "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得，谁也说不清楚。",
    ]
    comments = [
        line for k, post in enumerate(POSTS * 4, 1) for line in (f"{k}楼 网友{k} 2012-03-04 11:30", post, "顶 回复")
    ]

    found = left(["冰上的孩子", *article, "网友评论", "我来说两句", *comments])

    assert [line for line in found if line in article] == article
    assert found[0] == "冰上的孩子"


def test_dates_of_a_diary_are_no_posts():
    days = [line for k in range(1, 7) for line in (f"3月{k}日 晴", "今天河里的冰又薄了一些。")]

    assert left([*RULES, *days]) == [*RULES, *days]


@pytest.mark.parametrize("said", ["谢谢楼主", "顶", "顶!", "沙发"])
def test_what_many_say_is_no_button(said):
    posts = [said, "今天的桥修好了没有", said, said, "还没有呢", said]
    lines = [x for k, post in enumerate(posts, 1) for x in (f"{k}楼 发表于 2009-1-19 11:5{k}", post, "引用 回复 TOP")]
    found = DropBoilerplate()(Document("\n".join(["修桥的事", *lines]))).text.split("\n")
    assert [x for x in found if x in posts] == posts


WALK = [
    "We walked the whole coast path last summer and the weather held for every single day of it.",
    "The bus from the station runs only twice a day, so check the times before you set out.",
    "My sister lives near there and says the little cafe by the harbour has closed for good.",
    "If you have the time, take the ferry across and come back over the hills, the view is worth it.",
]
NAMES = ["longshot", "Mary Jane", "harbour_cat", "old tom", "ferryman", "skipper", "dune", "gull"]


def walk(form, posts):
    lines = [line for k, post in enumerate(posts) for line in form(NAMES[k], k, post)]
    return [line.strip() for line in left(["Walking the coast path", *lines])]


def below_date(name, k, post):
    return [name, "Senior Member", "Joined: Mar 2009", f"Posts: {100 + 37 * k}", f"03/0{k + 1}/2026 19:4{k}", post]


def above_buttons(name, k, post):
    return [name, f"03/0{k + 1}/2026 19:4{k}", post, "Reply", "Report"]


def below_named_date(name, k, post):
    return [name, "Joined: Mar 2009", f"Posts: {100 + 37 * k}", f"{name} · 03/0{k + 1}/2026 19:4{k}", post]


def between_two(name, k, post):
    return [NAMES[k % 2], "Joined: Mar 2009", f"Posts: {100 + 37 * k}", f"2026年3月{k + 1}日 19:4{k}", post]


@pytest.mark.parametrize("said", ["See you again soon!", "See you again soon", "See you soon!", "下次再来看你们"])
@pytest.mark.parametrize("order", ["wswswsws", "wwwwssss", "sswswwsw", "swswswsw", "sswswsww"])
@pytest.mark.parametrize("form", [below_date, above_buttons, below_named_date, between_two])
def test_what_several_say_where_others_say_more_stays(form, order, said):
    """It comes again as lines of frames do, and stands where posts stand: between a date and the next name."""
    walks = iter(WALK)
    posts = [said if c == "s" else next(walks) for c in order]

    assert [line for line in walk(form, posts) if line in posts] == posts


def test_what_stands_between_a_date_and_a_post_goes():
    """It comes again below dates as well, but posts stand below it."""
    form = lambda name, k, post: [*below_date(name, k, post)[:-1], *(["Harbour Board"] if k % 4 else []), post]  # noqa: E731
    posts = [*WALK[:3], "It did", WALK[3], "We know", "Not this year", "It is, yes"]

    found = walk(form, posts)

    assert [line for line in found if line in posts] == posts
    assert "Harbour Board" not in found


@pytest.mark.parametrize("long", [0, 4])
def test_posts_below_what_tells_of_their_writer_stay(long):
    """Name, rank and numbers stand below the date, and the post below them: they do not end the one above."""
    short = ["Thank you, that helps", "We went last week", "The ferry is cheaper", "What about the dog"]
    posts = [*short, *WALK[:long]]

    def form(name, k, post):
        when = f"03-0{k + 1}-2012, 11:3{k} AM"
        return [when, f"#{k + 1}", name, "Senior Member", "Join Date: Mar 2009", f"Posts: {100 + 37 * k}", post]

    assert [line for line in walk(form, posts) if line in posts] == posts


WORDS = [
    "回复",
    "举报",
    "楼",
    "只看",
    "reply",
    "quote",
    "posts",
    "beiträge",
    "joined",
    "offline",
    "senior member",
    "joined:",
]
PARTS = st.sampled_from(
    [*WORDS, "1", "12", "٣", "𝟏", "1,000", "3-", "-", ":", " ", "\t", "k", "第", "人", "(", ")", "#"]
)


@settings(deadline=None)
@given(st.lists(st.lists(PARTS, min_size=1, max_size=6).map("".join), min_size=1, max_size=12))
def test_a_shape_with_a_word_of_frames_has_its_mark(lines):
    """So lines without the mark need not be looked at: a number in place of another makes no word."""
    page = read("\n".join(lines), ()).open((), frozenset())

    for line in page.full:
        words = shape(line)
        if of_member(words) or _OF_POST.search(words):
            assert line.marks & Mark.FRAME


STAMP_PARTS = st.sampled_from(
    [*"楼第3٣()#: \t中。", "12", "(lou)", "发表于", "只看", "楼主", "11:30", "3天前", "2012-3-4 11:30", "昨天 8:15"]
)


@settings(deadline=None)
@given(st.lists(st.lists(STAMP_PARTS, min_size=1, max_size=7).map("".join), min_size=3, max_size=12))
def test_lines_that_say_no_time_are_stamps_only_where_numbers_are(lines):
    """Neither by a number of which pinyin hides the sign, nor by one alone."""
    shadow = "\n".join(lines)
    page = read(shadow, ()).open((), frozenset())

    found, every = (
        _stamps(page.full, places, "#" in shadow) for places in (_may_be_stamps(page, shadow), range(len(page.full)))
    )

    assert found == every or len(every) < 3
