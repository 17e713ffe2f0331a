"""Is a page made, or made use of, to be found by search engines?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cleantext.document import Document, Edit
from cleantext.script.tables import fold
from cleantext.verdicts.shape import verdict

if TYPE_CHECKING:
    from cleantext.verdicts.injected import Injected

__all__ = ["RejectSpam"]

_SHOWN = 5
_CLAUSE, _TAIL = 14, 3  # characters before and around the end of a name, in which a sentence leads to it or tells of it
_SURE, _LIKELY, _TWICE = -0.25, -1.0, -1.5  # log-odds of a stretch that rejects alone, that needs company, and of two
_END, _BREAK = 300, "\n"  # characters at either end of a text in which its first and last line are looked for


def _gone(doc: Document) -> Iterator[tuple[str, Injected]]:
    """What was injected in what `DropBoilerplate` has cut, with the string that was cut."""
    from cleantext.verdicts.injected import Injected, find_injected

    for cut in doc.found.get("injected", ()):
        strong = [(cut, i) for i in find_injected(cut) if i.strong]
        yield from strong or [(cut, Injected(0, len(cut), "site", True, cut, 2))]  # told by what stood around it
    # Lists of keywords at the foot of a page are a shop's as well: of them only what is strong counts.
    for line in doc.found.get("advertised", ()):
        yield from ((line, i) for i in find_injected(line) if i.strong or i.kind == "site")


def _as_it_came(doc: Document, suspected: bool) -> list[tuple[str, Injected]]:
    """What is sure in the text as it came: in all of it if what is left is suspected, else in its first and last line.

    A heap of names above a page looks like its menu, and a name in the text may be its source and its signature.
    """
    from cleantext.verdicts.injected import find_injected

    source = doc.source
    if source == doc.text:
        return []
    looked = source
    if not suspected and len(source) > 2 * _END:  # of a shorter one the ends would be the same words twice
        looked = f"{source[:_END].partition(_BREAK)[0]}\n{source[-_END:].rpartition(_BREAK)[2]}"
    sure = [*((source, i) for i in _read(source, ())), *((looked, i) for i in find_injected(looked))]
    return [(text, i) for text, i in sure if i.weight > 1]


def _read(text: str, known: Sequence[Injected]) -> list[Injected]:
    """Return the stretches that read like a site's name in another's place, but for known ones; all count once."""
    from cleantext.verdicts.grams import find_stretches
    from cleantext.verdicts.injected import SENDS, TELLS, Injected

    read = find_stretches(text, _TWICE)
    put = [
        s
        for s in read
        if not SENDS.search(fold(text[max(0, s.start - _CLAUSE) : s.start]))
        and not TELLS.search(fold(text[max(s.start, s.end - _TAIL) : s.end + _TAIL]))
    ]
    weight = 2 if len(put) > 1 or any(s.value >= _SURE for s in put) else 1
    read = [s for s in read if weight > 1 or s.value >= _LIKELY]
    # One place is one place: what is known to need company gets none from itself.
    new = [s for s in read if weight > 1 or all(s.end <= i.start or s.start >= i.end for i in known)]
    return [Injected(s.start, s.end, "name", False, "name", weight) for s in new]


@cache
def _digest() -> str:
    data = Path(__file__).with_name("data") / "grams.npz"
    return hashlib.blake2b(data.read_bytes(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class RejectSpam:
    """Cut injected advertisements for sites out of a document, and reject it if there are enough of them.

    Most pages with injected gambling brands read as ordinary prose, so no statistic of the page sees them: it is the
    string that tells.  Some it tells by its shape (see `cleantext.verdicts.injected`).  A string that can hardly be
    anything else is cut, label `spam`, and counts 2; one that needs company stays and counts 1, as does a line of
    keywords; a list of films for adults is cut and counts 1, since it leaves the page as it was.  A site's name that
    stands where a school's or a company's should (`cleantext.verdicts.names`) counts 2 from its second place on, and
    stays: it is a subject.  The same string counts once.  Other names tell by which characters stand side by side in
    them and around them (`cleantext.verdicts.grams`): such a stretch counts 2 from log-odds of -0.25
    on, or of -1.5 if there are two of them, and 1 from -1 on; all of a text count 2 at most, and stay.  An article that
    names one site as authors do is not rejected.

    What `DropBoilerplate` has cut already counts too: `found["injected"]`, lines in `found["advertised"]`, stretches
    that count 2 in `doc.source`, and what is sure in its first and last line, or in all of it if what is left is
    suspected.  The spans of the verdict are in offsets of the text before the cut; those of what was gone before have
    none.  No text is too short for it.

    Args:
        min_score: the sum from which on the document is rejected; None rejects none and only cuts.

    >>> doc = RejectSpam()(Document("公司创立于1998年，万星棋牌官网登录入口，主营钢材。"))
    >>> doc.text, doc.rejected
    ('公司创立于1998年，主营钢材。', 'reject.spam')
    """

    min_score: int | None = 2
    name: ClassVar[str] = "reject.spam"

    @property
    def digest(self) -> str:
        """A hash of the table of `cleantext.verdicts.grams`, for the fingerprint of a pipeline."""
        return _digest()

    def __call__(self, doc: Document) -> Document:
        """Return the document without what was injected, rejected or not; the same object if there is nothing."""
        # Here, because its patterns take time to compile, which `import cleantext` should not.
        from cleantext.verdicts.injected import find_injected

        text, gone = doc.text, list(_gone(doc))
        found = find_injected(text)
        found += _read(text, found)
        if _score(found, gone) < 2:
            gone += _as_it_came(doc, bool(found or gone))
        if not found and not gone:
            return doc
        score = _score(found, gone)
        spans: list[dict[str, object]] = [{"kind": i.kind, "text": cut[i.start : i.end][:40]} for cut, i in gone]
        spans += [{"start": i.start, "end": i.end, "kind": i.kind, "text": text[i.start : i.end][:40]} for i in found]
        spans = spans[:_SHOWN]
        cut = [
            Edit(i.start, _end(text, i.start, i.end), rule="spam.injected", label="spam", evidence={"score": score})
            for i in found
            if i.strong
        ]
        if self.min_score is not None and score >= self.min_score:
            return doc.reject(self.name, meta=verdict("injected", score, self.min_score, spans)).edit(cut)
        return doc.edit(cut)


def _score(found: list[Injected], gone: list[tuple[str, Injected]]) -> int:
    weights: dict[str, int] = {}
    for i in (*found, *(i for _, i in gone)):
        weights[i.key] = max(i.weight, weights.get(i.key, 0))
    return sum(weights.values())


def _end(text: str, start: int, end: int) -> int:
    """Take the comma behind along where there is one in front."""
    return end + 1 if start and text[end : end + 1] in ("，", ",", "、") and text[start - 1] in "，,、。" else end
