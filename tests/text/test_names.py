"""Names of persons in free text are found; ordinary words that begin like a surname are not taken for one."""

from __future__ import annotations

import re

import pytest

from site_builder.text.names import _COMPOUNDS, SURNAMES, find_names, is_name
from tests.conftest import REPOSITORY

COMMONEST = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
)
ORDINARY = re.findall(
    r"\S+",
    """
村民高兴地接受了 村民高度关注 老人高龄独居 农户石料堆放 村民石头垒的墙 村民石埂垮塌 当事人方便时再来 当事人方面表示 业主方拒绝支付 承租人方应当付款
村民向村委会反映 村民向其追讨 信访人向县信访局反映 当事人向对方道歉 申请人于九月提出 反映人于昨日来镇 投诉人于是拨打 村民成立理事会 业主成员到场
村民时常堵路 村民常年在外 农户安全受到影响 农户安置房漏水 当事人关系缓和 村民关心的道路 村民全部同意 村民全体参加 当事人应当履行 当事人应于月底前
村民来访 村民来电 信访人来信 农户田地被淹 农户田埂垮了 农户林地界址 农户林权证 村民严重不满 业主连续三次 老人白天在家 业主单位拖欠 原告原因不明
村民房屋漏雨 村民房前屋后 农户车辆通行 司机车速过快 村民路过时摔伤 村民路面硬化 户主查看现场 当事人解决问题 当事人解除合同 村民强烈反对 业主管理不善
农户苗木被毁 村民柴火堆放 农户牛羊啃食 农户毛竹被砍 农户黄豆受损 村民周边环境 村民周围 农户庄稼受损 村民平时出行 村民平均每户 承租人代表签字 原告代理人到场
村民祖坟被占 农户祖宅 当事人尚未到场 当事人尚欠租金 农户麦子 老人丈夫尚在 工人工资 工人金额核对 当事人计算有误 户主曾经签字 户主曾多次反映 村民任何时候
村民何时能通水 当事人许可 村民许多人 村民游客 住户阳台漏水 住户楼上 住户楼下渗水 村民水田 村民明确要求 当事人明天 老人明显好转 农户农田受淹 村民农历八月
当事人权利 当事人权益 居民满意 居民班车 学生班级 家长班主任 学生宿舍 学生全部 家长单独接送 学生车祸 村民司法确认 当事人施工 业主施工单位 承租人支付租金
当事人别的要求 老人万一摔倒 农户万元 户主付款 承租人付清 村民江边 村民池塘 村民古树 村民景观 住户管道堵塞 村民危房 农户危险 石门与茶冲两村 田埂与水沟
林业站与水利站 党员和群众 金桥与石板路 甲户与乙户 张某与李某 王某某与赵某某 高处与低处 路面与路基 方便与安全
""",
)
FOUND = {
    "村民张三丰反映沟被堵": "张三丰", "信访人王建国来访": "王建国", "当事人刘明要求赔偿": "刘明", "申请人程小兰称": "程小兰", "村民叶青，女": "叶青",
    "投诉人邓石生反映": "邓石生", "住户石磊家漏水": "石磊", "村民高建军家": "高建军", "村民于水生": "于水生", "老人白玉兰摔伤": "白玉兰", "农户田大壮的茶园": "田大壮",
    "反映人欧阳海称": "欧阳海", "户主司马相如签字": "司马相如", "其子诸葛亮": "诸葛亮", "村民曾国强多次上访": "曾国强", "姓名：常福生": "常福生", "业主方正同意": "方正",
    "村民安康反映": "安康", "村民成龙表示": "成龙", "原告任建新": "任建新", "被申请人时来运不到场": "时来运", "村民张三丰反映李某": "张三丰", "儿子向国庆": "向国庆",
}  # fmt: skip


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in find_names(text)]


@pytest.mark.parametrize("family", [*SURNAMES, *_COMPOUNDS])
def test_every_surname_is_known(family: str) -> None:
    assert found(f"村民{family}国强反映沟被堵") == [f"{family}国强"]
    assert found(f"当事人{family}凤，六十岁") == ([f"{family}凤"] if family != "凤" else [])


def test_the_hundred_commonest_surnames_are_among_them() -> None:
    assert set(COMMONEST) <= set(SURNAMES)
    assert len(set(SURNAMES)) == len(SURNAMES) > 380
    assert len(_COMPOUNDS) > 30


@pytest.mark.parametrize(("text", "name"), FOUND.items())
def test_a_name_after_a_role_word_is_found_from_its_first_to_its_last_character(text: str, name: str) -> None:
    assert found(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张建国与李明因宅基地滴水纠纷", ["张建国", "李明"]),
        ("经查，刘大海和欧阳兰两家共用水沟", ["刘大海", "欧阳兰"]),
        ("程云跟邓小军之间的借款", ["程云", "邓小军"]),
    ],
)
def test_two_names_side_by_side_are_found_without_a_role_word(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_no_names(text: str) -> None:
    assert found(text) == []
    assert found(f"经核实，{text}，已告知。") == []


@pytest.mark.parametrize("text", ["村民张某某反映", "信访人李某", "村民王*来访", "户主赵**签字", "老人汪汪叫"])
def test_masked_names_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_the_demonstration_register_tells_no_names() -> None:
    """Its texts are written about matters; whatever is found in them is a word taken for a name."""
    on_duty = set(re.findall(r"name: (\S+)", (REPOSITORY / "people.yaml").read_text(encoding="utf-8")))
    texts = [path.read_text(encoding="utf-8") for path in sorted(REPOSITORY.glob("cases/*/*.md"))]
    assert len(texts) > 200
    assert [name for text in texts for name in found(text) if name not in on_duty] == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("张三", True), ("欧阳海", True), ("林地", False), ("石门村", False), ("甲户", False), ("张", False)],
)
def test_a_text_that_is_a_name_and_nothing_else(text: str, is_one: bool) -> None:
    assert is_name(text) is is_one
