"""`python -m benchmarks`: one page of tables, what fell is marked, and only what compares inside its own run fails."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as board
from benchmarks.__main__ import HERE, TABLES, Table, marked

ROOT = Path(__file__).parents[1]
TABLE = """\
# Figures
## pages: 5 of them
| what | MB/s | x ftfy | exact | lost | lost |
|---|---|---|---|---|---|
| clean | 7.0 | **2.9x** | 97.5% | 3.0% | 0.5% |
| other | 1 | - | 50.0% | 0.0% | - |
| doing nothing | - | 1.0x | 0.0% | 0.0% | - |

| what | x ftfy | flagged |
|---|---|---|
| clean | 1.5 | 20.0% |

## lines
| | exact |
|---|---|
| clean | 80.0% |
| clean | 81.0% |"""
FOUND = {
    "pages | what | clean | x ftfy": 2.9, "pages | what | clean | exact": 97.5, "pages | what | clean | lost": 3.0,
    "pages | what | clean | lost (2)": 0.5, "pages | what | other | exact": 50.0, "pages | what | other | lost": 0.0,
    "pages | what (2) | clean | x ftfy": 1.5, "lines | clean | exact": 80.0, "lines | clean (2) | exact": 81.0,
}  # fmt: skip
SOME = Table("some", "a.py", "a.py", less=("lost",), neither=("flagged",))


def marks(before):
    """Return the lines that are marked against ratios of before, but for what no mark is in."""
    text, found = marked(TABLE, before, SOME)
    assert found == FOUND
    same = TABLE.split("\n")
    return [line for line in text.split("\n") if line not in same]


def test_each_ratio_has_a_place_of_its_own():
    """A ratio is known by section, table, row and column, and number where these have one name; peers have none."""
    assert marks({}) == []
    assert marks(FOUND) == []
    assert marks({"pages | what (2) | clean | x ftfy": 2.9, "pages | what | clean | x ftfy": 1.5}) == [
        "| clean | 1.5 ▼ 2.9x | 20.0% |"
    ]
    assert marks({"lines | clean | exact": 81.0, "lines | clean (2) | exact": 81.0}) == ["| clean | 80.0% ▼ 81% |"]


def test_what_is_worse_is_marked():
    """A ratio of times may fall by 15 %, a share hardly; where less is better it is marked when it rose."""
    before = {
        "pages | what | clean | x ftfy": 3.1,
        "pages | what | clean | exact": 98.0,
        "pages | what | clean | lost": 2.0,
    }
    assert marks(before) == ["| clean | 7.0 | **2.9x** | 97.5% ▼ 98% | 3.0% ▼ 2% | 0.5% |"]
    assert marks(before | {"pages | what | other | exact": 49.0})[1:] == []
    assert marks({"pages | what | clean | exact": 97.0, "pages | what | clean | lost": 4.0}) == []
    assert marks({"pages | what | clean | lost (2)": 0.1}) == [
        "| clean | 7.0 | **2.9x** | 97.5% | 3.0% | 0.5% ▼ 0.1% |"
    ]


def test_where_less_is_better():
    """Lost content and memory are better when there is less of them; flags and rows of peers are not compared."""
    tables = {t.name: t for t in TABLES}
    assert tables["quality"].direction("cleantext.DropBoilerplate", "content lost") == -1
    assert tables["quality"].direction("cleantext.DropBoilerplate", "boilerplate removed") == 1
    assert tables["quality"].direction("report: forum", "content lost") == -1
    assert tables["hostile memory"].direction("one hanzi", "WEB") == -1
    assert tables["speed"].direction("cleantext.clean", "x ftfy.fix_text") == 1
    assert tables["repair"].direction("GBK as Big5", "flagged") == 0
    assert tables["script"].direction("opencc t2s", "x OpenCC t2s") == 0


def test_every_command_is_there():
    """Each table names a script of this folder; names are unique, so --only and the ratios are."""
    assert len({t.name for t in TABLES}) == len(TABLES) > 12
    for table in TABLES:
        assert (HERE / table.full.split()[0]).exists()
        assert table.brief.split()[0] == table.full.split()[0]
    ratios = HERE / "ratios.json"
    if ratios.exists():
        names = {t.name for t in TABLES}
        assert {k.partition(": ")[2] for k in json.loads(ratios.read_text("utf-8"))} <= names


def test_one_table_of_the_page():
    """The page says commit, versions, machine and digests, and for the table its command; the exit code is 0."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--only", "floors"], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr
    for part in ("# Figures", "Commit ", "ftfy ", "cores", "digests: seeds ", "`python benchmarks/quality.py --check`"):
        assert part in done.stdout
    assert done.stdout.endswith("Nothing failed.\n")


SCRIPTS = {
    "good.py": "print('| what | exact |\\n|---|---|\\n| clean | 97.5% |')",
    "bad.py": "import sys; print('| what | exact |\\n|---|---|\\n| clean | 10.0% |'); sys.exit('floor not reached')",
}


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs the board over commands of these scripts, and gives its exit code and its page."""
    for name, source in SCRIPTS.items():
        (tmp_path / name).write_text(source, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(board, "HERE", tmp_path)
    monkeypatch.setattr(board, "RATIOS", tmp_path / "ratios.json")

    def over(*scripts, options=()):
        monkeypatch.setattr(board, "TABLES", [Table(name, name, name) for name in scripts])
        monkeypatch.setattr(sys, "argv", ["benchmarks", *options])
        return board.main(), capsys.readouterr().out

    return over


def test_a_command_that_fails_fails_the_run(run):
    """The exit code is 1, the page names the command and what it said; the others are run and shown all the same."""
    code, page = run("bad.py", "good.py")

    assert code == 1
    assert page.endswith("Failed: bad.py.\n")
    assert "**exit code 1** floor not reached" in page
    assert "| clean | 97.5% |" in page
    assert run("good.py")[0] == 0


def test_a_figure_below_the_last_table_is_marked(run, tmp_path):
    """What `--keep` wrote the next run is compared with; a mark is no failure, and a failed table is not kept."""
    assert run("good.py", "bad.py", options=["--keep"])[0] == 1
    kept = json.loads((tmp_path / "ratios.json").read_text("utf-8"))
    assert kept == {"brief seeds: good.py": {"what | clean | exact": 97.5}}

    (tmp_path / "good.py").write_text(SCRIPTS["good.py"].replace("97.5", "96.0"), "utf-8")
    code, page = run("good.py")
    assert code == 0
    assert "| clean | 96.0% ▼ 97.5% |" in page
    assert "| clean | 96.0% |" in run("good.py", options=["--full"])[1]
