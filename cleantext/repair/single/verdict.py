"""When a run of pairs is Chinese, and the edit that says so: what `latin` and `damaged` have in common."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Edit

__all__ = ["CERTAIN", "CONTEXT", "RIVAL", "charmap", "edit", "least"]

_BY_NAME = {"gb18030": "mojibake-gbk", "cp950": "mojibake-big5"}
RIVAL = 0.5  # how much another script that fits the bytes counts; tuned on Chinese of 2 to 6 characters
# By pairs in the run, five and more: of 117,000 words and phrases of other languages in their old encodings, read as
# Latin-1, one in some thousands gains as much.
_LEAST = ((99.0, 99.0, 4.4, 3.9, 3.2, 2.4), (99.0, 99.0, 4.4, 3.4, 1.5, 1.5))
CERTAIN = 12.0  # none of those gained more than 11.7
CONTEXT = 25.0  # so much Chinese elsewhere in the text decides about short runs


def least(size: int, codec: int, context: float) -> float:
    """Return the gain from which `size` pairs are Chinese."""
    if context > CONTEXT:
        return 0.5 if size > 1 else 1.5
    return _LEAST[codec][min(size, 5)]


def edit(
    text: str,
    start: int,
    end: int,
    data: bytes,
    codec: str,
    gain: float,
    *,
    charmap: str = "cp1252",
    holes: int = 0,
    damaged: bool = False,
) -> Edit:
    """Return the edit of `text[start:end]`, whose bytes are `data` in `codec`, with its evidence."""
    decoded = data.decode(codec, "replace")
    name = _BY_NAME[codec]
    evidence: dict[str, Any] = {
        "class": name,
        "codec": f"{'latin-1/cp1252' if charmap == 'cp1252' else charmap} -> {codec}",
        "before": data[:40].hex(),
        "after": decoded[:40].encode()[:40].hex(),
        "gain": round(gain, 1),
        "verdict": "guessed" if damaged or holes or gain < CERTAIN else "proven",
    }
    if holes:
        evidence["holes"] = holes
    removed = text[start:end]
    return Edit(start, end, replacement=decoded, rule="encoding." + name, evidence=evidence, removed=removed)


@cache
def charmap(codec: str) -> NDArray[Any]:
    """Return the byte that each character below U+10000 is in a codec or in Latin-1, 0 for none."""
    found = np.zeros(65536, np.uint8)
    found[:256] = np.arange(256)
    for b in range(0x80, 0x100):
        found[ord(bytes((b,)).decode(codec, "replace"))] = b
    found[0xFFFD] = 0
    return found
