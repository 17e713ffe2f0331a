"""Laws of the presets, on arbitrary text and on pages put together from real lines."""

import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import cleantext
from cleantext import CLEAN, WEB, Document
from cleantext.edits import apply, check

from .conftest import PAGES, SEEDS, load_seed

RULES = Path(cleantext.__file__).parent / "boilerplate" / "rules"

# What the filters react to, so that random text hits them more often than never.
FRAGMENTS = [
    *"衛著網臺，。？！（）()<>&;#?\n\t\r \u3000\u200b\u200d\ufeff\u00ad\u202e\ue815\x00\x85\ud800",
    *"ÄãºÃÑ§Ð£é“”‘’ＡＢ１２⻓⼈\ufa26が한é",
    "(wèi)",
    "?jiǎn)?wèn)",
    "?!薄白⒁猸h",
    "&amp;",
    "&#20320;",
    "#xff0c;",
    "ä½\xa0å¥½",
    "浣犲ソ",
    "锟斤拷",
    "Ã©",
    "â€™",
    "ï»¿",
    "e\u0301",
]
garbled = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.characters(), st.text(max_size=4)), max_size=24).map(
    "".join
)


def lines_of_the_world():
    """Every line of the seeds and every example of the rules."""
    lines = {line["text"] for page in PAGES for line in load_seed(page).lines}
    for path in sorted(RULES.rglob("*.toml")):
        for rule in tomllib.loads(path.read_text("utf-8"))["rule"]:
            lines.update(rule.get("removes", ()), rule.get("keeps", ()))
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            lines.update(case["text"].split("\n"))
    return sorted(lines)


LINES = lines_of_the_world()


def obeys(pipe, text):
    doc = pipe(Document(text))
    assert apply(doc.source, doc.edits) == doc.text
    assert check(doc.source, doc.edits) == doc.edits
    assert doc.restore() == doc.source
    again = pipe(Document(doc.text))
    assert again.text == doc.text, list(again.edits)


@given(garbled)
@example("&am\u200bp;lt;")
@example("衛(w\u200bèi)生")
@example("Ã©\r¡¡")
@settings(max_examples=600)
def test_clean_on_arbitrary_text(text):
    """CLEAN replays, restores, and is done after one go, on any text."""
    obeys(CLEAN, text)


@given(garbled)
@settings(max_examples=150)
def test_web_on_arbitrary_text(text):
    """So is WEB."""
    obeys(WEB, text)


def assembled(seed, n):
    rng = random.Random(seed)
    lines = [rng.choice(LINES) for _ in range(n)]
    if rng.random() < 0.3:  # a body that stands twice
        lines += rng.sample(lines, k=len(lines) // 3) if rng.random() < 0.5 else lines[: n // 2]
    return rng.choice(["\n", "\n\n"]).join(lines)


@pytest.mark.parametrize("script", ["zh-Hans", None])
def test_web_on_assembled_pages(script):
    """WEB is done after one go on pages made of real lines in random order."""
    pipe = WEB if script else WEB.without("script")
    for seed in range(120):
        obeys(pipe, assembled(seed, random.Random(seed).randint(1, 40)))


IDEMPOTENT = [f for f in WEB.filters if getattr(f, "idempotent", False)]
blanks = st.text(" \t\n\r\u3000\xa0\u2003春眠，。（）“1a|-", max_size=40)


@given(st.one_of(garbled, blanks, st.integers(0, 10**6).map(lambda seed: assembled(seed, seed % 30 + 1))))
@settings(max_examples=300)
def test_filters_that_say_so_are_idempotent(text):
    """A filter that a stable pipeline does not ask again, as it says that it is idempotent, is."""
    assert {f.name for f in IDEMPOTENT} == {"layout.spaces", "repeats", "boilerplate"}
    for f in IDEMPOTENT:
        once = f(Document(text)).text
        assert f(Document(once)).text == once, f.name


@pytest.mark.slow
@pytest.mark.parametrize("script", ["zh-Hans", "zh-TW", None])
def test_web_on_many_assembled_pages(script):
    """The same, on thousands."""
    pipe = WEB if script == "zh-Hans" else cleantext.presets.web(script)
    for seed in range(1000, 3500):
        obeys(pipe, assembled(seed, random.Random(seed).randint(1, 60)))


@pytest.mark.slow
@given(garbled)
@settings(max_examples=20_000)
def test_clean_on_much_arbitrary_text(text):
    obeys(CLEAN, text)


def damaged(seed):
    """A piece of a real page with random cuts, copies, garbling and fragments put in."""
    rng = random.Random(seed)
    page = rng.choice(PAGES).read_text("utf-8")
    start = rng.randrange(len(page))
    text = page[start : start + rng.randint(1, 1500)]
    for _ in range(rng.randint(0, 12)):
        i = rng.randrange(len(text) + 1)
        j = i + rng.randint(1, 80)
        piece = text[i:j]
        garbled = [
            "",
            piece + piece,
            rng.choice(FRAGMENTS) + piece,
            chr(rng.randrange(0x20, 0xD800)) + piece,
            piece.encode("gbk", "ignore").decode("latin-1"),
            piece.encode("utf-8", "surrogatepass").decode("cp1252", "replace"),
            piece.encode("utf-8", "surrogatepass").decode("gb18030", "replace"),
        ]
        text = text[:i] + rng.choice(garbled) + text[j:]
    return text


@pytest.mark.slow
@pytest.mark.parametrize("script", ["zh-Hans", None])
def test_web_on_damaged_pages(script):
    """WEB replays, restores and is done after one go on real pages damaged at random."""
    for seed in range(4000):
        obeys(cleantext.presets.web(script), damaged(seed))


@pytest.mark.parametrize(
    "text", ["", "\n", "a", "文", "\ud800", "\x00", "\udfff\ud800", " ", "\u3000", "?", "(", "\ufeff"]
)
def test_tiny_texts(text):
    """Empty text, one character, lone surrogates and NUL come back without a crash."""
    obeys(WEB, text)
    assert isinstance(cleantext.clean(text), str)


@pytest.mark.parametrize(
    "unit",
    [
        "字",
        "(",
        "?",
        "a",
        "&amp;",
        "é",
        pytest.param("著", marks=pytest.mark.slow),
        "衛(wèi)",
        "Ä\u3000",
        "\n",
        "e\u0301",
        "㐂(yǔ",
    ],
)
def test_hostile_repetition(unit):
    """A megabyte of one thing is cleaned; anything quadratic would not come back."""
    text = unit * (10**6 // len(unit))

    assert len(cleantext.clean(text)) <= len(text)


@pytest.mark.slow
@pytest.mark.parametrize("line", ["城市里的人们，", "abc, ", "衛(wèi)生", "?!薄白⒁猸h"])
def test_ten_megabytes_in_one_line(line):
    text = line * (10**7 // len(line.encode()))

    assert len(cleantext.clean(text)) <= len(text)


def test_seeds_are_where_the_lines_come_from():
    assert len(list(SEEDS.rglob("*.jsonl"))) == 5
    assert len(LINES) > 300
