"""The API reference, made from the docstrings: every public name with its signature, contract and example.

    python benchmarks/api.py > api.md          # Markdown
    python benchmarks/api.py NormalizeScript   # one name

Nothing of it is kept in the repository, so it cannot be out of date; tests/test_api.py says what every docstring has.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import cleantext
from cleantext import Pipeline


def names() -> list[str]:
    """Return what is public: classes first, then functions, then presets and errors."""

    def kind(name: str) -> tuple[int, str]:
        value = getattr(cleantext, name)
        if isinstance(value, type):
            return (3 if issubclass(value, Exception) else 0), name
        return (2 if isinstance(value, Pipeline) else 1), name

    return sorted(cleantext.__all__, key=kind)


def members(value: type) -> Iterator[tuple[str, object]]:
    """Yield the public methods and properties that a class has of its own."""
    for name, member in vars(value).items():
        if name.startswith("_"):
            continue
        plain = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        found = getattr(plain, "fget", None) or getattr(plain, "func", None) or plain
        if inspect.isfunction(found):
            yield name, found


def signature(name: str, value: object) -> str:
    try:
        return f"{name}{inspect.signature(value)}"  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return name


def entry(name: str) -> str:
    """Return the reference of one public name."""
    value = getattr(cleantext, name)
    if isinstance(value, Pipeline):
        lines = [f"## {name}\n", f"The filters {', '.join(f'`{n}`' for n in value.names)}, in this order.\n"]
        return "\n".join(lines)
    lines = [f"## {name}\n", f"```python\n{signature(name, value)}\n```\n", told(value)]
    if isinstance(value, type):
        if dataclasses.is_dataclass(value) and not issubclass(value, Exception):
            fields = [f.name for f in dataclasses.fields(value) if f.init]
            lines += [f"Settings: {', '.join(f'`{f}`' for f in fields)}.\n"] if fields else []
        for member, function in members(value):
            lines += [f"### {name}.{member}\n", f"```python\n{signature(member, function)}\n```\n", told(function)]
    return "\n".join(lines)


def told(value: object) -> str:
    doc = inspect.getdoc(value) or ""
    return doc.replace("\n>>>", "\n\n```python\n>>>", 1) + ("\n```" if "\n>>>" in doc else "") + "\n"


def main() -> int:
    chosen = sys.argv[1:] or names()
    unknown = [n for n in chosen if n not in cleantext.__all__]
    if unknown:
        print(f"no public name {unknown[0]!r}", file=sys.stderr)
        return 2
    print("# cleantext: API\n")
    for name in chosen:
        print(entry(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())
