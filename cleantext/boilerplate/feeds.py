"""Feeds: the newest stories of a site below the article, each with its time and the latest first.

An author's chronology runs the other way, a plan of a day names no dates, and an entry of a log of changes, or
of a live report, has no time or is a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from cleantext.boilerplate.lines import Line, Mark
from cleantext.boilerplate.page import ARTICLE, Page, structure

__all__ = ["find_feeds", "take_feeds"]

_STORIES = 4  # that make a feed
_LONGEST = 40  # characters of a line that is a time and little else
_LABEL = 14  # characters of what else: a section, "updated"
_BETWEEN = 3  # lines of a story between two times
_HEADLINE = 90  # characters
_SAME, _LATER = 0.7, 0.75  # least share of stories with as many lines, and of those that are older than the one above
_TIME = re.compile(
    r"(?=\d{1,4}\s?[-/.年月分小天日周个])(?:"  # how each begins: nearly all places have no such thing
    r"(?:((?:19|20)\d\d)\s?[-/.年]\s?)?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?\s?(?:\([一二三四五六日周]{1,2}\))?[\s,|a-z]{0,8}?"
    r"(\d{1,2}):(\d{2})(?::\d{2})?"
    r"|(\d{1,3})\s?(分钟|小时|天|日|周|个月)(?:前|以前))"
)
_MINUTES = {"分钟": 1, "小时": 60, "天": 1440, "日": 1440, "周": 10080, "个月": 43200}


def find_feeds(page: Page) -> None:
    """Set `page.feeds`, places in `page.full` below an article, and see that no story there is taken for prose."""
    full = page.full
    may = [
        k
        for k in page.marked(Mark.CLOCK)
        if len(shadow := full[k].shadow) <= _LONGEST
        and not full[k].prose
        and ("前" in shadow or shadow[(colon := shadow.find(":")) - 1 : colon].isdecimal())
    ]
    if len(may) < _STORIES:
        return
    times = {k: when for k in may if (when := _when(full[k].shadow)) is not None}
    runs = _runs(full, list(times)) if len(times) >= _STORIES else []
    if not runs or page.is_thread():
        return
    prose = list(accumulate([len(x.shadow) if page.is_prose(x) else 0 for x in full], initial=0))
    for run in runs:
        gaps = Counter(b - a for a, b in pairwise(run))
        step, same = gaps.most_common(1)[0]
        if same < _SAME * (len(run) - 1) or not _latest_first([times[k] for k in run]):
            continue
        above, below = run[0] - step + 1, run[-1] + step
        # The time stands below its headline, or above it where nothing else could be the first one's.
        if above >= 0 and all(_is_story(x) and not x.prose and not x.rules for x in full[above : run[0]]):
            start, end = above, run[-1] + 1
        else:
            end = below if all(map(_is_story, full[run[-1] + 1 : below])) else run[-1] + 1
            start = run[0]
        if prose[start] >= ARTICLE:
            page.feeds.update(range(start, min(end, len(full))))
    for k in page.feeds:
        full[k].prose = False


def take_feeds(page: Page) -> None:
    """Charge the stories of feeds below the body: headlines, teasers and times."""
    if not page.feeds or page.off_structure("page.feed") or page.article() < ARTICLE:
        return
    # What a portal prints above the article it is about is below a teaser, and looks the same.
    below = sum(len(x.shadow) for x in page.full[max(page.feeds) :] if page.is_prose(x))
    rule = replace(structure("page.feed"), ends=below < ARTICLE)
    for k in sorted(page.feeds):
        if k > page.last:
            page.take(page.full[k], rule, zone="tail", lines=len(page.feeds))


def _when(shadow: str) -> tuple[int, ...] | None:
    """The time that a short line is, the greater the later; None if it is none, or says more."""
    m = _TIME.search(shadow)
    if m is None or len(shadow) - (m.end() - m.start()) > _LABEL:
        return None
    year, month, day, hour, minute, number, unit = m.groups()
    if number is not None:
        return (-int(number) * _MINUTES[unit],)
    return int(year or 0), int(month), int(day), int(hour), int(minute)


def _runs(lines: Sequence[Line], times: Sequence[int]) -> list[list[int]]:
    """The places of times that headlines and teasers stand between, and nothing else."""
    runs: list[list[int]] = [[times[0]]]
    for a, b in pairwise(times):
        if 1 <= b - a - 1 <= _BETWEEN and all(map(_is_story, lines[a + 1 : b])):
            runs[-1].append(b)
        else:
            runs.append([b])
    return [run for run in runs if len(run) >= _STORIES]


def _is_story(line: Line) -> bool:
    """Say whether a line may be a headline, or the beginning of a story that is cut off."""
    if line.indented or line.shielded:
        return False
    return line.shadow.endswith(("...", "…")) if line.prose else len(line.shadow) <= _HEADLINE


def _latest_first(times: Sequence[tuple[int, ...]]) -> bool:
    pairs = [(a, b) for a, b in pairwise(times) if len(a) == len(b)]
    return len(pairs) >= _STORIES - 1 and sum(a >= b for a, b in pairs) >= _LATER * len(pairs) and times[0] > times[-1]
