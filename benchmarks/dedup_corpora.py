"""Corpora for the deduplication benchmark, made from a seed, and the truth about them.

Truth is the exact Jaccard similarity of shingles of five tokens, computed here on Python
sets, with nothing of what is measured.  The planted families consist of characters that
folding leaves alone and of two marks that are no tokens.  Peers do count these marks, so
a removal is called wrong only where the similarity is .02 below the threshold.
"""

from __future__ import annotations

import ast
import random
import sysconfig
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import combinations
from pathlib import Path

import numpy as np

from cleantext.script import convert
from cleantext.script.tables import fold

THRESHOLD, TOLERANCE = 0.8, 0.02
_NO_MARKS = str.maketrans("", "", "，。")
SEEDS = Path(__file__).parent.parent / "seeds" / "gold"
Grams = frozenset[str]


def grams(text: str) -> Grams:
    text = text.translate(_NO_MARKS)
    return frozenset(text[i : i + 5] for i in range(len(text) - 4)) or frozenset([text])


def jaccard(a: Grams, b: Grams) -> float:
    both = len(a & b)
    return both / (len(a) + len(b) - both)


def digest(texts: Iterable[str]) -> str:
    seen = blake2b(digest_size=6)
    for text in texts:
        seen.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return seen.hexdigest()


@cache
def plain() -> np.ndarray:
    """Return the 3,000 first Han characters that folding leaves alone, as code points."""
    return np.array([c for c in range(0x4E00, 0x9FA6) if fold(chr(c)) == chr(c)][:3000], np.uint32)


def han(rng: np.random.Generator, n: int) -> str:
    return str(rng.choice(plain(), n).tobytes().decode("utf-32-le"))


def sentences(rng: np.random.Generator, n: int) -> str:
    """Return n random Han characters and a mark after every 8 to 20."""
    points = rng.choice(plain(), n)
    after = np.cumsum(rng.integers(8, 21, n // 8 + 1))
    after = after[after < n]
    marks = rng.choice(np.array([ord("，"), ord("。")], np.uint32), len(after))
    return str(np.insert(points, after, marks).tobytes().decode("utf-32-le")) + "。"


@cache
def articles() -> list[str]:
    """Return the Simplified texts of the five seeds."""
    return [p.read_text("utf-8") for p in sorted(SEEDS.glob("*.hans.txt"))]


@cache
def paragraphs() -> list[str]:
    """Return the paragraphs of 20 words and more in the docstrings of Python's library."""
    found: dict[str, None] = {}
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                for part in (ast.get_docstring(node) or "").split("\n\n"):
                    if len(part.split()) >= 20:
                        found[part] = None
    return list(found)


def chinese(n: int, seed: int = 1) -> list[str]:
    """Documents of 2,488 characters: four fifths the seeds' sentences, shuffled and edited, one fifth random Han."""
    rng = random.Random(seed)
    numbers = np.random.default_rng(seed)
    sentences = [s + "。" for text in articles() for s in text.split("。") if s]
    out = []
    for k in range(n):
        if k % 5 == 4:
            out.append(han(numbers, 2488))
            continue
        letters = list("".join(rng.sample(sentences, len(sentences)))[:2488])
        for at in rng.sample(range(2488), 25):
            letters[at] = chr(int(numbers.choice(plain())))
        out.append("".join(letters))
    return out


def english(n: int, seed: int = 2) -> list[str]:
    """Documents of 385 words and the rest of a paragraph, from the docstrings of Python's library."""
    rng = random.Random(seed)
    out = []
    for _ in range(n):
        parts: list[str] = []
        while sum(len(p.split()) for p in parts) < 360:
            parts.append(rng.choice(paragraphs()))
        out.append("\n\n".join(parts))
    return out


@dataclass
class Families:
    """Texts in random order, and the families of more than one, as positions."""

    texts: list[str]
    families: list[list[int]]
    sets: dict[int, Grams] = field(default_factory=dict)

    def similarity(self, a: int, b: int) -> float:
        for i in (a, b):
            if i not in self.sets:
                self.sets[i] = grams(self.texts[i])
        return jaccard(self.sets[a], self.sets[b])


def _edited(rng: np.random.Generator, text: str, low: float, high: float) -> str | None:
    """Return a copy whose similarity lies between low and high, or None where the text is too short for one."""
    first = grams(text)
    for _ in range(30):
        wanted = float(rng.uniform(low, high))
        letters = list(text)
        for _ in range(max(1, round(len(text) * (1 - wanted) / (5 * (1 + wanted))))):
            at = int(rng.integers(len(letters)))
            new = chr(int(rng.choice(plain())))
            letters[at] = (new, "", letters[at] + new)[int(rng.integers(3))]
        copy = "".join(letters)
        if low <= jaccard(first, grams(copy)) <= high:
            return copy
    return None


def planted(n: int, seed: int = 7, short: int = 60, long: int = 490) -> Families:
    """Short Chinese documents: four fifths of the draws stand alone, one fifth has one to five relatives.

    A relative is an exact copy (one in four), a near copy with a similarity of .80 to .97
    (half) or a hard negative of .30 to .75 (one in four), of the first text or, one in
    three, of the relative before it, so that there are chains.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[str, int]] = []
    family = 0
    while len(rows) < n:
        members = [sentences(rng, int(rng.integers(short, long + 1)))]
        for _ in range(int(rng.integers(1, 6)) if rng.random() < 0.2 else 0):
            parent = members[-1] if rng.random() < 1 / 3 else members[0]
            kind = int(rng.integers(4))
            copy = parent if kind == 0 else _edited(rng, parent, *((0.30, 0.75) if kind == 1 else (0.80, 0.97)))
            if copy is not None:
                members.append(copy)
        rows += ((text, family) for text in members)
        family += 1
    rows = rows[:n]
    order = rng.permutation(n).tolist()
    found = defaultdict(list)
    for place, row in enumerate(order):
        found[rows[row][1]].append(place)
    return Families([rows[row][0] for row in order], [places for places in found.values() if len(places) > 1])


@dataclass(frozen=True)
class Verdict:
    """What a run did to planted families: removals, wrong ones, pairs left, and the share of the ideal removals made.

    A removal is wrong where no text that stays has a similarity of .02 below the threshold,
    `strictly` where none has one of the threshold; ideal is to go through the texts in order
    and to remove those with such a one among the kept.
    """

    removed: int
    wrong: int
    strictly: int
    residual: int
    pairs: int
    recall: float


def judge(corpus: Families, kept: Iterable[int]) -> Verdict:
    stays = set(kept)
    inside = {i for places in corpus.families for i in places}
    wrong = strictly = sum(i not in stays and i not in inside for i in range(len(corpus.texts)))
    ideal = residual = pairs = 0
    missed: set[int] = set()
    for places in corpus.families:
        similar = {p: corpus.similarity(*p) for p in combinations(places, 2)}
        close = {p for p, s in similar.items() if s >= THRESHOLD}
        pairs += len(close)
        left = [p for p in close if p[0] in stays and p[1] in stays]
        residual += len(left)
        missed.update(later for _, later in left)
        survivors: list[int] = []
        for i in places:
            if any((k, i) in close for k in survivors):
                ideal += 1
            else:
                survivors.append(i)
            if i not in stays:
                best = max((s for p, s in similar.items() if i in p and (p[0] in stays or p[1] in stays)), default=0)
                wrong += best < THRESHOLD - TOLERANCE
                strictly += best < THRESHOLD
    removed = len(corpus.texts) - len(stays)
    return Verdict(removed, wrong, strictly, residual, pairs, 1 - len(missed) / max(ideal, 1))


_WIDE = {c: c + 0xFEE0 for c in range(0x21, 0x7F)}


def variants(n: int, seed: int = 5) -> list[tuple[str, str, str]]:
    """Texts of ten sentences of the seeds, each with a copy in another script or width: (kind, text, copy).

    Copies whose folded letters are less similar than the threshold, by Taiwan's other words, are left out.
    """
    rng = random.Random(seed)
    sentences = [s + "。" for text in articles() for s in text.split("。") if len(s) > 8]
    out = []
    for k in range(n):
        text = "".join(rng.sample(sentences, 10))
        # A number of its own, so that no two originals are the same by chance.
        text += f"编号 A{k}-{rng.randrange(10**6)}。"
        kind = ("s2t", "s2tw", "s2hk", "s2twp", "full width", "s2t, full width")[k % 6]
        copy = convert(text, kind.split(",")[0]) if kind.startswith("s2") else text
        copy = copy.translate(_WIDE) if "width" in kind else copy
        if jaccard(*(grams("".join(c for c in fold(t) if c.isalnum())) for t in (text, copy))) >= THRESHOLD:
            out.append((kind, text, copy))
    return out


def shorts(seed: int = 3) -> tuple[list[str], list[int]]:
    """Texts of 1 to 4 tokens and their classes: equal are those of equal tokens, each of which occurs twice or once."""
    rng = random.Random(seed)
    singles = [chr(c) for c in plain()[:200].tolist()]
    words = [
        "spam",
        "v1.5",
        "v1",
        "15",
        "1.5",
        "5",
        "ok",
        "OK!",
        "好。",
        "。",
        "!",
        "??",
        "",
        "\n",
        "🎉",
        "ก",
        "あ",
        "한",
    ]
    texts = dict.fromkeys(words)
    while len(texts) < 4000:
        texts["".join(rng.choices(singles, k=rng.randint(1, 4)))] = None
    # The same tokens by the definition: "OK!" says "ok".
    same = {"OK!": "ok"}
    unique = list(texts)
    rows = [(t, unique.index(same.get(t, t))) for t in unique]
    rows += rng.sample(rows, 2000)
    rng.shuffle(rows)
    return [t for t, _ in rows], [c for _, c in rows]
