"""What hostile input can reach: no code, no network, no file outside of OUT, no browser, no terminal."""

import ast
import html
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cleantext
from cleantext import CLEAN, Document, Edit, show
from cleantext.io import find_inputs
from cleantext.run import Job, run_files

ROOT = Path(__file__).parents[1]
# Whatever runs code that was data, starts programs, or speaks to other machines.
FORBIDDEN = {
    "pickle",
    "marshal",
    "shelve",
    "subprocess",
    "socket",
    "http",
    "ssl",
    "ftplib",
    "smtplib",
    "ctypes",
    "code",
}
CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
SYSTEM = {"system", "popen", "execv", "execve", "execvp", "spawnv", "spawnl", "startfile", "fork", "forkpty"}


def test_the_source_has_no_way_to_run_data():
    """No module of the package imports or calls what runs code or programs, or opens a connection."""
    found = []
    for path in sorted((ROOT / "cleantext").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            bad = [n for n in names if n.partition(".")[0] in FORBIDDEN or n.startswith("urllib.request")]
            if isinstance(node, ast.Call):
                f = node.func
                bad += [f.id] if isinstance(f, ast.Name) and f.id in CALLS else []
                if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id == "os":
                    bad += [f.attr] if f.attr in SYSTEM else []
                allowed = [k.value for k in node.keywords if k.arg in ("allow_pickle", "shell")]
                bad += ["allow_pickle or shell"] if any(getattr(v, "value", True) for v in allowed) else []
            found += [f"{path.relative_to(ROOT)}:{node.lineno}: {name}" for name in bad]

    assert found == []


WATCHED = r"""
import sys, warnings
from itertools import islice
from pathlib import Path
sys.path.insert(0, sys.argv[1])
folder = Path(sys.argv[2])
import tests.patterns, benchmarks.fuzz_targets, cleantext, ftfy, opencc, datasketch, pyarrow.parquet, zstandard
from cleantext import cli
tests.patterns.watch(run=False)
cleantext.CORPUS(cleantext.Document("importing is done by now " * 9))

def stands_in(name):
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        if name in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False

EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ftplib", "urllib", "pickle.")

def guard(event, args):
    if event == "exec" or event.startswith(EVENTS):
        # Modules that are imported late and named tuples are executed; py3langid's model is a pickle of its own.
        allowed = ["importlib", "collections/__init__", "dataclasses"] if event == "exec" else ["py3langid"]
        if any(map(stands_in, allowed if event in ("exec", "pickle.find_class") else [])):
            return
        print("FORBIDDEN", event, repr(args)[:200], file=sys.stderr)
        raise PermissionError(f"{event} {args!r}"[:200])

sys.addaudithook(guard)
if sys.argv[3] == "breaks":
    import pickle
    pickle.loads(pickle.dumps(Path("x")))
tests.patterns.exercise()
source = folder / "in"
for args in (["run", source, "-o", folder / "out", "--workers", "1", "--dedup", "0.8", "--timeout-per-doc", "60"],
             ["clean", source, "-o", folder / "clean"], ["dedup", source, "-o", folder / "dedup", "--workers", "1"],
             ["stats", source, "--workers", "1"], ["rules", "search", "责任编辑:王小明"],
             ["explain", source / "a.jsonl", "--row", "2", "--html", folder / "x.html"]):
    code = cli.main([str(a) for a in args])
    assert code == 0, (args, code)
print("all of it ran")
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", ["works", "breaks"])
def test_nothing_runs_data_or_speaks_to_anybody(tmp_path, how):
    """With sockets, processes, pickles and `exec` forbidden by an audit hook everything runs; and the hook works."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "in").mkdir()
    records = [{"text": t} for t in ("第１章", "衛(wèi)生部\n打开APP", "abc")]
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    (tmp_path / "in/b.txt").write_bytes("城市里的人们每天都在为生活奔波，这是一个很普通的早晨。".encode("gb18030"))
    (tmp_path / "in/c.csv").write_text("id,text\n1,a\n", "utf-8")
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "in/d.parquet")
    shutil.copy(next((ROOT / "seeds/pages").glob("*.txt")), tmp_path / "in/e.txt")
    (tmp_path / "watched.py").write_text(WATCHED, "utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "watched.py", ROOT, tmp_path, how], capture_output=True, text=True, cwd=ROOT
    )

    if how == "breaks":
        assert "FORBIDDEN pickle.find_class" in done.stderr
        assert done.returncode == 1
        return
    assert "FORBIDDEN" not in done.stderr, done.stderr
    assert (done.returncode, "all of it ran" in done.stdout) == (0, True), done.stderr


# -- files -----------------------------------------------------------------


def test_names_stay_below_out(tmp_path):
    """Whatever inputs are called and however they are named, nothing is written but below OUT."""
    deep = tmp_path / "a" / "in"
    names = [
        "..txt",
        "...txt",
        "-o.txt",
        "~.txt",
        "%2e%2e%2f.txt",
        "a\\..\\b.txt",
        "文\n.txt",
        "sub/x/c.txt",
        "$(x).txt",
    ]
    for name in names:
        (deep / name).parent.mkdir(parents=True, exist_ok=True)
        (deep / name).write_text(name, "utf-8")
    (deep / "link.txt").symlink_to(tmp_path / "a")
    out = tmp_path / "b" / "out"
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    there = os.getcwd()
    try:
        os.chdir(deep / "sub")
        for argument in ("../", str(deep), "../*", f"{deep}/sub/../../in/*.txt"):
            run_files(find_inputs([argument], out), out, Job(CLEAN))
    finally:
        os.chdir(there)

    after = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and out not in p.parents}
    assert after == before
    assert {p.name for p in out.rglob("*.txt")} >= {Path(n).name for n in names if n[0] != "."}  # those are hidden


def test_a_link_in_the_place_of_a_result_is_replaced(tmp_path):
    """A result takes the place of a link; what the link points to stays."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("new")
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("old")
    (tmp_path / "out/a.txt").symlink_to(tmp_path / "precious")
    run_files(find_inputs([str(tmp_path / "in")]), tmp_path / "out", Job(CLEAN))

    assert (tmp_path / "precious").read_text() == "old"
    assert (tmp_path / "out/a.txt").read_text() == "new\n"
    assert not (tmp_path / "out/a.txt").is_symlink()


# -- what people look at ---------------------------------------------------

PAYLOAD = "document.documentElement.setAttribute('data-owned','1')"
XSS = [
    f"<script>{PAYLOAD}</script>",
    f"</title></style></textarea><script>{PAYLOAD}</script>",
    f'<img src=x onerror="{PAYLOAD}">',
    f'"><svg onload={PAYLOAD}>',
    f"' autofocus onfocus='{PAYLOAD}' x='",
    f'<iframe srcdoc="<script>parent.{PAYLOAD}</script>">',
    f"<a href=\"javascript:{PAYLOAD}\">x</a><meta http-equiv=refresh content='0;url=javascript:{PAYLOAD}'>",
    f"--><script>{PAYLOAD}</script><!--",
    f"&lt;script&gt;{PAYLOAD}&lt;/script&gt;\x00<scr\x00ipt>{PAYLOAD}</scr\x00ipt>",
    "\u202e\ufeff<style>*{background:url(http://evil.example/)}</style><base href=//evil.example/>",
]


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes = set(), set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def dom(path, folder):
    """Return the page as a browser has it after whatever ran in it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        assert "CI" not in os.environ, "chromium is missing"
        pytest.skip("needs chromium")
    args = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    return subprocess.run([browser, *args, path.as_uri()], capture_output=True, text=True, timeout=120).stdout


def test_explained_pages_are_inert(tmp_path):
    """Hostile text, title, rule, label, evidence and metadata of an explained page do nothing in a real browser."""
    text = "\n".join(XSS)
    doc = Document(text, id=XSS[1]).edit(
        [Edit(0, 9, replacement=XSS[2], rule=XSS[3], label=XSS[4], evidence={XSS[5]: XSS[6]})], meta={XSS[7]: XSS[0]}
    )
    (tmp_path / "page.html").write_text(show.page(doc), "utf-8", "xmlcharrefreplace")
    shown = dom(tmp_path / "page.html", tmp_path)

    found = Tags(shown)
    assert not found.tags & {"script", "img", "svg", "iframe", "a", "base", "meta refresh", "object", "form", "input"}
    assert not {a for a in found.attributes if a.startswith("on")} | (found.attributes & {"src", "href", "data-owned"})
    assert "data-owned=" not in shown.replace(html.escape(PAYLOAD), "")
    assert html.escape("<script>", quote=False) in shown


def test_the_browser_would_have_run_it(tmp_path):
    """The same strings unescaped do run there, so the test above can fail."""
    (tmp_path / "page.html").write_text(f"<!doctype html><p>{XSS[0]}", "utf-8")

    assert "data-owned" in Tags(dom(tmp_path / "page.html", tmp_path)).attributes


def test_a_terminal_shows_and_does_not_obey(tmp_path):
    """Escape sequences and turned lines of a hostile text are spelled out, in text, rules and metadata."""
    evil = "\x1b]0;title\x07\x9b2J\x1b[31m\u202eabc\u2066\r\x08"
    doc = Document(f"{evil}\nkept {evil}", id=evil).edit([Edit(0, 3, rule=evil, label=evil)], meta={evil: evil})
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", str(doc).replace("\n", ""))
    assert "\\x1b]0;title\\x07" in str(doc)
    coloured = show.diff(doc, colour=True)
    assert set(re.findall("\x1b[^m]*m", coloured)) <= {"\x1b[31;9m", "\x1b[32m", "\x1b[2m", "\x1b[0m"}
    assert cleantext.CLEAN(doc).text == cleantext.CLEAN(doc).text
