"""The kinds of characters of a text: what they say is there, and what follows where they say that nothing is."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, Edit, FoldForms, FoldWidth, StripInvisible
from cleantext.kinds import BLANK, COMPOSES, INVISIBLE, ODD, TRADITIONAL, VARIANT, WIDE, kinds
from cleantext.repair import invisible
from cleantext.script import forms, layout, route

texts = st.text(
    "汉字漢著abc，。 \n\t\r\u3000\xa0\u2009\u200b\u202e\ufeff\ud800"
    "e\u0301か\u3099ｶﾞﾊﾟ⽅⺀１Ａ각\u1100\u1161豈\U0002f800😀",
    max_size=30,
)


def test_each_character_by_the_filter_that_asks():
    """A filter that would change a character finds its kind, wherever the character stands."""
    traditional = route._gate(True, True).match
    invisible_one, radicals = re.compile(invisible._CLASS).match, forms._radicals()
    for c in map(chr, [*range(0x10000), *range(0x10000, 0x110000, 0x101)]):
        there = kinds(f"中{c}")
        assert bool(there & INVISIBLE) == bool(invisible_one(c))
        assert bool(there & TRADITIONAL) == bool(traditional(c))
        assert there & VARIANT or (c not in radicals and not forms._HALF_KANA.match(f"{c}ｱ"))
        assert bool(there & ODD) == (c in layout._ODD)
        assert bool(there & BLANK) == (c in f"\r\t\u3000{layout._ODD}")
        assert there & WIDE or not ("\uff00" < c < "\uff5f" and c.isalnum())


def test_what_composes():
    """No character without the kind changes under NFC, is combining, or composes with the one before it."""
    second = {0x1161 + k for k in range(21)} | {0x11A8 + k for k in range(27)}
    for c in range(0x110000):
        parts = unicodedata.decomposition(chr(c)).split()
        if len(parts) == 2 and parts[0][0] != "<":
            second.add(int(parts[1], 16))
    for c in range(0x10000):
        if not kinds(chr(c)) & COMPOSES:
            assert unicodedata.is_normalized("NFC", chr(c))
            assert not unicodedata.combining(chr(c))
            assert c not in second


@settings(max_examples=300, deadline=None)
@given(texts)
def test_nothing_there_nothing_to_do(text):
    """A filter leaves a text without its kinds alone, whatever its other characters."""
    for f, asked in ((StripInvisible(), INVISIBLE), (FoldForms(), VARIANT | COMPOSES), (FoldWidth(), WIDE)):
        doc = Document(text)
        bare = Document("".join(c for c in text if not kinds(c) & asked))

        assert doc.kinds & asked or f(doc) is doc
        assert not bare.kinds & asked
        assert f(bare) is bare
        assert unicodedata.is_normalized("NFC", bare.text) or not asked & COMPOSES


@settings(max_examples=300, deadline=None)
@given(texts, texts, st.integers(0, 30), st.integers(0, 30))
def test_kinds_follow_the_text(text, new, start, end):
    """After any edit all kinds of the text are among those of the document."""
    start, end = sorted((min(start, len(text)), min(end, len(text))))
    doc = Document(text)
    assert doc.kinds == kinds(text)
    for replacement in ("", new):
        done = doc.edit([Edit(start, end, replacement=replacement, rule="r")])
        assert done.kinds & kinds(done.text) == kinds(done.text)
    assert doc.rewrite(new, "r").kinds == kinds(new)


@pytest.mark.parametrize("c", ["", "\t", "\U0002f800", "\u0301"])
def test_a_long_text(c):
    """A text of several pieces has the kinds of all of them."""
    assert kinds("中" * 100_000 + c + "文" * 100_000) == kinds(f"中{c}")
