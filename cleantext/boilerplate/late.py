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

from cleantext.boilerplate.begins import HEAD, Begin, begin
from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.patterns import Patterns
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.boilerplate.short import Short, plain_table

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
    r"(?:$|:|\s\d)|\d[\d,.]{0,9}k?\s(?:posts|beiträge|mensajes)$"
    r"|(?:junior|senior|new|full|active|established|registered) (?:member|user)s?$|offline$|link to post$"
)
FRAME_WORDS = f"{POST_WORDS}|{MEMBER_WORDS}"
_BITS = 64  # of a number of the tables
_OTHERS = 2  # of them are of no rule: `form` and `frame`


class Late:
    """The late rules of a rule book, ready to search."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.patterns = Patterns([r for r in rules if r.late and r.scope != "form"])
        # What else is looked for: what the rules with a form require, of which ornaments stand in front, and words
        # of frames.
        forms = "|".join(f"(?:{rule.match})" for rule in rules if rule.scope == "form") or "(?!)"
        wanted = [
            *(begin(rule.match) for rule in self.patterns.rules),
            *(Begin(texts=required(pattern), anywhere=True) for pattern in (forms, FRAME_WORDS)),
        ]
        self.form, self.frame = np.uint64(1), np.uint64(2)
        places = [_OTHERS + k % (_BITS - _OTHERS) for k in range(len(wanted) - _OTHERS)]
        # Number of a character, or of the first two or three of a longer text -> the rules that require it, as bits;
        # of more rules than there are bits several share one.
        bits: dict[int, int] = {}
        self.blocks = sum(1 << k for k in range(0, len(places), _BITS - _OTHERS))
        others = 0  # of these rules nothing is known: they see every line
        self.alone, self.begins = np.zeros(1 << 16, bool), np.zeros(1 << 16, bool)
        # The same for what lines begin with, by its length, if that is enough and if it is not.
        heads, weak = ([dict[int, int]() for _ in range(HEAD)] for _ in range(2))
        anywhere = 0
        for place, want in zip([*places, 0, 1], wanted, strict=True):
            bit = 1 << place
            others |= bit if not want.texts and not want.heads else 0
            anywhere |= bit if want.anywhere else 0
            for tables, starts in ((heads, want.heads), (weak, want.weak)):
                for text in starts:
                    table, key = tables[len(text) - 1], number(text)
                    table[key] = table.get(key, 0) | bit
            for text in want.texts:
                key = number(text[:3])
                bits[key] = bits.get(key, 0) | bit
                self.alone[key] |= len(text) == 1
                self.begins[number(text[:2])] |= len(text) > 1
        self.others = np.uint64(others)
        # What `plain` says; of digits beyond 16 bits, with which nobody counts, it is not known.
        self._plain = plain_table()
        self.table = _Table(bits)
        self.heads = tuple(map(_Table, heads))
        self.weak = tuple(map(_Table, weak))
        self.anywhere = np.uint64(anywhere)

    def requiring(self, short: Short) -> NDArray[np.uint64]:
        """Return for each line, as bits, the rules whose pattern may match it, `form` and `frame`."""
        units, starts, ends = short
        texts = np.zeros(len(ends), np.uint64)
        for at, bits in self._requiring(units):
            np.bitwise_or.at(texts, ends.searchsorted(at), bits)
        numbers = self._plain.take(units.take(starts), mode="wrap")
        lines, weak = self.heads[0].bits_of(numbers), self.weak[0].bits_of(numbers)
        for k in range(1, HEAD):
            numbers *= FACTOR
            numbers += self._plain.take(units.take(starts + k, mode="clip"), mode="wrap")
            lines |= self.heads[k].bits_of(numbers)
            weak |= self.weak[k].bits_of(numbers)
        weak |= self.anywhere
        weak &= texts
        lines |= weak
        lines |= self.others
        return lines

    def matching(self, shadows: Sequence[str], lines: NDArray[np.uint64]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches, of those that `requiring` names."""
        matching = self.patterns.matching
        rules = lines >> np.uint64(_OTHERS)
        rows = rules.nonzero()[0]
        out: dict[int, list[Rule]] = {}
        for k, bits in zip(rows.tolist(), rules.take(rows).tolist(), strict=True):
            shadow = shadows[k]
            if len(shadow) <= LATE_MAX and (found := matching(bits * self.blocks, shadow)):
                out[k] = found
        return out

    def _requiring(self, units: NDArray[np.uint16]) -> list[tuple[NDArray[np.intp], NDArray[np.uint64]]]:
        """Return where required texts begin, and the rules that require them."""
        at = self.alone.take(units, mode="wrap").nonzero()[0]
        found = [(at, self.table.bits_of(units.take(at)))]
        if len(units) < 2:
            return found
        numbers = units[:-1] * FACTOR
        numbers += units[1:]
        at = self.begins.take(numbers, mode="wrap").nonzero()[0]
        numbers = numbers.take(at)
        bits = self.table.bits_of(numbers)
        numbers *= FACTOR
        numbers += units.take(at + 2, mode="clip")
        bits |= self.table.bits_of(numbers)
        return [*found, (at, bits)]


class _Table:
    """Number of a text -> the rules that look for it, as bits."""

    def __init__(self, bits: dict[int, int]) -> None:
        # A table of numbers of 64 bits would not stay in the caches.
        self.bits = np.array([0, *bits.values()], np.uint64)
        self.ids = np.zeros(1 << 16, np.uint16)
        self.ids[list(bits)] = range(1, len(self.bits))

    def bits_of(self, numbers: NDArray[np.uint16]) -> NDArray[np.uint64]:
        """Return the bits of each number."""
        return self.bits.take(self.ids.take(numbers, mode="wrap"))


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
