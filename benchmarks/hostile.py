"""What hostile text costs: speed of the presets on repeats of one thing, and the memory that one document takes.

    python benchmarks/hostile.py speed [--megabytes 10]
    python benchmarks/hostile.py mixtures [--characters 240000]
    python benchmarks/hostile.py memory [--sizes 1 4 10] [--only English]

Speed: 10^6 bytes of UTF-8 per second of process CPU time, one document, once, after a first small one.
Memory: growth of the resident set, at its peak, over the bytes of the text in UTF-8, in a fresh process for each
figure, which has cleaned the same before, so that tables are there; `.edits` is asked for too.  Where that is over 12
times, it is told how much is allocated as well.  Exit code 1 under 0.5 MB/s, or over 12 times what is allocated.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import multiprocessing
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cleantext import CLEAN, CORPUS, WEB, Document, RepairEncoding

UNITS = {
    "`(`": "(",
    "`?`": "?",
    "`&amp;amp;amp;`": "&amp;amp;amp;",
    "one hanzi": "衛",
    "combining marks": "e\u0301\u0302",
    "empty lines": "\n",
}
UNITS["these at random"] = "".join(random.Random(1).choices(list(UNITS.values()), k=20_000))
# What characters put together at random are made of, for encoding repair.
MIXTURES: dict[str, str | list[str]] = {
    "UTF-8 as GBK": "浣犲ソ锛屼笘鐣屻€鐨勬垜涓€涓",
    "Latin-1": "ÄãºÃ£¬ÊÀ½ç¡£ä½ å¥½ï¼Œä¸–ç•Œ",
    "all of Latin-1": "".join(map(chr, range(0x80, 0x100))),
    "cp949": "콱봤鵝졾큐쌥雿憟鵑菴螂ｽﾄ羲",
    "Big5": "斕疑ㄛ岍賜﹝扂腔",
    "shifted runs": ["?!", "薄", "白", "⒁", "猸", "h", "(wèn)", "院", "題", "。", "，", "\ufffd", "?jiǎn)", "衛(wèi)"],
    "entities": ["&amp;", "amp;", "&#", "x4e2d;", "&#20320;", "#xff0c;"],
    "all hanzi": "".join(map(chr, range(0x4E00, 0x9FA6))),
    "all Hangul": "".join(map(chr, range(0xAC00, 0xD7A4))),
    "hanzi and Hangul": "".join(map(chr, (*range(0x4E00, 0x9FA6, 2), *range(0xAC00, 0xD7A4)))),
    "all of Latin-1 and hanzi": "".join(map(chr, (*range(0x80, 0x100), *range(0x4E00, 0x4E80)))),
    "kana and hanzi": "".join(map(chr, (*range(0xFF61, 0xFFA0), *range(0x4E00, 0x9FA6, 300)))),
    "U+0080 to U+2FFF": "".join(map(chr, range(0x80, 0x3000))),
    "all of the first plane": "".join(map(chr, (*range(0x80, 0xD800), *range(0xE000, 0x10000)))),
    "all of these": "浣犲ソ锛ÄãºÃ£콱봤ﾄ羲斕疑ㄛ\ufffd?!()wèn薄白⒁猸h&#x;锟斤拷\ue815中文的",
}
PRESETS = {"CLEAN": CLEAN, "WEB": WEB, "CORPUS": CORPUS}
PAGES = sorted((Path(__file__).parents[1] / "seeds" / "pages").glob("*.txt"))
LEAST, MOST = 0.5, 12.0


def speed(megabytes: float) -> bool:
    rows = [
        "| text | MB | " + " | ".join(f"{name} MB/s" for name in PRESETS) + " |",
        "|---|---|" + "---|" * len(PRESETS),
    ]
    worst = float("inf")
    for name, unit in UNITS.items():
        size = 1.0 if unit == "\n" else megabytes
        text = (unit * (int(size * 1e6 / len(unit.encode())) + 1))[: int(size * 1e6 * len(unit) / len(unit.encode()))]
        figures = []
        for pipe in PRESETS.values():
            pipe(Document(text[:1000]))
            started = time.process_time()
            pipe(Document(text))
            figures.append(size / (time.process_time() - started))
        worst = min(worst, *figures)
        rows.append(f"| {name} | {size:g} | " + " | ".join(f"{f:.1f}" for f in figures) + " |")
    print("\n".join(rows))
    print(f"\nslowest: {worst:.2f} MB/s, {LEAST} asked for")
    return worst >= LEAST


def mixture(name: str, characters: int, seed: int = 1) -> str:
    """Return so many characters of a mixture, in random order."""
    return "".join(random.Random(seed).choices(MIXTURES[name], k=characters))[:characters]


def mixtures(characters: int) -> bool:
    """Print the speed on mixtures: encoding repair tries much on them in vain."""
    print("| at random | MB | RepairEncoding MB/s | CLEAN MB/s | |\n|---|---|---|---|---|")
    worst = float("inf")
    for name in MIXTURES:
        text = mixture(name, characters)
        CLEAN(Document(mixture(name, 20_000, 2)))  # loads what it needs
        size, figures, doc = len(text.encode()) / 1e6, [], Document("")
        for f in (RepairEncoding(), CLEAN):
            started = time.process_time()
            doc = f(Document(text))
            figures.append(size / (time.process_time() - started))
        worst = min(worst, *figures)
        told = "left alone as too costly" if "too-costly" in doc.meta.get("damage", {}).get("flagged", {}) else ""
        print(f"| {name} | {size:.2f} | " + " | ".join(f"{f:.2f}" for f in figures) + f" | {told} |", flush=True)
    print(f"\nslowest: {worst:.2f} MB/s, {LEAST} asked for")
    return worst >= LEAST


def made(name: str, size: float) -> str:
    """Return about so many bytes of a kind of text."""
    make = texts()[name]
    return make(int(size)) if callable(make) else make * max(1, int(size / len(make.encode())))


def texts() -> dict[str, str | Callable[[int], str]]:
    """Return kinds of text: what to repeat, or a function of the bytes wanted."""
    page = PAGES[0].read_text("utf-8")
    prose = (PAGES[0].parents[1] / "gold" / f"{PAGES[0].name[:3]}.hans.txt").read_text("utf-8")
    lines = [line for path in PAGES for line in path.read_text("utf-8").split("\n")]
    return {
        "clean prose": prose,
        "damaged page": page,
        "lines of pages": "\n".join(lines),
        **UNITS,
        "English prose": english,
        "English twice": lambda size: f"{english(size // 2)}\n{english(size // 2)}",
        "English and an emoji": lambda size: f"{english(size)} \U0001f600\n",
        "lines of two letters": lambda size: "".join(
            random.Random(3).choices([f"{a}{b}\n" for a in _LETTERS for b in _LETTERS], k=size // 3)
        ),
        "markup around hanzi": "<b>\u885b</b> ",
        "an edit every six bytes": "\uff21\u6587",
        "short lines, words of rules": "\u5e7f\u544a\nab\n\u76f8\u5173\u9605\u8bfb\n",
        # A megabyte is 13,300 lines, just few enough for a page.
        "lines of 30 hanzi, words of rules": lambda size: short_lines(size, "".join(filter(_is_hanzi, prose))),
        "short lines, both scripts": "\u885b\n\u53d1\n",
    }


def short_lines(size: int, characters: str) -> str:
    """Return lines of 30 of these characters at random, every fifth instead a word that rules look for."""
    rng = random.Random(4)
    words = ["\u5e7f\u544a", "\u76f8\u5173\u9605\u8bfb", "\u6253\u5f00APP"]
    lines = ["".join(rng.choices(characters, k=30)) for _ in range(size // 75)]
    return "\n".join(rng.choice(words) if n % 5 == 4 else line for n, line in enumerate(lines))


def _is_hanzi(c: str) -> bool:
    return "\u4e00" <= c <= "\u9fff"


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_OFTEN = "eeeeeetttttaaaaoooo" + "iiiinnnnssssrrrrhhhhllddccuummffppggwwyybbvk"


def english(size: int) -> str:
    """Return paragraphs of sentences of words that look like English, all of them different."""
    rng = random.Random(2)
    words = ["".join(rng.choices(_OFTEN, k=rng.randint(2, 10))) for _ in range(20_000)]
    out: list[str] = []
    total = 0
    while total < size:
        sentences = [" ".join(rng.choices(words, k=rng.randint(8, 20))).capitalize() for _ in range(rng.randint(3, 6))]
        out.append(". ".join(sentences) + ".\n")
        total += len(out[-1])
    return "".join(out)


def _resident(key: str) -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{key}:")[1].split()[0]) * 1024


def _trim() -> None:
    """Give back to the system what is free, as a measurement that begins with it would not see it taken."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def _peak(pipe: str, name: str, size: float, found: multiprocessing.Queue[tuple[float, float]]) -> None:
    """Tell how many times its bytes a text takes by the resident set and, where that is over, as it is allocated.

    Between the two is what the allocator keeps of what was given back.
    """
    text = made(name, size)
    n = len(text.encode("utf-8", "surrogatepass"))
    warm = PRESETS[pipe](Document(text))  # what a process keeps for all texts is not this one's
    len(warm.edits)
    del warm
    _trim()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    before = _resident("VmRSS")
    doc = PRESETS[pipe](Document(text))
    len(doc.edits)
    resident = allocated = (_resident("VmHWM") - before) / n
    if resident > MOST:
        del doc
        tracemalloc.start()
        len(PRESETS[pipe](Document(text)).edits)
        allocated = tracemalloc.get_traced_memory()[1] / n
        tracemalloc.stop()
    found.put((resident, allocated))


def memory(sizes: list[float], only: list[str] | None) -> bool:
    context = multiprocessing.get_context("spawn")
    print("| text | MB | " + " | ".join(PRESETS) + " |\n|---|---|" + "---|" * len(PRESETS), flush=True)
    most = 0.0
    for name in texts():
        if only and not any(part in name for part in only):
            continue
        for size in sizes:
            figures = []
            for pipe in PRESETS:
                found: multiprocessing.Queue[tuple[float, float]] = context.Queue()
                process = context.Process(target=_peak, args=(pipe, name, size * 1e6, found))
                process.start()
                process.join()  # two numbers wait in the pipe; a process that failed would leave us waiting
                if process.exitcode:
                    raise SystemExit(f"{pipe} failed on {name}")
                resident, allocated = found.get()
                most = max(most, allocated)
                over = f", allocated {allocated:.1f}x" if resident > MOST else ""
                figures.append(f"{resident:.1f}x{over}")
            print(f"| {name} | {size:g} | " + " | ".join(figures) + " |", flush=True)
    print(
        f"\nmost: {most:.1f} times the text, {MOST:g} allowed; by the resident set, or where that is over as allocated"
    )
    return most <= MOST


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "mixtures", "memory"])
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--characters", type=int, default=240_000, help="of each mixture")
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 4, 10], help="of documents, MB (memory)")
    parser.add_argument("--only", action="append", metavar="NAME", help="texts whose name has this (memory)")
    args = parser.parse_args()
    if args.what == "mixtures":
        return int(not mixtures(args.characters))
    return int(not (speed(args.megabytes) if args.what == "speed" else memory(args.sizes, args.only)))


if __name__ == "__main__":
    sys.exit(main())
