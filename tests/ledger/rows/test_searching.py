"""Full-text search: every word of any length is found, and nothing by who has no right to it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import Ledger
from ledger.rows.words import MOST_WORDS
from records import UsageError
from tests.ledger.letters import LATER, NOON, make_scan, make_source
from tests.ledger.like_letters import make_letter

TEXTS = (
    "林小川反映：村口的石材厂排放污水，电话13800001234。",
    "三个月工资被拖欠，请求劳动监察。",
    "徵地補償款沒有發到村民手中，ＡＢＣ公司。",
    "污水处理厂的水。厂里污",
    "举报陈某贪污工资，石材厂行贿。",
)
ACCUSATION = 4


@pytest.fixture
def letters(ledger: Ledger) -> Ledger:
    """A letter of each text; the last is an accusation."""
    for number, words in enumerate(TEXTS):
        scan = make_scan(str(number))
        ledger.take_in(scan, source=make_source(number))
        kind = "accusation" if number == ACCUSATION else "appeal"
        ledger.record_case(make_letter(scan, words, name="林小川", phone="13800001234", matter_class=kind), at=LATER)
    return ledger


def found(ledger: Ledger, query: str, **rights: bool) -> list[int]:
    return [hit.case_id - 1 for hit in ledger.search(query, **rights).hits]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("水", [3, 0]),
        ("污水", [3, 0]),
        ("石材厂", [0]),
        ("工资被拖欠", [1]),
        ("厂 污", [3, 0]),
        ("污，厂", [3, 0]),
        ("厂污", []),
        ("水厂", []),
        ("征地补偿款", [2]),
        ("徵地", [2]),
        ("abc公司", [2]),
        ("ＡＢＣ", [2]),
        ("监察 污水", []),
        ("行贿", []),
    ],
)
def test_words_are_found_newest_first(letters: Ledger, query: str, numbers: list[int]) -> None:
    assert found(letters, query) == numbers


@pytest.mark.parametrize("query", ["林小川", "小川", "13800001234", "00001234", "0000"])
def test_a_person_is_found_by_right_alone(letters: Ledger, query: str) -> None:
    assert found(letters, query) == []
    assert found(letters, query, personal=True) == [3, 2, 1, 0]
    assert found(letters, query, restricted=True) == [4]
    assert found(letters, query, personal=True, restricted=True) == [4, 3, 2, 1, 0]


def test_a_restricted_case_is_not_found_and_not_counted_without_the_right(letters: Ledger) -> None:
    assert found(letters, "石材厂") == [0]
    assert found(letters, "石材厂", personal=True) == [0]
    assert found(letters, "石材厂", restricted=True) == [4, 0]
    (hit, *_) = letters.search("石材厂", restricted=True).hits
    assert (hit.restricted, hit.passage, hit.topic, hit.unit) == (True, "", None, None)


def test_a_case_is_no_longer_found_when_a_person_calls_it_an_accusation(letters: Ledger) -> None:
    letters.review("2026-XF-00001", "matter_class", "accusation", by="陈录入", note="", at=LATER)
    assert found(letters, "石材厂") == []
    assert found(letters, "石材厂", restricted=True) == [4, 0]
    letters.decide("2026-XF-00001", {"matter_class": "appeal", "accused_units": []}, by="陈录入", note="核实", at=LATER)
    assert found(letters, "石材厂") == [0]


def test_what_a_person_corrected_is_found_and_what_stood_before_is_not(letters: Ledger) -> None:
    letters.review("2026-XF-00002", "title", "关于欠薪的信", by="陈录入", note="", at=LATER)
    assert found(letters, "欠薪") == [1]
    letters.review("2026-XF-00002", "title", "关于劳动的信", by="陈录入", note="", at=LATER)
    assert found(letters, "欠薪") == []


def test_the_passage_shows_the_words_and_no_person(letters: Ledger) -> None:
    (hit,) = letters.search("村口").hits
    assert hit.passage.startswith("林")
    assert "村口的石材厂排放污水" in hit.passage
    assert "小川" not in hit.passage
    assert "13800001234" not in hit.passage


def test_a_search_goes_on_where_it_stopped(letters: Ledger) -> None:
    first = letters.search("水", limit=1)
    assert first.below is not None
    second = letters.search("水", limit=1, cursor=str(first.below))
    assert [hit.case_id for hit in (*first.hits, *second.hits)] == [4, 1]
    assert found(letters, "水", personal=True) == [3, 0]


@pytest.mark.parametrize("query", ["", " ，。", "字" * 101, " ".join(map(str, range(MOST_WORDS + 1)))])
def test_a_query_without_words_or_with_too_many_is_refused(letters: Ledger, query: str) -> None:
    with pytest.raises(UsageError, match=r"search\.words"):
        letters.search(query)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("水*", [3, 0]),
        ("水\\", [3, 0]),
        ('"水"', [3, 0]),
        ("水 OR 拖", []),
        ("marks:水", []),
        ("水'); DROP TABLE cases; --", []),
        ("NEAR(水 污)", []),
    ],
)
def test_no_query_is_taken_for_the_databases_own_language(letters: Ledger, query: str, numbers: list[int]) -> None:
    assert found(letters, query) == numbers


def test_every_word_of_a_letter_is_found_by_any_piece_of_it(ledger: Ledger) -> None:
    numbers = iter(range(1, 10**6))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        data=st.data(),
        words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40),
    )
    def check(data: st.DataObject, words: str) -> None:
        number = next(numbers)
        scan = make_scan(f"piece {number}", received_at=NOON)
        ledger.take_in(scan, source=make_source(number))
        case_no = ledger.record_case(make_letter(scan, words), at=LATER)
        start = data.draw(st.integers(0, len(words) - 1))
        piece = words[start : data.draw(st.integers(start + 1, len(words)))]
        if sum(char.isalnum() for char in piece) and not any(char.isdigit() for char in words):
            try:
                hits = ledger.search(piece, limit=1000).hits
            except UsageError:
                return  # folded, nothing is left of it
            assert case_no in {hit.case_no for hit in hits}

    check()
