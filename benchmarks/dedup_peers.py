"""What is measured: `python dedup_peers.py SYSTEM TASK TEXTS.pickle`, in a fresh process of the system's own Python.

Needs nothing but the system it runs, so that each peer can have a virtual environment of
its own.  Prints one line of JSON: CPU seconds (children counted), what was kept, and the
bytes of memory per document beyond the texts.  Each recipe follows the peer's own
documentation with a threshold of 0.8, 128 slots, 16 bands of 8 and shingles of five
characters (or words), unless its name says otherwise.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path
from typing import Any

Texts = list[str]
Kept = list[int]
THRESHOLD, SLOTS, BANDS, ROWS = 0.8, 128, 16, 8


def chars(text: str) -> list[str]:
    return list({text[i : i + 5] for i in range(len(text) - 4)} or {text})


def words(text: str) -> list[str]:
    found = text.split()
    return list({" ".join(found[i : i + 5]) for i in range(len(found) - 4)} or {text})


Split = Callable[[str], list[str]]


class Roots:
    """Union-find; the first of each set stays."""

    def __init__(self, n: int) -> None:
        self.root = list(range(n))

    def find(self, i: int) -> int:
        while self.root[i] != i:
            self.root[i] = self.root[self.root[i]]
            i = self.root[i]
        return i

    def join(self, i: int, others: Iterable[int]) -> None:
        for k in others:
            a, b = self.find(i), self.find(k)
            self.root[max(a, b)] = min(a, b)

    def firsts(self) -> Kept:
        return [i for i in range(len(self.root)) if self.find(i) == i]


def cleantext_sign(texts: Texts, split: Split) -> None:
    import cleantext

    cleantext.minhash(texts)


def cleantext_affine_sign(texts: Texts, split: Split) -> None:
    import cleantext

    cleantext.minhash(texts, scheme="affine32")


def cleantext_kept(texts: Texts) -> Kept:
    import cleantext

    return cleantext.dedup(texts, THRESHOLD).keep.nonzero()[0].tolist()


def _sketches(texts: Texts, split: Split) -> Any:
    from datasketch import MinHash

    return MinHash.bulk([[g.encode("utf-8", "surrogatepass") for g in split(t)] for t in texts], num_perm=SLOTS)


def datasketch_kept(texts: Texts) -> Kept:
    from datasketch import MinHashLSH

    sketches = _sketches(texts, chars)
    index = MinHashLSH(num_perm=SLOTS, params=(BANDS, ROWS))
    roots = Roots(len(texts))
    for i, sketch in enumerate(sketches):
        roots.join(i, (k for k in index.query(sketch) if sketches[k].jaccard(sketch) >= THRESHOLD))
        index.insert(i, sketch)
    return roots.firsts()


def datasketch_default_kept(texts: Texts) -> Kept:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=SLOTS)
    roots = Roots(len(texts))
    for i, sketch in enumerate(_sketches(texts, chars)):
        roots.join(i, index.query(sketch))
        index.insert(i, sketch)
    return roots.firsts()


def rensa_sign(texts: Texts, split: Split) -> None:
    from rensa import RMinHash

    for text in texts:
        RMinHash(num_perm=SLOTS, seed=42).update(split(text))


def rensa_kept(texts: Texts) -> Kept:
    from rensa import RMinHashDeduplicator

    index = RMinHashDeduplicator(threshold=THRESHOLD, num_perm=SLOTS, use_lsh=True, num_bands=BANDS)
    added: list[bool] = []
    for low in range(0, len(texts), 1000):  # lists of shingles of all texts at once would be most of its memory
        added += index.add_pairs([(str(i), chars(texts[i])) for i in range(low, min(low + 1000, len(texts)))])
    return [i for i, new in enumerate(added) if new]


def _gaoya(split: Split) -> Any:
    from gaoya.minhash import MinHashStringIndex

    kind = "char" if split is chars else "word"
    return MinHashStringIndex(32, THRESHOLD, BANDS, ROWS, analyzer=kind, ngram_range=(5, 5))


def gaoya_sign(texts: Texts, split: Split) -> None:
    index = _gaoya(split)  # stays empty: a query makes the signature and finds nothing
    for text in texts:
        index.query(text)


def gaoya_kept(texts: Texts) -> Kept:
    index = _gaoya(chars)
    roots = Roots(len(texts))
    for i, text in enumerate(texts):
        roots.join(i, index.query(text))
        index.insert_document(i, text)
    return roots.firsts()


def _fast_sketches(texts: Texts, split: Split) -> Any:
    from FastSketchLSH import FastSimilaritySketch

    return FastSimilaritySketch(SLOTS, 42).batch([split(t) for t in texts], num_threads=1)


def fast_kept(texts: Texts) -> Kept:
    import numpy as np
    from FastSketchLSH import LSH

    index = LSH(SLOTS, BANDS, num_threads=1)
    parts = [_fast_sketches(texts[low : low + 1000], chars) for low in range(0, len(texts), 1000)]
    flags = index.insert_and_query_duplicates(np.concatenate([np.asarray(part, np.uint64) for part in parts]))
    return [i for i, flag in enumerate(flags) if not flag]


def text_dedup_kept(texts: Texts) -> Kept:
    from datasets import load_from_disk
    from text_dedup.minhash import main

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        _lines(path / "in.jsonl", texts)
        args = ["--path", "json", "--data_files", str(path / "in.jsonl"), "--split", "train", "--column", "text"]
        args += ["--cache_dir", str(path / "cache"), "--output", str(path / "out"), "--num_proc", "1"]
        main([*args, "--threshold", str(THRESHOLD), "--num_perm", str(SLOTS)], standalone_mode=False)
        return list(load_from_disk(str(path / "out"))["row"])


def _lines(path: Path, texts: Texts) -> None:
    with open(path, "w", encoding="utf-8") as file:
        for row, text in enumerate(texts):
            file.write(json.dumps({"row": row, "text": text, "id": str(row)}) + "\n")


def _datatrove(language: str) -> Callable[[Texts], Kept]:
    def kept(texts: Texts) -> Kept:
        from datatrove.data import Document
        from datatrove.executor import LocalPipelineExecutor
        from datatrove.pipeline.dedup import minhash as stage

        config = stage.MinhashConfig(num_buckets=BANDS, hashes_per_bucket=ROWS)
        rows: Kept = []

        def documents(data: Any, rank: int = 0, world_size: int = 1) -> Any:
            for row, text in enumerate(texts):
                yield Document(text=text, id=str(row))

        def collect(data: Any, rank: int = 0, world_size: int = 1) -> Any:
            for document in data:
                rows.append(int(document.id))
                yield document

        with tempfile.TemporaryDirectory() as folder:
            signed, bucketed, removed = (f"{folder}/{name}" for name in ("signed", "bucketed", "removed"))
            steps: list[tuple[list[Any], int]] = [
                ([documents, stage.MinhashDedupSignature(signed, config, language=language)], 1),
                ([stage.MinhashDedupBuckets(signed, bucketed, config=config)], BANDS),
                ([stage.MinhashDedupCluster(bucketed, removed, config=config)], 1),
                ([documents, stage.MinhashDedupFilter(removed), collect], 1),
            ]
            for n, (pipeline, tasks) in enumerate(steps):
                LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, logging_dir=f"{folder}/log{n}").run()
        return rows

    return kept


def _data_juicer(**settings: Any) -> Callable[[Texts], Kept]:
    def kept(texts: Texts) -> Kept:
        from data_juicer.ops.deduplicator.document_minhash_deduplicator import DocumentMinhashDeduplicator
        from datasets import Dataset

        step = DocumentMinhashDeduplicator(jaccard_threshold=THRESHOLD, **settings)
        data = Dataset.from_dict({"text": texts, "row": list(range(len(texts)))})
        return list(step.process(data.map(step.compute_hash, keep_in_memory=True))[0]["row"])

    return kept


# System: the distribution, what makes its signatures, what removes duplicates.
Sign = Callable[[Texts, Split], Any]
SYSTEMS: dict[str, tuple[str, Sign | None, Callable[[Texts], Kept] | None]] = {
    "cleantext fast": ("cleantext-corpus", cleantext_sign, cleantext_kept),
    "cleantext affine32": ("cleantext-corpus", cleantext_affine_sign, None),
    "datasketch bulk": ("datasketch", _sketches, datasketch_kept),
    "datasketch bulk, its own bands": ("datasketch", None, datasketch_default_kept),
    "rensa R-MinHash": ("rensa", rensa_sign, rensa_kept),
    "gaoya": ("gaoya", gaoya_sign, gaoya_kept),
    "FastSketchLSH": ("FastSketchLSH", _fast_sketches, fast_kept),
    "text-dedup as shipped": ("text-dedup", None, text_dedup_kept),
    "datatrove, eng (its default)": ("datatrove", None, _datatrove("eng")),
    "datatrove, cmn": ("datatrove", None, _datatrove("cmn")),
    "data-juicer, space (its default)": ("py-data-juicer", None, _data_juicer()),
    "data-juicer, character 16 x 8": (
        "py-data-juicer",
        None,
        _data_juicer(tokenization="character", num_permutations=SLOTS, num_bands=BANDS, num_rows_per_band=ROWS),
    ),
}


def _spent() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _memory(line: str) -> int:
    """Return what Linux says of this process, in bytes: VmRSS now, VmHWM the highest."""
    for found in Path("/proc/self/status").read_text().splitlines():
        if found.startswith(line + ":"):
            return int(found.split()[1]) * 1024
    raise OSError(f"no {line} in /proc/self/status")


def main() -> None:
    system, task, path = sys.argv[1:4]
    # What a peer prints is not our answer.
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    texts: Texts = pickle.loads(Path(path).read_bytes())
    distribution, sign, keep = SYSTEMS[system]
    found: dict[str, Any] = {"version": metadata.version(distribution)}
    if task == "kept":
        assert keep
        keep(texts[:200])
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # what is free already would hide what the run takes
        Path("/proc/self/clear_refs").write_text("5")
        before, start = _memory("VmRSS"), _spent()
        found["kept"] = keep(texts)
        found["seconds"] = _spent() - start
        found["bytes"] = (_memory("VmHWM") - before) / len(texts)
    else:
        assert sign
        split = words if task == "sign-words" else chars
        sign(texts[:200], split)  # tables and imports are no cost of a document
        start = _spent()
        sign(texts, split)
        found["seconds"] = (_spent() - start) / len(texts)
    answer.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
