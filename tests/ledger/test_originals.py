"""The store of originals: byte for byte, on the disk, and never half a file under a name."""

import io
import os
import time
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import Originals
from records import LetterError, UsageError

LIMIT = 4 << 20


@pytest.fixture
def store(tmp_path: Path) -> Originals:
    """An empty store."""
    return Originals(tmp_path / "store")


def put(store: Originals, content: bytes) -> str:
    """Keep some bytes; the name they were kept under."""
    return store.put(io.BytesIO(content), max_bytes=LIMIT).sha256


def files(folder: Path) -> list[str]:
    """Every file below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=3000))
def test_what_was_put_in_comes_out_byte_for_byte(store: Originals, content: bytes) -> None:
    stored = store.put(io.BytesIO(content), max_bytes=LIMIT)
    assert (stored.sha256, stored.size) == (sha256(content).hexdigest(), len(content))
    assert store.path(stored.sha256).read_bytes() == content


def test_a_file_of_many_chunks_is_kept_whole(store: Originals) -> None:
    content = os.urandom((2 << 20) + 17)
    assert store.path(put(store, content)).read_bytes() == content


def test_an_original_is_named_by_its_hash_and_read_only(store: Originals, tmp_path: Path) -> None:
    name = put(store, b"letter")
    assert files(tmp_path / "store") == [f"{name[:2]}/{name[2:]}"]
    assert store.path(name).stat().st_mode & 0o777 == 0o400


def test_the_same_content_twice_is_kept_once(store: Originals, tmp_path: Path) -> None:
    assert put(store, b"letter") == put(store, b"letter")
    assert len(files(tmp_path / "store")) == 1


def test_putting_in_again_heals_an_original_whose_content_changed(store: Originals) -> None:
    path = store.path(put(store, b"letter"))
    path.chmod(0o600)
    path.write_bytes(b"spoilt")
    put(store, b"letter")
    assert path.read_bytes() == b"letter"


def test_a_file_above_the_limit_is_refused_and_leaves_nothing(store: Originals, tmp_path: Path) -> None:
    assert store.put(io.BytesIO(b"1234"), max_bytes=4).size == 4
    with pytest.raises(LetterError) as told:
        store.put(io.BytesIO(b"12345"), max_bytes=4)
    assert told.value.code == "intake.too-large"
    assert len(files(tmp_path / "store")) == 1


def test_the_size_limit_stops_the_copying_early(store: Originals) -> None:
    endless = Endless()
    with pytest.raises(LetterError):
        store.put(endless, max_bytes=3 << 20)
    assert endless.given <= 4 << 20


class Endless(io.BytesIO):
    """A stream without an end."""

    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Zeros, as many as asked for."""
        self.given += size or 0
        return bytes(size or 0)


class Failing(io.BytesIO):
    """A stream that breaks after its first chunk."""

    calls = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """A chunk, then an error of the disk."""
        self.calls += 1
        if self.calls > 1:
            raise OSError(5, "Input/output error")
        return b"half"


def test_a_source_that_breaks_half_way_leaves_nothing(store: Originals, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Input/output"):
        store.put(Failing(), max_bytes=LIMIT)
    assert files(tmp_path / "store") == []


def test_file_and_folders_are_synced_before_put_returns(
    store: Originals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    sync = os.fsync

    def note(handle: int) -> None:
        synced.append(os.path.relpath(Path(f"/proc/self/fd/{handle}").readlink(), tmp_path / "store"))
        sync(handle)

    monkeypatch.setattr(os, "fsync", note)
    name = put(store, b"letter")
    assert synced[0].startswith(".part-"), "the content, before it has a name"
    assert synced[1:] == [".", name[:2]]


def test_what_a_killed_run_left_is_removed_only_when_older_than_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    old, fresh = folder / ".part-old", folder / ".part-fresh"
    for part in (old, fresh):
        part.write_bytes(b"half")
    os.utime(old, (time.time() - 86_500,) * 2)
    Originals(folder)
    assert files(folder) == [".part-fresh"]


def test_verify_finds_changed_and_missing_originals(store: Originals) -> None:
    good, bad, gone = put(store, b"good"), put(store, b"bad"), put(store, b"gone")
    assert store.verify([good, bad, gone]) == []
    store.path(bad).chmod(0o600)
    store.path(bad).write_bytes(b"worse")
    store.path(gone).unlink()
    assert store.verify([good, bad, gone]) == [f"original {bad}: its content has changed", f"original {gone}: missing"]


def test_originals_are_copied_out_under_their_full_names(store: Originals, tmp_path: Path) -> None:
    names = {put(store, content) for content in (b"one", b"two", b"")}
    for _ in range(2):
        assert store.copy_all(tmp_path / "out") == 3
    assert set(files(tmp_path / "out")) == names
    assert {sha256((tmp_path / "out" / name).read_bytes()).hexdigest() for name in names} == names


def test_a_changed_original_is_not_handed_out_and_told(store: Originals, tmp_path: Path) -> None:
    good, bad = put(store, b"good"), put(store, b"bad")
    store.path(bad).chmod(0o600)
    store.path(bad).write_bytes(b"worse")
    with pytest.raises(LetterError, match=bad):
        store.copy_all(tmp_path / "out")
    assert files(tmp_path / "out") == [good]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_hash_leads_nowhere(store: Originals, name: str) -> None:
    with pytest.raises(UsageError):
        store.path(name)
