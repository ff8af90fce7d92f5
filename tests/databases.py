"""The databases that tests run on: files, and a real PostgreSQL server that the tests start themselves.

One server for each pytest process; it listens on no network and ends with the process. A database is made for each
test as a copy of one that is migrated already, which takes some 20 ms. Its words are sorted as Chinese is in a
dictionary (pinyin), not by their codes: nothing in the ledger may depend on how a server sorts.
"""

import functools
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest
from psycopg import sql

from ledger.dialects import make_engine
from ledger.opening import migrate

OLDEST = 15
_NUMBERS = itertools.count(1)
# Nothing of a test's database must outlive a power cut.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")
_SORTED = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-u-co-pinyin' LOCALE 'C'"


def _version_of(folder: Path) -> int:
    told = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[2].split(".")[0])


@functools.cache
def find_programs() -> Path | None:
    """The folder of the newest PostgreSQL server that is installed and new enough."""
    folders = {path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")}
    found = shutil.which("initdb")
    if found:
        folders.add(Path(found).resolve().parent)
    fitting = {_version_of(folder): folder for folder in folders if (folder / "postgres").exists()}
    return fitting[max(fitting)] if fitting and max(fitting) >= OLDEST else None


def _roomy_memory() -> Path | None:
    """A folder in memory, where there is one with room: some 200 databases are made and dropped in a run."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 10**9
    return memory if roomy else None


def _sweep(parent: Path) -> None:
    """Remove what test runs left that were killed."""
    for left in parent.glob("lx-*-*"):
        owner = left.name.split("-")[1]
        if owner.isdecimal() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


class Server:
    """A PostgreSQL server with a private folder and a socket in it."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        # A socket's path is short by law of the system (107 bytes), so not below pytest's own folders.
        parent = _roomy_memory() or Path(tempfile.gettempdir())
        _sweep(parent)
        self.folder = Path(tempfile.mkdtemp(prefix=f"lx-{os.getpid()}-", dir=parent))
        self._user: list[str] = []
        if os.geteuid() == 0:  # initdb refuses to run as root
            shutil.chown(self.folder, "postgres", "postgres")
            self._user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"]
        data = ["-D", self.folder / "data", "-U", "laixin", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        self.run_program("initdb", *data)
        self._template: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def _command(self, program: str, *options: object) -> list[str]:
        # A killed test run must leave no server behind: it goes with its parent.
        setpriv = ["setpriv", "--pdeathsig", "INT", *self._user] if shutil.which("setpriv") else []
        return [*setpriv, str(self._programs / program), *map(str, options)]

    def run_program(self, program: str, *options: object) -> None:
        """Run one of the programs that come with the server."""
        subprocess.run(self._command(program, *options), check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("listen_addresses=", f"unix_socket_directories={self.folder}", *_QUICK)
        given = itertools.chain.from_iterable(("-c", option) for option in options)
        with (self.folder / "log").open("ab") as log:
            command = self._command("postgres", "-D", self.folder / "data", *given)
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while True:
            try:
                self._admin().close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop it without waiting for who is connected."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)

    def restart(self) -> None:
        """Stop it and start it again; every connection is lost."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop it for good and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://laixin@/{database}?host={self.folder}"

    def _admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self.folder), user="laixin", dbname="postgres", autocommit=True)

    def _make(self, name: str, how: str) -> None:
        with self._admin() as connection:
            connection.execute(f"CREATE DATABASE {name} {how}".encode())

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """The address of a database with nothing in it, which is dropped afterwards."""
        yield from self._lend(_SORTED)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database with the tables of today and no rows, which is dropped afterwards."""
        if self._template is None:
            self._make("migrated", _SORTED)
            engine = make_engine(self.url("migrated"))
            migrate(engine)
            engine.dispose()
            self._template = "migrated"
        yield from self._lend(f"TEMPLATE {self._template}")

    def _lend(self, how: str) -> Iterator[str]:
        name = f"test_{next(_NUMBERS)}"
        self._make(name, how)
        try:
            yield self.url(name)
        finally:
            with self._admin() as connection:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server. Where its programs are not installed the test is skipped, but in CI it fails."""
    server = Server(find_programs() or miss_programs())
    yield server
    server.close()


def miss_programs() -> NoReturn:
    """Skip a test for want of the server; fail it where the whole is to be tested."""
    reason = f"the PostgreSQL server ({OLDEST} or newer) is not installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite ledger with the tables of today and no rows, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "ledger.sqlite"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@contextmanager
def lend_ledger(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty ledger of a test's own: `kind` is sqlite or postgresql."""
    if kind == "postgresql":
        with request.getfixturevalue("postgres").database() as address:
            yield address
        return
    folder = request.getfixturevalue("tmp_path") / "home"
    folder.mkdir(exist_ok=True)
    shutil.copy(request.getfixturevalue("migrated_file"), folder / "ledger.sqlite")
    yield f"sqlite:///{folder / 'ledger.sqlite'}"


@contextmanager
def lend_nothing(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that is empty, or not there yet."""
    if kind == "postgresql":
        with request.getfixturevalue("postgres").empty_database() as address:
            yield address
        return
    yield f"sqlite:///{request.getfixturevalue('tmp_path') / 'home' / 'ledger.sqlite'}"


KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
"""For `pytest.fixture(params=KINDS)`, and `pytest.mark.parametrize(…, KINDS)`."""


@pytest.fixture(params=KINDS)
def both_urls(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty ledger on each database: for rooms whose tests run on files otherwise."""
    with lend_ledger(request.param, request) as address:
        yield address
