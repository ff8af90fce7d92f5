"""Labels gathered from reviews and imports."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from classifiers.labelling.snapshots import read_snapshot
from classifiers.learning.annotations import hash_letter
from flows.labels import gather_labels, take_snapshot
from ledger import Ledger, open_ledger
from records import Finding, Label, LabelledLetter, Reading, Span, UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from vocab import load_vocabulary

WORDS = load_vocabulary()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}", office="XF") as opened:
        yield opened


def put(ledger: Ledger, content: str, *, title: str | None = None, matter_class: str = "appeal") -> str:
    """A letter in the ledger; `title` is one of its lines."""
    scan = make_scan(content)
    reading = make_reading(scan, matter_class=matter_class, best=matter_class)
    ledger.take_in(scan, source=make_source(len(ledger.scans()) + 1))
    if title:
        reading = _with_title(reading, title)
    return ledger.record_case(reading, at=LATER)


def _with_title(reading: Reading, title: str) -> Reading:
    at = reading.letter.text.index(title)
    finding = Finding(field="title", value=title, span=Span(start=at, end=at + len(title)), rule="title.line")
    return reading.model_copy(update={"findings": (finding, *reading.findings)})


def say(ledger: Ledger, case_no: str, by: str = "陈录入", hours: int = 0, note: str = "", **values: str) -> None:
    ledger.decide(case_no, values, by=by, note=note, at=LATER + timedelta(hours=hours))


def answers(ledger: Ledger, task: str, **options: bool) -> list[list[str]]:
    gathered = gather_labels(ledger, task, vocabulary=WORDS, **options)
    return [[label.answer for label in letter.labels] for letter in gathered.letters]


def imported(text: str, answer: str, *, task: str = "topic", by: str = "甲", at: datetime = LATER) -> LabelledLetter:
    digest = hash_letter("", text)
    label = Label(text_sha256=digest, task=task, answer=answer, by=by, at=at, source="file", reference="1")
    return LabelledLetter(id=digest, title="", text=text, day=date(2026, 1, 2), labels=(label,))


def test_a_label_is_what_a_person_set_and_never_the_machines_own_value(ledger: Ledger) -> None:
    reviewed = put(ledger, "one")
    put(ledger, "two")
    say(ledger, reviewed, topic="交通运输")
    say(ledger, put(ledger, "three"), title="一封信")
    (letter,) = gather_labels(ledger, "topic", vocabulary=WORDS).letters
    (label,) = letter.labels
    assert (label.answer, label.by, label.at, label.source) == ("交通运输", "陈录入", LATER, "review")
    assert label.reference == reviewed
    assert letter.day == date(2026, 11, 1)


@pytest.mark.parametrize(("written", "day"), [("2026-11-02", 2), ("2062-11-02", 23), ("1906-11-02", 23), ("", 23)])
def test_a_letters_day_is_its_own_date_unless_that_was_misread(ledger: Ledger, written: str, day: int) -> None:
    case_no = put(ledger, "one")
    say(ledger, case_no, letter_date=written, topic="交通运输")
    (letter,) = gather_labels(ledger, "topic", vocabulary=WORDS).letters
    assert letter.day == date(2026, 11, day)


def test_title_and_text_are_apart_as_the_model_reads_them(ledger: Ledger) -> None:
    case_no = put(ledger, "one", title="请求查清厂房排污一事")
    say(ledger, case_no, topic="环境保护")
    (letter,) = gather_labels(ledger, "topic", vocabulary=WORDS).letters
    assert letter.title == "请求查清厂房排污一事"
    assert letter.title not in letter.text
    assert "电话13800001234" in letter.text
    assert letter.id == hash_letter(letter.title, letter.text)


def test_all_that_persons_said_of_a_case_is_kept(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    say(ledger, case_no, topic="环境保护")
    say(ledger, case_no, by="李主任", hours=1, topic="交通运输")
    assert answers(ledger, "topic") == [["环境保护", "交通运输"]]


def test_what_a_person_took_back_is_no_label(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    say(ledger, case_no, purpose="relief")
    say(ledger, case_no, hours=1, purpose="")
    assert answers(ledger, "purpose") == []


def test_a_second_level_becomes_a_pair_with_the_first_level_that_its_person_gave(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    first, second = next(pair for pair in WORDS.topic_units if pair[0] == "城乡建设")
    other = next(pair for pair in WORDS.topic_units if pair[0] == "交通运输")
    say(ledger, case_no, topic=first, topic2=second)
    say(ledger, case_no, by="李主任", hours=1, topic=other[0], topic2=other[1])
    assert answers(ledger, "topic2") == [[f"{first}/{second}", f"{other[0]}/{other[1]}"]]


def test_a_second_level_given_before_the_first_belongs_to_the_one_that_stands_in_the_end(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    first, second = next(pair for pair in WORDS.topic_units if pair[0] == "城乡建设")
    say(ledger, case_no, topic2=second)
    say(ledger, case_no, hours=1, topic=first)
    assert answers(ledger, "topic2") == [[f"{first}/{second}"]]


def test_restricted_cases_come_only_when_asked_and_neither_does_their_text_from_a_file(ledger: Ledger) -> None:
    case_no = put(ledger, "one", matter_class="accusation")
    say(ledger, case_no, topic="纪检监察")
    text = ledger.reading(case_no).letter.text
    ledger.import_labels([imported(text, "纪检监察")], by="陈录入", at=LATER)
    gathered = gather_labels(ledger, "topic", vocabulary=WORDS)
    assert (gathered.letters, gathered.withheld) == ((), 1)
    assert len(answers(ledger, "topic", restricted=True)) == 2


def test_an_imported_label_of_a_restricted_case_that_nobody_reviewed_is_left_out_by_its_words_or_its_number(
    ledger: Ledger,
) -> None:
    case_no = put(ledger, "one", matter_class="accusation")
    other = imported("读得不一样的文字", "纪检监察")
    named = other.model_copy(
        update={"labels": tuple(label.model_copy(update={"reference": case_no}) for label in other.labels)}
    )
    same = imported(ledger.reading(case_no).letter.text, "纪检监察")
    ledger.import_labels([same, named, imported("学校的饭菜不卫生", "教育文体")], by="陈录入", at=LATER)
    assert answers(ledger, "topic") == [["教育文体"]]
    assert gather_labels(ledger, "topic", vocabulary=WORDS).withheld == 2
    assert len(answers(ledger, "topic", restricted=True)) == 3


def test_an_imported_label_of_a_case_that_became_an_accusation_is_left_out(ledger: Ledger) -> None:
    case_no = put(ledger, "one")
    ledger.import_labels([imported(ledger.reading(case_no).letter.text, "环境保护")], by="陈录入", at=LATER)
    assert answers(ledger, "topic") == [["环境保护"]]
    say(ledger, case_no, matter_class="accusation")
    assert answers(ledger, "topic") == []


def test_imported_labels_stand_beside_reviews(ledger: Ledger) -> None:
    say(ledger, put(ledger, "one"), topic="环境保护")
    ledger.import_labels([imported("学校的饭菜不卫生", "教育文体")], by="陈录入", at=LATER)
    assert answers(ledger, "topic") == [["环境保护"], ["教育文体"]]


def test_an_answer_that_the_tables_do_not_have_is_told_and_left_out(ledger: Ledger) -> None:
    ledger.import_labels([imported("学校的饭菜不卫生", "没有的类")], by="陈录入", at=LATER)
    gathered = gather_labels(ledger, "topic", vocabulary=WORDS)
    assert (gathered.letters, gathered.outdated) == ((), 1)


def test_a_task_that_is_not_learned_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"task\.unknown"):
        gather_labels(ledger, "urgency", vocabulary=WORDS)


def test_a_snapshot_holds_what_was_gathered(ledger: Ledger, tmp_path: Path) -> None:
    say(ledger, put(ledger, "one"), topic="环境保护")
    ledger.import_labels([imported("学校的饭菜不卫生", "教育文体")], by="陈录入", at=LATER)
    snapshot = take_snapshot(ledger, tmp_path, "topic", vocabulary=WORDS)
    assert snapshot.folder.parent == tmp_path / "learning" / "snapshots"
    assert sorted(row.label for row in read_snapshot(snapshot.folder).rows) == ["教育文体", "环境保护"]
    assert snapshot.card["sources"] == {"file": 1, "review": 1}
