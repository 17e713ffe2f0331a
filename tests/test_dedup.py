"""Duplicates across texts: tokens, signatures, bands, stars."""

import random
import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import ConfigError, Document, dedup, minhash
from cleantext.dedup.bands import band_keys, candidates, choose_bands, recall
from cleantext.dedup.folding import _LETTERS
from cleantext.dedup.minhash import from_datasketch, sign, to_datasketch
from cleantext.dedup.shingles import shingles, tokens
from cleantext.script.tables import fold

SINGLE = ("CJK UNIFIED", "CJK COMPAT", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")
letters = st.text(alphabet="甲乙丙丁東东かナ한กabcABＡ019０.,:-/ 。，!\n\u0301é\U00020000\ud800", max_size=30)
bodies = st.text(alphabet="甲乙丙丁戊己庚辛", max_size=24)


def reference_tokens(text):
    """The definition, character by character."""
    folded = fold(text)
    found, word = [], ""
    for i, c in enumerate(folded):
        around = folded[i - 1 : i] + folded[i + 1 : i + 2]
        number = c in ".,:-/" and len(around) == 2 and all(unicodedata.category(d) == "Nd" for d in around)
        if unicodedata.name(c, "").startswith(SINGLE):
            found += [word, c]
            word = ""
        elif unicodedata.category(c)[0] in "LMN" or number:
            word += c
        else:
            found.append(word)
            word = ""
    return [t for t in [*found, word] if t]


def reference_shingles(text, n=5):
    found = reference_tokens(text)
    if not found:
        return {("raw", text)}
    return {tuple(found[i : i + n]) for i in range(max(1, len(found) - n + 1))}


def reference_jaccard(a, b):
    a, b = reference_shingles(a), reference_shingles(b)
    return len(a & b) / len(a | b)


def han(rng, n):
    return "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(n))


def family(rng, length, edits):
    """A text and copies with ever more letters changed."""
    out = [han(rng, length)]
    for _ in range(edits):
        text = list(out[-1])
        text[rng.randrange(length)] = han(rng, 1)
        out.append("".join(text))
    return out


@given(st.lists(letters, max_size=6))
def test_tokens_are_those_of_the_definition(texts):
    """Numbers and tokens correspond one to one, text by text."""
    numbers, offsets = tokens(texts)
    expected = [reference_tokens(t) for t in texts]

    assert np.diff(offsets).tolist() == [len(t) for t in expected]
    pairs = set(zip(numbers.tolist(), (t for found in expected for t in found), strict=True))
    assert len(pairs) == len({n for n, _ in pairs}) == len({t for _, t in pairs})


@given(st.lists(letters, max_size=6), st.integers(1, 6))
def test_shingles_are_those_of_the_definition(texts, n):
    """Two texts share as many hashes as shingles."""
    hashes, offsets = shingles(texts, n)
    found = [set(hashes[a:b].tolist()) for a, b in pairwise(offsets.tolist())]
    expected = [reference_shingles(t, n) for t in texts]

    assert [len(s) for s in found] == [len(s) for s in expected]
    for a, x in zip(found, expected, strict=True):
        for b, y in zip(found, expected, strict=True):
            assert len(a & b) == len(x & y)


def test_the_key_is_folded():
    """Script, width, case, punctuation and space make no difference; a point between digits does."""
    one, two, three, four = (
        set(shingles([t])[0].tolist()) for t in ("版权 ＡＢＣ１.5", "版權！abc1.5", "版权abc15", "版权abc1 5")
    )

    assert one == two
    assert len({frozenset(s) for s in (one, three, four)}) == 3


@pytest.mark.parametrize("scheme", ["fast", "affine32"])
@given(texts=st.lists(letters, max_size=8), num_perm=st.sampled_from([1, 7, 64, 128]))
@settings(max_examples=40, deadline=None)
def test_a_signature_depends_on_its_text_alone(scheme, texts, num_perm):
    """Signing together is signing apart."""
    together = minhash(texts, num_perm=num_perm, scheme=scheme)

    assert together.shape == (len(texts), num_perm)
    assert together.dtype == np.uint32
    for text, row in zip(texts, together, strict=True):
        assert (minhash([text], num_perm=num_perm, scheme=scheme)[0] == row).all()


def test_batches_make_no_difference():
    """More text than one batch holds is signed the same."""
    rng = random.Random(2)
    texts = [han(rng, rng.randint(0, 3000)) for _ in range(150)]
    texts[70] = han(rng, 300_000)
    together = minhash(iter(texts))

    assert all((minhash([t])[0] == row).all() for t, row in zip(texts, together, strict=True))


def test_affine32_is_datasketch():
    """The same 32-bit hashes give the same bits as datasketch, also where sets are cut into blocks."""
    rng = np.random.default_rng(0)
    sets = [rng.integers(0, 1 << 32, n, dtype=np.uint32) for n in (1, 5, 400, 40_000, 3, 70_000, 1)]
    offsets = np.concatenate(([0], np.cumsum([len(s) for s in sets])))
    for seed, num_perm in ((1, 128), (42, 64)):
        signed = sign(np.concatenate(sets), offsets, num_perm, "affine32", seed)
        for hashes, row in zip(sets, signed, strict=True):
            theirs = MinHash(num_perm=num_perm, seed=seed, scheme="affine32", hashfunc=int)
            theirs.update_batch(hashes.tolist())
            assert (theirs.hashvalues == row).all()


def test_datasketch_and_back():
    """Signatures survive the way to datasketch and back, and mean the same there."""
    texts = ["版权归作者所有，转载请注明出处", "版权归作者所有，转载请注明来源", "今天天气不错"]
    signed = minhash(texts, scheme="affine32", seed=3)
    sketches = to_datasketch(signed, seed=3)

    assert (from_datasketch(sketches) == signed).all()
    assert sketches[0].jaccard(sketches[1]) == (signed[0] == signed[1]).mean()
    with pytest.raises(ConfigError, match="legacy"):
        from_datasketch([MinHash(scheme="legacy")])
    with pytest.raises(ConfigError, match="seed"):
        from_datasketch([MinHash(seed=1), MinHash(seed=2)])


@pytest.mark.parametrize("size", [20, 60, 200, 1000, 2500])
@pytest.mark.parametrize("similarity", [0.5, 0.8])
def test_fast_estimates_as_well_as_independent_slots(size, similarity):
    """The root mean square error is at most 1.1 times that of 128 independent slots."""
    rng = np.random.default_rng(size)
    trials = max(400, 40_000 // size)
    shared = round(2 * size * similarity / (1 + similarity))
    a = rng.integers(0, 1 << 32, (trials, size), dtype=np.uint32)
    b = np.concatenate((a[:, :shared], rng.integers(0, 1 << 32, (trials, size - shared), dtype=np.uint32)), axis=1)
    offsets = np.arange(trials + 1) * size
    equal = (sign(a.ravel(), offsets, 128, "fast", 1) == sign(b.ravel(), offsets, 128, "fast", 1)).mean(axis=1)
    truth = shared / (2 * size - shared)
    ideal = (truth * (1 - truth) / 128) ** 0.5

    assert abs((equal - truth).mean()) < 0.1 * ideal + 3 * ideal / trials**0.5
    assert ((equal - truth) ** 2).mean() ** 0.5 <= 1.1 * ideal * (1 + 1.5 / trials**0.5)


def test_bands_find_what_is_at_the_threshold():
    """At each threshold the chosen bands fit the slots and find 99 % of the pairs that are just that similar."""
    for threshold in np.arange(0.1, 1.0, 0.05):
        bands, rows = choose_bands(float(threshold))
        assert bands * rows <= 128
        assert recall(float(threshold), bands, rows) >= 0.99
    assert choose_bands(0.8) == (21, 6)


@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=12))
def test_candidates_are_linear_and_connected(columns):
    """Rows with a key in common are connected through pairs; there are at most two pairs per row and column."""
    keys = np.array(columns, np.uint32).reshape(-1, 3)
    pairs = candidates(keys).tolist()

    assert all(a < b and (keys[a] == keys[b]).any() for a, b in pairs)
    assert len(pairs) <= 2 * keys.size
    for column in keys.T:
        for value in set(column.tolist()):
            first, *others = np.flatnonzero(column == value).tolist()
            assert all([first, other] in pairs for other in others)


def test_band_keys_keep_bands_apart():
    """Equal bands have equal keys; swapped slots, as a sum would not see them, have not."""
    keys = band_keys(np.array([[1, 2, 3, 4], [1, 2, 4, 3], [2, 1, 3, 4]], np.uint32), 2, 2)

    assert keys[0, 0] == keys[1, 0]
    assert keys[0, 1] == keys[2, 1]
    assert keys[0, 1] != keys[1, 1]
    assert keys[0, 0] != keys[2, 0]


@settings(max_examples=150, deadline=None)
@given(st.lists(bodies, max_size=20), st.sampled_from([0.3, 0.5, 0.8, 1.0]), st.sampled_from(["first", "longest", len]))
def test_only_copies_of_what_stays_go(texts, threshold, keep):
    """Whatever goes is similar enough to a text that stays; the parts of the answer agree."""
    result = dedup(texts, threshold, keep)

    assert (result.keep == (result.duplicate_of < 0)).all()
    assert (np.isnan(result.similarity) == result.keep).all()
    for n, center in enumerate(result.duplicate_of.tolist()):
        if center >= 0:
            assert result.keep[center]
            exact = 1.0 if texts[n] == texts[center] else reference_jaccard(texts[n], texts[center])
            assert result.similarity[n] == pytest.approx(exact)
            assert exact >= threshold
    assert len({texts[n] for n in np.flatnonzero(result.keep)}) == result.keep.sum()
    assert all(len(c) > 1 and c == sorted(c) for c in result.clusters)
    assert sorted(n for c in result.clusters for n in c if not result.keep[n]) == np.flatnonzero(~result.keep).tolist()
    for c in result.clusters:
        (center,) = (n for n in c if result.keep[n])
        assert {int(result.duplicate_of[n]) for n in c} == {center, -1}


def test_near_copies_are_found():
    """Of planted copies, nearly every one at the threshold goes and nothing else."""
    rng = random.Random(9)
    texts = [t for _ in range(150) for t in family(rng, rng.randint(40, 300), rng.randint(0, 8))]
    rng.shuffle(texts)
    result = dedup(texts)
    kept = [t for t, k in zip(texts, result.keep, strict=True) if k]
    sets = [reference_shingles(t) for t in kept]
    close = sum(len(a & b) / len(a | b) >= 0.8 for i, a in enumerate(sets) for b in sets[:i] if not a.isdisjoint(b))

    assert (~result.keep).sum() > 300
    assert close <= 0.001 * len(texts)


def test_a_chain_is_no_cluster():
    """Neighbours in a chain are copies, its ends are not, and nobody goes for being a copy of one that went."""
    chain = family(random.Random(4), 120, 300)
    result = dedup(chain)

    assert result.keep.sum() > 20
    assert all(
        reference_jaccard(chain[n], chain[c]) >= 0.8 for n, c in enumerate(result.duplicate_of.tolist()) if c >= 0
    )


def test_scripts_and_widths_are_one():
    """A Traditional, full-width copy is a copy."""
    text = "这篇文章讲的是网络安全和计算机软件，发布于2021年10月27日，版权归ABC公司所有。"
    copy = "這篇文章講的是網絡安全和計算機軟件，發布於２０２１年１０月２７日，版權歸ＡＢＣ公司所有。"

    assert dedup([text, copy]).duplicate_of.tolist() == [-1, 0]


def test_short_texts():
    """Short texts are copies when their tokens are the same, and never else."""
    texts = ["", "好", "坏", "好。", "", "1.5", "15", "?", "!", "?", "好坏", "坏好", "\n"]

    assert dedup(texts).duplicate_of.tolist() == [-1, -1, -1, 1, 0, -1, -1, -1, -1, 7, -1, -1, -1]


def test_who_stays():
    """The survivor is the first, the longest, the newest or the one a function likes best; among equals the first."""
    body = "山上的雪化了溪水漫过石桥桥头的老人说今年的春天来得早地里的活也要早些做"
    docs = [
        Document(body, meta={"published": "2021-10-27T09:22"}),
        Document(body + "。。"),
        Document(body, meta={"published": "2022-01-01"}),
        Document(body + "。", meta={"published": "2021-12-31T23:59:59+08:00"}),
    ]

    def stays(keep):
        return np.flatnonzero(dedup(docs, keep=keep).keep).tolist()

    assert stays("first") == [0]
    assert stays("longest") == [1]
    assert stays("newest") == [2]
    assert stays(lambda doc: doc.text.endswith("。")) == [1]


def test_many_equal_texts():
    """A hundred thousand equal texts leave one."""
    result = dedup(["同一篇文章"] * 100_000)

    assert result.keep.sum() == 1
    assert len(result.clusters) == 1


def test_one_cluster_of_many():
    """Ten thousand texts that differ in their last letter only leave one."""
    body = han(random.Random(6), 60)
    result = dedup([body + chr(0x5000 + n) for n in range(10_000)], 0.9)

    assert result.keep.sum() == 1


def test_nothing():
    """An empty corpus is no error."""
    result = dedup([])

    assert (result.keep.shape, result.clusters, minhash([]).shape) == ((0,), [], (0, 128))


@pytest.mark.parametrize("bad", [None, float("nan"), b"text", 3])
def test_what_is_no_text_is_named(bad):
    """Something that is no text is a TypeError that names its position."""
    with pytest.raises(TypeError, match="position 1: text must be str"):
        dedup(["a", bad])
    with pytest.raises(TypeError, match="position 1: text must be str"):
        minhash(["a", bad])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: dedup([], threshold=0), "threshold"),
        (lambda: dedup([], keep="best"), "'first', 'longest', 'newest'"),
        (lambda: dedup(["a"], keep="newest"), "published"),
        (lambda: dedup([Document("a", meta={"published": "gestern"})], keep="newest"), "gestern"),
        (lambda: minhash([], scheme="legacy"), "affine32"),
        (lambda: minhash([], num_perm=0), "num_perm"),
    ],
)
def test_settings_are_checked(call, says):
    """A setting that makes no sense is a ConfigError that says what would."""
    with pytest.raises(ConfigError, match=says):
        call()


def test_public_names():
    """The contract's names are there."""
    assert {"DropRepeats", "minhash", "dedup", "DedupIndex"} <= set(cleantext.__all__)


def test_what_is_taken_for_a_letter_unasked():
    """Blocks that the table does not ask about one by one hold letters only, none of which is made of two."""
    for c in (chr(c) for low, high in _LETTERS for c in range(low, high + 1)):
        assert (unicodedata.category(c), unicodedata.decomposition(c)) == ("Lo", "")
