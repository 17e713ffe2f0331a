"""Ray as the executor of a run: the tasks of `Local`, on the machines of a cluster.

Files carry what is large, so all machines must see them: a shared folder, or paths like s3://bucket/crawl.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from cleantext.errors import ConfigError
from cleantext.fingerprint import same_versions, version, versions
from cleantext.run.executor import ATTEMPTS, EVERY, collect_rarely, counted, killed

__all__ = ["Ray"]

T = TypeVar("T")
R = TypeVar("R")


class Ray:
    """Runs tasks on a Ray cluster.  Ray runs a task again whose worker was lost, as often as `Local` does.

    Args:
        address: of a cluster, "auto" for the one this machine belongs to; None starts one here that ends with `close`.
        workers: for a cluster started here, how many processes; default the cores.
        progress, warn: as for `Local`.

    Raises:
        ConfigError: Ray is not installed, or there is no cluster at the address.
    """

    def __init__(
        self,
        address: str | None = None,
        workers: int | None = None,
        progress: Callable[[int, int], None] = lambda size, documents: None,
        warn: Callable[[str], None] = lambda message: None,
    ) -> None:
        try:
            import ray
        except ImportError:
            raise ConfigError("--engine ray needs ray: pip install 'cleantext-corpus[ray]'") from None
        self._ray: Any = ray
        self._progress, self._warn = progress, warn
        self._size = self._documents = 0
        self._ours = not self._ray.is_initialized()
        if self._ours:
            own: dict[str, Any] = {"num_cpus": workers, "include_dashboard": False} if address is None else {}
            try:
                self._ray.init(address=address or "local", log_to_driver=False, logging_level="warning", **own)
            except (ConnectionError, ValueError, RuntimeError) as error:
                raise ConfigError(f"no Ray cluster at {address or 'this machine'}: {error}") from error

    def __enter__(self) -> Ray:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def neighbours(self) -> int:
        """How many tasks share the memory of a machine, at most."""
        return max(int(node["Resources"].get("CPU", 1)) for node in self._ray.nodes() if node["Alive"])

    def map(self, fn: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """Yield `fn(task)` for each task, as they come.

        Raises:
            ConfigError: a worker has other versions than this process, or a task took its worker down three times;
                all others are done by then.
            Exception: whatever `fn` raises; tasks under way are stopped.
        """
        ray = self._ray
        remote = ray.remote(_run).options(max_retries=ATTEMPTS - 1)
        shared, driver = ray.put(fn), _versions()
        queue = deque(tasks)
        running: dict[Any, T] = {}
        killers: list[T] = []
        try:
            while queue or running:
                # Two for each core, so that none waits for us; not all, for Ray to hold a million.
                cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
                while queue and len(running) < 2 * cores:
                    task = queue.popleft()
                    running[remote.remote(shared, task, driver)] = task
                done, _ = ray.wait(list(running), timeout=EVERY)
                for ref in done:
                    task = running.pop(ref)
                    try:
                        result, size, documents = ray.get(ref)
                    except ray.exceptions.RayTaskError as error:
                        raise error.cause from None
                    except (ray.exceptions.WorkerCrashedError, ray.exceptions.OutOfMemoryError):
                        self._warn(f"a worker died (killed, or out of memory) with one task for the {ATTEMPTS}rd time")
                        killers.append(task)
                        continue
                    self._size, self._documents = self._size + size, self._documents + documents
                    self._progress(self._size, self._documents)
                    yield result
        finally:
            for ref in running:
                ray.cancel(ref, force=True)
        if killers:
            raise killed(killers[0])

    def close(self) -> None:
        """End the cluster, if it was started here."""
        if self._ours:
            self._ray.shutdown()
            self._ours = False


@cache  # to find them takes milliseconds, and each task asks
def _versions() -> dict[str, str]:
    """What decides the bytes of a result: beyond the text, how Parquet and zstd are written."""
    return versions() | {name: version(name) for name in ("pyarrow", "zstandard")}


def _run(fn: Callable[[T], R], task: T, driver: Mapping[str, str]) -> tuple[R, int, int]:
    same_versions(driver, _versions())
    collect_rarely()
    with counted() as counts:
        return fn(task), counts[0], counts[1]
