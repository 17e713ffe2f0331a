"""Deduplication next to its peers: `python benchmarks/dedup.py [documents]`, one process, medians of CPU time.

Signatures are taken of Chinese and of English texts; the end-to-end run gets a generated
corpus with planted families (exact copies, near copies, hard negatives) whose truth is the
exact Jaccard similarity of character 5-grams, computed here from the texts alone.
rensa takes part if it is installed.
"""

from __future__ import annotations

import importlib.util
import platform
import random
import statistics
import string
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from importlib import metadata
from itertools import combinations

from datasketch import MinHash, MinHashLSH

import cleantext

THRESHOLD = 0.8
HAN = [chr(c) for c in range(0x4E00, 0x4E00 + 3000)]
Grams = frozenset[str]


def cpu(run: Callable[[], object], times: int) -> float:
    """Median of CPU seconds, after one run to warm up."""
    run()
    spent = []
    for _ in range(times):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return statistics.median(spent)


def grams(text: str) -> Grams:
    return frozenset(text[i : i + 5] for i in range(len(text) - 4)) or frozenset([text])


def words(text: str) -> Grams:
    found = text.split()
    return frozenset(" ".join(found[i : i + 5]) for i in range(len(found) - 4))


def jaccard(a: Grams, b: Grams) -> float:
    return len(a & b) / len(a | b)


def chinese(rng: random.Random, n: int) -> str:
    # Folding must not change a character, or the truth would not be that of the texts.
    return "".join(rng.choices(PLAIN, k=n))


def english(rng: random.Random, n: int) -> str:
    return " ".join(rng.choices(VOCABULARY, k=n))


def _plain() -> list[str]:
    from cleantext.script.tables import fold

    return [c for c in HAN if fold(c) == c]


PLAIN = _plain()
VOCABULARY = ["".join(random.Random(n).choices(string.ascii_lowercase, k=2 + n % 9)) for n in range(5000)]


def edited(rng: random.Random, text: str, share: float) -> str:
    """Some characters replaced, inserted or deleted."""
    out = list(text)
    for _ in range(max(1, round(share * len(text)))):
        i = rng.randrange(len(out))
        out[i] = rng.choice((rng.choice(PLAIN), "", out[i] + rng.choice(PLAIN)))
    return "".join(out)


def corpus(n: int, seed: int = 7) -> tuple[list[str], list[int]]:
    """Texts in random order and the family of each: two thirds single, the rest in families of 2 to 6."""
    rng = random.Random(seed)
    rows: list[tuple[str, int]] = []
    family = 0
    while len(rows) < n:
        text = chinese(rng, rng.randint(60, 490))
        rows.append((text, family))
        if rng.random() < 0.2:
            for _ in range(rng.randint(1, 5)):
                share = rng.choice((0.0, 0.005, 0.01, 0.02, 0.04, 0.06, 0.09))
                rows.append((edited(rng, text, share) if share else text, family))
        family += 1
    rng.shuffle(rows)
    return [t for t, _ in rows[:n]], [f for _, f in rows[:n]]


def judge(name: str, seconds: float, texts: list[str], families: list[int], kept: Iterable[int]) -> None:
    """Print how many went, how many of them wrongly, and what is left of the pairs."""
    stays = set(kept)
    members = defaultdict(list)
    for i, family in enumerate(families):
        members[family].append(i)
    ideal = wrong = residual = missed = 0
    for rows in members.values():
        if len(rows) < 2:
            wrong += rows[0] not in stays
            continue
        sets = {i: grams(texts[i]) for i in rows}
        survivors: list[int] = []
        for i in rows:
            if any(jaccard(sets[i], sets[k]) >= THRESHOLD for k in survivors):
                ideal += 1
            else:
                survivors.append(i)
            if i not in stays and not any(k in stays and jaccard(sets[i], sets[k]) >= THRESHOLD for k in rows):
                wrong += 1
        left = [(a, b) for a, b in combinations(rows, 2) if {a, b} <= stays]
        close = [b for a, b in left if jaccard(sets[a], sets[b]) >= THRESHOLD]
        residual += len(close)
        missed += len(set(close))
    removed = len(texts) - len(stays)
    print(f"{name:34} {seconds:8.2f} {removed:8} {wrong:6} {residual:8} {100 * (1 - missed / ideal):8.2f}")


def datasketch_kept(texts: list[str]) -> list[int]:
    """MinHash.bulk, MinHashLSH, union-find, the first of each component: what its documentation shows."""
    sketches = MinHash.bulk([[g.encode() for g in grams(t)] for t in texts], num_perm=128)
    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    root = list(range(len(texts)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for i, sketch in enumerate(sketches):
        for k in index.query(sketch):
            a, b = find(i), find(k)
            root[max(a, b)] = min(a, b)
        index.insert(i, sketch)
    return [i for i in range(len(texts)) if find(i) == i]


def rensa_kept(texts: list[str]) -> list[int]:
    from rensa import RMinHash, RMinHashDeduplicator

    index = RMinHashDeduplicator(threshold=THRESHOLD, num_perm=128, use_lsh=True, num_bands=16)
    kept = []
    for i, text in enumerate(texts):
        sketch = RMinHash(num_perm=128, seed=42)
        sketch.update(list(grams(text)))
        if index.add(str(i), sketch):
            kept.append(i)
    return kept


def bulk(docs: list[str], split: Callable[[str], Grams]) -> None:
    MinHash.bulk([[g.encode() for g in split(t)] for t in docs], num_perm=128)


def rensa(docs: list[str], split: Callable[[str], Grams]) -> None:
    from rensa import RMinHash

    for t in docs:
        RMinHash(num_perm=128, seed=42).update(list(split(t)))


def signatures() -> None:
    rng = random.Random(1)
    texts = {
        "Chinese, 2,488 characters": ([chinese(rng, 2488) for _ in range(1000)], grams),
        "Chinese with words and marks": ([_mixed(rng) for _ in range(1000)], grams),
        "English, 385 words": ([english(rng, 385) for _ in range(1000)], words),
    }
    print(f"\n{'signatures, 128 slots':34} {'docs/s':>10} {'MB/s':>8} {'x bulk':>8}")
    for title, (docs, split) in texts.items():
        size = sum(len(d.encode()) for d in docs) / len(docs)
        few = docs[:200]
        peer = len(few) / cpu(partial(bulk, few, split), 3)
        runs = {
            "datasketch MinHash.bulk": peer,
            "cleantext affine32": len(docs) / cpu(partial(cleantext.minhash, docs, scheme="affine32"), 5),
            "cleantext fast": len(docs) / cpu(partial(cleantext.minhash, docs), 9),
        }
        if importlib.util.find_spec("rensa"):
            runs["rensa RMinHash"] = len(few) / cpu(partial(rensa, few, split), 3)
        print(title)
        for name, speed in runs.items():
            print(f"  {name:32} {speed:10,.0f} {speed * size / 1e6:8.1f} {speed / peer:8.1f}")


def _mixed(rng: random.Random) -> str:
    """Sentences with punctuation and, one token in twenty, a word of letters."""
    out = [rng.choice(VOCABULARY) if rng.random() < 0.05 else chinese(rng, 1) for _ in range(2100)]
    for i in range(15, len(out), 16):
        out[i] += rng.choice("，。、；")
    return "".join(out)


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    found = {p: metadata.version(p) for p in ("numpy", "datasketch", "rensa") if importlib.util.find_spec(p)}
    print(f"Python {platform.python_version()}, {found}")
    signatures()

    texts, families = corpus(n)
    size = sum(len(t.encode()) for t in texts) / 1e6
    title = f"{n:,} documents, {size:.1f} MB"
    print(f"\n{title:34} {'CPU s':>8} {'removed':>8} {'wrong':>6} {'residual':>8} {'recall %':>8}")
    result = cleantext.dedup(texts, THRESHOLD)
    seconds = cpu(lambda: cleantext.dedup(texts, THRESHOLD), 3)
    judge("cleantext.dedup", seconds, texts, families, result.keep.nonzero()[0].tolist())
    peers = {"datasketch bulk + LSH + union-find": datasketch_kept}
    if importlib.util.find_spec("rensa"):
        peers["rensa deduplicator"] = rensa_kept
    for name, run in peers.items():
        start = time.process_time()
        kept = run(texts)
        judge(name, time.process_time() - start, texts, families, kept)


if __name__ == "__main__":
    main()
