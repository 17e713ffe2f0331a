"""Mentions: a line that tells of somebody, or of the words themselves, is the author's, whatever words are in it.

The furniture of a page speaks to the reader, of itself and of nobody else: no menu, licence or call to
comment says "he" or "she", nor "this word".  Sentences that quote such furniture do.
"""

from __future__ import annotations

import re

__all__ = ["is_mention"]

# 其他 and 吉他 are no pronouns; 他人 is whom a disclaimer tells not to harm; buttons say 只看他 and 问他.
_SOMEBODY = re.compile(
    "(?<![其吉看问找回])他(?!人|用)|她"
    '|(?:这|那)(?:几|[两三四五六七八九])个字|这[句段]话|一词|什么意思|一句[“"「]'
    '|[写贴印刻喊念]着?[:,]?[“"「『][^”"」』]{1,200}[”"」』]。?$'
    "|的人(?:越来越|很|不|太|都|常|最|更)"
    "|^关于.{2,200}的(?:争论|讨论|规定|传闻|说法|故事|文章)"
    r"|\b(?:he|she|his|her|him)\b"
)
_ENDS = tuple("。!?…”』」\"'.")


def is_mention(shadow: str) -> bool:
    """Say whether a line is a sentence that tells of somebody, or of the words in it.

    >>> is_mention("他说,这个网站写着“版权所有”。"), is_mention("版权所有,不得侵犯他人权益。")
    (True, False)
    """
    return shadow.endswith(_ENDS) and _SOMEBODY.search(shadow) is not None
