"""Encoding garbling: what was broken is restored, with proof, or left alone."""
