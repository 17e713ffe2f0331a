"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked for in all
lines at once.  Of such a text three characters are looked for, by the numbers that the gate gives them; where others
have the same number a pattern is tried in vain.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.patterns import Patterns
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.boilerplate.short import Short

__all__ = ["FRAME_WORDS", "MEMBER_WORDS", "POST_WORDS", "Late", "late"]

# What one may do with a post, in a line that comes again around each.
POST_WORDS = (
    "举报|检举|回[复覆应帖]|引用|点赞|赞同|分享|收藏|留言|评论|有帮助|采纳|追问|只看|楼$|返信|通報|답글|신고"
    "|reply|quote|report|zitieren|antworten|melden|citer|citant|citando|responder|citar"
)
# What a board tells of the writer of a post: how long here, how many posts, of what rank.
MEMBER_WORDS = (
    "(?:joined|join date|registered|member since|messages|posts|likes received|reaction score|reputation|trophy points"
    "|registriert seit|dabei seit|anmeldungsdatum|beiträge|enregistré le|inscrit le|mensajes|registrado|投稿数|가입일)"
    r"(?:$|:|\s\d)|\d[\d,.]*k?\s(?:posts|beiträge|mensajes)$"
    r"|(?:junior|senior|new|full|active|established|registered) (?:member|user)s?$|offline$|link to post$"
)
FRAME_WORDS = f"{POST_WORDS}|{MEMBER_WORDS}"
_BITS = 64  # of a number of the tables


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.patterns = Patterns([r for r in rules if r.late and r.scope != "form"])
        # What else is looked for: what the rules with a form require, and words of frames.
        patterns = [
            *(rule.match for rule in self.patterns.rules),
            "|".join(f"(?:{rule.match})" for rule in rules if rule.scope == "form") or "(?!)",
            FRAME_WORDS,
        ]
        n = len(patterns)
        self.form, self.frame = (np.uint64(1 << k % _BITS) for k in (n - 2, n - 1))
        # Number of a character, or of the first two or three of a longer text -> the rules that require it, as bits;
        # of more rules than there are bits several share one.
        bits: dict[int, int] = {}
        self.blocks = sum(1 << k for k in range(0, n, _BITS))
        others = 0  # of these rules nothing is known: they see every line
        self.alone, self.begins = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
        for k, pattern in enumerate(patterns):
            bit = 1 << k % _BITS
            texts = required(pattern)
            others |= bit if not texts else 0
            for text in texts:
                key = number(text[:3])
                bits[key] = bits.get(key, 0) | bit
                self.alone[key] |= len(text) == 1
                self.begins[number(text[:2])] |= len(text) > 1
        self.others = np.uint64(others)
        # A table of numbers of 64 bits would not stay in the caches.
        self.bits = np.array([0, *bits.values()], np.uint64)
        self.ids = np.zeros(1 << 16, np.uint16)
        self.ids[list(bits)] = range(1, len(self.bits))

    def requiring(self, short: Short) -> NDArray[np.uint64]:
        """Return for each line, as bits, the rules whose pattern may match it, `form` and `frame`."""
        lines = np.full(len(short.ends), self.others)
        for at, bits in self._requiring(short.units):
            np.bitwise_or.at(lines, short.ends.searchsorted(at), bits)
        return lines

    def matching(self, shadows: Sequence[str], lines: NDArray[np.uint64]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches, of those that `requiring` names."""
        rows = lines.nonzero()[0]
        matching, fits, never = self.patterns.matching, self.patterns.fits, self.patterns.never
        out: dict[int, list[Rule]] = {}
        for k, bits in zip(rows.tolist(), lines.take(rows).tolist(), strict=True):
            shadow = shadows[k]
            n = len(shadow)
            places = bits * self.blocks & fits[n] & ~never.get(shadow[0], 0) if n <= LATE_MAX else 0
            if places and (found := matching(places, shadow)):
                out[k] = found
        return out

    def _requiring(self, units: NDArray[np.uint16]) -> list[tuple[NDArray[np.intp], NDArray[np.uint64]]]:
        """Return where required texts begin, and the rules that require them."""
        at = self.alone.take(units, mode="wrap").nonzero()[0]
        found = [(at, self._rules(units.take(at)))]
        if len(units) < 2:
            return found
        numbers = units[:-1] * FACTOR
        numbers += units[1:]
        at = self.begins.take(numbers, mode="wrap").nonzero()[0]
        numbers = numbers.take(at)
        bits = self._rules(numbers)
        numbers *= FACTOR
        numbers += units.take(at + 2, mode="clip")
        bits |= self._rules(numbers)
        return [*found, (at, bits)]

    def _rules(self, numbers: NDArray[np.uint16]) -> NDArray[np.uint64]:
        return self.bits.take(self.ids.take(numbers, mode="wrap"))


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
