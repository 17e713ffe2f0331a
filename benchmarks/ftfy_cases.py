"""Run ftfy's own test cases through cleantext, and say of each difference why it is one.

    git clone https://github.com/rspeer/python-ftfy && python benchmarks/ftfy_cases.py python-ftfy

Reads tests/test-cases/*.json of a checkout (or the older tests/test_cases.json); nothing of it is in this repository.
Each case is run through `RepairEncoding`, against what `ftfy.fix_encoding` should give, and through `CLEAN`, against
`ftfy.fix_text`.  The reasons:

known to fail     ftfy does not reach it either.
entities          `&frac14;` is resolved as part of the repair; `fix_encoding` leaves it.
quotation marks   “ ” ‘ ’ „ are what the author typed, and punctuation in Chinese; nothing straightens them.
width             ， is Chinese punctuation and stays wide.
ligatures         ŉ, ǌ, ﬁ stay what they are unless forms are folded; a ligature is not an encoding error.
spaces            CLEAN tidies spaces: no-break spaces become spaces, and none end a line.
invisible         CLEAN strips controls, ftfy keeps some.
UNEXPLAINED       none of these: a bug of ours, or a reason to be written here.  The command then fails.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ftfy

from cleantext import CLEAN, Document, RepairEncoding

QUOTES = str.maketrans("“”„‟‘’‚‛ʼ", "\"\"\"\"'''''")
LIGATURES = str.maketrans({chr(c): fixed for c, fixed in ftfy.chardata.LIGATURES.items()})
# Each makes two texts equal that differ for that reason only; they are tried one after the other.
REASONS: dict[str, Callable[[str], str]] = {
    "quotation marks": lambda t: t.translate(QUOTES),
    "ligatures": lambda t: t.translate(LIGATURES).translate(QUOTES),
    "width": ftfy.fixes.fix_character_width,
    "invisible": lambda t: re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\xad\u200b]", "", t),
    "spaces": lambda t: re.sub(r"\s+", " ", t).strip(),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    args = parser.parse_args()
    found = list(cases(args.checkout))
    if not found:
        parser.error(f"no test cases under {args.checkout}")
    count: Counter[tuple[str, str]] = Counter()
    for case in found:
        encoding, text = case.get("fixed-encoding", case["fixed"]), case["fixed"]
        for name, run, want in (("RepairEncoding", repair, encoding), ("CLEAN", CLEAN.clean, text)):
            got = run(case["original"])
            why = reason(case, got, want)
            count[name, why] += 1
            if why != "same":
                print(f"{name} [{why}] {case['label']}\n    {case['original']!r}\n -> {got!r}\nnot {want!r}")
    for (name, why), n in sorted(count.items()):
        print(f"{name:15} {why:16} {n:4} of {len(found)}")
    return int(any(why == "UNEXPLAINED" for _, why in count))


def cases(checkout: Path) -> Iterator[dict[str, Any]]:
    tests = checkout / "tests"
    for path in [*sorted((tests / "test-cases").glob("*.json")), *tests.glob("test_cases.json")]:
        yield from json.loads(path.read_text("utf-8"))


def repair(text: str) -> str:
    return RepairEncoding()(Document(text)).text


def reason(case: dict[str, Any], got: str, want: str) -> str:
    """Return the first reason, or the least sum of reasons from the first on, that explains a difference."""
    if got == want:
        return "same"
    if case["expect"] == "fail":
        return "known to fail"
    if got == case["fixed"] and "&" in case["original"]:
        return "entities"
    for name, fold in REASONS.items():
        if fold(got) == fold(want):
            return name
    names = []
    for name, fold in REASONS.items():
        after = fold(got), fold(want)
        if after != (got, want):
            names.append(name)
        got, want = after
        if got == want:
            return " + ".join(names)
    return "UNEXPLAINED"


if __name__ == "__main__":
    sys.exit(main())
