"""Make web text fit to train on, search and read.  Chinese first, every language safe."""

from cleantext.dedup.corpus import dedup
from cleantext.dedup.index import DedupIndex, Duplicate
from cleantext.dedup.minhash import minhash
from cleantext.dedup.repeats import DropRepeats
from cleantext.document import Document, Edit
from cleantext.errors import CleantextError, ConfigError, DecodeError, FilterError, RuleError
from cleantext.pipeline import Filter, Pipeline

__all__ = [
    "CleantextError",
    "ConfigError",
    "DecodeError",
    "DedupIndex",
    "Document",
    "DropRepeats",
    "Duplicate",
    "Edit",
    "Filter",
    "FilterError",
    "Pipeline",
    "RuleError",
    "dedup",
    "minhash",
]
