"""Which language a line and a document are in, by script and by the words only one language has.  No model.

Chinese, Japanese and Korean tell themselves apart by their characters; a line of kanji
that could be either takes the side of its document.  Languages that share an alphabet
need a model: `RejectLanguage(("en",))` takes one from the extra `lang`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cleantext.document import Document
from cleantext.errors import ConfigError
from cleantext.script.detect import Class, classes
from cleantext.script.tables import to_points
from cleantext.verdicts.kinds import Kind, kinds

__all__ = ["Language", "RejectLanguage", "detect_language", "line_languages"]

# Alphabets by block; what is in none of them is "other".
_ALPHABETS = {
    "Latn": ((0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF), (0xFF21, 0xFF5A)),
    "Cyrl": ((0x400, 0x52F),),
    "Grek": ((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "Arab": ((0x600, 0x6FF), (0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC)),
    "Hebr": ((0x590, 0x5FF),),
    "Deva": ((0x900, 0x97F),),
    "Thai": ((0xE00, 0xE7F),),
}
_NAMES = ("none", "zh", "ja", "ko", *_ALPHABETS, "other")
_BY_CHARACTER = ("zh", "ja", "ko")
_NONE, _ZH, _JA, _KO = range(4)
_PIECE = 1 << 13  # characters counted at a time; a line takes 256 bytes while it is
# What a line is counted in: the Class of its characters, a word's first letter by alphabet.
_FIRST_ALPHABET = 16
_WIDTH = 32
_MODEL_READS = 20_000  # characters: more do not change its mind
_WEIGHTS = np.array([1, *[3] * (_WIDTH - _FIRST_ALPHABET - 1)])
_HANS = [Class.HANS, Class.HANS_MARK, Class.HANT, Class.HANT_MARK, Class.MARK]
_HAN = [*_HANS, Class.HAN, Class.HANS_SHARED, Class.HANT_SHARED, Class.JPAN]


@dataclass(frozen=True, slots=True)
class Language:
    """What `detect_language` found.

    Attributes:
        code: "zh", "ja", "ko"; of text in an alphabet its ISO 15924 code ("Latn", "Cyrl", "Grek", "Arab", "Hebr",
            "Deva", "Thai"), of any other "other"; "none" without a letter.
        share: of the text, characters of Chinese, Japanese and Korean and words of other languages, the part on
            lines of that language.

    >>> detect_language("雨停了。")
    Language(code='zh', share=1.0)
    """

    code: str
    share: float


def line_languages(text: str) -> list[str]:
    """Return the code of each line of `text`, blank ones included; only a line feed ends a line.

    A line of Han characters without evidence is what the rest of the text is, and Chinese if that does not tell.

    Args:
        text: a text of any length; linear in it.

    Raises:
        TypeError: `text` is not a str.

    >>> line_languages("打开 Preferences 窗口\\nこれは日本語\\n\\nThe word 中文 means the language of China")
    ['zh', 'ja', 'none', 'Latn']
    """
    codes, _ = _judge(text)
    return [_NAMES[code] for code in codes.tolist()]


def detect_language(text: str) -> Language:
    """Return the language that most of `text` is in, line by line.

    Args:
        text: a text of any length; linear in it.

    Raises:
        TypeError: `text` is not a str.

    >>> detect_language("今天天气很好。\\nHello")  # a word counts as one
    Language(code='zh', share=0.8571)
    """
    codes, letters = _judge(text)
    votes = _votes(codes, letters)
    votes[_NONE] = 0
    if not votes.any():
        return Language("none", 0.0)
    best = int(votes.argmax())
    return Language(_NAMES[best], round(float(votes[best] / votes.sum()), 4))


def _judge(text: str) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return the code of each line, as a place in _NAMES, and its letters."""
    found = []
    votes = np.zeros(len(_NAMES))
    for *of_lines, mine in _judged(text):
        found.append(of_lines)
        votes += mine
    # Column by column, each gone once it is whole.
    code, letters, silent, either = found[0] if len(found) == 1 else [_taken(found) for _ in range(4)]
    if silent.any():
        if votes[_JA] > 2 * votes[_ZH]:
            code[silent] = _JA
        elif not votes[_ZH]:  # 英語(米国): forms of both scripts, and none that Japanese has not
            code[silent & either] = _JA
    return code, letters


def _taken(found: list[list[NDArray[Any]]]) -> NDArray[Any]:
    return np.concatenate([part.pop(0) for part in found])


def _votes(codes: NDArray[np.uint8], letters: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the letters on lines of each language; some lines at a time, as they take sixteen bytes for a moment."""
    votes = np.zeros(len(_NAMES))
    for low in range(0, len(codes), _PIECE):
        votes += np.bincount(codes[low : low + _PIECE], letters[low : low + _PIECE], minlength=len(_NAMES))
    return votes


def _judged(text: str) -> Iterator[tuple[NDArray[Any], ...]]:
    """Yield what `_classify` says of the lines, some at a time; a line may go on in the next piece."""
    n = np.zeros((1, _WIDTH), np.int64)
    in_word = False
    for low in range(0, max(1, len(text)), _PIECE):
        points = to_points(text[low : low + _PIECE])
        if len(points):
            more, in_word = _count(points, in_word)
            more[0] += n[-1]
            n = more
        whole = n if low + _PIECE >= len(text) else n[:-1]
        if len(whole):
            yield _classify(whole)


def _classify(n: NDArray[np.int64]) -> tuple[NDArray[Any], ...]:
    """Return of lines the codes, the letters, which are Chinese without evidence, which have both scripts; and votes.

    The votes are the characters by code, but for the lines without evidence.
    """
    han = n[:, _HAN].sum(axis=1)
    kana, hangul, japan = n[:, Class.KANA], n[:, Class.HANGUL], n[:, Class.JPAN]
    words = n[:, _FIRST_ALPHABET:]
    total = words.sum(axis=1)
    code = np.full(len(n), _NONE, np.uint8)
    # через %(count)s минуту: Latin letters stand in text of every alphabet.
    alphabet = (words * _WEIGHTS).argmax(axis=1) + 4
    code[total > 0] = alphabet[total > 0]
    # One character for three foreign words: 总共 %(full_result_count)s is Chinese.
    characters = han + kana + hangul
    cjk = (characters > 0) & (3 * characters >= total)
    korean = cjk & (hangul > kana) & (10 * hangul >= characters)
    # A kana or two beside much Chinese is の in the name of a shop.
    only = n[:, _HANS].sum(axis=1)
    japanese = (
        cjk & ~korean & (((kana > 0) & ((10 * kana >= characters) | (only == 0))) | ((japan > 0) & (japan > only)))
    )
    code[cjk] = _ZH
    code[korean] = _KO
    code[japanese] = _JA
    silent = cjk & ~korean & ~japanese & (only == 0)
    either = (n[:, Class.HANS_SHARED] > 0) & (n[:, Class.HANT_SHARED] > 0)
    votes = np.bincount(code[~silent], characters[~silent], minlength=len(_NAMES))
    return code, (characters + total).astype(np.int32), silent, either, votes


def _count(points: NDArray[np.uint32], in_word: bool) -> tuple[NDArray[np.int64], bool]:
    """Return counts, shape (lines, 32), characters by Class, words by alphabet; and whether a word is open at the end.

    Args:
        points: code points.
        in_word: whether a word is open in front of them.
    """
    kind = _table().take(points, mode="wrap")
    word = kind >= _FIRST_ALPHABET
    ends_in_word = bool(word[-1])
    if word.any():
        kind = kind.copy()
        kind[1:][word[1:] & word[:-1]] = 0  # a word counts once, by its first letter
        if in_word and word[0]:
            kind[0] = 0
    breaks = np.flatnonzero(points == 10)
    line = np.zeros(len(points), np.int64)
    line[breaks[breaks + 1 < len(points)] + 1] = _WIDTH
    np.cumsum(line, out=line)
    lines = len(breaks) + 1
    counts = np.bincount(line + kind, minlength=lines * _WIDTH)[: lines * _WIDTH].reshape(lines, _WIDTH)
    return counts, ends_in_word


@cache
def _table() -> NDArray[np.uint8]:
    """Return a table, shape (0x110000,): the Class of a character, or 16 and more: the alphabet of a letter."""
    table = classes().copy()
    letter = np.isin(kinds(), (Kind.LATIN, Kind.LETTER))
    table[letter] = _FIRST_ALPHABET + len(_ALPHABETS)
    for place, blocks in enumerate(_ALPHABETS.values(), _FIRST_ALPHABET):
        for low, high in blocks:
            table[low : high + 1][letter[low : high + 1]] = place
    table[(table < _FIRST_ALPHABET) & ((table == Class.LINE_FEED) | (table == Class.DESCRIPTION))] = Class.OTHER
    table.flags.writeable = False
    return table


@dataclass(frozen=True)
class RejectLanguage:
    """Record the language of a document in `meta["language"]`; reject it if it is not one of `languages`.

    The lines vote, weighed by their characters or words.  The default rejects nothing, since no language is worth less
    than another: `CORPUS.replacing("reject.language", RejectLanguage(("zh",)))` keeps Chinese.  A document with fewer
    than `min_words` characters and words is never rejected.

    Args:
        languages: codes to keep: "zh", "ja", "ko", an alphabet such as "Latn", or, with the extra `lang`, any
            ISO 639-1 code ("en", "fr"), which a model tells from others in the same alphabet.
        min_share: share of them that must stand on lines of these languages.
        min_words: below this many characters and words a document has no language to speak of.

    Raises:
        ConfigError: a code nobody knows, or one that needs the extra `lang`, which is not installed.

    >>> RejectLanguage(("zh",))(Document("これは日本語の文章です。とても短い文章ですが、読めます。")).rejected
    'reject.language'
    """

    languages: tuple[str, ...] = ()
    min_share: float = 0.5
    min_words: int = 20
    name: ClassVar[str] = "reject.language"

    def __post_init__(self) -> None:
        object.__setattr__(self, "languages", tuple(self.languages))
        if any(code not in _NAMES for code in self.languages):
            unknown = [
                c for c in self.languages if c not in _NAMES and not (len(c) == 2 and c.isalpha() and c.islower())
            ]
            if unknown:
                raise ConfigError(f"no language {unknown[0]!r}; use {', '.join(_NAMES[1:-1])} or an ISO 639-1 code")
            _model()

    def __call__(self, doc: Document) -> Document:
        """Return the document with its language, rejected if it is another."""
        codes, letters = _judge(doc.text)
        total = int(letters.sum())
        votes = _votes(codes, letters)
        best = int(votes.argmax()) if total else _NONE
        found = {"code": _NAMES[best], "share": round(float(votes[best]) / total, 4) if total else 0.0}
        doc = doc.edit((), meta={"language": found})
        if not self.languages or total < self.min_words:
            return doc
        value = sum(float(votes[_NAMES.index(code)]) for code in self.languages if code in _NAMES) / total
        named = [code for code in self.languages if code not in _NAMES]
        if value < self.min_share and named and found["code"] not in _BY_CHARACTER and _model()(doc.text) in named:
            return doc
        if value >= self.min_share:
            return doc
        wrong = int(
            np.argmax(np.where(np.isin(codes, [_NAMES.index(c) for c in self.languages if c in _NAMES]), 0, letters))
        )
        return doc.reject(
            self.name, meta={"verdict": _verdict(doc.text, wrong, found, round(value, 4), self.min_share)}
        )


def _verdict(text: str, line: int, found: dict[str, Any], value: float, threshold: float) -> dict[str, Any]:
    """The verdict, with the longest line in another language as evidence."""
    start = 0
    for _ in range(line):
        start = text.index("\n", start) + 1
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    span = {"start": start, "end": end, "kind": str(found["code"]), "text": text[start : min(end, start + 40)]}
    return {"reason": "language", "value": value, "threshold": threshold, "spans": [span]}


@cache
def _model() -> Callable[[str], str]:
    """Return a function text -> ISO 639-1 code."""
    try:
        from py3langid import classify
    except ImportError as error:
        advice = "telling languages of one alphabet apart needs a model: pip install 'cleantext-corpus[lang]'"
        raise ConfigError(advice) from error

    def language(text: str) -> str:
        return str(classify(text[:_MODEL_READS])[0])

    return language
