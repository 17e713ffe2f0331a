"""The judgement of one page: line, then block, then zone.

A line is matched alone; a heading takes the lines below it that belong to it; what is
left that looks like prose divides the page into head, body and tail.  Strong rules hold
everywhere, weak ones only in head or tail, where also the fragments go that follow a
rule with `ends`.  The judgement looks at nothing but the text in hand, so a caller that
repeats it until nothing changes has a text on which it finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from cleantext.boilerplate.bracketed import with_bracketed
from cleantext.boilerplate.cards import find_cards
from cleantext.boilerplate.closing import chapters, close
from cleantext.boilerplate.comments import find_comments
from cleantext.boilerplate.consent import consent
from cleantext.boilerplate.credits import merge
from cleantext.boilerplate.cutting import Judgement, cut
from cleantext.boilerplate.decide import blocks, decide
from cleantext.boilerplate.feeds import find_feeds, take_feeds
from cleantext.boilerplate.fragments import between, sweep
from cleantext.boilerplate.frames import find_frames, take_frames
from cleantext.boilerplate.heading import above_path, head, spare_heading
from cleantext.boilerplate.injected import cuts, cuttable, look, may_have_injected, told
from cleantext.boilerplate.layout import body
from cleantext.boilerplate.match import Span
from cleantext.boilerplate.mention import is_mention
from cleantext.boilerplate.others import others, trim
from cleantext.boilerplate.outlier import is_traditional
from cleantext.boilerplate.page import Page, structure
from cleantext.boilerplate.reading import SHORT, Reading, read
from cleantext.boilerplate.runs import bars, buttons, menus, rows, tags
from cleantext.boilerplate.sides import opening, sides
from cleantext.boilerplate.spaced import spaced
from cleantext.boilerplate.stamps import spare_replies, take_stamps
from cleantext.boilerplate.threads import find_threads, spare_quotes
from cleantext.boilerplate.topic import may_be_cjk
from cleantext.boilerplate.unpunctuated import find_unpunctuated
from cleantext.edits import Edit
from cleantext.verdicts.injected import Injected

__all__ = ["LINES", "Judgement", "judge", "may_have_outliers"]

_BUSY = 3  # short lines with words of rules that make a page worth a closer look
# A line takes 500 to 750 bytes while a page is judged, so many 10 MB; more lines, and shorter ones, are no page.
LINES, _LINE = 14_000, 80


def judge(text: str, folders: tuple[str, ...], off: frozenset[str], reading: Reading | None = None) -> Judgement:
    """Return what the rules of `folders`, but for those that are `off`, would do to a text.

    Args:
        text: a text.
        folders: where the rules come from.
        off: ids and labels of rules that are switched off.
        reading: of the text, if it was read before.
    """
    no_page = _is_no_page(text)
    if reading is None or no_page:
        reading = read(text, folders, briefly=no_page)
    hits = reading.hits
    foreign = may_have_outliers(text, off)
    if not hits and not foreign:
        return Judgement()
    if no_page:
        return Judgement(kept="kept: too many lines for a page")
    found = reading.matches(folders)
    injected: list[Injected] = []
    if may_have_injected(hits, folders):
        whole = reading.whole()
        injected = with_bracketed(look(whole), whole)
    shadows = reading.shadows
    nothing = not (found.rules or found.credits or found.spans or foreign or injected)
    if nothing and not _is_busy(shadows, hits):
        return Judgement()
    page = reading.open(folders, off)
    shadow = reading.whole()
    page.cjk = may_be_cjk(shadow)
    _understand(page, shadow, folders)
    _charge(page, foreign)
    may_cut = cuttable(page, injected)
    spans = [Span(*cut, structure("spam.injected")) for cut in cuts(page, text, may_cut)]
    out = cut(page, text, [*found.spans, *spans], folders)
    if not out.kept:
        merge(out.meta, told(page, text, may_cut))
    out.reading = reading
    out.final = (
        reading.plain
        and not found.spans
        and not injected
        and all(page.at(i).rule is not None for i in (*found.rules, *found.credits))
        and not _may_be_busy(page, out.edits, text, shadows, hits)
    )
    return out


def _understand(page: Page, shadow: str, folders: tuple[str, ...]) -> None:
    """Find out what the page is: posts, comments, other stories; and where the article stands."""
    for line in page.ruled:
        if is_mention(line.shadow):
            line.rules = ()
    blocks(page)
    consent(page)
    find_threads(page, shadow)
    find_frames(page)
    spare_replies(page)
    spare_quotes(page)
    find_unpunctuated(page)
    find_comments(page)
    find_feeds(page)
    find_cards(page)
    chapters(page)
    body(page)
    close(page, shadow)
    trim(page)
    opening(page)
    if page.cjk:
        spaced(page, folders)


def _charge(page: Page, foreign: bool) -> None:
    """Charge lines to rules: first for what they say, then for what stands around them."""
    decide(page, foreign)
    take_frames(page)
    take_stamps(page)
    between(page)
    take_feeds(page)
    head(page)
    above_path(page)
    rows(page)
    menus(page)
    sides(page)
    spare_heading(page)
    buttons(page)
    bars(page)
    tags(page)
    sweep(page)
    others(page)
    between(page)


def _is_no_page(text: str) -> bool:
    """Say whether a text has so many lines, and so short ones, that it can be no page of the web."""
    if len(text) <= LINES:
        return False
    lines = text.count("\n")
    return lines > LINES and len(text.encode("utf-8", "surrogatepass")) < _LINE * lines


def may_have_outliers(text: str, off: frozenset[str]) -> bool:
    """Say whether lines in the other script are looked for."""
    # Most texts have none; to count them takes three times as long.
    several = text.find("_", text.find("_") + 1) > 0 if "_" in text else False
    return several and not off & {"spam", "spam.script-outlier"} and is_traditional(text)


def _may_be_busy(page: Page, edits: list[Edit], text: str, shadows: list[str], hits: Iterable[int]) -> bool:
    """Say whether the page may be busy once the edits are made; of a line that they cut, a heading below it stays."""
    cut = sum(
        [(e.start > 0 and text[e.start - 1] != "\n") or (e.end < len(text) and text[e.end - 1] != "\n") for e in edits]
    )
    return cut >= _BUSY or cut + _busy(shadows, [k for k in hits if page.at(k).rule is None]) >= _BUSY


def _is_busy(shadows: list[str], lines: Iterable[int]) -> bool:
    """Say whether several short ones of `lines`, which hold words of rules, make a page worth a closer look."""
    return _busy(shadows, lines) >= _BUSY


def _busy(shadows: list[str], lines: Iterable[int]) -> int:
    return sum([2 <= len(shadows[k]) <= SHORT for k in lines])
