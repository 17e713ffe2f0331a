"""Detection, origin and conversion to Traditional: how often right, how fast, beside the opencc wheel.

    python benchmarks/detection.py [NAME=CODE[/ORIGIN]:PATTERN ...] [--s2t TEXTS.jsonl[.zst]] [--roundtrip PATTERN]

Each NAME=CODE:PATTERN is a corpus in one script, a glob of UTF-8 files, for instance
`progit-tw=Hant/taiwan:progit2-zh-tw/book/**/*.asc`; CODE is Hans, Hant, Jpan or Kore, ORIGIN what `origin` should be;
of a Hans corpus its s2tw is asked for `mainland`.  Documents count with 20 characters of Chinese, Japanese or Korean
and more, lines with 5 Han characters, and of both only every second one: tune on the others.
--s2t times conversion on the "text" of each record, and lists what it does otherwise than OpenCC; --roundtrip takes
native Taiwan text to Simplified (tw2s) and back.  MB of UTF-8 per second of process CPU time, median of the rounds.
"""

import argparse
import glob
import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import opencc

from cleantext import detect_script
from cleantext.script import outliers, to_traditional

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
LETTER = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7a3]")
LENGTH = 2500
LIMIT = 500_000
ROUNDS = 5


def files(pattern: str) -> list[str]:
    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        sys.exit(f"no file matches {pattern}")
    return [Path(name).read_text("utf-8", errors="replace") for name in found[::2]]


def records(path: str) -> Iterator[str]:
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout.decode()
    else:
        data = Path(path).read_text("utf-8")
    # Not splitlines: U+2028 stands unescaped inside JSON strings.
    yield from (json.loads(line)["text"] for line in data.split("\n") if line)


def shown(counts: Counter[str | None]) -> str:
    total = counts.total()
    return ", ".join(f"{name} {n} ({100 * n / total:.2f} %)" for name, n in counts.most_common())


def detection(corpora: list[str]) -> None:
    s2tw = opencc.OpenCC("s2tw").convert
    for corpus in corpora:
        name, code, pattern = re.fullmatch("(.+?)=([^:]+):(.+)", corpus).groups()  # type: ignore[union-attr]
        code, _, place = code.partition("/")
        texts = [text for text in files(pattern) if len(LETTER.findall(text)) >= 20]
        lines = [line for text in texts for line in text.split("\n") if len(HAN.findall(line)) >= 5]
        print(f"{name} ({code}): {len(texts)} documents: {shown(Counter(detect_script(t).code for t in texts))}")
        print(f"  lines: {shown(Counter(detect_script(line).code for line in lines))}")
        print(f"  outlier lines: {sum(len(outliers(text)) for text in texts)}")
        if code == "Hans":
            texts, place = [s2tw(text) for text in texts], "mainland"
        if place:
            print(f"  origin, should be {place}: {shown(Counter(detect_script(text).origin for text in texts))}")


def documents(texts: list[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        found += (text[k : k + LENGTH] for k in range(0, len(text) - LENGTH // 2, LENGTH))
        if len(found) * LENGTH > LIMIT:
            break
    return found


def speed(texts: list[str]) -> None:
    hans = documents(texts)
    hant = [opencc.OpenCC("s2tw").convert(text) for text in hans]
    targets = {"zh-Hant": "s2t", "zh-TW": "s2tw", "zh-HK": "s2hk"}
    contestants: dict[str, Callable[[str], object]] = {"detect_script": detect_script, "outliers": outliers}
    contestants["detect_script(…).origin"] = lambda text: detect_script(text).origin
    for target, config in targets.items():
        contestants[f"opencc {config}"] = opencc.OpenCC(config).convert
        contestants[f"to_traditional, {target}"] = lambda text, target=target: to_traditional(text, target)  # type: ignore[misc]
    took: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        for name, call in contestants.items():
            for script, docs in (("Simplified", hans), ("Traditional", hant)):
                start = time.process_time()
                for text in docs:
                    call(text)
                took.setdefault((name, script), []).append(time.process_time() - start)
    size = sum(len(text.encode()) for text in hans) / 1e6
    print(f"\n{len(hans)} documents, {size:.1f} MB, Python {sys.version.split()[0]}, OpenCC {opencc.__version__}\n")
    print("| MB/s of CPU time | Simplified in | Traditional in |\n|---|---|---|")
    for name in contestants:
        speeds = (size / statistics.median(took[name, script]) for script in ("Simplified", "Traditional"))
        print("| " + " | ".join([name, *(f"{s:.0f}" for s in speeds)]) + " |")


def differences(texts: list[str]) -> None:
    s2t = opencc.OpenCC("s2t").convert
    found: Counter[tuple[str, str, str]] = Counter()
    for text in texts:
        theirs, ours = s2t(text), to_traditional(text)
        if theirs != ours:
            for k, (a, b) in enumerate(zip(theirs, ours, strict=True)):
                if a != b:
                    found[text[max(0, k - 3) : k + 4].replace("\n", "|"), a, b] += 1
    han = sum(len(HAN.findall(text)) for text in texts)
    print(f"\notherwise than OpenCC's s2t: {found.total()} of {han} Han characters")
    for (context, a, b), n in found.most_common(50):
        print(f"  {n:4} {context}: {a} -> {b}")


def roundtrip(texts: list[str]) -> None:
    tw2s, s2tw = (opencc.OpenCC(config).convert for config in ("tw2s", "s2tw"))
    wrong, han = Counter[str](), 0
    for text in texts:
        simplified = tw2s(text)
        han += len(HAN.findall(text))
        for name, new in (("OpenCC s2tw", s2tw(simplified)), ("to_traditional", to_traditional(simplified, "zh-TW"))):
            wrong[name] += sum(a != b for a, b in zip(text, new, strict=True))
    print(f"\nTaiwan text to Simplified and back, {han} Han characters, other than they were per 10,000:")
    for name, n in wrong.items():
        print(f"  {name} {1e4 * n / han:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*")
    parser.add_argument("--s2t")
    parser.add_argument("--roundtrip")
    given = parser.parse_args()
    detection(given.corpora)
    if given.s2t:
        texts = list(records(given.s2t))[::2]
        speed(texts)
        differences(texts)
    if given.roundtrip:
        roundtrip(files(given.roundtrip))


if __name__ == "__main__":
    main()
