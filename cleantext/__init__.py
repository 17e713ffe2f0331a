"""Make web text fit to train on, search and read.  Chinese first, every language safe."""

from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.pipeline import Filter, Pipeline
from cleantext.repair import Decoded, RepairEncoding, StripInvisible, decode

__all__ = [
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "Decoded",
    "Document",
    "Edit",
    "Filter",
    "FilterError",
    "Pipeline",
    "RepairEncoding",
    "RuleError",
    "StripInvisible",
    "decode",
]
