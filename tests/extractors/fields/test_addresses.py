import pytest

from extractors.fields.addresses import find_addresses, find_mentions
from tests.extractors.sheet_of import lay

BODY = "村口的路坏了两年，雨天没法走，晴天都是灰，老人孩子常常摔跤。请求派人来修。"


def find(text, vocabulary, *more):
    sheet, blocks = lay(text, *more)
    mentions = find_mentions(sheet, blocks=blocks, vocabulary=vocabulary)
    return [f.value for f in find_addresses(sheet, blocks=blocks, mentions=mentions)]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("我叫陈水生，住漳浦县旧镇镇后埔村36号，身份证号1。", "漳浦县旧镇镇后埔村36号"),
        ("我是龙文区蓝田街道梧桥村下洲社31号的村民郑水木。", "龙文区蓝田街道梧桥村下洲社31号"),
        ("我叫杨金土，是长泰区武安镇溪东村洋尾组44号村民。", "长泰区武安镇溪东村洋尾组44号"),
        ("家住芗城区新桥街道丹霞路83号5幢603室。", "芗城区新桥街道丹霞路83号5幢603室"),
        (
            "我家住福建省漳州市云霄县将军大道228号金峰小区7幢1603室。",
            "福建省漳州市云霄县将军大道228号金峰小区7幢1603室",
        ),
        ("本人住诏安县太平镇下尾村祠堂边6号。", "诏安县太平镇下尾村祠堂边6号"),
        ("我叫谢慧珍，住赣州市章贡区文清路59号4栋201室。", "赣州市章贡区文清路59号4栋201室"),
        ("我叫林美凤，住芗城区西桥街道新华西路2O号3幢4O2室。", "芗城区西桥街道新华西路20号3幢402室"),
        ("本人系龙海市海澄镇豆巷村村民许丽娜。", "龙海市海澄镇豆巷村"),
        ("我叫陳明德，現住漳州市薌城區芝山街道勝利西路71號2幢1104室。", "漳州市薌城區芝山街道勝利西路71號2幢1104室"),
        ("我叫戴美玉，住龙海区石码街道人民路12号之3，电话1。", "龙海区石码街道人民路12号之3"),
        (
            "我朱月娥，女，四十岁，在诏安县红星乡后店社区第八村民小组307号开店。",
            "诏安县红星乡后店社区第八村民小组307号",
        ),
        ("我是种田的，叫斯添旺，厝在漳浦县古雷镇外寮社区下厝组151号。", "漳浦县古雷镇外寮社区下厝组151号"),
        ("本人徐燕，早年移居南洋，居平和县大溪镇院前村10组12号。", "平和县大溪镇院前村10组12号"),
        ("我老兵孙万春退伍后回原籍现住诏安县霞葛镇梧宅村前坪社31号。", "诏安县霞葛镇梧宅村前坪社31号"),
        ("家住福建平和工业园区过塘村7组。", "福建平和工业园区过塘村7组"),
        ("我叫吴阿芬，在芗城区东铺头街道大通北路45号开茶行。", "芗城区东铺头街道大通北路45号"),
    ],
)
def test_the_address_is_quoted_from_its_first_division_to_its_last_number(said, address, vocabulary):
    assert find(f"局领导：\n{said}{BODY}\n陈水生", vocabulary) == [address]


def test_an_address_under_the_letter_is_the_sender_s(vocabulary):
    assert find(f"局领导：\n{BODY}\n陈水生\n住址：平和县霞寨镇大埔村中楼组3号\n电话：1", vocabulary) == [
        "平和县霞寨镇大埔村中楼组3号"
    ]


def test_the_envelope_s_house_beats_the_village_of_the_introduction(vocabulary):
    envelope = "福建省平和县小溪镇\n平和县民政局（收）\n平和县国强乡高坑村庵边组15号\n李桂花"
    letter = f"求助书\n我是国强乡高坑村的李桂花。{BODY}\n李桂花"
    assert find(envelope, vocabulary, letter) == ["平和县国强乡高坑村庵边组15号"]


def test_the_sender_s_lines_of_an_envelope_begin_below_the_receiver_even_when_the_name_bears_the_mark(vocabulary):
    envelope = "363066\n福建省漳州市中山路50号\n漳州市信访局（收）\n芗城区东铺头街道水仙大街34号\n陈平雨 寄\n363001"
    assert find(envelope, vocabulary, f"局领导：\n{BODY}\n陈平雨") == ["芗城区东铺头街道水仙大街34号"]


@pytest.mark.parametrize("day", ["2025-09-30", "2025.9.30", "二〇二六年八月二十二号"])
def test_a_date_below_an_address_is_no_part_of_it(day, vocabulary):
    table = "签名表\n姓名\t电话\n陈水生\t13900000000\n林阿木\t13900000001"
    text = f"局领导：\n{BODY}\n陈水生\n住址：漳州市平和县坂仔镇小店社区第九村民小组77号\n{day}"
    assert find(text, vocabulary, table) == ["漳州市平和县坂仔镇小店社区第九村民小组77号"]


def test_the_estate_of_a_committee_is_its_address(vocabulary):
    text = f"局领导：\n翠园小区位于龙文区碧湖街道湖滨路128号，共六幢。{BODY}\n翠园小区业主委员会\n2026年1月1日"
    assert find(text, vocabulary) == ["龙文区碧湖街道湖滨路128号"]


@pytest.mark.parametrize(
    "said",
    [
        "该厂位于南靖县山城镇中山路88号。",
        "他家住南靖县山城镇中山路88号。",
        "2025年3月我到漳浦县旧镇镇打工。",
        "漳浦县人民法院判他还钱。",
        "被举报人李四，住南靖县山城镇中山路88号。",
        "我要举报的是南靖县山城镇下店村村主任李四。",
        "我哥哥住南靖县山城镇下店村，瘫痪在床。",
        "我家在云霄县下河乡翠都新村的房屋要拆。",
    ],
)
def test_other_places_are_not_the_sender_s_address(said, vocabulary):
    assert find(f"局领导：\n{said}{BODY}\n陈水生", vocabulary) == []
