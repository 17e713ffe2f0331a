"""The index: answers, files that open at once, and files it must refuse."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, DedupIndex, Duplicate
from cleantext.dedup import index as index_module
from tests.test_dedup import family, han, reference_jaccard

bodies = st.text(alphabet="甲乙丙丁戊己庚辛", max_size=24)


@pytest.fixture(params=[1, 3, 2048])
def recent(request, monkeypatch):
    """How many texts stay in dictionaries; the answers must not depend on it."""
    monkeypatch.setattr(index_module, "_RECENT", request.param)


@settings(max_examples=50, deadline=None)
@given(st.lists(bodies, max_size=12), st.sampled_from([1, 3, 2048]))
def test_the_index_keeps_what_is_new(texts, recent):
    """A text is taken in unless it is a copy of one that is there; the answer names that one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_module, "_RECENT", recent)
        index = DedupIndex()
        kept = {}
        for n, text in enumerate(texts):
            asked = index.query(text)
            found = index.add(n, text)
            assert asked == found
            if found is None:
                kept[n] = text
            else:
                assert found.similarity == pytest.approx(reference_jaccard(text, kept[found.id]))
                assert found.similarity >= 0.8

        assert len(index) == len(kept)
        assert len(set(kept.values())) == len(kept)
        assert all((n in index) == (n in kept) for n in range(len(texts)))


class Model:
    """The index as it would be without sketches: every text compared with every other."""

    def __init__(self, threshold):
        self.threshold = threshold
        self.texts = {}

    def query(self, text):
        found = [(-reference_jaccard(text, t), n) for n, t in enumerate(self.texts.values())]
        if not found or -min(found)[0] < self.threshold:
            return None
        similarity, n = min(found)
        return list(self.texts)[n], pytest.approx(-similarity)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["add", "many", "remove", "save"]), st.lists(bodies, max_size=4)), max_size=14),
    st.sampled_from([1, 3, 2048]),
)
def test_any_history(tmp_path_factory, steps, recent):
    """After any adding, removing, saving and loading every query is answered as if all were compared with all."""
    path = tmp_path_factory.mktemp("history") / "index"
    # At this threshold nothing that bands find by chance alone is near it.
    index, model, number = DedupIndex(1.0), Model(1.0), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_module, "_RECENT", recent)
        for step, texts in steps:
            if step == "save":
                index.save(path)
                index = DedupIndex.load(path)
            elif step == "remove" and model.texts:
                gone = sorted(model.texts)[len(texts) % len(model.texts)]
                index.remove(gone)
                del model.texts[gone]
            else:
                items = [(number + n, text) for n, text in enumerate(texts)]
                number += len(items)
                found = index.add_many(items) if step == "many" else [index.add(*item) for item in items]
                for (id, text), answer in zip(items, found, strict=True):
                    expected = model.query(text)
                    assert (answer and (answer.id, answer.similarity)) == expected
                    if expected is None:
                        model.texts[id] = text
            assert len(index) == len(model.texts)
            assert all(id in index for id in model.texts)


def test_many_are_added_as_one_by_one(recent):
    """Batches, folding included, give the answers of single calls."""
    rng = random.Random(1)
    texts = [t for _ in range(60) for t in family(rng, rng.randint(40, 3000), rng.randint(0, 6))]
    rng.shuffle(texts)
    one, many = DedupIndex(), DedupIndex()

    assert many.add_many(enumerate(texts)) == [one.add(n, text) for n, text in enumerate(texts)]
    assert len(one) == len(many) < len(texts)


def test_the_index_survives_its_file(tmp_path, recent):
    """A saved index answers after loading as before, and takes in more, also when saved over the file it maps."""
    texts = family(random.Random(8), 80, 40)
    index = DedupIndex(0.7)
    for n, text in enumerate(texts[:20]):
        index.add(n if n % 2 else f"编号 {n}", text)
    index.save(tmp_path / "index")
    again = DedupIndex.load(tmp_path / "index")

    assert len(again) == len(index) > 1
    assert os.listdir(tmp_path) == ["index"]
    for n, text in enumerate(texts[20:30], 100):
        assert again.add(n, text) == index.add(n, text)
    again.save(tmp_path / "index")
    third = DedupIndex.load(tmp_path / "index", verify=True)
    for n, text in enumerate(texts[30:], 200):
        assert third.query(text) == again.query(text) == index.query(text)
        assert third.add(n, text) == again.add(n, text) == index.add(n, text)
    DedupIndex().save(tmp_path / "index")
    assert len(DedupIndex.load(tmp_path / "index")) == 0


def test_what_is_removed_is_gone(tmp_path, recent):
    """A removed text is found no more, its id is free, and its copies are taken in; saving does not bring it back."""
    index = DedupIndex()
    index.add_many([("a", "一篇文章讲的是春天"), ("b", "另一篇文章讲的是夏天的事"), (3, "第三篇文章讲的又是别的")])
    index.remove("a")
    assert (index.query("一篇文章讲的是春天"), len(index), "a" in index) == (None, 2, False)
    index.save(tmp_path / "index")
    index = DedupIndex.load(tmp_path / "index")
    index.remove(3)

    assert index.add("a", "第三篇文章讲的又是别的。") is None
    assert index.add("c", "第三篇文章講的又是別的") == Duplicate("a", 1.0)
    assert index.query("另一篇文章讲的是夏天的事") == Duplicate("b", 1.0)
    with pytest.raises(ConfigError, match="no text in the index has the id 3"):
        index.remove(3)
    index.save(tmp_path / "index")
    assert len(DedupIndex.load(tmp_path / "index")) == 2


def test_a_file_is_mapped_not_read(tmp_path):
    """Opening looks at the header and the last page, however long the file."""
    index = DedupIndex()
    rng = random.Random(3)
    index.add_many((n, han(rng, 2500)) for n in range(1000))
    index.save(tmp_path / "index")
    assert (tmp_path / "index").stat().st_size > 8 << 20

    segment = DedupIndex.load(tmp_path / "index")._segments[0]
    assert all(not array.flags.owndata and not array.flags.writeable for array in vars(segment).values())


def test_the_index_refuses_what_it_cannot_compare(tmp_path):
    """A foreign, cut, newer or older file is a ConfigError that names the file and says what would do."""
    path = tmp_path / "index"
    index = DedupIndex()
    index.add("a", "一篇文章")
    index.save(path)
    whole = path.read_bytes()
    header = json.loads(whole[:4096])

    def refused(data, says, **kwargs):
        path.write_bytes(data)
        with pytest.raises(ConfigError, match=says) as caught:
            DedupIndex.load(path, **kwargs)
        assert str(path) in str(caught.value)

    def changed(**fields):
        return json.dumps(header | fields).encode().ljust(4095) + b"\n" + whole[4096:]

    refused(b"", "not a dedup index")
    refused(b"PK\x03\x04", "not a dedup index")
    refused(b'{"format": "other"}\n', "not a dedup index")
    refused(whole[:100], "cut off or damaged in its header")
    refused(whole[:4095], "cut off or damaged in its header")
    refused(whole[:4096], "cut off or damaged: 0 bytes")
    refused(whole[:-5], "cut off or damaged")
    refused(whole + b"1", "cut off or damaged")
    refused(whole[:-5] + b"12345", "checksum")
    refused(changed(layout=3), "newer cleantext.*upgrade")
    refused(changed(layout=1), "layout 1.*build it again")
    refused(changed(seed=2), "made with seed 2")
    refused(changed(scheme="affine32"), "made with scheme 'affine32'")
    refused(changed(ngram=4), "made with ngram 4")
    refused(changed(num_perm=64), "made with num_perm 64")
    refused(changed(version=0), "made with version 0")
    refused(changed(table="0"), "made with table '0'")
    refused(changed(unicode="1.0"), "made with unicode '1.0'")
    refused(changed(threshold="x"), "threshold")
    refused(changed(threshold=0.7), "bands")
    for field in ("texts", "hashes", "id_bytes", "bytes"):
        for value in (None, -1, 10**15, "1"):
            refused(changed(**{field: value}), "cut off or damaged")
    path.write_bytes(whole)
    assert DedupIndex.load(path).add("b", "一篇文章。") == Duplicate("a", 1.0)
    with pytest.raises(FileNotFoundError):
        DedupIndex.load(tmp_path / "nowhere")


def test_damage_in_a_large_file_is_found_on_request(tmp_path):
    """Beyond 8 MB the checksum is compared when asked for."""
    index = DedupIndex()
    rng = random.Random(3)
    index.add_many((n, han(rng, 3000)) for n in range(800))
    path = tmp_path / "index"
    index.save(path)
    data = bytearray(path.read_bytes())
    data[6 << 20] ^= 1
    path.write_bytes(data)

    assert len(DedupIndex.load(path)) == 800
    with pytest.raises(ConfigError, match="checksum"):
        DedupIndex.load(path, verify=True)


def test_a_failure_while_saving_leaves_the_old_index(tmp_path, monkeypatch):
    """Until the new file is complete the old one is the index, and nothing else is left behind."""
    index = DedupIndex()
    index.add("a", "一篇文章")
    index.save(tmp_path / "index")
    index.add("b", "另一篇完全不同的文章")

    def full(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        index.save(tmp_path / "index")
    assert len(DedupIndex.load(tmp_path / "index")) == 1
    assert os.listdir(tmp_path) == ["index"]


def test_kill_9_while_saving_leaves_a_whole_index(tmp_path):
    """A process that adds and saves without end is killed at random moments: what is on disk always opens."""
    code = """
        import random, sys
        from cleantext import DedupIndex
        path, seed = sys.argv[1], int(sys.argv[2])
        rng = random.Random(seed)
        index = DedupIndex.load(path)
        while True:
            base = len(index)
            texts = ["".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(80)) for _ in range(100)]
            index.add_many(enumerate(texts, base))
            print("saving", flush=True)
            index.save(path)
            print("saved", len(index), flush=True)
    """
    path = tmp_path / "index"
    DedupIndex().save(path)
    rng = random.Random(5)
    known = kills = 0
    for round in range(5):
        command = [sys.executable, "-c", textwrap.dedent(code), str(path), str(round)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for _ in range(rng.randint(1, 3)):
                while process.stdout.readline() != "saving\n":
                    pass
            time.sleep(rng.random() * 0.02)
            process.send_signal(signal.SIGKILL)
            told = [int(line.split()[1]) for line in process.stdout.read().splitlines() if line.startswith("saved")]
        kills += process.returncode == -signal.SIGKILL
        found = len(DedupIndex.load(path, verify=True))
        assert found % 100 == 0
        assert found >= max([known, *told])
        known = found
    assert kills == 5
    assert known > 0


def test_processes_share_a_file(tmp_path):
    """Several processes answer from one file at once, and one of them may replace it."""
    index = DedupIndex()
    index.add("甲", "一篇文章讲的是春天")
    index.save(tmp_path / "index")
    code = """
        import sys
        from cleantext import DedupIndex
        index = DedupIndex.load(sys.argv[1])
        print("ready", flush=True)
        sys.stdin.readline()
        print(index.query("一篇文章講的是春天").id == "甲", len(index))
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "index")]
    readers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    index.add("乙", "另一篇文章讲的是夏天的事")
    index.save(tmp_path / "index")
    assert [reader.communicate("\n")[0] for reader in readers] == ["True 1\n"] * 2
    assert len(DedupIndex.load(tmp_path / "index")) == 2


def test_ids_are_unique_and_savable():
    """An id is a str or an int and stands for one text; 1 and "1" are two."""
    index = DedupIndex()
    index.add("a", "一篇文章")
    with pytest.raises(ConfigError, match="'a'"):
        index.add("a", "另一篇完全不同的文章")
    for bad in (("b", 1), None, 1.5, True, b"a"):
        with pytest.raises(ConfigError, match="str or int"):
            index.add(bad, "另一篇完全不同的文章")
    assert index.add_many([(1, "第一篇文章讲的是春天"), ("1", "另一篇文章讲的是夏天的事")]) == [None, None]
    with pytest.raises(ConfigError, match="already has"):
        index.add_many([("n", "第三篇文章讲的又是别的"), (1, "第四篇")])
    assert 1 in index
    assert 2 not in index


@pytest.mark.parametrize("bad", [None, float("nan"), b"text", 3])
def test_what_is_no_text_is_named(bad):
    """Something that is no text is a TypeError, with its position among many."""
    index = DedupIndex()
    with pytest.raises(TypeError, match="text must be str"):
        index.add(1, bad)
    with pytest.raises(TypeError, match="text must be str"):
        index.query(bad)
    with pytest.raises(TypeError, match="position 1: text must be str"):
        index.add_many([(1, "a"), (2, bad)])


def test_settings_are_checked():
    """A threshold that makes no sense is refused."""
    with pytest.raises(ConfigError, match="threshold"):
        DedupIndex(threshold=2)
