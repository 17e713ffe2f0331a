"""The report on duplicates: true, escaped, and readable in a browser."""

import os
import random
import re
import shutil
import subprocess
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given

from cleantext import ConfigError, Document, dedup
from cleantext.dedup.spans import compared
from tests.test_dedup import bodies, han, letters, reference_shingles

HOSTILE = [
    "<script>document.title='stolen'</script>",
    "<img src=x onerror=\"document.title='stolen'\">",
    '"><svg onload=alert(1)>',
    "'><b>",
    "</style><style>main{display:none}</style>",
    "<!--",
    "]]>",
    "&lt;i&gt;&#60;i&#62;",
    "\u202egnp.exe",
    "\x00\ud800\x1b[31m",
    "</p></div></article></main>",
    "<base href=//evil.example>",
    "javascript:alert(1)",
]


class Tags(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = set(), set(), [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def report(tmp_path, docs, **settings):
    path = tmp_path / "report.html"
    dedup(docs, **settings).to_html(path)
    return path.read_text("utf-8")


def corpus(n=40, hostile=""):
    """Families of copies of each level, with something in all texts and ids."""
    rng = random.Random(1)
    docs = []
    for k in range(n):
        body = han(rng, 120) + hostile + han(rng, 120)
        docs += [
            Document(body, id=f"{k}/first/{hostile}"),
            Document(body, id=f"{k}/exact/{hostile}"),
            Document(body[:100] + "改" + body[101:], id=f"{k}/near/{hostile}"),
            Document(body[::-1], id=f"{k}/contained/{hostile}"),
            Document(han(rng, 500) + body[::-1] + hostile + han(rng, 500), id=("tuple", hostile)),
        ]
    return docs


def test_a_report_says_what_was_found(tmp_path):
    """The numbers, the ids and the texts are there, in an HTML file of which every tag is closed."""
    page = report(tmp_path, corpus(), containment=0.9)
    seen = Tags(page)
    text = " ".join(" ".join(seen.text).split())

    assert seen.open == []
    for what in ("200", "40 the same string", "40 similar to", "40 stands inside", "39/near/", "largest: 3"):
        assert what in text
    assert len(re.findall("<details>", page)) == 80
    assert len(re.findall("<article>", page)) == 2 * 24
    assert "script" not in seen.tags
    assert not re.search(r"https?://|url\(|@import|src=|href=", page)
    assert os.listdir(tmp_path) == ["report.html"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_escapes(tmp_path, hostile):
    """Whatever texts and ids say, the page has the elements and attributes of any other."""
    plain = Tags(report(tmp_path, corpus(3), containment=0.9))
    page = report(tmp_path, corpus(3, hostile), containment=0.9)
    seen = Tags(page)

    assert (seen.tags, seen.attributes, seen.open) == (plain.tags, plain.attributes, [])
    assert escape(hostile[:10].encode("utf-8", "replace").decode()) in page
    assert "unicode-bidi:isolate" in page


@pytest.mark.parametrize(
    "texts",
    [[], ["一"], ["", ""], ["一", "一。"], ["?" * 50, "!" * 50, "?" * 50]],
    ids=["none", "one", "empty", "short", "bare"],
)
def test_small_corpora(tmp_path, texts):
    """A report of next to nothing is whole, too."""
    seen = Tags(report(tmp_path, texts, containment=0.9))

    assert seen.open == []
    assert ("There are no copies." in seen.text) == (len(texts) < 2)


def test_how_many_pairs(tmp_path):
    """As many of each level as asked for, the most doubtful first."""
    result = dedup(corpus(), containment=0.9)
    for pairs in (0, 1, 7, 1000):
        result.to_html(tmp_path / "report.html", pairs=pairs)
        page = (tmp_path / "report.html").read_text("utf-8")
        assert page.count("<article>") == 2 * min(pairs, 40)
        found = [float(x) for x in re.findall(r"<article><h3><span class=\"badge near\">.*?similarity ([\d.]+)", page)]
        assert found == sorted(found)
    with pytest.raises(ConfigError, match="pairs"):
        result.to_html(tmp_path / "report.html", pairs=-1)
    with pytest.raises(ConfigError, match="cannot write"):
        result.to_html(tmp_path / "report.html" / "below")


def test_long_texts_are_shortened(tmp_path):
    """A report does not grow with the texts."""
    rng = random.Random(2)
    body = han(rng, 400_000)
    page = report(tmp_path, [body, body[:200_000] + "改" + body[200_000:], han(rng, 10**6) + body], containment=0.9)

    assert len(page) < 20_000
    assert "399,840 characters" in page


@given(letters, letters)
def test_parts_are_the_texts(a, b):
    """The parts of a pair, joined, are its texts; neighbours differ in kind."""
    for text, parts in zip((a, b), compared(a, b), strict=True):
        assert "".join(part for _, part in parts) == text
        assert all(x[0] != y[0] for x, y in pairwise(parts))


@given(bodies, bodies)
def test_what_is_marked_is_shared(a, b):
    """Exactly the letters that lie in a shingle of both are marked."""
    common = reference_shingles(a) & reference_shingles(b)
    for text, parts in zip((a, b), compared(a, b), strict=True):
        marked = [both for both, part in parts for _ in part]
        windows = [tuple(text[i : i + 5]) for i in range(max(1, len(text) - 4))]
        inside = {i + k for i, w in enumerate(windows) if w in common for k in range(5)}
        assert marked == [i in inside for i in range(len(text))]


@pytest.mark.slow
def test_in_a_browser(tmp_path):
    """In Chromium, under its own policy, nothing runs, nothing is refused, and no width is too narrow."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI has to have chromium")
        pytest.skip("needs chromium")
    page = report(tmp_path, corpus(30, "".join(HOSTILE)), containment=0.9)

    def dom(path):
        flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path}/p",
        ]
        run = [chromium, *flags, "--virtual-time-budget=10000", "--dump-dom", path.as_uri()]
        done = subprocess.run(run, capture_output=True, text=True, check=True, timeout=180)
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    shown, console = dom(tmp_path / "report.html")
    assert console == []
    assert "<title>Deduplication: 150 texts</title>" in shown
    assert Tags(shown).tags == Tags(page).tags | {"tbody"}

    # A page around it measures it at the widths of a phone and a desk; for that it has to allow scripts.
    inner = escape(page.replace("http-equiv", "data-off"), quote=True)
    (tmp_path / "probe.html").write_text(
        f'<!doctype html><iframe width="360" height="800" srcdoc="{inner}"></iframe>'
        f'<iframe width="1280" height="800" srcdoc="{inner}"></iframe><script>onload = () => {{'
        "const found = [...document.querySelectorAll('iframe')].map(f => {"
        "const d = f.contentDocument; d.querySelectorAll('details').forEach(e => e.open = true);"
        "const columns = getComputedStyle(d.querySelector('.pair')).gridTemplateColumns.split(' ').length;"
        "return [d.documentElement.scrollWidth, columns, d.title].join(' ')});"
        "document.title = 'measured ' + found.join('; ')}</script>",
        "utf-8",
    )
    shown, _ = dom(tmp_path / "probe.html")
    (title,) = re.findall("<title>(measured .*?)</title>", shown)
    narrow, wide = re.findall(r"(\d+) (\d) Deduplication: 150 texts", title)
    assert int(narrow[0]) <= 360
    assert int(wide[0]) <= 1280
    assert (narrow[1], wide[1]) == ("1", "2")
