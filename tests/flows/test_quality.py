"""The daily look at quality: alarms are chained, figures written, and an office's letters are drawn by its secret."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.blind_share import open_blind_share
from flows.quality import watch_quality
from ledger import BlindShare, open_ledger
from records import Settings, SetupError
from tests.ledger.test_blind import ANSWERS, record


def test_the_flow_chains_alarms_once_and_writes_the_figures(home: Path, tmp_path: Path) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        for number in range(6):
            case_no = record(ledger, str(number), blind=BlindShare(1.0, b"k"))
            ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=datetime.now(UTC))
    file = tmp_path / "laixin.prom"
    first = watch_quality.fn(str(home), str(file))
    assert (first["answered"], first["waiting"]) == (6, 0)
    assert first["new"] == first["alarms"] > 0
    assert watch_quality.fn(str(home), str(file))["new"] == 0
    assert 'laixin_error_rate{judgement="unit",period="year"} 1.0' in file.read_text()


def test_the_secret_of_the_draw_is_made_once_and_kept(make_settings: Callable[..., Settings]) -> None:
    first = open_blind_share(make_settings())
    assert first is not None
    assert (first.share, len(first.key)) == (0.02, 32)
    assert open_blind_share(make_settings()) == first
    assert make_settings().blind_file.stat().st_mode & 0o777 == 0o600


def test_an_office_that_draws_nothing_needs_no_secret(make_settings: Callable[..., Settings]) -> None:
    assert open_blind_share(make_settings(blind_share=0)) is None
    assert not make_settings().blind_file.exists()


def test_a_damaged_secret_is_told(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings()
    settings.blind_file.parent.mkdir(parents=True)
    settings.blind_file.write_bytes(b"short")
    with pytest.raises(SetupError, match=r"setup\.blind-key"):
        open_blind_share(settings)
