"""The commands of `laixin`, in the order in which an office needs them."""

from typing import Annotated

import typer

from cli import (
    archiving,
    bulletin,
    campaigns,
    cases,
    desk,
    doctor,
    due,
    engines,
    evaluating,
    exporting,
    keeping,
    labels,
    learning,
    ledger_commands,
    models,
    outbox,
    own_tables,
    previewing,
    quality,
    reading,
    rejudging,
    relinking,
    rules,
    runs,
    sampling,
    search,
    stacks,
    steps,
    tokens,
)
from cli.command_group import LaixinCommand, LaixinGroup
from cli.consoles import results
from cli.texts import text

DAILY, KEEPING, LEARNING, TABLES = (text(f"heading.{key}") for key in ("daily", "keeping", "learning", "tables"))

COMMANDS = (
    (runs.run, DAILY),
    (runs.watch, DAILY),
    (cases.cases, DAILY),
    (exporting.export, DAILY),
    (cases.show, DAILY),
    (cases.review, DAILY),
    (steps.step, DAILY),
    (steps.steps, DAILY),
    (previewing.preview, DAILY),
    (reading.read, DAILY),
    (stacks.separators, DAILY),
    (stacks.split, DAILY),
    (search.search, DAILY),
    (due.due, DAILY),
    (campaigns.leaders, KEEPING),
    (bulletin.bulletin, KEEPING),
    (due.supervise, KEEPING),
    (outbox.deliver, KEEPING),
    (keeping.quarantine, KEEPING),
    (keeping.replay, KEEPING),
    (keeping.balance, KEEPING),
    (keeping.verify, KEEPING),
    (keeping.originals, KEEPING),
    (desk.desk, KEEPING),
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
    ("campaign", campaigns.app, KEEPING),
    ("outbox", outbox.app, KEEPING),
    ("tokens", tokens.app, KEEPING),
    ("ledger", ledger_commands.app, KEEPING),
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
