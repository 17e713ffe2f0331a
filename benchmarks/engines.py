"""Ray and Spark: a job through their own shuffles and through ours, side by side; what 10**10 documents would take.

    python benchmarks/engines.py run [--docs 200000] [--rounds 3] [--only local,ray,...]
    python benchmarks/engines.py project [--docs 200000]

The job: synthetic Chinese documents of 163 characters on average, a third of them near copies in chains, in 8 Parquet
files: strip tags, fold with NFKC, strip controls and surplus space, take copies out, write Parquet.  `ray_own` and
`spark_own` do it as one would by hand: 5-gram MinHash of 14 bands of 8, shuffled by band key, connected components,
anti-join.  Ours also verify every pair, choose stars, and write down what was removed and why.

CPU is that of the whole process tree, sampled every .2 s; memory the greatest sum of its proportional set sizes.
Both are told for each kind of process, too: how many there were, their CPU, and their memory at the peak of the sum.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cleantext import Document, Edit, Pipeline
from cleantext.dedup import linkage
from cleantext.dedup.bands import band_keys
from cleantext.dedup.minhash import batches, sign
from cleantext.dedup.shingles import shingles

# Tags and controls go, surplus and ideographic space becomes a space.
NOISE = re.compile(r"<[^<>]{1,80}>|[\x00-\x08\x0b-\x1f\x7f]|[ \t]{2,}|[ \t]*\u3000[ \t\u3000]*")
WAYS = ("local", "ray", "ray_own", "spark", "spark_own")


def instead(match):
    return " " if match[0][0] in " \t\u3000" else ""


def wash(text):
    return unicodedata.normalize("NFKC", NOISE.sub(instead, text))


def washed(doc):
    """`wash` as a filter: edits where they happen."""
    doc = doc.edit(Edit(*m.span(), replacement=instead(m), rule="noise") for m in NOISE.finditer(doc.text))
    if not unicodedata.is_normalized("NFKC", doc.text):
        doc = doc.rewrite(unicodedata.normalize("NFKC", doc.text), "nfkc")
    return doc


PIPE = Pipeline([washed])


# -- the corpus ----------------------------------------------------------------


def texts_of(docs, seed=7):
    rng = random.Random(seed)
    common = [chr(0x4E00 + k * 7) for k in range(2500)]
    last = []
    for k in range(docs):
        if last and rng.random() < 0.35:
            text = list(rng.choice(last[-1000:]))
            for _ in range(rng.randrange(1, 5)):
                text[rng.randrange(len(text))] = rng.choice(common)
        else:
            text = rng.choices(common, k=rng.randrange(60, 266))
        last.append(text)
        if len(last) > 2000:
            del last[:1000]
        yield f"<p class='a'>{''.join(text)}</p>\u3000 第{k % 9}頁"


def write_corpus(folder, docs):
    folder.mkdir()
    per = -(-docs // 8)
    texts = list(texts_of(docs))
    assert all(washed(Document(t)).text == wash(t) for t in texts[:1000])
    for part in range(8):
        ids = range(part * per, min(docs, (part + 1) * per))
        table = pa.table({"id": pa.array(ids, pa.int64()), "text": texts[ids.start : ids.stop]})
        pq.write_table(table, folder / f"{part}.parquet", row_group_size=5000)


# -- ours ----------------------------------------------------------------------


def run_ours(source, out, executor):
    from cleantext.io import find_inputs
    from cleantext.run import Job, run_files

    with executor:
        run_files(find_inputs([str(source)]), out, Job(PIPE, dedup=0.8, piece=4 << 20), executor)


def local(source, out):
    from cleantext.run import Local

    run_ours(source, out, Local(2))


def ray(source, out):
    from cleantext.adapters.ray import Ray

    run_ours(source, out, Ray(workers=2))


def session(out):
    from pyspark.sql import SparkSession

    from cleantext.adapters.java import find_java

    find_java()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "8",
        "spark.local.dir": str(out.parent / "spark"),
        "spark.ui.showConsoleProgress": "false",
    }
    return SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()


def spark(source, out):
    from cleantext.adapters.spark import clean, dedup

    spark = session(out)
    clean(spark.read.parquet(str(source)), PIPE).write.parquet(str(out.parent / "cleaned"))
    found = dedup(spark.read.parquet(str(out.parent / "cleaned")), id="id")
    found.where("keep").select("id", "text").write.parquet(str(out))
    spark.stop()


# -- the engines' own shuffles ---------------------------------------------------


def wash_block(block):
    """The same kernel as ours."""
    return PIPE.batch("text")(block)


def key_block(block):
    keys = [
        band_keys(sign(*shingles(some, 5), 112, "fast", 1), 14, 8) for some in batches(block.column("text").to_pylist())
    ]
    keys = np.concatenate(keys).astype(np.int64) << 4 | np.arange(14)
    return pa.table({"key": keys.ravel(), "id": np.repeat(block.column("id").to_numpy(), 14)})


def edge_block(block):
    key, id = block.column("key").to_numpy(), block.column("id").to_numpy()
    order = np.lexsort((id, key))
    key, id = key[order], id[order]
    same = key[1:] == key[:-1]
    return pa.table({"a": id[1:][same], "b": id[:-1][same]})


def ray_own(source, out):
    import ray
    from ray.data import DataContext, read_parquet
    from ray.data.context import ShuffleStrategy

    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="warning")
    context = DataContext.get_current()
    context.shuffle_strategy, context.enable_progress_bars = ShuffleStrategy.HASH_SHUFFLE, False
    cleaned = read_parquet(str(source)).map_batches(wash_block, batch_format="pyarrow").materialize()
    edges = (
        cleaned.map_batches(key_block, batch_format="pyarrow")
        .repartition(8, keys=["key"])
        .map_batches(edge_block, batch_format="pyarrow", batch_size=None)
    )
    pairs = pa.concat_tables([t for t in ray.get(edges.to_arrow_refs()) if t.num_rows])
    pairs = np.stack((pairs.column("a").to_numpy(), pairs.column("b").to_numpy()), axis=1)
    found = linkage.forest(pairs)
    gone = ray.put(np.sort(found[found[:, 0] != found[:, 1], 0]))

    def stay(block):
        ids, away = block.column("id").to_numpy(), ray.get(gone)
        return block.filter(pa.array(~np.isin(ids, away)))

    cleaned.map_batches(stay, batch_format="pyarrow").write_parquet(str(out))
    ray.shutdown()


def spark_own(source, out):
    from pyspark.sql import Window
    from pyspark.sql import functions as sql

    spark = session(out)

    def each(work):
        def task(blocks):
            for block in blocks:
                done = work(block)
                yield from [done] if isinstance(done, pa.RecordBatch) else done.to_batches()

        return task

    spark.read.parquet(str(source)).mapInArrow(each(wash_block), "id long, text string").write.parquet(
        str(out.parent / "cleaned")
    )
    cleaned = spark.read.parquet(str(out.parent / "cleaned"))
    keys = cleaned.mapInArrow(each(key_block), "key long, id long")
    before = sql.lag("id").over(Window.partitionBy("key").orderBy("id"))
    edges = keys.select(sql.col("id").alias("a"), before.alias("b")).where("b is not null").distinct()
    turn, told = 0, None
    while True:  # large star, small star, until nothing changes
        both = edges.union(edges.select(sql.col("b").alias("a"), sql.col("a").alias("b")))
        least = both.groupBy("a").agg(sql.least("a", sql.min("b")).alias("m"))
        large = both.join(least, "a").where("b > a").select(sql.col("b").alias("a"), sql.col("m").alias("b")).distinct()
        lower = large.groupBy("a").agg(sql.min("b").alias("m"))
        small = large.join(lower, "a").where("b != m").select(sql.col("b").alias("a"), sql.col("m").alias("b"))
        edges = small.union(lower.select("a", sql.col("m").alias("b"))).distinct()
        edges.write.parquet(str(out.parent / f"edges-{turn}"))
        edges = spark.read.parquet(str(out.parent / f"edges-{turn}"))
        now = tuple(edges.agg(sql.count("a"), sql.sum("a"), sql.sum("b")).first())
        if now == told:
            break
        turn, told = turn + 1, now
    gone = edges.select(sql.col("a").alias("id")).distinct()
    cleaned.join(gone, "id", "left_anti").write.parquet(str(out))
    spark.stop()


# -- measuring -----------------------------------------------------------------


def tree(root):
    """CPU seconds and proportional memory in bytes of each process below this one."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents, cpu = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                rest = Path("/proc", entry, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(rest[1])
            cpu[int(entry)] = (int(rest[11]) + int(rest[12])) / ticks
    mine, more = set(), {root}
    while more:
        mine |= more
        more = {pid for pid, parent in parents.items() if parent in more} - mine
    mine.discard(root)
    memory = {}
    for pid in mine:
        try:
            found = re.search(r"^Pss:\s+(\d+)", Path("/proc", str(pid), "smaps_rollup").read_text(), re.M)
        except OSError:
            continue
        memory[pid] = int(found[1]) * 1024 if found else 0
    return {pid: cpu[pid] for pid in mine if pid in cpu}, memory


# The processes of an engine have names of their own; the first word of these that is in the command says which it is.
KINDS = {
    "raylet/raylet": "raylet",
    "gcs_server": "gcs",
    "bin/java": "java",
    "benchmarks.engines": "driver",
    "Agent": "agent",
    "default_worker": "worker",
    "ray::": "worker",
    "pyspark.daemon": "worker",
    "spawn_main": "worker",
    "monitor": "monitor",
    "dashboard": "dashboard",
}


def kind(pid):
    try:
        told = Path("/proc", str(pid), "cmdline").read_text("utf-8", "replace")
    except OSError:
        told = ""
    return next((name for word, name in KINDS.items() if word in told), "other") if told else "gone"


def measured(way, source):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        started = time.perf_counter()
        command = [sys.executable, "-m", "benchmarks.engines", "one", way, str(source), str(out)]
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}  # workers import this file
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        seconds, kinds, peak, parts = {}, {}, 0, {}
        while process.poll() is None:
            time.sleep(0.2)
            now, memory = tree(os.getpid())
            seconds |= now
            kinds |= {pid: name for pid in now if (name := kind(pid)) != "gone"}
            if sum(memory.values()) > peak:
                peak, parts = sum(memory.values()), memory
        if process.returncode:
            raise SystemExit(process.stderr.read().decode()[-4000:])
        wall = time.perf_counter() - started
        rows = sum(pq.read_metadata(p).num_rows for p in out.rglob("*.parquet") if ".cleantext" not in p.parts)
        time.sleep(1)  # for what the engine leaves running to end
        reap()
        for name in sorted(set(kinds.values())):
            own = [pid for pid in seconds if kinds.get(pid) == name]
            cpu, held = sum(seconds[p] for p in own), sum(parts.get(p, 0) for p in own)
            print(f"  {name:10} {len(own):3} {cpu:6.1f} s  {held / 1e6:5.0f} MB", file=sys.stderr)
        return {
            "wall": wall,
            "cpu": sum(v for p, v in seconds.items() if p in kinds),
            "memory": peak / 1e6,
            "rows": rows,
        }


def reap():
    """Forget the dead: a zombie left to us keeps its CPU time and would be counted with the next way."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def run(docs, rounds, only):
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans of what we start become our children, not init's
    found = {way: [] for way in only}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in")
        write_corpus(source, docs)
        for _ in range(rounds):
            for way in only:
                found[way].append(measured(way, source))
                print(way, json.dumps(found[way][-1]), f"load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    middle = {w: {k: statistics.median(r[k] for r in f) for k in f[0]} for w, f in found.items()}
    print("| | CPU s | peak MB | wall s | rows kept |\n|---|---|---|---|---|")
    for way, m in middle.items():
        print(f"| {way} | {m['cpu']:.1f} | {m['memory']:.0f} | {m['wall']:.0f} | {m['rows']:.0f} |")
    for a, b in (("ray", "ray_own"), ("spark", "spark_own"), ("ray", "local")):
        if a in middle and b in middle:
            x, y = middle[a], middle[b]
            print(f"{a} / {b}: CPU {x['cpu'] / y['cpu']:.2f}x, memory {x['memory'] / y['memory']:.2f}x")


# -- 10**10 documents ------------------------------------------------------------


def costs(docs):
    """What each stage of `adapters.spark.dedup` takes here, in one process, a document, and how much comes out."""
    from cleantext.adapters.groups import compare

    texts = [wash(t) for t in texts_of(docs)]
    nodes = np.array([hash_of(t) for t in texts])
    clock = [time.process_time()]
    found = np.concatenate(
        [linkage.entries(texts[k : k + 10000], nodes[k : k + 10000], 0.8, wide=True) for k in range(0, docs, 10000)]
    )
    clock.append(time.process_time())
    part = linkage.part_of(found[:, 0], 8)
    tied = [linkage.tied(found[part == k]) for k in range(8)]
    clock.append(time.process_time())
    group = dict(linkage.forest(np.concatenate(tied)).tolist())
    clock.append(time.process_time())
    related = sorted((group[int(node)], k) for k, node in enumerate(nodes.tolist()) if node in group)
    group_of, ids = (pa.array(column) for column in zip(*related, strict=True))
    block = pa.RecordBatch.from_arrays(
        [group_of, ids, pa.array([texts[k] for _, k in related])], ["group", "id", "text"]
    )
    begun = time.process_time()
    for _ in compare(iter([block]), 0.8, "first", "1GB", 1 << 22):
        pass
    took = time.process_time() - begun
    return {
        "text": sum(len(t.encode()) for t in texts) / docs,
        "entries": len(found) / docs,
        "edges": sum(map(len, tied)) / docs,
        "related": len(related) / docs,
        "sign_us": (clock[1] - clock[0]) / docs * 1e6,
        "tie_us": (clock[2] - clock[1]) / docs * 1e6,
        "join_us": (clock[3] - clock[2]) / docs * 1e6,
        "compare_us": took / len(related) * 1e6,
    }


def hash_of(text):
    from hashlib import blake2b

    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def partitions(n, parts, entries, share, hottest, seed=1):
    """Pairs in each partition of the first shuffle: families as Zipf's law has them, all else evenly.

    Family k has `hottest / k` texts that agree in every band, as many families as make `share` of all texts; of
    each family and band all entries meet in one partition.
    """
    rng = np.random.default_rng(seed)
    held = np.zeros(parts)
    left = n * share
    low = 1
    while left > 0:
        rank = np.arange(low, low + (1 << 20), dtype=np.float64)
        size = np.maximum(hottest / rank, 2)
        stop = int(np.searchsorted(np.cumsum(size), left)) + 1
        size = size[:stop]
        if size[0] < 1000:  # too small to be seen in a partition of millions
            break
        for _ in range(round(entries)):
            held += np.bincount(rng.integers(0, parts, len(size)), size, parts)
        left -= size.sum()
        low += 1 << 20
    rest = n * entries - held.sum()
    return held + rng.normal(rest / parts, np.sqrt(rest / parts), parts)


def project(docs):
    n, cores, net = 1e10, 1000, 1e9 / 16  # documents; cores; bytes a second and core: 1 GB/s for each 16
    jvm = 2.0  # CPU of all over CPU of our Python in it, see `run`
    rounds, hottest = 5, 1e7  # of stars; the most frequent page: one in a thousand
    c = costs(docs)
    print(json.dumps({k: round(v, 2) for k, v in c.items()}))
    keys = n * c["entries"] * 16
    links = n * c["edges"] * 16 * (1 + 3 * rounds)
    moved = n * (c["text"] + 24) * 2 + n * c["related"] * (c["text"] + 24) + n * 16
    cpu = n * (c["sign_us"] + c["tie_us"] + 6 * rounds * c["join_us"] + c["related"] * c["compare_us"]) * jvm / 1e6
    parts = int(n * c["entries"] / (1 << 22)) + 1
    held = partitions(n, parts, c["entries"], c["related"], hottest)
    total = keys + links + moved
    largest = hottest * c["compare_us"] / 6e7
    wall, wait = cpu / cores / 3600, total / cores / net / 3600
    biggest, mean = held.max() * 16 / 1e6, held.mean() * 16 / 1e6
    print(f"keys      n * entries * 16                          = {keys / 1e12:.1f} TB in {parts} partitions")
    print(f"links     n * edges * 16 * (1 + 3 * {rounds} rounds)        = {links / 1e12:.1f} TB")
    print(f"texts     n * (2 + related) * (text + 24) + n * 16  = {moved / 1e12:.1f} TB")
    print(f"hottest partition {biggest:.0f} MB, mean {mean:.0f} MB ({biggest / mean:.1f}x)")
    print(f"largest group {hottest:.0e} texts, {hottest * c['text'] / 1e9:.1f} GB, {largest:.0f} min in one task")
    print(f"CPU       n * (sign + tie + 6 * {rounds} * join + related * compare) * {jvm} = {cpu / 3600:.0f} core-hours")
    print(f"wall      CPU / {cores} + bytes / ({cores} * {net / 1e6:.1f} MB/s) = {wall:.1f} h + {wait:.1f} h")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("run", "project"):
        command = commands.add_parser(name)
        command.add_argument("--docs", type=int, default=200_000)
        command.add_argument("--rounds", type=int, default=3)
        command.add_argument("--only", default=",".join(WAYS))
    one = commands.add_parser("one")
    for name in ("way", "source", "out"):
        one.add_argument(name)
    args = parser.parse_args()
    if args.command == "one":
        # Under its own name, not as __main__: then workers find what is in it.
        from benchmarks import engines

        getattr(engines, args.way)(Path(args.source), Path(args.out))
    elif args.command == "run":
        run(args.docs, args.rounds, args.only.split(","))
    else:
        project(args.docs)


if __name__ == "__main__":
    main()
