"""Conversion to one Chinese script: detect, then route, then OpenCC, and 着 and 著 put right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import compress
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Document, Edit
from cleantext.errors import ConfigError, did_you_mean
from cleantext.script.engine import convert
from cleantext.script.route import Whole, choose, may_change
from cleantext.script.t2s import t2s
from cleantext.script.tables import to_points

__all__ = ["NormalizeScript"]

_CONFIGS = {"zh-Hans": "t2s", "zh-Hant": "s2t", "zh-TW": "s2tw", "zh-HK": "s2hk"}


@dataclass(frozen=True)
class NormalizeScript:
    """Convert the lines written in the other Chinese script to `target`; leave all others alone.

    zh-Hans is OpenCC's t2s with 着 and 著 put right; zh-Hant, zh-TW and zh-HK are s2t, s2tw and
    s2hk.  Lines of Japanese or Korean and lines already in the target script are never edited,
    quotation marks never converted.  Metadata that filters found is converted as lines are.
    One code point becomes one code point, so every edit is exact.

    Args:
        target: zh-Hans, zh-Hant, zh-TW or zh-HK.

    Raises:
        ConfigError: there is no such target.

    >>> NormalizeScript()(Document("看著顯著的變化")).text
    '看着显著的变化'
    """

    target: str = "zh-Hans"
    name: ClassVar[str] = "script"

    def __post_init__(self) -> None:
        if self.target not in _CONFIGS:
            raise ConfigError(f"no target script {self.target!r}" + did_you_mean(self.target, _CONFIGS))

    @property
    def digest(self) -> str:
        """A hash of the word list and the phrase table, for `Pipeline.fingerprint`."""
        return _digest()

    def __call__(self, doc: Document) -> Document:
        """Return the document with its text and its found metadata in the target script."""
        config = _CONFIGS[self.target]
        whole = Whole()
        text = doc.text
        if may_change(text, config == "t2s"):
            lines, whole = choose(text, config == "t2s")
            if lines.any():
                doc = _convert(doc, lines, config)
        if not doc.found:
            return doc
        return doc.refind({key: _value(found, config, whole) for key, found in doc.found.items()})


@cache
def _digest() -> str:
    data = (Path(__file__).with_name(name).read_bytes() for name in ("zhe.toml", "t2s-phrases.txt"))
    return hashlib.blake2b(b"".join(data), digest_size=8).hexdigest()


def _convert(doc: Document, lines: NDArray[np.bool_], config: str) -> Document:
    """Return the document with the chosen lines converted."""
    run = t2s if config == "t2s" else partial(convert, config=config)
    if lines.all():
        new = run(doc.text)
    else:
        every = doc.text.split("\n")
        converted = iter(run("\n".join(compress(every, lines))).split("\n"))
        new = "\n".join(next(converted) if chosen else line for line, chosen in zip(every, lines, strict=True))
    doc = _substitute(doc, new, f"script.{config}")
    return doc.edit(_zhe(new, lines)) if config == "t2s" and "著" in new else doc


def _zhe(text: str, lines: NDArray[np.bool_]) -> Iterator[Edit]:
    """Yield the edits that turn 著 into 着 in the chosen lines of `text`, which are Simplified by now."""
    from cleantext.script.zhe import verdicts  # builds its patterns from data, which `import cleantext` should not

    ends = None if lines.all() else np.flatnonzero(to_points(text) == ord("\n"))
    for v in verdicts(text):
        if v.turn is not False and (ends is None or lines[np.searchsorted(ends, v.at)]):
            evidence = {"word": v.word} if v.word else None
            yield Edit(v.at, v.at + 1, replacement="着", rule="script.zhe", evidence=evidence, removed="著")


def _substitute(doc: Document, new: str, rule: str) -> Document:
    """Return the document with `new`, as long as its text; edits cover the characters that differ, no others."""
    old = doc.text
    differs = np.flatnonzero(to_points(old) != to_points(new))
    if not differs.size:
        return doc
    first, last = int(differs[0]), int(differs[-1])
    if 2 * differs.size < last - first + 1:
        return doc.rewrite(new, rule)  # the alignment takes this for the substitution it is
    # Denser than that it looks for insertions as well, and might find some.
    borders = np.flatnonzero(np.diff(differs) > 1)
    starts = differs[np.r_[0, borders + 1]].tolist()
    ends = (differs[np.r_[borders, differs.size - 1]] + 1).tolist()
    spans = zip(starts, ends, strict=True)
    return doc.edit(Edit(a, b, replacement=new[a:b], rule=rule, removed=old[a:b]) for a, b in spans)


def _value(found: Any, config: str, whole: Whole) -> Any:
    """Return a metadata value converted: a string, or a list of strings; anything else as it is."""
    if isinstance(found, list):
        return [_value(part, config, whole) for part in found]
    if not isinstance(found, str) or found.isascii():
        return found
    to_hans = config == "t2s"
    if not whole.of_source and not may_change(found, to_hans):
        return found
    lines, _ = choose(found, to_hans, whole)
    return _convert(Document(found), lines, config).text if lines.any() else found
