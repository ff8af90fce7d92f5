"""Steps are sealed: whatever is changed, removed or added past the program is told by `verify_chain`."""

import pytest
from sqlalchemy.exc import SQLAlchemyError

from ledger import Ledger
from tests.ledger.back_door import BackDoor
from tests.ledger.life.walking import confirm, walk


@pytest.fixture
def steps(ledger: Ledger, back_door: BackDoor) -> BackDoor:
    """The database of a ledger with a case that took three steps."""
    walk(ledger, confirm(ledger), "forward", "accept", "instruct")
    assert ledger.verify_chain() == []
    return back_door


@pytest.mark.parametrize("edit", ["UPDATE steps SET facts = '{}'", "DELETE FROM steps"])
def test_the_database_refuses_every_edit_of_a_step(steps: BackDoor, edit: str) -> None:
    with pytest.raises(SQLAlchemyError, match="the table steps is append-only"):
        steps.execute(edit)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ("UPDATE steps SET facts = '{\"unit\":\"MZJ\"}' WHERE id = 1", "step 1 of 2026-XF-00001: not what event"),
        ("UPDATE steps SET \"on\" = '2026-11-30' WHERE id = 2", "step 2 of 2026-XF-00001: not what event"),
        ("UPDATE steps SET \"by\" = 'x' WHERE id = 2", "step 2 of 2026-XF-00001: not what event"),
        ("UPDATE steps SET after = 'closed' WHERE id = 2", "step 2 of 2026-XF-00001: not what event"),
        ("UPDATE steps SET kind = 'lead' WHERE id = 3", "step 3 of 2026-XF-00001: not what event"),
        ("DELETE FROM steps WHERE id = 3", "step.taken: 3 events but 2 rows in steps"),
        ("DELETE FROM steps WHERE id = 1", "step.taken: 3 events but 2 rows in steps"),
        (('INSERT INTO steps SELECT 9, case_no, kind, before, after, "on", "by", at, facts, key, salt, 1 FROM steps'
         ' WHERE id = 3'),
         "step 9 of 2026-XF-00001: not what event 1 recorded"),
        ("UPDATE cases SET status = 'closed'", "case 2026-XF-00001: stands at closed, its steps lead to accepted"),
    ],
)  # fmt: skip
def test_every_change_is_told(ledger: Ledger, steps: BackDoor, edit: str, told: str) -> None:
    steps.unlock().execute(edit)
    assert [line for line in ledger.verify_chain() if line.startswith(told)], ledger.verify_chain()
