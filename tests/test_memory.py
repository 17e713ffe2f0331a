"""A document takes at most twelve times its bytes in UTF-8 at the peak, its edits included."""

import gc
import tracemalloc

import pytest

from benchmarks.hostile import MOST, PRESETS, texts
from cleantext import Document


@pytest.mark.slow
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", texts())
def test_peak_of_a_document(kind, preset):
    """A megabyte of each hostile kind, after a shorter text has built the tables."""
    unit = texts()[kind]
    text = unit * max(1, 10**6 // len(unit.encode()))
    pipe = PRESETS[preset]
    len(pipe(Document(text[: len(text) // 4])).edits)
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
