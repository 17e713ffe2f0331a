"""No regular expression of the package takes more than linear time, whatever the text.

Rules are attacked in test_boilerplate_linear.py with their own examples; here all patterns are, theirs too, with
texts made from their trees.  A rule sees lines of `max_len` characters, so those lines is what it is timed on.
"""

import json
import re
import signal
import subprocess
import sys
import time
from functools import cache, partial

import pytest

from cleantext.boilerplate import credits
from cleantext.boilerplate.rulebook import compilable, load

from .patterns import PACKAGE, attacks, methods, sites

NOISE = 0.02  # seconds of process time: below, the clock's ticks and other processes tell more than the pattern
LATE = 2.0  # seconds after which a pattern is not waited for
TWICE = 2.8  # twice the text may take so many times as long; four would be quadratic
RULES = {compilable(p): rule.max_len for rule in load().rules for p in (rule.match, rule.takes) if p}
# Patterns that are shown short lines only, by the file that compiles them.
BOUNDED = {"boilerplate/credits.py": credits.MAX_LEN}


@cache
def patterns(*options):
    """Every pattern, with what runs it over a text as the package does, and the longest text it ever sees, or None."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.patterns", *options],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    found = []
    for written, flags, of_bytes, places in map(json.loads, done.stdout.splitlines()):
        pattern = written.encode("latin-1") if of_bytes else written
        compiled = re.compile(pattern, flags & ~re.UNICODE if of_bytes else flags)
        used = set().union(*(methods(*place) for place in places))
        if used <= {"match", "fullmatch"}:
            run = compiled.match if "match" in used else compiled.fullmatch
        else:
            run = partial(through, compiled)
        bound = RULES.get(written) or max((BOUNDED.get(file, 0) for file, _ in places), default=0)
        if any(file not in (*BOUNDED, "boilerplate/rulebook.py") for file, _ in places):
            bound = 0
        found.append((f"{places[0][0]}:{places[0][1]}", pattern, compiled.flags, run, bound or None, places))
    return found


def through(compiled, text):
    for _ in compiled.finditer(text):
        pass


class LateError(Exception):
    """A pattern takes so long that it is not waited for."""


def seconds(run, text):
    def ring(*_):
        raise LateError

    before = signal.signal(signal.SIGVTALRM, ring)  # `re` looks for signals while it works
    signal.setitimer(signal.ITIMER_VIRTUAL, LATE)
    started = time.process_time()
    try:
        run(text)
    except LateError:
        return LATE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - started


def grows(run, attack, n, of_bytes):
    """Return whether a text of about n characters takes more than its share of one twice as long, thrice measured."""
    prefix, unit, suffix = attack

    def text(size):
        made = prefix + unit * (size // len(unit)) + suffix
        return made.encode("latin-1", "replace") if of_bytes else made

    first = seconds(run, text(n))
    if first < NOISE or first >= LATE:
        return first >= LATE
    times = [(seconds(run, text(n)), seconds(run, text(2 * n))) for _ in range(3)]
    return min(b for _, b in times) > TWICE * min(a for a, _ in times)


def unharmed(found, most):
    """Return the patterns that no attack is made from: those that take no character."""
    return {pattern for _, pattern, flags, *_ in found if not attacks(pattern, flags, most)}


def worst(found, sizes, most):
    """Return what is not linear: place, pattern and attack."""
    told = []
    for name, pattern, flags, run, bound, _ in found:
        mine = sorted({min(n, bound) for n in sizes} if bound else sizes)
        for attack in attacks(pattern, flags, most):
            # Other work on the machine makes one of thousands look slow; what is slow is so each time.
            slow = next(
                (n for n in mine if all(grows(run, attack, n, isinstance(pattern, bytes)) for _ in "123")), None
            )
            if slow is not None:
                told.append((name, pattern[:80], attack, slow))
                break
    return told


def test_patterns_that_importing_compiles():
    """Those of the modules, on texts of 8,000 characters."""
    found = patterns("--imports")

    assert len(found) > 150
    assert unharmed(found, 4) <= {"", r"\b"}
    assert worst(found, [8192], 4) == []


@pytest.mark.slow
def test_every_pattern_is_met():
    """No call of `re` in the package escapes the watch, so the test below is about all patterns."""
    met = {tuple(place) for *_, places in patterns() for place in places}

    assert sites() - met == set()
    assert {compilable(rule.match) for rule in load().rules if rule.match} <= {p for _, p, *_ in patterns()}


@pytest.mark.slow
def test_every_pattern_up_to_a_hundred_thousand():
    """Time against length from 4,000 characters to 130,000; of a rule up to the longest line it sees."""
    assert len(patterns()) > 400
    assert unharmed(patterns(), 4) <= {"", r"\b", r"(?=(\w{8}))", r"(?=(\w{4}))"}  # these take no character
    assert worst(patterns(), [1 << 12, 1 << 14, 1 << 17], 4) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s*[(]?\s*x",
        pytest.param("(?:a+)+b", marks=pytest.mark.slow),
        pytest.param("(?:x|y|xy)*z", marks=pytest.mark.slow),
    ],
)
def test_the_test_can_fail(pattern):
    """Quadratic and exponential patterns are found by attacks made from their trees."""
    assert worst([("", pattern, 0, partial(through, re.compile(pattern)), None, [])], [4096], 30)


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s++x", "[ab]{1,9}c", r"\w"])
def test_linear_patterns_pass(pattern):
    assert worst([("", pattern, 0, partial(through, re.compile(pattern)), None, [])], [8192, 1 << 17], 30) == []
