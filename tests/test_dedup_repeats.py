"""Second copies inside one document: laws, and input that means harm."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, DropRepeats
from cleantext.dedup.edited import Walk
from cleantext.dedup.stretches import may_repeat
from cleantext.edits import apply

SEEDS = Path(__file__).parents[1] / "seeds"
PAGES = {p.stem: p.read_text("utf-8") for p in sorted(SEEDS.glob("pages/*.txt"))}
LINES = [line for page in PAGES.values() for line in page.split("\n") if line.strip()]
drop = DropRepeats()


def random_text(rng, n):
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(n))


def sentences(rng, n):
    return "".join(f"{random_text(rng, 14)}，" for _ in range(n // 15)) + random_text(rng, 14) + "。"


@st.composite
def pages(draw):
    """Real lines in random order, some of them again, some of those with letters changed."""
    lines = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=12))
    for _ in range(draw(st.integers(0, 3))):
        low = draw(st.integers(0, len(lines) - 1))
        block = lines[low : low + draw(st.integers(1, 8))]
        if draw(st.booleans()):
            block = [line[:n] + "改" + line[n + 1 :] for line in block for n in [draw(st.integers(0, len(line)))]]
        at = draw(st.integers(0, len(lines)))
        lines[at:at] = block
    return draw(st.sampled_from(["\n", "\n\n"])).join(lines)


@pytest.mark.parametrize("name", PAGES)
def test_seeds_lose_their_second_copies_only(name):
    """Exactly the lines labelled as second copies go, and those without text among them."""
    labels = [json.loads(line) for line in (SEEDS / "labels" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    doc = drop(Document(PAGES[name]))
    gone = {i for e in doc.edits for i in range(e.start, e.end)}
    found = {line.number for line in Document(PAGES[name]).lines() if line.text and line.start in gone}

    assert found == {r["line_no"] for r in labels if r["label"] == "duplicate_body"}


@settings(max_examples=150, deadline=None)
@given(pages())
def test_laws(text):
    """Edits replay, whole lines go, the first copy stands before its second and stays, and once is enough."""
    doc = drop(Document(text))
    kept = [True] * len(text)

    assert apply(text, doc.edits) == doc.text
    assert doc.restore() == text
    assert drop(Document(doc.text)).text == doc.text
    for e in doc.edits:
        kept[e.start : e.end] = [False] * (e.end - e.start)
    for e in doc.edits:
        a, b = e.evidence["first"]
        assert e.label == "duplicate_body"
        assert e.start == 0 or text[e.start - 1] == "\n"
        assert e.end == len(text) or text[e.end - 1] == "\n"
        assert e.evidence["similarity"] >= 0.6 or e.evidence["changed"] <= 0.05
        assert 0 <= a < b <= e.start
        assert any(kept[a:b])


def test_nothing_to_do_is_the_same_object():
    """A document without second copies comes back as it is."""
    doc = Document(PAGES["000_2ac856fbb7338f6f"])

    assert drop(doc) is doc


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(3, 8))
def test_a_second_article_goes_whole(seed, count):
    """All paragraphs of an exact second copy go, and the evidence names the first."""
    rng = random.Random(seed)
    article = "\n\n".join(sentences(rng, rng.randint(60, 200)) for _ in range(count))
    text = f"标题\n\n{article}\n\n点击量 {seed}\n\n{article}\n"
    (edit,) = drop(Document(text)).edits

    assert edit.removed.strip() == article
    assert text[slice(*edit.evidence["first"])] == article
    assert edit.evidence["similarity"] == 1.0


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_new_stays(seed):
    """A paragraph that stands only in the second copy is never lost."""
    rng = random.Random(seed)
    paragraphs = [sentences(rng, 150) for _ in range(6)]
    new = sentences(rng, 80)
    second = list(paragraphs)
    second.insert(rng.randrange(7), new)
    text = "\n".join([*paragraphs, *second])

    assert new in drop(Document(text)).text
    assert all(p in drop(Document(text)).text for p in paragraphs)


def mistyped(rng, text, share):
    """The text with so many of its letters replaced."""
    out = list(text)
    for n in rng.sample([n for n, c in enumerate(text) if c not in "，。\n"], round(share * len(text))):
        out[n] = random_text(rng, 1)
    return "".join(out)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([0.01, 0.02, 0.03]))
def test_a_lightly_edited_copy_goes(seed, share):
    """A copy with up to three letters in a hundred changed goes; the evidence says how many were."""
    rng = random.Random(seed)
    article = "\n".join(sentences(rng, 200) for _ in range(5))
    doc = drop(Document(f"{article}\n点击量 {seed}\n{mistyped(rng, article, share)}\n"))

    assert doc.text == f"{article}\n点击量 {seed}\n"
    for e in doc.edits:
        assert e.evidence["similarity"] >= 0.8 or share / 2 <= e.evidence["changed"] <= 0.047


def test_more_than_light_edits_stay():
    """With one letter in twelve changed, or the same words always changed the same way, it is another text."""
    rng = random.Random(7)
    article = "\n".join(sentences(rng, 200) for _ in range(5))
    left = article.replace("，", "左，")
    right = left.replace("左", "右")

    for first, second in ((article, mistyped(rng, article, 0.085)), (left, right)):
        doc = Document(f"{first}\n点击量 7\n{second}\n")
        assert drop(doc) is doc
    assert drop(Document(f"{left}\n点击量 7\n{mistyped(rng, left, 0.03)}\n")).text == f"{left}\n点击量 7\n"
    strict = DropRepeats(threshold=1.0)
    doc = Document(f"{article}\n点击量 7\n{mistyped(rng, article, 0.02)}\n")
    assert strict(doc) is doc


@given(st.text("甲乙丙丁戊", max_size=40), st.text("甲乙丙丁戊", max_size=40))
def test_a_walk_counts_changes(a, b):
    """Nothing changed between a text and itself; else at least the difference in length, at most the longer."""
    walk = Walk(a, b)

    assert (Walk(a, a).changed, Walk(a, a).swaps.total()) == (0, 0)
    assert abs(len(a) - len(b)) <= walk.changed <= max(len(a), len(b))
    assert (walk.changed == 0) == (a == b)
    assert walk.swaps.total() <= walk.changed
    assert all(x != y for x, y in walk.swaps)


def test_three_copies_leave_the_first():
    """Every later copy of an article goes, and says where the first stands."""
    rng = random.Random(3)
    article = "\n".join(sentences(rng, 150) for _ in range(5))
    doc = drop(Document(f"{article}\n一\n{article}\n二\n{article}\n"))

    assert doc.text == f"{article}\n一\n二\n"
    assert [e.evidence["first"] for e in doc.edits] == [[0, len(article)]] * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\x00",
        "\ud800" * 100,
        "\n" * 10**6,
        "你好吗\n" * 10**6,
        ("春眠不觉晓，处处闻啼鸟。" * 4 + "\n") * 10**4,
        "字" * 3_000_000,
        "(" * 3_000_000,
        "a1 " * 10**6,
        "\n".join(map(str, range(10**5))),
        "\n".join(f"第{n}条 任何一方违反约定，应当赔偿对方因此遭受的全部损失，并支付合理费用。" for n in range(5000)),
    ],
    ids=lambda text: f"{text[:8]!r} x {len(text)}",
)
def test_hostile_input_is_left_alone(text):
    """Endless repetition of something short is no second copy of a body, and takes linear time."""
    doc = Document(text)

    assert drop(doc) is doc


def test_a_thousand_copies():
    """Many copies of one article are found in one go."""
    rng = random.Random(5)
    article = "\n".join(sentences(rng, 120) for _ in range(5)) + "\n"

    assert drop(Document(article * 1000)).text == article


def test_the_gate_lets_copies_through():
    """A paragraph of the shortest length with one letter changed is seen by the gate, whatever its letters."""
    rng = random.Random(11)
    missed = 0
    for _ in range(300):
        first = random_text(rng, 90)
        n = rng.randrange(90)
        missed += not may_repeat(f"{first}\n{random_text(rng, 300)}\n{first[:n]}改{first[n + 1 :]}")

    assert missed == 0


@pytest.mark.parametrize("wrong", [{"threshold": 0}, {"threshold": 1.5}, {"min_len": 3}])
def test_settings_are_checked(wrong):
    """A setting that makes no sense is a ConfigError that names it."""
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        DropRepeats(**wrong)


def test_min_len_is_what_it_says():
    """A paragraph alone goes from `min_len` on."""
    first = "山上的雪化了，溪水漫过石桥，老人说今年的春天来得早，地里的活要早些做，谁家的牛先下田，谁家的秧就先青。"
    other = "集市上人来人往，卖花的把担子放在井台边，买花的挑了又挑，谁也不着急，太阳才刚刚爬上城墙，影子还很长。"
    text = f"{other}\n{first}\n{other[::-1]}\n{first}\n"

    assert drop(Document(text)).text == text
    assert DropRepeats(min_len=40)(Document(text)).text == text[: -len(first) - 1]
