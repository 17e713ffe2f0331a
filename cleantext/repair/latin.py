"""Bytes that were read as Latin-1 or cp1252: ÄãºÃ is 你好 in GBK, ä½ å¥½ is 你好 in UTF-8.

GBK and Big5 first, and by ourselves: ftfy knows only UTF-8, and finds it in GBK where there is none
(学校 = Ñ§Ð£ has two pairs that are UTF-8 for Cyrillic letters, so ftfy makes ѧУ of it; such damage
is undone here as well).  A run becomes Chinese if it decodes without a gap and reads like Chinese.
Everything else that looks bad goes to ftfy, a line at a time, told to touch nothing but encoding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from cleantext.document import Edit
from cleantext.edits import align
from cleantext.repair.tables import cell, tables

__all__ = ["gbk_and_big5", "utf8"]

# cp1252 has these where Latin-1 has controls.
_CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TO_LATIN1 = {ord(c): c.encode("cp1252").decode("latin-1") for c in _CP1252}
# Two of them in a row: no European orthography writes many such pairs, every misread one has them.
_GATE = re.compile(f"[\u00a1-\u00ff][\u0080-\u00ff{_CP1252}]")
_PAIRED = f"[\u0080-\u00ff{_CP1252}]"
# U+0100 and above: what ftfy makes of two or three bytes of GBK that happen to be UTF-8.
_RUN = re.compile(
    f"(?:{_PAIRED}|[\u0100-\u07ff](?={_PAIRED}))"
    f"(?:[\u0020-\u007e\u0080-\u07ff{_CP1252}]|(?<=[\u0080-\u07ff])[\u0800-\ud7ff\ue000-\uffff](?=[\u0080-\u07ff])){{3,}}"
)
_C1 = re.compile("[\u0080-\u009f]")
_SAMPLE = 1500  # bytes that decide about a run


def gbk_and_big5(text: str, *, guess: bool = True) -> Iterator[Edit]:
    """Yield an edit for each run of GBK or Big5 that was read as Latin-1 or cp1252."""
    if not _GATE.search(text):
        return
    for m in _RUN.finditer(text):
        for e in _repair_run(m.group(), m.start()):
            if guess or (e.evidence and e.evidence["verdict"] == "proven"):
                yield e


def utf8(text: str) -> Iterator[Edit]:
    """Yield small edits for UTF-8 that was read as Latin-1 or cp1252, once or more often, and for stray C1 bytes."""
    if _GATE.search(text):
        end = 0
        for m in _GATE.finditer(text):
            if m.start() < end:
                continue
            start = text.rfind("\n", 0, m.start()) + 1
            end = text.find("\n", m.start())
            end = len(text) if end < 0 else end
            yield from _fix_line(text[start:end], start)
    elif _C1.search(text):
        yield from _c1(text, 0)


def _fix_line(line: str, start: int) -> Iterator[Edit]:
    import ftfy
    from ftfy.badness import is_bad

    if is_bad(line) and not any(_is_suspect(m.group()) for m in _RUN.finditer(line)):
        fixed = ftfy.fix_text_segment(line, _config())
        if fixed != line:
            evidence = {"class": "mojibake-utf8", "codec": "latin-1/cp1252 -> utf-8", "by": "ftfy", "verdict": "proven"}
            for e in align(line, fixed, "encoding.mojibake-utf8"):
                yield replace(e, start=e.start + start, end=e.end + start, evidence=evidence)
            return
    yield from _c1(line, start)


def _c1(text: str, start: int) -> Iterator[Edit]:
    """Yield an edit for each C1 control that is a graphic character in cp1252."""
    for m in _C1.finditer(text):
        try:
            graphic = m.group().encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue
        evidence = {"class": "c1", "codec": "latin-1 -> cp1252", "verdict": "proven"}
        at = start + m.start()
        yield Edit(at, at + 1, replacement=graphic, rule="encoding.c1", evidence=evidence)


@cache
def _config() -> Any:
    import ftfy

    # Nothing but encoding: no width, no quotes, no ligatures, no normalisation.
    return ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_encoding=True,
        fix_c1_controls=True,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )


def _to_bytes(run: str) -> bytes:
    run = run.translate(_TO_LATIN1)
    try:
        return run.encode("latin-1")
    except UnicodeEncodeError:
        return b"".join(c.encode("latin-1" if c < "\u0100" else "utf-8") for c in run)


def _repair_run(run: str, start: int) -> Iterator[Edit]:
    # é à ü: fewer than four different high characters are a word of some language.
    different = len(set(run[:_SAMPLE]) & _HIGH)
    if different < 3 or (different < 4 and len(run) > 11):
        return
    if _is_utf8(_to_bytes(run)):
        return
    damaged = any(c > "\u00ff" and c not in _CP1252 for c in run[:_SAMPLE])
    for skip in (0, 1):
        data = _to_bytes(run[skip:])
        found = _read(data, "gb18030")
        if found[0] < _SURE:
            found = max(found, _read(data, "cp950"))
        if damaged and (undone := _undo_ftfy(run[skip:])) != data:
            better = _read(undone, "gb18030")
            if better > found:
                data, found = undone, better
        score, codec, size = found
        if score == _NO or (damaged and size < 8):
            continue
        cut = len(run) - (len(data) - size)
        name = "mojibake-gbk" if codec == "gb18030" else "mojibake-big5"
        evidence = {
            "class": name,
            "codec": f"latin-1/cp1252 -> {codec}",
            "before": data[:40].hex(),
            "score": round(score, 2),
            "verdict": "guessed" if damaged else "proven",
        }
        decoded = data[:size].decode(codec)
        yield Edit(start + skip, start + cut, replacement=decoded, rule="encoding." + name, evidence=evidence)
        return


def _undo_ftfy(run: str) -> bytes:
    """Return the likeliest GBK bytes of a run in which ftfy took pairs for UTF-8; b"" if nothing reads.

    ò is either its own byte or what ftfy made of Ã²; the choice that reads best wins.
    """
    known = tables()
    # score, byte in hand or 0, left neighbour, what came out
    states: list[tuple[float, int, int, bytes]] = [(0.0, 0, -1, b"")]
    for c in run[:_SAMPLE]:
        latin = c.translate(_TO_LATIN1)
        ways = [latin.encode("latin-1")] if latin < "\u0100" else []
        if c >= "\u00a0" and c not in _CP1252:
            ways.append(c.encode("utf-8"))
        new: dict[tuple[int, int], tuple[float, int, int, bytes]] = {}
        for score, pending, left, out in states:
            for way in ways:
                s, p, k = score, pending, left
                for b in way:
                    if p:
                        k = cell(p, b)
                        s += known.after(left, k) if k >= 0 else -40.0
                        p = 0
                    elif b >= 0x81:
                        p = b
                    else:
                        k, s = -1, s - 4.0
                if (p, k) not in new or new[p, k][0] < s:
                    new[p, k] = (s, p, k, out + way)
        states = sorted(new.values(), key=lambda state: -state[0])[:12]
    best = max((state for state in states if not state[1]), key=lambda state: state[0], default=None)
    return best[3] + _to_bytes(run[_SAMPLE:]) if best else b""


_HIGH = frozenset(chr(c) for c in range(0x80, 0x800)) | frozenset(_CP1252)
_NO = -99.0
_SURE = -7.5


def _is_utf8(data: bytes) -> bool:
    try:
        data[:_SAMPLE].rstrip(bytes(range(0x80, 0x100))).decode("utf-8")
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read(data: bytes, codec: str) -> tuple[float, str, int]:
    """Return how much the bytes read like Chinese in `codec` (or `_NO`), and how many of them do."""
    size = len(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        # Half a character or a word of something else may stand at the end.
        if error.start < len(data) - 3 or error.start < 4:
            return _NO, codec, 0
        size = error.start
        text = data[:size].decode(codec)
    known = tables()
    score, pairs, left, good = 0.0, 0, -1, 0
    for c in text[:_SAMPLE]:
        if c < "\x80":
            left = -1
            continue
        k = known.cells.get(c, -1)
        if k < 0:
            return _NO, codec, 0
        score += known.after(left, k)
        pairs += 1
        good += known.logs[k] < 140
        left = k
    if pairs < (2 if codec == "gb18030" else 3):
        return _NO, codec, 0
    mean = score / pairs
    floor = -8.2 if pairs > 3 else -7.4
    if mean < floor or good < 0.8 * pairs:
        return _NO, codec, 0
    return mean, codec, size


def _is_suspect(run: str) -> bool:
    """Return whether the run may be GBK: ftfy would find UTF-8 in it and destroy it."""
    data = _to_bytes(run)
    if _is_utf8(data):
        return False
    pairs = hanzi = 0
    at = 0
    while at + 1 < min(len(data), _SAMPLE):
        if data[at] < 0x81:
            at += 1
            continue
        pairs += 1
        hanzi += 0xB0 <= data[at] <= 0xF7 and data[at + 1] >= 0xA1
        at += 2
    if pairs < 2 or hanzi < 0.8 * pairs:
        return False
    known = tables()
    text = data[:_SAMPLE].decode("gb18030", "replace")
    cells = [k for c in text if (k := known.cells.get(c, -1)) >= 0 and known.is_hanzi(k)]
    return bool(cells) and sum(known.is_common(k) for k in cells) > 0.8 * len(cells)
