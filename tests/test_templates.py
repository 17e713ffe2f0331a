"""Templates of a host: what is counted, what is dropped, and that counts can be added."""

import pickle
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext import ConfigError, Document, DropTemplates, Pipeline, Templates, fit_templates
from cleantext.boilerplate.templates import key
from cleantext.edits import apply
from cleantext.script.tables import fold

HEAD = ["首页 | 新闻 | 体育 | 财经", "搜索", "今日推荐：春季旅行特别策划专题"]
FOOT = ["关于我们 | 联系方式 | 广告服务", "某某网络公司运营，增值业务许可证第二百号", "手机版"]
SUBJECTS = ["他", "她", "老人", "孩子", "渔夫", "教师", "邮差", "木匠", "医生", "店主"]
PLACES = ["河边", "山上", "院子里", "车站", "集市", "学校", "码头", "田里", "桥头", "屋顶"]
DEEDS = ["看见了一只白鹭", "等了整整一个上午", "修好了那条旧船", "写下一封长信", "种下三棵树苗", "想起去年的雪"]


def sentence(rng):
    a, b = (f"{rng.choice(PLACES)}{rng.choice(DEEDS)}" for _ in range(2))
    return f"{rng.choice(SUBJECTS)}在{a}，{rng.choice(SUBJECTS)}却在{b}。"


def article(n, host="a.example", seed=0, body=()):
    rng = random.Random(f"{host}{seed}{n}")
    own = ["".join(sentence(rng) for _ in range(4)) for _ in range(5)]
    lines = [*HEAD, f"第{n}天的日记", *own[:3], *body, *own[3:], *FOOT]
    return Document("\n".join(lines), id=n, meta={"host": host})


PAGES = [article(n) for n in range(6)]


def text_of(lines):
    return [x for x in lines if x]


def test_what_a_host_repeats_goes():
    """Head and foot go from every page, all else stays, and the edits say on how many pages they were seen."""
    drop = DropTemplates(fit_templates(PAGES))
    for page in PAGES:
        doc = drop(page)
        lines = page.text.split("\n")
        assert text_of(doc.text.split("\n")) == lines[len(HEAD) : -len(FOOT)]
        assert doc.text == apply(doc.source, doc.edits)
        assert doc.restore() == page.text
        assert drop(doc) is doc
    (first, *_) = doc.edits
    assert (first.rule, first.label) == ("template.repeated", "template_residue")
    assert first.evidence == {
        "zone": "head", "host": "a.example", "pages": 6, "of": 6, "reason": "on 6 of 6 pages of host a.example"
    }  # fmt: skip


def test_copies_teach_nothing():
    """Three copies of one article do not make its paragraphs a template."""
    copies = [Document(PAGES[0].text + f"\n{k}", meta={"host": "a.example"}) for k in range(3)]
    templates = fit_templates([*copies, PAGES[1]])

    assert templates.hosts["a.example"].pages == 2
    assert DropTemplates(templates)(copies[0]) is copies[0]


def test_refrains_stay():
    """A line that one article repeats is counted once; one that many articles repeat stays where it is a refrain."""
    refrain = "天黑以前我们都会回到河边来的"
    once = [article(0, body=[refrain] * 4), *PAGES[1:]]
    assert DropTemplates(fit_templates(once))(once[0]).text.count(refrain) == 4

    songs = [article(n, body=[refrain] * 4) for n in range(12)]
    assert DropTemplates(fit_templates(songs))(songs[0]).text.count(refrain) == 4


def test_headings_inside_the_body_stay():
    """A heading that every article of the site has between its paragraphs is the authors'."""
    pages = [article(n, body=["参数"]) for n in range(20)]

    assert "\n参数\n" in DropTemplates(fit_templates(pages))(pages[0]).text


def test_a_paragraph_inside_the_body_needs_many_pages():
    """The same paragraph in the middle of six articles stays; in the middle of twenty it goes."""
    advert = "本站所有读者现在注册都可以领取一份春季旅行手册，手册里有全国三十条徒步路线的地图和补给点。"
    for n, there in ((6, True), (20, False)):
        pages = [article(k, body=[advert]) for k in range(n)]
        assert (advert in DropTemplates(fit_templates(pages))(pages[0]).text) is there


def test_few_pages_and_unknown_hosts():
    """Two pages make no template; a page without a host, or of another, stays as it is."""
    assert DropTemplates(fit_templates(PAGES[:2]))(PAGES[0]) is PAGES[0]
    drop = DropTemplates(fit_templates(PAGES))
    for meta in (None, {"host": "b.example"}):
        doc = Document(PAGES[0].text, meta=meta)
        assert drop(doc) is doc
    only = Document("\n".join(HEAD + FOOT), meta={"host": "a.example"})
    assert drop(only) is only


def test_both_scripts_and_widths_are_one_line():
    """Lines are compared as shadows."""
    pages = [
        Document(d.text.replace("关于我们 |", "關於我們｜" if n % 2 else "关于我们|"), meta={"host": "a"})
        for n, d in enumerate(PAGES)
    ]

    assert fit_templates(pages).hosts["a"].count(key(fold("关于我们| 联系方式 | 广告服务"))) in (3, 6)


def host_from_id(doc):
    return doc.meta.get("url", "").split("/")[2]


def test_the_host_may_be_computed():
    """A function of the document names the host, and does not disturb the fingerprint."""
    pages = [Document(d.text, meta={"url": f"http://a.example/{n}"}) for n, d in enumerate(PAGES)]
    drop = DropTemplates(fit_templates(pages, host=host_from_id), host=host_from_id)

    assert HEAD[0] not in drop(pages[0]).text
    assert "0x" not in repr(drop)
    assert "host_from_id" in repr(drop)


def shards(n):
    return [fit_templates([article(k, host, s) for k in range(3) for host in ("a", "b")[: s + 1]]) for s in range(n)]


def test_counts_are_a_monoid():
    """Adding is associative and commutative, has a zero, and equals one fit over all pages."""
    a, b, c = shards(3)

    assert (a + b) + c == a + (b + c) == c + a + b
    assert a + Templates() == a == Templates() + a
    pages = [article(k, host, s) for s in range(3) for k in range(3) for host in ("a", "b")[: s + 1]]
    assert a + b + c == fit_templates(pages)
    assert (a + b + c).pruned(3).hosts["a"].counts.min() >= 3


@given(st.lists(st.lists(st.sampled_from([*HEAD, *FOOT, "", "一", "二。"]), max_size=8), max_size=8))
@settings(max_examples=60, deadline=None)
def test_laws(pages):
    """It replays, is stable, and never empties a page, whatever the pages are."""
    docs = [Document("\n".join(lines), meta={"host": "h"}) for lines in pages]
    drop = DropTemplates(fit_templates(docs), min_pages=2)
    for d in docs:
        doc = drop(d)
        assert doc.restore() == d.text
        assert drop(doc).text == doc.text
        assert bool(doc.text.strip()) == bool(d.text.strip())


def test_save_and_load(tmp_path):
    """A file gives back equal templates, small, and the pipeline its fingerprint."""
    templates = fit_templates(PAGES)
    templates.save(tmp_path / "t")

    assert Templates.load(tmp_path / "t") == templates == pickle.loads(pickle.dumps(templates))
    templates.pruned().save(tmp_path / "small")
    assert (tmp_path / "small").stat().st_size < (tmp_path / "t").stat().st_size < 3000
    Templates().save(tmp_path / "empty")
    assert Templates.load(tmp_path / "empty") == Templates()
    drop = DropTemplates(templates)
    assert pickle.loads(pickle.dumps(drop)) == drop
    assert hash(drop) == hash(DropTemplates(templates))
    assert len(repr(drop)) < 200
    prints = {
        Pipeline([f]).fingerprint
        for f in (drop, DropTemplates(templates.pruned()), DropTemplates(templates, min_pages=4))
    }
    assert len(prints) == 3


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda b: b[:-9], "cut off or damaged"),
        (lambda b: b[:20], "not a file of templates"),
        (lambda b: b"{}\n" + b, "not a file of templates"),
        (lambda b: b"", "not a file of templates"),
        (lambda b: b.replace(b'"version": 1', b'"version": 9'), "version 9"),
        (lambda b: b[:-1] + bytes([b[-1] ^ 1]), "cut off or damaged"),
    ],
)
def test_a_wrong_file_is_a_config_error(tmp_path, damage, says):
    fit_templates(PAGES).save(tmp_path / "t")
    (tmp_path / "t").write_bytes(damage((tmp_path / "t").read_bytes()))

    with pytest.raises(ConfigError, match=says):
        Templates.load(tmp_path / "t")


def test_wrong_settings():
    """Each says what would do."""
    with pytest.raises(ConfigError, match=r"document 0 .* has no host"):
        fit_templates([Document("a")])
    with pytest.raises(TypeError, match="document 0 is a str"):
        fit_templates(["a"])
    with pytest.raises(ConfigError, match="max_pages"):
        fit_templates([], max_pages=0)
    for wrong in ({"min_pages": 1}, {"min_share": 0}, {"min_share": 1.5}, {"templates": "t.npz"}):
        with pytest.raises(ConfigError):
            DropTemplates(**{"templates": Templates(), **wrong})


def test_memory_is_bounded_per_host():
    """Pages after the first `max_pages` unlike ones are not counted."""
    assert fit_templates(iter(PAGES), max_pages=4).hosts["a.example"].pages == 4
