"""Encoding garbling: what was broken is restored, with proof, or left alone."""

from cleantext.repair.decode import Decoded, decode
from cleantext.repair.encoding import RepairEncoding
from cleantext.repair.invisible import StripInvisible

__all__ = ["Decoded", "RepairEncoding", "StripInvisible", "decode"]
