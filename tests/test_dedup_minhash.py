"""What a token and a shingle are, character by character, and that signatures, bands and stars keep to it."""

import importlib
import random
import tracemalloc
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import dedup, minhash
from cleantext.dedup.bands import choose_bands
from cleantext.dedup.coefficients import mersenne_twister
from cleantext.dedup.minhash import from_datasketch, to_datasketch
from cleantext.dedup.near import first_equal, near
from cleantext.dedup.shingles import shingles, tokens
from cleantext.script.tables import fold

shingling = importlib.import_module("cleantext.dedup.shingles")
nearing = importlib.import_module("cleantext.dedup.near")

ONE_BY_ONE = ("CJK UNIFIED", "CJK COMPAT", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")
ALPHABET = (
    "甲乙東东臺かが\u3099ナｶﾞﾊﾟｰ한ᄒ\u1161\u11abกำ\u0e31abcABＡéê\u0301\u0302\u0323ệÅß١०019０１．.,:-/ \n　。，、；！!"
    "❤\ufe0f\u200d\U0001f389\U0001f3fd\u20e3\U00020000\ud800\udc00\U000e0100\u0915\u093c\u0958\u1100"
)
texts_of_all_kinds = st.text(alphabet=ALPHABET, max_size=30)


def defined_tokens(text):
    """The definition, character by character."""
    text = text.translate({c: unicodedata.normalize("NFKC", chr(c)) for c in range(0xFF66, 0xFFA0)})
    folded = fold(unicodedata.normalize("NFC", text))
    found, word = [], ""
    for i, c in enumerate(folded):
        beside = (folded[i - 1 : i], folded[i + 1 : i + 2])
        number = c in ".,:/-" and all(d and unicodedata.category(d) == "Nd" for d in beside)
        drawn = "\u180b" <= c <= "\u180f" or "\u20d0" <= c <= "\u20f0" or "\ufe00" <= c <= "\ufe0f"
        if unicodedata.name(c, "").startswith(ONE_BY_ONE) or c in "\u3099\u309a":
            found += [word, c]
            word = ""
        elif number or (unicodedata.category(c)[0] in "LMN" and not drawn and c < "\U000e0000"):
            word += c
        else:
            found.append(word)
            word = ""
    return [t for t in [*found, word] if t]


def defined_shingles(text, n=5):
    found = defined_tokens(text)
    return {tuple(found[i : i + n]) for i in range(max(1, len(found) - n + 1))} if found else {("raw", text)}


def similarity(a, b):
    a, b = defined_shingles(a), defined_shingles(b)
    return len(a & b) / len(a | b)


def sets(texts, n=5):
    hashes, offsets = shingles(texts, n)
    return [frozenset(hashes[a:b].tolist()) for a, b in pairwise(offsets.tolist())]


def han(rng, n):
    return "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(n))


def edited(rng, text, edits=1):
    letters = list(text)
    for _ in range(edits):
        letters[rng.randrange(len(letters))] = han(rng, 1)
    return "".join(letters)


@given(st.lists(texts_of_all_kinds, max_size=6))
def test_tokens_are_those_of_the_definition(texts):
    """Numbers and tokens correspond one to one, whatever stands beside a text in its batch."""
    numbers, offsets = tokens(texts)
    expected = [defined_tokens(t) for t in texts]

    assert np.diff(offsets).tolist() == [len(t) for t in expected]
    pairs = set(zip(numbers.tolist(), (t for found in expected for t in found), strict=True))
    assert len(pairs) == len({n for n, _ in pairs}) == len({t for _, t in pairs})


@given(st.lists(texts_of_all_kinds, max_size=5), st.integers(1, 9))
def test_shingles_are_those_of_the_definition(texts, n):
    """Two texts share as many hashes as shingles, for any n."""
    found, expected = sets(texts, n), [defined_shingles(t, n) for t in texts]

    assert [[len(a & b) for b in found] for a in found] == [[len(x & y) for y in expected] for x in expected]


SAME = {
    "script": ("網絡軟體與臺灣", "网络软体与台湾"),
    "width": ("ＡＢＣ１２３：第３章", "abc123:第3章"),
    "case": ("Straße ABC ΑΒΓ", "straße abc αβγ"),
    "accents apart": ("un café à Tiếng Việt", unicodedata.normalize("NFD", "un café à Tiếng Việt")),
    "Hangul apart": ("한국어 문서", unicodedata.normalize("NFD", "한국어 문서")),
    "Kana apart": ("がぎぐパピプ", unicodedata.normalize("NFD", "がぎぐパピプ")),
    "half-width Kana": ("ガギグパピプー", "ｶﾞｷﾞｸﾞﾊﾟﾋﾟﾌﾟｰ"),
    "compatibility Han": ("\uf900\ufa0e", "豈﨎"),
    "full-width number": ("１．５和１，０００", "1.5和1,000"),
    "punctuation": ("一，二。三！", "一二三"),
    "space": ("一 二\n三\u3000四", "一二三四"),
    "emoji": ("好❤️的👍🏽", "好的"),
    "keycap": ("第1️⃣步", "第1步"),
    "glyph selector": ("葛\U000e0100城", "葛城"),
}
DIFFERENT = {
    "a point in a number": ("1.5", "15"),
    "two numbers": ("1 5", "1.5"),
    "another separator": ("1.5", "1,5"),
    "dates": ("2021-10-27", "20211027"),
    "accents": ("résumé", "resume"),
    "tones": ("má mà", "ma ma"),
    "voiced Kana": ("か", "が"),
    "Thai vowels": ("กา", "กำ"),
    "word borders": ("ab c", "a bc"),
    "order": ("abba", "baab"),
    "short ones": ("一二", "二一"),
    "one more": ("一二三四", "一二三四四"),
    "emoji alone": ("🎉", "🎊"),
    "surrogates": ("\ud800", "\ud801"),
    "marks alone": ("!", "?"),
    "nothing": ("", " "),
}


@pytest.mark.parametrize(("a", "b"), SAME.values(), ids=SAME)
def test_what_is_the_same_key(a, b):
    """Script, width, case, composition, punctuation and how a character is drawn make no difference."""
    one, two = sets([a, b])

    assert one == two
    assert dedup([a, b]).duplicate_of.tolist() == [-1, 0]


@pytest.mark.parametrize(("a", "b"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_is_another_key(a, b):
    """Short texts of other tokens have nothing in common."""
    one, two = sets([a, b])

    assert one.isdisjoint(two)
    assert dedup([a, b]).keep.all()


@given(st.lists(texts_of_all_kinds, max_size=5), st.integers(1, 6))
def test_a_long_text_is_read_in_pieces(texts, n):
    """Pieces of a text make no difference to its tokens and shingles."""
    whole = [a.tolist() for pair in (tokens(texts), shingles(texts, n)) for a in pair]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingling, "_PIECE", 4)
        pieces = [a.tolist() for pair in (tokens(texts), shingles(texts, n)) for a in pair]

    assert whole == pieces


@pytest.mark.parametrize("seed", [0, 1, 42, 2**32 - 1])
def test_the_twister_is_that_of_numpy(seed):
    """Our numbers are those that datasketch draws from NumPy's frozen generator."""
    theirs = np.random.RandomState(seed).randint(0, 1 << 32, 1500, dtype=np.uint32)

    assert (mersenne_twister(seed, 1500) == theirs).all()


@given(st.lists(texts_of_all_kinds, min_size=1, max_size=4), st.sampled_from([(1, 128), (7, 30)]))
@settings(max_examples=25)
def test_affine32_of_texts_is_datasketch(texts, how):
    """The signature of a text is datasketch's of its shingle hashes, and survives the way there and back."""
    seed, num_perm = how
    theirs = MinHash.bulk([list(s) for s in sets(texts)], num_perm=num_perm, seed=seed, scheme="affine32", hashfunc=int)
    ours = minhash(texts, num_perm, scheme="affine32", seed=seed)

    assert (from_datasketch(theirs) == ours).all()
    assert [t == o for t, o in zip(theirs, to_datasketch(ours, seed), strict=True)] == [True] * len(texts)


def test_coefficients_do_not_change():
    """A saved signature means the same tomorrow: these numbers may change only together with VERSION."""
    text = "版权归作者所有，转载请注明出处 v1.5"

    assert shingling.VERSION == 2
    assert minhash([text], 4, scheme="affine32")[0].tolist() == AFFINE
    assert minhash([text], 4, seed=3)[0].tolist() == FAST


AFFINE = [508705494, 13956252, 17616849, 502834206]
FAST = [632627566, 1128247667, 2652304907, 3233677636]


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.randoms(use_true_random=False))
def test_first_equal(texts, rng):
    """Of equal texts the first in the order is found, by equality and not by hash."""
    order = list(range(len(texts)))
    rng.shuffle(order)
    first = first_equal(texts, np.array(order, np.int64)).tolist()

    assert all(first[n] == next(k for k in order if texts[k] == texts[n]) for n in range(len(texts)))


class Clash(str):
    """A text with the hash of all others."""

    __slots__ = ()

    def __hash__(self):
        return 1

    __eq__ = str.__eq__


def test_texts_of_one_hash_are_not_equal():
    """What has the same hash is compared."""
    texts = [Clash(c) for c in "abacab"]

    assert first_equal(texts, np.arange(6)).tolist() == [0, 1, 0, 3, 0, 1]


def families(seed, count):
    rng = random.Random(seed)
    out = []
    for _ in range(count):
        members = [han(rng, rng.randint(20, 120))]
        for _ in range(rng.choice((0, 1, 3, 20))):
            members.append(edited(rng, rng.choice((members[0], members[-1])), rng.randint(1, 3)))
        out += members
    rng.shuffle(out)
    return list(dict.fromkeys(out))


@pytest.mark.parametrize("small", [0, 2, 16])
def test_how_components_are_settled_makes_no_difference(small, monkeypatch):
    """Small components all at once, large ones pair by pair in slices: the same answer, and the exact one."""
    texts = families(3, 60)
    expected = near(texts, 0.7, *choose_bands(0.7))
    monkeypatch.setattr(nearing, "_SMALL", small or 1)
    monkeypatch.setattr(nearing, "_SLICE", 300)
    monkeypatch.setattr(nearing, "_BATCH", 2000)
    found = near(texts, 0.7, *choose_bands(0.7))

    assert all(np.array_equal(a, b, equal_nan=True) for a, b in zip(expected, found, strict=True))
    gone = np.flatnonzero(found.center >= 0)
    assert len(gone) > 100
    for n, center in zip(gone.tolist(), found.center[gone].tolist(), strict=True):
        assert found.center[center] == -1
        assert center < n
        assert found.similarity[n] == pytest.approx(similarity(texts[n], texts[center]))
        both = len(defined_shingles(texts[n]) & defined_shingles(texts[center]))
        assert found.containment[n] == pytest.approx(both / len(defined_shingles(texts[n])))


def test_memory_beyond_the_texts():
    """Deduplicating short texts takes less than 300 bytes of each, whatever the number of copies."""
    rng = random.Random(12)
    texts = [han(rng, 60) for _ in range(30_000)]
    texts += [edited(rng, t) for t in texts[:10_000]]
    dedup(texts[:100])
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    result = dedup(texts)
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert (~result.keep).sum() > 9_000
    assert peak / len(texts) < 300


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand():
    """A chain of 100,000 is settled pair by pair: nobody goes for one that is gone."""
    rng = random.Random(5)
    chain = [han(rng, 60)]
    for _ in range(100_000):
        chain.append(edited(rng, chain[-1]))
    result = dedup(chain)

    assert 10_000 < result.keep.sum() < 90_000
    for n in rng.sample(np.flatnonzero(~result.keep).tolist(), 2000):
        center = int(result.duplicate_of[n])
        assert result.keep[center]
        assert similarity(chain[n], chain[center]) >= 0.8


@pytest.mark.slow
def test_one_cluster_of_a_hundred_thousand():
    """100,000 copies of one text, each edited once, leave few, and each for a copy that stays."""
    rng = random.Random(6)
    text = han(rng, 300)
    texts = [edited(rng, text) for _ in range(100_000)]
    result = dedup([text, *texts])

    assert result.keep.sum() == 1


@pytest.mark.slow
def test_one_text_of_fifty_megabytes():
    """A text of 50 MB is compared in less than 60 bytes a character, and its copy is found."""
    rng = np.random.default_rng(1)
    points = rng.integers(0x4E00, 0x9000, 17_000_000, dtype=np.uint32)
    points[::20] = ord("，")
    text = points.tobytes().decode("utf-32-le")
    tracemalloc.start()
    result = dedup([text, text[:-1000] + "完。"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert result.duplicate_of.tolist() == [-1, 0]
    assert peak / len(text) < 60
