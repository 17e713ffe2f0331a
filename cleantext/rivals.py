"""Other distributions that install the import name `cleantext` and overwrite this one, or each other.

pip does not notice: the files of the last install win, and uninstalling either breaks both.
"""

from __future__ import annotations

import os
import sys
import warnings

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
    # importlib.metadata would say it, too, but importing it takes 24 ms, a fifth of `import cleantext`.
    start = name.replace("-", "_") + "-"
    for folder in dict.fromkeys(sys.path):
        try:
            found = os.listdir(folder or ".")
        except OSError:  # a zip file, or a folder that is not there
            continue
        if any(f.lower().startswith(start) and f.endswith((".dist-info", ".egg-info")) for f in found):
            return True
    return False
