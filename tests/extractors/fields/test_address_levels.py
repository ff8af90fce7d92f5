import pytest

from extractors.fields.address_levels import find_address_levels
from extractors.fields.addresses import find_mentions, sender_address
from tests.extractors.sheet_of import lay


def find(address, vocabulary):
    sheet, blocks = lay(f"局领导：\n我叫陈水生，住{address}，路坏了两年没有人修。\n陈水生")
    mentions = find_mentions(sheet, blocks=blocks, vocabulary=vocabulary)
    home = sender_address(sheet, blocks=blocks, mentions=mentions)
    return find_address_levels(sheet, home, vocabulary=vocabulary)


@pytest.mark.parametrize(
    ("address", "code", "normal"),
    [
        ("龙海市角美镇龙池村12号", "350604101", "福建省漳州市龙海区角美镇龙池村12号"),
        ("台商投资区角美镇龙池村12号", "350604101", "福建省漳州市龙海区角美镇龙池村12号"),
        ("福建省漳州市长泰县武安镇溪东村洋尾组44号", "350605100", "福建省漳州市长泰区武安镇溪东村洋尾组44号"),
        ("芗城区石亭镇下店村5组", "350602008", "福建省漳州市芗城区石亭街道下店村5组"),
        ("旧镇镇后埔村36号", "350623101", "福建省漳州市漳浦县旧镇镇后埔村36号"),
        ("漳州市芗城区延安北路3号2栋401室", "350602", "福建省漳州市芗城区延安北路3号2栋401室"),
        ("漳浦縣赤嶺鄉山平村8號", "350623201", "福建省漳州市漳浦县赤岭畲族乡山平村8号"),
    ],
)
def test_an_address_is_brought_to_five_levels_with_the_names_of_today(address, code, normal, vocabulary):
    assert [(f.field, f.value, f.doubt) for f in find(address, vocabulary)] == [
        ("address_code", code, None),
        ("address_normal", normal, None),
    ]


def test_a_township_one_character_off_is_left_out_and_proposed(vocabulary):
    coded, normal = find("平和县板仔镇下埔村3号", vocabulary)
    assert (coded.value, coded.doubt, coded.proposals) == ("350628", "place.misread", ("350628104",))
    assert normal.value == "福建省漳州市平和县板仔镇下埔村3号"


@pytest.mark.parametrize("address", ["赣州市章贡区文清路59号4栋201室", "漳州市胜利东路9号"])
def test_an_address_without_a_county_of_the_city_has_no_levels(address, vocabulary):
    assert find(address, vocabulary) == ()
