"""Damage made from healthy text by the mechanism of the real pages is undone, and seldom wrongly."""

import random
import re
import unicodedata
from pathlib import Path

import pytest

from cleantext import Document, RepairEncoding
from cleantext.repair.tables import CELLS, bytes_of, cell, tables

SEEDS = Path(__file__).parents[1] / "seeds" / "gold"
TONES = ["", "\u0304", "\u0301", "\u030c", "\u0300"]
FOLD = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)}
UNFOLD = {ord(c): ord(c) + 0xFEE0 for c in "!?,"}


def spell(reading):
    """huan2 -> huán."""
    tone = int(reading[-1]) if reading[-1].isdigit() else 0
    letters = reading.rstrip("1234").replace("v", "ü")
    at = next((letters.index(c) for c in "aeo" if c in letters), None)
    at = max((k for k, c in enumerate(letters) if c in "iuü"), default=0) if at is None else at
    return unicodedata.normalize("NFC", letters[: at + 1] + TONES[tone] + letters[at + 1 :])


def lossy(data, private):
    """Decode GBK as the pages were: an illegal pair is one `?` and swallows what is in 21-3F."""
    out, at = [], 0
    while at < len(data):
        k = cell(data[at], data[at + 1]) if at + 1 < len(data) else -1
        if data[at] < 0x80:
            out.append(chr(data[at]))
        elif k >= 0:
            c = tables().chars[k]
            out.append(c if private or not "\ue000" <= c <= "\uf8ff" else "")
            at += 1
        else:
            out.append("?")
            at += at + 1 < len(data) and 0x21 <= data[at + 1] <= 0x3F
        at += 1
    return "".join(out)


def garble(text, rng, *, private, pinyin):
    """Put readings behind the Traditional characters of a random table, and handle ！？， as bytes."""
    known = tables()
    data = text.encode("gb18030")
    if pinyin:
        share = rng.choice([0.4, 0.8, 0.95])
        pool = [k for k in range(CELLS) if known.is_traditional(k) and known.readings(k) and known.log(k) > -12]
        for k in rng.sample(pool, int(share * len(pool))):
            pair = bytes(bytes_of(k))
            if pair in data:
                data = data.replace(pair, pair + f"({spell(known.readings(k)[0])})".encode("gb18030"))
    pieces = re.split(b"(\xa3[\xa1\xbf\xac])", data)
    return "".join(p.decode("gbk") if k % 2 else lossy(p, private) for k, p in enumerate(pieces)).translate(FOLD)


def paragraphs():
    for number in ("000", "002"):
        for line in SEEDS.joinpath(f"{number}.native.txt").read_text("utf-8").splitlines():
            if len(line) > 30:
                # In GBK the marks were full width.
                yield line.translate(UNFOLD)


@pytest.mark.parametrize("private", [True, False], ids=["private-kept", "private-dropped"])
@pytest.mark.parametrize("pinyin", [True, False], ids=["pinyin", "no-pinyin"])
def test_damage_is_undone(private, pinyin):
    """At least 95 % of the edits give what stood there; readings go where nothing else is broken."""
    rng = random.Random(7)
    right = total = exact = plain = 0
    for text in paragraphs():
        for _ in range(4):
            want = text.translate(FOLD)
            broken = garble(text, rng, private=private, pinyin=pinyin)
            doc = RepairEncoding()(Document(broken))
            runs = [e for e in doc.edits if e.rule in ("encoding.lost-hanzi", "encoding.phase-shift")]
            total += len(runs)
            right += sum(e.replacement.translate(FOLD) in want for e in runs)
            if "?" not in broken:
                plain += 1
                exact += doc.text == want

    assert total > (100 if pinyin else 1)
    assert right >= 0.95 * total
    assert exact >= 0.995 * plain
