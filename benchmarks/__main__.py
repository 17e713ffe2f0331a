"""All tables of the library from one command, each with what made it; what fell since the last time is marked.

    python -m benchmarks                                     # a quarter of an hour: few texts, one round
    python -m benchmarks --full --corpus articles.jsonl.zst  # hours: as in README.md
    python -m benchmarks --only speed --only quality
    python -m benchmarks --keep                              # remember the ratios of this run, in ratios.json

It needs the extras `test` and `bench` and nothing from outside; a corpus is read if one is named.  Plots are written
to the folder `plots`, or with --full beside this file.

Every table is printed with its command, and above all of them stand commit, versions, machine and the digest of the
corpora.  Only ratios (2.9x, 97.5%) are compared with those remembered, since speed alone says most of the machine:
each with that of the same row and column of the same table.  One that is worse than it was is marked "▼ before"; rows
of peers are not compared.  Marks do not fail: machines and neighbours differ between runs.  What fails is a command
that compares ratios inside its own run (floors of quality, bounds on hostile text, laws under fuzzing), or that breaks;
the exit code is then 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))
RATIOS = HERE / "ratios.json"
_SLACK = {"x": 0.85, "%": 0.999}  # of what it was, a ratio of times and a share may fall so far unmarked
_CELL = re.compile(r"\**([\d.]+)(x|%)\**")


@dataclass(frozen=True)
class Table:
    """One command.

    Attributes:
        name: what --only takes.
        full, brief: arguments; {corpus} becomes the corpus, or nothing, {plots} the folder for plots.
        less: parts of "row | column" where less is better.
        neither: likewise, where neither more nor less is.
    """

    name: str
    full: str
    brief: str
    less: tuple[str, ...] = ()
    neither: tuple[str, ...] = ()

    def direction(self, row: str, column: str) -> int:
        """Return 1 where more is better, -1 where less is, and 0 where neither is, as in all rows of peers."""
        name = f"{row} | {column}"
        if row.startswith(PEERS) or any(part in name for part in self.neither):
            return 0
        return -1 if any(part in name for part in self.less) else 1


# How rows begin that are no figures of this library.
PEERS = ("ftfy", "opencc", "OpenCC", "zhconv", "autocorrect", "datasketch", "rensa", "gaoya", "FastSketchLSH")
PEERS += ("text-dedup", "datatrove", "data-juicer", "jionlp", "lingua", "clean-text", "C4-style", "doing nothing")

TABLES = [
    Table("speed", "speed.py {corpus} --limit 1000 --rounds 3", "speed.py {corpus} --limit 40 --rounds 1"),
    Table("import", "import_time.py", "import_time.py"),
    Table(
        "repair",
        "repair.py {corpus} --half 0 -n 1000 --pages 100",
        "repair.py {corpus} -n 40 --pages 4",
        neither=("flagged",),  # what is not repaired had better be flagged
    ),
    Table("excerpts", "repair_excerpts.py {corpus} --half 0", "repair_excerpts.py {corpus} -n 200"),
    Table("repair speed", "repair_speed.py {corpus} --limit 120", "repair_speed.py --limit 20 --rounds 1 --size 20000"),
    Table("quality", "quality.py", "quality.py", ("content lost",)),
    Table("quality floors", "quality.py --check", "quality.py --check"),
    Table("boilerplate speed", "boilerplate_speed.py {corpus}", "boilerplate_speed.py --limit 40 --rounds 1"),
    Table("script", "script.py", "script.py"),
    Table("punctuation", "punctuation.py", "punctuation.py --limit 40"),
    Table("verdicts", "verdicts.py {corpus}", "verdicts.py {corpus} --limit 40 --rounds 1"),
    Table("personal data", "pii.py", "pii.py"),
    Table(
        "dedup",
        "dedup.py",
        "dedup.py --only cleantext --documents 2000 --rounds 1 --parts signatures,estimates,planted",
    ),
    Table(
        "dedup growth",
        "dedup.py --parts growth --growth 1000000 --plots {plots}",
        "dedup.py --only cleantext --parts growth --growth 100000 --plots {plots}",
    ),
    Table("dedup on disk", "dedup_spill.py", "dedup_spill.py 5000"),
    Table("runner", "runner.py scale", "runner.py scale --documents 600 --rounds 1"),
    Table("plots", "runner.py plot --plots {plots}", "runner.py plot --documents 4000 --rounds 1 --plots {plots}"),
    Table("hostile speed", "hostile.py speed", "hostile.py speed --megabytes 0.3"),
    Table("hostile pages", "hostile_pages.py", "hostile_pages.py --lines 300 1200"),
    Table("hostile memory", "hostile.py memory", "hostile.py memory --sizes 1", ("CLEAN", "WEB", "CORPUS")),
    Table("fuzzing", "fuzz.py --inputs 1000000", "fuzz.py --inputs 10000"),
]


def head(corpus: Path | None) -> str:
    """Return what the figures depend on."""
    from cleantext.fingerprint import versions

    git = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted((ROOT / "seeds").rglob("*")):
        digest.update(path.read_bytes() if path.is_file() else b"")
    told = {"seeds": digest.hexdigest()}
    if corpus is not None:
        told[corpus.name] = hashlib.blake2b(corpus.read_bytes(), digest_size=6).hexdigest()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, load {load:.1f} at the start"
    return (
        f"Commit {git or 'unknown'}; {', '.join(f'{k} {v}' for k, v in versions().items())}; {machine}; "
        f"digests: {', '.join(f'{k} {v}' for k, v in told.items())}; {time.strftime('%Y-%m-%d', time.gmtime())}."
    )


def marked(text: str, before: dict[str, float], table: Table) -> tuple[str, dict[str, float]]:
    """Return Markdown tables with what is worse than `before` marked, and the ratios in them.

    Their keys are "section | table | row | column": the last heading up to a colon, and the first cell of the table's
    head, neither if it is empty.  What has the same name there as an earlier table, row or column has a number behind.
    """
    found: dict[str, float] = {}
    section, place = "", ""
    columns: list[str] = []
    tables, rows = Counter[str](), Counter[str]()
    out = []
    for line in text.split("\n"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")] if line.lstrip().startswith("|") else []
        if line.startswith("#"):
            section = line.lstrip("# ").partition(":")[0]
        if not cells:
            columns = []
        elif not columns:
            heads, rows = Counter[str](), Counter[str]()
            columns = [_numbered(head, heads) for head in cells]
            place = _numbered(" | ".join(filter(None, (section, cells[0]))), tables)
        else:
            row = _numbered(cells[0], rows)
            for k, (column, cell) in enumerate(zip(columns, cells, strict=False)):
                # In a column "x ftfy" a plain number is a ratio.
                ratio = _CELL.fullmatch(cell) or (_CELL.fullmatch(f"{cell}x") if column.startswith("x ") else None)
                direction = table.direction(row, column)
                if k == 0 or ratio is None or direction == 0:
                    continue
                key, value, slack = " | ".join(filter(None, (place, row, column))), float(ratio[1]), _SLACK[ratio[2]]
                found[key] = value
                last = before.get(key)
                if last is not None and (value < last * slack if direction > 0 else value > last / slack):
                    cells[k] = f"{cell} ▼ {last:g}{ratio[2]}"
                    line = f"| {' | '.join(cells)} |"
        out.append(line)
    return "\n".join(out), found


def _numbered(name: str, met: Counter[str]) -> str:
    met[name] += 1
    return name if met[name] == 1 else f"{name} ({met[name]})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="many texts, three rounds, peers, 10^6 fuzzed inputs")
    parser.add_argument("--corpus", type=Path, help="jsonl or jsonl.zst with a field `text`")
    parser.add_argument("--only", action="append", metavar="NAME", help="tables whose name has this; repeatable")
    parser.add_argument("--keep", action="store_true", help=f"write the ratios to {RATIOS.name}")
    args = parser.parse_args()
    kept: dict[str, dict[str, float]] = json.loads(RATIOS.read_text("utf-8")) if RATIOS.exists() else {}
    mode = f"{'full' if args.full else 'brief'} {args.corpus.name if args.corpus else 'seeds'}"
    plots = HERE if args.full else Path("plots").absolute()
    plots.mkdir(exist_ok=True)
    print(f"# Figures\n\n{head(args.corpus)}")
    broken = []
    for table in TABLES:
        if args.only and not any(name in table.name for name in args.only):
            continue
        script, *options = (table.full if args.full else table.brief).split(" ")
        known = {"{corpus}": ["--corpus", str(args.corpus)] if args.corpus else [], "{plots}": [str(plots)]}
        if "{plots}" in options:
            plots.mkdir(exist_ok=True)
        options = [o for option in options for o in known.get(option, [option])]
        print(f"\n## {table.name.capitalize()}\n\n`python benchmarks/{' '.join([script, *options])}`\n", flush=True)
        started = time.monotonic()
        done = subprocess.run([sys.executable, HERE / script, *options], cwd=ROOT, capture_output=True, text=True)
        name = f"{mode}: {table.name}"
        text, found = marked(done.stdout.rstrip(), kept.get(name, {}), table)
        print(f"{text}\n\n{time.monotonic() - started:.0f} seconds.", flush=True)
        if done.returncode:
            broken.append(table.name)
            print(f"\n**exit code {done.returncode}** {done.stderr.strip()[-1000:]}")
        else:
            kept[name] = found
    if args.keep:
        RATIOS.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"\nFailed: {', '.join(broken)}." if broken else "\nNothing failed.")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
