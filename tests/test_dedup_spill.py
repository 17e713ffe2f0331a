"""Duplicates out of core: the answer of `dedup`, the disk left as it was, and clear words when it is full."""

import errno
import os
import pickle
import random
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, dedup
from cleantext.dedup import spill as spill_module
from cleantext.dedup.clusters import Sets
from cleantext.dedup.plan import Plan, memory_bytes
from cleantext.dedup.runs import RunWriter
from cleantext.dedup.spill import Spill
from cleantext.dedup.spilled import dedup_spilled

bodies = st.text(alphabet="甲乙丙丁戊己庚辛", max_size=24)
plans = st.builds(
    Plan,
    run=st.sampled_from([1, 2000, 1 << 30]),
    entries=st.sampled_from([1, 3, 50, 1 << 20]),
    hashes=st.sampled_from([1, 40, 1 << 20]),
    texts=st.just(1000),
)


def same(a, b):
    assert a.duplicate_of.tolist() == b.duplicate_of.tolist()
    assert a.keep.tolist() == b.keep.tolist()
    np.testing.assert_array_equal(a.similarity, b.similarity)


def spilled(monkeypatch, plan, batch, *args, **kwargs):
    with monkeypatch.context() as patch:
        patch.setattr(Plan, "of", lambda memory: plan)
        patch.setattr(spill_module, "BATCH", batch)
        return dedup_spilled(*args, **kwargs)


def han(rng, n):
    return "".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(n))


def corpus(n, seed):
    """Families of copies with some letters changed, exact copies, short and empty texts, in random order."""
    rng = random.Random(seed)
    texts = ["", "", "好", "好。", "?"]
    while len(texts) < n:
        text = han(rng, rng.randint(20, 200))
        texts += [text] * rng.choice((1, 1, 3))
        for _ in range(rng.choice((0, 0, 1, 4))):
            edited = list(text)
            for _ in range(rng.randint(0, 6)):
                edited[rng.randrange(len(edited))] = han(rng, 1)
            texts.append("".join(edited))
    rng.shuffle(texts)
    return texts[:n]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(bodies, max_size=16), st.sampled_from([0.3, 0.8, 1.0]), st.sampled_from(["first", "longest", len]), plans
)
def test_the_answer_is_that_of_dedup(texts, threshold, keep, plan):
    """Whatever the memory, the runs and the parts: the very answer of `dedup`."""
    with pytest.MonkeyPatch.context() as patch:
        found = spilled(patch, plan, 20, texts, threshold, keep)

    same(found, dedup(texts, threshold, keep))


@pytest.mark.parametrize("keep", ["first", "longest", lambda text: hash(text[:3]) % 7])
@pytest.mark.parametrize("entries", [200, 5000])
def test_a_larger_corpus_in_many_runs(keep, entries, monkeypatch):
    """Families spread over many runs and parts are found as in memory."""
    texts = corpus(600, 3)

    same(spilled(monkeypatch, Plan(60_000, entries, 3000, 10_000), 3000, texts, 0.8, keep), dedup(texts, 0.8, keep))


def test_the_newest_stays():
    """Dates decide as they do in memory, to the microsecond and across time zones."""
    body = "山上的雪化了溪水漫过石桥桥头的老人说今年的春天来得早地里的活也要早些做"
    dates = ["2021-10-27T09:22", None, "2022-01-01", "2021-12-31T23:59:59+08:00", "2022-01-01T00:00:00.000001"]
    docs = [Document(f"{body}{n}", meta={"published": when}) for n, when in enumerate(dates)]

    same(dedup_spilled(docs, 0.7, "newest"), dedup(docs, 0.7, "newest"))
    assert dedup_spilled(docs, 0.7, "newest").duplicate_of.tolist() == [4, 4, 4, 4, -1]


@pytest.mark.parametrize("tail", ["", "x"])
@pytest.mark.parametrize("keep", ["first", "longest"])
def test_one_hot_bucket(tail, keep, monkeypatch):
    """Thousands of equal or nearly equal texts, a bucket many times what fits, leave one."""
    body = han(random.Random(6), 60)
    texts = [body + (chr(0x5000 + n) if tail else "") for n in range(900)]
    result = spilled(monkeypatch, Plan(1 << 30, 300, 10_000, 10_000), 1 << 17, texts, 0.9, keep)

    assert result.keep.sum() == 1
    same(result, dedup(texts, 0.9, keep))


def test_stages_can_be_mapped():
    """An executor that runs the tasks of a stage in any order makes no difference."""
    texts = corpus(600, 5)
    with Spill(plan=Plan(20_000, 100, 3000, 10_000)) as spill, ThreadPoolExecutor(4) as pool:
        for text in texts:
            spill.add(text)
        answer = spill.answer(pool.map)

    expected = dedup(texts).duplicate_of
    assert answer.positions.tolist() == np.flatnonzero(expected >= 0).tolist()
    assert answer.kept.tolist() == expected[expected >= 0].tolist()


def test_runs_can_be_written_elsewhere(tmp_path):
    """Runs of other processes, taken in order, and tasks that were pickled give the same answer."""
    texts = corpus(300, 6)

    def through_pickle(work, items):
        return [work(pickle.loads(pickle.dumps(item))) for item in items]

    with Spill(plan=Plan(20_000, 100, 3000, 10_000), tmp_dir=tmp_path) as spill:
        runs = []
        for n in range(0, 200, 100):
            writer = RunWriter(spill.folder / f"part {n}", 0.8)
            for m in range(n, n + 100, 10):
                writer.add(texts[m : m + 10], [len(t) for t in texts[m : m + 10]], None)
            runs.append(pickle.loads(pickle.dumps(writer.commit())))
        spill.add(texts[200], priority=len(texts[200]))
        for run in reversed(runs):
            spill.take(run)
        for text in texts[201:]:
            spill.add(text, priority=len(text))
        answer = spill.answer(through_pickle)
        assert len(spill) == 300
        with pytest.raises(ConfigError, match="given already"):
            spill.take(runs[0])

    expected = dedup(texts[200:201] + texts[100:200] + texts[:100] + texts[201:], keep="longest").duplicate_of
    assert answer.positions.tolist() == np.flatnonzero(expected >= 0).tolist()
    assert answer.kept.tolist() == expected[expected >= 0].tolist()


def test_drops_have_the_ids_that_were_given(tmp_path):
    """The drop list names ids, str and int; no id is a position; the disk is free afterwards."""
    texts = ["一篇文章讲的是春天", "另一篇文章讲的是夏天的事", "一篇文章講的是春天"]
    with Spill(tmp_dir=tmp_path) as spill:
        for id, text in zip(["甲", 7, 'c"\n'], texts, strict=True):
            spill.add(text, id)
        (drop,) = spill.drops()
        assert spill.temp_bytes > 0
        assert os.listdir(tmp_path) == [spill.folder.name]
    assert (drop.id, drop.duplicate_of, drop.similarity, drop.position, drop.kept_position) == ('c"\n', "甲", 1.0, 2, 0)
    assert os.listdir(tmp_path) == []

    with Spill(tmp_dir=tmp_path) as spill:
        for text in texts:
            spill.add(text)
        assert [(d.id, d.duplicate_of) for d in spill.drops()] == [(2, 0)]
        assert list(spill.drops()) == list(spill.drops())


def test_nothing(tmp_path):
    """No text, no answer, no error."""
    assert dedup_spilled([], tmp_dir=tmp_path).keep.shape == (0,)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_the_disk_is_free_after_a_failure(error, tmp_path):
    """Whatever ends the reading, nothing is left behind."""

    def texts():
        yield from corpus(2000, 1)
        assert os.listdir(tmp_path)
        raise error

    with pytest.raises(error):
        dedup_spilled(texts(), tmp_dir=tmp_path)
    assert os.listdir(tmp_path) == []


def test_an_interrupt_while_solving_leaves_nothing(tmp_path, monkeypatch):
    """Control-C in a late stage leaves nothing behind either."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(spill_module, "select", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dedup_spilled(corpus(100, 1), tmp_dir=tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("megabytes", [0.01, 0.5, 2])
def test_a_full_disk_is_a_clear_error(megabytes, tmp_path):
    """A file that may not grow, early or late, ends in one error that says what would do, and an empty folder."""
    code = f"""
        import random, resource, sys
        from cleantext.dedup.spilled import dedup_spilled
        from cleantext.errors import ConfigError
        rng = random.Random(1)
        dedup_spilled(["今天天气不错"])  # tables first: they are nothing to do with the disk
        resource.setrlimit(resource.RLIMIT_FSIZE, ({int(megabytes * 1e6)},) * 2)
        texts = ("".join(chr(0x4E00 + rng.randrange(3000)) for _ in range(100)) for _ in range(15000))
        try:
            dedup_spilled(texts, tmp_dir=sys.argv[1])
        except ConfigError as error:
            print(error)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert "no space left while spilling" in run.stdout
    assert "tmp_dir" in run.stdout
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("module", ["runs", "stages", "spill"])
def test_a_disk_that_fills_up_later_is_the_same_error(module, tmp_path, monkeypatch):
    """In any stage, what the disk refuses is the same clear error."""

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys.modules[f"cleantext.dedup.{module}"], "write_array", full)
    with pytest.raises(ConfigError, match="no space left while spilling to"):
        dedup_spilled(corpus(100, 1), tmp_dir=tmp_path)
    assert os.listdir(tmp_path) == []


def test_the_temporary_space_is_logged(tmp_path, caplog):
    """The log says how much of the disk was taken, and where."""
    with caplog.at_level("INFO", "cleantext.dedup"), Spill(tmp_dir=tmp_path) as spill:
        for text in corpus(100, 1):
            spill.add(text)
        spill.answer()

    assert spill.temp_bytes > 100 * 176
    assert f"100 texts, {len(spill.answer().kept)} go; 0.1 MB in {tmp_path}" in caplog.text


def test_sizes():
    """Amounts of memory are numbers or have a unit."""
    assert [memory_bytes(m) for m in (1 << 20, "1GB", "2 gib", "1.5MB")] == [1 << 20, 10**9, 2 << 30, 1_500_000]
    for bad in ("viel", "1XB", "-1GB", 1000, None, True, "", "B"):
        with pytest.raises(ConfigError, match="memory"):
            memory_bytes(bad)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda s: s.add(None), "position 1"),
        (lambda s: s.add("b", id=None), "at 1 it is None"),
        (lambda s: s.add("b", id=1.5), "1.5"),
        (lambda s: s.add("b", id=True), "True"),
        (lambda s: s.add("b", id=2, priority=float("nan")), "nan"),
        (lambda s: s.answer() and s.add("b", id=2), "given already"),
    ],
)
def test_bad_input_is_named(call, says, tmp_path):
    """What cannot be taken in is an error that names position and value."""
    with Spill(tmp_dir=tmp_path) as spill:
        spill.add("a", id=1)
        with pytest.raises((ConfigError, TypeError), match=says):
            call(spill)


def test_settings_are_checked(tmp_path):
    """Thresholds, folders, too many texts and policies that make no sense."""
    with pytest.raises(ConfigError, match="threshold"):
        Spill(0)
    with pytest.raises(ConfigError, match="temporary folder"):
        Spill(tmp_dir=tmp_path / "nowhere")
    with pytest.raises(ConfigError, match="keep"):
        dedup_spilled(["a"], keep="best")
    with pytest.raises(ConfigError, match="number"):
        dedup_spilled(["a"], keep=lambda text: text)
    with pytest.raises(TypeError, match="position 1"):
        dedup_spilled(["a", b"b"])
    with Spill(plan=Plan(1, 1, 1, 2), tmp_dir=tmp_path) as spill:
        spill.add("a")
        spill.add("b")
        with pytest.raises(ConfigError, match="serves 2 texts"):
            spill.add("c")
    assert os.listdir(tmp_path) == []


def test_sets_of_nothing():
    """Texts without shingles have nothing in common, wherever they stand."""
    sets = Sets.of([1, 2, 3, 4], np.array([5, 6, 5, 6], np.uint32), np.array([2, 2, 0, 0]))
    with np.errstate(invalid="ignore"):
        for pairs, want in (([[3, 4], [1, 2]], [0, 1]), ([[1, 2], [3, 4]], [1, 0]), ([[3, 4]], [0])):
            assert np.nan_to_num(sets.similarities(np.array(pairs))).tolist() == want
