import pytest

from extractors.fields.titles import find_titles
from tests.extractors.sheet_of import lay

BODY = "局领导：\n村口的路坏了两年，雨天没法走，晴天都是灰。请求派人来修。\n洪大树"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("关于修路的请求", "关于修路的请求"),
        ("关于乡镇农技站合并后\n人员编制不落实的情况反映", "关于乡镇农技站合并后人员编制不落实的情况反映"),
        ("投诉书", "投诉书"),
        ("關於修路的請求", "關於修路的請求"),
        ("控告信\n控告人：王五，男", "控告信"),
    ],
)
def test_the_heading_is_quoted_without_a_break(heading, title):
    sheet, blocks = lay(f"{heading}\n{BODY}")
    assert [f.value for f in find_titles(sheet, blocks=blocks)] == [title]


@pytest.mark.parametrize("heading", ["", "13960077215", "第1页", "2026年3月1日", "村" * 120])
def test_a_letter_without_a_heading_has_no_title(heading):
    sheet, blocks = lay(f"{heading}\n{BODY}")
    assert find_titles(sheet, blocks=blocks) == ()
