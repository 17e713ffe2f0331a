"""What shows that a decoder dropped bytes of GBK in silence, as `errors="ignore"` does; nobody can tell which.

Read as Big5, GBK below A1 is no pair: Traditional characters vanish or leave an ASCII letter, 時 is 95 72 and an `r`.
Behind a byte that is gone pairs are out of step up to the next that is gone: 如果, C8E7 B9FB without its first and its
last, is E7B9, 绻, and where many are gone a line is no Chinese at all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from cleantext.repair.double.doubles import pairs_with
from cleantext.repair.double.pairs import Pair, table
from cleantext.repair.double.reading import FEW, is_chart
from cleantext.repair.double.words import HOLE, words
from cleantext.repair.effort import Effort

__all__ = ["is_partial", "left_over"]

_MISREAD = re.compile("[一-鿿ㄅ-ㄩ﹐-﹫]{4,}")
_WINDOW = 8
# What a character costs in no Chinese text, where signs are about, and in text that nobody takes for Chinese.
_NO_CHINESE, _NOTHING_LIKE = 135, 160
_CHINESE = 80  # what a character costs in Chinese, at the most
_EACH = 8  # what a character costs that is looked at in vain, in us
_STRAY = re.compile("[一-鿿][@-~](?=[一-鿿，。、])")
_HANZI = re.compile("[一-鿿]")
_AROUND = 3  # characters beside one that decide what it costs
_RARE, _LOSS = 75, 40  # what a character costs where two may have stood, and how much more these may cost


def is_partial(pair: Pair, after: str) -> bool:
    """Return whether what a run of GBK said lacks characters, or has one where two stood.

    Args:
        pair: that it was misread in.
        after: what was read, without any mark of a loss.
    """
    if _STRAY.search(after):
        return True
    hanzi = {c for c in set(after) if "一" <= c <= "鿿"}
    # What Big5 lets through of Traditional GBK is the part that GB2312 has, and little else.
    if pair.wrong == "cp950" and any(min(c.encode("gbk", "replace")) < 0xA1 for c in hanzi):
        return True
    return any(_stands_for_two(pair, after, m.start()) for m in _HANZI.finditer(after))


def _stands_for_two(pair: Pair, after: str, at: int) -> bool:
    """Return whether two characters, of which one lost its first byte and one its last, fit as well as the one."""
    price = words().price
    low, high = max(0, at - _AROUND), min(len(after), at + _AROUND + 1)
    left, right = after[low:at], after[at + 1 : high]
    cost = price(after[low:high])[0]
    if cost - price(left)[0] - price(right)[0] < _RARE:
        return False
    lead, trail = after[at].encode("gbk")
    follows = right[:1].encode("gb18030")[:1]
    first = pairs_with(-1, lead, -1, table("gbk"), pair.is_lost)
    second = pairs_with(trail, -1, follows[0] if follows else -1, table("gbk"), pair.is_lost)
    if not first or not second:
        return False
    a = len(left)
    filled = words().fill(left + HOLE + HOLE + right, {a: first, a + 1: second})
    return price(left + filled[a][0] + filled[a + 1][0] + right)[0] < cost + _LOSS


def left_over(
    pair: Pair, text: str, start: int, end: int, repaired: list[tuple[int, int]], effort: Effort
) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a line that are no Chinese and have signs of GBK read as Big5, outside of `repaired`.

    The rest of the line may be Chinese again: what was dropped in silence spoils the pairs up to the next ASCII.
    """
    price = words().price
    for m in _MISREAD.finditer(text, start, end):
        k = bisect_right(repaired, (m.start(), len(text)))
        if k and m.end() <= repaired[k - 1][1]:
            continue
        piece = m.group()
        # Most lines that have a sign are Chinese, and one look tells.
        cost, n = price(piece)
        dear = cost > _CHINESE * n
        effort.spend(_EACH * len(piece) if dear else len(piece) // 2)
        done, low = -1, 0
        odd = re.sub(f"[{pair.signs}ㄅ-ㄩ﹐-﹫]", "?", piece)
        for k in range(0, max(1, len(piece) - _WINDOW + 1), _WINDOW // 2):
            part = piece[k : k + _WINDOW]
            signed = odd.count("?", k, k + _WINDOW) >= 2
            if not (signed or dear):
                continue
            cost, n = price(part)
            if n < FEW or cost <= (_NO_CHINESE if signed else _NOTHING_LIKE) * n or is_chart(part):
                continue
            if k > done >= 0:
                yield m.start() + low, m.start() + done
            low = k if k > done else low
            done = k + len(part)
        if done >= 0:
            yield m.start() + low, m.start() + done
