"""Tokens and accesses in the ledger: vouched for by events, without secrets and reasons in them."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from ledger import Ledger
from records import UsageError
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import NOON

CLERK, REASON = "王晓梅", "核实来信人"


def make(ledger: Ledger, name: str = "province", **changed: object):
    given = {"scopes": ["cases:read"], "days": 30, "by": CLERK, "at": NOON}
    return ledger.make_token(name, **given | changed)


def test_a_token_is_found_by_its_secret_until_its_end(ledger: Ledger) -> None:
    token, secret = make(ledger)
    assert ledger.token_of(secret, at=NOON) == token
    assert ledger.token_of(secret, at=NOON + timedelta(days=30) - timedelta(seconds=1)) == token
    for wrong, at in ((secret, NOON + timedelta(days=30)), (secret[:-1], NOON), ("", NOON), (f"{secret} ", NOON)):
        assert ledger.token_of(wrong, at=at) is None


def test_a_revoked_token_is_found_no_more_and_revoking_twice_changes_nothing(ledger: Ledger) -> None:
    _, secret = make(ledger)
    first = ledger.revoke_token("province", by=CLERK, at=NOON)
    assert ledger.revoke_token("province", by=CLERK, at=NOON + timedelta(days=1)) == first
    assert ledger.token_of(secret, at=NOON) is None
    assert ledger.verify_chain() == []


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("大厅", {}, "token.name"), ("-x", {}, "token.name"), ("x" * 33, {}, "token.name"),
        ("x", {"scopes": []}, "token.scope"), ("x", {"scopes": ["cases"]}, "token.scope"),
        ("x", {"days": 0}, "token.days"), ("x", {"days": 367}, "token.days"), ("x", {"by": " "}, "review.unsigned"),
        ("x", {"unit": "NONE"}, "token.unit"), ("province", {}, "token.known"),
    ],
)  # fmt: skip
def test_what_a_token_cannot_be(ledger: Ledger, name: str, changed: dict[str, object], code: str) -> None:
    make(ledger)
    with pytest.raises(UsageError, match=code.replace(".", r"\.")):
        make(ledger, name, **changed)
    assert len(ledger.tokens()) == 1


def test_no_event_and_no_table_holds_the_secret_or_the_reason_of_an_access(ledger: Ledger) -> None:
    _, secret = make(ledger)
    ledger.note_access("api", "full", by=CLERK, reason=REASON, at=NOON, cases=1)
    with ledger._engine.connect() as connection:
        events = str(connection.execute(text("SELECT * FROM events")).all())
        tokens = str(connection.execute(text("SELECT * FROM tokens")).all())
        accesses = str(connection.execute(text("SELECT * FROM accesses")).all())
    assert secret not in events + tokens
    assert REASON not in events
    assert REASON in accesses
    assert ledger.verify_chain() == []


@pytest.mark.parametrize(
    ("reason", "by", "code"), [("", CLERK, "access.reason"), ("x" * 501, CLERK, "access.reason"), ("x", "", "unsigned")]
)
def test_an_access_without_reason_or_name_is_refused(ledger: Ledger, reason: str, by: str, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        ledger.note_access("export", "full", by=by, reason=reason, at=NOON, cases=3)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tokens SET scopes = 'cases:read cases:full'",
        "UPDATE tokens SET unit = 'JYJ'",
        "UPDATE tokens SET hash = 'x' WHERE name = 'province'",
        "UPDATE tokens SET expires_at = '2099-01-01 00:00:00+00:00' WHERE name = 'province'",
        "UPDATE tokens SET revoked_at = NULL, revoked_event = NULL WHERE name = 'gone'",
        "DELETE FROM tokens WHERE name = 'province'",
    ],
)
def test_a_token_widened_prolonged_or_revived_by_hand_is_told(ledger: Ledger, change: str) -> None:
    make(ledger)
    make(ledger, "gone")
    ledger.revoke_token("gone", by=CLERK, at=NOON)
    with ledger._engine.begin() as connection:
        connection.execute(text(change))
    assert any("token" in found for found in ledger.verify_chain())


def test_an_event_made_into_no_json_is_told_and_ends_no_check(ledger: Ledger, back_door: BackDoor) -> None:
    make(ledger)
    make(ledger, "gone")
    ledger.revoke_token("gone", by=CLERK, at=NOON)
    back_door.unlock().execute("UPDATE events SET data = 'x'")
    told = ledger.verify_chain()
    assert {f"token {number}: not what event {number} recorded" for number in (1, 2)} <= set(told)
    assert "token 2: not revoked as event 3 recorded" in told
