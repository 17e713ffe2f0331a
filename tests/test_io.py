"""Readers and writers: what is not the text comes through as it was, and damage is named."""

import base64
import csv
import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cleantext import ConfigError, DecodeError, FoldWidth, Pipeline
from cleantext.io import Damage, Fields, Input, Record, Verbatim, find_inputs, jsonl, parquet, warc
from cleantext.io import csv as csvs
from cleantext.io.streams import compressed, lines, opened
from cleantext.run import Job, run_files

PIPE = Pipeline([FoldWidth()])


def convert(path, folder, **job):
    """Clean one file with a pipeline that folds full-width letters; return the result's path and the summary."""
    fields = Fields(**{k: job.pop(k) for k in ("text", "id", "host", "meta") if k in job})
    out = folder / "out"
    (found,) = find_inputs([str(path)])
    summary = run_files([found], out, Job(PIPE, fields, **job))
    return out / path.name, summary


def quarantine(folder):
    path = folder / "out" / ".cleantext" / "quarantine.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


# -- JSON Lines ------------------------------------------------------------


def test_jsonl_replaces_the_text_and_nothing_else(tmp_path):
    """Numbers, spaces, escapes, order and line breaks of a line stay byte for byte."""
    lines = [
        b'{"a": 1.10, "big": 123456789012345678901234567890, "e":1e400,"text": "\xef\xbc\xa1","n":{"text": "B"}}\n',
        b'{ "text" : "\\u4f60\\uff21" , "z":NaN }\r\n',
        b'\xef\xbb\xbf{"text":"plain \\/ \\u0041","k":"k\\u0061"}\n',
        b'{"k":1,"k":2,"text":"\xef\xbc\xa1"}',
    ]
    want = [
        b'{"a": 1.10, "big": 123456789012345678901234567890, "e":1e400,"text": "A","n":{"text": "B"}}\n',
        b'{ "text" : "\\u4f60A" , "z":NaN }\r\n',
        lines[2],
        b'{"k":1,"k":2,"text":"A"}\n',
    ]
    (tmp_path / "a.jsonl").write_bytes(b"".join(lines))

    out, summary = convert(tmp_path / "a.jsonl", tmp_path)

    assert out.read_bytes() == b"".join(want)
    assert (summary.quarantined, summary.report.documents) == (0, 4)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), json_values, max_size=5), st.text(), st.text(), st.booleans())
def test_jsonl_law(rest, old, new, ascii):
    """Whatever else a record holds, it holds it afterwards, in the same order, with the new text."""
    record = {**rest, "text": old}
    raw = json.dumps(record, ensure_ascii=ascii).encode("utf-8", "backslashreplace") + b"\n"

    (read,) = jsonl.read(io.BytesIO(raw), Fields())
    again = json.loads(jsonl.render(read, new, Fields(), {}))

    assert read.text == old
    assert again == record | {"text": new}
    assert list(again) == list(record)
    assert jsonl.render(read, old, Fields(), {}) == raw


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"text": ', "not JSON: Expecting value"),
        (b'{"text": "a" "b": 1}', "Expecting ',' delimiter"),
        (b'{"text": "a"} {}', "Extra data"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "a\tb"}', "Invalid control character"),
        (b"[1]", "not a JSON object but a list"),
        (b"3", "not a JSON object but a number"),
        (b'{"txt": "a"}', "no field 'text'; it has: 'txt'"),
        (b'{"text": 3}', "field 'text' is a number, not a string"),
        (b'{"text": null}', "is null, not a string"),
        (b'{"text": ["a"]}', "is a list"),
        (b'{"text": "a", "text": "b"}', "stands there twice"),
        (b'{"text": ' + b"[" * 100_000, "nested too deep"),
    ],
)
def test_jsonl_says_what_is_wrong(line, says):
    (damage,) = jsonl.read(io.BytesIO(line + b"\n"), Fields())

    assert isinstance(damage, Damage)
    assert says in damage.error
    assert damage.raw == line


def test_meta_field_is_added_or_replaced():
    """What was found goes in front of the brace, or to where the field stands."""
    for raw, want in [
        (b'{"text": "a"}\n', b'{"text": "a", "m": {"k": 1}}\n'),
        (b'{"m": 0, "text": "a"}\n', b'{"m": {"k": 1}, "text": "a"}\n'),
    ]:
        (record,) = jsonl.read(io.BytesIO(raw), Fields(meta="m"))
        assert jsonl.render(record, "a", Fields(meta="m"), {"k": 1}) == want


# -- lines and compression -------------------------------------------------


def test_huge_lines_are_damage_and_take_no_memory():
    """A line of 64 MB among others: its head, size and number are told; memory stays at the limit."""

    class Endless(io.RawIOBase):
        left = 64 << 20

        def readable(self):
            return True

        def readinto(self, target):
            n = min(len(target), self.left)
            target[:n] = b"x" * n
            self.left -= n
            return n

    tracemalloc.start()
    (found,) = lines(io.BufferedReader(Endless()), limit=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    row, damage = found
    assert (row, damage.row, damage.raw) == (1, 1, b"x" * 1000)
    assert "67108864 bytes" in damage.error
    assert peak < 8 << 20
    assert [x for _, x in lines(io.BytesIO(b"aaaa\nb\n"), limit=3)][1] == b"b\n"


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_compressed_streams(kind):
    """All members of a stream are read; a truncated or damaged one is an error that says so."""
    data = b"".join(b"line %d %d\n" % (n, random.Random(n).getrandbits(60)) for n in range(20_000))
    packed = io.BytesIO()
    for half in (data[:1000], data[1000:]):
        with compressed(packed, kind) as out:
            out.write(half)
    whole = packed.getvalue()
    broken = bytearray(whole)
    broken[len(whole) // 2] ^= 0xFF

    assert opened(io.BytesIO(whole), kind).read() == data
    assert opened(io.BytesIO(b""), kind).read() == b""
    with pytest.raises(DecodeError, match="end in the middle") as caught:
        opened(io.BytesIO(whole[:-5]), kind).read()
    assert caught.value.offset == len(whole) - 5
    with pytest.raises(DecodeError, match="corrupt near byte") as caught:
        opened(io.BytesIO(bytes(broken)), kind).read()
    assert caught.value.offset is not None
    assert f"byte {caught.value.offset}" in str(caught.value)


def test_bombs_stay_small():
    """A gigabyte of zeros in a megabyte of gzip, or less of zstd, passes through without being held."""
    zeros = b"\0" * (1 << 20)
    z = zlib.compressobj(9, wbits=31)
    bombs = {
        "gz": b"".join([*(z.compress(zeros) for _ in range(256)), z.flush()]),
    }
    c = zstandard.ZstdCompressor().compressobj()
    bombs["zst"] = b"".join([*(c.compress(zeros) for _ in range(256)), c.flush()])
    for kind, bomb in bombs.items():
        tracemalloc.start()
        ((_, damage),) = lines(opened(io.BytesIO(bomb), kind), limit=1 << 20)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert isinstance(damage, Damage), kind
        assert peak < 160 << 20, kind


def test_compression_is_kept_and_seen_by_content(tmp_path):
    """gz stays gz, zst zst, whatever the file is called; the same input gives the same bytes."""
    raw = '{"text": "Ａ"}\n'.encode()
    files = {"a.jsonl.gz": gzip.compress(raw), "b.jsonl.zst": zstandard.compress(raw), "c.jsonl": gzip.compress(raw)}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        out, _ = convert(tmp_path / name, tmp_path)
        first = out.read_bytes()
        assert opened(io.BytesIO(first), "zst" if "zst" in name else "gz").read() == b'{"text": "A"}\n'
        out.unlink()
        assert convert(tmp_path / name, tmp_path)[0].read_bytes() == first


@pytest.mark.parametrize(
    ("kind", "says"), [("gz", "gzip data end in the middle"), ("zst", "zstd data end in the middle")]
)
def test_truncated_files_keep_what_was_read(tmp_path, kind, says):
    """Records before the damage come out; the damage is in quarantine with the file's name."""
    raw = b"".join(b'{"text": "%d %d"}\n' % (n, random.Random(n).getrandbits(60)) for n in range(50_000))
    packed = gzip.compress(raw, 1) if kind == "gz" else zstandard.compress(raw)
    path = tmp_path / f"a.jsonl.{kind}"
    path.write_bytes(packed[: len(packed) // 2])

    out, summary = convert(path, tmp_path)

    (aside,) = quarantine(tmp_path)
    assert (aside["file"], aside["row"], aside["step"]) == (path.name, None, "read")
    assert says in aside["error"]
    got = opened(io.BytesIO(out.read_bytes()), kind).read()
    assert raw.startswith(got)
    assert f"{got.count(10)} rows were read before" in aside["error"]
    assert summary.report.documents == got.count(10) > 1000


# -- Parquet ---------------------------------------------------------------


def table(n):
    return pa.table(
        {
            "n": pa.array(range(n), pa.int32()),
            "text": pa.array([f"Ａ{k}" for k in range(n)]),
            "tags": pa.array([[str(k), None] for k in range(n)]),
            "when": pa.array([k * 10**6 for k in range(n)], pa.timestamp("us", tz="UTC")),
            "kind": pa.array(["x", "y"] * (n // 2)).dictionary_encode(),
        },
    ).replace_schema_metadata({"who": "me"})


@pytest.mark.parametrize("codec", ["snappy", "zstd", "gzip", "none"])
def test_parquet_keeps_all_but_the_text(tmp_path, codec):
    """Types, nulls, metadata, compression and row groups stay; the rows are those of the input, in order."""
    source = table(1000)
    path = tmp_path / "a.parquet"
    pq.write_table(source, path, row_group_size=300, compression=codec, use_compliant_nested_type=codec != "gzip")

    out, _ = convert(path, tmp_path, piece=1000)

    want = source.set_column(1, source.schema.field("text"), pa.array([f"A{k}" for k in range(1000)]))
    got = pq.read_table(out)
    assert got.cast(source.schema).equals(want)
    assert got.schema.equals(pq.read_schema(path), check_metadata=True)
    before, after = pq.ParquetFile(path).metadata, pq.ParquetFile(out).metadata
    assert [after.row_group(k).num_rows for k in range(after.num_row_groups)] == [300, 300, 300, 100]
    for k in range(before.num_columns):
        one, two = before.row_group(0).column(k), after.row_group(0).column(k)
        assert (one.path_in_schema, one.compression, one.encodings) == (
            two.path_in_schema,
            two.compression,
            two.encodings,
        )


def test_parquet_large_strings_and_nulls(tmp_path):
    """A null is no text and goes to quarantine as JSON; large strings stay large."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1, 2], "body": pa.array(["Ａ", None], pa.large_string())}), path)

    out, summary = convert(path, tmp_path, text="body", id="id")

    assert pq.read_table(out).to_pydict() == {"id": [1], "body": ["A"]}
    assert pq.read_table(out).schema.field("body").type == pa.large_string()
    (aside,) = quarantine(tmp_path)
    assert (aside["row"], json.loads(aside["raw"]), summary.quarantined) == (2, {"id": 2, "body": None}, 1)


def test_damaged_parquet(tmp_path):
    """A file cut short, one with garbage inside, one without the column: each says so; no result, or what was read."""
    whole = io.BytesIO()
    pq.write_table(table(20_000), whole, row_group_size=10_000, compression="zstd")
    data = whole.getvalue()
    middle = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(1).column(1).data_page_offset
    hurt = bytearray(data)
    hurt[middle : middle + 2000] = b"\xff" * 2000
    cases = {
        "cut.parquet": (data[:-100], "not a Parquet file that can be read", None),
        "hurt.parquet": (bytes(hurt), "row group 1 is damaged", 10_000),
        "none.parquet": (b"", "not a Parquet file that can be read", None),
    }
    for name, (content, says, rows) in cases.items():
        (tmp_path / name).write_bytes(content)
        out, _ = convert(tmp_path / name, tmp_path)
        (aside,) = quarantine(tmp_path)
        assert says in aside["error"], name
        assert (pq.read_metadata(out).num_rows if out.exists() else None) == rows

    pq.write_table(pa.table({"n": [1]}), tmp_path / "n.parquet")
    convert(tmp_path / "n.parquet", tmp_path)
    assert "no field 'text'; it has: 'n'" in quarantine(tmp_path)[0]["error"]
    convert(tmp_path / "n.parquet", tmp_path, text="n")
    assert "field 'n' is int64, not a string" in quarantine(tmp_path)[0]["error"]


# -- CSV -------------------------------------------------------------------


@given(st.lists(st.tuples(st.text('a,;"\n\r é', max_size=6), st.text('bＡ,"\n ', max_size=6)), min_size=1, max_size=5))
def test_csv_law(rows):
    """Fields with delimiters, quotes and line breaks come through; other fields keep their values."""
    raw = io.StringIO(newline="")
    csv.writer(raw).writerows([["k", "text"], *rows])

    head, *records = csvs.read(io.BytesIO(raw.getvalue().encode()), Fields())
    out = b"".join([head.data, *(csvs.render(r, r.text.replace("Ａ", "A"), Fields(), {}) for r in records)])

    want = [[k, text.replace("Ａ", "A")] for k, text in rows]
    assert list(csv.reader(io.StringIO(out.decode(), newline="")))[1:] == want


def test_csv_damage(tmp_path):
    """Rows with too few fields or bytes that are no UTF-8 go aside; a quote that never closes is told once."""
    path = tmp_path / "a.tsv"
    path.write_bytes("id\ttext\n1\tＡ\n2\n3\t".encode() + b'\xff\n4\t"open\n' + b"5\tx\n" * 10)

    out, _ = convert(path, tmp_path, id="id")

    assert out.read_bytes() == b"id\ttext\n1\tA\n"
    errors = [r["error"] for r in quarantine(tmp_path)]
    assert [r["row"] for r in quarantine(tmp_path)] == [2, 3, 4]
    assert "1 fields, where the header has 2" in errors[0]
    assert "UTF-8" in errors[1]
    assert "not closed" in errors[2]
    (tmp_path / "b.csv").write_text("a;b\n1;2\n")
    convert(tmp_path / "b.csv", tmp_path)
    assert "no field 'text'; it has: 'a', 'b'" in quarantine(tmp_path)[0]["error"]


# -- WARC ------------------------------------------------------------------


def wet(texts, *, gz):
    """A WET file; that it is one is for warcio to say."""

    def digest(data):
        return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()

    def record(kind, uri, type, data, id):
        head = [f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{id:032x}>", "WARC-Date: 2026-01-02T03:04:05Z"]
        head += [f"WARC-Target-URI: {uri}", f"WARC-Block-Digest: {digest(data)}"]
        head += [f"Content-Type: {type}", f"Content-Length: {len(data)}"]
        return "\r\n".join(["WARC/1.0", *head, "", ""]).encode() + data + b"\r\n\r\n"

    records = [record("warcinfo", "x", "application/warc-fields", b"software: x\r\n", 99)]
    records += [
        record("conversion", f"http://h{n}.example/Ａ", "text/plain", t.encode(), n) for n, t in enumerate(texts)
    ]
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>\xef\xbc\xa1</p>"
    records.append(record("response", "http://x/", "application/http; msgtype=response", page, 98))
    return b"".join(gzip.compress(r) if gz else r for r in records)


@pytest.mark.parametrize("gz", [True, False])
def test_wet_keeps_all_but_the_texts(tmp_path, gz):
    """Texts are cleaned, lengths and digests brought up to date, other records untouched: warcio can check it."""
    from warcio.archiveiterator import ArchiveIterator

    path = tmp_path / ("a.warc.wet.gz" if gz else "a.warc")
    path.write_bytes(wet(["Ａ一\r\n\r\n", "same", ""], gz=gz))

    out, summary = convert(path, tmp_path)

    assert (summary.quarantined, summary.report.documents) == (0, 3)
    assert dict(summary.report.hosts) == {"h0.example": 1, "h1.example": 1, "h2.example": 1}

    def records(data):
        found = []
        for r in ArchiveIterator(io.BytesIO(data), check_digests=True, no_record_parse=True):
            headers = [h for h in r.rec_headers.headers if "Digest" not in h[0] and h[0] != "Content-Length"]
            found.append((r.rec_type, headers, r.content_stream().read()))
            assert r.digest_checker.passed is not False
        return found

    before, after = records(path.read_bytes()), records(out.read_bytes())
    assert [r[:2] for r in after] == [r[:2] for r in before]
    assert [r[2] for r in after[1:4]] == ["A一\r\n\r\n".encode(), b"same", b""]
    assert after[0] == before[0]
    assert after[4] == before[4]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves spools open
@pytest.mark.parametrize("gz", [True, False])
def test_what_warcio_writes(tmp_path, gz):
    """Pages (plain, chunked, compressed), revisits and metadata that warcio writes come through byte for byte."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    def http(*headers):
        return StatusAndHeaders("200 OK", [("Content-Type", "text/plain"), *headers], protocol="HTTP/1.1")

    body = "你好，Ａ世界。".encode()
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 5]), body[i : i + 5]) for i in range(0, len(body), 5))
    pages = [
        (body, http()),
        (chunked + b"0\r\n\r\n", http(("Transfer-Encoding", "chunked"))),
        (gzip.compress(body), http(("Content-Encoding", "gzip"))),
    ]
    path = tmp_path / ("a.warc.gz" if gz else "a.warc")
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=gz)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "x"}))
        for n, (payload, headers) in enumerate(pages):
            record = writer.create_warc_record(
                f"http://a.example/{n}", "response", payload=io.BytesIO(payload), http_headers=headers
            )
            writer.write_record(record)
        writer.write_record(
            writer.create_revisit_record(
                "http://a.example/9", "sha1:AAAA", "http://a.example/0", "2020-01-01T00:00:00Z", http_headers=http()
            )
        )
        for kind in ("conversion", "resource"):
            record = writer.create_warc_record(
                "http://a.example/t", kind, payload=io.BytesIO(body), warc_content_type="text/plain; charset=utf-8"
            )
            writer.write_record(record)

    result, summary = convert(path, tmp_path)

    def records(path):
        with path.open("rb") as stream:
            return [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(stream, check_digests=True)]

    assert (summary.quarantined, summary.report.documents) == (0, 2)
    before, after = records(path), records(result)
    assert after[:-2] == before[:-2]
    assert [kind for kind, _ in after] == [kind for kind, _ in before]
    assert [data for _, data in before[1:4]] == [body] * 3
    assert [data.decode() for _, data in after[-2:]] == ["你好，A世界。"] * 2


def test_damaged_warc():
    """A lying length, garbage between records and a file cut short cost one record each."""
    whole = wet(["Ａ", "b", "c", "d"], gz=False)
    lying = whole.replace(b"Content-Length: 1\r\n", b"Content-Length: 9\r\n", 1)
    garbage = whole.replace(b"WARC/1.0", b"nonsense\r\nWARC/1.0", 3).replace(b"nonsense\r\n", b"", 2)

    def texts(data):
        found = list(warc.read(io.BytesIO(data), Fields()))
        return [r.text for r in found if isinstance(r, Record)], [d.error for d in found if isinstance(d, Damage)]

    assert texts(whole) == (["Ａ", "b", "c", "d"], [])
    got, errors = texts(lying)
    assert got == ["Ａ", "c", "d"]
    assert "Content-Length says 9" in errors[0]
    got, errors = texts(garbage)
    assert (got, len(errors)) == (["Ａ", "b", "c", "d"], 1)
    assert "no version line" in errors[0]
    cut = whole.index(b"\r\n\r\nc") + 4
    got, errors = texts(whole[:cut])
    assert got == ["Ａ", "b"]
    assert "ends in the middle of a record" in errors[0]
    assert texts(whole.replace(b"Content-Length: 1\r\n", b"Content-Length: 99999\r\n", 1))[0] == ["Ａ", "c", "d"]
    assert texts(whole.replace(b"Content-Length: 1\r\n", b"Content-Length: 99999999\r\n", 1))[0] == ["Ａ", "c", "d"]
    assert "is a number" in texts(whole.replace(b"Content-Length: 1", b"Content-Length: x", 1))[1][0]


# -- names -----------------------------------------------------------------


def test_a_folder_of_all_formats(tmp_path):
    """Formats are known by name or content; hidden files and others are left out; each once."""
    source = tmp_path / "in"
    (source / "sub" / ".hidden").mkdir(parents=True)
    for name in ("a.txt", "sub/b.JSONL", "c.wet.gz", "d.csv", "e.png", ".f.txt", "sub/.hidden/g.txt", "h.txt.zst"):
        (source / name).write_bytes(b"x")
    pq.write_table(table(2), source / "p.pq")
    (source / "q.txt").write_bytes((source / "p.pq").read_bytes())

    found = {i.name: i.format for i in find_inputs([str(source), str(source / "**" / "*.JSONL")]) if "/" not in i.name}

    assert found == {
        "a.txt": "txt", "c.wet.gz": "warc", "d.csv": "csv", "h.txt.zst": "txt", "p.pq": "parquet", "q.txt": "parquet",
        "b.JSONL": "jsonl",
    }  # fmt: skip


@pytest.mark.parametrize(("module", "name"), [("pyarrow", "a.parquet"), ("zstandard", "a.jsonl.zst")])
def test_a_missing_extra_is_one_line(tmp_path, module, name):
    """Without the library the command says what to install, exits 2, and no traceback is shown."""
    data = zstandard.compress(b'{"text": "a"}\n') if "zst" in name else b"PAR1"
    (tmp_path / name).write_bytes(data)
    code = (
        f"import sys; sys.modules[{module!r}] = None; from cleantext.cli import main;"
        f"sys.exit(main(['run', {str(tmp_path / name)!r}, '-o', {str(tmp_path / 'out')!r}, '--workers', '1']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[1])

    assert done.returncode == 2
    assert "pip install 'cleantext-corpus[files]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_meta_field_is_for_jsonl(tmp_path):
    pq.write_table(table(2), tmp_path / "a.parquet")
    with pytest.raises(ConfigError, match="--meta-field is for jsonl"):
        convert(tmp_path / "a.parquet", tmp_path, meta="m")
    with pytest.raises(ConfigError, match="--meta-field is for jsonl"):
        next(iter(csvs.read(io.BytesIO(b"text\na\n"), Fields(meta="m"))))
    assert isinstance(next(iter(csvs.read(io.BytesIO(b"text\na\n"), Fields()))), Verbatim)
    assert Input(Path("a"), "a", "txt").compression == ""


def test_parquet_bombs(tmp_path, monkeypatch):
    """A row group that unpacks to more than a thousand times its size is refused, by its footer, before it is."""
    pq.write_table(
        pa.table({"text": ["x" * 9_000_000]}), tmp_path / "a.parquet", compression="zstd", use_dictionary=False
    )
    read = parquet.read(tmp_path / "a.parquet", range(1), Fields())
    assert isinstance(next(read), Record)

    monkeypatch.setattr(parquet, "_MUCH", 1 << 20)
    with pytest.raises(
        DecodeError, match=r"row group 0 of a file of \d+ bytes would unpack to \d+, more than 1000 times as much"
    ):
        next(parquet.read(tmp_path / "a.parquet", range(1), Fields()))


def test_parquet_whose_names_are_no_text(tmp_path):
    """Found by fuzzing: the names of columns were decoded by Arrow, whose error went through."""
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "a.parquet", store_schema=False)
    data = (tmp_path / "a.parquet").read_bytes()
    at = data.rindex(b"text")
    (tmp_path / "a.parquet").write_bytes(data[:at].replace(b"text", b"te\x80t") + b"te\x80t" + data[at + 4 :])
    result, summary = convert(tmp_path / "a.parquet", tmp_path)

    assert summary.quarantined == 1
    assert "not a Parquet file that can be read: 'utf-8' codec" in quarantine(tmp_path)[0]["error"]
    assert not result.exists()


@pytest.mark.parametrize("length", ["1" + "0" * 18, "9" * 30, "-1", "0x10", "17", "\xb2"])
def test_warc_lengths_that_lie(length):
    """No memory is taken on the word of a header; the record is named, and the next one is read."""
    one = "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\ntext {}\r\n\r\n"
    data = (one.format(length, 1) + one.format(6, 2)).encode("latin-1")
    tracemalloc.start()
    first, second = warc.read(io.BytesIO(data), Fields())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert isinstance(first, Damage)
    assert second.text == "text 2"
    assert peak < 8 << 20


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_a_bomb_in_a_run(tmp_path, kind):
    """A text file that unpacks to more than a record may have is in quarantine with the limit, and costs little."""
    zeros = b" " * (1 << 20)
    with (tmp_path / f"a.txt.{kind}").open("wb") as raw, compressed(raw, kind) as out:
        for _ in range(100):
            out.write(zeros)
    assert (tmp_path / f"a.txt.{kind}").stat().st_size < 1 << 20
    tracemalloc.start()
    result, summary = convert(tmp_path / f"a.txt.{kind}", tmp_path, max_record=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (summary.quarantined, result.exists()) == (1, False)
    assert "more than --max-record 1048576" in quarantine(tmp_path)[0]["error"]
    assert peak < 96 << 20


def test_zip_archives_are_no_text(tmp_path):
    """An archive is not opened: it is in quarantine as what no encoding fits, whatever it holds."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", "x" * 10_000_000)
    _, summary = convert(tmp_path / "a.zip", tmp_path)

    assert summary.quarantined == 1
    assert not list(tmp_path.rglob("evil*"))


def test_a_header_that_is_no_csv():
    """Found by fuzzing: the csv module's own error went through."""
    with pytest.raises(DecodeError, match="the header is no CSV"):
        list(csvs.read(io.BytesIO(b"\rid;text\n1;a\n"), Fields()))
