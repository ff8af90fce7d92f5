"""The commands of `laixin`, in the order in which an office needs them."""

from typing import Annotated

import typer

from cli import (
    archiving,
    cases,
    doctor,
    engines,
    evaluating,
    keeping,
    labels,
    learning,
    models,
    own_tables,
    previewing,
    quality,
    reading,
    rejudging,
    relinking,
    rules,
    runs,
    sampling,
    stacks,
)
from cli.command_group import LaixinCommand, LaixinGroup
from cli.consoles import results
from cli.texts import text

DAILY, KEEPING, LEARNING, TABLES = (text(f"heading.{key}") for key in ("daily", "keeping", "learning", "tables"))

COMMANDS = (
    (runs.run, DAILY),
    (runs.watch, DAILY),
    (cases.cases, DAILY),
    (cases.show, DAILY),
    (cases.review, DAILY),
    (previewing.preview, DAILY),
    (reading.read, DAILY),
    (stacks.separators, DAILY),
    (stacks.split, DAILY),
    (keeping.quarantine, KEEPING),
    (keeping.replay, KEEPING),
    (keeping.balance, KEEPING),
    (keeping.verify, KEEPING),
    (keeping.originals, KEEPING),
    (relinking.relink, KEEPING),
    (archiving.archive, KEEPING),
    (doctor.doctor, KEEPING),
    (engines.engines, KEEPING),
    (quality.blind, LEARNING),
    (quality.quality, LEARNING),
    (sampling.sample, LEARNING),
    (learning.classify, LEARNING),
    (learning.train, LEARNING),
    (learning.retrain, LEARNING),
    (evaluating.evaluate, LEARNING),
    (models.models, LEARNING),
    (models.promote, LEARNING),
    (models.rollback, LEARNING),
    (rejudging.rejudge, LEARNING),
)

app = typer.Typer(
    name="laixin",
    cls=LaixinGroup,
    help=text("help.app"),
    add_completion=False,
    invoke_without_command=True,
    pretty_exceptions_enable=False,  # they would print local variables, and so letters
    pretty_exceptions_show_locals=False,
    options_metavar=text("heading.options-metavar"),
    subcommand_metavar=text("heading.command-metavar"),
)


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=text("option.version"), is_eager=True)] = False,
) -> None:
    """Show the help when no command is named."""
    if version:
        from importlib.metadata import version as version_of

        results().print(f"laixin {version_of('laixin')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        context.get_help()


for _name, _group, _panel in (
    ("labels", labels.app, LEARNING),
    ("vocab", own_tables.app, TABLES),
    ("rules", rules.app, TABLES),
):
    app.add_typer(_group, name=_name, rich_help_panel=_panel)

for _command, _panel in COMMANDS:
    _name = _command.__name__
    app.command(
        _name,
        cls=LaixinCommand,
        help=text(f"help.{_name}"),
        short_help=text(f"help.{_name}.short"),
        options_metavar=text("heading.options-metavar"),
        rich_help_panel=_panel,
    )(_command)
