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

# What stands at FE50 to FE7E and FE80 to FEA0, where decoders gave U+E815 to U+E864 before Unicode had the characters:
# GB 18030-2005 for 66 of them; GB 18030-2022 and Unicode's recommendation on it (L2/23-003R) for the eight of U+9FB4 to
# U+9FBB; for the six beyond the first plane the list of 24 in issue 27 of whatwg/encoding.
FE50 = """
2E81 20087 20089 200CC 2E84 3473 3447 2E88 2E8B 9FB4 359E 361A 360E 2E8C 2E97 396E 3918 9FB5 39CF 39DF
3A73 39D0 9FB6 9FB7 3B4E 3C6E 3CE0 2EA7 215D7 9FB8 2EAA 4056 415F 2EAE 4337 2EB3 2EB6 2EB7 2298F 43B1
43AC 2EBB 43DD 44D6 4661 464C 9FB9 4723 4729 477C 478D 2ECA 4947 497A 497D 4982 4983 4985 4986 499F
499B 49B7 49B6 9FBA 241FE 4CA3 4C9F 4CA0 4CA1 4C77 4CA2 4D13 4D14 4D15 4D16 4D17 4D18 4D19 4DAE 9FBB
"""
PUBLISHED = {0xE815 + k: int(code, 16) for k, code in enumerate(FE50.split())}
# The 24 of that list, which had to wait for Unicode: these 14, and the ten vertical forms at A6D9 to A6F3.
MOVED_HANZI = [0xE816, 0xE817, 0xE818, 0xE81E, 0xE826, 0xE82B, 0xE82C]
MOVED_HANZI += [0xE831, 0xE832, 0xE83B, 0xE843, 0xE854, 0xE855, 0xE864]
VERTICAL = {0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14}
VERTICAL |= {0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19}
# A8BC, A8BF and A989 to A995, likewise: ḿ and ǹ, an ideographic variation indicator and the description characters.
PUBLISHED |= VERTICAL | {0xE7C7: 0x1E3F, 0xE7C8: 0x1F9, 0xE7E7: 0x303E} | {0xE7E8 + k: 0x2FF0 + k for k in range(12)}


def in_chinese(c):
    return "".join(e.replacement for e in private(f"文{c}字")) or None


@pytest.mark.parametrize("old", PUBLISHED, ids="{:04X}".format)
def test_private_use_characters_of_gbk(old):
    """Each character of the published table is mapped."""
    assert in_chinese(chr(old)) == chr(PUBLISHED[old])


def test_the_table_is_whole():
    """80 cells of FE50 to FEA0, the 24 that moved, 15 more; nothing twice, nothing that is private use still."""
    moved = [PUBLISHED[old] for old in (*MOVED_HANZI, *VERTICAL)]

    assert len(FE50.split()) == 80
    assert len(moved) == 24
    assert len(PUBLISHED) == len(set(PUBLISHED.values())) == 80 + 10 + 15
    assert not any(0xE000 <= new <= 0xF8FF for new in PUBLISHED.values())


def test_they_are_what_the_codec_has():
    """Where the gb18030 codec gives a standard character for the bytes, it is the one of the table."""
    cells = [bytes((0xFE, trail)) for trail in [*range(0x50, 0x7F), *range(0x80, 0xA1)]]
    known = {0xE815 + k: c for k, cell in enumerate(cells) if unicodedata.category(c := cell.decode("gb18030")) != "Co"}

    assert len(known) > 60
    assert all(PUBLISHED[old] == ord(c) for old, c in known.items() if old not in MOVED_HANZI)


@settings(max_examples=200, deadline=None)
@given(st.integers(0xE000, 0xF8FF))
def test_other_private_characters_stay(code):
    """What has no standard character, or stands outside of Chinese, is left alone."""
    c = chr(code)
    mapped = in_chinese(c)

    assert mapped is None or unicodedata.category(mapped) != "Co"
    assert [*private(f"a{c}b"), *private(f"\n{c} "), *private(c)] == []
