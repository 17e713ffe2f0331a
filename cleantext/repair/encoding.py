"""The filter that undoes encoding damage, class by class, until nothing more can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from cleantext.document import Document

if TYPE_CHECKING:
    from cleantext.repair.bytewise import residue
    from cleantext.repair.effort import Effort

__all__ = ["RepairEncoding"]

# Each repair takes damage away; texts made to nest damage inside damage stop here.
_MAX_ROUNDS = 6
_start = attrgetter("start")


@dataclass(frozen=True)
class RepairEncoding:
    """Restore what a wrong decoder or a byte-level replacement broke.

    Pinyin residue, hanzi lost to it, GBK runs one byte out of step, GBK, Big5 or UTF-8 read as Latin-1,
    entities outside of markup, private-use characters of old decoders.  In doubt the text stays.

    What is left damaged, and a page that a converter went through, are told in `meta["damage"]`, which
    describes the page as this filter first met it; a healthy page has no such entry:

        lost: places where characters are gone for good, by kind: replacement-character, misread (a run of
            U+FFFD: GBK read as UTF-8), replaced-twice (锟斤拷), half-character, question-marks (??? for words),
            middle-dot and space (as `?`), quotation-mark (â€), unwritten-memory (烫烫烫).
        flagged: places that are recognised damage and were left alone, because it is unclear what was meant or, with
            `guess=False`, only a guess would tell, by class.  "too-costly" is a text that would take too long, such
            as many thousand characters put together at random, or misread in a way that lost most of them; nothing
            in it was repaired.
        repaired: number of edits by class, those of the page that were undone.
        share: share of the repaired page's characters that stand in lost or flagged places.
        repaired_share: share of the page's characters that repairs took away or rewrote.
        converted: whether a tool wrote readings into the page, or replaced bytes in it, three at
            least: a machine-made page.
        spans: the first eight places as [start, end, "lost.middle-dot"], in offsets of `doc.source`.

    Args:
        guess: also apply repairs that bytes and readings alone do not decide, where the result
            reads clearly better; each edit's evidence says "proven" or "guessed".
        escapes: also resolve characters written as \\uXXXX, %uXXXX, %XX or \\xHH outside of URLs and code.
            Off by default: a page about programming means them.  It is part of this filter because
            what comes out may be damaged in turn (`%C4%E3` are bytes of GBK).

    >>> RepairEncoding()(Document("針對手術(shù)患者住院?jiǎn)?wèn)題")).text
    '針對手術患者住院問題'
    >>> RepairEncoding()(Document("文\ufffd\ufffd\ufffd\ufffd字")).meta["damage"]["lost"]
    {'misread': 1}
    """

    guess: bool = True
    escapes: bool = False
    name = "encoding"
    reads_layout = False

    def __call__(self, doc: Document) -> Document:
        """Return the document repaired; the same object if nothing was broken."""
        from cleantext.repair.effort import TooMuchError

        try:
            return self._repaired(doc)
        except TooMuchError:
            from cleantext.repair import losses

            return doc.edit((), meta={"damage": losses.too_costly(doc.text)})

    def _repaired(self, doc: Document) -> Document:
        """Return the document repaired.

        Raises:
            TooMuchError: that would take too long.
        """
        # Each repair where it is called, because their patterns take 100 ms to compile, and most texts need none.
        from cleantext.repair.effort import Effort
        from cleantext.repair.packed import edited
        from cleantext.repair.signs import Sign, signs

        met, annotated = doc, False
        readings: list[residue.Residues] = []
        # What was left in which text: shifted runs, and runs in a wrong encoding.
        judged, left = "", list[tuple[int, int, str]]()
        looked, misread = "", list[tuple[int, int, str]]()
        has = signs(doc.text)
        effort = Effort.for_text(doc.text)
        for _ in range(_MAX_ROUNDS):
            before = doc.text
            if self.escapes:
                from cleantext.repair import escapes

                doc = edited(doc, escapes.escapes(doc.text), self.name)
            if has & Sign.ENTITY:
                from cleantext.repair import entities

                doc = edited(doc, entities.entities(doc.text), self.name)
            if doc.text != before:
                has = signs(doc.text)
            if has & Sign.HIGH:
                from cleantext.repair.single import latin, utf8

                for _ in range(_MAX_ROUNDS):  # once for each time it was misread
                    once, doc = doc, edited(doc, utf8.whole_lines(doc.text), self.name)
                    if doc is once:
                        break
                doc = edited(doc, latin.gbk_and_big5(doc.text, guess=self.guess, effort=effort), self.name)
            if has & Sign.UTF8:
                from cleantext.repair.single import utf8

                doc = edited(doc, utf8.utf8(doc.text, effort=effort), self.name)
            if has & Sign.CROSSED:
                from cleantext.repair.double import crossed

                looked, misread = doc.text, []
                doc = edited(doc, crossed.repairs(looked, guess=self.guess, left=misread, effort=effort), self.name)
            if has & Sign.QUESTION:
                from cleantext.repair.bytewise import shift

                judged, left = doc.text, []
                runs = list(shift.repairs(judged, guess=self.guess, left=left, effort=effort))
                annotated = any("readings" in (e.evidence or ()) for e in runs)
                doc = edited(doc, sorted(runs, key=_start), self.name)
            if has & Sign.BRACKET and has & Sign.HAN:
                from cleantext.repair.bytewise import residue

                found = residue.residues(doc.text, annotated=annotated)
                # A page has hundreds, and making an edit takes longer than finding one.
                if found.sites:
                    doc = doc.rewrite(found.without, residue.RULE, edits=found.edits)
                    readings.append(found)
            if has & Sign.PRIVATE:
                from cleantext.repair import private

                doc = edited(doc, private.private(doc.text), self.name)
            if doc.text == before:
                break
            has = signs(doc.text)
        if doc is met and not has & (Sign.LOST | Sign.QUESTION | Sign.CROSSED | (0 if self.guess else Sign.HIGH)):
            return doc
        if "damage" in doc.meta:  # how a filter or the caller met it; what is there stays
            return doc
        from cleantext.repair import losses

        flags = left if judged == doc.text else None, misread if looked == doc.text else None
        guesses = [] if self.guess else list(_guesses(doc.text, has, effort))
        damage = losses.damage(met, doc, readings=readings, flags=flags, guesses=guesses, has=has, effort=effort)
        return doc.edit((), meta={"damage": damage}) if damage else doc


def _guesses(text: str, has: int, effort: Effort) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and class of what only a guess would restore in a text that is repaired without guessing."""
    from cleantext.repair.bytewise import shift
    from cleantext.repair.double import crossed
    from cleantext.repair.signs import Sign
    from cleantext.repair.single import latin

    for sign, repairs in (
        (Sign.HIGH, latin.gbk_and_big5),
        (Sign.CROSSED, crossed.repairs),
        (Sign.QUESTION, shift.repairs),
    ):
        if has & sign:
            for e in repairs(text, effort=effort):
                yield e.start, e.end, e.rule.partition(".")[2]
