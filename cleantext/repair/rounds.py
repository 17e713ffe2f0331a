"""The rounds of a repair: class by class, until nothing more can be undone; and what is left is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from operator import attrgetter
from typing import TYPE_CHECKING

from cleantext.document import Document
from cleantext.repair.effort import Effort, TooMuchError
from cleantext.repair.packed import edited
from cleantext.repair.signs import Sign, signs

if TYPE_CHECKING:
    from cleantext.repair.bytewise import residue

__all__ = ["needs_nothing", "repaired"]

# Each repair takes damage away; texts made to nest damage inside damage stop here.
_MAX_ROUNDS = 6
_start = attrgetter("start")


def needs_nothing(has: int) -> bool:
    """Say whether a text with these signs has nothing that a repair looks for: hanzi alone, or brackets alone."""
    return has in (0, Sign.HAN, Sign.BRACKET)


def repaired(doc: Document, has: int, *, guess: bool, resolve: bool, name: str) -> Document:
    """Return the document repaired; if that would take too long, as it was, and its metadata say so.

    Args:
        doc: the document.
        has: the signs of its text.
        guess, resolve: the settings `guess` and `escapes` of `RepairEncoding`.
        name: the rule of an edit that has none of its own.
    """
    with suppress(TooMuchError):
        return _repaired(doc, has, guess, resolve, name)
    # Out of its reach, as the error holds on to all that was in hand.
    from cleantext.repair.damage import too_costly

    return doc.edit((), meta={"damage": too_costly(doc.text)})


def _repaired(doc: Document, has: int, guess: bool, resolve: bool, name: str) -> Document:
    # Each repair where it is called, because their patterns take 100 ms to compile, and most texts need none.
    met, annotated = doc, False
    readings: list[residue.Residues] = []
    # What was left in which text: shifted runs, and runs in a wrong encoding.
    judged, left = "", list[tuple[int, int, str]]()
    looked, misread = "", list[tuple[int, int, str]]()
    effort = Effort.for_text(doc.text)
    for _ in range(_MAX_ROUNDS):
        before = doc.text
        if resolve:
            from cleantext.repair import escapes

            doc = edited(doc, escapes.escapes(doc.text), name)
        if has & Sign.ENTITY:
            from cleantext.repair import entities

            doc = edited(doc, entities.entities(doc.text), name)
        if doc.text != before:
            has = signs(doc.text)
        if has & Sign.HIGH:
            from cleantext.repair.single import latin, utf8

            for _ in range(_MAX_ROUNDS):  # once for each time it was misread
                once, doc = doc, edited(doc, utf8.whole_lines(doc.text), name)
                if doc is once:
                    break
            doc = edited(doc, latin.gbk_and_big5(doc.text, guess=guess, effort=effort), name)
        if has & Sign.UTF8:
            from cleantext.repair.single import utf8

            doc = edited(doc, utf8.utf8(doc.text, effort=effort), name)
        if has & Sign.CROSSED:
            from cleantext.repair.double import crossed

            looked, misread = doc.text, []
            doc = edited(doc, crossed.repairs(looked, guess=guess, left=misread, effort=effort), name)
        if has & Sign.QUESTION:
            from cleantext.repair.bytewise import shift

            judged, left = doc.text, []
            runs = list(shift.repairs(judged, guess=guess, left=left, effort=effort))
            annotated = any("readings" in (e.evidence or ()) for e in runs)
            doc = edited(doc, sorted(runs, key=_start), name)
        if has & Sign.BRACKET and has & Sign.HAN:
            from cleantext.repair.bytewise import residue

            found = residue.residues(doc.text, annotated=annotated)
            # A page has hundreds, and making an edit takes longer than finding one.
            if found.sites:
                doc = doc.rewrite(found.without, residue.RULE, edits=found.edits)
                readings.append(found)
        if has & Sign.PRIVATE:
            from cleantext.repair import private

            doc = edited(doc, private.private(doc.text), name)
        if doc.text == before:
            break
        has = signs(doc.text)
    if doc is met and not has & (Sign.LOST | Sign.QUESTION | Sign.CROSSED | (0 if guess else Sign.HIGH)):
        return doc
    if "damage" in doc.meta:  # how a filter or the caller met it; what is there stays
        return doc
    from cleantext.repair.damage import damage

    flags = left if judged == doc.text else None, misread if looked == doc.text else None
    guesses = [] if guess else list(_guesses(doc.text, has, effort))
    told = damage(met, doc, readings=readings, flags=flags, guesses=guesses, has=has, effort=effort)
    return doc.edit((), meta={"damage": told}) if told else doc


def _guesses(text: str, has: int, effort: Effort) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and class of what only a guess would restore in a text that is repaired without guessing."""
    from cleantext.repair.bytewise import shift
    from cleantext.repair.double import crossed
    from cleantext.repair.single import latin

    for sign, repairs in (
        (Sign.HIGH, latin.gbk_and_big5),
        (Sign.CROSSED, crossed.repairs),
        (Sign.QUESTION, shift.repairs),
    ):
        if has & sign:
            for e in repairs(text, effort=effort):
                yield e.start, e.end, e.rule.partition(".")[2]
