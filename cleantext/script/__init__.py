"""Script: detection, conversion, width, Unicode forms, punctuation, spacing."""

from cleantext.script.detect import Script, detect_script
from cleantext.script.digits import SpacedDigits, spaced_digits
from cleantext.script.engine import convert
from cleantext.script.forms import FoldForms
from cleantext.script.normalize import NormalizeScript
from cleantext.script.punctuation import RepairPunctuation
from cleantext.script.spaces import TidySpaces
from cleantext.script.width import FoldWidth

__all__ = [
    "FoldForms",
    "FoldWidth",
    "NormalizeScript",
    "RepairPunctuation",
    "Script",
    "SpacedDigits",
    "TidySpaces",
    "convert",
    "detect_script",
    "spaced_digits",
]
