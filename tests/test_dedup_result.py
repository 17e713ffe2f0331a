"""What `dedup` answers: who stays, on what evidence, in which forms, and when it refuses."""

import json
import math
import os
import pickle
import random
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, RemovalError, dedup
from cleantext import texts as texts_module
from cleantext.dedup import contained as contained_module
from tests.test_dedup import bodies, family, han, reference_shingles

policies = st.sampled_from(["first", "longest", "newest", "score"])
thresholds = st.sampled_from([0.3, 0.5, 0.8, 1.0])
shares = st.sampled_from([None, 0.5, 0.9, 1.0])


@pytest.fixture(autouse=True)
def _small_texts_too(monkeypatch):
    """Let texts of a few letters be contained, so that hypothesis need not write long ones."""
    monkeypatch.setattr(contained_module, "MIN_SHINGLES", 4)
    monkeypatch.setattr(contained_module, "_SKETCH", 4)
    contained_module._needed.cache_clear()
    yield
    contained_module._needed.cache_clear()


def documents(texts):
    """Documents with a date and a score each, no two alike."""
    days = random.Random(len(texts)).sample(range(1, 29), len(texts))
    return [Document(t, id=n, meta={"published": f"2021-10-{days[n]:02}"}) for n, t in enumerate(texts)]


def answer(docs, threshold, keep, containment):
    if keep == "score":
        keep = {id(d): -k for k, d in enumerate(sorted(docs, key=lambda d: d.meta["published"][::-1] + str(d.id)))}
        return dedup(docs, threshold, lambda d: keep[id(d)], containment=containment)
    return dedup(docs, threshold, keep, containment=containment)


@settings(max_examples=200)
@given(st.lists(bodies, max_size=20), thresholds, policies, shares)
def test_evidence_is_true(texts, threshold, keep, containment):
    """Every number is that of the definition, and is enough for the text to go."""
    result = answer(documents(texts), threshold, keep, containment)

    for r in result.removals():
        a, b = reference_shingles(texts[r.position]), reference_shingles(texts[r.duplicate_of])
        assert result.keep[r.duplicate_of]
        assert r.position in result.clusters[r.cluster]
        assert r.duplicate_of in result.clusters[r.cluster]
        assert r.similarity == pytest.approx(len(a & b) / len(a | b))
        assert r.containment == pytest.approx(len(a & b) / len(a))
        assert (r.level == "exact") == (texts[r.position] == texts[r.duplicate_of])
        assert r.similarity >= threshold if r.level in ("exact", "near") else r.containment >= containment
    assert sum(result.counts.values()) == (~result.keep).sum()
    assert [r.position for r in result.removals()] == np.flatnonzero(~result.keep).tolist()


@settings(max_examples=150)
@given(st.lists(bodies, max_size=16), thresholds, st.sampled_from(["newest", "score"]), shares, st.randoms())
def test_the_order_of_arrival_makes_no_difference(texts, threshold, keep, containment, rng):
    """Where the policy decides between any two, the same documents in another order give the same answer."""
    docs = documents(texts)
    shuffled = rng.sample(docs, len(docs))
    one, two = (
        {r.id: (r.duplicate_of_id, r.level, r.similarity) for r in answer(d, threshold, keep, containment).removals()}
        for d in (docs, shuffled)
    )

    assert one == two


@settings(max_examples=60)
@given(st.lists(bodies, max_size=16), thresholds, policies, shares, st.sampled_from([1, 7, 40]))
def test_the_size_of_batches_makes_no_difference(texts, threshold, keep, containment, size):
    """However many texts go through at once, the answer is the same."""
    docs = documents(texts)
    one = list(answer(docs, threshold, keep, containment).removals())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts_module, "_BATCH", size)
        patch.setattr(contained_module, "_CHUNK", size)
        assert list(answer(docs, threshold, keep, containment).removals()) == one


def test_dates_of_any_precision():
    """A date is the first moment of what it names; the undated are the oldest; a zone counts."""
    dates = [
        None,
        "",
        "2021",
        "2021-10",
        date(2021, 10, 27),
        "2021-10-27T09:22:00+08:00",
        "2021-10-27T01:23Z",
        "2021-10-27 09:22",
        datetime(2021, 10, 27, 9, 23),
        "2021-W44-1",
        "20211102",
        "2022-01",
    ]
    for newer in range(len(dates)):
        older = max(newer - 1, 0)
        docs = [Document("同一篇", meta={} if d is None else {"published": d}) for d in (dates[older], dates[newer])]
        # None and "" are equally old: the first stays.
        assert dedup(docs, keep="newest").keep.tolist() == ([True, False] if newer < 2 else [False, True])


@pytest.mark.parametrize("bad", ["gestern", "2021-13", "0000", "2021-1", 1635290000])
def test_a_wrong_date_is_named(bad):
    """A date that is none is an error with its position, not silently the oldest."""
    docs = [Document("一"), Document("二", meta={"published": bad})]
    with pytest.raises(ConfigError, match=f"position 1 is {bad!r}"):
        dedup(docs, keep="newest")


def test_the_contract_of_a_function():
    """It sees each text once and in order; what cannot be compared is an error."""
    seen = []
    dedup(["一", "二", "一"], keep=lambda text: seen.append(text) or len(seen))
    assert seen == ["一", "二", "一"]
    for bad, says in ((math.nan, "returned nan .* position 0"), (None, "returned None .* position 0")):
        with pytest.raises(ConfigError, match=says):
            dedup(["一", "二"], keep=lambda text, bad=bad: bad)
    with pytest.raises(ConfigError, match="cannot be compared"):
        dedup(["一", "二"], keep=lambda text: text if text == "一" else 1)
    with pytest.raises(ZeroDivisionError):
        dedup(["一", "二"], keep=lambda text: 1 / 0)


def test_what_was_rejected_speaks_for_nobody():
    """A rejected Document comes last, so nothing good goes because of it."""
    body = han(random.Random(1), 60)
    docs = [
        Document(body).reject("quality"),
        Document(body + "。"),
        Document(han(random.Random(9), 40) + body).reject("quality"),
    ]
    result = dedup(docs, keep="longest", containment=0.9)

    assert result.duplicate_of.tolist() == [1, -1, -1]
    assert [d.rejected for d in result.apply()] == ["quality", None, "quality"]


def test_documents_say_what_they_repeat():
    """The verdict is in `rejected`, the evidence in `meta`; what the caller knew stays."""
    body = han(random.Random(2), 80)
    docs = [
        Document(body, id="a"),
        Document(body, id="b"),
        Document(body + "改", id="c", meta={"similarity": "mine"}),
        Document("别的"),
        Document("别的"),
    ]
    a, b, c, d, e = dedup(docs).apply()

    assert (a, d) == (docs[0], docs[3])
    assert (b.rejected, c.rejected, e.rejected) == ("dedup.exact", "dedup.near", "dedup.exact")
    assert (b.meta["duplicate_of"], c.meta["duplicate_of"], e.meta["duplicate_of"]) == ("a", "a", 3)
    assert (c.meta["similarity"], c.meta["containment"]) == ("mine", 76 / 77)
    assert [x.id for x in dedup([x.text for x in docs]).apply(iter(docs))] == ["a", "b", "c", None, None]
    with pytest.raises(ConfigError, match="dedup saw 5 texts, these are 2"):
        list(dedup(docs).apply(docs[:2]))
    assert [x.id for x in dedup(docs).kept()] == ["a", None]


def test_an_article_inside_another(monkeypatch):
    """A text that stands in a longer one goes only when asked for, and the longer one stays."""
    monkeypatch.undo()
    rng = random.Random(3)
    article = han(rng, 300)
    digest = han(rng, 900) + article + han(rng, 900)
    sentence = article[:30]
    texts = [article, digest, han(rng, 400), sentence, article[:-9] + han(rng, 9)]

    assert dedup(texts).duplicate_of.tolist() == [-1, -1, -1, -1, 0]
    result = dedup(texts, containment=0.9)
    assert result.duplicate_of.tolist() == [1, -1, -1, -1, 1]
    assert list(result.level) == ["contained", None, None, None, "contained"]
    assert result.containment[0] == 1.0
    assert result.similarity[0] == pytest.approx(296 / (len(digest) - 4))
    # The second version is a near copy of the first but not wholly in the digest: then both stay as they are.
    assert dedup(texts, containment=1.0).duplicate_of.tolist() == [-1, -1, -1, -1, 0]
    with pytest.raises(ConfigError, match="containment"):
        dedup(texts, containment=0)


def test_contained_in_many_of_a_site(monkeypatch):
    """What stands in every page of a site is found in one of them; what only shares the template stays."""
    monkeypatch.undo()
    rng = random.Random(4)
    template = han(rng, 100)
    articles = [han(rng, 200) for _ in range(200)]
    notice = template[:60]
    texts = [template + a for a in articles] + [notice] + articles[:50]
    result = dedup(texts, containment=0.9)

    assert np.flatnonzero(~result.keep).tolist() == list(range(200, 251))
    assert result.duplicate_of[201:].tolist() == list(range(50))


def test_tables_and_lines(tmp_path):
    """Arrow has a row for each text, JSONL a line for each that goes; the file replaces the old one when whole."""
    body = han(random.Random(5), 80)
    docs = [Document(body, id="a\ud800"), body + "。", Document("别的", id=7), Document(body, id=("t", 1))]
    result = dedup(docs)
    table = result.to_arrow()

    assert table.schema == pa.schema(
        [
            ("position", pa.int64()),
            ("id", pa.string()),
            ("keep", pa.bool_()),
            ("duplicate_of", pa.int64()),
            ("duplicate_of_id", pa.string()),
            ("level", pa.string()),
            ("similarity", pa.float64()),
            ("containment", pa.float64()),
            ("cluster", pa.int64()),
        ]
    )
    assert table.to_pylist()[1] == {
        "position": 1,
        "id": None,
        "keep": False,
        "duplicate_of": 0,
        "duplicate_of_id": "a\\ud800",
        "level": "near",
        "similarity": 1.0,
        "containment": 1.0,
        "cluster": 0,
    }
    assert table["cluster"].to_pylist() == [0, 0, None, 0]
    assert dedup([]).to_arrow().schema == table.schema

    path = tmp_path / "removed.jsonl"
    path.write_text("old")
    result.to_jsonl(path)
    near, exact = map(json.loads, path.read_text("utf-8").splitlines())
    assert near == {
        "position": 1,
        "id": None,
        "duplicate_of": 0,
        "duplicate_of_id": "a\ud800",
        "level": "near",
        "similarity": 1.0,
        "containment": 1.0,
        "cluster": 0,
    }
    assert (exact["id"], exact["level"]) == (["t", 1], "exact")
    assert os.listdir(tmp_path) == ["removed.jsonl"]
    with pytest.raises(ConfigError, match="cannot write"):
        result.to_jsonl(path / "below" / "a-file")


def pages(host, n, rng, **meta):
    """Pages that are all near copies of one."""
    body = han(rng, 200)
    return [Document(f"{body}{k:04}", id=f"{host}/{k}", meta={"host": host, **meta}) for k in range(n)]


def test_nearly_all_of_a_source():
    """More than nine tenths of a named source is an error that says which, how much and what would do."""
    rng = random.Random(6)
    docs = pages("templated.example", 150, rng) + [Document(han(rng, 100), meta={"host": "good"}) for _ in range(200)]
    with pytest.raises(
        RemovalError, match=r"149 of 150 \(99.3%\) of the texts of 'templated.example' .* max_removed"
    ) as e:
        dedup(docs)

    again = pickle.loads(pickle.dumps(e.value))
    for error in (e.value, again):
        assert (error.source, error.removed, error.texts) == ("templated.example", 149, 150)
        assert (~error.result.keep).sum() == 149
    assert (~dedup(docs, max_removed=1.0).keep).sum() == 149
    assert (~dedup(docs, source="no such key").keep).sum() == 149
    assert (~dedup([d for n in range(9) for d in pages(f"{n}", 9, rng)], max_removed=0.5).keep).sum() == 72
    assert (~dedup(pages("small.example", 99, rng)).keep).sum() == 98
    with pytest.raises(RemovalError, match="'small\\.example'"):
        dedup(pages("small.example", 99, rng), max_removed=0.9)


def test_where_a_source_is_found():
    """A key of meta, the host of an address, or a function; a number holds for texts without a source, too."""
    rng = random.Random(7)
    texts = [d.text for d in pages("", 20, rng)]
    urls = [Document(t, meta={"url": f"https://news.example/{n}"}) for n, t in enumerate(texts)]
    bad = [Document(t, meta={"url": "http://[bad"}) for t in texts]

    assert dedup(texts).keep.sum() == 1
    with pytest.raises(RemovalError, match="that name no source would go, more than 90%"):
        dedup(texts, max_removed=0.9)
    with pytest.raises(RemovalError, match=r"'news\.example'"):
        dedup(urls, max_removed=0.9)
    with pytest.raises(RemovalError, match="name no source"):
        dedup(bad, max_removed=0.9)
    with pytest.raises(RemovalError, match="'even'"):
        dedup(texts, max_removed=0.8, source=lambda t: "even" if int(t[-1]) % 2 == 0 else t)
    with pytest.raises(ConfigError, match="max_removed"):
        dedup(texts, max_removed=0)


@pytest.mark.parametrize("bands", [(21, 0), (0, 6), (22, 6)])
def test_bands_are_checked(bands):
    """Bands that do not fit the signature are an error."""
    with pytest.raises(ConfigError, match="bands"):
        dedup(["一"], bands=bands)


def test_other_bands_find_other_pairs():
    """Fewer bands find fewer of the pairs at the threshold, never a wrong one."""
    texts = [t for n in range(200) for t in family(random.Random(n), 100, 2)]
    few, many = dedup(texts, bands=(2, 20)), dedup(texts, bands=(64, 2))

    assert few.keep.sum() > many.keep.sum()
    assert set(np.flatnonzero(~few.keep)) <= set(np.flatnonzero(~many.keep))
