"""A document takes at most twelve times its bytes in UTF-8 at the peak, its edits included; one of less than a
megabyte twelve megabytes.
"""

import gc
import random
import tracemalloc

import pytest

from benchmarks.hostile import MIXTURES, MOST, PRESETS, made, mixture, texts
from cleantext import Document, RepairEncoding
from cleantext.boilerplate.judge import LINES


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", texts())
def test_peak_of_a_document(kind, preset):
    """A megabyte of each hostile kind, after a shorter text has built the tables."""
    text = made(kind, 1e6)
    pipe = PRESETS[preset]
    len(pipe(Document(made(kind, 1e5))).edits)

    assert peak(pipe, text) <= MOST * len(text.encode())


@pytest.mark.slow
@pytest.mark.parametrize("kind", MIXTURES)
def test_peak_of_damage_at_random(kind):
    """A megabyte of characters of a kind put together at random, in encoding repair."""
    text = mixture(kind, 1_000_000 * 1000 // len(mixture(kind, 1000).encode()))
    pipe = RepairEncoding()
    len(pipe(Document(mixture(kind, 60_000, 2))).edits)

    assert peak(pipe, text) <= MOST * len(text.encode())


@pytest.mark.slow
@pytest.mark.parametrize("size", [2, 12])
@pytest.mark.parametrize("preset", PRESETS)
def test_peak_of_many_short_lines(preset, size):
    """As many lines as a page may have: what a line takes does not depend on how short it is."""
    rng = random.Random(4)
    lines = ["".join(rng.choices("的一是了我不人在他有这个上们来到时大地为", k=size)) for _ in range(LINES)]
    text = "\n".join(rng.choice(["广告", "相关阅读", "打开APP"]) if n % 5 == 4 else x for n, x in enumerate(lines))
    pipe = PRESETS[preset]
    len(pipe(Document(text[:20_000])).edits)

    assert peak(pipe, text) <= MOST * 1e6


def peak(pipe, text):
    """Return the bytes that a text takes at the peak, its edits included."""
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        doc = pipe(Document(text))
        len(doc.edits)
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
