import pytest

from extractors.fields.earlier_steps import find_earlier_steps
from tests.extractors.sheet_of import lay


def steps(told, vocabulary, demanded=()):
    sheet, blocks = lay(f"市信访局：\n老板欠我工钱两年，{told}。\n王大树\n2026年3月1日")
    found = find_earlier_steps(sheet, blocks=blocks, vocabulary=vocabulary, demanded=demanded)
    return [f.value for f in found]


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ("去年我到芗城区法院起诉，判决书下来了他也不给", ["court"]),
        ("官司打了两年，二审也赢了，还是没拿到钱", ["court"]),
        ("法院判他赔我三万元", ["court"]),
        ("已申请行政复议，复议维持", ["reconsideration"]),
        ("劳动仲裁裁决公司付我两万元", ["arbitration"]),
        ("我向劳动仲裁委申请了仲裁", ["arbitration"]),
        ("我写过信给市长信箱，也到县信访局反映三次", ["petition"]),
        ("答复意见书说不归他们管，我申请复查，复查意见还是一样", ["petition", "review"]),
        ("当晚我报了警，派出所来人做了笔录", ["police"]),
        ("我们向龙文区派出所报案", ["police"]),
        ("前年我向县纪委举报过", ["discipline"]),
        ("打了12345，说已经转办", ["hotline"]),
        ("多次拨打市长热线没有回音", ["hotline"]),
        ("村委会调解了几回没有调成", ["mediation"]),
        ("我多次到镇政府反映，没有人理", ["office"]),
        ("跑了住建局五趟", ["office"]),
        ("向教育局投诉过，没有下文", ["office"]),
        ("仲裁也做过，裁了我赢，老板照样拖", ["arbitration"]),
        ("我申请过工伤仲裁，没有用", ["arbitration"]),
        ("12345打了不知道多少回", ["hotline"]),
        ("去年冬天告到了法庭，没有下文", ["court"]),
        ("司法所去年5月8日给我们调解，谈不拢", ["mediation"]),
        ("司法所的同志把两家叫到一起谈过，没谈成", ["mediation"]),
        ("我报过两次警，没有用", ["police"]),
        ("民警也来过两回，拍了照", ["police"]),
        ("三月里我写信来，没有回音", ["petition"]),
        ("信访局的人叫我回去等", ["petition"]),
        ("材料去年寄给信访局，石沉大海", ["petition"]),
        ("镇纪委找我谈过话，没有结论", ["discipline"]),
        ("也走了行政复议，没有改", ["reconsideration"]),
        ("我去派出所三趟，都说缺材料", ["office"]),
        ("我到社保中心说明情况，来了两个人拍照", ["office"]),
        ("社保局窗口我排了五回队", ["office"]),
        ("问镇里，镇里说报漏了", ["office"]),
        ("先找村里调解，又报警，最后打官司到法院起诉", ["mediation", "police", "court"]),
    ],
)
def test_steps_that_were_taken_are_found_in_the_order_written(told, codes, vocabulary):
    assert steps(told, vocabulary) == codes


@pytest.mark.parametrize(
    "told",
    [
        "再不解决我准备到法院起诉",
        "他们让我去法院起诉，我没有钱",
        "如果不给我就报警",
        "老板说有本事你去申请仲裁",
        "建议申请行政复议",
        "我不想报警",
        "特向贵局反映",
        "现向市政府反映如下",
        "我们没有上访过",
        "家里装了报警器",
        "不怕打官司，只怕没人管",
    ],
)
def test_steps_that_are_only_intended_or_refused_are_none(told, vocabulary):
    assert steps(told, vocabulary) == []


def test_a_step_that_is_asked_for_is_none(vocabulary):
    text = "市信访局：\n老板欠我工钱两年。公安机关立案侦查。\n王大树"
    sheet, blocks = lay(text)
    at = sheet.text.index("公安机关")
    found = find_earlier_steps(sheet, blocks=blocks, vocabulary=vocabulary, demanded=[(at, at + 8)])
    assert found == ()


def test_every_code_has_its_name(vocabulary):
    assert {rule.answer for rule in vocabulary.cues["earlier_step"]} == {
        code for question, code in vocabulary.labels if question == "earlier_steps" and code
    }
