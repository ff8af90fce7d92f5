"""Typer's classes as this program uses them: help in the office's language, trouble in one sentence."""

# ruff: noqa: ANN401 - the types that these methods take are private to Typer

import sys
import warnings
from difflib import get_close_matches
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from cli.texts import text
from cli.troubles import is_debugging, tell_trouble

INTERRUPTED = 130


class _Translated:
    """What a command and the group of all commands share: help in the office's language."""

    def get_usage(self, ctx: Any) -> str:
        """The usage line, with its word translated."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", text("heading.usage"), 1)

    def get_help_option(self, ctx: Any) -> Any:
        """The option `--help`, with its text translated."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = text("heading.help-option")
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help under translated headings. Typer imports the module that holds them for help alone."""
        from typer import rich_utils

        rich_utils.ARGUMENTS_PANEL_TITLE = text("heading.arguments")
        rich_utils.OPTIONS_PANEL_TITLE = text("heading.options")
        rich_utils.COMMANDS_PANEL_TITLE = text("heading.commands")
        rich_utils.REQUIRED_LONG_STRING = text("heading.required")
        rich_utils.DEFAULT_STRING = text("heading.default")
        rich_utils.STYLE_HELPTEXT = ""
        super().format_help(ctx, formatter)  # type: ignore[misc]


class LaixinCommand(_Translated, TyperCommand):
    """One command."""


class LaixinGroup(_Translated, TyperGroup):
    """The program: it always ends with an exit code, and tells every trouble itself."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run a command and end the process. Ctrl-C ends it quietly with 130."""
        if not sys.warnoptions and not is_debugging():
            warnings.simplefilter("ignore")  # what libraries tell their developers
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except KeyboardInterrupt:
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001 (whatever it is, a person must get a sentence and no letter's text)
            code = tell_trouble(error)
        sys.exit(code or 0)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; an unknown one is told with those that are spelled like it."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            from records import UsageError

            close = get_close_matches(name, self.commands)
            guess = f"  {text('trouble.close', names=' '.join(close))}" if close else ""
            raise UsageError("command.unknown", name + guess)
        return super().resolve_command(ctx, args)


def open_group(name: str) -> typer.Typer:
    """A group of commands, `laixin NAME …`, with the texts of its name; alone it shows its help."""
    group = typer.Typer(
        cls=LaixinGroup,
        help=text(f"help.{name}"),
        short_help=text(f"help.{name}.short"),
        invoke_without_command=True,
        subcommand_metavar=text("heading.command-metavar"),
    )

    @group.callback()
    def start(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            context.get_help()

    return group
