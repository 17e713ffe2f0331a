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

    Args:
        guess: also apply repairs that bytes and readings alone do not decide, where the result
            reads clearly better; each edit's evidence says "proven" or "guessed".
        escapes: also resolve characters written as \\uXXXX, %uXXXX, %XX or \\xHH outside of URLs and code.
            Off by default: a page about programming means them.  It is part of this filter because
            what comes out may be damaged in turn (`%C4%E3` are bytes of GBK).

    >>> RepairEncoding()(Document("針對手術(shù)患者住院?jiǎn)?wèn)題")).text
    '針對手術患者住院問題'
    """

    guess: bool = True
    escapes: bool = False
    name = "encoding"

    def __call__(self, doc: Document) -> Document:
        """Return the document repaired; the same object if nothing was broken."""
        # Here, because their patterns take 15 ms to compile, which `import cleantext` should not.
        from cleantext.repair import entities, escapes, latin, private, residue, shift, utf8

        annotated = False
        for _ in range(_MAX_ROUNDS):
            before = doc.text
            if self.escapes:
                doc = doc.edit(escapes.escapes(doc.text))
            doc = doc.edit(entities.entities(doc.text))
            if high := _HIGH.search(doc.text):
                for _ in range(_MAX_ROUNDS):  # once for each time it was misread
                    once, doc = doc, doc.edit(utf8.whole_lines(doc.text))
                    if doc is once:
                        break
                doc = doc.edit(latin.gbk_and_big5(doc.text, guess=self.guess))
            if not doc.text.isascii():
                doc = doc.edit(utf8.utf8(doc.text))
            if "?" in doc.text or "\ufffd" in doc.text:
                runs = list(shift.repairs(doc.text, guess=self.guess))
                annotated = any("readings" in (e.evidence or ()) for e in runs)
                doc = doc.edit(runs)
            if "(" in doc.text and not doc.text.isascii():
                doc = doc.edit(residue.residues(doc.text, annotated=annotated))
            if high:
                doc = doc.edit(private.private(doc.text))
            if doc.text == before:
                break
        return doc
