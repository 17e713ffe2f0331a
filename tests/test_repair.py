"""Repairs obey their laws: stable, replayable, provable, and blind to healthy text."""

import pickle
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import Document, RepairEncoding, StripInvisible
from cleantext.edits import apply
from cleantext.repair.bytewise.shift import flagged, repairs
from cleantext.repair.tables import CELLS, bytes_of, cell, tables

SEEDS = Path(__file__).parents[1] / "seeds"

# Pieces of every kind of damage, to be put together into texts that nobody would write.
PIECES = [
    *("?", "!", ",", "\ufffd", "院", "衛", "網", "說", "。", "“", "”", "薄白⒁猸h", "髽", "\n", " ", "h", "r", "8"),
    *("(wèi)", "(jiǎn)", "?jiǎn)", "?wèn)", "(fa)", "發(fa)(fa)", "(luò )", "T(qí)"),
    *("&amp;", "#38;", "&#", "x41;", "#xff0c;", "lt;", "<b>", "&"),
    *("Ã", "©", "Ä", "ã", "º", "â", "€", "\x80", "\x85", "ä½\xa0", "½ñÌì", "ѧ", "뿪", "\ue815", "\ue19d"),
    *("\u200d", "\u200b", "\r", "\u202a", "ا", "😀", "\ud83d", "\ude00", "\x1b[", "0m", "\x00", "ខ"),
]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
filters = st.sampled_from([RepairEncoding(), RepairEncoding(guess=False), StripInvisible()])


@settings(max_examples=400, deadline=None)
@given(texts, filters)
def test_laws(text, repair):
    """Edits replay and restore, a second pass finds nothing, and an unchanged document is the same object."""
    doc = repair(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
    assert doc.restore() == text
    again = Document(doc.text)
    assert repair(again).text == again.text


@settings(max_examples=200, deadline=None)
@given(texts)
def test_only_proven(text):
    """Without guessing, no edit is a guess."""
    assert all(e.evidence["verdict"] == "proven" for e in RepairEncoding(guess=False)(Document(text)).edits)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_nothing_invisible_is_left(text):
    """What StripInvisible leaves has no controls, no lone surrogates, and only line feeds as line breaks."""
    text = StripInvisible()(Document(text)).text

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\ufeff\u2028\u2029\ud800-\udfff]", text)
    text.encode("utf-8")


@pytest.mark.parametrize("number", ["000", "002"])
def test_seeds_become_their_gold(number):
    """Every line of the gold text stands on the repaired page, which has no reading and no lost byte left."""
    (page,) = SEEDS.joinpath("pages").glob(f"{number}_*.txt")
    gold = SEEDS.joinpath("gold", f"{number}.native.txt").read_text("utf-8").splitlines()
    doc = RepairEncoding()(Document(page.read_text("utf-8")))
    # `(MDT)` is the author's; the gold text of seed 002 has lost it together with the readings.
    lines = {re.sub(r"\s|\(MDT\)", "", line) for line in doc.text.splitlines()}

    assert [line for line in gold if re.sub(r"\s|\(MDT\)", "", line) not in lines] == []
    assert not re.search(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǜ] ?\)|\?[!?,a-z]", doc.text)


@pytest.mark.parametrize("number", ["001", "003", "004"])
def test_healthy_seeds_stay(number):
    """Pages without damage are given back as they are."""
    (page,) = SEEDS.joinpath("pages").glob(f"{number}_*.txt")
    doc = Document(page.read_text("utf-8"))

    assert RepairEncoding()(doc) is doc


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10**6,
        "?!薄" * 10**5,
        "?!薄白⒁" * 10**5,
        "?!" * 10**5,
        "??可" * 10**5,
        "?jiǎn)" * 10**5,
        "(a)" * 10**5,
        "今天我們在這裏討論經濟發展與環境保護的關係?fàn)顩r,?!薄白⒁猸h" * 10**4,
        "院?jiǎn)" * 10**5,
        "學(xué)" * 10**5,
        "?" * 10**6,
        "&amp;" * 10**5,
        "&" * 10**6,
        "é" * 10**6,
        "ÄãºÃ" * 10**5,
        "Ã©" * 10**5,
        "中" + "\ue815" * 10**6,
        "\u200d" * 10**6,
        "\x1b[" * 10**5,
        "\u202e" * 10**5,
        "\ufffd!" * 10**5,
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_texts_finish(text):
    """Megabytes of one piece of damage come back; quadratic code would not."""
    for repair in (RepairEncoding(), StripInvisible()):
        assert isinstance(repair(Document(text)).text, str)


def test_evidence_says_what_was_seen():
    """A lost hanzi names its class, its bytes, both readings, the gain and the verdict; all of it JSON-able."""
    (edit,) = RepairEncoding()(Document("針對患者住院?jiǎn)?wèn)題")).edits

    assert edit.rule == "encoding.lost-hanzi"
    assert edit.evidence["class"] == "lost-hanzi"
    assert edit.evidence["readings"] == ["jiǎn", "wèn"]
    assert bytes.fromhex(edit.evidence["after"]).decode("gbk") == "問"
    assert edit.evidence["verdict"] == "proven"
    assert edit.evidence["gain"] > 0


def test_a_shift_names_its_resync_byte():
    """A shifted run is proven by the ASCII letter in which it ends."""
    (edit,) = RepairEncoding()(Document("戴前洗手分內外?!薄白⒁猸h境衛生")).edits

    assert edit.evidence["resync"] == f"{ord('h'):02x}"
    assert bytes.fromhex(edit.evidence["after"]).decode("gbk") == edit.replacement == "。”“注意環"


def test_a_run_that_nobody_can_read_is_flagged():
    """A digit was swallowed with the last byte: the run stays, and is named; a question is not."""
    text = "能否認為?jù)挥?個會,真的?!不是吧??"

    assert RepairEncoding()(Document(text)).text == text
    assert list(flagged(text)) == [(4, 8, "lost-hanzi")]


@settings(max_examples=200, deadline=None)
@given(texts)
def test_flags_and_repairs_share_nothing(text):
    """What is flagged lies inside of the text, in order, and no edit touches it."""
    spans = [(start, end) for start, end, _ in flagged(text)]
    edits = [(e.start, e.end) for e in repairs(text)]

    both = sorted([*spans, *edits])
    assert all(0 <= start < end <= len(text) for start, end in both)
    assert all(a[1] <= b[0] for a, b in pairwise(both))
    assert {kind for _, _, kind in flagged(text)} <= {"lost-hanzi", "phase-shift"}


def test_work_is_bounded_the_same_way_every_time():
    """A text full of damage is repaired from its start as far as its budget goes, twice alike."""
    text = "今天我們在這裏討論經濟發展與環境保護的關係?!薄白⒁猸h境衛生。" * 3000

    first, second = (RepairEncoding()(Document(text)).text for _ in range(2))
    assert first == second
    assert first.startswith("今天我們在這裏討論經濟發展與環境保護的關係。”“注意環境衛生。")


def test_settings_are_the_configuration():
    """Filters are values: equal, hashable, picklable, and their repr says how they are set."""
    assert repr(RepairEncoding(guess=False)) == "RepairEncoding(guess=False, escapes=False)"
    assert pickle.loads(pickle.dumps(RepairEncoding())) == RepairEncoding()
    assert cleantext.Pipeline([StripInvisible(), RepairEncoding()]).names == ["unicode.invisible", "encoding"]


def test_cells_are_gbk():
    """Cells and byte pairs are the same thing, and the characters are those of the codec."""
    known = tables()

    assert all(cell(*bytes_of(k)) == k for k in range(CELLS))
    assert all(bytes(bytes_of(known.cells[c])).decode("gbk") == c for c in "中華人民，。㈠龥丂")
    assert [cell(0x80, 0x40), cell(0x81, 0x7F), cell(0xFF, 0x80), cell(0x81, 0xFF), cell(0x81, 0x39)] == [-1] * 5
