"""Side columns and menus told by their form; and running text that has no punctuation."""

from hypothesis import given
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate
from cleantext.boilerplate.heading import _COUNT, _WORD
from cleantext.boilerplate.sides import _COUNTED

DROP = DropBoilerplate()
ARTICLE = [
    "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。",
    "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得，谁也说不清楚。",
    "后来镇上修了桥，河也改了道，老人们说那是他们这一辈子见过最冷的一个冬天，也是最热闹的一个。",
]
DIARY = [
    "早上從家裡出門的時候還在下雨",
    "到了山腳下雨卻已經停了",
    "我們把車停在廟前面就開始走",
    "路比想像中的還要難走一點",
    "不過風景真的很漂亮",
    "走到一半遇到了一隊也要上山的人",
    "他們說前面的橋被水沖走了",
    "所以我們只好又走回原來的路",
    "下次天氣好的時候一定要再來",
    "回到家已經是晚上八點多了",
]


def left(*lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


def test_a_text_without_punctuation_stays():
    """Below a line with which other pages end; in bullets nothing but its last line would be known."""
    head = [
        "山裡的人",
        "這裡記著我和家人一起走過的山和水，也記著路上遇到的人，歡迎你常常來坐坐。",
        "部落格全站分類：休閒旅遊",
    ]
    end = ["全站分類：國內旅遊", "個人分類：山", "留言列表 (2)", "發表留言", "© 2013 山裡的人"]

    found = left(*head, "• 相簿", "• 部落格", "• 留言", "• 名片", "下雨天的山路", *DIARY, *end)

    assert [line for line in found if line in DIARY] == DIARY
    assert not set(found) & set(end)


def test_lists_that_count_what_is_behind_each_link_go():
    months = [f"• {k}月({k + 2})" for k in range(1, 11)]
    topics = [
        "• 攝影 (12)",
        "• 登山行記 (6)",
        "  美食 (30)",
        "• 單車休閒 (6)",
        "• 親子 (4)",
        "• 露營 (25)",
        "• 台東_加路蘭 (1)",
    ]

    assert left("冰上的孩子", *ARTICLE, "所有文章", *months, "文章分類", *topics)[: len(ARTICLE) + 1] == [
        "冰上的孩子",
        *ARTICLE,
    ]
    assert left(*ARTICLE, *months, *topics, "版权所有 © 2019 河边") == ARTICLE


@given(st.from_regex(_COUNTED, fullmatch=True), st.from_regex(_COUNT, fullmatch=True))
def test_counts_are_known_by_a_character_or_two(counted, count):
    """A digit stands behind the first word of a count, or a blank, and right before the bracket at the end."""
    assert "\n" in counted or counted[-2].isdecimal()
    assert not count[:_WORD].isalpha()


def test_years_and_short_counts_are_the_authors():
    books = [f"王小明：《河流的记忆》，第{k}版 ({2000 + k})" for k in range(12)]
    votes = [f"第{k}小组 ({10 * k})" for k in range(1, 9)]

    assert left(*ARTICLE, *votes, *ARTICLE, "参考文献", *books) == [*ARTICLE, *votes, *ARTICLE, "参考文献", *books]


def test_a_menu_below_a_motto_is_above_the_article():
    menu = ["首页", "归档", "分类", "标签", "演讲", "关于"]

    found = left(
        "河边的博客",
        "当你还走不动的时候，就应该坐下来看看河水。",
        *menu,
        "冰上的孩子",
        "发表于 2018-11-25 | 分类于 冬天",
        *ARTICLE,
    )

    assert found[-len(ARTICLE) :] == ARTICLE
    assert "冰上的孩子" in found
    assert not set(found) & set(menu)


def test_a_list_that_opens_a_page_is_a_menu_if_some_of_it_is_known():
    menu = ["蒸汽", "福利", "慈善包", "成就", "互助", "水区", "开箱", "评测", "公告", "反馈", "活动", "排行榜"]

    found = left(*(f"• {x}" for x in menu), "冰上的孩子", *ARTICLE, "上一篇：河", "版权所有 © 2019 河边")

    assert found == ["冰上的孩子", *ARTICLE]


def test_what_to_take_stays_at_the_top():
    things = ["手套", "帽子", "冰鞋", "绳子", "哨子", "热水", "面包", "手电", "地图", "毛巾"]

    assert left(*(f"• {x}" for x in things), *ARTICLE, "版权所有 © 2019 河边")[: len(things)] == [
        f"• {x}" for x in things
    ]


def test_other_articles_with_date_and_count_go():
    cards = [
        (
            "河上的桥怎样修",
            f"渡口的人{k}的博客",
            f"0{k}-12 {k}230",
            "修桥以前先要看河水有多深，河床是不是结实，再算要用多少石头和木料，还要看…",
        )
        for k in range(1, 7)
    ]
    versions = [
        line for k in range(1, 7) for line in (f"2020-0{k}-12", "修了三处小毛病，又加了一个新的开关，用起来方便多了。")
    ]

    assert left("冰上的孩子", *ARTICLE, *(x for c in cards for x in c), "版权所有 © 2019 河边") == [
        "冰上的孩子",
        *ARTICLE,
    ]
    assert left("冰上的孩子", *ARTICLE, *versions, "版权所有 © 2019 河边") == ["冰上的孩子", *ARTICLE, *versions]
