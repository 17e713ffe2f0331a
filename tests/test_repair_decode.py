"""decode() finds the encoding, says how, and never loses a byte in silence."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import Decoded, DecodeError, decode

CHINESE = "网页上的文字应当清楚明白，不该有乱码。"
TAIWANESE = "網頁上的文字應當清楚明白，不該有亂碼。"


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
    ],
)
def test_decode(data, declared, text, encoding, method):
    """Each way to find an encoding is taken in its turn."""
    assert decode(data, declared) == Decoded(text, encoding, method)


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


def test_only_bytes():
    """A str is refused with the reason, and so is an unknown way to treat errors."""
    with pytest.raises(TypeError, match="decoded already"):
        decode("文")
    with pytest.raises(ValueError, match="'strict' or 'replace'"):
        decode(b"", errors="ignore")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.sampled_from([None, "utf-8", "gbk", "big5", "utf-16", "ascii"]))
def test_replace_never_raises(data, declared):
    """Any bytes come back as text; without losses nothing was replaced."""
    found = decode(data, declared, errors="replace")

    assert isinstance(found.text, str)
    assert all(loss.data and data[loss.offset :].startswith(loss.data) for loss in found.losses)
