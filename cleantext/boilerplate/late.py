"""Late rules: for wording so common that looking for it would open every page, so pages that are open are asked.

Such a rule needs no anchors; what its pattern cannot match without is read from the pattern and looked for in all
lines at once.  Of such a text three characters are looked for, by their numbers; where others have the same number a
pattern is tried in vain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from cleantext.boilerplate.begins import Begin, begin
from cleantext.boilerplate.gate import FACTOR, number
from cleantext.boilerplate.items import SHORT
from cleantext.boilerplate.literals import required
from cleantext.boilerplate.patterns import Patterns
from cleantext.boilerplate.rulebook import LATE_MAX, Rule, load
from cleantext.boilerplate.short import ALONE, BEGINNINGS, Short, numbers, pair_table

__all__ = ["FORM", "FRAME", "FRAME_WORDS", "MEMBER_WORDS", "POST_WORDS", "Late", "late"]

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
_OTHERS = 2  # of them are of no rule: FORM and FRAME
FORM, FRAME = 1, 2
_NUMBERS = 1 << 16


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
        places = [_OTHERS + k % (_BITS - _OTHERS) for k in range(len(self.patterns.rules))]
        # Number of a character, or of the first two or three of a longer text -> the rules that require it, as bits;
        # of more rules than there are bits several share one.
        bits: dict[int, int] = {}
        self.blocks = sum(1 << k for k in range(0, len(places), _BITS - _OTHERS))
        others = 0  # of these rules nothing is known: they see every line
        self.begins = np.zeros(_NUMBERS, bool)
        # The same for what lines begin with: if that is enough, and if it is not.
        heads: dict[str, list[int]] = {}
        anywhere = 0
        for place, want in zip([*places, 0, 1], wanted, strict=True):
            bit = 1 << place
            others |= bit if not want.texts and not want.heads else 0
            anywhere |= bit if want.anywhere else 0
            for kind, starts in enumerate((want.heads, want.weak)):
                for text in starts:
                    heads.setdefault(text, [0, 0])[kind] |= bit
            for text in want.texts:
                key = number(text[:3]) if len(text) > 1 else _NUMBERS + number(text)
                bits[key] = bits.get(key, 0) | bit
                self.begins[number(text[:2])] |= len(text) > 1
        # What characters are in pairs, for `short`; with a bit for those that are such a text.
        self.pairs = pair_table({text for want in wanted for text in want.texts if len(text) == 1})
        # A character may be as common as its number is rare among those of several.
        self._texts = _Table({key: [some] for key, some in bits.items()}, [0], 2 * _NUMBERS)
        self._longer, self._alone = self._texts.ids[:_NUMBERS], self._texts.ids[_NUMBERS:]
        self.heads = _Table(_numbered(heads), [others, anywhere], BEGINNINGS)
        # By the length of a line and its line break, the rules that look at it: none if it is not short, and so empty.
        self._fits = np.full(LATE_MAX + 2, np.uint64(FRAME))
        longest = [rule.max_len for rule in self.patterns.rules]
        for place, most in zip([*places, 0], [*longest, SHORT], strict=True):
            self._fits[2 : most + 2] |= np.uint64(1 << place)

    def requiring(self, short: Short) -> dict[int, int]:
        """Return place of a line -> as bits, the rules whose pattern may match it, FORM and FRAME."""
        texts = np.zeros(len(short.ends), np.uint64)
        at, bits = self._requiring(short.units, short.pairs)
        np.bitwise_or.at(texts, short.ends.searchsorted(at, "right"), bits)
        lines: NDArray[np.uint64]
        lines, weak = np.bitwise_or.reduce(self.heads.bits_of(short.heads), 1)
        weak &= texts
        lines |= weak
        lines &= self._fits.take(short.sizes)
        rows = lines.nonzero()[0]
        return dict(zip(rows.tolist(), lines.take(rows).tolist(), strict=True))

    def matching(self, texts: Sequence[str], lines: Mapping[int, int]) -> dict[int, list[Rule]]:
        """Return place of a line -> the rules whose pattern it matches, of those that `requiring` names."""
        matching, blocks = self.patterns.matching, self.blocks
        out: dict[int, list[Rule]] = {}
        for k, bits in lines.items():
            if (rules := bits >> _OTHERS) and (found := matching(rules * blocks, texts[k])):
                out[k] = found
        return out

    def _requiring(
        self, units: NDArray[np.uint16], pairs: NDArray[np.uint16]
    ) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
        """Return where required texts begin, the place before, and the rules that require them."""
        numbers = units[1:-2] * FACTOR  # behind the last line nothing begins
        numbers += units[2:-1]
        begins = self.begins.take(numbers, mode="wrap")  # nothing wraps, which saves a check
        begins |= (pairs[:-2] & ALONE).astype(bool)
        at = begins.nonzero()[0]
        two = numbers.take(at)
        three = two * FACTOR
        three += units[3:].take(at)
        ids = self._alone.take(units[1:].take(at)), self._longer.take(two), self._longer.take(three)
        return at, np.bitwise_or.reduce(self._texts.bits[0].take(np.concatenate(ids)).reshape(3, -1))


def _numbered(heads: Mapping[str, Sequence[int]]) -> dict[int, list[int]]:
    """Return number of the beginning of a line -> bits in two rows, of texts in which a space is any blank."""
    spelled = {
        "".join(some): bits
        for text, bits in heads.items()
        for some in (product(*(" \t" if c == " " else c for c in text)) if " " in text else (text,))
    }
    found: dict[int, list[int]] = {}
    for key, bits in zip(numbers(spelled), spelled.values(), strict=True):
        known = found.get(key, (0, 0))
        found[key] = [known[0] | bits[0], known[1] | bits[1]]
    return found


class _Table:
    """Number of a text -> the rules that look for it, as bits, in one or more rows."""

    def __init__(self, bits: Mapping[int, Sequence[int]], of_all: Sequence[int], size: int) -> None:
        # A table of numbers of 64 bits would not stay in the caches.
        different = sorted({(0,) * len(of_all), *map(tuple, bits.values())})
        ids = {some: k for k, some in enumerate(different)}
        self.bits = np.array(different, np.uint64).T | np.array(of_all, np.uint64)[:, None]
        self.ids = np.zeros(size, np.min_scalar_type(len(different)))
        self.ids[list(bits)] = [ids[tuple(some)] for some in bits.values()]

    def bits_of(self, numbers: NDArray[np.uint16] | NDArray[np.uint32]) -> NDArray[np.uint64]:
        """Return the bits of each number, row by row."""
        return self.bits.take(self.ids.take(numbers), 1)


@cache
def late(folders: tuple[str, ...]) -> Late:
    """Return the late rules of a configuration, built once."""
    return Late(load(folders).rules)
