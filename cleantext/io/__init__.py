"""Readers and writers, one module per format; quarantine.

A reader yields `Record`s (texts with their place), `Damage` (what cannot be read, and why) and `Verbatim`
(bytes that only pass through), and streams: memory does not grow with the file.  `render` gives the bytes of
a record with another text; for Parquet a `Sink` collects rows instead.
"""

from cleantext.io.files import Input, find_inputs
from cleantext.io.quarantine import Quarantine
from cleantext.io.record import Damage, Fields, Record, Verbatim

__all__ = ["Damage", "Fields", "Input", "Quarantine", "Record", "Verbatim", "find_inputs"]
