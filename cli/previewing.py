"""`laixin preview`: one page of a case as a picture, with what nobody else need see covered."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.cases import CaseNo
from cli.consoles import remarks
from cli.options import read_settings
from cli.texts import text
from cli.visible import show_visible
from cli.whole_files import write_whole

PageNo = Annotated[int, typer.Option("--page", metavar="N", min=1, help=text("option.page"))]
ToPicture = Annotated[Path, typer.Option("--to", help=text("option.to-picture"), show_default=False)]
Unmasked = Annotated[bool, typer.Option("--unmasked", help=text("option.unmasked"))]


def preview(
    case_no: CaseNo,
    *,
    to: ToPicture,
    page: PageNo = 1,
    unmasked: Unmasked = False,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    home: options.Home = None,
) -> None:
    """Write one page of a case as a PNG."""
    from extractors.engines.engine import open_no_engine
    from extractors.pages.previews import draw_preview, find_covers
    from extractors.reading_pool import ReadingPool
    from ledger import Originals
    from records import UsageError

    settings = read_settings(home=home)
    with open_books(settings) as ledger:
        if ledger.case(case_no).restricted:
            if not restricted:
                raise UsageError("preview.restricted", case_no)
            note_access(ledger, "preview", "restricted", by=by, reason=reason, cases=1, case_no=case_no)
        reading = ledger.reading(case_no)
    letter = reading.letter
    shown = next((one for one in letter.pages if one.number == page), None)
    if shown is None:
        raise UsageError("preview.page", str(len(letter.pages)))
    covers = () if unmasked else find_covers(reading, page)
    path = Originals(settings.home / "originals").path(letter.scan.sha256)
    settings = settings.model_copy(update={"workers": 1})
    with ReadingPool(settings, opener=open_no_engine) as pool:
        draw = partial(draw_preview, path, letter.scan.media_type, shown, covers, settings.max_pixels)
        drawn = pool.ask(draw, timeout_s=settings.page_timeout_s)
    with write_whole(to) as stream:
        stream.write(drawn)
    said = text("preview.unmasked" if unmasked else "preview.masked", count=len(covers))
    remarks().print(text("preview.written", path=show_visible(str(to)), said=said), soft_wrap=True)
