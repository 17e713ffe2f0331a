"""Boilerplate: what goes and what should, next to doing nothing and to what others do, in one run.

    python benchmarks/quality.py                        # seeds, tests/pages, pages made from a seed, rules' examples
    python benchmarks/quality.py PAGES [PAGES …]        # folders of labelled pages as well; sub-folders are groups
    python benchmarks/quality.py --articles clean.jsonl.zst --limit 2000   # what goes from clean articles, by rule
    python benchmarks/quality.py PAGES --stays 40       # which lines of the page's stay as well, by label
    python benchmarks/quality.py --check                # exit 1 if a figure is below its floor in quality_floors.json
    python benchmarks/quality.py PAGES --clean-text DIR # clean-text has our import name: pip install --no-deps
                                                        # --target DIR clean-text emoji; jionlp is run if installed
    python benchmarks/quality.py --peer VENV/bin/python # what datatrove and data-juicer, installed there, reject of the
                                                        # texts that the verdicts are measured on
    python benchmarks/quality.py --pin                  # write today's figures as floors; say why in the commit

A labelled page is a .jsonl file with a record a line of the page: `text`, `label` and optionally `ambiguous` and
`spans` (`start`, `end`, `label`).  Content is what is labelled title, body or keep; datelines, credits, blank and
ambiguous lines and injected pinyin are not scored; all else should go.  A cleaned page is compared with its source by a
longest common subsequence of characters after NFKC, white space apart, so that whoever rewrites characters is scored
fairly.  False removals come first.  Needs the extra `bench`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from made_pages import WORDINGS, made_pages
from rapidfuzz.distance import LCSseq
from spam_pages import WORDINGS as SPAM_WORDINGS
from spam_pages import decent_pages, spam_pages
from speed import describe, iter_lines, prose
from verdicts import gambling_page, peers, unusual

from cleantext import CORPUS, Document, DropBoilerplate, DropTemplates, clean, fit_templates
from cleantext.boilerplate.rulebook import load
from cleantext.script import convert

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
TESTS = HERE.parent / "tests"
FLOORS = HERE / "quality_floors.json"
CONTENT = frozenset({"title", "body", "keep"})
UNSCORED = frozenset({"blank", "byline_credit", "dateline", "neutral"})
PINYIN = re.compile(r"[(（][a-zü\u00e0-\u01dc]{1,7}\s?[)）]")
PAIRS = {"app_and_copyright": ("app_prompt", "copyright"), "related_and_comments": ("related", "comments")}
ZH_ENDS = "。！？……”：.!?:\"'"

Clean = Callable[[str], str]


@dataclass(frozen=True)
class Page:
    """A page; of each character the label, and whether it is content (1), to go (-1) or not scored (0)."""

    name: str
    group: str
    text: str
    labels: list[str]
    side: list[int]


@dataclass
class Score:
    """Characters of content and boilerplate, and how many of each stayed."""

    content: int = 0
    content_kept: int = 0
    boiler: int = 0
    boiler_kept: int = 0
    pages: list[tuple[float, str]] = field(default_factory=list)  # F1 and name
    losing: int = 0  # pages that lost over 5 % of their content
    emptied: int = 0
    labels: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))  # gone, of
    lost: list[tuple[str, str]] = field(default_factory=list)  # page, line of content that lost characters
    stays: list[tuple[str, str]] = field(default_factory=list)  # label, line of the page's that stays whole

    def recall(self, *labels: str) -> float:
        """The share of the characters of some labels that went."""
        gone, of = (sum(self.labels[k][n] for k in labels if k in self.labels) for n in (0, 1))
        return gone / max(1, of)

    def figures(self) -> dict[str, float]:
        recall = self.content_kept / max(1, self.content)
        return {
            "f1": f1(self.content, self.content_kept, self.boiler_kept),
            "macro_f1": statistics.fmean(p[0] for p in self.pages) if self.pages else 0.0,
            "kept": recall,
            "removed": 1 - self.boiler_kept / max(1, self.boiler),
        }


def f1(content: int, content_kept: int, boiler_kept: int) -> float:
    return 2 * content_kept / max(1, content + content_kept + boiler_kept)


# -- pages ---------------------------------------------------------------------


def side(label: str) -> int:
    return 1 if label in CONTENT else 0 if label in UNSCORED else -1


def page(path: Path, group: str) -> Page:
    return page_of([json.loads(line) for line in path.read_text("utf-8").split("\n") if line], path.stem, group)


def page_of(records: list[dict[str, Any]], name: str, group: str) -> Page:
    labels: list[str] = []
    sides: list[int] = []
    for record in records:
        line = [record["label"]] * len(record["text"])
        judged = [0 if record.get("ambiguous") else side(record["label"])] * len(line)
        for span in record.get("spans", ()):
            where = slice(span["start"], span["end"])
            line[where] = [span["label"]] * len(line[where])
            judged[where] = [side(span["label"])] * len(judged[where])
        labels += [*line, "blank"]
        sides += [*judged, 0]
    text = "\n".join(r["text"] for r in records)
    for m in PINYIN.finditer(text):
        sides[m.start() : m.end()] = [0] * len(m.group())
    return Page(name, group, text, labels[: len(text)], sides[: len(text)])


def pages(folder: Path) -> list[Page]:
    found = sorted(folder.rglob("*.jsonl"))
    if not found:
        sys.exit(f"no labelled pages (*.jsonl) in {folder}")
    return [page(p, str(p.parent.relative_to(folder.parent))) for p in found]


# -- scoring -------------------------------------------------------------------


def folded(text: str) -> tuple[str, list[int]]:
    """The characters that count, and where each stands in the text."""
    pairs = [(c, k) for k, char in enumerate(text) for c in unicodedata.normalize("NFKC", char) if not c.isspace()]
    return "".join(c for c, _ in pairs), [k for _, k in pairs]


def stayed(text: str, cleaned: str) -> list[bool]:
    """Which characters of a text are in its cleaned form."""
    source, places = folded(text)
    target, _ = folded(cleaned)
    mask = [False] * len(text)
    if source and target:
        for op in LCSseq.opcodes(source, target):
            if op.tag == "equal":
                for place in places[op.src_start : op.src_end]:
                    mask[place] = True
    return mask


def score(todo: Iterable[Page], cleaner: Clean, total: Score | None = None) -> Score:
    total = total or Score()
    for p in todo:
        mask = stayed(p.text, cleaner(p.text))
        n: Counter[tuple[int, bool]] = Counter()
        for char, label, s, kept in zip(p.text, p.labels, p.side, mask, strict=True):
            if not char.isspace():
                n[s, kept] += 1
                total.labels[label][0] += not kept
                total.labels[label][1] += 1
        content, boiler = n[1, True] + n[1, False], n[-1, True] + n[-1, False]
        total.content += content
        total.content_kept += n[1, True]
        total.boiler += boiler
        total.boiler_kept += n[-1, True]
        total.losing += n[1, True] < 0.95 * content
        total.emptied += not any(mask)
        total.pages.append((f1(content, n[1, True], n[-1, True]), p.name))
        total.lost += [(p.name, line) for line in lost_lines(p, mask)]
        total.stays += stay_lines(p, mask)
    return total


def lost_lines(p: Page, mask: list[bool]) -> Iterator[str]:
    start = 0
    for line in p.text.split("\n"):
        span = range(start, start + len(line))
        if any(p.side[k] == 1 and not mask[k] and not p.text[k].isspace() for k in span):
            yield line.strip()
        start += len(line) + 1


def stay_lines(p: Page, mask: list[bool]) -> Iterator[tuple[str, str]]:
    start = 0
    for line in p.text.split("\n"):
        span = [k for k in range(start, start + len(line)) if not p.text[k].isspace()]
        if span and all(p.side[k] == -1 and mask[k] for k in span):
            yield p.labels[span[0]], line.strip()
        start += len(line) + 1


# -- who cleans ----------------------------------------------------------------


def c4_lines(text: str) -> str:
    """C4's rule for lines as corpora of Chinese apply it: an end mark of either width, and five characters."""
    lines = (line for line in text.split("\n") if len(line.strip()) >= 5)
    return "\n".join(line for line in lines if line.rstrip()[-1:] in ZH_ENDS)


def cleaners(clean_text: Path | None) -> tuple[dict[str, Clean], list[str]]:
    """The candidates, and those that are not installed."""
    drop = DropBoilerplate()
    found: dict[str, Clean] = {
        "doing nothing": lambda t: t,
        "cleantext.DropBoilerplate": lambda t: drop(Document(t)).text,
        "cleantext.clean(script=None)": lambda t: clean(t, script=None),
        "C4-style line rule for Chinese": c4_lines,
    }
    missing = []
    try:
        from jionlp import clean_text as jionlp_clean

        found["jionlp.clean_text"] = jionlp_clean
    except ImportError as error:
        missing.append(f"jionlp ({error})")
    if clean_text is None:
        missing.append("clean-text (--clean-text DIR)")
    else:
        from repair_speed import load as load_clean_text

        peer = load_clean_text(clean_text)
        found["clean-text"] = lambda t: peer.clean(
            t, to_ascii=False, lower=False, no_urls=True, no_emails=True, no_phone_numbers=True
        )
    return found, missing


# -- tables --------------------------------------------------------------------


def own_pages() -> list[Page]:
    return pages(SEEDS / "labels")


def examples() -> dict[str, float]:
    """The share of the rules' own examples that go, and that stay, on a page of their own."""
    heading = "河上的冬天很长"
    first = "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑，大人喊了又喊才肯回家。"
    last = "等到春天来了，冰化了，他们又回到岸上，谁也没有再提起那件事，只有河水还记得。"
    places = {
        "head": [None, heading, first, last],
        "field": [heading, None, first, last],
        "item": ["首页", "国际", "社会", None, "军情", "楼市", "亲子", heading, first, last],
        "button": ["首页", heading, "人人网", None, "印象笔记", first, last],
    }
    bottom, middle = [heading, first, last, None], [heading, first, None, last]
    drop = DropBoilerplate()
    right = {"removes": [0, 0], "keeps": [0, 0]}
    for rule in load().rules:
        for line in rule.removes:
            strong = rule.scope == "block" or (rule.scope in ("line", "span") and len(line) < 40)
            kind = "item" if rule.scope == "form" else rule.scope
            kind = "button" if kind == "item" and rule.label == "comment_widget" else kind
            place = places.get(kind, middle if strong else bottom)
            # A late rule looks only at pages on which something else was found.
            text = "\n".join(x or line for x in (["首页", *place] if rule.late else place))
            right["removes"][0] += any(e.removed.strip() in line for e in drop(Document(text)).edits)
            right["removes"][1] += 1
        for line in rule.keeps:
            texts = ["\n".join(x or line for x in place) for place in (middle, bottom)]
            right["keeps"][0] += all(drop(Document(t)).text == t for t in texts)
            right["keeps"][1] += 1
    return {f"examples_{kind}": n / of for kind, (n, of) in right.items()}


def mentions() -> dict[str, float]:
    """The share of sentences that merely mention a trigger word that stay whole, between two paragraphs."""
    first = "那年冬天，河面结了很厚的冰，孩子们放学以后都到河上去玩，一直玩到天黑。"
    texts = [f"{first}\n{t}\n{first}" for t in (TESTS / "mentions.txt").read_text("utf-8").splitlines()]
    drop = DropBoilerplate()
    return {"mentions_kept": sum(drop(Document(t)).text == t for t in texts) / len(texts)}


def test_pages() -> list[Page]:
    """The pages that the tests check line by line."""
    labels = {"+": "body", "-": "drop", "=": "dateline"}
    return [
        page_of([{"text": x[2:], "label": labels[x[0]]} for x in path.read_text("utf-8").splitlines()], path.stem, "")
        for path in sorted((TESTS / "pages").glob("*.txt"))
    ]


def made(wording: str) -> list[Page]:
    """Pages made from a seed, nine kinds in both scripts."""
    return [page_of(records, name, f"{wording}: {kind}") for name, kind, records in made_pages(wording)]


def templates(each: int = 6) -> dict[str, float]:
    """What `fit_templates` on six pages of a site takes from them by itself, and what stays of their content.

    Made recipes and wares are put together from few words, so six of them share their content.
    """
    sites: dict[str, list[Page]] = defaultdict(list)
    for name, kind, records in made_pages("report", each):
        if kind not in ("recipe", "shop"):
            sites[name.rpartition("-")[0]].append(page_of(records, name, kind))
    total = Score()
    for host, members in sites.items():
        drop = DropTemplates(fit_templates(Document(p.text, meta={"host": host}) for p in members))
        score(members, lambda t, drop=drop, host=host: drop(Document(t, meta={"host": host})).text, total)
    return {f"templates_{k}": v for k, v in total.figures().items() if k in ("kept", "removed")}


def verdicts() -> dict[str, float]:
    """What `CORPUS` keeps of texts of unusual form, and rejects of prose that brands were put into, in both scripts."""
    rng = random.Random(3)
    texts = {
        "unusual_kept": unusual(),
        "gambling_rejected": [gambling_page(t, rng) for t in prose(60)],
        "made_spam_rejected": [t for wording in SPAM_WORDINGS for _, t in spam_pages(wording)],
        "named_site_kept": [t for wording in SPAM_WORDINGS for t in decent_pages(wording)],
    }
    found = {}
    for name, some in texts.items():
        docs = [CORPUS(Document(t)) for text in some for t in (text, convert(text, "s2t"))]
        found[f"verdicts_{name}"] = sum((doc.rejected is None) == name.endswith("kept") for doc in docs) / len(docs)
    return found


def figures() -> dict[str, float]:
    """What the floors pin: everything here comes with the project."""
    drop = DropBoilerplate()
    sets = {"test_pages": test_pages(), "made_tune": made("tune"), "made_report": made("report")}
    sets["made_report_traditional"] = [p for p in sets["made_report"] if "-hans-" not in p.name]
    found = {f"seeds_{k}": v for k, v in score(own_pages(), lambda t: clean(t, script=None)).figures().items()}
    for name, todo in {"seeds_boilerplate_only": own_pages(), **sets}.items():
        found |= {f"{name}_{k}": v for k, v in score(todo, lambda t: drop(Document(t)).text).figures().items()}
    report = score(sets["made_report"], lambda t: drop(Document(t)).text)
    for name, kinds in PAIRS.items():
        found[f"made_report_{name}"] = report.recall(*kinds)
    return {**found, **examples(), **mentions(), **templates(), **verdicts()}


def below(found: dict[str, float]) -> list[str]:
    """What is under its floor, as messages; a figure that has no floor, or is gone, is one as well."""
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    wrong = [f"{k} has no floor in {FLOORS.name}" for k in found.keys() - floors.keys()]
    wrong += [f"{k} has a floor and is not measured" for k in floors.keys() - found.keys()]
    wrong += [f"{k} is {v:.5f}, floor {floors[k]:.5f}" for k, v in found.items() if v < floors.get(k, 0.0)]
    return sorted(wrong)


def table(todo: list[Page], candidates: dict[str, Clean], lines: int, stays: int) -> None:
    ours = score(todo, candidates["cleantext.DropBoilerplate"])
    print(f"\nfalse removals by DropBoilerplate: {len(ours.lost)} lines of content")
    for name, line in ours.lost[:lines]:
        print(f"  {name}: {line[:100]}")
    print("\n| | P | F1 | macro F1 | content lost | pages losing > 5 % | emptied | boilerplate removed |")
    print("|---|---|---|---|---|---|---|---|")
    for what, cleaner in candidates.items():
        s = ours if what == "cleantext.DropBoilerplate" else score(todo, cleaner)
        v = s.figures()
        p = s.content_kept / max(1, s.content_kept + s.boiler_kept)
        print(
            f"| {what} | {p:.3f} | {v['f1']:.4f} | {v['macro_f1']:.4f} | {1 - v['kept']:.3%} | {s.losing} of "
            f"{len(s.pages)} | {s.emptied} | {v['removed']:.1%} |"
        )
    print("\nremoved by label: " + ", ".join(f"{k} {n / of:.1%}" for k, (n, of) in sorted(ours.labels.items()) if of))
    print(
        ", ".join(f"{name} {ours.recall(*kinds):.1%}" for name, kinds in PAIRS.items() if ours.labels.keys() & {*kinds})
    )
    for label in sorted({label for label, _ in ours.stays} if stays else ()):
        again = Counter(line for which, line in ours.stays if which == label)
        print(f"stays, {label}: " + " | ".join(line[:60] for line, _ in again.most_common(stays)))
    print("worst pages: " + ", ".join(f"{name} {value:.3f}" for value, name in sorted(ours.pages)[:5]))


def groups(todo: list[Page]) -> None:
    drop = DropBoilerplate()
    print("\n| group | pages | doing nothing F1 | F1 | content lost | removed |\n|---|---|---|---|---|---|")
    for group in sorted({p.group for p in todo}):
        members = [p for p in todo if p.group == group]
        s, none = score(members, lambda t: drop(Document(t)).text), score(members, lambda t: t)
        v = s.figures()
        print(
            f"| {group} | {len(members)} | {none.figures()['f1']:.4f} | {v['f1']:.4f} | {1 - v['kept']:.3%} | "
            f"{v['removed']:.1%} |"
        )


def articles(path: Path, limit: int, lines: int) -> None:
    """What goes from articles in which nothing should, by rule, with examples."""
    drop = DropBoilerplate()
    size = 0
    gone: Counter[str] = Counter()
    shown: dict[str, list[str]] = defaultdict(list)
    for line in islice(iter_lines(path), limit):
        doc = drop(Document(json.loads(line)["text"]))
        size += len(doc.source)
        for e in doc.edits:
            gone[e.rule] += len(e.removed)
            shown[e.rule].append(e.removed.strip())
    print(f"\nclean articles {path.name}: {sum(gone.values()) / max(1, size):.4%} of {size} characters removed")
    for rule, n in gone.most_common():
        print(f"  {rule}: {n} characters, " + " | ".join(t[:50] for t in shown[rule][:lines]))


def speeds(corpora: dict[str, list[str]], rounds: int = 5) -> None:
    """MB/s of CPU time, one core, interleaved medians, next to the C4-style rule, the cheapest there is."""
    drop = DropBoilerplate()
    todo: dict[str, Clean] = {"DropBoilerplate": lambda t: drop(Document(t)).text, "C4-style line rule": c4_lines}
    print("\n| MB/s | " + " | ".join(todo) + " |\n|---|" + "---|" * len(todo))
    for name, texts in corpora.items():
        size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts)
        repeat = max(1, int(1_000_000 / max(1, size)))
        times: dict[str, list[float]] = {k: [] for k in todo}
        for _ in range(rounds):
            for what, cleaner in todo.items():
                start = time.process_time()
                for t in texts * repeat:
                    cleaner(t)
                times[what].append(time.process_time() - start)
        print(
            f"| {name} | "
            + " | ".join(f"{size * repeat / statistics.median(s) / 1e6:.1f}" for s in times.values())
            + " |"
        )


def rejections(pythons: list[str]) -> None:
    """What `CORPUS` and other libraries, each in its environment, reject of the same texts."""
    decent = [t for wording in SPAM_WORDINGS for t in decent_pages(wording)]
    texts = {
        "articles": prose(60),
        "Traditional": [convert(t, "s2t") for t in prose(60)],
        "news": decent,
        "spam": [t for wording in SPAM_WORDINGS for _, t in spam_pages(wording)],
        "unusual": unusual(),
    }
    print("\nrejected; articles are made prose, news made articles that name a site, spam made pages")
    for name, some in texts.items():
        docs = [CORPUS(Document(t)) for t in some]
        print(f"cleantext.CORPUS: {name}: {sum(doc.rejected is not None for doc in docs)} of {len(docs)}")
    if pythons:
        peers(pythons, texts, [])
    else:
        print("peers: not run; --peer PYTHON names an environment that has datatrove or data-juicer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="PAGES", help="folders of labelled pages")
    parser.add_argument("--articles", type=Path, help="jsonl or jsonl.zst with a field `text`: clean articles")
    parser.add_argument("--limit", type=int, default=1000, help="articles read (default: 1000)")
    parser.add_argument("--lines", type=int, default=10, help="false removals shown (default: 10)")
    parser.add_argument(
        "--stays", type=int, default=0, help="lines of the page's that stay shown, by label (default: 0)"
    )
    parser.add_argument("--clean-text", type=Path, help="where clean-text was installed to")
    parser.add_argument("--peer", action="append", default=[], metavar="PYTHON", help="of an environment with peers")
    parser.add_argument("--check", action="store_true", help="only compare with the floors")
    parser.add_argument("--pin", action="store_true", help="write the floors")
    args = parser.parse_args()

    found = figures()
    if args.pin:
        # Rounded down, so that the last bit of a division is no change.
        floors = {k: int(v * 1e5) / 1e5 for k, v in sorted(found.items())}
        FLOORS.write_text(json.dumps(floors, indent=2) + "\n", "utf-8")
    wrong = below(found)
    print("\n".join([*wrong, f"{len(found)} figures, {len(wrong)} under their floors"]))
    if args.check or args.pin:
        sys.exit(bool(wrong))

    print(describe())
    candidates, missing = cleaners(args.clean_text)
    print("not installed: " + (", ".join(missing) or "none"))
    corpora = {"seeds": [p.text for p in own_pages()]}
    sets = [("seeds", own_pages()), ("test pages", test_pages())]
    sets += [(f"made pages, wording {w}", made(w)) for w in WORDINGS] + [(str(f.name), pages(f)) for f in args.folders]
    for name, todo in sets:
        print(f"\n## {name}: {len(todo)} pages, {sum(len(p.text) for p in todo)} characters")
        table(todo, candidates, args.lines, args.stays)
        if len({p.group for p in todo}) > 1:
            groups(todo)
        corpora[name] = [p.text for p in todo]
    for k, v in found.items():
        print(f"{k}: {v:.4f}")
    if args.articles:
        articles(args.articles, args.limit, args.lines)
        corpora["clean articles"] = [json.loads(x)["text"] for x in islice(iter_lines(args.articles), args.limit)]
    speeds(corpora)
    rejections(args.peer)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
