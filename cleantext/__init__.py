"""Make web text fit to train on, search and read.  Chinese first, every language safe."""

from cleantext.boilerplate import DropBoilerplate
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.pipeline import Filter, Pipeline
from cleantext.script import FoldForms, FoldWidth, NormalizeScript, Script, TidySpaces, detect_script

__all__ = [
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "Document",
    "DropBoilerplate",
    "Edit",
    "Filter",
    "FilterError",
    "FoldForms",
    "FoldWidth",
    "NormalizeScript",
    "Pipeline",
    "RuleError",
    "Script",
    "TidySpaces",
    "detect_script",
]
