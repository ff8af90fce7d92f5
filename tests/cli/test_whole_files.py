"""Files appear whole, for their owner alone; what was not finished is taken away."""

import os
import signal
from pathlib import Path

import pytest

from cli.whole_files import write_whole


def test_a_file_appears_when_it_is_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    to = tmp_path / "c.csv"
    with write_whole(to) as stream:
        stream.write(b"whole")
        assert not to.exists()
    assert to.read_bytes() == b"whole"
    assert to.stat().st_mode & 0o777 == 0o600


def test_asked_to_end_it_leaves_nothing_half_written(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def write() -> None:
        with write_whole(tmp_path / "c.csv") as stream:
            stream.write(b"names")
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(SystemExit) as ended:
        write()
    assert ended.value.code == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is before
