"""What no database but SQLite can hold is refused on both, so that every ledger can be moved."""

import pytest

from ledger import Ledger
from records import UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source


def test_a_nul_in_a_text_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    ledger.take_in(make_scan(), source=make_source())
    case_no = ledger.record_case(make_reading(make_scan()), at=LATER)
    with pytest.raises(UsageError, match=r"text\.nul") as refused:
        ledger.review(case_no, "title", "信", by="陈录入", note="林小川\0", at=LATER)
    assert "林小川" not in str(refused.value)
    assert ledger.case(case_no).values.title is None
    assert ledger.verify_chain() == []


def test_a_nul_that_a_letter_says_is_kept(ledger: Ledger) -> None:
    ledger.take_in(make_scan(), source=make_source())
    case_no = ledger.record_case(make_reading(make_scan()), at=LATER)
    ledger.review(case_no, "title", "前\0后", by="陈录入", note="", at=LATER)
    assert ledger.case(case_no).values.title == "前\0后"
    assert ledger.verify_chain() == []
