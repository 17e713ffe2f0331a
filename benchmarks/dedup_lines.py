"""Repeats smaller than documents: `python benchmarks/dedup_lines.py CORPUS [documents]`, CPU time and what would go.

CORPUS is a .jsonl or .jsonl.zst with the key `text`.  Shown besides: the most frequent of what goes.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from cleantext import Document
from cleantext.dedup.lines import repeated_lines
from cleantext.dedup.substrings import repeated_substrings


def texts(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        stream: Iterable[bytes] = file
        if path.suffix == ".zst":
            import zstandard

            stream = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file))
        for line in stream:
            yield json.loads(line)["text"]


def main() -> None:
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    docs = [Document(text, id=n) for n, text in enumerate(islice(texts(Path(sys.argv[1])), limit))]
    characters = sum(len(doc.text) for doc in docs)
    print(f"{len(docs):,} documents, {characters / 1e6:.2f} M characters")
    finders: list[tuple[str, Callable[[list[Document]], Callable[[Document], Document]]]] = [
        ("lines", repeated_lines),
        ("paragraphs", partial(repeated_lines, unit="paragraph")),
        ("stretches of 200", repeated_substrings),
        ("stretches of 100", partial(repeated_substrings, min_len=100)),
    ]
    for name, find in finders:
        start = time.process_time()
        drop = find(docs)
        found = time.process_time() - start
        cleaned = [drop(doc) for doc in docs]
        spent = time.process_time() - start
        edits = [e for doc in cleaned for e in doc.edits]
        gone = sum(len(e.removed) for e in edits)
        print(
            f"{name}: {characters / spent / 1e6:.1f} M characters/s ({found:.1f} + {spent - found:.1f} s); "
            f"{len(edits)} cuts, {gone:,} characters, {100 * gone / characters:.3f} %"
        )
        for text, count in Counter(e.removed.strip() for e in edits).most_common(5):
            print(f"  {count} x {text[:90]!r}")


if __name__ == "__main__":
    main()
