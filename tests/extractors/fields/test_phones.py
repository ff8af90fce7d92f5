import pytest

from extractors.fields.phones import find_phones
from tests.extractors.sheet_of import lay

BODY = "村口的路坏了两年，雨天没法走，晴天都是灰，老人孩子常常摔跤。请求派人来修。"
MINE, THEIRS = "13960077215", "13905961111"


def find(text, *more, taken=()):
    sheet, blocks = lay(text, *more)
    found = find_phones(sheet, blocks=blocks, names=("陈水生", "魏添福", "吴美珠"), taken=taken)
    return [(f.field, f.value) for f in found]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("13960077215", MINE),
        ("139 6007 7215", MINE),
        ("139-6007-7215", MINE),
        ("+8613960077215", MINE),
        ("l396OO77215", MINE),
        ("0596-2039517", "0596-2039517"),
        ("0596 2039517", "0596-2039517"),
        ("（0596）2039517", "0596-2039517"),
        ("2039517", "0596-2039517"),
        ("021-62345678", "021-62345678"),
        ("0596-20395172026年5月1日", "0596-2039517"),
    ],
)
def test_a_number_gets_its_standard_form(written, value):
    assert find(f"局领导：\n{BODY}\n陈水生\n联系电话：{written}") == [("phone", value)]


@pytest.mark.parametrize(
    "said",
    [
        f"我叫陈水生，住后埔村36号，电话{MINE}。",
        f"本人的手机号码是{MINE}。",
        f"我叫陈水生（电话：{MINE}）。",
        f"代表人陈水生，手机{MINE}。",
        f"敝人陳水生，現居後埔村36號，電話{MINE}。",
        f"我叫陈水生男58岁住后埔村36号电话{MINE}。",
        f"举报人陈水生，身份证号350622197903162119，电话{MINE}。",
        f"请直接拨打我的手机{MINE}。",
        f"如需核实，请与我联系：{MINE}。",
    ],
)
def test_a_number_in_the_writer_s_own_words_is_the_sender_s(said):
    assert find(f"局领导：\n{said}{BODY}\n陈水生") == [("phone", MINE)]


@pytest.mark.parametrize(
    "said",
    [
        f"老板的电话是{THEIRS}，从不接听。",
        f"他的电话{THEIRS}打不通。",
        f"现举报股长郭振宇（手机{THEIRS}）收钱。",
        f"邻居家的座机是{THEIRS}。",
        f"战友安来旺可以作证，电话{THEIRS}。",
        f"我儿子的电话是{THEIRS}。",
        f"住院前我打过咨询电话{THEIRS}。",
        f"双方推来推去，电话{THEIRS}也从不接听。",
        f"楼上陈大勇（{THEIRS}）违建。",
        f"销售员小陈（电话{THEIRS}）承诺可以退。",
        f"我叫陈水生，现举报村主任李四，电话{THEIRS}。",
        f"门口贴着{THEIRS}。",
    ],
)
def test_a_number_of_anybody_else_never_becomes_the_sender_s(said):
    assert find(f"局领导：\n{said}{BODY}\n陈水生") == [("other_phone", THEIRS)]


def test_the_accused_party_s_number_is_not_the_sender_s():
    text = f"控告书\n控告人：陈水生，男，电话{MINE}。\n被控告人：陈国栋，村书记，电话{THEIRS}。\n{BODY}\n控告人：陈水生"
    assert find(text) == [("phone", MINE), ("other_phone", THEIRS)]


def test_a_number_that_is_the_sender_s_below_is_his_above():
    told = f"我在后埔村36号开店，电话{MINE}。{BODY}"
    assert set(find(f"局领导：\n{told}\n陈水生\n手机：{MINE}")) == {("phone", MINE)}


def test_the_label_of_the_accused_above_the_sign_off_says_nothing_of_the_number_below():
    text = f"纪委：\n被举报人柯建，系股长，收了钱。\n请求查处。\n陈水生（手印）\n联系电话：{MINE}"
    assert find(text) == [("phone", MINE)]


def test_a_list_behind_a_contact_label_is_the_sender_s():
    assert find(f"局领导：\n{BODY}随信附上证明。联系电话：{MINE}（母亲）、{THEIRS}（父亲）。\n陈水生") == [
        ("phone", MINE),
        ("phone", THEIRS),
    ]


def test_rows_of_signers_give_senders_numbers_and_other_rows_do_not():
    text = f"局领导：\n{BODY}\n陈水生\n姓名\t电话\n魏添福\t{MINE}\n公司前台\t{THEIRS}"
    assert find(text) == [("phone", MINE), ("other_phone", THEIRS)]


def test_the_envelope_gives_the_number_of_the_sender_only():
    envelope = f"漳州市信访局（收）0596-2011111\n漳州市信访局（收）\n南靖县荆江路55号\n陈水生 {MINE}"
    assert find(envelope, f"求助书\n{BODY}") == [("other_phone", "0596-2011111"), ("phone", MINE)]


@pytest.mark.parametrize(
    "said",
    [
        "邮箱zz17744501520@163.com",
        "账号13960077215",
        "编号1396007721500",
        "6217001396007721500",
        "350622197903162119",
        "面积13960077215亩",
        "花了13812345678元",
    ],
)
def test_figures_that_are_no_telephone_are_left_alone(said):
    assert find(f"局领导：\n我的{said}。{BODY}\n陈水生") == []


def test_a_full_stop_read_as_a_nought_is_no_figure_of_the_number_but_makes_it_less_sure():
    sheet, blocks = lay(f"局领导：\n我叫陈水生，电话{MINE}0\n{BODY}\n陈水生")
    found = find_phones(sheet, blocks=blocks, names=("陈水生",), taken=())
    assert [(f.field, f.value) for f in found] == [("phone", MINE)]
    assert found[0].confidence < 0.75


def test_figures_of_an_identity_number_are_not_looked_at():
    text = f"局领导：\n{BODY}\n陈水生\n电话{MINE}"
    at = lay(text)[0].text.index(MINE)
    assert find(text, taken=((at, at + 11),)) == []
