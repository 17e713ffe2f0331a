"""MB/s of encoding repair on clean, garbled and hostile text, next to ftfy and clean-text on the same text in one run.

    python benchmarks/repair_speed.py [--corpus articles.jsonl.zst] [--clean-text DIR] [--rounds 5]

MB are 10^6 bytes of UTF-8 input per second of process CPU time; medians of interleaved rounds; ratios are to
ftfy as datatrove calls it.  clean-text has our import name: put it aside with
`pip install --no-deps --target DIR clean-text emoji`.
Hostile texts are timed at two sizes: "x4" is how many times as long four times the text takes.
"""

from __future__ import annotations

import argparse
import importlib.util
import pydoc_data.topics
import random
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ftfy
import opencc
from garbles import CODECS, GENTLE, page, paragraphs
from hostile import MIXTURES
from speed import describe, measure, prose, read

from cleantext import CLEAN, Document, RepairEncoding

HOSTILE = {
    "(": "(",
    "?": "?",
    "?!": "?!",
    "(a)": "(a)",
    "?jiǎn)": "?jiǎn)",
    "衛(wèi)": "衛(wèi)",
    "院?jiǎn)?wèn)題": "院?jiǎn)?wèn)題",
    "。?!薄白⒁猸h": "他說?!薄白⒁猸h境",
    "a run in 40": "健康無小事事事關民生" * 3 + "?!薄白⒁猸h境",
    "&amp;amp;": "&amp;amp;",
    "&#x": "&#x",
    "#xff0c;": "#xff0c;",
    "ÃÂ": "ÃÂ",
    "é": "é",
    "Ä": "Ä",
    "锛": "锛",
    "鐨": "鐨",
    "浣犲ソ": "浣犲ソ",
    "锟斤拷": "锟斤拷",
    "U+FFFD": "\ufffd",
    "private use": "\ue815",
    "zero-width": "\u200b",
    "ZWJ": "\u200d",
    "中": "中",
    "combining": "\u0301",
    "empty lines": "\n",
}

# One of each, so that what is loaded for it is loaded.
WARM = ["衛(wèi)生?!薄白⒁猸h(huán)境", "ÄãºÃ£¬ÊÀ½ç", "ä½ å¥½ï¼Œä¸–ç•Œ", "浣犲ソ锛屼笘鐣屻€", "&#20320;&#22909;", "�"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text` (default: from seeds/)")
    parser.add_argument("--limit", type=int, default=300, help="documents (default: 300)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clean-text", type=Path, help="where clean-text was installed to")
    parser.add_argument("--size", type=int, default=250_000, help="characters of the smaller hostile text")
    parser.add_argument("--only", action="append", metavar="NAME", help="texts whose name has this, nothing hostile")
    parser.add_argument("--hostile", action="store_true", help="hostile texts only")
    args = parser.parse_args()
    print(describe())
    todo = candidates(args.clean_text)
    for f in todo.values():
        for t in WARM:
            f(t)
    if not args.hostile:
        peers(todo, args)
    if args.only:
        return
    print("\n| hostile | RepairEncoding MB/s | x4 | CLEAN MB/s | x4 |\n|---|---|---|---|---|")
    texts = {f"`{name}`": (unit * (4 * args.size))[: 4 * args.size] for name, unit in HOSTILE.items()}
    for name, pieces in MIXTURES.items():
        texts[f"{name}, at random"] = "".join(random.Random(1).choices(pieces, k=4 * args.size))[: 4 * args.size]
    for name, text in texts.items():
        print(f"| {name} | " + " | ".join(hostile(f, text) for f in (repair, CLEAN.clean)) + " |", flush=True)


def peers(todo: dict[str, Callable[[str], object]], args: argparse.Namespace) -> None:
    """Print the speed on clean, garbled and residue texts beside others'."""
    print(f"\n| text | MB | {' | '.join(todo)} | RepairEncoding / datatrove's | CLEAN / datatrove's |")
    print("|---" * (len(todo) + 4) + "|")
    for name, texts in corpora(args.corpus, args.limit).items():
        if args.only and not any(part in name for part in args.only):
            continue
        size = sum(len(t.encode()) for t in texts) / 1e6
        seconds = measure(todo, texts, args.rounds)
        ratios = [seconds["ftfy, datatrove"] / seconds[k] for k in ("RepairEncoding", "CLEAN")]
        print(f"| {name} | {size:.2f} | " + " | ".join(f"{size / s:.1f}" for s in seconds.values()), end="")
        print(" | " + " | ".join(f"**{r:.1f}x**" for r in ratios) + " |", flush=True)


def repair(text: str) -> str:
    return RepairEncoding()(Document(text)).text


def candidates(clean_text: Path | None) -> dict[str, Callable[[str], object]]:
    found: dict[str, Callable[[str], object]] = {
        "ftfy": ftfy.fix_text,
        "ftfy, datatrove": lambda t: ftfy.fix_text(t, GENTLE),
        # What its fix_unicode_mapper does by default.
        "data-juicer": lambda t: ftfy.fix_text(t, normalization="NFC"),
        "RepairEncoding": repair,
        "CLEAN": CLEAN.clean,
    }
    if clean_text is not None:
        peer: Any = load(clean_text)
        found["clean-text"] = lambda t: peer.clean(t, fix_unicode=True, to_ascii=False, lower=False)
    return found


def load(folder: Path) -> object:
    """Import clean-text under another name than ours."""
    sys.path.append(str(folder))  # for what it imports
    spec = importlib.util.spec_from_file_location("clean_text", folder / "cleantext" / "__init__.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no clean-text in {folder}")
    sys.modules["clean_text"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def corpora(corpus: Path | None, limit: int) -> dict[str, list[str]]:
    chinese = read(corpus, limit) if corpus else prose(limit)
    traditional = opencc.OpenCC("s2t").convert
    rng = random.Random(1)
    some = chinese[: max(20, limit // 6)]
    # A real tool's table has some hundred common characters: then there is a reading every 20 characters, as in the
    # seeds, and a lost hanzi or a shifted run every 1,000.  With every character it knows, every 50 to 80.
    articles = [traditional(t[:3000]) for t in some]
    seedlike = {
        f"residue, as seed {name}": {"common": 200, "share": share} for name, share in (("000", 0.5), ("002", 0.8))
    }
    made_pages = {name: [page(t, rng, **how).text for t in articles] for name, how in seedlike.items()}
    made_pages["residue, a table of thousands"] = [page(t, rng, share=0.5).text for t in articles]
    made_pages["residue, a run every 50"] = [page(p, rng).text for p in paragraphs(corpus, len(some))]
    made = {
        "clean zh": chinese,
        "clean zh-Hant": [traditional(t) for t in chinese],
        "clean en": [re.sub(r"(?<=\S)\n? +", " ", t) for t in pydoc_data.topics.topics.values()] * 2,
        "seed 000": [seed("000")] * 20,
        "seed 002": [seed("002")] * 20,
    } | made_pages
    for name in ("GBK as Latin-1", "UTF-8 as cp1252", "UTF-8 as GB18030", "GBK as cp949", "entities, decimal"):
        made[name] = [CODECS[name].make(t, rng) for t in some]
    return made


def seed(number: str) -> str:
    return next((Path(__file__).parent.parent / "seeds" / "pages").glob(number + "*")).read_text("utf-8")


def hostile(f: Callable[[str], object], text: str) -> str:
    """Return the speed on a text, and how many times as long it takes as a quarter of it."""
    seconds = []
    for t in (text[: len(text) // 4], text):
        start = time.process_time()
        f(t)
        seconds.append(time.process_time() - start)
    return f"{len(text.encode()) / 1e6 / max(seconds[1], 1e-6):.1f} | {seconds[1] / max(seconds[0], 1e-6):.1f}"


if __name__ == "__main__":
    main()
