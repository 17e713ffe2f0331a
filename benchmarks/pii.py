"""Masking personal data: recall and precision on generated sentences, in two wordings.

    python benchmarks/pii.py [--corpus lctt.jsonl.zst]

Values are made by the rules of their kind from a seed (checksums, birth dates, prefixes), sentences from templates.
MaskPII was written with wording A in view; wording B was written before the first run and never tuned on.  A positive
is found if its whole value is masked and nothing but it (separators at its ends do not count); a negative is wrong if
anything of it is masked.  With a corpus of clean text: masks per megabyte, printed with what stands around them.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

from cleantext import Document
from cleantext.mask import MaskPII

WIDE = {c: 0xFF10 + c - 48 for c in range(48, 58)}


def luhn(digits: str) -> str:
    total = sum(sum(divmod(int(c) * (2 - k % 2), 10)) for k, c in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def digits(rng: random.Random, n: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(n))


def mobile(rng: random.Random) -> str:
    return "1" + rng.choice("3456789") + digits(rng, 9)


def id_card(rng: random.Random) -> str:
    born = date(1950, 1, 1) + timedelta(days=rng.randrange(20_000))
    body = (
        rng.choice(["110105", "310104", "440306", "510107", "320583", "420111"])
        + born.strftime("%Y%m%d")
        + digits(rng, 3)
    )
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11]


def card(rng: random.Random) -> str:
    return luhn(rng.choice(["622202", "621700", "622848", "623052"]) + digits(rng, rng.choice([9, 12])))


def email(rng: random.Random) -> str:
    name = rng.choice(["zhang.wei", "li_na88", "wangfang", "chen-jie", "m1985", "hello.kitty", "a_b_c1"]) + str(
        rng.randrange(100)
    )
    return (
        f"{name}@{rng.choice(['qq.com', '163.com', 'gmail.com', 'sina.com.cn', 'mail.tsinghua.edu.cn', 'outlook.com'])}"
    )


def ip(rng: random.Random) -> str:
    return ".".join(
        map(str, [rng.choice([58, 61, 101, 113, 114, 123, 180, 202, 218]), *(rng.randrange(1, 255) for _ in range(3))])
    )


def qq(rng: random.Random) -> str:
    return rng.choice("123456789") + digits(rng, rng.randrange(5, 10))


def wechat(rng: random.Random) -> str:
    return (
        rng.choice(["zhangsan", "lily", "xiaoming", "wx_ann", "jia-yu"])
        + rng.choice(["_", "", "-"])
        + digits(rng, rng.randrange(3, 6))
    )


def plate(rng: random.Random) -> str:
    tail = digits(rng, 3) + rng.choice("ABCDEFGHJKL") + digits(rng, 1)
    return (
        rng.choice("京沪粤浙苏川鲁")
        + rng.choice("ABCDEFG")
        + rng.choice(["", "·"])
        + rng.choice([tail, digits(rng, 5), "D" + digits(rng, 5)])
    )


def landline(rng: random.Random) -> str:
    area, n = rng.choice([("010", 8), ("021", 8), ("0571", 8), ("0755", 8), ("0536", 7)])
    local = rng.choice("25678") + digits(rng, n - 1)
    return rng.choice([f"{area}-{local}", f"({area}){local}", f"{area} {local}"])


def spaced(value: str) -> str:
    return " ".join(value)


def by(*sizes: int, sep: str = " "):
    def group(value: str) -> str:
        out, at = [], 0
        for size in sizes:
            out.append(value[at : at + size])
            at += size
        return sep.join([*out, value[at:]] if value[at:] else out)

    return group


def same(value: str) -> str:
    return value


def wide(value: str) -> str:
    return value.translate(WIDE)


MAKE = {
    "phone": mobile, "id_card": id_card, "bank_card": card, "email": email, "ip": ip, "qq": qq, "wechat": wechat,
    "plate": plate, "landline": landline,
}  # fmt: skip
FORMS = {
    "phone": [same, same, by(3, 4), by(3, 4, sep="-"), wide, spaced],
    "id_card": [same, same, by(6, 8), wide],
    "bank_card": [same, by(4, 4, 4, 4), by(4, 4, 4, 4, sep="-")],
    "qq": [same, same, by(2, 2, 2, 2), wide],
}
WORDINGS = {
    "A": {
        "phone": [
            "请拨打{}咨询。",
            "联系电话：{}",
            "手机{}（微信同号）",
            "有意者请联系王先生{}，非诚勿扰",
            "电话是{}，欢迎来电",
            "Tel:{}",
            "{}是他的号码。",
            "报名热线{}李老师",
            "收件人：张三 {} 北京市海淀区",
            "我的手机号换成了{}了",
        ],
        "id_card": [
            "身份证号：{}",
            "他的身份证号码是{}，请核对。",
            "张某（身份证{}）已到案",
            "证件号{}的持有人",
            "ID:{}",
            "姓名李四，{}，男",
        ],
        "bank_card": [
            "银行卡号：{}",
            "请汇款到{}，户名王五",
            "工行{}（李四）",
            "账号{}开户行建设银行",
            "卡号 {} 已挂失",
        ],
        "email": ["邮箱：{}", "请将简历发至{}。", "联系我们{}或来电", "E-mail:{}", "来信请寄{}，谢谢", "（{}）"],
        "ip": ["登录IP：{}", "来自{}的用户", "IP地址为{}，已封禁", "服务器{}无法访问"],
        "qq": ["QQ：{}", "加QQ{}领取资料", "QQ号{}", "QQ群：{}，进群请备注", "客服QQ {}", "扣扣{}"],
        "wechat": ["微信号：{}", "加微信{}", "微信:{}", "请加我的微信 {} 详聊", "WeChat: {}"],
        "plate": ["车牌号{}的轿车", "一辆{}货车侧翻", "肇事车辆为{}。", "请{}车主挪车"],
        "landline": ["电话：{}", "传真{}", "办公室{}转8001", "咨询热线{}（工作日）", "请致电{}"],
    },
    "B": {
        "phone": [
            "想租房的朋友打我电话{}",
            "售后：{}小刘",
            "司机师傅的号是{}，到了打他",
            "联系人陈女士，{}",
            "寻人启事：见到者请速与{}联系",
            "☎{}",
            "mobile: {}",
            "{}（张经理）",
            "可以加我手机{}聊",
            "投诉请打{}。",
        ],
        "id_card": [
            "公民身份号码{}",
            "被告人赵某，身份证号码为{}，汉族",
            "实名信息：{}/周某",
            "持{}身份证办理",
            "考生{}成绩合格",
            "身份证：{}；",
        ],
        "bank_card": ["转账至招商银行{}王芳", "打款账户：{}", "收款卡{}，收款人刘洋", "我的卡是{}", "农行卡{}"],
        "email": [
            "投稿邮箱{}，截止月底",
            "有问题发我{}吧",
            "mail：{}",
            "抄送{}即可",
            "责任编辑信箱：{}",
            "请联系{}获取",
        ],
        "ip": ["攻击源{}位于境外", "网友{}发表评论", "我的公网地址是{}", "从{}登陆了三次"],
        "qq": ["有意加我qq:{}", "QQ交流群{}", "技术支持QQ：{}", "我的QQ是{}", "咨询QQ{}（注明来意）", "企鹅号：{}"],
        "wechat": ["v信：{}", "微信ID：{}", "私信或加微信：{}", "微信号是{}，备注姓名", "wx:{}"],
        "plate": ["悬挂{}号牌的客车", "白色SUV（{}）", "车号：{}", "将{}拖走"],
        "landline": ["值班室{}", "举报电话{}", "Fax: {}", "如有疑问请拨{}", "前台：{}"],
    },
}
NEGATIVES = {
    "A": [
        "公司去年营收13812345678元，同比增长。",
        "订单号：13812345678901234",
        "快递单号 75312345678901 已签收",
        "ISBN 978-7-302-12345-6",
        "比分是15-21 21-18 21-19",
        "2021-10-27 09:46:26发布",
        "从1998年到2021年",
        "圆周率3.14159265358979",
        "网关192.168.1.1",
        "本机127.0.0.1",
        "Oracle 12.1.0.2 版本",
        "Chrome 96.0.4664.45",
        "QQ音乐有5000000首歌",
        "QQ用户突破500000000",
        "微信公众号：renminribao2020",
        "微信 Android 版更新",
        "@zhangsan 你好",
        "git@github.com:user/repo.git",
        "图片 icon@2x.png",
        "npm install vue@3.2.1",
        "京A股没有这个说法",
        "沪深300指数上涨",
        "G1234次列车",
        "人口为1412345678人",
        "股票代码600519",
        "身份证号110105199013321234是错的",
        "流水号622202123456789012",
        "条码6901234567892",
        "版本号2.4.6.8",
        "坐标116.397128,39.916527",
        "银行存款余额6222021234567890元",
        "电压10-35kV",
        "面积010-02号地块",
        "文号〔2021〕12345678",
        "共有1234567890123456789粒",
        "邮编100084",
        "拨打110或120",
        "长度1.8.3.2节",
        "时间戳1609459200123",
        "学号20210131234",
    ],
    "B": [
        "总投资15800000000元",
        "运单编号SF13912345678",
        "统一社会信用代码91110105MA01234567",
        "书号ISBN9787302123456",
        "第13、14、15、16届",
        "8:30-11:30 14:00-17:30",
        "2022年01月31日12345人次",
        "总里程13900000000公里",
        "π≈3.1415926535897932",
        "子网10.0.0.0/8",
        "路由器地址192.168.31.1",
        "Nginx 1.18.0.1发布",
        "Windows 10.0.19041.1",
        "QQ2013正式版",
        "微信支付Weixin Pay功能",
        "公众号：guoxue_daily 关注",
        "微博@央视新闻",
        "ssh root@localhost 登录",
        "背景图bg@3x.jpg",
        "使用lodash@4.17.21",
        "新A级标准",
        "粤语歌曲100首",
        "D2281次动车",
        "确诊病例累计13800138人",
        "基金代码159915",
        "编号440306199902301234不存在",
        "合同编号6228481234567890123",
        "商品条码 6923450657713",
        "固件1.0.3.27",
        "经纬度 121.4737 31.2304",
        "应收账款4111111111111111元",
        "范围20-80Hz",
        "地块编号021-12345678",
        "案号（2020）京0105民初12345号",
        "样本量为13512345678条",
        "邮政编码518000",
        "急救电话120，火警119",
        "第3.2.1.4小节",
        "unix时间1583020800",
        "准考证号202101234567",
    ],
}


def _bad_id(rng: random.Random) -> str:
    good = id_card(rng)
    return good[:-1] + rng.choice([c for c in "0123456789X" if c != good[-1]])


def _bad_card(rng: random.Random) -> str:
    good = card(rng)
    return good[:-1] + str((int(good[-1]) + rng.randrange(1, 10)) % 10)


def _private(rng: random.Random) -> str:
    low, high = rng.randrange(256), rng.randrange(1, 255)
    return rng.choice(
        [f"192.168.{low}.{high}", f"10.{low}.{low}.{high}", f"172.16.{low}.{high}", f"127.0.{low}.{high}"]
    )


def _version(rng: random.Random) -> str:
    return ".".join(str(rng.randrange(20)) for _ in range(4))


def _amount(rng: random.Random) -> str:
    return mobile(rng)


def _ticket(rng: random.Random) -> str:
    return digits(rng, rng.choice([10, 12, 13, 14, 20]))


NOT_PERSONAL = {
    "A": [
        (_bad_id, "身份证号{}校验不通过"), (_bad_id, "编号{}"), (_bad_card, "银行卡号{}有误"), (_private, "内网地址{}"),
        (_private, "网关IP：{}"),
        (_version, "版本{}发布"), (_version, "升级到 v{}"), (_amount, "共计{}元"),
        (_ticket, "订单号{}"), (_ticket, "单号：{}，请查收"),
    ],
    "B": [
        (_bad_id, "公民身份号码{}填错了"), (_bad_id, "代码{}"), (_bad_card, "转账到{}失败"),
        (_private, "路由器{}登录"), (_private, "服务器{}"),
        (_version, "Firefox {} 更新"), (_version, "build {}"), (_amount, "销售{}件"),
        (_ticket, "流水号：{}"), (_ticket, "运单编号{}已揽收"),
    ],
}  # fmt: skip


def negatives(wording: str, seed: int, times: int) -> list[str]:
    rng = random.Random(f"not-{wording}-{seed}")
    made = [text.replace("{}", make(rng)) for _ in range(times) for make, text in NOT_PERSONAL[wording]]
    return NEGATIVES[wording] + made


def positives(wording: str, seed: int, times: int) -> list[tuple[str, str, int, int]]:
    rng = random.Random(f"{wording}-{seed}")
    out = []
    for kind, templates in WORDINGS[wording].items():
        for _ in range(times):
            for template in templates:
                value = rng.choice(FORMS.get(kind, [same]))(MAKE[kind](rng))
                at = template.index("{}")
                out.append((kind, template.replace("{}", value), at, at + len(value)))
    return out


def run(wording: str, times: int = 7, show: bool = False) -> dict[str, tuple[int, int]]:
    mask = MaskPII()
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for kind, text, start, end in positives(wording, 1, times):
        total[kind] += 1
        edits = mask(Document(text)).edits
        ok = [
            e for e in edits if e.start <= start + 1 and e.end >= end - 1 and e.start >= start - 4 and e.end <= end + 6
        ]
        right[kind] += bool(ok)
        if show and not ok:
            print(f"  missed {kind}: {text}")
    wrong = 0
    nobody = negatives(wording, 1, 2 * times + 2)
    for text in nobody:
        edits = mask(Document(text)).edits
        wrong += bool(edits)
        if show and edits:
            print(f"  wrong {[e.rule for e in edits]}: {text}")
    return {"recall": (right.total(), total.total()), "wrong": (wrong, len(nobody))} | {
        k: (right[k], total[k]) for k in total
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--show", action="store_true", help="print what was missed in wording A")
    args = parser.parse_args()
    for wording in WORDINGS:
        found = run(wording, show=args.show and wording == "A")
        tp, n = found.pop("recall")
        wrong, nobody = found.pop("wrong")
        kinds = ", ".join(f"{k} {a}/{b}" for k, (a, b) in found.items())
        print(
            f"wording {wording}: recall {tp / n:.3f} ({n}), precision {tp / (tp + wrong):.3f} "
            f"({wrong} of {nobody} touched); {kinds}"
        )
    if args.corpus:
        from speed import read  # beside this file

        mask, size, seen = MaskPII(), 0, defaultdict(list)
        began = time.process_time()
        for text in read(args.corpus, 10**9):
            size += len(text.encode())
            doc = mask(Document(text))
            for e in doc.edits if doc.text != text else ():
                seen[e.rule].append(text[max(0, e.start - 20) : e.end + 10].replace("\n", "⏎"))
        print(f"{size / 1e6 / (time.process_time() - began):.1f} MB/s, masks in {size / 1e6:.1f} MB:")
        for rule, places in sorted(seen.items()):
            print(f"{rule}: {len(places)}", *places[:200], sep="\n    ")


if __name__ == "__main__":
    main()
