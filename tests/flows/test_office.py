"""An office takes in what is whole, and each bad file ends in quarantine with its own code and its original."""

import errno
import hashlib
import io
import json
import shutil
import zipfile

import pytest

import flows.office
from extractors.engines import ppocr_models
from extractors.intake.inbox import LeftAlone
from extractors.intake.scans import scan_file
from extractors.reading_pool import _unread_page
from flows.judging_models import MODELS, newest_model, open_judging
from flows.office import Office, Outcome, engine_version, engines_version, open_office, prepare_home
from records import LetterError, Settings, SetupError, SourceId
from tests.drawing import encode, write_pdf
from tests.extractors.intake.test_formats import grainy
from tests.extractors.sources.test_pdf import LOOP, encrypted_scan, jpeg_of
from tests.extractors.sources.test_pictures import bomb_png, marked
from tests.flows.fakes import JUDGING, PERSONAL, png
from vocab import load_vocabulary


def zipped() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("../../escaped/", b"")
    return body.getvalue()


def many_pages(count: int) -> bytes:
    kids = b"".join(b"%d 0 R " % number for number in range(3, 3 + count))
    return write_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"] * count,
    )


JPEG = encode(grainy(200, 200), "JPEG")
HOSTILE = {
    "empty": (b"", "intake.empty"),
    "text of the West": ("Déjà vu, ça a été très réglé à Noël.\n".encode("latin-1") * 20, "intake.unknown-encoding"),
    "program": (b"MZ" + bytes(range(256)) * 16, "intake.unsupported"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "intake.unsupported"),
    "archive": (zipped(), "intake.empty-archive"),
    "other archive": (b"7z\xbc\xaf\x27\x1c" + bytes(64), "intake.archive"),
    "cut jpeg": (JPEG[: len(JPEG) // 3], "intake.cut-off"),
    "cut pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj", "intake.cut-off"),
    "noise tiff": (b"II*\0" + bytes(range(255, -1, -1)) * 16, "intake.cut-off"),
    "damaged jpeg": (JPEG[:20] + b"\xff\xd9", "intake.damaged"),
    "damaged pdf": (b"%PDF-1.4 nothing %%EOF", "intake.damaged"),
    "circle": (LOOP, "intake.no-pages"),
    "locked": (encrypted_scan(b"secret", jpeg_of(marked(size=(42, 59)))), "intake.encrypted"),
    "bomb": (bomb_png(30000, 30000), "intake.too-many-pixels"),
    "too many pages": (many_pages(301), "intake.too-many-pages"),
}


@pytest.fixture
def real_office(settings, ledger, pool, quick, vocabulary) -> Office:
    """An office with the real reading processes."""
    return Office(settings, ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=pool)


def taken(office: Office, drop, body: bytes, name: str = "信.jpg"):
    """The scan of a file that was dropped and taken in."""
    path = drop(name, body)
    scan = scan_file(path)
    with path.open("rb") as stream:
        office.originals.put(stream, max_bytes=10**9)
    arrival = office.ledger.take_in(scan, source=SourceId.of(path, path.stat()))
    path.unlink()
    office.ledger.source_removed(arrival.id)
    return scan


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_bad_file_is_held_with_its_code_and_its_original(real_office, drop, kind):
    body, code = HOSTILE[kind]
    name = "信.txt" if kind.startswith("text") else "信.jpg"
    scan = taken(real_office, drop, body, name)
    assert real_office.handle_letter(scan) == Outcome(scan.sha256, "quarantined", code=code)
    (held,) = real_office.ledger.quarantine()
    assert (held.sha256, held.code, held.name) == (scan.sha256, code, name)
    assert real_office.originals.path(scan.sha256).read_bytes() == body
    assert real_office.ledger.pending() == []
    assert real_office.ledger.balance().balanced


def test_a_file_larger_than_allowed_is_held_and_kept(make_settings, ledger, quick, vocabulary, drop):
    office = Office(make_settings(max_bytes=100), ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=quick)
    drop("a.png", png("x" * 100))
    while not (intake := office.take_in_ready()).arrivals:
        pass
    scan = intake.arrivals[0].scan
    assert office.handle_letter(scan).code == "intake.too-large"
    assert office.originals.path(scan.sha256).stat().st_size == scan.size > 100


def test_a_good_letter_becomes_a_case_and_the_second_time_the_same_case(office, drop):
    scan = taken(office, drop, png("good"))
    pages = []
    first = office.handle_letter(scan, on_page=lambda: pages.append(1))
    assert (first.result, first.code, pages) == ("case", None, [1])
    assert office.handle_letter(scan) == first
    (case,) = office.ledger.cases(restricted=True)
    assert case.case_no == first.case_no
    assert case.text.startswith(PERSONAL)


def test_a_page_that_could_not_be_read_makes_a_case_with_its_doubt(office, drop, quick, monkeypatch):
    monkeypatch.setattr(quick, "read_pages", lambda *args, **options: (_unread_page(1, "page.engine-crashed"),))
    outcome = office.handle_letter(taken(office, drop, png("good")))
    assert (outcome.result, outcome.doubts) == ("case", ("page.engine-crashed",))
    assert next(office.ledger.cases()).needs_person


def test_trouble_that_may_pass_leaves_the_letter_in_progress(office, drop, quick, monkeypatch):
    scan = taken(office, drop, png("good"))

    def fail(*args, **options):
        raise LetterError("store.busy", passing=True)

    with monkeypatch.context() as patch:
        patch.setattr(quick, "count_pages", fail)
        with pytest.raises(LetterError):
            office.handle_letter(scan)
    assert [pending.sha256 for pending in office.ledger.pending()] == [scan.sha256]
    assert office.handle_letter(scan).result == "case"


def test_an_original_that_is_gone_is_not_held_as_a_bad_letter(office, drop):
    scan = taken(office, drop, png("good"))
    office.originals.path(scan.sha256).unlink()
    with pytest.raises(FileNotFoundError):
        office.handle_letter(scan)
    assert office.ledger.quarantine() == []
    assert len(office.ledger.pending()) == 1


def test_a_bug_surfaces_and_leaves_the_letter_in_progress(office, drop, monkeypatch):
    def fail(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(flows.office, "understand_letter", fail)
    with pytest.raises(ZeroDivisionError):
        office.handle_letter(taken(office, drop, png("good")))
    assert len(office.ledger.pending()) == 1


def until_settled(office: Office):
    """Looks until nothing waits: what all the looks brought."""
    arrivals, refused = [], {}
    while True:
        intake = office.take_in_ready()
        arrivals += intake.arrivals
        refused |= dict(intake.refused)
        if not intake.waiting:
            return arrivals, refused, intake.left_alone


def test_what_is_whole_is_taken_and_what_is_not_regular_is_told(office, drop, home):
    drop("a.png", png("a"))
    drop("batch/b.png", png("b"))
    drop("c.png", png("c")[:-4])
    drop("d.part", png("d"))
    first = office.take_in_ready()
    assert (first.arrivals, first.waiting) == ((), 3)
    arrivals, refused, left = until_settled(office)
    assert [arrival.scan.name for arrival in arrivals] == ["a.png", "b.png", "c.png"]
    assert refused == {}
    assert left == (LeftAlone(home / "inbox" / "d.part", "unfinished-name"),)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, "full"), "store.no-space-left-on-device"),
        (OSError("strange"), "store.OSError"),
        (LetterError("intake.not-readable", "EACCES", passing=True), "intake.not-readable"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_code_and_the_others_are_taken(
    office, drop, monkeypatch, error, code
):
    bad = drop("a.png", png("a"))
    drop("b.png", png("b"))
    real = flows.office.take_in

    def fail_for_one(file, **options):
        if file.path == bad:
            raise error
        return real(file, **options)

    monkeypatch.setattr(flows.office, "take_in", fail_for_one)
    arrivals, refused, _ = until_settled(office)
    assert [arrival.scan.name for arrival in arrivals] == ["b.png"]
    assert refused == {bad: code}
    assert bad.exists()


def test_the_office_stamps_what_it_makes_with_every_version(office):
    assert office.stamp.models == ("topic-0", "judging-0")
    assert office.stamp.engine.startswith("rapidocr ")
    assert office.stamp.vocab == office.vocabulary.hash
    assert office.stamp.code


def test_opening_an_office_checks_the_engine_before_any_letter(settings, quick):
    with open_office(settings) as office:
        assert quick.checked
        assert office.pool is quick
    assert quick.closed


def test_an_engine_that_cannot_be_opened_closes_everything_and_is_told(settings, quick, monkeypatch):
    def fail() -> None:
        raise SetupError("setup.no-engine")

    monkeypatch.setattr(quick, "check_engine", fail)
    with pytest.raises(SetupError), open_office(settings):
        pass
    assert quick.closed


def test_the_newest_model_is_the_one_with_the_highest_number(tmp_path):
    for name in ("topic-2", "topic-10", "topic-9", "topic-new", "unit-11"):
        (tmp_path / name).mkdir()
    assert newest_model(tmp_path).name == "topic-10"
    assert newest_model(tmp_path, "unit").name == "unit-11"
    with pytest.raises(SetupError) as told:
        newest_model(tmp_path / "nowhere")
    assert told.value.code == "setup.model"
    assert MODELS.name == "models"


def test_a_judging_model_of_before_a_task_was_learned_is_refused(tmp_path):
    older = shutil.copytree(newest_model(task="judging"), tmp_path / "judging-1")
    facts = json.loads((older / "judging.json").read_text(encoding="utf-8"))
    del facts["combiners"]["purpose"]
    (older / "judging.json").write_text(json.dumps(facts), encoding="utf-8")
    names = [line.partition("  ")[2] for line in (older / "SHA256SUMS").read_text().splitlines()]
    sums = [f"{hashlib.sha256((older / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (older / "SHA256SUMS").write_text("".join(sums))
    with pytest.raises(SetupError, match="judging-1: it was not taught purpose"):
        open_judging(Settings(judging_model=older), load_vocabulary())


def test_a_missing_engine_is_told_by_name(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SetupError, match=r"setup\.no-tesseract"):
        engine_version("tesseract")
    monkeypatch.setattr(ppocr_models.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SetupError, match=r"setup\.no-engine"):
        engine_version("rapidocr")


@pytest.mark.tesseract
def test_the_version_of_tesseract_is_told(tesseract):
    assert engine_version("tesseract") == f"tesseract {tesseract.version}"


@pytest.mark.tesseract
def test_the_stamp_names_who_reads_a_second_time(tesseract, make_settings):
    first = engine_version("rapidocr")
    assert engines_version(make_settings()) == f"{first} + tesseract {tesseract.version}"
    assert engines_version(make_settings(second_reader="off")) == first
    assert engines_version(make_settings(engine="tesseract")) == f"tesseract {tesseract.version}"


def test_without_tesseract_the_stamp_names_one_engine(make_settings, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert engines_version(make_settings()) == engine_version("rapidocr")


def test_a_home_or_inbox_that_cannot_be_made_is_told(make_settings, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SetupError, match=r"setup\.home"):
        prepare_home(make_settings(home=tmp_path / "file" / "var"))
    with pytest.raises(SetupError, match=r"setup\.inbox"):
        prepare_home(make_settings(inbox=tmp_path / "file" / "inbox"))


def test_a_folder_that_may_not_be_written_is_told(settings, monkeypatch):
    monkeypatch.setattr(flows.office.os, "access", lambda path, mode: path != settings.inbox_folder)
    with pytest.raises(SetupError, match=r"setup\.inbox"):
        prepare_home(settings)


def test_the_database_lies_in_the_home_unless_the_office_has_its_own(settings, make_settings):
    assert settings.ledger_url == f"sqlite:///{settings.home}/ledger.sqlite"
    assert make_settings(database_url="postgresql://db/laixin").ledger_url == "postgresql://db/laixin"
