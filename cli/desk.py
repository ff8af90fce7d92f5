"""`laixin desk`: the interface for other programs, served until it is asked to end."""

from pathlib import Path
from typing import Annotated

import typer

from cli import options
from cli.books import open_books
from cli.consoles import remarks
from cli.options import read_settings
from cli.texts import text

Host = Annotated[str, typer.Option("--host", help=text("option.desk-host"))]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help=text("option.desk-port"))]
Certificate = Annotated[
    Path | None, typer.Option("--cert", metavar="FILE", help=text("option.desk-cert"), show_default=False)
]
Key = Annotated[Path | None, typer.Option("--key", metavar="FILE", help=text("option.desk-key"), show_default=False)]


def desk(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8742,
    cert: Certificate = None,
    key: Key = None,
    home: options.Home = None,
) -> None:
    """Serve the interface."""
    from desk.serving import Door, open_socket, serve

    settings = read_settings(home=home)
    door = Door(host=host, port=port, certificate=cert, key=key)
    with open_books(settings) as ledger, open_socket(door) as opened:
        remarks().print(text("desk.open", address=door.address(opened)), soft_wrap=True)
        if door.is_open:
            remarks().print(text("desk.unsafe"), style="yellow", soft_wrap=True)
        serve(ledger, door, opened)
        remarks().print(text("desk.closed"))
