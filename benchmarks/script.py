"""Speed of the script room, next to the opencc wheel, in one process.

    python benchmarks/script.py [TEXTS.jsonl[.zst]]

MB of UTF-8 read per second of process CPU time: median of the rounds, the contestants taking turns.
Documents of 2,500 characters are cut from the "text" of each record, or from the seeds; the Traditional
ones are the Simplified ones converted by OpenCC's s2tw, so they are about software and from one hand.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import opencc

from cleantext import Document, FoldForms, FoldWidth, NormalizeScript, TidySpaces, detect_script

LENGTH = 2500
LIMIT = 500_000
ROUNDS = 5


def texts(path: str | None) -> Iterator[str]:
    if path is None:
        gold = Path(__file__).parents[1] / "seeds" / "gold"
        yield "\n".join((gold / f"00{n}.hans.txt").read_text("utf-8") for n in range(5)) * 50
    elif path.endswith(".zst"):
        out = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
        yield from (json.loads(line)["text"] for line in out.decode().splitlines())
    else:
        with open(path, encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)


def documents(path: str | None) -> list[str]:
    found: list[str] = []
    for text in texts(path):
        found += (text[k : k + LENGTH] for k in range(0, len(text) - LENGTH // 2, LENGTH))
        if len(found) * LENGTH > LIMIT:
            break
    return found


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    hans = documents(sys.argv[1] if len(sys.argv) > 1 else None)
    hant = [opencc.OpenCC("s2tw").convert(text) for text in hans]
    wheel = {config: opencc.OpenCC(config).convert for config in ("t2s", "s2t")}
    normalize = NormalizeScript()
    to_hant = NormalizeScript("zh-Hant")
    contestants: dict[str, Callable[[str], object]] = {
        "opencc t2s": wheel["t2s"],
        "opencc s2t": wheel["s2t"],
        "NormalizeScript('zh-Hans')": lambda text: normalize(Document(text)),
        "  the same with .edits": lambda text: normalize(Document(text)).edits,
        "NormalizeScript('zh-Hant')": lambda text: to_hant(Document(text)),
        "detect_script": detect_script,
        "FoldForms": lambda text: FoldForms()(Document(text)),
        "FoldWidth": lambda text: FoldWidth()(Document(text)),
        "TidySpaces": lambda text: TidySpaces()(Document(text)),
    }
    took: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name, call in contestants.items():
            for script, docs in (("Simplified", hans), ("Traditional", hant)):
                spent = seconds(lambda call=call, docs=docs: [call(text) for text in docs])  # type: ignore[misc]
                took.setdefault((name, script), []).append(spent)
    size = sum(len(text.encode()) for text in hans) / 1e6
    print(f"{len(hans)} documents, {size:.1f} MB, Python {sys.version.split()[0]}, OpenCC {opencc.__version__}\n")
    print("| MB/s of CPU time | Simplified in | Traditional in |\n|---|---|---|")
    for name in contestants:
        speeds = (size / statistics.median(took[name, script]) for script in ("Simplified", "Traditional"))
        print("| " + " | ".join([name, *(f"{speed:.0f}" for speed in speeds)]) + " |")


if __name__ == "__main__":
    main()
