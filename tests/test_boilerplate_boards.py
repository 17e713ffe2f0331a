"""Boards, comments and reviews in English: what comes again around what people wrote goes, and they stay."""

import pytest

from cleantext import Document, DropBoilerplate

DROP = DropBoilerplate()
ARTICLE = [
    "The river froze that winter, and the children of the village skated on it every afternoon until it was dark.",
    "When spring came the ice broke in a single night, and nobody who heard the sound of it ever forgot it again.",
    "The old men said that it had been the same in the year of the flood, only that there had been more snow.",
    "Long after, when the mill had been sold, people still dated their stories from that night, or from the flood.",
]
POSTS = [
    "I have used the old pump for nine years now and never had to change a seal on it.",
    "Mine broke in the second winter, so I would rather ask how cold your cellar gets at night.",
    "It depends on the oil, really; with the thin one it starts even when the yard is frozen over.",
    "We took ours apart last week and found that somebody had put the valve in the wrong way round.",
    "That explains the noise, then, and why it runs so much better since you have had it apart.",
]
NAMES = ["oldmill", "Anna K", "river_rat", "Bo", "miller77"]


def left(*lines):
    return [line for line in DROP(Document("\n".join(lines))).text.split("\n") if line]


def board(posts, *, stamp="", signature=""):
    lines = ["Which oil for an old pump?"]
    for k, post in enumerate(posts):
        lines += ["Senior Member", NAMES[k % 5], "Joined: Mar 2010", f"Messages: {k * 37 + 12}"]
        lines += [stamp.format(NAMES[k % 5], k + 1)] if stamp else []
        lines += [post] if isinstance(post, str) else post
        lines += [signature] if signature else []
    return lines


def test_what_a_board_tells_of_its_members_goes():
    found = left(*board(POSTS))

    assert [x for x in found if x in POSTS] == POSTS
    assert not any(x.startswith(("Joined", "Messages", "Senior")) for x in found)


def test_short_posts_stay_and_their_frames_go():
    """Between "Same here" and the next post stands no paragraph, so two frames are in one gap."""
    posts = [*POSTS[:3], "Same here", "Thin oil", "Never again", *POSTS[3:], "Which one"]
    found = left(*board(posts))

    assert set(posts) <= set(found)
    assert not any(x.startswith(("Joined", "Messages")) for x in found)


def test_who_wrote_a_post_and_when_goes_in_a_thread_only():
    stamp = "{} · 03/0{}/2026 19:44"
    stamps = [stamp.format(name, k + 1) for k, name in enumerate(NAMES)]

    found = left(*board(POSTS, stamp=stamp))

    assert not set(stamps) & set(found)
    assert [x for x in found if x in POSTS] == POSTS
    diary = [line for pair in zip(stamps, POSTS, strict=True) for line in pair]
    assert left(*diary) == diary


def test_signatures_go_and_quotations_stay():
    """A signature stands at the end of a post; what several quote, and "Bo said:", at its beginning."""
    quoting = [POSTS[0], *([f"{NAMES[0]} said:", POSTS[0], post] for post in POSTS[1:])]
    signature = "Old pumps never die, they only lose their prime"

    found = left(*board(quoting, signature=signature))

    assert signature not in found
    assert found.count(POSTS[0]) == 5
    assert found.count(f"{NAMES[0]} said:") == 4
    assert set(POSTS) <= set(found)


@pytest.mark.parametrize("source", ["图片来源：Reuters", "Photo: Anna K", "Source: the county archive"])
def test_where_a_picture_is_from_is_no_signature(source):
    assert left(*board(POSTS, signature=source)).count(source) == len(POSTS)


@pytest.mark.parametrize("stamp", ["", "{} · 03/0{}/2026 19:44"])
def test_a_post_that_several_write_is_no_signature(stamp):
    posts = ["See you again soon!"] * 4
    found = left(*board([*POSTS, *posts], stamp=stamp))

    assert [x for x in found if x in posts] == posts


def test_what_stands_below_the_last_post_goes():
    foot = [
        "Who is online",
        "Users browsing this forum: No registered users and 3 guests",
        "Mills and pumps",
        "Delete cookies",
    ]

    found = left(*board(POSTS), *foot)

    assert [x for x in found if x in POSTS] == POSTS
    assert not set(foot) & set(found)


COMMENTS = [f"{k}. {text}" for k, text in enumerate(POSTS * 3, 1)]


def test_comments_longer_than_their_article_go():
    end = ["Leave a Reply", "Your email address will not be published."]

    assert left(*ARTICLE, "15 Comments", *COMMENTS, *end) == ARTICLE
    assert left(*ARTICLE, "15 Comments", *COMMENTS) == ARTICLE
    replies = [line for text in POSTS * 3 for line in (text, "Reply")]
    assert left(*ARTICLE, "Comments 15", *replies, *end) == ARTICLE
    dated = [line for k, text in enumerate(POSTS * 3) for line in (f"July {k + 1}, 2019", text)]
    assert left(*ARTICLE, "Comments", *dated, "Leave a Comment") == ARTICLE


@pytest.mark.parametrize("heading", ["15 Comments", "Comments: 15", "Reviews (15)"])
def test_a_link_to_the_comments_ends_nothing(heading):
    """It stands above the article, whose own list is numbered."""
    found = left("How to keep a pump", heading, *ARTICLE, *COMMENTS, "Leave a Reply")

    assert set(ARTICLE) <= set(found)
    assert set(COMMENTS) <= set(found)


def test_a_numbered_chapter_called_comments_stays():
    chapter = [f"{k + 4}. {text}" for k, text in enumerate(POSTS)]

    assert set(chapter) <= set(left(*ARTICLE, "Comments", *chapter, *ARTICLE))


REVIEWS = [line for text in POSTS for line in ("Verified purchase", text, "Was this helpful? 0 0")]


def test_reviews_go_and_what_stands_below_them_stays():
    """A ware may be described below what its buyers say; and "Reviews" be a tab above both."""
    summary = ["4.5 out of 5 stars", "5 star 60%", "4 star 40%"]

    assert left(*ARTICLE, "Customer reviews", *REVIEWS) == ARTICLE
    more = [f"{text} {text}" for text in ARTICLE]
    found = left(*ARTICLE, "Customer reviews", *summary, *REVIEWS, *more)
    assert [x for x in found if x in (*ARTICLE, *more)] == [*ARTICLE, *more]
    assert not set(REVIEWS) & set(found)
    tabs = left(*ARTICLE, "Customer reviews", *more, *REVIEWS)
    assert set(more) <= set(tabs)


def test_english_words_in_a_row_may_be_a_sentence():
    for line in ("See more photos:", "More Japan travel guides", "Learn more about sports in the north"):
        assert left(*ARTICLE, line) == [*ARTICLE, line]
    assert left(*ARTICLE, "Home News Sports Weather Contact", "Copyright © 2019 River News") == ARTICLE
