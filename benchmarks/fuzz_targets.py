"""What is fuzzed, with what, and by which laws; `fuzz.py` runs it for long, tests/test_fuzz.py for a moment.

A target makes an input from a random generator and checks laws on it.  An input is named by target, seed and number,
so any that fails can be made again.  Inputs are put together from what the filters look for (fragments of garbles,
lines of pages, bytes of files) and then damaged, because evenly random text hardly ever gets past the first gate.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import tomllib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import cleantext
from cleantext import CLEAN, CORPUS, WEB, CleantextError, ConfigError, DecodeError, Document
from cleantext import config as configs
from cleantext.boilerplate import rulebook
from cleantext.edits import apply, check
from cleantext.io import Damage, Fields, Record, Verbatim, csv, jsonl, parquet, txt, warc
from cleantext.io.streams import opened

ROOT = Path(__file__).parents[1]
# Characters a filter may add: canonical decomposition makes three of one, conversion of regional words some more, and
# a mask or an escape is longer than the shortest thing it stands for.
GROWTH, SLACK = 3, 16
_BATCH = 256  # inputs that share a generator and a pool of pieces
_ODD = [chr(c) for c in (*range(0xD800, 0xD808), *range(0xDC00, 0xDC08), 0)]


class Violation(AssertionError):  # noqa: N818 -- of a law; crashes are errors
    """A law does not hold."""


@dataclass(frozen=True)
class Target:
    """Something that takes hostile input.

    Attributes:
        name: of it.
        pool: makes pieces from a generator; many inputs are put together from them.
        make: makes an input from a generator and the pieces.
        check: raises if a law does not hold.
        weight: share of the inputs, by how fast they are.
    """

    name: str
    pool: Callable[[random.Random], list[Any]]
    make: Callable[[random.Random, list[Any]], Any]
    check: Callable[[Any], None]
    weight: int

    def inputs(self, seed: int, start: int = 0) -> Iterator[Any]:
        """Yield inputs from number `start` on, for ever; the same for the same seed."""
        batch, skip = divmod(start, _BATCH)
        while True:
            rng = random.Random(f"{seed} {self.name} {batch}")
            pool = self.pool(rng)
            made = (self.make(rng, pool) for _ in range(_BATCH))
            yield from islice(made, skip, None)
            batch, skip = batch + 1, 0


def law(holds: bool, *told: object) -> None:
    """Raise unless it holds."""
    if not holds:
        raise Violation(*told)


# -- texts -----------------------------------------------------------------

FRAGMENTS = [
    *"衛著網臺，。？！（）()<>&;#?\n\t\r \u3000\u200b\u200d\ufeff\u00ad\u202e\ue815\x00\x85\ud800\udc00",
    *"ÄãºÃÑ§Ð£é“”‘’ＡＢ１２⻓⼈\ufa26が한éﾊﾟｶﾞ\u0344\U0001d160☺\ufe0f\u180e\U000e0100",
    *(
        "(wèi)",
        "?jiǎn)?wèn)",
        "?!薄白⒁猸h",
        "&amp;",
        "&#20320;",
        "#xff0c;",
        "ä½\xa0å¥½",
        "浣犲ソ",
        "锟斤拷",
        "Ã©",
        "â€™",
    ),
    *("ï»¿", "e\u0301", "\\u4f60", "%u4f60", "%C4%E3", "\x1b[31m", "&lt;b&gt;", "http://a.cn/?b=%20", "a@b.cn"),
    *(
        "13812345678",
        "11010519491231002X",
        "2024-02-06 09:46",
        "来源：",
        "责任编辑:",
        "相关阅读",
        "打开APP",
        "锘",
        "烫烫烫",
    ),
    *(
        "軟體",
        "頭髮",
        "後面",
        "乾坤",
        "「",
        "」",
        "…",
        "——",
        "A B C",
        "春 眠 不 覺 曉",
        "0" * 12,
        "ﷺ",
        "\r\n",
        "\u2028",
    ),
]
_BLOCKS = [(0x20, 0x7F), (0xA0, 0x250), (0x370, 0x600), (0x600, 0xE00), (0x1100, 0x1200), (0x2000, 0x2C00)]
_BLOCKS += [(0x2E80, 0x3400), (0x4E00, 0xA000), (0x4E00, 0xA000), (0xAC00, 0xE000), (0xE000, 0x10000), (0, 0x110000)]
_CODECS = [("utf-8", "gb18030"), ("utf-8", "cp1252"), ("gbk", "latin-1"), ("utf-8", "latin-1"), ("gbk", "cp1252")]
_CODECS += [
    ("gbk", "big5"),
    ("big5", "gbk"),
    ("gbk", "utf-8"),
    ("utf-8", "cp949"),
    ("utf-8", "cp932"),
    ("gbk", "cp949"),
]


@cache
def lines() -> list[str]:
    """Return lines of pages, and what the rules remove and keep."""
    found = {
        line
        for path in sorted((ROOT / "seeds" / "pages").glob("*.txt"))
        for line in path.read_text("utf-8").split("\n")
    }
    for rule in rulebook.load().rules:
        found.update(rule.removes, rule.keeps)
    for path in sorted((ROOT / "tests" / "cases").glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.update(str(case.get("text", "")).split("\n"))
    return sorted(line for line in found if line)


def text_pool(rng: random.Random) -> list[str]:
    pool = rng.sample(FRAGMENTS, 40)
    for _ in range(24):
        low, high = rng.choice(_BLOCKS)
        pool.append(chr(rng.randrange(low, high)))
    for _ in range(24):
        line = rng.choice(lines())
        start = rng.randrange(len(line))
        pool.append(line[start : start + rng.randint(1, 12)])
    for _ in range(8):
        piece = "".join(rng.choices(pool, k=3))
        wrote, read = rng.choice(_CODECS)
        pool.append(piece.encode(wrote, "ignore").decode(read, rng.choice(["replace", "ignore"])))
    return [*pool, "\n", "\n"]


def make_text(rng: random.Random, pool: list[str]) -> str:
    shape = rng.random()
    text = "".join(rng.choices(pool, k=int(shape * 97) % 9 + 1))
    if shape > 0.97:  # a repeat, or a page of several lines
        text = (
            text * rng.randint(2, 30) if shape > 0.99 else "\n".join([text, *rng.choices(lines(), k=rng.randint(1, 8))])
        )
    return text


def obeys(f: Callable[[Document], Document], settles: bool) -> Callable[[str], None]:
    """Return the laws of a filter; `settles`: filtering twice is filtering once."""

    def check_text(text: str) -> None:
        doc = f(Document(text))
        out = doc.text
        if out is text:
            return
        law(doc.source == text, "source")
        edits = list(doc.edits)
        law(apply(text, edits) == out, "replay")
        law(check(text, edits) == edits, "edits that overlap or change nothing")
        law(doc.restore() == text, "restore")
        law(len(out) <= GROWTH * len(text) + SLACK, "length", len(text), len(out))
        for c in _ODD:
            law(c not in out or out.count(c) <= text.count(c), "a surrogate or NUL that was not there", c)
        if settles and doc.rejected is None:  # a verdict ends the rounds that make a text stable
            again = f(Document(out)).text
            law(again == out, "idempotence", out, again)

    return check_text


def text_target(name: str, f: Callable[[Document], Document], weight: int, *, settles: bool = True) -> Target:
    return Target(name, text_pool, make_text, obeys(f, settles), weight)


# -- bytes -----------------------------------------------------------------


def damaged(rng: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    """Return bytes with some cut out, doubled, changed or put in; every fourth time as they were."""
    for _ in range(rng.randrange(4)):
        at = rng.randrange(len(data) + 1)
        end = at + rng.randint(0, 9)
        kind = rng.randrange(5)
        put = (b"", data[at:end] * 2, rng.choice(pieces), rng.randbytes(rng.randint(1, 4)), data[at:end][::-1])[kind]
        data = data[:at] + put + data[end if kind != 2 else at :]
    return data


def decode_pool(rng: random.Random) -> list[bytes]:
    codecs = [
        "utf-8",
        "gb18030",
        "big5",
        "utf-16",
        "utf-16-le",
        "cp1252",
        "shift_jis",
        "euc-kr",
        "hz",
        "latin-1",
        "utf-32",
    ]
    pool = [piece.encode(rng.choice(codecs), "ignore") for piece in text_pool(rng)]
    return [*pool, b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00", b"~{", b"~}", b"\xff", rng.randbytes(3)]


def make_bytes(rng: random.Random, pool: list[bytes]) -> bytes:
    shape = rng.random()
    data = b"".join(rng.choices(pool, k=int(shape * 97) % 9 + 1))
    return data * rng.randint(2, 30) if shape > 0.98 else data


def check_decode(data: bytes) -> None:
    found = cleantext.decode(data, errors="replace")
    law(not any("\ud800" <= c <= "\udfff" for c in found.text), "a surrogate")
    law(found.text.count("\0") <= data.count(b"\0"), "a NUL that was not there")
    law(len(found.text) <= len(data), "length")
    try:
        strict = cleantext.decode(data)
    except DecodeError:
        law(bool(found.losses) or found.method == "fallback", "strict raises, replace is sure")
        return
    law(strict.text == found.text, "strict and replace differ")


# -- readers ---------------------------------------------------------------

_FIELDS = Fields(id="id", host="url")
_NEW = '新\ud800的\x00\n，"text"\r'


def _texts(rng: random.Random) -> list[str]:
    pool = text_pool(rng)
    return ["".join(rng.choices(pool, k=rng.randint(0, 6))) for _ in range(24)]


def jsonl_pool(rng: random.Random) -> list[bytes]:
    made = []
    for text in _texts(rng):
        record = {
            "id": rng.choice([1, "a", None, 1e300, [1]]),
            "text": text,
            "url": rng.choice(["http://a.cn/", "[", 3]),
        }
        record |= {rng.choice(["text ", "n", '"', "é"]): rng.choice([text, {"text": text}, [[]], True])}
        keys = rng.sample(list(record), len(record))
        made.append(
            json.dumps({k: record[k] for k in keys}, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
        )
    return [
        *made,
        b"",
        b"{}",
        b'{"text":1}',
        b"\xef\xbb\xbf{",
        b"[" * 50,
        b'{"text":"a","text":"b"}',
        b"NaN",
        b"\x00",
        b"\r",
    ]


def make_lines(rng: random.Random, pool: list[bytes]) -> bytes:
    ending = rng.choice([b"\n", b"\n", b"\r\n"])
    data = ending.join(rng.choices(pool, k=rng.randint(1, 3))) + rng.choice([ending, b""])
    return damaged(rng, data, [b'"', b"{", b"}", b",", b"\n", b"\r", b"\\u", b"\\ud800", b"\xff", b"1e999", b":"])


def check_jsonl(data: bytes) -> None:
    items = list(jsonl.read(io.BytesIO(data), _FIELDS, limit=400))
    there = [(n, line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    law([i.row for i in items if not isinstance(i, Verbatim)] == [n for n, _ in there], "an item for each line")
    for item, (_, line) in zip(items, there, strict=True):
        if not isinstance(item, Record):
            continue
        law(
            jsonl.render(item, item.text, _FIELDS, {}).rstrip(b"\n") == line,
            "a line that does not change keeps its bytes",
        )
        new = jsonl.render(item, _NEW, _FIELDS, {"k": "v"})
        (again,) = jsonl.read(io.BytesIO(new), _FIELDS)
        law(isinstance(again, Record) and again.text == _NEW, "the new text comes back", again)
        law((again.id, again.host) == (item.id, item.host), "the other fields come back")  # type: ignore[union-attr]


def csv_pool(rng: random.Random) -> list[bytes]:
    d = rng.choice([",", "\t", ";", "|"])
    quoted = ['"' + t.replace('"', '""') + '"' if rng.random() < 0.6 else t for t in _texts(rng)]
    rows = [d.join([str(n), t, "http://a.cn"]).encode("utf-8", "replace") for n, t in enumerate(quoted)]
    return [d.join(["id", "text", "url"]).encode(), *rows, b"", b'"', b'a,"b', b"1,2,3", b"\xff,\xff,\xff"]


def make_csv(rng: random.Random, pool: list[bytes]) -> bytes:
    ending = rng.choice([b"\n", b"\n", b"\r\n", b"\r"])
    data = ending.join([pool[0], *rng.choices(pool, k=rng.randint(0, 4))]) + rng.choice([ending, b""])
    return damaged(rng, data, [b'"', b'""', b",", b"\n", b"\r", b"\t", b"\0", b"\xff"])


def check_csv(data: bytes) -> None:
    try:
        items = list(csv.read(io.BytesIO(data), _FIELDS, limit=400))
    except DecodeError:
        return
    if not items:
        return
    head, *rest = items
    law(isinstance(head, Verbatim), "the header comes first")
    for item in rest:
        if not isinstance(item, Record):
            law(isinstance(item, Damage), "records and damage")
            continue
        raw = item.original()
        same = csv.render(item, item.text, _FIELDS, {})
        law(same == raw or same == raw + b"\n", "a row that does not change keeps its bytes")
        text = _NEW.replace("\ud800", "").replace("\0", "")
        again = list(csv.read(io.BytesIO(head.data + csv.render(item, text, _FIELDS, {})), _FIELDS))  # type: ignore[union-attr]
        law(len(again) == 2 and isinstance(again[1], Record), "a row with a new text is one row", again)
        law(again[1].text == text and again[1].id == item.id, "the new text comes back", again)  # type: ignore[union-attr]


def warc_pool(rng: random.Random) -> list[bytes]:
    made = []
    for text in _texts(rng):
        body = text.encode(rng.choice(["utf-8", "utf-8", "gb18030"]), "ignore")
        size = len(body) + rng.choice([0, 0, 0, 0, 1, -1, 7, 10**6, 10**18])
        kind = rng.choice(["conversion", "conversion", "resource", "response"])
        head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nContent-Type: text/plain\r\nWARC-Block-Digest: sha1:X\r\n"
        made.append(head.encode() + f"Content-Length: {size}\r\n\r\n".encode() + body + b"\r\n\r\n")
    return [*made, b"WARC/1.0\r\n", b"\r\n", b"Content-Length: -1\r\n", b"Content-Length: \xb2\r\n\r\n", b"junk\n"]


def make_warc(rng: random.Random, pool: list[bytes]) -> bytes:
    data = b"".join(rng.choices(pool, k=rng.randint(1, 4)))
    return damaged(
        rng, data, [b"\r\n", b"\n", b"WARC/1.0\r\n", b":", b"Content-Length: 3\r\n", b"\xb2", b"\0", b"\r\n\r\n"]
    )


def check_warc(data: bytes) -> None:
    for item in warc.read(io.BytesIO(data), Fields(), limit=400):
        if isinstance(item, Record):
            law(item.original()[:-4] in data, "a record keeps its bytes")
            new = warc.render(item, "新" + item.text, Fields(), {})
            (again,) = warc.read(io.BytesIO(new), Fields())
            law(isinstance(again, Record) and again.text == "新" + item.text, "the new text comes back", again)
        elif isinstance(item, Verbatim):
            law(item.data[:-4] in data, "a record keeps its bytes")


def check_txt(data: bytes) -> None:
    (item,) = txt.read(io.BytesIO(data), Fields(), limit=400)
    if isinstance(item, Record):
        out = txt.render(item, item.text, Fields(), {}).decode("utf-8")
        law(out in (item.text, item.text + "\n"), "the text comes back")


def packed_pool(rng: random.Random) -> list[bytes]:
    import zstandard

    made = [gzip.compress(b"text" * rng.randint(0, 99), mtime=0) for _ in range(8)]
    for size in (0, 5, 1000):
        made.append(zstandard.ZstdCompressor(write_checksum=True).compress(b"text" * size))
        made.append(zstandard.ZstdCompressor(write_content_size=False).compress(b"text" * size))
    return made


def make_packed(rng: random.Random, pool: list[bytes]) -> bytes:
    first = rng.choice(pool)
    more = [p for p in rng.choices(pool, k=rng.randint(0, 2)) if p[:2] == first[:2]]
    return damaged(rng, b"".join([first, *more]), [b"\0", b"\x1f\x8b", b"(\xb5/\xfd", b"\0" * 8])


def check_packed(data: bytes) -> None:
    kind = {b"\x1f\x8b": "gz", b"(\xb5": "zst"}.get(data[:2], "gz")
    try:
        content = opened(io.BytesIO(data), kind).read(1 << 20)
    except DecodeError:
        return
    law(set(content) <= set(b"text") or len(data) > 4, "content that was never written", content[:99])


def parquet_pool(rng: random.Random) -> list[bytes]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    made = []
    for codec in ("zstd", "snappy", "none"):
        out = io.BytesIO()
        columns = {"text": ["".join(rng.choices("文字 a", k=9)) for _ in range(30)], "id": list(range(30))}
        pq.write_table(pa.table(columns), out, row_group_size=13, compression=codec, use_dictionary=rng.random() < 0.5)
        made.append(out.getvalue())
    return made


def make_parquet(rng: random.Random, pool: list[bytes]) -> bytes:
    data = bytearray(rng.choice(pool))
    footer = len(data) - 8 - int.from_bytes(data[-8:-4], "little")
    for _ in range(rng.randrange(4)):
        at = rng.randrange(footer, len(data) - 8) if rng.random() < 0.6 else rng.randrange(4, footer)
        data[at] = rng.choice([0, 255, 127, 128, rng.randrange(256), data[at] ^ 1 << rng.randrange(8)])
    return bytes(data)


def check_parquet(data: bytes) -> None:
    path = _scratch() / "fuzz.parquet"
    path.write_bytes(data)
    try:
        found = parquet.groups(path)
        for item in parquet.read(path, range(len(found)), _FIELDS):
            law(isinstance(item, Record | Damage), "records and damage")
    except DecodeError:
        pass


# -- what loads configurations ---------------------------------------------

_SETTINGS = [
    "name",
    "preset",
    "without",
    "until_stable",
    "use",
    "after",
    "before",
    "target",
    "words",
    "guess",
    "x",
    "policy",
]
_SETTINGS += ["disabled", "folders", "extra", "protect", "max_damage", "languages", "escapes", "selectors", "replacing"]
_VALUES: list[Any] = [
    "WEB",
    "CLEAN",
    "script",
    "ad",
    "zh-Hant",
    "zh-TW",
    "FoldWidth",
    "NormalizeScript",
    "RejectGarbled",
]
_VALUES += [
    "DropBoilerplate",
    "Pipeline",
    "",
    "(",
    "\0",
    "\ud800",
    [],
    ["ad"],
    [1],
    {},
    {"ad": "keep"},
    {"a": 1},
    0,
    -1,
    1.5,
]
_VALUES += [
    True,
    False,
    float("nan"),
    10**30,
    "a" * 300,
    [["ad", "mark"]],
    {"部落格": "博客"},
    ["[a"],
    "RejectShort",
    "MaskPII",
]


_classes = cache(configs._classes)


def config_pool(rng: random.Random) -> list[Any]:
    return [*_VALUES, *_classes(), *_classes()]


def make_config(rng: random.Random, pool: list[Any]) -> dict[str, Any]:
    def table(keys: list[str]) -> dict[str, Any]:
        return {rng.choice(keys): rng.choice(pool) for _ in range(rng.randint(0, 3))}

    made = table(_SETTINGS[:4] if rng.random() < 0.9 else _SETTINGS)
    entries: list[Any] = []
    for _ in range(rng.randint(0, 3)):
        use = rng.choice(sorted(_classes()))
        own = sorted(_classes()[use].__dataclass_fields__) or ["x"]  # type: ignore[attr-defined]
        entry = table(own if rng.random() < 0.8 else _SETTINGS)
        entry["use"] = use if rng.random() < 0.9 else rng.choice(pool)
        entries.append(entry if rng.random() < 0.97 else rng.choice(pool))
    if entries:
        made["filter"] = entries
    return made


def check_config(config: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pipe = configs._pipeline(config)
        except ConfigError:
            return
    pipe(Document("打开APP\n來源:網(wǎng)絡１\n"))
    try:
        toml = configs.dump(pipe)
    except ConfigError:
        return
    law(repr(configs._pipeline(tomllib.loads(toml))) == repr(pipe), "a pipeline comes back from its file", toml)


@cache
def _tables() -> list[dict[str, Any]]:
    folder = Path(rulebook.__file__).with_name("rules")
    return [t for path in sorted(folder.glob("*.toml")) for t in tomllib.loads(path.read_text("utf-8"))["rule"]]


def rule_pool(rng: random.Random) -> list[Any]:
    patterns = [
        "^a(b)$",
        "[",
        "(?:a+)+$",
        "\\b",
        "(?P<x>a)",
        "(?i)a",
        "A",
        "a{99999999999}",
        "\\",
        "(?<=a+)b",
        "",
        "^版權：$",
    ]
    return [
        *_VALUES,
        *patterns,
        "line",
        "span",
        "item",
        "tail",
        "author",
        400,
        401,
        100,
        ["", "ab"],
        ["a\nb"],
        *_texts(rng),
    ]


def make_rule(rng: random.Random, pool: list[Any]) -> dict[str, Any]:
    table = dict(rng.choice(_tables()))
    for _ in range(rng.randint(0, 3)):
        key = rng.choice([*rulebook._TYPES, "x"])
        if rng.random() < 0.2:
            table.pop(key, None)
        else:
            table[key] = rng.choice(pool)
    return table


def check_rule(table: dict[str, Any]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            rule = rulebook._rule(Path("fuzz.toml"), 1, dict(table))
        except ConfigError:
            return
    law(rule.id == table["id"] and rule.max_len <= rulebook.LONGEST, "a rule is what its table says")
    for text in rule.removes[:2]:
        rule.search(text)


def make_toml(rng: random.Random, pool: list[bytes]) -> bytes:
    return damaged(rng, rng.choice(pool), [b"[[rule]]\n", b'"', b"'''", b"=", b"\n", b"\xff", b"\\u", b"[", b"\0"])


def toml_pool(rng: random.Random) -> list[bytes]:
    rule = "\n".join(f"{k} = {configs._value(v)}" for k, v in rng.choice(_tables()).items())
    found = [configs.dump(p) for p in (CLEAN, WEB)] + [f"[[rule]]\n{rule}\n"] * 2
    return [x.encode() for x in [*found, 'preset = "WEB"\nwithout = ["ad"]\n[[filter]]\nuse = "FoldWidth"\n']]


def check_toml(data: bytes) -> None:
    path = _scratch() / "fuzz.toml"
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            configs.load(path)
        except ConfigError as error:
            law(str(path) in str(error), "the message names the file")
        here, rulebook._HERE = rulebook._HERE, path.parent  # without reading all rules of the package each time
        try:
            rulebook.load.__wrapped__()
        except ConfigError as error:
            law(str(path) in str(error), "the message names the file")
        finally:
            rulebook._HERE = here


@cache
def _scratch() -> Path:
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="cleantext-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def saved_pool(rng: random.Random) -> list[bytes]:
    index, path = cleantext.DedupIndex(), _scratch() / "saved"
    index.add_many((n, line) for n, line in enumerate(lines()[:9]))
    index.save(path)
    found = [path.read_bytes()]
    page = "首页 新闻 体育\n{}\n关于我们 联系方式"
    docs = [Document(page.format(line), meta={"host": "a.cn"}) for line in lines()[:9]]
    cleantext.fit_templates(docs).save(path)
    return [*found, path.read_bytes()]


def make_saved(rng: random.Random, pool: list[bytes]) -> bytes:
    data = rng.choice(pool)
    head = data.find(b"\n") + 1
    # Most of it is under a checksum; what the header says is not.
    return damaged(rng, data[:head], [b'"', b"0", b"9", b"-", b"null", b"{", b"[]", b"1e9", b"\xff"]) + data[head:]


def check_saved(data: bytes) -> None:
    path = _scratch() / "saved"
    path.write_bytes(data)
    for load in (cleantext.DedupIndex.load, cleantext.Templates.load):
        try:
            found = load(path)
        except CleantextError:
            continue
        if isinstance(found, cleantext.DedupIndex):
            found.query("今天天气很好，我们去公园散步吧。")


def targets() -> list[Target]:
    """Return all of them; weights are thousandths of the inputs, about."""
    c = cleantext
    texts = [
        ("FoldWidth", c.FoldWidth(), 110),
        ("StripInvisible", c.StripInvisible(), 120),
        ("FoldForms", c.FoldForms(selectors=True), 100),
        ("TidySpaces", c.TidySpaces(), 80),
        ("NormalizeScript", c.NormalizeScript(), 40),
        ("NormalizeScript zh-TW words", c.NormalizeScript("zh-TW", words=True), 15),
        ("RepairPunctuation", c.RepairPunctuation(), 70),
        ("StripUrls", c.StripUrls(), 130),
        ("MaskPII", c.MaskPII(), 60),  # what stood behind a masked number may now be read as an address
        ("DropRepeats", c.DropRepeats(), 50),
        ("DropBoilerplate", c.DropBoilerplate(), 30),
        ("RejectSpam", c.RejectSpam(), 50),
        ("RepairEncoding", c.RepairEncoding(), 4),
        ("RepairEncoding escapes", c.RepairEncoding(escapes=True), 2),
        ("CLEAN", CLEAN, 4),
        ("WEB", WEB, 3),
        ("CORPUS", CORPUS, 2),
    ]
    made = [text_target(name, f, weight, settles=name != "MaskPII") for name, f, weight in texts]
    return [
        *made,
        Target("decode", decode_pool, make_bytes, check_decode, 10),
        Target("reader txt", decode_pool, make_bytes, check_txt, 10),
        Target("reader jsonl", jsonl_pool, make_lines, check_jsonl, 50),
        Target("reader csv", csv_pool, make_csv, check_csv, 50),
        Target("reader warc", warc_pool, make_warc, check_warc, 40),
        Target("reader gz, zst", packed_pool, make_packed, check_packed, 60),
        Target("reader parquet", parquet_pool, make_parquet, check_parquet, 1),
        Target("config", config_pool, make_config, check_config, 2),
        Target("rule", rule_pool, make_rule, check_rule, 10),
        Target("TOML files", toml_pool, make_toml, check_toml, 1),
        Target("saved index, templates", saved_pool, make_saved, check_saved, 2),
    ]
