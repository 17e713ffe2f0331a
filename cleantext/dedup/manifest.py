"""What decides whether two signatures may be compared, and the refusal where they may not."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from cleantext.dedup.folding import table_digest
from cleantext.dedup.shingles import VERSION
from cleantext.errors import ConfigError

__all__ = ["NGRAM", "NUM_PERM", "SEED", "check", "manifest"]

NUM_PERM, NGRAM, SEED = 128, 5, 1


def manifest(threshold: float, bands: tuple[int, int], scheme: str) -> dict[str, Any]:
    """Return all that decides whether two signatures may be compared, JSON-able.

    >>> sorted(manifest(0.8, (21, 6), "fast"))
    ['bands', 'ngram', 'num_perm', 'scheme', 'seed', 'table', 'threshold', 'unicode', 'version']
    """
    return {
        "version": VERSION,
        "scheme": scheme,
        "num_perm": NUM_PERM,
        "ngram": NGRAM,
        "seed": SEED,
        "threshold": threshold,
        "bands": list(bands),
        "table": table_digest(),
        "unicode": unicodedata.unidata_version,
    }


def check(found: Mapping[str, Any], expected: Mapping[str, Any], where: object) -> None:
    """Raise a ConfigError unless what was found is what is expected."""
    for name, value in expected.items():
        if found.get(name) != value:
            raise ConfigError(
                f"{where} was made with {name} {found.get(name)!r}, this is {value!r}: "
                "their signatures cannot be compared; build the index again from the texts"
            )
