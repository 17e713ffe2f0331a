"""GBK, Big5 and UTF-8 behind Latin letters: what comes back, what stays, and what it costs."""

import random
import re
import unicodedata
from pathlib import Path

import ftfy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Document, RepairEncoding
from cleantext.edits import apply
from cleantext.repair.single import bytepairs, lattice

GOLD = Path(__file__).parents[1] / "seeds" / "gold"
GENTLE = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False, normalization=None
)


def sentences(kind):
    text = "\n".join(p.read_text("utf-8") for p in sorted(GOLD.glob(f"*.{kind}.txt")))
    found = re.findall(r"[^。！？\n]{8,80}[。！？]", text)
    return sorted({s.strip() for s in found if len(re.findall("[一-鿿]", s)) > len(s) / 2})


def clauses(size):
    found = {c for s in sentences("hans") for c in re.findall("[一-鿿]+", s) if len(c) == size}
    return sorted(found)


def misread(text, codec, wrong):
    return "".join(
        bytes([b]).decode(wrong) if bytes([b]).decode(wrong, "ignore") else chr(b) for b in text.encode(codec, "ignore")
    )


def repaired(text):
    return RepairEncoding()(Document(text)).text


def share(texts, garble):
    made = [(t, garble(t)) for t in texts]
    made = [(t, g) for t, g in made if g != t]
    assert len(made) > 50
    return sum(repaired(g) == t for t, g in made) / len(made)


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp1250"])
@pytest.mark.parametrize("kind", ["hans", "native"])
def test_gbk_sentences(kind, wrong):
    """GBK read as Latin-1 or a code page of Windows comes back."""
    texts = [t.encode("gbk", "ignore").decode("gbk") for t in sentences(kind)]

    assert share(texts, lambda t: misread(t, "gbk", wrong)) >= 0.97


def test_big5_sentences():
    """Big5 comes back; its one-byte twins (• and ‧) are the only loss."""
    texts = [t.encode("cp950", "ignore").decode("cp950") for t in sentences("native")]
    texts = [t for t in texts if len(t) > 20]

    assert share(texts, lambda t: misread(t, "cp950", "latin-1")) >= 0.97


@pytest.mark.parametrize(("size", "least"), [(2, 0.5), (3, 0.85), (4, 0.95), (6, 0.98)])
def test_short_runs(size, least):
    """A clause alone is enough from four characters on; shorter ones need luck or neighbours."""
    assert share(clauses(size), lambda t: misread(t, "gbk", "latin-1")) >= least


@pytest.mark.parametrize(("config", "least"), [(GENTLE, 0.85), (None, 0.8)])
def test_what_ftfy_did_is_undone(config, least):
    """GBK that ftfy took for UTF-8 in places comes back."""
    assert share(sentences("hans"), lambda t: ftfy.fix_text(misread(t, "gbk", "latin-1"), config)) >= least


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_utf8_once_and_twice(wrong):
    """UTF-8 read in another encoding comes back, also in languages that are not Chinese."""
    texts = [
        *sentences("hans"),
        "吾輩は猫である。",
        "한국어 문장입니다.",
        "Все люди рождаются свободными.",
        "déjà vu, çédille",
        "😀👍🏽",
    ]

    assert share(texts, lambda t: misread(t, "utf-8", wrong)) == 1
    assert share(texts, lambda t: misread(misread(t, "utf-8", wrong), "utf-8", wrong)) == 1


LANGUAGES = {
    "cp1251 koi8-r iso8859-5 mac-cyrillic": (
        "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и сов"
        "естью и должны поступать в отношении друг друга в духе братства."
    ),
    "cp1253 iso8859-7": (
        "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικι"
        "σμένοι με λογική και συνείδηση."
    ),
    "cp1255 iso8859-8": (
        "כל בני אדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון, לפיכך חובה עליהם"
        " לנהוג איש ברעהו ברוח של אחוה."
    ),
    "cp1256 iso8859-6": (
        "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا وعليهم أن يعامل بعضهم ب"
        "عضا بروح الإخاء."
    ),
    "tis-620": (
        "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ"
    ),
    "euc-kr": (
        "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. 인간은 천부적으"
        "로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."
    ),
    "euc-jp": (
        "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性"
        "と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。"
    ),
    "cp1250 iso8859-2": (
        "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Wszyscy ludzie rodzą się wo"
        "lni i równi pod względem swej godności. Minden emberi lény szabadon születik és egyenlő méltóság"
        "a és joga van. Žluťoučký kůň, gżegżółka"
    ),
    "cp1254 iso8859-9": (
        "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler ve "
        "birbirlerine karşı kardeşlik zihniyeti ile hareket etmelidirler."
    ),
    "cp1257": (
        "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė. Vis"
        "i cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās."
    ),
    "latin-1 mac-roman cp850": (
        "Tous les êtres humains naissent libres et égaux en dignité. Öllum mönnum ber að breyta bróðurleg"
        "a. Todos os seres humanos podem invocar os direitos, sem distinção de opinião. Größe, señor, é à"
        " ü"
    ),
}


def windows(text, rng):
    words = re.split(r"(?<=[ ,.、。])", text)
    if len(words) < 6:
        words = [text[k : k + 4] for k in range(0, len(text), 4)]
    for _ in range(90):
        start = rng.randrange(len(words))
        yield "".join(words[start : start + rng.choice([1, 1, 2, 3, 5])]).strip()
    yield from (text, text.upper())


def test_other_languages_do_not_become_chinese():
    """Legacy encodings of thirteen languages read as Latin-1: more than 2,000 strings, none turns into hanzi."""
    rng = random.Random(11)
    changed, seen = [], set()
    for codecs, text in LANGUAGES.items():
        for codec in codecs.split():
            for piece in [*windows(text, rng), *windows(text.upper(), rng), *windows(text, rng)]:
                data = piece.encode(codec, "ignore")
                for garbled in {data.decode("latin-1"), misread(piece, codec, "cp1252")}:
                    seen.add(garbled)
                    doc = RepairEncoding()(Document(garbled))
                    if any(re.search("[一-鿿]", e.replacement) for e in doc.edits):
                        changed.append((codec, garbled, doc.text))

    assert len(seen) > 2000
    assert changed == []


def test_clean_languages_stay():
    """The same languages in Unicode, in capitals and decomposed, are given back as they are."""
    for text in LANGUAGES.values():
        for form in (text, text.upper(), unicodedata.normalize("NFD", text)):
            doc = Document(form)
            assert RepairEncoding()(doc) is doc


PIECES = [
    "Ä",
    "ã",
    "º",
    "Ã",
    "½ñ",
    "Ìì",
    "ÊÇ",
    "ѧ",
    "У",
    "ʵ",
    "¥i",
    "¥H",
    "³q",
    "Dz",
    "'",
    '"',
    "\ufffd",
    "\x81",
    "0",
    " ",
]
PIECES += [
    "\n",
    "a",
    "é",
    "Š",
    "\xa0",
    "中",
    "볤",
    "￿",
    "\ud800",
    "&#x",
    "#65292;",
    "%C4",
    "%E4%BD",
    "\\u4f",
    "60",
    "\\xe4",
    "à ",
]
texts = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)


@settings(max_examples=150)
@given(texts, st.booleans())
def test_laws(text, escapes):
    """Edits replay and restore, carry evidence, and a second pass finds nothing."""
    repair = RepairEncoding(escapes=escapes)
    doc = repair(Document(text))

    assert doc.text == apply(doc.source, doc.edits)
    assert doc.restore() == text
    assert all(e.evidence["class"] and e.evidence["verdict"] in ("proven", "guessed") for e in doc.edits)
    again = Document(doc.text)
    assert repair(again).text == again.text


@pytest.mark.parametrize(
    "text",
    [
        "&amp;amp;" * 10**4,
        "#x" * 10**5,
        "ÃÂ" * 10**5,
        "\xff" * 10**6,
        "".join(random.Random(1).choices([chr(c) for c in range(0xA1, 0x100)], k=3 * 10**5)),
        "\n".join("".join(random.Random(k).choices("ÄÅÆÇÈ½ñÌì ѧУ", k=50)) for k in range(1000)),
        "\\u4f60" * 10**5,
        "%C4%E3" * 10**5,
        "%" * 10**6,
        '"&amp;"' * 10**5,
        "\x810" * 10**5,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_hostile_texts_finish(text):
    """Hundreds of kilobytes of one trick come back; quadratic code would not."""
    assert isinstance(RepairEncoding(escapes=True)(Document(text)).text, str)


def test_evidence_of_a_misread_run():
    """The bytes before and after, the path between, the gain and the verdict."""
    (edit,) = RepairEncoding()(Document("ÄãºÃ£¬ÊÀ½ç¡£")).edits

    assert edit.evidence["class"] == "mojibake-gbk"
    assert bytes.fromhex(edit.evidence["before"]).decode("gb18030") == "你好，世界。"
    assert bytes.fromhex(edit.evidence["after"]).decode() == "你好，世界。"
    assert edit.evidence["gain"] > 12
    assert edit.evidence["verdict"] == "proven"


def test_the_lattice_agrees_with_the_arrays():
    """One pair at a time or all at once, the statistics are the same."""
    known = bytepairs.pairs("gb18030")
    codes = [a << 8 | b for a, b in zip(*[iter("今天是学校，好吗？".encode("gbk"))] * 2, strict=True)]
    chained = [False] + [True] * (len(codes) - 1)
    total = sum(known.after(left, code) for left, code in zip([-1, *codes], codes, strict=False))
    gain = known.gain(np.array(codes), np.array(chained)).sum()
    (reading,) = lattice.read("½ñÌìÊÇÑ§Ð££¬ºÃÂð£¿", "gb18030")

    assert reading.codes == tuple(codes)
    assert reading.gain == pytest.approx(gain, abs=0.1)
    assert total == pytest.approx(gain - 9.3 * len(codes), abs=0.1)
