"""Label the lines of extracted pages by a gold main text: pages for `quality.py` from sets with HTML and main text.

    python benchmarks/label_pages.py WCXB/dev OUT              # Resiliparse's main content
    python benchmarks/label_pages.py WCXB/dev OUT --full       # its plain text of the whole page
    python benchmarks/label_pages.py harvest/corpus/goldDocuments OUT --posts   # whole threads, gold posts
    python benchmarks/label_pages.py article-extraction-benchmark OUT --news    # whole pages of English news
    python benchmarks/label_pages.py recipe-scrapers/tests/test_data OUT --recipes    # every fourth, whole
    python benchmarks/label_pages.py GeneralNewsExtractor OUT --sites    # whole Chinese pages, see sites.toml

Reads the threads of fhgr/harvest (`html`, `gold_standard_annotation`; https://github.com/fhgr/harvest), the news of
https://github.com/scrapinghub/article-extraction-benchmark (ground-truth.json, html/ID.html.gz), the pages that
https://github.com/hhursev/recipe-scrapers tests with (SITE/NAME.testhtml and .json), or WCXB's layout
(ground-truth/ID.json with `ground_truth.title` and `.main_content`, html/ID.html.gz; development half:
https://github.com/Murrough-Foley/web-content-extraction-benchmark) and writes a labelled page a file to OUT/a and
OUT/b, divided by the hash of the name: write rules with one half in view, report the other. A line is kept if it
stands in the main text, or if six tenths of its runs of eight letters do; it goes if fewer than a quarter do; what
lies between is not scored, nor a short line or a name that stands there but not among kept ones, nor the title
within a longer line: "3 thoughts on ...", "Home > ...". Needs resiliparse.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

_RUN = 8  # letters of a run
_PAGES = 6  # of a site
_MERGE = re.compile("<<<<<<< .*\n((?:.*\n)*?)=======\n(?:.*\n)*?>>>>>>> .*")  # a page kept with the marks of a merge
_SHORT = 12  # letters of a line too short for runs to say anything
_NAME = 40  # letters of a name, which a list of links or a menu has as well


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())


def runs(text: str) -> list[str]:
    return [text[k : k + _RUN] for k in range(len(text) - _RUN + 1)]


def labels(lines: list[str], title: str, text: str) -> list[str]:
    gold, heading = f"{title}\n{text}", letters(title)
    whole = letters(gold)
    known, own = set(runs(whole)), {letters(line) for line in gold.split("\n")}
    out = []
    for line in lines:
        bare = letters(line)
        if not bare:
            out.append("blank")
        elif bare in own:
            out.append("keep")
        elif len(bare) < _SHORT:
            out.append("short" if bare in whole else "drop")
        else:
            around = len(bare) - len(heading)
            if len(heading) >= _SHORT and heading in bare and 0 < around <= len(heading):
                out.append("neutral")
                continue
            share = sum(run in known for run in runs(bare)) / (len(bare) - _RUN + 1)
            out.append("keep" if share >= 0.6 else "drop" if share <= 0.25 else "neutral")
    full = [k for k, label in enumerate(out) if label != "blank"]
    for place, k in enumerate(full):
        if out[k] == "keep" and len(bare := letters(lines[k])) < _NAME and bare != heading:
            above = next((out[i] for i in reversed(full[:place]) if out[i] in ("keep", "drop")), "drop")
            below = next((out[i] for i in full[place + 1 :] if out[i] in ("keep", "drop")), "drop")
            out[k] = "neutral" if above == below == "drop" else "keep"
    for place, k in enumerate(full):
        if out[k] == "short":
            above = next((out[i] for i in reversed(full[:place]) if out[i] != "short"), "drop")
            below = next((out[i] for i in full[place:] if out[i] != "short"), "drop")
            out[k] = "keep" if above == below == "keep" else "neutral"
    return out


def only_one(lines: list[str], found: list[str], heading: str) -> None:
    """Score no copy of the heading but the one nearest above the article."""
    same = [k for k, line in enumerate(lines) if letters(line) == letters(heading) and letters(line)]
    text = next((k for k, label in enumerate(found) if label == "keep" and k not in same), 0)
    nearest = max((k for k in same if k < text), default=-1)
    for k in same:
        found[k] = "keep" if k == nearest else "neutral"


def articles(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """The pages of WCXB: name, HTML, title and main text."""
    for path in sorted((folder / "ground-truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))["ground_truth"]
        data = gzip.decompress((folder / "html" / f"{path.stem}.html.gz").read_bytes())
        yield path.stem, data, truth.get("title") or "", truth.get("main_content") or ""


def threads(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """The threads of harvest: name, HTML, no title, and the posts."""
    for path in sorted(folder.glob("*.json")):
        thread = json.loads(path.read_text("utf-8"))
        posts = [post["post_text"]["surface_form"] for post in thread["gold_standard_annotation"]]
        yield path.stem, thread["html"].encode(), "", "\n".join(posts)


def news(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """The pages of article-extraction-benchmark: name, HTML, no title, and the article."""
    for name, truth in sorted(json.loads((folder / "ground-truth.json").read_text("utf-8")).items()):
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield name, data, "", truth["articleBody"]


def recipes(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """Every fourth page that recipe-scrapers tests with: name, HTML, title, and what to take and to do."""
    for path in sorted(folder.rglob("*.testhtml"))[::4]:
        json_path = path.with_suffix(".json")
        truth = json.loads(json_path.read_text("utf-8")) if json_path.exists() else {}
        text = [truth.get("description"), *(truth.get("ingredients") or ()), truth.get("instructions")]
        yield path.stem, path.read_bytes(), truth.get("title") or "", "\n".join(x for x in text if x)


def sites(folder: Path) -> Iterator[tuple[str, bytes, str, str]]:
    """The pages of the sites in sites.toml: name, HTML, heading, and the text of the element that is the article."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    tables = tomllib.loads(Path(__file__).with_name("sites.toml").read_text("utf-8"))
    for site, where in (x for table in tables.values() for x in table.items()):
        paths = sorted(
            folder.glob(where["pages"]), key=lambda p: hashlib.md5(str(p.relative_to(folder)).encode()).digest()
        )
        for n, path in enumerate(paths[:_PAGES]):
            data = path.read_bytes()
            html = _MERGE.sub(r"\1", bytes_to_str(data, detect_encoding(data)))
            document = HTMLTree.parse(html).document
            lines = [
                line
                for node in document.query_selector_all(where["main"])
                for line in extract_plain_text(node.html, main_content=False, alt_texts=False).split("\n")
            ]
            end = re.compile(where.get("end") or "(?!)")
            lines = list(takewhile(lambda line, end=end: not end.search(line.strip()), lines))
            heading = next((h.text.strip() for h in document.query_selector_all("h1") if len(h.text.strip()) >= 6), "")
            yield f"{site}-{n}", html.encode(), heading, "\n".join(lines)


LAYOUTS = {"posts": threads, "news": news, "recipes": recipes, "sites": sites}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--full", action="store_true", help="the whole page, menus included")
    for layout in LAYOUTS:
        parser.add_argument(f"--{layout}", dest="layout", action="store_const", const=layout, help="see above")
    args = parser.parse_args()
    whole = args.full or args.layout is not None
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    except ImportError:
        sys.exit("needs resiliparse: pip install resiliparse")
    for name, data, title, main_text in LAYOUTS.get(args.layout, articles)(args.folder):
        html = bytes_to_str(data, detect_encoding(data))
        lines = extract_plain_text(html, main_content=not whole, alt_texts=False).split("\n")
        found = labels(lines, title, main_text)
        if args.layout is sites:
            only_one(lines, found, title)
        kept = sum(len(letters(x)) for x, label in zip(lines, found, strict=True) if label == "keep")
        if len(main_text) < 200 or kept < len(letters(main_text)) / 2:
            continue  # the extraction missed the article
        half = args.out / "ab"[hashlib.md5(name.encode()).digest()[0] % 2]
        half.mkdir(parents=True, exist_ok=True)
        records = [{"text": x, "label": label} for x, label in zip(lines, found, strict=True)]
        text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
        (half / f"{name}.jsonl").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
