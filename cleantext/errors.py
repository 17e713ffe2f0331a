"""Errors, by fault: the caller's, a rule file's, the data's, ours.

Rejecting a document is a result (`Document.rejected`), not an error.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["CleantextError", "ConfigError", "DecodeError", "FilterError", "RuleError"]


class CleantextError(Exception):
    """The root: `except CleantextError` catches everything this library raises on purpose."""


class ConfigError(CleantextError, ValueError):
    """The caller asked for something that does not exist or makes no sense."""


class RuleError(ConfigError):
    """A rule file is wrong; the message names the file, the rule and the field."""


class DecodeError(CleantextError, ValueError):
    """Bytes are not text in any encoding that was tried; the message names the offset and the tries."""


class FilterError(CleantextError):
    """A filter failed: names the filter and the document; the original error is `__cause__`.

    Attributes:
        filter: its name.
    """

    filter: str = ""


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
