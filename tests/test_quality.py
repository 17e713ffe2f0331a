"""No figure of the project's own pages falls below its floor unless the floor is changed on purpose."""

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def quality():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import quality
    finally:
        sys.path.remove(str(BENCHMARKS))
    return quality


@pytest.fixture(scope="module")
def found(quality):
    return quality.figures()


def test_floors_hold(quality, found):
    """`benchmarks/quality.py --check` would say the same; `--pin` changes floors, the commit says why."""
    assert quality.below(found) == []


def test_floors_are_close(quality, found):
    """A floor far below what is reached would guard nothing."""
    floors = json.loads(quality.FLOORS.read_text("utf-8"))
    assert {k for k, v in found.items() if v - floors[k] > 0.005} == set()


def test_a_lower_figure_is_told(quality, found):
    """A figure under its floor, without one, or gone is a message each."""
    lower = {**found, "seeds_f1": 0.9, "new": 1.0}
    del lower["examples_keeps"]

    assert [m.split()[0] for m in quality.below(lower)] == ["examples_keeps", "new", "seeds_f1"]


def test_scoring(quality, tmp_path):
    """What goes and what stays is counted by character, white space and width apart, spans by their own label."""
    records = [
        {"text": "首页 | 新闻", "label": "breadcrumb"},
        {"text": "冰（二）", "label": "title"},
        {"text": "春天来了。(责编)", "label": "body", "spans": [{"start": 5, "end": 9, "label": "ad"}]},
        {"text": "2021-03-05", "label": "dateline"},
    ]
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "p.jsonl").write_text("\n".join(json.dumps(r) for r in records), "utf-8")
    (p,) = quality.pages(tmp_path)

    s = quality.score([p], lambda text: "冰(二)\n春天了。")
    assert (s.content, s.content_kept, s.boiler, s.boiler_kept) == (9, 8, 9, 0)
    assert s.lost == [("p", "春天来了。(责编)")]
    assert s.labels["breadcrumb"] == [5, 5]
    none = quality.score([p], lambda text: text).figures()
    assert (none["kept"], none["removed"], none["f1"]) == (1, 0, pytest.approx(18 / 27))
    assert quality.score([p], lambda text: "").emptied == 1
