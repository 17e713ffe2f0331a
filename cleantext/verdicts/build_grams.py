"""Builds data/grams.npz from pages with the names in them marked, and from texts without names.  For developers.

    python -m cleantext.verdicts.build_grams --pages PAGES --names NAMES --others OTHERS --clean CLEAN... [--out FILE]

PAGES is jsonl, `text` with each injected name between ⟦ and ⟧.  NAMES has names of sites and OTHERS names of schools,
companies and their sites, one a line: either kind is put where the marked names stand, so that the weights learn the
place and the name apart.  CLEAN is jsonl with `text` (.zst as well), in which nothing is to be found.

A logistic regression, its cost of a character fixed, so that a long stretch of nothing much adds up to nothing.  What
a model finds in texts without names is added to what it must not find, and it is fitted again, until little is found.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import fold
from cleantext.verdicts.grams import BITS, STOP, best, runs, shadow_points, stops

__all__ = ["Examples", "build", "fit", "marked"]

OUT = Path(__file__).with_name("data") / "grams.npz"
SCALE = 20
COST = -4  # of a character, in 1/SCALE of log-odds
CELLS = 1 << BITS
_MARKED = re.compile("⟦([^⟦⟧]*)⟧")
_SENTENCE = re.compile("(?<=[。\n!?])")
_BEHIND = 2  # characters behind a name that are learnt with it
_NEAR = 1.5  # log-odds below even from which on a find in a text without names is learnt from
_ROUNDS, _FEW = 8, 30
_PUT = 8  # times that a sentence is given another name


class Examples:
    """Stretches, as the cells of their runs, with what they are and how much they count."""

    def __init__(self) -> None:
        self.cells: list[NDArray[np.uint32]] = []
        self.lengths: list[int] = []
        self.spam: list[bool] = []
        self.weights: list[float] = []

    def add(self, found: NDArray[np.uint32], start: int, end: int, *, spam: bool, weight: float) -> None:
        """Add `text[start:end]` of a text whose runs are given."""
        cells = found[:, max(0, start) : end].ravel()
        self.cells.append(cells[cells > 0])
        self.lengths.append(end - start)
        self.spam.append(spam)
        self.weights.append(weight)

    def add_any(
        self, found: NDArray[np.uint32], rng: random.Random, *, weight: float, avoid: Sequence[bool] = ()
    ) -> None:
        """Add some stretch of a text without names, or of what has none of it."""
        size = found.shape[1]
        if size:
            start = rng.randrange(size)
            end = min(size, start + rng.randrange(3, 14))
            if not any(avoid[start:end]):
                self.add(found, start, end, spam=False, weight=weight)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a text without marks, and where what was marked stands.

    >>> marked("近日，⟦某某官网⟧党委")
    ('近日，某某官网党委', [(3, 7)])
    """
    plain, spans = "", []
    for k, part in enumerate(_MARKED.split(text)):
        if k % 2:
            spans.append((len(plain), len(plain) + len(part)))
        plain += part
    return plain, spans


def build(
    pages: Sequence[str], names: Sequence[str], others: Sequence[str], clean: Sequence[str], *, seed: int = 5
) -> dict[str, NDArray[np.int8] | NDArray[np.int64]]:
    """Return the arrays of grams.npz."""
    rng = random.Random(seed)
    examples = Examples()
    nothing: list[NDArray[np.uint32]] = []  # shadows of texts without names
    for page in map(fold, pages):
        _add_marked(examples, page, 1.0)
        plain, spans = marked(page)
        avoid = np.zeros(len(plain), bool)
        for start, end in spans:
            avoid[start : end + _BEHIND + 1] = True
        found = runs(shadow_points(plain))
        for _ in range(1 + len(plain) // 40):
            examples.add_any(found, rng, weight=1.0, avoid=avoid.tolist())
        for sentence in filter(_MARKED.search, _SENTENCE.split(page)):
            for _ in range(_PUT):
                _add_marked(examples, _put(sentence, f"⟦{fold(rng.choice(names))}⟧"), 1 / _PUT)
                nothing.append(shadow_points(_put(sentence, fold(rng.choice(others)))))
    for name in names:
        _add_marked(examples, f"⟦{fold(name)}⟧", 0.5)
    nothing += [shadow_points(text) for text in clean]
    for points in nothing:
        examples.add_any(runs(points), rng, weight=0.3)
    weights, even = fit(examples)
    for _ in range(_ROUNDS):
        before = len(examples.spam)
        for points in nothing:
            _add_found(examples, points, weights, even)
        if len(examples.spam) - before < _FEW:
            break
        weights, even = fit(examples, weights, even)
    whole = np.clip(np.rint(weights * SCALE), -127, 127).astype(np.int8)
    return {"weights": whole, "numbers": np.array([COST, round(even * SCALE), SCALE])}


def _put(sentence: str, name: str) -> str:
    return _MARKED.sub(lambda _: name, sentence)


def _add_marked(examples: Examples, text: str, weight: float) -> None:
    plain, spans = marked(text)
    found = runs(shadow_points(plain))
    for start, end in spans:
        examples.add(found, start, min(len(plain), end + _BEHIND), spam=True, weight=weight)


def _add_found(examples: Examples, points: NDArray[np.uint32], weights: NDArray[np.float64], even: float) -> None:
    found = runs(points)
    worth = np.rint((weights.take(found).sum(0) + COST / SCALE) * SCALE).astype(np.int32)
    worth[stops(points)] = STOP
    for _ in range(3):
        value, start, end = best(worth)
        if value < (even - _NEAR) * SCALE:
            return
        examples.add(found, start, end, spam=False, weight=2.0)
        worth[start:end] = -value


def fit(
    examples: Examples, weights: NDArray[np.float64] | None = None, even: float = 0.0
) -> tuple[NDArray[np.float64], float]:
    """Return the weight of each cell and the sum at which the odds are even, of the penalised logistic regression."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    ends = np.cumsum([0, *map(len, examples.cells)])
    cells = np.concatenate(examples.cells)
    matrix = csr_matrix((np.ones(len(cells)), cells, ends), shape=(len(examples.cells), CELLS))
    cost = np.array(examples.lengths) * COST / SCALE
    sign = np.where(examples.spam, 1.0, -1.0)
    counts = np.array(examples.weights)

    def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ x[:-1] + cost - x[-1])
        slope = -counts * sign / (1 + np.exp(np.clip(margin, -50, 50)))
        value = float(counts @ np.logaddexp(0, -margin) + x[:-1] @ x[:-1] / 2)
        return value, np.append(matrix.T @ slope + x[:-1], -slope.sum())

    first = np.append(np.zeros(CELLS) if weights is None else weights, even)
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 80}).x
    found[0] = 0.0  # the cell of no run
    return found[:-1], float(found[-1])


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".zst":
        import zstandard

        with zstandard.open(path, "rt", encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
    else:
        yield from (json.loads(line)["text"] for line in path.read_text("utf-8").split("\n") if line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, required=True)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--others", type=Path, required=True)
    parser.add_argument("--clean", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    lists = (path.read_text("utf-8").split("\n") for path in (args.names, args.others))
    names, others = ([line for line in lines if line] for lines in lists)
    clean = [text for path in args.clean for text in _texts(path)]
    np.savez_compressed(args.out, **build(list(_texts(args.pages)), names, others, clean))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
