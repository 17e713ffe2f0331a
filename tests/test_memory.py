"""A document takes at most twelve times its bytes in UTF-8 at the peak, its edits included."""

import gc
import tracemalloc

import pytest

from benchmarks.hostile import MIXTURES, MOST, PRESETS, made, mixture, texts
from cleantext import Document, RepairEncoding


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
