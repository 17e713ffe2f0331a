"""The dialogue of consent in English below a page of another language: ten times longer than the article."""

from __future__ import annotations

import re

from cleantext.boilerplate.page import ARTICLE, Page

__all__ = ["consent"]

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_HEADING = "en.tcf.heading"


def consent(page: Page) -> None:
    """Give lines below the heading of the dialogue its rule, if the article is in another script and stands above."""
    if _HEADING not in page.told:
        return
    start, rule = next((k, r) for k, line in enumerate(page.full) for r in line.rules if r.id == _HEADING)
    ours = [_CJK.search(line.shadow) is not None for line in page.full]
    prose = [len(x.shadow) if own and page.is_prose(x) else 0 for x, own in zip(page.full, ours, strict=True)]
    if sum(prose[:start]) < ARTICLE or any(prose[start:]):
        return
    for line, own in zip(page.full[start + 1 :], ours[start + 1 :], strict=True):
        if not own:
            line.prose = False  # nor is it, where it goes, content of which too much would go
            if not line.rules:
                line.rules = [rule]
                page.ruled.append(line)
