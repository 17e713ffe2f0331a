"""A bound on the time that one document may take.

The interval timer of the process rings, and what rings raises: also inside `re`, which looks for signals while it
works.  NumPy and OpenCC are not interrupted; they end by themselves, in linear time, and then it raises.  The timer
runs on the monotonic clock, so setting the system's clock ends nothing early.  POSIX only.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from cleantext.errors import ConfigError

__all__ = ["LateError", "check_timeout", "deadline"]


class LateError(Exception):
    """A document takes too long."""


def check_timeout(seconds: float | None) -> None:
    """Raise unless a document can be given so much time.

    Raises:
        ConfigError: not above zero, or this system has no such timer.
    """
    if seconds is None:
        return
    if not 0 < seconds < 1e8:
        raise ConfigError(f"the time for a document is some seconds, not {seconds!r}")
    if not hasattr(signal, "setitimer"):
        raise ConfigError("a time for each document needs signal.setitimer, which Linux and macOS have")


@contextmanager
def deadline(seconds: float | None) -> Iterator[None]:
    """Raise in the block once it has taken so many seconds of wall time; None lets it take what it takes.

    Raises:
        LateError: it took longer.
        ConfigError: this is not the main thread of its process, the only one that gets signals.

    >>> with deadline(9):
    ...     1 + 1
    2
    """
    if seconds is None:
        yield
        return
    if threading.current_thread() is not threading.main_thread():
        raise ConfigError("a time for each document needs the main thread of a process")
    armed = True

    def ring(number: int, frame: FrameType | None) -> None:
        if armed:  # else it rang on the way out
            raise LateError(f"took longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    # Again and again: an exception raised inside a destructor is printed and lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        armed = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
