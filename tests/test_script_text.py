"""Width, Unicode forms and spaces: what folds, what stays, and that twice is once."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, FoldForms, FoldWidth, NormalizeScript, Pipeline, TidySpaces
from cleantext.edits import apply
from cleantext.kinds import kinds
from cleantext.script import forms, layout, spaced, width

FILTERS = [FoldForms(), FoldWidth(), TidySpaces(), FoldForms(selectors=True)]
CHAIN = Pipeline([*FILTERS[:2], NormalizeScript(), FILTERS[2]])

rich = st.text(
    "說著看作乾隆顯的李靜，。：（）「」 \u3000\u00a0\u202f\t\r\n|-aｶﾞﾊﾟﾉＡ１⽅⻓⺟豈\U0002f800\u0301\u3099각①½ﬁの"
    "\ud800\ufe00\ufe0f\U000e0100",
    max_size=40,
)
texts = st.one_of(st.text(max_size=40), rich, rich, st.text(" \u00a0\u3000\r\n\t中x。", max_size=20))


def run(f, text):
    return f(Document(text)).text


@settings(max_examples=500, deadline=None)
@given(texts)
def test_laws(text):
    """Edits replay and restore; each filter, and all in a row, do in one go what they do in two."""
    for f in [*FILTERS, CHAIN]:
        doc = f(Document(text))

        assert apply(text, doc.edits) == doc.text
        assert doc.restore() == text
        assert run(f, doc.text) == doc.text


@settings(max_examples=300, deadline=None)
@given(texts)
def test_only_white_space_is_cut(text):
    """TidySpaces takes and adds white space only, and no line of text is joined to another."""
    done = run(TidySpaces(), text)

    assert "".join(done.split()) == "".join(text.split())
    assert [x for x in ("".join(line.split()) for line in done.split("\n")) if x] == [
        x for x in ("".join(line.split()) for line in text.split("\n")) if x
    ]


# -- width and forms ---------------------------------------------------------


def test_all_wide_letters_and_digits_fold_and_no_punctuation():
    """Of the full-width block exactly the 62 letters and digits fold."""
    block = "".join(map(chr, range(0xFF01, 0xFF5F)))
    folded = run(FoldWidth(), block)

    changed = [b for a, b in zip(block, folded, strict=True) if a != b]
    assert "".join(changed) == "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def test_radicals():
    """All 214 Kangxi radicals and all of the supplement but the two that Unicode does not map become ideographs."""
    kangxi = "".join(map(chr, range(0x2F00, 0x2FD6)))
    supplement = "".join(map(chr, range(0x2E80, 0x2EF4)))

    assert run(FoldForms(), kangxi) == unicodedata.normalize("NFKC", kangxi)
    left = [c for c in run(FoldForms(), supplement) if "\u2e80" <= c <= "\u2eff"]
    assert left == ["\u2e80", "\u2e9a"]
    # Two that Unicode's own decompositions confirm, and the ones that PDF text is full of.
    assert run(FoldForms(), "⺟⻳⻓⻔⻅⻢⻚⻋⻥⻦⻘⻄⻝⻜") == "母龟长门见马页车鱼鸟青西食飞"


def test_compatibility_ideographs_of_every_plane():
    """Every compatibility ideograph that has a canonical equivalent becomes it."""
    for c in (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA1E)):
        assert run(FoldForms(), chr(c)) == unicodedata.normalize("NFC", chr(c))
    assert run(FoldForms(), "\U0002f800") == "丽"


@pytest.mark.parametrize(
    "text",
    [
        "①㈠㎡½ﬁ™…",
        "，。！？（）：；％＋＝",
        "(ﾉ>ω<)ﾉ",
        "(ﾟ∀ﾟ)",
        "｡｢｣､",
        "ﾊ",
        "かな カナ",
        "葛\U000e0100",
        "\u200d\u200c",
        "한글",
    ],
)
def test_forms_that_mean_what_they_show_stay(text):
    """Neither FoldForms nor FoldWidth touches signs, faces, full-width punctuation or variation sequences."""
    for f in (FoldForms(), FoldWidth()):
        doc = Document(text)
        assert f(doc) is doc


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("e\u0301", "é"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("ﾊﾟﾝ", "パン"),
        ("ﾊﾞ\u3099", "ﾊﾞ\u3099"),
        ("\u1112\u1161\u11ab", "한"),
        ("K\u212b", "KÅ"),
        ("Ａ\u0301Ｂ", "Ａ\u0301Ｂ"),
    ],
)
def test_forms(text, want):
    """Combining marks and jamo compose, words in half-width katakana become katakana."""
    assert run(FoldForms(), text) == want


@given(texts)
def test_gates_are_exact_and_bmp_only(text):
    """A text that a gate lets by is one the work behind it would not change; no gate holds an astral character."""
    if not forms._RADICALS.search(text):
        assert not set(text) & set(forms._radicals())
    for gate in (width._WIDE, forms._RADICALS, forms._HALF_KANA):
        assert max(gate.pattern) <= "\uffff"
        assert not re.search(r"\\U000[1-9a-f]", gate.pattern)


def test_selectors_go_behind_hanzi_only():
    """All 256 selectors go behind a hanzi of any plane, on request, and stay behind anything else."""
    selectors = [*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))]
    on = FoldForms(selectors=True)

    assert len(selectors) == 256
    for c in selectors:
        assert run(on, f"葛{c}{c}\U00020bb7{c}") == "葛\U00020bb7"
        assert run(FoldForms(), f"葛{c}") == f"葛{c}"
        for other in "❤a1#の㊙。":
            assert run(on, other + c) == other + c


def test_the_counts_of_unicode():
    """Of compatibility ideographs 460 and 542 have an equivalent, of radicals 214 and all of 115 but U+2E80."""
    for low, high, count in (
        (0xF900, 0xFAFF, 460),
        (0x2F800, 0x2FA1F, 542),
        (0x2F00, 0x2FD5, 214),
        (0x2E80, 0x2EF3, 114),
    ):
        assert sum(run(FoldForms(), chr(c)) != chr(c) for c in range(low, high + 1)) == count


# -- spaces ------------------------------------------------------------------


@settings(max_examples=500, deadline=None)
@given(st.one_of(texts, st.text(" \u00a0\u3000\r\n中x。，（", max_size=12), st.text(" \n中，x", max_size=12)))
def test_gates_of_layout(text):
    """Where a gate finds nothing, the work behind it finds nothing."""
    n = len(text)
    if not layout._GATE_OF_LINES.search(text):
        assert not list(layout._lines(text, 0, n, True))
    if not layout._GATE_OF_SPACES.search(text):
        assert not list(layout._surplus(text, 0, n))
    there = kinds(text)
    inside = layout.may_have_spaces(text, there)
    assert list(layout.edits(text, there, inside)) == list(layout.edits(text, 63, not text.isascii()))
    assert inside or not list(spaced.spaced_out(text))


@pytest.mark.parametrize(
    "unit",
    [" ", "\u3000", "\u00a0", "\n", " \n", "\r\n", "\r", "中 ，", "中  ", "中\u00a0", "\n  中", "\n  x\n  中", "（ "],
)
def test_long_white_space(unit):
    """A hundred thousand characters of one pattern of white space are tidied, and stay so."""
    text = unit * (100_000 // len(unit))
    for hostile in (text, f"中{text}文", f"x{text}"):
        done = run(TidySpaces(), hostile)
        assert run(TidySpaces(), done) == done
        assert "".join(done.split()) == "".join(hostile.split())


@pytest.mark.parametrize(
    ("text", "fired"),
    [
        ("\n \n甲 \n\n \n\n乙\n\n", ["layout.ends", "layout.trailing", "layout.blank-lines", "layout.ends"]),
        ("　　甲\r\n\r\n\r\n乙 ，\r\n", ["layout.indent", "layout.blank-lines", "layout.han"]),
        ("甲\u00a0乙", ["layout.space"]),
    ],
)
def test_rules(text, fired):
    """Each cut names its rule."""
    assert [e.rule for e in TidySpaces()(Document(text)).edits] == fired
