"""No pattern explodes: on hostile lines the work grows as a small power of their length, which `max_len` bounds."""

import re
import time

import pytest

from cleantext.boilerplate.rulebook import load

RULES = [rule for rule in load().rules if rule.scope != "item"]
JUNK = ["!", "。", "1", "x", "\t"]
NOISE = 0.03  # seconds: the clock ticks every 4 ms, and other processes disturb it


def attacks(rule):
    """Texts that repeat what the rule looks for, and what breaks the match at their end."""
    for seed in [*rule.anchors[:6], *rule.removes, *(r[: len(r) // 2] for r in rule.removes)]:
        for glue in ("", " ", seed[:1]):
            for junk in JUNK:
                yield seed + glue, junk


def seconds(search, line):
    start = time.process_time()
    search(line)
    return time.process_time() - start


def climb(search, unit, junk, longest):
    """A line a quarter longer costs at most six times as much."""
    before, n = NOISE, 16
    while n <= longest:
        now = seconds(search, (unit * n)[: n - 1] + junk)
        assert now < 6 * before, (unit, junk, n)
        before, n = max(now, NOISE), n + n // 4


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_no_pattern_explodes(rule):
    """Nested repeats, which cost hundreds of times as much on the next length, are found before they hang."""
    for pattern in filter(None, (rule.match, rule.takes)):
        search = re.compile(pattern).search
        for unit, junk in attacks(rule):
            climb(search, unit, junk, rule.max_len)


def test_the_test_can_fail():
    """The pattern that this is about: one gap inside another."""
    with pytest.raises(AssertionError):
        climb(re.compile("^(?:(?:ab ?|a|b){1,9} ?){3,}$").search, "ab", "!", 100)
