"""The lines of a page: what is asked of all of them at once is what each says by itself."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cleantext.boilerplate.lines import is_trim, looks_like_prose, split, trim
from cleantext.boilerplate.pinyin import has_residue, has_tones, without_residue
from cleantext.script.tables import fold

_PIECES = (
    "(",
    ")",
    "（quán）",
    "(quan)",
    "权",
    "他走",
    "。",
    ",",
    "!",
    "\t",
    " ",
    "\u3000",
    "|",
    "_",
    "»",
    "1.",
    "12. ",
    "٣. ",
)
texts = st.lists(st.sampled_from((*_PIECES, "\n", "a", "日", "”", "2004-07-13", "😀", "-", "#", "\xa0"))).map("".join)
lines = st.lists(st.sampled_from((*_PIECES, "a", "日", "”", "😀", "\x1f"))).map("".join)


@given(lines)
def test_a_line_is_trim_if_trim_leaves_it(text):
    """`is_trim` says so of no line that `trim` would change, and of all others but for what stands in brackets."""
    shadow = fold(text)
    if not shadow or shadow.isspace():
        return

    assert is_trim(shadow) == (trim(text, shadow) == (text, shadow, ""))


@given(texts)
def test_lines_are_what_each_says(text):
    """A line begins where it does, is trimmed, and looks like prose as it does alone."""
    places = [m.span() for m in re.finditer("[^\n]+", text) if not m.group().isspace()]
    shadow = fold(text)

    found = split(text, shadow)

    assert [(line.start, line.end) for line in found] == places
    for line, (start, end) in zip(found, places, strict=True):
        assert (line.core, line.shadow, line.edge) == trim(text[start:end], shadow[start:end])
        numbered = re.match(r"\d{1,2}\.\s", line.shadow) is not None
        assert line.bullet == (numbered or (line.edge != "" and not line.edge.isspace()))
        if not line.bullet:
            assert line.prose == looks_like_prose(line.shadow)
        assert line.index == text.count("\n", 0, start)
        assert (line.rules, line.rule, line.item, line.shielded, line.marks) == ((), None, None, False, 0)


@given(texts)
def test_a_line_is_judged_afresh_as_if_it_were_new(text):
    """Whatever the judgement before took it for, a post or a teaser."""
    found = split(text, fold(text))
    forms = [x.prose for x in found]
    for taken in (True, False):
        for x in found:
            x.prose = taken

        assert [x.afresh(x.index, x.start).prose for x in found] == forms


pinyin = st.lists(st.sampled_from([*"()（） 权aéǜZ1\n", "(quan)", "（quán）", "(quán）", "(ü )"])).map("".join)


@given(pinyin)
def test_pinyin_is_taken_out_as_one_pattern_would(text):
    """Though each of the two brackets is looked for by itself, and tone marks only where there is pinyin."""
    every = re.compile("[(（](?<=[^\\x00-\\x7f][(（])[a-zü\u00e0-\u01dc]{1,7} ?[)）]")

    assert has_residue(text) == (every.search(text) is not None)
    assert without_residue(text) == (every.sub("", text) if has_tones(text) else text)
    assert (without_residue(text) is text) == (without_residue(text) == text)
