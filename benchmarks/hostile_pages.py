"""Hostile pages: what one line costs on pages of thousands of lines that are all of one kind.

    python benchmarks/hostile_pages.py [--lines 3450 13800] [--only NAME]

A page is made of a few lines again and again, with other numbers and names each time, below a short article: what a
step of DropBoilerplate looks for, so many times that a step that compares each with all others would show.
Microseconds of process CPU time a line, the least of three, with the two numbers of lines; exit code 1 if a line
takes over 2.5 times as long on the longer page, or 1 ms.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cleantext import Document, DropBoilerplate

ARTICLE = ["雨停了，他推开门走到院子里，看见那棵老槐树下坐着三个人。" * 4] * 3
ENGLISH = ["The rain had stopped, and he went out into the yard where three men sat below the old tree. " * 6] * 3
# Lines of a page; {n} counts up, {r} is any number, {w} one of many names.
KINDS: dict[str, list[str]] = {
    "words of menus": ["首页", "新闻", "登录", "{w}"],
    "menus in a row": ["首页 | 新闻 | 体育 | {w}"],
    "buttons": ["回复", "举报", "分享({r})", "点赞 {r}"],
    "numbered posts": ["{w}", "第{n}楼 发表于 2019-1-19 11:50", "谢谢分享", "回复 举报"],
    "numbers of posts alone": ["{n}#", "{w}", "短"],
    "stamps without posts": ["{w} · 03/03/2026 19:44", "ok {n}"],
    "posts of members": [
        "{w}",
        "Joined: May 3, 2009",
        "Posts: {r}",
        "He said it in number {n}, and no more.",
        "Quote",
    ],
    "signatures": ["{w} wrote:", "A reply of its own, number {n}.", "Carpe diem and all that", "Reply Quote Report"],
    "quotations": ["{w} 发表于 2019-1-19 11:50", "引用:", "> 第 {n} 句话", "回复"],
    "headings of comments": ["Comments ({n})", "{w} says:", "Reply"],
    "headings of reviews": ["Reviews ({n})", "{r} people found this helpful", "5 stars"],
    "comments numbered in order": ["{n}. {w}", "March 3, 2019 at 10:15 pm", "Reply"],
    "who says what": ["{w} says:", "That is what I think of number {n}, more or less.", "Reply"],
    "feeds": ["{w}又一条新闻的标题{n}", "2019-01-19 11:{r}"],
    "cards": ["{w}写的文章标题{n}", "05-06 {r}"],
    "lists with counts": ["{w} ({r})"],
    "related headings": ["相关阅读", "{w}的故事第{n}集在今天上映"],
    "headlines of others": ["· {w}宣布第{n}号公告正式生效", "2019-01-19"],
    "datelines": ["2019-01-19 11:50 来源：{w}日报 作者：{w}"],
    "credits": ["责任编辑：{w}", "记者 {w} 摄"],
    "disclaimers": ["免责声明：", "{n}. 本网站转载第{n}篇文章，版权归原作者所有。"],
    "headings set wide": ["相 关 新 闻", "热 门 {n}"],
    "brackets with sites": ["他走到（威尼斯人棋牌官网）第{n}个门口，（图片来自{w}）停下来。"],
    "names of sites in prose": ["他走到 www.{r}.com 第{n}个门口，又看见澳门{w}娱乐城。"],
    "contacts in figures set apart": ["联系 {w} 1 7 1 3 3 6 1 {r}", "微信 v x {r}"],
    "recipes": ["Ingredients:", "{r} g {w}", "Stir well.", "Step {n}"],
    "hashtags": ["#{w} #{r} #{n}"],
    "paragraphs and boxes": ["他推开门走到院子里，看见第{n}棵树下坐着三个人，都不说话。", "相关阅读", "{w}"],
    "paragraphs apart": ["他推开门走到院子里，看见第{n}棵树下坐着三个人，都不说话。", "{r}", "分享到"],
    "titles again": ["雨停了_{w}", "雨停了"],
    "tables": ["{w}\t{r}\t{n}"],
    "injected pinyin": ["第(dì){n}天(tiān)，他推(tuī)开门。"],
    "brackets left open": ["【（[" * 12 + "{n}"],
    "figures": ["{n} {r} {n} {r} {n} {r}"],
    "lines without a space": ["{w}" * 12],
}
LINES = (3450, 13_800)
MOST, SLOWEST = 2.5, 1000.0


def page(kind: str, lines: int, article: bool = True) -> str:
    """Return a page of so many lines of a kind, the same each time."""
    rng = random.Random(5)
    unit = KINDS[kind]
    chinese = not "".join(unit).isascii() or kind in ("figures", "tables", "hashtags")
    letters = "王李张刘陈杨赵黄周吴徐孙胡朱高林" if chinese else "abdegiklmnorstu"
    names = ["".join(rng.choices(letters, k=rng.randint(2, 4))) for _ in range(400)]
    return "\n".join(
        [
            *((ARTICLE if chinese else ENGLISH) if article else ()),
            *(
                unit[k % len(unit)].format(n=k // len(unit) + 1, r=rng.randint(10, 9999), w=rng.choice(names))
                for k in range(lines)
            ),
            "责任编辑：王小明" if chinese else "Copyright 2019 The Authors. All rights reserved.",  # opens the page
        ]
    )


def microseconds(text: str) -> float:
    """Return how long a line of a page takes: the least of three."""
    drop = DropBoilerplate()
    found = []
    for _ in range(3):
        started = time.process_time()
        drop(Document(text))
        found.append((time.process_time() - started) / (text.count("\n") + 1) * 1e6)
    return min(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, nargs=2, default=LINES, metavar=("FEW", "MANY"))
    parser.add_argument("--only", metavar="NAME", help="kinds whose name has this")
    args = parser.parse_args()
    few, many = args.lines
    microseconds(page("words of menus", 200))  # loads the rules
    print(f"| pages of | us a line of {few} | of {many} | x | article above: of {many} |\n|---|---|---|---|---|")
    worst = slowest = 0.0
    for kind in KINDS:
        if args.only and args.only not in kind:
            continue
        alone = [microseconds(page(kind, n, article=False)) for n in (few, many)]
        below = [microseconds(page(kind, n)) for n in (few, many)]
        times = max(alone[1] / alone[0], below[1] / below[0])
        worst, slowest = max(worst, times), max(slowest, *alone, *below)
        print(f"| {kind} | {alone[0]:.0f} | {alone[1]:.0f} | {times:.1f} | {below[1]:.0f} |", flush=True)
    print(f"\nmost: {worst:.1f} times as long a line, {MOST:g} allowed; {slowest:.0f} us a line, {SLOWEST:g} allowed")
    return int(worst > MOST or slowest > SLOWEST)


if __name__ == "__main__":
    sys.exit(main())
