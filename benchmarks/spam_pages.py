"""Pages of spam made from a seed: what advertises gambling in another's text, and what only looks like it.

    python benchmarks/spam_pages.py [--spam FILE]... [--clean FILE]... [--decent tests/decent.toml]

prints how many of real pages (jsonl with `text` and optionally `title` and `url`, or .zst of it) are rejected as spam,
as given and in the other script.  --spam are judged by CORPUS, and those it keeps are shown; --clean by RejectSpam
alone, so that 7,000 articles take a minute, and those it rejects are shown.

Each kind does what pages of a crawl do, with names, sentences and places of its own: a school's or a company's news in
which a site's name stands wherever the school's was; an article with strings put between its sentences, or one string
in the middle; a page about something else whose title, first and last line are heaps of names.  There are two
wordings, which share no brand and no sentence: "tune" was in view while `RejectSpam` was written, of "report" only the
totals were.  Whoever wrote the shapes wrote these pages, so
they show that a shape is found with other words around it, not that all shapes are known.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cleantext import CORPUS, Document, RejectSpam, detect_script
from cleantext.script import convert

__all__ = ["KINDS", "WORDINGS", "decent_pages", "spam_pages"]

KINDS = ("school", "company", "between", "once", "heaped")


@dataclass(frozen=True)
class Wording:
    """The words of one half.

    Attributes:
        brands, deals, ways: of which names of sites are made.
        school, company: sentences with {x} where the site's name stands.
        titles: headings, with {x}.
        prose: what an article is made of.
        heads: lines above and below, as a crawler finds them.
        decent: sentences that name a site as authors do, with {x}.
    """

    brands: tuple[str, ...]
    deals: tuple[str, ...]
    ways: tuple[str, ...]
    school: tuple[str, ...]
    company: tuple[str, ...]
    titles: tuple[str, ...]
    prose: tuple[str, ...]
    heads: tuple[str, ...]
    decent: tuple[str, ...]


WORDINGS = {
    "tune": Wording(
        brands=("鸿运", "金鼎", "泰来", "九州红", "云顶星", "kb77", "vn168", "博乐", "万通达", "聚富"),
        deals=("体育", "娱乐", "棋牌", "电竞", "彩票", "真人", "国际", ""),
        ways=("官网", "官方网站", "登录入口", "app下载", "平台注册", "在线官网", "网址", "手机版官网", "会员中心"),
        school=(
            "5月12日下午，{x}在第二报告厅召开本学期教学工作会。",
            "{x}副校长周某主持会议，各系负责人参加。",
            "会上，{x}教务处通报了上学期课程的检查情况。",
            "近年来，{x}坚持立德树人，毕业去向一年好过一年。",
            "{x}党委书记作总结，要求把各项工作落到实处。",
            "来自{x}师生代表共一百二十人听了报告。",
            "第九届校园歌手赛由{x}团委承办，历时两周。",
            "{x}第三届运动会将在东操场举行，请各班做好准备。",
            "活动结束后，{x}院长向获奖同学颁发了证书。",
        ),
        company=(
            "日前，{x}召开年中安全生产例会，部署防汛工作。",
            "{x}董事长到项目现场检查，看望一线工人。",
            "{x}工会为职工送去清凉用品三百余份。",
            "会议由{x}总经理主持，各分厂厂长参加。",
            "近年来，{x}先后建成三条生产线，产品远销二十多个省份。",
            "{x}党委组织党员参观了革命纪念馆。",
        ),
        titles=("{x}召开学期工作会议", "{x}第六届技能大赛圆满落幕", "我院学生在{x}作品展中获奖", "{x}举行开学典礼"),
        prose=(
            "不锈钢水管耐腐蚀，使用寿命一般在五十年以上。",
            "安装之前要先清理管口，再检查密封圈有没有破损。",
            "冬天气温低，室外的管道应当包上保温层。",
            "如果接头处渗水，先关总阀，再更换垫片。",
            "选购时要看壁厚和材质证明，不要只看价钱。",
            "老房子的管线往往埋在墙里，改造起来比较费事。",
        ),
        heads=("网站首页 | 学校概况 | 新闻中心 | 招生就业", "发布时间：2023-05-12 点击：318", "上一篇：没有了"),
        decent=(
            "据{x}消息，新赛季的赛程将在下周公布。",
            "玩家可以到{x}下载客户端，也可以在应用商店里找到它。",
            "记者登录{x}看到，公告栏里已经没有这条消息。",
            "他在{x}注册了账号，却一直没有收到验证邮件。",
        ),
    ),
    "report": Wording(
        brands=("腾龙", "新濠锋", "亿佰", "长乐坊", "宝盈", "hg8868", "mk999", "天盛", "盈丰", "摩登"),
        deals=("体育", "电子游艺", "娱乐城", "棋牌", "视讯", "电竞", "彩票", ""),
        ways=("官方网址", "首页登录", "客户端下载", "官网入口", "在线平台官网", "手机官网", "注册登录", "网页版"),
        school=(
            "为庆祝教师节，{x}于9月8日在大礼堂隆重举办表彰大会。",
            "{x}校长郑某致开幕词，向获奖教师表示祝贺。",
            "{x}图书馆新增电子阅览座位两百个，开放到晚上十点。",
            "这次竞赛由{x}教研室命题，分初赛和决赛两轮。",
            "{x}学子在省级辩论赛中连胜四场，最终捧杯。",
            "研讨会上，{x}副院长介绍了实训基地的建设情况。",
            "{x}全体教职工将以此为契机，再创佳绩。",
            "{x}首届读书节吸引了三千多人次参加。",
            "最后，{x}党总支书记代表学院感谢来宾。",
        ),
        company=(
            "上周五，{x}隆重举行新厂区奠基仪式，市里有关领导出席。",
            "{x}副总经理介绍了今年的订单和用工情况。",
            "{x}党支部开展义务植树，种下树苗五百余棵。",
            "凭借过硬的质量，{x}荣获省级守合同重信用称号。",
            "{x}全体员工正加班加点，确保按期交货。",
            "客户一行参观了{x}会议室和展厅，对工艺十分满意。",
        ),
        titles=("{x}举办教师节表彰大会", "热烈祝贺{x}新厂区奠基", "{x}首届读书节开幕", "{x}学子喜获省赛冠军"),
        prose=(
            "茶树喜欢温暖湿润的气候，怕积水，也怕霜冻。",
            "清明前后采的芽叶最嫩，炒制时锅温不能太高。",
            "春茶采完要追一次肥，夏天注意除草和防虫。",
            "绿茶不经发酵，冲泡时水温以八十度左右为好。",
            "存放的时候要避光防潮，最好放进密封的罐子。",
            "山里的茶农说，好茶三分靠天，七分靠手艺。",
        ),
        heads=("当前位置：首页 > 学院动态 > 正文", "来源：宣传部 日期：2022-09-09", "版权所有 未经许可不得转载"),
        decent=(
            "比赛结果以{x}的公告为准，其他渠道的消息都不可信。",
            "想了解详情的读者可以访问{x}，那里有完整的规则。",
            "{x}改版以后，老用户需要重新绑定手机号。",
            "官司打了三年，法院最终判令{x}停止使用这个商标。",
        ),
    ),
}  # fmt: skip


def _site(w: Wording, rng: random.Random) -> str:
    return rng.choice(w.brands) + rng.choice(w.deals) + rng.choice(w.ways)


def _prose(w: Wording, rng: random.Random) -> str:
    return "".join(rng.sample(w.prose, len(w.prose)))


def _news(w: Wording, sentences: tuple[str, ...], rng: random.Random, whole: bool) -> str:
    """Return news of a school or company whose name is a site's; an excerpt has three sentences of it."""
    x = _site(w, rng)
    told = rng.sample(sentences, len(sentences) if whole else 3)
    if not whole:
        return "".join(told).format(x=x)
    half = len(told) // 2
    body = "\n".join(["".join(told[:half]), _prose(w, rng)[:60] + "。", "".join(told[half:])])
    return "\n".join([w.heads[0], rng.choice(w.titles), w.heads[1], body, w.heads[2], x]).format(x=x)


def _between(w: Wording, rng: random.Random, whole: bool) -> str:
    sites = [_site(w, rng), _site(w, rng)]
    sentences = [s for s in _prose(w, rng).split("。") if s]
    marks = rng.sample(range(1, len(sentences)), 3 if whole else 2)
    for k, at in enumerate(sorted(marks, reverse=True)):
        sentences.insert(at, sites[k % 2])
    return "。".join(sentences) + "。"


def _once(w: Wording, rng: random.Random, whole: bool) -> str:
    text = _prose(w, rng)
    first = text.index("，") + 1
    text = f"{text[:first]}{_site(w, rng)}，{text[first:]}"
    return "\n".join([*w.heads[:2], text, w.heads[2]]) if whole else text


def _heaped(w: Wording, rng: random.Random, whole: bool) -> str:
    brand = rng.choice(w.brands) + rng.choice(w.deals)
    heap = rng.choice("_-| ").join(brand + way for way in rng.sample(w.ways, 4))
    return "\n".join([heap, _prose(w, rng), *((w.heads[0], heap) if whole else ())])


def spam_pages(wording: str, each: int = 4) -> Iterator[tuple[str, str]]:
    """Yield (kind, text): as many of each kind, every other one an excerpt and the others whole pages."""
    w, rng = WORDINGS[wording], random.Random(wording)
    for kind in KINDS:
        for n in range(each):
            whole = n % 2 == 0
            if kind in ("school", "company"):
                yield kind, _news(w, w.school if kind == "school" else w.company, rng, whole)
            else:
                make = {"between": _between, "once": _once, "heaped": _heaped}[kind]
                yield kind, make(w, rng, whole)


def decent_pages(wording: str, each: int = 20) -> Iterator[str]:
    """Yield articles that name one site once or twice as authors do, made of the same words."""
    w, rng = WORDINGS[wording], random.Random(wording)
    for _ in range(each):
        x = (
            rng.choice(("网易", "远航", "边锋", "联众", "完美"))
            + rng.choice(w.deals)
            + rng.choice(("官网", "官方网站", "官网注册页", "平台"))
        )
        told = [s.format(x=x) for s in rng.sample(w.decent, rng.choice([1, 2]))]
        prose = rng.sample(w.prose, len(w.prose))
        yield "\n".join(["".join(prose[:3]), "".join(told), "".join(prose[3:])])


DECENT = Path(__file__).parent.parent / "tests" / "decent.toml"


def texts_of(path: Path) -> list[tuple[str, str]]:
    """Return (where from, text) of each record."""
    if path.suffix == ".zst":
        import zstandard

        with zstandard.open(path, "rt", encoding="utf-8") as file:
            lines = list(file)
    else:
        lines = path.read_text("utf-8").split("\n")
    found = [json.loads(line) for line in lines if line.strip()]
    return [(r.get("url", ""), "\n".join(filter(None, (r.get("title"), r["text"])))) for r in found]


def other_script(text: str) -> str:
    """Return a Traditional text in Simplified characters, any other in Traditional ones."""
    return convert(text, "t2s" if detect_script(text).code == "Hant" else "s2t")


def judge(name: str, texts: list[tuple[str, str]], pipe: Callable[[Document], Document], *, spam: bool) -> None:
    """Print a row, and what should not be in it."""
    docs = [(where, pipe(Document(text))) for where, text in texts]
    rejected = sum(doc.rejected == RejectSpam.name for _, doc in docs)
    other = sum(pipe(Document(other_script(text))).rejected == RejectSpam.name for _, text in texts)
    print(f"| {name} | {len(texts)} | {rejected} | {other} |")
    for where, doc in docs:
        if (doc.rejected == RejectSpam.name) != spam:
            spans = [span["text"] for span in doc.meta["verdict"]["spans"]] if doc.rejected else doc.rejected
            print(f"    {where} {doc.source[:40]!r} {spans}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--spam", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--clean", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--decent", type=Path, default=DECENT)
    args = parser.parse_args()
    print("| texts | n | rejected as spam | in the other script |\n|---|---|---|---|")
    for path in args.spam:
        judge(path.name, texts_of(path), CORPUS, spam=True)
    decent = tomllib.loads(args.decent.read_text("utf-8"))["text"]
    for half in ("tune", "report"):
        some = [("", text["text"]) for text in decent if text["half"] == half]
        judge(f"texts that name sites and casinos, {half}", some, CORPUS, spam=False)
    for path in args.clean:
        judge(path.name, texts_of(path), RejectSpam(), spam=False)


if __name__ == "__main__":
    main()
