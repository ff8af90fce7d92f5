"""A running office takes up a new model between two letters, and survives a bad one."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import flows.office
from classifiers.registry.names import own_models
from classifiers.registry.service import read_service, switch_model
from flows.judging_models import open_judging
from flows.office import Office
from flows.serving import Reload
from records import Letter, Reading, Settings, SetupError, Stamp
from tests.flows.fakes import FakePool, png
from tests.flows.test_office import taken
from tests.own_models import FIRST, MADE_AT, TASK, add_version, copy_home
from vocab import Vocabulary


def judging_of(settings: Settings, vocabulary: object = None) -> SimpleNamespace:
    """A judging model that is named after what is in service."""
    own = tuple(read_service(own_models(settings.home)).tasks.values())
    if "own-unit-9" in own:
        raise SetupError("setup.model", "own-unit-9")
    return SimpleNamespace(id="judging-0", in_service=SimpleNamespace(id="topic-0"), model_ids=("judging-0", *own))


def understand(letter: Letter, *, vocabulary: object, judging: SimpleNamespace, stamp: Stamp) -> Reading:
    assert judging.model_ids == stamp.models, "a letter is stamped with what judged it"
    return Reading(letter=letter, findings=(), judgements=(), stamp=stamp)


def promote(settings: Settings, name: str) -> None:
    models, task = own_models(settings.home), name.split("-")[1]
    before = read_service(models).tasks.get(task)
    switch_model(models, task, name, kind="promote", before=before, by="王", at=MADE_AT)


@pytest.fixture
def office(settings, ledger, quick: FakePool, vocabulary, monkeypatch) -> Office:
    monkeypatch.setattr(flows.office, "open_judging", judging_of)
    monkeypatch.setattr(flows.office, "understand_letter", understand)
    return Office(settings, ledger=ledger, vocabulary=vocabulary, judging=judging_of(settings), pool=quick)


def models_of(office: Office, case_no: str) -> tuple[str, ...]:
    return office.ledger.case(case_no, restricted=True).stamp.models


def handle(office: Office, drop: Callable[..., Path], content: str) -> str:
    case_no = office.handle_letter(taken(office, drop, png(content))).case_no
    assert case_no
    return case_no


def test_a_model_promoted_between_two_letters_judges_the_second_and_the_first_keeps_its_version(office, drop, settings):
    told: list[Reload] = []
    office.serving.on_reload = told.append
    first = handle(office, drop, "one")
    promote(settings, "own-unit-1")
    second, third = handle(office, drop, "two"), handle(office, drop, "three")
    assert models_of(office, first) == ("judging-0",)
    assert models_of(office, second) == models_of(office, third) == ("judging-0", "own-unit-1")
    assert told == [Reload(("judging-0", "own-unit-1"))], "told once, not with every letter"
    assert office.stamp.models == ("judging-0", "own-unit-1")


def test_a_broken_new_model_stops_nobody_and_the_next_change_is_tried_again(office, drop, settings):
    told: list[Reload] = []
    office.serving.on_reload = told.append
    promote(settings, "own-unit-1")
    handle(office, drop, "one")
    promote(settings, "own-unit-9")
    kept = [handle(office, drop, content) for content in ("two", "three")]
    assert {models_of(office, case_no) for case_no in kept} == {("judging-0", "own-unit-1")}
    assert told[1:] == [Reload(("judging-0", "own-unit-1"), "setup.model")]
    promote(settings, "own-unit-2")
    assert models_of(office, handle(office, drop, "four")) == ("judging-0", "own-unit-2")


def test_whatever_a_model_breaks_on_the_office_goes_on(office, drop, settings, monkeypatch):
    def stumble(settings: Settings, vocabulary: Vocabulary) -> None:
        raise IndexError("13800001234")

    told: list[Reload] = []
    office.serving.on_reload = told.append
    monkeypatch.setattr(flows.office, "open_judging", stumble)
    promote(settings, "own-unit-1")
    assert models_of(office, handle(office, drop, "one")) == ("judging-0",)
    assert told == [Reload(("judging-0",), "IndexError")], "the kind alone, not what it says"


def test_what_is_switched_while_the_office_opens_is_seen_at_the_first_letter(office, drop, settings):
    """The models were opened before the switch; `seen` is older than that."""
    promote(settings, "own-unit-1")
    assert models_of(office, handle(office, drop, "one")) == ("judging-0", "own-unit-1")


def test_while_one_thread_loads_the_others_judge_with_the_models_of_before(office, drop, settings, monkeypatch):
    loading, go_on = threading.Event(), threading.Event()
    loads = []

    def slow(settings: Settings, vocabulary: Vocabulary) -> SimpleNamespace:
        loads.append(1)
        loading.set()
        assert go_on.wait(20)
        return judging_of(settings)

    scans = [taken(office, drop, png(str(number))) for number in range(6)]
    monkeypatch.setattr(flows.office, "open_judging", slow)
    promote(settings, "own-unit-1")
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(office.handle_letter, scans[0])
        assert loading.wait(20)
        meanwhile = threads.submit(office.handle_letter, scans[1]).result(timeout=20)
        go_on.set()
        loaded = first.result(timeout=20)  # waited for: until then another thread may still begin with the old ones
        rest = list(threads.map(office.handle_letter, scans[2:]))
    assert models_of(office, meanwhile.case_no) == ("judging-0",)
    assert models_of(office, loaded.case_no) == ("judging-0", "own-unit-1")
    assert {models_of(office, done.case_no) for done in rest} == {("judging-0", "own-unit-1")}
    assert loads == [1]


def test_threads_that_judge_while_models_are_switched_stamp_each_letter_with_what_judged_it(office, drop, settings):
    scans = [taken(office, drop, png(str(number))) for number in range(30)]
    with ThreadPoolExecutor(3) as threads:
        jobs = [threads.submit(office.handle_letter, scan) for scan in scans]
        for number in range(1, 8):
            promote(settings, f"own-unit-{number}")
        done = [job.result() for job in jobs]
    assert {outcome.result for outcome in done} == {"case"}
    assert office.ledger.verify_chain() == []
    assert models_of(office, handle(office, drop, "last")) == ("judging-0", "own-unit-7")


@pytest.fixture
def trained(make_settings, tmp_path) -> Settings:
    return make_settings(home=copy_home(tmp_path / "trained"))


def test_a_real_own_model_serves_beside_what_ships_once_it_is_promoted(trained, vocabulary):
    assert FIRST not in "".join(open_judging(trained, vocabulary).model_ids)
    promote(trained, FIRST)
    judging = open_judging(trained, vocabulary)
    assert set(judging.own) == {TASK}
    assert len(judging.model_ids) == 3
    assert judging.model_ids[-1].startswith(FIRST)


def test_a_real_own_model_whose_files_were_changed_does_not_open(trained, vocabulary):
    promote(trained, add_version(trained.home).name)
    (own_models(trained.home) / "own-topic-2" / "card.md").write_text("x")
    with pytest.raises(SetupError, match="own-topic-2"):
        open_judging(trained, vocabulary)
