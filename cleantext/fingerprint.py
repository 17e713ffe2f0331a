"""What decides a result: the versions of libraries, and of a pipeline its filters, their settings and rule data."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from types import CodeType

from cleantext.errors import ConfigError

__all__ = ["describe", "fingerprint", "same_versions", "version", "versions"]


def fingerprint(filters: Sequence[str], until_stable: bool) -> str:
    """Return a hash of what decides the results of a pipeline.

    Args:
        filters: name and description of each filter.
        until_stable: whether it goes round.
    """
    facts = {"filters": filters, "until_stable": until_stable, "versions": versions()}
    return hashlib.blake2b(json.dumps(facts, sort_keys=True).encode(), digest_size=16).hexdigest()


def describe(f: object) -> str:
    """Return what decides a filter's behaviour, as text: settings and rule data, or a function's code."""
    code = getattr(f, "__code__", None)
    if code is not None:
        return f"{getattr(f, '__module__', '')}.{getattr(f, '__qualname__', '')}:{_code(code)}"
    return f"{f!r}{getattr(f, 'digest', '')}"


def _code(code: CodeType) -> str:
    # The repr of a nested code object holds its address, which differs from run to run.
    consts = [_code(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return f"{code.co_code.hex()}{code.co_names}{consts}"


def versions() -> dict[str, str]:
    """Return the versions that decide a result: the package, its libraries, Unicode data, Python."""
    found = {name: version(name) for name in ("cleantext-corpus", "ftfy", "OpenCC", "datasketch", "numpy")}
    return found | {
        "unicode": unicodedata.unidata_version,
        "python": ".".join(map(str, sys.version_info[:2])),
    }


def same_versions(driver: Mapping[str, str], here: Mapping[str, str] | None = None) -> None:
    """Refuse to work here if something that decides a result has another version than where the job was started.

    Args:
        driver: what `versions()` returned there.
        here: what it returns here.

    Raises:
        ConfigError: names both versions and this machine.
    """
    here = versions() if here is None else here
    other = [f"{name} {here.get(name)}, not {value}" for name, value in driver.items() if here.get(name) != value]
    if other:
        raise ConfigError(
            f"the worker on {platform.node()} has {'; '.join(other)} as where the job was started: "
            "their results would differ; install the same versions on both"
        )


def version(distribution: str) -> str:
    """Return the version of a distribution; "not installed" if it is not."""
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "not installed"
