"""The report of a run in a real browser: nothing hostile gets through, nothing is fetched, it fits a phone."""

import html
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from cleantext import Edit, Pipeline
from cleantext.io import Fields, find_inputs
from cleantext.run import Job, run_files

EVIL = "<script>alert(1)</script>\"'><img src=http://evil.example/x onerror=alert(2)>&amp;</p></main>"


def strip(doc):
    at = doc.text.find("ad:")
    if "reject" in doc.text:
        return doc.reject(f"bad {EVIL}")
    return doc.edit([Edit(at, len(doc.text), rule=f"x.{EVIL}", label=EVIL, evidence={"saw": EVIL})] if at >= 0 else [])


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The page of a run over texts, ids and hosts that would do harm if they could."""
    folder = tmp_path_factory.mktemp("page")
    name = "<b>&quot;.jsonl"
    texts = [f"text {EVIL} ad: buy\x00\u202e {EVIL}", f"reject {EVIL}", "plain", "long " * 4000 + "ad: x"]
    texts += [f"{n} {EVIL} " + "word" * 200 + " ad: x" for n in range(5)]
    (folder / name).write_text(
        "".join(json.dumps({"text": t, "h": "<img onerror=x>.example"}) + "\n" for t in texts) + "[]\n"
    )
    run_files(find_inputs([str(folder / name)]), folder / "out", Job(Pipeline([strip]), Fields(host="h")))
    return (folder / "out/.cleantext/report.html").read_text("utf-8")


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_page_is_inert(report):
    """No script, no image, no address, no handler: only text, tables and styles of its own."""
    found = Tags()
    found.feed(report)

    assert not found.tags & {"script", "img", "iframe", "link", "a", "form", "object", "b>"}
    assert not {a for a in found.attributes if a.startswith("on")} | (found.attributes & {"src", "href"})
    assert "url(" not in report
    assert html.escape(EVIL, quote=True) in report
    assert "rejected: bad" in report


def dump(page, width, folder):
    """What a browser makes of the page in a frame of that width: facts that a script beside the frame collects."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        assert "CI" not in os.environ, "chromium is missing"
        pytest.skip("needs chromium")
    look = """
      const d = document.querySelector('iframe').contentDocument, e = d.documentElement;
      const facts = {width: e.scrollWidth, inside: e.clientWidth,
        evil: d.querySelectorAll('script,img,iframe,a').length, dels: d.querySelectorAll('del[data-tip]').length,
        tip: d.querySelector('del[data-tip]').dataset.tip, bars: d.querySelectorAll('.bars i').length,
        texts: d.querySelector('.pair p').textContent, charts: d.querySelectorAll('.charts section').length};
      document.title = JSON.stringify(facts);
    """
    frame = f'<iframe width="{width}" height="800" srcdoc="{html.escape(page, quote=True)}"></iframe>'
    path = folder / "frame.html"
    path.write_text(f"<!doctype html><body>{frame}<script>onload = () => {{{look}}}</script></body>", "utf-8")
    args = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}", "--dump-dom"]
    done = subprocess.run([browser, *args, path.as_uri()], capture_output=True, text=True, timeout=120)
    return json.loads(html.unescape(re.search("<title>(.*?)</title>", done.stdout, re.DOTALL)[1]))


@pytest.mark.parametrize("width", [360, 1280])
def test_page_in_a_browser(report, tmp_path, width):
    """A phone and a desk: no sideways scrolling, the hostile text stands there as text, tips tell rule and evidence."""
    facts = dump(report, width, tmp_path)

    assert facts["width"] <= facts["inside"]
    assert (facts["evil"], facts["charts"], facts["dels"] >= 1) == (0, 5, True)
    assert EVIL in facts["tip"]
    assert EVIL in facts["texts"]
    assert "\n" in facts["tip"]
