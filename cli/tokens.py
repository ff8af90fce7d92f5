"""`laixin tokens`: what other programs may see and do, until when."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.books import open_books
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_value

if TYPE_CHECKING:
    from records import Token

Name = Annotated[str, typer.Argument(metavar="NAME", help=text("option.token-name"), show_default=False)]
Scopes = Annotated[
    list[str], typer.Option("--scope", metavar="SCOPE", help=text("option.token-scope"), show_default=False)
]
Days = Annotated[int, typer.Option("--days", metavar="N", help=text("option.token-days"), show_default=False)]
Unit = Annotated[str | None, typer.Option("--unit", metavar="UNIT", help=text("option.token-unit"), show_default=False)]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.token-by"), show_default=False)]

app = open_group("tokens")


def _command(name: str) -> dict[str, object]:
    return {
        "name": name,
        "cls": LaixinCommand,
        "help": text(f"help.tokens.{name}"),
        "short_help": text(f"help.tokens.{name}.short"),
        "options_metavar": text("heading.options-metavar"),
    }


@app.command(**_command("make"))  # type: ignore[arg-type] # each value is what its option takes
def make(
    name: Name,
    *,
    scope: Scopes,
    days: Days,
    by: By,
    unit: Unit = None,
    home: options.Home = None,
) -> None:
    """Make a token; its secret goes to standard output, all else to standard error."""
    settings = read_settings(home=home)
    with open_books(settings) as ledger:
        token, secret = ledger.make_token(name, scopes=scope, days=days, by=by, at=datetime.now(UTC), unit=unit)
    remarks().print(text("tokens.made", name=token.name, ends=_day(token.expires_at)), soft_wrap=True)
    results().print(secret, soft_wrap=True)


@app.command(**_command("list"))  # type: ignore[arg-type]
def list_tokens(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List every token there ever was."""
    now = datetime.now(UTC)
    with open_books(read_settings(home=home)) as ledger:
        tokens = ledger.tokens()
    if as_json:
        for token in tokens:
            print_json({**token.model_dump(mode="json"), "good": token.is_good(now)})
        return
    if not tokens:
        results().print(text("tokens.none"))
        return
    headings = [text(f"tokens.{key}") for key in ("name", "scopes", "unit", "ends", "by", "state")]
    results().print(make_table(headings, (_row(token, now) for token in tokens)))


@app.command(**_command("revoke"))  # type: ignore[arg-type]
def revoke(name: Name, *, by: By, home: options.Home = None) -> None:
    """Revoke a token at once."""
    with open_books(read_settings(home=home)) as ledger:
        token = ledger.revoke_token(name, by=by, at=datetime.now(UTC))
    results().print(text("tokens.gone", name=token.name))


def _row(token: "Token", now: datetime) -> tuple[str, ...]:
    state = "revoked" if token.revoked_at else "good" if token.is_good(now) else "ended"
    return (
        token.name,
        "\n".join(token.scopes),
        name_value("unit", token.unit) if token.unit else text("tokens.any-unit"),
        _day(token.expires_at),
        show_visible(token.by),
        text(f"tokens.{state}"),
    )


def _day(moment: datetime) -> str:
    from ledger.clock import office_date

    return office_date(moment).isoformat()
