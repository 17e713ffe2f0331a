"""Hostile input by the million: filters, decoder, readers, loaders; laws in fuzz_targets.py.

    python benchmarks/fuzz.py --inputs 10000000 --seed 1 --state fuzz.json   # goes on where it stopped
    python benchmarks/fuzz.py --inputs 20000 --only CLEAN --only reader
    python benchmarks/fuzz.py --again CLEAN 17 --seed 1                      # one input, as it failed
    python benchmarks/fuzz.py --atheris RepairEncoding --inputs 100000       # coverage-guided; pip install atheris

The inputs of a seed are the same everywhere and whatever was tried before.  Prints for each target the inputs tried,
the seconds of process time, and what went wrong: crashes (any exception that the interface does not promise) and
violations of laws.  Exit code 1 if anything went wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

if "--atheris" in sys.argv:
    import atheris

    with atheris.instrument_imports(include=["cleantext"]):  # and of each module only what is imported here
        from benchmarks.fuzz_targets import Target, Violation, targets

        for _target in targets():
            if _target.name in sys.argv:
                _target.check(next(_target.inputs(0)))
else:
    from benchmarks.fuzz_targets import Target, Violation, targets

_ROUNDS = 100  # the targets take turns, so that a run that is stopped has tried all of them
_KEPT = 20  # failures written down for each target


def empty() -> dict[str, Any]:
    return {"tried": 0, "seconds": 0.0, "crashes": 0, "violations": 0, "failures": []}


def attempt(target: Target, seed: int, found: dict[str, Any], count: int) -> None:
    """Try the next `count` inputs of a target and add to what was found."""
    started, number = time.process_time(), found["tried"]
    for number, made in enumerate(islice(target.inputs(seed, number), count), number):  # noqa: B020 -- goes on from it
        try:
            target.check(made)
        except Exception as error:  # noqa: BLE001 -- that is what it looks for
            found["violations" if isinstance(error, Violation) else "crashes"] += 1
            if len(found["failures"]) < _KEPT:
                told = [repr(part)[:300] for part in error.args]
                found["failures"].append([number, type(error).__name__, *told, repr(made)[:2000]])
    found["tried"] += count
    found["seconds"] = round(found["seconds"] + time.process_time() - started, 3)


def run(chosen: list[Target], inputs: int, seed: int, state: Path | None) -> dict[str, dict[str, Any]]:
    """Try so many inputs of the chosen targets, by weight; with a state file, those that it does not count yet."""
    kept = (
        json.loads(state.read_text("utf-8")) if state is not None and state.exists() else {"seed": seed, "targets": {}}
    )
    if kept["seed"] != seed:
        raise SystemExit(f"{state} counts seed {kept['seed']}, not {seed}")
    found: dict[str, dict[str, Any]] = kept["targets"]
    whole = sum(t.weight for t in chosen)
    shares = {t.name: max(1, round(inputs * t.weight / whole)) for t in chosen}
    for turn in range(1, _ROUNDS + 1):
        for target in chosen:
            mine = found.setdefault(target.name, empty())
            left = shares[target.name] * turn // _ROUNDS - mine["tried"]
            if left > 0:
                attempt(target, seed, mine, left)
        if state is not None:
            part = state.with_name(state.name + ".new")
            part.write_text(json.dumps(kept, ensure_ascii=True, indent=1), "utf-8")
            part.replace(state)
    return {t.name: found[t.name] for t in chosen}


def table(found: dict[str, dict[str, Any]]) -> str:
    rows = ["| target | inputs | CPU s | crashes | violations |", "|---|---|---|---|---|"]
    keys = ("tried", "seconds", "crashes", "violations")
    total = {k: sum(f[k] for f in found.values()) for k in keys}
    for name, f in [*found.items(), ("**all**", total)]:
        rows.append(f"| {name} | {f['tried']:,} | {f['seconds']:.0f} | {f['crashes']} | {f['violations']} |")
    return "\n".join(rows)


def guided(target: Target, inputs: int, seed: int) -> None:
    """Let atheris choose the bits from which inputs are made; it ends the process, with 77 if something is wrong."""

    class Bits(random.Random):
        """The bytes that the fuzzer chose, as a generator; zeros behind their end."""

        def __init__(self, data: bytes) -> None:
            self._data = data
            self._at = 0
            super().__init__()

        def seed(self, *args: Any, **kwargs: Any) -> None: ...

        def getrandbits(self, k: int) -> int:
            size = (k + 7) // 8
            taken = self._data[self._at : self._at + size].ljust(size, b"\0")
            self._at += size
            return int.from_bytes(taken, "little") >> (size * 8 - k)

        def random(self) -> float:
            return self.getrandbits(24) / (1 << 24)

    pool = target.pool(random.Random(seed))

    def one(data: bytes) -> None:
        target.check(target.make(Bits(data), pool))

    options = [f"-runs={inputs}", f"-seed={seed}", "-max_len=64", "-rss_limit_mb=3000", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", metavar="NAME", help="targets whose name has this; repeatable")
    parser.add_argument("--state", type=Path, help="counts so far; the run goes on from there")
    parser.add_argument("--again", nargs=2, metavar=("TARGET", "NUMBER"), help="one input")
    parser.add_argument("--atheris", metavar="TARGET", help="coverage-guided")
    args = parser.parse_args()
    known = targets()
    if args.again:
        (target,) = (t for t in known if t.name == args.again[0])
        made = next(target.inputs(args.seed, int(args.again[1])))
        print(repr(made))
        target.check(made)
        return 0
    if args.atheris:
        (target,) = (t for t in known if t.name == args.atheris)
        guided(target, args.inputs, args.seed)
    chosen = [t for t in known if not args.only or any(name in t.name for name in args.only)]
    found = run(chosen, args.inputs, args.seed, args.state)
    print(table(found))
    for name, f in found.items():
        for number, *told in f["failures"]:
            print(f"\n{name} {number}: {' '.join(told)}")
    return int(any(f["crashes"] or f["violations"] for f in found.values()))


if __name__ == "__main__":
    sys.exit(main())
