"""What several test modules share: the seeds."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

SEEDS = Path(__file__).parent.parent / "seeds"
PAGES = sorted((SEEDS / "pages").glob("*.txt"))

# The same examples every time: a red run can be repeated, a green one is not luck.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("repeatable")


def load_seed(path):
    number = path.name[:3]
    labels = (SEEDS / "labels").glob(f"{number}_*.jsonl")
    gold = {script: (SEEDS / "gold" / f"{number}.{script}.txt").read_text("utf-8") for script in ("hans", "native")}
    meta = json.loads((SEEDS / "gold" / "meta.json").read_text("utf-8"))[number]
    lines = [json.loads(line) for f in labels for line in f.read_text("utf-8").splitlines()]
    return SimpleNamespace(number=number, text=path.read_text("utf-8"), lines=lines, meta=meta, **gold)


@pytest.fixture(params=PAGES, ids=lambda p: p.name[:3])
def seed(request):
    return load_seed(request.param)
