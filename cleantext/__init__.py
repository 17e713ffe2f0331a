"""Make web text fit to train on, search and read.  Chinese first, every language safe.

>>> clean("網(wǎng)絡(luò )安全宣傳周")
'网络安全宣传周'
"""

from cleantext.boilerplate import DropBoilerplate, DropTemplates, Templates, fit_templates

# The function takes the place of the package of the same name as an attribute of `cleantext`;
# `from cleantext.dedup.corpus import …` goes on working.
from cleantext.dedup.corpus import Deduplicated, dedup
from cleantext.dedup.index import DedupIndex, Duplicate
from cleantext.dedup.minhash import minhash
from cleantext.dedup.repeats import DropRepeats
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.pipeline import Filter, Pipeline
from cleantext.presets import CLEAN, WEB, clean, explain
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
from cleantext.verdicts import RejectGarbled

__all__ = [
    "CLEAN",
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
    "DropTemplates",
    "Duplicate",
    "Edit",
    "Filter",
    "FilterError",
    "FoldForms",
    "FoldWidth",
    "NormalizeScript",
    "Pipeline",
    "RejectGarbled",
    "RepairEncoding",
    "RepairPunctuation",
    "Report",
    "RuleError",
    "Script",
    "StripInvisible",
    "Templates",
    "TidySpaces",
    "clean",
    "decode",
    "dedup",
    "detect_script",
    "explain",
    "fit_templates",
    "minhash",
]

warn_about_rivals()
