"""Encoding garbling: what was broken is restored, with proof, or left alone."""

from cleantext.repair.encoding import RepairEncoding

__all__ = ["RepairEncoding"]
