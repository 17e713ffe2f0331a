"""Readers and writers, one per format; quarantine."""

from cleantext.io.files import Input, find_inputs
from cleantext.io.quarantine import Quarantine

__all__ = ["Input", "Quarantine", "find_inputs"]
