"""A stack in the inbox becomes its letters, an archive its files; nothing is lost, nothing doubled, all is counted."""

import io
import json
import os
import random
import signal
import subprocess
import time
import zipfile

import pikepdf
import pytest

import flows.inbox
from extractors.intake.formats import PDF
from extractors.pages.page_readings import OrderedPage
from extractors.reading_pool import ReadingPool
from flows.bench import Bench
from flows.office import Office
from flows.runs import Listeners, run_inbox
from flows.splitting import split_case
from ledger import Originals
from records import UsageError
from tests.drawing import SHORT_LETTER, draw_page
from tests.extractors.fake_engines import GOOD, page_that_says
from tests.flows.fakes import JUDGING, FakePool, png
from tests.flows.test_office import taken
from tests.flows.test_runs import ROOT, balance, quick_run
from tests.stacks import A3, BATCH, blank, page, pdf_of, separator

EMPTY = OrderedPage((), runs_on=False, starts_flush=False)


@pytest.fixture
def real_office(settings, ledger, pool, quick, vocabulary) -> Office:
    """An office with the real reading processes for stacks; reading itself costs nothing."""
    look_really(quick, pool)
    return Office(settings, ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=quick)


def look_really(quick: FakePool, pool: ReadingPool) -> None:
    """Let the real processes count and cut the pages of PDFs; nothing is read."""
    count = quick.count_pages
    quick.ask = pool.ask
    quick.count_pages = lambda path, scan, **options: (
        pool.count_pages(path, scan, **options) if scan.media_type == PDF else count(path, scan)
    )


def handle_all(office: Office) -> list:
    outcomes = []
    while scans := office.ledger.pending():
        outcomes += [office.handle_letter(scan) for scan in scans]
    return outcomes


def zipped(members: dict[str, bytes], **options) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


def forty_letters() -> tuple[list, int]:
    """The pages of a stack scanned on both sides: letters of 1 to 4 sheets, some of them A3, some backs written on."""
    dice, pages, number, letters = random.Random(6), [], 0, []
    for letter in range(1, 41):
        pages += [separator(letter, count=40), blank()]
        begins = len(pages) + 1
        for _ in range(dice.randint(1, 3)):
            size = A3 if dice.random() < 0.2 else page(0).size
            number += 1
            pages.append(page(number, size))
            if dice.random() < 0.4:
                number += 1
                pages.append(page(number, size))
            else:
                pages.append(blank(size))
        letters.append((begins, len(pages)))
    return pages, letters


def test_forty_letters_in_one_pdf_are_forty_cases_and_every_page_is_accounted_for(real_office, drop):
    pages, letters = forty_letters()
    stack = taken(real_office, drop, pdf_of(pages), name="一批.pdf")
    outcomes = handle_all(real_office)
    assert [outcome.result for outcome in outcomes] == ["split"] + ["case"] * 40
    told = real_office.ledger.balance()
    assert (told.taken_in, told.cases, told.in_progress, told.stacks, told.balanced) == (40, 40, 0, 1, True)
    counted = told.stack_pages
    assert (counted.scanned, counted.separators, counted.blank) == (len(pages), 40, 40)
    assert counted.in_letters == len(pages) - 80 == sum(last - first + 1 for first, last in letters)
    cases = list(real_office.ledger.cases(restricted=True))
    assert [case.part_of.pages for case in cases] == letters
    assert [case.part_of.part for case in cases] == list(range(1, 41))
    assert {case.part_of.parent_sha256 for case in cases} == {stack.sha256}
    assert {case.batch for case in cases} == {BATCH}
    originals = real_office.originals
    with pikepdf.open(originals.path(stack.sha256)) as whole:
        for case, (first, last) in zip(cases, letters, strict=True):
            with pikepdf.open(originals.path(case.scan_sha256)) as part:
                assert len(part.pages) == last - first + 1
                for mine, scanned in zip(part.pages, whole.pages[first - 1 : last], strict=True):
                    (own,) = mine.Resources.XObject.values()
                    (old,) = scanned.Resources.XObject.values()
                    assert own.read_raw_bytes() == old.read_raw_bytes()
    assert originals.verify(real_office.ledger.scans()) == []
    assert real_office.ledger.verify_chain() == []


def test_drawn_letters_between_separators_are_read_by_the_real_engine(office, pool, drop):
    office.pool = pool
    letters = [draw_page(SHORT_LETTER), draw_page(("关于水渠的请示", *SHORT_LETTER[1:3]))]
    taken(office, drop, pdf_of([separator(1), letters[0], separator(2), letters[1]]))
    assert [outcome.result for outcome in handle_all(office)] == ["split", "case", "case"]
    first, second = office.ledger.cases(restricted=True)
    assert "路灯" in first.text
    assert second.text.startswith("关于水渠的请示")
    assert "水渠" not in first.text
    assert office.ledger.balance().balanced


def test_what_is_doubtful_about_a_cut_is_told_on_its_case(real_office, drop):
    pages = [separator(1), page(1), separator(3), page(2), separator(4, batch="另一批"), page(3)]
    taken(real_office, drop, pdf_of(pages))
    handle_all(real_office)
    cases = list(real_office.ledger.cases())
    assert [case.doubts for case in cases] == [(), ("stack.separator-missing",), ("stack.other-batch",)]
    assert [case.batch for case in cases] == [BATCH, BATCH, "另一批"]


def test_a_stack_without_a_letter_is_held(real_office, drop):
    taken(real_office, drop, pdf_of([separator(1), separator(2)]))
    assert [outcome.code for outcome in handle_all(real_office)] == ["intake.no-letters"]
    assert real_office.ledger.balance().balanced


def test_a_letter_cut_out_by_separators_is_not_cut_again_at_a_blank_sheet_within_it(real_office, drop):
    letter = [page(1), page(2), blank(), blank(), page(3), page(4)]
    taken(real_office, drop, pdf_of([separator(1), *letter, separator(2), page(5)]))
    assert [outcome.result for outcome in handle_all(real_office)] == ["split", "case", "case"]
    assert [case.part_of.pages for case in real_office.ledger.cases(restricted=True)] == [(2, 7), (9, 9)]
    assert real_office.ledger.balance().balanced


def test_a_single_letter_makes_no_further_arrival(real_office, drop):
    taken(real_office, drop, pdf_of([page(1), page(2)]))
    assert [outcome.result for outcome in handle_all(real_office)] == ["case"]
    assert real_office.ledger.balance().taken_in == 1


def be_killed(*args, **options):
    raise KeyboardInterrupt


def test_a_kill_before_the_split_is_written_down_changes_nothing_and_the_second_run_cuts_the_same(
    real_office, drop, monkeypatch
):
    taken(real_office, drop, pdf_of([page(1), separator(1), page(2)]))
    (scan,) = real_office.ledger.pending()
    stored = []
    put = Originals.put

    def note(originals, body, **options):
        stored.append(put(originals, body, **options))
        return stored[-1]

    monkeypatch.setattr(Originals, "put", note)
    with monkeypatch.context() as patch:
        patch.setattr(
            type(real_office.ledger), "split", lambda *args, **options: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            real_office.handle_letter(scan)
    assert real_office.ledger.balance().in_progress == 1
    first = {part.sha256 for part in stored}
    stored.clear()
    assert [outcome.result for outcome in handle_all(real_office)] == ["split", "case", "case"]
    assert {part.sha256 for part in stored} == first


def test_an_archive_becomes_its_files_and_what_is_no_letter_is_held_by_its_own_code(real_office, drop):
    body = zipped({
        "a.png": png("a"), "二月/b.png": png("b"), "二月/copy.png": png("a"), "../../etc/c.png": png("c"),
        "坏.exe": b"MZ" + bytes(range(256)) * 16, "empty.pdf": b"", "__MACOSX/._a.png": b"x", "folder/": b"",
    })  # fmt: skip
    archive = taken(real_office, drop, body, name="来信.zip")
    outcomes = handle_all(real_office)
    told = real_office.ledger.balance()
    assert (told.taken_in, told.cases, told.duplicates, told.quarantined, told.archives) == (6, 3, 1, 2, 1)
    assert told.balanced
    assert sorted(outcome.code for outcome in outcomes if outcome.code) == ["intake.empty", "intake.unsupported"]
    assert {file.name for file in real_office.ledger.quarantine()} == {"来信/坏.exe", "来信/empty.pdf"}
    assert sorted(case.batch for case in real_office.ledger.cases()) == ["来信", "来信/etc", "来信/二月"]
    assert real_office.originals.path(archive.sha256).read_bytes() == body


def test_a_stack_in_an_archive_in_an_archive_is_split_too(real_office, drop):
    stack = pdf_of([page(1), separator(1), page(2)])
    taken(real_office, drop, zipped({"inner.zip": zipped({"stack.pdf": stack})}), name="outer.zip")
    assert [outcome.result for outcome in handle_all(real_office)] == ["split"] * 3 + ["case"] * 2
    told = real_office.ledger.balance()
    assert (told.taken_in, told.archives, told.stacks, told.balanced) == (2, 2, 1, True)


def test_archives_nested_too_deep_are_held(real_office, drop):
    body = png("a")
    for _ in range(4):
        body = zipped({"inner.zip" if body[:2] == b"PK" else "a.png": body})
    taken(real_office, drop, body, name="outer.zip")
    outcomes = handle_all(real_office)
    assert [outcome.code for outcome in outcomes] == [None, None, None, "intake.too-deep"]
    assert real_office.ledger.balance().balanced


@pytest.mark.parametrize(
    ("limits", "code"),
    [({"max_members": 2}, "intake.too-many-members"), ({"max_archive_bytes": 50}, "intake.unpacks-too-large")],
)
def test_an_archive_beyond_its_limits_is_held_whole(make_settings, ledger, quick, vocabulary, drop, limits, code):
    office = Office(make_settings(**limits), ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=quick)
    taken(office, drop, zipped({f"{n}.png": png(str(n)) for n in range(3)}))
    assert [outcome.code for outcome in handle_all(office)] == [code]
    assert office.ledger.balance().quarantined == 1


def test_a_person_splits_a_case_where_no_separator_lay(real_office, drop, pool):
    scan = taken(real_office, drop, pdf_of([page(1), page(2), page(3)]))
    # The fake reading has one page; the scan has three.
    real_pages = real_office.pool.read_pages

    def three(path, scan, count, **options):
        (reading,) = real_pages(path, scan, count, **options)
        more = [reading.page.model_copy(update={"number": number}) for number in range(1, count + 1)]
        return tuple(type(reading)(page, reading.ordered if page.number == 1 else EMPTY) for page in more)

    real_office.pool.read_pages = three
    (outcome,) = handle_all(real_office)
    tools = {"pool": pool, "ledger": real_office.ledger, "originals": real_office.originals}
    for starts, by, code in (([2], " ", "split.unsigned"), ([1], "王", "split.pages"), ([4], "王", "split.pages")):
        with pytest.raises(UsageError, match=code.replace(".", r"\.")):
            split_case(outcome.case_no, starts, by=by, **tools)
    assert split_case(outcome.case_no, [3], by="王晓梅", **tools) == 2
    handle_all(real_office)
    record = real_office.ledger.case(outcome.case_no, restricted=True)
    assert (record.status, len(record.split_into), record.scan_sha256) == ("split", 2, scan.sha256)
    assert [real_office.ledger.case(no).part_of.pages for no in record.split_into] == [(1, 2), (3, 3)]
    told = real_office.ledger.balance()
    assert (told.taken_in, told.cases, told.stacks, told.balanced) == (2, 2, 1, True)
    assert told.stack_pages.scanned == told.stack_pages.in_letters == 3
    with pytest.raises(UsageError, match=r"case\.split"):
        split_case(outcome.case_no, [2], by="王晓梅", **tools)


def test_a_case_that_is_no_stack_of_pages_is_not_split(office, drop, pool):
    scan = taken(office, drop, png("a"))
    case_no = office.handle_letter(scan).case_no
    with pytest.raises(UsageError, match=r"split\.kind"):
        split_case(case_no, [2], by="王晓梅", pool=pool, ledger=office.ledger, originals=office.originals)


def test_a_run_begins_with_the_letters_of_a_stack_at_once_and_gives_them_a_flow_run(
    settings,
    quick,
    pool,
    drop,
    monkeypatch,
):
    look_really(quick, pool)
    flow_runs = []

    async def note(home, batch, letters):
        flow_runs.append((batch, letters))

    monkeypatch.setattr(flows.inbox, "run_batch", note)
    body = zipped({"stack.pdf": pdf_of([page(1), separator(1), page(2)]), "a.png": png("a")})
    drop("batch/来信.zip", body)
    letters = []
    report = run_inbox(settings, Listeners(on_letter=letters.append))
    assert sorted(outcome.result for outcome in report.outcomes) == ["case"] * 3 + ["split"] * 2
    assert len(letters) == 5
    told = balance(settings)
    assert (told.taken_in, told.cases, told.in_progress, told.balanced) == (3, 3, 0, True)
    asked = [name for _, names in flow_runs for name in names]
    assert sorted(asked) == sorted(outcome.sha256 for outcome in report.outcomes), "each has one task, none has two"
    batches = {batch: len(names) for batch, names in flow_runs}
    assert batches["batch"] == 1
    assert batches["batch/来信"] in (2, 4)


def test_a_stack_that_ends_after_the_run_was_stopped_begins_no_letter(settings, real_office, drop, pool):
    taken(real_office, drop, pdf_of([page(1), separator(1), page(2)]))
    (scan,) = real_office.ledger.pending()
    with Bench(real_office) as bench:
        bench.give_back()
        assert bench.start(scan).result().result == "split"
        assert bench.take_parts() == ()
    assert len(real_office.ledger.pending()) == 2


def stack_that_reads(count: int) -> bytes:
    """A stack of letters that the fake engine reads, each different."""
    pages = []
    for number in range(count):
        sheet = page_that_says(GOOD)
        sheet.putpixel((5 + number // 500, 5 + number % 500), 0)
        pages += [separator(number + 1, count=count), sheet]
    return pdf_of(pages)


@pytest.mark.slow
def test_killed_at_random_moments_a_stack_and_an_archive_are_neither_lost_nor_doubled(home, drop, settings):
    drop("stack.pdf", stack_that_reads(25))
    drop("来信.zip", zipped({f"{n}.pdf": pdf_of([page_that_says(GOOD), page(n)]) for n in range(6)}))
    dice = random.Random(5)
    landed = 0
    for _ in range(6):
        run = subprocess.Popen(
            quick_run(home, "--pause", "0.3"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
        end = time.monotonic() + 20
        while not (home / "ledger.sqlite").exists() and time.monotonic() < end:
            time.sleep(0.02)
        try:
            run.wait(dice.uniform(0.5, 5))
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            landed += 1
        run.wait()
    last = subprocess.run(quick_run(home), capture_output=True, text=True, cwd=ROOT, check=False)
    assert last.returncode == 0, last.stderr
    assert json.loads(last.stdout.splitlines()[-1])["failed"] == []
    assert landed >= 2
    told = balance(settings)
    assert (told.taken_in, told.cases, told.duplicates, told.in_progress) == (31, 31, 0, 0)
    assert (told.stacks, told.archives, told.stack_pages.separators, told.balanced) == (1, 1, 25, True)
    store = Originals(settings.home / "originals")
    assert store.verify() == []
    assert list((home / "inbox").iterdir()) == []
