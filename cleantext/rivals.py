"""Other distributions that install the import name `cleantext` and overwrite this one, or each other.

pip does not notice: the files of the last install win, and uninstalling either breaks both.
"""

from __future__ import annotations

import warnings
from importlib import metadata

__all__ = ["warn_about_rivals"]

_RIVALS = ("cleantext", "clean-text")


def warn_about_rivals() -> None:
    """Warn, once per process, if a distribution with the same import name is installed."""
    found = [name for name in _RIVALS if _installed(name)]
    if found:
        names = " and ".join(repr(name) for name in found)
        warnings.warn(
            f"{names} installs the import name 'cleantext' too and overwrites files of 'cleantext-corpus'; "
            f"run: pip uninstall {' '.join(found)}, then: pip install --force-reinstall --no-deps cleantext-corpus",
            UserWarning,
            stacklevel=3,
        )


def _installed(name: str) -> bool:
    # By name only: scanning all distributions costs 50 ms and more in a large environment.
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
