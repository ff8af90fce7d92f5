import pytest

from extractors.fields.accused import find_accused
from tests.extractors.sheet_of import lay


def find(text, vocabulary):
    sheet, blocks = lay(text)
    return [
        f.value
        for f in find_accused(sheet, blocks=blocks, vocabulary=vocabulary, names=("何晓岚",))
        if f.field == "accused"
    ]


END = "请求纪委查清这件事，并对举报人的身份严格保密。\n举报人：何晓岚\n2025年11月20日"


@pytest.mark.parametrize(
    ("letter", "accused"),
    [
        (
            "举报信\n市纪委：\n现实名举报龙海区教育局股长郭振宇（手机18905960042）收受家长钱财。他胆子很大。\n",
            ["郭振宇"],
        ),
        (
            "关于郭振宇利用招生权力收受钱财的举报信\n市纪委：\n这个人收了我的钱不办事，还上门威胁。情况属实。\n",
            ["郭振宇"],
        ),
        (
            "举报信\n市纪委：\n现举报沙建镇党委书记童志刚、镇长吕伟明违规发放补贴，数额很大。群众意见很大。\n",
            ["童志刚", "吕伟明"],
        ),
        (
            "控告书\n被控告人：陈国栋，男，村书记；沈建华，村会计。\n他们侵吞补偿款，村民敢怒不敢言。\n",
            ["陈国栋", "沈建华"],
        ),
        (
            "举报信\n市纪委：\n我要控告崎岭乡民政办干部钟福来吃拿卡要。崎岭乡民政办上下一气，帮他遮掩。\n",
            ["钟福来", "崎岭乡民政办"],
        ),
        ("举报信\n市纪委：\n我反映副镇长吴晓东同志的问题。吴晓东收受包工头李大山的红包。举报属实。\n", ["吴晓东"]),
        ("舉報信\n市紀委：\n現舉報村主任陳國棟貪污公款。群眾意見很大。\n", ["陳國棟"]),
    ],
)
def test_an_accusation_names_whom_it_complains_of(letter, accused, vocabulary):
    assert find(letter + END, vocabulary) == accused


@pytest.mark.parametrize(
    "letter",
    [
        "关于公开账目的信\n县领导：\n书记王大山管着账本。我不是说谁贪污，只是想看一看账。\n",
        "投诉书\n市环保局：\n工厂老板杨志强夜里偷排废水，村里臭得没法住人。\n",
        "感谢信\n信访局：\n谢谢主任李四帮我们换了路灯，大家都说好。\n",
    ],
)
def test_a_letter_that_accuses_no_official_has_no_accused(letter, vocabulary):
    assert find(letter + "何晓岚\n2025年11月20日", vocabulary) == []


def test_a_unit_complained_of_stands_without_the_words_around_it(vocabulary):
    told = "现举报民警柯建平收受好处。请求查处柯建平，追究佛昙派出所包庇纵容的责任。龙海区教育局这样包庇，叫人寒心。"
    letter = f"举报信\n市纪委：\n{told}\n"
    assert find(letter + END, vocabulary) == ["柯建平", "佛昙派出所", "龙海区教育局"]


def test_the_petitioner_is_never_the_accused(vocabulary):
    assert "何晓岚" not in find(
        "举报信\n市纪委：\n现举报股长郭振宇收受钱财，他骂教师何晓岚不懂规矩。\n" + END, vocabulary
    )
