"""The shipped vocabulary loads, and a broken one is told whole, with file, row and column, before any letter."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from records import SetupError
from vocab import load_vocabulary
from vocab.loading import hash_files
from vocab.problems import TableError
from vocab.sources import SHIPPED, TABLES, WORD_LISTS


@pytest.fixture
def folder(tmp_path):
    for name in (*TABLES, *WORD_LISTS):
        shutil.copy(SHIPPED / name, tmp_path / name)
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems_of(folder):
    with pytest.raises(TableError) as error:
        load_vocabulary(folder)
    assert isinstance(error.value, SetupError)
    assert error.value.code == "vocab.invalid"
    return error.value.problems


def test_the_shipped_tables_hold_the_whole_domain():
    words = load_vocabulary()
    assert len(words.level1) == 17
    assert len(words.units) == 73
    assert len(words.topic_units) == len({(topic.level1, topic.level2) for topic in words.topics}) == 127
    levels = [division.level for division in words.divisions]
    assert [levels.count(level) for level in ("city", "county", "zone", "township")] == [1, 11, 5, 146]
    assert {"欧阳", "歐陽", "陈", "陳"} <= words.surnames


def test_a_folder_is_read_once(folder):
    assert load_vocabulary(folder) is load_vocabulary(folder)


def test_the_hash_is_over_the_files_kept_and_the_same_for_a_copy(folder):
    shipped = load_vocabulary()
    assert shipped.hash == hash_files(shipped.files) == load_vocabulary(folder).hash
    beside = {"steps.csv", "step_facts.csv", "clocks.csv", "holidays.csv", "exchange.csv", "exchange_codes.csv"}
    assert set(shipped.files) == {*TABLES, *WORD_LISTS} - beside, "by those no letter is understood"
    assert (shipped.own_files, len(load_vocabulary(folder).own_files)) == ((), len({*TABLES, *WORD_LISTS}))


@pytest.mark.parametrize(
    ("name", "old", "new", "where", "kind"),
    [
        (
            "topic_units.csv", "城乡建设,安全生产,YJGLJ", "城乡建设,安全生产,NOBODY",
            "topic_units.csv:2:lead", "unit-unknown",
        ),
        ("topic_units.csv", "城乡建设,安全生产,", "城乡建设,不存在,", "topic_units.csv:2:level2", "topic-unknown"),
        ("topic_units.csv", ",administrative,", ",post,", "topic_units.csv:2:channel", "not-allowed"),
        (
            "topic_units.csv", "SDZF,administrative,,,", "SDZF,administrative,,2019,2018",
            "topic_units.csv:5:valid_to", "days-order",
        ),
        ("units.csv", "\nJWJW,", "\nXFJ,", "units.csv:3:code", "twice"),
        ("units.csv", ",SHGZB,,", ",NOBODY,,", "units.csv:2:parent", "unit-unknown"),
        ("units.csv", "government,来信", "kingdom,来信", "units.csv:2:kind", "not-allowed"),
        ("units.csv", "纪委;监委", "纪委;信访办", "units.csv:3:aliases", "name-twice"),
        ("units.csv", "纪委;监委", "纪委;;监委", "units.csv:3:aliases", "parts"),
        ("units.csv", "监察局,2018,", "监察局,20x8,", "units.csv:3:valid_from", "day"),
        ("units.csv", "监察局,2018,", "监察局,2018,2025", "units.csv:3:valid_to", "no-successor"),
        ("units.csv", "监察局,2018,", "JWJW,2018,", "units.csv:3:successor_of", "own-successor"),
        ("units.csv", "\nGWH,", "\nKFQ,", "units.csv:code", "unit-needed"),
        (
            "divisions.csv", "芗城区,county,350600", "芗城区,county,999",
            "divisions.csv:3:parent_code", "division-unknown",
        ),
        ("divisions.csv", "350602,芗城区", "35060,芗城区", "divisions.csv:3:code", "division-code"),
        ("divisions.csv", "龙海,350681,", "龙海,,", "divisions.csv:14:valid_to", "no-division-after"),
        ("divisions.csv", "county,350600,龙文,", "county,350600,芗城,", "divisions.csv:4:aliases", "division-twice"),
        ("codes.csv", "id.checksum,doubt", "id.checksum,joke", "codes.csv:2:kind", "not-allowed"),
        ("surnames.csv", "\n李\n", "\n王\n", "surnames.csv:3:surname", "twice"),
        ("labels.csv", "petition,petition,信访件,Petition", "petition,petition,,Petition", "labels.csv:3:zh", "empty"),
        ("labels.csv", "question,code,zh,en", "question,code,zh,english", "labels.csv:1:en", "column-missing"),
        ("labels.csv", "petition,petition,信访件", "petition,petition, 信访件", "labels.csv:3:zh", "space"),
        ("labels.csv", "petition,petition,信访件,", "petition,petition,信访件,a,b,", "labels.csv:3", "cells"),
        ("terms.csv", "信访,200,", "信访,many,", "terms.csv:2:freq", "number"),
        ("topics.csv", "城乡建设,安全生产,事故处理", "城乡/建设,安全生产,事故处理", "topics.csv:2:level2", "slash"),
    ],
)  # fmt: skip
def test_a_broken_table_is_told_with_its_place(folder, name, old, new, where, kind):
    edit(folder, name, old, new)
    assert (where, kind) in {(problem.where, problem.kind) for problem in problems_of(folder)}


@pytest.mark.parametrize(
    ("name", "old", "new", "column", "kind"),
    [
        ("cues.toml", 'answer = "GJJ"', 'answer = "NOBODY"', "unit.housing-fund.answer", "unit-unknown"),
        ("cues.toml", 'scope = "title"', 'scope = "cellar"', "urgency.title.scope", "not-allowed"),
        (
            "cues.toml", "[petition.asks]", "[petition.asks]\nnegative = false",
            "petition.asks.negative", "key-unknown",
        ),
        ("cues.toml", "weight = 2.0", 'weight = "2"', "petition.asks.weight", "rule-weight"),
        ("cues.toml", 'patterns = ["尊敬的', 'patterns = ["(尊敬的', "petition.office-salutation.patterns", "pattern"),
        (
            "cues.toml", 'patterns = ["尊敬的', 'patterns = ["敬?", "',
            "petition.office-salutation.patterns", "pattern-empty",
        ),
        ("second_topics.toml", '["城乡建设"."安全生产"]', '["城乡建设"."不存在"]', "城乡建设.不存在", "topic-unknown"),
        ("second_topics.toml", 'plain = ["安全隐患"', 'plainly = ["安全隐患"', "城乡建设.安全生产", "topic-words"),
        ("phrases.toml", "asking = [", 'asking = ["", ', "asking", "word-list"),
        ("phrases.toml", "asking = [", "asking = [[", "", "toml"),
        ("phrases.toml", 'rule_topics = ["国土资源"', 'rule_topics = ["土地"', "rule_topics", "topic-unknown"),
    ],
)  # fmt: skip
def test_a_broken_word_list_is_told_with_its_key_and_line(folder, name, old, new, column, kind):
    edit(folder, name, old, new)
    told = {(problem.column, problem.kind): problem for problem in problems_of(folder)}
    assert (column, kind) in told
    assert told[column, kind].row > 0


def test_all_that_is_wrong_is_told_at_once_in_both_languages(folder):
    edit(folder, "units.csv", "government,来信", "kingdom,来信")
    edit(folder, "units.csv", ",SHGZB,,", ",NOBODY,,")
    edit(folder, "topic_units.csv", "城乡建设,安全生产,YJGLJ", "城乡建设,安全生产,NOONE")
    edit(folder, "cues.toml", 'answer = "GJJ"', 'answer = "NONE"')
    found = problems_of(folder)
    assert {problem.file for problem in found} == {"units.csv", "topic_units.csv", "cues.toml"}
    for problem in found:
        assert problem.sentence("zh") != problem.sentence("en")
        assert problem.remedy("zh")
        assert problem.remedy("en")


def test_a_topic_without_a_unit_is_told(folder):
    lines = (folder / "topic_units.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "topic_units.csv").write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    [problem] = problems_of(folder)
    assert problem.kind == "topic-without-unit"
    assert "城乡建设/安全生产" in problem.sentence()


def test_circles_of_parents_and_successions_are_told(folder):
    edit(folder, "units.csv", "ZZB,党委组织部,party,", "ZZB,党委组织部,party,")
    edit(folder, "units.csv", "人才办,,公务员局,2018,", "人才办,BIANBAN,BIANBAN,2018,")
    edit(folder, "units.csv", "机构编制委员会办公室,ZZB,,,", "机构编制委员会办公室,ZZB,ZZB,,")
    kinds = {(problem.kind, problem.row) for problem in problems_of(folder)}
    assert {("parent-loop", 4), ("parent-loop", 5), ("successor-loop", 4), ("successor-loop", 5)} <= kinds


def office(tmp_path, name, text, encoding="utf-8"):
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))
    return folder


def shipped_text(name):
    return (SHIPPED / name).read_text(encoding="utf-8")


def test_an_office_replaces_one_table_and_keeps_the_others(tmp_path):
    text = shipped_text("units.csv").replace("JYJ,教育局,", "JYJ,教育和体育委员会,")
    words = load_vocabulary(office(tmp_path, "units.csv", text))
    assert words.units["JYJ"].name == "教育和体育委员会"
    assert words.topic_units == load_vocabulary().topic_units
    assert words.own_files == ("units.csv",)
    assert words.hash != load_vocabulary().hash


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_table_is_the_same_however_excel_saved_it(tmp_path, encoding, line_end):
    text = shipped_text("units.csv").replace("\n", line_end)
    assert load_vocabulary(office(tmp_path, "units.csv", text, encoding)).hash == load_vocabulary().hash


def test_a_workbook_serves_as_a_table_with_numbers_and_days_as_excel_has_them(tmp_path):
    book = Workbook()
    for line in shipped_text("divisions.csv").splitlines():
        cells = line.split(",")
        book.active.append([int(cell) if cell.isdecimal() else cell or None for cell in cells])
    book.active.append([350699, "新设区", "county", 350600, None, None, None, date(2030, 1, 1), None])
    folder = tmp_path / "own"
    folder.mkdir()
    book.save(folder / "divisions.xlsx")
    words = load_vocabulary(folder)
    assert words.own_files == ("divisions.xlsx",)
    assert words.division_by_code["350699"].valid_from == "2030-01-01"
    assert words.division_by_code["350602001"].name == "东铺头街道"


def test_a_workbook_that_is_none_is_told(tmp_path):
    folder = office(tmp_path, "units.xlsx", "no workbook")
    assert {(problem.where, problem.kind) for problem in problems_of(folder)} >= {("units.xlsx", "sheet")}


def test_two_files_for_one_table_are_told(tmp_path):
    office(tmp_path, "units.csv", shipped_text("units.csv"))
    folder = office(tmp_path, "units.xlsx", "")
    assert "two-files" in {problem.kind for problem in problems_of(folder)}


def test_damage_in_a_table_is_not_taken_for_another_encoding(folder):
    path = folder / "labels.csv"
    path.write_bytes(path.read_bytes().replace("信访件标识".encode(), "信访件标识".encode("gbk"), 1))
    assert ("labels.csv:2", "encoding") in {(problem.where, problem.kind) for problem in problems_of(folder)}


def test_a_shipped_row_that_does_not_fit_the_offices_table_is_told_as_shipped(tmp_path):
    lines = [line for line in shipped_text("units.csv").splitlines() if not line.startswith("YJGLJ,")]
    folder = office(tmp_path, "units.csv", "\n".join(lines).replace(",YJGLJ,", ",,"))
    found = [problem for problem in problems_of(folder) if problem.file == "topic_units.csv"]
    assert found
    assert all(problem.shipped and "laixin vocab export" in problem.remedy() for problem in found)


def test_what_an_offices_word_lists_do_not_name_stays_as_shipped(tmp_path):
    rule = '[urgency.flood]\nanswer = "urgent"\nweight = 3.0\nwords = ["洪水进村"]\n'
    folder = office(tmp_path, "cues.toml", rule)
    office(tmp_path, "phrases.toml", 'asking = ["跪求"]\n')
    office(tmp_path, "labels.csv", "question,code,zh,en\nurgency,urgent,十万火急,Urgent\n")
    words, shipped = load_vocabulary(folder), load_vocabulary()
    assert [rule.name for rule in words.cues["urgency"]] == ["flood"]
    assert words.cues["petition"] == shipped.cues["petition"]
    assert words.phrases == {**shipped.phrases, "asking": ("跪求",)}
    assert words.label("urgency", "urgent") == "十万火急"
    assert words.label("urgency", "ordinary") == shipped.label("urgency", "ordinary")


def test_a_table_of_an_earlier_version_without_days_is_read(tmp_path):
    lines = [line.rsplit(",", 2)[0] for line in shipped_text("topics.csv").splitlines()]
    words = load_vocabulary(office(tmp_path, "topics.csv", "\n".join(lines) + "\n"))
    assert words.topics == load_vocabulary().topics


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert [problem.kind for problem in problems_of(tmp_path / "none")] == ["no-folder"]


def test_every_sentence_on_a_problem_stands_in_both_languages():
    import tomllib

    sentences = tomllib.loads((SHIPPED / "problems.toml").read_text(encoding="utf-8"))
    for kind, told in sentences.items():
        assert set(told) == {"zh", "en", "todo_zh", "todo_en"}, kind
    sources = "".join(path.read_text(encoding="utf-8") for path in Path(SHIPPED).glob("*.py"))
    assert [kind for kind in sentences if f'"{kind}"' not in sources.replace("['in-shipped']", '"in-shipped"')] == []
