"""`laixin engines`: the recognition engines that are installed, and what each takes on this machine."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.troubles import describe_trouble
from cli.visible import show_visible

if TYPE_CHECKING:
    from extractors.engines.engine_figures import EngineFigures

Measure = Annotated[bool, typer.Option("--measure", help=text("option.measure"))]


@dataclass(frozen=True)
class EngineRow:
    """An engine as it is listed. `trouble` is what stands in its way, empty when it is ready."""

    name: str
    version: str
    licence: str
    package: str
    chosen: bool
    trouble: str = ""
    load_s: float | None = None
    page_s: float | None = None
    memory_mb: int | None = None


def engines(measure: Measure = False, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List the engines that are installed."""
    settings = read_settings(home=home)

    from extractors.engines.engine import engine_names

    rows = []
    for name in engine_names():
        if measure:
            remarks().print(text("engines.measuring", name=show_visible(name)), soft_wrap=True)
        rows.append(_look_at(name, chosen=name == settings.engine, measure=measure))
        if as_json:
            print_json(asdict(rows[-1]))
    if not as_json:
        _print_rows(rows, measured=measure)


def _look_at(name: str, *, chosen: bool, measure: bool) -> EngineRow:
    from extractors.engines.engine import find_plug
    from extractors.engines.engine_figures import measure_engine, tell_licence
    from flows.office import engine_version

    plug = find_plug(name)
    package = f"{plug.dist.name} {plug.dist.version}" if plug.dist else ""
    figures: EngineFigures | None = None
    version = trouble = ""
    try:
        version = engine_version(name).removeprefix(f"{name} ")
        figures = measure_engine(name) if measure else None
    except Exception as error:  # noqa: BLE001 (one broken engine must not hide the others)
        trouble = describe_trouble(error).sentence
    return EngineRow(
        name, version, tell_licence(name), package, chosen, trouble, **(asdict(figures) if figures else {})
    )


def _print_rows(rows: list[EngineRow], *, measured: bool) -> None:
    headings = [text(f"engines.{key}") for key in ("name", "version", "licence", "package", "state")]
    if measured:
        headings += [text(f"engines.{key}") for key in ("load", "page", "memory")]
    cells = []
    for row in rows:
        state = row.trouble or text("engines.chosen" if row.chosen else "engines.ready")
        line = [row.name, row.version, row.licence or text("engines.unknown"), row.package, state]
        if measured:
            line += ["" if value is None else str(value) for value in (row.load_s, row.page_s, row.memory_mb)]
        cells.append([show_visible(cell) for cell in line])
    results().print(make_table(headings, cells))
    results().print(text("engines.choose"), soft_wrap=True)
