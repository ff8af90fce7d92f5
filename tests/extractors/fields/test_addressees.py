import pytest

from extractors.fields.addressees import find_addressees
from tests.extractors.sheet_of import lay

BODY = "村口的路坏了两年，雨天没法走，晴天都是灰。请求派人来修。"


def find(*pages):
    sheet, blocks = lay(*pages)
    return [f.value for f in find_addressees(sheet, blocks=blocks)]


@pytest.mark.parametrize(
    ("salutation", "addressee"),
    [
        ("尊敬的市信访局领导：", "市信访局领导"),
        ("市卫健委领导：您好！", "市卫健委领导"),
        ("漳州市信访局的同志们：", "漳州市信访局的同志们"),
        ("尊敬的区水利局领导您好", "区水利局领导"),
        ("叶市长：", "叶市长"),
        ("市长，您好：", "市长"),
        ("书记：", "书记"),
        ("阿明表弟：", "阿明表弟"),
        ("龍文區衛健局：", "龍文區衛健局"),
        ("尊敬的领导，", "领导"),
    ],
)
def test_the_addressee_stands_without_honours_and_greetings(salutation, addressee):
    assert find(f"求助信\n{salutation}\n{BODY}\n洪大树") == [addressee]


def test_without_a_salutation_the_closing_names_the_addressee():
    assert find(f"控告书\n控告人：王五，男。\n{BODY}\n此致\n漳浦县纪律检查委员会\n控告人：王五") == [
        "漳浦县纪律检查委员会"
    ]


def test_without_either_the_envelope_does():
    assert find("363700\n平和县民政局（收）\n平和县国强乡高坑村\n李桂花", f"求助书\n{BODY}\n李桂花") == ["平和县民政局"]


def test_a_letter_to_nobody_has_no_addressee():
    assert find(f"求助书\n{BODY}\n李桂花") == []
