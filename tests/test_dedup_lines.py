"""Repeats smaller than documents across a corpus: lines, paragraphs and stretches of text."""

import os
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, Pipeline
from cleantext.dedup import lines as lines_module
from cleantext.dedup import substrings as substrings_module
from cleantext.dedup.blocktable import BlockTable
from cleantext.dedup.lines import repeated_lines
from cleantext.dedup.substrings import _hashes, repeated_substrings
from cleantext.script.tables import to_points

NOTE = "凡本网注明来源的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点和对其真实性负责。"
OTHER = "未经本网书面授权，任何媒体、网站或个人不得转载、链接、转贴或以其他方式使用，违者将依法追究相关法律责任。"
some_lines = st.lists(st.sampled_from([NOTE, OTHER, f"  {NOTE} ", "", "短行", "春天来了" * 12]), max_size=6)
small = st.text(alphabet="甲乙丙", max_size=60)


def docs_of(texts, **meta):
    return [Document(text, id=f"文{n}", meta=meta) for n, text in enumerate(texts)]


def check_edits(docs, cleaned):
    """Each edit names an earlier document that keeps, whole, what was cut; nothing else changed."""
    by_id = {doc.id: (n, doc, clean) for n, (doc, clean) in enumerate(zip(docs, cleaned, strict=True))}
    for n, clean in enumerate(cleaned):
        assert clean.restore() == docs[n].text
        for e in clean.edits:
            assert e.replacement == ""
            assert e.label == "duplicate_body"
            m, first, kept = by_id[e.evidence["document"]]
            start, end = e.evidence["first"]
            assert m < n
            assert not any(start < f.end and f.start < end for f in kept.edits)
            yield e, first.text[start:end]


@settings(max_examples=80, deadline=None)
@given(st.lists(some_lines, max_size=7), st.integers(2, 4), st.sampled_from([1, 1 << 18]))
def test_lines(pages, min_docs, pending):
    """Of a line in enough documents the first document keeps all its copies, the others none; all else stays."""
    docs = docs_of(["\n".join(page) for page in pages])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_PENDING", pending)
        drop = repeated_lines(iter(docs), min_docs=min_docs)
    cleaned = [drop(doc) for doc in reversed(docs)][::-1]

    for e, first in check_edits(docs, cleaned):
        assert e.removed.strip() == first.strip()
        assert e.rule == "repeats.line"
    holders = {}
    for n, page in enumerate(pages):
        for line in {line.strip() for line in page if len(line.strip()) > 40}:
            holders.setdefault(line, []).append(n)
    for n, (page, clean) in enumerate(zip(pages, cleaned, strict=True)):
        gone = {line for line, where in holders.items() if len(where) >= min_docs and where[0] != n}
        left = [line for line in page if line.strip() not in gone]
        assert [line for line in clean.text.split("\n") if line] == [line for line in left if line]
        assert all(e.evidence["documents"] == len(holders[e.removed.strip()]) for e in clean.edits)


def test_hosts_are_kept_apart():
    """Per host only lines of that host count; a document without one is left alone; hosts do not run together."""
    docs = [
        Document(NOTE, id=n, meta={"host": host} if host else {}) for n, host in enumerate(["a", "b", "a", "a", ""])
    ]
    drop = repeated_lines(docs, host="host")

    assert [drop(doc).text for doc in docs] == [NOTE, NOTE, "", "", NOTE]
    assert drop(docs[3]).edits[0].evidence == {"document": 0, "first": [0, len(NOTE)], "documents": 3}
    assert [repeated_lines(docs)(doc).text for doc in docs] == [NOTE, "", "", "", ""]


def test_paragraphs():
    """A paragraph is compared line by line and goes with the empty lines behind it."""
    paragraph = f"{NOTE}\n短行"
    docs = docs_of([f"一\n\n{paragraph}", f"二\n\n{paragraph} \n\n\n三", f"{paragraph}\n\n四", f"五\n{paragraph}"])
    drop = repeated_lines(docs, unit="paragraph")
    cleaned = [drop(doc) for doc in docs]

    assert [doc.text for doc in cleaned] == [docs[0].text, "二\n\n三", "四", docs[3].text]
    ((one, first), (_, again)) = check_edits(docs, cleaned)
    assert (one.rule, first, again) == ("repeats.paragraph", paragraph, paragraph)


def test_short_lines_and_quotations_stay():
    """Short lines stay however often they come, and so does a line that two documents share."""
    docs = docs_of([f"上一篇\n{n}\n返回首页\nback to the home page of this site" for n in range(20)])
    drop = repeated_lines(docs)
    assert all(drop(doc) is doc for doc in docs)
    docs = docs_of([NOTE, NOTE])
    assert [repeated_lines(docs)(doc).text for doc in docs] == [NOTE, NOTE]
    assert [repeated_lines(docs, min_docs=2)(doc).text for doc in docs] == [NOTE, ""]


def reference_gaps(docs, cleaned, min_len):
    """What stays of each document, in pieces."""
    for doc, clean in zip(docs, cleaned, strict=True):
        borders = [0, *(x for e in clean.edits for x in (e.start, e.end)), len(doc.text)]
        yield [doc.text[a:b] for a, b in zip(borders[::2], borders[1::2], strict=True) if b - a >= min_len]


@settings(max_examples=120, deadline=None)
@given(st.lists(small, max_size=6), st.sampled_from([8, 9, 13]))
def test_substrings(texts, min_len):
    """What goes stands in an earlier document and stays there; of what stays no stretch is left that stands twice."""
    docs = docs_of(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(substrings_module, "_PLACES", 1000)
        drop = repeated_substrings(iter(docs), min_len=min_len)
    cleaned = [drop(doc) for doc in reversed(docs)][::-1]

    for e, first in check_edits(docs, cleaned):
        assert e.removed == first
        assert e.rule == "repeats.substring"
        assert len(e.removed) >= min_len
    before = set()
    for pieces in reference_gaps(docs, cleaned, min_len):
        grams = {piece[i : i + min_len] for piece in pieces for i in range(len(piece) - min_len + 1)}
        assert not grams & before
        before |= grams


def test_long_stretches_in_many_documents():
    """Passages of any length and place in thousands of characters are found, with their offsets, maximal."""
    rng = random.Random(4)

    def han(n):
        return "".join(chr(0x4E00 + rng.randrange(5000)) for _ in range(n))

    passages = [han(rng.randint(200, 3000)) for _ in range(20)]
    texts, planted = [], []
    for n in range(120):
        passage = passages[n % 20] if n < 60 else ""
        head, tail = han(rng.randint(0, 500)), han(rng.randint(0, 500))
        texts.append(head + passage + tail)
        planted.append((len(head), len(head) + len(passage)))
    docs = docs_of(texts)
    drop = repeated_substrings(docs)

    for n, doc in enumerate(docs):
        edits = drop(doc).edits
        if 20 <= n < 60:
            (e,) = edits
            assert e.evidence["document"] == f"文{n % 20}"
            # By chance the neighbours may be the same character.
            assert abs(e.start - planted[n][0]) <= 1
            assert abs(e.end - planted[n][1]) <= 1
        else:
            assert edits == []


def test_substrings_end_between_words_and_characters():
    """Words of an alphabet are not cut in two, marks stay with their letters."""
    body = "the quick brown fox jumps over the lazy dog again and"
    docs = docs_of([f"pre{body}ing away", f"pro{body}y more", f"x {body}e\u0301"])
    drop = repeated_substrings(docs, min_len=30)
    assert [drop(doc).text for doc in docs[1:]] == ["prothe andy more", "x ande\u0301"]
    body = "山上的雪化了溪水漫过石桥桥头的老人说今年的春天来得早"
    docs = docs_of([f"{body}か", f"{body}か\u3099", f"甲{body}か\u3099"])
    drop = repeated_substrings(docs, min_len=20)
    assert [drop(doc).text for doc in docs[1:]] == ["か\u3099", "甲か\u3099"]


def test_what_stays_is_well_formed():
    """The mark before the stretch and the line break stay; white space, rulers and tables are no text."""
    body = "山上的雪化了，溪水漫过石桥，桥头的老人说今年的春天来得早，地里的活也要早些做。"
    docs = docs_of([f"一。\n\n{body}\n二", f"三。\n\n{body}\n四", f"五）{body}（六"])
    drop = repeated_substrings(docs, min_len=20)
    assert [drop(doc).text for doc in docs[1:]] == ["三。\n\n四", "五）（六"]
    docs = docs_of([f"{n}{signs}{n}" for signs in (" " * 80, "-" * 80, "| a | - " * 20, "\n" * 80) for n in range(2)])
    drop = repeated_substrings(docs, min_len=20)
    assert all(drop(doc) is doc for doc in docs)


def test_hostile_texts_stay_linear():
    """A long run of one character, and texts of many short repeats, take no more than their length."""
    long = 200_000
    texts = [
        "啊" * long,
        "啊" * long,
        "甲乙" * long,
        "乙甲" * long,
        "ab" * long,
        "ba" * long,
        ("啊" * 90 + "哦") * 2000,
    ]
    docs = docs_of(texts)
    drop = repeated_substrings(docs)

    assert [len(drop(doc).text) for doc in docs] == [long, 0, 2 * long, 1, 2 * long, 2 * long, 182_000]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="甲乙\U00020000\ud800a", min_size=1, max_size=40), st.integers(1, 20))
def test_hashes_are_of_the_stretch_alone(text, length):
    """Equal stretches have equal hashes, others not."""
    hashes = _hashes(to_points(text), length)
    stretches = [text[i : i + length] for i in range(len(text) - length + 1)]

    assert len(hashes) == len(stretches)
    pairs = set(zip(hashes.tolist(), stretches, strict=True))
    assert len(pairs) == len({h for h, _ in pairs}) == len(set(stretches))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), max_size=30), max_size=200), st.integers(1, 4))
def test_the_table_is_a_dictionary_of_lists(batches, places):
    """The first places of each hash, in order, however often the table grows."""
    table, expected, place = BlockTable(places), {}, 0
    spread = np.uint64(0x123456789ABCDEF)
    for batch in batches:
        table.insert(np.array(batch, np.uint64) * spread, np.arange(place, place + len(batch)))
        for key in batch:
            expected.setdefault(key, []).append(place)
            place += 1
    found = table.find(np.arange(32, dtype=np.uint64) * spread)
    for key in range(32):
        assert [int(f[key]) for f in found if f[key] >= 0] == expected.get(key, [])[:places]


def test_filters_are_filters():
    """Both work in a pipeline, pickle, and have a fingerprint that follows what they found."""
    docs = docs_of([NOTE + "甲", NOTE, NOTE + "乙", NOTE])
    for make in (lambda d: repeated_lines(d, min_docs=2), lambda d: repeated_substrings(d, min_len=20)):
        drop = make(docs)
        pipe = Pipeline([drop])
        assert [doc.text for doc in pipe.stream(docs)] == [drop(doc).text for doc in docs]
        assert drop(docs[3]).text == ""
        again = pickle.loads(pickle.dumps(drop))
        assert again == drop
        assert again(docs[3]) == drop(docs[3])
        assert repr(drop) == repr(make(docs))
        assert repr(drop) != repr(make(docs[:3]))
        assert pipe.fingerprint == Pipeline([again]).fingerprint != Pipeline([make(docs[:3])]).fingerprint


@pytest.mark.parametrize("find", [repeated_lines, repeated_substrings])
def test_bad_input_is_named(find):
    """Documents need ids of their own; what is no Document is named by its position."""
    assert find([])(Document("a", id=1)).text == "a"
    with pytest.raises(ConfigError, match="position 1 has no id"):
        find([Document("a", id=1), Document("b")])
    with pytest.raises(ConfigError, match="'x', at positions 0 and 2"):
        find([Document("a", id="x"), Document("b", id=2), Document("c", id="x")])
    with pytest.raises(TypeError, match="position 0"):
        find(["a"])


def test_settings_are_checked(tmp_path):
    """Settings that make no sense are refused; a text that was changed since is, too; the disk is free afterwards."""
    for call, says in [
        (lambda: repeated_lines([], unit="word"), "unit"),
        (lambda: repeated_lines([], min_docs=1), "min_docs"),
        (lambda: repeated_lines([], min_len=0), "min_len"),
        (lambda: repeated_substrings([], min_len=7), "min_len"),
    ]:
        with pytest.raises(ConfigError, match=says):
            call()
    docs = docs_of([NOTE, NOTE])
    drop = repeated_substrings(docs, min_len=20, tmp_dir=tmp_path)
    with pytest.raises(ConfigError, match=r"文1.*not the text"):
        drop(Document(NOTE + "。", id="文1"))
    assert os.listdir(tmp_path) == []
    with pytest.raises(TypeError):
        repeated_substrings([docs[0], None], tmp_dir=tmp_path)
    assert os.listdir(tmp_path) == []
