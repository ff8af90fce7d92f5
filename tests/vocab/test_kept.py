"""The tables that letters were judged by are kept, whole, once, and loadable."""

import pytest

from records import SetupError
from vocab import load_vocabulary
from vocab.kept import find_damage, keep_version
from vocab.sources import SHIPPED

WORDS = load_vocabulary()


def test_a_version_is_kept_once_and_can_be_loaded_again(tmp_path):
    place = keep_version(WORDS, tmp_path / "vocab")
    assert place == tmp_path / "vocab" / WORDS.hash
    written = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    assert keep_version(WORDS, tmp_path / "vocab") == place
    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == written
    assert load_vocabulary(place).hash == WORDS.hash
    assert list(find_damage(tmp_path / "vocab")) == []
    assert [path.name for path in (tmp_path / "vocab").iterdir()] == [WORDS.hash]


def test_an_offices_tables_with_what_was_added_from_the_shipped_are_kept(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    rule = '[urgency.flood]\nanswer = "urgent"\nweight = 3.0\nwords = ["洪水\\"进村"]\nnegatable = false\n'
    (own / "cues.toml").write_text(rule, encoding="utf-8")
    (own / "phrases.toml").write_text('asking = ["跪求"]\n', encoding="utf-8")
    (own / "codes.csv").write_text(
        (SHIPPED / "codes.csv").read_text(encoding="utf-8").split("\n", 1)[0] + "\n", encoding="utf-8"
    )
    words = load_vocabulary(own)
    again = load_vocabulary(keep_version(words, tmp_path / "vocab"))
    assert again.hash == words.hash
    assert (again.cues, again.phrases, again.codes) == (words.cues, words.phrases, words.codes)


def test_a_kept_version_that_was_changed_is_told(tmp_path):
    place = keep_version(WORDS, tmp_path / "vocab")
    (place / "units.csv").write_text("code\n", encoding="utf-8")
    (tmp_path / "vocab" / ".part-x").mkdir()
    assert list(find_damage(tmp_path / "vocab")) == [f"vocabulary {WORDS.hash}: its tables have changed"]


def test_a_home_without_kept_versions_is_sound(tmp_path):
    assert list(find_damage(tmp_path / "vocab")) == []


def test_a_home_that_cannot_be_written_is_a_set_up_error(tmp_path):
    (tmp_path / "vocab").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(SetupError, match=r"setup\.home"):
        keep_version(WORDS, tmp_path / "vocab")
