"""How much of folded punctuation comes back, and how often it is wrong: RepairPunctuation, autocorrect, zhlint.

    python benchmarks/punctuation.py                              # the gold texts of seeds/
    python benchmarks/punctuation.py book=rust/src articles=lctt.jsonl.zst --half 1
    python benchmarks/punctuation.py book=rust/src --node DIR     # DIR: where `npm install zhlint` was run

A corpus is a folder (its .md, .asc and .txt files), or a .jsonl or .jsonl.zst file with "text"; `name=` is optional.
Each document is native text; it is folded as ftfy's `fix_character_width` folds it, and repaired.  Recall: the share
of the author's ，；：！？（） that are full-width again; precision: the share of the full-width ones in the result that
are the author's, who is the judge and not always of one mind.  Lines: those with such marks that are right to the last
one.  White space is not compared.  False changes: marks changed in the text as it was, unfolded, to 10^6 characters.

The gold texts were folded before they came here: there the marks between two hanzi, which are certain, count alone.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cleantext import Document, RepairPunctuation
from cleantext.align import changes

WIDE = "，；：！？（）"
BRACKETS = "（）"
FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
CERTAIN = re.compile("(?<=[\u4e00-\u9fff])[,;:!?](?=[\u4e00-\u9fff])")
GOLD = Path(__file__).parents[1] / "seeds" / "gold"
# One JSON list of texts on the standard input, one of results on the standard output.
ZHLINT = """
import { run } from 'zhlint'
let input = ''
process.stdin.setEncoding('utf-8')
for await (const chunk of process.stdin) input += chunk
const texts = JSON.parse(input)
const start = process.cpuUsage()
const results = texts.map(t => { try { return run(t, { rules: { preset: 'default' } }).result } catch { return t } })
const { user, system } = process.cpuUsage(start)
console.log(JSON.stringify({ results, seconds: (user + system) / 1e6 }))
"""

Repair = Callable[[list[str]], tuple[list[str], float]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="*", metavar="[NAME=]PATH")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only every second document, from the first or second")
    parser.add_argument("--limit", type=int, default=600, help="documents of each corpus (default: 600)")
    parser.add_argument("--node", type=Path, help="folder in which `npm install zhlint` was run")
    args = parser.parse_args()
    contestants = find_contestants(args.node)
    print(
        "| corpus (marks) | who | recall | precision | brackets | lines | false changes | MB/s |\n" + "|---" * 8 + "|"
    )
    for name, texts, certain in corpora(args.corpora, args.half, args.limit):
        folded = [text.translate(FOLD) for text in texts]
        for who, repair in contestants.items():
            results, seconds = repair(folded)
            row = compare(texts, folded, results, certain)
            size = sum(len(text.encode()) for text in folded) / 1e6
            changed = "" if certain else f"{false_changes(texts, repair(texts)[0]):.1f}"
            print(
                f"| {name} ({row[0]}) | {who} | {' | '.join(row[1:])} | {changed} | {size / max(seconds, 1e-9):.1f} |"
            )


def find_contestants(node: Path | None) -> dict[str, Repair]:
    f = RepairPunctuation()
    found: dict[str, Repair] = {"RepairPunctuation": timed(lambda text: f(Document(text)).text)}
    try:
        import autocorrect_py
    except ImportError:
        print("autocorrect is not installed: pip install autocorrect-py\n")
    else:
        # Line by line: of a longer text it converts no colon at the end of a line but the last.
        found["autocorrect"] = timed(lambda text: "\n".join(map(autocorrect_py.format, text.split("\n"))))
    if node and shutil.which("node") and (node / "node_modules" / "zhlint").exists():
        found["zhlint"] = lambda texts: zhlint(texts, node)
    else:
        print("zhlint is not installed: npm install zhlint, then --node DIR\n")
    return found


def timed(repair: Callable[[str], str]) -> Repair:
    repair("预热,一下")

    def run(texts: list[str]) -> tuple[list[str], float]:
        start = time.process_time()
        results = [repair(text) for text in texts]
        return results, time.process_time() - start

    return run


def zhlint(texts: list[str], node: Path) -> tuple[list[str], float]:
    command = ["node", "--input-type=module", "-e", ZHLINT]
    out = subprocess.run(command, input=json.dumps(texts).encode(), cwd=node, check=True, stdout=subprocess.PIPE)
    answer = json.loads(out.stdout)
    return answer["results"], answer["seconds"]


def corpora(given: list[str], half: int | None, limit: int) -> Iterator[tuple[str, list[str], bool]]:
    """Yield name, native texts, and whether only marks between hanzi are certain."""
    if not given:
        gold = [path.read_text("utf-8") for path in sorted(GOLD.glob("*.native.txt"))]
        yield "seeds/gold", [CERTAIN.sub(lambda m: WIDE[",;:!?".index(m.group())], text) for text in gold], True
    for corpus in given:
        name, _, path = corpus.rpartition("=")
        texts = [text for text in read(Path(path)) if re.search("[\u4e00-\u9fff]", text)]
        yield name or Path(path).name, texts[half:][:: 1 if half is None else 2][:limit], False


def read(path: Path) -> Iterator[str]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix in (".md", ".asc", ".txt"):
                yield file.read_text("utf-8")
        return
    data = (
        subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout if path.suffix == ".zst" else b""
    )
    for line in (data or path.read_bytes()).decode().split("\n"):
        if line:
            yield json.loads(line)["text"]


def compare(natives: list[str], folded: list[str], results: list[str], certain: bool) -> list[str]:
    right = {False: 0, True: 0}  # by whether it is a bracket
    missed = right.copy()
    wrong = right.copy()
    lines = exact = 0
    for native, half, result in zip(natives, folded, results, strict=True):
        for line, half_line, new in zip(native.split("\n"), half.split("\n"), in_lines(half, result), strict=True):
            counted = good = 0
            for at, (old, c) in enumerate(zip(line, new, strict=True)):
                if (old not in WIDE and c not in WIDE) or (certain and old not in WIDE):
                    continue
                bracket = half_line[at] in "()"
                counted += 1
                good += old == c
                bucket = right if old == c else wrong if c in WIDE and old not in WIDE else missed
                bucket[bracket] += 1
            lines += counted > 0
            exact += counted > 0 and counted == good
    marks = sum(right.values()) + sum(missed.values())
    recall = percent(sum(right.values()), marks)
    precision = percent(sum(right.values()), sum(right.values()) + sum(wrong.values()))
    brackets = f"{percent(right[True], right[True] + missed[True])} / {percent(right[True], right[True] + wrong[True])}"
    return [str(marks), recall, "" if certain else precision, brackets, percent(exact, lines)]


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def in_lines(old: str, new: str) -> list[str]:
    """Return for each line of `old` as many characters: what stands in `new` in the place of each."""
    out = list(old)
    places = [at for at, c in enumerate(old) if not c.isspace()]
    there = "".join(old.split())
    here = "".join(new.split())
    spans = [(0, len(there), 0, len(here))] if len(there) == len(here) else changes(there, here)
    for i, k, j, m in spans:
        for place, c in zip(places[i:k], here[j:m], strict=False):
            out[place] = c
    return "".join(out).split("\n")


def false_changes(natives: list[str], results: list[str]) -> float:
    changed = sum(
        sum(c in WIDE for c in new[j:m]) - sum(c in WIDE for c in old[i:k]) > 0
        for old, new in zip(natives, results, strict=True)
        for i, k, j, m in changes(old, new)
    )
    return changed / max(1, sum(map(len, natives))) * 1e6


if __name__ == "__main__":
    main()
