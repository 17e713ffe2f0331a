"""Every repair says what it saw: codec path, bytes before and after, what proves it, and whether it is a guess."""

import json

import pytest

from cleantext import Document, RepairEncoding

CHINESE = "今天的天气真的很好，所以我们决定去公园里散步。"
# What each class is made from, and what its evidence has besides; `None` stands for any value.
BROKEN = {
    "pinyin-residue": ("強化醫(yī)療衛(wèi)生服務(wù)", {"codec": "gbk", "reading": "yī", "verdict": "proven"}),
    "lost-hanzi": ("針對患者住院?jiǎn)?wèn)題", {"codec": "gbk", "gain": None, "chance": None, "resync": "28"}),
    "phase-shift": ("洗手分內外?!薄白⒁猸h境衛生", {"codec": "gbk", "gain": None, "resync": "68", "verdict": "proven"}),
    "mojibake-gbk": (CHINESE.encode("gbk").decode("latin-1"), {"codec": None, "gain": None, "verdict": "proven"}),
    "mojibake-big5": ("今天的天氣真的很好".encode("big5").decode("latin-1"), {"codec": None, "gain": None}),
    "mojibake-utf8": (CHINESE.encode().decode("latin-1"), {"codec": "latin-1/cp1252 -> utf-8", "verdict": "proven"}),
    "mojibake-utf8-gbk": (CHINESE.encode().decode("gbk", "replace"), {"holes": None, "doubt": None, "gain": None}),
    "mojibake-gbk-big5": (CHINESE.encode("gbk").decode("big5", "replace"), {"codec": "cp950 -> gbk", "gain": None}),
    "mojibake-gbk-cp949": (CHINESE.encode("gbk").decode("cp949", "replace"), {"codec": "cp949 -> gbk", "gain": None}),
    "entity": ("&#20320;&#22909;", {"codec": "html", "before": "&#20320;&#22909;", "verdict": "proven"}),
    "c1": ("他说\x93好的\x94。", {"codec": "latin-1 -> cp1252", "verdict": "proven"}),
    "private-use": ("文\ue815字", {"codec": None, "code": None, "verdict": "proven"}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_evidence(name):
    """Class, codec, bytes in hexadecimal and verdict stand in the evidence of each edit, and what decided."""
    text, wanted = BROKEN[name]
    edits = RepairEncoding()(Document(text)).edits

    assert {e.rule for e in edits} == {"encoding." + name}
    for e in edits:
        assert json.loads(json.dumps(dict(e.evidence))) == dict(e.evidence)
        assert e.evidence["class"] == name
        assert e.evidence["verdict"] in ("proven", "guessed")
        assert name == "entity" or bytes.fromhex(e.evidence["before"])
        assert bytes.fromhex(e.evidence["after"])
        assert e.evidence["codec"]
    first = edits[0].evidence
    assert {k: first[k] if v is not None else None for k, v in wanted.items()} == wanted
    assert first.get("gain", 1.0) > 0


@pytest.mark.parametrize("name", BROKEN)
def test_without_guessing_nothing_is_guessed(name):
    """`guess=False` does what is proven, and tells of the rest."""
    text, _ = BROKEN[name]
    guessed = [e for e in RepairEncoding()(Document(text)).edits if e.evidence["verdict"] == "guessed"]
    doc = RepairEncoding(guess=False)(Document(text))

    assert all(e.evidence["verdict"] == "proven" for e in doc.edits)
    assert not guessed or doc.meta["damage"]["flagged"][name] >= 1
