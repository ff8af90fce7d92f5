"""The bulletin as one HTML page that refers to nothing outside itself, and the same page as PDF."""

import logging
import re
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ledger.bulletin.charts import Drawn
from ledger.bulletin.document import Chart, Document, Paragraph, Picture
from ledger.bulletin.words import Words
from records import SetupError

_CASE_NUMBER = re.compile(r"([0-9]{4}-[A-Z0-9]{1,12}-[0-9]{5,})")


def number_captions(document: Document, words: Words) -> dict[tuple[int, str], str]:
    """The captions of tables and pictures with their numbers, by place in the section and the section's heading."""
    found, tables, pictures = {}, 0, 0
    for section in document.sections:
        for place, block in enumerate(section.blocks):
            if isinstance(block, Paragraph):
                continue
            if isinstance(block, Picture):
                pictures += 1
                told = words.say("page.figure-number", number=pictures, caption=block.caption)
            else:
                tables += 1
                told = words.say("page.table-number", number=tables, caption=block.caption)
            found[place, section.heading] = told
    return found


def write_page(document: Document, charts: Mapping[Chart, Drawn], words: Words) -> str:
    """The HTML page."""
    engine = Environment(
        loader=PackageLoader("ledger", "bulletin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return engine.get_template("page.html.jinja").render(
        document=document,
        keep_numbers=_keep_numbers,
        charts={name: Markup(drawn.svg) for name, drawn in charts.items()},  # noqa: S704 (drawn by this program)
        captions=number_captions(document, words),
        style=Markup(_style("page.css")),  # noqa: S704 (a file of this program)
    )


def print_page(page: str, *, font: Path, today: date) -> bytes:
    """The page as PDF, with the font in it. Raises SetupError `setup.pdf` where the system lacks what draws pages."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as missing:  # pango or one of its libraries
        raise SetupError(
            "setup.pdf", "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from missing
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of each style that SVG has and CSS has not
    fonts = FontConfiguration()
    style = _style("print.css").replace("FONT", font.absolute().as_uri())
    sheet = CSS(string=style, font_config=fonts, url_fetcher=URLFetcher(allowed_protocols=("file",)))
    dated = f'<meta name="dcterms.created" content="{today.isoformat()}">'
    source = HTML(string=page.replace("<title>", f"{dated}\n<title>", 1), url_fetcher=URLFetcher(allowed_protocols=()))
    made = source.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_identifier=b"laixin bulletin", pdf_tags=True)
    if not isinstance(made, bytes):
        raise TypeError
    return made


def _keep_numbers(text: str) -> Markup:
    """The text with every case number kept on one line."""
    return Markup("").join(
        Markup('<span class="keep">{}</span>').format(part) if number % 2 else part
        for number, part in enumerate(_CASE_NUMBER.split(text))
    )


def _style(name: str) -> str:
    return files("ledger").joinpath("bulletin", name).read_text(encoding="utf-8")
