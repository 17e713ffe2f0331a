"""UTF-8 that was read in a single-byte encoding, once or more often: ä½ å¥½ is 你好, cafĂ© is café.

Whether a line looks bad, and how to make it good where it does not simply decode, is left to ftfy, told to touch
nothing but encoding.  What ftfy finds inside a line that is full of other high characters is chance (Russian in
KOI8-R has pairs that are UTF-8 for something), and the line stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from unicodedata import category

from cleantext.document import Edit
from cleantext.edits import align
from cleantext.repair.effort import Effort
from cleantext.repair.single.lattice import CP1252, TO_LATIN1
from cleantext.repair.tables import tables

__all__ = ["alphabets", "is_misread_utf8", "utf8", "whole_lines"]

_WESTERN = f"\u0080-\u00ff{CP1252}"
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_LEAD = re.compile(f"[\u00c2-\u00f4][\u0080-\u00bf{CP1252}]")
# GBK or EUC-JP read as UTF-8: gone for good, but ftfy would see a lost continuation behind Τ in ��Τ�, and take it.
_REPLACED = re.compile("(?:\ufffd[\u0080-\u07ff]{0,3}){3}")
_RUN = re.compile(f"[{_WESTERN}]{{2,}}")
_C1 = re.compile("[\u0080-\u009f]")
_CONTINUATIONS = frozenset(map(chr, (*range(0x80, 0xA0), *range(0xA1, 0xC0))))  # no-break spaces are themselves
_NEVER = ("ˆ", "˜")  # 0x88 and 0x98 in cp1252; nobody writes them
_TYPOGRAPHIC = frozenset("\x85\x91\x92\x93\x94\x95\x96\x97")
# C1 controls in the middle of letters are letters of another encoding (Mac, DOS), not cp1252 punctuation.
_FOREIGN = re.compile(f"[{_WESTERN}]{{3,}}")
_CODECS = ("cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859-2", "mac-roman", "cp437")
_PROVEN = 20  # characters of a text that were UTF-8
_MAX_FAILED = 64
_IN_VAIN = 20  # what a character costs that ftfy sees in vain, in us
_WON = 20  # what a character allows for that is repaired
_SHARE = 0.8  # of what may be bytes in a line, where some of it was UTF-8 and some was not
_BLOCK = 4000  # characters that ftfy is given at once


@cache
def alphabets() -> list[tuple[str, str]]:
    """Return the characters of lead bytes and of continuations, in each encoding; U+FFFD is a lost one."""
    found: dict[tuple[str, str], None] = {}
    for codec in _CODECS:
        high = [bytes((b,)).decode(codec, "replace").replace("\ufffd", chr(b)) for b in range(0x80, 0x100)]
        # None of them means anything to `re`.
        leads = "".join(high[0xC2 - 0x80 : 0xF5 - 0x80])
        trails = "".join(high[:0x40]) + "".join(map(chr, range(0x80, 0xA0))) + "\ufffd"
        found[leads, trails] = None
    return list(found)


@cache
def _gate() -> re.Pattern[str]:
    """Return what misread UTF-8 cannot be without: a lead byte and a continuation, in the same encoding."""
    first = "".join(dict.fromkeys("".join(leads for leads, _ in alphabets())))
    pairs = "|".join(f"(?<=[{leads}])[{trails}]" for leads, trails in alphabets())
    return re.compile(f"[{first}](?:{pairs}|(?<=[a-z]\u00c3) |(?<=[a-z] \u00c3) )")


@cache
def _sequences() -> list[re.Pattern[str]]:
    return [re.compile(f"[{leads}][{trails}]{{1,3}}") for leads, trails in alphabets()]


def is_misread_utf8(word: str) -> bool:
    """Return whether most high characters of a word stand as the bytes of UTF-8 do, some perhaps lost.

    >>> is_misread_utf8("cafĂ©"), is_misread_utf8("ÄãºÃ")
    (True, False)
    """
    high = sum(c > "\x7f" for c in word)
    return any(sum(len(m.group()) for m in p.finditer(word)) > 0.75 * high for p in _sequences())


def whole_lines(text: str) -> Iterator[Edit]:
    """Yield the edits of lines that are UTF-8 in Latin-1 or cp1252 from end to end.

    Before anything else reads them: three sequences in a line are never chance, one among many lines is not either.
    """
    if not (m := _LEAD.search(text)):
        return
    from ftfy.badness import is_bad

    start = text.rfind("\n", 0, m.start()) + 1
    found: list[tuple[int, list[Edit]]] = []
    for line in text[start:].split("\n"):
        if _LEAD.search(line):
            edits = _decoded(line, start)
            if edits and is_bad(line):
                found.append((sum(len(e.replacement) for e in edits), edits))
        start += len(line) + 1
    proven = sum(size for size, _ in found) > _PROVEN
    for size, edits in found:
        if size > 2 or proven:
            yield from edits


def utf8(text: str, *, effort: Effort | None = None) -> Iterator[Edit]:
    """Yield small edits for UTF-8 read in a single-byte encoding, and for C1 controls that cp1252 has graphics for."""
    effort = effort or Effort()
    gate = _gate()
    if (m := gate.search(text)) is None:
        if _C1.search(text):
            yield from _c1(text, 0)
        return
    start = text.rfind("\n", 0, m.start()) + 1
    if start:
        yield from _c1(text[:start], 0)
    failed = 0  # lines in a row that ftfy could not make sense of
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        for at in range(start, end, _BLOCK) if end - start > _BLOCK else (start,):
            line = text[at : min(at + _BLOCK, end)]
            asked = failed < _MAX_FAILED
            edits = _fix(line, at, gate) if asked else None
            if edits is None:
                if asked:
                    effort.spend(_IN_VAIN * len(line))
                edits = list(_c1(line, at))
                failed += gate.search(line) is not None
            elif edits:
                effort.earn(_WON * sum(e.end - e.start for e in edits))
                failed = 0
            yield from edits
        start = end + 1


def _fix(line: str, start: int, gate: re.Pattern[str]) -> list[Edit] | None:
    """Return the edits of a line; None if it looks bad and stays so."""
    if not gate.search(line):
        return list(_c1(line, start))
    from ftfy.badness import is_bad

    if not is_bad(line):
        return list(_c1(line, start))
    return _decoded(line, start) or (None if _REPLACED.search(line) else _by_ftfy(line, start))


def _decoded(line: str, start: int) -> list[Edit] | None:
    """Return the edits if the whole line is UTF-8 in Latin-1 or cp1252."""
    edits = []
    for m in _NOT_ASCII.finditer(line):
        try:
            data = m.group().translate(TO_LATIN1).encode("latin-1")
            edits.append(_edit(start + m.start(), m.group(), data, data.decode(), "latin-1/cp1252"))
        except UnicodeError:
            return None
    return edits


def _by_ftfy(line: str, start: int) -> list[Edit] | None:
    """Return the edits that ftfy would make; None if none, or if they look like chance."""
    import ftfy

    fixed, plan = ftfy.fix_encoding_and_explain(line, _config())
    if fixed == line:
        return None
    inconsistent = any(step.parameter == "decode_inconsistent_utf8" for step in plan or ())
    # Two characters that became one are one less; so this many can have changed, and no line need be compared for it.
    most = 2 * (len(line) - len(fixed)) + len(_C1.findall(line))
    if inconsistent and most < _SHARE * _in_runs(line):
        return None
    edits = [e for e in align(line, fixed, "encoding.mojibake-utf8") if not _is_no_graphic(line, e)]
    if not edits:
        return None
    codec = next((step.parameter for step in plan or () if step.action == "encode"), "mixed")
    if not _is_text(edits, line, western=codec in ("latin-1", "sloppy-windows-1252")):
        return None
    if inconsistent and sum(c > "\x7f" for e in edits for c in e.removed) < _SHARE * _in_runs(line):
        return None
    return [
        _edit(start + e.start, e.removed, e.removed.encode("utf-8", "replace"), e.replacement, codec, by="ftfy")
        for e in edits
    ]


def _in_runs(line: str) -> int:
    """Return how many characters stand side by side that may be bytes; çã and the like are letters of a word."""
    runs = _RUN.findall(line)
    return sum(len(run) for run in runs if len(run) > 2 or not run.islower())


def _is_text(edits: list[Edit], line: str, *, western: bool) -> bool:
    """Return whether what came out is characters that people write."""
    han = common = 0
    for e in edits:
        before = line[e.start - 1 : e.start]
        for c in e.replacement:
            if c > "\xff":
                kind = category(c)
                if kind in ("Cn", "Co", "Cs") or (kind == "Mn" and before < "A"):
                    return False
                if "\u2e80" <= c <= "\ufaff" and not western:
                    han += 1
                    common += not "㐀" <= c <= "鿿" or _is_common(c)
            before = c
    return not han or (han > 2 and common > 0.7 * han)


def _is_common(c: str) -> bool:
    known = tables()
    k = known.cells.get(c, -1)
    return k >= 0 and known.log(k) > -13


def _edit(start: int, removed: str, data: bytes, text: str, codec: str, **more: str) -> Edit:
    evidence = {
        "class": "mojibake-utf8",
        "codec": f"{codec} -> utf-8",
        "before": data[:40].hex(),
        "after": text[:40].encode("utf-8", "replace")[:40].hex(),
        "verdict": "proven",
        **more,
    }
    rule = "encoding.mojibake-utf8"
    return Edit(start, start + len(removed), replacement=text, rule=rule, evidence=evidence, removed=removed)


def _c1(text: str, start: int) -> Iterator[Edit]:
    """Yield an edit for each C1 control that is a graphic character in cp1252."""
    if not _C1.search(text):
        return
    foreign = [m.span() for m in _FOREIGN.finditer(text) if not _TYPOGRAPHIC.issuperset(m.group())]  # ”……
    k = 0
    for m in _C1.finditer(text):
        while k < len(foreign) and foreign[k][1] <= m.start():
            k += 1
        if k < len(foreign) and foreign[k][0] <= m.start():
            continue
        try:
            graphic = m.group().encode("latin-1").decode("cp1252")
        except UnicodeDecodeError:
            continue
        if graphic in _NEVER or _is_piece(text, m.start()):
            continue
        at = start + m.start()
        evidence = {
            "class": "c1",
            "codec": "latin-1 -> cp1252",
            "before": m.group().encode("latin-1").hex(),
            "after": graphic.encode().hex(),
            "verdict": "proven",
        }
        yield Edit(at, at + 1, replacement=graphic, rule="encoding.c1", evidence=evidence)


def _is_no_graphic(line: str, e: Edit) -> bool:
    """Return whether an edit of ftfy's takes a C1 control for a graphic character that it is not."""
    return _C1.fullmatch(e.removed) is not None and (e.replacement in _NEVER or _is_piece(line, e.start))


def _is_piece(text: str, at: int) -> bool:
    """Return whether a C1 control is what is left of a character of three bytes, as 자 without its first is \x9e\x90.

    In such a script only quotation marks, dashes and dots may have been cp1252, and no mark stands on them.
    """
    start = end = at
    while start and text[start - 1] in _CONTINUATIONS:
        start -= 1
    while end < len(text) and text[end] in _CONTINUATIONS:
        end += 1
    right = text[end : end + 1]
    if right and category(right)[0] == "M":
        return True
    beside = any(c >= "\u0800" and c.isalpha() for c in text[max(0, start - 1) : start] + right)
    return beside and not _TYPOGRAPHIC.issuperset(text[start:end])


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
    )
