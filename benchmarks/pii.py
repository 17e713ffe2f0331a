"""Masking personal data: recall and precision on generated sentences, in two wordings.

    python benchmarks/pii.py [--corpus lctt.jsonl.zst]

Values are made by the rules of their kind from a seed (checksums, birth dates, prefixes), sentences from templates.
MaskPII was written with wording A in view.  B to E were each written before their first run, one after the other, and
what one missed was mended before the next was written; `FIRST` keeps the figures of these first runs.  C and D write
values down in forms, and negatives of kinds, that nothing had been written for; E has new sentences for all of these
forms.  A positive is found if its whole value is masked and nothing but it (separators at its ends do not count); a
negative is wrong if anything of it is masked.  With a corpus of clean text: masks per megabyte, printed with what
stands around them.
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


# Recall and precision of the first run of each wording that was not in view while the filter was written.
FIRST = {"B": (0.972, 0.997), "C": (0.892, 1.000), "D": (0.871, 0.994), "E": (0.977, 1.000)}
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
# How wording C writes values down.
FORMS_C = {
    "phone": [same, same, by(3, 4), by(3, 4, sep="-"), by(3, 4, sep="."), by(3, 4, sep="\u00a0"), wide,
              lambda v: "+86 " + v, lambda v: "+86-" + by(3, 4, sep="-")(v), lambda v: "(+86)" + v, by(4, 3),
              by(3, 3, 3)],
    "id_card": [same, same, str.lower, by(6, 8), by(6, 4, 4), by(3, 3, 4, 4), wide],
    "bank_card": [same, by(4, 4, 4, 4), by(4, 4, 4, 4, sep="\u00a0"), by(6, sep=" "), wide],
    "email": [same, same, str.upper, lambda v: v.replace("@", "＠"), lambda v: v.replace("@", " (at) ")],
    "qq": [same, same, by(3, 3, 3), wide],
    "plate": [same, same, lambda v: v[:2] + " " + v[2:].lstrip("·"), lambda v: v[:2] + "-" + v[2:].lstrip("·")],
    "landline": [same, same, lambda v: v.replace(")", ") "), lambda v: v + "-803", lambda v: v + "转6", wide],
}  # fmt: skip
FORMS_D = {
    "phone": [same, by(3, 4), by(3, 4, sep=" - "), by(3, 4, sep="—"), by(7), wide, spaced, lambda v: "0086" + v,
              lambda v: "+86 " + by(3, 4)(v), lambda v: "86-" + v, by(5)],
    "id_card": [same, same, by(6, 8, sep="-"), by(4, 4, 4, 4), wide],
    "bank_card": [same, by(4, 4, 4, 4), wide, by(4, 4, 4, 4, sep="—")],
    "email": [same, same, lambda v: v.translate({c: c + 0xFEE0 for c in range(33, 127)}),
              lambda v: v.replace("@", "[at]"), lambda v: v.replace("@", "(@)")],
    "qq": [same, same, by(4, 3), by(3, 3, sep="-"), wide],
    "wechat": [same, same, str.upper],
    "plate": [same, lambda v: v[:2] + "•" + v[2:].lstrip("·"), str.lower],
    "landline": [same, lambda v: "+86-" + v.lstrip("(0").replace(")", "-"), lambda v: v + "*12",
                 lambda v: v + " 转 8001", wide],
}  # fmt: skip
FORMS_E = {k: FORMS.get(k, [same] * 2) + FORMS_C.get(k, [same]) + FORMS_D.get(k, [same]) for k in FORMS_C | FORMS_D}
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
    "C": {
        "phone": [
            "求购二手自行车一辆，价格好商量，短信{}",
            "（招聘）包吃住，月休四天，应聘者电{}面议",
            "預約請致電{}陳小姐",
            "家长请记下班主任的号码——{}",
            "有捡到身份证的好心人麻烦打一下{}，必有重谢！",
            "送餐上门{}",
            "店主本人：{}／微信同步",
            "他留下的联系方式为{}，但一直没人接听",
            "Mob.{}",
            "货到付款，收货人李建国，{}，山东省济南市历下区",
            "P: {}",
            "投票结果请发送至{}",
            "{}可直接加好友",
            "记者随后拨通了{}",
        ],
        "id_card": [
            "法定代表人：孙某，公民身份证号{}。",
            "兹证明周女士（证件号码：{}）系我单位职工",
            "乘客信息 成人票 {}",
            "申请人{}于昨日提交材料",
            "原告吴某某，女，1978年生，身份號碼{}，住南京市",
            "把你的号发我，我的是{}",
            "居民身份证{}遗失，声明作废",
        ],
        "bank_card": [
            "支付宝转不了，打到这张建行卡上吧：{}",
            "户名：郑伟 卡號：{} 开户地：杭州",
            "退款退到尾号不对，应该是{}这张",
            "捐款帳號{}（戶名：黃先生）",
            "嫌疑人使用的{}银行卡被冻结",
            "VISA {}",
        ],
        "email": [
            "简历请投{}（注明岗位）",
            "作者邮箱是{}。",
            "Contact:{}",
            "欢迎来稿，{}",
            "稿件發送到{}即可，文責自負",
            "<{}>",
            "微博私信或者写信给{}都行",
        ],
        "ip": [
            "该账号最后一次登录的IP是{}（浙江杭州）",
            "来自 {} 的匿名用户 2019-03-02",
            "楼主IP:{}",
            "入侵者通过{}跳转",
        ],
        "qq": [
            "加我扣扣{}，备注来意",
            "资源放在群里了，QQ群号{}",
            "Q:{}",
            "联系站长QQ：{}",
            "有问题加Q {}",
            "客服扣扣号码{}",
            "QQ/{}",
        ],
        "wechat": [
            "加V：{}",
            "有需要的加微信号 {}",
            "微信搜索{}添加",
            "店主薇信{}",
            "Wechat ID: {}",
            "wx号：{}",
        ],
        "plate": [
            "目击者称肇事的是一辆车牌为{}的黑色轿车",
            "{}，请您马上移车，谢谢！",
            "警方查获套牌车{}",
            "车主:赵先生 车牌:{}",
            "一輛{}號牌小客車",
        ],
        "landline": [
            "地址：文化路8号 邮编：450000 电话：{}",
            "總機{}",
            "监督举报：{}",
            "预订请打{}",
            "客服 {} 全年无休",
            "办公电话（传真）{}",
        ],
    },
    "D": {
        "phone": [
            "出租两室一厅，随时看房。{} 房东",
            "姓名\t张敏\t手机\t{}\t地址\t苏州",
            '{"name": "刘强", "mobile": "{}"}',
            "有任何问题都可以call我{}",
            "孩子走失，请拨打母亲手机:{}（24小时开机）",
            "寄件人王磊{}广州市天河区",
            "报名方式：姓名+年龄发到{}",
            "【急售】车况良好，非诚勿扰，{}张",
            "聯絡人：林小姐，手機：{}",
            "负责人王主任(手机:{})",
        ],
        "id_card": [
            "姓名：赵敏 性别：女 身份证：{} 民族：汉",
            "被执行人李某（{}）",
            "idcard={}&name=test",
            "请携带本人身份证原件（号码{}）前来办理",
            "罪犯钱某，男，公民身份号码：{}，小学文化",
            "{} 陈强 已核验",
        ],
        "bank_card": [
            "收款人：李娜\n账号：{}\n开户行：工商银行",
            "打钱到我{}这张卡就行",
            "银联卡{}交易成功",
            "對方銀行帳戶{}",
            "储蓄卡卡号为{}，请核对",
        ],
        "email": [
            "作者简介：博士，研究方向为机器学习，{}",
            "投诉建议请发邮件到：{}",
            "（通讯作者：{}）",
            "发票请寄电子版到{}谢谢",
            "联系方式|{}|",
        ],
        "ip": [
            "攻击IP：{}，已上报",
            "{}于2020年5月编辑了本条目",
            "发帖人 IP 归属 {}",
            "Failed password for root from {} port 22",
        ],
        "qq": [
            "商务合作QQ:{}",
            "欢迎加入读者交流群（QQ群{}）",
            "腾讯QQ号：{}",
            "加qq {} 免费领",
            "企鹅{}",
            "QQ號碼：{}",
        ],
        "wechat": [
            "想进群的加小编微信：{}",
            "微信号码:{}",
            "微信 {} 备注公司",
            "淘宝店主VX:{}",
            "微信帳號：{}",
            "+V {}",
        ],
        "plate": [
            "失踪时驾驶{}白色面包车",
            "车牌照{}",
            "尾号限行，{}请注意",
            "停车场入口 {} 入场 08:12",
        ],
        "landline": [
            "医院总机 {}",
            "派出所 {} 王警官",
            "联系电话（办）：{}",
            "订座{}",
            "TEL：{}　FAX：同上",
        ],
    },
    "E": {
        "phone": [
            "本人有闲置婴儿车转让，需要的联系{}",
            "{}，电联，勿短信",
            "抢单请拨{}，先到先得",
            "吴总 {} 董事长",
            "这个骗子的号码就是{}，大家小心",
            "☏ {}",
            "投稿请附联系手机（{}）",
            "驾校报名找周教练，号码{}",
            "李女士({})反映小区停水",
        ],
        "id_card": [
            "犯罪嫌疑人郑某某，身份证号为{}，无业",
            "购票人信息：{}",
            "拍卖公告 债务人：张三（身份证号码：{}）",
            "登记号{}；登记人孙丽",
            "證件號碼：{}",
        ],
        "bank_card": [
            "收款银行卡{}，转完截图",
            "请将货款汇至{}（交通银行）",
            "卡号是多少？{}",
            "民间捐款专用账户：{}",
        ],
        "email": [
            "论文投稿系统有问题请邮件联系{}",
            "合作洽谈→{}",
            "编辑部信箱 {}",
            "把照片打包发给{}，主题写姓名",
        ],
        "ip": [
            "检测到异常登录，来源{}",
            "IP：{} 已被封",
            "被{}刷屏了",
        ],
        "qq": [
            "售后QQ{}",
            "加入QQ学习群：{}",
            "扣扣：{}，晚上在线",
            "有意向者QQ联系：{}",
            "QQ {}",
        ],
        "wechat": [
            "客服微信：{}",
            "微信同名{}",
            "扫码或搜索微信号{}加好友",
            "加我微信{}拉你进群",
            "v信{}",
        ],
        "plate": [
            "司机驾驶{}号轿车逃逸",
            "车主您好，您的爱车{}已违停",
            "寻找目击者：{}黑色奥迪",
        ],
        "landline": [
            "售楼处热线{}",
            "校办：{}",
            "欢迎致电{}垂询",
            "联系方式 {}（周一至周五）",
            "服务监督电话{}",
        ],
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
    "C": [
        "2018年全市生产总值13987654321元",
        "统计区间20190101-20191231",
        "彩票开奖号码 03 07 12 19 25 31 + 08",
        "今日汇率 6.8943 昨日 6.9012",
        "热线节目收听人次达15912345678次",
        "型号 MX-13812345678 的轴承",
        "发票代码 144031809110 发票号码 02345678",
        "条形码6902083886455",
        "网关地址 10.10.10.254 子网掩码 255.255.255.0",
        "升级至 Android 11.0.0.3",
        "Python 3.10.0.1 与 NumPy 1.21.2.4 不兼容",
        "dig @8.8.8.8 example.com",
        "监听 0.0.0.0 端口 8080",
        "第三章 1.2.3.4 小节",
        "QQ浏览器用户超过300000000人",
        "腾讯QQ 2022 版下载量 1234567 次",
        "QQ飞车手游第15赛季",
        "关注公众号：jiankang_ribao",
        "微信公众平台 developer 文档",
        "微信小程序 iPhone12 适配",
        "wx.request 接口返回 success",
        "vx_worker_thread 函数",
        "联系 @李老师 获取",
        "root@server01:~# ls",
        "git clone git@gitee.com:foo/bar.git",
        "logo@2x.webp 与 logo@3x.webp",
        "pip install requests@2.28.1",
        "鲁迅A面B面",
        "京B股转板",
        "苏E路口改造",
        "川A1类建筑",
        "晋升A12345级技工",
        "航班 CA1831 改签",
        "K5278次列车晚点",
        "小区3-2-501室",
        "总面积12345678平方米",
        "经度104.065735 纬度30.659462",
        "建设用地 A-08-03 地块",
        "公开号 CN101234567A",
        "申请号 201810123456.7",
        "ISSN 1000-1234",
        "文号：教基〔2019〕1234567号",
        "参保人数1398.7654321万人",
        "学籍号 G110105200801011234",
        "订单编号：2019 0612 1234 5678",
        "CAS号 7732-18-5",
        "用时 1小时23分45.678秒",
        "温度 -20~85℃，湿度 10-95%",
        "比分 25-23 25-20 18-25 25-22",
        "拨打12345市民热线",
        "火警119、急救120、交警122",
        "时间 08:00-12:00 13:30-17:30",
        "MD5: 13812345678abcdef0123456789abcdef",
        "银行间拆借利率 2.8150 2.9140",
        "2020.10.1.8:30集合",
        "卡路里 6222 千焦",
    ],
    "D": [
        "募集资金总额15800000000元",
        "点击量突破 18600000000 次",
        "2021-03-15 至 2021-12-31",
        "20210315-123456",
        "商品编码 6901028075862",
        "税号 91310000MA1K35XX12",
        "合同号：HT-13912345678",
        "书号 978-7-5399-1234-5",
        "版本 4.18.0.305 内核",
        "iOS 14.7.1.2 越狱",
        "ping 127.0.0.1 通",
        "掩码 255.255.255.128",
        "内网穿透到 172.20.3.15",
        "QQ 空间访问量 123456789",
        "QQ音速 2008 版",
        "Q3 2021 revenue 12345678",
        "微信群 30 个",
        "微信支付 WeChatPay2020 接口",
        "微信公众号 dushu365",
        "微博 @xiaoming_2020",
        "twitter @jack",
        "scp a.txt root@host:/tmp",
        "background@2x.png",
        "yarn add react@17.0.2",
        "vue-cli@4.5.13 发布",
        "京A级景区",
        "鲁B组比赛",
        "渝C12 号文件",
        "粤语 A1 级",
        "G7001 次高铁",
        "HU7611 航班",
        "共 135 1234 名 学生",
        "指数 3512.3456 点",
        "圆周率 3.1415926535",
        "120.123456, 30.654321",
        "比分 108-102 98-95",
        "票房 1.35 亿 同比 13.5%",
        "会议 ID 123 456 789",
        "房号 1-2-301",
        "电压 220-240V",
        "1998-2008 十年",
        "第 13800 期",
        "编号 622202123456",
        "uuid 6fa459ea-ee8a-3ca4-894e-db77e160355e",
        "端口 8080-8090",
        "专利号 ZL201510123456.7",
        "股票 600036 000001 300750",
        "邮编 510000 区号 020",
        "12306 订票",
        "热线 12315",
    ],
    "E": [
        "全国共检测核酸13812345678人份",
        "成交额 15987654321 元",
        "批准文号：国药准字Z20123456",
        "生产许可证编号 SC10644010400123",
        "产品标准号 GB/T 20977-2014",
        "执行日期 2018-01-01～2018-12-31",
        "座标 31.2304，121.4737",
        "ISBN：9787115546081",
        "车次 D3108 座位 05车12F",
        "连续 3 年 2 次获奖",
        "账期 2021.01.15-2021.02.14",
        "内核 5.10.0.8-amd64",
        "node 14.17.6.1",
        "广播地址 192.168.0.255",
        "QQ同时在线人数突破200000000",
        "QQ炫舞 2010 周年庆",
        "企鹅 50000 只在南极越冬",
        "微信版本 WeChat 8.0.16 更新",
        "微信读书 weread 上线",
        "公众号 ID：gh_1234567890ab",
        "@人民日报 2021年3月5日",
        "admin@localhost 登录成功",
        "babel-core@7.0.0-bridge.0",
        "新A股账户",
        "贵C位出道",
        "云B计划",
        "川菜A1区12345平方米",
        "苏州 A1 线 12345 人次",
        "电机功率 15-18.5kW",
        "二十四史 3213 卷 4000 万字",
        "期号 20210312 45 67 89",
        "拨打 12348 法律援助",
        "编码 0571 0755 0512 0532",
        "门牌 28-3-1202",
        "身高 175-180cm 体重 65-70kg",
        "价格 6222.84 元/吨",
        "积分 1,380,013,800",
        "比例尺 1:5000000",
        "2001:网络元年",
        "ABC-1234-5678-9012",
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
    "C": [
        (_bad_id, "系统提示证件号码{}有误，请重新输入"), (_bad_id, "序列码 {}"), (_bad_card, "卡号{}不存在"),
        (_private, "打印机 IP {}"), (_private, "登录 http://{}/ 管理后台"),
        (_version, "固件 v{} 已推送"), (_version, "SDK{}更新日志"), (_amount, "播放量{}次"),
        (_ticket, "快递{}派送中"), (_ticket, "订单：{}"),
    ],
    "D": [
        (_bad_id, "身份证{}校验失败"), (_bad_id, "档案 {}"), (_bad_card, "银行卡 {} 无效"),
        (_private, "NAS 地址 {}"), (_private, "{} 是内网 IP"),
        (_version, "驱动 {} 下载"), (_version, "Version {}"), (_amount, "营业额{}元"),
        (_ticket, "单号{}已发货"), (_ticket, "流水{}"),
    ],
    "E": [
        (_bad_id, "证件{}不合法"), (_bad_id, "条目 {}"), (_bad_card, "账户{}不存在"),
        (_private, "局域网 {}"), (_private, "摄像头地址：{}"),
        (_version, "补丁 {}"), (_version, "Tomcat {} 配置"), (_amount, "销量{}件"),
        (_ticket, "物流单号 {}"), (_ticket, "编码：{}"),
    ],
}  # fmt: skip


def negatives(wording: str, seed: int, times: int) -> list[str]:
    rng = random.Random(f"not-{wording}-{seed}")
    made = [text.replace("{}", make(rng)) for _ in range(times) for make, text in NOT_PERSONAL[wording]]
    return NEGATIVES[wording] + made


def positives(wording: str, seed: int, times: int) -> list[tuple[str, str, int, int]]:
    rng = random.Random(f"{wording}-{seed}")
    forms = {"C": FORMS_C, "D": FORMS_D, "E": FORMS_E}.get(wording, FORMS)
    out = []
    for kind, templates in WORDINGS[wording].items():
        for _ in range(times):
            for template in templates:
                value = rng.choice(forms.get(kind, [same]))(MAKE[kind](rng))
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
    parser.add_argument("--show", metavar="WORDING", default="A", help="print what was missed in it (default: A)")
    args = parser.parse_args()
    for wording in WORDINGS:
        found = run(wording, show=args.show == wording)
        tp, n = found.pop("recall")
        wrong, nobody = found.pop("wrong")
        kinds = ", ".join(f"{k} {a}/{b}" for k, (a, b) in found.items())
        print(
            f"wording {wording}: recall {tp / n:.3f} ({n}), precision {tp / (tp + wrong):.3f} "
            f"({wrong} of {nobody} touched); {kinds}"
        )
        if wording in FIRST:
            print("  first run, unseen: recall {:.3f}, precision {:.3f}".format(*FIRST[wording]))
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
