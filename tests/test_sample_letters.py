"""The main job on the sample letters: every file is read by the real engine and judged against what it must yield."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from classifiers.judge import judge_letter
from classifiers.model_files import load_model
from classifiers.topics import judge_topic
from extractors.fields.findings import find_all
from extractors.intake.scans import scan_file
from extractors.letters import read_letter
from extractors.reading_pool import ReadingPool
from flows.office import newest_model
from records import Finding, Judgement, Letter
from tests.measuring import count_errors, plain
from tests.sample_docs.expectations import FIELDS, Expectation, load_expectations
from vocab import load_vocabulary

RECEIVED = datetime(2026, 11, 20, tzinfo=UTC)
CEILING = {"print": 0.012, "hand": 0.035}
"""Wrong characters a letter, recorded: the worst that was read, and a little room."""
SHARE = {"print": 0.95, "hand": 0.80}
"""Expected values that must be found exactly."""

pytestmark = pytest.mark.slow


class Read:
    """A sample letter as the program reads it."""

    def __init__(
        self, expected: Expectation, letter: Letter, findings: tuple[Finding, ...], judgements: tuple[Judgement, ...]
    ):
        self.expected = expected
        self.letter = letter
        self.findings = findings
        self.judgements = {judgement.question: judgement for judgement in judgements}

    def values(self, field: str) -> list[str]:
        return [finding.value for finding in self.findings if finding.field == field and finding.value]


@pytest.fixture(scope="module")
def letters(pool: ReadingPool) -> Iterator[list[Read]]:
    vocabulary, model = load_vocabulary(), load_model(newest_model())
    done = []
    for expected in load_expectations():
        scan = scan_file(expected.path).model_copy(update={"received_at": RECEIVED})
        letter = read_letter(scan, expected.path, pool=pool, max_bytes=10**9)
        findings = find_all(letter, vocabulary=vocabulary, received=date(2026, 11, 20))
        title = next((finding.value for finding in findings if finding.field == "title" and finding.value), "")
        topic = judge_topic(letter, model=model, title=title)
        judged = judge_letter(letter, findings, vocabulary=vocabulary, topic=topic)
        done.append(Read(expected, letter, findings, judged))
    return done


def test_pages_come_from_where_they_should_and_stand_upright(letters: list[Read]) -> None:
    told = {
        (read.expected.name, page.number): (page.source, page.rotation)
        for read in letters
        for page in read.letter.pages
    }
    wanted = {
        (read.expected.name, number): (page.source, page.rotation)
        for read in letters
        for number, page in enumerate(read.expected.pages, start=1)
    }
    assert told == wanted


def test_text_layers_are_read_exactly(letters: list[Read]) -> None:
    checked = 0
    for read in letters:
        for number, page in enumerate(read.expected.pages, start=1):
            if page.source == "text-layer":
                text = "".join(line.text for line in read.letter.lines if line.page == number)
                assert plain(text) == plain(page.text), read.expected.name
                checked += 1
    assert checked >= 2


def test_wrong_characters_stay_under_the_recorded_ceiling(letters: list[Read]) -> None:
    rates = {}
    for read in letters:
        truth = plain("".join(page.text for page in read.expected.pages))
        rates[read.expected.name] = count_errors(truth, plain(read.letter.text)) / len(truth)
    above = {
        read.expected.name: rates[read.expected.name]
        for read in letters
        if rates[read.expected.name] > CEILING[read.expected.kind]
    }
    assert not above


@pytest.mark.parametrize("kind", ["print", "hand"])
def test_expected_values_are_found_exactly(letters: list[Read], kind: str) -> None:
    asked = found = 0
    missing = []
    for read in letters:
        if read.expected.kind != kind:
            continue
        for field, values in read.expected.fields.items():
            got = read.values(field)
            asked += len(values)
            found += sum(value in got for value in values)
            missing += [(read.expected.name, field, value) for value in values if value not in got]
    assert asked > 100
    assert found / asked >= SHARE[kind], missing


def test_few_values_are_found_that_are_not_there(letters: list[Read]) -> None:
    extra = [
        (read.expected.name, field, value)
        for read in letters
        for field in FIELDS
        for value in read.values(field)
        if value not in read.expected.fields.get(field, ())
    ]
    found = sum(len(read.values(field)) for read in letters for field in FIELDS)
    assert len(extra) / found <= 0.04, extra


def test_judgements_are_right_or_abstain(letters: list[Read]) -> None:
    wrong, right, asked = [], 0, 0
    for read in letters:
        for question, answer in read.expected.judgements.model_dump(exclude_none=True).items():
            given = read.judgements[question].answer
            asked += 1
            right += given == answer
            if given is not None and given != answer:
                wrong.append((read.expected.name, question, given))
    assert right / asked >= 0.90, f"{right} of {asked}"
    assert len(wrong) / asked <= 0.03, wrong


def test_the_accused_is_never_proposed(letters: list[Read]) -> None:
    guarded = [read for read in letters if read.expected.guard.never]
    assert len(guarded) >= 3
    for read in guarded:
        unit = read.judgements["unit"]
        proposed = {unit.answer, *(candidate.answer for candidate in unit.runners_up)}
        assert not proposed & set(read.expected.guard.never), read.expected.name


def test_every_value_leads_back_to_a_place_on_its_page(letters: list[Read]) -> None:
    for read in letters:
        sizes = {page.number: page.size for page in read.letter.pages}
        for finding in read.findings:
            if finding.span.start < finding.span.end:
                boxes = read.letter.boxes(finding.span)
                assert boxes, (read.expected.name, finding.field)
                for place in boxes:
                    left, top, right, bottom = place.box
                    width, height = sizes[place.page]
                    assert -5 <= left < right <= width + 5, (read.expected.name, finding.field)
                    assert -5 <= top < bottom <= height + 5, (read.expected.name, finding.field)
