"""decode() finds the encoding, says how, and never loses a byte in silence."""

import codecs
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Decoded, DecodeError, decode

from .conftest import PAGES, load_seed

CHINESE = "网页上的文字应当清楚明白，不该有乱码。"
TAIWANESE = "網頁上的文字應當清楚明白，不該有亂碼。"
JAPANESE = "ページの文字は読みやすく、文字化けがないようにします。"
KOREAN = "웹 페이지의 글자는 깨지지 않고 읽기 쉬워야 합니다."
RUSSIAN = "Текст на странице должен быть понятным."


PIECES = [
    b"\0",
    b"\x1b$B",
    b"\x1b(B",
    b"~{",
    b"~}",
    b"VPND",
    b"\xff\xfe",
    b"\x80",
    b"\x81",
    b"a",
    b"\xd6\xd0",
    b"\xa4\xa4",
]
PIECES += [b"\xef\xbb\xbf", b"\x84\x31\x95", b"N\0", b"\xd8\0", b"\xed\xa0\x80", b"\n"]


@pytest.mark.parametrize(
    ("data", "declared", "text", "encoding", "method"),
    [
        (codecs.BOM_UTF8 + CHINESE.encode(), None, CHINESE, "utf-8", "bom"),
        (codecs.BOM_UTF16_LE + CHINESE.encode("utf-16-le"), "gbk", CHINESE, "utf-16-le", "bom"),
        (codecs.BOM_UTF32_BE + CHINESE.encode("utf-32-be"), None, CHINESE, "utf-32-be", "bom"),
        (CHINESE.encode(), None, CHINESE, "utf-8", "utf-8"),
        (CHINESE.encode(), "utf8", CHINESE, "utf-8", "declared"),
        (CHINESE.encode(), "iso-8859-1", CHINESE, "utf-8", "utf-8"),
        (CHINESE.encode(), "no-such-codec", CHINESE, "utf-8", "utf-8"),
        (CHINESE.encode(), "base64", CHINESE, "utf-8", "utf-8"),
        (CHINESE.encode("gbk"), "GB2312", CHINESE, "gb18030", "declared"),
        ("镕㐀".encode("gb18030"), "gb2312", "镕㐀", "gb18030", "declared"),
        ("联通".encode("gbk"), "gbk", "联通", "gb18030", "declared"),
        (CHINESE.encode("gbk"), "utf-8", CHINESE, "gb18030", "tables"),
        (CHINESE.encode("gbk"), None, CHINESE, "gb18030", "tables"),
        (TAIWANESE.encode("big5"), None, TAIWANESE, "cp950", "tables"),
        (TAIWANESE.encode("gbk"), None, TAIWANESE, "gb18030", "tables"),
        ("“naïve”".encode("cp1252"), "latin1", "“naïve”", "cp1252", "declared"),
        (b"", None, "", "utf-8", "utf-8"),
        (CHINESE.encode("hz"), None, CHINESE, "hz", "escapes"),
        (f"a {CHINESE} b".encode("hz"), "utf-8", f"a {CHINESE} b".encode("hz").decode(), "utf-8", "declared"),
        (JAPANESE.encode("iso2022_jp"), None, JAPANESE, "iso2022_jp_ext", "escapes"),
        (KOREAN.encode("iso2022_kr"), None, KOREAN, "iso2022_kr", "escapes"),
        (CHINESE.encode("utf-16-le"), None, CHINESE, "utf-16-le", "tables"),
        (TAIWANESE.encode("utf-16-be"), None, TAIWANESE, "utf-16-be", "tables"),
        (f"第一，{TAIWANESE} OK".encode("utf-16-be"), None, f"第一，{TAIWANESE} OK", "utf-16-be", "wide"),
        ("plain text".encode("utf-16-le"), None, "plain text", "utf-16-le", "wide"),
        (RUSSIAN.encode("utf-16-be"), None, RUSSIAN, "utf-16-be", "wide"),
        (f"{KOREAN}\n".encode("utf-32-le"), None, f"{KOREAN}\n", "utf-32-le", "wide"),
        (JAPANESE.encode("cp932"), None, JAPANESE, "cp932", "kana"),
        (JAPANESE.encode("euc_jp"), None, JAPANESE, "euc_jp", "kana"),
        (KOREAN.encode("cp949"), None, KOREAN, "cp949", "detector"),
        ("Après l’été, où ça ? « Ici. »".encode("cp1252"), None, "Après l’été, où ça ? « Ici. »", "cp1252", "accents"),
        (
            "香港嘅喺度嚟睇，網頁上的文字應當清楚明白".encode("big5hkscs"),
            None,
            "香港嘅喺度嚟睇，網頁上的文字應當清楚明白",
            "big5hkscs",
            "tables",
        ),
    ],
)
def test_decode(data, declared, text, encoding, method):
    """Each way to find an encoding is taken in its turn."""
    assert decode(data, declared) == Decoded(text, encoding, method)


@pytest.mark.parametrize(
    "text",
    [
        "a\0b, 文\0字",
        "\0\0\0",
        "a\0" + "字" * 50,
        "~{foo~} bar ~{x~}",
        "cd ~{ab~}/x",
        "\x1b[31mred\x1b[0m",
        "\x1b$",
        "~{}~",
    ],
)
def test_what_is_utf8_stays(text):
    """A NUL, a colour, or brackets like those of HZ do not make another encoding of UTF-8."""
    assert decode(text.encode()) == Decoded(text, "utf-8", "utf-8")


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "big5", "hz", "utf-16-le", "utf-16-be", "utf-32-be"])
def test_thirty_characters_are_enough(codec):
    """Of the sentences of the seeds, cut to 30 characters, 98 % are decoded right without being told how."""
    from cleantext.script import convert

    lines = [line[:30] for page in PAGES for line in load_seed(page).hans.splitlines() if len(line) >= 30]
    texts = [convert(t, "s2twp") if codec == "big5" else t for t in lines]
    known = [t for t in texts if t == t.encode(codec, "ignore").decode(codec)]

    assert len(known) > 40
    assert sum(decode(t.encode(codec)).text == t for t in known) >= 0.98 * len(known)


@pytest.mark.parametrize("size", [20, 5000])
def test_losses_are_listed(size):
    """Under "replace" each loss has its offset and its bytes, also behind the first chunk."""
    good = (CHINESE * size).encode("gbk")
    data = good + b"\xff" + good + b"\x81"

    found = decode(data, "gbk", errors="replace")

    assert found.text.count("\ufffd") == len(found.losses)
    assert [(loss.offset, loss.data) for loss in found.losses] == [(len(good), b"\xff"), (len(data) - 1, b"\x81")]
    assert found.text.replace("\ufffd", "") == CHINESE * size * 2


def test_strict_says_what_was_tried():
    """A DecodeError names the encodings that were tried and where each failed, and a name nobody knows."""
    data = b"ab\xff\xff\xff\x00\x81"

    with pytest.raises(DecodeError, match=r"utf-8 fails at byte 2, cp950 fails at byte 2"):
        decode(data, "big5")
    with pytest.raises(DecodeError, match="no codec is called 'klingon'"):
        decode(data, "klingon")


def test_strict_tells_programs_as_well():
    """A DecodeError carries the offset and what was tried, also from another process."""
    with pytest.raises(DecodeError) as caught:
        decode(b"ab\xe6\x96\x87c\xff\xff\xff\x00\x81", "big5")

    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert error.tried == (("utf-8", 6), ("cp950", 2))
        assert error.offset == 6
        assert "utf-8 fails at byte 6, cp950 fails at byte 2" in str(error)


def test_only_bytes():
    """A str is refused with the reason, and so is an unknown way to treat errors."""
    with pytest.raises(TypeError, match="decoded already"):
        decode("文")
    with pytest.raises(ValueError, match="'strict' or 'replace'"):
        decode(b"", errors="ignore")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)),
    st.sampled_from([None, "utf-8", "gbk", "big5", "utf-16", "hz", "ascii"]),
)
def test_replace_never_raises(data, declared):
    """Any bytes come back as text; without losses nothing was replaced."""
    found = decode(data, declared, errors="replace")

    assert isinstance(found.text, str)
    assert all(loss.data and data[loss.offset :].startswith(loss.data) for loss in found.losses)
