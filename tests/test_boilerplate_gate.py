"""What keeps patterns from being tried hides nothing: the gate, the literals of patterns, late rules."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.boilerplate.gate import Gate, Words, gate
from cleantext.boilerplate.items import SHORT, Items, has_bar, items
from cleantext.boilerplate.late import FORM, FRAME, FRAME_WORDS, late
from cleantext.boilerplate.lines import DATED, Mark, split
from cleantext.boilerplate.literals import anchored, first, last, required
from cleantext.boilerplate.patterns import Patterns, bits
from cleantext.boilerplate.rulebook import LATE_MAX, load
from cleantext.boilerplate.short import marks, short
from cleantext.script.tables import fold, to_points

from .conftest import PAGES

RULES = load().rules
EXAMPLES = sorted({x for rule in RULES for x in (*rule.removes, *rule.keeps)})
LINES = EXAMPLES + [line for page in PAGES for line in page.read_text("utf-8").split("\n")]


def page(seed, most=40):
    rng = random.Random(seed)
    return fold("\n".join(rng.choice(LINES) for _ in range(rng.randint(0, most))))


@pytest.mark.parametrize(("seed", "most"), [*((seed, 40) for seed in range(40)), *((seed, 400) for seed in range(8))])
def test_gate_finds_every_anchor(seed, most):
    """The gate names, for each line, every rule with an anchor in it that is short enough; none without.

    On pages with many places at which a word may begin more of it is looked at.
    """
    shadow = page(seed, most)
    hits = gate(()).lines(to_points(shadow), shadow)
    assert list(hits) == sorted(hits)
    found = {index: {n for n in range(len(RULES)) if places >> n & 1} for index, places in hits.items()}
    for index, line in enumerate(shadow.split("\n")):
        anchored = {
            n
            for n, rule in enumerate(RULES)
            if rule.scope != "item" and not rule.late and any(a in line for a in rule.anchors)
        }
        assert found.get(index, set()) <= anchored
        short = {n for n in anchored if len(line) <= RULES[n].max_len and RULES[n].scope != "span"}
        assert short <= found.get(index, set())
        spans = {n for n in anchored if any(a in line[-RULES[n].max_len :] for a in RULES[n].anchors)}
        assert {n for n in spans if RULES[n].scope == "span"} <= found.get(index, set())


@pytest.mark.parametrize("seed", range(40))
def test_late_rules_are_those_that_match(seed):
    """Of each line the late rules are found whose pattern it matches."""
    shadows = [line.shadow for line in split(page(seed), page(seed))]
    texts = [shadow if len(shadow) <= LATE_MAX else "" for shadow in shadows]
    found = late(()).matching(texts, late(()).requiring(short(texts, late(()).pairs)))
    for k, shadow in enumerate(shadows):
        assert found.get(k, []) == [
            rule for rule in RULES if rule.late and rule.scope != "form" and rule.search(shadow)
        ]


# Words in rows, spaced, numbered, with counters and ornaments, and what only looks like them.
WORDS = sorted({word for rule in RULES if rule.scope == "item" for word in rule.anchors})
ORNAMENTS = [
    "",
    "",
    "",
    " ",
    " | ",
    "·",
    "›",
    ">> ",
    "1. ",
    "3、",
    "[",
    "]",
    "(12)",
    " 1.2万",
    "3k",
    "丨",
    "\t",
    "\u3000",
    "٣",
    "🎉",
]


@pytest.mark.parametrize("seed", range(60))
def test_items_are_those_of_lines_alone(seed):
    """What is found for a page at once is what each line, asked alone, is: a word, a row, or of a form."""
    rng = random.Random(seed)
    parts = [WORDS, ORNAMENTS, ORNAMENTS, ["", "的", "abc"]]
    made = ["".join(rng.choice(rng.choice(parts)) for _ in range(rng.randint(1, 9))) for _ in range(40)]
    made += [" ".join(rng.choice(WORDS)) for _ in range(5)] + [rng.choice(LINES) for _ in range(30)]
    made += ["中" * rng.randint(150, 310), " | ".join(rng.choices(WORDS, k=60))]
    rng.shuffle(made)
    text = "\n".join(line.replace("\n", " ") for line in made)
    lines = [line for line in split(text, fold(text)) if line.shadow]
    columns = short([line.shadow if len(line.shadow) <= LATE_MAX else "" for line in lines], late(()).pairs)
    may_match = late(()).requiring(columns)
    words = items(())
    words.mark(lines, columns, [k for k, bits in may_match.items() if bits & FORM])
    for k, line in enumerate(lines):
        item, row = words.find(line.shadow), words.row(line.shadow)
        form = words.form(line.shadow) if len(line.shadow) <= SHORT else None
        assert (line.item, line.row, line.form) == (
            item,
            None if item else row,
            None if item or row else form,
        ), line.shadow
        if len(line.shadow) <= LATE_MAX:
            assert may_match.get(k, 0) & FRAME or not re.search(FRAME_WORDS, line.shadow)


def test_a_line_of_the_most_cells_is_looked_at():
    """What is counted of the cells of a line holds for as many as a short line may have."""
    words = [next(word for word in WORDS if len(word) == n) for n in (1, 2)]
    for word, sep in ((words[0], " "), (words[0], "|"), ("1", " "), (words[1], "|")):
        text = sep.join([word] * LATE_MAX)[:LATE_MAX].rstrip(sep)
        (line,) = split(text, text)
        columns = short([text], late(()).pairs)

        items(()).mark([line], columns, late(()).requiring(columns))

        assert (line.item, line.row) == (items(()).find(text), items(()).row(text)), text
    assert (LATE_MAX + 1) // 2 <= 127


@given(st.text(alphabet="a- \t|/>\x1f\x0b", max_size=12))
def test_bars_are_found_as_by_a_pattern(line):
    """What parts cells of a line of ASCII, but for a single blank, is found."""
    assert has_bar(line) == (re.search(r"[|/>]|\s-\s|\s\s", line) is not None)


def test_a_word_of_a_user_may_begin_with_an_ornament():
    """A word that begins with what parts cells is found, too, though nothing can be told by what stands before it."""
    rule = replace(next(rule for rule in RULES if rule.scope == "item"), anchors=("/登录",))
    lines = split("正文\n/登录", "正文\n/登录")
    Items((rule,)).mark(lines, short([line.shadow for line in lines], late(()).pairs), [])
    assert [line.item for line in lines] == [None, rule]


def test_required_texts_stand_in_examples():
    """Whatever a rule's pattern matches has one of the texts that it is said to require."""
    some = 0
    for rule in RULES:
        texts = required(rule.match)
        some += bool(texts)
        for example in map(fold, EXAMPLES):
            if texts and (m := re.search(rule.match, example)):
                assert any(text in example for text in texts), (rule.id, example, m)
    assert some > len(RULES) / 2


def test_first_characters_are_those_of_matches():
    """Whatever a rule's pattern matches begins with a character of the class that it is said to begin with."""
    some = 0
    for rule in RULES:
        begin = first(rule.match)
        some += bool(begin)
        for example in map(fold, EXAMPLES):
            if begin and (m := re.search(rule.match, example)):
                assert re.match(begin, example[m.start() :]), (rule.id, example, m)
    assert some > len(RULES) / 2


@pytest.mark.parametrize(
    "text",
    [
        *("", "版", "版权", "x版权", "版权所", "版版权", "版权\n", "\n版权", "版权所有"),
        "a" * 65535 + "版权所有\n版权",
        *("版权\n" * 200 + "权" * (65536 - 600 - n) + "联系我们的人们" for n in range(8)),
        *("版权\n" * 200 + word[:n] for word in ("版权所有归本站", "联系我们的人们") for n in range(8)),
    ],
)
def test_gate_sees_the_ends_of_a_text(text):
    """Words of two characters to seven are found at either end of a text, and where it is cut in pieces."""
    words = ["版权", "版权所", "版权所有", "版权所有归", "联系我们的人", "联系我们的人们"]
    found = Gate(Words(n, [word], longest=1 << 30) for n, word in enumerate(words)).lines(to_points(text), text)
    for index, line in enumerate(text.split("\n")):
        assert found.get(index, 0) == bits(n for n, word in enumerate(words) if word in line)


def test_patterns_are_those_that_match():
    """What the length of a line and its first character rule out is what its pattern does not match."""
    patterns = Patterns(RULES)
    every = bits(range(len(RULES)))
    for line in map(fold, (*EXAMPLES, *EXAMPLES, "", "x" * 401)):
        matching = [rule for rule in RULES if rule.match and rule.search(line)]
        assert [rule for rule in patterns.matching(every, line) if rule.match] == matching


PATTERNS = st.recursive(
    st.sampled_from(
        ["a", "b", "ab", "[ab]", "[^a]", ".", "a?", "b+", "(?:ab|c)", "c{2,3}", "^", "$", "(?=.{0,3}b)", "\\d"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
    ),
    max_leaves=10,
)


@given(PATTERNS, st.text("abc1", max_size=8))
@settings(max_examples=600)
def test_required_texts_and_first_characters_are_required(pattern, text):
    """So it is for any pattern and any text."""
    texts = required(pattern)
    if texts and re.search(pattern, text):
        assert any(t in text for t in texts)
    begin = first(pattern)
    if begin and (m := re.search(pattern, text)):
        assert re.match(begin, text[m.start() :])
    if (end := last(pattern)) and re.search(pattern, text):
        assert re.search(end, text[-1:])
    if anchored(pattern):
        assert bool(re.search(pattern, text)) == bool(re.match(pattern, text))


@given(
    st.lists(
        st.text("0123456789-/.:年月日昨今前天小时 ()[]中 万k", max_size=40) | st.just("中" * 161 + "2:30"), max_size=9
    )
)
def test_marks(texts):
    """Whatever the patterns find in a line, at its end or anywhere, it is marked for."""
    text = "\n".join(texts)
    lines = [line for line in split(text, text) if line.shadow]
    columns = short([line.shadow if len(line.shadow) <= LATE_MAX else "" for line in lines], late(()).pairs)
    for line, found in zip(lines, marks(columns).tolist(), strict=True):
        assert not line.dated
        line = split(line.shadow, line.shadow)[0]
        line.marks = found
        assert line.dated == (DATED.search(line.shadow[-24:]) is not None)
        assert line.dated is line.dated
        assert found & Mark.CLOCK or not re.search("\\d:|前", line.shadow)
        if len(line.shadow) <= LATE_MAX:
            assert bool(found & Mark.BRACKET) == (line.shadow[-1] in ")]")
            assert bool(found & Mark.NUMBER) == (line.shadow[-1].isdecimal() or line.shadow[-1] in "kw万+")
            assert bool(found & Mark.SPACED) == (line.shadow[1:2] in tuple(" ·・‧"))
