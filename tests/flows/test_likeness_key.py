"""The secret is made once, whole, for its owner's eyes alone."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.likeness_key import open_likeness_key
from records import Settings, SetupError


def test_all_who_start_at_once_have_one_secret(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: open_likeness_key(settings), range(40)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["likeness.key"]
    assert (tmp_path / "keys" / "likeness.key").stat().st_mode & 0o777 == 0o600


def test_a_file_that_the_office_names_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"setup\.likeness-key"):
        open_likeness_key(Settings(home=tmp_path, likeness_key_file=tmp_path / "shared.key"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_damaged_secret_is_told_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "keys" / "likeness.key"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SetupError, match=r"setup\.likeness-key"):
        open_likeness_key(Settings(home=tmp_path))
    assert path.read_bytes() == content
