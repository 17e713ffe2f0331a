"""Text that was read in the wrong double-byte encoding comes back, and no other text changes."""

import re
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, RepairEncoding
from cleantext.edits import apply
from cleantext.repair.double import verdict
from cleantext.repair.double.candidates import possible
from cleantext.repair.double.crossed import flagged, repairs
from cleantext.repair.double.holes import LOST, decode
from cleantext.repair.double.pairs import PAIRS, table
from cleantext.repair.double.words import HOLE, words

GOLD = Path(__file__).parents[1] / "seeds" / "gold"


def wide(text):
    """Give marks between hanzi the width that they had before somebody folded it."""
    return re.sub(r"(?<=[一-鿿])[,;:?!()](?=[一-鿿]|$)", lambda m: chr(ord(m[0]) + 0xFEE0), text)


SENTENCES = sorted(
    {
        s
        for path in GOLD.glob("*.hans.txt")
        for s in re.findall(r"[^。！？\n]{10,60}[。！？]", wide(path.read_text("utf-8")))
        if len(re.findall("[一-鿿]", s)) > 0.7 * len(s)
    }
)
PIECES = [
    *(
        "浣犲ソ",
        "锛屼笘",
        "鐣屻",
        "銆",
        "鈥?",
        "€",
        "\ufffd",
        "?",
        "锟斤拷",
        "斕疑ㄛ",
        "콱봤",
        "鵝졾",
        "ﾄ羲ﾃ",
        "菴螂ｽ",
        "雿",
    ),
    *(
        "盲陆聽",
        "脛茫",
        "娴ｇ姴",
        "\ue0c4",
        "你好",
        "中国",
        "的",
        "，",
        "。",
        "\n",
        " ",
        "a",
        "8",
        "😀",
        "가나다",
        "ｱｲｳ",
        "\ud83d",
    ),
]
texts = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
hanzi = st.text(
    st.sampled_from("的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得"),
    min_size=6,
    max_size=30,
)


def repaired(text):
    return apply(text, list(repairs(text)))


def exact(right, wrong, errors="replace", traditional=False, sentences=SENTENCES):
    """Return the share of sentences that come back whole, and how many there are."""
    convert = opencc.OpenCC("s2t").convert if traditional else str
    total = good = 0
    for sentence in map(convert, sentences):
        try:
            data = sentence.encode(right)
        except UnicodeEncodeError:
            continue
        total += 1
        good += repaired(data.decode(wrong, errors)) == sentence
    assert total > 30
    return good / total


@pytest.mark.parametrize(
    ("right", "wrong", "errors", "traditional", "share"),
    [
        ("utf-8", "gb18030", "replace", False, 0.9),
        ("utf-8", "gb18030", "ignore", True, 0.85),
        ("utf-8", "gbk", "replace", False, 0.7),
        ("utf-8", "gbk", "replace", True, 0.7),
        ("utf-8", "gbk", "ignore", False, 0.7),
        ("utf-8", "cp932", "replace", False, 0.75),
        ("gbk", "cp950", "replace", False, 0.7),
        ("gbk", "cp949", "replace", False, 0.8),
    ],
)
def test_sentences_come_back(right, wrong, errors, traditional, share):
    """Most sentences are whole again, also where the decoder lost bytes."""
    assert exact(right, wrong, errors, traditional) >= share


def glibc(data):
    """Decode GBK as `iconv -c` does: a pair without a character goes as a whole, other bytes one by one."""
    out, at = [], 0
    while at < len(data):
        if data[at] <= 0x80:
            out.append("€" if data[at] == 0x80 else chr(data[at]))
            at += 1
            continue
        pair = data[at : at + 2]
        try:
            out.append(pair.decode("gbk"))
        except UnicodeDecodeError:
            pair = pair if len(pair) == 2 and pair[1] >= 0x40 else pair[:1]
        at += len(pair)
    return "".join(out)


def test_pairs_dropped_in_silence():
    """Many sentences are whole again where a converter dropped two bytes at once and no mark says where."""
    good = sum(repaired(glibc(sentence.encode())) == sentence for sentence in SENTENCES)

    assert glibc("是个中".encode()) == "鏄釜涓"
    assert good >= 0.38 * len(SENTENCES)


def test_sentences_misread_twice():
    """What was lost in a first and in a second misreading is filled in both."""
    once = [s.encode().decode("gb18030", "replace") for s in SENTENCES]
    good = sum(repaired(o.encode().decode("gb18030", "replace")) == s for o, s in zip(once, SENTENCES, strict=True))

    assert good >= 0.4 * len(SENTENCES)


@pytest.mark.parametrize("wrong", ["gb18030", "gbk"])
def test_a_paragraph_comes_back(wrong):
    """A line may be of any length."""
    text = "".join(SENTENCES[:40])
    back = repaired(text.encode().decode(wrong, "replace"))
    assert len(back) == len(text) > 1000
    assert sum(a == b for a, b in zip(back, text, strict=True)) > 0.98 * len(text)


def test_a_page_comes_back_whole():
    """A long page is read to its end, and what it repeats does not decide."""
    page = "\n".join(s.rstrip("。！？") for s in SENTENCES)
    page = "\n".join([page] * (20000 // len(page) + 1))
    lines = [*zip(page.split("\n"), repaired(page.encode().decode("gb18030", "replace")).split("\n"), strict=True)]

    assert len(page) > 20000
    assert sum(a == b for a, b in lines) >= 0.8 * len(lines)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ㅋㅎㅠ굳걸작재미없음다이는大韓 .!?")), st.sampled_from("ㅋ굳작"))
def test_korean_stays(text, laughter):
    """Laughter in Korean is never read as hanzi, whatever is around it."""
    text += laughter * 8

    assert repaired(text) == text


@pytest.mark.parametrize("codec", ["gbk", "cp950", "cp949", "shift_jis", "gb18030"])
def test_replacement_characters_are_no_repair(codec):
    """What only says U+FFFD stays as it is, to be counted."""
    text = ("\ufffd" * 12).encode().decode(codec, "replace")

    assert repaired(text) == text


@pytest.mark.parametrize("pair", [p for p in PAIRS if p.wrong != "cp932"], ids=lambda p: p.name)
def test_what_is_lossless_comes_back(pair):
    """A sentence that went through a wrong decoder without a loss is restored exactly, and proven."""
    convert = opencc.OpenCC("s2t").convert if pair.right == "cp950" else str
    tried = 0
    # 。 is three bytes of which GBK cannot but lose one.
    for sentence in (convert(s.rstrip("。！？")) for s in SENTENCES):
        try:
            broken = sentence.encode(pair.right).decode(pair.wrong)
            if broken.encode(pair.wrong).decode(pair.right) != sentence:
                continue
        except UnicodeError:
            continue
        tried += 1
        found = list(repairs(broken))
        assert apply(broken, found) == sentence
        assert {e.evidence["verdict"] for e in found} == {"proven"}
    assert tried or pair.name in ("utf8-cp949", "utf8-big5", "big5-cp949")


@settings(max_examples=200, deadline=None)
@given(hanzi)
def test_characters_of_a_lossless_reading(text):
    """Whatever the words, bytes that decode without a loss say what stood there."""
    text += "。" * (len(text) % 2)
    broken = text.encode().decode("gb18030", "replace")

    if "\ufffd" not in broken:
        assert repaired(broken) == text


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from([RepairEncoding(), RepairEncoding(guess=False)]))
def test_laws(text, repair):
    """Edits replay and restore, and a second pass finds nothing."""
    doc = repair(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
    assert doc.restore() == text
    assert repair(Document(doc.text)).text == doc.text


@settings(max_examples=200, deadline=None)
@given(texts)
def test_flags_lie_apart(text):
    """Flags ascend, do not overlap, and lie where nothing is repaired."""
    spans = [*flagged(text), *((e.start, e.end, e.rule) for e in repairs(text))]
    at = 0
    for start, end, name in sorted(spans):
        assert at <= start < end <= len(text)
        assert "mojibake-" in name
        at = end


def test_healthy_pages_have_no_sign():
    """Seeds and their gold text, in both scripts, are neither changed nor flagged."""
    convert = opencc.OpenCC("s2twp").convert
    for path in GOLD.glob("*.txt"):
        text = path.read_text("utf-8")
        for page in (text, convert(text)):
            assert [*repairs(page), *flagged(page)] == []


@pytest.mark.parametrize(("right", "wrong"), [("utf-8", "big5"), ("cp950", "gbk")])
def test_what_is_lost_is_flagged_or_left(right, wrong):
    """Where the decoder lost too much, no sentence comes back worse than half right."""
    convert = opencc.OpenCC("s2t").convert if right == "cp950" else str
    flags = 0
    for sentence in SENTENCES[:40]:
        try:
            broken = convert(sentence).encode(right).decode(wrong, "replace")
        except UnicodeEncodeError:
            continue
        flags += any(flagged(broken))
        for e in repairs(broken):
            assert len(set(e.replacement) & set(convert(sentence))) >= 0.6 * len(set(e.replacement))
    assert flags


def test_the_page_decides():
    """A name that no dictionary has is read where it was lost, because the page has it elsewhere."""
    name = "蔺朱氏"
    page = "\n".join([f"{name}说，这是她第{c}次参加会议。" for c in "一二三四五六七八九"])
    broken = page.encode().decode("gbk", "replace")
    assert "\ufffd" in broken

    assert repaired(broken).count(name) == 9


def test_question_marks_are_holes():
    """Decoders that write `?` for a lost byte are undone as well, and a question mark of the text stays."""
    lost = "它已经有了明显改善。".encode().decode("gb18030", "replace").replace("\ufffd", "?")

    assert "??" in lost
    assert repaired(lost) == "它已经有了明显改善。"
    asked = "这是什么文章?你看过没有?".encode().decode("gb18030", "replace").replace("\ufffd", "?")
    assert repaired(asked).endswith("你看过没有?")


def test_a_run_in_a_line():
    """Only the misread stretch of a line changes."""
    broken = "标题：" + "新华网股份有限公司".encode().decode("gb18030", "replace") + "（北京）"
    (edit,) = repairs(broken)

    assert apply(broken, [edit]) == "标题：新华网股份有限公司（北京）"
    assert broken[: edit.start] == "标题："


def test_evidence_says_what_was_seen():
    """A repair names its class, its codecs, its bytes, what was filled and what speaks for it."""
    (edit,) = repairs("浣犲ソ锛屼笘鐣屻€")

    assert edit.rule == "encoding.mojibake-utf8-gbk"
    assert edit.evidence["codec"] == "gb18030 -> utf-8"
    assert bytes.fromhex(edit.evidence["after"]).decode() == "你好，世界。"
    assert edit.evidence["holes"] == 1
    assert edit.evidence["verdict"] == "guessed"
    assert edit.evidence["gain"] > 0
    assert not list(repairs("浣犲ソ锛屼笘鐣屻€", guess=False))


def test_holes_hold_what_the_decoder_failed_on():
    """Each candidate fits the bytes that did arrive."""
    for pattern in [(0xE6, 0x9C, -1), (0xE6, -1, 0x80), (-1, 0x9C, 0x80), (0xC2, -1)]:
        for c, _, _ in possible(pattern):
            assert all(b in (-1, own) for b, own in zip(pattern, c.encode(), strict=True))


def test_bytes_without_a_mark():
    """A byte that was dropped in silence is missed where UTF-8 says so, on a border of two characters only."""
    data = "最好".encode()
    dropped = data[:2] + data[3:]
    held = decode(dropped, lambda b, after: True, frozenset({0, 2, 3, 5}).__contains__)
    whole = decode(data[:2] + bytes([LOST]) + data[3:], lambda b, after: True, None)

    assert held.text == whole.text == HOLE + "好"
    assert held.broken == whole.broken == []
    assert "最" in {c for c, _, _ in held.holes[0]}


def test_words_price_chinese():
    """Sentences are cheaper than their characters in another order."""
    for sentence in SENTENCES[:20]:
        price, n = words().price(sentence)
        shuffled, m = words().price(sentence[::-1])
        assert n == m
        assert price < shuffled


@pytest.mark.parametrize("codec", ["gbk", "cp950", "cp949", "cp932"])
def test_tables_are_the_codecs(codec):
    """Each pair of a table is what the codec decodes."""
    found = list(table(codec).items())

    assert len(found) > 7000
    assert all(bytes(pair).decode(codec) == c == table(codec)[pair] for pair, c in found[::97])


@pytest.mark.parametrize(
    "text",
    [
        *(sign * 10**5 for sign in "锛鐨斕\ufffd"),
        *(
            piece * 10**4
            for piece in (
                "浣犲ソ",
                "浣\ufffd",
                "锛?",
                "콱봤",
                "ﾄ羲",
                "盲陆聽",
                "娴ｇ姴",
                "浣\n",
                "雿\ufffd",
                "嚙文",
                "銆€",
                "ㅋ굳",
            )
        ),
    ],
    ids=lambda text: repr(text[:3]),
)
def test_hostile_texts_finish(text):
    """Megabytes of one piece of damage come back; quadratic code would not."""
    assert isinstance(repaired(text), str)


def test_hanzi_without_a_price():
    """Simplified, 騧 is no character that has a price; a text of such ones said nothing, and divided by it."""
    assert verdict._worst("騧") == 0.0
