"""Importing costs little and says when another distribution sits on the same name."""

import subprocess
import sys
import warnings

import pytest

from cleantext import rivals

HEAVY = ["ftfy", "opencc", "datasketch", "scipy", "tqdm", "charset_normalizer", "pandas", "pyarrow"]


def test_heavy_libraries_wait_until_they_are_needed():
    code = f"import sys, cleantext; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


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


def test_rivals_are_looked_up_by_name(monkeypatch):
    def scan(*_):
        raise AssertionError("scans every distribution")

    monkeypatch.setattr(rivals.metadata, "distributions", scan)
    monkeypatch.setattr(rivals.metadata, "packages_distributions", scan)
    rivals.warn_about_rivals()
