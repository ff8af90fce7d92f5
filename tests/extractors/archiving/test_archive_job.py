"""Archive copies are made in reading processes: what happens there is told by a code, and never quotes a letter."""

from pathlib import Path

import pytest

from extractors.archiving.archive_job import archive_letter
from extractors.engines.engine import open_no_engine
from extractors.intake.formats import JPEG, TEXT
from extractors.reading_pool import ReadingPool
from records import Letter, LetterError, SetupError
from tests.drawing import encode
from tests.extractors.archive_letters import CASE_NO, MADE_AT, archive, as_file, letter_of, lines_of, page_of
from tests.extractors.archiving.test_archive import drawn


@pytest.fixture
def letter(tmp_path: Path) -> tuple[Letter, Path]:
    path = as_file(tmp_path / "scan", encode(drawn(), "JPEG"))
    return letter_of(path, JPEG, [page_of()], lines_of("情况反映")), path


def ask(letter: Letter, path: Path, to: Path, pool: ReadingPool, settings):
    return archive_letter(letter, path, to, pool=pool, settings=settings, title=CASE_NO, made_at=MADE_AT)


def test_a_reading_process_makes_the_same_copy(pool: ReadingPool, settings, letter, tmp_path: Path) -> None:
    here, archived = archive(*letter)
    assert ask(*letter, tmp_path / "there.pdf", pool, settings) == archived
    assert (tmp_path / "there.pdf").read_bytes() == here.read_bytes()


def test_why_there_is_no_copy_is_told_by_its_code(pool: ReadingPool, settings, tmp_path: Path) -> None:
    path = as_file(tmp_path / "mail", "尊敬的领导：请修路灯。".encode())
    typed = letter_of(path, TEXT, [page_of(source="document", size=(0, 0), picture=(0, 0))], ())
    with pytest.raises(LetterError) as raised:
        ask(typed, path, tmp_path / "copy.pdf", pool, settings)
    assert raised.value.code == "archive.no-picture"


def test_what_nobody_foresaw_is_told_by_its_kind_alone(pool: ReadingPool, settings, letter, tmp_path: Path) -> None:
    read, path = letter
    odd = read.model_copy(update={"pages": (page_of(to_upright=(0.0,) * 9),)})  # no way leads back from such a page
    with pytest.raises(LetterError) as raised:
        ask(odd, path, tmp_path / "copy.pdf", pool, settings)
    assert (raised.value.code, raised.value.detail) == ("archive.not-made", "LinAlgError")
    assert list(tmp_path.glob("*.pdf")) == []


def test_a_folder_that_is_not_there_is_no_fault_of_the_program(
    pool: ReadingPool, settings, letter, tmp_path: Path
) -> None:
    with pytest.raises(LetterError) as raised:
        ask(*letter, tmp_path / "nowhere" / "copy.pdf", pool, settings)
    assert raised.value.code == "archive.not-made"


def test_no_engine_is_opened_for_it(settings, letter, tmp_path: Path) -> None:
    with ReadingPool(settings.model_copy(update={"workers": 1}), opener=open_no_engine) as pool:
        assert ask(*letter, tmp_path / "copy.pdf", pool, settings).kept == (1,)
        with pytest.raises(SetupError):
            pool.check_engine()
