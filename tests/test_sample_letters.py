"""The main job on the sample letters: every file is read by the real engine and judged against what it must yield."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from classifiers.judge import judge_letter
from classifiers.likeness.likeness import compare_letters, facts_of, sign_facts
from classifiers.weighing.judging_model import JudgingModel
from extractors.fields.findings import find_all
from extractors.intake.scans import scan_file
from extractors.letters import read_letter
from extractors.reading_pool import ReadingPool
from records import Finding, Judgement, Letter
from tests.classifiers.test_judge import write_letter
from tests.measuring import count_errors, plain
from tests.sample_docs.expectations import FIELDS, Expectation, load_expectations
from vocab import load_vocabulary

RECEIVED = datetime(2026, 11, 20, tzinfo=UTC)
CEILING = {"print": 0.012, "hand": 0.035}
"""Wrong characters a letter, recorded: the worst that was read, and a little room."""
SHARE = {"print": 0.95, "hand": 0.80}
"""Expected values that must be found exactly."""
WRONG, LIKELIEST, GIVEN = 0.03, 0.90, 0.85
"""Shares of the judgements asked for, recorded with a little room: given and wrong; right where given, or first where
left to a person; given and right."""

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
        """The values found; a title put together from the letter's words is none that the letter states."""
        return [f.value for f in self.findings if f.field == field and f.value and f.rule != "title.composed"]


@pytest.fixture(scope="module")
def letters(pool: ReadingPool, judging: JudgingModel) -> list[Read]:
    vocabulary = load_vocabulary()
    done = []
    for expected in load_expectations():
        scan = scan_file(expected.path).model_copy(update={"received_at": RECEIVED})
        letter = read_letter(scan, expected.path, pool=pool, max_bytes=10**9)
        findings = find_all(letter, vocabulary=vocabulary, received=date(2026, 11, 20))
        verdict = judge_letter(letter, findings, vocabulary=vocabulary, judging=judging)
        done.append(Read(expected, letter, (*findings, *verdict.accused), verdict.judgements))
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


def test_letters_on_one_matter_are_found_alike(letters: list[Read]) -> None:
    facts = {
        read.expected.name: facts_of(read.letter, read.findings, tuple(read.judgements.values())) for read in letters
    }
    wanted = {
        (read.expected.name, read.expected.links.same_matter) for read in letters if read.expected.links.same_matter
    }
    found = {
        (one, other)
        for one, other in permutations(facts, 2)
        if (likeness := compare_letters(facts[one], facts[other])) is not None and likeness.same_matter
    }
    assert found == wanted
    signed = {name: sign_facts(fact, key=bytes(32)) for name, fact in facts.items()}
    for one, other in wanted:
        assert set(signed[one].keys) & set(signed[other].keys), "and looked up by the sender's keys"


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


def test_what_contradicts_itself_is_found_with_its_doubt(letters: list[Read]) -> None:
    doubted = [(read, name, code) for read in letters for name, code in read.expected.doubts.items()]
    assert len(doubted) >= 2
    for read, name, code in doubted:
        assert [f.doubt for f in read.findings if f.field == name] == [code], read.expected.name


def check_judgements(letters: list[Read]) -> None:
    """Hold answers given to the share that may be wrong, and best answers and those given to the recorded shares."""
    asked, given, late, second, wrong = 0, 0, [], [], []
    for read in letters:
        for question, answer in read.expected.judgements.model_dump(exclude_none=True).items():
            judged = read.judgements[question]
            best = judged.answer or next((runner.answer for runner in judged.runners_up), None)
            told = (read.expected.name, question, judged.answer or f"{best}?")
            asked += 1
            given += judged.answer == answer
            wrong += [told] if judged.answer not in (answer, None) else []
            late += [told] if judged.answer != answer else []
            second += [told] if best != answer else []
    assert asked > 200
    assert len(wrong) <= WRONG * asked, wrong
    assert len(second) <= (1 - LIKELIEST) * asked, second
    assert given >= GIVEN * asked, late


def test_judgements_are_right_or_abstain(letters: list[Read]) -> None:
    check_judgements(letters)


def test_judgements_of_what_really_stands_there_are_right_or_abstain(judging: JudgingModel) -> None:
    vocabulary, done = load_vocabulary(), []
    for expected in load_expectations():
        letter = write_letter("\n".join(page.text.strip("\n") for page in expected.pages))
        findings = find_all(letter, vocabulary=vocabulary, received=date(2026, 11, 20))
        verdict = judge_letter(letter, findings, vocabulary=vocabulary, judging=judging)
        done.append(Read(expected, letter, (*findings, *verdict.accused), verdict.judgements))
    check_judgements(done)


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
