"""Input that nobody would send on purpose, or somebody would."""

import random
import resource
import tracemalloc

import numpy as np
import pytest

from cleantext import Document, dedup
from tests.test_dedup import han, reference_jaccard

EVERYTHING = {"containment": 0.9, "max_removed": 1.0}


@pytest.mark.parametrize("bad", [None, float("nan"), np.nan, b"text", bytearray(b"text"), 3, ["text"], object()])
def test_what_is_no_text_is_named(bad):
    """Something that is neither str nor Document is a TypeError that names its position, wherever it stands."""
    for n in (0, 2):
        texts = ["一", Document("二"), "三"]
        texts[n] = bad
        with pytest.raises(TypeError, match=f"at position {n}: text must be str, not {type(bad).__name__}"):
            dedup(iter(texts), **EVERYTHING)


def test_a_string_is_no_corpus():
    """One str instead of many is an error, not a corpus of its characters."""
    for wrong in ("一篇文章", b"text", None, 3, Document("一篇文章")):
        with pytest.raises(TypeError, match="iterable of str or Documents"):
            dedup(wrong)


@pytest.mark.parametrize("keep", ["first", "longest", "newest", len])
def test_nothing(keep, tmp_path):
    """An empty corpus is no error, in any form."""
    result = dedup([], keep=keep, **EVERYTHING)

    assert (len(result), result.clusters, list(result.removals()), list(result.apply())) == (0, [], [], [])
    assert result.counts == {"exact": 0, "near": 0, "contained": 0}
    result.to_jsonl(tmp_path / "none.jsonl")
    assert (tmp_path / "none.jsonl").read_bytes() == b""


def test_empty_texts_are_copies_of_each_other():
    """Of many empty texts one stays; an empty text is a copy of nothing else, not even of white space."""
    result = dedup(["", " ", "", "\n", "一", "。", ""], **EVERYTHING)

    assert result.duplicate_of.tolist() == [-1, -1, 0, -1, -1, -1, 0]
    assert list(result.level) == [None, None, "exact", None, None, None, "exact"]


def test_texts_of_one_character():
    """One character is a copy of itself in another form only."""
    texts = [chr(c) for c in range(0x21, 0x2000)]
    result = dedup(texts, **EVERYTHING)

    for r in result.removals():
        assert reference_jaccard(texts[r.position], texts[r.duplicate_of]) == 1.0
    assert result.counts["near"] > 50
    assert result.counts["exact"] == result.counts["contained"] == 0


def test_halves_of_surrogates():
    """A lone surrogate is a character like others that are no letters."""
    body = han(random.Random(1), 50)
    texts = ["\ud800", "\udfff", "\ud800", body + "\ud83d", body, body + "\ude00" * 40]

    assert dedup(texts, **EVERYTHING).duplicate_of.tolist() == [-1, -1, 0, -1, 3, 3]


def test_a_chain():
    """Of a long chain nobody goes for one that is not like it, contained or not."""
    rng = random.Random(2)
    text = list(han(rng, 150))
    chain = []
    for _ in range(1200):
        text[rng.randrange(150)] = han(rng, 1)
        chain.append("".join(text))
    result = dedup(chain, **EVERYTHING)

    assert result.keep.sum() > 60
    for r in result.removals():
        assert reference_jaccard(chain[r.position], chain[r.duplicate_of]) >= 0.8 or r.containment >= 0.9


def test_a_chain_of_containers():
    """Of texts each inside the next the longest stays, and all that go are inside it."""
    body = han(random.Random(3), 40 * 60)
    result = dedup([body[: 60 * n] for n in range(1, 41)], keep="longest", **EVERYTHING)

    assert np.flatnonzero(result.keep).tolist() == [39]
    assert (result.containment[:-1] == 1).all()


def test_one_word_of_millions_of_letters():
    """A text without any break takes linear time; its copy is found."""
    word = "abcdefgh" * 500_000
    texts = [word, word + "!", word[1:]]

    assert dedup(texts, **EVERYTHING).duplicate_of.tolist() == [-1, 0, -1]


def test_a_million_equal_texts():
    """They leave one."""
    result = dedup(["同一篇文章"] * 10**6)

    assert result.keep.sum() == 1
    assert result.counts["exact"] == 10**6 - 1


def test_equal_texts_take_little_memory():
    """100 bytes for each text more."""
    texts = ["同一篇文章"] * 10**5
    tracemalloc.start()
    dedup(texts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 100 * 10**5


@pytest.mark.slow
@pytest.mark.parametrize("edits", [0, 3])
def test_one_cluster_of_a_hundred_thousand(edits):
    """So many near copies of one text leave it alone, whether they differ at the same place or anywhere."""
    rng = random.Random(4)
    body = han(rng, 250)
    texts = [body]
    for n in range(1, 10**5):
        text = list(body)
        for _ in range(edits):
            text[rng.randrange(250)] = han(rng, 1)
        texts.append("".join(text) + ("" if edits else chr(0x4E00 + n % 20_000) + chr(0x4E00 + n // 20_000)))
    result = dedup(texts, **EVERYTHING)

    assert result.duplicate_of.max() == 0
    assert result.keep.sum() == 1


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["han", "words", "one word"])
def test_a_document_of_50_megabytes(kind):
    """It is compared like others: its copy goes, and what stands in it is found."""
    rng = random.Random(5)
    article = han(rng, 500)
    big = {
        "han": lambda: "".join(rng.choices([chr(c) for c in range(0x4E00, 0x5E00)], k=16_600_000)),
        "words": lambda: " ".join(f"{rng.getrandbits(24):x}" for _ in range(7_000_000)),
        "one word": lambda: "a" * 50_000_000,
    }[kind]()
    assert 45 * 10**6 < len(big.encode()) < 55 * 10**6
    result = dedup([article, big + article, big + "。" + article, "别的"], containment=0.9)

    # However long, one word more makes no other text.
    assert result.duplicate_of.tolist() == ([-1, 0, 0, -1] if kind == "one word" else [1, -1, 1, -1])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 6 * 2**20
