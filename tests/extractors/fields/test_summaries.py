import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.findings import find_all
from extractors.fields.summaries import LONGEST
from tests.extractors.fields.test_dates import RECEIVED
from tests.extractors.sheet_of import make_letter
from tests.sample_docs.expectations import load_expectations

JOINTS = re.compile(r"反映|，要求|，|。|等[0-9]+人")

FARMER = """市信访局领导：
您好！我叫赖水土，男，58岁，住平和县九峰镇下坪村12号，身份证号350628196704121518。
打扰领导了，我们农民实在没有办法了。去年3月，镇里修路占了我家两亩柚子园，说好每亩补偿三万元，到今天一分钱也没有拿到。我跑了镇政府七八趟，他们推来推去，真是叫天天不应。
请领导叫镇里把补偿款六万元发给我。我的电话是13859601234。
赖水土
2026年5月6日"""
LAWYER = """关于漳浦县人社局不予认定工伤决定的申诉
漳州市人民政府：
申诉人系漳浦县赤湖镇某皮革厂职工。根据《工伤保险条例》第十四条规定，在工作时间和工作场所内受到事故伤害的应当认定为工伤。2025年9月2日，申诉人操作压皮机时右手三指被压断，漳浦县人社局以超过申请时限为由不予认定。申诉人已申请行政复议，复议维持。
为此，请求市政府依法监督，责令重新作出认定。
申诉人：欧阳静
2026年3月3日"""
MOTHER = """尊敬的教育局领导：
我是一个普通的妈妈，孩子明年要上小学。我们买的房子在水仙花园，当初开发商说是对口实验小学，今年9月招生公告却把我们小区划到八公里外的北斗小学，每天接送要一个半小时。
想请问划片的依据是什么？能不能考虑安排校车？
陈小燕
2026年6月1日"""
EMIGRANT = """漳州市政府：
敬啟者：本人旅居菲律賓七十載，祖厝在龍海角美鎮白礁村，去歲鄰人擅自拆去東廂一間，侵占宅地約四十平方米，村中調解未果。
懇請貴府派員查勘，責令恢復原狀。
王天賜 敬上"""
WORKERS = """信访局：
我们是在龙文区蓝田工地做木工的，一共十二个人。老板王某从2025年6月到年底拖欠我们工资共18万元，打电话不接。
还我们血汗钱！要求劳动局出面，让老板年前把工资结清！
张三丰
李大钊
赵得柱"""


def summary(text, vocabulary):
    letter = make_letter(text)
    found = [f for f in find_all(letter, vocabulary=vocabulary, received=RECEIVED) if f.field == "summary"]
    return letter, (found[0] if found else None)


@pytest.mark.parametrize("text", [FARMER, LAWYER, MOTHER, EMIGRANT, WORKERS])
def test_a_summary_is_its_parts_in_order_with_nothing_but_joints_between(text, vocabulary):
    letter, found = summary(text, vocabulary)
    rest = found.value
    for part in found.parts:
        words = part.of(letter.text).replace("\n", "")
        before, quoted, rest = rest.partition(words)
        assert quoted
        assert JOINTS.sub("", before) == ""
    assert JOINTS.sub("", rest) == ""
    assert len(found.value) <= LONGEST


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (FARMER, ["平和县九峰镇下坪村", "赖水土反映", "占了我家两亩柚子园", "，要求", "把补偿款六万元发给我"]),
        (LAWYER, ["欧阳静反映", "不予认定工伤决定", "，要求", "责令重新作出认定"]),
        (MOTHER, ["陈小燕反映", "八公里外的北斗小学", "能不能考虑安排校车"]),
        (EMIGRANT, ["王天賜反映", "侵占宅地約四十平方米", "，要求", "責令恢復原狀"]),
        (WORKERS, ["等3人反映", "拖欠我们工资共18万元", "，要求", "让老板年前把工资结清"]),
    ],
)
def test_it_tells_who_what_and_what_is_asked(text, told, vocabulary):
    value = summary(text, vocabulary)[1].value
    assert [words for words in told if words not in value] == [], value


@pytest.mark.parametrize("text", [FARMER, LAWYER, MOTHER, EMIGRANT, WORKERS])
def test_greetings_feelings_laws_and_numbers_of_people_are_left_out(text, vocabulary):
    value = summary(text, vocabulary)[1].value
    assert not re.search(r"您好|打扰|叫天天|实在|根据|第十四条|[0-9]{7,}|身份证|电话|敬啟", value), value


def test_every_sample_letter_to_an_office_has_a_summary_of_its_own_words(vocabulary):
    for sample in load_expectations():
        letter, found = summary("\n".join(page.text.strip("\n") for page in sample.pages), vocabulary)
        if sample.judgements.petition != "petition":
            continue
        assert found is not None, sample.name
        assert len(found.value) <= LONGEST
        assert not re.search(r"[0-9]{7,}", found.value), sample.name
        for part in found.parts:
            assert part.of(letter.text).replace("\n", "") in found.value, sample.name


def test_an_anonymous_letter_names_nobody(vocabulary):
    value = summary("反映作坊排污的情况\n环保局：\n村口的豆干作坊天天把污水排进水沟，臭味很大。请求查处。", vocabulary)[
        1
    ].value
    assert value.startswith("反映")


def test_an_empty_letter_has_no_summary(vocabulary):
    assert summary("", vocabulary)[1] is None


PIECES = [
    "您好。",
    "我叫洪大树，",
    "老板拖欠工钱四万元，",
    "2024年3月5日",
    "请求",
    "一、",
    "查处；",
    "\n",
    "电话13960077215。",
    "，",
    "村里",
    "实在没办法！",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_the_letter_its_summary_quotes_it_and_keeps_to_its_length(vocabulary, text):
    letter, found = summary("信访局：\n" + text, vocabulary)
    if found is not None:
        assert len(found.value) <= LONGEST
        assert "13960077215" not in found.value
        for part in found.parts:
            assert part.of(letter.text).replace("\n", "").replace("\t", "") in found.value
