"""What `import cleantext` costs on top of `import numpy`: each in fresh processes, interleaved, medians.

CPU time is what the import costs; wall time is also what else the machine does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time


def cost(code: str) -> tuple[float, float]:
    """Milliseconds of wall and of CPU time that a fresh interpreter takes for `code`."""
    start, before = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", code], check=True)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return (time.perf_counter() - start) * 1000, cpu * 1000


def main(rounds: int = 25) -> None:
    codes = ["pass", "import numpy", "import cleantext"]
    costs: dict[str, list[tuple[float, float]]] = {code: [] for code in codes}
    for _ in range(rounds):
        for code in codes:
            costs[code].append(cost(code))
    medians = {code: [statistics.median(c) for c in zip(*found, strict=True)] for code, found in costs.items()}
    for code, (wall, cpu) in medians.items():
        print(f"{code:18} {wall:7.1f} ms wall {cpu:7.1f} ms CPU")
    wall, cpu = (a - b for a, b in zip(medians["import cleantext"], medians["import numpy"], strict=True))
    print(f"{'cleantext - numpy':18} {wall:7.1f} ms wall {cpu:7.1f} ms CPU (at most 150)")


if __name__ == "__main__":
    main()
