"""Does every regular expression take linear time?  Each is attacked from its own tree, on texts up to a megabyte.

    python benchmarks/patterns.py                                   # some minutes on one core
    python benchmarks/patterns.py --attacks 16 --seconds 60 --jobs 2
    python benchmarks/patterns.py --only verdicts/ --only mask/     # by file, or by what the pattern has in it
    python benchmarks/patterns.py --state patterns.jsonl            # goes on where it stopped

CPU time against length is fitted: texts of a 64th, a 16th, a quarter and all of the size, up to the first that takes
over two seconds, and the exponent between the last two; what is within the clock's noise counts as the noise.  What
grows faster than length to the power of 1.5 is suspicious and measured again, in this process and the best of three,
before it is called slow.  A rule is attacked with lines as long as it ever sees (its `max_len`), anything else with
--size.  A pattern that has taken --seconds is attacked with a 16th of the size from then on, and counted.  Exit code 1
if one is slow.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.patterns import attacks
from tests.test_linear import LATE, NOISE, patterns, seconds

STEEP = 1.5  # twice the text takes 2.8 times as long; quadratic is 2
Attack = tuple[str, str, str]


def made(attack: Attack, size: int, of_bytes: bool) -> Any:
    prefix, unit, suffix = attack
    text = prefix + unit * max(1, size // len(unit)) + suffix
    return text.encode("latin-1", "replace") if of_bytes else text


def exponent(run: Any, attack: Attack, size: int, of_bytes: bool, rounds: int = 1) -> float:
    """Return the power of the length that the time grows with; 0 if too short to tell, infinity if late."""
    times: list[float] = []
    for part in (64, 16, 4, 1):
        times.append(min(seconds(run, made(attack, size // part, of_bytes)) for _ in range(rounds)))
        if times[-1] >= LATE:  # it was not waited for, and would have taken longer
            break
    if len(times) == 1:
        return math.inf
    return math.log(max(times[-1], NOISE) / max(times[-2], NOISE), 4)


def walk(number: int, size: int, most: int, patience: float) -> tuple[int, int, int, list[tuple[Attack, int]]]:
    """Return the number of a pattern, the attacks tried, how many of them short, and the suspicious with their size."""
    _, pattern, flags, run, bound, _ = patterns()[number]
    tried, short, told = 0, 0, []
    started = time.process_time()
    for attack in attacks(pattern, flags, most):
        tried += 1
        n = min(size, bound or size)
        if time.process_time() - started > patience:
            short += 1
            n = min(n, size // 16)
        if exponent(run, attack, n, isinstance(pattern, bytes)) > STEEP:
            told.append((attack, n))
    return number, tried, short, told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="characters (default: 1,000,000)")
    parser.add_argument("--attacks", type=int, default=8, help="texts made from each pattern, at most (default: 8)")
    parser.add_argument("--seconds", type=float, default=10, help="CPU time for the long attacks of one (default: 10)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--only", action="append", metavar="PART", help="patterns with this, or of files with this")
    parser.add_argument("--state", type=Path, help="a line for each pattern walked; these are not walked again")
    args = parser.parse_args()
    found = patterns()
    done: dict[str, list[Any]] = {}
    if args.state and args.state.exists():
        done = dict(map(json.loads, args.state.read_text("utf-8").splitlines()))

    def key(n: int) -> str:
        return f"{found[n][0]} {found[n][1]!r} {args.size} {args.attacks}"

    chosen = [
        n
        for n, (name, pattern, *_) in enumerate(found)
        if not args.only or any(part in name or part in str(pattern) for part in args.only)
    ]
    print(f"{len(chosen)} of {len(found)} patterns, up to {args.size:,} characters", flush=True)
    todo = [n for n in chosen if key(n) not in done]
    with ProcessPoolExecutor(args.jobs) as pool:
        limits = ([x] * len(todo) for x in (args.size, args.attacks, args.seconds))
        for number, tried, short, told in pool.map(walk, todo, *limits):
            name, pattern, _, run, _, _ = found[number]
            # Alone now, and thrice: other work on the machine makes one of thousands look slow.
            slow = [
                (attack, n) for attack, n in told if exponent(run, attack, n, isinstance(pattern, bytes), 3) > STEEP
            ]
            done[key(number)] = [tried, short, slow]
            for attack, n in slow:
                print(f"slow at {n:,}: {name} {str(pattern)[:80]} {attack}", flush=True)
            if args.state:
                with args.state.open("a", encoding="utf-8") as file:
                    file.write(json.dumps([key(number), done[key(number)]], ensure_ascii=False) + "\n")
    mine = [done[key(n)] for n in chosen]
    slow_ones = sum(bool(slow) for *_, slow in mine)
    tried, short = sum(tried for tried, *_ in mine), sum(short for _, short, _ in mine)
    print(f"{len(mine)} patterns walked, {slow_ones} slow")
    print(f"{tried:,} attacks, {short} of them up to {args.size // 16:,} characters only")
    print(f"{sum(tried == 0 for tried, *_ in mine)} patterns take no character and cannot be attacked")
    return int(slow_ones > 0)


if __name__ == "__main__":
    sys.exit(main())
