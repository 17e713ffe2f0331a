"""What cannot be undone is found, counted and left alone; verdicts rest on it."""

import json
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import CLEAN, WEB, Document, Edit, Pipeline, RejectGarbled, RepairEncoding, Report
from cleantext.repair import damage
from cleantext.repair.bytewise import shift
from cleantext.repair.losses import spots
from cleantext.script import convert

from .conftest import PAGES, load_seed

PIECES = ["\ufffd", "锟斤拷", "锟", "嚙踝蕭", "占쏙옙", "ï¿½", "烫烫烫", "?", "???", " ", "\n", "文", "《", "》"]
PIECES += ["列夫", "a", "\ud800", "&amp;", "學(xué)"]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


def sentences():
    """Sentences of the gold texts, long enough to be garbled."""
    lines = (line for name in PAGES for line in load_seed(name).hans.splitlines())
    return [line for line in lines if len(line) > 25]


def bounced(encoding):
    """GBK read as UTF-8, saved, and read in `encoding`."""
    return lambda text: text.encode("gb18030").decode("utf-8", "replace").encode().decode(encoding, "replace")


GARBLES = {
    "GBK as UTF-8": lambda text: text.encode("gb18030").decode("utf-8", "replace"),
    "Big5 as UTF-8": lambda text: text.encode("cp950", "ignore").decode("utf-8", "replace"),
    "GBK": bounced("gb18030"),
    "GBK, then to Traditional": lambda text: convert(bounced("gb18030")(text), "s2t"),
    "Big5": bounced("cp950"),
    "EUC-JP": bounced("euc_jp"),
    "EUC-KR": bounced("cp949"),
    "cp1251": bounced("cp1251"),
    "cut": lambda text: (text + "中").encode()[:-1].decode("utf-8", "replace"),
    "cut in GB18030": lambda text: (text + "中").encode("gb18030")[:-1].decode("gb18030", "replace"),
    "cut in UTF-16": lambda text: (text + "😀").encode("utf-16-le")[:-2].decode("utf-16-le", "surrogatepass"),
    "no byte for it": lambda text: "首页 " + text.encode("ascii", "replace").decode() + " 2021",
}


@pytest.mark.parametrize("name", GARBLES)
def test_losses_are_found(name):
    """Of the sentences of the seeds, each garbled, 99 % are reported, and no character is made up."""
    repair, make = RepairEncoding(), GARBLES[name]
    found = [repair(Document(make(s))) for s in sentences()]

    assert len(found) > 40
    assert sum(bool(d.meta.get("damage", {}).get("lost")) for d in found) >= 0.99 * len(found)
    for d, s in zip(found, sentences(), strict=True):
        # A wrong decoder behind the loss may be undone, which gives the first garble back, and nothing else.
        assert d.text == d.source or set(d.text) <= set(d.source) | set(GARBLES["GBK as UTF-8"](s))


def test_clean_sentences_have_none():
    """Neither script of the gold texts has anything lost."""
    for name in PAGES:
        seed = load_seed(name)
        for text in (seed.hans, seed.native, convert(seed.hans, "s2twp")):
            assert spots(text) == []


@settings(max_examples=300, deadline=None)
@given(texts)
def test_laws(text):
    """Spots are in order, apart and not empty; metadata are JSON; a second round forgets nothing and adds nothing."""
    found = spots(text)
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))

    once = RepairEncoding()(Document(text))
    twice = RepairEncoding()(once)
    assert twice.meta == once.meta
    assert twice.text == once.text
    assert json.loads(json.dumps(dict(once.meta))) == once.meta
    for start, end, kind in once.meta.get("damage", {}).get("spans", []):
        assert 0 <= start < end <= len(once.source)
        assert kind.partition(".")[0] in ("lost", "flagged")


def test_spans_point_into_the_source():
    """Where edits moved the text, a span still names the place in the page as it came."""
    text = "學(xué)校與醫(yī)療衛(wèi)生&ldquo;文\ufffd字&rdquo;《史记?孔子世家》"
    doc = RepairEncoding()(Document(text))
    shown = [text[start:end] for start, end, _ in doc.meta["damage"]["spans"]]

    assert doc.text == "學校與醫療衛生“文\ufffd字”《史记?孔子世家》"
    assert shown == ["\ufffd", "?"]


def test_a_healthy_document_pays_and_says_nothing():
    """No metadata, the same object."""
    doc = Document("你好，世界？什么？！OK? Yes?? “好”")

    assert RepairEncoding()(doc) is doc
    assert RejectGarbled()(doc) is doc


def test_the_callers_metadata_stay():
    """What the caller gave under the same key is his; a report counts only what was found."""
    report = Report()
    doc = RepairEncoding()(Document("文\ufffd字", meta={"damage": "none"}))
    report.add(doc)

    assert doc.meta == {"damage": "none"}
    assert not report.lost


@pytest.mark.parametrize("number", [0, 2])
def test_converted_pages_say_so(number):
    """The two seeds a machine converted are told from the others by a verdict on the page."""
    page = CLEAN(Document(load_seed(PAGES[number]).text)).meta["damage"]

    assert page["converted"]
    assert page["lost"] == {}
    assert page["repaired"]["pinyin-residue"] > 100
    assert page["repaired_share"] > 0.1


def test_report_counts_losses():
    """Reports count places by kind and documents, add up, and survive JSON."""
    pipe = Pipeline([RepairEncoding(), RejectGarbled()])
    pages = ["文\ufffd字，这里还有一个锟斤拷", "文\ufffd字", "學(xué)校與醫(yī)療衛(wèi)生", "好", "锟斤拷" * 9]
    reports = []
    for page in pages:
        reports.append(Report())
        reports[-1].add(pipe(Document(page)))
    total = sum(reports, Report())

    assert total.lost == {"replacement-character": 2, "replaced-twice": 2}
    assert (total.damaged, total.converted) == (3, 1)
    assert total.rejected == {"reject.garbled": 1}
    assert Report.from_dict(json.loads(json.dumps(total.to_dict()))) == total


def garbled(share, size=1000, seed=1):
    rng = random.Random(seed)
    text = "".join(sentences())[:size]
    return "".join("\ufffd" if rng.random() < share else c for c in text)


@pytest.mark.parametrize(
    ("filter", "text", "rejected"),
    [
        (RejectGarbled(), garbled(0.0), False),
        (RejectGarbled(), garbled(0.005), False),
        (RejectGarbled(), garbled(0.05), True),
        (RejectGarbled(max_damage=0.2), garbled(0.05), False),
        (RejectGarbled(max_damage=0.0), garbled(0.05), True),
        (RejectGarbled(), "\ufffd文字" * 3, False),
        (RejectGarbled(), "锟斤拷锟斤拷文", True),
        (RejectGarbled(), "", False),
        (RejectGarbled(), "?", False),
    ],
)
def test_verdicts(filter, text, rejected):
    """Above the threshold is rejected; short texts only when most of them is damaged."""
    assert (filter(Document(text)).rejected == "reject.garbled") is rejected


def test_a_verdict_shows_its_evidence():
    """Value, threshold and spans with their text, JSON-able."""
    text = "好" * 100 + "锟斤拷" * 10 + "文\ufffd字"
    verdict = RejectGarbled()(Document(text)).meta["verdict"]

    assert verdict["value"] == round(31 / 133, 4)
    assert verdict["threshold"] == 0.02
    assert verdict["spans"][0] == {"start": 100, "end": 130, "kind": "lost.replaced-twice", "text": "锟斤拷" * 10}
    assert json.loads(json.dumps(verdict)) == verdict


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("這可以稱為生產(chǎn)性轉(zhuǎn)化?!?/strong>", "phase-shift"),
        ("½ñÌìÊÇѧУ", "mojibake-gbk"),
        ("今天的天气真的很好，所以我们决定去公园里散步。".encode().decode("gbk", "replace"), "mojibake-utf8-gbk"),
    ],
)
def test_what_only_a_guess_would_restore_is_flagged(text, name):
    """Without guessing a run that only a guess would restore stays, and is told; with it nothing is left to tell."""
    guessed = RepairEncoding()(Document(text))
    assert any(e.evidence["verdict"] == "guessed" for e in guessed.edits)
    assert name not in guessed.meta.get("damage", {"flagged": {}})["flagged"]

    left = RepairEncoding(guess=False)(Document(text))
    assert "guessed" not in {e.evidence["verdict"] for e in left.edits}
    assert left.meta["damage"]["flagged"][name] == 1


@settings(max_examples=200, deadline=None)
@given(texts)
def test_guesses_are_made_or_flagged(text):
    """What guessing would change in a text that is repaired without it is flagged there."""
    left = RepairEncoding(guess=False)(Document(text))
    rules = {e.rule.partition(".")[2] for e in RepairEncoding()(Document(left.text)).edits}

    guessed = {r for r in rules if r.startswith(("phase", "lost", "mojibake-gbk", "mojibake-big5"))}
    assert not guessed or set(left.meta["damage"]["flagged"]) & guessed


def test_converted_pages_can_be_rejected():
    """A page that was restored is kept, unless the caller says how much may have been restored."""
    doc = RepairEncoding()(Document(load_seed(PAGES[2]).text))

    assert RejectGarbled()(doc) is doc
    found = RejectGarbled(max_repaired=0.05)(doc)
    assert found.rejected == "reject.garbled"
    assert found.meta["verdict"]["reason"] == "converted"


@pytest.mark.parametrize("name", [n for n in GARBLES if n != "no byte for it"])
def test_same_verdict_in_both_scripts(name):
    """The Simplified and the Traditional form of a page are judged alike."""
    for s in sentences()[:20]:
        page = GARBLES[name](s)
        other = convert(page, "s2t")
        assert RejectGarbled()(Document(page)).rejected == RejectGarbled()(Document(other)).rejected


def test_not_in_the_presets():
    """CLEAN and WEB never reject."""
    assert RejectGarbled.name not in [*CLEAN.names, *WEB.names]


@pytest.mark.parametrize(
    "text",
    [
        *(
            piece * 10**6
            for piece in ("\ufffd", "\ufffdé", "锟", "锟a", "?", "《", "《a?", "? ", "中? ", "烫", "\ud800")
        ),
        *(piece * 10**5 for piece in ("列夫?", "??\n", "?? a ", "嚙文")),
        "《" + "a?" * 10**5,
        "占" * 10**5 + "쏙",
    ],
    ids=lambda text: repr(text[:4]),
)
def test_hostile_texts_finish(text):
    """Megabytes of one piece of damage come back; quadratic code would not."""
    assert RejectGarbled()(Document(text)).text == text


def test_flags_of_other_modules(monkeypatch):
    """What a flagger finds is counted beside what is lost; where both claim a place, the longer stretch has it."""
    flagged = [(1, 4, "shift"), (6, 9, "shift"), (10, 13, "shift")]
    monkeypatch.setattr(shift, "flagged", lambda text, **_: flagged)

    assert spots("一二\ufffd三四\ufffd???五\ufffd六七") == [
        (1, 4, "flagged.shift"),
        (5, 6, "lost.replacement-character"),
        (10, 13, "flagged.shift"),
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["院?jiǎn)?wèn)題", "衛(wèi)", "&#xfffd;", "&amp;", "?!薄白⒁猸h", "Ã©", "文", "\ufffd", "\n"]),
        max_size=12,
    )
)
def test_offsets_lead_back_to_the_source(pieces):
    """An offset followed back through the layers is where the composed edits say."""
    doc = RepairEncoding()(Document("字").edit([Edit(0, 0, replacement="".join(pieces), rule="r")]))
    places = list(range(len(doc.text) + 1))
    moves = [(e.start, e.end, len(e.replacement)) for e in doc.edits]

    assert damage._in_source(doc, places) == {at: damage._before(moves, at) for at in places}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("你在下載的時候所需要的帶寬更少。", "你在下載的r候所需要的更少。"),  # 時 is 95 72: the r is left
        ("你可以同時使用多個選項。", None),
        ("对于 NGINX 来说，如果你优化系统，这样它就可以很好地工作。", None),  # 如果 becomes 绻
        ("确定了卷容量后，输入并确认你想要用来加密数据密码。", None),  # out of step: nothing tells what it was
        ("然后再看看它吧！", None),
    ],
)
def test_bytes_that_were_dropped_in_silence_are_told(text, want):
    """GBK read as Big5 by a decoder that drops what it does not understand comes back whole, or is flagged."""
    broken = text.encode("gbk").decode("big5", "ignore")
    doc = RepairEncoding()(Document(broken))

    assert doc.text == text or doc.meta["damage"]["flagged"]["mojibake-gbk-big5"] >= 1
    assert want is None or doc.text == want


def test_what_was_read_whole_is_not_flagged():
    """GBK read as Big5 that lost nothing says so."""
    text = "我们可以在公园里学习中文。"
    doc = RepairEncoding()(Document(text.encode("gbk").decode("big5")))

    assert (doc.text, dict(doc.meta)) == (text, {})
