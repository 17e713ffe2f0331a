"""Verdicts on whole documents: rejected with a value, a threshold and the places that decided."""

from cleantext.verdicts.garbled import RejectGarbled

__all__ = ["RejectGarbled"]
