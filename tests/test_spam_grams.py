"""Names of sites in another's place: what the table says, where a stretch is found, and how the table is made."""

import tomllib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import spam_pages
from cleantext import CORPUS, Document, RejectSpam
from cleantext.script import convert
from cleantext.verdicts import build_grams, grams
from cleantext.verdicts.grams import best, find_stretches, runs, shadow_points

DECENT = tomllib.loads(Path(__file__).with_name("decent.toml").read_text("utf-8"))["text"]
NAMED = "近日，9001cc金沙学院办召开会议，来宾参观了展厅。"


@pytest.mark.parametrize("text", [t["text"] for t in DECENT])
def test_decent_texts_are_kept(text):
    """Texts that name casinos, lotteries, sites and what these are called after are no spam, in either script."""
    for version in (text, convert(text, "s2t")):
        assert CORPUS(Document(version)).rejected != "reject.spam"


def test_the_verdict_says_where():
    """A stretch is evidence with its offsets, counts 2, and stays."""
    doc = RejectSpam()(Document(NAMED))
    *_, span = doc.meta["verdict"]["spans"]

    assert (doc.rejected, doc.text) == ("reject.spam", NAMED)
    assert "9001cc金沙" in NAMED[span["start"] : span["end"]]
    assert (doc.meta["verdict"]["value"], doc.meta["verdict"]["threshold"]) == (2, 2)


def test_both_scripts_have_the_same_stretches():
    """A character that is folded to another has its runs; so have full-width letters and any digits."""
    for other in (convert(NAMED, "s2t"), NAMED.replace("9001cc", "１９３４ＣＣ")):
        assert find_stretches(other, 0) == find_stretches(NAMED, 0) != []


@given(st.text("金沙集团官网党委ac12。\n", min_size=8), st.text("学院会议中x0", max_size=9))
def test_a_run_is_the_same_wherever_it_stands(text, before):
    """Cells depend on the characters of the run alone."""
    whole, part = runs(shadow_points(before + text)), runs(shadow_points(text))

    assert (whole[:, len(before) + 3 :] == part[:, 3:]).all()
    assert part.max(initial=0) < 1 << grams.BITS


@given(st.lists(st.integers(-99, 99), min_size=1, max_size=40))
def test_best_is_the_greatest_sum(numbers):
    """What is told is the sum of the stretch, and no other stretch has more."""
    value, start, end = best(np.array(numbers, np.int32))

    assert value == sum(numbers[start:end])
    assert value == max(0, max(sum(numbers[i : k + 1]) for i in range(len(numbers)) for k in range(i, len(numbers))))


def test_no_stretch_is_longer_than_forty():
    """Of a hundred numbers above zero the best forty are told."""
    worth = np.ones(100, np.int32)
    worth[70:75] = 5

    value, start, end = best(worth)
    assert (value, end - start) == (60, 40)
    assert start <= 70 <= 75 <= end


@pytest.mark.parametrize("shift", range(0, 130, 13))
def test_a_name_at_the_border_of_two_pieces_is_found_once(monkeypatch, shift):
    """Pieces overlap."""
    monkeypatch.setattr(grams, "_PIECE", 200)
    text = "山" * (100 + shift) + NAMED + "水" * 300

    (found,) = find_stretches(text, 1)
    assert "9001cc金沙" in text[found.start : found.end]


def test_many_names_are_told_in_order():
    """Five at most, ascending, apart."""
    found = find_stretches("。".join([NAMED] * 9), 0)

    assert len(found) == 5
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert find_stretches("", 0) == find_stretches("jinsha 1862cc", 0) == []


def test_a_table_is_made_from_marked_pages(monkeypatch):
    """What is learnt from one wording is found with another name in it, and not in texts without names; twice alike."""
    w = spam_pages.WORDINGS["tune"]
    pages = [s.format(x="⟦鸿运体育官网⟧") for s in (*w.school, *w.company)]
    names = [b + d + "官网" for b in w.brands[:5] for d in w.deals[:3]]
    clean = [s.format(x=o) for s in (*w.school, *w.company) for o in ("我院", "公司官网", "大学")] + list(w.prose)
    made = build_grams.build(pages, names, ["大学", "公司官网"], clean)
    again = build_grams.build(pages, names, ["大学", "公司官网"], clean)
    monkeypatch.setattr(grams, "_table", lambda: grams._Table(made["weights"], *map(int, made["numbers"])))

    assert all((made[k] == again[k]).all() for k in made)
    text = "上周，金鼎体育官网党委书记作了总结。"
    (found,) = find_stretches(text, 0)
    assert "体育官网" in text[found.start : found.end]
    assert [t for t in clean if find_stretches(t, 0)] == []
