"""The filter that undoes encoding damage, class by class, until nothing more can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from cleantext.document import Document

__all__ = ["RepairEncoding"]


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
        # Here, because its tables take time to read, which `import cleantext` should not.
        from cleantext.repair.rounds import needs_nothing, repaired
        from cleantext.repair.signs import signs

        has = signs(doc.text)
        if needs_nothing(has) and not self.escapes:
            return doc
        return repaired(doc, has, guess=self.guess, resolve=self.escapes, name=self.name)
