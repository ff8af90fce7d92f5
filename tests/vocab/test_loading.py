"""The shipped vocabulary loads, and a broken one is told with its file and row before any letter is touched."""

import hashlib
import shutil
from pathlib import Path

import pytest

import vocab
from records import SetupError
from vocab import load_vocabulary
from vocab.files import TABLES
from vocab.loading import WORD_LISTS

SHIPPED = Path(vocab.__file__).parent


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


def test_the_hash_is_over_all_files_in_name_order(folder):
    data = b"".join((folder / name).read_bytes() for name in sorted((*TABLES, *WORD_LISTS)))
    assert load_vocabulary(folder).hash == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("topic_units.csv", "城乡建设,安全生产,YJGLJ", "城乡建设,安全生产,NOBODY", "topic_units.csv:2: unit NOBODY"),
        ("topic_units.csv", "城乡建设,安全生产,", "城乡建设,不存在,", "topic_units.csv:2: topic 城乡建设/不存在"),
        ("topic_units.csv", ",administrative,", ",post,", "topic_units.csv:2: channel post"),
        ("units.csv", "\nJWJW,", "\nXFJ,", "units.csv:3: XFJ stands twice"),
        ("units.csv", ",SHGZB,,", ",NOBODY,,", "units.csv:2: parent NOBODY"),
        ("units.csv", "government,来信", "kingdom,来信", "units.csv:2: kind kingdom"),
        ("units.csv", "纪委;监委", "纪委;信访办", "units.csv:3: the name 信访办 stands twice"),
        ("units.csv", "纪委;监委", "纪委;;监委", "units.csv:3: an empty or double part"),
        (
            "divisions.csv",
            "350602,芗城区,county,350600",
            "350602,芗城区,county,999999",
            "divisions.csv:3: parent 999999",
        ),
        ("divisions.csv", "350602,芗城区", "35060,芗城区", "divisions.csv:3: a code has 6 or 9 digits"),
        ("codes.csv", "id.checksum,doubt", "id.checksum,joke", "codes.csv:2: kind joke"),
        ("codes.csv", "id.checksum,doubt,", "date.no-such-day,doubt,", "codes.csv:3: date.no-such-day stands twice"),
        ("labels.csv", "petition,petition,信访件,Petition", "petition,petition,,Petition", "labels.csv:3: zh is empty"),
        ("labels.csv", "question,code,zh,en", "question,code,zh,english", "labels.csv:1: the heading"),
        ("labels.csv", "petition,petition,信访件", "petition,petition, 信访件", "labels.csv:3: space around zh"),
        (
            "labels.csv",
            "petition,petition,信访件,",
            "petition,petition,信访件,a,b,",
            "labels.csv:3: 6 cells instead of 4",
        ),
        ("terms.csv", "信访,200,", "信访,many,", "terms.csv:2: invalid literal"),
        ("cues.toml", 'answer = "GJJ"', 'answer = "NOBODY"', "cues.toml:housing-fund: unit NOBODY"),
        ("cues.toml", 'scope = "title"', 'scope = "cellar"', "scope is not known"),
        (
            "cues.toml",
            '"劳动和社会保障/工资福利"]',
            '"劳动和社会保障/不存在"]',
            "topic 劳动和社会保障/不存在 is not known",
        ),
        ("cues.toml", "negatable = false", "negative = false", "unknown key negative"),
        (
            "second_topics.toml",
            '["城乡建设"."安全生产"]',
            '["城乡建设"."不存在"]',
            "城乡建设/不存在: the topic is not known",
        ),
        ("phrases.toml", "asking = [", 'asking = ["", ', "phrases.toml:asking: must be a list of words"),
        ("phrases.toml", "asking = [", "asking = [[", "phrases.toml:0"),
        ("phrases.toml", 'rule_topics = ["国土资源"', 'rule_topics = ["土地"', "phrases.toml:rule_topics: 土地"),
    ],
)
def test_a_broken_file_is_told_with_its_row(folder, name, old, new, message):
    edit(folder, name, old, new)
    with pytest.raises(SetupError) as error:
        load_vocabulary(folder)
    assert error.value.code == "vocab.invalid"
    assert message in error.value.remedy


def test_a_topic_without_a_unit_is_told(folder):
    lines = (folder / "topic_units.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "topic_units.csv").write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    with pytest.raises(SetupError, match="城乡建设/安全生产 has no unit"):
        load_vocabulary(folder)


@pytest.mark.parametrize("name", [*TABLES, *WORD_LISTS])
def test_a_missing_file_is_told_by_its_name(folder, name):
    (folder / name).unlink()
    with pytest.raises(SetupError, match=name):
        load_vocabulary(folder)


def test_bytes_that_are_not_utf8_are_told_with_their_row(folder):
    path = folder / "labels.csv"
    path.write_bytes(path.read_bytes().replace("信访件标识".encode(), "信访件标识".encode("gbk"), 1))
    with pytest.raises(SetupError, match=r"labels\.csv:2: not UTF-8"):
        load_vocabulary(folder)


def test_a_byte_order_mark_is_told(folder):
    path = folder / "labels.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    with pytest.raises(SetupError, match=r"labels.csv:1: starts with a byte order mark"):
        load_vocabulary(folder)
