"""Errors, by fault: the caller's, a rule file's, the data's, ours.

Rejecting a document is a result (`Document.rejected`), not an error.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleantext.dedup.result import Deduplicated

__all__ = ["CleantextError", "ConfigError", "DecodeError", "FilterError", "RemovalError", "RuleError"]


class CleantextError(Exception):
    """The root: `except CleantextError` catches everything this library raises on purpose."""


class ConfigError(CleantextError, ValueError):
    """The caller asked for something that does not exist or makes no sense."""


class RuleError(ConfigError):
    """A rule file is wrong; the message names the file, the rule and the field."""


class DecodeError(CleantextError, ValueError):
    """Bytes are not text in any encoding that was tried; the message names the offset and the tries.

    Attributes:
        offset: the first byte that the encoding which got farthest could not read; None where that is not the error.
        tried: each encoding that was tried, with the first byte that it could not read.

    >>> from cleantext import decode
    >>> try: decode(b"ab\\xff\\xff\\xff\\0\\x81", declared="big5")
    ... except DecodeError as error: print(error.offset, error.tried)
    2 (('utf-8', 2), ('cp950', 2))
    """

    def __init__(self, message: str, offset: int | None = None, tried: tuple[tuple[str, int], ...] = ()) -> None:
        super().__init__(message)
        self.offset = offset
        self.tried = tried

    def __reduce__(self) -> tuple[type[DecodeError], tuple[object, ...]]:
        # An exception is pickled with its message alone.
        return type(self), (str(self), self.offset, self.tried)


class FilterError(CleantextError):
    """A filter failed: names the filter and the document; the original error is `__cause__`.

    Attributes:
        filter: its name.
    """

    filter: str = ""


class RemovalError(CleantextError):
    """Deduplication would remove nearly all of a source: its texts or the settings are not what they seem.

    Attributes:
        source: of the texts in question; None if no text names one.
        removed, texts: how many of how many would go.
        result: what would have been the result, to look at.
    """

    def __init__(self, message: str, source: object, removed: int, texts: int, result: Deduplicated) -> None:
        super().__init__(message)
        self.source = source
        self.removed = removed
        self.texts = texts
        self.result = result

    def __reduce__(self) -> tuple[type[RemovalError], tuple[object, ...]]:
        # An exception is pickled with its message alone.
        return type(self), (str(self), self.source, self.removed, self.texts, self.result)


def did_you_mean(name: str, choices: Iterable[str], limit: int = 12) -> str:
    """Return the tail of a 'no such name' message: the nearest name, and what there is.

    >>> did_you_mean("unicode.widht", ["unicode.width", "script"])
    "; did you mean 'unicode.width'? (it has: unicode.width, script)"
    """
    import difflib

    known = list(choices)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    shown = ", ".join(known[:limit]) + (", …" if len(known) > limit else "")
    return f"{hint} (it has: {shown})" if known else hint
