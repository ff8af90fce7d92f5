import pytest

from extractors.fields.persons import is_person, read_person, split_persons


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("陈水生，是村民", "陈水生"),
        ("林翀于2023年", "林翀"),
        ("欧阳明（手机", "欧阳明"),
        ("杨婉如，身份证", "杨婉如"),
        ("李永和，男", "李永和"),
        ("曾水生，公民身份号码", "曾水生"),
        ("林翀和郑劭华", "林翀"),
        ("卢阿缎女，一九六二年", "卢阿缎"),
        ("许国栋", "许国栋"),
    ],
)
def test_a_name_ends_where_what_follows_shows_it(text, name, vocabulary):
    person = read_person(text, 0, vocabulary=vocabulary)
    assert person is not None
    assert person.value == name


@pytest.mark.parametrize(
    "text",
    [
        "曾向镇政府反映",
        "于2020年",
        "和丈夫一起",
        "全家人",
        "安全生产",
        "我们",
        "领导",
        "张主任",
        "王某某，男",
        "石码街道",
        "高新区",
        "母亲，",
        "安全，",
    ],
)
def test_common_words_that_begin_like_a_surname_are_no_names(text, vocabulary):
    assert read_person(text, 0, vocabulary=vocabulary) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张三、李四和王小五", ["张三", "李四", "王小五"]),
        ("曾庆丰赖文彬", ["曾庆丰", "赖文彬"]),
        ("欧阳明 诸葛亮", ["欧阳明", "诸葛亮"]),
        ("张三丰李四王五一", ["张三丰", "李四", "王五一"]),
    ],
)
def test_a_run_of_names_comes_apart(text, names, vocabulary):
    assert [text[start:end] for start, end in split_persons(text, vocabulary=vocabulary) or ()] == names


@pytest.mark.parametrize("text", ["此致敬礼", "全体业主", "张三说了算", "2026年"])
def test_a_line_with_anything_but_names_is_no_list(text, vocabulary):
    assert not split_persons(text, vocabulary=vocabulary)


def test_traditional_names_are_names(vocabulary):
    assert is_person("簡翀", vocabulary=vocabulary)
    assert is_person("歐陽麗華", vocabulary=vocabulary)
