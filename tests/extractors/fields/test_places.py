import pytest

from extractors.fields.addresses import find_mentions
from extractors.fields.places import find_places
from tests.extractors.sheet_of import lay


def find(text, vocabulary):
    sheet, blocks = lay(text)
    mentions = find_mentions(sheet, blocks=blocks, vocabulary=vocabulary)
    return find_places(sheet, blocks=blocks, mentions=mentions, vocabulary=vocabulary)


def code(text, vocabulary):
    return next((f.value for f in find(text, vocabulary) if f.field == "place_code"), None)


HOME = "我叫陈水生，住龙海区海澄镇内楼村12号。"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("我在漳浦县赤湖镇福达石材厂做工，老板拖欠工资，找了几次都不肯给。", "350623103"),
        ("石亭街道的路灯坏了半年，走夜路的人常常摔跤，没有人来管。", "350602008"),
        ("该厂位于原龙海市角美镇龙池工业区，夜里排放废气，熏得人睡不着。", "350604101"),
        ("村里的老厝被拆了，安置房到现在也没有影子，一家人租房住。", "350604102"),
        ("2025年我到南靖县退役军人服务中心办评残，工作人员说没有档案不能办。", "350627"),
        ("台商投资区角美镇的水渠垮了两年，渠尾的田都旱了，没有人来修。", "350604101"),
        ("漳州高新区靖城镇的水渠垮了两年，渠尾的田都旱了，没有人来修。", "350627102"),
        ("招商局漳州开发区的厂房夜里冒烟，熏得人睡不着，没有人来管。", "350604501"),
        ("常山华侨农场的水渠垮了两年，渠尾的田都旱了，没有人来修。", "350622500"),
        ("古雷开发区的厂房夜里冒烟，熏得人睡不着，没有人来管。", "350623"),
        ("云霄县列屿镇港尾村的水渠垮了两年，渠尾的田都旱了。", "350622104"),
        ("我要举报的是漳浦县深土镇后店村村主任李四，他侵占集体的钱。", "350623112"),
        ("我哥哥住南靖县船场镇山崎村，瘫痪在床，低保被取消。", "350627109"),
        ("长泰区下埔村的水渠垮了两年，渠尾的田都旱了。", "350605"),
        ("石亭镇的水渠垮了两年，渠尾的田都旱了，没有人来修。", "350602008"),
        ("芗城区石亭镇的水渠垮了两年，渠尾的田都旱了，没有人来修。", "350602008"),
    ],
)
def test_the_code_is_that_of_the_matter_s_place_and_not_of_the_home(told, expected, vocabulary):
    home = HOME.replace("海澄镇内楼村", "白水镇大霞村")
    assert code(f"局领导：\n{home}{told}\n请求处理。\n陈水生", vocabulary) == expected


def test_a_matter_without_a_place_is_doubted_and_the_home_is_no_substitute(vocabulary):
    found = find(f"局领导：\n{HOME}退休金少算了十五年工龄，去问过几次都没有答复。\n请求重新核算。\n陈水生", vocabulary)
    assert [(f.field, f.value, f.doubt) for f in found] == [("place", None, "place.missing")]


def test_a_township_that_contradicts_the_county_counts_for_the_county_alone(vocabulary):
    assert (
        code("局领导：\n东山县角美镇的工厂夜里排放废气，熏得人睡不着觉，没有人来管。\n请求处理。\n陈水生", vocabulary)
        == "350626"
    )


def test_the_place_is_quoted_as_written(vocabulary):
    found = find("局領導：\n龍海區角美鎮龍池工業區的工廠夜裡排放廢氣，熏得人睡不著。\n請求處理。\n陳水生", vocabulary)
    assert found[0].value == "龍海區角美鎮龍池工業區"


def test_people_of_a_place_who_write_together_write_of_their_place(vocabulary):
    told = "我们是华安县高车乡后田村的群众，不便具名。厕所坏了两年，没有人理。请求修好。\n几个群众"
    assert code(f"局领导：\n{told}", vocabulary) == "350629200"


@pytest.mark.parametrize(
    ("told", "sure", "proposed"),
    [
        ("龙海区海橙镇豆巷村", "350604", ("350604100",)),
        ("台商投资区角关镇龙池村", "350604101", ()),
        ("平和县板仔镇下埔村", "350628", ("350628104",)),
        ("漳州高新区九胡镇下埔村", None, ()),
    ],
)
def test_a_township_one_character_off_is_doubted_and_proposed_and_never_taken(told, sure, proposed, vocabulary):
    found = find(f"局领导：\n{told}的水渠垮了两年，渠尾的田都旱了，没有人来修。\n陈水生", vocabulary)
    coded = next((f for f in found if f.field == "place_code"), None)
    assert (coded.value if coded else None) == sure
    assert (coded.proposals if coded else ()) == proposed
    assert (coded.doubt if coded else None) == ("place.misread" if proposed else None)


def test_a_township_named_rightly_is_not_doubted(vocabulary):
    found = find("局领导：\n龙海区海澄镇豆巷村的水渠垮了两年，渠尾的田都旱了。\n陈水生", vocabulary)
    assert [f.doubt for f in found] == [None, None]
