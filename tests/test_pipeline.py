"""Pipelines: composition, errors that teach, collections of every type."""

import pickle
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import (
    CLEAN,
    WEB,
    ConfigError,
    Document,
    Edit,
    FilterError,
    FoldWidth,
    Pipeline,
    TidySpaces,
    config,
    settled,
)
from cleantext.mask.pii import KINDS, REGIONS


def upper(doc):
    return doc.rewrite(doc.text.upper(), "upper")


def fail(doc):
    if "!" in doc.text:
        raise RuntimeError("no!")
    return doc


def test_in_order_and_nested():
    """Filters run in order; a pipeline is a filter."""
    inner = Pipeline([upper], name="inner")
    pipe = Pipeline([inner, lambda doc: doc.edit([Edit(0, 1, rule="first")])])

    assert pipe.clean("ab") == "B"
    assert pipe.names == ["inner", "<lambda>"]


def test_a_rejected_document_goes_no_further():
    pipe = Pipeline([lambda doc: doc.reject("no"), upper])

    assert pipe(Document("a")).text == "a"


def test_until_stable():
    """A stable pipeline goes round until nothing changes; a plain one goes once."""

    def shorten(doc):
        return doc.edit([Edit(0, 1, rule="one")] if len(doc.text) > 3 else [])

    assert Pipeline([shorten]).clean("abcdef") == "bcdef"
    assert Pipeline([shorten], until_stable=True).clean("abcdef") == "def"


def test_until_stable_asks_an_idempotent_filter_once():
    """A filter that finds nothing in what it gave is not asked about it again, unless another filter changed it."""

    class Trim:
        idempotent = True

        def __init__(self):
            self.asked = []

        def __call__(self, doc):
            self.asked.append(doc.text)
            return doc.rewrite(doc.text.strip(), "trim")

    def cut(doc):
        return doc.rewrite(doc.text.removesuffix("x"), "cut")

    trim = Trim()
    assert Pipeline([trim, cut], until_stable=True).clean(" a x") == "a"
    assert trim.asked == [" a x", "a "]
    trim = Trim()
    assert Pipeline([cut, trim], until_stable=True).clean(" a ") == "a"
    assert trim.asked == [" a "]


def test_until_stable_believes_a_filter_that_says_it_is_settled():
    """A filter is not asked about a text that it says it would leave, as it left another one."""

    class Trim:
        def __init__(self):
            self.asked = []

        def __call__(self, doc):
            self.asked.append(doc.text)
            return doc.rewrite(doc.text.strip(), "trim")

        def settled(self, left, text):
            return left.upper() == text

    trim = Trim()
    assert Pipeline([trim, upper], until_stable=True).clean("a") == "A"
    assert trim.asked == ["a"]
    # It did not leave this one: it changed it.
    assert Pipeline([trim, upper], until_stable=True).clean(" b") == "B"
    assert trim.asked == ["a", " b", "B"]


def test_until_stable_believes_a_filter_that_reads_no_layout():
    """A filter that says so is not asked again about other blank lines, and other blanks at the ends of lines."""

    class Count:
        reads_layout = False

        def __init__(self):
            self.asked = []

        def __call__(self, doc):
            self.asked.append(doc.text)
            return doc

    def strip(doc):
        return doc.rewrite(doc.text.strip(), "strip")

    def shorten(doc):
        return doc.rewrite(doc.text.removesuffix("x"), "shorten")

    for text, asked in ((" a", [" a"]), ("a\n b\n", ["a\n b\n"]), ("a\xa0", ["a\xa0", "a"]), ("a\r", ["a\r", "a"])):
        count = Count()
        Pipeline([count, strip], until_stable=True).clean(text)
        assert count.asked == asked
    count = Count()
    assert Pipeline([count, strip, shorten], until_stable=True).clean(" a x") == "a"
    assert count.asked == [" a x", "a "]


@given(st.text("ab网絡(wǎng)院?jiǎn\xa0\u3000 \t\nＡﾊﾟ⼈é\u0301\u200b\ufffd&amp;Ã锟斤拷中文", max_size=60), st.data())
@settings(max_examples=300, deadline=None)
def test_filters_that_read_no_layout(text, data):
    """What such a filter leaves alone it leaves alone with more blanks at the ends of lines, and more blank lines."""
    for f in WEB.filters:
        if not getattr(f, "reads_layout", True) and f(Document(text)).text == text and "\xa0" not in text:
            blank = st.sampled_from(["", " ", "\u3000", "\n", " \n", "\n\n"])
            lines = [data.draw(blank) + line.strip() + data.draw(blank) for line in text.split("\n")]
            other = "\n".join(lines)
            assert f(Document(other)).text == other


blanks = st.text("ab \u3000\t\n\n\xa0", max_size=16)


@given(
    blanks, st.lists(st.lists(st.tuples(st.integers(0, 16), st.integers(0, 3)), max_size=4), max_size=3), st.booleans()
)
@settings(max_examples=1000, deadline=None)
def test_cuts_tell_whether_only_layout_differs(text, layers, more):
    """What the cuts between two documents say is what a comparison of their lines says."""
    left = Document(f"x{text}").edit([Edit(0, 1, rule="first")] if more else [])
    doc = left
    for layer in layers:
        end, edits = 0, []
        for gap, size in layer:
            if end + gap + size <= len(doc.text):
                edits.append(Edit(end + gap, end + gap + size, rule="cut"))
                end += gap + size
        doc = doc.edit(edits)
    same = settled._written(left.text) == settled._written(doc.text)

    assert settled._differ_in_layout(left, doc) == same
    assert doc.cuts_since(left) is not None
    added = doc.edit([Edit(0, 0, replacement="\n", rule="add")])
    assert added.cuts_since(left) is None
    assert settled._differ_in_layout(left, added) == same
    assert Document(doc.text).cuts_since(left) is None or doc.text == left.text


def test_other_pipelines():
    """without, after, before, replacing give new pipelines and leave the old one alone."""
    pipe = Pipeline([FoldWidth(), TidySpaces()])

    assert pipe.without("unicode.width").names == ["layout.spaces"]
    assert pipe.after("unicode.width", upper).names == ["unicode.width", "upper", "layout.spaces"]
    assert pipe.before("unicode.width", upper).names == ["upper", "unicode.width", "layout.spaces"]
    assert pipe.replacing("unicode.width", upper).names == ["upper", "layout.spaces"]
    assert pipe.names == ["unicode.width", "layout.spaces"]


def test_without_a_label_or_a_rule():
    """without() takes labels and rule ids of the filters inside."""
    page = cleantext.clean("打开APP\n" + "这是一段完整的正文，讲的是城市里的事情。\n" * 3)
    assert "打开APP" not in page

    kept = WEB.without("app_prompt").clean("打开APP\n这是一段完整的正文，讲的是城市里的事情。\n")
    assert "打开APP" in kept


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: CLEAN.without("unicode.widht"), "did you mean 'unicode.width'"),
        (lambda: CLEAN.after("nothing like it", upper), "it has: encoding"),
        (lambda: Pipeline([3]), "not 3"),
        (lambda: list(CLEAN.stream(["a"], on_error="ignore")), "'ignore'"),
        (lambda: cleantext.clean("a", script="zh-Hanz"), "zh-Hans"),
        (lambda: Pipeline([upper]).map([{"txt": "a"}]), "did you mean 'txt'"),
    ],
)
def test_wrong_calls_are_config_errors(call, says):
    with pytest.raises(ConfigError, match=says):
        call()


def test_a_failing_filter_is_named():
    """FilterError names the filter and the document, and keeps the cause."""
    with pytest.raises(FilterError, match=r"'fail' failed on document 7: no!") as caught:
        Pipeline([fail])(Document("!", id=7))
    assert isinstance(caught.value.__cause__, RuntimeError)
    with pytest.raises(FilterError, match="returned str"):
        Pipeline([lambda doc: doc.text])(Document("a"))


def test_stream_is_one_in_one_out():
    """A failing document is rejected with its reason, in its place."""
    docs = list(Pipeline([fail]).stream(["a", Document("!", id="b"), "c"], on_error="reject"))

    assert [d.rejected for d in docs] == [None, "error.filter", None]
    assert "'b'" in docs[1].meta["error"]
    with pytest.raises(FilterError):
        list(Pipeline([fail]).stream(["!"]))


def test_map_gives_the_type_it_takes():
    """Lists, iterators and records come back as they came, order and other fields kept."""
    pipe = Pipeline([upper])

    assert pipe.map(["a", "b"]) == ["A", "B"]
    lazy = pipe.map(iter(["a"]))
    assert iter(lazy) is lazy
    assert list(lazy) == ["A"]
    records = [{"n": 1, "body": "a", "z": None}]
    assert pipe.map(records, text="body") == [{"n": 1, "body": "A", "z": None}]
    assert records[0]["body"] == "a"
    assert pipe.map([Document("a", id=1)]) == [upper(Document("a", id=1))]
    assert pipe.batch("t")({"t": ["a"], "u": [1]}) == {"t": ["A"], "u": [1]}
    assert list(pipe.batch("t")({"t": np.array(["a", "b"], dtype=object)})["t"]) == ["A", "B"]
    for wrong in ("a", 3):
        with pytest.raises(TypeError, match=r"map\(\) takes"):
            pipe.map(wrong)
    with pytest.raises(TypeError, match="NoneType"):
        pipe.map(["a", None])


def test_map_pandas():
    """Series and frames keep type, index, nulls and other columns."""
    import pandas as pd

    pipe = Pipeline([upper])
    frame = pd.DataFrame({"text": ["a", None], "n": [1, 2]}, index=[5, 6])
    series = pipe.map(frame["text"])

    pd.testing.assert_series_equal(series, pd.Series(["A", None], index=[5, 6], name="text", dtype=frame["text"].dtype))
    want = frame.assign(text=series)
    pd.testing.assert_frame_equal(pipe.map(frame), want)
    assert frame["text"].iloc[0] == "a"
    for dtype in ("object", "string", "category"):
        some = pd.Series(["a", None, "a"], dtype=dtype)
        pd.testing.assert_series_equal(pipe.map(some), pd.Series(["A", None, "A"], dtype=dtype))
    with pytest.raises(ConfigError, match="no column 'body'"):
        pipe.map(frame, text="body")


def test_map_polars():
    """Series and frames keep type, nulls, order and other columns."""
    import polars as pl

    pipe = Pipeline([upper])
    frame = pl.DataFrame({"text": ["a", None], "n": [1, 2]})

    assert pipe.map(frame).equals(pl.DataFrame({"text": ["A", None], "n": [1, 2]}))
    assert pipe.map(frame).columns == ["text", "n"]
    assert pipe.map(frame["text"]).to_list() == ["A", None]
    assert pipe.map(frame["text"]).name == "text"
    assert pipe.map(frame.clear()).equals(frame.clear())


def test_map_arrow():
    """Tables, batches, arrays and chunked arrays keep type, schema metadata, chunks and nulls."""
    import pyarrow as pa

    pipe = Pipeline([upper])
    table = pa.table({"n": [1, 2], "text": pa.chunked_array([["a"], [None]])}).replace_schema_metadata({"k": "v"})
    want = pa.table({"n": [1, 2], "text": pa.chunked_array([["A"], [None]])}).replace_schema_metadata({"k": "v"})

    assert pipe.map(table).equals(want, check_metadata=True)
    batch = table.to_batches()[0]
    assert pipe.batch()(batch).equals(want.to_batches()[0])
    assert pipe.map(table.column("text")).equals(want.column("text"))
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        got = pipe.map(pa.array(["a", None], kind))
        assert (got.type, got.to_pylist()) == (kind, ["A", None])


def test_map_numpy():
    """Arrays of objects or of fixed width; a text may grow."""
    pipe = Pipeline([lambda doc: doc.rewrite(doc.text * 2, "twice")])

    assert pipe.map(np.array(["a", "bb"])).tolist() == ["aa", "bbbb"]
    assert pipe.map(np.array(["a", None], dtype=object)).tolist() == ["aa", None]
    assert pipe.map(np.array([], dtype="U3")).dtype.kind == "U"


def test_map_hugging_face(tmp_path):
    """A dataset mapped in batches keeps its other columns and features; nulls stay."""
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    ds = datasets.Dataset.from_dict({"n": [1, 2, 3], "text": ["Ａ", None, "ｂ"]})

    got = ds.map(CLEAN.batch("text"), batched=True, batch_size=2, cache_file_name=str(tmp_path / "cache.arrow"))

    assert got.to_dict() == {"n": [1, 2, 3], "text": ["A", None, "b"]}
    assert got.features == ds.features
    streamed = ds.to_iterable_dataset().map(CLEAN.batch("text"), batched=True)
    assert [r["text"] for r in streamed] == ["A", None, "b"]


@pytest.mark.parametrize("pipe", [CLEAN, WEB], ids=["CLEAN", "WEB"])
def test_pickle(pipe, seed):
    """A pickled pipeline behaves the same, and so does its batch function."""
    again = pickle.loads(pickle.dumps(pipe))

    assert again(Document(seed.text)) == pipe(Document(seed.text))
    assert again.fingerprint == pipe.fingerprint
    assert pickle.loads(pickle.dumps(pipe.batch("t")))({"t": [seed.text]}) == {"t": [pipe.clean(seed.text)]}


def test_order_of_documents_does_not_matter():
    """Shuffled documents give the same outputs: a filter remembers nothing."""
    from .conftest import PAGES, load_seed

    texts = [line["text"] for page in PAGES for line in load_seed(page).lines]
    texts += [page.read_text("utf-8") for page in PAGES]
    alone = {text: WEB.clean(text) for text in texts}
    random.Random(1).shuffle(texts)

    assert {doc.source: doc.text for doc in WEB.stream(texts)} == alone


def test_fingerprint_tells_settings_and_rules():
    """The fingerprint changes with filters, settings and disabled rules, and only with them."""
    prints = [WEB, CLEAN, WEB.without("ad"), WEB.without("script"), Pipeline([upper]), Pipeline([fail])]

    assert len({p.fingerprint for p in prints}) == len(prints)
    assert Pipeline(WEB.filters, until_stable=True).fingerprint == WEB.fingerprint


def test_config_file(tmp_path):
    """A pipeline as a TOML file: preset, without, filters in their place."""
    path = tmp_path / "pipe.toml"
    path.write_text(
        'preset = "WEB"\nwithout = ["related", "repeats"]\n'
        '[[filter]]\nuse = "NormalizeScript"\ntarget = "zh-TW"\nreplacing = "script"\n',
        "utf-8",
    )
    pipe = Pipeline.from_toml(path)

    assert pipe.names == [n for n in WEB.names if n != "repeats"]
    assert pipe.clean("软件里面") != WEB.clean("软件里面")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('without = "ad"', "must be a list of texts"),
        ("until_stable = 1", "must be bool, not 1"),
        ('preset = "WEB"\n[[filter]]\nuse = "NormalizeScript"\ntarget = "zh-Hanz"', "zh-Hans"),
        ('[[filter]]\nuse = "os.system"', "no filter class or plugin 'os.system'"),
        ('preset = "WEBB"', "did you mean 'WEB'"),
        ("filtr = 1", "unknown key 'filtr'; did you mean 'filter'"),
        ('[[filter]]\nuse = "FoldWith"', "did you mean 'FoldWidth'"),
        ('[[filter]]\nuse = "NormalizeScript"\ntarge = "x"', "did you mean 'target'"),
        ('preset = "WEB"\n[[filter]]\nuse = "FoldWidth"\nafter = "script"\nbefore = "script"', "one place"),
        ("x = ", "is not TOML"),
        ('preset = "WEB"\n[[filter]]\nuse = "FoldWidth"\nafter = 1', "'after' must be the name of a filter, not 1"),
        ('[[filter]]\nuse = "RejectShort"\nmin_words = "many"', "RejectShort: 'min_words' must be int, not 'many'"),
        ('[[filter]]\nuse = "RejectGarbled"\nmax_damage = true', "'max_damage' must be float, not True"),
        ('[[filter]]\nuse = "FoldForms"\nselectors = 0', "'selectors' must be bool, not 0"),
        ('[[filter]]\nuse = "DropBoilerplate"\ndisabled = "ad"', "'disabled' must be a list of str, not 'ad'"),
        (
            '[[filter]]\nuse = "DropRepeatedSubstrings"\nmin_len = 9\ndigest = ""\nfound = {}',
            "is made from a corpus that was read",
        ),
    ],
)
def test_config_errors_teach(tmp_path, toml, says):
    path = tmp_path / "pipe.toml"
    path.write_text(toml, "utf-8")

    with pytest.raises(ConfigError, match=says):
        Pipeline.from_toml(path)
    with pytest.raises(ConfigError, match="cannot read"):
        Pipeline.from_toml(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "pipe",
    [
        WEB,
        CLEAN,
        WEB.without("related", "ad", "script"),
        Pipeline([CLEAN, cleantext.NormalizeScript("zh-TW", words=True, extra={'a "b': "c\\\n\x7f你"})], name='"x"'),
        Pipeline([]),
    ],
    ids=["WEB", "CLEAN", "without", "nested", "empty"],
)
def test_toml_round_trip(pipe, tmp_path):
    """What is written as TOML is read as an equal pipeline with the same fingerprint."""
    toml = pipe.to_toml(tmp_path / "pipe.toml")
    again = Pipeline.from_toml(tmp_path / "pipe.toml")

    assert again == pipe
    assert again.fingerprint == pipe.fingerprint
    assert again.to_toml() == toml


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
shares = st.floats(0, 1)
lengths = st.integers(0, 10**6)
SETTINGS = {
    "DropBoilerplate": {
        "disabled": st.lists(st.sampled_from(["related", "ad", "zh.related.heading"]), unique=True).map(tuple),
        "policy": st.dictionaries(
            st.sampled_from(["related", "ad", "contact"]), st.sampled_from(["keep", "mark", "remove"])
        ),
    },
    "DropRepeats": {"threshold": st.floats(0.5, 1), "min_len": st.integers(40, 10**6)},
    "MaskPII": {
        "kinds": st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
        "replacement": st.sampled_from(["label", "same-length"]),
        "keep": st.lists(words, max_size=2).map(tuple),
        "regions": st.lists(st.sampled_from(REGIONS), unique=True).map(tuple),
    },
    "StripUrls": {},
    "RepairEncoding": {"guess": st.booleans(), "escapes": st.booleans()},
    "StripInvisible": {},
    "FoldForms": {"selectors": st.booleans()},
    "FoldWidth": {},
    "NormalizeScript": {
        "target": st.sampled_from(["zh-Hans", "zh-TW"]),
        "words": st.booleans(),
        "extra": st.dictionaries(st.sampled_from(['部"落', "格\\", "網"]), st.sampled_from(["博", "客\n", "\x7f"])),
    },
    "RepairPunctuation": {"quotes": st.sampled_from([False, "corner", "curly"])},
    "TidySpaces": {},
    "RejectGarbled": {"max_damage": shares, "max_repaired": st.none() | shares},
    "RejectLanguage": {
        "languages": st.lists(st.sampled_from(["zh", "ja", "Latn"]), unique=True).map(tuple),
        "min_share": shares,
        "min_words": lengths,
    },
    "RejectNotText": {"min_letters": shares, "min_prose": shares, "min_chars": lengths},
    "RejectRepetitive": {
        "max_repeated": shares,
        "max_top": shares,
        "max_repeated_words": shares,
        "max_top_words": shares,
        "min_chars": lengths,
    },
    "RejectShort": {"min_words": lengths},
    "RejectSpam": {"min_score": st.none() | lengths},
}
# What these learnt from a corpus is no setting: the file of a pipeline cannot hold it.
LEARNT = {"DropTemplates", "DropRepeatedLines", "DropRepeatedSubstrings"}
filters = st.sampled_from(sorted(SETTINGS)).flatmap(lambda name: st.builds(getattr(cleantext, name), **SETTINGS[name]))


def test_every_filter_is_written_somewhere():
    """A filter that is added must be added to the settings that are tried below."""
    assert set(config._classes()) == set(SETTINGS) | LEARNT


@given(st.lists(filters, max_size=4), words, st.booleans())
def test_any_settings_round_trip(some, name, until_stable):
    """Whatever its settings, a filter is read from TOML as it was written."""
    pipe = Pipeline(some, name=name, until_stable=until_stable)
    with tempfile.TemporaryDirectory() as folder:
        toml = pipe.to_toml(Path(folder, "pipe.toml"))
        again = Pipeline.from_toml(Path(folder, "pipe.toml"))

    assert again == pipe
    assert again.fingerprint == pipe.fingerprint
    assert again.to_toml() == toml


def test_settings_that_are_off(tmp_path):
    """None is said by a list of names; what is no setting, or has a value as well, is refused."""
    path = tmp_path / "pipe.toml"
    path.write_text('[[filter]]\nuse = "RejectSpam"\noff = ["min_score"]\n')
    assert Pipeline.from_toml(path).filters == (cleantext.RejectSpam(min_score=None),)
    for off, says in [
        ('["min_scor"]', "did you mean 'min_score'"),
        ("3", "must be a list of settings"),
        ('["min_score"]\nmin_score = 3', "off and 3 at once"),
    ]:
        path.write_text(f'[[filter]]\nuse = "RejectSpam"\noff = {off}\n')
        with pytest.raises(ConfigError, match=says):
            Pipeline.from_toml(path)


def test_what_a_filter_learnt_is_no_setting():
    """A filter fitted to a corpus says that no file can hold it."""
    docs = [Document(f"第{n}条新闻。\n凡本网注明来源的作品，均转载自其它媒体。", id=n) for n in range(3)]
    with pytest.raises(ConfigError, match="TOML has no way to write"):
        Pipeline([cleantext.repeated_lines(docs, min_docs=3)]).to_toml()


def test_what_toml_cannot_name(tmp_path):
    with pytest.raises(ConfigError, match="neither a filter class of cleantext nor a plugin"):
        Pipeline([upper]).to_toml()
    with pytest.raises(ConfigError, match="cannot write"):
        CLEAN.to_toml(tmp_path / "none" / "pipe.toml")


def test_plugins(tmp_path, monkeypatch):
    """A distribution's filters are used by name, with settings; one that does not load warns and names itself."""
    (tmp_path / "shouting.py").write_text(
        "from dataclasses import dataclass\n"
        "def shout(doc):\n    return doc.rewrite(doc.text.upper(), 'shout')\n"
        "@dataclass(frozen=True)\nclass Times:\n    n: int = 2\n    name = 'times'\n"
        "    def __call__(self, doc):\n        return doc.rewrite(doc.text * self.n, 'times')\n"
    )
    (tmp_path / "shouting-1.dist-info").mkdir()
    (tmp_path / "shouting-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: shouting\nVersion: 1\n")
    (tmp_path / "shouting-1.dist-info" / "entry_points.txt").write_text(
        "[cleantext.filters]\nshout = shouting:shout\ntimes = shouting:Times\nbroken = shouting:missing\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    path = tmp_path / "pipe.toml"

    path.write_text('[[filter]]\nuse = "shout"\n[[filter]]\nuse = "times"\nn = 3\n')
    pipe = Pipeline.from_toml(path)
    assert pipe.clean("a") == "AAA"
    path.write_text('[[filter]]\nuse = "times"\nm = 3\n')
    with pytest.raises(ConfigError, match="unknown key 'm'"):
        Pipeline.from_toml(path)
    path.write_text('[[filter]]\nuse = "broken"\n')
    with (
        pytest.warns(UserWarning, match="the plugin 'broken' of shouting does not load"),
        pytest.raises(ConfigError, match="no filter class or plugin 'broken'"),
    ):
        Pipeline.from_toml(path)
    with pytest.warns(UserWarning, match="'broken' of shouting"):
        path.write_text(pipe.to_toml())
    assert Pipeline.from_toml(path).fingerprint == pipe.fingerprint


def test_a_setting_that_must_be_there_cannot_be_off(tmp_path):
    """None where a number is asked for is refused when the file is read, not at the first document."""
    path = tmp_path / "pipe.toml"
    path.write_text('[[filter]]\nuse = "RejectShort"\noff = ["min_words"]\n')

    with pytest.raises(ConfigError, match="'min_words' cannot be off; it must be int"):
        Pipeline.from_toml(path)
