import tempfile

import jieba
import pytest

from classifiers.ngrams.segmenting import Segmenter, segmenter_for
from vocab import Term, load_vocabulary


@pytest.fixture(scope="module")
def segmenter():
    return Segmenter([Term("二次供水费", 2000, "n")], surnames={"何", "欧阳"})


def test_terms_stay_whole_and_punctuation_goes(segmenter):
    assert segmenter.segment("物业收二次供水费，太高。") == ["物业", "收", "二次供水费", "太高"]


def test_terms_leak_into_no_other_tokenizer(segmenter):
    segmenter.segment("二次供水费")
    assert "二次供水费" not in jieba.dt.FREQ


def test_no_cache_is_read_or_written_in_the_temporary_folder(tmp_path, monkeypatch):
    planted = tmp_path / "jieba.cache"
    planted.write_bytes(b"not a cache")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert Segmenter([]).segment("小区电梯") == ["小区", "电梯"]
    assert [path.name for path in tmp_path.iterdir()] == ["jieba.cache"]
    assert planted.read_bytes() == b"not a cache"


def test_segmenting_says_nothing(capfd):
    Segmenter([]).segment("小区")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("word", ["何某珊", "何珊珊", "欧阳珊珊"])
def test_a_word_after_a_surname_that_no_dictionary_knows_may_be_a_name(segmenter, word):
    assert segmenter.may_be_name(word)


@pytest.mark.parametrize("word", ["何况", "电梯", "何", "何a1", "何珊珊珊珊"])
def test_common_words_and_other_strings_are_no_names(segmenter, word):
    assert not segmenter.may_be_name(word)


def test_one_vocabulary_has_one_segmenter():
    assert segmenter_for(load_vocabulary()) is segmenter_for(load_vocabulary())
