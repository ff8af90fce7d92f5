"""A file that somebody still writes is told, whatever it looks like."""

import threading
from pathlib import Path

import pytest

from extractors.intake import writers
from extractors.intake.writers import is_being_written


def asked(path: Path) -> bool:
    with path.open("rb") as file:
        return is_being_written(file)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.tif"
    path.write_bytes(b"scan")
    if writers._file_system(path.stat().st_dev) not in writers._LOCAL:
        pytest.skip("this file system does not tell")
    return path


def test_a_file_that_is_open_for_writing_is_being_written_until_it_is_closed(path):
    assert not asked(path)
    with path.open("ab"):
        assert asked(path)
    assert not asked(path)


def test_a_reader_is_no_writer(path):
    with path.open("rb"):
        assert not asked(path)


def test_a_writer_that_comes_while_it_is_asked_is_not_held_up_and_nothing_dies(path):
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with path.open("ab") as file:
                file.write(b"x")

    writer = threading.Thread(target=write)
    writer.start()
    answers = {asked(path) for _ in range(3000)}
    stop.set()
    writer.join(timeout=10)
    assert not writer.is_alive()
    assert answers == {True, False}


def test_on_a_share_whose_refusals_mean_nothing_the_answer_is_no(path, monkeypatch):
    monkeypatch.setattr(writers, "_file_system", lambda device: "cifs")
    with path.open("ab"):
        assert not asked(path)
