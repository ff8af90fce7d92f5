"""`laixin vocab check` and `laixin vocab export`: the office's own tables."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.texts import LANG, text
from cli.visible import show_visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vocab.checking import Report
    from vocab.differences import Difference
    from vocab.problems import Problem
    from vocab.suspicions import Yardstick

WRONG = 1
MOST_SHOWN = 20
"""Differences of one file that are shown one by one; `--json` has all."""

Files = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE…", help=text("option.table-files"), show_default=False)
]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help=text("option.table-folder"), show_default=False)]

app = open_group("vocab")


@app.command(
    cls=LaixinCommand,
    help=text("help.vocab.check"),
    short_help=text("help.vocab.check.short"),
    options_metavar=text("heading.options-metavar"),
)
def check(files: Files = None, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Tell everything that is wrong with tables, and what they have otherwise; exit 1 when something is wrong."""
    from vocab.checking import check_tables

    settings = read_settings(home=home)
    folder, more = _choose(files or [], settings.vocab)
    report = check_tables(folder, more=more, yardstick=_make_yardstick(settings.topic_model))
    if as_json:
        print_json(_row(report))
    else:
        _print(report)
    if report.errors:
        raise typer.Exit(WRONG)


@app.command(
    cls=LaixinCommand,
    help=text("help.vocab.export"),
    short_help=text("help.vocab.export.short"),
    options_metavar=text("heading.options-metavar"),
)
def export(folder: Folder, home: options.Home = None) -> None:
    """Write the shipped tables into a folder, as a start for an office's own."""
    from records import UsageError
    from vocab.exporting import export_tables

    read_settings(home=home)
    try:
        written = export_tables(folder)
    except FileExistsError as error:
        raise UsageError("vocab.exists", str(error.filename)) from None
    except OSError:
        raise UsageError("export.write", str(folder)) from None
    results().print(text("vocab.exported", count=len(written), to=show_visible(str(folder))), soft_wrap=True)
    results().print(text("vocab.exported-next"), soft_wrap=True)


def _choose(files: "Sequence[Path]", own: Path | None) -> tuple[Path | None, dict[str, Path]]:
    """The folder to be checked and the files beside it.

    A folder is checked by itself; a file is checked with the office's other tables, as it would be used.
    """
    from records import UsageError
    from vocab.sources import TABLES, WORD_LISTS, table_name

    folders = [path for path in files if path.is_dir()]
    if len(folders) > 1 or (folders and len(files) > 1):
        raise UsageError("vocab.one-folder")
    if folders:
        return folders[0], {}
    more: dict[str, Path] = {}
    for path in files:
        if not path.is_file():
            raise UsageError("data.missing", str(path))
        name = table_name(path)
        if name is None:
            raise UsageError("vocab.no-table", f"{path.name} ({' '.join((*TABLES, *WORD_LISTS))})")
        if name in more:
            raise UsageError("vocab.table-twice", name)
        more[name] = path
    return own, more


def _make_yardstick(model: Path | None) -> "Yardstick":
    from functools import cache

    from classifiers.learning.model_files import read_json
    from flows.judging_models import newest_model
    from vocab import load_vocabulary
    from vocab.checking import names_of
    from vocab.suspicions import Yardstick

    learned = read_json(model or newest_model(), "model.json").get("labels", ())

    @cache
    def frequencies() -> dict[str, int]:
        import jieba

        tokenizer = jieba.Tokenizer()
        found: dict[str, int] = tokenizer.gen_pfdict(tokenizer.get_dict_file())[0]
        return found

    frequency: Callable[[str], int] = lambda word: frequencies().get(word, 0)  # noqa: E731 (only where it is asked for)
    return Yardstick(frequency, names_of(load_vocabulary().units), frozenset(learned))


def _row(report: "Report") -> dict[str, object]:
    def problem_row(one: "Problem") -> dict[str, object]:
        place = {"file": one.file, "row": one.row, "column": one.column}
        told = {"message": one.sentence(LANG), "remedy": one.remedy(LANG)}
        return {**place, "kind": one.kind, "warning": one.warning, "shipped": one.shipped, **told}

    return {
        "good": not report.errors,
        "version": report.vocabulary.hash if report.vocabulary else None,
        "problems": [problem_row(one) for one in report.problems],
        "differences": [asdict(one) for one in report.differences],
    }


def _print(report: "Report") -> None:
    for one, mark, style in (
        *((one, "✗", "red") for one in report.errors),
        *((one, "!", "yellow") for one in report.warnings),
    ):
        line = f"{mark} {show_visible(one.where)}  {show_visible(one.sentence(LANG))}"
        results().print(line, style=style, soft_wrap=True)
        if remedy := one.remedy(LANG):
            results().print(f"    {show_visible(remedy)}", soft_wrap=True)
    for file in dict.fromkeys(one.file for one in report.differences):
        _print_differences(file, [one for one in report.differences if one.file == file])
    counts = {"errors": len(report.errors), "warnings": len(report.warnings)}
    if report.vocabulary is None:
        results().print(text("vocab.wrong", **counts), style="bold red", soft_wrap=True)
    else:
        told = text("vocab.good", **counts, version=report.vocabulary.hash[:12])
        results().print(told, style="bold green", soft_wrap=True)


def _print_differences(file: str, found: "Sequence[Difference]") -> None:
    counts = {kind: sum(one.change == kind for one in found) for kind in ("added", "removed", "changed")}
    results().print(text("vocab.differs", file=show_visible(file), **counts), style="bold", soft_wrap=True)
    for one in found[:MOST_SHOWN]:
        row = f"{one.row}  " if one.row else ""
        columns = f"  ({', '.join(one.columns)})" if one.columns else ""
        mark = {"added": "+", "removed": "-", "changed": "~"}[one.change]
        results().print(f"  {mark} {row}{show_visible(one.key)}{show_visible(columns)}", soft_wrap=True)
    if len(found) > MOST_SHOWN:
        results().print(text("vocab.differs-more", count=len(found) - MOST_SHOWN), soft_wrap=True)
