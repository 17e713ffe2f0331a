"""What stands below an article, and what of it is the article's all the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext import Document, DropBoilerplate
from cleantext.boilerplate.fragments import _BEGINS, _CARD

DROP = DropBoilerplate()
ARTICLE = [
    "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。",
    "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。",
]
ENGLISH = [
    "The river froze that winter, and the children of the village skated on it every afternoon until it was dark.",
    "When spring came the ice broke in a single night, and nobody who heard the sound of it ever forgot it again.",
    "The old men said that it had been the same in the year of the flood, only that there had been more snow.",
]


def left(*lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


@pytest.mark.parametrize(
    "card", [["Ingredients", "Instructions"], ["What you need", "Method:"], ["Wat je nodig hebt", "Aan de slag"]]
)
def test_the_card_of_a_recipe_stays(card):
    """Recipe blogs ask for the reader's address, and name other recipes, above the card."""
    box = ["Related recipes", "Soup of the fishermen", "Enter your email address to subscribe to this blog."]
    recipe = [
        "River soup",
        card[0],
        "• 1 1/2 cups water",
        "• 200 g carrots",
        "• 2 tbsp oil",
        card[1],
        "• Boil it all.",
        "• Wait one hour.",
    ]
    end = ["Related recipes", "Pie of the fishermen", "Privacy Policy", "Copyright © 2019 River Kitchen"]

    found = left(*ENGLISH * 3, *box, *recipe, *end)

    assert [x for x in found if x in recipe] == recipe
    assert not set(end) & set(found)


@given(st.from_regex(_CARD))
def test_headings_of_a_card_are_known_by_their_first_characters(heading):
    """All that the pattern takes begins with one of a few characters, so other lines are not looked at."""
    assert not _CARD.match(heading) or _BEGINS.match(heading)


def test_an_article_goes_on_below_a_box_of_links():
    """The box ends nothing if paragraphs follow on each other below it, or if its heading comes again."""
    box = ["DON'T MISS", "Ice on the river again", "Skating banned in the north", "A photograph of the river"]
    end = ["Most popular", "Ice on the lake", "Copyright © 2019 River News"]

    more = [ENGLISH[0], "The second winter", *ENGLISH[1:]]

    assert [x for x in left(*ENGLISH * 3, *box, *ENGLISH, *end) if x in ENGLISH] == [*ENGLISH * 4]
    assert [x for x in left(*ENGLISH * 3, *box[:2], *more, *end) if x in more] == [*ENGLISH * 3, *more]
    assert left(*ENGLISH * 5, "Comments", ENGLISH[0], "Comments", *end[1:]) == [*ENGLISH * 5, ENGLISH[0]]


FEED = [
    *("河口大桥明年通车", "2021-03-04 19:12", "冬泳比赛今天举行", "2021-03-04 18:56"),
    *("南岸小学搬进新校舍", "2021-03-04 16:10", "渔市迎来开市第一天", "2021-03-04 15:50"),
    *("古渡口修好了", "2021-03-03 23:02"),
]
AGO = [f"{n}小时前" for n in (1, 2, 5, 16, 20)]


@pytest.mark.parametrize(
    "feed",
    [
        FEED,
        [*FEED[1:], "江上又起雾了"],
        [x for n in range(5) for x in (FEED[2 * n], AGO[n])],
        [x for n in range(5) for x in (f"新闻 | 03月04日 {20 - n}:10更新", FEED[2 * n], ARTICLE[0][:34] + "...")],
    ],
    ids=["below", "above", "ago", "teasers"],
)
def test_a_feed_goes(feed):
    """Headlines with their times, the latest first; what follows them ends the page as well."""
    assert left("登录", "冰上的冬天", *ARTICLE, *feed, "河岸风光") == ["冰上的冬天", *ARTICLE]


def test_an_article_below_a_feed_stays():
    """A teaser above the feed may be longer than any piece of it; the article is below."""
    assert left("登录", "冰上的冬天", *ARTICLE, *FEED, "渔市迎来开市", *ARTICLE)[-2:] == ARTICLE


@pytest.mark.parametrize(
    "lines",
    [
        [x for n in range(4, -1, -1) for x in (FEED[2 * n + 1], FEED[2 * n])],
        [x for n in range(5) for x in (f"{20 - n}:10", FEED[2 * n])],
        [x for n in range(5) for x in (f"2021-03-{20 - n:02}", f"v1.{9 - n} 修复若干问题")],
        [x for n in range(5) for x in (FEED[2 * n + 1], "他们说，" + FEED[2 * n] + "，大家都很高兴。")],
        FEED[:6],
    ],
    ids=["chronology", "day", "changes", "report", "three"],
)
def test_what_is_no_feed_stays(lines):
    """The oldest first, times without dates, dates without times, sentences, or few of them: the author's."""
    assert left("登录", "冰上的冬天", *ARTICLE, *lines) == ["冰上的冬天", *ARTICLE, *lines]


@pytest.mark.parametrize("heading", ["相 关 新 闻", "熱 · 門 · 文 · 章", "相关新闻"])
def test_a_heading_with_blanks_between_its_hanzi_is_a_heading(heading):
    links = ["河口大桥明年通车", "冬泳比赛今天举行"]

    assert left("冰上的冬天", *ARTICLE, "责任编辑：王明", heading, *links) == ["冰上的冬天", *ARTICLE]
    assert left("冰上的冬天", "前 言", *ARTICLE, "版权所有", "后 记")[1:2] == ["前 言"]


def test_an_article_that_goes_on_below_a_call_to_subscribe_stays():
    """Questions and answers of the author's follow; what a page says below such a call is shorter."""
    answers = [
        "The water falls within three days as a rule, and the lower town can be cleaned as soon as the pumps are down.",
        "The mill has its own wall since the second flood, so nothing has come into it for more than a hundred years.",
        "Nobody counts the boats any more, because each house has one and most are older than the house itself.",
    ]
    call = "Subscribe to our newsletter"
    small = ["Get the best of the town every week.", "Your address is safe with us.", "You can leave at any time."]

    article = ["The flood", *(4 * ENGLISH)]

    assert left(*article, call, "FAQ", *answers) == [*article, call, "FAQ", *answers]
    assert left(*article, call, *small) == article
