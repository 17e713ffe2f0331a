"""Words of a text that do not decode as they stand, or not from their beginning: read with the `lattice`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from cleantext.document import Edit
from cleantext.repair.effort import Effort
from cleantext.repair.single.bytepairs import CODECS, pairs, rival
from cleantext.repair.single.lattice import CP1252, Reading, read
from cleantext.repair.single.utf8 import is_misread_utf8
from cleantext.repair.single.verdict import CERTAIN, CONTEXT, RIVAL, charmap, edit, least

__all__ = ["Damaged"]

# Characters without separators; quotation marks are none, because ftfy makes them of bytes.
_HIGH = f"\u0080-\u07ff\ufffd{CP1252}"
_PLAIN = f"[\"';@-~{_HIGH}]"
_BESIDE = f"(?<=[{_HIGH}])[\u0800-\ufffc\U00010000-\U0010ffff]|[\u0800-\u1fff\uac00-\ud7a3\ue000-\uf8ff](?=[{_HIGH}])"
# Two at least; few rounds of a group, as `re` keeps a hundred bytes for each.
_WORD = re.compile(f"(?=(?:{_PLAIN}|{_BESIDE}){{2}})(?:{_PLAIN}+|{_BESIDE})+")
_ODD = re.compile(f"[\u0100-\u07ff\ufffd]|(?<=[{_HIGH}])[\u0800-\u1fff\u2800-\ud7ff\ue000-\uffef]")
_CP1252, _C1 = re.compile(f"[{CP1252}]"), re.compile("[\u0080-\u009f]")
_LATIN = re.compile(f"[\u0080-\u00ff{CP1252}]")
_MARKS = "«»‹›„“”‚‘’…—–·•©®™°"  # around a word: «Тема», «مطلق»
_ALPHABETS = [0x370, 0x400, 0x530, 0x590, 0x600, 0x780]  # where each begins
_NATURAL = 30.0  # what it takes to make Chinese of a word in Latin letters
_LATTICE_MARGIN = 1.5
_MAX_FAILED = 64  # runs in a row that looked promising
_PROBE = 60  # characters that show whether a run is worth reading
_MOST = 20_000  # characters of such runs in a text; reading them takes a second or two
_IN_VAIN = 30  # what a character costs in the lattice, in us
_BLOCK = 3000  # characters that are read at once


class Damaged:
    """The words of one text, and how much Chinese has been found around them."""

    def __init__(self, text: str, codec: int, context: float, effort: Effort) -> None:
        self.effort = effort
        self.too_many = False  # words that were to be read
        self.tried = 0  # characters that the lattice read for the word in hand
        self.text, self.codec, self.context = text, codec, context
        # cp1252 was the decoder, and what it lacks is not there as a control.
        self.lossy = _CP1252.search(text) is not None and _C1.search(text) is None

    def edits(self, places: Sequence[int], taken: list[tuple[int, int]]) -> Iterator[Edit]:
        """Yield the edits of the words around `places`, outside of the spans `taken`; both are sorted.

        What the edits gain is context for the next ones.
        """
        words: list[tuple[int, int]] = []
        size = 0
        for start, end in self.words(places, taken):
            words.append((start, end))
            size += end - start
            # All or nothing, so that a second pass finds what the first one did.
            if size > _MOST:
                self.too_many = True
                return
        failed = 0
        for start, end in words:
            if failed > _MAX_FAILED:
                return
            self.tried = 0
            found = self.read(self.text[start:end], start)
            failed = 0 if found else failed + 1
            left = 1 - sum(e.end - e.start for e in found) / (end - start)
            self.effort.spend(_IN_VAIN * self.tried * left)
            self.context += sum(e.evidence["gain"] for e in found if e.evidence)
            yield from found

    def words(self, places: Sequence[int], taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield the words around `places`, cut where spans are taken."""
        words = _WORD.finditer(self.text, self.text.rfind("\n", 0, places[0]) + 1)
        word, done = next(words, None), 0
        for at in places:
            if at < done:
                continue
            while word and word.end() <= at:
                word = next(words, None)
            if word is None:
                return
            start, end = word.span()
            if start > at:
                continue
            k = bisect_left(taken, (at + 1, 0))
            start = max(start, taken[k - 1][1]) if k else start
            end = min(end, taken[k][0], start + _BLOCK) if k < len(taken) else min(end, start + _BLOCK)
            done = max(end, at + 1)
            if start < end:
                yield start, end

    def read(self, word: str, start: int) -> list[Edit]:
        """Return the edits of a word that begins at `start`: in the usual codec first, with no bytes dropped first."""
        # cp1252 loses 5 bytes of 128; where more is lost, it was no decoder of single bytes.
        if word.count("\ufffd") * 5 > len(word):
            return []
        latin, odd = len(_LATIN.findall(word)), len(_ODD.findall(word))
        enough = (0, 2) if self.context > CONTEXT else (2, 4)
        if latin < enough[0] or latin + odd < enough[1] or latin + odd < 0.4 * len(word):
            return []
        if is_misread_utf8(word[:_PROBE]) or not (odd or self.promises(word)):
            return []
        best: list[Reading] = []
        for codec in (self.codec,) if self.context > CONTEXT else (self.codec, 1 - self.codec):
            for dropped in (False, True) if self.lossy else (False,):
                probe = self.accepted(word[:_PROBE], codec, dropped=dropped)
                if not probe:
                    continue
                readings = probe if len(word) <= _PROBE else self.accepted(word, codec, dropped=dropped)
                if sum(r.gain for r in readings) > sum(r.gain for r in best) + 4:
                    best, name = readings, CODECS[codec]
                if not _is_weak(word, best):
                    break
            if best:
                break
        return [
            edit(self.text, start + r.start, start + r.end, r.data, name, r.gain, holes=r.holes, damaged=True)
            for r in best
        ]

    def promises(self, word: str) -> bool:
        """Return whether three pairs in a row read well, from the first byte or from the second."""
        points = np.minimum(np.frombuffer(word[:_PROBE].encode("utf-32-le", "surrogatepass"), "<u4"), 0xFFFF)
        data = charmap("cp1252")[points].astype(np.int64)
        for start in (0, 1):
            size = (len(data) - start) // 2
            codes = data[start::2][:size] << 8 | data[start + 1 :: 2][:size]
            for codec in CODECS:
                gain = pairs(codec).gain(codes, np.ones(size, bool))
                if size > 2 and np.convolve(gain, np.ones(3), "valid").max() > 3.0:
                    return True
        return False

    def accepted(self, word: str, codec: int, *, dropped: bool) -> list[Reading]:
        """Return the readings that gain enough, and are no words in Latin letters."""
        found = []
        self.tried += len(word) * (1 + 2 * dropped)
        for r in read(word, CODECS[codec], dropped=dropped):
            needed = least(len(r.codes), codec, self.context) + _LATTICE_MARGIN
            if r.gain < _NATURAL and _is_natural(word, r.start, r.end):
                continue
            if _is_in_one_alphabet(word[r.start : r.end]):
                continue
            if r.gain > CERTAIN + 6 or (r.gain > needed and r.gain - RIVAL * rival(np.array(r.codes)) > needed):
                found.append(r)
        return found


def _is_natural(word: str, start: int, end: int) -> bool:
    """Return whether a span lies in a word of Latin letters: nothing else, and not in mixed case."""
    while start and _is_letter(word[start - 1]):
        start -= 1
    while end < len(word) and _is_letter(word[end]):
        end += 1
    span = word[start:end]
    if not all(map(_is_letter, span)):
        return False
    letters = "".join(c for c in span if c.isalpha() and not "\u02b0" <= c <= "\u036f")
    return letters.islower() or letters.isupper() or letters.istitle()


def _is_in_one_alphabet(span: str) -> bool:
    """Return whether a span is a word in Greek, Cyrillic, Armenian, Hebrew or Arabic letters, marks around it aside.

    What ftfy makes of GBK has such letters, too, but among others and in mixed case: ½ñÌìÊÇѧУ.
    """
    span = span.strip(_MARKS)
    letters = [c for c in span if c >= "\u0370" and c.isalpha()]
    if len(letters) < 3 or len(letters) < 0.75 * len(span):
        return False
    found = {bisect_left(_ALPHABETS, ord(c) + 1) for c in letters}
    word = "".join(letters)
    return len(found) == 1 and (word == word.lower() or word == word.upper() or word.istitle())


def _is_letter(c: str) -> bool:
    """Return whether a character is a Latin letter, a phonetic one, a mark on one, or what joins two."""
    if "\u02b0" <= c <= "\u036f" or c in "'’‐‑ꞌ":
        return True
    return c.isalpha() and (c < "\u02b0" or "\u1d00" <= c <= "\u1eff")


def _is_weak(word: str, readings: list[Reading]) -> bool:
    """Return whether the readings leave some high character of the word, or need bytes to be read otherwise."""
    left = len(word) - sum(r.end - r.start for r in readings)
    return left > 0 or any(r.gain < 1.2 * len(r.codes) for r in readings)
