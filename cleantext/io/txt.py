"""Plain text: one file, one document.  In any encoding, out as UTF-8."""

from __future__ import annotations

from cleantext.repair import decode

__all__ = ["encode", "parse"]


def parse(data: bytes) -> str:
    """Return the text of a file.

    Raises:
        DecodeError: no encoding fits; a ValueError.
    """
    return decode(data).text


def encode(text: str) -> bytes:
    """Return the text as UTF-8, with a line break at its end if it has any text.

    >>> encode("文").decode()
    '文\\n'
    """
    ending = "" if not text or text.endswith("\n") else "\n"
    return (text + ending).encode("utf-8", "backslashreplace")
