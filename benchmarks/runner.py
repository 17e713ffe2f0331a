"""`cleantext run` measured from outside: scaling, memory, kill -9, and next to datatrove and data-juicer.

    python benchmarks/runner.py scale                     # 1 and 2 workers over generated documents
    python benchmarks/runner.py memory --megabytes 2048   # peak memory on one large jsonl
    python benchmarks/runner.py kill --times 50           # kill -9 at random moments, then resume
    python benchmarks/runner.py peers --datatrove VENV/bin/python --data-juicer VENV/bin/python \\
        --documents 200000 --sentences 4 [--corpus articles.jsonl.zst]
    python benchmarks/runner.py plot                      # throughput by filter -> benchmarks/throughput.svg

Wall and CPU seconds are of the command and all its processes; memory is the sum of their PSS (what they
share counts once), sampled twice a second.  Texts are made from seeds/, or come from --corpus.
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import speed  # the scripts of this folder are no package

HERE = Path(__file__).parent
_EVERY = 0.5  # seconds between two looks at the memory: a look costs some milliseconds for all processes there are


@dataclass
class Cost:
    wall: float
    cpu: float
    peak: float  # MB

    def row(self, size: int) -> str:
        return f"{self.wall:.1f} | {self.cpu:.1f} | {size / self.wall / 1e6:.2f} | {self.peak:.0f}"


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
        except OSError:
            continue
    found = [pid]
    for p in found:
        found += parents.get(p, [])
    return found


def pss(pid: int) -> int:
    total = 0
    for p in tree(pid):
        try:
            for line in Path(f"/proc/{p}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
        except OSError:
            continue
    return total


def measure(command: list[str], env: dict[str, str] | None = None) -> Cost:
    """Run a command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    # Not to a pipe: a peer that writes bars of progress fills it and waits for ever.
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=os.environ | (env or {}))
        peak = 0
        while process.poll() is None:
            peak = max(peak, pss(process.pid))
            time.sleep(_EVERY)
        wall = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said.read()[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak / 1e6)


def run(source: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "cleantext", "run", str(source), "-o", str(out), *options]


def documents(count: int, seed: int = 1, said_in: int = 40) -> Iterator[dict[str, object]]:
    """Records of Simplified prose of some 50 characters a sentence; every fifth is a near copy of the one before."""
    rng = random.Random(seed)
    text = "".join((speed.SEEDS / "gold" / f"{k:03}.hans.txt").read_text("utf-8") for k in range(5))
    sentences = [s for s in text.replace("\n", "。").split("。") if len(s) > 12]
    body = ""
    for n in range(count):
        if n % 5 != 4 or not body:
            said = [f"{rng.choice(sentences)}，{rng.randrange(10**6)}。" for _ in range(said_in)]
            body = "\n\n".join("".join(said[k : k + 8]) for k in range(0, said_in, 8))
        else:
            body = body.replace("。", f"，{n}。", 1)
        yield {"id": n, "text": body, "url": f"https://h{n % 97}.example/{seed}/{n}"}


def write(path: Path, *, count: int | None = None, size: int | None = None, seed: int = 1, said_in: int = 40) -> int:
    """Write so many documents, or so many bytes, and return the bytes."""
    total = 0
    with path.open("wb") as out:
        for record in documents(count or 10**9, seed, said_in):
            total += out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            if size is not None and total >= size:
                break
    return total


def scale(args: argparse.Namespace, folder: Path) -> None:
    source = folder / "a.jsonl"
    size = write(source, size=args.megabytes * 10**6)
    costs: dict[int, list[Cost]] = {1: [], 2: []}
    for _ in range(args.rounds):
        for workers in costs:
            out = folder / "out"
            costs[workers].append(measure(run(source, out, "--workers", str(workers))))
            shutil.rmtree(out)
    print(f"one jsonl of {size / 1e6:.0f} MB, medians of {args.rounds} interleaved rounds")
    print("| workers | wall s | CPU s | MB/s | peak MB |\n|---|---|---|---|---|")
    for workers, found in costs.items():
        middle = Cost(*(statistics.median(getattr(c, x) for c in found) for x in ("wall", "cpu", "peak")))
        print(f"| {workers} | {middle.row(size)} |")
    ratios = [one.wall / two.wall for one, two in zip(costs[1], costs[2], strict=True)]
    best = min(c.wall for c in costs[1]) / min(c.wall for c in costs[2])
    rounds = ", ".join(f"{r:.2f}" for r in ratios)
    print(f"2 workers over 1: {statistics.median(ratios):.2f}x (each round: {rounds}; best over best: {best:.2f})")
    print(
        f"load before: {', '.join(f'{x:.1f}' for x in os.getloadavg())}; with other work on the cores this says little"
    )


def memory(args: argparse.Namespace, folder: Path) -> None:
    source = args.source or folder / "a.jsonl"
    size = source.stat().st_size if args.source else write(source, size=args.megabytes << 20)
    options = ["--workers", str(args.workers), "--preset", args.preset, *(["--dedup", "0.8"] if args.dedup else [])]
    cost = measure(run(source, folder / "out", *options))
    print(f"one jsonl of {size / 2**20:.0f} MiB, options {' '.join(options)}")
    print(f"| wall s | CPU s | MB/s | peak MB |\n|---|---|---|---|\n| {cost.row(size)} |")


def kill(args: argparse.Namespace, folder: Path) -> None:
    """Kill at random moments; resume at once after each; the last run is left to end."""
    source = folder / "in"
    source.mkdir()
    for k in range(4):
        write(source / f"{k}.jsonl", count=args.documents // 4, seed=k)
    for n, record in enumerate(documents(40, seed=4)):
        (source / f"{n:03}.txt").write_text(str(record["text"]), "utf-8")
    options = ["--workers", "2", "--dedup", "0.8", "--id-field", "url", "--piece", "300kB"]
    rng = random.Random(args.seed)
    start = time.perf_counter()
    measure(run(source, folder / "want", *options))
    whole = time.perf_counter() - start
    killed = rounds = 0
    while killed < args.times:
        out = folder / f"out{rounds}"
        rounds += 1
        while killed < args.times:
            process = subprocess.Popen(run(source, out, *options), stderr=subprocess.DEVNULL)
            try:
                process.wait(rng.uniform(0, whole * 1.05))
                break  # it ended first
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                killed += 1
            same(folder / "want", out, whole=False)
        measure(run(source, out, *options))
        same(folder / "want", out, whole=True)
        shutil.rmtree(out)
    print(
        f"{killed} kills in {rounds} folders (an undisturbed run takes {whole:.1f} s): after each, what was there was"
    )
    print("whole and right; after the last of each folder, every result, removed document and count was the same")


def same(want: Path, got: Path, *, whole: bool) -> None:
    """What is there is what it should be; `whole`: and all of it is there."""
    for one in (want, got):
        if whole or one is got:
            for path in one.rglob("*"):
                name = path.relative_to(one)
                state = ".cleantext" in name.parts
                if path.is_dir() or (state and "removed" not in name.parts and name.name != "report.json"):
                    continue
                other = (want if one is got else got) / name
                if not other.exists() or not filecmp.cmp(path, other, shallow=False):
                    raise SystemExit(f"{path} differs from {other}")


DATATROVE = """
import sys
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.formatters import FTFYFormatter, SymbolLinesFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.hashing import HashConfig
from datatrove.utils.typeshelper import Languages

source, out, logs = sys.argv[1:]
language = Languages.mandarin_chinese
config = MinhashConfig(hash_config=HashConfig(precision=64), n_grams=5, num_buckets=14, hashes_per_bucket=8)

def go(name, steps, tasks=1):
    LocalPipelineExecutor(pipeline=steps, tasks=tasks, workers=1, logging_dir=f"{logs}/{name}").run()

if __name__ == "__main__":
    go("clean", [JsonlReader(source), FTFYFormatter(), SymbolLinesFormatter(), JsonlWriter(f"{out}/cleaned")])
    go("sign", [JsonlReader(f"{out}/cleaned"), MinhashDedupSignature(f"{out}/sig", config=config, language=language)])
    go("buckets", [MinhashDedupBuckets(f"{out}/sig", f"{out}/buckets", config=config)], tasks=14)
    go("cluster", [MinhashDedupCluster(f"{out}/buckets", f"{out}/remove", config=config)])
    go("filter", [JsonlReader(f"{out}/cleaned"), MinhashDedupFilter(f"{out}/remove"), JsonlWriter(f"{out}/final")])
"""


# What of its Chinese recipe needs no download, and its MinHash over characters.
DATA_JUICER = """
import sys
from jsonargparse import Namespace
from data_juicer.config import init_configs
from data_juicer.core import DefaultExecutor

source, out, folder = sys.argv[1:]
config = f'''
project_name: peer
dataset_path: {source}/a.jsonl
export_path: {out}/final/a.jsonl
work_dir: {folder}
np: 1
open_tracer: false
use_cache: false
process:
  - fix_unicode_mapper:
  - punctuation_normalization_mapper:
  - whitespace_normalization_mapper:
  - document_minhash_deduplicator:
      tokenization: character
      window_size: 5
      jaccard_threshold: 0.8
      num_permutations: 112
      num_bands: 14
      num_rows_per_band: 8
'''

if __name__ == "__main__":
    import pathlib
    path = pathlib.Path(folder, "peer.yaml")
    path.parent.mkdir(parents=True, exist_ok=True)
    pathlib.Path(out, "final").mkdir(parents=True, exist_ok=True)
    path.write_text(config)
    DefaultExecutor(init_configs(["--config", str(path)])).run()
"""


def peers(args: argparse.Namespace, folder: Path) -> None:
    """Unicode repair, layout, MinHash in all of them; ours does what `run --dedup` does, which is more."""
    systems = {"datatrove": (args.datatrove, DATATROVE), "data-juicer": (args.data_juicer, DATA_JUICER)}
    corpora: dict[str, Path] = {}
    if args.corpus is not None:
        corpora["articles"] = folder / "articles"
        corpora["articles"].mkdir()
        with (corpora["articles"] / "a.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(speed.iter_lines(args.corpus))
    if args.documents:
        corpora["generated"] = folder / "generated"
        corpora["generated"].mkdir()
        write(corpora["generated"] / "a.jsonl", count=args.documents, said_in=args.sentences)
    print("| corpus | MB | | wall s | CPU s | MB/s | peak MB | documents out |\n|---|---|---|---|---|---|---|---|")
    for name, source in corpora.items():
        size = sum(p.stat().st_size for p in source.iterdir())
        out = folder / "out"
        cost = measure(run(source, out, "--dedup", "0.8", "--script", "none", "--workers", "1"))
        print(f"| {name} | {size / 1e6:.0f} | cleantext | {cost.row(size)} | {count_lines(out)} |", flush=True)
        shutil.rmtree(out)
        for system, (python, code) in systems.items():
            if python is None:
                continue
            script, peer, logs = folder / "peer.py", folder / "peer", folder / "logs"
            script.write_text(code)
            # Only one thread each, as ours has.
            theirs = measure([python, str(script), str(source), str(peer), str(logs)], {"OMP_NUM_THREADS": "1"})
            print(f"| {name} | | {system} | {theirs.row(size)} | {count_lines(peer / 'final')} |")
            wall, cpu, peak = theirs.wall / cost.wall, theirs.cpu / cost.cpu, theirs.peak / cost.peak
            print(f"| {name} | | {system} / cleantext | {wall:.1f}x | {cpu:.1f}x | | {peak:.1f}x | |", flush=True)
            for path in (peer, logs):
                shutil.rmtree(path)


def count_lines(folder: Path) -> int:
    import gzip

    total = 0
    for path in folder.glob("*.jsonl*"):
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            total += sum(1 for _ in stream)
    return total


def plot(args: argparse.Namespace, folder: Path) -> None:
    """Bars of MB/s by filter, on a logarithmic scale: they lie between 2 and 500."""
    texts = speed.prose(args.documents // 100)
    size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts)
    digest = hashlib.blake2b("\n".join(texts).encode(), digest_size=6).hexdigest()
    rates = {k.strip(): size / s / 1e6 for k, s in speed.measure(speed.candidates(), texts, args.rounds).items() if s}
    path = (args.plots or HERE) / "throughput.svg"
    path.write_text(bars(rates, f"MB/s on clean Chinese prose, one core ({len(texts)} documents, {digest})"), "utf-8")
    print(f"wrote {path}")


def bars(rates: dict[str, float], title: str) -> str:
    import html
    import math

    most = math.log10(max(rates.values()) * 1.3)
    wide, left, high = 760, 300, 22
    rows = []
    for n, (name, rate) in enumerate(sorted(rates.items(), key=lambda x: x[1])):
        y = 40 + n * high
        length = max(2.0, (wide - left - 70) * math.log10(max(rate, 1.01)) / most)
        fill = "#c2703d" if "ftfy" in name or "opencc" in name else "#3b73b9"
        rows.append(
            f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{html.escape(name)}</text>'
            f'<rect x="{left}" y="{y + 3}" width="{length:.1f}" height="{high - 7}" rx="2" fill="{fill}"/>'
            f'<text x="{left + length + 6:.1f}" y="{y + 14}">{rate:.1f}</text>'
        )
    height = 50 + len(rates) * high
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" '
        'font-family="sans-serif" font-size="13">'
        f'<rect width="{wide}" height="{height}" fill="#fff"/>'
        f'<text x="8" y="22" font-size="15">{html.escape(title)}</text>{"".join(rows)}</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["scale", "memory", "kill", "peers", "plot"])
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dedup", action="store_true")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--source", type=Path, help="memory: a jsonl that is there")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="plot: where to write it (default: here)")
    parser.add_argument("--preset", default="web", help="memory: what cleans (default: web)")
    parser.add_argument("--sentences", type=int, default=40, help="of a generated document (default: 40)")
    parser.add_argument("--datatrove", metavar="PYTHON", help="of an environment with datatrove[io,processing]")
    parser.add_argument("--data-juicer", metavar="PYTHON", help="of an environment with py-data-juicer")
    parser.add_argument("--folder", help="where to work; default: a temporary folder")
    args = parser.parse_args()
    print(speed.describe())
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        globals()[args.what](args, Path(folder))


if __name__ == "__main__":
    main()
