"""Make web text fit to train on, search and read.  Chinese first, every language safe.

>>> clean("網(wǎng)絡(luò )安全宣傳周")
'网络安全宣传周'
"""

from cleantext.boilerplate import DropBoilerplate

# The function takes the place of the package of the same name as an attribute of `cleantext`;
# `from cleantext.dedup.corpus import …` goes on working.
from cleantext.dedup.corpus import Deduplicated, dedup
from cleantext.dedup.index import DedupIndex, Duplicate
from cleantext.dedup.minhash import minhash
from cleantext.dedup.repeats import DropRepeats
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.mask import MaskPII, StripUrls
from cleantext.pipeline import Filter, Pipeline
from cleantext.presets import CLEAN, CORPUS, WEB, clean, explain
from cleantext.repair import Decoded, RepairEncoding, StripInvisible, decode
from cleantext.report import Report
from cleantext.rivals import warn_about_rivals
from cleantext.script import (
    FoldForms,
    FoldWidth,
    NormalizeScript,
    RepairPunctuation,
    Script,
    TidySpaces,
    detect_script,
)
from cleantext.verdicts import (
    Language,
    RejectGarbled,
    RejectLanguage,
    RejectNotText,
    RejectRepetitive,
    RejectShort,
    RejectSpam,
    Stats,
    detect_language,
    line_languages,
    stats,
    stats_batch,
)

__all__ = [
    "CLEAN",
    "CORPUS",
    "WEB",
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "Decoded",
    "DedupIndex",
    "Deduplicated",
    "Document",
    "DropBoilerplate",
    "DropRepeats",
    "Duplicate",
    "Edit",
    "Filter",
    "FilterError",
    "FoldForms",
    "FoldWidth",
    "Language",
    "MaskPII",
    "NormalizeScript",
    "Pipeline",
    "RejectGarbled",
    "RejectLanguage",
    "RejectNotText",
    "RejectRepetitive",
    "RejectShort",
    "RejectSpam",
    "RepairEncoding",
    "RepairPunctuation",
    "Report",
    "RuleError",
    "Script",
    "Stats",
    "StripInvisible",
    "StripUrls",
    "TidySpaces",
    "clean",
    "decode",
    "dedup",
    "detect_language",
    "detect_script",
    "explain",
    "line_languages",
    "minhash",
    "stats",
    "stats_batch",
]

warn_about_rivals()
