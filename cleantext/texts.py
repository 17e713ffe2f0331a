"""What comes in from callers as texts: told from what is none, and taken in batches or, if it is long, in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["batches", "parts", "refuse", "require_str"]

# So many code points go through at once: their arrays stay in the second-level cache.
_BATCH = 1 << 17


def require_str(text: object) -> None:
    """Raise a TypeError that teaches unless `text` is a str."""
    if isinstance(text, str):
        return
    if isinstance(text, bytes | bytearray | memoryview):
        raise TypeError(
            f"text must be str, not {type(text).__name__}; decode it first: "
            "cleantext.decode(data).text finds the encoding, data.decode('utf-8') if you know it"
        )
    raise TypeError(f"text must be str, not {type(text).__name__}")


def refuse(position: int, text: object) -> None:
    """Raise a TypeError that names the position unless `text` is a str."""
    try:
        require_str(text)
    except TypeError as error:
        raise TypeError(f"at position {position}: {error}") from None


def batches(texts: Iterable[str], size: int | None = None) -> Iterator[list[str]]:
    """Yield lists of texts of about `size` characters in sum, in order; by default so many as fit a cache.

    Raises:
        TypeError: a text is not a str; names its position.

    >>> list(batches(["ab", "c", "d"], 3))
    [['ab', 'c'], ['d']]
    """
    enough = _BATCH if size is None else size
    batch: list[str] = []
    total = 0
    for n, text in enumerate(texts):
        if type(text) is not str:
            refuse(n, text)
        batch.append(text)
        total += len(text)
        if total >= enough:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def parts(text: str, size: int) -> Iterator[str]:
    """Yield `text` in parts of whole lines of at least `size` characters; joined by line feeds they are the text.

    A string for each line of a long text takes many times the text, and so do the arrays of all its characters.

    >>> list(parts("ab\\ncd\\nef", 4))
    ['ab\\ncd', 'ef']
    """
    low = 0
    while len(text) - low > size and (stop := text.find("\n", low + size)) >= 0:
        yield text[low:stop]
        low = stop + 1
    yield text[low:]
