"""The command line: argument parsing only.  Exit codes: 0 done, 1 done with records in quarantine, 2 could not run."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleantext import options
from cleantext.errors import CleantextError
from cleantext.fingerprint import versions

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

__all__ = ["main"]

_EXAMPLES = """\
examples:
  cleantext clean pages/ -o cleaned                     a folder of files, to Simplified Chinese
  cleantext run crawl/ -o out --workers 8 --dedup 0.8   the same for large folders: resumable, without duplicates
  cat page.txt | cleantext clean - > clean.txt          a pipe
  cleantext explain page.txt                            each edit, with the rule that did it
  cleantext stats crawl/                                what would be removed and rejected; writes nothing

`cleantext COMMAND --help` explains a command. Exit codes: 0 done; 1 done, with records in quarantine; 2 could not
run, or stopped, with the reason on one line; 130 interrupted.
"""
_CLEAN_EXAMPLES = """\
examples:
  cleantext clean pages/ -o cleaned
  cleantext clean crawl.jsonl.zst -o out --text-field body --meta-field found
  cleantext clean tw/ -o out --script none              leave the script alone
  zcat a.jsonl.gz | cleantext clean - --without related > b.jsonl
"""
_RUN_EXAMPLES = """\
examples:
  cleantext run crawl/ -o out                                   every file below crawl/, on all cores
  cleantext run 'wet/*.wet.gz' -o out --dedup 0.8 --keep longest
  cleantext run a.parquet -o out --text-field content --id-field url --host-field url
  cleantext run crawl/ -o out --preset corpus                   what verdicts reject goes to OUT/.cleantext/removed
  cleantext run crawl/ -o out --config pipe.toml --max-errors 1000 --json
  cleantext run s3://bucket/crawl -o s3://bucket/out --engine ray --address auto

Run the same command again after a crash, Ctrl-C or new input files: what is done is not done again.
OUT holds the results, named as below IN; OUT/.cleantext holds quarantine.jsonl, removed/ (rejected documents
and duplicates, each with its reason), report.html, report.json and what resuming needs.
"""
_DEDUP_EXAMPLES = """\
examples:
  cleantext dedup crawl/ -o out
  cleantext dedup a.jsonl b.jsonl.gz -o out --threshold 0.7 --keep longest
"""
_EXPLAIN_EXAMPLES = """\
examples:
  cleantext explain page.txt
  cleantext explain crawl.jsonl.gz --row 17 --html page.html
  cat page.txt | cleantext explain - --json
"""
_RULES_EXAMPLES = """\
examples:
  cleantext rules                            every rule: id, label, scope, why
  cleantext rules list related               those of a label, or whose id or reason says so
  cleantext rules search '责任编辑:王小明'      the rules that a line meets
  cleantext rules test my_rules/             is every example of my rules removed, or kept, as it says?
"""
_STATS_EXAMPLES = """\
examples:
  cleantext stats crawl/
  cleantext stats crawl/ --config pipe.toml            with your own verdicts and thresholds
  cleantext stats crawl.jsonl --host-field url --limit 1000 --json
"""
_FORMATS = ["txt", "jsonl", "csv", "parquet", "warc"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    args = _parser().parse_args(argv)
    from cleantext import commands

    try:
        code: int = getattr(commands, args.command)(args)
        return code
    except BrokenPipeError:
        return _gone()
    except KeyboardInterrupt:
        print("cleantext: interrupted; the files that are there are whole", file=sys.stderr)
        return 130
    except (CleantextError, OSError) as error:
        print(f"cleantext: {error}", file=sys.stderr)
        return 2


def _gone() -> int:
    """The reader of our standard output went away; say nothing more, also not at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cleantext",
        description="Make web text fit to train on, search and read. Chinese first, every language safe.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for add in (_clean, _run, _dedup, _explain, _rules, _stats):
        add(commands)
    return parser


def _command(commands: Commands, name: str, help: str, description: str, epilog: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=help,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _clean(commands: Commands) -> None:
    clean = _command(
        commands,
        "clean",
        "clean files into a folder, same names, same formats",
        "Clean txt (one document a file), jsonl, Parquet, CSV, TSV, WARC and WET files, all but Parquet also as .gz\n"
        "and .zst. In one process and always from the beginning: `cleantext run` uses all cores and resumes. Records\n"
        "that cannot be read go to a quarantine file with their reason, and the exit code is 1.",
        _CLEAN_EXAMPLES,
    )
    options.inputs(clean)
    clean.add_argument(
        "-o", "--out", metavar="OUT", help="folder for the results; with - as input a file, or standard output"
    )
    options.pipeline(clean)
    options.fields(clean, twice=options.TWICE + " (not from standard input)")
    options.errors(clean)
    options.time(clean)
    clean.add_argument("--format", choices=_FORMATS, help="format of standard input (default: told by its first bytes)")
    clean.add_argument(
        "--quarantine",
        metavar="FILE",
        help="file for records that cannot be read or cleaned (default:"
        " OUT/.cleantext/quarantine.jsonl; for standard input cleantext-quarantine.jsonl here)",
    )


def _run(commands: Commands) -> None:
    run = _command(
        commands,
        "run",
        "clean and deduplicate folders of any size: on all cores, resumable",
        "Clean files, take out duplicates, and report what was done. Streams files of any size, splits large ones,\n"
        "resumes where it stopped; the bytes of the results depend on the inputs and the pipeline alone.",
        _RUN_EXAMPLES,
    )
    options.inputs(run, "")
    options.out(run)
    options.pipeline(run)
    options.fields(run)
    options.errors(run)
    run.add_argument(
        "--dedup",
        type=float,
        metavar="S",
        help="also take out copies whose similarity is S or more, say 0.8",
    )
    options.copies(run, "; newest: by the date found in the text")
    options.time(run)
    options.work(run)
    options.engine(run)


def _dedup(commands: Commands) -> None:
    dedup = _command(
        commands,
        "dedup",
        "take out duplicates, and change nothing else",
        "Take documents out that are copies of others, exact or near; all others go through byte for byte. The copies\n"
        "are in OUT/.cleantext/removed, each with the document that stays for it and their similarity.",
        _DEDUP_EXAMPLES,
    )
    options.inputs(dedup, "")
    options.out(dedup)
    dedup.add_argument(
        "--threshold",
        type=float,
        default=0.8,
        metavar="S",
        help="lowest similarity of a copy, at most 1 (default: 0.8)",
    )
    options.copies(dedup, "; newest needs the dates that run finds in texts, here it is first")
    options.fields(dedup, meta=False)
    options.errors(dedup)
    options.work(dedup)
    options.engine(dedup)


def _explain(commands: Commands) -> None:
    explain = _command(
        commands,
        "explain",
        "show every edit of one document with its rule",
        "Show what cleaning does to one document: each edit, the rule that did it, the metadata found.",
        _EXPLAIN_EXAMPLES,
    )
    explain.add_argument("file", metavar="FILE", help="a file of any format; - is standard input")
    options.pipeline(explain)
    explain.add_argument(
        "--row", "--line", type=int, default=1, metavar="N", help="which record of the file, from 1 (default: 1)"
    )
    explain.add_argument("--text-field", default="text", metavar="F", help="field with the text (default: text)")
    explain.add_argument("--html", metavar="OUT", help="write a self-contained page to OUT instead")
    explain.add_argument("--json", action="store_true", help="edits, metadata found and the clean text as JSON")
    explain.add_argument(
        "--colour", choices=["auto", "always", "never"], default="auto", help="colours (default: auto, in a terminal)"
    )


def _rules(commands: Commands) -> None:
    rules = _command(
        commands,
        "rules",
        "list, search and test rules",
        "List the rules of the boilerplate lexicon, find those that a line meets, or test a folder of rule files.",
        _RULES_EXAMPLES,
    )
    rules.add_argument(
        "do", nargs="?", choices=["list", "search", "test"], default="list", help="what to do (default: list)"
    )
    rules.add_argument(
        "what", nargs="?", help="for list a label or word (default: all), for search a line, for test a folder"
    )
    rules.add_argument("--json", action="store_true", help="the answer as JSON lines")


def _stats(commands: Commands) -> None:
    stats = _command(
        commands,
        "stats",
        "say what cleaning would do and what verdicts would reject, and write nothing",
        "Clean, count, and write nothing: documents, characters removed by label and rule, repairs; and for each\n"
        "verdict (of --config, or of the preset CORPUS) what it would reject of the clean documents, with samples.",
        _STATS_EXAMPLES,
    )
    options.inputs(stats, "")
    options.pipeline(stats)
    options.fields(stats, meta=False, twice="")
    options.time(stats)
    options.work(stats)
    stats.add_argument("--limit", type=int, metavar="N", help="look at the first N records of each file only")


def _version() -> str:
    return "  ".join(f"{name} {version}" for name, version in versions().items())


if __name__ == "__main__":
    sys.exit(main())
