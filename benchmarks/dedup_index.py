"""The index: `python benchmarks/dedup_index.py [documents]`: adding, size, opening, asking.

The corpus is that of `dedup_spill.py`.  Opening and the first question are wall time, medians of
21 opens in one process (the file is in the system's cache); resident memory is that which a
fresh process has more after opening the index and asking once (Linux).
"""

from __future__ import annotations

import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from dedup_spill import corpus

from cleantext import DedupIndex

N = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
PROBE = """
import sys
from pathlib import Path
from cleantext import DedupIndex
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
DedupIndex().add(1, "今天天气不错")
before = resident()
index = DedupIndex.load(sys.argv[1])
index.query("今天天气不错")
print(resident() - before)
"""


def shared(texts: list[tuple[int, str]]) -> None:
    """The same in a Redis server of our own."""
    from redis import Redis

    from cleantext.dedup.shared import RedisIndex

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        time.sleep(1)
        client = Redis("127.0.0.1", port)
        before = client.info("memory")["used_memory"]
        index = RedisIndex(redis={"host": "127.0.0.1", "port": port})
        start, cpu = time.perf_counter(), time.process_time()
        index.add_many(texts)
        each, cpu = (time.perf_counter() - start) / len(texts), (time.process_time() - cpu) / len(texts)
        grown = (client.info("memory")["used_memory"] - before) / len(index)
        process.terminate()
    print(
        f"Redis: add_many {each * 1e3:.2f} ms a document (wall; {cpu * 1e3:.2f} ms CPU here), "
        f"{grown:.0f} bytes in the server for each that stays"
    )


def main() -> None:
    DedupIndex().add(1, "今天天气不错")  # tables
    texts = list(enumerate(corpus(N)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    index = DedupIndex()
    index.add_many(texts)
    many = (time.process_time() - start) / N
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    start = time.process_time()
    for id, text in islice(enumerate(corpus(2000, seed=8), N), 2000):
        index.add(id, text)
    single = (time.process_time() - start) / 2000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        start = time.process_time()
        index.save(path)
        saved, size = time.process_time() - start, path.stat().st_size
        opening, asking = [], []
        for _ in range(21):
            start = time.perf_counter()
            loaded = DedupIndex.load(path)
            opening.append(time.perf_counter() - start)
            start = time.perf_counter()
            loaded.query(texts[0][1])
            asking.append(time.perf_counter() - start)
        resident = int(subprocess.run([sys.executable, "-c", PROBE, path], capture_output=True, check=True).stdout)
    stay = len(index)
    print(f"{N:,} documents, {stay:,} stay; file {size / 1e6:.0f} MB, {size / stay:.0f} bytes each")
    print(f"add_many {many * 1e6:.0f} µs a document, add {single * 1e6:.0f} µs, save {saved:.2f} s (CPU)")
    print(f"memory grown while adding {grown / 1e6:.0f} MB, {grown / stay:.0f} bytes for each that stays")
    print(
        f"open {statistics.median(opening) * 1e3:.1f} ms, first query {statistics.median(asking) * 1e3:.2f} ms (wall); "
        f"a process that opens and asks grows by {resident / 1e6:.1f} MB"
    )
    if shutil.which("redis-server"):
        shared(texts[:5000])


if __name__ == "__main__":
    main()
