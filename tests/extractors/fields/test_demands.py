import pytest

from extractors.fields.demands import find_demands
from tests.extractors.sheet_of import lay

TOLD = "村口的路坏了两年，雨天没法走，晴天都是灰，老人孩子常常摔跤。镇里来人看过一次，以后就没有下文了。"


def find(asked, salutation="漳州市交通运输局：", told=TOLD):
    sheet, blocks = lay(f"关于修路的请求\n{salutation}\n{told}\n{asked}\n洪大树\n2026年3月1日")
    return [f.value for f in find_demands(sheet, blocks=blocks)]


@pytest.mark.parametrize(
    ("asked", "demand"),
    [
        ("请求贵局把路修好，先填平大坑。", "请求贵局把路修好，先填平大坑"),
        ("强烈要求环保部门实地取样化验！", "要求环保部门实地取样化验"),
        ("我实在没有办法了！请公安机关保护我的安全。", "请公安机关保护我的安全"),
        ("在修好以前，希望能调一台抽水机给我们。", "希望能调一台抽水机给我们"),
        ("乡亲们盼路如盼雨，望领导体察民情。", "望领导体察民情"),
        ("天天如此恳请领导派人看一看。", "恳请领导派人看一看"),
        ("懇請貴辦協助查找。", "懇請貴辦協助查找"),
    ],
)
def test_a_demand_runs_from_the_asking_word_to_the_end_of_its_sentence(asked, demand):
    assert find(asked) == [demand]


@pytest.mark.parametrize(
    "asked",
    [
        "请求贵局：\n一、查处工厂；\n二、赔偿损失；\n三、公开结果。",
        "请求：1.查处工厂；2.赔偿损失；3.公开结果。",
        "希望贵局：（1）查处工厂；（2）赔偿损失；（3）公开结果。",
        "我们建议：一是查处工厂；二是赔偿损失；三是公开结果。",
        "为此建议：第一，查处工厂；第二，赔偿损失；第三，公开结果。",
        "恳请领导：\n（一）查处工厂；\n（二）赔偿损失；\n（三）公开结果。",
        "我的诉求如下：\n1、查处工厂。\n2、赔偿损失。\n3、公开结果。",
        "请求贵局：一查处工厂；二、赔偿损失；三公开结果。",
        "请求贵局一、查处工厂二、赔偿损失三、公开结果。",
        "请求贵局：①查处工厂；②赔偿损失；③公开结果。",
    ],
)
def test_each_item_of_a_numbered_list_is_a_demand_without_its_number(asked):
    assert find(asked) == ["查处工厂", "赔偿损失", "公开结果"]


@pytest.mark.parametrize(
    "told",
    [
        "我们要求查看合同，物业经理一口拒绝。" + TOLD,
        "我提出退货，对方要求我先付钱。" + TOLD,
        "请问这是为什么？" + TOLD,
        "我请一天假扣一天工钱。" + TOLD,
        "我申请低保被退回来。" + TOLD,
    ],
)
def test_what_was_asked_before_or_by_others_is_no_demand(told):
    assert find("谢谢你们。", told=told) == []


@pytest.mark.parametrize("asked", ["敬请查收。", "请与我联系。", "请将答复寄到上述地址。", "祝领导身体健康！"])
def test_courtesies_are_no_demands(asked):
    assert find(asked) == []


def test_a_private_letter_asks_no_authority():
    assert find("请你来家里坐坐。", salutation="阿明表弟：") == []
