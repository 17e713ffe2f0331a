"""Script conversion beside its peers, in one process: speed, OpenCC's suite, 着 and 著, other languages.

    python benchmarks/script.py [TEXTS.jsonl[.zst]] [--opencc CHECKOUT] [--foreign FOLDER ...]

Speed is MB of UTF-8 read per second of process CPU time, median of the rounds, the contestants taking turns.
What exact offsets cost is measured apart: all documents with and without `.edits` in turns, median of the ratios.
Documents of 2,500 characters are cut from the "text" of each record, or from the seeds; the Traditional ones
are the Simplified ones converted by OpenCC's s2tw, so they are from one hand.  `--opencc` is a checkout of
BYVoid/OpenCC, whose expectations are counted by configuration; `--foreign` holds Japanese and Korean texts, of
which no document should change.  Peers that are not installed are said to be missing: pip install zhconv
opencc-pyo3 zhconv-rs autocorrect-py.  zhlint is a Node program that does punctuation only.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import statistics
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import opencc

from cleantext import Document, FoldForms, FoldWidth, NormalizeScript, TidySpaces, detect_script
from cleantext.script import convert, to_traditional
from cleantext.script.engine import CONFIGS
from cleantext.script.s2t import CONFIGS as TARGETS

ROOT = Path(__file__).parents[1]
LENGTH = 2500
LIMIT = 500_000
ROUNDS = 7
# OpenCC's issue 1497: the first three are wrong in s2twp, the others in s2t, s2tw and s2twp.
ISSUE_1497 = """
改变量子比特 改變量子位元
少数组织 少數組織
聚集成群 聚集成群
被发明 被發明
被发掘 被發掘
展示了如何 展示了如何
学习了如何 學習了如何
了解了如何 瞭解了如何
参与制造 參與製造
"""
FRAME = "这个国家的人说：“{}”。"

Convert = Callable[[str], Any]


def texts(path: str | None) -> Iterator[str]:
    if path is None:
        yield "\n".join((ROOT / f"seeds/gold/00{n}.hans.txt").read_text("utf-8") for n in range(5)) * 50
        return
    data = Path(path).read_bytes()
    if path.endswith(".zst"):
        data = importlib.import_module("zstandard").ZstdDecompressor().stream_reader(data).read()
    yield from (json.loads(line)["text"] for line in data.decode().split("\n") if line)


def documents(path: str | None) -> list[str]:
    found: list[str] = []
    for text in texts(path):
        found += (text[k : k + LENGTH] for k in range(0, len(text) - LENGTH // 2, LENGTH))
        if len(found) * LENGTH > LIMIT:
            break
    return found


def peers() -> dict[str, dict[str, Convert]]:
    """Return what is installed, by name: each with the configurations of OpenCC that it offers."""
    found: dict[str, dict[str, Convert]] = {}
    makers: dict[str, Callable[[Any], dict[str, Convert]]] = {
        "zhconv": lambda m: {
            config: lambda text, locale=locale: m.convert(text, locale)
            for config, locale in {"t2s": "zh-hans", "s2t": "zh-hant", "s2tw": "zh-tw", "s2hk": "zh-hk"}.items()
        },
        "opencc-pyo3": lambda m: {config: m.OpenCC(config).convert for config in CONFIGS if config != "jp2t"},
        "zhconv-rs": lambda m: {
            config: lambda text, locale=locale: m.zhconv(text, locale)
            for config, locale in {"t2s": "zh-Hans", "s2t": "zh-Hant", "s2tw": "zh-TW", "s2hk": "zh-HK"}.items()
        },
        "autocorrect-py": lambda m: {"format": m.format},
    }
    modules = {"opencc-pyo3": "opencc_pyo3", "zhconv-rs": "zhconv_rs", "autocorrect-py": "autocorrect_py"}
    for name, make in makers.items():
        try:
            found[name] = make(importlib.import_module(modules.get(name, name)))
        except ImportError:
            print(f"not installed: {name}")
    return found


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def speed(hans: list[str], contestants: dict[str, Convert]) -> None:
    hant = [opencc.OpenCC("s2tw").convert(text) for text in hans]
    took: dict[tuple[str, str], list[float]] = {}
    for round_ in range(ROUNDS + 1):
        for name, call in contestants.items():
            for script, docs in (("Simplified", hans), ("Traditional", hant)):
                spent = seconds(lambda call=call, docs=docs: [call(text) for text in docs])  # type: ignore[misc]
                if round_:  # the first builds the tables
                    took.setdefault((name, script), []).append(spent)
    size = sum(len(text.encode()) for text in hans) / 1e6
    print(f"\n{len(hans)} documents, {size:.1f} MB, Python {sys.version.split()[0]}, OpenCC {opencc.__version__}\n")
    print("| MB/s of CPU time | Simplified in | x OpenCC t2s | Traditional in | x OpenCC t2s |\n|---|---|---|---|---|")
    for name in contestants:
        cells = [name]
        for script in ("Simplified", "Traditional"):
            middle = statistics.median(took[name, script])
            cells += f"{size / middle:.0f}", f"{statistics.median(took['opencc t2s', script]) / middle:.2f}"
        print("| " + " | ".join(cells) + " |")


def offsets(hans: list[str]) -> None:
    """Time conversion and reading `.edits` behind it, in turns, by what the documents hold."""
    hant = [opencc.OpenCC("s2tw").convert(text) for text in hans]
    run = NormalizeScript("zh-Hans")
    kinds = {
        "Simplified": hans,
        "Traditional, s2tw": hant,
        "those without 著": [text for text in hant if "著" not in text],
        "Traditional, s2hk": [opencc.OpenCC("s2hk").convert(text) for text in hans],
    }
    print("\n| what `.edits` costs besides | documents | % |\n|---|---|---|")
    for name, docs in kinds.items():
        ratios = []
        for _ in range(3 * ROUNDS):
            without = seconds(lambda docs=docs: [run(Document(text)) for text in docs])  # type: ignore[misc]
            spent = seconds(lambda docs=docs: [run(Document(text)).edits for text in docs])  # type: ignore[misc]
            ratios.append(spent / without)
        print(f"| {name} | {len(docs)} | {100 * statistics.median(ratios) - 100:.0f} |")


def regional(path: str | None) -> None:
    """Count what is wrong when mainland text comes back from Traditional, one record in nine."""
    ours = NormalizeScript("zh-Hans", words=True)
    engines: dict[str, Convert] = {
        "NormalizeScript(words=True)": lambda text: ours(Document(text)).text,
        "opencc t2s": opencc.OpenCC("t2s").convert,
        "opencc tw2sp": opencc.OpenCC("tw2sp").convert,
    }
    native = [convert(text, "t2s") for k, text in enumerate(texts(path)) if k % 9 == 0]
    hanzi = sum(len(re.findall("[\u4e00-\u9fff]", text)) for text in native)
    print(f"\n| wrong characters in 10,000 hanzi, {hanzi:,} | s2t | s2tw | s2hk |\n|---|---|---|---|")
    for name, run in engines.items():
        cells = []
        for config in ("s2t", "s2tw", "s2hk"):
            wrong = sum(_wrong(text, run(convert(text, config))) for text in native)
            cells.append(f"{1e4 * wrong / hanzi:.1f}")
        print(f"| {name} | {' | '.join(cells)} |")


def _wrong(want: str, got: str) -> int:
    """Return how many characters differ, all of a line that is longer or shorter."""
    if len(want) == len(got):
        return sum(a != b for a, b in zip(want, got, strict=True))
    pairs = zip(want.split("\n"), got.split("\n"), strict=True)
    return sum(_wrong(a, b) if len(a) == len(b) else max(len(a), len(b)) for a, b in pairs)


def suite(checkout: Path, engines: dict[str, dict[str, Convert]]) -> None:
    """Count the expectations of OpenCC's own test cases that each engine meets."""
    text = (checkout / "test/testcases/testcases.json").read_text("utf-8")
    text = re.sub(r"(?m)^\s*//.*$", "", text)  # comments, and commas in front of a bracket
    cases = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["cases"]
    print(f"\n| OpenCC's suite, {len(cases)} inputs | met | offered |\n|---|---|---|")
    for name, configs in engines.items():
        tally = Counter[bool]()
        for case in cases:
            for config, want in case["expected"].items():
                if config in configs:
                    got = configs[config](case["input"])
                    tally[got in want if isinstance(want, list) else got == want] += 1
        print(f"| {name} | {tally[True]} | {tally.total()} |")


def zhe(engines: dict[str, Convert]) -> None:
    """Count the phrases whose 着 and 著 come out right from Traditional, and that stay in Simplified, by class."""
    classes = tomllib.loads((ROOT / "tests/zhe_phrases.toml").read_text("utf-8"))
    del classes["known_failures"]
    print(f"\n| 着 and 著 | {' | '.join(classes)} | Simplified kept |\n|---|{'---|' * len(classes)}---|")
    for name, run in engines.items():
        cells = []
        kept = []
        for phrases in classes.values():
            lines = [FRAME.format(phrase) for phrase in phrases.split()]
            right = [_zhe(run(convert(line, "s2tw").replace("着", "著"))) == _zhe(line) for line in lines]
            kept += (run(line) == line for line in [*lines, "显著", "原著", "饿了么", "么么哒"])
            cells.append(f"{sum(right)}/{len(right)}")
        print(f"| {name} | {' | '.join(cells)} | {sum(kept)}/{len(kept)} |")


def _zhe(text: str) -> list[str]:
    return [c for c in text if c in "着著"]


def boundaries() -> None:
    """Count the 21 expectations of OpenCC's issue 1497 that are met: alone, and in a line that shows its script."""
    ours: dict[str, Convert] = {
        "s2t": NormalizeScript("zh-Hant"),
        "s2tw": NormalizeScript("zh-TW"),
        "s2twp": NormalizeScript("zh-TW", words=True),
    }
    met = Counter[str]()
    for k, line in enumerate(ISSUE_1497.strip().splitlines()):
        text, want = line.split()
        for config in ["s2twp"] if k < 3 else ours:
            theirs = convert(text, config)
            met["OpenCC"] += theirs == want
            met["NormalizeScript, the string alone"] += ours[config](Document(text)).text == want
            framed = ours[config](Document(FRAME.format(text))).text
            met["NormalizeScript, in a line"] += want in framed
    print("\n| issue 1497, 21 expectations | met |\n|---|---|")
    for name in ("OpenCC", "NormalizeScript, the string alone", "NormalizeScript, in a line"):
        print(f"| {name} | {met[name]} |")


def foreign(folder: Path, engines: dict[str, Convert]) -> None:
    """Count the documents of other languages that change."""
    docs = [path.read_text("utf-8", "ignore") for path in sorted(folder.rglob("*")) if path.is_file()]
    print(f"\n| {len(docs)} documents in {folder.name} | changed |\n|---|---|")
    for name, run in engines.items():
        print(f"| {name} | {sum(run(doc) != doc for doc in docs)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?")
    parser.add_argument("--opencc", type=Path)
    parser.add_argument("--foreign", type=Path, nargs="*", default=[])
    args = parser.parse_args()
    others = peers()
    filters = {target: NormalizeScript(target) for target in ("zh-Hans", "zh-Hant")}
    ours: dict[str, Convert] = {
        f"NormalizeScript({target!r})": lambda text, f=f: f(Document(text)) for target, f in filters.items()
    }
    # Offsets of every edit, in arrays; then also an `Edit` for each.
    ours["  zh-Hans with .edits"] = lambda text: filters["zh-Hans"](Document(text)).edits
    ours["  zh-Hans with list(.edits)"] = lambda text: list(filters["zh-Hans"](Document(text)).edits)
    ours["  zh-Hans with .restore()"] = lambda text: filters["zh-Hans"](Document(text)).restore()
    with_words = NormalizeScript(words=True)
    ours["  zh-Hans, words=True"] = lambda text: with_words(Document(text))
    wheel = {f"opencc {config}": opencc.OpenCC(config).convert for config in ("t2s", "tw2s", "tw2sp", "s2t")}
    rest = {f"{name} {c}": other[c] for name, other in others.items() for c in ("t2s", "s2t", "format") if c in other}
    parts: dict[str, Convert] = {"detect_script": detect_script}
    parts |= {f.__name__: lambda text, f=f: f()(Document(text)) for f in (FoldForms, FoldWidth, TidySpaces)}
    speed(documents(args.texts), wheel | ours | rest | parts)

    simplifiers: dict[str, Convert] = {"NormalizeScript()": lambda text: filters["zh-Hans"](Document(text)).text}
    simplifiers |= {name: run for name, run in (wheel | rest).items() if name.endswith(("t2s", "tw2s", "tw2sp"))}
    offsets(documents(args.texts))
    regional(args.texts)
    zhe(simplifiers)
    boundaries()
    if args.opencc:
        own = {config: lambda text, config=config: convert(text, config) for config in CONFIGS}
        overlaid = {config: lambda t, target=target: to_traditional(t, target) for target, config in TARGETS.items()}
        suite(args.opencc, {"cleantext.script.convert": own, "to_traditional": overlaid} | others)
    for folder in args.foreign:
        foreign(folder, simplifiers)


if __name__ == "__main__":
    main()
