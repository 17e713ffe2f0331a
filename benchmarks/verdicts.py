"""Verdicts: what clean text they reject, what injected spam they find, lines by language, speed.

    python benchmarks/verdicts.py [--corpus lctt.jsonl.zst] [--pages DIR] [--locale DIR] [--rounds 3]

Without --corpus the prose is made from seeds/.  --pages: labelled pages, one jsonl a page with `text` and `label` for
each line; what is not labelled `drop` is judged as the article.  --locale: a tree of gettext catalogues (*.mo), whose
messages of 6 to 40 characters are lines of known language; an installation of Django has one.
Gambling pages are made here: brands, ways and places are drawn from a seed and put into sentences of the corpus, so
what they show is that the shape is found wherever it stands, not that all shapes are known.
"""

from __future__ import annotations

import argparse
import gettext
import json
import random
import statistics
import time
from collections import Counter
from pathlib import Path

from speed import prose, read

from cleantext import CORPUS, Document, MaskPII, detect_script, line_languages, stats, stats_batch
from cleantext.script import convert

BRANDS = [
    "天宏",
    "星辉",
    "九鼎",
    "奥博",
    "金樽",
    "万盛",
    "bob",
    "k7",
    "ty",
    "大发",
    "东升",
    "華盈",
    "龙腾",
    "UU",
    "极光",
]
DEALS = ["体育", "娱乐", "棋牌", "彩票", "真人视讯", "电竞", "娱乐城", "现金网", "电子"]
WAYS = ["官网", "app", "登录", "注册", "入口", "平台", "下载", "官方网站", "手机版", "网址", "最新版", "在线", "中国"]


def brand(rng: random.Random) -> str:
    ways = rng.sample(WAYS, rng.choice([1, 2, 2, 3, 3, 4]))
    return rng.choice(BRANDS) + rng.choice(DEALS) + rng.choice(["", "", "(中国)", "·"]) + "".join(ways)


def gambling_page(text: str, rng: random.Random) -> str:
    """Put 1 to 6 of two brands into a text: in front of a sentence, behind a comma, alone on a line."""
    brands = [brand(rng), brand(rng)]
    places = [k + 1 for k, c in enumerate(text) if c in "。，\n"] or [0]
    for at in sorted(rng.sample(places, min(len(places), rng.randrange(1, 7))), reverse=True):
        text = text[:at] + rng.choice(brands) + rng.choice(["", "，", " "]) + text[at:]
    return text


def rejected(texts: list[str]) -> Counter[str]:
    return Counter(str(CORPUS(Document(t)).rejected) for t in texts)


def show(name: str, texts: list[str]) -> None:
    found = rejected(texts)
    kept = found.pop("None", 0)
    print(f"| {name} | {len(texts)} | {len(texts) - kept} | {dict(found)} |")


def catalogue(folder: Path, names: tuple[str, ...], limit: int = 600) -> list[str]:
    lines: dict[str, None] = {}
    for path in sorted(folder.rglob("*.mo")):
        if set(names) & set(path.parts):
            with path.open("rb") as f:
                messages = gettext.GNUTranslations(f)._catalog.values()  # type: ignore[attr-defined]
            lines.update(
                dict.fromkeys(m for m in messages if isinstance(m, str) and 6 <= len(m) <= 40 and "\n" not in m)
            )
    return random.Random(1).sample(sorted(lines), min(limit, len(lines)))


def languages(folder: Path, corpus: list[str]) -> None:
    rng = random.Random(2)
    lines = [line.strip() for text in corpus for line in text.split("\n") if 6 <= len(line.strip()) <= 40]
    han = [line for line in lines if sum("\u4e00" <= c <= "\u9fff" for c in line) >= 3]
    sets = {
        "zh-Hans, the corpus": (rng.sample(han, min(600, len(han))), "zh", ("Hans",)),
        "zh-Hant, the corpus converted": (
            [convert(t, "s2t") for t in rng.sample(han, min(600, len(han)))],
            "zh",
            ("Hant",),
        ),
        "zh-Hans, catalogues": (catalogue(folder, ("zh_Hans", "zh_CN")), "zh", ("Hans",)),
        "zh-Hant, catalogues": (catalogue(folder, ("zh_Hant", "zh_TW")), "zh", ("Hant",)),
        "ja": (catalogue(folder, ("ja",)), "ja", ("Jpan",)),
        "ko": (catalogue(folder, ("ko",)), "ko", ("Kore",)),
        "de": (catalogue(folder, ("de",)), "Latn", ("neutral",)),
        "ru": (catalogue(folder, ("ru",)), "Cyrl", ("neutral",)),
    }
    print("\n| lines of 6 to 40 characters | n | language | script, or neutral | script |\n|---|---|---|---|---|")
    for name, (texts, code, scripts) in sets.items():
        n = len(texts)
        if n:
            right = [t for t in texts if line_languages(t) == [code]]
            found = Counter(detect_script(t).code for t in texts)
            exact = sum(found[s] for s in scripts)
            loose = sum(found[s] for s in {*scripts, "neutral"})
            print(f"| {name} | {n} | {len(right) / n:.3f} | {loose / n:.3f} | {exact / n:.3f} |")


def speed(texts: list[str], rounds: int) -> None:
    mask = MaskPII()
    size = sum(len(t.encode()) for t in texts) / 1e6
    jobs = {
        "stats": lambda: [stats(t) for t in texts],
        "stats_batch": lambda: stats_batch(texts),
        "line_languages": lambda: [line_languages(t) for t in texts],
        "MaskPII": lambda: [mask(Document(t)) for t in texts],
        "the verdicts of CORPUS": lambda: [VERDICTS(Document(t)) for t in texts],
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds + 1):
        for name, job in jobs.items():
            began = time.process_time()
            job()
            seconds[name].append(time.process_time() - began)
    print(f"\n| {len(texts)} documents, {size:.1f} MB | MB/s |\n|---|---|")
    for name, took in seconds.items():
        print(f"| {name} | {size / statistics.median(took[1:]):.1f} |")


VERDICTS = CORPUS.without(*[n for n in CORPUS.names if not n.startswith("reject.")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--locale", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    clean = read(args.corpus, args.limit) if args.corpus else prose(min(args.limit, 300))
    rng = random.Random(3)
    print("| documents | n | rejected | by |\n|---|---|---|---|")
    show("clean articles", clean)
    show("the same in Traditional", [convert(t, "s2t") for t in clean[:300]])
    if args.pages:
        lines = [[json.loads(x) for x in p.read_text("utf-8").splitlines()] for p in sorted(args.pages.glob("*.jsonl"))]
        show(
            "labelled pages, the article",
            ["\n".join(x["text"] for x in page if x["label"] != "drop") for page in lines],
        )
        show("labelled pages, whole", ["\n".join(x["text"] for x in page) for page in lines])
    show("gambling put into clean articles", [gambling_page(t, rng) for t in clean[:200]])
    if args.locale:
        languages(args.locale, clean)
    speed(clean, args.rounds)
    columns = stats_batch(clean)
    most, least = columns["repeated_grams"].max(), columns["prose"].min()
    print(f"\nof {len(clean)}: most repeated {most:.3f}, least prose {least:.3f}")
    assert stats(clean[0]).chars == columns["chars"][0]


if __name__ == "__main__":
    main()
