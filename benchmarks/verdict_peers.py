"""What other libraries say of the same texts: run by `verdicts.py --peer PYTHON`, in an environment of their own.

    VENV/bin/python benchmarks/verdict_peers.py TASK.json

TASK.json holds `articles`, likewise `Traditional`, `news`, `spam` and `unusual`, `lines` (text, language) and
`personal` (text, start, end; -1, -1 if it is nobody's).  Prints a line of JSON for each system that is installed there.
With `speed` (texts) in TASK.json it only measures what is nearest to `stats`, `MaskPII` and `line_languages`, in turns
with ftfy where that is installed, so that the column of ratios can be put beside the one of speed.py.
FineWeb-2's settings are those of its cmn_Hani.yml, without its stop words and its language model; data-juicer's those
of its Chinese recipe that need no download.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TASK = json.loads(Path(sys.argv[1]).read_text("utf-8")) if len(sys.argv) > 1 else {}


def rate(texts: list[str], work: Callable[[str], Any]) -> tuple[list[Any], float]:
    """Return the results and MB of UTF-8 a second of CPU."""
    work(texts[0])
    began = time.process_time()
    found = [work(text) for text in texts]
    return found, sum(len(t.encode()) for t in texts) / 1e6 / (time.process_time() - began)


def verdicts(name: str, good: Callable[[str], bool]) -> Iterator[dict[str, Any]]:
    for texts in ("articles", "Traditional", "news", "spam", "unusual"):
        if TASK.get(texts):
            kept, speed = rate(TASK[texts], good)
            yield {"system": f"{name}: {texts}", "rejected": len(kept) - sum(kept), "of": len(kept), "MB/s": speed}


def datatrove() -> Iterator[dict[str, Any]]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
    from datatrove.utils.typeshelper import Languages

    zh = Languages.mandarin_chinese
    filters = {
        "Gopher repetition": [GopherRepetitionFilter(language=zh)],
        "Gopher quality": [GopherQualityFilter(language=zh)],
        "FineWeb-2 cmn_Hani": [
            GopherRepetitionFilter(
                language=zh,
                dup_line_frac=0.287,
                dup_para_frac=0,
                dup_para_char_frac=0,
                top_n_grams=((2, 0.256), (3, 0.201), (4, 0.171)),
                dup_n_grams=((5, 0.198), (6, 0.182), (7, 0.167), (8, 0.154), (9, 0.14), (10, 0.127)),
            ),
            FineWebQualityFilter(
                language=zh, line_punct_thr=0.106, new_line_ratio=0.178, char_duplicates_ratio=0.1, short_line_thr=999
            ),
            GopherQualityFilter(
                language=zh,
                min_avg_word_length=1,
                max_avg_word_length=5,
                max_non_alpha_words_ratio=0.735,
                min_stop_words=None,
            ),
        ],
    }
    for name, some in filters.items():

        def good(text: str, some: list[Any] = some) -> bool:
            return all(f.filter(Document(text=text, id="")) is True for f in some)

        yield from verdicts(f"datatrove, {name}", good)


def data_juicer() -> Iterator[dict[str, Any]]:
    from data_juicer.ops.filter.alphanumeric_filter import AlphanumericFilter
    from data_juicer.ops.filter.character_repetition_filter import CharacterRepetitionFilter
    from data_juicer.ops.filter.special_characters_filter import SpecialCharactersFilter
    from data_juicer.ops.filter.text_length_filter import TextLengthFilter
    from data_juicer.utils.constant import Fields

    def of(*filters: Any) -> Callable[[str], bool]:
        def good(text: str) -> bool:
            samples = {"text": [text], Fields.stats: [{}]}
            for f in filters:
                samples = f.compute_stats_batched(samples)
            return all(all(f.process_batched(samples)) for f in filters)

        return good

    recipe = [
        AlphanumericFilter(min_ratio=0.1),
        CharacterRepetitionFilter(rep_len=10, max_ratio=0.6),
        TextLengthFilter(min_len=10),
    ]
    yield from verdicts("data-juicer, Chinese recipe", of(*recipe))
    yield from verdicts("data-juicer, special characters .25", of(SpecialCharactersFilter(max_ratio=0.25)))


def jionlp() -> Iterator[dict[str, Any]]:
    yield masks("jionlp", _jionlp_finder())


def _jionlp_finder() -> Callable[[str], list[tuple[int, int]]]:
    import jionlp as jio

    finders = [
        jio.extract_phone_number,
        jio.extract_id_card,
        jio.extract_email,
        jio.extract_ip_address,
        jio.extract_qq,
        jio.extract_wechat_id,
        jio.extract_motor_vehicle_licence_plate,
    ]
    return lambda text: [tuple(f["offset"]) for extract in finders for f in extract(text, detail=True)]


def masks(name: str, find: Callable[[str], list[tuple[int, int]]]) -> dict[str, Any]:
    right = wrong = total = 0
    for text, start, end in TASK["personal"]:
        found = find(text)
        if start < 0:
            wrong += bool(found)
        else:
            total += 1
            right += any(a <= start + 1 and b >= end - 1 for a, b in found)
    _, speed = rate(TASK["articles"], find)
    return {"system": name, "recall": right / total, "precision": right / max(right + wrong, 1), "MB/s": speed}


def lingua() -> Iterator[dict[str, Any]]:
    detector, codes = _lingua_detector()
    lines = [(text, code) for text, code in TASK["lines"] if code in codes.values()]
    if not lines:
        return
    found, speed = rate([text for text, _ in lines], detector.detect_language_of)
    right = sum(codes.get(f) == code for f, (_, code) in zip(found, lines, strict=True))
    yield {"system": "lingua, zh ja ko en", "right": right / len(lines), "of": len(lines), "MB/s": speed}


def _lingua_detector() -> tuple[Any, dict[Any, str]]:
    from lingua import Language, LanguageDetectorBuilder

    known = {"zh": Language.CHINESE, "ja": Language.JAPANESE, "ko": Language.KOREAN, "Latn": Language.ENGLISH}
    detector = LanguageDetectorBuilder.from_languages(*known.values()).with_preloaded_language_models().build()
    return detector, {language: code for code, language in known.items()}


def speeds() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    """Yield what is installed here, as functions of a list of texts."""
    for find in (_datatrove_speeds, _data_juicer_speeds, _jionlp_speeds, _lingua_speeds):
        try:
            yield from find()
        except ImportError as error:
            print(f"{find.__name__}: {error}", file=sys.stderr)


def _datatrove_speeds() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    from datatrove.data import Document
    from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
    from datatrove.pipeline.formatters import PIIFormatter
    from datatrove.pipeline.stats import DocStats, LineStats
    from datatrove.utils.typeshelper import Languages

    counts = [DocStats("."), LineStats(".")]
    yield (
        "datatrove DocStats and LineStats",
        lambda some: [s.extract_stats(Document(text=t, id="")) for t in some for s in counts],
    )
    zh = Languages.mandarin_chinese
    gopher = [GopherRepetitionFilter(language=zh), GopherQualityFilter(language=zh)]
    yield (
        "datatrove Gopher, its Chinese tokenizer",
        lambda some: [f.filter(Document(text=t, id="")) for t in some for f in gopher],
    )
    mask = PIIFormatter()
    yield "datatrove PIIFormatter", lambda some: [mask.format(t) for t in some]


def _data_juicer_speeds() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    from data_juicer.ops.filter.alphanumeric_filter import AlphanumericFilter
    from data_juicer.ops.filter.character_repetition_filter import CharacterRepetitionFilter
    from data_juicer.ops.filter.special_characters_filter import SpecialCharactersFilter
    from data_juicer.ops.mapper.clean_email_mapper import CleanEmailMapper
    from data_juicer.ops.mapper.clean_ip_mapper import CleanIpMapper
    from data_juicer.utils.constant import Fields

    filters = [AlphanumericFilter(), CharacterRepetitionFilter(), SpecialCharactersFilter()]
    mappers = [CleanEmailMapper(), CleanIpMapper()]

    def count(some: list[str]) -> None:
        samples = {"text": list(some), Fields.stats: [{} for _ in some]}
        for f in filters:
            samples = f.compute_stats_batched(samples)

    def mask(some: list[str]) -> None:
        samples = {"text": list(some)}
        for f in mappers:
            samples = f.process_batched(samples)

    yield "data-juicer alphanumeric, repetition, special characters", count
    yield "data-juicer clean_email and clean_ip", mask


def _jionlp_speeds() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    find = _jionlp_finder()
    yield "jionlp, its seven finders", lambda some: [find(t) for t in some]


def _lingua_speeds() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    detector, _ = _lingua_detector()
    yield (
        "lingua, four languages, line by line",
        lambda some: [detector.detect_language_of(line) for t in some for line in t.split("\n") if line],
    )


def in_turns(texts: list[str], rounds: int = 3, piece: int = 10) -> Iterator[dict[str, Any]]:
    """Measure what is installed and ftfy at a few texts each in turn; medians of the rounds, added up."""
    todo = dict(speeds())
    if not todo:
        return
    try:
        import ftfy

        todo["ftfy.fix_text"] = lambda some: [ftfy.fix_text(t) for t in some]
    except ImportError:
        pass
    pieces = [texts[k : k + piece] for k in range(0, len(texts), piece)]
    seconds: dict[str, list[list[float]]] = {name: [[] for _ in pieces] for name in todo}
    for work in todo.values():
        work(texts[:2])
    for _ in range(rounds):
        for n, some in enumerate(pieces):
            for name, work in todo.items():
                began = time.process_time()
                work(some)
                seconds[name][n].append(time.process_time() - began)
    took = {name: sum(map(statistics.median, s)) for name, s in seconds.items()}
    size = sum(len(t.encode("utf-8", "surrogatepass")) for t in texts) / 1e6
    yardstick = took.get("ftfy.fix_text", float("nan"))
    for name, s in took.items():
        yield {"system": name, "MB/s": size / s, "x ftfy.fix_text": yardstick / s}


def main() -> None:
    if "speed" in TASK:
        for row in in_turns(TASK["speed"]):
            print(json.dumps(row), flush=True)
        return
    for system in (datatrove, data_juicer, jionlp, lingua):
        try:
            for row in system():
                print(json.dumps(row), flush=True)
        except ImportError as error:
            print(f"{system.__name__}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
