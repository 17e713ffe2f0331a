"""Invisible characters go where they mean nothing, and stay where they are spelling."""

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import CLEAN, Document, RepairEncoding, StripInvisible
from cleantext.repair.private import private

from .conftest import PAGES, load_seed

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u180e\ufeff"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "".join(c for c in map(chr, range(0x20)) if c not in "\t\n\r\x0b\x0c\x1b") + "\x7f\x81\x8d\x8f\x90\x9d\xad"

# Characters that are beside each other in running text of each kind; what is put between must go.
PLAIN = [
    "清洁文本，不留痕迹。",
    "繁體中文也一樣。",
    "漢字かな交じり文、カタカナ。",
    "한국어 문장입니다.",
    "Plain English, naïve café.",
]
PLAIN += ["Русский текст.", "Ελληνικά.", "Tiếng Việt có dấu.", "1,234.56 €"]

# Each is one word or sequence; its invisible characters are part of how it is written.
SPELLED = {
    "Persian": "می\u200cخواهم کتاب\u200cها خانه\u200cام",
    "Arabic abbreviation": "ه\u200d 1445",
    "Kurdish": "کورد\u200cەکان دە\u200cچن",
    "Urdu": "خوش\u200cبو",
    "Uyghur": "ئۇ\u200cنى",
    "Hebrew": "מַ\u200cיִם יְרוּשָׁלַ\u200d͏ִם",
    "Hindi": "क्\u200dष क्\u200cष र्\u200dय",
    "Marathi": "दर्\u200dयाई",
    "Bengali": "র\u200d্যাব উদ্\u200cঘাটন",
    "Malayalam": "അവന്\u200d തൊഴില്\u200cരഹിതന്",
    "Kannada": "ರ\u200d್ಯಾಂಕ್",
    "Telugu": "సాఫ్ట్\u200cవేర్",
    "Tamil": "க்\u200cஷ",
    "Sinhala": "ශ්\u200dරී ක්\u200dෂ",
    "Nepali": "गर्\u200dयो",
    "Mongolian": "ᠬᠠᠷ\u180eᠠ ᠪᠠᠢᠢᠨ\u200dᠠ",
    "Thai": "ภาษา\u200bไทย\u200bเขียน",
    "Lao": "ພາສາ\u200bລາວ",
    "Khmer": "ភាសា\u200bខ្មែរ",
    "Burmese": "မြန်မာ\u200bဘာသာ",
    "Tibetan": "བོད་\u200bཡིག",
    "Javanese": "ꦲꦏ꧀ꦱꦫ\u200bꦗꦮ",
    "Balinese": "ᬅᬓ᭄ᬱᬭ\u200bᬩᬮᬶ",
    "Tai Tham": "ᨲᩫ᩠ᩅ\u200bᨾᩮᩬᩥᨦ",
    "Chakma": "𑄌𑄋𑄴\u200d𑄟𑄳",
    "family": "👨\u200d👩\u200d👧\u200d👦",
    "couple": "👩🏽\u200d❤️\u200d💋\u200d👨🏿",
    "rainbow": "🏳️\u200d🌈🏴\u200d☠️🏳️\u200d⚧️",
    "profession": "👩🏽\u200d⚕️🧑\u200d💻👨\u200d✈️",
    "eye": "👁️\u200d🗨️",
    "polar bear": "🐻\u200d❄️🐦\u200d⬛",
    "arrows": "🙂\u200d↔️🏃\u200d➡️",
    "chain": "⛓️\u200d💥❤\u200d🔥",
    "England": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "Scotland": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "keycap": "1️⃣#️⃣*⃣",
    "flag": "🇨🇳🇹🇼",
    "variants": "葛\U000e0100 辻\ufe00 ᠮ\u180bᠣ ☺︎",
    "Hebrew with a mark": "C++\u200f היא שפה",
    "Arabic with an embedding": "العدد \u202a+1 555\u202c هنا",
    "isolates": "قال \u2068John\u2069 نعم",
}


@pytest.mark.parametrize("c", ZERO_WIDTH + BIDI + CONTROLS, ids=lambda c: f"U+{ord(c):04X}")
def test_between_plain_characters_it_goes(c):
    """Put anywhere into a sentence of a script that does not use it, the character is removed, and nothing else is."""
    for text in PLAIN:
        for k in range(len(text) + 1):
            assert StripInvisible()(Document(text[:k] + c + text[k:])).text == text


def test_thousands_of_sentences():
    """Sentences of the seeds with any number of them come back as they were, one edit for each run."""
    rng = random.Random(7)
    clean = [line for page in PAGES for line in load_seed(page).native.splitlines() if line.strip()]
    for n in range(1000):
        text = rng.choice(clean)
        pieces = [c + "".join(rng.choices(ZERO_WIDTH + BIDI + CONTROLS, k=rng.choice((0, 0, 0, 1, 4)))) for c in text]
        doc = StripInvisible()(Document("".join(pieces)))
        assert doc.text == text, n
        assert all(not e.replacement for e in doc.edits)


@pytest.mark.parametrize("name", SPELLED)
def test_spelling_stays(name):
    """A word in Chinese text, at the beginning and the end, twice in a row, alone."""
    word = SPELLED[name]
    for text in (word, f"他写道：{word}。", f"{word}{word}", f"a {word}\nb"):
        doc = Document(text)
        assert StripInvisible()(doc) is doc
        assert CLEAN(doc).text.count("\u200d") == text.count("\u200d")


@pytest.mark.parametrize(
    "text", ["a\u200d😀", "😀\u200d文", "ا\u200b文", "مرحبا\u200bبك", "文\u180e字", "ไทย\u2060ไทย"]
)
def test_beside_other_characters_it_goes(text):
    """One emoji is no sequence, and a script has its own characters, not those of others."""
    assert StripInvisible()(Document(text)).text == re.sub("[\u200b-\u200d\u180e\u2060]", "", text)


PUNCTUATION = [
    c
    for low, high in (
        (0x2010, 0x2027),
        (0x2030, 0x205E),
        (0x3000, 0x303F),
        (0xFE10, 0xFE6B),
        (0xFF01, 0xFF65),
        (0xFFE0, 0xFFE6),
    )
    for c in map(chr, range(low, high + 1))
    if unicodedata.category(c)[0] in "PSZ" and c not in "\u2028\u2029"
]


@pytest.mark.parametrize("filter", [RepairEncoding(), StripInvisible()])
def test_punctuation_is_never_folded(filter):
    """Every CJK and general punctuation mark, between hanzi, twice, and beside ASCII, is given back as it is."""
    assert set("，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—～·　％＃＠＆＊＋－／＝｜＄￥") - set(PUNCTUATION) <= {
        "·"
    }
    for c in [*PUNCTUATION, "·", "«", "»", "¿", "¡"]:
        for text in (f"文{c}字", f"文{c}{c}字", f"{c}文", f"文{c}", f"a{c} b", f"他说{c}“好”{c}，对{c}", c):
            doc = Document(text)
            assert filter(doc) is doc, text
    every = Document("".join("文" + c for c in PUNCTUATION))
    assert filter(every) is every


# -- private-use characters of GBK -------------------------------------------------------------------

# GBK's FE50 to FEA0 as Windows mapped it before Unicode had the characters, and what GB 18030-2022 moved.
MOVED = {0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9}
MOVED |= {0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13}
MOVED |= {0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19}
MOVED |= {0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE831: 0x215D7, 0xE83B: 0x2298F, 0xE855: 0x241FE}


def in_chinese(c):
    return "".join(e.replacement for e in private(f"文{c}字")) or None


def test_the_24_that_moved():
    """Each of the 24 characters of the GB 18030-2022 table."""
    assert len(MOVED) == 24
    for old, new in MOVED.items():
        assert in_chinese(chr(old)) == chr(new)


def test_the_80_of_gbk():
    """All 80 cells of FE50 to FEA0 lead to a character that is not private use, each to one of its own.

    Where the gb18030 codec gives a standard character for the bytes, it is that one.
    """
    cells = [bytes((0xFE, trail)) for trail in [*range(0x50, 0x7F), *range(0x80, 0xA1)]]
    found = {}
    for k, cell in enumerate(cells):
        old = chr(0xE815 + k)
        found[old] = in_chinese(old)
        if unicodedata.category(char := cell.decode("gb18030")) != "Co" and ord(old) not in MOVED:
            assert found[old] == char, cell.hex()

    assert len(found) == 80
    assert {unicodedata.category(c) for c in found.values()} == {"Lo", "So"}  # ideographs and radicals
    assert len(set(found.values())) == 80


@settings(max_examples=200, deadline=None)
@given(st.integers(0xE000, 0xF8FF))
def test_other_private_characters_stay(code):
    """What has no standard character, or stands outside of Chinese, is left alone."""
    c = chr(code)
    mapped = in_chinese(c)

    assert mapped is None or unicodedata.category(mapped) != "Co"
    assert [*private(f"a{c}b"), *private(f"\n{c} "), *private(c)] == []
