"""Makes a text of each language out of Debian packages, for false_changes.py: 10^6 characters and more of 30 and more.

    mkdir debs && cd debs
    apt-get download $(apt-cache search --names-only '^libreoffice-help-' | cut -d' ' -f1) \\
        libreoffice-l10n-{ar,bg,fa,he,ro,th,uk} firefox-esr-l10n-{ar,bg,fa,he,ro,th,uk} manpages-{ro,uk,uk-dev}
    cd .. && python benchmarks/language_texts.py debs texts
    python benchmarks/false_changes.py texts/*.txt --quiet

Reads help pages (HTML), manual pages (roff), gettext catalogues and language packs (Fluent and properties files in a
zip) from the packages without installing them, and writes `texts/de.txt`: documents between blank lines, each line
once in a language, and none that the English packages have, so that what nobody translated does not count.
"""

from __future__ import annotations

import argparse
import gzip
import html
import io
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from false_changes import mo

_LANGUAGE = re.compile(
    r"(?:libreoffice-help|libreoffice-l10n|firefox-esr-l10n|manpages)-([a-z]{2,3}(?:-(?:br|cn|tw|gb))?)"
)
_BLOCK = re.compile(r"(?i)</?(?:p|div|h\d|li|ul|ol|table|t[rdh]|br|dl|d[td]|pre|title|section|hr)\b[^>]*>")
_DROPPED = re.compile(r"(?is)<(script|style|head)\b.*?</\1>|<!--.*?-->")
_TAG = re.compile(r"<[^<>]+>")
_ROFF = re.compile(r"\\(?:f(?:\[[^\]]*\]|\(..|.)|s[+-]?\d|[&/,|^]|\([a-z]{2}|\*\S|\[[^\]]*\])")


def members(package: Path) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield name and content of each file of a package."""
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            if member.isfile() and (file := tar.extractfile(member)) is not None:
                yield PurePosixPath(member.name), file.read()


def documents(name: PurePosixPath, data: bytes) -> Iterator[str]:
    """Yield the texts of a file, if it is of a kind that has some."""
    if name.suffix == ".html":
        text = _BLOCK.sub("\n", _DROPPED.sub("", data.decode("utf-8", "replace")))
        yield html.unescape(_TAG.sub("", text))
    elif name.suffix == ".gz" and "man" in name.parts:
        lines = gzip.decompress(data).decode("utf-8", "replace").split("\n")
        found = (re.sub(r"^\.(?:B|I|BR|IR|RB|RI|BI|IB|SH|SS|SM|TP) +", "", line) for line in lines)
        yield "\n".join(_ROFF.sub("", line) for line in found if line[:1] not in ".'")
    elif name.suffix == ".mo":
        texts = mo(data)
        yield from ("\n".join(texts[k : k + 40]) for k in range(0, len(texts), 40))
    elif name.suffix == ".xpi":
        with zipfile.ZipFile(io.BytesIO(data)) as pack:
            for inner in pack.namelist():
                if inner.endswith((".ftl", ".properties")):
                    lines = pack.read(inner).decode("utf-8", "replace").split("\n")
                    yield "\n".join(line.partition("=")[2] or line for line in lines if line[:1] != "#")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, help="folder with the .deb files")
    parser.add_argument("texts", type=Path, help="folder to write to")
    args = parser.parse_args()
    args.texts.mkdir(exist_ok=True)
    languages: dict[str, list[Path]] = {}
    for package in sorted(args.packages.glob("*.deb")):
        if (m := _LANGUAGE.match(package.name)) and m[1] not in ("com", "dev"):
            languages.setdefault(m[1], []).append(package)
    english: set[str] = set()
    for language, packages in sorted(languages.items(), key=lambda item: not item[0].startswith("en")):
        seen = english if language.startswith("en") else set(english)
        size = 0
        with (args.texts / f"{language}.txt").open("w", encoding="utf-8") as out:
            for package in packages:
                for name, data in members(package):
                    for text in documents(name, data):
                        lines = [line.strip() for line in text.split("\n")]
                        new = [line for line in dict.fromkeys(lines) if line not in seen]
                        seen.update(new)
                        size += sum(map(len, new))
                        if new:
                            out.write("\n".join(new) + "\n\n")
        print(f"{language} {size:,} characters of {', '.join(p.name.partition('_')[0] for p in packages)}")


if __name__ == "__main__":
    main()
