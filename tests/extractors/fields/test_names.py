import pytest

from extractors.fields.names import find_names
from tests.extractors.sheet_of import lay

BODY = "村口的路坏了两年，雨天没法走，晴天都是灰，老人孩子常常摔跤。请求派人来修。"


def find(text, vocabulary, *more):
    sheet, blocks = lay(text, *more)
    return find_names(sheet, blocks=blocks, vocabulary=vocabulary)


def names(text, vocabulary, *more):
    return [f.value for f in find(text, vocabulary, *more) if f.value]


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ("具信人：曾水生2021年1月12日", ["曾水生"]),
        ("此致\n敬礼！\n洪大树\n2026年3月1日", ["洪大树"]),
        ("此致敬礼\n王阿土2025年4月8日", ["王阿土"]),
        ("村民：曾庆丰、赖文彬\n2026年3月1日", ["曾庆丰", "赖文彬"]),
        ("老兵：黄国雄", ["黄国雄"]),
        ("经营者 游香平", ["游香平"]),
        ("洪大树\n2026年3月1日附：签名名单", ["洪大树"]),
        ("翠园小区业主委员会\n主任：苏明哲\n2026年2月9日", ["苏明哲"]),
        ("反映人：林国强（代表） 13859200001\n陈玉珠 13859200002", ["林国强", "陈玉珠"]),
        ("申请人 欧阳明（手印）", ["欧阳明"]),
        ("上坂社区居民：林国强等12人", ["林国强"]),
        ("敬祝\n时祺\n陳明德", ["陳明德"]),
        ("杨秀兰 马小军 李淑芳\n2025年1月20日", ["杨秀兰", "马小军", "李淑芳"]),
    ],
)
def test_the_signers_are_the_petitioners_in_their_order(under, expected, vocabulary):
    assert names(f"局领导：\n{BODY}\n{under}", vocabulary) == expected


@pytest.mark.parametrize(
    "said",
    [
        "我叫陈水生，今年六十岁。",
        "本人陈水生，男，",
        "我是漳浦县旧镇镇后埔村的村民陈水生，",
        "我是陈水生，",
        "举报人陈水生，身份证号",
        "我的名字叫陈水生。",
    ],
)
def test_a_self_introduction_names_the_writer(said, vocabulary):
    assert names(f"局领导：\n{said}{BODY}\n2026年3月1日", vocabulary) == ["陈水生"]


@pytest.mark.parametrize(
    "under",
    ["全体业主", "一名老党员", "几个住在附近的街坊", "东园镇部分村民", "匿名", "一位家长", "翠园小区业主委员会"],
)
def test_a_collective_or_nobody_is_no_name_and_its_lack_is_a_doubt(under, vocabulary):
    found = find(f"局领导：\n{BODY}\n{under}\n2026年3月1日", vocabulary)
    assert [(f.value, f.doubt) for f in found] == [(None, "name.missing")]


def test_other_people_in_the_letter_are_no_petitioners(vocabulary):
    told = "包工头赖鑫不付钱，项目经理郭美玲推来推去，我父亲许大山病了，推选我和黄雅娟为代表。"
    assert names(f"局领导：\n{told}{BODY}\n代写人：王老五\n此致\n敬礼\n洪大树", vocabulary) == ["洪大树"]


def test_the_accused_party_is_no_petitioner(vocabulary):
    text = (
        f"控告书\n控告人：黄志远，男，住漳浦县。\n被控告人：陈国栋，村书记。\n{BODY}\n此致\n漳浦县纪委\n控告人：黄志远"
    )
    assert names(text, vocabulary) == ["黄志远"]


def test_every_row_of_a_signature_list_is_a_petitioner(vocabulary):
    text = f"局领导：\n{BODY}\n代表人：魏添福\n姓名\t身份证号码\t电话\n魏添福\t1\t2\n吴美珠\t1\t2\n欧阳小军\t3\t4"
    assert names(text, vocabulary) == ["魏添福", "吴美珠", "欧阳小军"]


def test_names_are_told_though_the_cells_of_a_row_ran_together(vocabulary):
    rows = "1\t魏添福13606966182\t350627196603081154\n2吴美珠13859207745350627196905302047\t同意"
    text = f"局领导：\n{BODY}\n序号姓名\t联系电话\t身份证号码\t意见\n{rows}"
    assert names(text, vocabulary) == ["魏添福", "吴美珠"]


def test_a_table_that_nobody_signs_names_no_petitioner(vocabulary):
    text = f"局领导：\n{BODY}\n洪大树\n2026年3月1日\n姓名\t亩数\n魏添福\t1.2\n吴美珠\t0.8"
    assert names(text, vocabulary) == ["洪大树"]


def test_the_envelope_names_the_sender_of_an_unsigned_letter(vocabulary):
    envelope = "漳州市信访局（收）\n南靖县山城镇荆江路55号\n刘文彬 13850462197"
    assert names(envelope, vocabulary, f"求助书\n{BODY}") == ["刘文彬"]


def test_two_readings_of_one_name_are_one_petitioner_in_doubt(vocabulary):
    found = find(f"局领导：\n我叫林美凤，家住西桥。{BODY}\n反映人：林美风", vocabulary)
    assert len(found) == 1
    assert found[0].doubt == "name.unsure"


def test_a_rare_surname_behind_a_label_is_kept_in_doubt(vocabulary):
    found = find(f"局领导：\n{BODY}\n反映人：锺离昧\n2026年3月1日", vocabulary)
    assert [f.value for f in found] == ["锺离昧"]
