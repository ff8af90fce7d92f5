"""Serving the desk over the network: a socket of our own, a log on standard error, a clean end."""

import logging
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from desk.api.envelopes import LOG
from desk.application import make_app
from ledger import Ledger
from records import SetupError

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_WAITING: Final = 128
_PATIENCE_S: Final = 10
"""Requests under way when the desk is asked to end may take so long."""


@dataclass(frozen=True)
class Door:
    """Where the desk listens. Both files of TLS, or none."""

    host: str = "127.0.0.1"
    port: int = 8742
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_open(self) -> bool:
        """Whether others in the network reach it, without TLS of its own."""
        return self.host not in LOOPBACK and self.certificate is None

    def address(self, opened: socket.socket) -> str:
        """What a browser is to be given; the port is the one that was had."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{opened.getsockname()[1]}/"


def open_socket(door: Door) -> socket.socket:
    """The socket of a door. Raises SetupError `setup.desk` when it cannot be had or a file of TLS is missing."""
    if (door.certificate is None) != (door.key is None):
        raise SetupError("setup.desk", "--cert --key")
    for file in (door.certificate, door.key):
        if file is not None and not file.is_file():
            raise SetupError("setup.desk", file.name)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            door.host, door.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
    except OSError as trouble:
        raise SetupError("setup.desk", f"{door.host}:{door.port} {trouble.strerror}") from None
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_WAITING)
    except OSError as trouble:
        opened.close()
        raise SetupError("setup.desk", f"{door.host}:{door.port} {trouble.strerror}") from None
    return opened


def serve(ledger: Ledger, door: Door, opened: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT, then end what is under way and come back."""
    _log_to_stderr()
    config = uvicorn.Config(
        make_app(ledger),
        log_config=None,
        access_log=False,  # it would hold what was searched for
        server_header=False,
        ssl_certfile=door.certificate,
        ssl_keyfile=str(door.key) if door.key else None,
        timeout_graceful_shutdown=_PATIENCE_S,
        lifespan="off",
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # uvicorn ends at them, and then raises them again for whoever is left
    uvicorn.Server(config).run(sockets=[opened])


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    for log in (LOG, logging.getLogger("uvicorn.error")):
        log.handlers, log.propagate = [handler], False
    LOG.setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
