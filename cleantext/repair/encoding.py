"""The filter that undoes encoding damage, class by class, until nothing more can be undone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cleantext.document import Document

__all__ = ["RepairEncoding"]

# What Latin-1 and old private-use characters have in common; not ° · and NBSP, which Chinese text has.
_HIGH = re.compile("[\x80-\x9f\xa1-\xaf\xb1-\xb6\xb8-\xff\ue78d-\ue864]")
# Each repair takes damage away; texts made to nest damage inside damage stop here.
_MAX_ROUNDS = 6


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
        flagged: places that are recognised damage and were left alone, because it is unclear what was meant, by class.
        repaired: number of edits by class, those of the page that were undone.
        share: share of the repaired page's characters that stand in lost or flagged places.
        repaired_share: share of the page's characters that repairs took away or rewrote.
        converted: whether a tool wrote readings into the page, or replaced bytes in it, three at
            least: a machine-made page.
        spans: the first eight places as [start, end, "lost.middle-dot"], in offsets of `doc.source`.

    Args:
        guess: also apply repairs that bytes and readings alone do not decide, where the result
            reads clearly better; each edit's evidence says "proven" or "guessed".

    >>> RepairEncoding()(Document("針對手術(shù)患者住院?jiǎn)?wèn)題")).text
    '針對手術患者住院問題'
    >>> RepairEncoding()(Document("文\ufffd\ufffd\ufffd\ufffd字")).meta["damage"]["lost"]
    {'misread': 1}
    """

    guess: bool = True
    name = "encoding"

    def __call__(self, doc: Document) -> Document:
        """Return the document repaired; the same object if nothing was broken."""
        # Here, because their patterns take 15 ms to compile, which `import cleantext` should not.
        from cleantext.repair import crossed, entities, latin, losses, private, residue, shift

        met, annotated = doc, False
        for _ in range(_MAX_ROUNDS):
            before = doc.text
            doc = doc.edit(entities.entities(doc.text))
            if high := _HIGH.search(doc.text):
                doc = doc.edit(latin.gbk_and_big5(doc.text, guess=self.guess))
                doc = doc.edit(latin.utf8(doc.text))
            doc = doc.edit(crossed.repairs(doc.text, guess=self.guess))
            if "?" in doc.text or "\ufffd" in doc.text:
                runs = list(shift.repairs(doc.text, guess=self.guess))
                annotated = any("readings" in (e.evidence or ()) for e in runs)
                doc = doc.edit(runs)
            if "(" in doc.text:
                doc = doc.edit(residue.residues(doc.text, annotated=annotated))
            if high:
                doc = doc.edit(private.private(doc.text))
            if doc.text == before:
                break
        found = losses.damage(met, doc)
        return doc.edit((), meta={"damage": found}) if found else doc
