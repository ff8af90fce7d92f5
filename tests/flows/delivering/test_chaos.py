"""Each event once and in order at the consumer, whatever is killed: small; tests/bench/bench_outbox.py is the whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ledger import open_ledger
from tests.flows.delivering.chaos import deliver_in_chaos, out_of_order
from tests.flows.delivering.filling import fill_ledger


def test_two_deliverers_and_a_consumer_are_killed_and_every_event_is_applied_once_in_order(
    both_urls: str, tmp_path: Path
) -> None:
    home = tmp_path / "var"
    home.mkdir()
    with open_ledger(both_urls, office="XF") as ledger:
        due = fill_ledger(ledger, 16 if both_urls.startswith("sqlite") else 12)
        arrived = deliver_in_chaos(
            ledger, home, url=both_urls, messages=due, timeout=0.2, between_kills=(0.5, 1.0), most_kills=3
        )
        assert ledger.verify_chain() == []
    assert len(arrived.order) == len({event for _, event, _ in arrived.order}) == due
    assert out_of_order(arrived.order) == []
    assert arrived.kills.total() > 0, "nobody was killed: nothing was tried"
    assert arrived.sendings > due, "the consumer never misbehaved: nothing was tried"
    with closing(sqlite3.connect(home / "consumer.sqlite")) as connection:
        restricted = connection.execute("SELECT count(*) FROM applied WHERE case_no LIKE '%0'").fetchone()
    assert restricted != (0,)
