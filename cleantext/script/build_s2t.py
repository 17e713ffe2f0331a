"""Write s2t-words.txt: OpenCC's phrases and the ordinary words beside them, each with its weight.

    python -m cleantext.script.build_s2t PHRASES.txt... --texts TEXTS.jsonl... > s2t-words.txt

PHRASES are OpenCC's STPhrases, STPhrases_GeneratedFromRegionalPhrases, TWVariantsPhrases and
HKVariantsPhrases as text (`opencc_dict -f ocd2 -t text` makes them from the wheel's), TEXTS are JSON strings of
Simplified text, one a line.  Words that OpenCC has no need to list (如何, 粉丝) are found in the texts: two
characters that stand together e^2.5 times as often as chance would have it.  Weights come from counting again and
again over the best division of each run of characters, and go into the file as hundredths of a natural logarithm.
The file of 2026-11 was made from 9 million characters: half of the articles of LCTT, half of progit2-zh,
trpl-zh-cn and the Vue and tldr pages, and, four times over, half of the news of the Boson and MSRA corpora and of
the questions of CMRC 2018, and the development part of DRCD, simplified.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from cleantext.script.engine import convert
from cleantext.script.s2t import by_beginning, divide

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_ROUNDS = 4
_UNSEEN = 0.3  # occurrences that a phrase gets which the texts do not have
_MIN_SEEN = 10  # of a word that only the texts know
_COHESION = 2.5
_ONE_PLACE = 0.7
_OFTEN = 50


def runs(paths: Iterable[Path]) -> Counter[str]:
    """Return the runs of Han characters in the texts and how often each occurs."""
    found: Counter[str] = Counter()
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                found.update(_HAN.findall(json.loads(line)))
    return found


def cohesive(found: Counter[str]) -> set[str]:
    """Return the pairs of characters that stand together far more often than chance, and not in one place only."""
    ones: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for run, n in found.items():
        for k, c in enumerate(run):
            ones[c] += n
            if k:
                pairs[run[k - 1 : k + 1]] += n
    total = sum(ones.values())
    words = {w for w, n in pairs.items() if n >= 8 and math.log(n * total / (ones[w[0]] * ones[w[1]])) >= _COHESION}
    # 阿拉 with 伯 behind it nine times in ten is part of a word, as 民币 is behind 人.
    neighbours: dict[str, Counter[str]] = {w: Counter() for w in words}
    for run, n in found.items():
        for k in range(len(run) - 1):
            if run[k : k + 2] in words:
                around = neighbours[run[k : k + 2]]
                around["<" + run[k - 1 : k]] += n if k else 0
                around[">" + run[k + 2 : k + 3]] += n if k + 2 < len(run) else 0
    return {w for w, around in neighbours.items() if max(around.values(), default=0) <= _ONE_PLACE * pairs[w]}


def ambiguous(phrases: set[str]) -> set[str]:
    """Return the characters that many phrases (50, and 1 in 20) convert otherwise than they are converted alone.

    Words with them are OpenCC's to list: 里克 beside its 德里 would turn 德里克 into 德裏克.  国家 is none of them,
    though 家具 is 傢俱.
    """
    known = sorted(phrases)
    contain = Counter(c for phrase in known for c in phrase)
    found: set[str] = set()
    for config in ("s2t", "s2tw", "s2hk"):
        alone = dict(zip(contain, convert("\n".join(contain), config).split("\n"), strict=True))
        otherwise: Counter[str] = Counter()
        for phrase, converted in zip(known, convert("\n".join(known), config).split("\n"), strict=True):
            otherwise.update(c for c, new in zip(phrase, converted, strict=True) if alone[c] != new)
        found |= {c for c, n in otherwise.items() if n >= max(_OFTEN, contain[c] / 20)}
    return found


def count(found: Counter[str], phrases: set[str], words: set[str]) -> tuple[dict[str, int], int]:
    """Return the weight of each word and character, and that of a character never seen."""
    weight: dict[str, float] = dict.fromkeys(phrases | words, 8.0)  # the fewest pieces, at first
    unseen = 8.5
    for _ in range(_ROUNDS):
        lengths = by_beginning(w for w in weight if len(w) > 1)
        seen: Counter[str] = Counter()
        for run, n in found.items():
            for piece in divide(run, weight, unseen, lengths):
                seen[piece] += n
        total = seen.total()
        unseen = _weight(0, total)
        kept = phrases | {w for w, n in seen.items() if len(w) == 1 or n >= _MIN_SEEN}
        weight = {w: _weight(seen[w], total) for w in kept}
    return {w: round(100 * x) for w, x in weight.items()}, round(100 * unseen)


def _weight(n: int, total: int) -> float:
    return -math.log((n + _UNSEEN) / total)


def make_whole(weight: dict[str, int], unseen: int) -> None:
    """Make each word weigh less than its own parts: only a word across its border may break it up."""
    lengths = by_beginning(w for w in weight if len(w) > 1)
    for word in sorted((w for w in weight if len(w) > 1), key=len):
        alone = weight.pop(word)
        parts = sum(weight.get(p, unseen) for p in divide(word, weight, unseen, lengths))
        weight[word] = min(alone, parts - 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phrases", nargs="+", type=Path)
    parser.add_argument("--texts", nargs="+", type=Path, required=True)
    given = parser.parse_args()
    phrases = {line.split("\t")[0] for path in given.phrases for line in path.read_text("utf-8").splitlines() if line}
    phrases |= {convert(phrase, "t2s") for phrase in phrases}  # the regional ones are Traditional
    found = runs(given.texts)
    open_ = ambiguous(phrases)
    words = {w for w in cohesive(found) - phrases if open_.isdisjoint(w)}
    weight, unseen = count(found, phrases, words)
    make_whole(weight, unseen)
    print("# Words of Simplified Chinese by weight (hundredths of -ln p), for dividing text before conversion.")
    print("# Phrases from OpenCC 1.4.2, Apache License 2.0, github.com/BYVoid/OpenCC; weights counted by build_s2t.py.")
    _print({w: n for w, n in weight.items() if w not in words})
    print("# beside")
    _print({w: n for w, n in weight.items() if w in words})


def _print(weight: dict[str, int]) -> None:
    by_weight: dict[int, list[str]] = {}
    for word, number in weight.items():
        by_weight.setdefault(number, []).append(word)
    for number, words in sorted(by_weight.items()):
        print(number, *sorted(words))


if __name__ == "__main__":
    main()
