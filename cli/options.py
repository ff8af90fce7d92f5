"""The options that commands share, and the settings that come of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.texts import text

if TYPE_CHECKING:
    from records import Settings

Home = Annotated[Path | None, typer.Option("--home", help=text("option.home"), show_default=False)]
Inbox = Annotated[Path | None, typer.Option("--inbox", help=text("option.inbox"), show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help=text("option.json"))]
Restricted = Annotated[bool, typer.Option("--restricted", help=text("option.restricted"))]
Task = Annotated[str, typer.Option("--task", help=text("option.task"))]
Data = Annotated[Path, typer.Option("--data", help=text("option.data"))]


def read_settings(*, home: Path | None = None, inbox: Path | None = None) -> "Settings":
    """The office's settings; an option goes before its environment variable.

    Raises:
        SetupError: `setup.setting`, naming the variables that hold what they may not.
    """
    from pydantic import ValidationError

    from records import Settings, SetupError

    given: dict[str, Any] = {name: value for name, value in (("home", home), ("inbox", inbox)) if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = sorted({f"LAIXIN_{str(item['loc'][0]).upper()}" for item in error.errors() if item["loc"]})
        raise SetupError("setup.setting", ", ".join(wrong)) from None
