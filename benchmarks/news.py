"""Makes plain sentences look like another author's: news and encyclopedias, with dates, figures, Latin names,
quotations, titles and tags between them, which is where runs begin, end and are hard to tell.
"""

from __future__ import annotations

import random
import re

__all__ = ["as_news"]

_NAMES = [
    "BBC",
    "CNN",
    "Reuters",
    "NASA",
    "iPhone",
    "Google",
    "Tesla",
    "WHO",
    "G20",
    "COVID-19",
    "GDP",
    "HD-DVD",
    "UEFA",
    "Boeing737",
    "A380",
    "MIT",
    "X射線",
    "T恤",
    "K歌",
]
_PEOPLE = [
    "王建國",
    "陳美玲",
    "李志明",
    "張雅婷",
    "林俊傑",
    "黃淑芬",
    "約翰·史密斯",
    "安娜·卡列尼娜",
    "馬克·吐溫",
    "穆罕默德·阿里",
]
_PLACES = ["臺北", "北京", "上海", "紐約", "東京", "巴黎", "莫斯科", "雲南省", "濟南市", "廣東", "伊斯坦堡", "墨爾本"]
_UNITS = ["萬元", "億美元", "公里", "平方米", "人次", "個百分點", "噸", "架次", "名學生", "家企業", "種語言"]
_TITLES = ["史記", "紅樓夢", "資治通鑑", "人民日報", "紐約時報", "戰爭與和平", "地球科學概論", "國家地理", "論語·為政"]
_SAID = ["說", "表示", "指出", "強調", "認為", "補充說", "在會上說"]
_TAGS = (
    "<b>{}</b>",
    '<a href="/item/{n}">{}</a>',
    "<i>{}</i>",
    '<span class="s{n}">{}</span>',
    "{}<br/>",
    "{}<sup>[{n}]</sup>",
)
_WIDE = {c: c + 0xFEE0 for c in range(ord("0"), ord("9") + 1)}


def _number(rng: random.Random) -> str:
    made = rng.choice(
        [str(rng.randint(2, 9999)), f"{rng.random() * 100:.1f}", f"{rng.randint(1, 99)},{rng.randint(100, 999)}"]
    )
    return made.translate(_WIDE) if rng.random() < 0.15 else made


def _date(rng: random.Random) -> str:
    year, month, day = rng.randint(1900, 2026), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice([f"{year}年{month}月{day}日", f"{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}年底"])


def _figure(rng: random.Random) -> str:
    return _number(rng) + rng.choice(_UNITS) if rng.random() < 0.7 else f"{_number(rng)}%"


def _before(rng: random.Random) -> str:
    """Return what a sentence of news begins with."""
    place, name, person, title = map(rng.choice, (_PLACES, _NAMES, _PEOPLE, _TITLES))
    return rng.choice(
        [
            f"{_date(rng)}，",
            f"據{name}報道，",
            f"{person}（{name}）{rng.choice(_SAID)}：",
            f"《{title}》第{rng.randint(1, 130)}卷記載：",
            f"（{place}{_date(rng)}電）",
            f"【{place}】",
            f"與{rng.randint(1990, 2025)}年相比增長{_figure(rng)}，",
            f"“{name}”計劃啟動後，",
            f"{rng.randint(1, 20)}、",
            f"{name} ",
        ]
    )


def _sentence(text: str, rng: random.Random) -> str:
    """Return a sentence, its end included, as news have it."""
    if rng.random() < 0.5:
        text = _before(rng) + text
    body, end = text[:-1], text[-1:]
    if rng.random() < 0.3:  # a figure, a name or a title in the middle
        places = [m.start() for m in re.finditer("，", body)]
        if places:
            at = rng.choice(places)
            more = rng.choice(
                [
                    f"（{rng.choice(_NAMES)}）",
                    f"（約{_figure(rng)}）",
                    f"——{rng.choice(_PEOPLE)}——",
                    f"《{rng.choice(_TITLES)}》",
                ]
            )
            body = body[:at] + more + body[at:]
    text = body + (rng.choice("！？") if rng.random() < 0.1 else end)
    if rng.random() < 0.3 and not re.search("[“”「」]", text):
        text = f"“{text}”" if rng.random() < 0.8 else f"「{text}」"
        if rng.random() < 0.3:
            text += f"{rng.choice(_PEOPLE)}{rng.choice(_SAID)}。"
    return text


def _tagged(text: str, rng: random.Random) -> str:
    """Put tags into a sentence, around a piece of it."""
    if len(text) < 6 or rng.random() > 0.4:
        return text
    start = rng.randrange(len(text) - 3)
    end = min(len(text), start + rng.randint(2, 12))
    made = rng.choice(_TAGS).format(text[start:end], n=rng.randint(1, 999))
    return text[:start] + made + text[end:]


def as_news(text: str, rng: random.Random, *, tags: bool = False) -> str:
    """Return lines of Traditional sentences as news and encyclopedias have them, with tags inside or not."""
    found = []
    for line in text.split("\n"):
        sentences = [s for s in re.split(r"(?<=[。！？])(?![”」])", line) if s.strip()]
        dressed = [_sentence(s, rng) for s in sentences]
        found.append("".join(_tagged(s, rng) if tags else s for s in dressed))
    return "\n".join(found)
