"""Options that several commands of the command line share."""

from __future__ import annotations

import argparse
import re

__all__ = ["TWICE", "copies", "engine", "errors", "fields", "inputs", "out", "pipeline", "time", "work"]

TWICE = "; where an id stands twice, the later record goes to quarantine"


def inputs(parser: argparse.ArgumentParser, dash: str = "; - is standard input") -> None:
    """Add what is read."""
    parser.add_argument("inputs", nargs="+", metavar="IN", help=f"files, folders or globs{dash}")


def out(parser: argparse.ArgumentParser) -> None:
    """Add where the results go."""
    parser.add_argument("-o", "--out", metavar="OUT", required=True, help="folder for the results")


def pipeline(parser: argparse.ArgumentParser) -> None:
    """Add which pipeline cleans."""
    parser.add_argument(
        "--script",
        default="zh-Hans",
        metavar="S",
        help="zh-Hans (default), zh-Hant, zh-TW, zh-HK, or none: left as it is, as --preset clean always does",
    )
    parser.add_argument(
        "--preset",
        choices=["clean", "web", "corpus"],
        default="web",
        help="clean: what is safe in any language; web (default): boilerplate, repeats and script, too;"
        " corpus: web, and documents not worth keeping are rejected",
    )
    parser.add_argument("--config", metavar="FILE", help="a pipeline as a TOML file, instead of --preset and --script")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="leave out a filter, a rule (`cleantext rules` lists them) or a label; repeatable",
    )


def fields(parser: argparse.ArgumentParser, *, meta: bool = True, twice: str = TWICE) -> None:
    """Add where in a record things stand, and how long it may be."""
    parser.add_argument("--text-field", default="text", metavar="F", help="field with the text (default: text)")
    parser.add_argument(
        "--id-field",
        metavar="F",
        help=f"field that identifies a record{twice}",
    )
    parser.add_argument("--host-field", metavar="F", help="field with the host or address, for counts by host")
    if meta:
        parser.add_argument(
            "--meta-field", metavar="F", help="jsonl: field in which to write source, author and date found in the text"
        )
    parser.add_argument(
        "--max-record",
        type=_size,
        default=16 << 20,
        metavar="SIZE",
        help="longest record; longer ones are not read (default: 16MB)",
    )


def errors(parser: argparse.ArgumentParser) -> None:
    """Add what becomes of records that cannot be read or cleaned."""
    parser.add_argument(
        "--on-error",
        choices=["quarantine", "raise"],
        default="quarantine",
        help="what becomes of a record that cannot be read or cleaned: it is set aside (default), or the run stops",
    )
    parser.add_argument("--max-errors", type=int, metavar="N", help="stop when more than N records are in quarantine")
    parser.add_argument("--json", action="store_true", help="the report as JSON on standard error")


def time(parser: argparse.ArgumentParser) -> None:
    """Add how long a document may take."""
    parser.add_argument(
        "--timeout-per-doc",
        type=float,
        metavar="S",
        help="a document that takes more than S seconds, also at a second try, goes to quarantine",
    )


def copies(parser: argparse.ArgumentParser, newest: str = "") -> None:
    """Add which of several copies stays; `newest` says what goes by its date."""
    parser.add_argument(
        "--keep",
        choices=["first", "longest", "newest"],
        default="first",
        help=f"which copy stays (default: first){newest}",
    )
    parser.add_argument(
        "--memory",
        type=_size,
        default=1 << 30,
        metavar="SIZE",
        help="memory for comparing documents; the rest is on disk (default: 1GB)",
    )


def work(parser: argparse.ArgumentParser) -> None:
    """Add how many processes work, and a report as JSON."""
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes (default: the cores there are)")
    parser.add_argument("--piece", type=_size, default=32 << 20, metavar="SIZE", help=argparse.SUPPRESS)
    if not any(action.dest == "json" for action in parser._actions):
        parser.add_argument("--json", action="store_true", help="the report as JSON on standard output")


def engine(parser: argparse.ArgumentParser) -> None:
    """Add where the work is done."""
    parser.add_argument(
        "--engine", choices=["local", "ray"], default="local", help="where the work is done: here (default), or on Ray"
    )
    parser.add_argument(
        "--address",
        metavar="A",
        help="address of the Ray cluster; auto: the one of this machine (default: one is started here)",
    )


def _size(text: str) -> int:
    """Read a number of bytes: 1000, 16MB, 1.5 GB; powers of 1024."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", text.strip(), re.IGNORECASE)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write it like 500MB or 1GB")
    number = int(float(found[1]) * 1024 ** " KMGT".index(found[2].upper() or " "))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no size to work with")
    return number


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of workers; it takes 1 at least")
    return int(text)
