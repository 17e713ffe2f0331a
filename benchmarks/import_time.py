"""What `import cleantext` costs on top of `import numpy`, each in a fresh process, interleaved; medians."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def seconds(code: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def main(rounds: int = 15) -> None:
    codes = ["pass", "import numpy", "import cleantext"]
    times = {code: [] for code in codes}
    for _ in range(rounds):
        for code in codes:
            times[code].append(seconds(code))
    medians = {code: statistics.median(t) * 1000 for code, t in times.items()}
    for code, ms in medians.items():
        print(f"{code:18} {ms:7.1f} ms")
    print(f"cleantext - numpy  {medians['import cleantext'] - medians['import numpy']:7.1f} ms (at most 150)")


if __name__ == "__main__":
    main()
