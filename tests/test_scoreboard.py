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
Some words.
| what | MB/s | x ftfy | exact | harmed |
|---|---|---|---|---|
| clean | 7.0 | **2.9x** | 97.5% | 3.0% |
| other | 1 | - | 50.0% | 0.0% |

| what | x ftfy |
|---|---|
| clean2 | 1.0x |"""


def test_what_fell_is_marked():
    """A ratio of times may fall by 15 %, a share hardly; where less is better it is marked when it rose."""
    same, found = marked(TABLE, {}, ("harmed",))
    assert same == TABLE
    assert found == {
        "clean | x ftfy": 2.9, "clean | exact": 97.5, "clean | harmed": 3.0,
        "other | exact": 50.0, "other | harmed": 0.0, "clean2 | x ftfy": 1.0,
    }  # fmt: skip
    before = {"clean | x ftfy": 3.1, "clean | exact": 98.0, "clean | harmed": 2.0, "other | exact": 49.0}
    text, _ = marked(TABLE, before | {"clean2 | x ftfy": 2.0}, ("harmed",))
    assert "| clean | 7.0 | **2.9x** | 97.5% ▼ 98% | 3.0% ▼ 2% |" in text
    assert "| other | 1 | - | 50.0% | 0.0% |" in text
    assert "| clean2 | 1.0x ▼ 2x |" in text
    plain, found = marked("| what | x ftfy | MB/s |\n|---|---|---|\n| clean | 1.5 | 7 |", {"clean | x ftfy": 2.0}, ())
    assert "| clean | 1.5 ▼ 2x | 7 |" in plain
    assert found == {"clean | x ftfy": 1.5}


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
    assert kept == {"brief seeds: good.py": {"clean | exact": 97.5}}

    (tmp_path / "good.py").write_text(SCRIPTS["good.py"].replace("97.5", "96.0"), "utf-8")
    code, page = run("good.py")
    assert code == 0
    assert "| clean | 96.0% ▼ 97.5% |" in page
    assert "| clean | 96.0% |" in run("good.py", options=["--full"])[1]
