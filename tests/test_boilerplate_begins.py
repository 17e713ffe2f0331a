"""How lines begin that a pattern matches: no line that it matches may be told to begin otherwise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.boilerplate.begins import HEAD, begin, plain
from cleantext.boilerplate.late import late
from cleantext.boilerplate.rulebook import load
from cleantext.boilerplate.short import short
from cleantext.script.tables import fold

LATE = [rule for rule in load().rules if rule.late and rule.scope != "form"]


def may_match(pattern: str, line: str) -> bool:
    heads, weak, texts, anywhere = begin(pattern)
    head = "".join(map(plain, line[:HEAD]))
    begins = {head[:n] for n in range(1, len(head) + 1)}
    if not texts and not heads:
        return True  # nothing is known
    return bool(begins & heads) or ((anywhere or bool(begins & weak)) and any(text in line for text in texts))


@pytest.mark.parametrize(
    ("pattern", "line", "may"),
    [
        (r"^(?:更多|查看)$", "更多", True),
        (r"^(?:更多|查看)$", "还有更多", False),
        (r"^[(\[]{0,2}(?:更多|.{1,4}阅读)$", "[(更多", True),
        (r"^[(\[]{0,2}(?:更多|.{1,4}阅读)$", "推荐阅读", True),
        (r"^[(\[]{0,2}(?:更多|.{1,4}阅读)$", "推荐新闻", False),
        (r"^\d{1,3}(?:楼|#)$", "３楼", True),
        (r"^\d{1,3}(?:楼|#)$", "3 层", False),
        (r"^(?:.{0,2})?更多$", "没更多", True),  # what may be nothing may be anything as well
        (r"^(?:a.{0,3}|a)b$", "axyb", True),
        (r"^(?=.{0,9}\d)(?:阅读|评论)\s?\d+$", "评论 12", True),
        (r"更多$", "还有更多", True),
        (r"^.{0,4}$", "任何", True),
    ],
)
def test_begin(pattern: str, line: str, may: bool) -> None:
    assert may_match(pattern, line) is may


@pytest.mark.parametrize("rule", LATE, ids=lambda rule: rule.id)
def test_every_line_that_a_late_rule_matches_may_match(rule: object) -> None:
    lines = [fold(example) for example in (*rule.removes, *rule.keeps)]  # type: ignore[attr-defined]
    found = [line for line in lines if rule.search(line)]  # type: ignore[attr-defined]
    assert found
    assert [line for line in found if not may_match(rule.match, line)] == []  # type: ignore[attr-defined]


@given(
    st.lists(
        st.sampled_from([fold(x) for rule in LATE for x in (*rule.removes, *rule.keeps)])
        | st.text("更多阅读推荐新闻评论回复0123楼[(【 |:·aA", max_size=20),
        max_size=30,
    )
)
def test_no_match_is_missed(lines: list[str]) -> None:
    shadows = [line.strip() for line in lines if line.strip()]
    rules = late(())
    found = rules.matching(shadows, rules.requiring(short(shadows, rules.pairs)))
    assert found == {
        k: matching
        for k, shadow in enumerate(shadows)
        if (matching := [rule for rule in LATE if re.search(rule.match, shadow) and len(shadow) <= rule.max_len])
    }


PATTERNS = st.recursive(
    st.sampled_from(
        ["a", "b", "ab", "[ab]", "[a-c]", "[^a]", ".", "a?", "b+", "(?:ab|c)", "[ab]{0,2}", "\\s?", "(?=.b)", "\\d"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
        inner.map(lambda part: f"(?:{part}){{0,3}}"),
    ),
    max_leaves=10,
)


@given(PATTERNS, st.text("abc1 ２", min_size=1, max_size=8))
@settings(max_examples=1500)
def test_whatever_matches_may_match(pattern: str, line: str) -> None:
    if re.search(f"^{pattern}", line):
        assert may_match(f"^{pattern}", line)
