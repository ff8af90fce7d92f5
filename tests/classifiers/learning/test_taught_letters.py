"""The letters behind the shipped models are known by their hashes."""

from hashlib import sha256
from pathlib import Path

import pytest

from classifiers.learning.annotations import hash_letter
from classifiers.learning.taught_letters import ANNOTATIONS, EXAMPLES, LABELS, read_taught
from flows.subjects import MODELS, TRAINING
from records import SetupError
from tests.classifiers.topic_data import own_letters


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ANNOTATIONS).write_text(f"text_sha256,topic\n{hash_letter('题', '全文')},a\n", encoding="utf-8")
    (tmp_path / LABELS).write_text(
        f"text_sha256,label,by\n{sha256('正文'.encode()).hexdigest()},a,b\n", encoding="utf-8"
    )
    (tmp_path / EXAMPLES).write_text('{"title": "例", "text": "信", "label": "a"}\n', encoding="utf-8")
    return tmp_path


def test_each_table_names_letters_in_its_own_way(folder: Path) -> None:
    taught = read_taught(folder)
    assert taught.holds("题", "全文")
    assert not taught.holds("", "全文"), "its title belongs to it"
    assert taught.holds("", "正文")
    assert taught.holds("什么题目", "正文"), "of these the text alone is known"
    assert taught.holds("例", "信")
    assert not taught.holds("例", "另一封信")


@pytest.mark.parametrize("name", [ANNOTATIONS, LABELS, EXAMPLES])
def test_a_table_that_is_missing_is_told(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(SetupError, match=r"setup\.model"):
        read_taught(folder)


def test_the_shipped_tables_are_read() -> None:
    taught = read_taught(MODELS / TRAINING)
    assert len(taught.letters) > 4000
    assert len(taught.texts) > 500
    assert all(taught.holds(row.title, row.text) for row in own_letters())
