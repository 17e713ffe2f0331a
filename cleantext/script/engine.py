"""OpenCC behind one door: every configuration, exactly, and no text lost on the way.

The C++ converter takes neither lone surrogates nor, in its two-step configurations,
NUL: `s2tw` cuts the text off there.  Both stay where they are; what stands between
them is converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from cleantext.errors import ConfigError, did_you_mean

__all__ = ["CONFIGS", "VERSION", "convert", "converter", "is_known"]

VERSION = "1.4.2"
"""The version of OpenCC of which our tables were made."""

CONFIGS = (
    *("s2t", "t2s", "s2tw", "tw2s", "s2twp", "tw2sp", "s2hk", "hk2s"),
    *("s2hkp", "hk2sp", "t2tw", "tw2t", "t2hk", "hk2t", "t2jp", "jp2t"),
)
"""The configurations of the OpenCC 1.4 wheel."""

_UNFIT = re.compile("([\x00\ud800-\udfff]+)")


def convert(text: str, config: str = "t2s") -> str:
    """Return `text` as OpenCC's configuration `config` converts it, all of it, whatever its language.

    Nothing is detected: Japanese is rewritten as well.  `NormalizeScript` is the filter that asks first.

    Raises:
        ConfigError: OpenCC has no such configuration, or another package stands in its place.

    >>> convert("漢字", "t2s"), convert("软件", "s2twp")
    ('汉字', '軟體')
    """
    run = converter(config)
    if not _UNFIT.search(text):
        return run(text)
    return "".join(part if k % 2 else run(part) for k, part in enumerate(_UNFIT.split(text)))


@cache
def converter(config: str) -> Callable[[str], str]:
    """Return OpenCC's own conversion function; it refuses lone surrogates and may stop at NUL."""
    if config not in CONFIGS:
        raise ConfigError(f"OpenCC has no configuration {config!r}" + did_you_mean(config, CONFIGS, limit=16))
    import opencc

    # opencc-python-reimplemented installs the same import name and converts otherwise; whichever
    # was installed last has overwritten the other.  Only the official package lists its CONFIGS.
    if not hasattr(opencc, "CONFIGS"):
        raise ConfigError(
            f"the import package `opencc` at {getattr(opencc, '__file__', None)} is not OpenCC's own, or is older "
            "than 1.4 (opencc-python-reimplemented uses the same name); "
            "run: pip uninstall opencc-python-reimplemented, then: pip install --force-reinstall 'OpenCC>=1.4'"
        )
    # Built once per process: a converter cannot be pickled, its name can.
    run: Callable[[str], str] = opencc.OpenCC(config).convert
    return run


@cache
def is_known() -> bool:
    """Say whether the OpenCC that is installed is the one that our tables were made of."""
    import opencc

    return bool(getattr(opencc, "__version__", None) == VERSION)
