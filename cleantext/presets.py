"""The presets: CLEAN, safe on any text in any language; WEB, for web pages; CORPUS, which also rejects."""

from __future__ import annotations

from functools import cache

from cleantext.boilerplate import DropBoilerplate
from cleantext.dedup.repeats import DropRepeats
from cleantext.document import Document
from cleantext.pipeline import Pipeline
from cleantext.repair import RepairEncoding, StripInvisible
from cleantext.script import FoldForms, FoldWidth, NormalizeScript, TidySpaces
from cleantext.verdicts import (
    RejectGarbled,
    RejectLanguage,
    RejectNotText,
    RejectRepetitive,
    RejectShort,
    RejectSpam,
)

__all__ = ["CLEAN", "CORPUS", "WEB", "clean", "explain", "preset", "web"]

# Repair comes first: mojibake must still look like mojibake, and private-use and invisible
# characters are its evidence.
CLEAN = Pipeline(
    [RepairEncoding(), StripInvisible(), FoldForms(), FoldWidth(), TidySpaces()], name="clean", until_stable=True
)

# Repeats go before boilerplate, whose zones and shares are measured on one copy of the page; the
# script last, on text that is clean: until then a Simplified advert in a Traditional page shows.
# Spaces are tidied in front of the slow filters, so that tidying a clean page does not send it
# round to them again; what they leave is tidied in the next round.
WEB = Pipeline(
    [*CLEAN.filters, DropRepeats(), DropBoilerplate(), NormalizeScript("zh-Hans")], name="web", until_stable=True
)

# What is judged is what would be kept, so the verdicts stand behind all that cleans; injected spam is cut before the
# numbers of the text are asked.  RejectLanguage records the language and rejects none until it is told which to keep.
CORPUS = Pipeline(
    [
        *WEB.filters,
        RejectGarbled(),
        RejectSpam(),
        RejectShort(),
        RejectNotText(),
        RejectRepetitive(),
        RejectLanguage(),
    ],
    name="corpus",
    until_stable=True,
)


@cache
def preset(name: str, script: str | None) -> Pipeline:
    """Return "clean", "web" or "corpus" for a target script; None leaves the script alone, as "clean" always does.

    Raises:
        ConfigError: an unknown script.
    """
    pipe = {p.name: p for p in (CLEAN, WEB, CORPUS)}[name]
    if "script" not in pipe.names:
        return pipe
    return pipe.without("script") if script is None else pipe.replacing("script", NormalizeScript(script))


def web(script: str | None) -> Pipeline:
    """Return WEB for a target script."""
    return preset("web", script)


def clean(text: str, *, script: str | None = "zh-Hans") -> str:
    """Return `text` as it was meant: repaired, without boilerplate and repeats, in one script.

    Args:
        text: a web page as text.
        script: "zh-Hans", "zh-Hant", "zh-TW", "zh-HK", or None to leave the script alone.
            Text that is not Chinese is never converted.

    Raises:
        TypeError: not a str.  For bytes, `cleantext.decode` finds the encoding.
        ConfigError: an unknown script.

    >>> clean("網(wǎng)絡(luò )安全宣傳周")
    '网络安全宣传周'
    """
    return web(script).clean(text)


def explain(text: str, *, script: str | None = "zh-Hans") -> Document:
    """Return what `clean` does to `text` as a Document: every edit, its rule, the metadata found.

    Takes what `clean` takes and raises what it raises.  Prints as a diff, draws itself in a notebook.

    Args:
        text: what to clean.
        script: as in `clean`; None leaves the script alone.

    Raises:
        TypeError: `text` is not a str.
        ConfigError: there is no such script.

    >>> print(explain("網(wǎng)絡", script=None))
    document: 8 -> 2 characters, 1 edit
        1 ~ 網[-(wǎng)-]絡  # encoding.pinyin-residue
          encoding.pinyin-residue: 1 edit, 6 characters
    """
    return web(script)(Document(text))
