"""What encoding repair changes in text that is not damaged: each changed span, and how many in 10^6 characters.

    python benchmarks/false_changes.py PATH... [--quiet]
    python benchmarks/false_changes.py /usr/share/locale --quiet       # a row for each language

Runs RepairEncoding and StripInvisible on .txt (blank lines part documents), .conllu (`# text =` lines, blank
`# newpar` and `# newdoc` lines part documents), .jsonl or .jsonl.zst (a document in each "text"), and the gettext
catalogues (.mo, .po) below a folder, whose translations make one row for each language.  A span in real text may be a
repair of real damage: read it.  Entities (`&quot;` in a string that is markup) say what they mean and are counted
apart.  Pages that are reported as damaged are counted as well.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path

from cleantext import Document, RepairEncoding, StripInvisible

_TOGETHER = 40  # lines of a file without blank lines that make one document


def documents(path: Path) -> Iterator[str]:
    """Yield the documents of a file."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    text = data.decode("utf-8", "replace")
    if ".jsonl" in path.suffixes:
        yield from (json.loads(line)["text"] for line in text.split("\n") if line)
        return
    if path.suffix == ".conllu":
        found = re.findall(r"^# (text =.*|new(?:par|doc).*)$", text, re.MULTILINE)
        text = "\n".join("" if line.startswith("new") else line.removeprefix("text =").strip() for line in found)
    for piece in re.split(r"\n[ \t]*\n", text):
        lines = piece.split("\n")
        for k in range(0, len(lines), _TOGETHER):
            yield "\n".join(lines[k : k + _TOGETHER])


def catalogues(folder: Path) -> dict[str, list[str]]:
    """Return the distinct translations in the catalogues below a folder, by language."""
    found: dict[str, dict[str, None]] = {}
    for path in sorted([*folder.rglob("*.mo"), *folder.rglob("*.po")]):
        language = path.stem
        if "LC_MESSAGES" in path.parts:
            language = path.parts[path.parts.index("LC_MESSAGES") - 1]
        texts = found.setdefault(re.split("[_@.-]", language)[0] + ("_TW" if "TW" in language else ""), {})
        texts.update(dict.fromkeys(mo(path.read_bytes()) if path.suffix == ".mo" else po(path)))
    return {language: list(texts) for language, texts in found.items()}


def mo(data: bytes) -> list[str]:
    """Return the translations of a catalogue; `gettext` refuses those whose plurals it cannot compute."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    _, _, n, keys, values = struct.unpack(order + "5I", data[:20])
    found = []
    header = re.search(rb"charset=([\w-]+)", data)
    charset = header[1].decode() if header else "utf-8"
    for k in range(n):
        key, text = (
            data[at : at + size].decode(charset, "replace")
            for size, at in (struct.unpack(order + "2I", data[t + 8 * k : t + 8 * k + 8]) for t in (keys, values))
        )
        if key and text != key:
            found += text.split("\0")
    return found


def po(path: Path) -> list[str]:
    found = []
    for m in re.finditer(r'^msgstr(?:\[\d\])? ((?:"(?:[^"\\]|\\.)*"\s*)+)', path.read_text("utf-8", "replace"), re.M):
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', m[1]))
        found.append(re.sub(r"\\(.)", lambda e: {"n": "\n", "t": "\t"}.get(e[1], e[1]), text))
    return found[1:]  # the first is the header


def rows_of(path: Path) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the rows of a path, each with its documents."""
    if not path.is_dir():
        yield path.name, documents(path)
        return
    for language, texts in sorted(catalogues(path).items()):
        yield language, ("\n".join(texts[k : k + _TOGETHER]) for k in range(0, len(texts), _TOGETHER))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--quiet", action="store_true", help="the table only")
    args = parser.parse_args()

    rows, shown = [], []
    repair, strip = RepairEncoding(), StripInvisible()
    for name, texts in (row for path in args.paths for row in rows_of(path)):
        size = spans = entities = stripped = reported = 0
        for text in texts:
            size += len(text)
            doc = repair(Document(text))
            reported += "damage" in doc.meta
            for e in doc.edits:
                around = doc.source[max(0, e.start - 15) : e.start], doc.source[e.end : e.end + 15]
                shown.append((name, e.rule, around[0], e.removed[:80], e.replacement[:80], around[1]))
            resolved = sum(e.rule == "encoding.entity" for e in doc.edits)
            entities += resolved
            spans += len(doc.edits) - resolved
            if "damage" in doc.meta:
                for start, end, kind in doc.meta["damage"]["spans"][:2]:
                    around = doc.source[max(0, start - 15) : start], doc.source[end : end + 15]
                    shown.append((name, "(reported) " + kind, around[0], doc.source[start:end][:40], "", around[1]))
            for e in strip(Document(text)).edits:
                stripped += 1
                around = text[max(0, e.start - 15) : e.start], text[e.end : e.end + 15]
                shown.append((name, e.rule, around[0], e.removed[:80], e.replacement[:80], around[1]))
        rows.append((name, size, spans, entities, stripped, reported))
    if not args.quiet:
        for name, rule, left, removed, new, right in shown:
            print(f"{name}  {rule}: {left!r} [{removed!r} -> {new!r}] {right!r}")
        print()
    print("| input | characters | spans repaired | in 10^6 | entities | invisible stripped | documents reported |")
    print("|---|---|---|---|---|---|---|")
    for name, size, spans, entities, stripped, reported in rows:
        print(
            f"| {name} | {size} | {spans} | {spans / max(size, 1) * 1e6:.2f} | {entities} | {stripped} | {reported} |"
        )


if __name__ == "__main__":
    main()
