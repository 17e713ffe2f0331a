"""Labelled pages made from a seed: forums, questions, blogs, novels, shops, recipes, portals, news, pages broken into.

    python benchmarks/made_pages.py tune OUT     # write them as .jsonl, to look at or to score with another tool

The skeletons are data: pages/tune.toml has the wordings that rules may be written with in view, pages/report.toml
others, of other software and other sites, that are only reported.  A line of a skeleton begins with its label
(the last four all go):

    +  content    -  the page's    =  a credit or a date, which may stay or go
    a  a call to get an app or to subscribe    c  copyright, licences, disclaimers, credits of the site's software
    r  other pages: headings, links, excerpts    m  comments, shares, what frames a post
    -* an item of a list    -? there or not    -@ Simplified whatever the page is
    [2-5 … ]     a block that comes that many times
    a|b          two parts of one line: {spam} in it is to go, the rest is content

`{p}` is a paragraph, `{o}` one of another article, `{s}` a sentence, `{title}` the heading, `{h}` another headline,
`{u}` a name, `{d}` `{t}` date and time, `{n}` `{N}` numbers, `{w}` a topic, `{site}` a site, `{ing}` `{step}`
`{spec}` lines of recipes and of wares, `{spam}` `{spamline}` what was put in.  Content is drawn from pages/words.toml,
sentences of the length and with the punctuation that people write, none of them from anywhere.  Lists are set as
extraction sets them, with bullets or without, blank lines between the lines or not.  Traditional pages have skeletons
in the words of Taiwan or Hong Kong; content is converted by OpenCC.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import opencc

HERE = Path(__file__).parent / "pages"
WORDINGS = ("tune", "report")
EACH = 3  # pages of each skeleton

Record = dict[str, object]

LABELS = {
    "+": "body",
    "-": "drop",
    "=": "dateline",
    "a": "app_prompt",
    "c": "copyright",
    "r": "related",
    "m": "comments",
}

WORDS: dict[str, list[str]] = tomllib.loads((HERE / "words.toml").read_text("utf-8"))


def made_pages(wording: str, each: int = EACH) -> Iterator[tuple[str, str, list[Record]]]:
    """Yield the name, the kind and the records of each page, skeleton by skeleton; the same ones each time."""
    for n, skeleton in enumerate(tomllib.loads((HERE / f"{wording}.toml").read_text("utf-8"))["page"]):
        for seed in range(each):
            name = f"{skeleton['kind']}-{skeleton['script']}-{n}-{seed}"
            yield name, skeleton["kind"], list(_page(skeleton, random.Random(f"{wording} {name}")))


def _page(skeleton: dict[str, str], rng: random.Random) -> Iterator[Record]:
    maker = _Maker(skeleton, rng)
    bullets, blank = rng.random() < 0.6, rng.random() < 0.4
    for line in _unrolled(skeleton["text"].split("\n"), rng):
        mark, rest = line[0], line[1:]
        flag, rest = (rest[0], rest[1:]) if rest[:1] in "*?@" else ("", rest)
        if flag == "?" and rng.random() < 0.4:
            continue
        text, spans = "  • " if flag == "*" and bullets else "", []
        for part in rest.split("|") if "{spam}" in rest and "|" in rest else [rest]:
            filled = maker.fill(part, simplified=flag == "@")
            if "{spam}" in part and mark == "+":
                spans.append({"start": len(text), "end": len(text) + len(filled), "label": "spam"})
            text += filled
        yield {"text": text, "label": LABELS[mark], "spans": spans}
        if blank:
            yield {"text": "", "label": "blank"}


def _unrolled(lines: list[str], rng: random.Random) -> Iterator[str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("["):
            low, high = map(int, line[1:].split("-"))
            end = lines.index("]", at)
            for _ in range(rng.randint(low, high)):
                yield from lines[at + 1 : end]
            at = end
        elif line:
            yield line
        at += 1


class _Maker:
    """What a page draws: its heading, site and day stay the same, the rest is new each time."""

    def __init__(self, skeleton: dict[str, str], rng: random.Random) -> None:
        self.rng = rng
        self.script = skeleton["script"]
        self.title = rng.choice(WORDS["dishes"]) if skeleton["kind"] == "recipe" else self._headline()
        self.site = random.Random(skeleton["text"]).choice(WORDS["sites"])  # all its pages are of one site
        # An article speaks of the same people and places throughout, another one of others.
        self.topic, self.other = {}, {}
        for kind in ("who", "where", "did", "then"):
            words = rng.sample(WORDS[kind], len(WORDS[kind]))
            self.topic[kind], self.other[kind] = words[: len(words) // 2], words[len(words) // 2 :]
        self.left = {kind: rng.sample(WORDS[kind], len(WORDS[kind])) for kind in ("ingredients", "specs", "steps")}

    def fill(self, part: str, *, simplified: bool) -> str:
        """Fill in a part of a skeleton's line; what is filled in is in the script of the page."""
        return re.sub(r"\{(\w+)\}", lambda m: self._own(self._draw(m.group(1)), simplified=simplified), part)

    def _own(self, text: str, *, simplified: bool) -> str:
        if simplified or self.script == "hans":
            return text
        return _converter("s2twp" if self.script == "tw" else "s2hk").convert(text)

    def _draw(self, what: str) -> str:
        rng = self.rng
        lists = {"u": "names", "w": "topics"}
        used_up = {"ing": "ingredients", "spec": "specs", "step": "steps"}
        if what in lists:
            return rng.choice(WORDS[lists[what]])
        if what in used_up:
            return self.left[used_up[what]].pop()
        return {
            "title": lambda: self.title,
            "site": lambda: self.site,
            "p": lambda: self._paragraph(self.topic),
            "o": lambda: self._paragraph(self.other),
            "s": lambda: rng.choice(WORDS["says"]) + (rng.choice(WORDS["adds"]) if rng.random() < 0.7 else ""),
            "h": self._headline,
            "d": lambda: f"20{rng.randint(10, 22)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "t": lambda: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}",
            "n": lambda: str(rng.randint(1, 99)),
            "N": lambda: str(rng.randint(1000, 9999)),
            "spam": lambda: rng.choice(WORDS["spam"]).format(b=rng.choice(WORDS["brands"])),
            "spamline": lambda: rng.choice("_ ").join(rng.sample(WORDS["spam_words"], 5)),
        }[what]()

    def _headline(self) -> str:
        rng = self.rng
        return rng.choice(WORDS["heads"]).format(a=rng.choice(WORDS["sites"]), b=rng.choice(WORDS["topics"]))

    def _paragraph(self, words: dict[str, list[str]]) -> str:
        return "".join(self._sentence(words, first=k == 0) for k in range(self.rng.randint(1, 4)))

    def _sentence(self, words: dict[str, list[str]], *, first: bool) -> str:
        who, where, did, then = (self.rng.choice(words[k]) for k in ("who", "where", "did", "then"))
        also = "" if first or self.rng.random() < 0.4 else self.rng.choice(WORDS["also"])
        return f"{also}{who}在{where}{did}，{then}"


@cache
def _converter(config: str) -> opencc.OpenCC:
    return opencc.OpenCC(config)


def main() -> None:
    if len(sys.argv) != 3 or sys.argv[1] not in WORDINGS:
        sys.exit(__doc__)
    for name, kind, records in made_pages(sys.argv[1]):
        path = Path(sys.argv[2]) / kind / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")


if __name__ == "__main__":
    main()
