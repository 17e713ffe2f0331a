"""Pipelines: composition, errors that teach, collections of every type."""

import pickle
import random

import numpy as np
import pytest

import cleantext
from cleantext import CLEAN, WEB, ConfigError, Document, Edit, FilterError, FoldWidth, Pipeline, TidySpaces


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
    import pandas as pd

    pipe = Pipeline([upper])
    frame = pd.DataFrame({"text": ["a", None], "n": [1, 2]}, index=[5, 6])
    series = pipe.map(frame["text"])

    pd.testing.assert_series_equal(series, pd.Series(["A", None], index=[5, 6], name="text", dtype=frame["text"].dtype))
    assert list(pipe.map(frame)["n"]) == [1, 2]
    with pytest.raises(ConfigError, match="no column 'body'"):
        pipe.map(frame, text="body")


def test_map_polars():
    import polars as pl

    pipe = Pipeline([upper])
    frame = pl.DataFrame({"text": ["a", None], "n": [1, 2]})

    assert pipe.map(frame).equals(pl.DataFrame({"text": ["A", None], "n": [1, 2]}))
    assert pipe.map(frame["text"]).to_list() == ["A", None]


def test_map_arrow():
    import pyarrow as pa

    pipe = Pipeline([upper])
    table = pa.table({"n": [1, 2], "text": pa.chunked_array([["a"], [None]])})
    want = pa.table({"n": [1, 2], "text": pa.chunked_array([["A"], [None]])})

    assert pipe.map(table).equals(want)
    batch = table.to_batches()[0]
    assert pipe.batch()(batch).equals(want.to_batches()[0])
    assert pipe.map(table.column("text")).equals(want.column("text"))
    assert pipe.map(pa.array(["a"], pa.large_string())).type == pa.large_string()


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
        ('preset = "WEBB"', "did you mean 'WEB'"),
        ("filtr = 1", "unknown key 'filtr'; did you mean 'filter'"),
        ('[[filter]]\nuse = "FoldWith"', "did you mean 'FoldWidth'"),
        ('[[filter]]\nuse = "NormalizeScript"\ntarge = "x"', "did you mean 'target'"),
        ('preset = "WEB"\n[[filter]]\nuse = "FoldWidth"\nafter = "script"\nbefore = "script"', "one place"),
        ("x = ", "is not TOML"),
    ],
)
def test_config_errors_teach(tmp_path, toml, says):
    path = tmp_path / "pipe.toml"
    path.write_text(toml, "utf-8")

    with pytest.raises(ConfigError, match=says):
        Pipeline.from_toml(path)
    with pytest.raises(ConfigError, match="cannot read"):
        Pipeline.from_toml(tmp_path / "none.toml")
