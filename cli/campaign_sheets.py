"""A campaign's list as a sheet to be printed: for a reception day, a visit, a leader's desk."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.texts import text
from cli.whole_files import write_whole
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from ledger.campaigns.standing import ListedCase
    from ledger.exporting.words import Cell
    from records import Campaign

_WIDTHS = (18, 16, 22, 22, 12, 12, 20, 12, 12, 40)
"""In characters, the last column for what is written by hand."""


def write_sheet(campaign: "Campaign", listed: Sequence["ListedCase"], to: Path) -> int:
    """Write the cases on a campaign's list, those struck off left out; of a restricted one its number alone.

    Gives how many there are.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    from ledger.exporting.cells import guard

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError
    sheet.title = campaign.code
    sheet.append([guard(f"{campaign.name}（{campaign.code}）  {campaign.starts} – {campaign.ends or ''}")])
    sheet.append([guard(heading) for heading in _headings()])
    on_list = [one for one in listed if one.place.struck_off_on is None]
    for one in on_list:
        sheet.append([guard(cell) for cell in _cells(one)])
    edge = Side(style="thin")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(edge, edge, edge, edge)
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for number, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:2"
    with write_whole(to) as stream:
        book.save(stream)
    return len(on_list)


def _headings() -> tuple[str, ...]:
    fields = ("case_no", "topic", "territory", "unit", "status")
    keys = ("list", "leader", "due", "progress", "result")
    return (*map(name_field, fields), *(text(f"campaign.{key}") for key in keys))


def _cells(listed: "ListedCase") -> list["Cell"]:
    place = listed.place
    if listed.restricted:
        return [place.case_no, text("run.secret"), *[None] * (len(_WIDTHS) - 2)]
    return [
        place.case_no,
        name_value("topic", listed.topic),
        name_value("territory", listed.territory),
        name_value("unit", listed.unit),
        name_value("status", listed.status),
        name_value("campaign_list", place.list_kind),
        f"{place.leader or ''} {place.post or ''}".strip(),
        place.due,
        place.last_progress_on,
        None,
    ]
