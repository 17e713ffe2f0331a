"""What a heading above an article is told by, where a cheap look comes before a pattern."""

from hypothesis import given
from hypothesis import strategies as st

from cleantext.boilerplate import heading
from cleantext.boilerplate.fragments import heading_in, headings
from cleantext.boilerplate.lines import split
from cleantext.boilerplate.page import Page, structure

words = st.sampled_from(
    ["浏览", "关注", "订阅", "私信", "a", "1", "٣", ",", ".", ":", " ", "\u3000", "+", "$", "次", "。"]
)


@given(st.lists(words, min_size=5, max_size=14).map("".join))
def test_no_count_is_passed_over(text):
    """A line is a count if the pattern says so and it does not begin with a long word."""
    alone = text[: heading._WORD].isalpha()
    assert heading._is_count(text) is (not alone and heading._COUNT.match(text) is not None)


lines = st.lists(st.text("雨停了 |_", min_size=1, max_size=14).filter(str.strip), min_size=1, max_size=9)


@given(lines, st.sets(st.integers(0, 8)))
def test_a_heading_is_found_where_any_line_that_stays_would_be(texts, going):
    """Headings that stand in no line that goes are left out, which changes nothing of what is found."""
    text = "\n".join(texts)
    page = Page(split(text, text), frozenset())
    page.first = len(page.full)
    for k, line in enumerate(page.full):
        line.rule = structure("page.menu") if k in going else None
    stay = [x for x in page.full if x.rule is None and len(x.shadow) >= 6]
    for line in page.full:
        if line.rule is not None:
            assert heading_in(line, headings(page)) == heading_in(line, stay)
