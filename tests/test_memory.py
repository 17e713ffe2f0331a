"""A document takes at most twelve times its bytes in UTF-8 at the peak, its edits included."""

import gc
import tracemalloc

import pytest

from benchmarks.hostile import MOST, PRESETS, made, texts
from cleantext import Document


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", texts())
def test_peak_of_a_document(kind, preset):
    """A megabyte of each hostile kind, after a shorter text has built the tables."""
    text = made(kind, 1e6)
    pipe = PRESETS[preset]
    len(pipe(Document(made(kind, 1e5))).edits)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        doc = pipe(Document(text))
        len(doc.edits)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()

    assert peak <= MOST * len(text.encode())
