"""For which body the writer says to work."""

import pytest

from extractors.fields.employers import find_employers
from tests.extractors.sheet_of import lay


def employer(words, vocabulary):
    sheet, blocks = lay(f"领导：\n{words}\n许木水\n2026年6月1日")
    return [f.value for f in find_employers(sheet, blocks=blocks, names=("许木水",), vocabulary=vocabulary)]


@pytest.mark.parametrize(
    ("words", "body"),
    [
        ("我是漳州糖厂职工，叫许木水。", "漳州糖厂"),
        ("我叫许木水，原漳州罐头食品公司退休工人。", "漳州罐头食品公司"),
        ("本人许木水，在长泰第一中学任教二十年。", "长泰第一中学"),
        ("我在云霄县人民医院当护工，夜班费没有发。", "云霄县人民医院"),
        ("我们是福达石材厂的工人，厂里欠薪。", "福达石材厂"),
        ("工作单位：东山县西埔供销社\n我要反映一件事情。", "东山县西埔供销社"),
        ("本人是龙海区环卫所的一名临时工。", "龙海区环卫所"),
        ("我叫许木水，在恒业置业有限公司当出纳，月薪没有发。", "恒业置业有限公司"),
        ("我是天一养殖场的仓管，场里欠薪。", "天一养殖场"),
        ("我是火田镇农业服务中心的一名聘用人员，现住将军大道。", "火田镇农业服务中心"),
    ],
)
def test_the_body_is_given_as_written(words, body, vocabulary):
    assert employer(words, vocabulary) == [body]


@pytest.mark.parametrize(
    "words",
    [
        "我是一名退休教师，家住芗城区。",
        "我的儿子在漳州糖厂上班，工伤没有人管。",
        "海丰公司的业务员在广场上发传单，骗了我两万元。",
        "我去公安局办事，工作人员态度好。",
        "我家住在福达石材厂旁边，粉尘很大。",
        "隔壁工厂的工人半夜喝酒吵闹。",
    ],
)
def test_a_body_that_is_not_the_writer_s_is_not_taken(words, vocabulary):
    assert employer(words, vocabulary) == []
