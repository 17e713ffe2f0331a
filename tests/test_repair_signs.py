"""The gate of encoding repair is exact: what a repair would change has its sign."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.repair import entities, losses, private
from cleantext.repair.bytewise import residue, shift
from cleantext.repair.double import crossed
from cleantext.repair.double.pairs import LATIN, LATIN_SIGNS, PAIRS
from cleantext.repair.signs import Sign, signs
from cleantext.repair.single import latin, utf8

CASES = [
    case["text"]
    for path in sorted(Path(__file__).with_name("cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
SENTENCE = "今天是学校实验室开放日，欢迎你来！2023年é"
GARBLED = [
    SENTENCE.encode(right, "ignore").decode(wrong, errors)
    for right in ("utf-8", "gb18030", "cp950")
    for wrong in ("latin-1", "cp1252", "cp1251", "mac-roman", "gb18030", "gbk", "cp950", "cp949", "cp932")
    for errors in ("replace", "ignore")
]
REPAIRS = {
    "entities": (entities.entities, Sign.ENTITY),
    "latin": (latin.gbk_and_big5, Sign.HIGH),
    "whole lines": (utf8.whole_lines, Sign.HIGH),
    "utf8": (utf8.utf8, Sign.UTF8),
    "crossed": (crossed.repairs, Sign.CROSSED),
    "shift": (shift.repairs, Sign.QUESTION),
    "residue": (residue.residues, Sign.BRACKET | Sign.HAN),
    "private": (private.private, Sign.PRIVATE),
}
# Characters of which the patterns of all repairs are made.
ALPHABET = sorted(
    {
        *"°·½ÄÃÂãñ的一是不了?!,(abzì)é&#x;Ãâ€œ “”—ñÄãºÃ\x80\x9d\xa0\ufffd\ue815衛著·° \n",
        *"".join(pair.signs[:3] + pair.members[:9] for pair in PAIRS),
        *(LATIN[:6] + LATIN_SIGNS[:6]),
        *"가힣ㄱﾄ羲ｱ锟斤拷烫浏览",
    }
)


def hidden(text):
    """Return which repairs change a text that lacks their sign."""
    found = signs(text)
    lacking = {name: f for name, (f, sign) in REPAIRS.items() if found & sign != sign}
    return [name for name, f in lacking.items() if list(f(text))]


@pytest.mark.parametrize("texts", [CASES, GARBLED], ids=["cases", "garbled"])
def test_no_repair_without_its_sign(texts):
    assert len(texts) > 20
    assert [(name, t) for t in texts for name in hidden(t)] == []


@settings(max_examples=300)
@given(st.text(st.sampled_from(ALPHABET), max_size=40))
def test_no_repair_without_its_sign_in_any_text(text):
    assert hidden(text) == []
    if not signs(text) & (Sign.LOST | Sign.QUESTION | Sign.CROSSED):
        assert losses.spots(text) == []


@settings(max_examples=300)
@given(st.text(st.sampled_from(ALPHABET), max_size=40))
def test_crossed_patterns_have_the_sign(text):
    """Each pair's own pattern, and the misread UTF-8 that ftfy reads, are behind the gate."""
    if any(pair.pattern.search(text) for pair in PAIRS):
        assert signs(text) & Sign.CROSSED


def test_clean_text_has_no_sign():
    assert signs("打开浏览器——这是干净的文本，没有“损坏”，也没有乱码。") == Sign.HAN
    assert signs("Plain English text — “with quotes”, naïve.") & ~Sign.HIGH == 0


def test_the_shipped_tables_are_what_is_built():
    """`data/signs.npz` has what the codecs, the repairs and the character tables say."""
    from cleantext.repair import build_signs
    from cleantext.repair.double.pairs import PAIRS
    from cleantext.repair.signs import _table

    assert (_table() == build_signs.sign_table()).all()
    assert all(pair.signs == build_signs.signs_of(pair) for pair in PAIRS)
