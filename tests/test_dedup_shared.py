"""The shared index against a real Redis server, started here on a free port of the loopback."""

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import textwrap
import time

import pytest

from cleantext import ConfigError, DedupIndex, Duplicate, minhash
from cleantext.dedup.minhash import to_datasketch
from tests.test_dedup import han

SERVER = shutil.which("redis-server")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """How to connect to a server of our own."""
    if SERVER is None:
        why = "there is no redis-server (Debian: apt-get install redis-server)"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    import redis

    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [SERVER, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        client = redis.Redis(host="127.0.0.1", port=port)
        for _ in range(200):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield {"host": "127.0.0.1", "port": port}
        client.close()
        process.terminate()


@pytest.fixture
def make(server, request):
    """Make indexes with names of their own, closed at the end."""
    from cleantext.dedup.shared import RedisIndex

    made = []

    def make(threshold=0.8, name=request.node.name):
        made.append(RedisIndex(threshold, name=name, redis=server))
        return made[-1]

    yield make
    for index in made:
        index.close()


def test_it_answers_as_the_index_in_memory(make):
    """Adding, asking and removing give what DedupIndex gives, from any of two connections."""
    rng = random.Random(3)
    texts = [text + "。" * n for text in (han(rng, rng.randint(1, 200)) for _ in range(25)) for n in range(3)]
    rng.shuffle(texts)
    here, one, two = DedupIndex(), make(), make()
    for n, text in enumerate(texts):
        assert (one if n % 2 else two).add(n, text) == here.add(n, text)
    assert len(one) == len(two) == len(here) < len(texts)
    gone = next(n for n in range(len(texts)) if n in here)
    for index in (here, one):
        index.remove(gone)
    assert gone not in two
    assert [two.query(t) for t in texts] == [here.query(t) for t in texts]
    assert two.add(gone, texts[gone]) == here.add(gone, texts[gone])


def test_processes_that_add_at_the_same_time(make, server, request):
    """Three processes add copies of the same texts in orders of their own: of each text exactly one stays."""
    code = """
        import json, random, sys
        from cleantext.dedup.shared import RedisIndex
        number, name, redis, texts = json.loads(sys.stdin.readline())
        random.Random(number).shuffle(texts)
        index = RedisIndex(name=name, redis=redis)
        print("ready", flush=True)
        sys.stdin.readline()
        found = [[n, index.add(f"{number}:{n}", text)] for n, text in texts]
        index.close()
        print(json.dumps([[n, d and [d.id, d.similarity]] for n, d in found]))
    """
    rng = random.Random(1)
    texts = list(enumerate(han(rng, 120) for _ in range(40)))
    command = [sys.executable, "-c", textwrap.dedent(code)]
    adders = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for number, adder in enumerate(adders):
        adder.stdin.write(json.dumps([number, request.node.name, server, texts]) + "\n")
        adder.stdin.flush()
        assert adder.stdout.readline() == "ready\n"
    answers = [(n, found) for adder in adders for n, found in json.loads(adder.communicate("\n")[0])]

    assert sorted(n for n, found in answers if found is None) == list(range(40))
    assert all(found[0].endswith(f":{n}") and found[1] == 1.0 for n, found in answers if found is not None)
    index = make()
    assert len(index) == 40
    assert all(found[0] in index for _, found in answers if found is not None)


def test_a_failure_while_adding_leaves_nothing(make, monkeypatch):
    """A text is in with all its bands and hashes or not at all, and can be added again."""
    index = make()

    def died(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index._lsh.hashtables[7], "_insert", died)
        with pytest.raises(KeyboardInterrupt):
            index.add("a", "一篇文章讲的是春天")
    assert (len(index), "a" in index, index.query("一篇文章讲的是春天")) == (0, False, None)
    assert index.add("a", "一篇文章讲的是春天") is None
    assert index.add_many([("b", "一篇文章講的是春天"), (3, "另一篇文章讲的是夏天的事")]) == [Duplicate("a", 1.0), None]
    index.remove("a")
    assert index.query("一篇文章讲的是春天") is None
    assert [table.size() for table in index._lsh.hashtables] == [1] * 21


def test_datasketch_reads_the_same_index(make, server, request):
    """MinHashLSH itself, given the name and the parameters, finds what is in the index and takes more in."""
    from datasketch import MinHashLSH

    index = make()
    index.add("甲", "一篇文章讲的是春天")
    storage = {"type": "redis", "basename": request.node.name.encode(), "redis": server}
    theirs = MinHashLSH(num_perm=128, params=(21, 6), storage_config=storage, prepickle=False)
    copy, other = to_datasketch(minhash(["一篇文章講的是春天", "另一篇"], scheme="affine32"))

    assert [json.loads(key) for key in theirs.query(copy)] == ["甲"]
    assert theirs.query(other) == []
    theirs.remove(json.dumps("甲").encode())
    assert index.query("一篇文章讲的是春天") is None
    for storage in (theirs.keys, *theirs.hashtables):
        storage._redis.close()


def test_another_index_is_refused(make, monkeypatch):
    """What was made with other settings cannot be compared; the message says which."""
    make(0.8)
    with pytest.raises(ConfigError, match=r"made with threshold 0\.8"):
        make(0.7)
    monkeypatch.setattr(sys.modules["cleantext.dedup.manifest"], "table_digest", lambda: "other")
    with pytest.raises(ConfigError, match="made with table"):
        make(0.8)


def test_bad_input(make):
    """Errors are those of the index in memory."""
    index = make()
    index.add("a", "一篇文章")
    with pytest.raises(ConfigError, match="already has"):
        index.add("a", "另一篇完全不同的文章")
    with pytest.raises(ConfigError, match="str or int"):
        index.add(None, "一篇")
    with pytest.raises(ConfigError, match="no text in the index"):
        index.remove("b")
    with pytest.raises(TypeError, match="text must be str"):
        index.add("b", None)
    with pytest.raises(TypeError, match="position 1"):
        index.add_many([("b", "一"), ("c", b"")])
    assert index.add_many([]) == []


def test_no_server():
    """A server that does not answer is a ConfigError that names where."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    from cleantext.dedup.shared import RedisIndex

    where = {"host": "127.0.0.1", "port": 1, "password": "geheim", "retry": Retry(NoBackoff(), 0)}
    with pytest.raises(ConfigError, match=r"no Redis server answers at .*'port': 1\b") as caught:
        RedisIndex(redis=where)
    assert "geheim" not in str(caught.value)
    with pytest.raises(ConfigError, match="threshold"):
        RedisIndex(0)


def test_without_the_library(monkeypatch):
    """A missing library is one line that says what to install."""
    from cleantext.dedup.shared import RedisIndex

    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(ConfigError, match=r"pip install 'cleantext-corpus\[redis\]'"):
        RedisIndex()
