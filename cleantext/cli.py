"""The command line: argument parsing only.  Exit codes: 0 done, 1 done with records in quarantine, 2 could not run."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO

from cleantext.document import Document
from cleantext.errors import CleantextError, ConfigError
from cleantext.pipeline import Pipeline, versions
from cleantext.presets import web

__all__ = ["main"]

_EXAMPLES = """\
examples:
  cleantext clean pages/ -o cleaned                     a folder of .txt and .jsonl, to Simplified Chinese
  cleantext clean crawl.jsonl -o out --text-field body  another field of the records
  cleantext clean tw/ -o out --script none              leave the script alone
  cat page.txt | cleantext clean - > clean.txt          a pipe
  cleantext explain page.txt                            each edit, with the rule that did it
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    clean = commands.add_parser(
        "clean",
        help="clean files into a folder, same names, same formats",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Clean .txt (one document a file) and .jsonl (a record a line) files. Records that cannot be "
        "read go to a quarantine file with their reason; the run goes on and exits 1.",
    )
    clean.add_argument("inputs", nargs="+", metavar="IN", help="files, folders or globs; - is standard input")
    clean.add_argument(
        "-o", "--out", metavar="OUT", help="folder for the results; with - as input a file, or standard output"
    )
    _pipeline_options(clean)
    clean.add_argument("--text-field", default="text", metavar="F", help="jsonl field with the text (default: text)")
    clean.add_argument(
        "--meta-field", metavar="F", help="jsonl field that takes source, author, date found in the text"
    )
    clean.add_argument("--format", choices=["txt", "jsonl"], help="format of standard input (default: look at it)")
    clean.add_argument(
        "--quarantine",
        metavar="FILE",
        help="appended to; default: OUT/.cleantext/quarantine.jsonl",
    )
    clean.add_argument("--json", action="store_true", help="the summary as JSON on standard error, with counts by rule")
    clean.set_defaults(run=_clean)

    explain = commands.add_parser(
        "explain",
        help="show every edit of one document with its rule",
        description="Show what cleaning does to one document: each edit, the rule that did it, the metadata found.",
    )
    explain.add_argument("file", metavar="FILE", help="a text or jsonl file; - is standard input")
    _pipeline_options(explain)
    explain.add_argument("--line", type=int, default=1, metavar="N", help="the record of a jsonl file (default: 1)")
    explain.add_argument("--text-field", default="text", metavar="F", help="jsonl field with the text (default: text)")
    explain.add_argument("--html", metavar="OUT", help="write a self-contained page instead")
    explain.add_argument("--json", action="store_true", help="the edits as JSON")
    explain.add_argument("--colour", choices=["auto", "always", "never"], default="auto", help="default: auto")
    explain.set_defaults(run=_explain)
    return parser


def _pipeline_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--script", default="zh-Hans", metavar="S", help="zh-Hans (default), zh-Hant, zh-TW, zh-HK, or none"
    )
    parser.add_argument("--config", metavar="FILE", help="a pipeline as a TOML file, instead of the preset")
    parser.add_argument(
        "--without", action="append", default=[], metavar="NAME", help="leave out a filter, rule or label; repeatable"
    )


def _clean(args: argparse.Namespace) -> int:
    from cleantext.io import find_inputs
    from cleantext.run import Job, clean_files, clean_stream

    job = Job(_pipe(args), args.text_field, args.meta_field, count_rules=args.json)
    quarantine = Path(args.quarantine) if args.quarantine else None
    if args.inputs == ["-"]:
        aside = quarantine or Path("cleantext-quarantine.jsonl")
        summary = clean_stream(sys.stdin.buffer, _target(args.out), job, args.format, aside)
    elif "-" in args.inputs:
        raise ConfigError("- stands alone: standard input cannot be mixed with files")
    elif args.out is None:
        raise ConfigError("say where the results go: -o OUT")
    else:
        out = Path(args.out)
        summary = clean_files(find_inputs(args.inputs, out), out, job, quarantine)
    print(summary.to_json() if args.json else summary, file=sys.stderr)
    return 1 if summary.quarantined else 0


def _target(out: str | None) -> AbstractContextManager[BinaryIO]:
    """Where the result of standard input goes: standard output, or one file."""
    from cleantext.io.files import atomic_writer

    if out in (None, "-"):
        return nullcontext(sys.stdout.buffer)
    if Path(str(out)).is_dir():
        raise ConfigError(f"{out} is a folder; the result of standard input is one file")
    return atomic_writer(Path(str(out)))


def _explain(args: argparse.Namespace) -> int:
    from cleantext import show
    from cleantext.io.files import atomic_writer

    doc = _pipe(args)(_document(args))
    if args.html:
        with atomic_writer(Path(args.html)) as out:
            out.write(show.page(doc).encode("utf-8", "xmlcharrefreplace"))
    elif args.json:
        edits = {"edits": [e.to_dict() for e in doc.edits], "meta": dict(doc.found), "text": doc.text}
        print(json.dumps(edits))
    else:
        colour = args.colour == "always" or (args.colour == "auto" and sys.stdout.isatty())
        sys.stdout.flush()
        sys.stdout.buffer.write(show.diff(doc, colour=colour).encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.flush()
    return 0


def _document(args: argparse.Namespace) -> Document:
    from cleantext.io import find_inputs, jsonl, txt
    from cleantext.run import looks_like_jsonl

    if args.file == "-":
        name, data = "-", sys.stdin.buffer.read()
        format = "jsonl" if looks_like_jsonl(data[:64]) else "txt"
    else:
        (found,) = find_inputs([args.file]) if not Path(args.file).is_dir() else (None,)
        if found is None:
            raise ConfigError(f"{args.file} is a folder; explain takes one file")
        name, data, format = found.name, found.path.read_bytes(), found.format
    if format == "txt":
        return Document(txt.parse(data), id=name)
    lines = data.splitlines()
    if not 1 <= args.line <= len(lines):
        raise ConfigError(f"{name} has {len(lines)} lines, no line {args.line}")
    try:
        record = jsonl.parse(lines[args.line - 1], args.text_field)
    except ValueError as error:
        raise ConfigError(f"{name}, line {args.line}: {error}") from error
    return Document(record[args.text_field], id=f"{name}:{args.line}")


def _pipe(args: argparse.Namespace) -> Pipeline:
    if args.config is not None:
        pipe = Pipeline.from_toml(args.config)
    else:
        pipe = web(None if args.script == "none" else args.script)
    return pipe.without(*args.without)


def _version() -> str:
    return "  ".join(f"{name} {version}" for name, version in versions().items())


if __name__ == "__main__":
    sys.exit(main())
