"""Where tasks run.  An executor is a function `map(fn, tasks)` that yields a result for each task, in any order.

A task and its result are small and picklable; what is large goes from file to file.  Anything that can
call a function on a list (a cluster, say) can take the place of `local`.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing.connection import wait as wait_for_handles
from typing import Any, Protocol, TypeVar

from cleantext.errors import ConfigError

__all__ = ["ATTEMPTS", "EVERY", "Executor", "Local", "Stopped", "collect_rarely", "counted", "groups", "killed", "tick"]

T = TypeVar("T")
R = TypeVar("R")

ATTEMPTS = 3
"""Times that a task may take its worker down with it: once is bad luck (somebody else took the memory)."""

EVERY = 0.2
"""Seconds between two looks at the counters."""

_MANY = 1000  # things in one task, however small
_counts: Any = None  # bytes, documents and a flag that says stop, shared between processes


class Executor(Protocol):
    """Runs tasks.  If so many share the memory of a machine, it says so in `neighbours`."""

    def map(self, fn: Callable[[T], R], tasks: Sequence[T]) -> Iterable[R]:
        """Yield `fn(task)` for each task, in any order."""
        ...


class Stopped(Exception):  # noqa: N818 -- no error: somebody asked for it
    """Raised in a worker when the run is to stop; the task is not done."""


def tick(size: int, documents: int) -> None:
    """Tell that so many bytes and documents were read.

    Raises:
        Stopped: the run is to stop.
    """
    if _counts is None:
        return
    with _counts.get_lock():
        _counts[0] += size
        _counts[1] += documents
        stop = _counts[2]
    if stop:
        raise Stopped


def killed(task: object) -> ConfigError:
    """Return the error that names a task no worker survived."""
    told = str(task)
    told = told if len(told) <= 300 else f"{told[:300]}…"
    return ConfigError(f"{told} took its worker down {ATTEMPTS} times: out of memory?")


@contextmanager
def counted() -> Iterator[Sequence[int]]:
    """Give the bytes and documents that are told meanwhile."""
    global _counts
    before, _counts = _counts, _Counts()
    try:
        yield _counts
    finally:
        _counts = before


def collect_rarely() -> None:
    """Have a process that does nothing but tasks look for cycles every so many thousand objects, not every 700.

    Documents and edits hold no cycles: the search costs 7 % of cleaning short texts and finds nothing.
    """
    gc.set_threshold(20_000, 20, 50)


def _start(counts: Any) -> None:
    """Make a process a worker."""
    global _counts
    _counts = counts
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which tells us
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker whose parent was killed waits for work for ever: it holds the other end of its queue itself.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_handles([parent.sentinel])
        os._exit(1)


def groups(things: Iterable[Any], size: Callable[[Any], int], enough: int) -> Iterator[list[Any]]:
    """Put neighbours together until they have work enough for a task."""
    group: list[Any] = []
    held = 0
    for thing in things:
        group.append(thing)
        held += size(thing)
        if held >= enough or len(group) >= _MANY:
            yield group
            group, held = [], 0
    if group:
        yield group


class Local:
    """Processes of this machine; with one worker, this process.

    A worker that dies (killed, out of memory) takes the pool with it: what was not finished starts again in a
    new one, and a task that was under way then runs alone, so that a task that kills is known from its neighbours.

    The processes stay for the next `map`, until `close` or the end of the `with` block.

    Args:
        workers: how many processes.
        progress: called with the bytes and documents read so far, a few times a second.
        warn: called with a line to show when workers died.
    """

    def __init__(
        self,
        workers: int = 1,
        progress: Callable[[int, int], None] = lambda size, documents: None,
        warn: Callable[[str], None] = lambda message: None,
    ) -> None:
        self.workers, self._progress, self._warn = workers, progress, warn
        self._counts: Any = _Counts() if workers == 1 else multiprocessing.get_context("spawn").Array("q", 3)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def neighbours(self) -> int:
        """How many tasks share the memory of this machine."""
        return self.workers

    def map(self, fn: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """Yield `fn(task)` for each task, as they come.

        Raises:
            ConfigError: a task took its worker down three times; all others are done by then.
            Exception: whatever `fn` raises; tasks under way are stopped.
        """
        if self.workers == 1 or len(tasks) == 1:
            yield from self._here(fn, tasks)
            return
        waiting = dict(enumerate(tasks))
        deaths: Counter[int] = Counter()
        killers: list[T] = []
        while waiting:
            fresh = [k for k in waiting if not deaths[k]]
            lost = yield from self._in_pool(fn, waiting, fresh or list(waiting)[:1], self.workers if fresh else 1)
            deaths.update(lost)
            for k in lost:
                if deaths[k] == ATTEMPTS:
                    killers.append(waiting.pop(k))
            if lost:
                again = "the task that was" if len(lost) == 1 else f"the {len(lost)} tasks that were"
                self._warn(f"a worker died (killed, or out of memory); {again} under way will run again")
        if killers:
            raise killed(killers[0])

    def _here(self, fn: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        global _counts
        before, _counts = _counts, _Shown(self._counts, self._progress)
        try:
            for task in tasks:
                yield fn(task)
                self._show()
        finally:
            _counts = before

    def _in_pool(
        self, fn: Callable[[T], R], waiting: dict[int, T], chosen: list[int], workers: int
    ) -> Generator[R, None, list[int]]:
        """Run the chosen tasks, take the finished out of `waiting`; return those under way when the pool broke."""
        pool = self._pool or ProcessPoolExecutor(
            self.workers, multiprocessing.get_context("spawn"), initializer=_start, initargs=(self._counts,)
        )
        self._pool = pool
        queue = deque(chosen)
        running: dict[Future[R], int] = {}
        lost: list[int] = []
        try:
            while (queue or running) and not lost:
                try:
                    while queue and len(running) < workers:
                        running[pool.submit(fn, waiting[queue[0]])] = queue[0]
                        queue.popleft()
                except BrokenProcessPool:
                    lost = [*running.values()] or [queue[0]]
                done, _ = wait(running, timeout=EVERY, return_when=FIRST_COMPLETED)
                self._show()
                for future in done:
                    k = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        lost.append(k)
                        continue
                    yield future.result()
                    del waiting[k]
        except BaseException:
            self.close()
            raise
        if lost:
            self.close()
        return list({*lost, *running.values()})

    def close(self) -> None:
        """End the processes, if there are any; tasks under way stop at their next tick."""
        if self._pool is not None:
            self._counts[2] = 1
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
            self._counts[2] = 0

    def _show(self) -> None:
        self._progress(self._counts[0], self._counts[1])


class _Counts(list[int]):
    """Counters that no other process sees."""

    def __init__(self) -> None:
        super().__init__([0, 0, 0])

    def get_lock(self) -> AbstractContextManager[None]:
        return nullcontext()


class _Shown:
    """Counters of this process, shown as they grow."""

    def __init__(self, counts: Any, progress: Callable[[int, int], None]) -> None:
        self._counts, self._progress = counts, progress
        self.get_lock = counts.get_lock

    def __getitem__(self, k: int) -> int:
        return int(self._counts[k])

    def __setitem__(self, k: int, value: int) -> None:
        self._counts[k] = value
        if k == 1:
            self._progress(self._counts[0], self._counts[1])
