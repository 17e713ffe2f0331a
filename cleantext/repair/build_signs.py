"""Builds data/signs.npz: what each character is a sign of, and what betrays each pair of encodings.  For developers.

All of it follows from Python's codecs, the modules of the repairs and gbk.npz; to find it takes 200 ms, which the
first text of a process should not.  Run `python -m cleantext.repair.build_signs` after `build_tables`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cleantext.repair import losses
from cleantext.repair.double.pairs import LATIN, LATIN_SIGNS, LEADS, PAIRS, USUAL, USUAL_TRADITIONAL, Pair, table
from cleantext.repair.signs import Sign
from cleantext.repair.single import utf8
from cleantext.repair.single.lattice import CP1252
from cleantext.repair.tables import tables
from cleantext.script.tables import to_points

__all__ = ["build", "sign_table", "signs_of"]

OUT = Path(__file__).with_name("data") / "signs.npz"

SELDOM = -11.5  # of the tables' logarithms


def build(out: Path = OUT) -> None:
    """Write the file."""
    pairs = {pair.name: np.frombuffer(signs_of(pair).encode(), np.uint8) for pair in PAIRS}
    np.savez_compressed(out, table=sign_table(), **pairs)  # type: ignore[arg-type]


def signs_of(pair: Pair) -> str:
    """Return the characters of the wrong reading that healthy text seldom has."""
    known = table(pair.wrong)
    if pair.right != "utf-8":
        pairs = (c.encode(pair.right, "ignore") for c in pair.usual)
        found = {known[data[0], data[1]] for data in pairs if len(data) == 2 and (data[0], data[1]) in known}
        found = {c for c in found - common() if not "\uac00" <= c <= "\ud7a3"}
        # ，。、！：, which have to be between hanzi, too: 好ㄛ is Taiwanese for 好喔.
        return "".join(sorted(found | (set("ㄛ﹝﹜ㄐㄩ") if pair.name == "gbk-big5" else set())))
    if pair.wrong == "cp949":  # Hangul that KS X 1001 lacks, and so does nearly all Korean
        return "".join(sorted(c for (a, b), c in known.items() if (a < 0xA1 or b < 0xA1) and "가" <= c <= "힣"))
    found = {c for (a, b), c in known.items() if a in LEADS and 0x80 <= b <= 0xBF}
    return "".join(sorted(found - (healthy() if pair.wrong == "gb18030" else common())))


@cache
def common() -> frozenset[str]:
    """Return what healthy text has: level 1 of GB2312, of Big5 and of JIS, and kana."""
    found = {c for (a, b), c in table("gbk").items() if 0xA1 <= a <= 0xD7 and b >= 0xA1}
    found |= {c for (a, _), c in table("cp950").items() if a <= 0xC6 and not "\u3100" <= c <= "\u312f"}
    found |= {c for (a, _), c in table("cp932").items() if a <= 0x97}
    return frozenset(found)


@cache
def healthy() -> frozenset[str]:
    """Return what healthy text has that only rare characters become when UTF-8 is read as GBK: 錄 鐘 浏 鑰."""
    cells, log = tables().cells, tables().log
    usual = {c.encode()[:2].decode("gbk", "replace") for c in USUAL + USUAL_TRADITIONAL}
    return frozenset(c for c, k in cells.items() if log(k) > SELDOM and c not in usual)


def sign_table() -> NDArray[np.uint16]:
    """Return the signs of each character of the first plane."""
    found = {pair.name: signs_of(pair) for pair in PAIRS}
    leads, trails = ("".join(kind) for kind in zip(*utf8.alphabets(), strict=True))
    first, *rest = found.values()
    others = "".join(rest)
    rare = "".join(c for c in first if c not in others)
    # Not ° · and no-break spaces, which Chinese text has.
    high = "".join(map(chr, (*range(0x80, 0xA0), *range(0xA1, 0x100)))).translate(dict.fromkeys(map(ord, "°·")))
    out = np.zeros(0x10000, np.uint16)
    for sign, characters in (
        (Sign.HIGH, high),
        (Sign.BYTE, CP1252 + "".join(map(chr, range(0x80, 0x100)))),
        (Sign.PRIVATE, "".join(map(chr, range(0xE78D, 0xE865)))),
        (Sign.CROSSED, others + "".join(map(chr, (*range(0xFF61, 0xFFA0), *range(0xAC00, 0xD7A4))))),
        (Sign.LOST, losses.SIGNS),
        (Sign.QUESTION, "?\ufffd"),
        (Sign.BRACKET, "("),
        (Sign.ENTITY, "&#"),
        # ftfy reads `Ã ` as à, whose second byte is a no-break space.
        (Sign.UTF8, "".join(map(chr, range(0x80, 0xA0))) + "Ã"),
        (Sign.HAN, "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00))))),
        (Sign.LEAD, leads),
        (Sign.TRAIL, trails),
        (Sign.LATIN, LATIN_SIGNS),
        (Sign.LATIN_ON, LATIN),
        (Sign.RARE, rare),
        (Sign.RARE_ON, PAIRS[0].members),
    ):
        out[to_points(characters)] |= np.uint16(sign)
    return out


if __name__ == "__main__":
    build()
