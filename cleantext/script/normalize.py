"""Conversion to one Chinese script: detect, then route, then OpenCC, and 着 and 著 put right.

What must not be touched is blanked out before anything is counted or converted, so that it
neither decides for its line nor joins with the characters beside it, and put back at the
end.  Everything but `extra` and `words` replaces one code point by one, so an edit script
is the comparison of two arrays, made when somebody asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import compress
from pathlib import Path
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Document
from cleantext.errors import ConfigError, did_you_mean
from cleantext.kinds import TRADITIONAL
from cleantext.script.change import Change, Word, apply_words, differences, put_back
from cleantext.script.detect import detect_script
from cleantext.script.protect import Span, blank, check_patterns, protected
from cleantext.script.route import PIECE, Lines, Whole, choose, may_change
from cleantext.script.s2t import Target, to_traditional
from cleantext.script.t2s import simplify, t2s
from cleantext.script.tables import to_points, to_str
from cleantext.script.words import Pairs, check_extra, custom, regional
from cleantext.texts import parts

__all__ = ["NormalizeScript"]

_CONFIGS = {"zh-Hans": "t2s", "zh-Hant": "s2t", "zh-TW": "s2tw", "zh-HK": "s2hk"}
_WITH_WORDS = ("zh-Hans", "zh-TW")
_NOTHING = Whole()

Converted = tuple[str, NDArray[np.uint8] | None]
"""A text, and where it differs from what it was, as `differences` has it; None if nobody knows yet."""


@dataclass(frozen=True)
class NormalizeScript:
    """Convert the lines written in the other Chinese script to `target`; leave all others alone.

    zh-Hans is OpenCC's t2s with 着 and 著 put right; zh-Hant, zh-TW and zh-HK are s2t, s2tw and
    s2hk, with phrases that cut a word in two put right.  Lines of Japanese or Korean and lines
    already in the target script are never edited, quotation marks never converted.  Code between
    back-ticks and in fenced blocks, comments included, and addresses (URLs, e-mail, targets of
    links) stay as they are.  Metadata that filters found is converted as lines are.  Rules:
    script.t2s (or the other configuration), script.zhe, script.words, script.extra.

    Args:
        target: zh-Hans, zh-Hant, zh-TW or zh-HK.
        words: convert regional vocabulary as well: to zh-Hans in text that is written in the words of
            Taiwan, to zh-TW in lines that are converted; from a short list of unambiguous words.
        extra: a dictionary of your own, from words of the source to what shall stand there; a mapping or
            pairs.  Goes before all else and applies to every line; the longest match wins, and what it
            puts there is not converted.  A word given for itself is kept as it is.
        protect: regular expressions of what to leave alone; each should match by its own characters,
            which stay, rather than by those around, which may be converted.

    Raises:
        ConfigError: there is no such target; no regional words for it; a wrong entry of `extra` or
            `protect`, which the message names.

    >>> NormalizeScript()(Document("看著顯著的變化")).text
    '看着显著的变化'
    >>> NormalizeScript(extra={"部落格": "博客"})(Document("這是 `變數` 的部落格")).text
    '这是 `變數` 的博客'
    """

    target: str = "zh-Hans"
    words: bool = False
    extra: Mapping[str, str] | Pairs = ()
    protect: tuple[str, ...] = ()
    name: ClassVar[str] = "script"

    def __post_init__(self) -> None:
        if self.target not in _CONFIGS:
            raise ConfigError(f"no target script {self.target!r}" + did_you_mean(self.target, _CONFIGS))
        if self.words and self.target not in _WITH_WORDS:
            raise ConfigError(f"words=True has no list for {self.target!r}; it has: {', '.join(_WITH_WORDS)}")
        object.__setattr__(self, "extra", check_extra(self.extra))
        object.__setattr__(self, "protect", check_patterns(self.protect))

    @property
    def digest(self) -> str:
        """A hash of the word lists and the phrase table, for `Pipeline.fingerprint`."""
        return _digest()

    def __call__(self, doc: Document) -> Document:
        """Return the document with its text and its found metadata in the target script."""
        text, found = doc.text, doc.found
        change, whole = None, _NOTHING
        # The same gate as that of `_change`, but the kinds of the text are known.
        if self.target != "zh-Hans" or self.extra or doc.kinds & TRADITIONAL:
            change, whole = self._change(text, text, None)
        if change:
            doc = doc.rewrite(change.after, change.rule, edits=change.edits)
        if not found:
            return doc
        return doc.refind({key: self._value(value, text, whole) for key, value in found.items()})

    def _value(self, found: Any, text: str, whole: Whole) -> Any:
        """Return a metadata value converted: a string, or a list of strings; anything else as it is."""
        if isinstance(found, list):
            return [self._value(part, text, whole) for part in found]
        if not isinstance(found, str) or found.isascii():
            return found
        change, _ = self._change(found, text, whole)
        return change.after if change else found

    def _change(self, part: str, text: str, whole: Whole | None) -> tuple[Change | None, Whole]:
        """Return what becomes of `part` of a document, None if nothing does, and what the document is as a whole.

        Args:
            part: the text of the document, or a metadatum.
            text: the text of the document.
            whole: what the document is, if that is known.
        """
        to_hans = self.target == "zh-Hans"
        follows = whole is not None and whole.of_source
        # The exact gate.  Blanking takes evidence away and adds none, so it can come after.
        if not self.extra and not follows and not may_change(part, to_hans):
            return None, whole or _NOTHING
        spans = protected(part, self.protect)
        words = self._extra(part, spans)
        if words:
            spans = sorted([*spans, *_spans(words)])
        seen = new = blank(part, spans) if spans else part
        differs = None
        turned: list[tuple[int, str]] = []
        if follows or (seen is part and not self.extra) or may_change(seen, to_hans):
            # NumPy takes twice as fast by its own index type, which is too large for a long text.
            index = to_points(seen).astype(np.intp) if len(seen) <= PIECE else None
            lines, whole = choose(seen, to_hans, whole, index)
            if lines:
                new, differs = _convert(seen, index, lines, self.target)
                if to_hans and "著" in new:
                    new, turned = _turn(new, lines)
                if self.words and (not to_hans or _is_taiwanese(text)):
                    found = _regional(new if to_hans else seen, new, lines, to_hans)
                    words = sorted([*words, *found])
                    spans = sorted([*spans, *_spans(found)])
                    differs = None if found else differs  # they will be put back
        if spans:
            new = put_back(new, part, spans)
            words = [word for word in words if word[2] != part[word[0] : word[1]]]
            turned = [(at, word) for at, word in turned if new[at] != part[at]]
        if new == part and not words:
            return None, whole or _NOTHING
        change = Change(part, new, tuple(words), f"script.{_CONFIGS[self.target]}", tuple(turned), differs)
        return change, whole or _NOTHING

    def _extra(self, text: str, spans: list[Span]) -> list[Word]:
        if not self.extra:
            return []
        assert isinstance(self.extra, tuple)
        dictionary = custom(self.extra, _CONFIGS[self.target])
        return [(start, end, new, "script.extra") for start, end, new in dictionary.find(blank(text, spans))]


def _spans(words: list[Word]) -> Iterator[Span]:
    return ((start, end) for start, end, *_ in words)


@cache
def _digest() -> str:
    names = ("zhe.toml", "evidence.txt", "words.toml", "t2s-phrases.txt", "s2t-words.txt", "origin.toml")
    data = (Path(__file__).with_name(name).read_bytes() for name in names)
    return hashlib.blake2b(b"".join(data), digest_size=8).hexdigest()


def _convert(text: str, index: NDArray[np.intp] | None, lines: Lines, target: str) -> Converted:
    """Return the text with the chosen lines converted, one code point for one; and where it differs, if that is known.

    Args:
        text: the text.
        index: its code points, unless it is long.
        lines: which of its lines.
        target: the script.
    """
    if lines.flags is None:
        if index is not None and target == "zh-Hans" and (points := simplify(text, index)) is not None:
            return to_str(points), differences(points, index)
        return _run(text, target), None
    done: list[str] = []
    row = 0
    for part in parts(text, PIECE):
        every = part.split("\n")
        flags = lines.flags[row : row + len(every)]
        converted = iter(_run("\n".join(compress(every, flags)), target).split("\n"))
        done.append("\n".join(next(converted) if chosen else line for line, chosen in zip(every, flags, strict=True)))
        row += len(every)
    return "\n".join(done), None


def _run(text: str, target: str) -> str:
    return t2s(text) if target == "zh-Hans" else to_traditional(text, cast(Target, target))


def _turn(text: str, lines: Lines) -> tuple[str, list[tuple[int, str]]]:
    """Return a text, Simplified by now, with 着 for 著 where that is meant; where, and the words that decided."""
    from cleantext.script.zhe import verdicts  # reads its word list, which `import cleantext` should not

    turned = [(v.at, v.word) for v in verdicts(text) if v.turn is not False and v.at in lines]
    return apply_words(text, tuple((at, at + 1, "着", "") for at, _ in turned)), turned


def _regional(text: str, new: str, lines: Lines, to_hans: bool) -> list[Word]:
    """Return the regional words of the chosen lines of `text`, where `new` does not have them anyway."""
    found = regional(to_hans).find(text)
    return [
        (start, end, word, "script.words")
        for start, end, word in found
        if word not in (text[start:end], new[start:end]) and start in lines
    ]


def _is_taiwanese(text: str) -> bool:
    return detect_script(text).origin == "taiwan"
