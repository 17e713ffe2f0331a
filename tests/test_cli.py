"""The command line, run as a user runs it: as a process of its own."""

import argparse
import base64
import gzip
import io
import json
import os
import re
import subprocess
import sys
import termios
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cleantext
from cleantext import cli, options
from cleantext.rulecheck import found

from .conftest import PAGES, load_seed


def run(*args, stdin=b"", cwd=None):
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "cleantext", *map(str, args)], input=stdin, capture_output=True, cwd=cwd, env=env
    )


def test_a_folder(tmp_path):
    """A folder of pages becomes a folder of clean pages with the same names; one line says so."""
    done = run("clean", PAGES[0].parent, "-o", tmp_path / "out")

    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [p.name for p in PAGES]
    for page in PAGES:
        clean = cleantext.clean(page.read_text("utf-8"))
        assert (tmp_path / "out" / page.name).read_text("utf-8").rstrip("\n") == clean.rstrip("\n")
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert "5 files, 5 documents" in line


def test_jsonl_keeps_everything_else(tmp_path):
    """Records keep their fields, order and formats; only the text is cleaned."""
    records = [
        {"n": 1, "text": "第１章", "z": [1.5, None, {"a": "ａ"}]},
        {"text": "", "long": 12345678901234567890},
        {"text": "\ud800字", "k": "\udfff"},
    ]
    source = tmp_path / "in" / "sub" / "a.jsonl"
    source.parent.mkdir(parents=True)
    source.write_text("".join(json.dumps(r) + "\n" for r in records) + "\n", "utf-8")

    done = run("clean", tmp_path / "in", "-o", tmp_path / "out")

    assert done.returncode == 0, done.stderr
    got = [json.loads(line) for line in (tmp_path / "out" / "sub" / "a.jsonl").read_bytes().splitlines()]
    assert got == [r | {"text": cleantext.clean(r["text"])} for r in records]
    assert [list(r) for r in got] == [list(r) for r in records]


def test_bad_records_go_to_quarantine(tmp_path):
    """A bad line is kept with file, line, reason and itself; the run goes on and exits 1."""
    bad = [b'{"text": ', b'{"body": "x"}', b"[1]", b'{"text": 3}', b'{"text": "\xff"}', b'{"n":' + b"1" * 5000 + b"}"]
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n' + b"\n".join(bad) + b'\n{"text": "b"}')

    done = run("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out", "--json")

    assert done.returncode == 1
    summary = json.loads(done.stderr)
    assert (summary["quarantined"], summary["report"]["documents"]) == (len(bad), 2)
    aside = [json.loads(line) for line in Path(summary["quarantine"]).read_bytes().splitlines()]
    assert [r["row"] for r in aside] == [2, 3, 4, 5, 6, 7]
    assert all((r["file"], r["step"]) == ("a.jsonl", "read") and r["error"] for r in aside)
    assert [r["raw"] for r in aside if "raw" in r] == [b.decode() for b in bad if b"\xff" not in b]
    assert (tmp_path / "out" / "a.jsonl").read_bytes().splitlines() == [b'{"text": "a"}', b'{"text": "b"}']


def test_text_in_other_encodings(tmp_path):
    """A GB18030 file comes out as UTF-8; bytes that are no text go to quarantine, whole."""
    prose = "城市里的人们每天都在为生活奔波，这是一个很普通的早晨。" * 4
    (tmp_path / "gb.txt").write_bytes(prose.encode("gb18030"))
    (tmp_path / "no.txt").write_bytes(b"\x00\xff\xfe\x81\x00" * 7 + b"\x80")

    done = run("clean", tmp_path, "-o", tmp_path / "out")

    assert (tmp_path / "out" / "gb.txt").read_text("utf-8") == prose + "\n"
    assert done.returncode in (0, 1)
    if done.returncode:
        assert not (tmp_path / "out" / "no.txt").exists()
        assert (tmp_path / "out" / ".cleantext" / "quarantine.jsonl").exists()


def test_pipe():
    """- reads standard input and writes standard output, text or records."""
    page = load_seed(PAGES[3])
    done = run("clean", "-", "--script", "none", stdin=page.text.encode())

    assert done.stdout.decode().rstrip("\n") == cleantext.clean(page.text, script=None).rstrip("\n")
    assert "1 documents" in done.stderr.decode()
    assert run("clean", "-", stdin='{"text": "Ａ"}\n'.encode()).stdout == b'{"text": "A"}\n'
    assert run("clean", "-", stdin=b"").stdout == b""


def test_pipe_into_a_file(tmp_path):
    """With - as input, OUT is one file."""
    done = run("clean", "-", "-o", tmp_path / "out.txt", stdin="第１章".encode())

    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "out.txt").read_text("utf-8") == "第1章\n"
    assert b"is a folder" in run("clean", "-", "-o", tmp_path, stdin=b"x").stderr


def test_quarantine_loses_nothing(tmp_path):
    """A record in quarantine stands there as it was, line break aside, and once, however often it is met."""
    bad = b"\x81\xff\x00\xfe\xff\xff\n"
    (tmp_path / "a.jsonl").write_bytes(b"[1]\r\n")
    for _ in range(2):
        assert run("clean", tmp_path / "a.jsonl", "-o", tmp_path / "out").returncode == 1
    aside = [json.loads(line) for line in (tmp_path / "out/.cleantext/quarantine.jsonl").read_bytes().splitlines()]
    assert [r["raw"] for r in aside] == ["[1]"]

    done = run("clean", "-", "-o", "no.txt", stdin=bad, cwd=tmp_path)
    (record,) = [json.loads(line) for line in (tmp_path / "cleantext-quarantine.jsonl").read_bytes().splitlines()]
    assert (done.returncode, base64.b64decode(record["raw_base64"])) == (1, bad)
    assert not (tmp_path / "no.txt").exists()


def test_a_template_is_no_jsonl():
    assert run("clean", "-", stdin=b"{{ name }}\n").stdout == b"{{ name }}\n"


def test_results_are_no_inputs(tmp_path):
    """A second run over a folder that holds its own results gives the same results."""
    (tmp_path / "a.txt").write_text("第１章", "utf-8")
    for _ in range(2):
        done = run("clean", tmp_path, "-o", tmp_path / "out")
        assert (done.returncode, "1 files" in done.stderr.decode()) == (0, True)
    assert [p.name for p in (tmp_path / "out").rglob("*")] == ["a.txt"]


def test_metadata_field(tmp_path):
    """--meta-field keeps what was lifted from the text."""
    page = load_seed(PAGES[1])
    done = run("clean", "-", "--meta-field", "found", stdin=json.dumps({"text": page.text}).encode() + b"\n")

    assert json.loads(done.stdout)["found"] == page.meta


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["clean", "nowhere", "-o", "out"], "no such file or folder: nowhere"),
        (["clean", "in", "-o", "in"], "overwritten by its own result"),
        (["clean", "in", "-o", "in/a.txt"], "cannot write"),
        (["clean", "in"], "-o OUT"),
        (["clean", "-", "in", "-o", "out"], "stands alone"),
        (["clean", "empty", "-o", "out"], "no .txt"),
        (["clean", "in", "in2", "-o", "out"], "both become a.txt"),
        (["clean", "in", "-o", "out", "--script", "zh-Hanz"], "zh-Hans"),
        (["clean", "in", "-o", "out", "--without", "adds"], "did you mean 'ad'"),
        (["clean", "in", "-o", "out", "--config", "none.toml"], "cannot read none.toml"),
        (["explain", "in"], "is a folder"),
        (["explain", "in/a.txt", "--row", "2"], "has no record in row 2; its last is in row 1"),
        (["run", "-", "-o", "out"], "cleantext clean -"),
        (["run", "in", "-o", "in/a.txt"], "cannot write"),
        (["run", "in", "-o", "in"], "overwritten by its own result"),
        (["run", "in", "-o", "out", "--dedup", "8"], "threshold"),
        (["dedup", "in", "-o", "out", "--threshold", "0"], "threshold"),
        (["rules", "test"], "cleantext rules test FOLDER"),
        (["rules", "test", "empty"], "no rule files"),
        (["explain", "in/a.txt", "--html", "in/a.txt/x.html"], "cannot write"),
    ],
)
def test_what_cannot_run_says_why(tmp_path, args, says):
    """One clear line on standard error, exit code 2, nothing written."""
    for name in ("in/a.txt", "in2/a.txt"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "empty").mkdir()

    done = run(*args, cwd=tmp_path)

    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("cleantext: ")
    assert says in line
    assert not (tmp_path / "out").exists()
    assert (tmp_path / "in" / "a.txt").read_text("utf-8") == "x"


def test_explain(tmp_path):
    """explain names each rule, in colour when asked, as JSON and as a page that escapes its text."""
    page = tmp_path / "page.txt"
    page.write_text("<script>網(wǎng)絡安全宣傳</script>\n打开APP\n这是一段完整的正文，讲的是城市里的事情。\n", "utf-8")

    plain = run("explain", page).stdout.decode()
    assert "encoding.pinyin-residue" in plain
    assert "(app_prompt)" in plain
    assert "\x1b[31" in run("explain", page, "--colour", "always").stdout.decode()
    told = json.loads(run("explain", page, "--json").stdout)
    assert {"encoding.pinyin-residue"} < {e["rule"] for e in told["edits"]}
    assert run("explain", page, "--html", tmp_path / "p.html").returncode == 0
    assert "<script>網" not in (tmp_path / "p.html").read_text("utf-8")
    record = run("explain", "-", "--line", "2", stdin=b'{"text": "a"}\n{"text": "\xef\xbc\xa1"}\n').stdout.decode()
    assert "-:2: 1 -> 1 characters" in record
    pq.write_table(pa.table({"text": ["a", "Ａ"]}), tmp_path / "a.parquet", row_group_size=1)
    assert "unicode.width" in run("explain", tmp_path / "a.parquet", "--row", "2").stdout.decode()


def test_help_and_version():
    """Every command explains itself with examples; the version tells all that decides a result."""
    assert b"examples:" in run("--help").stdout
    assert b"quarantine" in run("clean", "--help").stdout
    told = run("--version").stdout.decode()
    assert all(name in told for name in ("cleantext-corpus", "ftfy", "OpenCC", "unicode", "python"))
    for command in ("clean", "run", "dedup", "explain", "rules", "stats"):
        text = "".join(cli._parser()._subparsers._group_actions[0].choices[command].format_help())
        assert f"cleantext {command}" in text.partition("examples:")[2]


def test_sizes_and_workers():
    """Sizes are read as people write them; what is none is refused with an example."""
    assert [options._size(x) for x in ("10", "1kB", "1.5 MB", "2GiB")] == [10, 1024, 3 << 19, 2 << 30]
    for wrong in ("1XB", "", "0"):
        with pytest.raises(argparse.ArgumentTypeError, match="is no size"):
            options._size(wrong)
    assert b"is no number of workers" in run("run", "x", "-o", "y", "--workers", "0").stderr


def test_run_reports(tmp_path):
    """run prints counts by label, rule and reason, as JSON if asked, and exits 1 with a quarantine."""
    (tmp_path / "a.jsonl").write_bytes('{"text": "打开APP\\nＡ", "u": "http://x.cn/1"}\n[]\n'.encode())
    done = run("run", "a.jsonl", "-o", "out", "--host-field", "u", "--workers", "1", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, b"")
    told = done.stderr.decode()
    assert "documents    1 in, 1 kept" in told
    assert "app_prompt" in told
    assert "x.cn" in told
    assert "1 records in quarantine: out" in told
    done = run("run", "a.jsonl", "-o", "out", "--host-field", "u", "--workers", "1", "--json", cwd=tmp_path)
    summary = json.loads(done.stderr)
    assert (summary["skipped"], summary["quarantined"], summary["report"]["hosts"]) == (1, 1, {"x.cn": 1})
    assert json.loads((tmp_path / "out/.cleantext/report.json").read_text()) == summary["report"]
    assert (tmp_path / "out/.cleantext/report.html").read_text("utf-8").startswith("<!doctype html>")


def test_a_bar_for_people(tmp_path):
    """On a terminal a bar tells documents, speed and what is left; elsewhere there is none."""
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n' * 5000)
    reader, writer = os.openpty()
    termios.tcsetwinsize(writer, (24, 100))
    command = [sys.executable, "-m", "cleantext", "run", "a.jsonl", "-o", "out", "--workers", "1"]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, stderr=writer, cwd=tmp_path, env=env) as process:
        os.close(writer)
        told = b""
        try:
            while more := os.read(reader, 1 << 16):
                told += more
        except OSError:  # Linux says so when the other side is closed
            pass
    os.close(reader)

    assert process.returncode == 0
    assert b"documents" in told.partition(b"documents    5000 in")[0]
    assert b"B/s" in told
    assert b"B/s" not in run("run", "a.jsonl", "-o", "out2", "--workers", "1", cwd=tmp_path).stderr


def test_dedup_and_stats(tmp_path):
    """dedup takes copies out and leaves the rest byte for byte; stats counts and writes nothing."""
    same = "一段说明，讲的是城市里的事情，每个人都知道。"
    lines = [f'{{"n": {n}.50, "text": "{t}"}}\n' for n, t in enumerate([same + "Ａ", same, same + "Ａ"])]
    (tmp_path / "a.jsonl").write_text("".join(lines), "utf-8")
    done = run("dedup", "a.jsonl", "-o", "out", "--threshold", "0.99", "--workers", "1", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "a.jsonl").read_text("utf-8") == "".join(lines[:2])
    before = sorted(tmp_path.rglob("*"))
    done = run("stats", "a.jsonl", "--limit", "2", "--workers", "1", "--json", cwd=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["report"]["documents"]) == (0, 2)
    assert sorted(tmp_path.rglob("*")) == before


def test_stats_says_what_each_verdict_would_reject(tmp_path):
    """Each verdict is asked for itself, with evidence; any number of workers says the same; nothing is written."""
    texts = [
        load_seed(PAGES[4]).text,
        "请登录后查看",
        "首页 (1)\n新闻 (20)\n体育 (3)\n" * 30,
        load_seed(PAGES[4]).hans[:600] + "\n万星棋牌官网登录入口",
    ]
    for k in range(3):
        lines = [json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts]
        (tmp_path / f"{k}.jsonl").write_text("".join(lines), "utf-8")
    before = sorted(tmp_path.rglob("*"))
    one, two = (
        run("stats", ".", "--workers", n, "--piece", "9kB", "--json", cwd=tmp_path).stdout.decode() for n in "12"
    )
    found = json.loads(one)

    assert one == two
    assert sorted(tmp_path.rglob("*")) == before
    verdicts = found["verdicts"]
    assert {name: (v["rejected"], v["alone"]) for name, v in verdicts.items()} == {
        "reject.garbled": (0, 0),
        "reject.spam": (3, 3),
        "reject.short": (3, 3),
        "reject.not-text": (3, 0),
        "reject.repetitive": (3, 0),
        "reject.language": (0, 0),
    }
    assert (found["any_verdict"], found["report"]["documents"], found["report"]["rejected"]) == (9, 12, {})
    assert found["languages"] == {"zh": 12}
    sample = verdicts["reject.spam"]["samples"][0]
    assert (sample["threshold"], sample["spans"][0]["text"]) == (2, "万星棋牌官网登录入口")
    table = run("stats", ".", "--workers", "1", cwd=tmp_path).stdout.decode()
    assert re.search(r"reject\.spam +3 +25\.00% +3", table)
    assert re.search(r"\d\.jsonl:2: words 6 \(threshold 20\): '请登录后查看'", table)

    done = run("run", ".", "-o", "out", "--preset", "corpus", "--workers", "1", "--json", cwd=tmp_path)
    assert json.loads(done.stderr)["report"]["rejected"] == {
        "reject.not-text": 3,
        "reject.short": 3,
        "reject.spam": 3,
    }

    (tmp_path / "pipe.toml").write_text('[[filter]]\nuse = "RejectShort"\nmin_words = 5\n', "utf-8")
    own = json.loads(run("stats", "0.jsonl", "--config", "pipe.toml", "--workers", "1", "--json", cwd=tmp_path).stdout)
    assert {name: v["rejected"] for name, v in own["verdicts"].items()} == {"reject.short": 0}


def test_pipes_of_other_formats():
    """A compressed pipe stays compressed; Parquet goes through a pipe; a CSV is named with --format."""
    done = run("clean", "-", stdin=gzip.compress('{"text": "Ａ"}\n'.encode()))
    assert gzip.decompress(done.stdout) == b'{"text": "A"}\n'
    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["Ａ", "b"]}), table)
    done = run("clean", "-", stdin=table.getvalue())
    assert pq.read_table(io.BytesIO(done.stdout)).to_pydict() == {"text": ["A", "b"]}
    assert run("clean", "-", "--format", "csv", stdin="text\nＡ\n".encode()).stdout == b"text\nA\n"


def test_rules(tmp_path):
    """rules lists, finds what a line meets, and tests examples: exit 1 names each that is not as it says."""
    rule = """[[rule]]
id = "mine.buy"
label = "ad"
scope = "tail"
max_len = 60
match = '^快来买吧'
anchors = ["快来买"]
why = "the end of every page of one shop"
removes = ["快来买吧，只要九块九"]
keeps = ["他说快来买吧的时候，天已经黑了，街上一个人也没有。"]
"""
    (tmp_path / "mine.toml").write_text(rule, "utf-8")

    assert "zh.credit.editor" in run("rules", "search", "責任編輯:王小明").stdout.decode()
    assert run("rules", "search", "一句普通的话。").returncode == 1
    listed = run("rules", "list", "related", "--json").stdout.decode().splitlines()
    assert listed
    assert {json.loads(line)["label"] for line in listed} <= {"related", *(r.label for r in found("related"))}
    done = run("rules", "test", tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, "1 rules, 2 examples: all as they say\n")
    (tmp_path / "mine.toml").write_text(rule.replace('keeps = ["他说', 'keeps = ["快来买吧，也要九块", "他说'), "utf-8")
    done = run("rules", "test", tmp_path)
    assert done.returncode == 1
    assert "mine.buy: '快来买吧，也要九块' is to be kept, but mine.buy removes it" in done.stdout.decode()
