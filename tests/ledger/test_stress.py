"""Everything at once: connections that register, decide, take steps and claim never wait for each other in a ring."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from ledger import Ledger, open_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

ROUNDS = 8


def test_connections_that_do_everything_at_once_neither_block_nor_lose(url: str) -> None:  # noqa: C901 - five acts
    numbers = []
    with open_ledger(url, office="XF") as ledger:
        for number in range(4):
            ledger.take_in(make_scan(f"first {number}"), source=make_source(number))
            numbers.append(ledger.record_case(make_reading(make_scan(f"first {number}")), at=LATER))

    def record(book: Ledger, turn: int) -> None:
        scan = make_scan(f"letter {turn}")
        book.take_in(scan, source=make_source(100 + turn))
        book.record_case(make_reading(scan), at=LATER)

    def decide(book: Ledger, turn: int) -> None:
        book.review(numbers[turn % 2], "title", f"题目{turn}", by="陈录入", note="", at=LATER)

    def step(book: Ledger, turn: int) -> None:
        at = LATER + timedelta(days=turn)
        book.take_step(numbers[2 + turn % 2], "progress", by="王晓梅", at=at, facts={"words": "已联系"})

    def claim(book: Ledger, turn: int) -> None:
        book.take_in(make_scan(f"claimed {turn}"), source=make_source(200 + turn))
        for scan in book.claim_scans("worker", at_most=2):
            book.hold(scan.sha256, code="intake.damaged", detail="", at=LATER)
        book.renew_claims("worker")
        book.release([make_scan(f"claimed {turn}").sha256])

    def look(book: Ledger, turn: int) -> None:
        assert book.balance().balanced
        assert len(book.list_rows(limit=3).rows) == 3
        assert book.case(numbers[turn % 4]).case_no == numbers[turn % 4]

    def work(act: Callable[[Ledger, int], None]) -> None:
        with open_ledger(url, office="XF") as own:
            for turn in range(ROUNDS):
                act(own, turn)

    with ThreadPoolExecutor(5) as threads:
        for done in [threads.submit(work, act) for act in (record, decide, step, claim, look)]:
            done.result()
    with open_ledger(url, office="XF") as ledger:
        assert ledger.verify_chain() == []
        balance = ledger.balance()
        assert balance.balanced
        assert balance.taken_in == 4 + 2 * ROUNDS
        assert len(list(ledger.cases())) == balance.cases
