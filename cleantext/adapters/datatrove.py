"""Steps for a datatrove pipeline: its documents in and out, what goes is written with its reason by its own writers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any

from datatrove.data import Document as Page
from datatrove.pipeline.filters.base_filter import BaseFilter

from cleantext.dedup.spilled import dedup_spilled
from cleantext.dedup.survivors import Keep
from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.pipeline import Pipeline

__all__ = ["Clean", "Dedup"]


class Clean(BaseFilter):  # type: ignore[misc]  # datatrove has no types
    """Clean each text; what the pipeline rejects goes to the exclusion writer with `filter_reason`.

    What filters found (`doc.found`: source, published, damage, ...) is added to the metadata; what was there stays.

    Args:
        pipe: the pipeline.
        exclusion_writer: a datatrove writer for rejected documents, which stay out.
    """

    name = "🧹 cleantext"

    def __init__(self, pipe: Pipeline, exclusion_writer: Any = None) -> None:
        super().__init__(exclusion_writer)
        self.pipe = pipe

    def filter(self, doc: Page) -> bool | tuple[bool, str]:
        """Clean the text of a document in place; say whether it stays, or why not."""
        done = self.pipe(Document(doc.text, id=doc.id))
        doc.text = done.text
        doc.metadata = {**done.found, **doc.metadata}
        return True if done.rejected is None else (False, done.rejected)


class Dedup(BaseFilter):  # type: ignore[misc]
    """Take copies out, with the answer of `cleantext.dedup`; they get `duplicate_of` and `similarity` as metadata.

    All documents must come through one task (`tasks=1`): another would not know what this one has seen.  Their
    texts wait on disk until all were compared, the rest in memory.

    Args:
        threshold, keep: as for `cleantext.dedup`; "newest" goes by `metadata["published"]`.
        memory: about how much may be used.
        exclusion_writer: a datatrove writer for the copies.
    """

    name = "🫂 cleantext dedup"

    def __init__(
        self, threshold: float = 0.8, keep: Keep = "first", memory: str | int = "1GB", exclusion_writer: Any = None
    ) -> None:
        super().__init__(exclusion_writer)
        self.threshold, self.keep, self.memory = threshold, keep, memory

    def filter(self, doc: Page) -> bool | tuple[bool, str]:
        """Say whether a document stays, by what was found of it."""
        return (False, "dedup.near") if "duplicate_of" in doc.metadata else True

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Page]:
        """Yield the documents that stay, in order.

        Raises:
            ConfigError: there is more than one task.
        """
        if world_size > 1:
            raise ConfigError(f"Dedup sees the documents of one task only, and there are {world_size}: give it tasks=1")
        with tempfile.TemporaryFile() as spool:
            pages: list[tuple[Page, int]] = []  # without the text, and how many bytes of the file that is

            def read() -> Iterator[Document]:
                for page in data:
                    doc = Document(page.text, id=page.id, meta=page.metadata)
                    pages.append((page, spool.write(page.text.encode("utf-8", "surrogatepass"))))
                    page.text = ""
                    yield doc

            found = dedup_spilled(read(), self.threshold, self.keep, memory=self.memory)
            spool.seek(0)
            yield from super().run(self._judged(spool, pages, found), rank, world_size)

    @staticmethod
    def _judged(spool: Any, pages: list[tuple[Page, int]], found: Any) -> Iterator[Page]:
        verdicts = zip(pages, found.duplicate_of.tolist(), found.similarity.tolist(), strict=True)
        for (page, size), of, similarity in verdicts:
            page.text = spool.read(size).decode("utf-8", "surrogatepass")
            if of >= 0:
                page.metadata |= {"duplicate_of": pages[of][0].id, "similarity": similarity}
            yield page
