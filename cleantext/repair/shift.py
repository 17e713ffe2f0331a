"""GBK text that lost a lead byte: characters that vanished, and runs read one byte out of step.

How such pages came to be.  A tool put readings behind Traditional characters by replacing *bytes*,
so it also hit pairs that lie across two characters: 院問 is D4BA 8696, BA86 is 簡, and out came
D4 BA86 (jiǎn) 96.  Another replaced the full-width marks ！？， (A3A1, A3BF, A3AC) the same way and
hit the A1 A3|A1 of 。”.  The lossy decoder then read on from the byte in the middle, one out of step,
until an ASCII trail byte or a swallowed bracket put it right again; an illegal pair left a `?`.

The repair runs it backwards.  A `?` followed by `jiǎn)` or by a mark gives the byte in hand; every
character behind it gives two; one ASCII letter ends the run.  Pairs that GBK leaves to users often
did not survive the page (`，人` out of step is AC C8 in the middle): they are tried where nothing
else reads.  What comes out must read much better than what stands there, or it stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.document import Edit
from cleantext.repair.runs import Runs
from cleantext.repair.tables import READING

__all__ = ["repairs"]

# One literal in front lets `re` skip to it; a text without such a spot costs one scan.
_WIDE = r"[^\s!-~\ufffd]"
_START = re.compile(
    rf"\?(?=[!！?？,，](?:{_WIDE}|[@-~](?:\({READING} ?\)|{_WIDE})|\?(?:/|\s|$|{READING} ?\)))|{READING} ?\))"
)
_START_FFFD = re.compile(_START.pattern.replace(r"\?(?=", "\ufffd(?=", 1))
_MAX_FAILED = 64  # spots in a row that turn out to be ordinary question marks
# Characters between two damages.  Pages have one in 80 and fewer; a text with more of them is made up,
# and would take minutes where pages take milliseconds.
_SPACED = 40


def repairs(text: str, *, guess: bool = True) -> Iterator[Edit]:
    """Yield an edit for each lost character and each shifted run that can be restored.

    Args:
        text: where private-use characters have not been stripped yet: they are bytes of a run.
        guess: also restore what the bytes alone do not decide, where it reads clearly better.
    """
    starts = [m.start() for m in _START.finditer(text)]
    if "\ufffd" in text:
        starts = sorted([*starts, *(m.start() for m in _START_FFFD.finditer(text))])
    if not starts or len(starts) > _MAX_FAILED + len(text) // _SPACED:
        return
    reader = Runs(text)
    done = failed = 0
    for at in starts:
        if at < done:
            continue
        if failed > _MAX_FAILED:
            return
        edit = reader.repair(at)
        if edit is None:
            failed += 1
        elif guess or edit.evidence is None or edit.evidence["verdict"] == "proven":
            failed = 0
            done = edit.end
            yield edit
