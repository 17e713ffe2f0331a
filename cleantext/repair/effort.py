"""How much work a text may cost in vain, so that a text made to be hard takes time in proportion to its length.

Only work that repaired nothing counts, and what is repaired allows for more of it: a page that is garbled from end to
end may take as long as it takes.  A text that costs more is left as it was, all of it: half a repair would read on
differently the next time.
"""

from __future__ import annotations

from math import inf

__all__ = ["Effort", "TooMuchError"]

# Microseconds, as far as those who spend them know: so much, and so much for each byte of UTF-8.
_ONCE, _EACH = 200_000, 0.25


class TooMuchError(Exception):
    """A text costs more than it may; `RepairEncoding` alone raises and catches it."""


class Effort:
    """What is left of the work that a text may cost in vain, in all rounds of its repair together.

    >>> effort = Effort.for_text("text")
    >>> effort.spend(2_000_000)
    Traceback (most recent call last):
    ...
    cleantext.repair.effort.TooMuchError
    """

    def __init__(self, left: float = inf) -> None:
        self.left = left
        self.met: set[bytes] = set()

    @classmethod
    def for_text(cls, text: str) -> Effort:
        """Return the effort that a text may cost; from its length alone, so that every machine does the same."""
        return cls(_ONCE + _EACH * len(text.encode("utf-8", "surrogatepass")))

    def spend(self, cost: float) -> None:
        """Take from what is left.

        Raises:
            TooMuchError: nothing is left.
        """
        self.left -= cost
        if self.left < 0:
            raise TooMuchError

    def earn(self, cost: float) -> None:
        """Add to what is left: where much is repaired, as much again may be tried in vain."""
        self.left += cost

    def spend_on(self, what: bytes, first: float, again: float) -> None:
        """Take what something costs that is remembered, once it has been looked at."""
        self.spend(again if what in self.met else first)
        self.met.add(what)
