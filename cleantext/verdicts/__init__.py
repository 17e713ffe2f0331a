"""Is a document worth keeping?  Each verdict says by which number, against which threshold, and where to look."""

from cleantext.verdicts.garbled import RejectGarbled
from cleantext.verdicts.language import Language, RejectLanguage, detect_language, line_languages
from cleantext.verdicts.measure import Stats, stats, stats_batch
from cleantext.verdicts.shape import RejectNotText, RejectRepetitive, RejectShort
from cleantext.verdicts.spam import RejectSpam

__all__ = [
    "Language",
    "RejectGarbled",
    "RejectLanguage",
    "RejectNotText",
    "RejectRepetitive",
    "RejectShort",
    "RejectSpam",
    "Stats",
    "detect_language",
    "line_languages",
    "stats",
    "stats_batch",
]
