"""Make web text fit to train on, search and read.  Chinese first, every language safe."""

from cleantext.dedup.repeats import DropRepeats
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.pipeline import Filter, Pipeline

__all__ = [
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "Document",
    "DropRepeats",
    "Edit",
    "Filter",
    "FilterError",
    "Pipeline",
    "RuleError",
]
