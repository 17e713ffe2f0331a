"""Private-use characters of old GBK decoders that Unicode has since given a place.

Bytes FE50-FEA0 used to become U+E815-E864, and so on.  The standard characters come from Python's
gb18030 codec (GB 18030-2005) and, for the 24 that moved in 2022, from the table in that edition;
the WHATWG Encoding Standard has the same.  Icon fonts use the same code points: a character
is mapped only where it stands in Chinese text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleantext.document import Edit

__all__ = ["private"]

_TRAILS = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
_OLD = "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796"
_OLD += "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue816\ue817\ue818\ue831\ue83b\ue855"
_NEW = "︐︒︑︓︔︕︖︗︘︙\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
_NEW += "\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe"
_STANDARD = {
    **{chr(0xE815 + k): bytes((0xFE, trail)).decode("gb18030") for k, trail in enumerate(_TRAILS)},
    **{chr(0xE7E7 + k): bytes((0xA9, 0x89 + k)).decode("gb18030") for k in range(13)},
    "\ue7c7": "ḿ",
    "\ue7c8": "ǹ",
    **dict(zip(_OLD, _NEW, strict=True)),
}
_PRIVATE = re.compile("[\ue78d-\ue796\ue7c7\ue7c8\ue7e7-\ue7f3\ue815-\ue864]+")
_CHINESE = re.compile("[，。、；：？！“”《》\u2e80-\u2fdf\u3400-\u4dbf一-鿿]")


def private(text: str) -> Iterator[Edit]:
    """Yield an edit for each run of private-use characters in Chinese text that have standard code points now."""
    for m in _PRIVATE.finditer(text):
        start, end = m.span()
        behind = start > 0 and _CHINESE.match(text, start - 1)
        inside = start > 0 and not text[start - 1].isspace() and _CHINESE.match(text, end)
        if behind or inside:
            mapped = "".join(_STANDARD[c] for c in m.group())
            evidence = {
                "class": "private-use",
                "codec": "gbk of old -> gb18030",
                "before": m.group()[:13].encode().hex(),
                "after": mapped[:10].encode().hex(),
                "code": f"U+{ord(text[start]):04X}",
                "verdict": "proven",
            }
            yield Edit(start, end, replacement=mapped, rule="encoding.private-use", evidence=evidence)
