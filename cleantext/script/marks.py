"""Which half-width marks of a Chinese text were full-width: decided by what stands on either side.

Text that was folded (ftfy's `fix_character_width` does so by default) has `,` where Chinese
writes `，`, and no space behind it, where Latin text has one.  A table by mark, class of the
character before and of the one behind holds the verdicts; it was drawn up from native text
folded for the purpose.  A mark that is full-width already counts as if it were not: what is
decided once is decided for ever.  Linear on any input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cleantext.script.tables import to_points

__all__ = ["find"]

# H hanzi, C marks that only CJK text has, L letters, D digits, W marks of emphasis and code and signs behind
# a number, Q straight quotes, ) ( brackets, _ blanks, N ends of lines, o anything else; then the marks, which
# as neighbours count as a bracket that closes, and what shows another language.
_ORDER = "HCLDWQ)(_No"
_HAN, _CJK, _LETTER, _DIGIT, _WRAP, _QUOTE, _CLOSE, _OPEN, _BLANK, _END, _OTHER = range(11)
_COMMA, _SEMICOLON, _COLON, _FINAL, _FOREIGN = range(11, 16)
_WIDTH = 16

# Row: before the mark.  Column: behind it.  1 full width, w full width in a line that is mostly Chinese, . half.
_BY_COMMA = """
  H C L D W Q ) ( _ N o
H 1 1 w 1 w 1 1 1 w 1 w
C 1 1 w w w 1 1 1 . 1 w
L 1 . w w w . . . . w .
D 1 . w . . . . . . . .
W 1 1 w w w . . . . w .
Q w w . . . . . . . . .
) 1 1 w w w w . w . w .
( . . . . . . . . . . .
_ w . . . . . . . . . .
N . . . . . . . . . . .
o w . . . . . . . . . .
"""
_BY_SEMICOLON = """
  H C L D W Q ) ( _ N o
H 1 1 w 1 w 1 1 1 w 1 w
C 1 1 w w w 1 1 1 . 1 w
L 1 . . . . . . . . . .
D w . . . . . . . . . .
W 1 1 w w w . . . . w .
Q . . . . . . . . . . .
) w w w w w . . w . . .
( . . . . . . . . . . .
_ . . . . . . . . . . .
N . . . . . . . . . . .
o w . . . . . . . . . .
"""
_BY_COLON = """
  H C L D W Q ) ( _ N o
H 1 1 1 1 1 1 1 1 . 1 1
C 1 1 w w w 1 . w . 1 .
L w . . . . . . . . w .
D 1 . . . w . . . . w .
W 1 1 w w w . . . . w .
Q w . . . . . . . . . .
) 1 1 w w w . . . . w .
( . . . . . . . . . . .
_ w . . . . . . . . w .
N . . . . . . . . . . .
o w . . . . . . . . . .
"""
_BY_FINAL = """
  H C L D W Q ) ( _ N o
H 1 1 1 1 1 1 1 1 1 1 1
C 1 1 w w w 1 1 w . 1 .
L w . . . . . . . . w .
D w . . . . . . . . . .
W 1 1 w . . . . . . w .
Q w . . . . . . . . . .
) 1 1 w w w w 1 w . w .
( . . . . . . . . . . .
_ . . . . . . . . . . .
N . . . . . . . . . . .
o w . . . . . . . . . .
"""

# Where marks are no punctuation: inline code, templates, tags, targets of links, entities, faces, and
# addresses, without the marks that they end in.
_CODE = re.compile(
    r"`[^`\n]*+`|\{[^{}\n]*+\}|<[A-Za-z/!][^<>\n]*+>|\]\([^()\s]*+\)|&#?[0-9A-Za-z]{1,8};|[:;]-[()DPp]"
    r"|://(?:[,;:!?()]*+[\"#$%&'*+./0-9<=>@A-Z\[\\\]^_`a-z{|}~-]++)*+"
)
_SIGNS_OF_CODE = ("`", "{", "<", "&", "](", "://", ":-", ";-")

# A line is Chinese beyond doubt if it has at most so many letters to a hanzi, code apart ...
_LETTERS_TO_A_HANZI = 3
# ... or so many times as many, if the text as a whole passes.
_IN_A_CHINESE_TEXT = 4

Kinds = NDArray[np.uint8]
Offsets = NDArray[np.intp]


def find(shadow: str) -> Iterator[tuple[int, str]]:
    """Yield where `shadow`, a text whose marks are all half-width, should have full-width ones, and the rule.

    Brackets come in pairs.  A line with kana or Hangul has none.
    """
    points = to_points(shadow)
    kinds = _classes().take(points)
    code = _code(shadow)
    line = np.cumsum(kinds == _END, dtype=np.int32)
    chinese, sure = (verdict[line] for verdict in _judge_lines(np.where(code, _OTHER, kinds), line))
    here = chinese & ~code
    around = np.concatenate((_EDGE, kinds, _EDGE))  # the class of shadow[k] is around[k + 1]

    opening, closing = _match(np.flatnonzero(here & ((kinds == _OPEN) | (kinds == _CLOSE))), kinds, line)
    paired = np.zeros(len(shadow) + 1, np.bool_)
    paired[opening] = paired[closing] = True
    wide = _are_wide(opening, closing, points, kinds, around) & sure[opening]
    opening, closing = opening[wide], closing[wide]
    around[opening + 1] = around[closing + 1] = _CJK

    at = np.flatnonzero(here & (kinds >= _COMMA) & (kinds <= _FINAL))
    first, last = _runs(at, kinds)
    before, behind = around[first], around[last + 2]
    verdict = _table()[kinds[at], before, behind] + sure[at] >= 2
    spaced = behind == _BLANK
    if np.count_nonzero(spaced & (before == _HAN)) > np.count_nonzero((behind == _HAN) & (before == _HAN)):
        verdict &= ~spaced  # the author's habit is an ASCII mark and a space
    # :) and ;( are faces, unless the bracket has a partner.
    eyes = (kinds[at] == _COLON) | (kinds[at] == _SEMICOLON)
    mouth = (around[at + 2] == _OPEN) | (around[at + 2] == _CLOSE)
    verdict &= ~(eyes & mouth & ~paired[at + 1])
    yield from ((k, "punctuation.mark") for k in at[verdict].tolist())
    yield from ((k, "punctuation.bracket") for k in np.concatenate((opening, closing)).tolist())


def _judge_lines(kinds: Kinds, line: NDArray[np.int32]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each line whether it has hanzi and no kana or Hangul, and whether it is Chinese beyond doubt."""
    counts = np.bincount(line * _WIDTH + kinds, minlength=(int(line[-1]) + 1) * _WIDTH).reshape(-1, _WIDTH)
    han, letters = counts[:, _HAN], counts[:, _LETTER]
    limit = _LETTERS_TO_A_HANZI
    if letters[han > 0].sum() <= limit * han.sum():
        limit *= _IN_A_CHINESE_TEXT
    return (han > 0) & (counts[:, _FOREIGN] == 0), letters <= limit * han


def _code(shadow: str) -> NDArray[np.bool_]:
    """Return whether each character is part of something in which marks are no punctuation."""
    found = np.zeros(len(shadow), np.bool_)
    if any(sign in shadow for sign in _SIGNS_OF_CODE):
        for m in _CODE.finditer(shadow):
            found[m.start() : m.end()] = True
    return found


def _runs(at: Offsets, kinds: Kinds) -> tuple[Offsets, Offsets]:
    """Return the first and the last of the run, like ?!, that each mark stands in; other marks stand alone."""
    joined = (np.diff(at) == 1) & (kinds[at[1:]] == _FINAL) & (kinds[at[:-1]] == _FINAL)
    if not joined.any():
        return at, at
    begins = np.concatenate(([True], ~joined))
    run = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    last = np.concatenate((first[1:], [at.size])) - 1
    return at[first][run], at[last][run]


def _match(at: Offsets, kinds: Kinds, line: NDArray[np.int32]) -> tuple[Offsets, Offsets]:
    """Return the brackets that open and those that close, for each pair within a line."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    for k, opens, n in zip(at.tolist(), (kinds[at] == _OPEN).tolist(), line[at].tolist(), strict=True):
        if opens:
            waiting.append((k, n))
        elif waiting and waiting[-1][1] == n:
            pairs.append((waiting.pop()[0], k))
        else:
            waiting.clear()
    found = np.array(sorted(pairs), np.intp).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _are_wide(
    opening: Offsets, closing: Offsets, points: NDArray[np.uint32], kinds: Kinds, around: Kinds
) -> NDArray[np.bool_]:
    """Return for each pair whether it is full-width, by what stands in it and on either side."""
    if not opening.size:
        return np.zeros(0, np.bool_)
    before, behind = around[opening], around[closing + 2]
    after_han, in_text = before == _HAN, _IN_TEXT[behind]
    by_han = _TAKES_HAN[before] & ~((before == _WRAP) & (behind == _WRAP))
    by_han &= ~(_CALLS[before] & _STARTS_ARGUMENT[around[opening + 2]])
    by_han |= (before == _BLANK) & (behind == _HAN)
    blanks = _any_inside(kinds == _BLANK, opening, closing)
    by_word = after_han | (_CLOSES_A_WORD[before] & in_text) | ((before == _CJK) & in_text & (behind != _CJK))
    # virtual private network(VPN), but not f(x) nor help(topic)
    capital = np.append((points >= ord("A")) & (points <= ord("Z")), False)
    by_word |= (before == _LETTER) & in_text & (blanks | (capital[opening + 1] & capital[opening + 2]))
    by_number = after_han | (_STARTS_ITEM[before] & (behind == _HAN))
    by_sign = after_han & (closing - opening == 2)
    wide = np.where(_any_inside(kinds == _DIGIT, opening, closing), by_number, by_sign)
    wide = np.where(_any_inside((kinds == _LETTER) | (kinds == _WRAP), opening, closing), by_word, wide)
    wide_pairs: NDArray[np.bool_] = np.where(_any_inside(kinds == _HAN, opening, closing), by_han, wide)
    return wide_pairs


def _any_inside(there: NDArray[np.bool_], opening: Offsets, closing: Offsets) -> NDArray[np.bool_]:
    where = np.flatnonzero(there)
    inside: NDArray[np.bool_] = np.searchsorted(where, closing) > np.searchsorted(where, opening)
    return inside


def _set_of(*kinds: int) -> NDArray[np.bool_]:
    return np.isin(np.arange(_WIDTH), kinds)


_EDGE = np.array([_END], np.uint8)
_ALL_MARKS = (_COMMA, _SEMICOLON, _COLON, _FINAL)
_IN_TEXT = _set_of(_HAN, _CJK, _CLOSE, *_ALL_MARKS)
_TAKES_HAN = _set_of(_HAN, _CJK, _LETTER, _DIGIT, _WRAP, _QUOTE, _OPEN, _CLOSE, _END, *_ALL_MARKS)
# print!("中文"), provide(/* 中文 */)
_CALLS = _set_of(_LETTER, _FINAL)
_STARTS_ARGUMENT = _set_of(_QUOTE, _OTHER)
_CLOSES_A_WORD = _set_of(_WRAP, _DIGIT)
_STARTS_ITEM = _set_of(_CJK, _END, *_ALL_MARKS)


@cache
def _classes() -> Kinds:
    """Return a table, shape (0x110000,): the class of each code point."""
    table = np.full(0x110000, _OTHER, np.uint8)
    for low, high in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0x3005, 0x3007)):
        table[low : high + 1] = _HAN
    for low, high in ((0x3041, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D), (0x1100, 0x11FF)):
        table[low : high + 1] = _FOREIGN
    for low, high in ((0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7FB)):
        table[low : high + 1] = _FOREIGN
    for low, high in ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x370, 0x3FF), (0x400, 0x52F)):
        table[low : high + 1] = _LETTER
    table[0x30:0x3A] = _DIGIT
    members = {
        _CJK: "。、…—·“”‘’《》〈〉「」『』【】〔〕〖〗",
        _WRAP: "`*_~%‰℃",
        _QUOTE: "\"'",
        _CLOSE: ")",
        _OPEN: "(",
    }
    members |= {_BLANK: " \t\u3000\u00a0", _END: "\n\r", _COMMA: ",", _SEMICOLON: ";", _COLON: ":", _FINAL: "!?"}
    for kind, characters in members.items():
        table[to_points(characters)] = kind
    table.flags.writeable = False
    return table


@cache
def _table() -> NDArray[np.uint8]:
    """Return the verdicts by mark, class before and class behind: 2 full width, 1 in lines mostly Chinese, 0 half."""
    table = np.zeros((_WIDTH, _WIDTH, _WIDTH), np.uint8)
    for mark, rows in zip(_ALL_MARKS, (_BY_COMMA, _BY_SEMICOLON, _BY_COLON, _BY_FINAL), strict=True):
        verdicts = [[".w1".index(c) for c in row.split()[1:]] for row in rows.strip().split("\n")[1:]]
        table[mark, : len(_ORDER), : len(_ORDER)] = verdicts
        for other in _ALL_MARKS:  # a mark behind is like a bracket that closes
            table[mark, :, other] = table[mark, :, _CLOSE]
    return table
