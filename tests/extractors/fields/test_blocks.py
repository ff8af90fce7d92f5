import pytest

from tests.extractors.sheet_of import lay

BODY = "我是芗城区石亭街道丰乐村的村民，村口的路坏了两年。雨天没法走，晴天都是灰。请求派人来修。"


def words(sheet, extent):
    return sheet.text[slice(*extent)].strip()


def test_the_parts_of_a_plain_letter_are_told():
    sheet, blocks = lay(f"关于修路的请求\n尊敬的芗城区交通局领导：\n{BODY}\n此致\n敬礼！\n洪大树\n2026年3月1日")
    assert words(sheet, blocks.heading) == "关于修路的请求"
    assert words(sheet, blocks.salutation) == "尊敬的芗城区交通局领导："
    assert words(sheet, blocks.body) == BODY
    assert words(sheet, blocks.sign_off).startswith("此致")


@pytest.mark.parametrize(
    ("line", "title", "salutation"),
    [
        ("关于村道破损的建议县交通运输局负责同志：" + BODY, "关于村道破损的建议", "县交通运输局负责同志："),
        ("投诉书漳州市住建局：" + BODY, "投诉书", "漳州市住建局："),
        ("尊敬的漳州市信访局领导：" + BODY, "", "尊敬的漳州市信访局领导："),
        ("漳州市通信发展管理办公室：" + BODY, "", "漳州市通信发展管理办公室："),
    ],
)
def test_heading_salutation_and_body_in_one_line_come_apart(line, title, salutation):
    sheet, blocks = lay(line)
    assert words(sheet, blocks.heading) == title
    assert words(sheet, blocks.salutation) == salutation


def test_a_salutation_that_lost_its_colon_is_still_one():
    sheet, blocks = lay(f"求助信\n尊敬的区水利局领导您好\n{BODY}\n王阿土")
    assert words(sheet, blocks.salutation) == "尊敬的区水利局领导您好"


def test_the_label_of_a_party_is_no_salutation():
    _, blocks = lay(f"控告书\n控告人：黄志远，男。\n被控告人：陈国栋，村书记。\n{BODY}\n此致\n漳浦县纪委")
    assert blocks.salutation[0] == blocks.salutation[1]


def test_a_page_of_addresses_is_an_envelope_and_its_lower_lines_are_the_sender_s():
    sheet, blocks = lay(
        "363000\n漳州市胜利路1号\n漳州市信访局（收）\n南靖县山城镇荆江路55号\n刘文彬\n363600", f"求助书\n{BODY}\n刘文彬"
    )
    assert [p.text for p in blocks.envelope][2] == "漳州市信访局（收）"
    assert blocks.is_sender_line(sheet.text.index("荆江路"))
    assert not blocks.is_sender_line(sheet.text.index("胜利路"))
    assert words(sheet, blocks.heading) == "求助书"


def test_rows_of_a_table_are_no_sign_off():
    sheet, blocks = lay(f"局领导：\n{BODY}\n王大树\n姓名\t电话\n李一\t13900000000")
    assert len(blocks.rows) == 2
    assert blocks.part(sheet.text.index("李一")) == "table"


def test_a_letter_of_one_empty_line_has_only_empty_parts():
    _, blocks = lay("")
    assert blocks.heading == blocks.body == blocks.sign_off == (0, 0)
