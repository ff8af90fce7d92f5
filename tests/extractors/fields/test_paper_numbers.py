import pytest

from extractors.fields.paper_numbers import find_paper_numbers
from tests.extractors.sheet_of import lay


def values(words, vocabulary):
    sheet, blocks = lay(f"市信访局：\n我家的事拖了两年，{words}，到现在没有解决。\n王大树")
    return [f.value for f in find_paper_numbers(sheet, blocks=blocks, vocabulary=vocabulary)]


@pytest.mark.parametrize(
    "words",
    [
        "案号是（2024）闽06民初123号",
        "案号：(2024)闽06民初123号",
        "法院作出〔2024〕闽06民初第123号判决",
        "法院[2024]闽06民初123号民事判决书",
        "【2024】闽06民初123号",
        "（2O24）闽O6民初l23号",
        "（2024）闽 06 民初 123 号",
        "（2024闽06民初123号",
        "2024）闽06民初123号",
        "（2024）閩06民初123號",
    ],
)
def test_a_case_number_has_one_form_however_it_was_written(words, vocabulary):
    assert values(words, vocabulary) == ["（2024）闽06民初123号"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("（2025）闽0623执恢88号", "（2025）闽0623执恢88号"),
        ("（2025）闽0623执1187号之一", "（2025）闽0623执1187号之一"),
        ("（2023）最高法民申456号", "（2023）最高法民申456号"),
        ("（2012）漳民终字第123号", "（2012）漳民终字第123号"),
        ("收到漳信复〔2023〕15号", "漳信复〔2023〕15号"),
        ("收到芗政信答[2024]8号", "芗政信答〔2024〕8号"),
        ("芗政信答(2024)第8号", "芗政信答〔2024〕8号"),
        ("芗政信答【2024】008号", "芗政信答〔2024〕8号"),
        ("仲裁委漳劳仲案字〔2024〕第12号裁决", "漳劳仲案字〔2024〕12号"),
        ("工伤认定书漳人社工认〔2024〕311号", "漳人社工认〔2024〕311号"),
        ("《答复意见书》（龙住建信〔2025〕7号）", "龙住建信〔2025〕7号"),
        ("漳公（巷口）受案字〔2024〕102号", "漳公（巷口）受案字〔2024〕102号"),
        ("收到漳信複〔2023〕15號", "漳信复〔2023〕15号"),
        ("征地批文文号是龙政综（2022）78号", "龙政综〔2022〕78号"),
        ("受理告知书第2024012号", "受理告知书第2024012号"),
        ("交通事故认定书第350602120240001号", "事故认定书第350602120240001号"),
        ("12345工单号ZZ20240512001", "ZZ20240512001"),
        ("12345工单编号：2024-0512-0013", "2024-0512-0013"),
        ("信访件编号是XF350600202400123", "XF350600202400123"),
        ("查询码：839201", "查询码839201"),
    ],
)
def test_each_kind_of_paper_has_its_number(words, value, vocabulary):
    assert values(words, vocabulary) == [value]


@pytest.mark.parametrize(
    "words",
    [
        "根据国发〔2010〕15号文件",
        "按闽政〔2015〕3号文",
        "电话0596-2039517",
        "住3号楼402室",
        "2024年3月5号",
        "《信访工作条例》第31条",
        "身份证号350627198811045018",
        "门牌123号",
    ],
)
def test_policy_papers_and_other_numbers_are_none(words, vocabulary):
    assert values(words, vocabulary) == []


def test_the_span_quotes_the_number_as_written(vocabulary):
    sheet, blocks = lay("市信访局：\n法院判了，案号(2024)闽06民初123号，没有执行。\n王大树")
    found = find_paper_numbers(sheet, blocks=blocks, vocabulary=vocabulary)
    assert (
        found[0].span.of(sheet.letter.text) == "（2024）闽06民初123号"
        or found[0].span.of(sheet.letter.text) == "(2024)闽06民初123号"
    )
