"""Faults of the machine: nothing is lost, nothing doubled, one clear line, the right exit code; then it goes on.

kill -9 and Ctrl-C of a whole run, workers that die and inputs that vanish are in test_run.py, kill -9 while an index is
saved in test_dedup_index.py.
"""

import ctypes
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cleantext import ConfigError, FilterError, FoldWidth, Pipeline
from cleantext.io import find_inputs
from cleantext.run import Local
from cleantext.run.deadline import LateError, deadline

from .test_run import ROOT, children, folder, lines, results, run

slow = partial(pytest.param, marks=pytest.mark.slow)
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


def command(*args, **options):
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, "-m", "cleantext", *map(str, args)], capture_output=True, env=env, **options)


def said(done):
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("cleantext: "), line
    return line


@pytest.fixture(scope="module")
def want(tmp_path_factory):
    """A folder of inputs, the options of a run, and the results of one that nothing disturbed."""
    base = tmp_path_factory.mktemp("faults")
    folder(base / "in", 120)
    options = ["--script", "none", "--dedup", "0.7", "--workers", "1"]
    assert command("run", base / "in", "-o", base / "want", *options).returncode == 0
    return base / "in", options, results(base / "want")


def nothing_half(out, whole):
    """What stands under its name is whole."""
    for name, data in results(out).items():
        assert whole[name] == data


@pytest.mark.parametrize("limit", [slow(100), 3000, slow(20_000)])
def test_no_room_for_a_file(tmp_path, want, limit):
    """Where no file can grow further, a run says so and ends with 2; with room again it ends with the same bytes."""
    source, options, whole = want
    full = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit))
    done = command("run", source, "-o", tmp_path / "out", *options, preexec_fn=full)

    assert done.returncode == 2
    assert "File too large" in said(done)
    nothing_half(tmp_path / "out", whole)
    assert command("run", source, "-o", tmp_path / "out", *options).returncode == 0
    assert results(tmp_path / "out") == whole


@contextmanager
def mounted(path, options):
    path.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)], capture_output=True)
    if done.returncode:
        assert "CI" not in os.environ, done.stderr
        pytest.skip("needs the right to mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


@pytest.mark.parametrize("workers", [slow("1"), slow("2")])
def test_a_full_disk(tmp_path, want, workers):
    """The disk fills while it runs: one line with the reason, no half result; after a clean-up the same bytes."""
    source, options, whole = want
    options = [*options[:-1], workers]
    with mounted(tmp_path / "disk", "size=120k") as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * 40_000)
        done = command("run", source, "-o", disk / "out", *options)

        assert done.returncode == 2
        assert "No space left on device" in said(done)
        nothing_half(disk / "out", whole)
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
        assert command("run", source, "-o", disk / "out", *options).returncode == 0
        assert results(disk / "out") == whole


def powerless():
    """Take from root the power to write where it may not."""
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            assert libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes capabilities from root")
@pytest.mark.parametrize("what", ["run", slow("clean"), slow("dedup")])
def test_output_that_may_not_be_written(tmp_path, want, what):
    source, _, _ = want
    (tmp_path / "locked").mkdir(mode=0o555)
    done = command(what, source, "-o", tmp_path / "locked" / "out", preexec_fn=powerless)

    assert done.returncode == 2
    assert "cannot write" in said(done)
    assert "Permission denied" in said(done)
    assert list((tmp_path / "locked").iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes capabilities from root")
def test_input_that_may_not_be_read(tmp_path):
    """It is in quarantine with the reason; the others are cleaned."""
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "in" / name).write_text("文", "utf-8")
    (tmp_path / "in/a.txt").chmod(0)
    done = command("run", tmp_path / "in", "-o", tmp_path / "out", "--workers", "1", preexec_fn=powerless)

    assert done.returncode == 1
    assert [(r["file"], r["error"]) for r in lines(tmp_path / "out/.cleantext/quarantine.jsonl")] == [
        ("a.txt", "cannot be read: Permission denied")
    ]
    assert (tmp_path / "out/b.txt").read_text("utf-8") == "文\n"


def test_a_reader_that_goes_away(tmp_path):
    """Whoever read standard output has had enough: no traceback, not a word, exit code 2."""
    data = b"".join(json.dumps({"text": f"{n} Ａ"}).encode() + b"\n" for n in range(60_000))
    (tmp_path / "a.jsonl").write_bytes(data)
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        (tmp_path / "a.jsonl").open("rb") as source,
        subprocess.Popen(
            [sys.executable, "-m", "cleantext", "clean", "-", "--script", "none"],
            stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=tmp_path,
        ) as process,
    ):  # fmt: skip
        assert json.loads(process.stdout.readline()) == {"text": "0 A"}
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(60) == 2
    assert told == b""


def test_a_clock_that_jumps(tmp_path, want, monkeypatch):
    """The clock jumps back and forth, inputs are from the future: the same bytes, and nothing is done again."""
    source, _, _ = want
    run(source, tmp_path / "calm", dedup=0.7)
    ticks = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: (-1) ** next(ticks) * 1e9 + 1e9)
    monkeypatch.setattr(time, "time_ns", lambda: int(time.time() * 1e9))
    for path in source.iterdir():
        os.utime(path, (4e9, 4e9))
    first = run(source, tmp_path / "out", dedup=0.7)
    again = run(source, tmp_path / "out", dedup=0.7)

    assert results(tmp_path / "out") == results(tmp_path / "calm")
    assert (again.skipped, again.report) == (len(find_inputs([str(source)])), first.report)
    assert first.seconds >= 0


class Kills:
    """A filter that ends its process on some documents, as the kernel does when memory is short."""

    name = "kills"

    def __init__(self, word, deaths, times):
        self.word, self.deaths, self.times = word, deaths, times

    def __call__(self, doc):
        if self.word in doc.text:
            died = self.deaths.read_text()
            if len(died) < self.times:
                self.deaths.write_text(died + "x")
                os.kill(os.getpid(), signal.SIGKILL)
        return doc

    def __repr__(self):
        return "Kills"


@pytest.mark.parametrize("times", [slow(1), slow(99)])
def test_a_worker_that_is_killed(tmp_path, times):
    """Its documents are cleaned again by another, each once; if it happens each time, the run names the piece."""
    folder(tmp_path / "in", 100)
    with (tmp_path / "in/a.jsonl").open("a") as out:
        out.write('{"text": "BOOM"}\n')
    (tmp_path / "deaths").write_text("x" * 99)
    pipe = Pipeline([FoldWidth(), Kills("BOOM", tmp_path / "deaths", times)])
    run(tmp_path / "in", tmp_path / "want", pipe=pipe)
    (tmp_path / "deaths").write_text("")
    told = []
    with Local(2, warn=told.append) as executor:
        if times == 1:
            run(tmp_path / "in", tmp_path / "out", executor, pipe=pipe, piece=3000)
            assert len(told) == 1
        else:
            with pytest.raises(ConfigError, match=r"a\.jsonl.* took its worker down 3 times: out of memory\?"):
                run(tmp_path / "in", tmp_path / "out", executor, pipe=pipe, piece=3000)
            nothing_half(tmp_path / "out", results(tmp_path / "want"))
            (tmp_path / "deaths").write_text("x" * 99)  # memory again
            run(tmp_path / "in", tmp_path / "out", executor, pipe=pipe, piece=3000)

    assert results(tmp_path / "out") == results(tmp_path / "want")


# -- documents that take too long ------------------------------------------


def stuck(doc):
    """Backtracks for hours."""
    assert not re.search("(?:a|a)+$", doc.text)
    return doc


HARD = "a" * 60 + "!"


@pytest.mark.parametrize("workers", [1, slow(2)])
def test_a_document_that_takes_too_long(tmp_path, workers):
    """It is in quarantine, whole, with the filter and the bound; all others are cleaned."""
    (tmp_path / "in").mkdir()
    records = [{"text": t} for t in ("Ａ!", HARD, "Ｂ!")]
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    (tmp_path / "in/b.txt").write_text("文", "utf-8")
    pipe = Pipeline([FoldWidth(), stuck])
    with Local(workers) as executor:
        summary = run(tmp_path / "in", tmp_path / "out", executor, pipe=pipe, timeout=1)

    assert summary.quarantined == 1
    (aside,) = lines(tmp_path / "out/.cleantext/quarantine.jsonl")
    assert (aside["file"], aside["row"], aside["step"]) == ("a.jsonl", 2, "stuck")
    assert "took longer than 1 s" in aside["error"]
    assert json.loads(aside["raw"]) == records[1]
    assert [r["text"] for r in lines(tmp_path / "out/a.jsonl")] == ["A!", "B!"]
    with pytest.raises(FilterError, match=r"'stuck' failed on document 'a\.jsonl:2': took longer"):
        run(tmp_path / "in", tmp_path / "other", pipe=pipe, timeout=0.1, on_error="raise")


def test_one_slow_start_is_no_reason(tmp_path):
    """What takes long only the first time, because tables are loaded, is cleaned at the second try."""
    seen = []

    def slow_at_first(doc):
        seen.append(doc.text)
        if len(seen) == 1:
            time.sleep(5)
        return doc

    (tmp_path / "a.txt").write_text("Ａ")
    assert run(tmp_path / "a.txt", tmp_path / "out", pipe=Pipeline([slow_at_first]), timeout=1).quarantined == 0
    assert len(seen) == 2


def test_the_timer_is_put_back():
    """Whatever was set before a block is set after it; a block in time is left alone."""
    before = signal.getsignal(signal.SIGALRM)
    with deadline(5):
        pass
    with pytest.raises(LateError, match=r"took longer than 0\.05 s"), deadline(0.05):
        time.sleep(60)
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@pytest.mark.parametrize("wrong", ["0", slow("-1"), slow("nan")])
def test_no_time_at_all(tmp_path, wrong):
    (tmp_path / "a.txt").write_text("a")
    done = command("run", tmp_path / "a.txt", "-o", tmp_path / "out", "--timeout-per-doc", wrong)

    assert done.returncode == 2
    assert "the time for a document is some seconds, not" in said(done)


@pytest.mark.slow
def test_timeout_on_the_command_line(tmp_path):
    """clean, run and stats take it; documents in time are cleaned as ever."""
    (tmp_path / "a.txt").write_text("Ａ", "utf-8")
    for args in (["clean", "-o", tmp_path / "c"], ["run", "-o", tmp_path / "r"], ["stats"]):
        done = command(args[0], tmp_path / "a.txt", *args[1:], "--timeout-per-doc", "60")
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "c/a.txt").read_text() == (tmp_path / "r/a.txt").read_text() == "A\n"


def test_no_process_is_left():
    """Nothing that the tests above started is still there."""
    assert [pid for pid in children(os.getpid()) if b"cleantext" in Path(f"/proc/{pid}/cmdline").read_bytes()] == []
