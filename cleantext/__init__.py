"""Make web text fit to train on, search and read.  Chinese first, every language safe.

>>> clean("網(wǎng)絡(luò )安全宣傳周")
'网络安全宣传周'
"""

from cleantext.boilerplate import DropBoilerplate, DropTemplates, Templates, fit_templates

# The function takes the place of the package of the same name as an attribute of `cleantext`;
# `from cleantext.dedup.corpus import …` goes on working.
from cleantext.dedup.calibrate import Calibration, calibrate
from cleantext.dedup.corpus import dedup
from cleantext.dedup.index import DedupIndex, Duplicate
from cleantext.dedup.lines import DropRepeatedLines, repeated_lines
from cleantext.dedup.minhash import minhash
from cleantext.dedup.repeats import DropRepeats
from cleantext.dedup.result import Deduplicated, Removal
from cleantext.dedup.substrings import DropRepeatedSubstrings, repeated_substrings
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RemovalError, RuleError
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
    "Calibration",
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "Decoded",
    "DedupIndex",
    "Deduplicated",
    "Document",
    "DropBoilerplate",
    "DropRepeatedLines",
    "DropRepeatedSubstrings",
    "DropRepeats",
    "DropTemplates",
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
    "Removal",
    "RemovalError",
    "RepairEncoding",
    "RepairPunctuation",
    "Report",
    "RuleError",
    "Script",
    "Stats",
    "StripInvisible",
    "StripUrls",
    "Templates",
    "TidySpaces",
    "calibrate",
    "clean",
    "decode",
    "dedup",
    "detect_language",
    "detect_script",
    "explain",
    "fit_templates",
    "line_languages",
    "minhash",
    "repeated_lines",
    "repeated_substrings",
    "stats",
    "stats_batch",
]

warn_about_rivals()
