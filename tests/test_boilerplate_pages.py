"""Pages as they stand on the web, labelled line by line, and sentences that only mention what rules look for."""

import itertools
import tomllib
from pathlib import Path

import opencc
import pytest

from cleantext import Document, DropBoilerplate

HERE = Path(__file__).parent
PAGES = sorted((HERE / "pages").glob("*.txt"))
MENTIONS = (HERE / "mentions.txt").read_text("utf-8").splitlines()
SHAPES = tomllib.loads((HERE / "shapes.toml").read_text("utf-8"))
HEADS = ["", "首页 新闻 体育 娱乐 财经\n首页 > 文化 > 正文\n", "首页\n新闻\n体育\n娱乐\n财经\n登录\n注册\n"]
TAILS = [
    "",
    "\n版权所有 河边日报\n京ICP备05005746",
    "\n责任编辑：王五\n相关阅读\n• 第三条河的故事\n• 桥是怎样造成的\n0 条评论\n分享到：\n版权所有 河边日报",
]
DROP = DropBoilerplate()
S2T, T2S = opencc.OpenCC("s2t"), opencc.OpenCC("t2s")
FIRST = "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。"
LAST = "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。"


def load(path):
    """(label, line): + is content, - is the page's, = is a credit, which may stay or go."""
    return [(line[0], line[2:]) for line in path.read_text("utf-8").splitlines()]


def gone(lines):
    """The places of the lines that go; none goes in part."""
    doc = DROP(Document("\n".join(lines)))
    start, places = 0, set()
    for n, line in enumerate(lines):
        if line and any(e.start <= start and start + len(line) <= e.end for e in doc.edits):
            places.add(n)
        start += len(line) + 1
    return places


def test_there_are_pages_of_both_scripts():
    """A glob that finds no pages fails."""
    assert len(PAGES) >= 15
    assert {p.suffixes[0] for p in PAGES} == {".hans", ".hant"}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_content_stays_and_furniture_goes(path):
    """Every line of content stays; of what is the page's three quarters of the characters go."""
    labels, lines = zip(*load(path), strict=True)
    removed = gone(lines)

    assert [lines[n] for n in sorted(removed) if labels[n] == "+"] == []
    furniture = sum(len(line) for label, line in zip(labels, lines, strict=True) if label == "-")
    assert sum(len(lines[n]) for n in removed if labels[n] == "-") >= 0.75 * furniture


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_both_scripts_have_one_verdict(path):
    """The page in the other script loses the same lines."""
    lines = [line for _, line in load(path)]
    other = (S2T if path.suffixes[0] == ".hans" else T2S).convert("\n".join(lines)).split("\n")

    assert gone(other) == gone(lines)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_cleaned_page_is_clean(path):
    """Nothing goes from what stayed, and all that went can be put back."""
    text = "\n".join(line for _, line in load(path))
    doc = DROP(Document(text))

    assert DROP(Document(doc.text)).text == doc.text
    assert doc.restore() == text


@pytest.mark.parametrize("convert", [str, S2T.convert], ids=["hans", "hant"])
@pytest.mark.parametrize(
    "page",
    ["{}", f"{FIRST}\n{{}}\n{LAST}", f"{FIRST}\n{LAST}\n{{}}", f"{{}}\n{FIRST}\n{LAST}"],
    ids=["alone", "middle", "last", "first"],
)
def test_a_sentence_that_mentions_a_word_stays(page, convert):
    """Four hundred sentences with the words of rules in them: alone, between paragraphs, first and last."""
    assert len(MENTIONS) > 400
    texts = [convert(page.format(sentence)) for sentence in MENTIONS]

    assert [text for text in texts if DROP(Document(text)).text != text] == []


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("convert", [str, S2T.convert], ids=["hans", "hant"])
def test_content_of_short_lines_stays(shape, convert):
    """Poems, lists, tables, scripts and notices stay whole, whatever stands above and below them."""
    title, *rest = SHAPES[shape].split("\n")
    for head, tail, date in itertools.product(HEADS, TAILS, ([], ["2020-03-04 10:00 来源：河边日报"])):
        page = convert(head + "\n".join([title, *date, *rest]) + tail)
        left = DROP(Document(page)).text.split("\n")

        assert [line for line in map(convert, (title, *rest)) if line not in left] == []


ARTICLE = [
    "The river froze that winter, and the children of the village skated on it every afternoon until it was dark.",
    "When spring came the ice broke in a single night, and nobody who heard the sound of it ever forgot it again.",
]
COMMENTS = [
    "2 Comments",
    "1. Anna Bell says",
    "I was one of those children, and I remember the sound of the ice as if it had been only yesterday.",
    "Reply",
    "2. Tom says",
    "My grandfather told the same story every year, and every year the ice was a little thicker than before.",
    "Reply",
    "3. Kim Ward says:",
    "Thank you for writing this down before all of us who saw it are gone.",
]


def test_comments_below_an_english_article_go():
    """Sentences of readers are no different from the author's; who says them, three times, tells."""
    doc = DROP(Document("\n".join([*ARTICLE, *COMMENTS])))

    assert doc.text.split("\n")[:-1] == ARTICLE
    assert {e.rule for e in doc.edits} >= {"page.comments"}


def test_a_dialogue_is_no_comment_zone():
    """Two voices of an article, and a call for comments below them."""
    lines = [*ARTICLE, "Anna says:", ARTICLE[1], "Tom says:", ARTICLE[0], "Leave a Reply"]

    assert DROP(Document("\n".join(lines))).text.split("\n")[:-1] == lines[:-1]


@pytest.mark.parametrize("many", [20, 30, 400])
def test_comments_without_an_article_stay(many):
    """They are what the page is about: none is cut off, and none of those who say them."""
    said = [
        line for n in range(1, many) for line in (f"Anna{n} says:", f"That is what I think of it, no. {n}.", "Reply")
    ]
    page = DROP(Document("\n".join([*said, "Copyright 2019 The Authors. All rights reserved."])))

    assert [line for line in page.text.split("\n") if line] == said


def test_what_stands_above_the_path_goes():
    """The heading stands below 首页 > 食谱, however short it is; a dish of the same name in a menu is another."""
    page = ["食材百科", "市集一览", "会员登录", "首页 > 食谱 > 汤", "萝卜排骨汤", FIRST, LAST]

    assert DROP(Document("\n".join(page))).text.split("\n") == page[4:]


def test_scraps_go_where_known_lines_crowd():
    """Below the article unknown scraps among known ones go; quantities, keys and sentences stay."""
    known = ["登录", "关于我们", "联系我们", "网站地图"]
    scraps = ["小河圈子", "岸上风光"]
    kept = ["红糖 3 勺", "产地：浙江"]
    page = ["河上的冬天很长", FIRST, LAST, *kept, known[0], scraps[0], *known[1:3], scraps[1], known[3]]
    left = DROP(Document("\n".join(page))).text.split("\n")

    assert left[:5] == page[:5]
    assert not {*scraps, *known} & set(left)


@pytest.mark.parametrize("asked", [True, False])
def test_bars_between_two_answers_go(asked):
    """Buttons in a row within the body go on a page of questions; elsewhere a row of three stays."""
    bar = ["赞同 12", "分享", "收藏", "喜欢"] if asked else ["分享", "收藏", "喜欢"]
    first = ["写回答", "27 个回答"] if asked else ["登录"]
    page = [*first, "冬天的河上能走人吗", FIRST, LAST, *bar, LAST, FIRST]
    left = DROP(Document("\n".join(page))).text.split("\n")

    assert (set(bar) & set(left) == set()) is asked
