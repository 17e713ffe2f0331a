"""Verdicts: what clean text they reject, what injected spam they find, lines by language, speed.

    python benchmarks/verdicts.py [--corpus lctt.jsonl.zst] [--pages DIR] [--news FILE]... [--spam FILE]...
        [--locale DIR] [--rounds 3] [--peer PYTHON]... [--brief]

Without --corpus the prose is made from seeds/.  --pages: labelled pages, one jsonl a page with `text` and `label` for
each line; what is not labelled `drop` is judged as the article.  --locale: a tree of gettext catalogues (*.mo), whose
messages of 6 to 40 characters are lines of known language; an installation of Django has one.  --news: jsonl of real
news, `title` and `text`; each is judged as title and body, in its own script and in the other.  --spam: jsonl of real
pages that are spam, `kind` and `text`; whatever verdict rejects one has flagged it.  --brief stops after these.
Gambling pages are made here: brands, ways and places are drawn from a seed and put into sentences of the corpus, so
what they show is that the shape is found wherever it stands, not that all shapes are known.  Whole pages and excerpts
of five kinds, and articles that name one site as authors do, are in `spam_pages.py`, in two wordings.
"""

from __future__ import annotations

import argparse
import gettext
import json
import random
import re
import statistics
import subprocess
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import opencc
import pii
from spam_pages import KINDS, WORDINGS, decent_pages, spam_pages
from speed import prose, read

from cleantext import CORPUS, Document, MaskPII, detect_script, line_languages, stats, stats_batch
from cleantext.script import convert

KEPT = Path(__file__).parent.parent / "tests" / "kept.toml"
PIECE = 25  # documents that each is given in its turn
_HAN, _HANGUL = re.compile("[\u4e00-\u9fff]"), re.compile("[\uac00-\ud7a3]")
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


def made() -> None:
    """Judge made pages of spam by kind, and articles that name a site, in both scripts."""
    for wording in WORDINGS:
        pages = list(spam_pages(wording))
        for kind in KINDS:
            some = [text for k, text in pages if k == kind]
            show(f"made spam, {wording}, {kind}", some + [convert(t, "s2t") for t in some])
        named = list(decent_pages(wording))
        show(f"made articles that name a site, {wording}", named + [convert(t, "s2t") for t in named])


def unusual() -> list[str]:
    """Texts worth keeping that look odd by their numbers, as the tests have them."""
    return [t["text"] for t in tomllib.loads(KEPT.read_text("utf-8"))["text"]]


def records(paths: list[Path]) -> list[dict[str, str]]:
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]


def in_the_other_script(text: str) -> str:
    return convert(text, "t2s" if detect_script(text).code == "Hant" else "s2t")


def news(paths: list[Path]) -> None:
    """Judge real news as given and in the other script; show whatever is rejected, and by which lines."""
    texts = [f"{page['title']}\n{page['text']}" for page in records(paths)]
    for name, some in (("news", texts), ("the same in the other script", list(map(in_the_other_script, texts)))):
        show(name, some)
        for doc in filter(lambda doc: doc.rejected, (CORPUS(Document(t)) for t in some)):
            verdict = doc.meta["verdict"]
            lines = " / ".join(span["text"].replace("\n", " ") for span in verdict["spans"]) or doc.text[:60]
            print(f"    {doc.rejected} {verdict['reason']} {verdict['value']} : {doc.source[:24]!r} : {lines[:160]!r}")


def spam(paths: list[Path]) -> None:
    """Judge real spam by kind; show what is kept."""
    pages = records(paths)
    for kind in sorted({page["kind"] for page in pages}):
        some = [page for page in pages if page["kind"] == kind]
        show(f"spam, {kind}", [page["text"] for page in some])
        show("the same in the other script", [in_the_other_script(page["text"]) for page in some])
        for page in some:
            doc = CORPUS(Document(page["text"]))
            if not doc.rejected:
                cut = sorted({edit.rule for edit in doc.edits if edit.label == "spam"})
                print(f"    kept: {page.get('url', '')} {page['text'][:50]!r}, cut: {cut}")


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


def languages(folder: Path, corpus: list[str]) -> list[tuple[str, str]]:
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
    # Of a catalogue also without what no reader could tell: `%(name)s`, names, Japanese without kana.
    kana = re.compile("[\u3041-\u30fa]")
    for name, of, letters in (
        ("zh-Hans, catalogues", "Han", _HAN),
        ("zh-Hant, catalogues", "Han", _HAN),
        ("ja", "kana", kana),
        ("ko", "Hangul", _HANGUL),
    ):
        texts, code, scripts = sets[name]
        sets[f"{name}, with {of} in them"] = [t for t in texts if letters.search(t)], code, scripts
    print("\n| lines of 6 to 40 characters | n | language | script, or neutral | script |\n|---|---|---|---|---|")
    known: list[tuple[str, str]] = []
    for name, (texts, code, scripts) in sets.items():
        known += [(text, code) for text in texts]
        n = len(texts)
        if n:
            right = [t for t in texts if line_languages(t) == [code]]
            found = Counter(detect_script(t).code for t in texts)
            exact = sum(found[s] for s in scripts)
            loose = sum(found[s] for s in {*scripts, "neutral"})
            print(f"| {name} | {n} | {len(right) / n:.3f} | {loose / n:.3f} | {exact / n:.3f} |")
    return known


def peers(pythons: list[str], texts: dict[str, list[str]], lines: list[tuple[str, str]]) -> None:
    """Give other libraries, each in its environment, texts, lines and sentences with personal data."""
    personal = [(text, start, end) for w in pii.WORDINGS for _, text, start, end in pii.positives(w, 1, 2)]
    personal += [(text, -1, -1) for w in pii.WORDINGS for text in pii.negatives(w, 1, 6)]
    print("\n| peer | |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder, "task.json")
        task.write_text(json.dumps({**texts, "lines": lines, "personal": personal}), "utf-8")
        for python in pythons:
            command = [python, str(Path(__file__).with_name("verdict_peers.py")), str(task)]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
            for row in filter(lambda line: line.startswith("{"), done.stdout.splitlines()):
                found = json.loads(row)
                told = ", ".join(f"{k} {v:.3g}" for k, v in found.items() if k != "system")
                print(f"| {found['system']} | {told} |")
    mask = pii.MaskPII()
    hits = [(start, [e for e in mask(Document(text)).edits if start < 0 or (e.start <= start + 1 and e.end >= end - 1)])
            for text, start, end in personal]  # fmt: skip
    right = sum(bool(found) for start, found in hits if start >= 0)
    wrong = sum(bool(found) for start, found in hits if start < 0)
    total = sum(start >= 0 for start, _ in hits)
    print(f"| MaskPII on the same | recall {right / total:.3g}, precision {right / (right + wrong):.3g} |")
    text = "\n".join(line for line, _ in lines)
    if text:
        began = time.process_time()
        for _ in range(20):
            line_languages(text)
        rate = 20 * len(text.encode()) / 1e6 / (time.process_time() - began)
        print(f"| line_languages on the same lines | MB/s {rate:.3g} |")


def speed(texts: list[str], rounds: int) -> None:
    """Print MB of UTF-8 per second of CPU time; all take turns at a piece, so that a noisy machine hits all alike."""
    mask = MaskPII()
    size = sum(len(t.encode()) for t in texts) / 1e6
    t2s = opencc.OpenCC("t2s")
    jobs: dict[str, Callable[[list[str]], object]] = {
        "opencc t2s, the yardstick": lambda some: [t2s.convert(t) for t in some],
        "stats": lambda some: [stats(t) for t in some],
        "stats_batch": stats_batch,
        "line_languages": lambda some: [line_languages(t) for t in some],
        "MaskPII": lambda some: [mask(Document(t)) for t in some],
        "the verdicts of CORPUS": lambda some: [VERDICTS(Document(t)) for t in some],
    }
    pieces = [texts[k : k + PIECE] for k in range(0, len(texts), PIECE)]
    seconds: dict[str, list[list[float]]] = {name: [[] for _ in pieces] for name in jobs}
    for job in jobs.values():
        job(pieces[0])
    for _ in range(rounds):
        for n, piece in enumerate(pieces):
            for name, job in jobs.items():
                began = time.process_time()
                job(piece)
                seconds[name][n].append(time.process_time() - began)
    print(f"\n| {len(texts)} documents, {size:.1f} MB | MB/s | best | x t2s |\n|---|---|---|---|")
    middle = {name: sum(map(statistics.median, took)) for name, took in seconds.items()}
    for name, took in middle.items():
        ratio = next(iter(middle.values())) / took
        print(f"| {name} | {size / took:.1f} | {size / sum(map(min, seconds[name])):.1f} | {ratio:.2f} |")


VERDICTS = CORPUS.without(*[n for n in CORPUS.names if not n.startswith("reject.")])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--news", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--spam", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--brief", action="store_true", help="only what is rejected")
    parser.add_argument("--locale", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", action="append", default=[], metavar="PYTHON", help="of an environment with peers")
    args = parser.parse_args()
    clean = read(args.corpus, args.limit) if args.corpus else prose(min(args.limit, 300))
    rng = random.Random(3)
    print("| documents | n | rejected | by |\n|---|---|---|---|")
    show("clean articles", clean)
    show("the same in Traditional", [convert(t, "s2t") for t in clean])
    if args.pages:
        lines = [[json.loads(x) for x in p.read_text("utf-8").splitlines()] for p in sorted(args.pages.glob("*.jsonl"))]
        show(
            "labelled pages, the article",
            ["\n".join(x["text"] for x in page if x["label"] != "drop") for page in lines],
        )
        show("labelled pages, whole", ["\n".join(x["text"] for x in page) for page in lines])
    show("texts of unusual form", unusual())
    show("gambling put into clean articles", [gambling_page(t, rng) for t in clean[:200]])
    made()
    news(args.news)
    spam(args.spam)
    if args.brief:
        return
    lines = languages(args.locale, clean) if args.locale else []
    speed(clean, args.rounds)
    if args.peer:
        texts = {
            "articles": clean[:300],
            "Traditional": [convert(t, "s2t") for t in clean[:300]],
            "news": [f"{page['title']}\n{page['text']}" for page in records(args.news)],
            "spam": [page["text"] for page in records(args.spam) if page["kind"] != "porn"],
            "unusual": unusual(),
        }
        peers(args.peer, texts, lines)
    columns = stats_batch(clean)
    most, least = columns["repeated_grams"].max(), columns["prose"].min()
    print(f"\nof {len(clean)}: most repeated {most:.3f}, least prose {least:.3f}")
    assert stats(clean[0]).chars == columns["chars"][0]


if __name__ == "__main__":
    main()
