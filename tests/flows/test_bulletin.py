"""The bulletin in its three forms: each is opened again, and tells the figures and nothing else."""

import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pdfplumber
import pikepdf
import pytest
from jsonschema import Draft202012Validator
from lxml import html

from flows import bulletin_making
from flows.bulletin_making import FORMS, GIVEN, make_bulletin, read_given, render
from ledger import Ledger, open_ledger
from ledger.bulletin.document import Paragraph, Table
from ledger.bulletin.periods import parse_week, span
from ledger.bulletin.schema import bulletin_schema, schema_text
from ledger.bulletin.wording import compose
from ledger.bulletin.words import MARK, Words
from records import BulletinFigures, Settings, SetupError, UsageError
from tests.ledger.bulletin.drawn import WEEK, draw_rows, fill, join
from vocab import load_vocabulary

W47 = parse_week("2026-W47")
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "bulletin-1.json"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with some 400 invented letters."""
    folder = tmp_path_factory.mktemp("home")
    with open_ledger(f"sqlite:///{folder / 'ledger.sqlite'}", office="XF") as ledger:
        rows = [*draw_rows(320), *draw_rows(5, restricted=True, first=WEEK, days=7)]
        rows += draw_rows(60, seed=3, first=WEEK, days=7, topic="民政", topic2=None, place_code="350604100")
        fill(ledger, rows)
        join(ledger, range(326, 336))
    return folder


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as opened:
        yield opened


@pytest.fixture(scope="module")
def figures(home: Path) -> BulletinFigures:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        return ledger.bulletin_figures(W47, today=date(2026, 11, 23), least=3)


@pytest.fixture(scope="module")
def parts(figures: BulletinFigures) -> dict[str, bytes]:
    """The files by what they end with."""
    made = render(figures, Settings(), forms=FORMS, quality="盲评 0 封。")
    return {name.rsplit(".", 1)[1]: data for name, data in made.items()}


def numbers_of(value: object) -> set[str]:
    """Every number in some JSON, those within texts too."""
    if isinstance(value, dict):
        return {number for one in value.values() for number in numbers_of(one)}
    if isinstance(value, list):
        return {number for one in value for number in numbers_of(one)}
    return {_plain(number) for number in re.findall(r"\d+(?:\.\d+)?", str(value))} if value is not None else set()


def _plain(number: str) -> str:
    return number.lstrip("0") or "0"


def words(lang: str = "zh") -> Words:
    return Words(load_vocabulary(), lang)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_of_the_text_stands_in_the_figures(figures: BulletinFigures, lang: str) -> None:
    """But for those that stand in the sentences themselves, and the numbers of sections and of the week."""
    known = numbers_of(json.loads(figures.model_dump_json())) | {
        "30",
        "20",
        "95",
        "5",
        "0",
        "47",
        "1",
        "2",
        "3",
        "4",
        "6",
    }
    known |= {_plain(str(abs(one.change))) for one in (figures.former,) if one}
    known |= {str(len(figures.hot))}
    document = compose(figures, words(lang))
    texts = [block.text for section in document.sections for block in section.blocks if isinstance(block, Paragraph)]
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    texts += [cell for table in tables for row in table.rows for cell in row]
    told = {_plain(number) for text in texts for number in re.findall(r"\d+(?:\.\d+)?", text)}
    assert told - known == set()
    assert "60.0" not in told


def test_the_text_changes_with_its_figures_alone(figures: BulletinFigures) -> None:
    assert compose(figures, words()) == compose(figures.model_copy(), words())
    other = figures.model_copy(update={"letters": 7777})
    assert "7777件" in str(compose(other, words()))


def test_the_figures_fit_the_published_schema(figures: BulletinFigures, parts: dict[str, bytes]) -> None:
    """When it does not: `python -m ledger.bulletin.schema > docs/schema/bulletin-1.json`."""
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    Draft202012Validator(bulletin_schema()).validate(json.loads(parts["json"]))
    assert BulletinFigures.model_validate_json(parts["json"]) == figures


def test_the_page_refers_to_nothing_outside_itself(parts: dict[str, bytes]) -> None:
    page = html.fromstring(parts["html"].decode())
    assert [heading.text for heading in page.iter("h1")] == ["群众来信情况周报"]
    assert len(page.findall(".//table")) >= 5
    assert page.find(".//thead") is not None
    links = [value for element in page.iter() for key, value in element.attrib.items() if key.endswith(("href", "src"))]
    assert links
    assert all(link.startswith("#") for link in links)
    assert b"http" not in re.sub(rb'xmlns(:\w+)?="[^"]*"|http-equiv', b"", parts["html"])
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(image.get("aria-label") for image in page.findall(".//div[@role='img']"))


def test_the_document_has_headings_tables_and_pictures_with_their_words(parts: dict[str, bytes]) -> None:
    opened = docx.Document(io.BytesIO(parts["docx"]))
    headings = [one.text for one in opened.paragraphs if one.style.name == "Heading 1"]
    assert headings[:2] == ["一、总体情况", "二、内容分类"]
    assert len(opened.tables) >= 5
    assert all(table.rows[0]._tr.xpath(".//w:tblHeader") for table in opened.tables)
    assert opened.tables[0].rows[0].cells[0].text == "内容分类"
    assert len(opened.inline_shapes) == 3
    assert all(shape._inline.docPr.get("descr") for shape in opened.inline_shapes)
    assert opened.core_properties.author == "laixin"


def test_the_pdf_says_in_chinese_that_can_be_copied_what_the_page_says(
    figures: BulletinFigures, parts: dict[str, bytes]
) -> None:
    with pdfplumber.open(io.BytesIO(parts["pdf"])) as opened:
        text = "".join(page.extract_text() for page in opened.pages)
    assert "群众来信情况周报" in text
    assert f"本期收到群众来信{figures.letters}件" in text.replace("\n", "")
    with pikepdf.open(io.BytesIO(parts["pdf"])) as opened:
        fonts = [font for page in opened.pages for font in page.get("/Resources", {}).get("/Font", {}).values()]
        kinds = [one for font in fonts for one in font["/DescendantFonts"]]
        assert kinds
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(one["/FontDescriptor"].keys()) for one in kinds)
        assert str(opened.Root.Lang) == "zh-CN"


def test_the_same_figures_give_the_same_bytes(figures: BulletinFigures, parts: dict[str, bytes]) -> None:
    again = render(figures, Settings(), forms=FORMS, quality="盲评 0 封。")
    assert {name.rsplit(".", 1)[1]: data for name, data in again.items()} == parts


def test_what_is_kept_back_has_its_mark_in_every_form(parts: dict[str, bytes]) -> None:
    with pdfplumber.open(io.BytesIO(parts["pdf"])) as opened:
        assert any(MARK in page.extract_text() for page in opened.pages)
    assert MARK in parts["html"].decode()
    tables = docx.Document(io.BytesIO(parts["docx"])).tables
    assert any(cell.text == MARK for table in tables for row in table.rows for cell in row.cells)


def test_a_bulletin_is_made_noted_and_kept(ledger: Ledger, home: Path, tmp_path: Path) -> None:
    settings = Settings(home=home)
    made = make_bulletin(ledger, settings, W47, folder=tmp_path / "out", forms=["html"], by="王晓梅", at=NOON)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["figures.json", "通报-2026-W47.html"]
    assert not made.differs
    assert list(read_given(home / GIVEN)) == [made.figures]
    assert made.figures.quality is not None
    fill(ledger, draw_rows(9, first=WEEK, days=7), start=386)
    again = make_bulletin(ledger, settings, W47, folder=tmp_path / "out", forms=["html"], by="王晓梅", at=NOON)
    assert again.differs


def test_what_is_given_out_is_remembered_before_it_can_be_given_out(tmp_path: Path) -> None:
    settings, taken = Settings(home=tmp_path), tmp_path / "taken"
    taken.write_text("no folder")
    with open_ledger(settings.ledger_url, office="XF") as ledger:
        fill(ledger, draw_rows(20, first=WEEK, days=7))
        with pytest.raises(UsageError, match=r"export\.write"):
            make_bulletin(ledger, settings, W47, folder=taken, forms=["html"], by="王晓梅", at=NOON)
    assert [figures.period.code for figures in read_given(tmp_path / GIVEN)] == ["2026-W47"]


def test_a_longer_period_keeps_back_what_a_week_kept_back(tmp_path: Path) -> None:
    """The week hides one letter from 云霄县; three days more without another one must not tell it."""
    settings = Settings(home=tmp_path)
    with open_ledger(settings.ledger_url, office="XF") as ledger:
        many = draw_rows(40, first=WEEK, days=7, place_code="350602001", territory="350602")
        some = draw_rows(12, first=WEEK, days=7, place_code="350604100", territory="350604")
        few = draw_rows(1, first=WEEK, days=7, place_code="350622100", territory="350622")
        after = draw_rows(2, first=date(2026, 11, 23), days=3, place_code="350622100", territory="350622")
        next_week = draw_rows(30, first=date(2026, 11, 23), days=3, place_code="350602001", territory="350602")
        fill(ledger, [*many, *some, *few, *after, *next_week])
        later = datetime(2026, 11, 30, 4, tzinfo=UTC)
        ten_days = span(WEEK, date(2026, 11, 25))
        counties = [
            {
                cell.code: cell.letters
                for table in make_bulletin(
                    ledger, settings, period, folder=tmp_path / period.code, forms=["html"], by="王晓梅", at=later
                ).figures.tables
                if table.question == "county"
                for cell in table.cells
            }
            for period in (W47, ten_days)
        ]
        alone = ledger.bulletin_figures(ten_days, today=date(2026, 11, 30), least=3)
    assert counties[0]["350622"] is None
    shown = {cell.code: cell.letters for table in alone.tables if table.question == "county" for cell in table.cells}
    assert shown["350622"] == 3
    assert counties[1]["350622"] == 3  # three values are left for the week's: one, two or three


def test_without_a_signature_or_a_form_nothing_is_made(ledger: Ledger, home: Path, tmp_path: Path) -> None:
    settings = Settings(home=home)
    for forms, by, code in ((["html"], " ", "review.unsigned"), ([], "王", "bulletin.form"), (["odt"], "王", "form")):
        with pytest.raises(UsageError, match=code.replace(".", r"\.")):
            make_bulletin(ledger, settings, W47, folder=tmp_path, forms=forms, by=by, at=NOON)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(ledger: Ledger, home: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(UsageError, match=r"export\.write"):
        make_bulletin(ledger, Settings(home=home), W47, folder=blocked, forms=["html"], by="王", at=NOON)


def test_the_font_comes_with_the_program() -> None:
    assert bulletin_making.font_file().is_file()


def test_the_flow_gives_counts_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import bulletin

    monkeypatch.setattr(bulletin, "FORMS", ("html",))
    told = bulletin.weekly_bulletin.fn(home=str(home), by="王晓梅")
    assert set(told) == {"letters", "rising", "hot", "files"}
    assert all(isinstance(number, int) for number in told.values())


def test_a_system_without_pango_is_told_what_to_install(
    figures: BulletinFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(SetupError, match=r"setup\.pdf.*libpango"):
        render(figures, Settings(), forms=["pdf"])
    assert "html" in {name.rsplit(".", 1)[1] for name in render(figures, Settings(), forms=["html"])}
